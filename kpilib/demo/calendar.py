"""The demo's events as a table of facts: what was held when, and what is true of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

AS_OF = date(2026, 6, 10)
COVERED_FROM = date(2023, 3, 1)
ZONE = "Europe/Madrid"
WINDOW_DAYS = 14
ROI_WINDOW_DAYS = 90
# From these days on the company keeps more than the reports of the session itself.
LIVE_REPORTS_FROM = date(2025, 6, 11)
MAILS_FROM = date(2024, 12, 10)

SERIES = {"es": "Tablero abierto", "en": "Dashboard Hour", "fi": "Mittaritunti"}
ZONES = {"es": "Europe/Madrid", "en": "Europe/London", "fi": "Europe/Helsinki"}
START_HOURS = {"es": 17, "en": 15, "fi": 14}


@dataclass(frozen=True)
class Plan:
    """One event as its maker planned it.

    `registrations` people sign up, the share `attendance` of them comes, and `caused` people become
    new contacts who would not have come otherwise (over the whole window).
    """

    day: date
    slug: str
    language: str
    topic: str
    title: str
    registrations: int
    attendance: float
    caused: int
    notes: frozenset[str] = frozenset()

    @cached_property
    def event_id(self) -> str:
        """Date and slug."""
        return f"{self.day.isoformat()}-{self.slug}"

    @property
    def format(self) -> str:
        """live or pre-recorded."""
        return "pre-recorded" if "pre-recorded" in self.notes else "live"

    @property
    def timezone(self) -> str:
        """Zone of the session's clock."""
        return ZONES[self.language]

    @cached_property
    def starts_at(self) -> datetime:
        """Local start, without zone."""
        return datetime(self.day.year, self.day.month, self.day.day, START_HOURS[self.language])

    @property
    def ends_at(self) -> datetime:
        """Local end, without zone."""
        return self.starts_at + timedelta(minutes=45 if self.language == "fi" else 60)

    @cached_property
    def window_end(self) -> date:
        """Last day of the event window, included."""
        return self.day + timedelta(days=WINDOW_DAYS - 1)

    @property
    def roi_end(self) -> date:
        """Last day on which a deal counts for revenue, included."""
        return self.day + timedelta(days=ROI_WINDOW_DAYS - 1)

    @property
    def is_held(self) -> bool:
        """Whether the session took place by AS_OF."""
        return "cancelled" not in self.notes and self.day <= AS_OF

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return "cancelled" in self.notes

    @property
    def tool(self) -> str:
        """Whose session it was: zoom, teams or webex."""
        return next((tool for tool in ("teams", "webex") if tool in self.notes), "zoom")

    @property
    def has_live_reports(self) -> bool:
        """Whether questions and polls were kept: Zoom's live sessions of the last year."""
        is_live = self.format == "live" and self.tool == "zoom" and self.is_held
        return is_live and self.day >= LIVE_REPORTS_FROM

    @property
    def clock_of_reports(self) -> date:
        """Day on which the session's reports were downloaded."""
        if not self.is_held:
            return AS_OF
        wait = WINDOW_DAYS if self.format == "pre-recorded" else 1
        return min(self.day + timedelta(days=wait), AS_OF)


