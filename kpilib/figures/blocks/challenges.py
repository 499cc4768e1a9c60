"""Step 2: which challenges people named when they registered."""

from markupsafe import Markup

from kpilib.figures.blocks.topics import is_grouped, people, quotes, topics_figure
from kpilib.figures.layout import how_to_add, is_missing, section
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet


def challenges(sheet: Sheet) -> Markup:
    """Challenges by topic with the people who named them; or why there are none."""
    told, title = sheet.record.get("challenges"), sheet.language.say("section.challenges")
    if told is None:
        missing = how_to_add(sheet, ["registrations"]) if is_missing(sheet, "registrations") else []
        return section(sheet, "challenges", title, missing=missing or [sheet.say("challenges.not_asked")])
    if not told["n"]:
        return section(sheet, "challenges", title, finding=sheet.say("challenges.nobody"))
    n, without = told["n"], told["n_without"]
    silent = sheet.say(
        "challenges.without", n=without, people=people(sheet, "challenges", "n_without", without)
    )
    notes = [silent] if without else []
    if not is_grouped(told):
        k = sheet.printer.value(Source("challenges", "k"), told["k"], "people")
        finding = sheet.say("challenges.few", n=n, people=people(sheet, "challenges", "n", n), k=k)
        return section(sheet, "challenges", title, finding=finding, parts=quotes(sheet, told), notes=notes)
    drawn = topics_figure(sheet, "challenges", told, sheet.language.say("challenges.subtitle"))
    notes = [sheet.say("challenges.how"), *notes]
    return section(
        sheet, "challenges", title, parts=[drawn, *quotes(sheet, told)], notes=[Markup(" ").join(notes)]
    )
