"""KPIs by channel, stage, segment, page, post: parts of one whole, with their shares and ranks."""

import numpy as np
import pandas as pd

from kpilib.kpis.formulas import wilson

COLUMNS = ["event_id", "kpi", "dimension", "member", "value", "whole", "share", "lower", "upper", "rank"]


def compute_breakdowns(segments: pd.DataFrame) -> pd.DataFrame:
    """Shares and ranks of the parts of a whole.

    Parameters
    ----------
    segments : DataFrame
        event_id, kpi, dimension, member, value; one row per part. `whole` where it is known and is not
        the sum of the parts (people who are in several parts, parts left out).

    Returns
    -------
    DataFrame
        event_id, kpi, dimension, member, value, whole, share, lower, upper, rank; the largest part first,
        rank 1. `share` in [0, 1] with its Wilson interval, missing where a part passes its whole.
    """
    if segments.empty:
        return pd.DataFrame(columns=COLUMNS)
    keys = ["event_id", "kpi", "dimension"]
    summed = segments.groupby([*keys, "member"], as_index=False)["value"].sum()
    total = summed.groupby(keys)["value"].transform("sum")
    if "whole" in segments.columns:
        stated = segments.groupby(keys, as_index=False)["whole"].max()
        total = summed.merge(stated, on=keys, how="left")["whole"].fillna(total)
    k, n = summed["value"].to_numpy("float64"), total.to_numpy("float64")
    usable = (n > 0) & (k <= n)
    lower, upper = wilson(k, n)
    share = np.divide(k, n, out=np.full(k.shape, np.nan), where=usable)
    table = summed.assign(whole=n, share=share, lower=lower, upper=upper)
    table = table.sort_values([*keys, "value", "member"], ascending=[True, True, True, False, True])
    ranks = table.groupby(keys)["value"].rank(method="min", ascending=False)
    return table.assign(rank=ranks.astype(int)).reset_index(drop=True)[COLUMNS]


def largest_shift(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The segment whose share of its attribute changed most between two profiles, per event.

    Parameters
    ----------
    before, after : DataFrame
        event_id, dimension (the attribute), member, value: people in each segment. A segment absent from
        one side counts 0 there; shares are of one attribute, never over several.

    Returns
    -------
    DataFrame
        event_id (index), dimension, member, segment_before, segment_before_all, segment_after,
        segment_after_all, segments (all that were looked at): the measures of `profile_shift`. Events and
        attributes with only one side are left out.
    """
    keys = ["event_id", "dimension"]
    both = pd.concat({"before": before, "after": after}, names=["side"]).reset_index("side")
    wide = both.pivot_table(index=[*keys, "member"], columns="side", values="value", aggfunc="sum")
    wide = wide.reindex(columns=["before", "after"]).fillna(0.0)
    whole = wide.groupby(keys).transform("sum")
    known = (whole > 0).all(axis=1)
    wide, whole = wide[known], whole[known]
    if wide.empty:
        return pd.DataFrame()
    shift = (wide["after"] / whole["after"] - wide["before"] / whole["before"]).abs()
    most = shift.groupby("event_id").idxmax()
    sides = {"segment_before": wide["before"], "segment_before_all": whole["before"]}
    sides |= {"segment_after": wide["after"], "segment_after_all": whole["after"]}
    table = pd.DataFrame(sides).loc[most].reset_index(["dimension", "member"])
    return table.assign(segments=shift.groupby("event_id").size().astype(float))
