"""The review page, section by section, as a notebook shows it."""

from typing import Any

from markupsafe import Markup

from kpilib.figures.block import Block
from kpilib.figures.blocks import (
    actions,
    campaigns,
    card,
    challenges,
    channels,
    comments,
    diagnosis,
    effects,
    experience,
    funnel,
    learning,
    money,
    opening,
    outreach,
    presence,
    quality,
    ratings,
    scorecard,
    three_questions,
    ways,
    website,
)
from kpilib.figures.environment import read_notebook_css
from kpilib.figures.sheet import Sheet, language_of, record_of
from kpilib.language import Language


class ReviewPage:
    """The sections of one review in one language; each method gives one display object.

    Parameters
    ----------
    review : Review or mapping
        A review, or its record.
    language : str or Language
        Code of the language, or a language with its own locale.

    Every section is there in every state: one that has nothing to say shows what is missing and how
    to supply it.
    """

    def __init__(self, review: Any, language: str | Language) -> None:
        record = record_of(review)
        self.sheet = Sheet(record, language_of(record, language))

    def style(self) -> Block:
        """Colours and marks of the drawings, for a notebook; a published page brings its own."""
        return Block(f"<style>{read_notebook_css()}</style>")

    def header(self) -> Block:
        """State, title, and what, when, up to which day."""
        return _block(opening.header(self.sheet))

    def summary(self) -> Block:
        """Verdict, its range, five figures, actions in one line."""
        return _block(opening.summary(self.sheet))

    def contents(self) -> Block:
        """Links to the seven steps."""
        return _block(opening.contents(self.sheet))

    def goals(self) -> Block:
        """Step 1: the scorecard."""
        return _block(scorecard.goals(self.sheet))

    def event_card(self) -> Block:
        """What is told of the event itself."""
        return _block(card.event_card(self.sheet))

    def funnel(self) -> Block:
        """Step 2: people at each step."""
        return _block(funnel.funnel(self.sheet))

    def channels(self) -> Block:
        """Registrations by channel."""
        return _block(channels.channels(self.sheet))

    def presence(self) -> Block:
        """People present minute by minute."""
        return _block(presence.presence(self.sheet))

    def challenges(self) -> Block:
        """What people find hard, as they wrote when registering."""
        return _block(challenges.challenges(self.sheet))

    def networks(self) -> Block:
        """Social networks one by one."""
        return _block(outreach.networks(self.sheet))

    def web(self) -> Block:
        """The website by channel and page."""
        return _block(website.web(self.sheet))

    def advertising(self) -> Block:
        """Advertising, where something new was tried."""
        return _block(campaigns.advertising(self.sheet))

    def flows(self) -> Block:
        """Automated flows over their own window."""
        return _block(campaigns.flows(self.sheet))

    def experience(self) -> Block:
        """Step 3: what the survey says."""
        return _block(experience.experience(self.sheet))

    def ratings(self) -> Block:
        """Scores of speakers, parts of the programme, branches."""
        return _block(ratings.ratings(self.sheet))

    def comments(self) -> Block:
        """What people wrote in the survey."""
        return _block(comments.comments(self.sheet))

    def asked(self) -> Block:
        """Questions before and after; watching at one's own time."""
        return _block(comments.asked(self.sheet))

    def inputs(self) -> Block:
        """Which families of input the experience rests on."""
        return _block(comments.inputs(self.sheet))

    def effect(self) -> Block:
        """Step 4: would it have come anyway?"""
        return _block(effects.effect(self.sheet))

    def placebo(self) -> Block:
        """Could it be chance?"""
        return _block(effects.placebo(self.sheet))

    def people(self) -> Block:
        """Attendees and comparable absentees."""
        return _block(ways.people(self.sheet))

    def credit(self) -> Block:
        """What the customer system counts."""
        return _block(ways.credit(self.sheet))

    def returns(self) -> Block:
        """Cost and return."""
        return _block(money.returns(self.sheet))

    def diagnosis(self) -> Block:
        """Step 5: where to look first."""
        return _block(diagnosis.diagnosis(self.sheet))

    def three_questions(self) -> Block:
        """What is asked once the window has closed."""
        return _block(three_questions.three_questions(self.sheet))

    def evergreen(self) -> Block:
        """Step 6: content that lasts."""
        return _block(learning.evergreen(self.sheet))

    def quality(self) -> Block:
        """What was read, left out, and is missing."""
        return _block(quality.quality(self.sheet))

    def actions(self) -> Block:
        """Step 7: what is to be done."""
        return _block(actions.actions(self.sheet))

    def reading(self) -> Block:
        """How to read the page, and what it was made from."""
        return _block(quality.reading(self.sheet))

    def blocks(self) -> list[Block]:
        """All sections in the order of the page."""
        return [getattr(self, name)() for name in SECTION_NAMES]


SECTION_NAMES = (
    "header",
    "summary",
    "contents",
    "goals",
    "event_card",
    "funnel",
    "channels",
    "presence",
    "challenges",
    "networks",
    "web",
    "advertising",
    "flows",
    "experience",
    "ratings",
    "comments",
    "asked",
    "inputs",
    "effect",
    "placebo",
    "people",
    "credit",
    "returns",
    "diagnosis",
    "three_questions",
    "evergreen",
    "quality",
    "actions",
    "reading",
)


def _block(html: Markup) -> Block:
    return Block(str(html))
