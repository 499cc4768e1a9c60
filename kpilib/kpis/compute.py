"""All KPIs of all events from their measures."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from kpilib.errors import DataError
from kpilib.kpis.catalogue import KPIS
from kpilib.kpis.formulas import share_of
from kpilib.kpis.guards import ALSO_READ, Flags, guards_of
from kpilib.kpis.record import Array, Kpi, Measures, Parts

NUMBERS = ("value", "numerator", "denominator", "lower", "upper", "n")
COLUMNS = ["event_id", "kpi", "value", "numerator", "denominator", "lower", "upper", "unit", "n", "state"]
COLUMNS += ["notes"]


def compute_kpis(
    measures: pd.DataFrame,
    kpis: Iterable[str] | None = None,
    catalogue: Mapping[str, Kpi] = KPIS,
    typed: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """KPI values of all events, long.

    Parameters
    ----------
    measures : DataFrame
        One row per event: `event_id` and the measures; a measure that is missing is unknown.
        Columns a formula needs and that are absent count as unknown.
    kpis : iterable of str, optional
        Ids to compute; all of the catalogue by default.
    catalogue : mapping
        KPIs by id; the kit's unless an organisation's own are added (`with_own`).
    typed : DataFrame, optional
        event_id, kpi, value, n: values that people typed. They count where the formula knows none.

    Returns
    -------
    DataFrame
        event_id, kpi, value, numerator, denominator, lower, upper, unit, n, state, notes; one row
        per event and KPI, in the order of events and catalogue. `state` is "known", "unknown" (an
        input is missing), "undefined" (the denominator is empty), "refused" (the parts contradict
        each other, such as more successes than trials) or "not_applicable" (a recording has no live
        part). `notes` is a tuple of codes, see `guards`.

    Raises
    ------
    DataError
        `event_id` is missing or repeated, or a KPI is not in the catalogue.
    """
    _check(measures)
    wanted = [_kpi(name, catalogue) for name in (kpis if kpis is not None else catalogue)]
    if not wanted or measures.empty:
        return pd.DataFrame(columns=COLUMNS)
    events = measures["event_id"].reset_index(drop=True)
    columns = _columns(measures, [*wanted, *_needed(wanted, catalogue)])
    answers = _typed_values(typed, events)
    parts: dict[str, tuple[Parts, np.ndarray, np.ndarray]] = {}
    for kpi in wanted:
        _compute(kpi, catalogue, columns, answers, parts)
    return _long(events, wanted, parts)


def _columns(measures: pd.DataFrame, kpis: Iterable[Kpi]) -> dict[str, Array]:
    names = sorted({name for kpi in kpis for name in kpi.inputs} | set(ALSO_READ))
    missing = np.full(len(measures), np.nan)
    return {
        name: measures[name].to_numpy("float64") if name in measures.columns else missing for name in names
    }


def _needed(kpis: Iterable[Kpi], catalogue: Mapping[str, Kpi]) -> list[Kpi]:
    """KPIs that others' formulas read, at any depth, each once."""
    found: dict[str, Kpi] = {}
    waiting = list(kpis)
    while waiting:
        names = [name for kpi in waiting if kpi.is_own for name in kpi.inputs if name in catalogue]
        waiting = [catalogue[name] for name in dict.fromkeys(names) if name not in found]
        found |= {kpi.id: kpi for kpi in waiting}
    return list(found.values())


def _compute(
    kpi: Kpi,
    catalogue: Mapping[str, Kpi],
    columns: dict[str, Array],
    answers: Mapping[str, tuple[Array, Array]],
    done: dict[str, tuple[Parts, np.ndarray, np.ndarray]],
) -> None:
    """One KPI's parts, states and notes into `done`; first those its formula reads."""
    if kpi.id in done:
        return
    read: Measures = columns
    if kpi.is_own:
        for name in kpi.inputs:
            if name in catalogue:
                _compute(catalogue[name], catalogue, columns, answers, done)
        read = columns | {name: done[name][0].value for name in kpi.inputs if name in done}
    parts = kpi.formula(read)
    value = np.where(np.isinf(parts.value), np.nan, parts.value)
    parts = Parts(value, parts.numerator, parts.denominator, parts.lower, parts.upper, parts.n)
    states = _states(parts)
    notes = _no_notes(len(value))
    for name in (name for name in kpi.inputs if kpi.is_own and name in done):
        _inherit(states, notes, done[name][1])
    if kpi.id in answers:
        parts = _with_typed(kpi, parts, *answers[kpi.id], states, notes)
    done[kpi.id] = _guarded(kpi, read, parts, states, notes)


def _inherit(states: np.ndarray, notes: np.ndarray, of_input: np.ndarray) -> None:
    """A formula over a refused KPI is refused, over an undefined one undefined; never merely unknown."""
    is_open = states == "unknown"
    states[is_open & (of_input == "undefined")] = "undefined"
    refused = is_open & (of_input == "refused")
    states[refused] = "refused"
    _note(notes, refused, "input_refused")


def _states(parts: Parts) -> np.ndarray:
    states = np.full(len(parts.value), "unknown", dtype=object)
    if parts.numerator is not None and parts.denominator is not None:
        known = ~np.isnan(parts.numerator)
        states[known & (parts.denominator == 0)] = "undefined"
        states[known & (parts.denominator > 0)] = "refused"
    states[~np.isnan(parts.value)] = "known"
    return states


