"""Microsoft Teams: numbered sections, guests tied by their registration, lists without addresses."""

from pathlib import Path

import pandas as pd
import pytest
from exports import KEY, codes, named, who
from exports import read_of_event as read

from kpilib.errors import DataError, ParamsError
from kpilib.intake.people import person_id
from kpilib.intake.teams_rows import clean_name

SUMMARY = """1. Summary
Meeting title\tFunnels
Attended participants\t{attended}
Registered participants\t{registered}

"""
PARTICIPANTS = """2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
"""
WEBINAR = PARTICIPANTS.rstrip("\n") + (
    "\tRegistration First Name\tRegistration Last Name\tRegistration Email\tRegistration Time"
    "\tRegistration Status\tEngagement: Reaction - Applause\n"
)
ACTIVITIES = "\n3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"


def at(clock: str) -> str:
    """A time of the session's day as Teams writes it; an empty one stays empty."""
    return f'"4/17/26, {clock}\u202fPM"' if clock else ""


def person(
    name: str,
    joined: str,
    left: str,
    lasted: str,
    email: str = "",
    role: str = "Attendee",
    registration: str = "",
) -> str:
    return (
        "\t".join((f'"{name}"', at(joined), at(left), lasted, email, email, role, *registration.split("|")))
        + "\n"
    )


def join(name: str, joined: str, left: str, lasted: str, email: str = "", role: str = "Attendee") -> str:
    return "\t".join((f'"{name}"', at(joined), at(left), lasted, email, role)) + "\n"


def form(first: str, last: str, email: str, status: str = "Registered") -> str:
    return f"{first}|{last}|{email}|{at('7:01:02')}|{status}|"


NO_FORM = "|||||"


def minutes(result: object, name: str) -> list[float]:
    stays = result.tables["attendance"]  # type: ignore[attr-defined]
    stays = stays[stays["person_id"] == name]
    return list((stays["left_at"] - stays["joined_at"]).dt.total_seconds() / 60)


def webinar() -> str:
    return (
        SUMMARY.format(attended=6, registered=4)
        + WEBINAR
        + person("Org (ACME)", "7:30:00", "7:43:00", "13m 0s", "org@example.com", "Organizer", NO_FORM)
        + person("Ruiz, Ana", "7:31:47", "7:37:02", "3m 30s", "ana@corp.example",
                 registration=form("Ana", "Ruiz", "Ana@example.com"))
        + person("Leo Gil", "7:31:00", "7:35:00", "4m 0s", "leo@example.com", "Presenter",
                 form("Leo", "Gil", "leo@example.com"))
        + person("leo phone", "7:33:00", "7:36:00", "3m 0s", registration=form("Leo", "Gil", "leo@example.com"))
        + person("Eva (Guest)", "7:40:25", "7:42:24", "1m 0s", registration=form("Eva", "Sol", "eva@example.com"))
        + person("Walk In (Unverified)", "7:40:25", "7:42:24", "1m 59s", registration=NO_FORM)
        + person("No Show", "", "", "", role="", registration=form("No", "Show", "no@example.com"))
        + person("Off", "", "", "", role="", registration=form("Off", "X", "off@example.com", "Canceled"))
        + person("Test", "", "", "", role="", registration=form("Test", "Test", "t@example.com"))
        + ACTIVITIES
        + join("Org (ACME)", "7:30:00", "7:43:00", "13m 0s", "org@example.com", "Organizer")
        + join("Ruiz, Ana", "7:31:47", "7:35:03", "3m 16s", "ana@corp.example")
        + join("Ruiz, Ana", "", "7:36:48", "", "ana@corp.example")
        + join("Ruiz, Ana", "7:36:48", "7:37:02", "14s", "ana@corp.example")
        + join("Leo Gil", "7:31:00", "7:35:00", "4m 0s", "leo@example.com", "Presenter")
        + join("leo phone", "7:33:00", "7:36:00", "3m 0s")
        + join("Walk In (Unverified)", "7:40:25", "7:42:24", "1m 59s")
    )  # fmt: skip


