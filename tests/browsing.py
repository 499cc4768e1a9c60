"""A page in a real browser, and everything that is wrong with it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true })"
SMALLEST = """[...document.querySelectorAll('body *')].filter(e => e.offsetParent !== null || e.ownerSVGElement)
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => e.getBoundingClientRect().width > 1 && !e.closest('.cut-wide, .vh, noscript, title, details:not([open])'))
  .map(e => {
    const svg = e.ownerSVGElement;
    const scale = svg && svg.viewBox.baseVal.width ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    return parseFloat(getComputedStyle(e).fontSize) * scale;
  }).reduce((a, b) => Math.min(a, b), 99)"""


# A text with an outline over its letters cannot be read: a class that means something else elsewhere.
BLURRED = """[...document.querySelectorAll('svg text, svg tspan')].filter(e => {
    const style = getComputedStyle(e);
    return style.stroke !== 'none' && !style.paintOrder.startsWith('stroke');
  }).length"""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@cache
def _axe() -> Axe:
    return Axe()


def faults(browser: Browser, path: Path, width: int, scheme: str) -> list[str]:
    """What is wrong with a page: requests, messages, width, headings, and what axe finds with all folds open."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    told: list[str] = []
    page.on("request", lambda r: told.append(f"request {r.url}") if r.url != path.as_uri() else None)
    page.on("console", lambda message: told.append(f"message {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error {error}"))
    page.goto(path.as_uri())
    page.evaluate(OPEN_ALL)
    told += _measured(page, width) + [_line(v) for v in _axe().run(page).response["violations"]]
    page.close()
    return told


def measured(browser: Browser, path: Path, width: int) -> list[str]:
    """What is wrong with a page's width, headings, policy and text sizes, with all folds open."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    page.evaluate(OPEN_ALL)
    found = _measured(page, width)
    page.close()
    return found


def table_roles(browser: Browser, path: Path, width: int) -> dict[str, int]:
    """How many tables, rows, heads and cells the browser tells a screen reader of."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    page.evaluate(OPEN_ALL)
    roles = ("table", "row", "rowheader", "columnheader", "cell")
    found = {role: page.get_by_role(role).count() for role in roles}  # type: ignore[arg-type]
    page.close()
    return found


def _measured(page: Page, width: int) -> list[str]:
    found = []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    if page.evaluate("document.querySelectorAll('h1').length") != 1:
        found.append("not one h1")
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    found += ["a heading level is jumped over"] if any(b > a + 1 for a, b in pairwise(levels)) else []
    if not page.locator("meta[http-equiv='Content-Security-Policy']").count():
        found.append("no content security policy")
    if page.evaluate(BLURRED):
        found.append("text with an outline over it")
    smallest = page.evaluate(SMALLEST)
    return found + ([f"text of {smallest:.1f} px"] if smallest < 11 else [])


def _line(violation: dict[str, Any]) -> str:
    places = "; ".join(str(node["html"])[:120] for node in violation["nodes"][:3])
    return f"axe {violation['id']} ({len(violation['nodes'])}): {places}"
