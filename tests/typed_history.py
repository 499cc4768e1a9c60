"""Twelve earlier events of which people typed results only, as their spreadsheet has them."""

from pathlib import Path

from samples import lay

HEAD = "event_id,starts_on,title,format,topic,list_size,kpi,value,trials,series\n"
REGISTRATIONS = (104, 91, 118, 97, 125, 110, 88, 131, 102, 115, 94, 121)
RATES = (0.41, 0.5, 0.44, 0.39, 0.47, 0.52, 0.45, 0.4, 0.49, 0.43, 0.46, 0.48)


def lay_typed(folder: Path, n: int = 12, series: str = "") -> None:
    """Registrations and attendance rates of the first `n` events, one a month from January 2025."""
    rows = []
    for month, (people, rate) in enumerate(zip(REGISTRATIONS[:n], RATES[:n], strict=True), 1):
        start = f"old-{month},2025-{month:02d}-15,Old {month},Live,{'KPI' if month % 2 else 'ROI'},{1500 + 9 * month}"
        rows += [
            f"{start},registrations,{people},,{series}",
            f"{start},attendance_rate,{rate},{people},{series}",
        ]
    lay(folder, "_shared", past_results=HEAD + "\n".join(rows) + "\n")


def plan(
    folder: Path, event_id: str = "E9", day: str = "2026-02-10", facts: str = "{}", more: str = ""
) -> None:
    """The params file of one event of the series `hour`."""
    (folder / "params" / f"{event_id}.yml").write_text(
        f"event_id: {event_id}\ntitle: First\nstarts_at: {day}T18:00\nends_at: {day}T19:00\ntimezone: UTC\n"
        f"series: hour\ntopic: KPI\nas_of: 2026-01-20\nfacts: {facts}\n{more}",
        encoding="utf-8",
    )
