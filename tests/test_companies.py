"""Companies by mail domain: keyed, free mail left out, counted once."""

from pathlib import Path

import pandas as pd
import pytest

from kpilib.intake import Reading, read_export
from kpilib.intake.companies import FREE_MAIL_SHA256, mail_domain
from kpilib.intake.people import person_id
from kpilib.store import Store
from tests.measure_rows import contact, measure, put, registration, stay
from tests.samples import ATTENDEE, CONTACTS

KEY = b"k"


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("ana@example.com", "example.com"),
        ("ana@EXAMPLE.com.", "example.com"),
        ("ana@sales.example.com", "sales.example.com"),
        ("ana@xn--bcher-kva.example", "bücher.example"),
        ("ana@gmail.com", ""),
        ("ana@yahoo.co.uk", ""),
        ("ana@mail.yahoo.es", ""),
        ("ana@outlook.es", ""),
        ("ana@luukku.com", ""),
        ("ana@suomi24.fi", ""),
        ("ana@telefonica.net", ""),
        ("ana@gmail.example.com", "gmail.example.com"),
        ("ana@notgmail.com", "notgmail.com"),
        ("ana@co.uk", "co.uk"),
        ("no address", ""),
        ("", ""),
    ],
)
def test_domains_that_tell_a_company(email: str, domain: str) -> None:
    assert mail_domain(email) == domain


@pytest.mark.parametrize(
    ("text", "table"), [(ATTENDEE, "registrations"), (ATTENDEE, "attendance"), (CONTACTS, "contacts")]
)
def test_readers_bring_it_without_code_of_their_own(text: str, table: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text.replace("bo@example.org", "bo@gmail.com"), encoding="utf-8")
    rows = read_export(path, Reading(event_id="E3", key=KEY)).tables[table].set_index("person_id")
    ada, bo = person_id(KEY, "ada@example.com"), person_id(KEY, "bo@gmail.com")
    company = person_id(KEY, "company:example.com")
    assert set(rows.loc[[ada], "company_id"]) == {company}
    assert rows.loc[[bo], "company_id"].isna().all()
    assert "example" not in rows.to_csv()


def test_a_longer_list_reads_files_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Reading(key=KEY).settings_sha256()
    monkeypatch.setattr("kpilib.intake.reading.FREE_MAIL_SHA256", FREE_MAIL_SHA256[::-1])
    assert Reading(key=KEY).settings_sha256() != before


def test_companies_are_counted_once(store: Store) -> None:
    put(
        store,
        registrations=[registration(p, company_id=c) for p, c in (("a", "X"), ("b", "X"), ("d", "Y"))],
        attendance=[
            stay("a", "11:00", "11:30", company="X"),
            stay("b", "11:00", "11:30", company="X"),
            stay("w", "11:00", "11:30", company="Z"),
            stay("h", "11:00", "11:30", "host", company="H"),
        ],
    )
    put(store, "_shared/contacts.csv", contacts=[contact("a", "2026-04-16"), contact("d", "2026-04-17")])
    m = measure(store)
    assert (m["accounts_reached"], m["accounts_with_lead"]) == (2, 2)


def test_a_contact_tells_the_company_of_who_came_without_address(store: Store) -> None:
    put(store, attendance=[stay("a", "11:00", "11:30")])
    put(store, "_shared/contacts.csv", contacts=[contact("a", "2026-04-16", company="X")])
    m = measure(store)
    assert pd.isna(m["accounts_reached"])
    assert m["accounts_with_lead"] == 1


def test_nobody_there_is_none_and_nothing_exported_is_unknown(store: Store) -> None:
    assert measure(store)[["accounts_reached", "accounts_with_lead"]].isna().all()
    put(store, attendance=[])
    put(store, "_shared/contacts.csv", contacts=[])
    m = measure(store)
    assert (m["accounts_reached"], m["accounts_with_lead"]) == (0, 0)
