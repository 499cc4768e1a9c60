"""Zoom webinars: people not rows, roles, minutes from times."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from exports import KEY, codes, who
from exports import read_of_event as read

from kpilib.errors import DataError, ParamsError
from kpilib.intake.people import person_id
from kpilib.intake.stays import union_minutes

REGISTRATION = "First Name,Last Name,Email,Registration Time,Approval Status,Your challenge,Source Name\n"
TOPIC = """Attendee Report
Topic,Webinar ID,Actual Start Time,# Registered,Unique Viewers
KPI,811,04/15/2026 06:50:00 PM,1,1
"""
ATTENDEES = """Attendee Details,
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,\
Join Time,Leave Time,Time in Session (minutes),Is Guest
"""
PANEL = "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest\n"
ANA = 'Yes,Ana Ruiz,Ana,Ruiz,ana@example.com,"Apr 13, 2026 09:00:00",approved'
REJOINED = "Yes,Ana Ruiz,Ana,Ruiz,ANA@example.com,,"


def stay(joined: str, left: str, minutes: int = 1) -> str:
    return f",04/15/2026 {joined},04/15/2026 {left},{minutes},Yes\n"


def test_a_registration_report(tmp_path: Path) -> None:
    text = (
        REGISTRATION
        + 'Ana,Ruiz,Ana@example.com,"Apr 13, 2026 23:30:00",approved,"Call Ana Ruiz, +34 600 112 233",News\n'
        + 'Leo,Gil,leo@example.com,"Apr 14, 2026 09:00:00",upgraded to panelist,nada,--\n'
        + 'Eva,Sol,eva@example.com,"Apr 14, 2026 10:00:00",denied,Budget,\n'
    )
    result = read(text, tmp_path, timezone="America/New_York", workspace_timezone="Europe/Madrid")
    table = result.tables["registrations"].set_index("person_id")
    ana = table.loc[who("ana")]
    assert ana["registered_at"] == pd.Timestamp("2026-04-14 03:30", tz="UTC")
    assert ana["registered_on"] == pd.Timestamp("2026-04-14")
    assert ana["challenge"] == "Call [name], [phone]"
    assert ana["source"] == "News"
    assert table.loc[who("leo"), "status"] == "upgraded"
    assert table.loc[who("leo"), "challenge"] == "nada"
    assert not table.loc[who("leo"), "is_qualified"]
    assert pd.isna(table.loc[who("leo"), "source"])
    assert table["is_challenge_asked"].all()
    assert result.files[0].totals == {
        "registrants": 2, "registrants_not_approved": 1, "challenge_nonblank": 2, "qualified": 1,
    }  # fmt: skip


def test_spanish_labels(tmp_path: Path) -> None:
    text = """Tema,ID de seminario web,Hora de inicio real,Duración real (minutos),N.º inscritos
