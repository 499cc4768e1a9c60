"""Advertising of an event's campaigns."""

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from kpilib.measures.days import EventDays
from kpilib.measures.people import Notes
from kpilib.measures.rates import Rates, in_own_currency
from kpilib.store import Store

# Counts that add up over campaigns and days: measure -> column.
COUNTS = {
    **{"impressions": "impressions", "clicks": "clicks", "ad_conversions": "conversions"},
    "video_views": "views",
}
MEASURES = ["cost_advertising", "cost_video", *COUNTS, "video_impressions", "audience_reached", "reach_rows"]


def measure_ads(
    store: Store, events: Sequence[EventDays], as_of: date, rates: Rates, notes: Notes
) -> pd.DataFrame:
    """Advertising of each event's campaigns: cost and counts; missing where no campaign matches.

    A count is missing as soon as one row lacks it: what is not told is not 0.
    """
    ads = store.execute(store.table("ads").order_by(["campaign", "starts_on", "ends_on", "file_id", "cost"]))
    ads = ads[ads["starts_on"] <= pd.Timestamp(as_of)]
    measured: dict[str, dict[str, float]] = {}
    for event in events:
        is_mine = np.array([matches(name, event.campaigns) for name in ads["campaign"]], dtype=bool)
        kept = _finest(ads[is_mine], event.event_id, notes)
        if len(kept):
            measured[event.event_id] = _sum_ads(kept, event.event_id, rates, notes)
        elif event.campaigns and len(ads):
            notes[event.event_id].append({"code": "no_campaign_matches", "patterns": list(event.campaigns)})
    return pd.DataFrame.from_dict(measured, orient="index", columns=MEASURES).rename_axis("event_id")


def read_campaigns(store: Store, event: EventDays, as_of: date, rates: Rates) -> pd.DataFrame:
    """The advertising that `measure_ads` counts for one event, by campaign.

    Returns
    -------
    DataFrame
        campaign, source and the measures of advertising; the remarks on it are `measure_ads`'s.
    """
    ads = store.execute(store.table("ads").order_by(["campaign", "starts_on", "ends_on", "file_id", "cost"]))
    ads = ads[ads["starts_on"] <= pd.Timestamp(as_of)]
    told: Notes = {event.event_id: []}
    mine = ads[np.array([matches(name, event.campaigns) for name in ads["campaign"]], dtype=bool)]
    rows = [
        {"campaign": campaign, "source": source, **_sum_ads(part, event.event_id, rates, told)}
        for (campaign, source), part in _finest(mine, event.event_id, told).groupby(["campaign", "source"])
    ]
    return pd.DataFrame(rows, columns=["campaign", "source", *MEASURES])


def _sum_ads(rows: pd.DataFrame, event_id: str, rates: Rates, notes: Notes) -> dict[str, float]:
    amounts = [
        in_own_currency(
            row["cost"], row["currency"], row["ends_on"], event_id, rates, notes, "cost_advertising"
        )
        for row in rows.to_dict("records")
    ]
    counts = {name: float(rows[column].sum(skipna=False)) for name, column in COUNTS.items()}
    # Campaigns without videos have no views: the others' views count.
    counts["video_views"] = float(rows["views"].sum(min_count=1))
    reach, videos = rows["reach"].dropna(), rows[rows["views"].notna()]
    # The same people may stand in several rows: reach is known from one row only.
    people = float(reach.iloc[0]) if len(reach) == len(rows) == 1 else np.nan
    return {
        "cost_advertising": sum(amounts),
        "cost_video": sum(np.array(amounts)[rows["views"].notna().to_numpy()]) if len(videos) else np.nan,
        **counts,
        "video_impressions": float(videos["impressions"].sum(min_count=1)),
        "audience_reached": people,
        "reach_rows": float(len(reach)),
    }


def matches(campaign: str, patterns: Sequence[str]) -> bool:
    """Whether a pattern fits the whole name of a campaign, case ignored."""
    return any(fnmatchcase(campaign.lower(), pattern.lower()) for pattern in patterns)


def _finest(ads: pd.DataFrame, event_id: str, notes: Notes) -> pd.DataFrame:
    """Rows of exports of one source whose ranges overlap are never added: the finer range counts."""
    kept: list[int] = []
    length = (ads["ends_on"] - ads["starts_on"]).rename("length")
    ranked = ads.assign(length=length).sort_values(["length", "file_id", "starts_on"])
    for number, row in zip(ranked.index, ranked.to_dict("records"), strict=True):
        rivals = ads.loc[kept]
        same = (rivals["source"] == row["source"]) & (rivals["campaign"] == row["campaign"])
        overlap = (rivals["starts_on"] <= row["ends_on"]) & (rivals["ends_on"] >= row["starts_on"])
        if (same & overlap & (rivals["file_id"] != row["file_id"])).any():
            note: dict[str, object] = {"code": "overlapping_exports", "source": row["source"]}
            if note not in notes[event_id]:
                notes[event_id].append(note)
        else:
            kept.append(number)
    return ads.loc[kept]
