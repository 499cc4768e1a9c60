"""All raw exports of the demo as bytes, by the path below `data/exports/`."""

from kpilib.demo.ads_files import campaign_report, half_years
from kpilib.demo.calendar import AS_OF, COVERED_FROM, PLANS, Plan
from kpilib.demo.crm_files import contacts_export, deals_export
from kpilib.demo.records import World
from kpilib.demo.survey_files import survey_export
from kpilib.demo.traffic import months
from kpilib.demo.web_files import traffic_export
from kpilib.demo.zoom_files import attendee_report, registration_report, webinar_id


def demo_exports(world: World) -> dict[str, bytes]:
    """Files of the organisation below `_shared/`, files of an event below its id."""
    files = _crm(world) | _ads(world) | _web(world)
    for plan in PLANS:
        if not plan.is_cancelled:
            files |= _event_files(world, plan)
    return files


def _event_files(world: World, plan: Plan) -> dict[str, bytes]:
    registrations = [r for r in world.registrations if r.event_id == plan.event_id]
    stays = [s for s in world.stays if s.event_id == plan.event_id]
    answers = [a for a in world.answers if a.event_id == plan.event_id]
    stem = f"{webinar_id(plan).replace(' ', '')}_{plan.clock_of_reports:%Y_%m_%d}.csv"
    found = {}
    if "no_registration" not in plan.notes:
        found[f"{plan.event_id}/registration_{stem}"] = registration_report(plan, registrations)
    if stays:
        found[f"{plan.event_id}/attendee_{stem}"] = attendee_report(plan, registrations, stays)
    if answers:
        found[f"{plan.event_id}/surveymonkey_{plan.slug}.csv"] = survey_export(plan, answers)
    return found


def _crm(world: World) -> dict[str, bytes]:
    contacts = f"_shared/hubspot-crm-exports-all-contacts-{AS_OF.isoformat()}.csv"
    deals = f"_shared/hubspot-crm-exports-all-deals-{AS_OF.isoformat()}.csv"
    covers = f"{COVERED_FROM.isoformat()}..{AS_OF.isoformat()}\n".encode()
    return {
        contacts: contacts_export(world.contacts),
        f"{contacts}.covers": covers,
        deals: deals_export(world.deals),
    }


def _ads(world: World) -> dict[str, bytes]:
    return {
        f"_shared/google_ads_{first:%Y-%m}_{last:%Y-%m}.csv": campaign_report(first, last, world.ads)
        for first, last in half_years()
    }


def _web(world: World) -> dict[str, bytes]:
    return {
        f"_shared/ga4_traffic_{first:%Y-%m}.csv": traffic_export(
            [v for v in world.visits if v.starts_on == first]
        )
        for first, _ in months()
    }
