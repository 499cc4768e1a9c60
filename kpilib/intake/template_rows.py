"""What a template's rows have that nobody types: person ids, days of instants, what words mean."""

from collections.abc import Callable

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.challenge import are_meaningful
from kpilib.intake.hubspot import is_lost, is_won, stage_words
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, check_ids, drop_internal, identify, is_internal, person_id
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.stays import sound_stays, warn_of_day, with_roles
from kpilib.intake.template_cells import SESSION, Cells, read_flags
from kpilib.intake.times import days_in
from kpilib.schema import FLAG, TABLES

Rows = pd.DataFrame
# What people write freely, and may write themselves into.
_FREE = ("challenge", "question", "answer", "subject", "title", "note", "source", "kind", "channel")
_IDS = ("contact_id", "deal_id", "order_id", "respondent_id")
_WHERE_EMPTY: dict[str, str] = {"role": "attendee", "source": "template", "report": "template"}
# What an item is answered on: lowest and highest.
_SCALES = {
    "nps": (0, 10),
    **dict.fromkeys(("csat", "satisfaction_score", "ses", "ease_of_use"), (1, 5)),
    **dict.fromkeys(("technical_trouble", "purchase_intent"), (0, 1)),
}
_STATUS = {"registrations": "approved", "orders": "completed"}


def complete(cells: Cells, rows: Rows, reading: Reading, notes: Notes) -> Rows:
    """The typed rows with all that is made of them, without those of nobody and of internal people."""
    table = cells.table
    for name in _IDS:
        if name in cells.text:
            check_ids(cells.text[name], cells.grid.name, name)
    rows = _filled(rows, table)
    if table in SESSION:
        rows = _with_event(rows, cells, reading)
    rows = _masked(rows, cells)
    if "person_id" in TABLES[table].columns:
        rows = _with_people(rows, cells, reading, notes)
    rows = _MADE.get(table, _as_it_is)(rows, cells, reading, notes)
    return _with_days(rows, table, reading)


def _filled(rows: Rows, table: str) -> Rows:
    """What an empty cell stands for, where it stands for something."""
    usual = _WHERE_EMPTY | {"status": _STATUS.get(table, "")}
    for name in rows:
        spec = TABLES[table].columns[str(name)]
        if spec.nullable:
            continue
        if str(name) in usual:
            rows = rows.assign(**{str(name): rows[name].fillna(usual[str(name)])})
        elif spec.dtype == FLAG:
            rows = rows.assign(**{str(name): rows[name].fillna(False).astype(bool)})
    return rows


def _with_event(rows: Rows, cells: Cells, reading: Reading) -> Rows:
    if rows["event_id"].isna().any():
        rows = rows.assign(event_id=rows["event_id"].fillna(require_event(reading, cells.grid.name)))
    return rows


def _masked(rows: Rows, cells: Cells) -> Rows:
    masker = Masker([cells.text[n] for n in ("email", "name") if n in cells.text])
    known = Masker([])
    masks = {
        # A channel is no registrant's name, even if one bears it.
        str(n): (known if n in ("source", "channel", "kind") else masker).mask_all(rows[n].fillna(""))
        for n in rows
        if n in _FREE and (n != "kind" or cells.table == "touches")
    }
    return rows.assign(**masks)


