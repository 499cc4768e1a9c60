"""Zoom webinars: the attendee report, with its blocks of hosts, panellists, attendees and telephones."""

from itertools import pairwise

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, read_block, texts, warn_columns
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Header, Layout, find_headers, fold
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registrations import filled, registration_totals, registrations
from kpilib.intake.registry import Extract, Format
from kpilib.intake.stays import sound_stays, stay_totals, warn_of_day, with_roles
from kpilib.intake.times import Times, check_dates, decide_times
from kpilib.intake.values import decide_numbers
from kpilib.intake.zoom import (
    EMAIL,
    JOINED,
    NAMES,
    REGISTRATION,
    UNUSED,
    full_names,
    identify_people,
    masker,
    stated_number,
    summary,
)

STAY = {
    "joined": Field("must", JOINED.en, JOINED.es),
    "left": Field("must", en="Leave Time", es="Hora de salida|Hora para salir|Hora de abandono"),
    "minutes": Field(
        "should",
        en="Time in Session (minutes)",
        es="Tiempo en la sesión (minutos)|Tiempo en sesión (minutos)",
    ),
    "guest": Field(en="Is Guest|Guest", es="Es invitado|Invitado"),
}
ATTENDED = Field(en="Attended", es="Asistió")
# Any block; the file as a whole is recognised by `Attended`, which the block of telephones lacks.
BLOCK_LAYOUT = Layout({"attended": ATTENDED, "email": EMAIL, **STAY, **NAMES, **REGISTRATION, **UNUSED})
LAYOUT = Layout({**BLOCK_LAYOUT, "attended": Field("must", ATTENDED.en, ATTENDED.es)})

# First words of the blocks' titles; "Other Attended" before the rest, as it holds "attended" too.
_TITLES = {
    "phone": ("other attended", "otros asistentes", "otros asistieron", "otras asistencias", "otros"),
    "host": ("host details", "detalles de anfitrion", "detalles del anfitrion", "detalles de host"),
    "panelist": ("panelist details", "detalles de panelista", "detalles del panelista",
                 "detalles de panelistas", "detalles de los panelistas"),
    "attendee": ("attendee details", "detalles de asistente", "detalles del asistente",
                 "detalles de asistentes", "detalles de los asistentes"),
}  # fmt: skip
_ROLE_OF = {title: role for role, titles in _TITLES.items() for title in titles}
_YES = ("yes", "si", "y", "s", "true", "1")


def _title_role(row: Row) -> str | None:
    cells = [cell for cell in row if cell]
    return _ROLE_OF.get(fold(cells[0])) if len(cells) == 1 else None


def _titles(grid: Grid, headers: list[Header]) -> list[tuple[int, str]]:
    """Rows that are a block's title, with its role; "" where only the header below tells it.

    What stands alone in the row above a header is a title in words not known here.
    """
    alone = {h.row - 1 for h in headers if h.row and sum(map(bool, grid.rows[h.row - 1])) == 1}
    found = ((i, _title_role(row) or ("" if i in alone else None)) for i, row in enumerate(grid.rows))
    return [(i, role) for i, role in found if role is not None]


def _blocks(grid: Grid, notes: Notes) -> list[tuple[str, Block]]:
    """The report's blocks with their roles; a title ends the block before it."""
    headers = list(find_headers(grid.rows, BLOCK_LAYOUT))
    titles = _titles(grid, headers)
    edges = sorted([h.row for h in headers] + [i for i, _ in titles] + [len(grid.rows)])
    _refuse_headless(grid, edges, {i for i, _ in titles}, {h.row for h in headers})
    blocks = []
    for header in headers:
        end = next(e for e in edges if e > header.row)
        role = next((role for i, role in reversed(titles) if i < header.row), "") or _role_by_columns(header)
        block = read_block(grid, header, end, BLOCK_LAYOUT, notes)
        if role != "phone" and "attended" not in block.cells:
            raise _headless(grid, header.row)
        blocks.append((role, block))
    attendees = [block for role, block in blocks if role == "attendee"]
    if not attendees:
        raise DataError(
            grid.name,
            "no block of attendees",
            "`Attendee Details` with its header",
            "The file may have been cut short; export it again.",
        )
    if any("email" not in block.cells for block in attendees):
        raise DataError(
            f"{grid.name}: block of attendees", "no column Email", "it", "Export again with all columns."
        )
    for name in ("registered", "status"):
        if any(name not in block.cells for block in attendees):
            notes.warn("column_missing", column=REGISTRATION[name].title)
    return blocks


def _refuse_headless(grid: Grid, edges: list[int], titles: set[int], headers: set[int]) -> None:
    """Stops where rows stand below a block's title without a header that is known.

    Raises
    ------
    DataError
        They would be left out, and with them hosts, panellists or attendees.
    """
    for start, end in pairwise(edges):
        if start in titles and start not in headers and any(map(any, grid.rows[start + 1 : end])):
            raise _headless(grid, start)


def _headless(grid: Grid, row: int) -> DataError:
    needed = ", ".join(f.title for f in LAYOUT.values() if f.need == "must")
    return DataError(
        f"{grid.name}: row {row + 1}",
        "a block without its header",
        f"columns {needed}",
        "Export again with all columns.",
    )


