"""One rate over several events: two answers that must not be confused."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class RateOverEvents:
    """A rate over several events.

    Attributes
    ----------
    pooled : float or None
        All counts added first: every person weighs the same. None without trials.
    mean : float or None
        Mean of the events' rates: every event weighs the same. None without events.
    n_events : int
        Events with a known numerator and a denominator above 0.
    """

    pooled: float | None
    mean: float | None
    n_events: int

    @property
    def differ(self) -> bool:
        """Whether the two are visibly different numbers: by half a percentage point or more."""
        return self.pooled is not None and self.mean is not None and abs(self.pooled - self.mean) >= 0.005


def compute_rate_over_events(numerator: pd.Series, denominator: pd.Series) -> RateOverEvents:
    """Pooled rate and mean of rates, each under its own name.

    Parameters
    ----------
    numerator, denominator : Series
        One entry per event; events with a missing part or an empty denominator are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> compute_rate_over_events(pd.Series([1, 30]), pd.Series([2, 100]))
    RateOverEvents(pooled=0.30392156862745096, mean=0.4, n_events=2)
    """
    usable = numerator.notna() & (denominator > 0)
    k, n = numerator[usable].astype(float), denominator[usable].astype(float)
    if not usable.any():
        return RateOverEvents(None, None, 0)
    return RateOverEvents(float(k.sum() / n.sum()), float((k / n).mean()), int(usable.sum()))