def test_a_webinar_with_registrations(tmp_path: Path) -> None:
    result = read(
        webinar(), tmp_path, "utf-16", timezone="America/New_York", workspace_timezone="Europe/Madrid"
    )
    registrations = result.tables["registrations"].set_index("person_id")
    assert registrations.index.is_unique
    assert registrations["status"].to_dict() == {
        who("ana"): "approved", who("leo"): "upgraded", who("eva"): "approved", who("no"): "approved",
        who("off"): "cancelled",
    }  # fmt: skip
    assert registrations.loc[who("ana"), "registered_at"] == pd.Timestamp("2026-04-17 23:01:02", tz="UTC")
    assert registrations.loc[who("ana"), "registered_on"] == pd.Timestamp("2026-04-18")
    stays = result.tables["attendance"]
    assert stays.groupby("person_id")["role"].unique().map(tuple).to_dict() == {
        who("org"): ("host",), who("ana"): ("attendee",), who("leo"): ("panelist",), who("eva"): ("attendee",),
        named("walk in"): ("attendee",),
    }  # fmt: skip
    assert minutes(result, who("ana")) == pytest.approx([196 / 60, 14 / 60])
    # No row of joining: the duration from the first join on, not until the last leave.
    assert minutes(result, who("eva")) == [1.0]
    assert minutes(result, who("leo")) == [4.0, 3.0]
    totals = result.files[0].totals
    assert totals["unique_attendees_excl_organizer"] == 4
    assert totals["seconds_total_excl_organizer"] == 210 + 240 + 180 + 60 + 119
    assert totals["minutes_union_total"] == pytest.approx((210 + 300 + 60 + 119) / 60)
    assert (totals["registrants"], totals["registrants_not_approved"]) == (4, 1)
    assert result.files[0].dropped == {"no_join_time": 1, "test_entry": 1}
    assert codes(result) == ["stays_from_durations", "no_email"]


def test_an_account_of_the_organisation_is_internal_whatever_it_registered_with(tmp_path: Path) -> None:
    result = read(webinar(), tmp_path, internal_domains=("corp.example",))
    assert who("ana") not in set(result.tables["registrations"]["person_id"])
    assert who("ana") not in set(result.tables["attendance"]["person_id"])
    assert result.files[0].dropped["internal_person"] == 3


def test_fewer_rows_than_the_summary_states(tmp_path: Path) -> None:
    text = (
        webinar().replace("participants\t6", "participants\t9").replace("participants\t4", "participants\t8")
    )
    said = [w for w in read(text, tmp_path).files[0].warnings if w["code"] == "fewer_than_stated"]
    assert said == [
        {"code": "fewer_than_stated", "stated": 9, "found": 6, "what": "participants"},
        {"code": "fewer_than_stated", "stated": 8, "found": 5, "what": "registrations"},
    ]


def test_a_guest_of_another_organisation_is_known_by_the_id(tmp_path: Path) -> None:
    text = PARTICIPANTS + person("Ana", "7:00:00", "7:30:00", "30m 0s", "ana_b@example.com")
    text = text.replace("ana_b@example.com\tana_b@example.com", "\tana_b_example.com#EXT#@host.example")
    assert minutes(read(text, tmp_path), who("ana_b")) == [30.0]


def test_a_registration_without_address_is_nobody_s(tmp_path: Path) -> None:
    text = webinar().replace("no@example.com", "")
    assert read(text, tmp_path).files[0].dropped["no_person"] == 1


def test_a_report_without_single_joins(tmp_path: Path) -> None:
    text = PARTICIPANTS + person("Ana", "7:00:00", "8:00:00", "30m 0s", "ana@example.com")
    result = read(text + person("Leo", "7:00:00", "7:20:00", "20m 0s", "leo@example.com"), tmp_path)
    assert (minutes(result, who("ana")), minutes(result, who("leo"))) == ([30.0], [20.0])
    assert result.files[0].warnings == ({"code": "stays_from_durations", "n": 1},)
    assert result.files[0].totals["minutes_sum_reported"] == 50


