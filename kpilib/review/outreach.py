"""Social networks one by one, each beside what was usual before."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis.comparisons import chance_of_difference
from kpilib.kpis.formulas import share_of
from kpilib.measures import network_name, read_networks
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.review.usual import FALSE_ALARM, NO_USUAL, past_rows, usual_range
from kpilib.store import Store

Row = dict[str, Any]
COUNTS = ("posts", "impressions", "views", "reach", "clicks", "comments")
# Counts by network that people type where no export holds them: KPI -> field.
TYPED = {"posts": "posts", "impressions": "impressions", "social_views": "views", "post_reach": "reach"}
TYPED |= {"link_clicks": "clicks", "social_comments": "comments"}
JUDGED = ("judged", "positive", "negative", "answered")


def describe_networks(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Row:
    """One row for each network in the event window, what its clicks usually are, and the finding.

    Comments that people judged are public, so no count of them is too small to be shown. `judged` are those
    of all networks together.
    """
    found = read_networks(store, [days_of(e, workspace) for e in evidence.events.values()], evidence.as_of)
    mine = found[found["event_id"] == event.event_id].set_index("network")
    typed = _typed_by_network(event, evidence)
    names = sorted({*mine.index, *typed})
    rows = [_network(name, mine, typed.get(name, {})) for name in names]
    is_open = evidence.as_of < event.window_end(workspace.window_days)
    for row in rows:
        past = found[found["network"] == row["network"]].dropna(subset=["clicks"])
        history = past_rows(past, event, workspace, evidence).rename(columns={"clicks": "value"})
        # A window that is still open has not all its posts.
        row |= NO_USUAL if is_open or row["clicks"] is None else usual_range(history, event, "count")
    rows.sort(key=lambda row: (-(row["clicks"] or -1), row["network"]))
    last = min(event.window_end(workspace.window_days), evidence.as_of)
    measures = evidence.measures.loc[event.event_id]
    return {
        "starts_on": event.starts_on.isoformat(),
        "ends_on": last.isoformat(),
        "rows": rows,
        "judged": {name: plain_number(measures.get(f"mentions_{name}")) for name in JUDGED},
        "finding": find_in_networks(rows),
    }


def _network(name: str, posts: pd.DataFrame, typed: Mapping[str, Any]) -> Row:
    counts = {c: plain_number(posts.loc[name, c]) if name in posts.index else None for c in COUNTS}
    counts = {c: typed.get(c) if n is None else n for c, n in counts.items()}
    judged = {c: typed.get(c) for c in JUDGED}
    return {"network": name, **counts, **_as_shares(judged), **_followers(typed)}


def _as_shares(judged: Mapping[str, float | None]) -> Row:
    """Judged comments with the intervals of their shares; a part above its whole is no count of anything."""
    fields: Row = dict(judged) | {"impossible": []}
    for part, whole in (("positive", "judged"), ("answered", "negative")):
        k, n = (np.array([np.nan if judged[c] is None else judged[c]]) for c in (part, whole))
        share = share_of(k, n)
        if k[0] > n[0]:
            fields[part], fields["impossible"] = None, [*fields["impossible"], part]
        for field, values in (("share", share.value), ("lower", share.lower), ("upper", share.upper)):
            fields[f"{part}_{field}"] = None if values is None else plain_number(values[0])
    return fields


def _followers(typed: Mapping[str, Any]) -> Row:
    now, before = typed.get("followers"), typed.get("followers_before")
    change = None if now is None or before is None else now - before
    days = {name: typed.get(name) for name in ("followers_on", "followers_before_on")}
    return {"followers": now, "followers_change": change, **days}


def _typed_by_network(event: Event, evidence: Evidence) -> dict[str, Row]:
    """What people typed by network: counts of the window, and followers on its last and an earlier day."""
    parts = evidence.parts
    parts = parts[(parts["event_id"] == event.event_id) & (parts["dimension"] == "network")]
    names = TYPED | {f"mentions_{name}": name for name in JUDGED} | {"followers": "followers"}
    found: dict[str, Row] = {}
    for part in parts[parts["kpi"].isin(list(names))].to_dict("records"):
        row, field = found.setdefault(network_name(str(part["member"])), {}), names[part["kpi"]]
        if part["side"] == "before" and field != "followers":
            continue
        suffix = "_before" if part["side"] == "before" else ""
        row[f"{field}{suffix}"] = plain_number(part["value"])
        row[f"{field}{suffix}_on"] = f"{part['dated_on']:%Y-%m-%d}"
    return {
        name: row for name, row in found.items() if row.keys() - {"followers_before", "followers_before_on"}
    }


def find_in_networks(rows: list[Row]) -> Row:
    """What the networks' rows say first: answers to negative comments, else clicks, else posts.

    Networks are called different only beyond chance, over all pairs that are compared.
    """
    answers = [r for r in rows if r["negative"] and r["answered"] is not None]
    if answers:
        return _find_in_answers(answers)
    clicks = [r for r in rows if r["clicks"] is not None]
    total = sum(r["clicks"] for r in clicks)
    if total:
        first = max(clicks, key=lambda r: r["clicks"])
        is_alone = [r["clicks"] for r in clicks].count(first["clicks"]) == 1 and len(clicks) > 1
        where = {"network": first["network"], "k": first["clicks"]} if is_alone else {}
        return {"code": "most_clicks" if is_alone else "clicks", "n": total, "networks": len(clicks)} | where
    posts = sum(r["posts"] or 0 for r in rows)
    return {"code": "posts" if posts else "no_posts", "n": posts, "networks": len(rows)}


def _find_in_answers(rows: list[Row]) -> Row:
    k, n = (sum(r[name] for r in rows) for name in ("answered", "negative"))
    ordered = sorted(rows, key=lambda r: (r["answered"] / r["negative"], r["negative"]))
    pairs = list(combinations(ordered, 2))
    chances = [
        chance_of_difference(b["answered"], b["negative"], a["answered"], a["negative"]) for a, b in pairs
    ]
    clear = [pair for pair, chance in zip(pairs, chances, strict=True) if chance * len(pairs) < FALSE_ALARM]
    if clear:
        worst, best = max(clear, key=lambda p: p[1]["answered_share"] - p[0]["answered_share"])
        is_all = best["answered"] == best["negative"] and worst["answered"] == 0
        code = "all_and_none" if is_all else "answers_differ"
        return {"code": code, "best": best["network"], "worst": worst["network"]}
    code = "all_answered" if k == n else "none_answered" if k == 0 else "some_answered"
    return {"code": code, "k": k, "n": n, "networks": len(rows)}
