"""The record's part on networks, website, advertising and flows, with everything known, and with nothing."""

from typing import Any

NO_USUAL = {"usual_lower": None, "usual": None, "usual_upper": None, "n_usual": None}


def network(name: str, **known: Any) -> dict[str, Any]:
    """One network; what is not given is unknown."""
    counts = dict.fromkeys(("posts", "impressions", "views", "reach", "clicks", "comments"))
    shares = {
        f"{part}{end}": None
        for part in ("positive", "answered")
        for end in ("", "_share", "_lower", "_upper")
    }
    followers = dict.fromkeys(("followers", "followers_change", "followers_on", "followers_before_on"))
    unknown = counts | shares | {"judged": None, "negative": None, "impossible": []} | followers | NO_USUAL
    return {"network": name} | unknown | known


def judged(positive: int, n: int, answered: int, negative: int) -> dict[str, Any]:
    """Judged mentions of one network with plausible limits."""
    fields: dict[str, Any] = {"positive": float(positive), "judged": float(n), "impossible": []}
    fields |= {"answered": float(answered), "negative": float(negative)}
    for part, k, of in (("positive", positive, n), ("answered", answered, negative)):
        share = k / of
        fields |= {f"{part}_share": share, f"{part}_lower": share * 0.7, f"{part}_upper": share * 0.8 + 0.2}
    return fields


def channel(name: str, visits: float, conversions: float | None, **known: Any) -> dict[str, Any]:
    """One channel of the website."""
    rate = None if conversions is None else conversions / visits
    limits = {"lower": None, "upper": None} if rate is None else {"lower": rate * 0.6, "upper": rate * 1.6}
    return (
        {"channel": name, "visits": visits, "conversions": conversions, "rate": rate}
        | limits
        | NO_USUAL
        | known
    )


def flow(name: str, **known: Any) -> dict[str, Any]:
    """One flow; what is not given is unknown."""
    fields = ("sent", "clicks", "people", "leads", "opportunities", "sales", "days_to_sale")
    return {"flow": name} | dict.fromkeys((*fields, "sales_rate", "lower", "upper")) | known


def sample_outreach() -> dict[str, Any]:
    """Everything known."""
    usual = {"usual_lower": 20.0, "usual": 48.0, "usual_upper": 110.0, "n_usual": 12}
    followers = {"followers": 1804.0, "followers_change": 30.0}
    followers |= {"followers_on": "2026-06-01", "followers_before_on": "2026-05-11"}
    linkedin = network(
        "LinkedIn", posts=2.0, impressions=4886.0, reach=3120.0, clicks=57.0, comments=7.0,
        **(judged(8, 12, 4, 4) | followers | usual),
    )  # fmt: skip
    x = network("X", posts=2.0, impressions=2547.0, clicks=35.0, comments=11.0, **judged(4, 7, 0, 3))
    networks = {
        "starts_on": "2026-05-20",
        "ends_on": "2026-06-02",
        "rows": [linkedin, x, network("YouTube", posts=1.0, views=310.0)],
        "judged": {"judged": 19.0, "positive": 12.0, "negative": 7.0, "answered": 4.0},
        "finding": {"code": "all_and_none", "best": "LinkedIn", "worst": "X"},
    }
    rates = {"usual_lower": 0.012, "usual": 0.016, "usual_upper": 0.021, "n_usual": 30}
    web = {
        "basis": "sessions",
        "starts_on": "2026-05-01",
        "ends_on": "2026-05-31",
        "channels": [channel("Email", 1084.0, 52.0, **rates), channel("Direct", 1374.0, 25.0)],
        "finding": {"code": "leads_further", "channel": "Email", "others_rate": 25 / 1374},
        "pages": [
            {"page": "/", "views": 1179.0, "minutes_per_view": 0.865},
            {"page": "other", "views": 12.0, "minutes_per_view": None},
        ],
        "pages_range": {"starts_on": "2026-05-20", "ends_on": "2026-06-02"},
    }
    return {"networks": networks, "web": web, "advertising": sample_advertising(), "flows": sample_flows()}


def sample_advertising() -> dict[str, Any]:
    """Something new was tried, in one campaign."""
    prices = {"cost_per_click": 0.82, "cost_per_acquisition": 13.94, "cost_per_thousand_impressions": 45.3}
    usual = {"usual_lower": 0.6, "usual": 0.7, "usual_upper": 0.8, "n_usual": 12}
    kpis = [{"kpi": kpi, "value": value} | NO_USUAL for kpi, value in prices.items()]
    kpis.append({"kpi": "click_through_rate", "value": 0.055} | NO_USUAL)
    kpis[0] |= usual
    campaign = {"campaign": "Maps - Meta", "source": "meta_ads", "cost": 1198.81, "impressions": 26463.0}
    campaign |= {"clicks": 1465.0, "conversions": 86.0, **prices, "click_through_rate": 0.0554}
    finding = {"code": "dearer", "kpi": "cost_per_click"}
    return {"tried": "Anuncios en Meta", "campaigns": [campaign], "kpis": kpis, "finding": finding}


def sample_flows() -> dict[str, Any]:
    """Two flows whose window is still open."""
    follow = flow(
        "Seguimiento", sent=328.0, clicks=46.0, people=24.0, leads=20.0, opportunities=6.0, sales=3.0
    )
    follow |= {"days_to_sale": 31.0, "sales_rate": 0.15, "lower": 0.05, "upper": 0.36}
    rows = [follow, flow("other", sent=110.0, clicks=9.0, people=8.0, leads=5.0)]
    finding = {"code": "open", "people": 30.0, "leads": 24.0, "sales": 3.0, "sent": 438.0}
    days = {"days": 90, "starts_on": "2026-05-20", "ends_on": "2026-08-17", "state": "provisional"}
    return days | {"rows": rows, "finding": finding}


def bare_outreach() -> dict[str, Any]:
    """Nothing known, nothing named."""
    ends = {"starts_on": None, "ends_on": None}
    days = {"starts_on": "2026-05-20", "ends_on": "2026-06-02"}
    unknown = dict.fromkeys(("judged", "positive", "negative", "answered"))
    no_posts = {"code": "no_posts", "n": 0, "networks": 0}
    networks = days | {"rows": [], "judged": unknown, "finding": no_posts}
    web = ends | {"basis": None, "channels": [], "finding": None, "pages": [], "pages_range": ends}
    advertising = {"tried": None, "campaigns": [], "kpis": [], "finding": None}
    flows = {"days": 90, "starts_on": "2026-05-20", "ends_on": "2026-08-17", "state": "provisional"}
    flows |= {"rows": [], "finding": None}
    return {"networks": networks, "web": web, "advertising": advertising, "flows": flows}