def test_a_name_of_two_people_is_told_apart_by_the_second_section(tmp_path: Path) -> None:
    guests = (person("Ana", "7:00:00", "7:10:00", "10m 0s", registration=form("Ana", "A", "ana@example.com"))
              + person("Ana", "7:30:00", "7:50:00", "20m 0s", registration=form("Ana", "B", "anab@example.com")))  # fmt: skip
    joins = join("Ana", "7:00:00", "7:10:00", "10m 0s") + join("Ana", "7:30:00", "7:50:00", "20m 0s")
    result = read(WEBINAR + guests + ACTIVITIES + joins, tmp_path)
    assert (minutes(result, who("ana")), minutes(result, who("anab"))) == ([10.0], [20.0])
    assert set(result.tables["attendance"]["person_id"]) == {who("ana"), who("anab")}
    assert result.files[0].dropped == {"name_shared": 2}


def test_a_meeting_in_which_everybody_presents(tmp_path: Path) -> None:
    people = "".join(
        person(name, "7:00:00", "7:30:00", "30m 0s", f"{name}@example.com", role)
        for name, role in (
            ("org", "Organizer"),
            ("ana", "Presenter"),
            ("leo", "Presenter"),
            ("eva", "Attendee"),
        )
    )
    result = read(PARTICIPANTS + people, tmp_path)
    assert result.files[0].totals["unique_attendees"] == 1
    assert result.files[0].warnings == ({"code": "mostly_presenters", "n": 2, "n_people": 3},)


def test_an_unknown_role_and_an_unknown_duration_are_said(tmp_path: Path) -> None:
    text = PARTICIPANTS + person("Ana", "7:00:00", "7:30:00", "half an hour", "ana@example.com", "Wizard")
    result = read(text, tmp_path)
    assert result.files[0].warnings == (
        {"code": "duration_missing", "n": 1, "column": "In-Meeting Duration"},
        {"code": "role_unknown", "n": 1},
    )
    assert minutes(result, who("ana")) == [30.0]
    assert result.tables["attendance"]["reported_minutes"].isna().all()


