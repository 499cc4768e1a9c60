"""The page of all events in a real browser: no request, no message, nothing sideways."""

from pathlib import Path

import pytest
from conftest import needs_chromium
from playwright.sync_api import Browser
from portfolio_sample import CALIBRATION, own_row, rich_records, small_record, typed_record
from review_sample import sample_record

from kpilib.figures import render_index, render_portfolio

pytestmark = needs_chromium


def portfolio(language: str) -> str:
    """Many events, one of them with all KPIs and a long title, one provisional, two of typed results."""
    full = sample_record()
    full["title"] = "Mapas estratégicos en la práctica: de la idea al tablero de la dirección"
    full["kpis"].append(own_row())
    events = rich_records()
    events += [small_record(28, state="provisional"), typed_record(2, 3), typed_record(3, 3)]
    return render_portfolio([full, *events], language, calibrations=CALIBRATION)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", ["es", "fi", "en"])
def test_the_portfolio_asks_for_nothing_and_fits(
    browser: Browser, tmp_path: Path, language: str, width: int
) -> None:
    path = tmp_path / "portfolio.html"
    path.write_text(portfolio(language), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(path.as_uri())
    assert (requests, messages) == ([path.as_uri()], [])
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    names = (
        "[...document.querySelectorAll('svg.dots-chart')].filter(s => s.getBoundingClientRect().width > 0)"
    )
    # Effects, topics, formats, channels, registrations, attendance, calibration, experience.
    assert page.evaluate(f"{names}.length") == 8
    inside = f"{names}.every(s => [...s.querySelectorAll('text')].every(t => t.getBoundingClientRect().left >= 0 && t.getBoundingClientRect().right <= {width}))"
    assert page.evaluate(inside)
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_own_kpis_fit_into_the_index(browser: Browser, tmp_path: Path, width: int) -> None:
    own = [own_row(value, "red") | {"kpi": f"own_{value:g}"} for value in (1.0, 2.0, 3.0, 4.0, 5.0)]
    entry = {"event_id": "E1", "title": "One", "starts_on": "2026-05-01", "state": "mature", "own": own}
    path = tmp_path / "index.html"
    path.write_text(render_index([entry | {"verdict": None, "effect": None}], "fi"), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".own li").count() == 5
    page.close()
