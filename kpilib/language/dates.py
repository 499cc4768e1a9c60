"""Days, times and months in words."""

import datetime as dt

from babel.dates import format_date, format_interval, format_skeleton, format_time

from kpilib.errors import ReportError
from kpilib.language.numbers import NO_VALUE
from kpilib.language.sentences import Sentences

Day = dt.date | str | None
Moment = dt.datetime | str | None

FORMS = ("full", "long", "medium", "day_month", "tick")


class Dates(Sentences):
    """Printed dates of one language.

    A day is a date, a datetime (its own calendar day: no time zone is changed here) or ISO text as
    records hold it; None prints an em dash.
    """

    def date(self, day: Day, form: str = "long") -> str:
        """A day.

        Parameters
        ----------
        day : date, datetime, str or None
        form : str
            "full" with the weekday, "long" for text (5 de marzo de 2026), "medium" for tables
            (5 mar 2026), "day_month" without the year, "tick" for the axis of a chart (5 mar).
        """
        when = _day(day)
        if when is None:
            return NO_VALUE
        if form not in FORMS:
            raise ReportError("language.date", f"form {form!r}", "one of " + ", ".join(FORMS), "Choose one.")
        if form == "day_month":
            return format_skeleton("MMMMd", when, locale=self.locale)
        if form == "tick":
            return format_skeleton("MMMd", when, locale=self.locale)
        return format_date(when, form, locale=self.locale)

    def dates(self, first: Day, last: Day) -> str:
        """Days from first to last, both included: 5–18 de marzo de 2026.

        Raises
        ------
        ReportError
            The last day comes before the first.
        """
        start, end = _day(first), _day(last)
        if start is None or end is None:
            return NO_VALUE
        if end < start:
            raise ReportError(
                "language.dates", "a last day before the first", "the order of time", "Swap them."
            )
        if start == end:
            return self.date(start)
        return format_interval(start, end, "yMMMMd", locale=self.locale)

    def time(self, moment: Moment | dt.time) -> str:
        """A time of day, by the clock it is given in: 18:30, in Finnish 18.30."""
        if isinstance(moment, dt.time):
            return format_time(moment, "short", locale=self.locale)
        when = _moment(moment)
        return NO_VALUE if when is None else format_time(when.time(), "short", locale=self.locale)

    def datetime(self, moment: Moment) -> str:
        """A day with its time: 5 March 2026, 18:30."""
        when = _moment(moment)
        if when is None:
            return NO_VALUE
        return self.say("date.with_time", date=self.date(when), time=self.time(when))

    def month(self, day: Day) -> str:
        """A month with its year: marzo de 2026."""
        when = _day(day)
        return NO_VALUE if when is None else format_skeleton("yMMMM", when, locale=self.locale)


def _day(day: Day) -> dt.date | None:
    when = _moment(day) if isinstance(day, str) else day
    # A missing instant of pandas is a datetime that does not equal itself.
    if when is None or when != when:
        return None
    return when.date() if isinstance(when, dt.datetime) else when


def _moment(moment: Moment) -> dt.datetime | None:
    if not isinstance(moment, str):
        return None if moment is None or moment != moment else moment
    try:
        return dt.datetime.fromisoformat(moment)
    except ValueError as error:
        raise ReportError(
            "language: a date to print", "text that is no ISO date", "2026-03-05", "Pass a date or ISO text."
        ) from error
