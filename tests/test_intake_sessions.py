"""Webex, Zoom meetings, and what all session exports share: durations, roles, telephones, test entries."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from exports import KEY, codes, named, who
from exports import read_of_event as read

from kpilib.errors import DataError
from kpilib.intake.durations import parse_seconds
from kpilib.intake.left_out import is_test_entry
from kpilib.intake.notes import Notes
from kpilib.intake.people import is_anonymous, is_phone, is_stray, name_key, person_id
from kpilib.intake.roles import read_roles

WEBEX = (
    "Meeting Name\tMeeting Start Time\tMeeting End Time\tDisplay Name\tFirst Name\tLast Name\tRole\t"
    "Attendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type\tSession Name\n"
)


def stay(
    name: str,
    email: str,
    joined: str,
    left: str,
    lasted: str,
    role: str = "Attendee",
    by: str = "Desktop app",
) -> str:
    first, _, last = name.partition(" ")
    day = "2026-04-15 "
    cells = ("Funnels", day + "10:55:00", day + "12:00:00", name, first, last, role, email)
    return "\t".join((*cells, joined and day + joined, left and day + left, lasted, by, "")) + "\n"


def test_webex(tmp_path: Path) -> None:
    text = (
        WEBEX
        + stay("Faro Host", "host@example.com", "10:55:00", "12:00:00", "65 mins", "Host")
        + stay("Ana Ruiz", "ana@example.com", "11:00:00", "11:30:00", "30 mins")
        + stay("Ana Ruiz", "ANA@example.com", "11:20:00", "11:50:10", "31 mins")
        + stay("Pia Sol", "pia@example.com", "11:00:00", "11:30:00", "30 mins", "Panelist")
        + stay("Pia Sol", "pia@example.com", "11:40:00", "11:50:00", "10 mins")
        + stay("Call-in User_4", "", "11:00:00", "11:05:00", "5 mins", by="Phone")
        + stay("Bob B", "", "11:00:00", "11:06:00", "6 mins", by="Phone")
        + stay("Not There", "not@example.com", "", "", "")
        + stay("Staff Member", "staff@corp.example", "11:00:00", "11:06:00", "6 mins")
        + stay("Try It", "test@example.com", "11:00:00", "11:06:00", "6 mins")
    )
    result = read(text, tmp_path, "utf-16", timezone="Europe/Madrid", internal_domains=("corp.example",))
    stays = result.tables["attendance"]
    assert stays.groupby("person_id")["role"].unique().map(tuple).to_dict() == {
        who("host"): ("host",), who("ana"): ("attendee",), who("pia"): ("panelist",),
        named("call-in user_4"): ("phone",), named("bob b"): ("phone",),
    }  # fmt: skip
    assert stays["joined_at"].min() == pd.Timestamp("2026-04-15 08:55", tz="UTC")
    assert result.files[0].totals == {
        "unique_attendees": 1, "attended_rows": 2, "minutes_sum_reported": 61,
        "minutes_union_total": pytest.approx(50 + 1 / 6), "unique_panelists": 1, "unique_hosts": 1,
        "phone_callers": 2, "unique_attendees_excl_host": 1, "minutes_sum_reported_excl_host": 61,
    }  # fmt: skip
    assert result.files[0].dropped == {"did_not_attend": 1, "internal_person": 1, "test_entry": 1}
    assert codes(result) == ["no_email"]


def test_webex_tells_people_without_address_apart_by_first_and_last_name(tmp_path: Path) -> None:
    text = (
        WEBEX
        + stay("Ana Ruiz", "", "11:00:00", "11:30:00", "30 mins")
        + stay("Ana Ruiz", "", "11:40:00", "11:50:00", "10 mins").replace("\tAna Ruiz\t", "\tAnita\t")
    )
    assert set(read(text, tmp_path).tables["attendance"]["person_id"]) == {named("ana ruiz")}


def test_webex_in_portuguese(tmp_path: Path) -> None:
    text = """Nome da reunião;Data de início da reunião;Data de término da reunião;Nome de exibição;Nome;Sobrenome;\
