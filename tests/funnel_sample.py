"""Steps and channels of the sample record; numbers invented but consistent."""

from typing import Any

NO_STEP: dict[str, Any] = {
    **dict.fromkeys(("people", "source", "before", "passed", "of", "lost", "rate", "lower", "upper")),
    **dict.fromkeys(("usual", "usual_lower", "usual_upper", "usual_lost_lower", "usual_lost_upper")),
    **dict.fromkeys(("n_events", "previous", "previous_event")),
    **{"is_least": False, "left": {}, "entered": {}, "is_open": False, "reading": "unknown"},
}
NAMES = ("invited", "registrations", "attendees", "leads", "qualified_leads", "customers")


def no_steps() -> list[dict[str, Any]]:
    """The steps of an event of which nothing is known."""
    return [NO_STEP | {"step": name} for name in NAMES]


def step(name: str, people: float, passed: float, of: float, **values: Any) -> dict[str, Any]:
    """A step that `passed` of `of` people reached."""
    interval = {"lower": max(passed / of - 0.05, 0.0), "upper": min(passed / of + 0.05, 1.0)}
    way = {"people": people, "passed": passed, "of": of, "lost": of - passed, "rate": passed / of}
    if "usual" in values:
        lower, upper = values.pop("usual")
        ends = {"usual": (lower + upper) / 2, "usual_lower": lower, "usual_upper": upper, "n_events": 12}
        way |= ends | {"usual_lost_lower": of * (1 - upper), "usual_lost_upper": of * (1 - lower)}
    return NO_STEP | {"step": name} | way | interval | values


def steps() -> list[dict[str, Any]]:
    """The way of the sample's people: attendance beyond its usual range, the rest as usual."""
    mail = {"source": "stated", "is_least": True, "before": "invited", "usual": (0.05, 0.07)}
    before = {"previous_event": "2026-04-22-previous", "before": "registrations", "previous": 0.52}
    return [
        NO_STEP | {"step": "invited", "people": 6840.0, "source": "stated"},
        step("registrations", 412.0, 412.0, 6840.0, reading="usual", **mail),
        step("attendees", 166.0, 157.0, 412.0, usual=(0.48, 0.55), reading="more", **before)
        | {"entered": {"walk_ins": 9.0}},
        step("leads", 58.0, 50.0, 106.0, usual=(0.4, 0.6), reading="usual", before="attendees")
        | {"left": {"known_before": 60.0}, "entered": {"absent": 8.0}},
        step("qualified_leads", 31.0, 31.0, 58.0, reading="unknown", before="leads"),
        NO_STEP | {"step": "customers", "is_open": True},
    ]


def channel(name: str, counts: tuple[int, int, int], usual: float | None, reading: str) -> dict[str, Any]:
    """A channel with its counts of registrations, attendees and leads."""
    rate = counts[1] / counts[0]
    way = {"rate": rate, "lower": max(rate - 0.06, 0.0), "upper": min(rate + 0.06, 1.0), "n_events": 9}
    of = {"usual_attendees": None, "usual_registrations": None}
    if usual is not None:
        of = {"usual_attendees": usual * 1000, "usual_registrations": 1000.0}
    names = ("registrations", "attendees", "leads")
    return {
        "channel": name,
        **dict(zip(names, counts, strict=True)),
        **way,
        **of,
        "usual": usual,
        "reading": reading,
    }


def channels() -> list[dict[str, Any]]:
    """One channel below its usual share; one that was never used before."""
    return [
        channel("Newsletter", (247, 101, 30), 0.51, "below"),
        channel("LinkedIn", (86, 30, 14), 0.36, "usual"),
        channel("unknown", (52, 19, 9), None, "unknown"),
        channel("other", (27, 7, 5), 0.3, "usual"),
    ]


NO_MINUTES: dict[str, Any] = {"parts": [], "usual": [], "n_events": 0}


def part(name: str, starts: int, ends: int, present: int, at_end: int, **values: Any) -> dict[str, Any]:
    """A part of the programme with the people at its start and end."""
    nothing = {"usual_left_lower": None, "usual_left_upper": None, "reading": "unknown"}
    people = {"present": present, "at_end": at_end, "left": max(present - at_end, 0)}
    return {"part": name, "starts": starts, "ends": ends, "speaker": ""} | people | nothing | values


def minutes() -> dict[str, Any]:
    """Three parts, more than usual gone from the second; a usual line from nine events."""
    shares = (0.2, 0.7, 0.9, 0.9, 0.88, 0.86, 0.84, 0.8, 0.76, 0.7, 0.4)
    usual = {"usual_left_lower": 5.0, "usual_left_upper": 12.0}
    return {
        "parts": [
            part("Talk", 0, 30, 40, 128, reading="usual", usual_left_lower=0.0, usual_left_upper=2.0),
            part("Demonstration", 30, 55, 128, 101, reading="more", **usual),
            part("Questions", 55, 67, 101, 92, reading="usual", **usual),
        ],
        "usual": [{"minute": 7.5 * i, "share": x, "people": 150 * x} for i, x in enumerate(shares)],
        "n_events": 9,
    }
