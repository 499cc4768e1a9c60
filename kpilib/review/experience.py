"""The record's `experience`: what attendees scored, asked and wrote, and which inputs were there.

- `items`: questions with a scale from 1 to 5 by branch: `branch` (programme, place, networking, content,
  communication), `item` (as the intake names it), `question`, `value` (mean), `n`, `lower`, `upper` (95 %)
- `parts`: speakers and parts of the programme: `kind` ("speaker", "part"), `name`, `value`, `n`, `lower`,
  `upper`, `standing` against the others by the same people ("higher", "lower", "level", "unknown")
- `compared`: how many things were compared, by kind
- `comments`: as `kpilib.review.voices` tells it; None without comments
- `questions`: `before`, `during`, `answered` (of those during), `after`; None where nobody knows
- `own_time`: of a recording: `viewers`, `median_day` by which half of them watched (1: the event's day)
- `families`: the four families of input: `family`, `n` (answers, acts, reactions, scores), `is_there`
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.survey_branches import BRANCHES, PERSONAL, bare_question, branch_of, thing_of
from kpilib.kpis.ratings import compare_ratings, score_ratings
from kpilib.measures import count_live, count_respondents, read_presence, read_ratings
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.review.voices import describe_comments
from kpilib.store import Store

# Scored as KPIs of their own.
_KPI_ITEMS = ("nps", "csat", "satisfaction_score")
_REACTIONS = ("social_comments", "social_likes", "social_replies", "mentions_judged")
Rows = list[dict[str, Any]]


def describe_experience(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any]:
    """All that the record tells of the experience beside its KPIs."""
    ratings = _with_branches(read_ratings(store, event.event_id, evidence.as_of), event)
    live = count_live(store, event.event_id)
    parts = describe_parts(ratings, event)
    return {
        "items": describe_items(ratings),
        "parts": parts,
        "compared": {kind: sum(part["kind"] == kind for part in parts) for kind in PERSONAL},
        "comments": describe_comments(store, event, workspace, evidence),
        "questions": _questions(event, live),
        "own_time": _own_time(store, event, workspace, evidence),
        "families": _families(store, event, evidence, live, parts),
    }


def _with_branches(ratings: pd.DataFrame, event: Event) -> pd.DataFrame:
    """Ratings with the branch of each question and, of a speaker or part, its name."""
    rows = ratings[~ratings["item"].isin(_KPI_ITEMS)]
    told = {q: _branch_and_name(q, event) for q in rows["question"].unique()}
    known = rows.assign(
        branch=rows["question"].map(lambda q: told[q][0]), name=rows["question"].map(lambda q: told[q][1])
    )
    return known[known["branch"].notna()]


def _branch_and_name(question: str, event: Event) -> tuple[str | None, str]:
    """What a question asks about: as stated, by a name of the programme in it, or by its words."""
    stated = {fold(bare_question(q)): branch for q, branch in event.facts.survey_items.items()}
    branch: str | None = stated.get(fold(bare_question(question)))
    name = _name_in(question, _programme(event))
    if branch is None:
        branch = name[0] if name else branch_of(question)
    if branch not in PERSONAL:
        return branch, bare_question(question)
    return branch, name[1] if name and name[0] == branch else thing_of(question)


def _programme(event: Event) -> dict[tuple[str, str], int]:
    """Speakers and parts of the programme, with their place in it; the longest names come first."""
    places: dict[tuple[str, str], int] = {}
    for place, part in enumerate(event.programme):
        for kind, name in (("speaker", part.speaker), ("part", part.part)):
            if name:
                places.setdefault((kind, name), place)
    return dict(sorted(places.items(), key=lambda entry: -len(entry[0][1])))


def _name_in(question: str, programme: Mapping[tuple[str, str], int]) -> tuple[str, str] | None:
    plain = f" {fold(question)} "
    return next((key for key in programme if fold(key[1]) in plain), None)


def describe_items(ratings: pd.DataFrame) -> Rows:
    """Questions of the five branches, in the branches' order, then by their words."""
    rows = ratings[ratings["branch"].isin(BRANCHES)]
    entries = [
        {"branch": branch, "item": group["item"].iloc[0], "question": name, **_score(group["score"])}
        for (branch, name), group in rows.groupby(["branch", "name"])
    ]
    return sorted(entries, key=lambda e: (BRANCHES.index(e["branch"]), e["question"]))


def _score(scores: pd.Series) -> dict[str, Any]:
    row = score_ratings(scores.rename("score").reset_index(drop=True).to_frame()).iloc[0]
    return {name: plain_number(row[name]) for name in ("value", "n", "lower", "upper")}


def describe_parts(ratings: pd.DataFrame, event: Event) -> Rows:
    """Speakers, then parts, each in the order of the programme; what it does not name comes last, by name."""
    return [
        part
        for kind in PERSONAL
        for part in _parts(ratings[ratings["branch"] == kind], kind, _programme(event))
    ]


def _parts(ratings: pd.DataFrame, kind: str, programme: Mapping[tuple[str, str], int]) -> Rows:
    if ratings.empty:
        return []
    scores = ratings.pivot_table(index="respondent_id", columns="name", values="score", aggfunc="mean")
    last = len(programme)
    names = sorted(map(str, scores.columns), key=lambda name: (programme.get((kind, name), last), name))
    scores = scores[names]
    standing, table = compare_ratings(scores), score_ratings(scores)
    return [
        {
            **{"kind": kind, "name": str(name)},
            **{field: plain_number(row[field]) for field in ("value", "n", "lower", "upper")},
            "standing": standing[str(name)],
        }
        for name, row in table.iterrows()
    ]


def _questions(event: Event, live: Mapping[str, int]) -> dict[str, int | None]:
    """Questions before, during and after the event; no row of an export is no answer, never 0."""
    during = live["questions"] or None
    counts = event.facts.counts
    return {
        "before": counts.questions_before,
        "during": during,
        "answered": live["answered"] if during else None,
        "after": counts.questions_after,
    }


def _own_time(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, float | None] | None:
    """Who watched a recording, and by which day half of them had; not for fewer than `k` people."""
    if not event.is_prerecorded:
        return None
    stays = read_presence(store, days_of(event, workspace), evidence.as_of)
    if stays.empty:
        return None
    zone = event.timezone or workspace.timezone
    first_at = stays.groupby("person_id")["joined_at"].min().dt.tz_convert(zone)
    days = (first_at.dt.tz_localize(None).dt.normalize() - pd.Timestamp(event.starts_on)).dt.days + 1
    middle = float(days.quantile(interpolation="higher")) if len(days) >= workspace.privacy.k else None
    return {"viewers": float(len(days)), "median_day": middle}


def _families(store: Store, event: Event, evidence: Evidence, live: Mapping[str, int], parts: Rows) -> Rows:
    """The four families of input that the documents name, and how much of each there was."""
    measures = evidence.measures.loc[event.event_id]
    known = [n for name in _REACTIONS if (n := plain_number(measures.get(name))) is not None]
    counts: dict[str, float] = {
        "surveys": count_respondents(store, event.event_id, evidence.as_of),
        "live": live["questions"] + live["poll_answers"],
        "social": sum(known),
        "evaluation": sum(part["n"] or 0 for part in parts),
    }
    is_there = {family: n > 0 for family, n in counts.items()} | {"social": bool(known)}
    return [
        {"family": f, "n": n if is_there[f] else None, "is_there": is_there[f]} for f, n in counts.items()
    ]
