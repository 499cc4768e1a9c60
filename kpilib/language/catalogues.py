"""The gettext catalogues: one `.po` file a language, whose msgids are message keys.

They are read as text, once a process; no compiled file is kept. A fuzzy or empty entry would
fall back to its key without a sound, therefore `check_catalogues` refuses both.
"""

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from kpilib.errors import ReportError

FOLDER = Path(__file__).parent / "catalogues"
LANGUAGES = ("es", "fi", "en")

# The Finnish sentence counts ("every 10th time") where the others give a share; both are passed.
OWN_PLACEHOLDERS = {"target.missed": {"chance", "one_in"}}

_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")


@dataclass(frozen=True)
class Catalogue:
    """Translations of one language, with the keys that exist and those that have two forms."""

    translations: Translations
    keys: frozenset[str]
    plural_keys: frozenset[str]


@cache
def load_catalogue(code: str, folder: Path = FOLDER) -> Catalogue:
    """The catalogue of a language, ready for look-up.

    Raises
    ------
    ReportError
        The file is no gettext catalogue.
    """
    catalog = _read(folder / f"{code}.po", code)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    messages = [message for message in catalog if message.id]
    return Catalogue(
        Translations(compiled),
        frozenset(_key(message) for message in messages),
        frozenset(_key(message) for message in messages if message.pluralizable),
    )


def check_catalogues(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the catalogues, one line each; an empty list if nothing is.

    Found are: a file that cannot be read, keys that not every language has, an entry twice, empty or
    fuzzy entries, a plural form missing, placeholders that differ between languages or are not
    plain names, a key with two forms in one language only.
    """
    try:
        catalogs = {code: _read(folder / f"{code}.po", code) for code in LANGUAGES}
    except ReportError as error:
        return [str(error)]
    entries = {code: {_key(m): m for m in catalogs[code] if m.id} for code in LANGUAGES}
    problems = [
        f"{code}: {problem}"
        for code in LANGUAGES
        for problem in _twice(folder / f"{code}.po") + _unfinished(entries[code])
    ]
    for key in sorted(set().union(*entries.values())):
        problems += _unequal(key, {code: entries[code].get(key) for code in LANGUAGES})
    return problems


def placeholders(text: str) -> set[str]:
    """Names in braces in a message; a brace that is no plain name stays as it is."""
    return {found.strip("{}") if _PLACEHOLDER.fullmatch(found) else found for found in _BRACES.findall(text)}


def _read(path: Path, code: str) -> Catalog:
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=code, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, OSError) as error:
        # The text of an OSError names a path of this machine.
        why = error.strerror if isinstance(error, OSError) else error
        raise ReportError(
            f"catalogue {path.name}",
            f"a file that cannot be read ({why})",
            "a gettext catalogue in UTF-8",
            "Restore or mend it.",
        ) from error


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _forms(message: Message) -> list[str]:
    text = message.string
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def _twice(path: Path) -> list[str]:
    # Babel joins two entries of one key without a word; the file itself tells.
    keys = re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    return [f"{key} stands twice" for key in sorted({key for key in keys if keys.count(key) > 1})]


def _unfinished(entries: dict[str, Message]) -> list[str]:
    problems = []
    for key, message in entries.items():
        forms = _forms(message)
        if message.fuzzy:
            problems.append(f"{key} is fuzzy")
        if message.pluralizable and len(forms) != 2:
            problems.append(f"{key} has {len(forms)} forms, expected 2")
        if not all(form.strip() for form in forms):
            problems.append(f"{key} is empty")
    return problems


def _unequal(key: str, messages: dict[str, Message | None]) -> list[str]:
    missing = [code for code, message in messages.items() if message is None]
    found = {code: message for code, message in messages.items() if message is not None}
    if missing:
        return [f"{key} is missing in {', '.join(missing)}"]
    problems = []
    if len({message.pluralizable for message in found.values()}) > 1:
        problems.append(f"{key} has two forms in some languages only")
    names = {code: [placeholders(form) for form in _forms(message)] for code, message in found.items()}
    own = OWN_PLACEHOLDERS.get(key, set())
    for code, sets in names.items():
        odd = set().union(*((s ^ names["en"][0]) - own for s in sets))
        odd |= {name for s in sets for name in s if "{" in name or "}" in name}
        if odd:
            problems.append(f"{code}: {key} differs in placeholders: {', '.join(sorted(odd))}")
    return problems
