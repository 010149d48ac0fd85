"""What a newer version of a plan changes: measures keep their identity, what people reported and decided stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.domain.imports.draft import FindingDraft, MeasureDraft, PlanDraft
from bot.domain.imports.identity import Doubt, bare, findings_in, pair
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding, Plan, number_order


@dataclass(frozen=True)
class Change:
    """One measure before and after, and the names of the fields that differ."""

    before: Measure
    after: Measure
    what: tuple[str, ...]


@dataclass(frozen=True)
class KeptDecision:
    """Fields of a measure in which a decision of the ledger stays although the file says otherwise."""

    measure: Measure
    read: Measure
    what: tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """New measures, changed ones, those that the newer file no longer has, and how many stayed the same.

    `doubts` must be answered first; `decisions` are those that stay; `cancelled` are cancelled ones that the file
    has again. `findings` are the records as they will be.
    """

    new: tuple[Measure, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[Measure, ...] = ()
    same: int = 0
    doubts: tuple[Doubt, ...] = ()
    decisions: tuple[KeptDecision, ...] = ()
    cancelled: tuple[Measure, ...] = ()
    findings: tuple[Finding, ...] = ()
    common: int = field(default=0, compare=False)  # measures that both have, or may have
    fewest: int = field(default=0, compare=False)  # measures of the one that has fewer

    @property
    def split(self) -> tuple[tuple[Measure, Measure], ...]:
        """New measures whose words stood in a reworded one before, each with the one that it was a part of."""
        return tuple((one, old.before) for one in self.new if (old := self._holding(one, "before")))

    @property
    def merged(self) -> tuple[tuple[Measure, Measure], ...]:
        """Measures that the file no longer has whose words stand in a reworded one now, each with that one."""
        return tuple((one, kept.after) for one in self.gone if (kept := self._holding(one, "after")))

    def _holding(self, part: Measure, side: Literal["before", "after"]) -> Change | None:
        words = bare(part.text)
        reworded = (change for change in self.changed if "text" in change.what and len(words) >= LEAST)
        return next((change for change in reworded if words in bare(getattr(change, side).text)), None)

    @property
    def is_foreign(self) -> bool:
        """True where the file has nothing of the plan, but numbers of it: it belongs to another round."""
        return not self.common and bool(self.moved)

    @property
    def is_akin(self) -> bool:
        """True where enough of one is in the other for a newer version of the plan."""
        return self.common * AKIN >= max(self.fewest, 1)

    @property
    def moved(self) -> tuple[tuple[str, str], ...]:
        """Old and new numbers of those that go by another one."""
        return tuple(
            (change.before.number, change.after.number)
            for change in self.changed
            if change.before.number != change.after.number
        )


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the office has answered: which is which, whose words count where they differ, what comes back.

    `decided` are the fields of each measure that somebody decided in the ledger since its last file, `former` the
    words that were there before; `filed` are measures that others have now, as the last file had them.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    by_file: frozenset[str] = frozenset()
    revived: bool = False
    decided: Mapping[str, frozenset[str]] = field(default_factory=dict)
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filed: Mapping[str, Measure] = field(default_factory=dict)


LEAST = 4  # letters of words that are part of others
AKIN = 4  # a newer version has at least one in so many of the measures
CANCELLED = "取消"  # in the state that a file writes: it agrees with the ledger
FIELDS = ("text", "leaders", "departments", "owners", "support", "deadline")
PLACES = frozenset({"number", "finding", "stage"})


def measure_of(
    draft: MeasureDraft, *, unit: str, plan: str, finding: str, people: dict[str, str], words: str = ""
) -> Measure:
    """A measure as the draft has it; `people` gives the ids of names, `words` stand in for a text that is not there."""
    return Measure(
        id=f"{plan}/{draft.number}",
        unit=unit,
        plan=plan,
        finding=finding,
        number=draft.number,
        text=draft.text or words,
        leaders=tuple(people[name] for name in draft.leaders),
        departments=draft.departments,
        owners=tuple(people[name] for name in draft.owners),
        support=draft.support,
        deadline=draft.deadline,
        stated=draft.status,
    )


def finding_of(draft: FindingDraft, *, unit: str, plan: str, title: str) -> Finding:
    """A finding as the draft has it; a list of tasks without one goes by its own title."""
    return Finding(
        id=f"{plan}/{draft.number}",
        unit=unit,
        plan=plan,
        number=draft.number,
        text=draft.text or title,
        category=draft.category,
        task=draft.task,
    )


def compare(
    kept: Sequence[Measure],
    read: Sequence[Measure],
    findings: tuple[Sequence[Finding], Sequence[Finding]] = ((), ()),
    said: Said | None = None,
) -> Revision:
    """Hold the measures of a newer file against the ledger's; `findings` are those of both, the ledger's first."""
    said = said or Said()
    old, fresh = findings
    texts = {one.id: one.text for one in old}
    stand_in = {one.id: f"\0{one.id}" for one in fresh}  # a finding of the file has no id of the ledger yet
    texts |= {stand_in[one.id]: one.text for one in fresh}
    loose = [replace(one, finding=stand_in.get(one.finding, one.finding)) for one in read]
    pairs = pair(kept, loose, texts, said.answers, said.former, filed=said.filed)
    under = {one.number: [m.number for m in read if m.finding == one.id] for one in fresh}
    ids = findings_in(
        pairs.known, [(one.number, one.text) for one in fresh], [(one.id, one.number, one.text) for one in old], under
    )
    places = {one.id: ids.get(one.number) or _free_id(one.id, {known.id for known in old}) for one in fresh}
    doubted = {doubt.number for doubt in pairs.doubts}
    used = {measure.id for measure in kept}
    new: list[Measure] = []
    changed: list[Change] = []
    decisions: list[KeptDecision] = []
    cancelled: list[Measure] = []
    same = 0
    for one in read:
        placed = replace(one, finding=places.get(one.finding, one.finding))
        before = pairs.known.get(one.number)
        if before is None:
            if one.number not in doubted:
                new.append(replace(placed, id=_free_id(one.id, used)))
                used.add(new[-1].id)
            continue
        after, stays = _revised(before, placed, said)
        decisions += [KeptDecision(before, placed, stays)] if stays else []
        cancelled += [before] if before.stage is Stage.CANCELLED and CANCELLED not in one.stated else []
        what = tuple(name for name in (*sorted(PLACES), *FIELDS) if getattr(before, name) != getattr(after, name))
        changed += [Change(before, after, what)] if what else []
        same += not what
    matched = {measure.id for measure in pairs.known.values()}
    rest = [measure for measure in kept if measure.id not in matched]
    records = _records(old, fresh, places)
    changed += _made_room(rest, read, records, old)
    gone = tuple(measure for measure in rest if measure.stage is not Stage.CANCELLED)
    return Revision(
        new=tuple(new),
        changed=tuple(changed),
        gone=gone,
        same=same,
        doubts=pairs.doubts,
        decisions=tuple(decisions),
        cancelled=tuple(cancelled),
        findings=records,
        common=len(pairs.known) + len(pairs.doubts),
        fewest=min(len(kept), len(read)),
    )


def settled(revision: Revision, plan: Plan, people: Mapping[str, str]) -> Revision:
    """The revision with ids in the place of what was not kept yet when it was made: its plan, its `people`."""

    def placed(id_: str) -> str:
        return f"{plan.id}/{id_.partition('/')[2]}"

    def known(one: Measure) -> Measure:
        owners, leaders = (tuple(people.get(id_, id_) for id_ in ids) for ids in (one.owners, one.leaders))
        one = replace(one, owners=owners, leaders=leaders) if (owners, leaders) != (one.owners, one.leaders) else one
        return (
            one if one.plan == plan.id else replace(one, id=placed(one.id), plan=plan.id, finding=placed(one.finding))
        )

    def found(one: Finding) -> Finding:
        return one if one.plan == plan.id else replace(one, id=placed(one.id), plan=plan.id)

    return replace(
        revision,
        new=tuple(map(known, revision.new)),
        changed=tuple(replace(one, after=known(one.after)) for one in revision.changed),
        decisions=tuple(replace(one, read=known(one.read)) for one in revision.decisions),
        findings=tuple(map(found, revision.findings)),
    )


def _free_id(id_: str, used: Iterable[str]) -> str:
    """The id, or one of its kind that nobody has: a number that is given anew is another measure."""
    free, count = id_, 1
    while free in used:
        count += 1
        free = f"{id_}~{count}"
    return free


def _records(old: Sequence[Finding], fresh: Sequence[Finding], places: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings as they will be: those of the file, and those that it no longer has, under numbers of their own."""
    named = [replace(one, id=places[one.id]) for one in fresh]
    taken = {one.number for one in named}
    known = {one.id for one in named}
    for one in old:
        if one.id in known:
            continue
        number = free_finding(one.number, {*taken, *(other.number for other in old)} if one.number in taken else taken)
        taken.add(number)
        if number != one.number:
            named.append(replace(one, number=number))
    return tuple(named)