KPI,811,15/04/2026 18:50,72,1
Detalles de asistente
Asistió,Nombre de usuario (nombre original),Nombre,Apellido,Correo electrónico,Hora de inscripción,\
Estado de aprobación,Hora de entrada,Hora de salida,Tiempo en la sesión (minutos),Es invitado
Sí,Ana Ruiz,Ana,Ruiz,ana@example.com,13/04/2026 09:00:00,aprobado,15/04/2026 19:00:00,\
15/04/2026 19:30:30,31,Sí
"""
    result = read(text, tmp_path, timezone="Europe/Madrid")
    assert result.files[0].format == "zoom_webinar_attendee"
    assert result.files[0].totals["minutes_union_total"] == pytest.approx(30.5)
    assert result.tables["attendance"]["joined_at"][0] == pd.Timestamp("2026-04-15 17:00", tz="UTC")
    assert codes(result) == []


def test_rejoins_overlaps_and_second_devices_count_once(tmp_path: Path) -> None:
    rows = ANA + stay("07:00:00 PM", "07:30:00 PM", 30) + REJOINED + stay("07:20:00 PM", "07:40:00 PM", 20)
    result = read(TOPIC + ATTENDEES + rows + rows, tmp_path)
    report = result.files[0]
    assert report.totals["unique_attendees"] == 1
    assert report.totals["minutes_union_total"] == 40
    assert report.totals["minutes_sum_reported"] == 50
    assert report.dropped == {"repeated_row": 2}
    assert len(result.tables["registrations"]) == 1


def test_hosts_panellists_upgraded_walk_ins_and_telephones(tmp_path: Path) -> None:
    text = (
        TOPIC
        + "Host Details\n" + PANEL + "Yes,H,host@example.com" + stay("06:50:00 PM", "08:00:00 PM", 70)
        + "Panelist Details\n" + PANEL
        + "Yes,P,pan@example.com" + stay("06:50:00 PM", "08:00:00 PM", 70)
        + "Yes,U,up@example.com" + stay("07:10:00 PM", "07:20:00 PM", 10)
        + ATTENDEES
        + ANA + stay("07:00:00 PM", "07:30:00 PM", 30)
        + "No,U,U,Up,up@example.com,04/13/2026 09:00:00 AM,upgraded to panelist,--,--,--,--\n"
        + "Yes,Walk In,,,walk@example.com,--,--" + stay("07:00:00 PM", "07:05:00 PM", 5)
        + "Yes,P second,,,pan@example.com,--,--" + stay("07:00:00 PM", "07:05:00 PM", 5)
        + "Other Attended\nUser Name,Join Time,Leave Time,Time in Session (minutes)\n"
        + "34911***22,04/15/2026 07:00:00 PM,04/15/2026 07:10:00 PM,10\n"
    )  # fmt: skip
    result = read(text, tmp_path)
    stays = result.tables["attendance"]
    assert stays.groupby("person_id")["role"].unique().map(tuple).to_dict() == {
        who("host"): ("host",), who("pan"): ("panelist",), who("up"): ("panelist",),
        who("ana"): ("attendee",), who("walk"): ("attendee",),
        person_id(KEY, "name:E1:34911***22"): ("phone",),
    }  # fmt: skip
    totals = result.files[0].totals
    assert (totals["unique_attendees"], totals["minutes_union_total"], totals["attended_rows"]) == (3, 45, 3)
    assert (totals["registrants"], totals["phone_callers"]) == (2, 1)
    assert set(result.tables["registrations"]["person_id"]) == {who("ana"), who("up")}


def test_a_registrant_who_also_spoke_stays_an_attendee(tmp_path: Path) -> None:
    text = (
        TOPIC + "Panelist Details\n" + PANEL + "Yes,Ana,ana@example.com" + stay("07:30:00 PM", "07:50:00 PM")
    )
    result = read(text + ATTENDEES + ANA + stay("07:00:00 PM", "07:30:00 PM"), tmp_path)
    assert sorted(result.tables["attendance"]["role"]) == ["attendee", "panelist"]
    totals = result.files[0].totals
    assert (totals["unique_attendees"], totals["minutes_union_total"]) == (1, 30)


def test_internal_people_are_left_out_of_both_tables(tmp_path: Path) -> None:
    rows = ANA + stay("07:00:00 PM", "07:30:00 PM") + REJOINED + stay("07:40:00 PM", "07:50:00 PM")
    result = read(TOPIC + ATTENDEES + rows, tmp_path, internal_people=("ana@example.com",))
    assert result.files[0].dropped == {"internal_person": 2}
    assert {name: len(table) for name, table in result.tables.items()} == {
        "attendance": 0,
        "registrations": 0,
    }


def test_an_attendee_without_address_is_tied_by_the_original_name(tmp_path: Path) -> None:
    rows = (
        ANA
        + stay("07:00:00 PM", "07:30:00 PM")
        + "Yes,A (Ana Ruiz),,,,,"
        + stay("07:40:00 PM", "07:50:00 PM")
    )
    result = read(TOPIC + ATTENDEES + rows, tmp_path)
    assert set(result.tables["attendance"]["person_id"]) == {who("ana")}
    assert codes(result) == ["tied_by_name"]


def test_another_day_and_fewer_rows_than_stated_are_said(tmp_path: Path) -> None:
    text = TOPIC.replace(",1,1", ",9,1") + ATTENDEES + ANA + stay("07:00:00 PM", "07:30:00 PM")
    result = read(text, tmp_path, starts_at=datetime(2026, 4, 22, 19, tzinfo=UTC))
    assert result.files[0].warnings == (
        {"code": "another_day", "found": "2026-04-15", "expected": "2026-04-22"},
        {"code": "fewer_than_stated", "stated": 9, "found": 1, "what": "registrations"},
    )


def stated(n_registered: int, n_cancelled: int) -> str:
    topic = "Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled\n"
    return topic + f'KPI,811,"Apr 15, 2026 7:00 PM",60,{n_registered},{n_cancelled}\n{REGISTRATION}'


def registered_rows(*statuses: str) -> str:
    return "".join(
        f'P{n},R,p{n}@example.com,"Apr 13, 2026 23:{n:02}:00",{status},,\n'
        for n, status in enumerate(statuses)
    )


def test_registrations_and_cancellations_are_held_against_the_topic_line_apart(tmp_path: Path) -> None:
    rows = registered_rows("approved", "pending", "denied", "upgraded", "cancelled", "Canceled")
    assert codes(read(stated(4, 2) + rows, tmp_path)) == []
    assert codes(read(stated(3, 1) + rows, tmp_path)) == []
    # Six rows are more than five, and yet one registration is gone.
    assert read(stated(5, 2) + rows, tmp_path).files[0].warnings == (
        {"code": "fewer_than_stated", "stated": 5, "found": 4, "what": "registrations"},
    )
    assert read(stated(4, 3) + rows, tmp_path).files[0].warnings == (
        {"code": "fewer_than_stated", "stated": 3, "found": 2, "what": "cancelled registrations"},
    )


def test_without_statuses_all_rows_are_held_against_all_that_is_stated(tmp_path: Path) -> None:
    text = stated(2, 1).replace("Approval Status", "Phone") + registered_rows("", "", "")
    assert codes(read(text, tmp_path)) == ["status_missing", "column_missing"]
    warnings = read(text.replace(",2,1", ",2,2"), tmp_path).files[0].warnings
    assert warnings[0] == {"code": "fewer_than_stated", "stated": 4, "found": 3, "what": "registrations"}


def test_a_recorded_event_is_watched_on_later_days(tmp_path: Path) -> None:
    text = TOPIC + ATTENDEES + ANA + stay("07:00:00 PM", "07:30:00 PM")
    start = datetime(2026, 4, 9, 19, tzinfo=UTC)
    assert codes(read(text, tmp_path, starts_at=start)) == ["another_day"]
    assert codes(read(text, tmp_path, starts_at=start, is_prerecorded=True)) == []


def test_rows_without_times_are_counted_and_too_many_stop(tmp_path: Path) -> None:
    row = ANA + stay("07:00:00 PM", "07:30:00 PM")
    backwards = REJOINED + stay("08:30:00 PM", "08:00:00 PM")
    result = read(TOPIC + ATTENDEES + row + backwards, tmp_path, loss_limit=0.5)
    assert result.files[0].dropped == {"left_before_joined": 1}
    with pytest.raises(DataError) as error:
        read(TOPIC + ATTENDEES + row + backwards, tmp_path)
    assert str(error.value) == (
        "export.csv: 1 of 2 rows that cannot be read, expected at most 20% (loss_limit). "
        "Export again, or raise loss_limit in params/workspace.yml."
    )


def test_a_session_needs_its_event(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(REGISTRATION, tmp_path, event_id=None)
    assert str(error.value) == (
        "export.csv: the export of a session, and no event, expected the event it belongs to. "
        "Add --event EVENT_ID."
    )


def test_an_unknown_status_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(REGISTRATION + 'Ana,R,ana@example.com,"Apr 13, 2026 23:30",Ana,x,y\n', tmp_path)
    assert str(error.value) == (
        "export.csv: column Approval Status: 1 of 1 cells with another word, expected one of approved, "
        "upgraded, pending, denied, cancelled; first at row 2. Export again; columns may have been shifted."
    )


def test_a_blank_status_is_said(tmp_path: Path) -> None:
    result = read(REGISTRATION + 'Ana,R,ana@example.com,"Apr 13, 2026 23:30",,x,y\n', tmp_path)
    assert result.tables["registrations"]["status"].tolist() == ["approved"]
    assert codes(result) == ["status_missing"]


def test_no_block_of_attendees_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(
            "Host Details\n" + PANEL + "Yes,H,host@example.com" + stay("06:50:00 PM", "08:00:00 PM"), tmp_path
        )
    assert str(error.value) == (
        "export.csv: no block of attendees, expected `Attendee Details` with its header. "
        "The file may have been cut short; export it again."
    )


def test_attendees_without_column_of_addresses_stop(tmp_path: Path) -> None:
    text = "Attendee Details\nAttended,First Name,Join Time,Leave Time\n"
    text += "Yes,Ana,2026-04-15 19:00,2026-04-15 19:01\n"
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: block of attendees: no column Email, expected it. Export again with all columns."
    )


def test_union_of_stays_by_hand() -> None:
    def minutes(*stays: tuple[str, int, int]) -> float:
        start = pd.Timestamp("2026-04-15 19:00", tz="UTC")
        return union_minutes(
            pd.DataFrame(
                {
                    "person_id": [p for p, _, _ in stays],
                    "joined_at": [start + pd.Timedelta(minutes=a) for _, a, _ in stays],
                    "left_at": [start + pd.Timedelta(minutes=b) for _, _, b in stays],
                }
            )
        )

    assert minutes(("a", 0, 60), ("a", 10, 20), ("a", 50, 70), ("b", 15, 25)) == 80
    assert minutes(("a", 50, 70), ("b", 15, 25), ("a", 10, 20), ("a", 0, 60)) == 80
    assert minutes(("a", 0, 10), ("a", 20, 30)) == 20


def test_titles_of_blocks_in_words_not_known(tmp_path: Path) -> None:
    """What stands alone above a header ends the block before it; the columns tell whose block follows."""
    text = "Anfitriones y equipo\n" + PANEL + "Yes,Host,host@example.com" + stay("06:00:00 PM", "07:00:00 PM")
    text += "Quienes vinieron\n" + ATTENDEES.partition("\n")[2] + ANA + stay("06:10:00 PM", "06:30:00 PM")
    result = read(TOPIC + text, tmp_path)
    totals = result.files[0].totals
    assert (totals["registrants"], totals["unique_attendees"], totals["unique_panelists"]) == (1, 1, 1)
    assert result.files[0].dropped == {}
