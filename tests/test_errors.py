"""One shape for every message; errors survive the way between processes."""

import pickle

import pytest

from kpilib.errors import DataError, EstimationError, KpiError, ParamsError, ReportError


def test_the_message_has_one_shape() -> None:
    error = DataError(
        "registrations.person_id", "3 of 200 rows are empty", "none", "Fill them or drop the rows."
    )
    assert str(error) == (
        "registrations.person_id: 3 of 200 rows are empty, expected none. Fill them or drop the rows."
    )


@pytest.mark.parametrize("kind", [DataError, ParamsError, EstimationError, ReportError])
def test_errors_cross_process_borders(kind: type[KpiError]) -> None:
    error = pickle.loads(pickle.dumps(kind("a", "b", "c", "D.")))
    assert type(error) is kind
    assert (error.where, error.found, error.expected, error.remedy) == ("a", "b", "c", "D.")
