"""What people wrote: challenges of the registered, comments of the survey, by topic, as the record has it.

`challenges` and `experience.comments` have one shape. `n` people wrote something meaningful, `n_without`
(challenges only) did not; `k` people make a topic. `topics`, the largest first, "other" last: `topic` (the
organisation's name, the stem of the shared word, or "other"), `words` (as people wrote them; none for the
organisation's own), `people`, `share`, `lower`, `upper` (95 %). `leads`: whether the largest stands out from
the next beyond chance. `quotes`: released answers.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from kpilib.intake.challenge import is_meaningful, key_of
from kpilib.kpis.formulas import Z95, wilson
from kpilib.measures import read_challenges, read_comments
from kpilib.params import Event, Workspace
from kpilib.review.breakdowns import OTHER
from kpilib.review.evidence import Evidence, plain_number
from kpilib.review.topics import Topic, group_by_topic
from kpilib.store import Store

MOST_QUOTES = 3


def describe_challenges(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any] | None:
    """Challenges of the registered by topic; None where no registration form asked for them."""
    measures = evidence.measures.loc[event.event_id]
    if plain_number(measures["qualified_registrations"]) is None:
        return None
    rows = read_challenges(store, evidence.as_of)
    rows = rows[(rows["event_id"] == event.event_id) & rows["is_qualified"]]
    texts = _one_text_each(rows["person_id"], rows["challenge"])
    told = describe_texts(texts, event, workspace)
    registered = plain_number(measures["registrations"]) or len(texts)
    return told | {"n_without": int(registered) - len(texts)}


def describe_comments(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any] | None:
    """Comments of the survey by topic; None where nobody wrote any."""
    rows = read_comments(store, event.event_id, evidence.as_of)
    rows = rows[rows["answer"].map(is_meaningful).astype(bool)]
    texts = _one_text_each(rows["respondent_id"], rows["answer"])
    return describe_texts(texts, event, workspace) if texts else None


def describe_texts(texts: dict[str, str], event: Event, workspace: Workspace) -> dict[str, Any]:
    """Texts by topic, with the quotes that were released among them."""
    language, k = workspace.language_of(event), workspace.privacy.k
    topics = group_by_topic(texts, language, k, workspace.topics)
    quotes = released(texts.values(), event.facts.quotes) if workspace.privacy.quotes else []
    return {
        "n": len(texts),
        "k": k,
        "topics": [_described(topic, len(texts)) for topic in topics],
        "leads": _leads([len(topic.people) for topic in topics if topic.name != OTHER]),
        "quotes": quotes,
    }


def _one_text_each(people: pd.Series, texts: pd.Series) -> dict[str, str]:
    """What each person wrote, in one text, each different answer once."""
    rows = pd.DataFrame({"person": people, "text": texts}).dropna().drop_duplicates()
    rows = rows.sort_values(["person", "text"])
    return {str(person): "\n".join(group["text"]) for person, group in rows.groupby("person")}


def _described(topic: Topic, n: int) -> dict[str, Any]:
    k = len(topic.people)
    lower, upper = wilson(np.array([k], dtype=float), np.array([n], dtype=float))
    limits = {"lower": plain_number(lower[0]), "upper": plain_number(upper[0])}
    return {"topic": topic.name, "words": list(topic.words), "people": k, "share": k / n, **limits}


def _leads(people: list[int]) -> bool:
    """Whether the largest topic stands out: the difference of two counts of one whole, beyond chance."""
    if len(people) < 2:
        return len(people) == 1
    first, second = sorted(people, reverse=True)[:2]
    return first - second > Z95 * float(np.sqrt(first + second))


def released(answers: Iterable[str], quotes: list[str]) -> list[str]:
    """Answers that somebody released, as they are stored: masked, the first three.

    A quote counts if an answer has the same words, and nothing in it was masked: what told a person is
    no quote.
    """
    stored = {key_of(line): line for text in answers for line in text.split("\n") if line.strip()}
    found = (stored.get(key_of(quote)) for quote in quotes)
    return [line for line in dict.fromkeys(found) if line is not None and "[" not in line][:MOST_QUOTES]
