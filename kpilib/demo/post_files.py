"""Posts of X and videos of YouTube as CSV, posts of a LinkedIn page as a workbook."""

from collections.abc import Sequence
from datetime import date, timedelta

from kpilib.demo.delimited import BOM, csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.records import Post
from kpilib.workbook import workbook

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_DAYS = "Mon Tue Wed Thu Fri Sat Sun"
_X = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,"
    "Reposts,Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
_YOUTUBE = (
    "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions,"
    "Impressions click-through rate (%)"
)
_BY_DAY = ("Impressions", "Clicks", "Reactions", "Comments", "Reposts")
_POSTS = (
    "Post title,Post link,Post type,Created date,Impressions,Clicks,Click through rate (CTR),Likes,Comments,"
    "Reposts,Follows,Engagement rate"
)


def x_posts_export(posts: Sequence[Post]) -> bytes:
    """The account's posts, the newest first; counts are of a post's whole life."""
    lines = [csv_line(_X.split(",")), *(csv_line(_x_line(post)) for post in reversed(posts))]
    return "".join(lines).encode()


def _x_line(post: Post) -> list[object]:
    n = {name: int(count) for name, count in post.counts.items()}
    day = post.published_on
    written = f"{_DAYS.split()[day.weekday()]}, {short(day)}"
    link = f"https://x.example.com/torrevalo/status/{post.post_id}"
    line: list[object] = [post.post_id, written, post.text, link, n["impressions"], n["likes"]]
    line += [n["likes"] + n["comments"] + n["shares"] + n["clicks"], 1, 0, n["new_followers"], n["comments"]]
    return [*line, n["shares"], n["profile_visits"], 2 * n["comments"], n["clicks"], 0, 0]


def videos_export(posts: Sequence[Post]) -> bytes:
    """Table data; the total row stands first."""
    lines: list[list[object]] = [[*_YOUTUBE.split(",")]]
    summed = {name: sum(p.counts[name] for p in posts) for name in posts[0].counts}
    lines.append(["Total", "", "", "", *_video_counts(summed)])
    for post in reversed(posts):
        about: list[object] = [post.post_id, post.text, short(post.published_on)]
        lines.append([*about, int(post.counts["seconds"]), *_video_counts(post.counts)])
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _video_counts(n: dict[str, float]) -> list[object]:
    rate = f"{100 * n['views'] / n['impressions'] / 2:.2f}" if n["impressions"] else ""
    hours = f"{n['watch_hours']:.2f}"
    return [int(n["views"]), hours, int(n["new_followers"]), int(n["impressions"]), rate]


def linkedin_page_export(first: date, last: date, posts: Sequence[Post]) -> bytes:
    """A sheet of figures by day and a sheet of posts, each with a line of description above its header."""
    header = ["Date", *(f"{name} ({of})" for name in _BY_DAY for of in ("organic", "sponsored", "total"))]
    by_day: list[list[object]] = [["Figures of the page by day."], [*header]]
    for number in range((last - first).days + 1):
        by_day.append(_day_line(first + timedelta(days=number), posts))
    listed: list[list[object]] = [["Posts created in the time chosen."], [*_POSTS.split(",")]]
    listed += [_post_line(post) for post in reversed(posts)]
    return workbook({"Metrics": by_day, "All posts": listed})


def _day_line(day: date, posts: Sequence[Post]) -> list[object]:
    """A post is seen on its day and the two that follow; between posts the page is seen a little."""
    dice = Dice("page", day.isoformat())
    parts = {0: 0.6, 1: 0.3, 2: 0.1}
    found = [(p, parts[(day - p.published_on).days]) for p in posts if 0 <= (day - p.published_on).days <= 2]
    names = {"Impressions": "impressions", "Clicks": "clicks", "Reactions": "likes", "Comments": "comments"}
    line: list[object] = [f"{day:%m/%d/%Y}"]
    for title in _BY_DAY:
        count = round(sum(part * p.counts[names.get(title, "shares")] for p, part in found))
        count += dice.whole(40, 90) if title == "Impressions" else 0
        # Who takes a reaction back makes a quiet day fall below nothing.
        count -= 1 if title == "Reactions" and not found and dice.chance(0.05) else 0
        line += [count, 0, count]
    return line


def _post_line(post: Post) -> list[object]:
    n = {name: int(count) for name, count in post.counts.items()}
    reacted = n["clicks"] + n["likes"] + n["comments"] + n["shares"]
    link = f"https://www.linkedin.example.com/feed/update/urn:li:activity:{post.post_id}"
    line: list[object] = [post.text, link, "Organic", f"{post.published_on:%m/%d/%Y}", n["impressions"]]
    line += [n["clicks"], round(n["clicks"] / n["impressions"], 6), n["likes"], n["comments"], n["shares"]]
    return [*line, n["new_followers"], round(reacted / n["impressions"], 6)]


def short(day: date) -> str:
    """A day as these tools write it: May 20, 2026."""
    return f"{_MONTHS.split()[day.month - 1]} {day.day}, {day.year}"
