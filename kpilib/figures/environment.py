"""The templates: Jinja with autoescape on, every name that is missing an error."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    """The environment of all pages and blocks."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def fill(template: str, **values: Any) -> Markup:
    """A template filled with values; all of them are escaped but `Markup`."""
    return Markup(templates().get_template(template).render(**values))


@cache
def read_css() -> str:
    """The style sheet that stands in every page."""
    return read_marks_css() + (TEMPLATES / "page.css").read_text(encoding="utf-8")


def read_marks_css() -> str:
    """Colours and marks alone, for a notebook that has a style of its own."""
    return (TEMPLATES / "marks.css").read_text(encoding="utf-8")


def read_notebook_css() -> str:
    """Colours and marks, and what JupyterLab's own style would turn over."""
    return read_marks_css() + (TEMPLATES / "notebook.css").read_text(encoding="utf-8")