def _with_people(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    """Rows with `person_id`; where the table needs one, without rows that tell nobody."""
    emails = cells.text["email"]
    nothing = pd.Series("", index=rows.index, dtype="str")
    names = cells.text.get("name", nothing)
    check_emails(emails, cells.grid.name)
    who = identify(emails, names, lambda i, n: _without_address(i, n, rows, cells), reading.key, notes)
    if cells.table == "orders":
        # An order counts whoever made it; colleagues are not named.
        is_named = (who.ids != "") & ~is_internal(who.emails, reading)
        return rows.assign(person_id=who.ids.where(is_named, None))
    is_known = who.ids != ""
    if not TABLES[cells.table].columns["person_id"].nullable:
        notes.drop("no_person", (~is_known).sum())
        rows = rows[is_known]
    rows = rows.assign(person_id=who.ids[rows.index].where(is_known, None))
    if cells.table in SESSION:
        return drop_left_out(rows, who.emails, names, reading, notes)
    return drop_internal(rows, who.emails[rows.index], reading, notes)


def _without_address(row: int, name: str, rows: Rows, cells: Cells) -> str:
    """Text that tells a person without address: event and name, or the record."""
    if cells.table in SESSION:
        return f"name:{rows['event_id'][row]}:{name}" if name else ""
    record = cells.text["contact_id"][row] if "contact_id" in cells.text else ""
    return f"record:template:{record}" if record else ""


def _with_days(rows: Rows, table: str, reading: Reading) -> Rows:
    """The workspace's days of instants, where the table has both."""
    for name in TABLES[table].columns:
        instant = f"{name[:-3]}_at"
        if name.endswith("_on") and instant in rows and name not in rows:
            rows = rows.assign(**{name: days_in(rows[instant], reading.organisation_timezone)})
    return rows


def _as_it_is(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    return rows


def _registrations(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    return rows.assign(
        is_challenge_asked="challenge" in cells.given,
        is_qualified=are_meaningful(rows["challenge"], dict(reading.challenge_decisions)),
    )


def _attendance(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    rows = sound_stays(rows, notes)
    warn_of_day(rows["joined_at"], reading, notes)
    return with_roles(rows)


def _check_ins(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    is_in = read_flags(cells, "is_checked_in").fillna(False).astype(bool)[rows.index]
    notes.drop("did_not_attend", (~is_in).sum())
    return rows[is_in].drop_duplicates()


def _contacts(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    pairs = zip(rows["person_id"], rows["created_at"], strict=True)
    made = [person_id(reading.key, f"contact:{p}:{at}") for p, at in pairs]
    ids = rows["contact_id"].fillna(pd.Series(made, index=rows.index, dtype="str"))
    return _stages(rows.assign(contact_id=ids), cells, reading, notes)


def _stages(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    return rows.assign(stage=rows["stage"].map(lambda text: stage_words(text), na_action="ignore"))


def _deals(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    won, lost = is_won(cells.text["stage"]), is_lost(cells.text["stage"])
    # An open deal's close date is a forecast.
    closed = rows["closed_on"].where(won | lost)
    rows = rows.assign(is_won=won & ~lost, is_open=~won & ~lost, closed_on=closed)
    return _stages(rows, cells, reading, notes)


def _answers(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    """Answers whose item says what they measure; on another scale than that item's they count as `other`."""
    item = rows["item"].str.strip().str.lower().str.replace(" ", "_")
    is_unknown = ~item.isin([*_SCALES, "comment", "other"])
    if is_unknown.any():
        raise DataError(
            f"{cells.grid.name}: column item",
            f"{int(is_unknown.sum())} of {len(rows)} cells with another word",
            f"one of {', '.join([*_SCALES, 'comment', 'other'])}; "
            f"first at row {int(rows.index[is_unknown][0]) + 1}",
            "Correct them.",
        )
    scales = item.map(_SCALES)
    limits = pd.DataFrame([s if isinstance(s, tuple) else (None, None) for s in scales], rows.index)
    lower, upper = rows["scale_lower"].fillna(limits[0]), rows["scale_upper"].fillna(limits[1])
    is_off = limits[0].notna() & ((lower != limits[0]) | (upper != limits[1]))
    is_off |= limits[0].notna() & ~rows["score"].between(limits[0], limits[1]) & rows["score"].notna()
    for question, those in rows[is_off].groupby("question"):
        notes.warn(
            "scale_not_the_items", n=len(those), question=str(question), item=str(item[those.index[0]])
        )
    return rows.assign(item=item.where(~is_off, "other"), scale_lower=lower, scale_upper=upper)


def _coverage(rows: Rows, cells: Cells, reading: Reading, notes: Notes) -> Rows:
    is_unknown = ~rows["table_name"].isin(list(TABLES))
    if is_unknown.any():
        raise DataError(
            f"{cells.grid.name}: column table_name",
            f"{int(is_unknown.sum())} of {len(rows)} cells that name no table",
            f"one of {', '.join(TABLES)}; first at row {int(rows.index[is_unknown][0]) + 1}",
            "Correct them.",
        )
    return rows


_MADE: dict[str, Callable[[Rows, Cells, Reading, Notes], Rows]] = {
    "registrations": _registrations,
    "attendance": _attendance,
    "check_ins": _check_ins,
    "contacts": _contacts,
    "stages": _stages,
    "deals": _deals,
    "survey_answers": _answers,
    "coverage": _coverage,
}
