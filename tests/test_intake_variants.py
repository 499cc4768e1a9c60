"""The same export saved in other ways gives the same totals, or is refused; never others."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import SHARED, needs_shared
from locale_samples import (
    EVENT_LINES,
    EVENTS_EXPECTED,
    LOCALES,
    MAIL_REPORT,
    MAIL_REPORT_EXPECTED,
    OLD_POLL,
    OLD_POLL_EXPECTED,
    PAGE_EXPECTED,
    PAGE_SHEETS,
)
from marketing_samples import MARKETING, MARKETING_EXPECTED
from variants import OF_ROWS, Case, parsed, runs, saved, try_variants

from kpilib.intake import Reading, formats, read_export
from kpilib.intake.files import decode, read_raw

__all__ = ["EXPECTED", "SAMPLES", "STARTS_AT", "parsed", "runs", "saved"]

OPEN = SHARED / "formats" / "open"
STARTS_AT = datetime(2026, 5, 19, 16, tzinfo=UTC)

SAMPLES = {
    "zoom_webinar_registration": """Registration Report
Report generated time,05/20/2026 08:01:00 AM
Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled
Embudos,811 2222 3333,"May 19, 2026 4:00 PM",60,3,0
Attendee Details
First Name,Last Name,Email,Registration Time,Approval Status,What is your biggest challenge?,Source Name
Íñigo,Peñalver,inigo@example.com,"May 02, 2026 09:15:20",approved,"Pedir datos; nadie los da",Boletín
Aino,Järvinen,AINO@example.org,"May 14, 2026 21:00:01",approved,-,LinkedIn
Aino,Järvinen,aino@example.org ,"May 15, 2026 07:10:00",approved,"Mittarit, tavoitteet",LinkedIn
Tom,Okafor,tom@example.net,"May 16, 2026 07:10:00",denied,Everything,LinkedIn
""",
    "zoom_webinar_attendee": """Attendee Report
Report generated time,05/20/2026 08:00:11 AM
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers
Embudos,811 2222 3333,05/19/2026 03:50:00 PM,72,3,0,2
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Host Person,host@example.com,05/19/2026 03:50:00 PM,05/19/2026 05:01:02 PM,72,No
Panelist Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Íñigo Peñalver,inigo@example.com,05/19/2026 04:10:00 PM,05/19/2026 04:40:00 PM,30,No
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,\
Leave Time,Time in Session (minutes),Is Guest
No,Íñigo Peñalver,Íñigo,Peñalver,inigo@example.com,05/02/2026 09:15:20 AM,upgraded to panelist,--,--,--,--
Yes,Aino Järvinen,Aino,Järvinen,aino@example.org,05/14/2026 09:00:01 PM,approved,05/19/2026 04:00:00 PM,\
05/19/2026 04:30:00 PM,30,Yes
Yes,A (Aino Järvinen),Aino,Järvinen,AINO@example.org,,,05/19/2026 04:20:00 PM,05/19/2026 04:50:00 PM,30,Yes
No,Tom Okafor,Tom,Okafor,tom@example.net,05/16/2026 07:10:00 AM,approved,--,--,--,--
Other Attended
User Name,Join Time,Leave Time,Time in Session (minutes)
34911****22,05/19/2026 04:05:00 PM,05/19/2026 04:25:00 PM,20
""",
    "zoom_webinar_qa": """Question and Answer Report
Report Generated:,"May 20, 2026 8:02 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Question
Embudos,811 2222 3333,"May 19, 2026 3:50 PM",72,4
Question Details
#,Question,Asker Name,Asker Email,Answer(s)
1,"Does it work with Excel; or not?",Íñigo Peñalver,inigo@example.com,live answered
2,Will there be a recording?,Anonymous Attendee,,"Yes, tomorrow."
3,Will there be a recording?,Anonymous Attendee,,
4,"Call me, Aino, at 600 11 22 33",Aino Järvinen,AINO@example.org,
""",
    "zoom_poll": """Poll Report
