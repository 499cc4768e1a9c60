"""Counts and money under headers: what advertising, mail and social exports share."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block
from kpilib.intake.files import Grid
from kpilib.intake.headers import Header, Layout, fold
from kpilib.intake.notes import Notes
from kpilib.intake.values import Kind, decide_numbers

_TOTAL = re.compile(
    r"(grand )?total(es|e)?( *[:\-\u2013].*)?|resultados totales|total (general|geral)|yhteensa.*|"
    r"gesamt(summe|ergebnis)?( *[:\-\u2013].*)?|"
    r"results from \d+ .*|resultados de \d+ .*|ergebnisse (aus|von) \d+ .*"
)
_NOTHING = ("", "--", "-", "\u2013", "\u2014")
_CENT = 0.005


def is_total_label(text: str) -> bool:
    """Whether a cell names a total row; a campaign such as `Total makeover` is none."""
    return bool(_TOTAL.fullmatch(fold(text)))


def is_total_row(cells: pd.Series) -> pd.Series:
    """Rows whose name is empty or a total's: they state what the others add up to."""
    return cells.map(lambda text: text in _NOTHING or is_total_label(text)).astype(bool)


def without(block: Block, left_out: pd.Series) -> Block:
    """The block without some of its rows."""
    return Block(block.cells[~left_out], block.others[~left_out], block.language)


def read_measures(
    block: Block, layout: Layout, kinds: Mapping[str, Kind], grid: Grid, notes: Notes
) -> pd.DataFrame:
    """Numbers of the columns of `kinds` that are there; the decimal sign is the whole file's."""
    there = {name: kind for name, kind in kinds.items() if name in block.cells}
    numbers = decide_numbers(
        {name: (block.cells[name], kind) for name, kind in there.items()},
        grid.name, notes, block.language, grid.delimiter,
    )  # fmt: skip
    return pd.DataFrame(
        {name: numbers.read(block.cells[name], layout[name].title, kind) for name, kind in there.items()},
        index=block.cells.index,
    )


def check_totals(measures: pd.DataFrame, is_total: pd.Series, names: Iterable[str], notes: Notes) -> None:
    """Warns where total rows are there and none states what the rows add up to."""
    for name in names:
        if name not in measures:
            continue
        found, stated = float(measures.loc[~is_total, name].sum()), measures.loc[is_total, name].dropna()
        if len(stated) and not ((stated - found).abs() < _CENT).any():
            notes.warn("total_differs", measure=name, stated=float(stated.iloc[0]), found=found)


def stated_total(measures: pd.DataFrame, is_total: pd.Series, name: str) -> dict[str, float]:
    """What the one total row states for people, who do not add up over rows; else nothing."""
    stated = measures.loc[is_total, name].dropna() if name in measures else pd.Series(dtype="float64")
    return {name: float(stated.iloc[0])} if len(stated) == 1 else {}


def sums(measures: pd.DataFrame) -> dict[str, float]:
    """Sum of each column; none of a column in which nothing is known."""
    return {str(name): float(cells.sum()) for name, cells in measures.items() if cells.notna().any()}


def currency_codes(cells: pd.Series, name: str, notes: Notes) -> pd.Series:
    """Codes of currencies in capitals, missing where a cell says nothing; a warning where all are, or differ.

    Raises
    ------
    DataError
        A cell holds something else.
    """
    codes = cells.where(~cells.isin(_NOTHING)).str.upper()
    if len(codes) and codes.isna().all():
        notes.warn("no_currency")
    wrong = codes.notna() & ~codes.str.fullmatch("[A-Z]{3}").fillna(False).astype(bool)
    if wrong.any():
        raise DataError(
            f"{name}: column Currency code",
            f"{int(wrong.sum())} of {len(codes)} cells that are no currency",
            f"codes such as EUR; first at row {int(codes.index[wrong][0]) + 1}",
            "Export again; columns may have been shifted.",
        )
    if len(several := sorted(set(codes.dropna()))) > 1:
        notes.warn("several_currencies", codes=", ".join(several))
    return codes


def ads_totals(ads: pd.DataFrame, names: Iterable[str]) -> dict[str, float]:
    """Sums of columns of the table `ads`; no cost where it is in several currencies."""
    totals = sums(ads[list(names)])
    if len(set(ads["currency"].dropna())) > 1:
        totals.pop("cost", None)
    return totals


def currency_in_header(header: Header, field: str) -> str:
    """The currency that a header states, as in `Amount spent (EUR)`; "" if none."""
    label = header.labels[header.fields[field][0]]
    found = re.search(r"\(([A-Za-z]{3})\)\s*$", label)
    return found[1].upper() if found else ""
