"""The deep look at an effect, part by part, as a notebook shows it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kpilib.figures.block import Block
from kpilib.figures.blocks import effects
from kpilib.figures.blocks.effect_days import cumulative_figure, daily_figure, days_of, table_of_sums
from kpilib.figures.charts.study import draw_residuals
from kpilib.figures.dots import draw_dots
from kpilib.figures.environment import read_notebook_css
from kpilib.figures.layout import figure, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, effect_in_full, verdict_word
from kpilib.figures.sheet import Sheet, language_of
from kpilib.language import Language

CHECKS = {"outside": "count", "day_before": "ratio", "week_before": "ratio", "spread": "ratio"}


def look_into_effect(
    event_id: str, workspace: str | Path | None = None, language: str | None = None
) -> "EffectPage":
    """The effect of one event in depth, in the page's language (the event's if None).

    Errors as in `kpilib.compute_review`. Takes some seconds: the estimate is repeated under other choices.
    """
    # Here, as it brings the rooms that compute: a page of a kept record starts without them.
    from kpilib.review.study import study_effect

    study = study_effect(event_id, workspace)
    return EffectPage(study, language or study.review.record["event"]["language"])


class EffectPage:
    """The parts of one study in one language; each method gives one display object.

    Parameters
    ----------
    study : EffectStudy
    language : str or Language
    """

    def __init__(self, study: Any, language: str | Language) -> None:
        record = study.review.record
        self.study = study
        self.sheet = Sheet(record, language_of(record, language), prefix="s")

    def style(self) -> Block:
        """Colours and marks of the drawings."""
        return Block(f"<style>{read_notebook_css()}</style>")

    def summary(self) -> Block:
        """The review's verdict and interval."""
        title = self.sheet.language.say("study.title", title=self.sheet.record["title"])
        verdict = VERDICT_KEYS[self.sheet.effect["verdict"]]
        return self._section(
            "summary", title, verdict, verdict_word(self.sheet, verdict), effect_in_full(self.sheet)
        )

    def observed(self) -> Block:
        """Observed days against those expected without the event."""
        return Block(str(daily_figure(self.sheet) or self._nothing()))

    def cumulative(self) -> Block:
        """How the effect adds up over the window."""
        return Block(str(cumulative_figure(self.sheet, self.study.cumulative) or self._nothing()))

    def residuals(self) -> Block:
        """Whether the days before the event look as the model says."""
        found, sheet = self.study.residuals, self.sheet
        if not found or not found["rows"]:
            return Block(str(self._nothing()))
        title = self._checked(found)
        drawing = draw_residuals(sheet, found["rows"], f"{sheet.language.say('study.residuals')}. {title}")
        chart = figure(sheet, title, drawing, sheet.language.say("study.residuals_subtitle"))
        return self._parts("residuals", chart, self._checks(found))

    def placebos(self) -> Block:
        """The same estimate on dates without an event."""
        return Block(str(effects.placebo(self.sheet)))

    def windows(self) -> Block:
        """The estimate with shorter and longer windows."""
        return self._variants("windows", self.study.windows)

    def fits(self) -> Block:
        """The estimate from shorter and longer histories."""
        return self._variants("fits", self.study.fits)

    def plain(self) -> Block:
        """The plain regression beside the review's estimate."""
        say, found = self.sheet.language.say, self.study.plain
        if found is None or self.sheet.effect["effect"] is None:
            return Block(
                str(section(self.sheet, "plain", say("study.plain"), missing=[say("study.plain_none")]))
            )
        names = {"study.of_review": self.sheet.effect, "study.plain": found}
        drawn = [
            (say(name), row["effect"], row["effect_lower"], row["effect_upper"], name == "study.of_review")
            for name, row in names.items()
        ]
        label = "; ".join(f"{row[0]}: {self.sheet.language.range_of(row[2], row[3])}" for row in drawn)
        chart = figure(self.sheet, say("study.plain"), draw_dots(self.sheet, drawn, label, left=220))
        note = Markup('<p class="note">{}</p>').format(say("study.plain_note"))
        return self._parts("plain", chart, note)

    def _nothing(self) -> Markup:
        return Markup("<p>{}</p>").format(self.sheet.language.say("study.nothing"))

    def _section(self, anchor: str, title: str, verdict: str, word: str, finding: Markup) -> Block:
        shown = section(self.sheet, anchor, title, verdict_name=verdict, verdict_word=word, finding=finding)
        return Block(str(shown))

    def _parts(self, name: str, *parts: Markup) -> Block:
        return Block(str(section(self.sheet, name, self.sheet.language.say(f"study.{name}"), parts=parts)))

    def _checked(self, found: Mapping[str, Any]) -> str:
        say = self.sheet.language.say
        if not found["stands_out"]:
            return say("study.sound")
        return say("study.doubt", points=", ".join(say(f"study.{name}") for name in found["stands_out"]))

    def _checks(self, found: Mapping[str, Any]) -> Markup:
        say, printer = self.sheet.language.say, self.sheet.printer
        columns = [(say("column.check"), ""), (say("column.value"), "num")]
        rows: list[list[Markup | str]] = []
        for name, unit in CHECKS.items():
            field = "n_outside" if name == "outside" else name
            value = printer.value(Source("residuals", field), found[field], unit)
            if name == "outside":
                value = printer.k_of_n(
                    "residuals", found["n_outside"], found["n_days"], ("n_outside", "n_days")
                )
            text = say(f"study.{name}")
            rows.append([text[:1].upper() + text[1:], value])
        return table(self.sheet, say("study.residuals"), columns, rows, quiet=True)

    def _variants(self, name: str, rows: Sequence[Mapping[str, Any]]) -> Block:
        language, sheet = self.sheet.language, self.sheet
        if not rows:
            return Block(str(self._nothing()))
        drawn = [
            (days_of(self.sheet, row), row["effect"], row["effect_lower"], row["effect_upper"], row["is_own"])
            for row in rows
        ]
        same = sum(row["verdict"] == sheet.effect["verdict"] for row in rows)
        finding = language.say("study.same", k=same, n=len(rows))
        label = finding + " " + "; ".join(f"{row[0]}: {language.range_of(row[2], row[3])}" for row in drawn)
        drawing = draw_dots(sheet, drawn, label, left=220)
        chart = figure(
            sheet, finding, drawing, language.say("study.variants"), table_of_sums(sheet, rows, name)
        )
        return self._parts(name, chart)
