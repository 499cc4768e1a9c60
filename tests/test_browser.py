"""Published pages in a real browser: no request, no message, nothing sideways, one A4."""

import re
from pathlib import Path

import pytest
from browsing import faults
from conftest import needs_chromium
from playwright.sync_api import Browser
from test_whole_run import GOOD, OPEN, RED, demo, evidence, reviewed

pytestmark = [pytest.mark.xdist_group("demo"), needs_chromium]
__all__ = ["demo", "evidence", "reviewed"]  # fixtures

PAGES = [
    f"{e}/{p}.{lang}.html"
    for e in (GOOD, RED, OPEN)
    for p in ("review", "executive")
    for lang in ("es", "fi")
]
PAGES += ["index.html", "index.fi.html"]


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_fits(
    browser: Browser, demo: Path, reviewed: object, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    path = demo / "reports" / name
    page.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert messages == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    page.close()


@pytest.mark.parametrize("language", ["es", "fi", "en"])
@pytest.mark.parametrize("event_id", [GOOD, RED, OPEN])
def test_the_executive_page_prints_on_one_a4(
    browser: Browser, demo: Path, reviewed: object, event_id: str, language: str
) -> None:
    page = browser.new_page()
    page.goto((demo / "reports" / event_id / f"executive.{language}.html").as_uri())
    # With a spare line: a longer name or a second reason must not push it over.
    page.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('p'), {textContent: 'x'}))"
    )
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
    page.close()


@pytest.mark.parametrize("language", ["es", "fi", "en"])
def test_every_drawing_tells_its_finding_in_the_page_s_language(
    browser: Browser, demo: Path, reviewed: object, language: str
) -> None:
    page = browser.new_page()
    page.goto((demo / "reports" / GOOD / f"review.{language}.html").as_uri())
    assert page.evaluate("document.documentElement.lang") == language
    labels = page.evaluate(
        "[...document.querySelectorAll('svg[role=img]')].map(s => s.getAttribute('aria-label') || '')"
    )
    assert len(labels) > 10
    assert all(len(label) > 3 for label in labels)
    assert page.evaluate(
        "[...document.querySelectorAll('svg:not([role=img])')].every(s => s.getAttribute('aria-hidden') === 'true'"
        " || s.closest('[aria-hidden=true], svg[role=img]') !== null)"
    )
    page.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        (f"{RED}/review.es.html", 1280, "light"),
        (f"{OPEN}/review.fi.html", 390, "dark"),
        (f"{GOOD}/executive.fi.html", 1280, "dark"),
        ("index.html", 390, "light"),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, demo: Path, reviewed: object, name: str, width: int, scheme: str
) -> None:
    assert faults(browser, demo / "reports" / name, width, scheme) == []


def test_links_between_the_pages_lead_somewhere(browser: Browser, demo: Path, reviewed: object) -> None:
    for name in PAGES:
        path = demo / "reports" / name
        page = browser.new_page()
        page.goto(path.as_uri())
        for href in page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"):
            target, _, anchor = href.partition("#")
            file = (path.parent / target).resolve() if target else path
            assert file.is_file(), f"{name}: {href}"
            if anchor:
                assert f'id="{anchor}"' in file.read_text(encoding="utf-8"), f"{name}: {href}"
        page.close()


def test_the_index_filters_and_works_without_a_script(browser: Browser, demo: Path, reviewed: object) -> None:
    url = (demo / "reports" / "index.html").as_uri()
    with_script = browser.new_page()
    with_script.goto(url)
    rows = "[...document.querySelectorAll('.events > li')].filter(e => e.offsetParent !== null).length"
    everything = with_script.evaluate(rows)
    with_script.fill("input[type=search]", "embudo")
    assert 0 < with_script.evaluate(rows) < everything
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(url)
    assert plain.locator(".events > li").count() == everything
    assert not plain.locator("input[type=search]").is_visible()