PORTUGUESE = """1. Resumo
Título da reunião\tFunis
Participantes Atendidos\t2

2. Participantes
Nome\tPrimeira Entrada\tÚltima Saída\tDuração da Reunião\tEmail\tID do participante (UPN)\tFunção
Org\t05/04/2026, 18:59:10\t05/04/2026, 20:00:40\t1h 1m 30s\torg@example.com\torg@example.com\tOrganizador
Ana\t05/04/2026, 19:00:00\t05/04/2026, 20:00:00\t58m 10s\tana@example.com\tana@example.com\tParticipante

3. Atividades em Reunião
Nome\tHorário de Entrada\tHorário de Saída\tDuração\tEmail\tFunção
Org\t05/04/2026, 18:59:10\t05/04/2026, 20:00:40\t1h 1m 30s\torg@example.com\tOrganizador
Ana\t05/04/2026, 19:00:00\t05/04/2026, 19:20:00\t20m 0s\tana@example.com\tParticipante
Ana\t05/04/2026, 19:21:50\t05/04/2026, 20:00:00\t38m 10s\tana@example.com\tParticipante
"""
GERMAN = """2. Teilnehmer
Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechung\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Org\t05.04.26, 18:59:10\t05.04.26, 20:00:40\t1 Std. 1 Min. 30 Sek.\torg@example.com\torg@example.com\tOrganisator
Ana\t05.04.26, 19:00:00\t05.04.26, 20:00:00\t58 Min. 10 Sek.\t\tana@example.com\tTeilnehmer

3. Aktivitäten in der Besprechung
Name\tBeitreten\tVerlassen\tDauer\tE-Mail\tRolle
Org\t05.04.26, 18:59:10\t05.04.26, 20:00:40\t1 Std. 1 Min. 30 Sek.\torg@example.com\tOrganisator
Ana\t05.04.26, 19:00:00\t05.04.26, 19:20:00\t20 Min.\t\tTeilnehmer
Ana\t05.04.26, 19:21:50\t05.04.26, 20:00:00\t38 Min. 10 Sek.\t\tTeilnehmer
"""
SPANISH = """2. Participantes
Nombre\tPrimera entrada\tÚltima salida\tDuración de la reunión\tCorreo electrónico\tId. de participante (UPN)\tRol
Org\t5/4/2026, 18:59:10\t5/4/2026, 20:00:40\t1 h 1 min 30 s\torg@example.com\torg@example.com\tOrganizador
Ana\t5/4/2026, 19:00:00\t5/4/2026, 19:58:10\t58 min 10 s\tana@example.com\tana@example.com\tAsistente
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [(PORTUGUESE, ["date_order_by_language"]), (GERMAN, []), (SPANISH, ["date_order_by_language"])],
)
def test_other_languages(text: str, said: list[str], tmp_path: Path) -> None:
    result = read(text, tmp_path, timezone="Europe/Madrid")
    assert result.files[0].format == "teams_attendance"
    assert result.files[0].totals["seconds_total_excl_organizer"] == 3490
    assert result.files[0].totals["minutes_union_total"] == pytest.approx(3490 / 60)
    assert result.tables["attendance"]["joined_at"].min() == pd.Timestamp("2026-04-05 16:59:10", tz="UTC")
    assert codes(result) == said


def test_dates_that_can_be_read_in_two_ways_stop(tmp_path: Path) -> None:
    text = (PARTICIPANTS + person("Ana", "7:00:00", "7:30:00", "30m 0s", "ana@example.com")).replace(
        "4/17", "4/7"
    )
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: dates that can be read day first and month first, expected one order. "
        "Export again with dates such as 2026-04-15, or with rows from after the 12th of a month."
    )


def test_a_report_cut_short_stops(tmp_path: Path) -> None:
    text = webinar()
    with pytest.raises(DataError) as error:
        read(text[: text.rindex("1m 59s")], tmp_path)
    assert str(error.value) == (
        "export.csv: last line: 4 of 6 cells, expected a whole row. The file was cut short; export it again."
    )


def test_a_report_needs_its_event(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(webinar(), tmp_path, event_id=None)
    assert str(error.value) == (
        "export.csv: the export of a session, and no event, expected the event it belongs to. "
        "Add --event EVENT_ID."
    )


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Ruiz, Ana (Guest)", "Ana Ruiz"),
        ("Ana Ruiz (External)", "Ana Ruiz"),
        ("(Guest)", "(Guest)"),
        ("Ana, ", "Ana,"),
    ],
)
def test_names_as_shown(shown: str, name: str) -> None:
    assert clean_name(shown) == name


def test_a_report_of_2021_has_one_table(tmp_path: Path) -> None:
    text = """Meeting Summary
