"""What was read from a plan's file, before anybody confirmed it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

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
    owner_departments: tuple[str, ...] = ()  # where each owner belongs, "" where the file does not say


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


class PlanKind(StrEnum):
    """What kind of list a file is."""

    LEDGER = "ledger"  # 整改台账
    TASKS = "tasks"  # 任务分解
    SUPERVISION = "supervision"  # 督办事项
    DELIBERATION = "deliberation"  # 审议意见
    MEETING = "meeting"  # 会议议定
    HAZARDS = "hazards"  # 隐患排查
    AUDIT = "audit"  # 审计整改


@dataclass(frozen=True, kw_only=True)
class ColumnDraft:
    """A column by its head and what it was taken for, "" where it is not read; `ask` where a person must say so."""

    where: str
    head: str
    field: str = ""
    ask: bool = False
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowCount:
    """How many rows stand in the lists of a file, and the places of those that were not read."""

    rows: int = 0
    left: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """How many were read."""
        return self.rows - len(self.left)


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
    kind: PlanKind = PlanKind.LEDGER
    columns: tuple[ColumnDraft, ...] = ()
    left: tuple[Problem, ...] = ()  # 没有读入: everything that ended in no field, by place and with the reason
    rows: RowCount = field(default_factory=RowCount)

    @property
    def measures(self) -> tuple[MeasureDraft, ...]:
        """All measures in the order of the file."""
        return tuple(measure for finding in self.findings for measure in finding.measures)