def _role_by_columns(header: Header) -> str:
    if "registered" in header.fields or "first_name" in header.fields:
        return "attendee"
    return "panelist" if "attended" in header.fields else "phone"


def _together(blocks: list[tuple[str, Block]], notes: Notes) -> tuple[pd.DataFrame, pd.DataFrame]:
    frames = [block.cells.assign(role=role) for role, block in blocks]
    names = dict.fromkeys(name for frame in frames for name in frame.columns)
    cells = pd.concat([texts(frame, names) for frame in frames])
    # A whole file pasted twice repeats its blocks.
    repeated = cells.duplicated()
    notes.drop("repeated_row", repeated.sum())
    others = (
        pd.concat([block.others for role, block in blocks if role == "attendee"]).fillna("").astype("str")
    )
    return cells[~repeated], others


def read_attendance(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `registrations` and `attendance` of an attendee report."""
    event_id = require_event(reading, grid.name)
    blocks = _blocks(grid, notes)
    cells, others = _together(blocks, notes)
    about = summary(grid, notes)
    if "email" in cells:
        check_emails(cells["email"], grid.name)
    times = _times(cells, about, blocks, grid, reading, notes)
    who = identify_people(cells, event_id, reading, notes)
    cells = cells.assign(person_id=who.ids)
    is_registration = _is_registration(cells)
    stays = _stays(cells[_is_stay(cells)], times, grid, reading, notes)
    warn_of_day(stays["joined_at"], reading, notes)
    _warn_of_missing(cells, is_registration, stays, about, notes)
    notes.drop("no_person", (cells["person_id"] == "").sum())
    guests = drop_left_out(cells[cells["person_id"] != ""], who.emails, full_names(cells), reading, notes)
    stays = stays[stays.index.isin(guests.index)]
    rows = guests[is_registration[guests.index]]
    table, question = registrations(
        rows, others, rows["person_id"], times, reading, grid, notes, masker(cells)
    )
    for role, block in blocks:
        warn_columns(block, BLOCK_LAYOUT, notes, used=[question] if question and role == "attendee" else [])
    approved = table.loc[table["status"].isin(["approved", "upgraded"]), "person_id"]
    stays = with_roles(stays, set(approved))
    tables = {"attendance": stays}
    if len(table) or "registered" in cells:
        tables["registrations"] = table
    return Extract(tables, registration_totals(table) | stay_totals(stays, _is_counted(stays, table)))


def _times(
    cells: pd.DataFrame, about: dict[str, str], blocks: list[tuple[str, Block]], grid: Grid,
    reading: Reading, notes: Notes,
) -> Times:  # fmt: skip
    columns = [cells[c] for c in ("registered", "joined", "left") if c in cells]
    near = reading.starts_at and reading.starts_at.date()
    language = next((b.language for role, b in blocks if role == "attendee"), None)
    started = pd.Series([about.get("started", "")])
    return decide_times([*columns, started], grid.name, reading.timezone, notes, language, near)


def _is_registration(cells: pd.DataFrame) -> pd.Series:
    """Rows that carry a registration: the first row of a registrant, none of a walk-in."""
    text = texts(cells, ("registered", "status"))
    return (cells["role"] == "attendee") & (filled(text["registered"]) | filled(text["status"]))


def _is_stay(cells: pd.DataFrame) -> pd.Series:
    """Rows of presence; registrants who did not come stand in the report with "No"."""
    came = cells["attended"].map(fold).isin(_YES) if "attended" in cells else False
    return (cells["role"] == "phone") | came


def _stays(rows: pd.DataFrame, times: Times, grid: Grid, reading: Reading, notes: Notes) -> pd.DataFrame:
    """Table `attendance`, internal people still in it."""
    joined, left = times.instants(rows["joined"], notes), times.instants(rows["left"], notes)
    for name, read in (("joined", joined), ("left", left)):
        check_dates(rows[name], read, grid.name, STAY[name].title, notes)
    minutes = texts(rows, ["minutes"])["minutes"]
    numbers = decide_numbers({"minutes": (minutes, "count")}, grid.name, notes)
    table = pd.DataFrame(
        {
            "event_id": pd.Series(reading.event_id, index=rows.index, dtype="str"),
            "person_id": rows["person_id"],
            "role": rows["role"],
            "joined_at": joined,
            "left_at": left,
            "reported_minutes": numbers.read(minutes, STAY["minutes"].title, "count"),
        }
    )
    return sound_stays(table, notes)


def _warn_of_missing(
    cells: pd.DataFrame, is_registration: pd.Series, stays: pd.DataFrame, about: dict[str, str], notes: Notes
) -> None:
    # Internal people stand in the tool's own counts, so they are counted here too.
    notes.warn_if_fewer(int(is_registration.sum()), stated_number(about, "stated"), "registrations")
    viewers = stays.loc[stays["role"].isin(["attendee", "phone"]), "person_id"].nunique()
    notes.warn_if_fewer(viewers, stated_number(about, "viewers"), "viewers")


def _is_counted(stays: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Stays of attendees, and of registrants made panellists."""
    upgraded = set(table.loc[table["status"] == "upgraded", "person_id"])
    return (stays["role"] == "attendee") | ((stays["role"] == "panelist") & stays["person_id"].isin(upgraded))


FORMATS = (Format("zoom_webinar_attendee", LAYOUT, read_attendance),)
