"""What people state of an event in its `facts`, as measures beside those that exports tell."""

import math
from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis import COST_PARTS, REVENUE_PARTS
from kpilib.measures.rates import Rates
from kpilib.params import Event, Workspace

Note = dict[str, Any]
NAN = float("nan")


def add_facts(
    measures: pd.DataFrame, events: list[Event], workspace: Workspace, notes: dict[str, list[Note]]
) -> pd.DataFrame:
    """Measures with what people stated; what an export tells counts first, a difference is noted."""
    stated = pd.DataFrame(
        [_stated_money(e, workspace, notes) | _stated_counts(e, workspace) for e in events],
        index=measures.index,
    )
    return fill(measures, stated, [e.event_id for e in events], notes)


def fill(
    measures: pd.DataFrame, stated: pd.DataFrame, event_ids: list[str], notes: dict[str, list[Note]]
) -> pd.DataFrame:
    """Measures with the gaps filled by stated ones of the same index."""
    filled = {}
    for column in stated.columns:
        ours = stated[column].astype("float64").to_numpy()
        theirs = _column(measures, column)
        differs = np.isfinite(ours) & np.isfinite(theirs) & (np.abs(ours - theirs) > 0.005)
        for row in np.flatnonzero(differs):
            values = {"stated": float(ours[row]), "exported": float(theirs[row])}
            notes[event_ids[row]].append({"code": "stated_differs", "measure": column, **values})
        filled[column] = np.where(np.isnan(theirs), ours, theirs)
    rest = measures.drop(columns=[column for column in filled if column in measures])
    return pd.concat([rest, pd.DataFrame(filled, index=measures.index)], axis=1)


def _column(table: pd.DataFrame, name: str) -> np.ndarray:
    """A column as numbers; all missing where the table has none of that name."""
    return table[name].to_numpy("float64") if name in table else np.full(len(table), NAN)


def _stated_money(event: Event, workspace: Workspace, notes: dict[str, list[Note]]) -> dict[str, float]:
    money = dict.fromkeys([*COST_PARTS, *(p for p in REVENUE_PARTS if p != "revenue_deals")], NAN)
    rates = Rates(workspace.currency, workspace.exchange_rates)
    month = f"{event.starts_on:%Y-%m}"
    costs = event.facts.costs or []
    items = [("cost_" + c.kind, c.total, c.currency) for c in costs if c.is_counted]
    items += [("platform_cost_stated", c.total, c.currency) for c in costs if c.kind == "platform"]
    items += [("revenue_" + r.kind, r.amount, r.currency) for r in event.facts.revenue or []]
    for name, amount, currency in items:
        rate = rates.rate(currency, month)
        if rate is None:
            missing = {"code": "no_exchange_rate", "currency": currency, "month": month, "measure": name}
            notes[event.event_id].append(missing)
        before = money.get(name, NAN)
        # Infinite: stated, but in a currency without a rate, so no sum may be formed with it.
        money[name] = (0.0 if pd.isna(before) else before) + (math.inf if rate is None else amount * rate)
    return {"platform_cost_stated": NAN} | money


def _stated_counts(event: Event, workspace: Workspace) -> dict[str, float]:
    facts, counts = event.facts, event.facts.counts
    complaints = None if counts.complaints is None else sum(counts.complaints.values())
    stated = {
        "goal_registrations": goal(event, workspace, "registrations"),
        "goal_attendees": goal(event, workspace, "attendees"),
        "audience_size": facts.audience_size,
        "list_size": facts.list_size,
        "invited": counts.invited,
        "downloads": counts.downloads,
        "free_signups": counts.free_signups,
        "follow_ups": counts.follow_ups,
        "event_purchases": counts.purchases,
        "meetings_held": counts.meetings,
        "questions_before": counts.questions_before,
        "questions_after": counts.questions_after,
        "complaints": complaints,
        "useful_content": facts.checklists.useful_content,
        "is_live": not event.is_prerecorded,
        "value_per_lead": workspace.value_per_lead,
    }
    known = {name: NAN if value is None else float(value) for name, value in stated.items()}
    return known | _checklists(event) | _alignment(event)


def goal(event: Event, workspace: Workspace, kpi: str) -> float | None:
    """The goal people set: for the event, else for the organisation."""
    use = workspace.kpis.get(kpi)
    return event.facts.goals.get(kpi, use.goal if use else None)


def _checklists(event: Event) -> dict[str, float]:
    """Points that hold and points listed; a list that nobody kept is unknown."""
    lists = event.facts.checklists
    done = {name: float(bool(value)) for name, value in lists.kit.items()}
    found = {"kit_done": sum(done.values()), "kit_items": float(len(done))} if done else {}
    if lists.channels is not None and lists.channels.planned:
        n_planned, n_left = len(lists.channels.planned), len(lists.channels.left_out)
        found |= {"channels_planned": float(n_planned), "channels_sent": float(n_planned - n_left)}
    points = lists.video.model_dump() if lists.video else {}
    video = {f"video_{name}": NAN if held is None else float(held) for name, held in points.items()}
    return dict.fromkeys(("kit_done", "kit_items", "channels_planned", "channels_sent"), NAN) | found | video


def _alignment(event: Event) -> dict[str, float]:
    """Scores of named scorers: sums for their mean, and how many scales were used."""
    # Who scored twice has changed their mind: the last score counts.
    last = {a.scorer.strip().casefold(): a for a in sorted(event.facts.alignment, key=lambda a: a.on)}
    scores = [a.score for a in last.values()]
    if not scores:
        return {}
    ends = {a.ends or (NAN, NAN) for a in last.values()}
    lowest, highest = ends.pop() if len(ends) == 1 else (NAN, NAN)
    return {
        "alignment_lowest": lowest,
        "alignment_highest": highest,
        "alignment_sum": sum(scores),
        "alignment_squares": sum(score**2 for score in scores),
        "alignment_scorers": float(len(scores)),
        "alignment_scales": float(len({a.scale.replace(" ", "") for a in last.values()})),
    }
