"""Google Ads campaign reports: English with commas, Spanish as tab-separated UTF-16."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kpilib.demo.calendar import AS_OF, COVERED_FROM
from kpilib.demo.delimited import csv_line, grouped, spanish
from kpilib.demo.records import AdDay

_MONTHS = "January February March April May June July August September October November December"
_MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_COLUMNS = "Campaign status,Campaign,Campaign type,Clicks,Impr.,CTR,Currency code,Avg. CPC,Cost,Conversions,"
_COLUMNS_ES = "Estado de la campaña,Campaña,Tipo de campaña,Clics,Impr.,CTR,Código de moneda,CPC medio,Coste,"


@dataclass(frozen=True)
class _Sums:
    clicks: int
    impressions: int
    cost_cents: int
    conversions: int


def half_years() -> list[tuple[date, date]]:
    """First and last day of each report, together the days covered."""
    halves = [
        half
        for year in range(COVERED_FROM.year, AS_OF.year + 1)
        for half in ((date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31)))
    ]
    return [(max(a, COVERED_FROM), min(b, AS_OF)) for a, b in halves if a <= AS_OF]


def is_spanish(first: date) -> bool:
    """Whoever downloaded the first halves of 2024 and 2025 used the Spanish pages."""
    return first.year in (2024, 2025) and first.month == 1


def campaign_report(first: date, last: date, ads: Sequence[AdDay]) -> bytes:
    """One report over a range of days, both included, with its total rows."""
    in_range = [ad for ad in ads if first <= ad.day <= last]
    names = sorted({ad.campaign for ad in in_range})
    rows = [(name, _sums(ad for ad in in_range if ad.campaign == name)) for name in names]
    if is_spanish(first):
        return _spanish_report(first, last, rows, _sums(in_range))
    lines = [["Campaign report"], [f"{_english_day(first)} - {_english_day(last)}"]]
    lines += [[*_COLUMNS.split(",")[:-1], "Cost / conv.", "Conv. rate"]]
    lines += [[_status(name), name, "Search", *_numbers(sums)] for name, sums in rows]
    lines += [[f"Total: {of}", " --", " --", *_numbers(_sums(in_range))] for of in ("Campaigns", "Account")]
    return "".join(csv_line(line) for line in lines).encode()


def _spanish_report(first: date, last: date, rows: list[tuple[str, _Sums]], total: _Sums) -> bytes:
    lines = [["Informe de campaña"], [f"{_spanish_day(first)} - {_spanish_day(last)}"]]
    lines += [[*_COLUMNS_ES.split(",")[:-1], "Conversiones", "Coste/conv.", "Tasa de conv."]]
    lines += [[_estado(name), name, "Búsqueda", *map(spanish, _numbers(sums))] for name, sums in rows]
    lines += [[f"Total: {of}", " --", " --", *map(spanish, _numbers(total))] for of in ("Campañas", "Cuenta")]
    text = "".join(csv_line(line, "\t") for line in lines)
    return b"\xff\xfe" + text.encode("utf-16-le")


def _sums(ads: Iterable[AdDay]) -> _Sums:
    found = list(ads)
    return _Sums(
        sum(ad.clicks for ad in found),
        sum(ad.impressions for ad in found),
        sum(ad.cost_cents for ad in found),
        sum(ad.conversions for ad in found),
    )


def _numbers(sums: _Sums) -> list[str]:
    """Clicks to conversion rate; money in euros with a point."""
    return [
        grouped(sums.clicks),
        grouped(sums.impressions),
        f"{100 * sums.clicks / sums.impressions:.2f}%",
        "EUR",
        _euros(sums.cost_cents, sums.clicks),
        _euros(sums.cost_cents, 1),
        f"{grouped(sums.conversions)}.00",
        _euros(sums.cost_cents, sums.conversions) if sums.conversions else " --",
        f"{100 * sums.conversions / sums.clicks:.2f}%",
    ]


def _euros(cents: int, count: int) -> str:
    whole, rest = divmod((2 * cents + count) // (2 * count), 100)
    return f"{grouped(whole)}.{rest:02d}"


def _status(name: str) -> str:
    return "Enabled" if name == "Brand" else "Paused"


def _estado(name: str) -> str:
    return "Habilitada" if name == "Brand" else "En pausa"


def _english_day(day: date) -> str:
    return f"{_MONTHS.split()[day.month - 1]} {day.day}, {day.year}"


def _spanish_day(day: date) -> str:
    return f"{day.day} de {_MESES.split()[day.month - 1]} de {day.year}"
