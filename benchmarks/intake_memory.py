"""Peak memory and time of reading large exports, each in a process of its own.

`python -m benchmarks.intake_memory --rows 200000 --events 1000000` writes invented exports of that size
into a temporary folder, reads them, and prints what the operating system says of the reader.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

MEGABYTE = 1_000_000
_HEAD = """Attendee Report
Report generated time,05/20/2026 08:00:11 AM
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers
Large,811 2222 3333,05/19/2026 03:50:00 PM,72,{n},0,{n}
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,\
Leave Time,Time in Session (minutes),Is Guest,What is your biggest challenge?
"""
_READ = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from kpilib.intake import Reading, read_export
def peak_kb():
    # Not `ru_maxrss` where there is another way: a process inherits its parent's.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    told = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return told[0] if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak_kb()
started = time.process_time()
starts_at = datetime(2026, 5, 19, 16, tzinfo=UTC)
result = read_export(sys.argv[1], Reading(event_id="E7", starts_at=starts_at, key=b"k"))
print(json.dumps({
    "seconds": time.process_time() - started, "before_kb": before,
    "peak_kb": peak_kb(), "totals": result.files[0].totals,
}))
"""


def write_attendees(path: Path, n_rows: int) -> None:
    """A Zoom attendee report of `n_rows` rows: two thirds people, one third people who came back."""
    day = datetime(2026, 5, 19, 16)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEAD.format(n=n_rows - n_rows // 3))
        for number in range(n_rows):
            person, again = number - (number + 1) // 3, number % 3 == 2
            joined = day + timedelta(seconds=number % 1800 + (1900 if again else 0))
            left = joined + timedelta(seconds=1200)
            form = "," if again else "05/02/2026 09:15:20 AM,approved"
            file.write(
                f"Yes,Given{person} Family{person},Given{person},Family{person},p{person}@example.com,{form},"
                f"{joined:%m/%d/%Y %I:%M:%S %p},{left:%m/%d/%Y %I:%M:%S %p},20,Yes,"
                f"{'' if again else f'Numbers nobody trusts {person % 900}'}\n"
            )


def write_events(path: Path, n_events: int, n_days: int = 30) -> None:
    """Lines of JSON as of a BigQuery export: ten events a session, two sessions a person."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(n_events):
            session, person = number // 10, number // 20
            at = datetime(2026, 5, 1) + timedelta(days=session % n_days)
            params = [
                {"key": "ga_session_id", "value": {"int_value": str(session)}},
                {"key": "page_location", "value": {"string_value": f"https://example.com/{number % 97}"}},
                {"key": "session_engaged", "value": {"string_value": str(number % 2)}},
            ]
            record = {
                "event_date": f"{at:%Y%m%d}", "event_timestamp": str(1_777_000_000_000_000 + number),
                "event_name": "first_visit" if number % 20 == 0 else "page_view", "event_params": params,
                "user_pseudo_id": f"{person}.{person * 7}", "device": {"category": "mobile"}, "items": [],
                "collected_traffic_source": {"manual_source": f"s{session % 40}", "manual_medium": "email"},
            }  # fmt: skip
            file.write(json.dumps(record) + "\n")


def measure(path: Path) -> dict[str, Any]:
    """What reading a file took: seconds of CPU, megabytes beyond the imports', and the totals read."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout)
    return {
        "file_mb": path.stat().st_size / MEGABYTE, "seconds": told["seconds"],
        "peak_mb": told["peak_kb"] * 1024 / MEGABYTE,
        "grown_mb": (told["peak_kb"] - told["before_kb"]) * 1024 / MEGABYTE, "totals": told["totals"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, write, n in (
            ("zoom_webinar_attendee", write_attendees, chosen.rows),
            ("ga4_bigquery", write_events, chosen.events),
        ):
            if n:
                path = Path(folder) / name
                write(path, n)
                told = measure(path)
                print(
                    f"{name}: {n} rows, {told['file_mb']:.0f} MB: {told['seconds']:.0f} s CPU, peak "
                    f"{told['peak_mb']:.0f} MB, of that reading {told['grown_mb']:.0f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
