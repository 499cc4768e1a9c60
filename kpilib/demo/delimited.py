"""Lines of delimited text, the same bytes everywhere."""

from collections.abc import Sequence

BOM = b"\xef\xbb\xbf"


def csv_line(cells: Sequence[object], separator: str = ",") -> str:
    """One line; a cell is quoted where it holds the separator, a quote or a line break."""
    return separator.join(_cell(c, separator) for c in cells) + "\n"


def _cell(value: object, separator: str) -> str:
    text = "" if value is None else str(value)
    if any(mark in text for mark in (separator, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def grouped(number: int) -> str:
    """1204 -> 1,204"""
    return f"{number:,}"


def spanish(text: str) -> str:
    """1,204.50 -> 1.204,50"""
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")
