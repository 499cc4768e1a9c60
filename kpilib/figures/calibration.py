"""Whether expected ranges hold, for a notebook or a terminal: the portfolio's section by itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.series_calibration import calibration, finding_line, lines_of
from kpilib.figures.environment import read_notebook_css
from kpilib.figures.series import read_series
from kpilib.language import NO_BREAK, Language, get_language


@dataclass(frozen=True)
class Replay:
    """Targets of past events against what came, in one language; `record`: all KPIs first, then each."""

    record: list[dict[str, Any]]
    language: Language

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """KPI -> how its targets did; "" for all together."""
        return {found["kpi"]: dict(found) for found in self.record}

    def to_text(self) -> str:
        """Verdict, coverage, reds and error, in sentences."""
        series, whole = read_series([], self.language), self.record[0]
        lines = [finding_line(series, whole), *(lines_of(series, whole) if whole["n"] else [])]
        return "\n".join(line.striptags().replace(NO_BREAK, " ") for line in lines)

    def _repr_html_(self) -> str:
        told = calibration(read_series([], self.language), self.record)
        lines = [Markup("<p>{}</p>").format(line) for line in (*told["missing"], *told["notes"])]
        style = Markup("<style>{}</style>").format(Markup(read_notebook_css()))
        head = Markup("<h3>{}</h3>").format(told["title"])
        body = Markup("").join([head, *told["parts"], *lines])
        section = Markup('{}<section class="kpi-answer" lang="{}">{}</section>')
        return str(section.format(style, self.language.code, body))


def compute_calibration(workspace: str | Path | None = None, language: str | None = None) -> Replay:
    """Whether the expected ranges held for the organisation's own past events.

    Each past event is predicted from the events before it, by the function that makes the targets of the
    reviews; the newest 60 events at most. Kept until data, params or code change.

    Parameters
    ----------
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.
    language : str, optional
        es, fi or en; by default the workspace's first.

    Raises
    ------
    ParamsError
        There is no such workspace.
    """
    # Only now the rooms that compute: a notebook that shows a record starts without them.
    from kpilib.review.portfolio import collect_calibration

    record, words = collect_calibration(workspace)
    code = language or words["language"]
    return Replay(record, get_language(code, words["locales"].get(code), words["currency"]))
