"""Who is who: person ids as keyed hashes, and the people who are left out."""

import contextlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.companies import domains_of
from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading

_KEY_BYTES = 32
_ID_LENGTH = 32
EMAIL_ADDRESS = re.compile(r"[^\s@<>;,()\"]+@[^\s@<>;,()\"]+\.[^\s@<>;,()\".]+")
# What session tools put in brackets behind a name; anything else there is the name before it was changed.
_MARKS = re.compile(
    "guest|external|unverified|host|co-host|me|invitado|externo|sin verificar|anfitrion|coanfitrion|"
    "convidado|nao verificado|gast|extern|nicht verifiziert|vieras|ulkoinen|vahvistamaton"
)
_ANONYMOUS = re.compile(
    "|anonymous(?: attendee| user| participant)?|(?:asistente |participante )?anonimo|"
    "anonym(?:er teilnehmer)?|nimeton(?: osallistuja)?|anonyymi|-{1,2}"
)
_PHONE_NAME = re.compile(
    r"\+?(?=(?:\D*\d){4})[\d\s()*.x-]{6,}|call[- ]?in user.*|phone (?:user|caller).*|usuario de telefono.*|"
    r"telefonteilnehmer.*|puhelinosallistuja.*"
)
# For readings without a key: the same within this process, so that files read one by one tie up.
_PROCESS_KEY = secrets.token_bytes(_KEY_BYTES)


def load_key(path: Path | str) -> bytes:
    """The workspace's key; made on first use, readable by its owner only, ignored by git.

    A lost key cannot be made again: person ids made from then on no longer tie up with earlier ones,
    and all exports must be read anew. A team shares one file, by a safe way.

    Raises
    ------
    DataError
        The file does not hold a key.
    """
    path = Path(path)
    if not path.exists():
        _create_key(path)
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(rf"[0-9a-f]{{{2 * _KEY_BYTES}}}", text):
        raise DataError(
            path.name,
            "text that is no key",
            f"{2 * _KEY_BYTES} hexadecimal digits",
            "Put back the team's key; without it earlier person ids no longer tie up.",
        )
    return bytes.fromhex(text)


def _create_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    lines = ignore.read_text(encoding="utf-8").splitlines() if ignore.exists() else []
    if f"/{path.name}" not in lines:
        ignore.write_text("\n".join([*lines, f"/{path.name}", ""]), encoding="utf-8", newline="\n")
    made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_key(made)
        _put_in_place(made, path)
    finally:
        made.unlink(missing_ok=True)


def _put_in_place(made: Path, path: Path) -> None:
    """Gives a whole key its name in one step; a key that another process put there first stays."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:
        # A disk without links: another process may then see the key half written.
        with contextlib.suppress(FileExistsError):
            _write_key(path)


def _write_key(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY_BYTES) + "\n")


def normal_email(text: str) -> str:
    """The address in lower case without anything around it; empty where there is none."""
    found = EMAIL_ADDRESS.search(unicodedata.normalize("NFKC", text).removeprefix("mailto:"))
    return found[0].casefold() if found else ""


def name_key(text: str) -> str:
    """A name for comparison: of `New (Original)` the original, folded; of `Ana (she/her)` what is before."""
    parts = re.fullmatch(r"([^()]*)\(([^()]+)\)\s*", text)
    if not parts:
        return fold(text)
    is_mark = "/" in parts[2] or bool(_MARKS.fullmatch(fold(parts[2])))
    return fold(parts[1] if is_mark else parts[2])


def is_phone(name: str) -> bool:
    """Whether a person stands under a telephone number, whole or with some digits hidden."""
    return bool(_PHONE_NAME.fullmatch(fold(name)))


def is_anonymous(name: str) -> bool:
    """Whether a name says that there is none, so that two people who bear it are not the same."""
    return bool(_ANONYMOUS.fullmatch(fold(name)))


def person_id(key: bytes | None, text: str) -> str:
    """Keyed hash of a normalised e-mail address, or of `kind:...` for people without one."""
    return hmac.digest(key or _PROCESS_KEY, text.encode(), "sha256").hex()[:_ID_LENGTH]


def check_emails(cells: pd.Series, where: str) -> None:
    """Stops where most cells of an e-mail column hold something else: its columns are shifted."""
    filled = cells[~cells.isin(["", "--", "-"])]
    wrong = filled[filled.map(normal_email) == ""]
    if len(wrong) > len(filled) / 2:
        raise DataError(
            f"{where}: column Email",
            f"{len(wrong)} of {len(filled)} cells that are no e-mail address",
            "addresses",
            "Export again; columns may have been shifted.",
        )


def is_stray(emails: pd.Series) -> pd.Series:
    """Rows with something in the e-mail column that is none: lines of a report's head, pasted in between."""
    return (emails.map(normal_email) == "") & ~emails.str.casefold().isin(["", "--", "-", "na", "n/a"])


