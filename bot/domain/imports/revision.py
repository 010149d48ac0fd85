"""What a newer version of a plan changes: numbers are identity, what people reported is never touched."""

from dataclasses import dataclass, replace

from bot.domain.imports.draft import MeasureDraft, PlanDraft
from bot.domain.plan.deadline import Deadline
from bot.domain.plan.measure import Measure, Stage


@dataclass(frozen=True)
class Change:
    """One measure before and after, and the names of the fields that differ."""

    before: Measure
    after: Measure
    what: tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """New measures, changed ones, those that the newer file no longer has, and how many stayed the same."""

    new: tuple[Measure, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[Measure, ...] = ()
    same: int = 0


FIELDS = ("text", "leaders", "departments", "owners", "support", "deadline")


def measure_of(draft: MeasureDraft, *, unit: str, plan: str, finding: str, people: dict[str, str]) -> Measure:
    """A measure as the draft has it; `people` gives the ids of names."""
    return Measure(
        id=f"{plan}/{draft.number}",
        unit=unit,
        plan=plan,
        finding=finding,
        number=draft.number,
        text=draft.text,
        leaders=tuple(people[name] for name in draft.leaders),
        departments=draft.departments,
        owners=tuple(people[name] for name in draft.owners),
        support=draft.support,
        deadline=draft.deadline,
        stated=draft.status,
    )


def compare(kept: list[Measure], read: list[Measure]) -> Revision:
    """Hold the measures of a newer file against those in the ledger."""
    by_id = {measure.id: measure for measure in kept}
    new, changed, same = [], [], 0
    for measure in read:
        before = by_id.pop(measure.id, None)
        if before is None:
            new.append(measure)
            continue
        after = taken_over(before, measure)
        what = tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
        if what:
            changed.append(Change(before, after, what))
        else:
            same += 1
    gone = tuple(measure for measure in by_id.values() if measure.stage is not Stage.CANCELLED)
    return Revision(tuple(new), tuple(changed), gone, same)


def taken_over(before: Measure, read: Measure) -> Measure:
    """The kept measure with the newer file's text, people and deadline; everything reported stays."""
    return replace(
        before,
        text=read.text,
        leaders=read.leaders,
        departments=read.departments,
        owners=read.owners,
        support=read.support,
        deadline=_deadline(before.deadline, read.deadline),
    )


def _deadline(before: Deadline, read: Deadline) -> Deadline:
    plain = before.recurrence is None and not before.nodes  # as the office has it, whatever its words may hold
    same = plain and (before.words, before.kind, before.date) == (read.words, read.kind, read.date)
    if same or _says(before) == _says(read):
        return before
    return replace(read, first=before.first or before.date or read.first)


def _says(deadline: Deadline) -> Deadline:
    """What a deadline says, whatever day it was read on and however it was written."""
    recurrence = deadline.recurrence and replace(deadline.recurrence, anchor=None)
    return replace(deadline, words="", first=None, recurrence=recurrence)


def names_in(draft: PlanDraft) -> tuple[str, ...]:
    """Every person whom the draft's measures name, in the order of the file, each once."""
    return tuple(dict.fromkeys(name for m in draft.measures for name in (*m.leaders, *m.owners)))
