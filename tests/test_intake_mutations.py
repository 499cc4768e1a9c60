"""An export damaged in one way stops or is said, in every format; what no format can notice is named here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import mutations
import pytest
from locale_samples import LOCALES
from mutations import Mutant
from test_intake_variants import own_cases
from variants import Case, Rows, outcome, saved

from kpilib.errors import KpiError
from kpilib.intake import UNFORESEEN, FileReport

CASES = {case.name: case for case in own_cases() if case.rows and case.name != "mailchimp_report"}
# The file does not state how many rows it holds: cut exactly between two rows it is a whole one. (Of Meta's
# without a total row that is said already while it is whole.)
NO_COUNT = {
    "webex_attendance", "eventbrite_attendees", "hubspot_contacts", "hubspot_deals", "ga4_traffic", "surveymonkey",
    "youtube_days", "template_signups", "template_past_results", "linkedin_ads", "x_posts", "mailchimp_campaigns", "matomo_visits",
    "typeform", "google_forms", "teams, German", "meta, German", "webex, Portuguese", "eventbrite, British dates and comma",
    "hubspot contacts, Spanish", "hubspot deals, decimal comma", "ga4, Spanish", "ga4, a comparison of ranges",
    "x, before 2024", "matomo, raw names", "google forms, Spanish", "surveymonkey, a line break in a question",
    "mailchimp, spelled dates", "template of values", "template of parts", "zoom poll before 2021", "teams_list",
}  # fmt: skip
# One export of each format in the suite; other languages and generations, which the same code reads, in the
# long run.
NAMES = [pytest.param(n, marks=[pytest.mark.soak] if n in LOCALES else [], id=n) for n in CASES]
COUNTING = [p for p in NAMES if p.values[0] not in NO_COUNT]
# Rows that the stated number leaves out: a denied registration, one of several joins of a meeting.
NOT_COUNTED = {"zoom_webinar_registration", "zoom_meeting_participants"}
SURVEYS = ("surveymonkey", "typeform", "google_forms", "google forms, Spanish")


def is_heard(report: FileReport | KpiError, whole: FileReport) -> bool:
    """Whether the file is refused, or its report says something that the whole file's does not."""
    if isinstance(report, KpiError):
        assert UNFORESEEN not in str(report)
        return True
    said = any(warning not in whole.warnings for warning in report.warnings)
    return said or any(n > whole.dropped.get(reason, 0) for reason, n in report.dropped.items())


def unheard(
    case: Case, mutants: Iterator[Mutant], folder: Path, excused: Callable[[FileReport, FileReport], bool]
) -> list[str]:
    """Damages of which nothing is said though another result came of them."""
    whole = outcome(mutations.saved(case.rows, "utf-8", ",", "\n"), folder, case.reading)
    assert isinstance(whole, FileReport)
    found = []
    for mutant in mutants:
        report = outcome(mutant.content, folder, case.reading)
        if not is_heard(report, whole):
            assert isinstance(report, FileReport)
            if not excused(report, whole):
                found.append(f"{mutant.where}: {report.totals}")
    return found


def is_same(report: FileReport, whole: FileReport) -> bool:
    return report.totals == whole.totals


def is_less(report: FileReport, whole: FileReport) -> bool:
    """Totals are missing, and those that are there are the same: unknown, not wrong."""
    return report.totals.items() <= whole.totals.items()


