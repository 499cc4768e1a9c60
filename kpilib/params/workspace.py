"""The organisation, and where its files lie."""

import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from kpilib.errors import ParamsError
from kpilib.params.demo_events import DEMO_EVENTS
from kpilib.params.event import Event
from kpilib.params.types import Currency, Day, Strict, Zone
from kpilib.params.yaml_text import check_model, read_yaml


def _check_month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise ValueError("a month such as 2026-04")
    return text


def _check_store(text: str) -> str:
    if text and not text.startswith("duckdb://"):
        raise ValueError("a URL such as duckdb:///path/to/kpi.duckdb, or nothing")
    return text


Month = Annotated[str, AfterValidator(_check_month)]
StoreUrl = Annotated[str, AfterValidator(_check_store)]
Share = Annotated[float, Field(gt=0, lt=1)]
PositiveAmount = Annotated[float, Field(gt=0)]
LanguageCode = Literal["es", "fi", "en"]
DEFAULT_STAGES = ["marketing qualified lead", "sales qualified lead", "opportunity", "customer"]


class Zones(Strict):
    """Chance of each limit when nothing is wrong: below `red` red, below `amber` amber."""

    red: Share = 0.10
    amber: Share = 0.30

    @model_validator(mode="after")
    def _in_order(self) -> "Zones":
        if self.red >= self.amber:
            raise ValueError("`red` below `amber`")
        return self


class Comparator(Strict):
    """Another brand, or a figure of the trade, to compare with."""

    name: str
    value: float
    on: Day = ""


class KpiUse(Strict):
    """How the organisation uses one KPI.

    `due` is when the goal is to be reached, best as a day (2026-12-31); `network` and `audience` belong to
    a social KPI.
    """

    owner: str = ""
    measurer: str = ""
    cadence: str = ""
    due: str = ""
    goal: float | None = None
    okr: str = ""
    network: str = ""
    audience: str = ""
    comparator: Comparator | None = None


class Privacy(Strict):
    """What may be published: cells under `k` people are hidden, quotes only on request."""

    k: Annotated[int, Field(ge=2)] = 5
    quotes: bool = False
    retention_days: Annotated[int, Field(ge=1)] | None = None


class ReviewDays(Strict):
    """Least and most days from one event to the next; `least` empty: the event window."""

    least: Annotated[int, Field(ge=1)] | None = None
    most: Annotated[int, Field(ge=1)] = 92

    @model_validator(mode="after")
    def _in_order(self) -> "ReviewDays":
        if self.least is not None and self.least > self.most:
            raise ValueError("`least` up to `most`")
        return self


class Workspace(Strict):
    """`params/workspace.yml`."""

    organisation: str = ""
    currency: Currency = "EUR"
    locales: dict[LanguageCode, str] = {}
    exchange_rates: dict[Currency, dict[Month, Annotated[float, Field(gt=0)]]] = {}
    timezone: Annotated[Zone, Field(min_length=1)] = "UTC"
    languages: Annotated[list[LanguageCode], Field(min_length=1)] = ["en"]
    window_days: Annotated[int, Field(ge=1)] = 14
    roi_window_days: Annotated[int, Field(ge=1)] = 90
    zones: Zones = Zones()
    loss_limit: Share = 0.2
    smallest_relevant_leads: Annotated[float, Field(gt=0)] | None = None
    value_per_lead: Annotated[float, Field(gt=0)] | None = None
    value_per_lead_range: tuple[PositiveAmount, PositiveAmount] | None = None
    qualified_lead_stages: list[str] = DEFAULT_STAGES
    internal_domains: list[str] = []
    internal_people: list[str] = []
    channels: dict[str, list[str]] = {}
    topics: dict[str, list[str]] = {}
    kpis: dict[str, KpiUse | None] = {}
    exclude_from_history: list[str] = []
    review_days: ReviewDays = ReviewDays()
    brand: dict[str, str] = {}
    privacy: Privacy = Privacy()
    store: StoreUrl = ""
    demo: bool = False

    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _value_in_its_range(self) -> "Workspace":
        limits, value = self.value_per_lead_range, self.value_per_lead
        if limits and (value is None or not limits[0] <= value <= limits[1]):
            raise ValueError("`value_per_lead` within `value_per_lead_range`, the least value first")
        return self

    @property
    def folder(self) -> Path:
        """The workspace's folder, absolute."""
        return self._folder

    @property
    def exports(self) -> Path:
        """Where raw exports lie."""
        return self._folder / "data" / "exports"

    @property
    def reports(self) -> Path:
        """Where pages are published."""
        return self._folder / "reports"

    @property
    def store_url(self) -> str:
        """URL of the store; a DuckDB file in the workspace unless stated."""
        return self.store or f"duckdb://{self._folder / 'data' / 'kpi.duckdb'}"

    def as_of(self, event: Event, stated: str | None = None) -> date:
        """Last day whose data may be used: stated, else the event's, else today in the zone."""
        text = stated or event.as_of
        return date.fromisoformat(text) if text else self.today()

    def today(self) -> date:
        """Today in the workspace's zone."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    def language_of(self, event: Event) -> str:
        """Language of an event's page: the event's, else the workspace's first."""
        return event.language or self.languages[0]

    def channel_of(self, source: str | None) -> str | None:
        """The channel a source belongs to (case ignored); the source itself where none is listed."""
        for channel, sources in self.channels.items():
            if source and source.strip().lower() in {s.lower() for s in [channel, *sources]}:
                return channel
        return source.strip() if source and source.strip() else None

    def summary(self) -> dict[str, Any]:
        """The settings as plain values, for hashing and for `kpi doctor`."""
        return self.model_dump(mode="json")


