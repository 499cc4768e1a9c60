"""Invented people with addresses at example.com, example.org and example.net only."""

import unicodedata
from dataclasses import dataclass, field

from kpilib.demo.dice import Dice
from kpilib.demo.records import Person
from kpilib.demo.words import COMPANIES, COUNTRIES, FIRST_NAMES, LAST_NAMES

INTERNAL_DOMAIN = "torrevalo.example.com"
FREELANCER = "paula.freelance@example.org"
LANGUAGE_SHARES = {"es": 48.0, "en": 32.0, "fi": 20.0}


def ascii_of(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.lower()


@dataclass
class Crowd:
    """All people made so far; no address is given twice."""

    people: list[Person] = field(default_factory=list)
    _addresses: dict[str, int] = field(default_factory=dict)

    def add(self, dice: Dice, language: str | None = None, has_email: bool = True) -> Person:
        """One more person, of a language or of any."""
        language = language or dice.weighted(LANGUAGE_SHARES)
        first, last = dice.pick(FIRST_NAMES[language]), dice.pick(LAST_NAMES[language])
        email = self._address(first, last, self._domain(dice)) if has_email else None
        return self._keep(first, last, email, language, dice.weighted(COUNTRIES[language]))

    def add_internal(self, first: str, last: str, email: str | None = None) -> Person:
        """Somebody of the company, or a freelancer with an address of their own."""
        address = email or f"{ascii_of(first)}.{ascii_of(last)}@{INTERNAL_DOMAIN}"
        self._addresses[address] = 1
        return self._keep(first, last, address, "es", "Spain", is_internal=True)

    def add_speaker(self, dice: Dice, language: str) -> Person:
        """A speaker from outside, who is no attendee and no contact."""
        first, last = dice.pick(FIRST_NAMES[language]), dice.pick(LAST_NAMES[language])
        email = self._address(first, last, "speakers.example.org")
        return self._keep(first, last, email, language, dice.weighted(COUNTRIES[language]))

    def _domain(self, dice: Dice) -> str:
        if dice.chance(0.3):
            return dice.pick(["example.com", "example.org", "example.net"])
        return f"{dice.pick(COMPANIES)}.example.{dice.pick(['com', 'org', 'net'])}"

    def _address(self, first: str, last: str, domain: str) -> str:
        stem = f"{ascii_of(first)}.{ascii_of(last)}"
        times = self._addresses.get(f"{stem}@{domain}", 0) + 1
        self._addresses[f"{stem}@{domain}"] = times
        return f"{stem}@{domain}" if times == 1 else f"{stem}{times}@{domain}"

    def _keep(
        self, first: str, last: str, email: str | None, language: str, country: str, is_internal: bool = False
    ) -> Person:
        person = Person(len(self.people), first, last, email, language, country, is_internal)
        self.people.append(person)
        return person


def staff(crowd: Crowd) -> list[Person]:
    """The company's own people, and the freelancer who is listed by address."""
    names = [
        ("Lucía", "Requena"),
        ("Tuomas", "Autio"),
        ("Nerea", "Luján"),
        ("Grace", "Hale"),
        ("Eero", "Salmi"),
    ]
    return [crowd.add_internal(*name) for name in names] + [crowd.add_internal("Paula", "Zorita", FREELANCER)]
