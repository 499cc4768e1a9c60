"""Takes each place of `docs/checklist.md` away and demands that its test fails.

A KPI's formula then gives nothing known; a function or property gives None; a page of `docs/` is empty. A test
that still passes proves nothing. `python -m tests.proofs` prints what passed wrongly; exit code 1 if anything did.
"""

import dataclasses
import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kpilib.kpis import KPIS
from kpilib.kpis.record import Measures, Parts
from tests.docs import TAKEN

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "checklist.md"
_ROW = re.compile(r"\| ([PKTQX]\d\d) \| ([^|]+) \| (done|to come) \| ([^|]+) \| ([^|]*) \|")


@dataclasses.dataclass(frozen=True)
class Row:
    """One row of the table: where it is done, and each place with the test that proves it."""

    id: str
    what: str
    is_done: bool
    places: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Place and test, one by one; one place proved by several tests goes with each."""
        places = self.places * len(self.tests) if len(self.places) == 1 else self.places
        return list(zip(places, self.tests, strict=True))


def read_table(path: Path = TABLE) -> list[Row]:
    """The rows of the table."""
    found = (_ROW.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Row(m[1], m[2], m[3] == "done", _names(m[4]), _names(m[5])) for m in found if m is not None]


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip("` ") for name in cell.split("<br>") if name.strip("` "))


@dataclasses.dataclass(frozen=True)
class Nothing:
    """A formula that reads the same and knows nothing."""

    of: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.of, name)

    def __call__(self, measures: Measures) -> Parts:
        n_events = len(next(iter(measures.values())))
        return Parts(np.full(n_events, np.nan))


def nothing(*arguments: Any, **named: Any) -> None:
    """What a place gives when it is taken away."""


@contextmanager
def taken_away(place: str) -> Iterator[None]:
    """Runs the block with one place giving nothing."""
    undo: list[tuple[Any, str, Any]] = []
    if place.startswith("doc:"):
        TAKEN.add(place)
    elif place.startswith("kpi:"):
        kpi = KPIS[place[4:]]
        KPIS[kpi.id] = dataclasses.replace(kpi, formula=Nothing(kpi.formula))
    else:
        owner, name = _owner_of(place)
        undo = _replace(owner, name)
    try:
        yield
    finally:
        if place.startswith("kpi:"):
            KPIS[kpi.id] = kpi
        TAKEN.discard(place)
        for holder, attribute, original in reversed(undo):
            _restore(holder, attribute, original)


_ABSENT = object()


def _restore(holder: Any, attribute: str, original: Any) -> None:
    if original is _ABSENT:
        delattr(holder, attribute)
    else:
        setattr(holder, attribute, original)


def _owner_of(place: str) -> tuple[Any, str]:
    """The module or class that holds a place, and its name there."""
    path, _, name = place.rpartition(".")
    try:
        return importlib.import_module(path), name
    except ModuleNotFoundError:
        owner, _, kind = path.rpartition(".")
        return getattr(importlib.import_module(owner), kind), name


def _replace(owner: Any, name: str) -> list[tuple[Any, str, Any]]:
    """Puts nothing in the place; a function also wherever a module has imported it by name."""
    if isinstance(owner, type):
        return _replace_in_class(owner, name)
    original = getattr(owner, name)
    modules = [m for key, m in list(sys.modules.items()) if key.startswith(("kpilib", "test_", "tests"))]
    held = [(m, key) for m in modules for key, value in list(vars(m).items()) if value is original]
    for module, key in held:
        setattr(module, key, nothing)
    return [(module, key, original) for module, key in held]


def _replace_in_class(owner: type, name: str) -> list[tuple[Any, str, Any]]:
    """A property gives None, a method nothing; a field of a record reads as None."""
    original = owner.__dict__.get(name, _ABSENT)
    if callable(original):
        replaced: Any = nothing
    elif isinstance(original, property):
        replaced = property(nothing)
    else:
        return _blank_field(owner, name)
    setattr(owner, name, replaced)
    return [(owner, name, original)]


def _blank_field(owner: type, name: str) -> list[tuple[Any, str, Any]]:
    original = owner.__dict__.get("__getattribute__", _ABSENT)
    usual = owner.__getattribute__

    def blank(self: Any, attribute: str) -> Any:
        return None if attribute == name else usual(self, attribute)

    owner.__getattribute__ = blank  # type: ignore[method-assign, assignment]
    return [(owner, "__getattribute__", original)]


class Breaker:
    """A pytest plugin: each test runs with its place taken away, and its outcome is kept."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places
        self.outcomes: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Any:
        """The test's own call, and nothing else, runs without its place."""
        with taken_away(self.places[item.nodeid]):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps the outcome of the call; an error before it counts as none."""
        if report.when == "call":
            self.outcomes[report.nodeid] = report.outcome


def prove(pairs: list[tuple[str, str]]) -> list[str]:
    """What is wrong: tests that pass without their place, or that did not run."""
    left, wrong = list(dict.fromkeys(pairs)), []
    while left:
        # One place a test and round: a test that proves several places runs once for each.
        this_round = dict(reversed([(test, place) for place, test in left]))
        left = [(place, test) for place, test in left if this_round[test] != place]
        breaker = Breaker(this_round)
        with redirect_stdout(StringIO()) as said:
            pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", *this_round], plugins=[breaker])
        for test, place in this_round.items():
            outcome = breaker.outcomes.get(test, "not run")
            if outcome != "failed":
                wrong.append(f"{test}: {outcome} without {place}")
        if not breaker.outcomes:
            wrong.append(said.getvalue()[-2000:])
    return wrong


def main() -> int:
    """Proves all rows that are done."""
    rows = [row for row in read_table() if row.is_done]
    pairs = [pair for row in rows for pair in row.pairs]
    wrong = prove(pairs)
    for line in wrong:
        print(line)
    print(f"{len(rows)} rows, {len(set(pairs))} places with their tests, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
