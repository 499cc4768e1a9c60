"""Why a number of one review is another in a second one: what differs in their origins, and what it reaches.

A cause is a code with values. `find_causes` names all that differs; `reaches` says whether one of them can
move a certain number, as far as the record tells.
"""

from collections.abc import Mapping
from typing import Any

from kpilib.kpis import KPIS
from kpilib.review.origins import is_mark

Record = Mapping[str, Any]
Cause = dict[str, Any]
Origin = Mapping[str, Any]

# Fields of a scorecard row that rest on earlier events, besides those that rest on the event itself.
OF_HISTORY = ("target", "green_from", "red_from", "n_events", "previous", "xmr", "change", "zone")
# What people state of a KPI and its goal, which no data move.
OF_GOAL = ("goal", "needed_per_month", "comparator")
# Measures that rest on who the event's people are: their files move these too.
_OF_PEOPLE = (
    "leads",
    "qualified_leads",
    "revenue_",
    "pipeline",
    "deals",
    "accounts",
    "stage",
    "order",
    "extra_",
)
# Parameters that no number depends on.
_WORDS = (
    *("title", "language", "status", "event_id", "facts.answers", "facts.actions", "facts.external_factors"),
    "facts.programme",
    *(
        "workspace.organisation",
        "workspace.languages",
        "workspace.locales",
        "workspace.brand",
        "workspace.demo",
        "workspace.review_days",
    ),
    *("workspace.loss_limit", "workspace.store", "workspace.privacy.quotes", "workspace.privacy.retention"),
)
# Parameters that only the expected range, or only limits and zones, depend on.
_RANGES = ("topic", "workspace.exclude_from_history")
_ZONES = ("workspace.zones.",)
# Parameter -> beginnings of the measures it states.
_STATES = {
    "facts.costs": ("cost_", "platform_cost"),
    "facts.revenue": ("revenue_", "order"),
    "facts.alignment": ("alignment",),
    "workspace.value_per_lead": ("value_per_lead",),
}


def find_causes(before: Record, after: Record) -> list[Cause]:
    """Everything that differs in what two reviews were made from and with.

    Two events have other days, data and parameters by nature: of these only the organisation's settings,
    the code and the packages are named, beside `other_event`.
    """
    old, new = before["provenance"], after["provenance"]
    is_same = before["event_id"] == after["event_id"]
    found: list[Cause] = []
    if not is_same:
        found.append({"code": "other_event", "before": before["event_id"], "after": after["event_id"]})
    elif before["as_of"] != after["as_of"]:
        found.append({"code": "as_of", "before": before["as_of"], "after": after["as_of"]})
    if is_same:
        found += _data(old, new, before["event_id"])
    found += _parameters(old, new, is_same) + _params_files(old, new, is_same)
    return found + _formulas(before, after) + _programs(old, new)


def _data(old: Origin, new: Origin, event_id: str) -> list[Cause]:
    if old.get("data_sha256") == new.get("data_sha256"):
        return []
    if "exports" not in old or "exports" not in new:
        # A record of an earlier version does not say which.
        return [{"code": "data", "new": [], "gone": [], "changed": []}]
    files = _compare_marks(old["exports"], new["exports"])
    mine = {kind: [f for f in names if not f.endswith("/")] for kind, names in files.items()}
    others = sorted(f.rstrip("/") for names in files.values() for f in names if f.endswith("/"))
    found: list[Cause] = [{"code": "data", **mine}] if any(mine.values()) else []
    return found + ([{"code": "data_of_others", "events": others}] if others else [])


def _compare_marks(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        "new": sorted(new.keys() - old.keys()),
        "gone": sorted(old.keys() - new.keys()),
        "changed": sorted(name for name in old.keys() & new.keys() if old[name] != new[name]),
    }


def _parameters(old: Origin, new: Origin, is_same: bool) -> list[Cause]:
    hashes = ("params_sha256", "workspace_sha256") if is_same else ("workspace_sha256",)
    if "parameters" not in old or "parameters" not in new:
        differ = any(old.get(name) != new.get(name) for name in hashes)
        return [{"code": "parameter", "name": None, "before": None, "after": None}] if differ else []
    first, second = old["parameters"], new["parameters"]
    names = sorted(n for n in first.keys() | second.keys() if is_same or n.startswith("workspace."))
    return [
        {"code": "parameter", "name": n, "before": first.get(n), "after": second.get(n)}
        for n in names
        if first.get(n) != second.get(n) and n != "as_of" and not _is_told_otherwise(n, first, second)
    ]


