"""What people do in a session: they ask, and they answer polls."""

from datetime import timedelta

from kpilib.demo.calendar import Plan
from kpilib.demo.dice import Dice
from kpilib.demo.live_words import FIRST_STEPS, QUESTIONS, REPLIES
from kpilib.demo.records import Person, PollAnswer, Question


def questions_of(plan: Plan, attendees: list[Person]) -> list[Question]:
    """Questions in the order asked; one in five is asked without a name."""
    if not plan.has_live_reports:
        return []
    dice = Dice("questions", plan.event_id)
    askers = dice.some(_reachable(attendees), 3 + len(attendees) // 14)
    questions = []
    for asker in askers:
        for _ in range(2 if dice.chance(0.2) else 1):
            person = None if dice.chance(0.2) else asker
            words = dice.pick(QUESTIONS[plan.language])
            reply = dice.pick(("live answered", "live answered", REPLIES[plan.language], ""))
            questions.append(Question(plan.event_id, person, words, reply))
    return questions


def poll_answers_of(plan: Plan, attendees: list[Person]) -> list[PollAnswer]:
    """Answers to two polls: was it useful (1 to 5), and what comes first (several may be chosen)."""
    if not plan.has_live_reports:
        return []
    dice = Dice("polls", plan.event_id)
    share = dice.between(0.18, 0.26) if "trouble" in plan.notes else dice.between(0.38, 0.55)
    answers = []
    for number, minutes in ((0, 15), (1, 8)):
        begins = plan.ends_at - timedelta(minutes=minutes)
        people = dice.some(_reachable(attendees), round(share * len(attendees)))
        for person in people:
            at = begins + timedelta(seconds=dice.whole(2, 170))
            named = None if dice.chance(0.06) else person
            answer = _score(dice, plan) if number == 0 else _steps(dice, plan)
            answers.append(PollAnswer(plan.event_id, named, at, number, answer))
    return sorted(answers, key=lambda a: (a.number, a.answered_at))


def _reachable(people: list[Person]) -> list[Person]:
    """Who has an address: a name alone does not tie an asker to a guest for sure."""
    return [person for person in people if person.email is not None]


def _score(dice: Dice, plan: Plan) -> str:
    middle = 2.7 if "trouble" in plan.notes else 4.1
    return str(min(5, max(1, round(middle + 0.8 * dice.normal()))))


def _steps(dice: Dice, plan: Plan) -> str:
    chosen = dice.some(FIRST_STEPS[plan.language], 2 if dice.chance(0.3) else 1)
    return ";".join(sorted(chosen))
