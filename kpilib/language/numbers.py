"""Numbers as a reader of each language says and reads them.

Babel gives separators, currency symbols and patterns. What it does not give is decided here:
rounding half up (spreadsheets do, Babel rounds half to even), a real minus sign (U+2212), Spanish
numbers of four digits unbroken, ranges, and one printed form for "no number".
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel import Locale
from babel.numbers import format_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from kpilib.errors import ReportError

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
NO_VALUE = "\N{EM DASH}"

Number = int | float | Decimal | None

KINDS = ("number", "signed", "percent", "signed_percent", "money", "multiple", "minutes", "hours")

_SYMBOLS = {"minutes": NO_BREAK + "min", "hours": NO_BREAK + "h"}
_POINTS = {"es": f"p.{NO_BREAK}p.", "fi": "%-yks.", "en": "pp"}
# A range without a sign, and one where a sign stands before a limit (a dash beside a minus misleads).
_RANGES = {
    "es": ("de {} a {}", "de {} a {}"),
    "fi": ("{}\N{EN DASH}{}", "{}\N{HORIZONTAL ELLIPSIS}{}"),
    "en": ("{}\N{EN DASH}{}", "{} to {}"),
}
# Whether the unit stands at both limits: in a range without a sign, in one with a sign.
_UNIT_TWICE = {"es": (True, True), "fi": (False, False), "en": (False, True)}


def exact(x: Number) -> Decimal | None:
    """The decimal number that `x` shows, so that 0.125 is 12.5 % and rounds as on paper.

    Parameters
    ----------
    x : int, float, Decimal or None
        Numbers of numpy too. None, NaN, infinity and pandas' missing values give None.

    Raises
    ------
    ReportError
        `x` is no number. Text and yes/no are none: a number is printed once.
    """
    if x is None or str(x) in ("<NA>", "NaT"):
        return None
    try:
        value = Decimal(str(x))
    except InvalidOperation as error:
        raise _no_number(x) from error
    if isinstance(x, str):
        raise _no_number(x)
    return value if value.is_finite() else None


def half_up(value: Decimal, digits: int) -> Decimal:
    """`value` at `digits` decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _no_number(x: object) -> ReportError:
    return ReportError(
        "language: a number to print", type(x).__name__, "a number or None", "Pass the unprinted value."
    )