DAMAGES: dict[str, tuple[Callable[[Rows], Iterator[Mutant]], Callable[[FileReport, FileReport], bool]]] = {
    "cut inside a row": (mutations.cut_inside_a_row, lambda report, whole: False),
    "column missing": (mutations.column_missing, is_less),
    "columns shifted": (mutations.columns_shifted, is_same),
    "header doubled": (mutations.header_doubled, is_same),
    "decimal signs mixed": (mutations.decimals_mixed, is_same),
    "day and month mixed": (mutations.date_order_mixed, is_same),
    "wrong encoding": (mutations.wrong_encoding, is_same),
    "a total row in the middle": (mutations.total_in_the_middle, is_same),
}
# How many of the exports above a damage can be done to: a rule that tries none proves nothing.
AT_LEAST = {"decimal signs mixed": 10, "day and month mixed": 8, "wrong encoding": 25}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_tried_on_most_formats(damage: str) -> None:
    mutate, _ = DAMAGES[damage]
    tried = [case for case in CASES.values() if any(True for _ in mutate(case.rows))]
    assert len(tried) >= AT_LEAST.get(damage, len(CASES) - 1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_stops_or_is_said(damage: str, name: str, tmp_path: Path) -> None:
    mutate, excused = DAMAGES[damage]
    case = CASES[name]
    found = unheard(case, mutate(case.rows), tmp_path, excused)
    if damage == "column missing" and name.startswith(SURVEYS):
        # A survey asks what it wants: a question that is not there was not asked.
        found = [told for told in found if "?" not in told]
    assert found == []


@pytest.mark.parametrize("name", COUNTING)
def test_a_file_cut_between_two_rows_is_said_where_it_states_a_count(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    found = unheard(case, mutations.cut_at_a_row_s_end(case.rows), tmp_path, is_same)
    assert len(found) <= (1 if name in NOT_COUNTED else 0), found


@pytest.mark.parametrize(
    "name",
    [
        "zoom_webinar_attendee",
        "zoom_meeting_participants",
        "webex_attendance",
        "teams_attendance",
        "zoom_poll",
    ],
)
def test_rows_of_another_day_are_said(name: str, tmp_path: Path) -> None:
    """Of a session's export the times are a mark of its event."""
    text = saved(CASES[name].rows, "utf-8", ",", "\n").decode()
    old, new = ("May 19", "May 12") if name == "zoom_poll" else ("5/19/26", "5/12/26")
    if name not in ("zoom_poll", "teams_attendance"):
        old, new = ("2026-05-19 16", "2026-05-12 16") if name == "webex_attendance" else ("05/19/", "05/12/")
    head, _, last = text.rstrip("\n").rpartition("\n")
    report = outcome((head + "\n" + last.replace(old, new) + "\n").encode(), tmp_path, CASES[name].reading)
    assert isinstance(report, FileReport)
    assert [w["n"] for w in report.warnings if w["code"] == "other_days"] == [1]


MARKS = {
    "zoom_webinar_registration": ("811 2222 3333", "811 9999 0000"),
    "zoom_webinar_attendee": ("811 2222 3333", "811 9999 0000"),
    "zoom_webinar_qa": ("Embudos", "Otro"),
    "zoom_poll": ("Embudos", "Otro"),
    "zoom_meeting_participants": ("Office hour", "Another hour"),
    "webex_attendance": ("Embudos", "Otro"),
    "surveymonkey": (",E7,", ",E8,"),
}


@pytest.mark.parametrize("name", MARKS)
def test_rows_with_another_event_s_mark_are_said(name: str, tmp_path: Path) -> None:
    """A file put together of two events' exports; where topic lines fall between the rows it is refused."""
    text = saved(CASES[name].rows, "utf-8", ",", "\n").decode()
    both = text + text.replace(*MARKS[name])
    report = outcome(both.encode(), tmp_path, CASES[name].reading)
    if isinstance(report, FileReport):
        assert {w["code"] for w in report.warnings} & {"several_events", "another_event", "repeated_record"}


def test_tickets_of_two_events_are_said(tmp_path: Path) -> None:
    case = CASES["eventbrite_attendees"]
    rows = [[*row, "Event Name" if i == 0 else "Embudos"] for i, row in enumerate(case.rows)]
    rows[-1][-1] = "Otro"
    report = outcome(saved(rows, "utf-8", ",", "\n"), tmp_path, case.reading)
    assert isinstance(report, FileReport)
    assert {"code": "several_events", "n": 2} in report.warnings


@pytest.mark.parametrize(("old", "row"), [("Attended,User", 9), ("Join Time", 8)])
def test_a_block_without_its_header_stops(old: str, row: int, tmp_path: Path) -> None:
    case = CASES["zoom_webinar_attendee"]
    head, title, rest = saved(case.rows, "utf-8", ",", "\n").decode().partition("Panelist Details\n")
    report = outcome((head + title + rest.replace(old, "Present,User", 1)).encode(), tmp_path, case.reading)
    assert str(report) == (
        f"export.csv: row {row}: a block without its header, expected columns Attended, Join Time, Leave Time. "
        "Export again with all columns."
    )


def test_a_table_without_names_beside_its_numbers_stops(tmp_path: Path) -> None:
    text = "# All Users\n# Start date: 20260501\n# End date: 20260531\nSessions,Key events\n1,2\n"
    assert str(outcome(text.encode(), tmp_path, CASES["ga4_traffic"].reading)) == (
        "export.csv: no table with names beside its numbers, expected one. Export again with all columns."
    )


def test_a_range_below_its_table_stops(tmp_path: Path) -> None:
    rows = CASES["ga4_traffic"].rows
    assert str(
        outcome(saved(rows[6:] + rows[:6], "utf-8", ",", "\n"), tmp_path, CASES["ga4_traffic"].reading)
    ) == (
        "export.csv: row 1: a table without a range of days above it, expected comment lines with its first and "
        "last day. Export it again as downloaded."
    )
