"""An export damaged in one way each: what a download, a spreadsheet or a hand may do to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from variants import Rows, runs, saved

# Tables of two columns are key and value: no row of theirs is data.
_MIN_WIDTH = 3
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_DECIMAL = re.compile(r"[\d.,]*\d([.,])\d{2}")


@dataclass(frozen=True)
class Mutant:
    """A damaged export: where it was damaged, and its bytes."""

    where: str
    content: bytes


def _bytes(rows: Rows) -> bytes:
    return saved(rows, "utf-8", ",", "\n")


def tables(rows: Rows) -> list[tuple[int, int]]:
    """Stretches of a header and data rows, of three columns at least unless there is no other."""
    found = [(s, e) for s, e in runs(rows) if e - s > 1]
    return [(s, e) for s, e in found if len([c for c in rows[s] if c]) >= _MIN_WIDTH] or found


def main_table(rows: Rows) -> tuple[int, int]:
    """The table with most data rows; of equals the last one."""
    return max(tables(rows), key=lambda t: (t[1] - t[0], t[0]))


def cut_inside_a_row(rows: Rows) -> Iterator[Mutant]:
    content = _bytes(rows)
    start, _ = main_table(rows)
    first = len(_bytes(rows[: start + 1]))
    for part in (0.2, 0.4, 0.6, 0.8, 0.95):
        at = first + int((len(content) - first) * part)
        if content[at - 1 : at] != b"\n":
            yield Mutant(f"byte {at}", content[:at])


def cut_at_a_row_s_end(rows: Rows) -> Iterator[Mutant]:
    start, end = main_table(rows)
    for at in range(start + 2, end):
        yield Mutant(f"after row {at}", _bytes(rows[:at]))


def column_missing(rows: Rows) -> Iterator[Mutant]:
    for start, end in tables(rows):
        for place, title in enumerate(rows[start]):
            if title:
                shorter = [r[:place] + r[place + 1 :] for r in rows[start:end]]
                yield Mutant(f"{title} (row {start})", _bytes([*rows[:start], *shorter, *rows[end:]]))


def columns_shifted(rows: Rows) -> Iterator[Mutant]:
    for start, end in tables(rows):
        left = [[*row[1:], ""] for row in rows[start + 1 : end]]
        right = [["", *row[:-1]] for row in rows[start + 1 : end]]
        for way, moved in (("left", left), ("right", right)):
            yield Mutant(f"{way}, row {start}", _bytes([*rows[: start + 1], *moved, *rows[end:]]))


def header_doubled(rows: Rows) -> Iterator[Mutant]:
    start, end = main_table(rows)
    for at in (start + 1, end - 1, end):
        yield Mutant(f"at row {at}", _bytes([*rows[:at], rows[start], *rows[at:]]))


def _replaced(rows: Rows, row: int, place: int, cell: str) -> bytes:
    changed = [list(r) for r in rows]
    changed[row][place] = cell
    return _bytes(changed)


def decimals_mixed(rows: Rows) -> Iterator[Mutant]:
    """One number with two decimals gets the other sign, where another number keeps its own."""
    for start, end in tables(rows):
        cells = [
            (i, p) for i in range(start + 1, end) for p, c in enumerate(rows[i]) if _DECIMAL.fullmatch(c)
        ]
        for place in sorted({p for _, p in cells}):
            there = [i for i, p in cells if p == place]
            if len(there) > 1:
                turned = rows[there[-1]][place].translate(str.maketrans(".,", ",."))
                yield Mutant(f"{rows[start][place]}", _replaced(rows, there[-1], place, turned))


def date_order_mixed(rows: Rows) -> Iterator[Mutant]:
    """Two dates of a column, one day first and one month first."""
    for start, end in tables(rows):
        for place in range(len(rows[start])):
            there = [
                i for i in range(start + 1, end) if place < len(rows[i]) and _SLASHED.match(rows[i][place])
            ]
            if len(there) > 1:
                changed = [list(r) for r in rows]
                changed[there[0]][place] = _SLASHED.sub("05/19/2026", rows[there[0]][place])
                changed[there[1]][place] = _SLASHED.sub("19/05/2026", rows[there[1]][place])
                yield Mutant(rows[start][place], _bytes(changed))


def wrong_encoding(rows: Rows) -> Iterator[Mutant]:
    content = _bytes(rows)
    if content.isascii():
        return
    text = content.decode()
    yield Mutant("UTF-8 taken for cp1252", content.decode("cp1252", errors="replace").encode())
    yield Mutant("cp1252 marked as UTF-8", b"\xef\xbb\xbf" + text.encode("cp1252"))
    yield Mutant("cp850", text.encode("cp850", errors="replace"))
    yield Mutant("letters replaced", text.encode("ascii", errors="replace").replace(b"?", "\ufffd".encode()))
    yield Mutant("odd UTF-16", text.encode("utf-16")[:-1])


def total_in_the_middle(rows: Rows) -> Iterator[Mutant]:
    """The total row between data rows; one is made where the export has none."""
    start, end = main_table(rows)
    totals = [
        i for i in range(start + 1, end) if any(re.match(r"(?i)total|resultados totales", c) for c in rows[i])
    ]
    if totals:
        others = [r for i, r in enumerate(rows) if i not in totals]
        yield Mutant(
            "its own", _bytes([*others[: start + 2], *(rows[i] for i in totals), *others[start + 2 :]])
        )
    else:
        made = ["Total", *(_sum([r[p] for r in rows[start + 1 : end]]) for p in range(1, len(rows[start])))]
        yield Mutant("a made one", _bytes([*rows[: start + 2], made, *rows[start + 2 :]]))


def _sum(cells: list[str]) -> str:
    plain = [c.replace(",", "") for c in cells]
    if all(re.fullmatch(r"-?\d+(\.\d+)?", c) for c in plain):
        return f"{sum(map(float, plain)):.10g}"
    return ""
