"""Four rules on paths that can be counted by hand."""

import json

import pandas as pd
import pytest

from kpilib.effects import compute_credit
from kpilib.errors import DataError


def touches(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["person_id", "touched_at", "event_id"])
    return table.assign(touched_at=pd.to_datetime(table["touched_at"], utc=True))


def conversions(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["person_id", "converted_at"])
    return table.assign(converted_at=pd.to_datetime(table["converted_at"], utc=True))


PATH = touches(("a", "2026-04-01", "E1"), ("a", "2026-04-08", "E2"), ("a", "2026-04-15", "E1"))
LEAD = conversions(("a", "2026-04-20"))


def test_one_path_by_hand():
    credit = compute_credit(PATH, LEAD)
    second = credit.of("E2")
    # Decay by halves each 7 days before the last touch: weights 1/4, 1/2, 1.
    assert second.rules == pytest.approx(
        {"last_touch": 0, "first_touch": 0, "linear": 1 / 3, "time_decay": 0.5 / 1.75}
    )
    assert (second.lower, second.upper) == pytest.approx((0, 1 / 3))
    assert credit.of("E1").rules["last_touch"] == 1


def test_each_rule_shares_out_every_touched_lead_once():
    table = pd.concat([PATH, touches(("b", "2026-04-02", "E2"), ("c", "2026-04-03", "E1"))])
    leads = conversions(("a", "2026-04-20"), ("b", "2026-04-20"), ("c", "2026-04-20"), ("d", "2026-04-20"))
    credit = compute_credit(table, leads)
    assert (credit.n_conversions, credit.n_without_touch) == (4, 1)
    for rule in ("last_touch", "first_touch", "linear", "time_decay"):
        assert sum(event.rules[rule] for event in credit.events) == pytest.approx(3)
    assert credit.of("E1").share_upper == pytest.approx(2 / 4)


def test_later_touches_do_not_count_and_simultaneous_ones_do():
    credit = compute_credit(PATH, conversions(("a", "2026-04-08")))
    assert credit.of("E2").rules["last_touch"] == 1
    assert credit.of("E1").rules["linear"] == pytest.approx(0.5)


def test_a_touch_of_no_event_takes_its_part():
    credit = compute_credit(pd.concat([PATH, touches(("a", "2026-04-18", None))]), LEAD)
    assert credit.of("E1").rules["last_touch"] == 0
    assert credit.of("E1").rules["linear"] == pytest.approx(2 / 4)


def test_row_order_does_not_matter():
    assert compute_credit(PATH.iloc[::-1], LEAD) == compute_credit(PATH, LEAD)


def test_nothing_to_credit():
    credit = compute_credit(PATH.head(0), LEAD)
    assert (credit.events, credit.n_without_touch) == ((), 1)
    assert credit.of("E1").upper == 0
    assert compute_credit(PATH, LEAD.head(0)).n_conversions == 0
    json.dumps(credit.to_dict(), allow_nan=False)


def test_display_names_each_event():
    assert "<th>E2</th><td>0 to 0.3333</td>" in compute_credit(PATH, LEAD)._repr_html_()


@pytest.mark.parametrize(
    ("table", "leads", "message"),
    [
        (
            PATH.drop(columns="event_id"),
            LEAD,
            "touches.event_id: the column is missing, expected it among the columns. Add it.",
        ),
        (
            PATH,
            LEAD.drop(columns="person_id"),
            "conversions.person_id: the column is missing, expected it among the columns. Add it.",
        ),
    ],
)
def test_missing_columns(table, leads, message):
    with pytest.raises(DataError) as caught:
        compute_credit(table, leads)
    assert str(caught.value) == message
