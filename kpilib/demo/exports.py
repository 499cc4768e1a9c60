"""All raw exports of the demo as bytes, by the path below `data/exports/`."""

from kpilib.demo.calendar import PLANS, Plan
from kpilib.demo.form_files import google_forms_export, typeform_export
from kpilib.demo.live_files import poll_report, question_report
from kpilib.demo.records import Answer, Registration, Stay, World
from kpilib.demo.shared_exports import shared_exports
from kpilib.demo.survey_files import survey_export
from kpilib.demo.teams_files import teams_report
from kpilib.demo.ticket_files import ticket_report
from kpilib.demo.webex_files import attendance_report
from kpilib.demo.zoom_files import attendee_report, registration_report, webinar_id

Files = dict[str, bytes]


def demo_exports(world: World) -> Files:
    """Files of the organisation below `_shared/`, files of an event below its id."""
    files = shared_exports(world)
    for plan in PLANS:
        if not plan.is_cancelled:
            files |= {f"{plan.event_id}/{name}": content for name, content in _event_files(world, plan)}
    return files


def _event_files(world: World, plan: Plan) -> list[tuple[str, bytes]]:
    registrations = [r for r in world.registrations if r.event_id == plan.event_id]
    stays = [s for s in world.stays if s.event_id == plan.event_id]
    answers = [a for a in world.answers if a.event_id == plan.event_id]
    writers = {"teams": _teams_files, "webex": _webex_files, "zoom": _zoom_files}
    found = writers[plan.tool](world, plan, registrations, stays)
    return list((found | _survey_files(plan, answers)).items())


def _zoom_files(world: World, plan: Plan, registrations: list[Registration], stays: list[Stay]) -> Files:
    stem = f"{webinar_id(plan).replace(' ', '')}_{plan.clock_of_reports:%Y_%m_%d}.csv"
    found = {}
    if "no_registration" not in plan.notes:
        found[f"registration_{stem}"] = registration_report(plan, registrations)
    if stays:
        found[f"attendee_{stem}"] = attendee_report(plan, registrations, stays)
    if plan.has_live_reports:
        questions = [q for q in world.questions if q.event_id == plan.event_id]
        polls = [a for a in world.poll_answers if a.event_id == plan.event_id]
        found[f"qa_{stem}"] = question_report(plan, questions)
        found[f"poll_{stem}"] = poll_report(plan, polls)
    return found


def _teams_files(world: World, plan: Plan, registrations: list[Registration], stays: list[Stay]) -> Files:
    name = f"AttendanceReport_{plan.day.month}-{plan.day.day}-{plan.day:%y}.csv"
    return {name: teams_report(plan, registrations, stays)}


def _webex_files(world: World, plan: Plan, registrations: list[Registration], stays: list[Stay]) -> Files:
    tickets = [ticket for ticket in world.tickets if ticket.event_id == plan.event_id]
    return {
        f"eventbrite_report_{plan.clock_of_reports.isoformat()}.csv": ticket_report(plan, tickets),
        f"webex_attendance_{plan.day.isoformat()}.csv": attendance_report(plan, stays),
    }


def _survey_files(plan: Plan, answers: list[Answer]) -> Files:
    if not answers:
        return {}
    if "typeform" in plan.notes:
        return {f"typeform_{plan.slug}.csv": typeform_export(plan, answers)}
    if "google_forms" in plan.notes:
        return {f"google_forms_{plan.slug}.csv": google_forms_export(plan, answers)}
    return {f"surveymonkey_{plan.slug}.csv": survey_export(plan, answers)}
