"""The same export saved in other ways gives the same totals, or is refused; never others."""

import csv
import io
import itertools
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import SHARED, needs_shared
from marketing_samples import MARKETING, MARKETING_EXPECTED

from kpilib.errors import KpiError
from kpilib.intake import FileReport, Reading, read_export
from kpilib.intake.files import decode

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

Rows = list[list[str]]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
DELIMITERS = (",", ";", "\t")
LINE_ENDS = ("\n", "\r\n")


def parsed(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text)))


def runs(rows: Rows) -> Iterator[tuple[int, int]]:
    """Stretches of rows of one width: a header and what stands below it."""
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or len(rows[i]) != len(rows[start]):
            if len(rows[start]) > 1:
                yield start, i
            start = i


def unchanged(rows: Rows, dice: random.Random) -> Rows:
    return rows


def reordered(rows: Rows, dice: random.Random) -> Rows:
    changed = [list(row) for row in rows]
    for start, end in runs(rows):
        order = dice.sample(range(len(rows[start])), len(rows[start]))
        for i in range(start, end):
            changed[i] = [rows[i][p] for p in order]
    return changed


def _with_column(rows: Rows, header: str, cells: tuple[str, ...], dice: random.Random) -> Rows:
    changed = [list(row) for row in rows]
    for start, end in runs(rows):
        at = dice.randint(1, len(rows[start]))
        for i in range(start, end):
            # By what the row holds, so that a row that stands there twice stays the same.
            changed[i].insert(at, header if i == start else cells[len("".join(rows[i])) % len(cells)])
    return changed


def unknown_column(rows: Rows, dice: random.Random) -> Rows:
    return _with_column(rows, "Zq internal code", ("zq-1", "zq-2"), dice)


def custom_question(rows: Rows, dice: random.Random) -> Rows:
    return _with_column(rows, "How did you hear about us, exactly?", ("A friend", "", "Radio; TV, web"), dice)


def all_twice(rows: Rows, dice: random.Random) -> Rows:
    return [row for row in rows for _ in range(2)]


def data_twice(rows: Rows, dice: random.Random) -> Rows:
    """The data rows of each table once more below the table."""
    changed: Rows = []
    last = 0
    for start, end in runs(rows):
        changed += rows[last:end] + rows[start + 1 : end]
        last = end
    return changed + rows[last:]


def padded(rows: Rows, dice: random.Random) -> Rows:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


CHANGES: tuple[Callable[[Rows, random.Random], Rows], ...] = (
    unchanged, reordered, unknown_column, custom_question, all_twice, data_twice, padded,
)  # fmt: skip


def saved(rows: Rows, encoding: str, delimiter: str, line_end: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def all_variants() -> list[tuple[str, str, str, int]]:
    """Every change in every form, and pairs of changes; each with its own seed."""
    forms = list(itertools.product(ENCODINGS, DELIMITERS, LINE_ENDS))
    single = [(c.__name__, "unchanged", f) for c in CHANGES for f in range(len(forms))]
    pairs = [(a.__name__, b.__name__, f) for f, (a, b) in enumerate(itertools.permutations(CHANGES[1:], 2))]
    return [(a, b, str(f % len(forms)), n) for n, (a, b, f) in enumerate(single + pairs)]


def variant(text: str, changes: tuple[str, ...], form: int, seed: int) -> bytes:
    dice = random.Random(seed)
    rows = parsed(text)
    by_name = {change.__name__: change for change in CHANGES}
    for name in changes:
        rows = by_name[name](rows, dice)
    return saved(rows, *list(itertools.product(ENCODINGS, DELIMITERS, LINE_ENDS))[form])


def outcome(content: bytes, folder: Path, reading: Reading) -> FileReport | KpiError:
    path = folder / "export.csv"
    path.write_bytes(content)
    try:
        return read_export(path, reading).files[0]
    except KpiError as error:
        return error


def wrong_or_refused(
    text: str, expected: dict[str, float], reading: Reading, folder: Path, step: int
) -> tuple[list[str], int, int]:
    """Variants with other totals, the number refused, and the number tried."""
    wrong, refused = [], 0
    chosen = all_variants()[::step]
    for first, second, form, seed in chosen:
        result = outcome(variant(text, (first, second), int(form), seed), folder, reading)
        if isinstance(result, KpiError):
            refused += 1
        elif {key: result.totals.get(key) for key in expected} != pytest.approx(expected, abs=0.01):
            wrong.append(f"{first}, {second}, form {form}, seed {seed}")
    return wrong, refused, len(chosen)


@pytest.mark.parametrize("name", SAMPLES)
def test_variants_of_own_samples(name: str, tmp_path: Path) -> None:
    reading = Reading(event_id="E7", starts_at=STARTS_AT, key=b"k")
    wrong, refused, _ = wrong_or_refused(SAMPLES[name], EXPECTED[name], reading, tmp_path, 37)
    assert wrong == []
    assert refused == 0


OPEN_FILES = (
    "zoom_webinar_attendee_report.csv",
    "zoom_webinar_registration_report.csv",
    "ga4_traffic_acquisition.csv",
    "ga4_reports_snapshot.csv",
    "google_ads_campaign_report.csv",
    "hubspot_contacts.csv",
    "hubspot_deals.csv",
    "surveymonkey_condensed.csv",
    "meta_ads_campaigns.csv",
    "linkedin_campaign_performance.csv",
    "x_account_analytics_content.csv",
    "youtube_studio_table_data.csv",
    "mailchimp_campaigns.csv",
    "matomo_visits_by_day.csv",
    "salesforce_leads_report.csv",
    "typeform_nps.csv",
    "google_forms.csv",
)


@needs_shared
@pytest.mark.parametrize("name", OPEN_FILES)
def test_open_samples_and_some_variants(name: str, tmp_path: Path) -> None:
    expected = json.loads((OPEN / "EXPECTED_OPEN.json").read_text(encoding="utf-8"))[name]
    reading = Reading(event_id="E3", starts_at=datetime(2026, 4, 15, 11, tzinfo=UTC), key=b"k")
    totals = read_export(OPEN / name, reading).files[0].totals
    assert {key: totals[key] for key in expected} == pytest.approx(expected, abs=0.01)
    text = decode((OPEN / name).read_bytes(), name)
    wrong, refused, _ = wrong_or_refused(text, expected, reading, tmp_path, 61)
    assert (wrong, refused) == ([], 0)
