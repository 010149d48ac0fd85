"""The one engine of counts: every figure in a message, a chart, a workbook or a document is made here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.plan import Finding


class Part(StrEnum):
    """Where a measure is counted: each measure in exactly one part, so that the parts add up to the whole."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    STANDING = "standing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def part_of(measure: Measure, today: dt.date) -> Part:
    """The part in which a measure is counted on the day; lateness goes before everything that is still open."""
    match measure.stage:
        case Stage.CLOSED:
            return Part.CLOSED
        case Stage.CANCELLED:
            return Part.CANCELLED
        case stage if stage in WAITING:
            return Part.WAITING
    if measure.is_overdue(today):
        return Part.OVERDUE
    if measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING:
        return Part.STANDING
    return Part.UNDER_WAY if measure.stage is Stage.UNDER_WAY else Part.NOT_STARTED


@dataclass(frozen=True)
class Tally:
    """Findings and measures counted on a day, with the measures behind every figure."""

    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    parts: Mapping[Part, tuple[Measure, ...]]
    steps: Mapping[Stage, tuple[Measure, ...]]  # those handed in, by the step they wait for
    closed_findings: tuple[Finding, ...]  # every measure closed, cancelled or standing, at least one closed
    unclear: tuple[Measure, ...]  # not ended, deadline not understood
    unowned: tuple[Measure, ...]  # not ended, nobody is to report

    def count(self, part: Part) -> int:
        """How many measures stand in the part."""
        return len(self.parts[part])

    def of(self, part: Part) -> tuple[Measure, ...]:
        """The measures of the part."""
        return self.parts[part]


def tally(measures: Iterable[Measure], findings: Iterable[Finding], today: dt.date) -> Tally:
    """Count measures and findings on the day."""
    counted, raised = tuple(measures), tuple(findings)
    parts: dict[Part, list[Measure]] = {part: [] for part in Part}
    steps: dict[Stage, list[Measure]] = {stage: [] for stage in Stage if stage in WAITING}
    by_finding: dict[str, set[Stage]] = {}
    for measure in counted:
        part = part_of(measure, today)
        parts[part].append(measure)
        by_finding.setdefault(measure.finding, set()).add(measure.stage)
        if part is Part.WAITING:
            steps[measure.stage].append(measure)
    going = [m for m in counted if not m.is_ended]
    return Tally(
        raised,
        counted,
        {part: tuple(found) for part, found in parts.items()},
        {stage: tuple(found) for stage, found in steps.items()},
        tuple(f for f in raised if is_settled(by_finding.get(f.id, set()))),
        tuple(m for m in going if m.deadline.kind is DeadlineKind.UNCLEAR),
        tuple(m for m in going if not m.owners),
    )


def is_settled(stages: set[Stage]) -> bool:
    """True where a finding with measures at these stages is closed; those that were turned standing count apart."""
    return Stage.CLOSED in stages and stages <= {Stage.CLOSED, Stage.CANCELLED, Stage.STANDING}
