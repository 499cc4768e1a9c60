"""The catalogue of KPIs as a page in Markdown, in one language."""

from collections.abc import Iterator, Mapping, Sequence

from kpilib.kpis import DEFAULT_KPIS, KPIS, MEASURES, Kpi
from kpilib.kpis.description import describe_formula
from kpilib.kpis.questions import kpis_for, read_questions
from kpilib.language import Language, get_language

GROUPS = tuple(dict.fromkeys(kpi.group for kpi in KPIS.values()))
DIRECTIONS = {"up": "more_is_better", "down": "less_is_better", "none": "no_direction"}
HEADS = (
    *("id", "name", "meaning", "formula", "unit", "kind", "step", "model", "objective", "purpose"),
    *("source", "version"),
)


def render_catalogue(
    language: str | Language, catalogue: Mapping[str, Kpi] = KPIS, used: Sequence[str] = DEFAULT_KPIS
) -> str:
    """All KPIs by group, the organisation's own behind them, the questions, and the measures.

    Parameters
    ----------
    language : str or Language
    catalogue : mapping
        The kit's KPIs, or those of a workspace with its own.
    used : sequence of str
        KPIs in use where a workspace chooses none.
    """
    chosen = language if isinstance(language, Language) else get_language(language)
    return "\n".join(_lines(chosen, catalogue, used)).rstrip() + "\n"


def _lines(language: Language, catalogue: Mapping[str, Kpi], used: Sequence[str]) -> Iterator[str]:
    say = language.say
    names = ", ".join(catalogue[kpi].names[language.code] for kpi in used)
    yield f"# {say('catalogue.title')}"
    for line in (
        say("catalogue.intro"),
        say("catalogue.in_use", kpis=names),
        say("catalogue.generated", command="`kpi kpis --docs DIR`"),
    ):
        yield from ("", line)
    for group in GROUPS:
        kpis = [kpi for kpi in catalogue.values() if kpi.group == group and not kpi.is_own]
        yield from _section(say(f"group.{group}"), _heads(language), [_cells(language, kpi) for kpi in kpis])
    own = [kpi for kpi in catalogue.values() if kpi.is_own]
    if own:
        yield from _section(say("catalogue.own"), _heads(language), [_cells(language, kpi) for kpi in own])
    yield from _questions(language, catalogue)
    measures = [[f"`{name}`", say(f"unit.{measure.unit}")] for name, measure in MEASURES.items()]
    yield from _section(say("catalogue.measures"), [say("column.id"), say("column.unit")], measures)


def _heads(language: Language) -> list[str]:
    return [language.say(f"column.{name}") for name in HEADS]


def _cells(language: Language, kpi: Kpi) -> list[str]:
    say, code = language.say, language.code
    kind = f"{say(f'kpi_kind.{kpi.kind}')}; {say(f'catalogue.{DIRECTIONS[kpi.better]}')}"
    placed = {"kpi_step": kpi.step, "model": kpi.model, "objective": kpi.objective, "purpose": kpi.purpose}
    words = [say(f"{table}.{value}") if value else "" for table, value in placed.items()]
    formula = f"`{describe_formula(kpi)}`"
    head = [f"`{kpi.id}`", kpi.names[code], kpi.meanings[code], formula, say(f"unit.{kpi.unit}"), kind]
    return [*head, *words, kpi.source, str(kpi.version)]


def _questions(language: Language, catalogue: Mapping[str, Kpi]) -> Iterator[str]:
    say, code = language.say, language.code
    yield from ("", f"## {say('catalogue.questions')}")
    for question in read_questions().values():
        objective = say(f"objective.{question.objective}")
        yield from ("", f"### {question.id} {question.texts[code]}", "")
        look = say("catalogue.look_at", what=question.look_at[code])
        yield f"{look} {say('ask.objective', objective=objective)}"
        kpis = [f"{kpi.names[code]} (`{kpi.id}`)" for kpi in kpis_for(question.id, catalogue)]
        yield from ("", *(f"- {name}" for name in kpis or [say("ask.no_kpis")]))


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        # A stroke would end the cell, a line break the table.
        cells = (" ".join(cell.replace("|", "\\|").split()) for cell in row)
        yield f"| {' | '.join(cells)} |"