def find_workspace(start: Path | str | None = None) -> Path:
    """The workspace's folder: the one given, `KPI_WORKSPACE`, or the nearest from here upwards.

    Raises
    ------
    ParamsError
        No `params/workspace.yml` in the folder given, or none from here upwards.
    """
    given = start or os.environ.get("KPI_WORKSPACE")
    here = Path(given or Path.cwd()).expanduser().resolve()
    for folder in [here] if given else [here, *here.parents]:
        if (folder / "params" / "workspace.yml").is_file():
            return folder
    raise ParamsError(
        str(here),
        "no params/workspace.yml" + ("" if given else " here or above"),
        "a workspace",
        "Create one with `kpi init DIR`, or name it with --workspace or KPI_WORKSPACE.",
    )


def read_workspace(start: Path | str | None = None) -> Workspace:
    """The workspace, strict and typed; errors as in `find_workspace` and `read_yaml`."""
    folder = find_workspace(start)
    path = folder / "params" / "workspace.yml"
    where = _shown(path, folder)
    content, lines = read_yaml(path, where)
    workspace = check_model(Workspace, content, where, lines)
    workspace._folder = folder
    return workspace


def event_ids(workspace: Workspace) -> list[str]:
    """Names of all events of the workspace, sorted."""
    paths = (workspace.folder / "params").glob("*.yml")
    return sorted(p.stem for p in paths if p.stem not in {"workspace", "kpis"})


def read_event(workspace: Workspace, event_id: str) -> Event:
    """One event.

    Raises
    ------
    ParamsError
        There is no such event, or its file is not right.
    """
    path = workspace.folder / "params" / f"{event_id}.yml"
    if not path.is_file():
        raise _unknown_event(workspace, event_id)
    if workspace.demo and event_id not in DEMO_EVENTS:
        raise ParamsError(
            f"params/{event_id}.yml",
            "an event of your own in the demo's workspace",
            "the demo's events only, or targets would come from invented webinars",
            "Start your own with `kpi init ../our-events`.",
        )
    where = _shown(path, workspace.folder)
    content, lines = read_yaml(path, where)
    event = check_model(Event, content, where, lines)
    if event.event_id != event_id:
        raise ParamsError(
            f"{where}:{lines[('event_id',)]}",
            f"event_id `{event.event_id}`",
            f"`{event_id}`, the file's name",
            "Rename the file or correct the line.",
        )
    return event


def _unknown_event(workspace: Workspace, event_id: str) -> ParamsError:
    import difflib

    near = difflib.get_close_matches(event_id, event_ids(workspace), n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"Create it with `kpi new {event_id}`."
    if workspace.demo:
        hint += " This is the demo's workspace; own events need their own: `kpi init ../our-events`."
    return ParamsError(f"params/{event_id}.yml", "no such file", "the params file of the event", hint)


def read_events(workspace: Workspace) -> tuple[list[Event], dict[str, ParamsError]]:
    """All events by start, and for each file that cannot be read its error."""
    events, failures = [], {}
    for event_id in event_ids(workspace):
        try:
            events.append(read_event(workspace, event_id))
        except ParamsError as error:
            failures[event_id] = error
    return sorted(events, key=lambda e: (e.starts_at, e.event_id)), failures


def write_event(folder: Path, event: Event) -> Path:
    """Writes `params/<event_id>.yml`, a papermill parameter file, and gives its path."""
    path = folder / "params" / f"{event.event_id}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(event.parameters(), sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