def _made_room(
    rest: Sequence[Measure], read: Sequence[Measure], records: Sequence[Finding], old: Sequence[Finding]
) -> list[Change]:
    """Measures that the file no longer has give up a number that it gives to others."""
    taken = {one.number for one in read}
    numbers = {one.id: one.number for one in (*old, *records)}
    changes = []
    for measure in rest:
        prefix, dash, tail = measure.number.rpartition("-")
        now = free_number(numbers.get(measure.finding, prefix), tail, taken) if dash else measure.number
        taken.add(now)
        if now != measure.number:
            changes.append(Change(measure, replace(measure, number=now), ("number",)))
    return changes


def free_finding(number: str, taken: Collection[str]) -> str:
    """The number of a finding, or the next one after all that are taken."""
    if number not in taken:
        return number
    numbers = [number_order(used)[0][0] for used in taken]
    return str(max((used for used in numbers if used < 10**6), default=0) + 1)


def free_number(finding: str, tail: str, taken: Collection[str]) -> str:
    """The number of a measure of the finding, or the next one that nobody has."""
    count = int(tail) if tail.isdecimal() else 0
    number = f"{finding}-{tail}"
    while number in taken:
        count += 1
        number = f"{finding}-{count}"
    return number


def _revised(before: Measure, read: Measure, said: Said) -> tuple[Measure, tuple[str, ...]]:
    """The kept measure as the file has it, and the fields in which the ledger's decision stays."""
    after = replace(taken_over(before, read), number=read.number, finding=read.finding)
    if before.stage is Stage.CANCELLED:
        if not said.revived or CANCELLED in read.stated:
            return replace(before, number=read.number, finding=read.finding), ()
        after = replace(after, stage=Stage.NOT_STARTED)
    decided = said.decided.get(before.id, frozenset())
    stays = tuple(name for name in FIELDS if name in decided and getattr(before, name) != getattr(after, name))
    if stays and before.id not in said.by_file:
        after = replace(after, **{name: getattr(before, name) for name in stays})
    return after, stays


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
    if read.kind is DeadlineKind.UNCLEAR and read.words == before.words:
        return before  # what was settled when these words came first
    return replace(read, first=before.first or before.date or read.first)


def _says(deadline: Deadline) -> Deadline:
    """What a deadline says, whatever day it was read on and however it was written."""
    recurrence = deadline.recurrence and replace(deadline.recurrence, anchor=None)
    return replace(deadline, words="", first=None, recurrence=recurrence)


def names_in(draft: PlanDraft) -> tuple[str, ...]:
    """Every person whom the draft's measures name, in the order of the file, each once."""
    return tuple(dict.fromkeys(name for m in draft.measures for name in (*m.leaders, *m.owners)))
