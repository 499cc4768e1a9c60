"""YouTube Studio: table data by video, whose total row stands first; chart data by day and video."""

from dataclasses import replace

import pandas as pd

from kpilib.intake.blocks import column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout
from kpilib.intake.masking import Masker
from kpilib.intake.measured import check_totals, is_total_row, read_measures, stated_total, sums, without
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage, day, posts_table
from kpilib.intake.times import check_dates, decide_times
from kpilib.intake.values import Kind

SOURCE = "youtube"
LAYOUT = Layout(
    {
        "title": Field(
            "must",
            en="Video title",
            es="Título del vídeo|Título del video",
            pt="Título do vídeo",
            de="Videotitel",
        ),
        "video_id": Field(
            "must",
            en="Content|Video|Video ID",
            es="Contenido|ID del vídeo|ID del video|Vídeo",
            pt="Conteúdo",
            de="Videos|Inhalte|Content",
        ),
        "views": Field(
            "must",
            en="Views",
            es="Visualizaciones|Vistas",
            fi="Katselukerrat",
            pt="Visualizações",
            de="Aufrufe",
        ),
        "published": Field(
            "should",
            en="Video publish time",
            es="Hora de publicación del vídeo|Hora de publicación del video",
            pt="Horário de publicação do vídeo",
            de="Veröffentlichungszeitpunkt des Videos",
        ),
        "watch_hours": Field(
            "should",
            en="Watch time (hours)",
            es="Tiempo de visualización (horas)",
            pt="Tempo de exibição (horas)",
            de="Wiedergabezeit (Stunden)",
        ),
        "new_followers": Field(
            "should", en="Subscribers", es="Suscriptores", pt="Inscritos", de="Abonnenten"
        ),
        "impressions": Field(
            "should",
            en="Impressions|Thumbnail impressions",
            es="Impresiones|Impresiones de miniaturas",
            pt="Impressões",
            de="Impressionen",
        ),
        "reach": Field(en="Unique viewers", es="Espectadores únicos", pt="Espectadores únicos"),
        "likes": Field(en="Likes", es="Me gusta", pt="Marcações como gostei", de="Mag ich"),
        "comments": Field(en="Comments added|Comments", es="Comentarios|Comentarios añadidos"),
        "shares": Field(en="Shares", es="Compartidos|Veces compartido"),
        # Chart data: the same columns once per day.
        "day": Field("never", en="Date", es="Fecha", pt="Data", de="Datum"),
        "unused": Field(
            "unused",
            en="Duration|Impressions click-through rate (%)|Thumbnail click-through rate (%)|"
            "Average view duration|Average percentage viewed (%)|Likes (vs. dislikes) (%)|Dislikes|"
            "Subscribers gained|Subscribers lost|Engaged views",
            es="Duración|Porcentaje de clics de las impresiones (%)|CTR de las impresiones (%)|"
            "Duración media de la visualización|Porcentaje medio visto (%)|Suscriptores ganados|"
            "Suscriptores perdidos",
            pt="Duração|Taxa de cliques de impressões (%)",
            de="Dauer|Klickrate der Impressionen (%)",
            pattern=r"(estimated revenue|ingresos estimados|receita estimada|geschatzter umsatz).*",
        ),
    }
)
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("views", "new_followers", "impressions", "reach", "likes", "comments", "shares"), "count"
    ),
    "watch_hours": "real",
}  # type: ignore[dict-item]
_MINUTES = 60


def read_videos(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `posts` and `coverage` (if stated). The file does not say which days it covers."""
    block = read_table(grid, LAYOUT, notes)
    is_total = is_total_row(block.cells["video_id"])
    notes.drop("total_row", is_total.sum())
    measures = read_measures(block, LAYOUT, _KINDS, grid, notes)
    if not is_total.any():
        notes.warn("no_total_row")
    check_totals(measures, is_total, ("views", "watch_hours"), notes)
    rows = without(block, is_total)
    cells = column(rows, "published")
    times = decide_times([cells], grid.name, reading.organisation_timezone, notes, rows.language)
    published = times.days(cells)
    check_dates(cells, published, grid.name, LAYOUT["published"].title, notes)
    first, last = reading.covers or (None, None)
    videos = pd.DataFrame(
        {
            "post_id": rows.cells["video_id"],
            "title": Masker([]).mask_all(rows.cells["title"]),
            "published_on": published,
            "starts_on": day(first) if first else pd.NaT,
            "ends_on": day(last) if last else pd.NaT,
        }
    )
    counts = measures.drop(columns="watch_hours", errors="ignore")
    if "watch_hours" in measures:
        counts["watch_minutes"] = measures["watch_hours"] * _MINUTES
    warn_columns(block, LAYOUT, notes)
    totals = sums(measures.loc[~is_total].drop(columns="reach", errors="ignore"))
    return Extract(
        {"posts": posts_table(SOURCE, videos, counts), **coverage("posts", SOURCE, reading.covers)},
        {"videos": len(videos)} | totals | stated_total(measures, is_total, "reach"),
    )


# The same columns by day; which measure was charted is chosen in the tool, and here it must be views.
DAILY = Layout(
    {name: replace(field, need="may") if field.need == "should" else field for name, field in LAYOUT.items()}
    | {"day": replace(LAYOUT["day"], need="must")}
)


def read_days(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `content`: views of each video on each day. A day and video without a row are missing."""
    block = read_table(grid, DAILY, notes)
    is_total = is_total_row(block.cells["video_id"])
    notes.drop("total_row", is_total.sum())
    rows = without(block, is_total)
    views = read_measures(rows, DAILY, {"views": "count"}, grid, notes)["views"]
    notes.drop("no_value", views.isna().sum())
    cells = rows.cells["day"]
    days = decide_times([cells], grid.name, reading.organisation_timezone, notes, rows.language).days(cells)
    check_dates(cells, days, grid.name, DAILY["day"].title, notes)
    notes.drop("no_date", (days.isna() & views.notna()).sum())
    content = pd.DataFrame(
        {
            "source": SOURCE,
            "event_id": None,
            "content": Masker([]).mask_all(rows.cells["title"]),
            "content_id": rows.cells["video_id"],
            "kind": "views",
            "starts_on": days,
            "ends_on": days,
            "value": views,
        }
    ).dropna(subset=["value", "starts_on"])
    warn_columns(block, DAILY, notes)
    totals = {"videos": float(content["content_id"].nunique()), "views": float(content["value"].sum())}
    return Extract({"content": content}, totals | {"days": float(content["starts_on"].nunique())})


FORMATS = (
    Format("youtube_videos", LAYOUT, read_videos),
    Format("youtube_days", DAILY, read_days),
)
