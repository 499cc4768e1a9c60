"""All formats in one workspace: nothing that is kept or published names, writes to or calls a person."""

import io
import json
import re
import subprocess
import sys
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from conftest import ROOT
from test_intake_variants import own_cases

from kpilib.intake import formats
from kpilib.params import read_events, read_workspace
from kpilib.review.exports import take_in
from kpilib.schema import TABLES
from kpilib.store import LEDGER, open_store

# Names, addresses, numbers and devices of the people in the samples, without accents.
PERSONAL = re.compile(
    r"penalver|inigo|jarvinen|\baino\b|okafor|host person|[\w.+-]@example\.|34911|600 ?11 ?22 ?33|203\.0\.113|mozilla"
)
# Any address at all; style sheets write `@media` and the like.
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.(?:com|org|net|es|fi)\b")


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def leaks(text: str) -> list[str]:
    found = [m[0] for pattern in (PERSONAL, ADDRESS) for m in pattern.finditer(folded(text))]
    return sorted(set(found))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with every sample taken in, and its one event reviewed."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "params").mkdir()
    (folder / "params" / "workspace.yml").write_text(
        "organisation: Faro\ncurrency: EUR\ntimezone: UTC\nlanguages: [en, es]\n", encoding="utf-8"
    )
    (folder / "params" / "E7.yml").write_text(
        "event_id: E7\ntitle: Embudos\nstarts_at: 2026-05-19 16:00\nends_at: 2026-05-19 17:00\n"
        'timezone: UTC\nlanguage: en\nfacts: {campaigns: ["E7*"]}\n', encoding="utf-8",
    )  # fmt: skip
    exports = folder / "data" / "exports" / "E7"
    exports.mkdir(parents=True)
    for number, case in enumerate(own_cases()):
        content = case.content(("unchanged",), 0, 0)
        # 41 % of 96 is no whole number of people, of which a target is estimated.
        (exports / f"{number:02}.csv").write_bytes(
            content.replace(b"attendance_rate,0.41", b"attendance_rate,0.5")
        )
    (folder / "notebooks").symlink_to(ROOT / "notebooks")
    done = subprocess.run(
        [sys.executable, "-c", "from kpilib.cli import main; main()", "review", "E7", "--as-of", "2026-07-31",
         "--language", "en,es"],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


def test_every_format_was_taken_in(full: Path) -> None:
    with open_store(read_workspace(full).store_url, read_only=True) as store:
        files = store.files().values()
    templates = {name for name in formats() if name.startswith("template_")}
    assert {file.format for file in files} >= set(formats()) - templates
    assert len(files) == len(own_cases())


def test_no_table_holds_a_person(full: Path) -> None:
    n_filled = 0
    with open_store(read_workspace(full).store_url, read_only=True) as store:
        for name in (*TABLES, LEDGER):
            rows = store.execute(store.table(name))
            n_filled += len(rows) > 0
            assert leaks(rows.to_csv()) == [], name
    assert n_filled > 15


def test_no_report_page_or_record_holds_a_person(full: Path) -> None:
    written = [p for p in (full / "reports").rglob("*") if p.is_file()]
    assert {p.suffix for p in written} >= {".html", ".json"}
    for path in [*written, full / "said.txt"]:
        assert leaks(path.read_bytes().decode("utf-8", "replace")) == [], path.name
    record = json.loads((full / "reports" / "E7" / "review.json").read_text(encoding="utf-8"))
    assert record["quality"]["warnings"]


def test_no_file_of_the_store_holds_a_person(full: Path) -> None:
    """Not even where a database leaves what it has dropped."""
    kept = [
        p for p in (full / "data").rglob("*") if p.is_file() and p.parent.name != "E7" and p.suffix != ".key"
    ]
    assert any(".duckdb" in p.name for p in kept)
    for path in kept:
        assert leaks(path.read_bytes().decode("latin-1")) == [], path.name
        assert leaks(path.read_bytes().decode("utf-8", "ignore")) == [], path.name


def test_the_reports_of_files_hold_no_person(full: Path) -> None:
    (full / "data" / "kpi.duckdb").rename(full / "data" / "other.duckdb")
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            taken = take_in(read_workspace(full), read_events(read_workspace(full))[0])
    finally:
        (full / "data" / "other.duckdb").replace(full / "data" / "kpi.duckdb")
    assert len(taken.reports) == len(own_cases())
    for report in taken.reports:
        assert leaks(str(report) + json.dumps(report.to_dict())) == [], report.file
    assert leaks(said.getvalue()) == []