def _is_told_otherwise(name: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether one of the records has only a mark of the list that the other one tells by its entries."""
    whole = _list_of(name)
    has_mark = [is_mark(parameters.get(whole)) for parameters in (first, second)]
    has_entries = [any(n.startswith(f"{whole}[") for n in parameters) for parameters in (first, second)]
    return any(has_mark) and any(has_entries)


def _list_of(name: str) -> str:
    """The list that an entry stands in: `facts.costs` of `facts.costs[venue].amount`."""
    return name.partition("[")[0]


def _params_files(old: Origin, new: Origin, is_same: bool) -> list[Cause]:
    marks = _compare_marks(old.get("params_files") or {}, new.get("params_files") or {})
    if "params_files" not in old or "params_files" not in new:
        return []
    names = sorted(name for group in marks.values() for name in group)
    own: list[Cause] = [{"code": "own_kpis"}] if "kpis.yml" in names else []
    decided: list[Cause] = [{"code": "decisions"}] if "challenges.csv" in names else []
    others = [n.removesuffix(".yml") for n in names if n not in ("kpis.yml", "challenges.csv")]
    history: list[Cause] = [{"code": "params_of_others", "events": others}] if others and is_same else []
    return own + decided + history


def _formulas(before: Record, after: Record) -> list[Cause]:
    old = {row["kpi"]: row.get("version") for row in before["kpis"]}
    return [
        {"code": "formula", "kpi": row["kpi"], "before": old[row["kpi"]], "after": row.get("version")}
        for row in after["kpis"]
        if row["kpi"] in old and old[row["kpi"]] != row.get("version")
    ]


def _programs(old: Origin, new: Origin) -> list[Cause]:
    found: list[Cause] = []
    if any(old.get(name) != new.get(name) for name in ("kpilib", "code_sha256")):
        found.append({"code": "kpilib", "before": old.get("kpilib"), "after": new.get("kpilib")})
    first = {"python": old.get("python"), **(old.get("packages") or {})}
    second = {"python": new.get("python"), **(new.get("packages") or {})}
    packages = [
        {"name": name, "before": first.get(name), "after": second.get(name)}
        for name in sorted(first.keys() | second.keys())
        if first.get(name) != second.get(name)
    ]
    return found + ([{"code": "packages", "packages": packages}] if packages else [])


def reaches(cause: Cause, part: str, name: str, field: str, rows: tuple[Record, Record]) -> bool:
    """Whether a cause can move a number.

    Parameters
    ----------
    part, name, field : str
        "kpis", a KPI and a field of its row; or another part of the record, "" and a path in it.
    rows : pair of mappings
        The two scorecard rows, or the two parts.
    """
    code, head = cause["code"], field.partition(".")[0]
    if code in ("other_event", "kpilib", "packages"):
        return True
    if part != "kpis":
        return _reaches_part(cause, part, field)
    is_goal, is_history = head in OF_GOAL, head.startswith(OF_HISTORY)
    if code == "parameter":
        return _parameter_reaches(str(cause["name"] or ""), name, head)
    if code == "formula":
        return bool(cause["kpi"] == name and not is_goal)
    if code == "own_kpis":
        return any(row.get("names") for row in rows)
    if code == "decisions":
        return _reads(name, ("qualified", "challenge"))
    if code in ("data_of_others", "params_of_others"):
        return is_history
    if code == "as_of":
        return is_history or head == "needed_per_month" or (not is_goal and not _is_final(name, rows, cause))
    return not is_goal and _data_reaches(cause, name, rows)


def _is_final(kpi: str, rows: tuple[Record, Record], cause: Cause) -> bool:
    """Whether the row could not change any more on the earlier of the two days.

    Its window had closed; without a window, it rests on the event's own files alone (posts, pages and
    customers go on after it).
    """
    first_day = min(cause["before"], cause["after"])
    has_window = kpi in KPIS and KPIS[kpi].window is not None
    return all(
        row.get("final_on")
        and row["final_on"] <= first_day
        and (has_window or _is_of_event(row.get("source") or []))
        for row in rows
    )


def _is_of_event(sources: list[str]) -> bool:
    return bool(sources) and not any(file.startswith("_shared/") for file in sources)


def _data_reaches(cause: Cause, kpi: str, rows: tuple[Record, Record]) -> bool:
    files = {*cause["new"], *cause["gone"], *cause["changed"]}
    sources = {file for row in rows for file in row.get("source") or ()}
    if not files or not sources or files & sources:
        return True
    return _reads(kpi, _OF_PEOPLE) and any(not f.startswith("_shared/") for f in files)


def _parameter_reaches(parameter: str, kpi: str, head: str) -> bool:
    owner, _, rest = parameter.removeprefix("facts.goals.").removeprefix("workspace.kpis.").partition(".")
    if parameter.startswith("facts.goals."):
        return (owner == kpi and head in OF_GOAL) or _reads(kpi, (f"goal_{owner}",))
    if parameter.startswith("workspace.kpis."):
        return owner == kpi and (head in OF_GOAL or rest in ("", "goal"))
    if parameter.startswith(_WORDS):
        return False
    if parameter.startswith(_RANGES + _ZONES):
        return head.startswith(OF_HISTORY)
    if _list_of(parameter) in _STATES:
        return _reads(kpi, _STATES[_list_of(parameter)])
    return head not in OF_GOAL


def _reads(kpi: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a KPI reads such a measure; one of the organisation's own may."""
    return (
        kpi not in KPIS
        or kpi.startswith(beginnings)
        or any(n.startswith(beginnings) for n in KPIS[kpi].inputs)
    )


def _reaches_part(cause: Cause, part: str, field: str) -> bool:
    code, name = cause["code"], str(cause.get("name") or "")
    if code == "parameter":
        is_goal = name.startswith(("facts.goals.", "workspace.kpis."))
        is_cost = _list_of(name) in ("facts.costs", "facts.revenue", "workspace.value_per_lead")
        # Both stand beside what is usual of past events.
        no_range = () if part in ("funnel", "channels") else _RANGES
        return (
            not name.startswith(_WORDS + _ZONES + no_range)
            and not is_goal
            and (not is_cost or part == "money")
        )
    return code not in ("formula", "own_kpis", "decisions")