Função;E-mail do convidado;Hora da entrada;Hora da saída;Duração da presença;Tipo de conexão;Nome da sessão
Funis;05/04/2026 10:55;05/04/2026 12:00;Org;O;Org;Organizador;org@example.com;05/04/2026 10:55;\
05/04/2026 12:00;65 min;App;
Funis;05/04/2026 10:55;05/04/2026 12:00;Íris;Íris;Sá;Participante;iris@example.com;05/04/2026 11:00;\
05/04/2026 11:40;40 min;App;
"""
    result = read(text, tmp_path, "cp1252")
    assert result.files[0].totals["minutes_sum_reported_excl_host"] == 40
    assert result.files[0].totals["unique_hosts"] == 1
    assert result.tables["attendance"]["joined_at"].min() == pd.Timestamp("2026-04-05 10:55", tz="UTC")
    assert codes(result) == ["date_order_by_language"]


def test_times_in_the_hour_of_a_clock_change_are_said(tmp_path: Path) -> None:
    text = (WEBEX + stay("Ana R", "ana@example.com", "02:10:00", "02:40:00", "30 mins")).replace(
        "04-15", "10-25"
    )
    result = read(text, tmp_path, timezone="Europe/Madrid")
    assert codes(result) == ["clock_change"]
    assert result.files[0].totals["minutes_union_total"] == 30


def test_webex_cells_that_are_no_time_stop(tmp_path: Path) -> None:
    text = (WEBEX + stay("Ana R", "ana@example.com", "11:00:00", "11:30:00", "30 mins")).replace(
        "2026-04-15 11:00:00", "soon"
    )
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: column Join Time: 1 of 1 cells that are no date, expected dates. "
        "Export again; columns may have been shifted."
    )


MEETING = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
923 4444,Office hour,04/22/2026 05:55:00 PM,04/22/2026 06:58:00 PM,host@example.com,63,{stated},

"""
DETAILS = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n"


def row(name: str, email: str, joined: str, left: str, lasted: int, waiting: str = "No") -> str:
    return f"{name},{email},04/22/2026 06:{joined}:00 PM,04/22/2026 06:{left}:00 PM,{lasted},Yes,{waiting}\n"


def test_a_zoom_meeting(tmp_path: Path) -> None:
    text = (
        MEETING.format(stated=2)
        + DETAILS
        + row("Faro", "host@example.com", "00", "58", 58)
        + row("Faro (phone)", "HOST@example.com", "01", "05", 4)
        + row("Ana Ruiz", "ana@example.com", "00", "02", 2, "Yes")
        + row("Ana Ruiz", "ana@example.com", "02", "40", 38)
        + row("A (Ana Ruiz)", "", "30", "58", 28)
        + row("Leo (he/him)", "", "30", "40", 10)
        + row("Eva (he/him)", "", "30", "45", 15)
        + row("+34 600 *** 233", "", "30", "45", 15)
    )
    result = read(text, tmp_path)
    stays = result.tables["attendance"]
    assert stays.groupby("person_id")["role"].unique().map(tuple).to_dict() == {
        who("host"): ("host",), who("ana"): ("attendee",), named("leo"): ("attendee",), named("eva"): ("attendee",),
        named("+34 600 *** 233"): ("phone",),
    }  # fmt: skip
    totals = result.files[0].totals
    assert (totals["unique_excl_host"], totals["minutes_sum_excl_host"]) == (3, 91)
    assert totals["minutes_union_total"] == 56 + 10 + 15
    assert result.files[0].dropped == {"waiting_room": 1}
    assert codes(result) == ["tied_by_name", "no_email"]


def test_fewer_participants_than_stated(tmp_path: Path) -> None:
    result = read(MEETING.format(stated=9) + DETAILS + row("Ana", "ana@example.com", "00", "02", 2), tmp_path)
    assert result.files[0].warnings == (
        {"code": "fewer_than_stated", "stated": 9, "found": 1, "what": "participants"},
    )


def test_a_meeting_whose_host_is_not_told_and_an_older_spanish_report(tmp_path: Path) -> None:
    text = """Nombre (nombre original);E-mail del usuario;Hora para unirse;Hora para salir;Duración (minutos)
Ana Ruiz;ana@example.com;5/4/2026 18:00;5/4/2026 18:30;30
"""
    result = read(text, tmp_path, timezone="Europe/Madrid")
    assert result.files[0].totals["unique_excl_host"] == 1
    assert result.tables["attendance"]["joined_at"][0] == pd.Timestamp("2026-04-05 16:00", tz="UTC")
    # Without that column nobody can tell who only waited.
    assert codes(result) == ["date_order_by_language", "host_unknown", "column_missing"]


