"""What was left out of a file and what a reader must know about it, collected while reading."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

# Rows that should have been readable. Left out on purpose (total_row, internal_person, ...) is no loss.
UNREADABLE = ("no_date", "no_time", "no_person", "no_record_id", "left_before_joined", "too_many_cells")

SENTENCES: dict[str, str] = {
    "another_day": "The session took place on {found}, the event on {expected}: check the file.",
    "another_event": "{n} rows are marked as another event's ({n_marks} other marks) and were left out.",
    "answers_not_understood": "{n} answers to “{question}” are on no scale known here and have no score.",
    "clock_change": "{n} times fall into the hour of a clock change; standard time was assumed.",
    "column_missing": "There is no column {column}, so that what it holds stays unknown.",
    "columns_not_used": "Not used, since not known here: {columns}.",
    "comparison_left_out": "The export compares ranges: {kept} was read, {n} rows of {others} were left out.",
    "date_order_by_event": "Dates such as 3/4 were read {first} first, as only so one is the event's day.",
    "date_order_by_language": "Dates such as 3/4 were read {first} first, as in the language of the headers.",
    "date_order_by_tool": "Dates such as 3/4 were read {first} first, as this tool always writes them.",
    "duration_missing": "{n} cells of {column} hold no duration that can be read.",
    "fewer_than_stated": "The file states {stated} {what}, its rows hold {found}: was it cut short?",
    "host_unknown": "The file does not tell who hosted: whoever did counts as an attendee, unless internal.",
    "joins_missing": "{n} people have fewer minutes of joining than the report states: was it cut short?",
    "left_assumed": "{n} stays have no time of leaving; the last time that the file holds was taken.",
    "mostly_presenters": "{n} of {n_people} people are presenters and count as panellists, not attendees: "
    "was everybody let present?",
    "no_challenge": "No column asks for the challenge, so that qualified registrations stay unknown.",
    "no_closing_lines": "The report's closing lines are missing: make sure that it was not cut short.",
    "no_currency": "The file states no currency; amounts are taken to be in the workspace's.",
    "no_email": "{n} people have no e-mail address and were told apart by name or record.",
    "no_event": "No event is named that this session belongs to; nothing of it was kept.",
    "no_line_end": "The file's last line has no line end: make sure that the file was not cut short.",
    "no_rows": "The file holds a header and no rows.",
    "no_session": "{n} events belong to no session that can be told, and count as events only.",
    "no_total_row": "The file has no total row to hold its rows against: was it cut short?",
    "not_nps_scale": "“{question}” is no NPS: not on a scale from 0 to 10 (values {lower:g} to {upper:g}).",
    "other_days": "{n} rows are of other days than the event ({expected}): are they another event's?",
    "repeated_record": "{n} records stand in the file again with other content; the last one counts.",
    "repeated_tickets": "{n} rows are the same as another one in every cell and count as further tickets.",
    "role_unknown": "{n} rows have a role that is not known here and count as attendees'.",
    "scale_not_the_items": "{n} answers to “{question}” are not on the scale of {item}, and count as other.",
    "several_columns": "{n} columns could be the {what}; {column} was taken, which has most answers.",
    "several_currencies": "The file holds amounts in several currencies ({codes}): they have no sum.",
    "several_events": "The file holds rows of {n} events or sessions: leave in those of this one.",
    "several_questions": "{n} questions measure {item}; “{question}” was taken, the others count as other.",
    "sheet_missing": "The workbook has no sheet such as {sheet}, so that what it holds stays unknown.",
    "short_rows": "{n} rows have fewer cells than the header.",
    "status_missing": "{n} registrations state no approval status and count as approved.",
    "stays_from_durations": "{n} stays have a duration and no single joins: laid from the first join on, "
    "minutes are right, breaks are not.",
    "stays_from_start": "{n} stays have a duration and no times: laid from the session's start on, "
    "minutes are right, times of joining and leaving are not.",
    "table_skipped": "A table of the report could not be understood and was left out: {columns}.",
    "thousands_assumed": "Amounts such as 1{mark}234 were read as one thousand and more.",
    "tied_by_name": "{n} rows without an e-mail address were tied to a person of this export by name.",
    "time_missing": "{n} cells of {column} hold no date that can be read.",
    "total_differs": "The total row states {stated:g} for {measure}, the rows add up to {found:g}.",
    "web_other": "{n} members stand together as “(other)”, as there were too many: parts are incomplete.",
    "web_sampled": "The report says that it rests on a sample: its numbers are estimates.",
    "web_sampled_share": "The report says that it rests on {share} % of the data: its numbers are estimates.",
    "web_threshold": "The report says that a threshold was applied: rows of few people are left out of it.",
    "wrong_encoding": "{n} letters look as if the file had been saved in a wrong encoding (such as “Ã©”).",
}


def describe_warning(warning: Mapping[str, Any]) -> str:
    """The English sentence of a warning, for the command line."""
    return SENTENCES[warning["code"]].format(**warning)


class Notes:
    """Rows dropped by reason and warnings by code, of one file; and the company of each person, by id."""

    def __init__(self) -> None:
        self.n_rows = 0
        self.dropped: Counter[str] = Counter()
        self.warnings: list[dict[str, Any]] = []
        self.companies: dict[str, str] = {}

    def drop(self, reason: str, n: float) -> None:
        """Counts rows left out."""
        if n:
            self.dropped[reason] += int(n)

    def warn(self, code: str, **values: Any) -> None:
        """Adds a warning; the same one twice is one."""
        warning = {"code": code, **values}
        if warning not in self.warnings:
            self.warnings.append(warning)

    def warn_count(self, code: str, n: float, **values: Any) -> None:
        """Adds a warning unless its count is 0."""
        if n:
            self.warn(code, n=int(n), **values)

    def warn_of_marks(self, marks: Iterable[Any]) -> None:
        """Warns where a file of one event bears the marks (ids, titles) of several."""
        n = len({mark for mark in marks if mark})
        self.warn_count("several_events", n if n > 1 else 0)

    def warn_if_fewer(self, found: int, stated: int | None, what: str) -> None:
        """Warns where the file states more than its rows hold."""
        if stated is not None and found < stated:
            self.warn("fewer_than_stated", stated=stated, found=found, what=what)

    @property
    def n_unreadable(self) -> int:
        """Rows lost that should have been readable."""
        return sum(self.dropped[reason] for reason in UNREADABLE)

    @property
    def is_without_rows(self) -> bool:
        """Whether nothing stood below the header, or a total row only."""
        return self.n_rows <= self.dropped["total_row"]