Total Number of Participants\t3
Meeting Title\tFunnels

Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)
Org\t4/15/2021, 10:59:10 AM\t4/15/2021, 12:00:40 PM\t1h 1m\torg@example.com\tOrganizer\torg@example.com
Ana\t4/15/2021, 11:00:00 AM\t4/15/2021, 11:20:00 AM\t20m 0s\tana@example.com\tAttendee\tana@example.com
+34 600 11 22 33\t4/15/2021, 11:00:00 AM\t4/15/2021, 11:25:00 AM\t25m 0s\t\tAttendee\t
"""
    result = read(text, tmp_path, "utf-16-le")
    assert minutes(result, who("ana")) == [20.0]
    assert result.files[0].totals["seconds_total_excl_organizer"] == 1200
    assert result.files[0].totals["phone_callers"] == 1


LIST = "Full Name\tUser Action\tTimestamp\n"


def test_the_older_list_has_names_only_and_the_last_leaving_missing(tmp_path: Path) -> None:
    text = LIST + (
        'Ana Ruiz\tJoined before\t"4/17/2026, 7:00:00 PM"\n'
        'Leo Gil\tJoined\t"4/17/2026, 7:05:00 PM"\n'
        'Leo Gil\tLeft\t"4/17/2026, 7:10:00 PM"\n'
        'Leo Gil\tJoined\t"4/17/2026, 7:20:00 PM"\n'
        'Ana Ruiz\tLeft\t"4/17/2026, 7:45:00 PM"\n'
    )
    result = read(text, tmp_path, "utf-16", timezone="Europe/Madrid")
    assert minutes(result, named("leo gil")) == [5.0, 25.0]
    assert minutes(result, named("ana ruiz")) == [45.0]
    assert result.tables["attendance"]["joined_at"].min() == pd.Timestamp("2026-04-17 17:00", tz="UTC")
    assert result.files[0].warnings == (
        {"code": "host_unknown"},
        {"code": "left_assumed", "n": 1},
        {"code": "no_email", "n": 2},
    )


def test_two_devices_in_a_list_overlap(tmp_path: Path) -> None:
    clocks = (("Joined", "00"), ("Joined", "10"), ("Left", "20"), ("Left", "40"))
    text = LIST + "".join(f'Ana\t{action}\t"4/17/2026, 7:{m}:00 PM"\n' for action, m in clocks)
    assert read(text, tmp_path).files[0].totals["minutes_union_total"] == 40


def test_a_spanish_list_and_leaving_without_joining(tmp_path: Path) -> None:
    text = """Nombre completo\tAcción del usuario\tMarca de tiempo
Ana\tSe unió\t17/4/2026, 19:00:00
Ana\tAbandonó\t17/4/2026, 19:30:00
Leo\tAbandonó\t17/4/2026, 19:30:00
"""
    result = read(text, tmp_path)
    assert minutes(result, named("ana")) == [30.0]
    assert result.files[0].dropped == {"no_join_time": 1}


def test_an_unknown_action_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(LIST + 'Ana\tWaved\t"4/17/2026, 7:00:00 PM"\n', tmp_path)
    assert str(error.value) == (
        "export.csv: column User Action: 1 of 1 cells with another word, expected Joined, Joined before or Left; "
        "first at row 2. Export again; columns may have been shifted."
    )


def test_a_live_event_is_in_utc_and_knows_people_by_its_own_id(tmp_path: Path) -> None:
    header = "Session Id,Participant Id,Full Name,UserAgent,UTC Event Timestamp,Action,Role\n"
    rows = (
        ("s1", "p1", "Ana", "00", "Joined", "Attendee"), ("s1", "p1", "Ana", "30", "Left", "Attendee"),
        ("s2", "p1", "Ana R", "20", "Joined", "Attendee"), ("s2", "p1", "Ana R", "40", "Left", "Attendee"),
        ("s3", "", "", "10", "Joined", "Attendee"), ("s3", "", "", "15", "Left", "Attendee"),
        ("s4", "", "", "10", "Joined", "Attendee"), ("s4", "", "", "16", "Left", "Attendee"),
        ("s5", "p2", "Org", "00", "Joined", "Producer"), ("s5", "p2", "Org", "45", "Left", "Producer"),
    )  # fmt: skip
    text = header + "".join(
        f"{s},{p},{n},M/5.0,03/17/2026 10:{m}:00 AM,{a},{r}\n" for s, p, n, m, a, r in rows
    )
    result = read(text, tmp_path, timezone="America/New_York")
    totals = result.files[0].totals
    assert (totals["unique_attendees"], totals["minutes_union_total"], totals["unique_hosts"]) == (3, 51, 1)
    assert person_id(KEY, "teams:E1:p1") in set(result.tables["attendance"]["person_id"])
    assert result.tables["attendance"]["joined_at"].min() == pd.Timestamp("2026-03-17 10:00", tz="UTC")
