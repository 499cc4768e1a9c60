"""Which red KPIs go together, and with what: several reds with one likely cause are one problem."""

from kpilib.review.diagnosis.case import Case, Finding

# What each KPI can say of: people who came, what they lived through; all others follow from these.
REACH = (
    *("registrations", "qualified_registrations", "attendees", "no_shows", "attendance_rate"),
    *("attendance_per_qualified_registration", "qualified_attendance_rate", "registrations_to_goal"),
    *("attendees_to_goal", "channel_completion_rate", "conversion_rate", "email_open_rate"),
    *("email_click_rate",),
)
SESSION = (
    *("minutes_per_attendee", "engagement_rate", "nps", "csat", "ses", "satisfaction_score"),
    *("ease_of_use", "technical_trouble_rate", "complaints", "purchase_intent_rate"),
)
COST = ("cost", "cost_per_lead", "cost_per_registration", "cost_per_attendee")
COST_ONLY = ("cost", "expert_time_cost", "marketing_cost", "platform_cost")
OF_CHECK = {"channels": "channels", "trouble": "technical", "systems": "systems"}
# Likely causes in the order in which they are asked for, by what a KPI can say of.
ASKED = {
    "reach": ("channels", "systems", "technical", "communication", "topic"),
    "session": ("technical", "place", "programme", "networking", "content", "topic"),
    "later": ("channels", "technical", "systems", "topic"),
}


def find_verdict(case: Case, checks: list[Finding], branches: list[Finding]) -> Finding:
    """The likeliest causes, largest first, each with its red KPIs; and the reds that go with none.

    `problems` : cause and KPIs. `unexplained` : red KPIs beside. `not_known` : checks without an answer. With
    no problem at all the answer is "cannot tell".
    """
    causes = _causes(checks)
    problems: dict[str, list[str]] = {}
    for kpi in (k for k in case.reds if _says_of(k) != "later"):
        _add(problems, _cause_of(kpi, causes, branches, case), kpi)
    for kpi in (k for k in case.reds if _says_of(k) == "later"):
        _add(problems, _cause_behind(kpi, problems, causes, case), kpi)
    unexplained = _join_branches(problems, problems.pop("", []), branches)
    ranked = sorted(problems.items(), key=lambda problem: -len(problem[1]))
    return {
        "code": "verdict",
        "problems": [{"cause": cause, "kpis": kpis} for cause, kpis in ranked],
        "unexplained": unexplained,
        "not_known": [check["check"] for check in checks if check["answer"] == "unknown"],
    }


def _causes(checks: list[Finding]) -> list[str]:
    """Causes that the checks found, and the topic where it is what remains."""
    found = [OF_CHECK[c["check"]] for c in checks[:3] if c["answer"] == "no"]
    return found + ["topic"] * (checks[3]["answer"] == "remains")


def _says_of(kpi: str) -> str:
    return "reach" if kpi in REACH else "session" if kpi in SESSION else "later"


def _cause_of(kpi: str, causes: list[str], branches: list[Finding], case: Case) -> str:
    strong = [b["branch"] for b in branches if b["signal"] == "strong" and _is_beside(b, kpi)]
    return next((c for c in ASKED[_says_of(kpi)] if c in causes or c in strong), "")


def _is_beside(branch: Finding, kpi: str) -> bool:
    """Whether a branch has strong evidence other than the red KPI itself."""
    return any(e["level"] == "strong" and e.get("kpi") != kpi for e in branch["evidence"])


def _join_branches(problems: dict[str, list[str]], left: list[str], branches: list[Finding]) -> list[str]:
    """A red KPI that is itself evidence of a problem's branch belongs to that problem; the rest is left."""
    named = [branch for branch in branches if branch["branch"] in problems]
    of_branch = {entry.get("kpi"): branch["branch"] for branch in named for entry in branch["evidence"]}
    for kpi in left:
        if kpi in of_branch:
            problems[of_branch[kpi]].append(kpi)
    return [kpi for kpi in left if kpi not in of_branch]


def _cause_behind(kpi: str, problems: dict[str, list[str]], causes: list[str], case: Case) -> str:
    """The cause of what comes after the event: the largest problem found before, else one of the checks'."""
    if kpi in COST_ONLY or (kpi in COST and "cost" in case.reds):
        return "cost" if "cost" in case.reds else ""
    known = {cause: kpis for cause, kpis in problems.items() if cause}
    if known:
        return max(known, key=lambda cause: len(known[cause]))
    return next((c for c in ASKED["later"] if c in causes), "")


def _add(problems: dict[str, list[str]], cause: str, kpi: str) -> None:
    problems.setdefault(cause, []).append(kpi)
