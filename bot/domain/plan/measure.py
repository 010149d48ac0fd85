"""A measure and the stages it passes until it is closed."""

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.domain.plan.deadline import OPTIONAL, Deadline, DeadlineKind
from bot.domain.plan.period_report import PeriodReport
from bot.domain.plan.share import Share
from bot.domain.plan.short_name import short_name


class Stage(StrEnum):
    """Where a measure stands; "overdue" is computed from the day, never stored."""

    NOT_STARTED = "not_started"  # 未启动
    UNDER_WAY = "under_way"  # 推进中
    REVIEW = "review"  # 已报完成，待责任领导审核
    VERIFY = "verify"  # 已报完成，待整改办核验
    DECIDE = "decide"  # 已报完成，待书记审定
    CLOSED = "closed"  # 已销号
    STANDING = "standing"  # 转入长期坚持
    CANCELLED = "cancelled"  # 取消，附理由


OPEN = frozenset({Stage.NOT_STARTED, Stage.UNDER_WAY})
WAITING = frozenset({Stage.REVIEW, Stage.VERIFY, Stage.DECIDE})


@dataclass(frozen=True, kw_only=True)
class MeasureState:
    """How far a measure has come: what a report changes and an undo puts back."""

    stage: Stage = Stage.NOT_STARTED
    percent: int | None = None
    since: dt.date | None = None
    reported: dt.datetime | None = None
    submitted_by: str | None = None
    reporters: tuple[str, ...] = ()
    report_by: dt.date | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure; leaders and owners are ids of people, departments and support are names as written."""

    id: str
    unit: str
    plan: str
    finding: str
    number: str
    text: str
    leaders: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    deadline: Deadline = field(default_factory=lambda: Deadline(DeadlineKind.UNCLEAR))
    stage: Stage = Stage.NOT_STARTED
    percent: int | None = None
    since: dt.date | None = None  # day from which the present stage counts
    reported: dt.datetime | None = None  # the last word of an owner
    submitted_by: str | None = None
    reporters: tuple[
        str, ...
    ] = ()  # everyone whose word it rests on, also those for whom a delegate spoke: none verifies
    report_by: dt.date | None = None  # new day of a returned or reopened one
    counted_from: dt.date | None = None  # the first day whose periods are asked for
    shares: tuple[Share, ...] = ()  # of those who spoke, each his last word and whether he handed his part in
    periods: tuple[PeriodReport, ...] = ()  # what became of its periods and stages, in the order of settling
    submissions: int = 0  # how often it was handed in: a card of an earlier time decides nothing
    stated: str = ""  # status as written in the imported ledger: a statement nobody verified
    wake: dt.date | None = None  # next day on which the clock has something to say about it
    policy: dict[str, Any] = field(default_factory=dict)
    result: str = field(default="", metadata=OPTIONAL)  # 核定情况: a draft until it is agreed to with the closing
    interim: str = field(default="", metadata=OPTIONAL)  # 阶段进展: what is done so far, in words that may be published
    short: str = field(default="", metadata=OPTIONAL)  # the short name that the office gave it

    @property
    def called(self) -> str:
        """Its short name, made from the text where it was given none."""
        return short_name(self.text, self.short)

    @property
    def approved_result(self) -> str:
        """What was done, as it was agreed to with the closing; "" before."""
        return self.result if self.stage in {Stage.CLOSED, Stage.STANDING} else ""

    @property
    def publishable(self) -> str:
        """What outward papers may say was done: the result once it is agreed to, what is done so far before."""
        return self.approved_result or ("" if self.is_ended else self.interim)

    @property
    def state(self) -> MeasureState:
        """How far it has come."""
        return MeasureState(
            stage=self.stage,
            percent=self.percent,
            since=self.since,
            reported=self.reported,
            submitted_by=self.submitted_by,
            reporters=self.reporters,
            report_by=self.report_by,
            shares=self.shares,
        )

    def put_back(self, state: MeasureState) -> "Measure":
        """The measure as far as it had come before."""
        return replace(
            self,
            stage=state.stage,
            percent=state.percent,
            since=state.since,
            reported=state.reported,
            submitted_by=state.submitted_by,
            reporters=state.reporters,
            report_by=state.report_by,
            shares=state.shares,
        )

    @property
    def due(self) -> dt.date | None:
        """The day that counts as the deadline, None for standing and unclear ones."""
        return self.deadline.date

    @property
    def goes_on(self) -> bool:
        """True where its people report on after it was agreed to; a series with an end is closed like any other."""
        recurrence = self.deadline.recurrence
        return recurrence.until is None if recurrence else self.deadline.kind is DeadlineKind.STANDING

    @property
    def is_open(self) -> bool:
        """True while its people still have to act: neither handed in nor ended."""
        return self.stage in OPEN

    @property
    def is_ended(self) -> bool:
        """True where nothing more is asked of anyone."""
        return self.stage in {Stage.CLOSED, Stage.CANCELLED}