Report Generated:,"May 20, 2026 8:03 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Responded
Embudos,811 2222 3333,"May 19, 2026 3:50 PM",72,3
Poll Details
#,User Name,User Email,Submitted Date/Time,How useful was it (1-5)?
1,Íñigo Peñalver,inigo@example.com,"May 19, 2026 16:55:02",5
2,Aino Järvinen,AINO@example.org,"May 19, 2026 16:55:09",2
3,Anonymous Attendee,,"May 19, 2026 16:55:40",4
""",
    "zoom_meeting_participants": """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
923 4444 5555,Office hour,05/19/2026 03:55:00 PM,05/19/2026 05:00:00 PM,host@example.com,65,4,

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
Host Person,host@example.com,05/19/2026 03:55:00 PM,05/19/2026 05:00:00 PM,65,No,,No
Íñigo Peñalver,inigo@example.com,05/19/2026 03:58:00 PM,05/19/2026 04:00:00 PM,2,Yes,,Yes
Íñigo Peñalver,inigo@example.com,05/19/2026 04:00:00 PM,05/19/2026 04:30:00 PM,30,Yes,Y,No
I (Íñigo Peñalver),,05/19/2026 04:20:00 PM,05/19/2026 04:50:00 PM,30,Yes,Y,No
Aino Järvinen,aino@example.org,05/19/2026 04:10:00 PM,05/19/2026 04:20:00 PM,10,Yes,Y,No
34911****22,,05/19/2026 04:05:00 PM,05/19/2026 04:25:00 PM,20,Yes,,No
""",
    "zoom_meeting_unique_users": """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
923 4444 5555,Office hour,05/19/2026 03:55:00 PM,05/19/2026 05:00:00 PM,host@example.com,65,3,

Name (Original Name),User Email,Total Duration (Minutes),Guest
Host Person,host@example.com,65,No
Íñigo Peñalver,inigo@example.com,50,Yes
Aino Järvinen,aino@example.org,10,Yes
""",
    "teams_attendance": """1. Summary
Meeting title,Embudos
Attended participants,3
Start time,"5/19/26, 3:55:00 PM"

2. Participants
Name,First Join,Last Leave,In-Meeting Duration,Email,Participant ID (UPN),Role
Host Person,"5/19/26, 3:55:00 PM","5/19/26, 5:00:00 PM",1h 5m 0s,host@example.com,host@example.com,Organizer
"Peñalver, Íñigo (Guest)","5/19/26, 4:00:00 PM","5/19/26, 4:50:00 PM",50m 0s,,inigo@example.com,Attendee
Aino Järvinen (External),"5/19/26, 4:10:00 PM","5/19/26, 4:20:30 PM",10m 30s,aino@example.org,aino@example.org,Attendee

3. In-Meeting Activities
Name,Join Time,Leave Time,Duration,Email,Role
Host Person,"5/19/26, 3:55:00 PM","5/19/26, 5:00:00 PM",1h 5m 0s,host@example.com,Organizer
"Peñalver, Íñigo (Guest)","5/19/26, 4:00:00 PM","5/19/26, 4:30:00 PM",30m 0s,,Attendee
"Peñalver, Íñigo (Guest)","5/19/26, 4:20:00 PM","5/19/26, 4:50:00 PM",30m 0s,,Attendee
"Peñalver, Íñigo (Guest)",,"5/19/26, 4:50:00 PM",,,Attendee
Aino Järvinen (External),"5/19/26, 4:10:00 PM","5/19/26, 4:20:30 PM",10m 30s,aino@example.org,Attendee
""",
    "teams_list": """Full Name,User Action,Timestamp
Íñigo Peñalver,Joined before,"5/19/2026, 4:00:00 PM"
Aino Järvinen,Joined,"5/19/2026, 4:10:00 PM"
Aino Järvinen,Left,"5/19/2026, 4:20:00 PM"
Aino Järvinen,Joined,"5/19/2026, 4:40:00 PM"
Íñigo Peñalver,Left,"5/19/2026, 5:00:00 PM"
""",
    "teams_live_event": """Session Id,Participant Id,Full Name,UserAgent,UTC Event Timestamp,Action,Role
