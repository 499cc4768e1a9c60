"""Step 5: why red? The checks in their order, the five branches, and signal or noise."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.diagnosis_evidence import capital, check_evidence, evidence_of
from kpilib.figures.blocks.run_charts import run_charts
from kpilib.figures.layout import section, table
from kpilib.figures.sheet import Sheet

Entry = Mapping[str, Any]
MOST_NAMES = 6


def diagnosis(sheet: Sheet) -> Markup:
    """The likeliest cause first; then the checks, the branches, and the run of what stands out."""
    title = sheet.language.say("section.diagnosis")
    found = findings(sheet)
    if not found["red"]:
        return section(sheet, "diagnosis", title, step=5, finding=_nothing_red(sheet))
    parts = [_problems(sheet, found["verdict"][0])] if found["verdict"] else []
    parts += [_checks(sheet, found["check"]), _branches(sheet, found["branch"])]
    return section(
        sheet,
        "diagnosis",
        title,
        step=5,
        finding=verdict_sentence(sheet),
        parts=[*parts, *run_charts(sheet, _groups(found))],
        notes=[sheet.say("diagnosis.order")],
    )


def _groups(found: Mapping[str, list[Entry]]) -> list[list[str]]:
    """The red KPIs of each problem, then those that go with none: a chart for each group."""
    if not found["verdict"]:
        return [found["red"][0]["kpis"]]
    verdict = found["verdict"][0]
    return [*(problem["kpis"] for problem in verdict["problems"]), verdict["unexplained"]]


def findings(sheet: Sheet) -> dict[str, list[Entry]]:
    """The record's findings by what they are: red, check, branch, verdict."""
    kinds: dict[str, list[Entry]] = {"red": [], "check": [], "branch": [], "verdict": []}
    for entry in sheet.record["diagnosis"]:
        kinds["check" if "check" in entry else entry["code"]].append(entry)
    return kinds


def verdict_sentence(sheet: Sheet) -> Markup | None:
    """What is likeliest, in a sentence or two, or that chance may be behind it; None where nothing is red."""
    verdict = next(iter(findings(sheet)["verdict"]), None)
    if verdict is None:
        return None
    problems = verdict["problems"]
    if not problems:
        return _cannot_tell(sheet, verdict["not_known"])
    causes = Markup("; ").join(cause_words(sheet, problem["cause"]) for problem in problems)
    if not sheet.record["reds"]["held"]:
        return sheet.say("diagnosis.by_chance", causes=causes)
    if len(problems) > 1:
        return sheet.say("diagnosis.likely_several", causes=causes)
    is_all_of_many = len(problems[0]["kpis"]) > 1 and not verdict["unexplained"]
    return sheet.say("diagnosis.likely_one" if is_all_of_many else "diagnosis.likely", cause=causes)


def _cannot_tell(sheet: Sheet, not_known: list[str]) -> Markup:
    if not not_known:
        return sheet.say("diagnosis.cannot_tell")
    names = ", ".join(sheet.language.say(f"diagnosis.what.{check}") for check in not_known)
    return sheet.say("diagnosis.cannot_tell_yet", checks=names)


def cause_words(sheet: Sheet, cause: str) -> Markup:
    """A cause as a noun phrase; of the channels with the names of those that did not go out."""
    if cause != "channels":
        return sheet.say(f"cause.{cause}")
    entry = next((e for e in findings(sheet)["check"] if e["check"] == "channels"), {})
    return sheet.say("cause.channels", channels=", ".join(entry.get("channels", ())))


def _nothing_red(sheet: Sheet) -> Markup:
    judged = any(row["zone"] != "unknown" for row in sheet.rows.values())
    return sheet.say("diagnosis.nothing_red" if judged else "diagnosis.no_zones")


def _problems(sheet: Sheet, verdict: Entry) -> Markup:
    """Which red KPIs go with which cause."""
    lines = [
        sheet.say("diagnosis.problem", cause=capital(cause_words(sheet, p["cause"])), kpis=_names(sheet, p))
        for p in verdict["problems"]
    ]
    if verdict["unexplained"]:
        names = sheet.names(verdict["unexplained"], MOST_NAMES)
        lines.append(sheet.say("diagnosis.unexplained", kpis=names))
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<ul>{}</ul>").format(items)


def _names(sheet: Sheet, problem: Entry) -> str:
    return sheet.names(problem["kpis"], MOST_NAMES)


def _checks(sheet: Sheet, checks: list[Entry]) -> Markup:
    say = sheet.language.say
    columns = [(say(f"column.{name}"), "") for name in ("check", "answer", "evidence")]
    rows = [
        [
            say(f"diagnosis.check.{entry['check']}"),
            say(f"answer.{entry['answer']}"),
            check_evidence(sheet, entry),
        ]
        for entry in checks
    ]
    return table(sheet, say("diagnosis.checks"), columns, rows, stack=True)


def _branches(sheet: Sheet, branches: list[Entry]) -> Markup:
    say = sheet.language.say
    columns = [(say(f"column.{name}"), "") for name in ("branch", "signal", "evidence")]
    rows = [
        [say(f"branch.{b['branch']}"), say(f"branch.signal.{b['signal']}"), evidence_of(sheet, b)]
        for b in branches
    ]
    return table(sheet, say("diagnosis.branches"), columns, rows, stack=True)
