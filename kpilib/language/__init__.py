"""What a reader sees in words: sentences, numbers, money and dates in Spanish, Finnish and English.

    lang = get_language("fi")
    lang.say("scorecard.no_value", kpi=lang.say("kpi.nps"), reason=lang.say("reason.no_survey"))

Sentences lie in `catalogues/<language>.po` under message keys; the rules of number are code.
"""

from functools import cache

from babel import Locale, UnknownLocaleError

from kpilib.errors import ParamsError
from kpilib.language.catalogues import LANGUAGES, check_catalogues
from kpilib.language.dates import Dates
from kpilib.language.numbers import MINUS, NO_BREAK, NO_VALUE
from kpilib.language.words import UNITS, Words

__all__ = [
    "LANGUAGES",
    "MINUS",
    "NO_BREAK",
    "NO_VALUE",
    "UNITS",
    "Language",
    "check_catalogues",
    "get_language",
]

# Babel's plain "en" is American: month first, a 12-hour clock.
_DEFAULT_LOCALES = {"es": "es", "fi": "fi", "en": "en_GB"}


class Language(Words, Dates):
    """Everything that prints in one language; frozen, made by `get_language`."""


@cache
def get_language(code: str, locale: str | None = None, currency: str = "EUR") -> Language:
    """The language of a page.

    Parameters
    ----------
    code : str
        "es", "fi" or "en".
    locale : str, optional
        Where numbers and dates follow another custom, such as "es_MX" or "en-US"; the words stay.
    currency : str
        ISO 4217 code of amounts that name none.

    Raises
    ------
    ParamsError
        The language is none of the three, or the locale is unknown or of another language.
    """
    if code not in _DEFAULT_LOCALES:
        raise ParamsError(
            "language", repr(code), "one of " + ", ".join(LANGUAGES), "Choose one of them in the params."
        )
    name = locale or _DEFAULT_LOCALES[code]
    try:
        parsed = Locale.parse(name, sep="-" if "-" in name else "_")
    except (UnknownLocaleError, ValueError) as error:
        raise _bad_locale(code, name) from error
    if parsed.language != code:
        raise _bad_locale(code, name)
    return Language(code, parsed, currency)


def _bad_locale(code: str, name: str) -> ParamsError:
    return ParamsError(
        f"locales.{code}",
        repr(name),
        f"a locale of this language, such as {_DEFAULT_LOCALES[code]}",
        "Correct it.",
    )
