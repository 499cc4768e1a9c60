"""Small workspaces as a newcomer makes them: `kpi init`, `kpi new`, a few exports of a few people."""

import datetime as dt
from pathlib import Path

from samples import lay
from typer.testing import CliRunner

from kpilib.cli.events import app

NAMES = ("Ada", "Bo", "Cy", "Di", "Eva", "Fay")


def kpi(folder: Path, *arguments: str) -> str:
    """Output of the command in a workspace; it must succeed."""
    done = CliRunner().invoke(app, arguments, env={"KPI_WORKSPACE": str(folder)}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def new_workspace(folder: Path) -> None:
    """An empty workspace by `kpi init`, in three languages."""
    kpi(folder.parent, "init", str(folder))
    settings = "organisation: Faro\ncurrency: EUR\ntimezone: UTC\nlanguages: [en, es, fi]\n"
    (folder / "params" / "workspace.yml").write_text(settings, encoding="utf-8")


def new_event(folder: Path, event_id: str, day: str, facts: str = "", **options: str) -> None:
    """An event by `kpi new`; `facts` is YAML added to its params file."""
    wanted = {"title": event_id.capitalize(), "starts-at": f"{day}T11:00", "timezone": "UTC"} | options
    kpi(folder, "new", event_id, *(text for key, value in wanted.items() for text in (f"--{key}", value)))
    with (folder / "params" / f"{event_id}.yml").open("a", encoding="utf-8") as file:
        file.write(facts)


def lay_people(folder: Path, event_id: str, day: str, registered: int, attended: int) -> None:
    """Both reports of Zoom: the first `attended` of the `registered` people came."""
    lay(
        folder,
        event_id,
        registration=registration(event_id, day, registered),
        attendee=attendee(event_id, day, registered, attended),
    )


def registration(event_id: str, day: str, n: int) -> str:
    """Zoom's registration report of `n` people, every other one with a challenge."""
    answers = ("Getting managers to use the dashboard", "none")
    rows = [
        f'{name},Lind,{name.lower()}@example.com,"{_day(day, i - 9):%b %d, %Y} 09:00:00",approved,{answers[i % 2]},'
        f"{('LinkedIn', 'Newsletter')[i % 2]}"
        for i, name in enumerate(NAMES[:n])
    ]
    head = [
        "Registration Report",
        'Report generated time,"' + f"{_day(day, 1):%b %d, %Y}" + ' 8:01 AM"',
        "Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled",
        f'{event_id},845 1122 3344,"{_day(day):%b %d, %Y} 11:00 AM",60,{n},0',
        "Attendee Details",
        "First Name,Last Name,Email,Registration Time,Approval Status,What is your challenge?,Source Name",
    ]
    return "\n".join([*head, *rows]) + "\n"


def attendee(event_id: str, day: str, n: int, came: int) -> str:
    """Zoom's attendee report of the same people: who came stayed for thirty minutes."""
    on, after = f"{_day(day):%m/%d/%Y}", f"{_day(day, 1):%m/%d/%Y}"
    stay, away = f"{on} 11:00:00 AM,{on} 11:30:00 AM,30,Yes,Spain", "--,--,--,--,"
    rows = [
        f"{'Yes' if i < came else 'No'},{name} Lind,{name},Lind,{name.lower()}@example.com,"
        f"{_day(day, i - 9):%m/%d/%Y} 09:00:00 AM,approved,{stay if i < came else away}"
        for i, name in enumerate(NAMES[:n])
    ]
    head = [
        "Attendee Report",
        f"Report generated time,{after} 08:00:11 AM",
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,"
        "Total Users,Max Concurrent Views",
        f"{event_id},845 1122 3344,{on} 10:50:00 AM,72,{n},0,{came},{came},{came}",
        "Host Details",
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,"
        "Country/Region Name",
        f"Yes,Host,host@example.org,{on} 10:50:00 AM,{on} 12:01:02 PM,72,No,Spain",
        "Attendee Details",
        "Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,"
        "Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name",
    ]
    return "\n".join([*head, *rows]) + "\n"


def contacts(day: str, n: int) -> str:
    """HubSpot's contacts: the first `n` people, made on the day after the event."""
    head = "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Lifecycle Stage,Create Date,Contact owner"
    rows = [
        f"{200 + i},{name},Lind,{name.lower()}@example.com,,NEW,Lead,{_day(day, 1)} 09:14,"
        for i, name in enumerate(NAMES[:n])
    ]
    return "\n".join([head, *rows]) + "\n"


SURVEY_HEAD = (
    "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
    "How likely is it that you would recommend this webinar to a colleague? (0-10),"
    "How satisfied are you with the webinar?"
)


def survey(day: str, n: int) -> str:
    """SurveyMonkey's answers of `n` people."""
    on = f"{_day(day):%m/%d/%Y}"
    rows = [f"11800000055{i},4756,{on} 12:10:41 PM,{on} 12:11:31 PM,,,,,,9,4" for i in range(n)]
    return "\n".join([SURVEY_HEAD, ",,,,,,,,,Response,Response", *rows]) + "\n"


def _day(day: str, ahead: int = 0) -> dt.date:
    return dt.date.fromisoformat(day) + dt.timedelta(days=ahead)