s-1,p-1,Íñigo Peñalver,Mozilla/5.0 (X; Y),05/19/2026 04:00:00 PM,Joined,Attendee
s-1,p-1,Íñigo Peñalver,Mozilla/5.0 (X; Y),05/19/2026 04:30:00 PM,Left,Attendee
s-2,p-1,Íñigo Peñalver,Mozilla/5.0 (X; Z),05/19/2026 04:20:00 PM,Joined,Attendee
s-2,p-1,Íñigo Peñalver,Mozilla/5.0 (X; Z),05/19/2026 04:50:00 PM,Left,Attendee
s-3,p-2,Aino Järvinen,Mozilla/5.0 (X; Y),05/19/2026 03:50:00 PM,Joined,Producer
s-3,p-2,Aino Järvinen,Mozilla/5.0 (X; Y),05/19/2026 04:55:00 PM,Left,Producer
s-4,,,Mozilla/5.0 (X; Y),05/19/2026 04:10:00 PM,Joined,Attendee
s-4,,,Mozilla/5.0 (X; Y),05/19/2026 04:15:00 PM,Left,Attendee
""",
    "webex_attendance": """Meeting Name,Meeting Start Time,Meeting End Time,Display Name,First Name,Last Name,Role,\
Attendee Email,Join Time,Leave Time,Attendance Duration,Connection Type,Session Name
Embudos,2026-05-19 15:55:00,2026-05-19 17:00:00,Host,Host,Person,Host,host@example.com,2026-05-19 15:55:00,\
2026-05-19 17:00:00,65 mins,Desktop app,
Embudos,2026-05-19 15:55:00,2026-05-19 17:00:00,IP,Íñigo,Peñalver,Attendee,inigo@example.com,\
2026-05-19 16:00:00,2026-05-19 16:30:00,30 mins,Desktop app,
Embudos,2026-05-19 15:55:00,2026-05-19 17:00:00,IP,Íñigo,Peñalver,Attendee,INIGO@example.com,\
="2026-05-19 16:20:00",="2026-05-19 16:50:00",30 mins,Mobile app,
Embudos,2026-05-19 15:55:00,2026-05-19 17:00:00,Call-in User_2,,,Attendee,,2026-05-19 16:05:00,\
2026-05-19 16:25:00,20 mins,Phone,
""",
    "eventbrite_attendees": """Order no.,Order Date,First Name,Surname,Email,Quantity,Ticket Type,Order Type,Total Paid,\
Attendee Status,Buyer First Name,Buyer Surname,Buyer Email
7001,2026-05-02 10:15:00,Íñigo,Peñalver,inigo@example.com,1,General,Free Order,0.00,Checked In,Íñigo,Peñalver,\
inigo@example.com
7002,2026-05-14 11:20:00,Aino,Järvinen,aino@example.org,1,VIP,Paid Order,"1,050.50",Attending,Tom,Okafor,tom@example.net
7002,2026-05-14 11:20:00,Info Requested,Info Requested,Info Requested,1,VIP,Paid Order,"1,050.50",Attending,Tom,\
Okafor,tom@example.net
7003,2026-05-15 11:20:00,Tom,Okafor,tom@example.net,1,VIP,Paid Order,50.00,Refunded,Tom,Okafor,tom@example.net
""",
    "hubspot_contacts": """Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date,Became a Lead Date
51,Íñigo,Peñalver,inigo@example.com,Opportunity,2026-05-21 09:14,2026-05-22
52,Aino,Järvinen,aino@example.org,Lead,2026-05-13 09:14,
""",
    "hubspot_deals": """Record ID,Deal Name,Deal Stage,Close Date,Amount,Associated Contact IDs
91,Peñalver,Closed Won,2026-06-20 00:00,"1,250.50",51;52
92,Järvinen,Closed Lost,2026-06-22 00:00,300.00,52
93,Okafor,Proposal,,"2,000",
""",
    "ga4_traffic": """# ----------------------------------------
