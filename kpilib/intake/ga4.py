"""Google Analytics 4: the tables of an export as one long table of members and measures."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block
from kpilib.intake.files import Grid, Row
from kpilib.intake.ga4_signs import warn_of_signs
from kpilib.intake.ga4_tables import LAYOUT, MEASURES, SNAPSHOT, TRAFFIC, WebTable, find_tables, report_of
from kpilib.intake.measured import is_total_label
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage, day
from kpilib.intake.times import parse_moment, parse_range
from kpilib.intake.values import Kind, Numbers, decide_numbers, is_number

SOURCE = "ga4"
# Add up over members; the others are people, rates and averages and do not.
ADDITIVE = ("sessions", "engaged sessions", "event count", "key events", "total revenue", "views")
PEOPLE = ("active users", "total users", "new users")
_COUNTS = {"sessions", "engaged sessions", "event count", *PEOPLE, "views"}


def read_web(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `web` and `coverage`.

    The total row is no member; what it states stands under the dimension `total`, since people do not
    add up over members. Of a comparison only the range stated on top counts.
    """
    tables = find_tables(grid, notes)
    if not tables:
        raise DataError(
            grid.name, "no table with names beside its numbers", "one", "Export again with all columns."
        )
    report = report_of(grid.rows)[0]
    for table in tables:
        _refuse_shifted(table, grid)
    if report == TRAFFIC:
        _check_traffic(tables[0], grid, notes)
    numbers = _numbers(tables, grid, notes)
    parts = [_long(_current_range(table, notes), numbers, notes) for table in tables]
    web = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)
    web = _without_repeats(web, grid.name, notes).assign(source=SOURCE, report=report)
    warn_of_signs(grid.rows, web, notes)
    ranges = {(t.starts_on, t.ends_on) for t in tables}
    covered = [coverage("web", SOURCE, covers)["coverage"] for covers in sorted(ranges)]
    return Extract({"web": web, "coverage": pd.concat(covered)}, _totals(web))


_COLUMNS = ["starts_on", "ends_on", "dimension", "member", "measure", "value"]


def _check_traffic(table: WebTable, grid: Grid, notes: Notes) -> None:
    if "sessions" not in table.block.cells:
        raise DataError(grid.name, "no column Sessions", "it", "Export again with all columns.")
    if "key events" not in table.block.cells:
        notes.warn("column_missing", column="Key events")


def _refuse_shifted(table: WebTable, grid: Grid) -> None:
    """Stops where most names are numbers, or most days lie outside the range."""
    if table.dimension == "date":
        return
    shifted = table.labels.map(is_number).astype(bool)
    if table.dimension == "nth_day":
        n_days = (table.ends_on - table.starts_on).days + 1
        shifted = table.labels.map(lambda text: text.isdecimal() and int(text) >= n_days).astype(bool)
    if shifted.sum() > len(shifted) / 2:
        raise DataError(
            f"{grid.name}: {table.dimension}",
            f"{int(shifted.sum())} of {len(shifted)} cells that are numbers of another column",
            "names, or days of the range",
            "Export again; columns may have been shifted.",
        )


def _numbers(tables: list[WebTable], grid: Grid, notes: Notes) -> Numbers:
    columns: dict[str, tuple[pd.Series, Kind]] = {}
    for number, table in enumerate(tables):
        for name in MEASURES.keys() & table.block.cells.columns:
            columns[f"{name} {number}"] = table.block.cells[name], _kind(name)
    language = next((t.block.language for t in tables if t.block.language), None)
    return decide_numbers(columns, grid.name, notes, language, grid.delimiter)


def _kind(measure: str) -> Kind:
    return "count" if measure in _COUNTS else "money" if measure == "total revenue" else "real"


def _current_range(table: WebTable, notes: Notes) -> WebTable:
    cells = table.block.cells
    if "date_range" not in cells or cells.empty:
        return table
    texts = sorted(
        set(cells["date_range"]), key=lambda text: int(cells.index[cells["date_range"] == text][0])
    )
    stated = (table.starts_on, table.ends_on)
    # The range stated on top of the file; where none is (years written otherwise), the first one.
    kept = next((text for text in texts if parse_range(text) == stated), texts[0])
    is_kept = cells["date_range"] == kept
    if not is_kept.all():
        others = ", ".join(text for text in texts if text != kept)
        notes.warn("comparison_left_out", kept=kept, n=int((~is_kept).sum()), others=others)
        notes.drop("comparison_row", (~is_kept).sum())
    block = Block(cells[is_kept], table.block.others[is_kept], table.block.language)
    return replace(table, block=block, labels=table.labels[is_kept])


