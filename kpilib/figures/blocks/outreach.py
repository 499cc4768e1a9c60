"""Step 2: social networks one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import Cell, Column, section, table, with_lines
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Row = Mapping[str, Any]


def networks(sheet: Sheet) -> Markup:
    """What was posted on each network in the event window, and how people answered."""
    found: Row = sheet.record["outreach"]["networks"]
    title = sheet.language.say("section.networks")
    if not found["rows"]:
        texts = ("segments", sheet.language.say("command.intake"))
        template, command = (Markup("<code>{}</code>").format(text) for text in texts)
        missing = [sheet.say("networks.none", template=template, command=command)]
        return section(sheet, "networks", title, missing=missing)
    notes = [sheet.say("networks.basis", **days_of_range(sheet, found)), *_judged_together(sheet, found)]
    notes += usual_basis(sheet, found["rows"])
    notes += [
        sheet.say("networks.impossible", network=row["network"]) for row in found["rows"] if row["impossible"]
    ]
    return section(
        sheet,
        "networks",
        title,
        finding=_networks_finding(sheet, found),
        parts=[_networks_table(sheet, found["rows"])],
        notes=notes,
    )


def days_of_range(sheet: Sheet, found: Row) -> dict[str, str]:
    names = {"first": "starts_on", "last": "ends_on"}
    return {name: sheet.language.date(found[field], "medium") for name, field in names.items()}


def _networks_finding(sheet: Sheet, found: Row) -> Markup:
    finding, rows = found["finding"], {row["network"]: row for row in found["rows"]}
    code = finding["code"]
    if code in ("all_and_none", "answers_differ"):
        best, worst = rows[finding["best"]], rows[finding["worst"]]
        values = {"best": best["network"], "worst": worst["network"]}
        values |= {"k": _count(sheet, best, "answered"), "n": _count(sheet, best, "negative")}
        values |= {"other_k": _count(sheet, worst, "answered"), "other_n": _count(sheet, worst, "negative")}
        return sheet.say(f"networks.{code}", **values)
    if code in ("all_answered", "none_answered", "some_answered"):
        return _answers(sheet, finding)
    if code == "most_clicks":
        k = _count(sheet, rows[finding["network"]], "clicks")
        n = sheet.printer.value(Source("networks", "clicks"), finding["n"], "count")
        return sheet.say("networks.most_clicks", network=finding["network"], k=k, n=n)
    if code == "clicks":
        clicks = sheet.printer.noun(Source("networks", "clicks"), "click", finding["n"])
        return sheet.say("networks.clicks", clicks=clicks)
    posts = sheet.printer.noun(Source("networks", "posts"), "post", finding["n"])
    return sheet.say(f"networks.{code}", posts=posts)


def _answers(sheet: Sheet, finding: Row) -> Markup:
    """How many negative mentions were answered in all; of several networks, that they do not differ."""
    k, n = (
        sheet.printer.value(Source("networks", field), finding[x], "count")
        for field, x in (("answered", "k"), ("negative", "n"))
    )
    if finding["code"] == "some_answered":
        said = sheet.say("networks.some_answered", k=k, of=n)
        return said + " " + sheet.say("networks.alike") if finding["networks"] > 1 else said
    return sheet.say(f"networks.{finding['code']}", mentions=n)


def _count(sheet: Sheet, row: Row, field: str, unit: str = "count") -> Markup:
    return sheet.printer.value(Source(f"network:{row['network']}", field), row[field], unit)


def _judged_together(sheet: Sheet, found: Row) -> list[Markup]:
    """Mentions that were judged for all networks together, where nobody typed them by network."""
    judged = found["judged"]
    if judged["judged"] is None or any(row["judged"] is not None for row in found["rows"]):
        return []
    of = {
        name: sheet.printer.value(Source("networks", f"judged.{name}"), n, "count")
        for name, n in judged.items()
    }
    code = Markup("<code>{}</code>").format("kpi intake --template segments")
    return [sheet.say("networks.judged_together", command=code, **of)]


def _networks_table(sheet: Sheet, rows: Sequence[Row]) -> Markup:
    """One row a network; columns that no network tells of are left out."""
    makers = {
        "posts": lambda row: _count(sheet, row, "posts"),
        "impressions": lambda row: _seen(sheet, row),
        "clicks": lambda row: _clicks(sheet, row),
        "comments": lambda row: _count(sheet, row, "comments"),
        "judged": lambda row: _share(sheet, row, "positive", "judged"),
        "negative": lambda row: _share(sheet, row, "answered", "negative"),
        "followers": lambda row: _followers(sheet, row),
    }
    kpis = ("posts", "impressions", "link_clicks", "social_comments", "positive_mention_rate")
    names = dict(zip(makers, (*kpis, "negative_mention_reply_rate", "followers"), strict=True))
    told = [field for field in makers if any(row[field] is not None for row in rows)]
    columns: list[Column] = [(sheet.language.say("dimension.network"), "")]
    # What one network calls replies are another's comments; the KPIs keep them apart.
    words = {field: sheet.name(kpi) for field, kpi in names.items()}
    words |= {"comments": sheet.language.say("networks.comments")}
    columns += [(words[field], "num") for field in told]
    cells: list[list[Cell]] = [[row["network"], *(makers[field](row) for field in told)] for row in rows]
    return table(
        sheet, sheet.language.say("section.networks"), columns, cells, stack=True, quiet=True, wide=True
    )


def _seen(sheet: Sheet, row: Row) -> Markup:
    """Impressions; below them views, and people reached, which are never added up."""
    others = (("views", "social_views", "count"), ("reach", "post_reach", "people"))
    lines = [
        Markup("{}: {}").format(sheet.name(kpi), _count(sheet, row, field, unit))
        for field, kpi, unit in others
        if row[field] is not None
    ]
    return with_lines(_count(sheet, row, "impressions"), lines)


def _clicks(sheet: Sheet, row: Row) -> Markup:
    return with_lines(
        _count(sheet, row, "clicks"), usual_lines(sheet, f"network:{row['network']}", row, "count")
    )


def usual_lines(sheet: Sheet, of: str, row: Row, unit: str, digits: int | None = None) -> list[Markup]:
    """The usual range as a line below a number; nothing where former events are too few."""
    if row["usual_lower"] is None:
        return []
    fields = ("usual_lower", "usual_upper")
    limits = sheet.printer.range(of, fields, row["usual_lower"], row["usual_upper"], unit, digits)
    return [sheet.say("outreach.usual", range=limits)]


def usual_basis(sheet: Sheet, rows: Sequence[Row], before: Sequence[Row] = ()) -> list[Markup]:
    """What a usual range is, where some row has one and no row of a section `before` has said it."""
    is_told, is_needed = (any(row["usual_lower"] is not None for row in some) for some in (before, rows))
    return [sheet.say("outreach.usual_basis")] if is_needed and not is_told else []


def _share(sheet: Sheet, row: Row, part: str, whole: str) -> Markup:
    """k of n, and the interval of the share below."""
    if row[part] is None or row[whole] is None:
        return _count(sheet, row, part)
    of = f"network:{row['network']}"
    counts = sheet.printer.k_of_n(of, row[part], row[whole], (part, whole))
    fields = (f"{part}_lower", f"{part}_upper")
    if row[fields[0]] is None:
        return counts
    return with_lines(counts, [sheet.printer.range(of, fields, row[fields[0]], row[fields[1]], "share", 0)])


def _followers(sheet: Sheet, row: Row) -> Markup:
    """Followers on the last day they were counted in the window, and the change since the day before it."""
    followers = _count(sheet, row, "followers", "people")
    if row["followers_change"] is None:
        return followers
    source = Source(f"network:{row['network']}", "followers_change")
    values: dict[str, Markup | str] = {"change": sheet.printer.signed(source, row["followers_change"])}
    for name, field in (("first", "followers_before_on"), ("last", "followers_on")):
        values[name] = sheet.language.date(row[field], "medium")
    return with_lines(followers, [sheet.say("networks.change", **values)])
