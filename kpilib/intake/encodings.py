"""Bytes to text: which encoding a file is written in."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from kpilib.errors import DataError

_CHUNK = 1 << 22
_ONE_ENCODING = ("text in one encoding", "Export the file again; it may have been cut short.")


# What letters become in other hands: UTF-8 read as cp1252, a letter that could not be written, and cp850
# read as cp1252, where signs of money and low quotes follow a letter.
_MANGLED = re.compile(
    "\u00c3[\u00a0-\u00bf\u0192\u0160\u0161\u2018-\u201d\u2022\u2026\u2030\u2039\u0153]|\u00c2[\u00a1\u00bf]|\ufffd|"
    "(?<=[^\\W\\d_])[\u201a\u201e\u00a1-\u00a4]"
)


@dataclass(frozen=True)
class Scanned:
    """What one pass over a large file tells, without holding it."""

    sha256: str
    encoding: str
    has_line_end: bool


def decode(content: bytes, name: str) -> str:
    """Text of bytes: by byte-order mark, NULs between letters (UTF-16), else UTF-8, else cp1252."""
    encoding = _marked_encoding(content) or _unmarked_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            name, f"bytes that are no {encoding} from byte {error.start + 1} on", *_ONE_ENCODING
        ) from error
    if "\x00" in text:
        raise _no_text(name)
    return text.removeprefix("\ufeff")


def _no_text(name: str) -> DataError:
    return DataError(name, "bytes that are no text", "a CSV file", "Export it as CSV.")


def _marked_encoding(content: bytes) -> str | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if content.startswith(mark):
            return encoding
    return None


def _unmarked_encoding(content: bytes) -> str:
    head = content[:4096]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[start::2].count(0) > len(head) // 5:
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut in the middle of a letter: right up to there, so no other encoding's file.
        is_cut = error.reason == "unexpected end of data" and not content[: error.start].isascii()
        return "utf-8" if is_cut else _one_byte_encoding(content)
    return "utf-8"


def _one_byte_encoding(content: bytes) -> str:
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        return best.encoding if best else "utf-8"
    return "cp1252"


def is_json_lines(head: bytes) -> bool:
    """Whether a file's first bytes hold a line that is an object."""
    encoding = _marked_encoding(head) or _unmarked_encoding(head)
    text = head.decode(encoding, errors="ignore").removeprefix("\ufeff").lstrip()
    first = text.partition("\n")[0].strip()
    return first.startswith("{") and first.endswith("}")


def scan(path: Path) -> Scanned:
    """Hash and encoding of a file of any size, in one pass (two where it is no UTF-8).

    Raises
    ------
    DataError
        It holds bytes that are no text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    marked = _marked_encoding(head)
    encoding = marked or (_unmarked_encoding(head) if b"\x00" in head else "utf-8")
    try:
        return _scanned(path, encoding)
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data"
        if marked or is_cut or encoding != "utf-8":
            raise DataError(path.name, f"bytes that are no {encoding}", *_ONE_ENCODING) from error
    try:
        return _scanned(path, "cp1252")
    except UnicodeDecodeError as error:
        raise DataError(path.name, "bytes that are no utf-8", *_ONE_ENCODING) from error


def _scanned(path: Path, encoding: str) -> Scanned:
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder(encoding)()
    last = ""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            text = decoder.decode(chunk)
            if "\x00" in text:
                raise _no_text(path.name)
            last = text[-1:] or last
    decoder.decode(b"", final=True)
    return Scanned(digest.hexdigest(), encoding, last in ("\n", "\r"))


def count_mangled(text: str) -> int:
    """Number of letters that look as if a program had read the file in another encoding and saved it."""
    return 0 if text.isascii() else len(_MANGLED.findall(text))