# Traffic acquisition: Session default channel group
# ----------------------------------------
# All Users
# Start date: 20260501
# End date: 20260531
Session default channel group,Sessions,Engagement rate,Conversions,Total revenue,Total users
,1310,0.51,8,10.5,1000
Email,900,0.722222,6,10.5,700
(not set),410,0.1,2,0,390
""",
    "google_ads": """Campaign report
"May 1, 2026 - May 31, 2026"
Campaign status,Campaign,Clicks,Impr.,CTR,Currency code,Cost,Conversions
Enabled,E7 - Search,"1,204","20,345",5.92%,EUR,"1,602.10",12.00
Paused,Total makeover,96, --,12.00%,EUR,19.20,0.50
Total: Account, --,"1,300","20,345",6.15%,EUR,"1,621.30",12.50
""",
    "surveymonkey": """Respondent ID,Collector ID,Start Date,End Date,Email Address,Custom Data 1,\
Would you recommend this webinar? (0-10),How satisfied were you?
,,,,,,Open-Ended Response,Response
7001,40,05/19/2026 05:05:10 PM,05/19/2026 05:06:00 PM,,E7,9,Satisfied
7002,40,05/19/2026 05:06:10 PM,05/19/2026 05:07:00 PM,,E7,3,Very dissatisfied
7003,40,05/19/2026 05:06:20 PM,05/19/2026 05:07:00 PM,,E7,,Neutral
""",
    "template_signups": """email,signed_up_at,tried_at
inigo@example.com,2026-05-20 10:00,2026-05-21 10:00
aino@example.org,2026-05-22 10:00,
""",
    "template_past_results": """event_id,starts_on,title,format,topic,list_size,kpi,value,trials
