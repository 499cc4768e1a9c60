"""Counted nouns, lists, and the value of a KPI with its unit."""

import re
from decimal import Decimal

from babel.lists import format_list

from kpilib.errors import ReportError
from kpilib.language.numbers import NO_BREAK, NO_VALUE, Number, exact, half_up
from kpilib.language.sentences import Sentences

# unit of a KPI -> how it is printed (a kind of `Numbers`; "days" is a counted noun)
UNITS = {
    "people": "number",
    "count": "number",
    "score": "number",
    "ratio": "number",
    "share": "percent",
    "fraction": "signed_percent",
    "return": "signed_percent",
    "points": "signed",
    "money": "money",
    "multiple": "multiple",
    "minutes": "minutes",
    "hours": "hours",
    "days": "days",
    "percentage_points": "percentage_points",
    "yes_no": "yes_no",
    "rank": "number",
}
_FIXED_DIGITS = {
    **{"people": 0, "count": 0, "points": 0, "score": 1, "multiple": 1, "ratio": 2},
    **{"percentage_points": 0, "yes_no": 0, "rank": 0},
}
# unit -> from this size on (in the printed unit) no decimals; decimals below it
_DIGITS_BELOW = {
    "share": (10, 1),
    "fraction": (10, 1),
    "return": (10, 1),
    "minutes": (10, 1),
    "hours": (10, 1),
    "days": (10, 1),
    "money": (100, 2),
}

# Before the sound i, "y" becomes "e" (not before a diphthong: hielo, ion); before o, "o" becomes "u".
_SOUNDS = {
    "y": ("e", re.compile(r"h?[ií](?![aeoáéó])", re.IGNORECASE)),
    "o": ("u", re.compile(r"h?[oó]|8|11(?!\d)", re.IGNORECASE)),
}


class Words(Sentences):
    """Numbers together with what they count."""

    def value(self, x: Number, unit: str, currency: str | None = None, digits: int | None = None) -> str:
        """The value of a KPI as a reader says it.

        Parameters
        ----------
        x : number
            Value as a record holds it, unrounded. None and NaN give an em dash.
        unit : str
            people, count: whole. score (a scale such as 1-5): 1 decimal. ratio: 2 decimals.
            share: percent, whole from 10 % up, 1 decimal below. return, fraction (ROI, growth): the
            same, with its sign. points (NPS), percentage_points: whole, with sign. yes_no: a word; rank:
            whole. money: whole from
            100 up, 2 decimals below. multiple: 1 decimal. minutes, hours, days: whole from 10 up, 1 decimal
            below. A whole share or time has no decimals at any size (0 %, 3 min).
        currency : str, optional
            For money; the language's own if None.
        digits : int, optional
            Overrides the rule.

        Raises
        ------
        ReportError
            The unit is unknown.
        """
        places = self._places(unit, digits, [exact(x)])
        if exact(x) is None:
            return NO_VALUE
        if unit == "days":
            return self.noun("day", x, places)
        if unit == "percentage_points":
            return self.percentage_points(x, places)
        if unit == "yes_no":
            return self.say("answer.yes" if x else "answer.no")
        return self._print(x, UNITS[unit], places, currency)

    def value_range(
        self,
        lower: Number,
        upper: Number,
        unit: str,
        currency: str | None = None,
        digits: int | None = None,
    ) -> str:
        """Two limits of a KPI; decimals by the rule of `value` for the greater limit, the same for both."""
        places = self._places(unit, digits, [exact(lower), exact(upper)])
        if unit == "days":
            return self.noun_range("day", lower, upper, places)
        if unit == "percentage_points":
            low, high = (None if exact(x) is None else float(x) * 100 for x in (lower, upper))  # type: ignore[arg-type]
            points = self.percentage_points(1).split(NO_BREAK, 1)[1]
            return f"{self.range_of(low, high, 'signed', places)}{NO_BREAK}{points}"
        return self.range_of(lower, upper, UNITS[unit], places, currency)

    def noun(self, name: str, n: Number, digits: int = 0, signed: bool = False) -> str:
        """A number with what it counts: "1 lead", "38 leads", "1,5 päivää".

        Parameters
        ----------
        name : str
            Key of the noun table without "noun.", such as "lead".
        n : number
            How many; the form follows the number as printed.
        """
        count = exact(n)
        if count is None:
            return NO_VALUE
        printed = self.signed(count, digits) if signed else self.number(count, digits)
        return f"{printed} {self._form(name, half_up(count, digits))}"

    def nouns(self, name: str) -> str:
        """The bare plural, in Finnish the partitive: "leads", "liidejä"."""
        return self.say(f"nouns.{name}")

    def noun_range(self, name: str, lower: Number, upper: Number, digits: int = 0) -> str:
        """Two limits with what they count: "−12…40 liidiä"."""
        limits = self.range_of(lower, upper, digits=digits)
        return limits if limits == NO_VALUE else f"{limits} {self.say(f'noun.{name}', 2)}"

    def duration(self, minutes: Number, digits: int | None = None) -> str:
        """Minutes in words: "32,5 minutos"; decimals by the rule of `value`."""
        return self.noun("minute", minutes, self._places("minutes", digits, [exact(minutes)]))

    def percentage_points_in_words(self, difference: Number, digits: int = 0) -> str:
        """A difference of two shares in running text: "+6 percentage points"."""
        value = exact(difference)
        return self.noun("percentage_point", value and value * 100, digits, signed=True)

    def list_of(self, items: list[str], word: str = "and") -> str:
        """Items in one text, joined by "and" or "or"; Spanish y and o change before their own sound."""
        if not items:
            return NO_VALUE
        text = format_list(items, style="or" if word == "or" else "standard", locale=self.locale)
        joint, (other, sound) = ("o", _SOUNDS["o"]) if word == "or" else ("y", _SOUNDS["y"])
        last = items[-1]
        if self.code != "es" or len(items) == 1 or not sound.match(last.lstrip("«“”\"'(¿¡")):
            return text
        return text.removesuffix(f"{joint} {last}") + f"{other} {last}"

    def _form(self, name: str, count: Decimal) -> str:
        # 1,0 is singular in Spanish and plural in the others: CLDR knows, a comparison with 1 does not.
        is_one = self.locale.plural_form(count) == "one"
        return self.say(f"noun.{name}", 1 if is_one else 2)

    def _places(self, unit: str, digits: int | None, values: list[Decimal | None]) -> int:
        if unit not in UNITS:
            raise ReportError(
                "language.value", f"unit {unit!r}", "one of " + ", ".join(UNITS), "Choose one of them."
            )
        if digits is not None:
            return digits
        if unit in _FIXED_DIGITS:
            return _FIXED_DIGITS[unit]
        limit, places = _DIGITS_BELOW[unit]
        scale = 100 if UNITS[unit].endswith("percent") else 1
        sizes = [abs(half_up(value * scale, places)) for value in values if value is not None]
        is_whole = all(size == size.to_integral_value() for size in sizes)
        return 0 if is_whole or max(sizes) >= limit else places
