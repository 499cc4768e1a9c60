"""Mailchimp: the report of one campaign, lines of a key and a value, then a table of clicks by URL."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Layout, fold
from kpilib.intake.mailchimp import KINDS, SOURCE, email_totals
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import emails_table
from kpilib.intake.times import check_dates, days_in, decide_times
from kpilib.intake.values import decide_numbers

KEYS = Layout(
    {
        "sent": Field("must", en="Delivery Date/Time"),
        "campaign": Field("must", en="Title"),
        "delivered": Field("must", en="Successful Deliveries"),
        "unique_opens": Field("must", en="Recipients Who Opened"),
        "recipients": Field("should", en="Total Recipients"),
        "subject": Field("should", en="Subject Line|Subject"),
        "opens": Field(en="Total Opens"),
        "unique_clicks": Field("should", en="Recipients Who Clicked"),
        "clicks": Field(en="Total Clicks"),
        "unsubscribes": Field("should", en="Total Unsubs|Total Unsubscribes"),
        "complaints": Field(en="Total Abuse Complaints"),
        "orders": Field(en="Total Orders|Orders"),
        "revenue": Field(en="Total Revenue"),
        "unused": Field(
            "unused",
            en="Bounces|Times Forwarded|Forwarded Opens|Last Open Date|Last Click Date|From Name|From Email|"
            "Times Liked on Facebook|List|Audience|Open Rate|Click Rate|Bounce Rate",
        ),
    }
)
_OVERALL, _COMBINATION = "overall stats", re.compile(r"combination \d+ stats")
_CLICKS_BY_URL = "clicks by url"


@dataclass
class _Section:
    """Values of the lines under one title, by field."""

    title: str
    values: dict[str, str] = field(default_factory=dict)


def read_report(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `emails`: one row; of an A/B test without overall figures one per combination."""
    if not grid.is_closed:
        raise DataError(
            f"{grid.name}: last line",
            "an open quote",
            "a whole row",
            "The file was cut short; export it again.",
        )
    sections = list(_sections(grid.rows, notes))
    common = {k: v for s in sections if not _is_counted(s) for k, v in s.values.items()}
    counted = [s for s in sections if s.title == _OVERALL] or [s for s in sections if _is_counted(s)]
    lines = pd.DataFrame([common | s.values for s in counted or sections], dtype="str").fillna("")
    notes.n_rows += len(lines)
    for name, key in KEYS.items():
        if key.need == "should" and name not in lines:
            notes.warn("column_missing", column=key.title)
    campaigns = _campaigns(lines, grid, reading, notes)
    table = emails_table(SOURCE, campaigns, _measures(lines, grid, notes))
    table = table[table["sent_on"].notna()]
    n_urls, clicks = _clicks_by_url(grid, notes)
    stated = float(table["clicks"].sum())
    if n_urls and clicks < stated:
        notes.warn("fewer_than_stated", what="clicks", stated=int(stated), found=int(clicks))
    return Extract({"emails": table}, email_totals(table) | {"urls": n_urls})


def _sections(rows: Iterable[Row], notes: Notes) -> Iterator[_Section]:
    section, unknown = _Section(""), []
    for row in rows:
        cells = [cell for cell in row if cell]
        if not cells:
            continue
        name, _ = KEYS.find(cells[0])
        if len(cells) == 1 and name is None:
            yield section
            section = _Section(fold(cells[0]))
            if section.title == _CLICKS_BY_URL:
                break
        elif name and name != "unused":
            section.values.setdefault(name, cells[1] if len(cells) > 1 else "")
        elif name is None:
            unknown.append(cells[0].rstrip(":"))
    else:
        yield section
    if unknown:
        notes.warn("columns_not_used", columns=", ".join(sorted(set(unknown))))


def _is_counted(section: _Section) -> bool:
    return section.title == _OVERALL or bool(_COMBINATION.fullmatch(section.title))


def _campaigns(lines: pd.DataFrame, grid: Grid, reading: Reading, notes: Notes) -> pd.DataFrame:
    cells = lines["sent"]
    times = decide_times([cells], grid.name, reading.organisation_timezone, notes, "en")
    sent = times.instants(cells, notes)
    check_dates(cells, sent, grid.name, KEYS["sent"].title, notes)
    notes.drop("no_date", sent.isna().sum())
    subject = lines.get("subject", pd.Series("", index=lines.index, dtype="str"))
    return pd.DataFrame(
        {
            "campaign": lines["campaign"],
            "subject": Masker([]).mask_all(subject),
            "sent_at": sent.where(cells.str.contains(r"\d:\d\d")),
            "sent_on": days_in(sent, reading.organisation_timezone),
        }
    )


def _measures(lines: pd.DataFrame, grid: Grid, notes: Notes) -> pd.DataFrame:
    """Counts; of `350 (35.18%)` the count."""
    there = {name: kind for name, kind in KINDS.items() if name in lines}
    cells = lines[list(there)].apply(lambda column: column.str.replace(r"\s*\(.*\)$", "", regex=True))
    numbers = decide_numbers({n: (cells[n], k) for n, k in there.items()}, grid.name, notes, "en")
    return pd.DataFrame({n: numbers.read(cells[n], KEYS[n].title, k) for n, k in there.items()})


def _clicks_by_url(grid: Grid, notes: Notes) -> tuple[int, float]:
    """Number of links and the sum of their clicks."""
    start = next((i for i, row in enumerate(grid.rows) if row and fold(row[0]) == _CLICKS_BY_URL), None)
    if start is None:
        return 0, 0.0
    rows = [row for row in grid.rows[start + 1 :] if any(row)]
    header, links = (rows[0], list(dict.fromkeys(rows[1:]))) if rows else ((), [])
    place = next((i for i, cell in enumerate(header) if fold(cell) == "total clicks"), None)
    if place is None:
        return 0, 0.0
    cells = pd.Series([row[place] if place < len(row) else "" for row in links], dtype="str")
    numbers = decide_numbers({"clicks": (cells, "count")}, grid.name, notes, "en")
    return len(links), float(numbers.read(cells, "Total Clicks", "count").sum())


def _n_matched(rows: Iterable[Row]) -> int:
    """Number of keys found: each in a row of its own, so that a list of campaigns is none."""
    keys = [name for row in rows if 0 < sum(map(bool, row)) <= 2 and (name := KEYS.find(row[0])[0])]
    needed = {name for name, key in KEYS.items() if key.need == "must"}
    return len(set(keys)) if needed <= set(keys) else 0


FORMATS = (Format("mailchimp_report", KEYS, read_report, _n_matched),)
