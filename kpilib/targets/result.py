"""What an estimate says: the expected value, its range, the zones, and how far to trust them."""

import math
from dataclasses import asdict, dataclass, field, replace
from html import escape
from typing import Any

Note = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Target:
    """The value to expect of the next event if nothing is wrong, with its range and zones.

    Shares are in [0, 1]; all other numbers have the unit of the history's values. Every number
    is None when the history is too short (`enough` is False).

    Attributes
    ----------
    expected : float or None
        Median of the predictive distribution.
    lower, upper : float or None
        Range that holds the next value with probability `level`; both bounds included.
    green_from, red_from : float or None
        Green includes `green_from`, amber includes `red_from`. With `better="up"` red lies below
        `red_from`, with `better="down"` above it.
    enough : bool
        Whether there were at least five usable past events.
    method : str
        "weighed_regressions", "gamma_poisson" (tiny counts) or "none" (too few events).
    n_events : int
        Usable past events; outliers, which are left out of the fit, are counted here too.
    notes : tuple of (code, values)
        What a reader must know; sentences are made elsewhere.
    quantiles : tuple of float
        A hundred equally likely values of the next event, ascending; empty if not `enough`.
    false_red, false_amber : float or None
        Probability that the next result is red, or amber, although nothing is wrong. Near the shares asked
        for; further from them where few values can occur (tiny counts, few trials).
    """

    kind: str
    better: str
    level: float
    expected: float | None
    lower: float | None
    upper: float | None
    green_from: float | None
    red_from: float | None
    enough: bool
    method: str
    n_events: int
    notes: tuple[Note, ...] = ()
    quantiles: tuple[float, ...] = field(default=(), repr=False)
    false_red: float | None = None
    false_amber: float | None = None

    def zone(self, value: float | None) -> str:
        """Zone of a result: "green", "amber", "red", or "unknown" without a value or a target.

        Examples
        --------
        >>> target = Target("count", "up", 0.8, 50, 40, 60, 46, 40, True, "gamma_poisson", 9)
        >>> [target.zone(value) for value in (46, 45, 40, 39, None)]
        ['green', 'amber', 'amber', 'red', 'unknown']
        """
        if value is None or math.isnan(value) or self.green_from is None or self.red_from is None:
            return "unknown"
        sign = 1 if self.better == "up" else -1
        if sign * value >= sign * self.green_from:
            return "green"
        return "amber" if sign * value >= sign * self.red_from else "red"

    def probability_at_least(self, value: float) -> float | None:
        """Probability that the next event reaches `value` (included), to the nearest hundredth.

        None if there are too few events.
        """
        if not self.quantiles:
            return None
        return sum(quantile >= value for quantile in self.quantiles) / len(self.quantiles)

    def within(self, limits: tuple[float, float]) -> "Target":
        """The same of a value that cannot lie outside `limits`.

        Examples
        --------
        >>> target = Target("money", "up", 0.8, 95, 80, 112, 90, 80, True, "m", 9, (), (70.0, 95.0, 120.0))
        >>> target.within((-100, 100)).upper, target.within((-100, 100)).quantiles
        (100, (70.0, 95.0, 100))
        """
        if not self.enough:
            return self
        least, most = limits
        held = {
            name: min(max(getattr(self, name), least), most)
            for name in ("expected", "lower", "upper", "green_from", "red_from")
        }
        return replace(self, **held, quantiles=tuple(min(max(q, least), most) for q in self.quantiles))

    def to_dict(self) -> dict[str, Any]:
        """All fields as plain values, ready for JSON; what is not known is None."""
        record = asdict(self)
        record["notes"] = [{"code": code, **values} for code, values in self.notes]
        record["quantiles"] = list(self.quantiles)
        return record

    def _repr_html_(self) -> str:
        names = ("expected", "lower", "upper", "green_from", "red_from", "false_red", "n_events", "method")
        cells = ((name, getattr(self, name)) for name in names)
        rows = "".join(f"<tr><th>{name}</th><td>{_shown(cell)}</td></tr>" for name, cell in cells)
        return f"<table>{rows}</table>"


def _shown(cell: object) -> str:
    return "" if cell is None else escape(f"{cell:.6g}" if isinstance(cell, float) else str(cell))
