"""Printed numbers: each in an element that carries the record's unrounded value.

`data-kpi` names the KPI or the part of the record, `data-field` the field, `data-value` the value
as the record holds it, `data-unit` how it is printed (a share is printed times 100; "under": the text is a
bound above the share).
"""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from kpilib.language import MINUS, NO_BREAK, NO_VALUE, Language

Number = float | int | None

# One printed number inside a range: sign (before a currency's symbol too), digits, separators between digits.
_NUMERAL = re.compile(rf"(?:[+{MINUS}][^\d\s]{{0,4}})?\d(?:[\d.,\u00a0\u202f]*\d)?")


@dataclass(frozen=True)
class Source:
    """Where a number of the record stands: the KPI or part, and the field."""

    kpi: str
    field: str


def number_element(source: Source, value: Number, unit: str, text: str) -> Markup:
    """A printed number with its value; a missing one is a dash without a value."""
    if value is None:
        return Markup('<span class="none">{}</span>').format(NO_VALUE)
    return Markup('<span class="n" {}>{}</span>').format(number_attributes(source, value, unit), text)


def number_in_drawing(source: Source, value: float | int, unit: str, text: str) -> Markup:
    """A printed number inside a text of a drawing."""
    return Markup("<tspan {}>{}</tspan>").format(number_attributes(source, value, unit), text)


def number_attributes(source: Source, value: float | int, unit: str) -> Markup:
    """The attributes of a number's element, also for text in a drawing."""
    return Markup('data-kpi="{}" data-field="{}" data-value="{}" data-unit="{}"').format(
        source.kpi, source.field, repr(float(value)), unit
    )


@dataclass(frozen=True)
class Printer:
    """Prints the numbers of one record in one language."""

    language: Language
    currency: str

    def value(self, source: Source, x: Number, unit: str, digits: int | None = None) -> Markup:
        """A value with its unit, by the rules of the language room."""
        # No number has no decimals to choose: the language room is asked for numbers only.
        text = "" if x is None else self.language.value(x, unit, self.currency, digits)
        return number_element(source, x, unit, text)

    def signed(self, source: Source, x: Number, digits: int = 0) -> Markup:
        """A number with its sign."""
        return number_element(source, x, "count", self.language.signed(x, digits))

    def range(
        self,
        kpi: str,
        fields: tuple[str, str],
        lower: Number,
        upper: Number,
        unit: str,
        digits: int | None = None,
    ) -> Markup:
        """Two limits, each in its own element, joined as the language joins them."""
        if lower is None and upper is None:
            return number_element(Source(kpi, fields[0]), None, unit, "")
        text = self.language.value_range(lower, upper, unit, self.currency, digits)
        limits = [(f, x) for f, x in zip(fields, (lower, upper), strict=True) if x is not None]
        return self._wrap(kpi, limits, unit, text)

    def noun(self, source: Source, name: str, x: Number, digits: int = 0, signed: bool = False) -> Markup:
        """A number with what it counts; only the number stands in the element."""
        printed, _, word = self.language.noun(name, x, digits, signed).partition(" ")
        return number_element(source, x, "count", printed) + (f" {word}" if word else "")

    def noun_range(
        self, kpi: str, fields: tuple[str, str], name: str, lower: Number, upper: Number
    ) -> Markup:
        """Two limits with what they count."""
        if lower is None or upper is None:
            return number_element(Source(kpi, fields[0]), None, "count", "")
        text = self.language.noun_range(name, lower, upper)
        return self._wrap(kpi, list(zip(fields, (lower, upper), strict=True)), "count", text)

    def points(self, source: Source, x: Number) -> Markup:
        """A difference of two shares in percentage points; one decimal where whole ones would print 0."""
        is_small = x is not None and 0 < abs(x) < 0.01
        return number_element(source, x, "pp", self.language.percentage_points(x, 1 if is_small else 0))

    def points_range(self, kpi: str, fields: tuple[str, str], lower: Number, upper: Number) -> Markup:
        """Two differences of shares in percentage points."""
        if lower is None or upper is None:
            return number_element(Source(kpi, fields[0]), None, "pp", "")
        unit = self.language.percentage_points(1).split(NO_BREAK, 1)[1]
        text = self.language.range_of(lower * 100, upper * 100, "signed") + NO_BREAK + unit
        return self._wrap(kpi, list(zip(fields, (lower, upper), strict=True)), "pp", text)

    def k_of_n(self, kpi: str, k: Number, n: Number, fields: tuple[str, str]) -> Markup:
        """Successes and trials: 144 of 200."""
        first, second = (self.value(Source(kpi, f), x, "count") for f, x in zip(fields, (k, n), strict=True))
        return self.language.say_html("chart.of", k=first, n=second)

    def _wrap(self, kpi: str, limits: list[tuple[str, float]], unit: str, text: str) -> Markup:
        parts, end = Markup(""), 0
        for (field, x), found in zip(limits, _NUMERAL.finditer(text), strict=True):
            parts += escape(text[end : found.start()])
            parts += number_element(Source(kpi, field), x, unit, found[0])
            end = found.end()
        # The limits stay in one line; a noun behind them may go to the next.
        return Markup('<span class="r">{}</span>').format(parts) + escape(text[end:])
