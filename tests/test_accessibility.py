"""Every kind of page for every reader: axe, contrast, width, headings, no request, no message."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import faults, measured, table_roles
from conftest import needs_chromium
from markupsafe import Markup
from playwright.sync_api import Browser
from portfolio_sample import CALIBRATION, own_row, rich_records
from review_sample import bare_record, provisional_record, sample_record
from test_diff_page import everything
from test_figures import review_html

from kpilib.figures import (
    answer_question,
    render_diff,
    render_executive,
    render_failed,
    render_index,
    render_portfolio,
)
from kpilib.figures.charts.drawing import TOKENS
from kpilib.figures.environment import TEMPLATES
from kpilib.figures.frames import frame
from kpilib.language import get_language

LINKS = [{"href": "../index.html", "text": "Index", "lang": "en"}]


def _failed(language: str) -> str:
    good = {"href": "review.en.html", "made_on": "2026-06-10"}
    return render_failed(
        "E3", "Three", "a.csv: empty, expected rows.", "Download it again.", good, language, LINKS
    )


def _index(language: str) -> str:
    base: dict[str, Any] = {"event_id": "E1", "title": "One", "starts_on": "2026-05-01", "state": "mature"}
    failed = base | {"event_id": "E2", "state": "failed", "cause": "No file.", "remedy": "Add it."}
    zones = {"green": 3, "amber": 1, "red": 2, "unknown": 1}
    entry = base | {"verdict": "more", "effect": 49.0, "effect_lower": 18.0, "effect_upper": 81.0}
    pages = {"es": {"full": "E3/review.es.html", "executive": "E3/executive.es.html"}}
    planned = base | {"event_id": "E4", "state": "planned", "plan": {"made_on": "2026-04-01", "goal": None}}
    red = entry | {"zones": zones, "reds": [own_row(2.0, "red")], "own": [own_row(2.0, "red")]}
    by_chance = red | {"event_id": "E3", "held": [], "n_judged": 9, "n_events": 2, "pages": pages}
    return render_index([red, by_chance, planned, failed], language, LINKS)


def _portfolio(language: str) -> str:
    return render_portfolio([sample_record(), *rich_records()], language, LINKS, calibrations=CALIBRATION)


PAGES: dict[str, Callable[[str], str]] = {
    "review": lambda language: review_html(sample_record(), language),
    "review, provisional": lambda language: review_html(provisional_record(), language),
    "review, nothing known": lambda language: review_html(bare_record(), language),
    "executive": lambda language: render_executive(sample_record(), language, LINKS),
    "executive, nothing known": lambda language: render_executive(bare_record(), language, LINKS),
    "portfolio": _portfolio,
    "portfolio, empty": lambda language: render_portfolio([], language, LINKS),
    "index": _index,
    "index, empty": lambda language: render_index([], language, LINKS),
    "failed": _failed,
    "diff": lambda language: render_diff([everything()], language, LINKS),
}
# A wide light screen and a dark phone take turns over pages and languages; the richest pages see both.
RICH = ("review", "executive", "portfolio", "diff")
LANGUAGES = ("es", "fi", "en")
VIEWS = [
    (name, LANGUAGES[(i + j) % 3], *view)
    for i, name in enumerate(PAGES)
    for j, view in enumerate(((1280, "light"), (390, "dark")))
    if name in RICH or i % 2 == j
]


@needs_chromium
@pytest.mark.parametrize(("name", "language", "width", "scheme"), VIEWS)
def test_a_page_has_no_fault(
    browser: Browser, tmp_path: Path, name: str, language: str, width: int, scheme: str
) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGES[name](language), encoding="utf-8")
    assert faults(browser, path, width, scheme) == []


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_the_narrowest_phone(browser: Browser, tmp_path: Path, name: str) -> None:
    """320 pixels, in the language with the longest words."""
    path = tmp_path / "page.html"
    path.write_text(PAGES[name]("fi"), encoding="utf-8")
    assert measured(browser, path, 320) == []


@needs_chromium
@pytest.mark.parametrize("name", RICH)
def test_tables_are_tables_also_where_their_rows_stack(browser: Browser, tmp_path: Path, name: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGES[name]("es"), encoding="utf-8")
    wide, narrow = (table_roles(browser, path, width) for width in (1280, 390))
    assert narrow == wide
    assert all(wide.values())


@needs_chromium
def test_a_question_s_answer_has_no_fault(browser: Browser, workspace: Path, tmp_path: Path) -> None:
    answer = answer_question("Q04", workspace, "fi")
    # In a notebook it stands below the notebook's own headings.
    body = Markup("<h1>{}</h1><h2>{}</h2>").format("Q", "04") + Markup(answer._repr_html_())
    path = tmp_path / "page.html"
    path.write_text(frame(body, get_language("fi"), "Q04", "question"), encoding="utf-8")
    assert faults(browser, path, 390, "light") == []


@needs_chromium
def test_faults_are_found(browser: Browser, tmp_path: Path) -> None:
    """The net itself: a page with one fault of each kind."""
    path = tmp_path / "page.html"
    path.write_text(
        "<html lang='en'><title>x</title><main><h1>a</h1><h3>b</h3><img src='a.png'>"
        "<p style='width: 2000px; font-size: 9px'>c</p><svg><text stroke='red'>e</text></svg><script>console.log('d')</script></main>",
        encoding="utf-8",
    )
    told = " ".join(faults(browser, path, 390, "light"))
    wanted = (
        "request",
        "message d",
        "sideways",
        "heading level",
        "security policy",
        "9.0 px",
        "outline",
        "axe image-alt",
    )
    assert [word for word in wanted if word not in told] == []


# Contrast by computation: axe does not see text in drawings.


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))


def modes() -> dict[str, dict[str, str]]:
    marks, page = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("marks.css", "page.css"))
    dark = re.search(r"prefers-color-scheme: dark\) \{(.*?)\n\}", page, re.S)
    assert dark
    light = tokens(marks)
    return {"light": light, "dark": light | tokens(dark[1])}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


TEXT = {
    "ink": ("paper", "wash", "window", "band", "extra", "green-fill", "amber-fill", "red-fill"),
    "muted": ("paper", "wash", "window"),
    "obs": ("paper", "wash"),
    "green": ("paper", "wash", "window"),
    "amber": ("paper", "wash", "window"),
    "red": ("paper", "wash", "window"),
    "paper": ("ink",),
}
MARKS = {
    "obs": ("paper", "band", "window", "green-fill", "amber-fill", "red-fill"),
    "ref": ("paper",),
    "ink": ("paper", "band", "extra", "green-fill", "amber-fill", "red-fill"),
    "red": ("red-fill",),
    "green": ("paper",),
    "amber": ("paper",),
}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_colours_reach_their_contrast(mode: str, pairs: dict[str, tuple[str, ...]], least: float) -> None:
    colours = modes()[mode]
    weak = {
        (front, back): round(contrast(colours[front], colours[back]), 2)
        for front, backs in pairs.items()
        for back in backs
        if contrast(colours[front], colours[back]) < least
    }
    assert weak == {}


# Fills that touch in a drawing, and what tells them apart where no colour is seen.
NEIGHBOURS = {
    ("band", "paper"): "light",
    ("window", "paper"): "light",
    ("extra", "band"): "light",
    ("extra", "paper"): "light",
    ("obs", "extra"): "light",
    ("obs", "ref"): "light",
    ("red-fill", "amber-fill"): "hatch",
    ("green-fill", "amber-fill"): "underline",
}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("seen", ["grey", "deuteranopia"])
def test_neighbours_differ_without_colour(mode: str, seen: str) -> None:
    colours = {name: SEEN[seen](colour) for name, colour in modes()[mode].items()}
    alike = {
        pair: round(contrast(*(colours[name] for name in pair)), 2)
        for pair, by in NEIGHBOURS.items()
        if by == "light" and contrast(*(colours[name] for name in pair)) < 1.08
    }
    assert alike == {}


def test_zones_that_are_as_light_as_each_other_have_a_pattern() -> None:
    html = review_html(sample_record(), "en")
    drawings = [svg for svg in re.findall(r'<svg class="bullet".*?</svg>', html, re.S) if "f-amber" in svg]
    assert drawings
    for svg in drawings:
        assert ('class="hatch"' in svg) == ('fill="url(#' in svg)
        assert 'class="f-red" x=' not in svg  # no red without its hatch
        assert svg.count('class="f-green"') == svg.count('class="t-green"')  # no green without its underline


def grey(colour: str) -> str:
    level = luminance(colour)
    value = round(255 * (12.92 * level if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055))
    return f"#{value:02x}{value:02x}{value:02x}"


# Machado, Oliveira & Fernandes (2009), deuteranopia at full severity, on linear light.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.01182, 0.04294, 0.968881),
)


def deuteranopia(colour: str) -> str:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    mixed = [min(max(sum(w * c for w, c in zip(row, linear, strict=True)), 0), 1) for row in DEUTERANOPIA]
    values = [round(255 * (12.92 * m if m <= 0.0031308 else 1.055 * m ** (1 / 2.4) - 0.055)) for m in mixed]
    return "#" + "".join(f"{value:02x}" for value in values)


SEEN = {"grey": grey, "deuteranopia": deuteranopia}


def test_both_modes_and_the_drawings_know_the_same_colours() -> None:
    light, dark = modes().values()
    assert {name for name in light if light[name] == dark[name]} == set()
    assert {name: light[name] for name in TOKENS} == TOKENS


def test_no_colour_stands_outside_the_tokens() -> None:
    drawn = re.compile(
        r"(?<![\w-])(?:fill|stroke|color|background|border)[a-z-]*(?:: ?|=\")[^;\"]*(?:#[0-9a-f]{3}|rgb)"
    )
    found = [path.name for path in TEMPLATES.iterdir() if drawn.search(path.read_text(encoding="utf-8"))]
    assert found == []