UNIQUE = "Name (original name),Email,Total duration (minutes),Guest\n"


def test_minutes_without_times_are_laid_from_the_start_and_that_is_said(tmp_path: Path) -> None:
    people = "Faro,host@example.com,63,No\nAna,ana@example.com,40,Yes\nLeo,leo@example.com,--,Yes\n"
    result = read(MEETING.format(stated=2) + UNIQUE + people, tmp_path, timezone="Europe/Madrid")
    assert result.files[0].format == "zoom_meeting_unique_users"
    ana = result.tables["attendance"].set_index("person_id").loc[who("ana")]
    assert ana["joined_at"] == pd.Timestamp("2026-04-22 15:55", tz="UTC")
    assert ana["left_at"] == pd.Timestamp("2026-04-22 16:35", tz="UTC")
    assert ana["reported_minutes"] == 40
    assert result.files[0].dropped == {"did_not_attend": 1}
    assert result.files[0].warnings == ({"code": "stays_from_start", "n": 2},)


def test_minutes_without_times_need_a_start(tmp_path: Path) -> None:
    text = UNIQUE + "Ana,ana@example.com,40,Yes\n"
    start = datetime(2026, 4, 22, 17, tzinfo=UTC)
    assert read(text, tmp_path, starts_at=start).tables["attendance"]["joined_at"][0] == pd.Timestamp(start)
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: minutes without any time, expected the meeting's start. Export it with the meeting's data."
    )


def test_a_file_put_together_twice_counts_once(tmp_path: Path) -> None:
    people = "".join(row(name, f"{name}@example.com", "00", "02", 2) for name in ("ana", "leo", "eva"))
    text = MEETING.format(stated=3) + DETAILS + people
    result = read(text + text, tmp_path)
    assert result.files[0].totals["unique_attendees"] == 3
    assert result.files[0].totals["phone_callers"] == 0
    assert result.files[0].dropped == {"repeated_header": 3, "repeated_row": 3}


HEADERS = {
    "zoom_meeting_participants": DETAILS,
    "zoom_meeting_unique_users": UNIQUE,
    "zoom_webinar_qa": "#,Question,Asker Name,Asker Email,Answer(s)\n",
    "zoom_poll": "#,User Name,User Email,Submitted Date/Time,How was it?\n",
    "teams_attendance": "Name,First Join,Last Leave,In-Meeting Duration,Email,Participant ID (UPN),Role\n",
    "teams_list": "Full Name,User Action,Timestamp\n",
    "teams_live_event": "Session Id,Participant Id,Full Name,UserAgent,UTC Event Timestamp,Action,Role\n",
    "webex_attendance": WEBEX,
    "eventbrite_attendees": "Order #,Order Date,Email,Total Paid,Attendee Status\n",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_without_rows_is_a_known_nothing(name: str, tmp_path: Path) -> None:
    result = read(HEADERS[name], tmp_path)
    assert result.files[0].format == name
    assert codes(result) == ["no_rows"]
    assert {len(table) for table in result.tables.values()} == {0}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 30m 51s", 5451), ("59s", 59), ("45 mins", 2700), ("1 min", 60), ("59 Min. 0 Sek.", 3540),
        ("1 Std. 5 Min.", 3900), ("1 h 1 min 30 s", 3690), ("2 horas y 3 minutos", 7380), ("1 t 2 min", 3720),
        ("1 tunti 2 minuuttia", 3720), ("1:00:05", 3605), ("1 hr 2 mins", 3720), ("1 day 1 hour", 90000),
        ("45", None), ("", None), ("soon", None), ("4 apples", None), ("1h and a bit", None), ("12:30", None),
    ],
)  # fmt: skip
def test_durations(text: str, seconds: float | None) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Organizer", "host"), ("Co-organizer", "host"), ("Coorganizador", "host"), ("Mitorganisator", "host"),
        ("Organizador", "host"), ("Järjestäjä", "host"), ("Cohost", "host"), ("Anfitrión", "host"),
        ("Anfitriã", "host"), ("Presenter", "panelist"), ("Moderador", "panelist"), ("Apresentador", "panelist"),
        ("Panelist", "panelist"), ("Attendee", "attendee"), ("Convidado", "attendee"), ("Asistente", "attendee"),
        ("Teilnehmerin", "attendee"), ("Osallistuja", "attendee"), ("", "attendee"),
    ],
)  # fmt: skip
def test_roles(text: str, role: str) -> None:
    notes = Notes()
    assert read_roles(pd.Series([text]), notes).tolist() == [role]
    assert notes.warnings == []


