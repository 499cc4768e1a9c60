"""Observed days, the days expected without the event, and the difference."""

import datetime as dt
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, SHORT_CUTS, TOKENS, canvas, label_ends, place, to_svg
from kpilib.figures.sheet import Sheet

DAYS_BEFORE = 56  # eight weeks; the narrow cut shows six
DAYS_BEFORE_NARROW = 42


def chart_days(sheet: Sheet, days_before: int = DAYS_BEFORE) -> list[dict[str, Any]]:
    """The days that are drawn: so many before the event, and the window."""
    columns = sheet.effect["daily"]
    if not columns:
        return []
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    first = sheet.starts_on - dt.timedelta(days=days_before)
    return [row for row in rows if dt.date.fromisoformat(str(row["date"])[:10]) >= first]


def draw_effect(sheet: Sheet, label: str, is_short: bool = False) -> list[tuple[str, Markup]]:
    """Both cuts of the daily chart; `is_short`: the wide one flat, to leave room on one A4."""
    return [
        (cut, _draw(sheet, label, cut, w, h, DAYS_BEFORE if cut == "wide" else DAYS_BEFORE_NARROW))
        for cut, w, h in (SHORT_CUTS if is_short else CUTS)
    ]


def _draw(sheet: Sheet, label: str, cut: str, width: int, height: int, days_before: int) -> Markup:
    import numpy as np
    import seaborn as sns

    days = chart_days(sheet, days_before)
    dates = np.array([str(day["date"])[:10] for day in days], dtype="datetime64[D]")
    x = (dates - np.datetime64(sheet.starts_on)).astype(int)
    series = {
        name: np.array([np.nan if day[name] is None else day[name] for day in days], dtype=float)
        for name in ("observed", "counterfactual", "lower", "upper")
    }
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, 34, *((112, 22) if cut == "wide" else (10, 86)), 28)
        top = np.nanmax([series["observed"], series["upper"]])
        axes.set_ylim(min(0, float(np.nanmin(series["lower"]))) if series["lower"].size else 0, top * 1.05)
        axes.set_xlim(x.min() - 0.5, max(x.max(), sheet.window_days - 1) + 0.5)
        axes.axvspan(-0.5, sheet.window_days - 0.5, color=TOKENS["window"], zorder=0)
        axes.fill_between(x, series["lower"], series["upper"], color=TOKENS["band"], linewidth=0, zorder=1)
        inside = x >= 0
        axes.fill_between(
            x[inside],
            series["observed"][inside],
            series["counterfactual"][inside],
            color=TOKENS["extra"],
            zorder=2,
        )
        axes.plot(x, series["counterfactual"], "--", color=TOKENS["ref"], linewidth=1.5, zorder=3)
        sns.lineplot(
            x=x, y=series["observed"], ax=axes, color=TOKENS["obs"], linewidth=2, errorbar=None, zorder=4
        )
        axes.axvline(-0.5, color=TOKENS["ink"], linewidth=1.2, zorder=5)
        _name_lines(sheet, axes, cut, height, {name: values[-1] for name, values in series.items()})
        _name_window(sheet, axes)
        _label_axes(sheet, axes, x, 14 if cut == "wide" else 21)
        return to_svg(figure, f"{sheet.prefix}-effect-{cut}", label)


def _name_lines(sheet: Sheet, axes: Any, cut: str, height: int, last: dict[str, float]) -> None:
    """What the lines and the band are: at their ends, or above the chart where there is no room for it."""
    import numpy as np

    say = sheet.language.say
    band = say("chart.band_days", level=sheet.level(sheet.effect.get("level")))
    without = say("chart.without_event")
    if cut == "wide" and not np.isnan(list(last.values())).any():
        ends = [
            (last["observed"], say("chart.observed"), TOKENS["obs"], True),
            (last["counterfactual"], without.replace(" (", "\n("), TOKENS["muted"], False),
            (last["upper"], band, TOKENS["muted"], False),
        ]
        label_ends(axes, ends, height)
    else:
        _legend(axes, say("chart.observed"), without, band, cut)


def _legend(axes: Any, observed: str, without: str, band: str, cut: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Line2D([], [], color=TOKENS["obs"], linewidth=2, label=observed),
        Line2D([], [], color=TOKENS["ref"], linewidth=1.5, linestyle="--", label=without),
        Patch(color=TOKENS["band"], label=band),
    ]
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), frameon=False,
        ncols=3 if cut == "wide" else 1,
        handlelength=1.6, handletextpad=0.5, columnspacing=1.6, borderpad=0, borderaxespad=1.6,
        labelspacing=0.25,
    )  # fmt: skip


def _name_window(sheet: Sheet, axes: Any) -> None:
    """Above the chart: the event's day and its window."""
    start = sheet.language.date(sheet.starts_on, "tick")
    days = sheet.language.say("chart.event_window", days=sheet.language.noun("day", sheet.window_days))
    axes.annotate(
        f"{start} · {days}", (1, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
        ha="right", color=TOKENS["ink"], fontweight="bold", annotation_clip=False,
    )  # fmt: skip


def _label_axes(sheet: Sheet, axes: Any, x: Any, step: int) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator

    ticks = [t for t in range(-step * 10, sheet.window_days, step) if t >= x.min()]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(
        lambda t, _: sheet.language.date(sheet.starts_on + dt.timedelta(days=int(t)), "tick")
    )
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(lambda y, _: sheet.language.number(y))
