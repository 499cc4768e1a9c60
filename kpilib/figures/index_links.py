"""Where the rows of the index lead: reviews, one pages, what failed, each in the language that there is."""

from collections.abc import Mapping
from typing import Any

from kpilib.figures.layout import language_name
from kpilib.language import Language

Entry = Mapping[str, Any]


def href_of(entry: Entry, language: Language) -> str | None:
    """The review in the page's language; else in the first that there is."""
    pages: Mapping[str, Mapping[str, str]] = entry.get("pages") or {}
    page = pages.get(language.code) or next(iter(pages.values()), None)
    return None if page is None else page.get("full") or page.get("executive")


def links_of(language: Language, entry: Entry) -> list[dict[str, str]]:
    """The one page in the page's language, and the review in the others; without the former, theirs."""
    pages: Mapping[str, Mapping[str, str]] = entry.get("pages") or {}
    own = pages.get(language.code, {})
    links = []
    if own.get("executive"):
        links.append(_link(own["executive"], language.say("page.one_page")))
    for code, page in pages.items():
        if code == language.code:
            continue
        if own.get("full") and page.get("full"):
            links.append(_link(page["full"], language.say(f"language.{code}.own"), code, code))
        elif page.get("executive"):
            text = language.say("index.page_in", language=language_name(language, code))
            links.append(_link(page["executive"], text, "", code))
    return [*_failed_link(language, pages), *links]


def _link(href: str, text: str, lang: str = "", hreflang: str = "") -> dict[str, str]:
    """`lang`: of the link's own words, where they are not the page's; `hreflang`: of what it leads to."""
    return {"href": href, "text": text, "lang": lang, "hreflang": hreflang}


def _failed_link(language: Language, pages: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The page of what failed: in the page's language, else in the first that there is."""
    codes = [code for code in (language.code, *pages) if pages.get(code, {}).get("failed")]
    if not codes:
        return []
    other = "" if codes[0] == language.code else codes[0]
    return [_link(pages[codes[0]]["failed"], language.say("index.failed_page"), "", other)]


def href_language(entry: Entry, language: Language) -> str:
    """The language that the title's link leads to, where it is another."""
    pages: Mapping[str, Mapping[str, str]] = entry.get("pages") or {}
    code = language.code if pages.get(language.code) else next(iter(pages), "")
    return "" if code == language.code else code
