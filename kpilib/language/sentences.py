"""Sentences by key: looked up in the catalogue, filled with text that this room has made."""

import operator
from numbers import Integral
from typing import NoReturn

from markupsafe import Markup, escape

from kpilib.errors import ReportError
from kpilib.language.catalogues import Catalogue, load_catalogue
from kpilib.language.numbers import Numbers

_QUOTES = {"es": "«{}»", "fi": "”{}”", "en": "“{}”"}


class Sentences(Numbers):
    """Messages of one language."""

    @property
    def catalogue(self) -> Catalogue:
        """Messages of this language, read once a process."""
        return load_catalogue(self.code)

    def has(self, key: str) -> bool:
        """Whether the catalogue has a message of this key (an organisation's own KPI has none)."""
        return key in self.catalogue.keys

    def say(self, key: str, n: int | str | None = None, **values: str | int) -> str:
        """The sentence of `key`, as plain text.

        Parameters
        ----------
        key : str
            For instance "effect.cannot_tell".
        n : int, optional
            Chooses between the two forms of a message that has them, and fills `{n}`.
        **values : str or int
            Fill the placeholders. Whole numbers are printed by `number`; everything else is text
            already printed by this room, so that digits and units are chosen on purpose. More
            values than placeholders do no harm.

        Raises
        ------
        ReportError
            The key is unknown, a placeholder has no value, a value is neither text nor a whole
            number, or `n` is missing or not whole where the form depends on it.
        """
        return self._template(key, n).format_map(self._texts(key, n, values))

    def say_html(self, key: str, n: int | str | None = None, **values: str | int) -> Markup:
        """The sentence of `key` for a page: all is escaped but values that are `Markup`."""
        return escape(self._template(key, n)).format_map(self._texts(key, n, values))

    def quote(self, title: str) -> str:
        """A title in the language's quotation marks."""
        return _QUOTES[self.code].format(title)

    def _template(self, key: str, n: object) -> str:
        catalogue = self.catalogue
        if key not in catalogue.keys:
            self._refuse(key, "an unknown key", "a key of the catalogues", "Add it in every language.")
        if key not in catalogue.plural_keys:
            return catalogue.translations.gettext(key)
        if not isinstance(n, Integral) or isinstance(n, bool):
            self._refuse(key, f"n as {type(n).__name__}", "a whole number", "Pass n, the count it speaks of.")
        # gettext takes a true int only: numpy's integers end in a warning there.
        return catalogue.translations.ngettext(key, key, operator.index(n))

    def _texts(self, key: str, n: object, values: dict[str, str | int]) -> dict[str, str]:
        given = values if n is None else {"n": n, **values}
        return _Texts(self, key, {name: self._text(key, name, value) for name, value in given.items()})

    def _text(self, key: str, name: str, value: object) -> str:
        if isinstance(value, str):
            return value
        if not isinstance(value, Integral) or isinstance(value, bool):
            self._refuse(
                f"{key}, {{{name}}}",
                f"a value of type {type(value).__name__}",
                "text or a whole number",
                "Print it first with number, percent, money or another method of the language.",
            )
        return self.number(int(value))

    def _refuse(self, where: str, found: str, expected: str, remedy: str) -> NoReturn:
        raise ReportError(f"catalogue {self.code}.po, {where}", found, expected, remedy)


class _Texts(dict[str, str]):
    """Values of one message; a placeholder without one is an error with the message's name."""

    def __init__(self, language: Sentences, key: str, texts: dict[str, str]) -> None:
        super().__init__(texts)
        self._language, self._key = language, key

    def __missing__(self, name: str) -> NoReturn:
        self._language._refuse(
            self._key, f"no value for {{{name}}}", "one for every placeholder", f"Pass {name}=..."
        )
