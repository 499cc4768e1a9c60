"""Posts and videos about the events of the last year."""

from datetime import date, timedelta

from kpilib.demo.calendar import AS_OF, LIVE_REPORTS_FROM, PLANS, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.post_words import RECORDING, TEASER, TODAY
from kpilib.demo.records import Post

X, LINKEDIN, YOUTUBE = "x", "linkedin", "youtube"


def posts() -> tuple[Post, ...]:
    """All posts known on the last day, by network and day."""
    found = [post for plan in PLANS for post in _about(plan) if post.published_on <= AS_OF]
    return tuple(sorted(found, key=lambda post: (post.network, post.published_on, post.post_id)))


def _about(plan: Plan) -> list[Post]:
    """A word before and one on the day, on two networks; the recording two days later."""
    if plan.day < LIVE_REPORTS_FROM or plan.is_cancelled:
        return []
    teaser, today = (words[plan.language].format(title=plan.title) for words in (TEASER, TODAY))
    before = plan.day - timedelta(days=9)
    found = [_short(X, plan, before, teaser), _short(X, plan, plan.day, today)]
    found += [_short(LINKEDIN, plan, before, teaser), _short(LINKEDIN, plan, plan.day, today)]
    return [*found, _video(plan)]


def _short(network: str, plan: Plan, day: date, text: str) -> Post:
    dice = Dice("post", network, plan.event_id, day.isoformat())
    size = (1400 if network == X else 2300) * (4 if "viral" in plan.notes else 1)
    impressions = round(size * dice.between(0.6, 1.5))
    clicks = round(impressions * dice.between(0.008, 0.018))
    counts = {
        "impressions": impressions,
        "clicks": clicks,
        "likes": round(clicks * dice.between(0.7, 1.6)),
        "comments": dice.whole(0, 6),
        "shares": dice.whole(0, 8),
        "new_followers": dice.whole(0, 4),
        "profile_visits": dice.whole(3, 22),
    }
    return Post(
        network, str(_number(network, plan, day)), text, day, {k: float(v) for k, v in counts.items()}
    )


def _number(network: str, plan: Plan, day: date) -> int:
    """Ids as long as the network's own, in order of time."""
    start = 1_700_000_000_000_000_000 if network == X else 7_300_000_000_000_000_000
    return start + day.toordinal() % 10_000 * 31_557_600_000_000 + len(plan.slug)


def _video(plan: Plan) -> Post:
    dice = Dice("video", plan.event_id)
    day = plan.day + timedelta(days=2)
    views = round(plan.registrations * dice.between(0.9, 2.4) * min(1.0, max(0, (AS_OF - day).days) / 30))
    counts = {
        "seconds": int((plan.ends_at - plan.starts_at).total_seconds()) + dice.whole(-300, 240),
        "views": views,
        "watch_hours": round(views * dice.between(0.09, 0.17), 2),
        "new_followers": views // 60,
        "impressions": views * dice.whole(9, 15),
    }
    identity = "".join(
        dice.pick("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(11)
    )
    title = RECORDING[plan.language].format(title=plan.title)
    return Post(YOUTUBE, identity, title, day, {k: float(v) for k, v in counts.items()})