_TABLE = """
2023-06-14|que-es-un-kpi|es|KPI basics|Qué es un KPI y qué no lo es|41|.49|6|
2023-07-05|kpis-in-one-hour|en|KPI basics|KPIs in one hour|44|.45|8|
2023-08-30|mittarit-alkuun|fi|KPI basics|Mittarit alkuun|40|.55|0|
2023-09-20|tablero-en-una-hoja|es|Dashboards|Tu primer tablero en una hoja de cálculo|58|.47|12|
2023-10-18|strategy-maps-101|en|Strategy maps|Strategy maps 101|63|.44|10|no_survey
2023-11-15|asiakaspalaute-kayttoon|fi|Customer feedback|Asiakaspalaute käyttöön|48|.53|7|
2023-12-12|metas-del-ano|es|KPI basics|Metas del año: cómo elegirlas|66|.42|0|holiday
2024-01-24|what-a-webinar-costs|en|Marketing return|What a webinar really costs|78|.48|15|upgraded
2024-02-14|mapas-paso-a-paso|es|Strategy maps|Mapas estratégicos paso a paso|84|.51|18|spanish_ui
2024-03-13|mittaritaulu-tiimille|fi|Dashboards|Mittaritaulu tiimille|57|.50|9|no_ads
2024-04-10|surveys-people-answer|en|Customer feedback|Surveys that people answer|88|.43|0|
2024-04-18|roi-de-eventos|es|Marketing return|El retorno de los eventos|92|.46|21|
2024-05-22|strategiakartta-lyhyesti|fi|Strategy maps|Strategiakartta lyhyesti|62|.56|12|no_registration
2024-06-12|kpi-basics-on-demand|en|KPI basics|KPI basics, on demand|96|.58|14|pre-recorded
2024-08-28|dashboards-that-get-used|en|Dashboards|Dashboards that get used|90|.41|16|
2024-09-18|encuestas-que-se-responden|es|Customer feedback|Encuestas que se responden|112|.47|24|upgraded
2024-10-09|markkinoinnin-tuotto|fi|Marketing return|Markkinoinnin tuotto näkyväksi|71|.49|0|
2024-10-30|leading-and-lagging|en|KPI basics|Leading and lagging KPIs|118|.44|22|
2024-11-20|tableros-para-direccion|es|Dashboards|Tableros para la dirección|127|.45|26|spanish_ui
2024-12-11|vuosikello-ja-mittarit|fi|KPI basics|Vuosikello ja mittarit|74|.46|8|storm
2025-01-22|annual-targets|en|KPI basics|Annual targets without wishful thinking|152|.47|30|
2025-02-12|kpi-para-pymes|es|KPI basics|KPI para pymes|149|.50|33|upgraded
2025-03-12|palautekyselyt|fi|Customer feedback|Palautekyselyt, joihin vastataan|83|.53|11|
2025-04-02|honest-webinar-roi|en|Marketing return|Webinar ROI, honestly|158|.43|28|teams
2025-04-30|estrategia-digital|es|Strategy maps|El mapa de la estrategia digital|138|.37|19|holiday
2025-05-21|dashboard-clinic|en|Dashboards|Dashboard clinic, recorded|146|.57|17|pre-recorded
2025-06-11|johdon-mittaristo|fi|Dashboards|Johdon mittaristo|88|.50|14|
2025-07-02|kpi-en-verano|es|KPI basics|KPI en verano|0|.0|0|cancelled
2025-09-10|vuelta-al-kpi|es|KPI basics|Vuelta al KPI|171|.46|31|spanish_ui google_forms
2025-09-17|one-page-dashboards|en|Dashboards|One-page dashboards|161|.45|25|
2025-10-15|uutiskirjeen-mittarit|fi|Marketing return|Uutiskirjeen mittarit|90|.48|0|one_to_five
2025-11-12|plantilla-de-kpi|es|KPI basics|La plantilla de KPI que todos piden|486|.38|88|viral meta_ads
2025-12-03|year-in-numbers|en|Dashboards|Your year in numbers|174|.44|27|upgraded typeform linkedin_ads
2026-01-21|tavoitteet-paperille|fi|KPI basics|Tavoitteet paperille|101|.54|18|storm
2026-02-11|una-sola-pregunta|es|Customer feedback|La encuesta de una sola pregunta|193|.47|36|meta_ads
2026-03-11|strategy-maps-live|en|Strategy maps|Strategy maps, live|187|.46|35|webex linkedin_ads
2026-04-15|embudo-de-ventas|es|Marketing return|El embudo de ventas en números|204|.20|0|trouble
2026-05-05|mittarit-arjessa|fi|Dashboards|Mittarit arjessa|108|.51|15|
2026-05-20|mapas-estrategicos|es|Strategy maps|Mapas estratégicos que se usan|221|.50|49|meta_ads linkedin_ads
2026-06-09|dashboard-in-a-day|en|Dashboards|A dashboard in a day|214|.46|38|
2026-06-25|kysely-joka-toimii|fi|Customer feedback|Kysely, joka toimii|112|.50|12|
"""


def _plan(line: str) -> Plan:
    day, slug, language, topic, title, registrations, attendance, caused, notes = line.split("|")
    return Plan(
        date.fromisoformat(day),
        slug,
        language,
        topic,
        title,
        int(registrations),
        float(attendance),
        int(caused),
        frozenset(notes.split()),
    )


PLANS: tuple[Plan, ...] = tuple(_plan(line) for line in _TABLE.strip().splitlines())


def plan_of(event_id: str) -> Plan:
    """The plan of one event."""
    return next(plan for plan in PLANS if plan.event_id == event_id)