2024-03,2024-03-14,Uno,live,kpi,1800,registrations,96,
2024-03,2024-03-14,Uno,live,kpi,1800,attendance_rate,0.41,96
""",
}  # fmt: skip
EXPECTED: dict[str, dict[str, float]] = {
    "zoom_webinar_registration": {"registrants": 2, "challenge_nonblank": 2, "qualified": 2},
    "zoom_webinar_attendee": {
        "registrants": 3, "unique_attendees": 2, "attended_rows": 3, "minutes_sum_reported": 90,
        "minutes_union_total": 80, "phone_callers": 1, "unique_hosts": 1, "unique_panelists": 1,
    },
    "zoom_webinar_qa": {"questions": 4, "answered": 2, "live_answered": 1, "anonymous": 2, "people_asking": 2},
    "zoom_poll": {"responses": 3, "respondents": 3, "anonymous": 1, "mean": 11 / 3},
    "zoom_meeting_participants": {
        "unique_excl_host": 2, "minutes_sum_excl_host": 70, "minutes_union_total": 60, "unique_hosts": 1,
        "phone_callers": 1, "attended_rows": 3,
    },
    "zoom_meeting_unique_users": {"unique_excl_host": 2, "minutes_sum_excl_host": 60, "unique_hosts": 1},
    "teams_attendance": {
        "unique_attendees_excl_organizer": 2, "seconds_total_excl_organizer": 4230,
        "minutes_union_total": 60.5, "unique_hosts": 1, "attended_rows": 3,
    },
    "teams_list": {"unique_attendees": 2, "minutes_union_total": 90, "attended_rows": 3},
    "teams_live_event": {"unique_attendees": 2, "minutes_union_total": 55, "unique_hosts": 1},
    "webex_attendance": {
        "unique_attendees_excl_host": 1, "minutes_sum_reported_excl_host": 60, "minutes_union_total": 50,
        "unique_hosts": 1, "phone_callers": 1,
    },
    "eventbrite_attendees": {
        "tickets": 4, "orders": 3, "checked_in": 1, "gross": 2151, "refunded": 50, "registrants": 2,
    },
    "hubspot_contacts": {"contacts": 2, "people": 2},
    "hubspot_deals": {"deals": 3, "closed_won_amount": 1250.5, "open_amount": 2000},
    "ga4_traffic": {"sessions": 1310, "key_events": 8, "total_revenue": 10.5, "total_users": 1000},
    "google_ads": {"cost": 1621.3, "clicks": 1300, "conversions": 12.5, "impressions": 20345},
    "surveymonkey": {"respondents": 3, "nps_n": 2, "promoters": 1, "detractors": 1, "nps": 0, "csat_n": 3},
    "template_signups": {"signups": 2, "tried": 1},
    "template_past_results": {"events": 1, "values": 2},
}  # fmt: skip
SAMPLES |= MARKETING
EXPECTED |= MARKETING_EXPECTED

READING = Reading(event_id="E7", starts_at=STARTS_AT, key=b"k")
OPEN_READING = Reading(event_id="E3", starts_at=datetime(2026, 4, 15, 11, tzinfo=UTC), key=b"k")


def own_cases() -> list[Case]:
    """Our own samples: one of each format at least, further locales and quirks."""
    cases = [Case(name, EXPECTED[name], READING, parsed(text)) for name, text in SAMPLES.items()]
    cases += [Case(name, expected, READING, parsed(text)) for name, (_, text, expected) in LOCALES.items()]
    return [
        *cases,
        Case("mailchimp_report", MAIL_REPORT_EXPECTED, READING, parsed(MAIL_REPORT), changes=OF_ROWS[:1]),
        # Its header names no question, so that columns cannot be told apart once they were moved.
        Case("zoom poll before 2021", OLD_POLL_EXPECTED, READING, parsed(OLD_POLL), changes=OF_ROWS),
        Case("linkedin_page", PAGE_EXPECTED, READING, sheets=PAGE_SHEETS),
        Case("ga4_bigquery", EVENTS_EXPECTED, READING, lines=EVENT_LINES),
    ]


def open_cases() -> list[Case]:
    """The open samples with their known totals."""
    expected = json.loads((OPEN / "EXPECTED_OPEN.json").read_text(encoding="utf-8"))
    return [_open_case(name, totals) for name, totals in expected.items()]


def _open_case(name: str, totals: dict[str, float]) -> Case:
    if name.endswith(".xlsx"):
        sheets = {n: [list(row) for row in rows] for n, rows in read_raw(OPEN / name).sheets}
        return Case(f"open {name}", totals, OPEN_READING, sheets=sheets)
    text = decode((OPEN / name).read_bytes(), name)
    return Case(f"open {name}", totals, OPEN_READING, parsed(text, "\t" if "\t" in text else ","))


def n_tried(case: Case) -> int:
    """Other languages and generations are read by the same code as the sample of their format."""
    return min(len(case.variants()), 6 if case.name in LOCALES else 13)


def check_variants(case: Case, folder: Path, n: int) -> None:
    every = case.variants()
    tried = try_variants(case, folder, every[:: max(1, len(every) // n)])
    assert (tried.wrong, tried.refused) == ([], [])


def test_every_format_has_its_variants() -> None:
    """Of each format one export at least, and more than 500 variants in this thinned run."""
    templates = {name for name in formats() if name.startswith("template_")}
    covered = {*SAMPLES, *(form for form, _, _ in LOCALES.values()), *(case.name for case in own_cases())}
    assert set(formats()) - covered - templates == set()
    assert sum(map(n_tried, own_cases())) > 500


@pytest.mark.parametrize("case", own_cases(), ids=lambda case: case.name)
def test_variants_of_own_samples(case: Case, tmp_path: Path) -> None:
    check_variants(case, tmp_path, n_tried(case))


@needs_shared
@pytest.mark.parametrize("case", open_cases() if SHARED.is_dir() else [], ids=lambda case: case.name)
def test_variants_of_the_open_samples(case: Case, tmp_path: Path) -> None:
    check_variants(case, tmp_path, 5)


@pytest.mark.parametrize("name", LOCALES)
def test_other_locales_are_recognised_and_read(name: str, tmp_path: Path) -> None:
    form, text, expected = LOCALES[name]
    (tmp_path / "export").write_text(text, encoding="utf-8")
    report = read_export(tmp_path / "export", READING).files[0]
    assert report.format == form
    assert {key: report.totals.get(key) for key in expected} == pytest.approx(expected, abs=0.01)
