"""Pages printed to PDF by the machine's browser, and what is said where there is none."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import needs_chromium
from review_sample import sample_record

from kpilib.errors import ReportError
from kpilib.figures import render_executive
from kpilib.params import read_event, read_workspace
from kpilib.publish import print_pages, publish_event
from kpilib.publish.printing import check_browser
from kpilib.review import Review

BIN = Path(sys.executable).parent


@needs_chromium
def test_a_page_is_printed_on_one_a4_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "executive.fi.html"
    page.write_text(render_executive(sample_record(), "fi"), encoding="utf-8")
    (printed,) = print_pages([page])
    assert printed == tmp_path / "executive.fi.pdf"
    pdf = printed.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
    width, height = (float(x) for x in re.search(rb"MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)", pdf).groups())  # type: ignore[union-attr]
    assert (round(width), round(height)) == (595, 842)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["executive.fi.html", "executive.fi.pdf"]


def test_no_browser_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_BROWSER", "no-such-browser")
    with pytest.raises(ReportError) as caught:
        check_browser()
    assert str(caught.value) == (
        "--pdf: no browser, expected Chromium or Chrome. Install one (Debian: chromium), or name it with "
        "KPI_BROWSER. The pages themselves need none."
    )


def test_a_browser_that_prints_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_BROWSER", "false")
    (tmp_path / "executive.fi.html").write_text("x", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        print_pages([tmp_path / "executive.fi.html"])
    assert str(caught.value) == (
        "executive.fi.html: not printed (exit code 1), expected a PDF. Try another browser with KPI_BROWSER."
    )
    assert not list(tmp_path.glob("*.pdf"))


def test_the_command_says_so_before_anything_runs(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_BROWSER", "no-such-browser")
    done = subprocess.run(
        [str(BIN / "kpi"), "review", "E3", "--pdf"],
        cwd=workspace,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kpi: --pdf: no browser, expected Chromium or Chrome.")
    assert not (workspace / "data").exists()


def test_a_print_of_a_page_that_was_replaced_is_gone(workspace: Path) -> None:
    space = read_workspace(workspace)
    review = Review(sample_record() | {"event_id": "E3"})
    old = space.reports / "E3" / "executive.en.pdf"
    other = space.reports / "E3" / "executive.fi.pdf"
    old.parent.mkdir(parents=True)
    for path in (old, other):
        path.write_bytes(b"%PDF")
    publish_event(space, read_event(space, "E3"), review, ("en",), ("executive",))
    assert (old.exists(), other.exists()) == (False, True)
