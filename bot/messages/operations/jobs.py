"""The scheduler's jobs as the office reads them: what has its slot, and what is done all the time."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.messages.text import day
from bot.messages.wording import Wording


@dataclass(frozen=True)
class JobHealth:
    """A job with its last and its next run, in the unit's zone; None where there was none, or none is known."""

    id: str
    last: dt.datetime | None
    next: dt.datetime | None


@dataclass(frozen=True)
class Jobs:
    """Those with a slot of their own, and those that come round every `every` seconds, with when they next do."""

    slotted: Sequence[JobHealth] = ()
    steady: Sequence[str] = ()
    every: float = 0.0
    next: dt.datetime | None = None


def jobs_lines(wording: Wording, jobs: Jobs) -> Iterator[Markup]:
    """A line for each job with a slot, and one for all others."""
    for job in jobs.slotted:
        name, following = _name(wording, job.id), _moment(job.next) if job.next else "—"
        if job.last:
            yield wording.say("operations.jobs.slotted", name=name, last=_moment(job.last), next=following)
        else:
            yield wording.say("operations.jobs.slotted_never", name=name, next=following)
    if jobs.steady:
        names, every = job_names(wording, jobs.steady), f"{jobs.every:.0f}"
        if jobs.next:
            yield wording.say("operations.jobs.steady_next", names=names, every=every, next=f"{jobs.next:%H:%M:%S}")
        else:
            yield wording.say("operations.jobs.steady", names=names, every=every)


def job_names(wording: Wording, ids: Iterable[str]) -> str:
    """The names of jobs, one after another."""
    return "、".join(_name(wording, id_) for id_ in ids)


def _name(wording: Wording, id_: str) -> str:
    return wording.word(f"operations.job.{id_}")


def _moment(at: dt.datetime) -> str:
    return f"{day(at.date())}{at:%H:%M}"
