"""What was planned for one event of the demo, so that a departure from a plan can be seen."""

import datetime as dt

PLANNED_EVENT = "2026-05-05-mittarit-arjessa"
MADE_ON = dt.date(2026, 5, 4)
# The goal was lowered afterwards: the event's params have 110.
PLANNED_GOALS = {"registrations": 130.0}
