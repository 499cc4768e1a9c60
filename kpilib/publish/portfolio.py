"""The page of all events side by side: from the review records, typed results, and targets replayed."""

import json
from pathlib import Path
from typing import Any

from kpilib.figures import render_portfolio
from kpilib.language import get_language
from kpilib.params import Event, Workspace, read_events, state_of
from kpilib.publish.event import read_good
from kpilib.publish.index import language_links
from kpilib.review.files import write_atomically
from kpilib.review.portfolio import collect_portfolio
from kpilib.review.series import describe_series


def publish_portfolio(workspace: Workspace, as_of: str | None = None) -> list[Path]:
    """Writes `portfolio.<lang>.html` in each of the workspace's languages, and `portfolio.json` beside them.

    The JSON file holds what the events say together: each number of the pages stands there or in a review.
    """
    reviewed, n_not_reviewed = read_records(workspace, as_of)
    series = collect_portfolio(workspace, as_of)
    records = [*reviewed, *series["typed"]]
    found = describe_series(records)
    record = {"series": found, "calibration": series["calibration"]}
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(workspace.reports / "portfolio.json", text)
    written = []
    for language in workspace.languages:
        hrefs = {r["event_id"]: href for r in reviewed if (href := _href(workspace, r["event_id"], language))}
        links = _links(workspace, language)
        page = render_portfolio(records, language, links, hrefs, n_not_reviewed, series["calibration"], found)
        path = portfolio_path(workspace, language)
        write_atomically(path, page)
        written.append(path)
    return written


def portfolio_path(workspace: Workspace, language: str) -> Path:
    """Where the page of a language lies."""
    return workspace.reports / f"portfolio.{language}.html"


def read_records(workspace: Workspace, as_of: str | None = None) -> tuple[list[dict[str, Any]], int]:
    """The records of all events that are over, and how many of these events have none."""
    events, unreadable = read_events(workspace)
    over = [e.event_id for e in events if _is_over(workspace, e, as_of)] + list(unreadable)
    records = [record for event_id in over if (record := read_good(workspace, event_id)) is not None]
    return records, len(over) - len(records)


def _is_over(workspace: Workspace, event: Event, as_of: str | None) -> bool:
    day = workspace.as_of(event, as_of)
    state = state_of(event, day, workspace.window_days, workspace.timezone)
    return state in ("provisional", "mature")


def _href(workspace: Workspace, event_id: str, language: str) -> str | None:
    """The event's review in the page's language, else in the first that there is."""
    folder = workspace.reports / event_id
    pages = [folder / f"review.{language}.html", *sorted(folder.glob("review.*.html"))]
    page = next((p for p in pages if p.is_file()), None)
    return f"{event_id}/{page.name}" if page else None


def _links(workspace: Workspace, language: str) -> list[dict[str, str]]:
    index = {
        "href": f"index.{language}.html",
        "text": get_language(language).say("page.all_events"),
        "lang": language,
    }
    return [index, *language_links(workspace, "portfolio", language)]