@pytest.mark.parametrize("name", ["+34 600 112 233", "1650***0000", "Call-in User 3", "(0034) 911-22-33-44"])
def test_a_telephone_is_no_name(name: str) -> None:
    assert is_phone(name)


@pytest.mark.parametrize("name", ["Ana Ruiz", "R2D2", "Class of 2026", "2026", "", "Iñigo 007"])
def test_a_name_is_no_telephone(name: str) -> None:
    assert not is_phone(name)


def test_people_who_give_no_name() -> None:
    assert all(map(is_anonymous, ("Anonymous Attendee", "", "--", "Anónimo", "Anonymer Teilnehmer")))
    assert not any(map(is_anonymous, ("Ana", "Anonymous Bosch")))
    assert is_stray(pd.Series(["ana@example.com", "", "--", "User Email"])).tolist() == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("shown", "key"),
    [
        ("New (Ana Ruiz)", "ana ruiz"), ("Ana (she/her)", "ana"), ("Ana (Guest)", "ana"), ("Ana (Invitado)", "ana"),
        ("Ana", "ana"),
    ],
)  # fmt: skip
def test_what_a_person_is_told_apart_by(shown: str, key: str) -> None:
    assert name_key(shown) == key


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("test@example.com", "Ana Ruiz"), ("Test2@example.com", ""), ("ana+test@example.com", "Ana"),
        ("test.user@example.com", "x"), ("prueba@example.com", "x"), ("testi@example.com", "x"),
        ("ana@example.com", "Test"), ("ana@example.com", "TEST TEST"), ("", "test 2"), ("", "Prueba prueba"),
        ("x@example.com", "Test User"),
    ],
)  # fmt: skip
def test_what_is_made_to_try_a_form(email: str, name: str) -> None:
    assert is_test_entry(pd.Series([email]), pd.Series([name])).tolist() == [True]


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("testa@example.com", "Anna Testa"), ("contest@example.com", "Leo"), ("ana@test.example", "Ana Ruiz"),
        ("", ""), ("ana@example.com", "Ana Test"), ("test.gil@example.com", "Leo"), ("", "Test Gil"),
    ],
)  # fmt: skip
def test_who_is_nobody_s_test(email: str, name: str) -> None:
    assert is_test_entry(pd.Series([email]), pd.Series([name])).tolist() == [False]


def test_all_rows_of_a_test_address_go() -> None:
    emails = pd.Series(["x@example.com", "X@example.com ", "ana@example.com"])
    assert is_test_entry(emails, pd.Series(["Test", "X", "Ana"])).tolist() == [True, True, False]


ZOOM = "First Name,Last Name,Email,Registration Time,Approval Status\n"
ATTENDEES = """Topic,Webinar ID,Actual Start Time
KPI,811,04/15/2026 06:50:00 PM
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,\
Time in Session (minutes)
Yes,Test,Test,,x@example.com,04/13/2026 09:00:00 AM,approved,04/15/2026 07:00:00 PM,04/15/2026 07:30:00 PM,30
Yes,X,,,x@example.com,,,04/15/2026 07:40:00 PM,04/15/2026 07:50:00 PM,10
Yes,Ana,Ana,R,ana@example.com,04/13/2026 09:00:00 AM,approved,04/15/2026 07:00:00 PM,04/15/2026 07:30:00 PM,30
"""


def test_zoom_webinars_leave_test_registrations_out_too(tmp_path: Path) -> None:
    rows = 'Ana,R,ana@example.com,"Apr 13, 2026 09:00:00",approved\nTest,Test,t@example.com,"Apr 13, 2026 09:00:00",approved\n'
    result = read(ZOOM + rows, tmp_path)
    assert (result.files[0].totals["registrants"], result.files[0].dropped) == (1, {"test_entry": 1})
    result = read(ATTENDEES, tmp_path)
    assert set(result.tables["attendance"]["person_id"]) == {person_id(KEY, "ana@example.com")}
    assert set(result.tables["registrations"]["person_id"]) == {person_id(KEY, "ana@example.com")}
    assert result.files[0].dropped == {"test_entry": 2}
