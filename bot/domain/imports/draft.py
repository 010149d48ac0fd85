"""What was read from a plan's file, before anybody confirmed it."""

import datetime as dt
from dataclasses import dataclass, field

from bot.domain.plan.deadline import Deadline, DeadlineKind, DeadlineReading

MOST_PLACES = 20  # that a sentence names
Fact = str | int | tuple[str, ...]


class UnreadablePlan(Exception):  # noqa: N818 - named as the office would say it
    """The file holds no plan that can be read: `code` names its sentence in `imports.file`, `facts` go into it."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class Problem:
    """Something in the file that a person must look at: `where` as in 整改台账!F12.

    `what` names its sentence in `imports.problem`; in drafts that an earlier version kept it is the sentence itself.
    """

    where: str
    what: str
    facts: dict[str, Fact] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class PersonDraft:
    """One row of a list of people; `role` is the Chinese word as written."""

    name: str
    post: str = ""
    department: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class FindingDraft:
    """One finding as read; `statement` is what a notice says about its rectification (整改情况)."""

    number: str
    category: str
    text: str
    task: str = ""
    measures: tuple[MeasureDraft, ...] = ()
    statement: str = ""
    where: str = ""


@dataclass(frozen=True, kw_only=True)
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
