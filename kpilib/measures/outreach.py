"""Mail campaigns and posts of an event, by campaign name and by day."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from kpilib.measures.ads import matches
from kpilib.measures.days import EventDays
from kpilib.measures.people import Notes
from kpilib.store import Store

MAIL = {"emails_delivered": "delivered", "emails_opened": "unique_opens", "emails_clicked": "unique_clicks"}
# Counts of posts that add up: measure -> column.
POSTS = {
    **{"social_views": "views", "social_comments": "comments", "social_likes": "likes"},
    **{"social_shares": "shares", "social_replies": "replies", "link_clicks": "clicks"},
    **{"profile_visits": "profile_visits", "new_followers": "new_followers", "page_comments": "comments"},
}
# What is counted of a network's posts.
NETWORK_COUNTS = ("impressions", "views", "clicks", "comments")
NETWORKS = {
    **{"linkedin": "LinkedIn", "linkedin_page": "LinkedIn", "x": "X", "x_posts": "X", "twitter": "X"},
    **{"youtube": "YouTube", "facebook": "Facebook", "instagram": "Instagram", "tiktok": "TikTok"},
}
INTERACTIONS = ["likes", "comments", "shares", "replies"]
POST_MEASURES = [*POSTS, "posts", "top_post_interactions", "brand_interactions", "posts_reached"]
POST_MEASURES += ["post_reach_rows"]


def measure_mail(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """Mails of each event's campaigns; of two exports of one campaign the one with more deliveries counts."""
    newest = newest_mails(store, as_of)
    measured = {}
    for event in events:
        mine = newest[_is_of(newest["campaign"], event)]
        if len(mine):
            sums = {name: float(mine[column].sum(skipna=False)) for name, column in MAIL.items()}
            measured[event.event_id] = sums | {"mailed": _reached_at_once(mine, event)}
    columns = [*MAIL, "mailed"]
    return pd.DataFrame.from_dict(measured, orient="index", columns=columns).rename_axis("event_id")


def _reached_at_once(mails: pd.DataFrame, event: EventDays) -> float:
    """Addresses that the largest single mailing before the event's day reached.

    Mailings are not added: the next one goes to the same people again.
    """
    before = mails[mails["sent_on"].isna() | (mails["sent_on"] < pd.Timestamp(event.window_start))]
    return float(before["delivered"].max()) if before["delivered"].notna().any() else np.nan


def newest_mails(store: Store, as_of: date) -> pd.DataFrame:
    """Each campaign's mails once: of two exports the one with more deliveries."""
    mails = store.execute(store.table("emails").order_by(["campaign", "sent_on", "file_id"]))
    mails = mails[mails["sent_on"].isna() | (mails["sent_on"] <= pd.Timestamp(as_of))]
    ranked = mails.sort_values("delivered", kind="stable", na_position="first")
    return ranked.drop_duplicates(["campaign", "sent_on"], keep="last").sort_index()


def _is_of(names: pd.Series, event: EventDays) -> np.ndarray:
    return np.array([isinstance(n, str) and matches(n, event.campaigns) for n in names], dtype=bool)


def measure_posts(store: Store, events: Sequence[EventDays], as_of: date, notes: Notes) -> pd.DataFrame:
    """Posts named like the event's campaigns, or published inside its window.

    Tools count a post from its publication to the export, so the note says how many posts were counted.
    People reached are not added over posts. A count that no post states is missing.
    """
    measured = {}
    for event_id, mine in _posts_of(store, events, as_of):
        measured[event_id] = _sum_posts(mine)
        notes[event_id].append({"code": "posts_counted", "n": len(mine)})
    table = pd.DataFrame.from_dict(measured, orient="index", columns=POST_MEASURES)
    return table.rename_axis("event_id")


def _posts_of(store: Store, events: Sequence[EventDays], as_of: date) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each event that has posts, with these; of a post in two exports the newest by name of file."""
    posts = store.execute(store.table("posts").order_by(["network", "post_id", "file_id"]))
    posts = posts.drop_duplicates(["network", "post_id"], keep="last")
    posts = posts[posts["published_on"].isna() | (posts["published_on"] <= pd.Timestamp(as_of))]
    for event in events:
        start, end = pd.Timestamp(event.window_start), pd.Timestamp(event.window_end)
        mine = posts[_is_of(posts["title"], event) | posts["published_on"].between(start, end)]
        if len(mine):
            yield event.event_id, mine


def read_networks(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """The posts that `measure_posts` counts, by network.

    Returns
    -------
    DataFrame
        event_id, network, posts, impressions, views, clicks, comments, reach; sums over the network's posts,
        missing where no post states the count. `reach` is people and known of a single post only.
    """
    rows = [
        {"event_id": event_id, "network": network_name(str(network)), **_sum_network(mine)}
        for event_id, posts in _posts_of(store, events, as_of)
        for network, mine in posts.groupby("network", sort=True)
    ]
    return pd.DataFrame(rows, columns=["event_id", "network", "posts", *NETWORK_COUNTS, "reach"])


def _sum_network(posts: pd.DataFrame) -> dict[str, float]:
    # What one network calls replies are another's comments.
    counted = posts.assign(comments=posts["comments"].fillna(posts["replies"]))
    sums = {name: float(counted[name].sum(min_count=1)) for name in NETWORK_COUNTS}
    reach = float(posts["reach"].iloc[0]) if len(posts) == 1 else np.nan
    return {"posts": float(len(posts)), **sums, "reach": reach}


def network_name(name: str) -> str:
    """A network as it writes itself, by its own name or that of its export; others as they are written."""
    return NETWORKS.get(name.strip().lower(), name.strip())


def _sum_posts(posts: pd.DataFrame) -> dict[str, float]:
    sums = {name: float(posts[column].sum(min_count=1)) for name, column in POSTS.items()}
    per_post = posts[INTERACTIONS].sum(axis=1, min_count=1)
    reach = posts["reach"].dropna()
    return sums | {
        "posts": float(len(posts)),
        "top_post_interactions": float(per_post.max()),
        "brand_interactions": float(per_post.sum(min_count=1)),
        "posts_reached": float(reach.iloc[0]) if len(reach) == 1 else np.nan,
        "post_reach_rows": float(len(reach)),
    }
