"""The one engine of counts: every figure in a message, a chart, a workbook or a document is made here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.people.person import Person
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Finding
from bot.domain.status.standing import Standing


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Findings and measures counted on a day, with the measures behind every figure."""

    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    parts: Mapping[Part, tuple[Measure, ...]]
    steps: Mapping[Stage, tuple[Measure, ...]]  # those handed in, late or not, by the step they wait for
    closed_findings: tuple[Finding, ...]  # every measure closed, cancelled or standing, at least one closed
    unclear: tuple[Measure, ...]  # not ended, deadline not understood
    unowned: tuple[Measure, ...]  # not ended, nobody is to report

    @property
    def waiting(self) -> Mapping[Stage, tuple[Measure, ...]]:
        """Those of the part that waits for a check in time, by the step."""
        return {stage: tuple(m for m in self.of(Part.WAITING) if m.stage is stage) for stage in self.steps}

    def count(self, part: Part) -> int:
        """How many measures stand in the part."""
        return len(self.parts[part])

    def of(self, part: Part) -> tuple[Measure, ...]:
        """The measures of the part."""
        return self.parts[part]


def tally(
    measures: Iterable[Measure],
    findings: Iterable[Finding],
    standings: Mapping[str, Standing],
    *,
    others: Iterable[Measure] = (),
) -> Tally:
    """Count measures and findings, as each measure stands by its id; a finding is closed by `others` of its too."""
    counted, raised = tuple(measures), tuple(findings)
    parts: dict[Part, list[Measure]] = {part: [] for part in Part}
    steps: dict[Stage, list[Measure]] = {stage: [] for stage in Stage if stage in WAITING}
    by_finding: dict[str, set[Stage]] = {}
    for measure in others:
        by_finding.setdefault(measure.finding, set()).add(measure.stage)
    for measure in counted:
        parts[standings[measure.id].part].append(measure)
        by_finding.setdefault(measure.finding, set()).add(measure.stage)
        if measure.stage in WAITING:
            steps[measure.stage].append(measure)
    going = [m for m in counted if not m.is_ended]
    return Tally(
        findings=raised,
        measures=counted,
        parts={part: tuple(found) for part, found in parts.items()},
        steps={stage: tuple(found) for stage, found in steps.items()},
        closed_findings=tuple(f for f in raised if is_settled(by_finding.get(f.id, set()))),
        unclear=tuple(m for m in going if m.deadline.kind is DeadlineKind.UNCLEAR),
        unowned=tuple(m for m in going if not m.owners),
    )


def is_settled(stages: set[Stage]) -> bool:
    """True where a finding with measures at these stages is closed; those that were turned standing count apart."""
    return Stage.CLOSED in stages and stages <= {Stage.CLOSED, Stage.CANCELLED, Stage.STANDING}


def unled_among(measures: Iterable[Measure], people: Iterable[Person]) -> tuple[str, ...]:
    """Numbers of the measures not ended that nobody active leads."""
    active = {person.id for person in people if person.active}
    return tuple(one.number for one in measures if not one.is_ended and active.isdisjoint(one.leaders))
