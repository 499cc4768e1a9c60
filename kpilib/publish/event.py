"""The pages of one event. A new page takes an old one's place only when it is whole."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from kpilib.errors import KpiError
from kpilib.figures import render_executive, render_failed, render_review
from kpilib.language import get_language
from kpilib.params import Event, Workspace
from kpilib.publish.earlier import keep_replaced
from kpilib.publish.notebook import execute_notebook, shown_html
from kpilib.review import Review
from kpilib.review.files import write_atomically

EDITIONS = ("full", "executive")
Link = dict[str, str]


def publish_event(
    workspace: Workspace,
    event: Event,
    review: Review,
    languages: Sequence[str],
    editions: Sequence[str] = EDITIONS,
    as_of: str | None = None,
) -> list[Path]:
    """Executes the notebook in each language and writes pages, notebooks and record.

    Everything is made before the first file is replaced, so a failure leaves the last good review
    as it was (a disk that is full between two files leaves some of them new, and the old record).

    Returns
    -------
    list of Path
        The files written, the record last.
    """
    folder = workspace.reports / event.event_id
    files: dict[Path, str] = {}
    for language in languages:
        if "full" in editions:
            files |= _full(workspace, event, review, language, languages, editions, as_of)
        if "executive" in editions:
            links = page_links(workspace, language, "executive", languages, editions)
            files[folder / f"executive.{language}.html"] = render_executive(review, language, links)
    keep_replaced(workspace, read_good(workspace, event.event_id), review)
    # The record last: as long as it is the old one, the old review is the good one.
    files[folder / "review.json"] = review.to_json()
    for path, text in files.items():
        write_atomically(path, text)
        # A print of the page that was replaced would look current.
        path.with_suffix(".pdf").unlink(missing_ok=True)
    for old in folder.glob("failed.*"):
        old.unlink()
    return list(files)


def _full(
    workspace: Workspace,
    event: Event,
    review: Review,
    language: str,
    languages: Sequence[str],
    editions: Sequence[str],
    as_of: str | None,
) -> dict[Path, str]:
    folder = workspace.reports / event.event_id
    parameters = event.parameters() | {"language": language}
    if as_of:
        parameters["as_of"] = as_of
    template = workspace.folder / "notebooks" / "event_review.ipynb"
    notebook = execute_notebook(template, parameters, workspace.folder)
    links = page_links(workspace, language, "review", languages, editions)
    return {
        folder / f"review.{language}.ipynb": nbformat.writes(notebook) + "\n",
        folder / f"review.{language}.html": render_review(shown_html(notebook), review, language, links),
    }


def page_links(
    workspace: Workspace, language: str, page: str, languages: Sequence[str], editions: Sequence[str]
) -> list[Link]:
    """Links from one page of an event to the index, the other edition and the other languages."""
    say = get_language(language).say
    links = [
        {"href": f"../{index_name(workspace, language)}", "text": say("page.all_events"), "lang": language}
    ]
    if page == "review" and "executive" in editions:
        links.append({"href": f"executive.{language}.html", "text": say("page.one_page"), "lang": language})
    if page == "executive" and "full" in editions:
        links.append({"href": f"review.{language}.html", "text": say("page.full_review"), "lang": language})
    for other in languages:
        if other != language:
            name = get_language(other).say(f"language.{other}.own")
            links.append({"href": f"{page}.{other}.html", "text": name, "lang": other})
    return links


def index_name(workspace: Workspace, language: str) -> str:
    """The index page that fits a language; the workspace's first where it has none in it."""
    return f"index.{language}.html" if language in workspace.languages else "index.html"


def publish_failure(workspace: Workspace, event_id: str, title: str, error: KpiError) -> None:
    """Says that a review could not be made; the last good one stays as it is.

    The page is written in the workspace's languages; `failed.json` carries the cause to the index.
    """
    folder = workspace.reports / event_id
    cause, remedy = cause_of(error)
    good = read_good(workspace, event_id)
    failure = {"event_id": event_id, "title": title, "cause": cause, "remedy": remedy}
    write_atomically(folder / "failed.json", json.dumps(failure, ensure_ascii=False, indent=1) + "\n")
    for language in workspace.languages:
        page = render_failed(
            event_id,
            title,
            cause,
            remedy,
            last_good_link(workspace, event_id, language) if good else None,
            language,
            [
                {
                    "href": f"../{index_name(workspace, language)}",
                    "text": get_language(language).say("page.all_events"),
                    "lang": language,
                }
            ],
        )
        write_atomically(folder / f"failed.{language}.html", page)


def cause_of(error: KpiError) -> tuple[str, str]:
    """What happened, and what to do about it."""
    return f"{error.where}: {error.found}, expected {error.expected}.", error.remedy


def read_good(workspace: Workspace, event_id: str) -> dict[str, Any] | None:
    """The last published record of an event."""
    record = read_json(workspace.reports / event_id / "review.json")
    return record if record is not None and {"kpis", "as_of", "effect"} <= set(record) else None


def read_json(path: Path) -> dict[str, Any] | None:
    """The mapping in a file; None where there is none, or something else lies there."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def last_good_link(workspace: Workspace, event_id: str, language: str) -> Link | None:
    """The last good review, in the language asked for or any other, and the day of its data."""
    folder = workspace.reports / event_id
    pages = [folder / f"review.{language}.html", *sorted(folder.glob("review.*.html"))]
    page = next((p for p in pages if p.is_file()), None)
    record = read_good(workspace, event_id)
    if page is None or record is None:
        return None
    return {"href": page.name, "made_on": record["as_of"]}
