"""What each check and each branch of a diagnosis rests on, in sentences with their numbers."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import how_to_state
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Entry = Mapping[str, Any]
MOST_EVIDENCE = 3
TROUBLE = "technical_trouble_rate"


def check_evidence(sheet: Sheet, entry: Entry) -> Markup:
    """The evidence of one check; what would make an unknown one known."""
    tell = {"channels": _channels, "trouble": _trouble, "systems": _systems, "topic": _topic}
    return Markup(" ").join(tell[entry["check"]](sheet, entry))


def _channels(sheet: Sheet, entry: Entry) -> list[Markup]:
    if entry["answer"] == "unknown":
        how = how_to_state(sheet, "facts.checklists.channels")
        return [sheet.say("diagnosis.unknown.channels"), how]
    lines = [sheet.say("diagnosis.sent", counts=_counts(sheet, "diagnosis:channels", entry))]
    if entry.get("channels"):
        lines.append(sheet.say("diagnosis.left_out", channels=", ".join(entry["channels"])))
    return lines + [line for one in entry.get("compared", ()) for line in _compared(sheet, one)]


def _compared(sheet: Sheet, entry: Entry) -> list[Markup]:
    """How many came without a channel, and at earlier events with it: a difference, never more."""
    part = f"diagnosis:{entry['channel']}"
    told = sheet.say(
        "diagnosis.compared",
        channel=entry["channel"],
        here=sheet.printer.value(Source(part, "value"), entry["value"], "share"),
        before=sheet.printer.value(Source(part, "with"), entry["with"], "share"),
        past_events=sheet.printer.noun(Source(part, "events"), "past_event", entry["events"]),
    )
    return [told, sheet.say("diagnosis.clear" if entry["is_clear"] else "diagnosis.unclear")]


def _trouble(sheet: Sheet, entry: Entry) -> list[Markup]:
    lines = []
    if entry["value"] is not None:
        value = sheet.printer.value(Source(TROUBLE, "value"), entry["value"], "share")
        k, n = (
            sheet.printer.value(Source(TROUBLE, field), entry[name], "count")
            for field, name in (("numerator", "k"), ("denominator", "n"))
        )
        lines.append(sheet.say("diagnosis.technical", value=value, k=k, n=n))
        lines += _usual(sheet, "share", entry["usual_lower"], entry["usual_upper"], "usual")
    else:
        lines.append(sheet.say("diagnosis.unknown.trouble"))
    if entry["complaints"] is not None:
        n = sheet.printer.value(Source("complaints", "value"), entry["complaints"], "count")
        lines.append(sheet.say("diagnosis.complaints", n=n))
        limits = entry["complaints_lower"], entry["complaints_upper"]
        lines += _usual(sheet, "count", *limits, "complaints")
    return lines


def _usual(sheet: Sheet, unit: str, lower: float | None, upper: float | None, name: str) -> list[Markup]:
    if lower is None:
        return []
    fields = (f"{name}_lower", f"{name}_upper")
    printed = sheet.printer.range("diagnosis:trouble", fields, lower, upper, unit)
    return [sheet.say("diagnosis.usual", range=printed)]


def _systems(sheet: Sheet, entry: Entry) -> list[Markup]:
    if entry["answer"] == "unknown":
        return [sheet.say("diagnosis.unknown.systems"), sheet.say("diagnosis.state_coverage")]
    lines = []
    if entry["files"]:
        lines.append(sheet.say("diagnosis.unreadable", files=", ".join(entry["files"])))
    if entry["k"] is not None:
        counts = _counts(sheet, "diagnosis:systems", entry)
        lines.append(sheet.say("diagnosis.days_read", counts=counts))
        silent = sheet.printer.value(Source("diagnosis:systems", "silent"), entry["silent"], "count")
        lines.append(sheet.say("diagnosis.days_silent", n=silent))
    return lines


def _topic(sheet: Sheet, entry: Entry) -> list[Markup]:
    lines = [sheet.say("diagnosis.topic")] if entry["answer"] == "remains" else []
    if entry["answer"] == "unknown":
        lines.append(sheet.say("diagnosis.topic_waits"))
    if entry["interest"] is not None:
        n = sheet.printer.value(Source("qualified_registrations", "value"), entry["interest"], "people")
        zone = sheet.language.say(f"zone.{entry['interest_zone']}.sentence")
        lines.append(sheet.say("diagnosis.interest", n=n, zone=zone))
    return lines


def _counts(sheet: Sheet, part: str, entry: Entry) -> Markup:
    return sheet.printer.k_of_n(part, entry["k"], entry["n"], ("k", "n"))


def evidence_of(sheet: Sheet, branch: Entry) -> Markup:
    """What speaks loudest for or against a branch; where nothing is known, what would tell."""
    if branch["signal"] == "no_data":
        return sheet.say(f"branch.ask.{branch['branch']}")
    strongest = max((e["level"] for e in branch["evidence"]), key=("none", "slight", "strong").index)
    loud = [e for e in branch["evidence"] if e["level"] == strongest][:MOST_EVIDENCE]
    told = capital(Markup("; ").join(_piece(sheet, entry) for entry in loud)) + "."
    return told + " " + sheet.say("branch.follows") if branch["follows"] else told


def capital(text: Markup) -> Markup:
    """A text with a capital in front; one that begins with an element stays as it is."""
    return Markup(text[:1].upper()) + text[1:]


def _piece(sheet: Sheet, entry: Entry) -> Markup:
    if entry["code"] == "kpi":
        row = sheet.rows[entry["kpi"]]
        reading = sheet.language.say(f"zone.{row['zone']}.sentence").lower()
        if row["zone"] == "unknown":
            reading = sheet.language.say("branch.as_usual" if entry["level"] == "none" else "branch.unusual")
        return sheet.say("branch.kpi", kpi=sheet.name(entry["kpi"]), value=sheet.value(row), reading=reading)
    if entry["code"] == "item":
        part = f"item:{entry['question']}"
        value = sheet.printer.value(Source(part, "value"), entry["value"], "score")
        n = sheet.printer.noun(Source(part, "n"), "response", entry["n"])
        item = sheet.language.quote(entry["question"])
        return sheet.say("branch.item", item=item, value=value, responses=n)
    if entry["code"] == "part":
        counts = sheet.printer.k_of_n(f"part:{entry['part']}", entry["k"], entry["n"], ("left", "n"))
        return sheet.say("branch.part", part=entry["part"], counts=counts)
    counts = sheet.printer.k_of_n("diagnosis:channels", entry["k"], entry["n"], ("k", "n"))
    return sheet.say("branch.channels", counts=counts)
