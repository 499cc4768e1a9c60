"""Posts and videos: X, YouTube, LinkedIn pages."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from conftest import SHARED, needs_shared
from exports import read
from workbook import workbook

from kpilib.errors import DataError
from kpilib.intake import read_export

COVERS = (date(2026, 5, 1), date(2026, 5, 31))
X = "Post id,Date,Post text,Post Link,Impressions,Likes,New follows,Replies,Reposts,Profile visits,URL Clicks\n"
STUDIO = (
    "Content,Video title,Video publish time,Views,Watch time (hours),Subscribers,Impressions,Unique viewers\n"
)
DAYS = [
    "Date",
    "Impressions (total)",
    "Unique impressions (organic)",
    "Clicks (organic)",
    "Clicks (total)",
    "Reactions (total)",
]
POSTS = [
    "Post title",
    "Post link",
    "Posted by",
    "Created date",
    "Impressions",
    "Views",
    "Clicks",
    "Likes",
    "Comments",
    "Reposts",
    "Follows",
]


def test_posts_of_x_count_over_their_life(tmp_path: Path) -> None:
    text = (
        X
        + '19,"Tue, May 19, 2026","Ask ana@example.com",https://x.com/n/status/1999000000000000001,1200,7,1,2,3,8,21\n'
    )
    text += "18,2026-05-14 18:42 +0000,Soon,https://x.com/n/status/1998000000000000002,900,4,--,0,2,3,12\n"
    result = read(text, tmp_path, timezone="Europe/Madrid")
    posts = result.tables["posts"].set_index("post_id")
    last = posts.loc["1999000000000000001"]
    assert last[["likes", "replies", "shares", "profile_visits", "clicks"]].tolist() == [7, 2, 3, 8, 21]
    assert last["title"] == "Ask [e-mail]"
    assert posts["published_on"].tolist() == posts["starts_on"].tolist() == [
        pd.Timestamp("2026-05-14"), pd.Timestamp("2026-05-19"),
    ]  # fmt: skip
    assert posts["ends_on"].isna().all()
    assert pd.isna(posts.loc["1998000000000000002", "new_followers"])
    assert result.files[0].totals == {
        "posts": 2, "impressions": 2100, "likes": 11, "shares": 5, "replies": 2, "profile_visits": 11,
        "new_followers": 1, "url_clicks": 33,
    }  # fmt: skip


def test_a_post_that_stands_twice_counts_once(tmp_path: Path) -> None:
    text = X + "19,2026-05-19,Hi,,1200,7,1,2,3,8,21\n19,2026-05-19,Hi,,1300,7,1,2,3,8,21\n"
    result = read(text, tmp_path)
    assert result.tables["posts"]["impressions"].tolist() == [1300]
    assert result.files[0].warnings == ({"code": "repeated_record", "n": 1},)


def test_older_headers_of_x(tmp_path: Path) -> None:
    text = "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
    text += "user profile clicks,url clicks\n19,https://twitter.com/n/status/19,Hi,2024-03-15 23:42 +0000,5,2,0.4,1,0,1,3,2\n"
    result = read(text, tmp_path, timezone="Europe/Madrid")
    assert result.tables["posts"]["published_on"].tolist() == [pd.Timestamp("2024-03-16")]
    assert result.tables["posts"][["shares", "profile_visits", "clicks"]].values.tolist() == [[1, 3, 2]]
    assert result.files[0].warnings == ()


def test_videos_and_their_total_row(tmp_path: Path) -> None:
    text = STUDIO + "Total,,,1310,61.5,9,20100,700\n"
    text += 'a1,Live,"May 20, 2026",1000,50.25,10,12000,600\nb2,Ideas,"Feb 3, 2026",310,11.25,-1,8100,< 10\n'
    result = read(text, tmp_path, covers=COVERS)
    videos = result.tables["posts"].set_index("post_id")
    assert videos["watch_minutes"].tolist() == [3015, 675]
    assert videos["new_followers"].tolist() == [10, -1]
    assert pd.isna(videos.loc["b2", "reach"])
    assert set(videos["starts_on"]) == {pd.Timestamp("2026-05-01")}
    assert set(videos["ends_on"]) == {pd.Timestamp("2026-05-31")}
    assert result.files[0].dropped == {"total_row": 1}
    assert result.files[0].totals == {
        "videos": 2, "views": 1310, "watch_hours": 61.5, "new_followers": 9, "impressions": 20100, "reach": 700,
    }  # fmt: skip
    assert result.tables["coverage"]["table_name"].tolist() == ["posts"]
    assert read(text, tmp_path).tables["posts"]["starts_on"].isna().all()


@pytest.mark.parametrize(
    "header",
    [
        "ID del vídeo;Título del vídeo;Hora de publicación del vídeo;Duración;Visualizaciones;"
        "Tiempo de visualización (horas);Suscriptores;Impresiones",
        "Videos;Videotitel;Veröffentlichungszeitpunkt des Videos;Dauer;Aufrufe;Wiedergabezeit (Stunden);Abonnenten;"
        "Impressionen",
        "Conteúdo;Título do vídeo;Horário de publicação do vídeo;Duração;Visualizações;Tempo de exibição (horas);"
        "Inscritos;Impressões",
    ],
)
def test_videos_in_other_languages(header: str, tmp_path: Path) -> None:
    text = f"{header}\nTotal;;;;1.310;11,5;9;28.500\na1;Uno;20.5.2026;190;1.310;11,5;9;28.500\n"
    result = read(text.encode("cp1252"), tmp_path)
    assert result.files[0].totals == {
        "videos": 1, "views": 1310, "watch_hours": 11.5, "new_followers": 9, "impressions": 28500,
    }  # fmt: skip
    assert result.tables["posts"]["published_on"].tolist() == [pd.Timestamp("2026-05-20")]
    assert result.files[0].warnings == ()


def test_a_cut_table_of_videos_differs_from_its_total(tmp_path: Path) -> None:
    text = STUDIO + 'Total,,,1310,61.5,9,20100,700\na1,Live,"May 20, 2026",1000,50.25,10,12000,600\n'
    warnings = read(text, tmp_path).files[0].warnings
    assert {"code": "total_differs", "measure": "views", "stated": 1310, "found": 1000} in warnings


def test_chart_data_of_videos_is_another_export(tmp_path: Path) -> None:
    result = read(STUDIO.replace("Content", "Date,Content") + "2026-05-20,a1,Live,,1,1,1,1,1\n", tmp_path)
    assert result.files[0].format == "youtube_days"
    assert set(result.tables) == {"content"}


def page(*posts: list[object]) -> bytes:
    by_day: list[list[object]] = [
        ["05/18/2026", 210, 150, 6, 6, 4], ["05/19/2026", 1200, 700, 40, 51, -1], ["05/20/2026", 400, 300, 12, 12, 9],
    ]  # fmt: skip
    about = [["Aggregated figures of posts, in UTC"]]
    return workbook({"Metrics": [*about, DAYS, *by_day], "All posts": [*about, POSTS, *posts]})


POST = ["Live now", "https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000009", "Ana Ruiz", "05/19/2026",
        1100, "", 46, 24, 6, 3, 2]  # fmt: skip


def test_a_linkedin_page(tmp_path: Path) -> None:
    result = read(page(POST), tmp_path)
    post = result.tables["posts"].iloc[0]
    assert (post["post_id"], post["network"], post["title"]) == (
        "7000000000000000009",
        "linkedin",
        "Live now",
    )
    assert post[["impressions", "clicks", "likes", "comments", "shares", "new_followers"]].tolist() == [
        1100,
        46,
        24,
        6,
        3,
        2,
    ]
    assert post[["views", "reach"]].isna().all()
    assert [d.day for d in post[["published_on", "starts_on", "ends_on"]]] == [19, 18, 20]
    assert result.files[0].totals == {
        "posts": 1,
        "impressions_total": 1810,
        "clicks_total": 69,
        "reactions_total": 12,
    }
    assert result.files[0].warnings == ()
    assert "Ruiz" not in result.tables["posts"].to_csv()


def test_a_page_without_the_sheet_of_posts(tmp_path: Path) -> None:
    result = read(workbook({"Metrics": [DAYS, ["05/19/2026", 1200, 700, 40, 51, 3]]}), tmp_path)
    assert len(result.tables["posts"]) == 0
    assert result.files[0].totals["impressions_total"] == 1200
    assert result.files[0].to_dict()["warnings"] == [
        "The workbook has no sheet such as All posts, so that what it holds stays unknown."
    ]


def test_a_header_that_states_its_order_of_day_and_month(tmp_path: Path) -> None:
    header = ["Date (MM/DD/YYYY)", *DAYS[1:]]
    post = [*POST[:3], "05/03/2026", *POST[4:]]
    rows = {"Metrics": [header, ["05/02/2026", 1, 1, 1, 1, 1]], "All posts": [POSTS, post]}
    posts = read(workbook(rows), tmp_path).tables["posts"]
    assert posts[["published_on", "starts_on"]].values.tolist() == [
        [pd.Timestamp("2026-05-03"), pd.Timestamp("2026-05-02")]
    ]
    rows["Metrics"][0] = DAYS
    with pytest.raises(DataError, match="day first and month first"):
        read(workbook(rows), tmp_path)


@needs_shared
def test_the_open_sample_of_a_linkedin_page() -> None:
    totals = read_export(SHARED / "formats" / "open" / "linkedin_page_content.xlsx").files[0].totals
    assert {k: totals[k] for k in ("impressions_total", "clicks_total", "posts")} == {
        "impressions_total": 1810, "clicks_total": 69, "posts": 1,
    }  # fmt: skip
