"""Small exports in the tools' exact formats, written by hand; people are invented."""

from pathlib import Path

ATTENDEE = """\
Attendee Report
Report generated time,04/16/2026 08:00:11 AM
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,Max Concurrent Views
Basics,845 1122 3344,04/15/2026 10:50:00 AM,72,4,0,3,5,3
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Host,host@example.com,04/15/2026 10:50:00 AM,04/15/2026 12:01:02 PM,72,No,Spain
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Ada Lind,Ada,Lind,ada@example.com,04/02/2026 09:00:00 AM,approved,04/15/2026 11:00:00 AM,04/15/2026 11:30:00 AM,30,Yes,Spain
Yes,Ada Lind,Ada,Lind,ADA@example.com,,,04/15/2026 11:20:00 AM,04/15/2026 11:50:00 AM,30,Yes,Spain
Yes,Bo Ruiz,Bo,Ruiz,bo@example.org,04/03/2026 09:00:00 AM,approved,04/15/2026 11:00:00 AM,04/15/2026 12:00:00 PM,60,Yes,Spain
No,Cy Oja,Cy,Oja,cy@example.net,04/04/2026 09:00:00 AM,approved,--,--,--,--,
No,Di Sol,Di,Sol,di@example.net,04/13/2026 09:00:00 AM,approved,--,--,--,--,
"""
REGISTRATION = """\
Registration Report
Report generated time,04/16/2026 08:01:00 AM
Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled
Basics,845 1122 3344,"Apr 15, 2026 11:00 AM",60,4,0
Attendee Details
First Name,Last Name,Email,Registration Time,Approval Status,What is your challenge?,Source Name
Ada,Lind,ada@example.com,"Apr 02, 2026 09:00:00",approved,Getting managers to use the dashboard,LinkedIn
Bo,Ruiz,bo@example.org,"Apr 03, 2026 09:00:00",approved,none,Newsletter
Cy,Oja,cy@example.net,"Apr 04, 2026 09:00:00",approved,Data is spread over five tools,LinkedIn
Di,Sol,di@example.net,"Apr 13, 2026 09:00:00",approved,,Newsletter
"""
CONTACTS = """\
Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Lifecycle Stage,Create Date,Contact owner
201,Ada,Lind,ada@example.com,,NEW,Marketing Qualified Lead,2026-04-16 09:14,owner@example.com
202,Cy,Oja,cy@example.net,,OPEN,Lead,2026-04-28 12:00,
203,Bo,Ruiz,bo@example.org,,,Lead,2026-02-01 12:00,
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Close Date,Pipeline,Amount,Deal owner,Associated Contact IDs
8001,Lind,Closed Won,2026-04-29 00:00,Sales Pipeline,1500,owner@example.com,201
8002,Oja,Proposal,2026-06-01 00:00,Sales Pipeline,900,owner@example.com,202
"""


def lay(folder: Path, event_id: str = "E3", **texts: str) -> None:
    """Exports into `data/exports/<event_id>`, one file for each name."""
    target = folder / "data" / "exports" / event_id
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / f"{name}.csv").write_text(text, encoding="utf-8")
