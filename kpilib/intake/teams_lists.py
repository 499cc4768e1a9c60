"""Microsoft Teams: lists of joining and leaving, of a meeting (older) and of a live event; no addresses."""

from collections.abc import Callable

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, fold
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registry import Extract, Format
from kpilib.intake.roles import read_roles
from kpilib.intake.stays import read_stays, stay_totals
from kpilib.intake.teams_rows import clean_name
from kpilib.intake.times import decide_times

_NAME = Field("must", en="Full Name", es="Nombre completo", fi="Koko nimi", pt="Nome completo",
              de="Vollständiger Name")  # fmt: skip
ACTION_LABELS = {
    "en": "User Action",
    "es": "Acción del usuario|Acción de usuario",
    "fi": "Käyttäjän toiminto|Käyttäjän toimi",
    "pt": "Ação do usuário|Ação do Usuário",
    "de": "Benutzeraktion",
}
LIST_LAYOUT = Layout(
    {
        "name": _NAME,
        "action": Field("must", **ACTION_LABELS),
        "at": Field("must", en="Timestamp", es="Marca de tiempo", fi="Aikaleima",
                    pt="Carimbo de data/hora|Data e hora", de="Zeitstempel"),
    }
)  # fmt: skip
LIVE_LAYOUT = Layout(
    {
        "session": Field("must", en="Session Id"),
        "participant": Field("should", en="Participant Id"),
        "name": _NAME,
        "at": Field("must", en="UTC Event Timestamp"),
        "action": Field("must", en="Action"),
        "role": Field("should", en="Role"),
        "unused": Field("unused", en="UserAgent|User Agent"),
    }
)
_ACTIONS = {
    "joined": "joined|joined before|se unio|se unio antes|unido|unido antes|ingressou|ingressou antes|"
    "entrou|entrou antes|beigetreten|zuvor beigetreten|liittyi|liittyi aiemmin",
    "left": "left|abandono|salio|se fue|saiu|verlassen|hat verlassen|poistui",
}
_ACTION_OF = {label: action for action, labels in _ACTIONS.items() for label in labels.split("|")}


def read_list(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `attendance` of a meeting's list: people by name, in the event's zone; its host is not told."""
    require_event(reading, grid.name)
    block = read_table(grid, LIST_LAYOUT, notes)
    if len(block.cells):
        notes.warn("host_unknown")
    events = _events(
        block, LIST_LAYOUT, block.cells["name"].map(fold), reading.timezone, grid, reading, notes
    )
    stays = read_stays(_pairs(events, notes), reading, notes)
    warn_columns(block, LIST_LAYOUT, notes)
    return Extract({"attendance": stays}, stay_totals(stays))


def read_live_event(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `attendance` of a live event: people by the tool's own id, else by name, else by session."""
    event_id = require_event(reading, grid.name)
    block = read_table(grid, LIVE_LAYOUT, notes)
    sessions = block.cells["session"].map(fold)
    events = _events(block, LIVE_LAYOUT, sessions, "UTC", grid, reading, notes)
    rows = _pairs(events, notes)
    stays = read_stays(rows, reading, notes, _live_key(event_id, rows))
    warn_columns(block, LIVE_LAYOUT, notes)
    return Extract({"attendance": stays}, stay_totals(stays))


def _live_key(event_id: str, rows: pd.DataFrame) -> Callable[[int, str], str]:
    participants, sessions = rows["participant"].to_dict(), rows["track"].to_dict()

    def key(row: int, name: str) -> str:
        participant = participants[row]
        if participant or name:
            return f"teams:{event_id}:{participant}" if participant else f"name:{event_id}:{name}"
        return f"teams session:{event_id}:{sessions[row]}"

    return key


def _events(
    block: Block, layout: Layout, tracks: pd.Series, zone: str, grid: Grid, reading: Reading, notes: Notes
) -> pd.DataFrame:
    """Rows of joining and leaving; `track` ties those that belong together."""
    cells = block.cells
    times = decide_times([cells["at"]], grid.name, zone, notes, block.language, reading.starts_on)
    at = times.checked(cells["at"], grid.name, layout["at"].title, notes)
    notes.drop("no_time", at.isna().sum())
    events = pd.DataFrame(
        {
            "track": tracks.astype("str"),
            "name": cells["name"].map(clean_name),
            "participant": column(block, "participant"),
            "role": read_roles(column(block, "role"), notes),
            "action": _actions(cells["action"], grid.name, layout),
            "at": at,
        }
    )
    return events[at.notna()]


def _actions(cells: pd.Series, where: str, layout: Layout) -> pd.Series:
    """Whether each row is a joining or a leaving.

    Raises
    ------
    DataError
        A word not known here.
    """
    known = cells.map(fold).map(_ACTION_OF)
    if known.isna().any():
        raise DataError(
            f"{where}: column {layout['action'].title}",
            f"{int(known.isna().sum())} of {len(cells)} cells with another word",
            f"Joined, Joined before or Left; first at row {int(cells.index[known.isna()][0]) + 1}",
            "Export again; columns may have been shifted.",
        )
    return known.astype("str")


def _pairs(events: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Stays: in each track the first leaving ends the first joining, the second the second, and so on.

    Overlaps that this may give are one stay of a person on two devices. Who never left was there
    until the last time of the file.
    """
    ordered = events.sort_values("at", kind="stable")
    number = ordered.groupby(["track", "action"]).cumcount()
    ordered = ordered.assign(number=number)
    joins, leaves = (ordered[ordered["action"] == action] for action in ("joined", "left"))
    ends = leaves.set_index(["track", "number"])["at"]
    left = pd.Series(ends.reindex(pd.MultiIndex.from_frame(joins[["track", "number"]])).array, joins.index)
    notes.warn_count("left_assumed", int(left.isna().sum()))
    notes.drop("no_join_time", len(leaves) - int(left.notna().sum()))
    return joins.assign(
        email="",
        joined_at=joins["at"],
        left_at=left.fillna(events["at"].max()),
        reported_minutes=float("nan"),
    )


FORMATS = (
    Format("teams_list", LIST_LAYOUT, read_list),
    Format("teams_live_event", LIVE_LAYOUT, read_live_event),
)