@dataclass(frozen=True)
class Numbers:
    """Printed numbers of one language, in one locale, with one usual currency.

    Every method gives an em dash for a missing number: whether to say more, and why it is missing,
    is the caller's. No method changes how a number is stored.
    """

    code: str
    locale: Locale
    currency: str

    def number(self, x: Number, digits: int = 0) -> str:
        """`x` with exactly `digits` decimals: 4667 in Spanish, 4 667 in Finnish, 4,667 in English."""
        return self._print(x, "number", digits)

    def signed(self, x: Number, digits: int = 0) -> str:
        """`x` with its sign, +12 or −12; a zero after rounding has none."""
        return self._print(x, "signed", digits)

    def percent(self, share: Number, digits: int = 0, signed: bool = False) -> str:
        """A share, 0.72 for 72 %; the space before the sign is the locale's and does not break."""
        return self._print(share, "signed_percent" if signed else "percent", digits)

    def money(
        self, x: Number, currency: str | None = None, digits: int | None = None, code: bool = False
    ) -> str:
        """An amount of money.

        Parameters
        ----------
        x : number
            Amount in `currency`.
        currency : str, optional
            ISO 4217 code; the language's own if None.
        digits : int, optional
            Decimals. None: 0 from 100 up, 2 below.
        code : bool
            Print the code and not the symbol, as a page with several currencies must.
        """
        kind = "money_code" if code else "money"
        return self._print(x, kind, self._digits("money", digits, x), currency)

    def points(self, x: Number, digits: int = 0) -> str:
        """An NPS in points, with its sign: +32."""
        return self.signed(x, digits)

    def percentage_points(self, difference: Number, digits: int = 0) -> str:
        """A difference of two shares, 0.06 for +6 pp; the short form for tables and charts."""
        value = exact(difference)
        printed = self.signed(value and value * 100, digits)
        return printed if value is None else printed + NO_BREAK + _POINTS[self.code]

    def multiple(self, x: Number, digits: int = 1) -> str:
        """How many times over: 4,2 × (English closes up: 4.2×)."""
        return self._print(x, "multiple", digits)

    def range_of(
        self,
        lower: Number,
        upper: Number,
        kind: str = "number",
        digits: int | None = None,
        currency: str | None = None,
    ) -> str:
        """Two limits in one text, by the language's own rule.

        Parameters
        ----------
        lower, upper : number
            Limits, both included; a share for the percent kinds.
        kind : str
            One of `KINDS`.
        digits : int, optional
            Decimals of both. None: for money by the greater limit, else 0.
        currency : str, optional
            For money.

        Returns
        -------
        str
            "de 65,4 % a 77,8 %", "65,4–77,8 %", "65.4–77.8%"; with a sign "de −12 a 40", "−12…40",
            "−12 to 40". A missing limit is an em dash; both missing give one em dash.

        Raises
        ------
        ReportError
            The limits stand in the wrong order.
        """
        low, high = exact(lower), exact(upper)
        if low is None and high is None:
            return NO_VALUE
        if low is not None and high is not None and low > high:
            raise ReportError(
                "language.range_of",
                "a lower limit above the upper one",
                "lower before upper",
                "Swap the limits.",
            )
        greatest = max(abs(limit) for limit in (low, high) if limit is not None)
        places = self._digits(kind, digits, greatest)
        return self._join_limits([self._parts(limit, kind, places, currency) for limit in (low, high)])

    def parse_number(self, text: str) -> Decimal | None:
        """The number in a printed text, as printed: "72 %" gives 72. The em dash gives None.

        Raises
        ------
        ReportError
            The text holds no number, or more than one, or is not written in this locale.
        """
        if text.strip() == NO_VALUE:
            return None
        plain = re.sub(r"\s", " ", text).replace(MINUS, "-").strip()
        group, point = (
            re.escape(re.sub(r"\s", " ", symbol(self.locale)))
            for symbol in (get_group_symbol, get_decimal_symbol)
        )
        whole = rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+"
        found = re.fullmatch(rf"([+-]?)[^\d+-]*({whole})(?:{point}(\d+))?\D*", plain)
        if found is None:
            raise ReportError(
                "language.parse_number",
                "text that is not one printed number",
                f"a number as {self.locale} prints it",
                "Read one printed number at a time.",
            )
        return Decimal(found[1] + re.sub(r"\D", "", found[2]) + "." + (found[3] or "0"))

    def _digits(self, kind: str, digits: int | None, x: Number) -> int:
        if digits is not None or kind != "money":
            return digits or 0
        value = exact(x)
        return 2 if value is not None and abs(half_up(value, 2)) < 100 else 0

    def _print(self, x: Number, kind: str, digits: int, currency: str | None = None) -> str:
        return "".join(self._parts(exact(x), kind, digits, currency))

    def _parts(
        self, value: Decimal | None, kind: str, digits: int, currency: str | None
    ) -> tuple[str, str, str, str]:
        """Sign, what stands before the digits, the digits, what stands after them."""
        if value is None:
            return "", "", NO_VALUE, ""
        rounded = half_up(value * 100 if kind.endswith("percent") else value, digits)
        is_signed = kind.startswith("signed") and rounded > 0
        sign = MINUS if rounded < 0 else "+" * is_signed
        before, after = self._affixes(kind, currency or self.currency)
        return sign, before, self._bare(abs(rounded), digits), after

    def _bare(self, value: Decimal, digits: int) -> str:
        pattern = "#,##0" + "." * bool(digits) + "0" * digits
        # Spanish leaves four digits unbroken (the academies, and CLDR's minimum grouping).
        is_grouped = self.code != "es" or value >= 10_000
        return format_decimal(value, format=pattern, locale=self.locale, group_separator=is_grouped)

    def _affixes(self, kind: str, currency: str) -> tuple[str, str]:
        if kind.endswith("percent"):
            return "", self.locale.percent_formats[None].suffix[0]
        if kind == "multiple":
            return "", "×" if self.code == "en" else NO_BREAK + "×"
        if kind == "money_code":
            return "", NO_BREAK + currency
        if kind == "money":
            return self._money_affixes(get_currency_symbol(currency, locale=self.locale))
        if kind not in KINDS:
            raise ReportError(
                "language.range_of", f"kind {kind!r}", "one of " + ", ".join(KINDS), "Choose one of them."
            )
        return "", _SYMBOLS.get(kind, "")

    def _money_affixes(self, symbol: str) -> tuple[str, str]:
        pattern = self.locale.currency_formats["standard"].pattern
        before, _, after = pattern.split(";")[0].partition("#,##0.00")
        # Some locales print a code close to the digits (EUR22.95): part them.
        joint = NO_BREAK if symbol[-1].isalpha() else ""
        return before.replace("¤", symbol + joint), after.replace("¤", symbol)

    def _join_limits(self, limits: list[tuple[str, str, str, str]]) -> str:
        has_sign = any(sign for sign, *_ in limits)
        frame = _RANGES[self.code][has_sign]
        if _UNIT_TWICE[self.code][has_sign]:
            return frame.format(*("".join(parts) for parts in limits))
        (sign, before, first, _), (other_sign, _, second, after) = limits
        return frame.format(sign + before + first, other_sign + second) + after
