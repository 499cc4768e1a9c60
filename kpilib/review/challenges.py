"""Borderline answers to the challenge question: what people decided, what waits, what a review remarks."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kpilib.errors import ParamsError
from kpilib.intake.challenge import (
    Borderline,
    Decisions,
    Verdict,
    format_table,
    judge,
    key_of,
    read_decisions,
)
from kpilib.measures import read_challenges
from kpilib.params import Workspace
from kpilib.review.files import DECISIONS, write_atomically
from kpilib.store import StoredFile, open_store

KPI = "qualified_registrations"
Note = dict[str, Any]


def decisions_of(workspace: Workspace) -> Decisions:
    """What people decided on borderline answers; errors as in `read_decisions`."""
    return read_decisions(workspace.folder / DECISIONS, DECISIONS)


def challenge_notes(
    answers: pd.DataFrame, decisions: Mapping[str, bool], files: Iterable[StoredFile]
) -> dict[str, list[Note]]:
    """Remarks on `qualified_registrations` by event: scored again, and answers nobody decided on.

    Parameters
    ----------
    answers : DataFrame
        As `measures.read_challenges` gives it.
    """
    notes: dict[str, list[Note]] = {}
    for file in files:
        told = file.report.get("challenges", {}).get("rescored")
        if told and file.event_id not in notes:
            values = {name: told[name] for name in ("before", "after", "rules_before", "rules")}
            notes[str(file.event_id)] = [{"code": "rescored", "kpi": KPI, **values}]
    doubtful = _borderline(answers, decisions)
    for event_id, rows in doubtful.groupby("event_id"):
        undecided = rows.loc[~rows["is_decided"], "person_id"].nunique()
        if undecided:
            n = rows["person_id"].nunique()
            note = {"code": "borderline_answers", "kpi": KPI, "n": n, "undecided": undecided}
            notes.setdefault(str(event_id), []).append(note)
    return notes


def _borderline(answers: pd.DataFrame, decisions: Mapping[str, bool]) -> pd.DataFrame:
    """The rows whose answer is borderline by the rules, and whether somebody decided on it."""
    verdicts = {a: judge(a, decisions) for a in answers["challenge"].dropna().unique()}
    doubtful = [a for a, verdict in verdicts.items() if verdict.is_borderline]
    rows = answers[answers["challenge"].isin(doubtful)]
    return rows.assign(is_decided=[verdicts[a].decision is not None for a in rows["challenge"]])


def list_borderline(answers: pd.DataFrame, decisions: Decisions) -> list[Borderline]:
    """The table's rows: borderline answers of all events, and every answer that was decided on.

    Undecided ones first, then by people, then by text. An answer that is written in several ways
    stands once, as most people wrote it.
    """
    keys = {a: key_of(a) for a in answers["challenge"].dropna().unique()}
    verdicts = {a: judge(a, decisions.by_key) for a in keys}
    shown = {keys[a] for a, v in verdicts.items() if v.is_borderline or v.decision is not None}
    known = answers.assign(key=answers["challenge"].map(keys, na_action="ignore"))
    groups = known[known["key"].isin(shown)].groupby("key")
    rows = [_row(group, verdicts) for _, group in groups]
    rows += [_unseen(key, decisions) for key in decisions.by_key if key not in shown]
    return sorted(rows, key=lambda row: (row.decision is not None, -row.n, row.answer))


def _row(group: pd.DataFrame, verdicts: Mapping[str, Verdict]) -> Borderline:
    """The row of all answers with the same words; marks may make one of them borderline, another not."""
    counts = group["challenge"].value_counts()
    text = min(counts.index, key=lambda a: (not verdicts[a].is_borderline, -counts[a], a))
    return Borderline(
        answer=text,
        suggestion=verdicts[text].suggestion,
        decision=verdicts[text].decision,
        n=group["person_id"].nunique(),
        events=tuple(sorted(group["event_id"].unique())),
        reason=verdicts[text].reason,
    )


def _unseen(key: str, decisions: Decisions) -> Borderline:
    """A decision whose answer no event holds any more: kept, it may come again."""
    verdict = judge(decisions.answers[key], decisions.by_key)
    return Borderline(decisions.answers[key], verdict.suggestion, verdict.decision, 0, (), verdict.reason)


def collect_borderline(workspace: Workspace) -> list[Borderline]:
    """The table's rows from what the store holds; `take_in` has brought it up to date."""
    with open_store(workspace.store_url, read_only=True) as store:
        answers = read_challenges(store)
    return list_borderline(answers, decisions_of(workspace))


def write_borderline(workspace: Workspace, rows: list[Borderline]) -> Path | None:
    """Writes the table if it has rows or was there; None where there is nothing to decide.

    Its delimiter stays as it is; a new one gets what spreadsheets of the workspace's first language
    expect.

    Raises
    ------
    ParamsError
        Another program holds the file.
    """
    path = workspace.folder / DECISIONS
    if not rows and not path.exists():
        return None
    usual = "," if workspace.languages[0] == "en" else ";"
    text = format_table(rows, decisions_of(workspace).delimiter or usual)
    try:
        if not path.exists() or path.read_bytes() != text.encode():
            write_atomically(path, text)
    except OSError as error:
        raise ParamsError(
            DECISIONS,
            f"a file that cannot be written ({error.strerror})",
            "one that no other program holds",
            "Close it in the spreadsheet and call again.",
        ) from error
    return path
