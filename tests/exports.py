"""What the tests of exports share: reading a text, people by name, codes of warnings."""

from functools import partial
from pathlib import Path

from kpilib.intake import Reading, ReadResult, read_export
from kpilib.intake.people import person_id

KEY = b"k"


def read(text: str | bytes, folder: Path, encoding: str = "utf-8", **options: object) -> ReadResult:
    """An export written by hand, as read with the options of `Reading`."""
    path = folder / "export.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_export(path, Reading(**options))  # type: ignore[arg-type]


read_of_event = partial(read, event_id="E1", key=KEY)


def who(name: str) -> str:
    """The id of the person with the address `name@example.com`."""
    return person_id(KEY, f"{name}@example.com")


def named(name: str) -> str:
    """The id of a person without address."""
    return person_id(KEY, f"name:E1:{name}")


def codes(result: ReadResult) -> list[str]:
    """Codes of a file's warnings, in their order."""
    return [warning["code"] for warning in result.files[0].warnings]