def _with_typed(
    kpi: Kpi, parts: Parts, value: Array, n: Array, states: np.ndarray, notes: np.ndarray
) -> Parts:
    """Typed values where the formula knows none; a typed share has its interval from its n."""
    use = (states == "unknown") & ~np.isnan(value)
    if not use.any():
        return parts
    _note(notes, use, "typed_value")
    possible = _possible(kpi, value)
    _note(notes, use & np.isnan(possible), "typed_impossible")
    typed = _typed_share(kpi, possible, n) if kpi.unit == "share" else Parts(possible, n=n)
    states[use] = np.where(np.isnan(typed.value[use]), "refused", "known")
    merged = {
        name: np.where(use, _of(typed, name), _of(parts, name))
        for name in NUMBERS
        if getattr(typed, name) is not None or getattr(parts, name) is not None
    }
    return Parts(**merged)


def _typed_share(kpi: Kpi, value: Array, n: Array) -> Parts:
    """A share that was typed; with its n it has k, and so an interval where it is of a sample."""
    counted = share_of(value * n, n)
    if not getattr(kpi.formula, "is_sample", True):
        return Parts(value, value * n, n, n=n)
    return Parts(value, value * n, n, counted.lower, counted.upper, n)


# Values that a unit allows, both ends INCLUDED; money and returns have none.
POSSIBLE = {
    **dict.fromkeys(("people", "count", "ratio", "multiple", "minutes", "hours", "days"), (0.0, np.inf)),
    **{"share": (0.0, 1.0), "yes_no": (0.0, 1.0), "points": (-100.0, 100.0), "rank": (1.0, np.inf)},
    **{"score": (0.0, 10.0), "percentage_points": (-1.0, 1.0)},
}


def _possible(kpi: Kpi, value: Array) -> Array:
    """A typed value, missing where its unit (or its scale) has no such value."""
    low, high = getattr(kpi.formula, "scale", None) or POSSIBLE.get(kpi.unit, (-np.inf, np.inf))
    return np.where((value >= low) & (value <= high), value, np.nan)


def _guarded(
    kpi: Kpi, measures: Measures, parts: Parts, states: np.ndarray, notes: np.ndarray
) -> tuple[Parts, np.ndarray, np.ndarray]:
    refused: Flags = states == "refused"
    for guard in guards_of(kpi):
        struck = guard.strikes(kpi, measures, parts)
        if struck.any():
            _note(notes, struck, guard.code)
            refused = refused | struck if guard.state == "refuse" else refused
    states[refused] = "refused"
    if kpi.is_live_only:
        off = measures["is_live"] == 0
        states[off], notes[off] = "not_applicable", _no_notes(int(off.sum()))
        refused = refused | off
    blank = np.where(refused | np.isnan(parts.value), np.nan, 0.0)
    ends = {
        end: None if getattr(parts, end) is None else getattr(parts, end) + blank
        for end in ("lower", "upper")
    }
    return (
        Parts(parts.value + blank, parts.numerator, parts.denominator, n=parts.n, **ends),
        states,
        notes,
    )


def _no_notes(n: int) -> np.ndarray:
    notes = np.empty(n, dtype=object)
    notes[:] = [()] * n
    return notes


def _note(notes: np.ndarray, where: Flags, code: str) -> None:
    for position in np.flatnonzero(where):
        notes[position] = (*notes[position], code)


def _of(parts: Parts, name: str) -> Array:
    found: Array | None = getattr(parts, name)
    return np.full(len(parts.value), np.nan) if found is None else found


def _long(
    events: pd.Series, kpis: list[Kpi], parts: Mapping[str, tuple[Parts, np.ndarray, np.ndarray]]
) -> pd.DataFrame:
    """One row per event and KPI: events outermost, KPIs in the order asked for."""
    found = [parts[kpi.id] for kpi in kpis]
    ids = [kpi.id for kpi in kpis]
    numbers = {name: np.array([_of(p, name) for p, _, _ in found]).T.ravel() for name in NUMBERS}
    texts = {
        "state": np.array([states for _, states, _ in found], dtype=object).T.ravel(),
        "notes": _stack([notes for _, _, notes in found]),
    }
    table = pd.DataFrame(
        {
            "event_id": np.repeat(events.to_numpy(), len(kpis)),
            "kpi": np.tile(np.array(ids, dtype=object), len(events)),
            "unit": np.tile(np.array([kpi.unit for kpi in kpis], dtype=object), len(events)),
            **numbers,
            **texts,
        }
    )
    return table[COLUMNS].astype(dict.fromkeys(("event_id", "kpi", "unit", "state"), "str"))


def _stack(notes: list[np.ndarray]) -> np.ndarray:
    # An array of tuples would be taken for a further dimension.
    table = np.empty((len(notes), len(notes[0])), dtype=object)
    for row, codes in enumerate(notes):
        table[row] = codes
    return table.T.ravel()


def _typed_values(typed: pd.DataFrame | None, events: pd.Series) -> dict[str, tuple[Array, Array]]:
    if typed is None or typed.empty:
        return {}
    found = {}
    for name, rows in typed.groupby("kpi"):
        by_event = rows.set_index("event_id").reindex(events)
        found[str(name)] = (by_event["value"].to_numpy("float64"), by_event["n"].to_numpy("float64"))
    return found


def _kpi(name: str, catalogue: Mapping[str, Kpi]) -> Kpi:
    if name not in catalogue:
        raise DataError(f"KPI `{name}`", "not in the catalogue", "a known KPI", "See `kpi kpis`.")
    return catalogue[name]


def _check(measures: pd.DataFrame) -> None:
    if "event_id" not in measures.columns:
        raise DataError("measures", "no column event_id", "one row per event", "Add the column.")
    repeated = measures["event_id"].duplicated()
    if repeated.any():
        raise DataError(
            "measures.event_id",
            f"{int(repeated.sum())} of {len(measures)} rows repeat an event",
            f"one row per event; first at row {int(np.flatnonzero(repeated)[0]) + 1}",
            "Add the rows of one event together.",
        )
