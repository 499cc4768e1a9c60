"""What all tests share: the workspaces they run in, and the rule about skipped tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import open_browser
from hypothesis import settings
from playwright.sync_api import Browser

from kpilib.store import Store, open_store

# The machine that tests may be busy: an example may take its time, but not be another one each run.
settings.register_profile("kpilib", deadline=None, max_examples=40, derandomize=True)
settings.load_profile("kpilib")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
_skipped: list[str] = []

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="needs Chromium (Debian package: chromium)"
)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "../shared" not in reason:
            _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if os.environ.get("KPI_NO_SKIPS") and _skipped and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("KPI_NO_SKIPS") and _skipped:
        terminalreporter.section("tests that may not be skipped here")
        for line in _skipped:
            terminalreporter.line(line)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the caller's workspace."""
    monkeypatch.delenv("KPI_WORKSPACE", raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty workspace in UTC with one event, E3, and the notebooks."""
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "workspace.yml").write_text(
        "organisation: Faro\ncurrency: EUR\ntimezone: UTC\nlanguages: [en, es, fi]\n", encoding="utf-8"
    )
    (tmp_path / "params" / "E3.yml").write_text(
        "event_id: E3\ntitle: KPI Basics\nstarts_at: 2026-04-15 11:00\nends_at: 2026-04-15 12:00\n"
        'timezone: UTC\nlanguage: en\nfacts: {campaigns: ["E3*"]}\n',
        encoding="utf-8",
    )
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return tmp_path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; tests that use it need the mark `needs_chromium`."""
    with open_browser() as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store of its own."""
    with open_store(f"duckdb://{tmp_path / 'kpi.duckdb'}") as opened:
        yield opened
