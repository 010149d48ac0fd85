"""What was read from a plan's file, before anybody confirmed it."""

import datetime as dt
from dataclasses import dataclass, field

from bot.domain.plan.deadline import Deadline, DeadlineKind, DeadlineReading


@dataclass(frozen=True)
class Problem:
    """Something in the file that a person must look at: `where` as in 整改台账!F12, `what` a sentence in Chinese."""

    where: str
    what: str


@dataclass(frozen=True)
class PersonDraft:
    """One row of a list of people; `role` is the Chinese word as written."""

    name: str
    post: str = ""
    department: str = ""
    role: str = ""


@dataclass(frozen=True)
class MeasureDraft:
    """One measure as read: `number` is its identity ("3-2"), `status` the words as written, unverified."""

    number: str
    text: str
    leaders: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    deadline: Deadline = field(default_factory=lambda: Deadline(DeadlineKind.UNCLEAR))
    reading: DeadlineReading | None = None
    status: str = ""
    where: str = ""


@dataclass(frozen=True)
class FindingDraft:
    """One finding as read; `statement` is what a notice says about its rectification (整改情况)."""

    number: str
    category: str
    text: str
    task: str = ""
    measures: tuple[MeasureDraft, ...] = ()
    statement: str = ""
    where: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """A plan as read from one file, with everything that could not be read listed by place."""

    title: str = ""
    unit: str = ""
    team: str = ""
    feedback: dt.date | None = None
    report_by: dt.date | None = None
    concentrated_until: dt.date | None = None
    findings: tuple[FindingDraft, ...] = ()
    people: tuple[PersonDraft, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def measures(self) -> tuple[MeasureDraft, ...]:
        """All measures in the order of the file."""
        return tuple(measure for finding in self.findings for measure in finding.measures)
