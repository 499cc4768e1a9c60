"""What a diagnosis may look at: the event's facts, and parts of its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kpilib.params import Event

Finding = dict[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One event at one day.

    Attributes
    ----------
    rows : mapping
        Scorecard rows by KPI.
    effect, quality : mapping
        These parts of the record.
    items : sequence of mapping
        Scores of single questions of the survey: branch, item, question, value (mean on a scale of 1 to 5),
        n, lower, upper.
    rated : sequence of mapping
        Scores of speakers and parts: kind, name, value, n, standing against the others.
    compared : sequence of mapping
        Attendance at earlier events by a channel that was left out here, see `compare_channels`.
    minutes : sequence of mapping
        Parts of the programme: part, those present at its start, those who left during it, and a reading
        against what is usual.
    """

    event: Event
    as_of: date
    window_days: int
    rows: Mapping[str, Row]
    effect: Mapping[str, Any] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)
    items: Sequence[Mapping[str, Any]] = ()
    rated: Sequence[Mapping[str, Any]] = ()
    compared: Sequence[Mapping[str, Any]] = ()
    minutes: Sequence[Mapping[str, Any]] = ()

    @property
    def reds(self) -> list[str]:
        """KPIs in the red zone, in the order of the scorecard."""
        return [kpi for kpi, row in self.rows.items() if row["zone"] == "red"]

    @property
    def days_so_far(self) -> int:
        """Days of the event window up to the last day whose data may be used."""
        return max(0, min((self.as_of - self.event.starts_on).days + 1, self.window_days))

    def known(self, kpi: str) -> Row | None:
        """The row of a KPI that has a value."""
        row = self.rows.get(kpi)
        return row if row is not None and row.get("value") is not None else None
