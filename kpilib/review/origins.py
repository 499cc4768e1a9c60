"""What a review was made from, part by part, so that a later one can name what changed."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kpilib.params import Event, Workspace
from kpilib.review.files import DECISIONS
from kpilib.review.raw import RawFile

LONGEST = 80
# Names and addresses of people, what people wrote, and a URL that may hold a password: a mark of them only.
_PRIVATE = {"internal_people", "internal_domains", "store", "answers", "owner", "measurer", "note"}
# What an entry of a list is known by: a cost by its kind, an action by what is to be done.
_NAMES = ("kind", "what")


def describe_origins(workspace: Workspace, event: Event, raw: Sequence[RawFile]) -> dict[str, Any]:
    """Parameters by name, other params files and exports by mark.

    Returns
    -------
    dict
        `parameters`: name (`facts.goals.leads`, `workspace.window_days`) -> value, or the mark of a long or
        private one. `params_files`: every other params file -> mark, as history rests on them. `exports`:
        each file of the event and of the organisation -> mark, and each other event's folder -> mark.
    """
    settings = flatten({"workspace": workspace.summary()})
    return {
        "parameters": flatten(event.parameters()) | settings,
        "params_files": _params_files(workspace, event),
        "exports": _exports(event, raw),
    }


def flatten(value: Any, name: str = "") -> dict[str, Any]:
    """A mapping of mappings as one: names joined by dots, entries by their name, other lists as text or mark.

    Examples
    --------
    >>> flatten({"facts": {"goals": {"leads": 40}}, "languages": ["es", "fi"]})
    {'facts.goals.leads': 40, 'languages': 'es, fi'}
    >>> flatten({"costs": [{"kind": "venue", "amount": 100}, {"kind": "venue", "amount": 50}]})
    {'costs[venue].amount': 100, 'costs[venue 2].amount': 50}
    """
    entries = _entries(value)
    if entries:
        flat = (flatten(inner, f"{name}[{entry}]") for entry, inner in entries.items())
        return {key: x for one in flat for key, x in one.items()}
    if not isinstance(value, Mapping):
        return {name: _leaf(value, name.rpartition(".")[2])}
    if name.rpartition(".")[2] in _PRIVATE:
        return {name: mark_of(value)}
    found: dict[str, Any] = {}
    for key, inner in value.items():
        found |= flatten(inner, f"{name}.{key}" if name else str(key))
    return found


def _entries(value: Any) -> dict[str, Mapping[str, Any]]:
    """The entries of a list by name, a second one of a name with its number; empty where one has none."""
    if not isinstance(value, list):
        return {}
    found: dict[str, Mapping[str, Any]] = {}
    seen: Counter[str] = Counter()
    for item in value:
        key = next((k for k in _NAMES if isinstance(item, Mapping) and item.get(k)), None)
        if key is None:
            return {}
        name = str(item[key])[:LONGEST]
        seen[name] += 1
        inner = {k: v for k, v in item.items() if k != key and v not in (None, "")}
        found[name if seen[name] == 1 else f"{name} {seen[name]}"] = inner or {key: item[key]}
    return found


def _leaf(value: Any, key: str) -> Any:
    if value is None or value == "" or value == []:
        return None
    if key in _PRIVATE:
        return mark_of(value)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list) and not any(isinstance(item, list | Mapping) for item in value):
        value = ", ".join(str(item) for item in value)
    return value if isinstance(value, str) and len(value) <= LONGEST else mark_of(value)


def mark_of(value: Any) -> str:
    """Enough of a hash to tell another value."""
    return "sha256:" + hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def is_mark(value: Any) -> bool:
    """Whether a value stands for one that is not told."""
    return isinstance(value, str) and value.startswith("sha256:")


def _params_files(workspace: Workspace, event: Event) -> dict[str, str]:
    own = {"workspace.yml", f"{event.event_id}.yml"}
    paths = sorted((workspace.folder / "params").glob("*.yml"))
    found = {p.name: mark_of(p.read_bytes()) for p in paths if p.name not in own}
    if (workspace.folder / DECISIONS).exists():
        # Only here, as it brings the rooms that read tables.
        from kpilib.review.challenges import decisions_of

        # Of the table only what was decided enters, not how often an answer was met.
        found[DECISIONS.rpartition("/")[2]] = mark_of(sorted(decisions_of(workspace).by_key.items()))
    return found


def _exports(event: Event, raw: Iterable[RawFile]) -> dict[str, str]:
    mine: dict[str, str] = {}
    others: dict[str, list[tuple[Any, ...]]] = {}
    for file in raw:
        if file.event_id in (None, event.event_id):
            mine[file.file_id] = mark_of((file.sha256, file.stated))
        else:
            others.setdefault(f"{file.event_id}/", []).append((file.file_id, file.sha256, file.stated))
    return mine | {folder: mark_of(sorted(files, key=str)) for folder, files in sorted(others.items())}
