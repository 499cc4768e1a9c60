"""Published pages as PDF, printed by a browser that is on the machine."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kpilib.errors import ReportError

# Names one browser, where several are on the machine or none is on the path.
NAMED = "KPI_BROWSER"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_SECONDS = 120


def find_browser() -> str | None:
    """The browser that prints: the one `KPI_BROWSER` names, else the first known one on the path."""
    names = [os.environ[NAMED]] if os.environ.get(NAMED) else list(BROWSERS)
    return next((found for name in names if (found := shutil.which(name))), None)


def check_browser() -> str:
    """The browser, before anything runs.

    Raises
    ------
    ReportError
        None is there.
    """
    browser = find_browser()
    if browser is None:
        raise ReportError(
            "--pdf",
            "no browser",
            "Chromium or Chrome",
            f"Install one (Debian: chromium), or name it with {NAMED}. The pages themselves need none.",
        )
    return browser


def print_pages(pages: Sequence[Path]) -> list[Path]:
    """Prints pages to PDF beside them, on the paper that their style sheet names.

    Raises
    ------
    ReportError
        No browser, or it did not print.
    """
    browser = check_browser()
    return [_print(browser, page) for page in pages]


def _print(browser: str, page: Path) -> Path:
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as folder:
        # A profile of its own: one that is in use would not print. Root has no sandbox.
        printed = Path(folder) / target.name
        options = [
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
        ]
        options += ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        call = [browser, *options, f"--print-to-pdf={printed}", page.as_uri()]
        try:
            done = subprocess.run(call, capture_output=True, text=True, timeout=_SECONDS, check=False)
            why = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        except (OSError, subprocess.TimeoutExpired) as error:
            why = str(error)
        if not printed.is_file():
            raise ReportError(
                page.name, f"not printed ({why})", "a PDF", f"Try another browser with {NAMED}."
            )
        # Beside first: a reader sees the old file or the new one.
        beside = target.with_name(f".{target.name}")
        shutil.copyfile(printed, beside)
        os.replace(beside, target)
    return target