def _long(table: WebTable, numbers: Numbers, notes: Notes) -> pd.DataFrame:
    """One row per member and measure."""
    cells, labels = table.block.cells, table.labels
    # The home page is named "/", a total of two dimensions " / ".
    is_blank = labels.map(lambda text: not any(part.strip() for part in text.split(" / "))).astype(bool)
    is_total = is_blank | labels.map(is_total_label).astype(bool)
    if table.dimension in ("nth_day", "date"):
        is_total |= labels.map(lambda text: not text[:1].isdigit()).astype(bool)
    notes.drop("total_row", is_total.sum())
    frame = pd.DataFrame({"dimension": table.dimension, "member": labels}, index=cells.index)
    frame.loc[is_total, ["dimension", "member"]] = "total"
    frame = frame.assign(starts_on=day(table.starts_on), ends_on=day(table.ends_on))
    frame = _with_days(frame, table, ~is_total)
    _warn_of_days(frame, table, notes)
    parts = []
    for name in MEASURES.keys() & cells.columns:
        part = frame.assign(measure=name, value=numbers.read(cells[name], MEASURES[name].title, _kind(name)))
        parts.append(part if name in (*ADDITIVE, *PEOPLE) else part[~is_total])
    return pd.concat(parts, ignore_index=True)


def _with_days(frame: pd.DataFrame, table: WebTable, is_row: pd.Series) -> pd.DataFrame:
    """Rows of a table by day, each with its day as member; day 0000 is the range's first."""
    if table.dimension not in ("nth_day", "date"):
        return frame
    members = frame.loc[is_row, "member"]
    if table.dimension == "nth_day":
        days = members.map(lambda text: day(table.starts_on + timedelta(days=int(text))))
    else:
        days = pd.to_datetime(members.map(parse_moment))
    frame.loc[is_row, "dimension"] = "day"
    frame.loc[is_row, "member"] = days.map(lambda d: d.date().isoformat())
    frame.loc[is_row, ["starts_on", "ends_on"]] = pd.DataFrame({"starts_on": days, "ends_on": days})
    return frame


def _warn_of_days(frame: pd.DataFrame, table: WebTable, notes: Notes) -> None:
    """A table by day has a row for each day of its range."""
    if table.dimension in ("nth_day", "date"):
        n_days = frame.loc[frame["dimension"] == "day", "member"].nunique()
        notes.warn_if_fewer(n_days, (table.ends_on - table.starts_on).days + 1, "days")


def _without_repeats(web: pd.DataFrame, name: str, notes: Notes) -> pd.DataFrame:
    rows = web.drop_duplicates()
    notes.drop("repeated_row", len(web) - len(rows))
    twice = rows.duplicated([c for c in _COLUMNS if c != "value"])
    if twice.any():
        first = rows[twice].iloc[0]
        raise DataError(
            f"{name}: {first['dimension']}",
            f"{int(twice.sum())} members with two values of {first['measure']}",
            "one value each",
            "Export one segment and one range of days at a time.",
        )
    return rows


def _totals(web: pd.DataFrame) -> dict[str, float]:
    """Sums of what adds up; per day `active_users_2026_04_15`; people only as the total row states them."""
    totals: dict[str, float] = {}
    members = web[~web["dimension"].isin(["total", "day"]) & web["measure"].isin(ADDITIVE)]
    for (measure, *_), values in members.groupby(["measure", "dimension", "starts_on", "ends_on"])["value"]:
        totals[_key(measure)] = max(float(values.sum()), totals.get(_key(measure), 0.0))
    people = web[(web["dimension"] == "total") & web["measure"].isin(PEOPLE)]
    by_day = web[web["dimension"] == "day"]
    stated = pd.concat([people, by_day.assign(measure=by_day["measure"] + " " + by_day["member"])])
    known = stated.dropna(subset="value")
    totals.update({_key(m): float(v) for m, v in zip(known["measure"], known["value"], strict=True)})
    return totals


def _key(measure: object) -> str:
    return str(measure).replace(" ", "_").replace("-", "_")


def _matcher(report: str) -> Callable[[Iterable[Row]], int]:
    def n_matched(rows: Iterable[Row]) -> int:
        kind, n = report_of(rows)
        return n if kind == report else 0

    return n_matched


FORMATS = (
    Format("ga4_traffic", LAYOUT, read_web, _matcher(TRAFFIC)),
    Format("ga4_snapshot", LAYOUT, read_web, _matcher(SNAPSHOT)),
)
