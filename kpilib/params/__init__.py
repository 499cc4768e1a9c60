"""Workspace and event files, strict and typed.

`params/workspace.yml` describes the organisation, `params/<event_id>.yml` one event; the
latter is a papermill parameter file as well. What is not understood stops before anything runs,
with file, line, key and the nearest right one.
"""

from kpilib.params.event import (
    Action,
    Alignment,
    Cost,
    Event,
    ExternalFactor,
    Facts,
    Revenue,
    past_event,
    state_of,
)
from kpilib.params.own_kpis import read_own_kpis
from kpilib.params.programme import ProgrammePart, TimedPart
from kpilib.params.workspace import (
    KpiUse,
    Privacy,
    Workspace,
    Zones,
    find_workspace,
    read_event,
    read_events,
    read_workspace,
    write_event,
)
from kpilib.params.yaml_text import is_day, read_yaml

__all__ = [
    "Action",
    "Alignment",
    "Cost",
    "Event",
    "ExternalFactor",
    "Facts",
    "KpiUse",
    "Privacy",
    "ProgrammePart",
    "Revenue",
    "TimedPart",
    "Workspace",
    "Zones",
    "find_workspace",
    "is_day",
    "past_event",
    "read_event",
    "read_events",
    "read_own_kpis",
    "read_workspace",
    "read_yaml",
    "state_of",
    "write_event",
]
