"""Many events: each on its own, so that one failure leaves the others alone."""

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from kpilib.errors import KpiError, ReportError
from kpilib.params import read_event, read_workspace
from kpilib.publish.event import EDITIONS, publish_event, publish_failure
from kpilib.review import check_reviewable, compute_review
from kpilib.review.record import kept_path


@dataclass(frozen=True)
class Outcome:
    """What came of one event: pages written, or why not."""

    event_id: str
    pages: tuple[Path, ...] = ()
    error: KpiError | None = None


@dataclass(frozen=True)
class Job:
    """What is asked for one event."""

    folder: Path
    event_id: str
    languages: tuple[str, ...] | None = None
    editions: tuple[str, ...] = EDITIONS
    as_of: str | None = None
    is_forced: bool = False


def review_one(job: Job) -> Outcome:
    """Computes and publishes one event; an error of its data becomes its failed page."""
    workspace = read_workspace(job.folder)
    title = job.event_id
    try:
        event = read_event(workspace, job.event_id)
        check_reviewable(event, workspace.as_of(event, job.as_of), workspace)
    except KpiError as error:
        # Planned, cancelled or without params: there was no review to fail.
        return Outcome(job.event_id, error=error)
    try:
        title = event.title or job.event_id
        if job.is_forced:
            kept_path(workspace, job.event_id).unlink(missing_ok=True)
        review = compute_review(job.event_id, job.folder, job.as_of)
        languages = job.languages or (workspace.language_of(event),)
        pages = publish_event(workspace, event, review, languages, job.editions, job.as_of)
        return Outcome(job.event_id, tuple(pages))
    except KpiError as error:
        publish_failure(workspace, job.event_id, title, error)
        return Outcome(job.event_id, error=error)
    except OSError as error:
        return Outcome(job.event_id, error=_disk_error(job.event_id, error))
    except Exception as error:
        # The net: what nobody foresaw in one event must not take the others along.
        fault = _unforeseen(job.event_id, error)
        publish_failure(workspace, job.event_id, title, fault)
        return Outcome(job.event_id, error=fault)


def _unforeseen(event_id: str, error: Exception) -> ReportError:
    """The fault by its place; its own words may hold personal data and stay out."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return ReportError(
        event_id,
        f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}",
        "a fault that was foreseen",
        "This is a fault of kpilib: report this line, and go on with the other events.",
    )


def _disk_error(event_id: str, error: OSError) -> ReportError:
    where = error.filename or event_id
    return ReportError(
        str(where), error.strerror or str(error), "a file that can be written", "Look at the disk."
    )


def review_events(
    jobs: Sequence[Job], workers: int | None = None, report: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Reviews events in worker processes; `report` is called as each is done.

    Parameters
    ----------
    jobs : sequence of Job
    workers : int, optional
        Processes; by default as many as there are processors. One runs in this process.
    """
    count = min(workers or os.cpu_count() or 1, len(jobs))
    outcomes = {}
    for outcome in _alone(jobs) if count <= 1 else _side_by_side(jobs, count):
        outcomes[outcome.event_id] = outcome
        report(outcome)
    return [outcomes[job.event_id] for job in jobs]


def _alone(jobs: Sequence[Job]) -> Iterator[Outcome]:
    return map(review_one, jobs)


def _side_by_side(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    # One BLAS thread a worker: more of them fight over the same cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures: dict[Future[Outcome], Job] = {pool.submit(review_one, job): job for job in jobs}
        for future in as_completed(futures):
            yield _result(future, futures[future])


def _result(future: "Future[Outcome]", job: Job) -> Outcome:
    try:
        return future.result()
    except (OSError, BrokenProcessPool) as error:
        # A worker that was killed takes its pool along; the other events say so too.
        lost = ReportError(
            job.event_id, f"its worker was lost ({error})", "a worker that stays", "Free memory."
        )
        return Outcome(job.event_id, error=lost)