def check_ids(cells: pd.Series, where: str, title: str) -> None:
    """Stops where ids are none: without a digit, or with a space, as names are.

    Raises
    ------
    DataError
        Ids that a spreadsheet has rounded, or cells that hold something else.
    """
    rounded = cells.str.contains(r"^\d[.,]\d+e\+\d+$", case=False)
    if rounded.any():
        raise DataError(
            f"{where}: column {title}",
            f"{int(rounded.sum())} of {len(cells)} ids that a spreadsheet has rounded",
            "whole ids",
            "Use the file as downloaded, not saved again by a spreadsheet.",
        )
    wrong = (cells != "") & ~cells.str.fullmatch(r"(?=.*\d)[\w-]+")
    if wrong.any():
        raise DataError(
            f"{where}: column {title}",
            f"{int(wrong.sum())} of {len(cells)} cells that are no id",
            f"ids; first at row {int(cells.index[wrong][0]) + 1}",
            "Export again; columns may have been shifted.",
        )


@dataclass(frozen=True)
class Identified:
    """Person ids ("" where nothing tells a person) and e-mail addresses, row by row."""

    ids: pd.Series
    emails: pd.Series


def identify(
    emails: pd.Series, names: pd.Series, fallback: Callable[[int, str], str], key: bytes | None, notes: Notes
) -> Identified:
    """A person id for each row of an export.

    Parameters
    ----------
    emails, names : Series of str
        As written; a row without an address is tied to the one person of the export with that name.
    fallback : function of the row's index and folded name
        Text to make an id of for a person without address ("" if there is none).
    """
    normal = emails.map(normal_email).astype("str")
    folded = names.map(name_key).astype("str")
    known = _people_by_name(normal, folded)
    tied = normal.where(normal != "", folded.map(lambda n: known.get(n, "")).astype("str"))
    notes.warn_count("tied_by_name", int(((normal == "") & (tied != "")).sum()))
    texts = [e or fallback(int(i), n) for i, e, n in zip(tied.index, tied, folded, strict=True)]
    ids = {text: person_id(key, text) if text else "" for text in set(texts)}
    _note_companies(tied, ids, key, notes)
    without = {text for text, email in zip(texts, tied, strict=True) if text and not email}
    notes.warn_count("no_email", len(without))
    return Identified(pd.Series([ids[t] for t in texts], index=emails.index, dtype="str"), tied)


def ids_of(emails: pd.Series, key: bytes | None, notes: Notes) -> pd.Series:
    """Person ids of normalised addresses, none of which is empty."""
    ids = {email: person_id(key, email) for email in emails.unique()}
    _note_companies(emails, ids, key, notes)
    return emails.map(ids).astype("str")


def _note_companies(emails: pd.Series, ids: dict[str, str], key: bytes | None, notes: Notes) -> None:
    """Keeps the company of each person, as a keyed hash: every table of the file that asks gets it."""
    for email, domain in domains_of(emails).items():
        notes.companies[ids[email]] = person_id(key, f"company:{domain}")


def identify_by_name(
    emails: pd.Series, names: pd.Series, event_id: str, key: bytes | None, notes: Notes
) -> Identified:
    """A person id for each row of an event's export; without an address by event and name."""
    return identify(emails, names, lambda _, n: f"name:{event_id}:{n}" if n else "", key, notes)


def without_anonymous(names: pd.Series) -> pd.Series:
    """The names; "" where one says that there is none."""
    return names.where(~names.map(is_anonymous).astype(bool), "")


def _people_by_name(emails: pd.Series, names: pd.Series) -> dict[str, str]:
    """Names that exactly one address of the export bears."""
    pairs = pd.DataFrame({"email": emails, "name": names})
    pairs = pairs[(pairs["email"] != "") & (pairs["name"] != "")].drop_duplicates()
    pairs = pairs.drop_duplicates("name", keep=False)
    return dict(zip(pairs["name"], pairs["email"], strict=True))


def is_internal(emails: pd.Series, reading: Reading) -> pd.Series:
    """Rows of the organisation's own people: by address, or by domain (its subdomains too)."""
    people = {normal_email(p) for p in reading.internal_people} - {""}
    domains = tuple(d.strip().casefold().lstrip("@") for d in reading.internal_domains if d.strip())

    def check(email: str) -> bool:
        host = email.rpartition("@")[2]
        return email in people or any(host == d or host.endswith("." + d) for d in domains)

    return emails.map({e: bool(e) and check(e) for e in emails.unique()}).astype(bool)


def drop_internal(table: pd.DataFrame, emails: pd.Series, reading: Reading, notes: Notes) -> pd.DataFrame:
    """The table without internal people, who are counted."""
    inside = is_internal(emails, reading)
    notes.drop("internal_person", inside.sum())
    return table[~inside]
