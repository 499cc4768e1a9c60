"""`kpi diff`: which two reviews are meant, and the page of what changed between them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kpilib.errors import DataError, ParamsError
from kpilib.figures import render_diff
from kpilib.language import get_language
from kpilib.params import Workspace, is_day
from kpilib.params.workspace import event_ids
from kpilib.publish.earlier import earlier_records
from kpilib.publish.event import index_name
from kpilib.review import compute_review
from kpilib.review.diff import compare_records
from kpilib.review.files import write_atomically
from kpilib.review.record import SCHEMA_VERSION

PREVIOUS = "previous"
_PARTS = {
    "event_id": str,
    "title": str,
    "starts_at": str,
    "as_of": str,
    "state": str,
    "kpis": list,
    "provenance": dict,
}
_HOW = (
    "Name an event (E7), an event and a day (E7@2026-05-20), its earlier review (E7@previous), a review.json "
    "or a folder of reports."
)
Records = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Comparison:
    """All pairs of reviews of two sides, and the events that only one of them holds."""

    diffs: tuple[dict[str, Any], ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "diffs": list(self.diffs),
            "only_before": list(self.only_before),
            "only_after": list(self.only_after),
        }


def compare(before: str, after: str, workspace: Workspace | None) -> Comparison:
    """Compares what two names stand for; two single reviews with each other, folders event by event.

    Raises
    ------
    ParamsError
        A name is neither an event, a file nor a folder, or one is a folder of many and the other is not.
    DataError
        A file is no review record, or one of another schema.
    """
    first, second = (read_side(name, workspace) for name in (before, after))
    if len(first) == len(second) == 1:
        (old,), (new,) = first.values(), second.values()
        return Comparison((compare_records(old, new),))
    common = [event_id for event_id in first if event_id in second]
    if not common:
        raise ParamsError(
            f"kpi diff {before} {after}", "no event that both hold", "reviews of the same events", _HOW
        )
    return Comparison(
        tuple(compare_records(first[e], second[e]) for e in common),
        tuple(e for e in first if e not in second),
        tuple(e for e in second if e not in first),
    )


def read_side(name: str, workspace: Workspace | None) -> Records:
    """The records that a name stands for, by event.

    Parameters
    ----------
    name : str
        An event, `E7@2026-05-20` (the review of that day that was kept or is published, else computed with
        the data of today), `E7@previous`, a `review.json`, or a folder of one or many.
    """
    event_id, _, which = name.partition("@")
    if workspace is not None and event_id in event_ids(workspace):
        return {event_id: _read_event(event_id, which, workspace)}
    path = Path(name)
    if path.is_dir():
        return _read_folder(path)
    if path.is_file():
        record = read_record(path)
        return {record["event_id"]: record}
    raise _unknown(name, event_id, workspace)


def _unknown(name: str, event_id: str, workspace: Workspace | None) -> ParamsError:
    near = get_close_matches(event_id, event_ids(workspace), n=1) if workspace else []
    hint = f"Did you mean `{near[0]}`? " if near else ""
    found = "no such event, file or folder" if workspace else "no such file or folder, and no workspace here"
    return ParamsError(f"kpi diff {name}", found, "two reviews", hint + _HOW)


def _read_event(event_id: str, which: str, workspace: Workspace) -> dict[str, Any]:
    published = workspace.reports / event_id / "review.json"
    kept = earlier_records(workspace, event_id)
    if which == PREVIOUS:
        if not kept:
            raise ParamsError(
                f"{event_id}@{PREVIOUS}",
                "no earlier review",
                "one that a newer one replaced with other numbers",
                f"Name a day, {event_id}@2026-05-20, or a review.json kept elsewhere.",
            )
        return read_record(kept[-1])
    if not which:
        if published.is_file():
            return read_record(published)
        raise ParamsError(event_id, "no review yet", "a published review", f"Call `kpi review {event_id}`.")
    if not is_day(which):
        raise ParamsError(
            f"{event_id}@{which}", f"`{which}`", "a day such as 2026-05-20, or previous", "Correct it."
        )
    for path in [*([published] if published.is_file() else []), *reversed(kept)]:
        record = read_record(path)
        if record["as_of"] == which:
            return record
    return compute_review(event_id, workspace.folder, which).to_dict()


def _read_folder(folder: Path) -> Records:
    paths = [folder / "review.json", *sorted(folder.glob("*/review.json"))]
    records = [read_record(path) for path in paths if path.is_file()]
    if not records:
        raise ParamsError(str(folder), "no review.json in it", "a folder of reports", _HOW)
    return {record["event_id"]: record for record in records}


def read_record(path: Path) -> dict[str, Any]:
    """The review record in a file.

    Raises
    ------
    DataError
        It is no JSON, no review record, or one of another schema.
    """
    again = "Name a review.json, or review the event again."
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(str(path), "a file that cannot be read", "a review record", again) from error
    except ValueError as error:
        raise DataError(str(path), f"broken JSON ({error})", "a review record", again) from error
    if not isinstance(content, dict) or "schema_version" not in content:
        raise DataError(str(path), "no review record", "a review record", again)
    if content["schema_version"] != SCHEMA_VERSION:
        found = f"schema_version {content['schema_version']}"
        raise DataError(
            str(path), found, f"{SCHEMA_VERSION}, which this version reads", "Review the event again."
        )
    wrong = [part for part, kind in _PARTS.items() if not isinstance(content.get(part), kind)]
    is_row = all(
        isinstance(row, dict) and {"kpi", "value", "unit"} <= row.keys() for row in content.get("kpis") or []
    )
    if wrong or not is_row:
        where = ", ".join(wrong) or "kpis"
        raise DataError(str(path), f"a record without a sound `{where}`", "a review record", again)
    return content


def publish_diff(workspace: Workspace, comparison: Comparison, languages: Sequence[str]) -> list[Path]:
    """Writes `reports/diff.<events>.<lang>.html`: one event, two, or none named for folders of many."""
    name = _page_name(comparison)
    written = []
    for code in languages:
        language = get_language(code, workspace.locales.get(code), workspace.currency)  # type: ignore[call-overload]
        links = [{"href": index_name(workspace, code), "text": language.say("page.all_events"), "lang": code}]
        links += [
            {
                "href": f"{name}.{other}.html",
                "text": get_language(other).say(f"language.{other}.own"),
                "lang": other,
            }
            for other in languages
            if other != code
        ]
        page = render_diff(comparison.diffs, language, links, comparison.only_before, comparison.only_after)
        path = workspace.reports / f"{name}.{code}.html"
        write_atomically(path, page)
        written.append(path)
    return written


def _page_name(comparison: Comparison) -> str:
    if len(comparison.diffs) > 1:
        return "diff"
    sides = dict.fromkeys(comparison.diffs[0][side]["event_id"] for side in ("before", "after"))
    return ".".join(["diff", *sides])
