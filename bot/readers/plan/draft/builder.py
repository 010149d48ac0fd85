"""From what was extracted to drafts: people, departments and deadlines are read, what is missing is listed by place."""

import re
from dataclasses import replace

from bot.domain.imports.draft import Fact, FindingDraft, MeasureDraft, PersonDraft
from bot.domain.plan.deadline import Deadline, DeadlineKind, DeadlineReading, ReadingKind, Step
from bot.readers.plan.containers.document import shown_places
from bot.readers.plan.draft.common_limit import limit_of
from bot.readers.plan.draft.numbering import full, unmarked
from bot.readers.plan.draft.people_cells import SINGLE, by_parts, relabelled
from bot.readers.plan.fields.bodies import bodies_of, department_beside, looks_like_a_body, mixed, others_unnamed
from bot.readers.plan.fields.deadlines import DeadlineCells
from bot.readers.plan.fields.deputies import without_deputies
from bot.readers.plan.fields.enumeration import marked, tidy
from bot.readers.plan.fields.names import (
    NOBODY,
    ORGANISATION,
    UNDECIDED,
    is_name,
    looks_like_a_name,
    persons,
)
from bot.readers.plan.fields.people_in_brackets import charged_in
from bot.readers.plan.layout.extracted import RawFinding, RawMeasure, Section, Value, Values
from bot.readers.plan.layout.governing import charge
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.known import KNOWN
from bot.readers.plan.layout.running_text import FACTS, split_labels

AT_ONCE_OR_STANDING = re.compile(r"立行立改|立即整改|即知即改|边查边改|长期坚持|持续(?:整改|推进|坚持)|常态(?:化|长效)")
DAY_WITHIN = re.compile(
    r"(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|末)?|年底|年末|第?[一二三四]季度末?|[上下]半年)(?:之?前|以前|底前|前)"
)
LAST_BRACKET = re.compile(r"[（(]([^（()）]{2,30})[)）][。；;]?$")
OF_PEOPLE = SINGLE | {Field.MIXED}
DEMANDED = (Field.LEADER, Field.DEPARTMENT, Field.OWNER, Field.DEADLINE)


class DraftBuilder:
    """Turns what was extracted into drafts and remembers what is missing."""

    def __init__(
        self,
        due: DeadlineCells,
        people: tuple[PersonDraft, ...],
        fields: set[Field],
        section: Section,
        limits: dict[str, Value],
    ) -> None:
        self.due, self.section, self.fields = due, section, fields
        self.limits = limits  # what sentences set for a whole list
        self.by_sentence: dict[Value, list[str]] = {}
        self.people = people
        self.known = frozenset(person.name for person in people)
        self.offices = tuple({person.department for person in people if person.department})
        self.responsible = Field.OWNER if Field.LEADER in fields else Field.LEADER
        self.unknown_people: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.gaps: dict[Field, list[tuple[str, str]]] = {}

    def finding(self, raw: RawFinding) -> FindingDraft:
        """One finding with its measures."""
        if not raw.text and not all(measure.is_task for measure in raw.measures):
            self.section.problem(raw.where, "finding_without_text", number=raw.number)
        if len(several := marked(raw.text)) > 1:
            self.section.problem(raw.where, "several_findings", number=raw.number, count=len(several))
        measures = tuple(self.measure(raw, measure) for measure in raw.measures)
        category = _category(raw.category)
        return FindingDraft(
            number=raw.number,
            category=category,
            text=tidy(raw.text),
            task=raw.task,
            measures=measures,
            statement=raw.statement,
            where=raw.where,
        )

    def measure(self, finding: RawFinding, raw: RawMeasure) -> MeasureDraft:
        """One measure; what it does not say itself, its finding says."""
        values: Values = {**finding.values, **raw.values}
        if raw.line:
            charge(values, raw.line, self.section)
        text = self._inline(raw, values)
        number = full(finding, raw)
        self._charged_in_text(values, text, raw.where, number)
        values, said = by_parts(values, self.known)
        for where, what, facts in said:
            self.section.problem(where, what, number=number, **facts)
        values = relabelled(values)
        values, deputies = self._without_deputies(values)
        departments, support, in_brackets = self._bodies(values)
        offices = (*departments, *support, *self.offices)
        named = {
            kind: self._persons(values.get(kind, []), offices)
            for kind in (Field.LEADER, Field.OWNER, Field.RESPONSIBLE)
        }
        for value in values.get(Field.MIXED, []):
            told = mixed(value.text, self.known)
            departments += tuple(body for body in told.leading if body not in departments)
            support += tuple(body for body in told.supporting if body not in (*departments, *support))
            kind = _kind_of_person(value.label)
            named[kind] += tuple(person for person in told.persons if person not in named[kind])
        meant = Field.OWNER if values.get(Field.LEADER) else self.responsible
        named[meant] += tuple(name for name in named[Field.RESPONSIBLE] if name not in named[meant])
        if not named[Field.OWNER]:
            named[Field.OWNER] = tuple(name for name in in_brackets if name not in named[Field.LEADER])
        deadline, reading = self._deadline(finding, raw, values, text)
        status = "；".join(tidy(value.text) for value in values.get(Field.STATUS, []) if value.text not in NOBODY)
        for name in (*named[Field.LEADER], *named[Field.OWNER]):
            self.unknown_people.setdefault(name, raw.where)
        self._tell_of_bodies(values, (departments, support), number, raw.where)
        if deputies:
            self.section.problem(raw.where, "deputies", number=number, names=deputies)
        if beside := [name for name in in_brackets if name not in {*named[Field.OWNER], *named[Field.LEADER]}]:
            self.section.problem(raw.where, "person_beside_body", number=number, names=tuple(beside))
        if not text and finding.values is not values and raw.values is not finding.values:
            self.section.problem(raw.where, "measure_without_text", number=number)
        self._remember_gaps(raw, number, named | {Field.DEPARTMENT: departments}, due=bool(deadline.words))
        return MeasureDraft(
            number=number,
            text=text,
            leaders=named[Field.LEADER],
            departments=departments,
            support=support,
            owners=named[Field.OWNER],
            deadline=deadline,
            reading=reading,
            status=status,
            where=raw.where,
            owner_departments=self._belonging(named[Field.OWNER], values, departments),
        )

    def _tell_of_bodies(
        self, values: Values, bodies: tuple[tuple[str, ...], tuple[str, ...]], number: str, where: str
    ) -> None:
        """Say who only helps, and that others are meant who are not named; remember what was taken for bodies."""
        leading, supporting = bodies
        people = [name for name in supporting if is_name(name, self.known) and not ORGANISATION.search(name)]
        for body in (*leading, *supporting):
            if body not in people:
                self.bodies.setdefault(body, where)
        in_their_column = "\n".join(value.text for value in values.get(Field.SUPPORT, []))
        if helping := tuple(name for name in people if name not in in_their_column):
            self.section.problem(where, "people_help", number=number, names=helping)
        for value in (*values.get(Field.DEPARTMENT, []), *values.get(Field.SUPPORT, [])):
            if words := others_unnamed(value.text):
                self.section.problem(value.where, "others_unnamed", number=number, words=words)

    def _belonging(self, owners: tuple[str, ...], values: Values, departments: tuple[str, ...]) -> tuple[str, ...]:
        """Where each owner belongs: as the cell says, or as the list of people does for the measure's departments."""
        cells = [
            value.text
            for kind in (Field.OWNER, Field.RESPONSIBLE, Field.MIXED, Field.DEPARTMENT)
            for value in values.get(kind, [])
        ]
        found = []
        for owner in owners:
            stated = next((place for cell in cells if (place := department_beside(owner, cell))), "")
            listed = [person.department for person in self.people if person.name == owner]
            at_home = [place for place in listed if place in departments]
            found.append(stated or (listed[0] if len(listed) == 1 else at_home[0] if len(at_home) == 1 else ""))
        return tuple(found) if any(found) else ()

    def _inline(self, raw: RawMeasure, values: Values) -> str:
        """The measure's words without the leaders and days that are written behind them."""
        if "：" not in raw.text and ":" not in raw.text:
            return raw.text
        before, labels = split_labels(raw.text)
        if not before and labels and labels[0].kind is Field.MEASURE:
            before, labels = labels[0].text.rstrip("；;，,"), labels[1:]
        if not before or not labels or any(found.kind not in FACTS for found in labels):
            return raw.text
        for found in labels:
            values.setdefault(found.kind, [Value(found.text, raw.where)])
        return before

    def _charged_in_text(self, values: Values, text: str, where: str, number: str) -> None:
        """Whom a bracket behind the measure charges (程曦负责，5月底前), where nothing else names anybody."""
        bracket = LAST_BRACKET.search(text)
        names = charged_in(bracket[1], self.known) if bracket and not OF_PEOPLE & values.keys() else ()
        if names and bracket:
            values[Field.OWNER] = [Value("、".join(names), where)]
            self.section.problem(where, "charged_in_text", number=number, words=bracket[1], names=names)

    def _without_deputies(self, values: Values) -> tuple[Values, tuple[str, ...]]:
        """The cells without those who only stand in for somebody (B岗), and their names."""
        kept, deputies = dict(values), list[str]()
        for kind in OF_PEOPLE & values.keys():
            told = [(value, *without_deputies(value.text, self.known, value.label)) for value in values[kind]]
            deputies += [name for _, _, names in told for name in names if name not in deputies]
            kept[kind] = [replace(value, text=text) for value, text, _ in told]
        return kept, tuple(deputies)

    def _persons(self, values: list[Value], offices: tuple[str, ...]) -> tuple[str, ...]:
        names: list[str] = []
        for value in values:
            names += [name for name in persons(value.text, self.known, offices) if name not in names]
        return tuple(names)

    def _bodies(self, values: Values) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        leading: list[str] = []
        supporting: list[str] = []
        people: list[str] = []
        for value in values.get(Field.DEPARTMENT, []):
            found = bodies_of(value.text, self.known, value.label)
            leading += [body for body in found.leading if body not in leading]
            supporting += [body for body in found.supporting if body not in supporting]
            people += [person for person in found.persons if person not in people]
        for value in values.get(Field.SUPPORT, []):
            found = bodies_of(value.text, self.known)
            supporting += [body for body in (*found.leading, *found.supporting) if body not in supporting]
        return tuple(leading), tuple(supporting), tuple(people)

    def _deadline(
        self, finding: RawFinding, raw: RawMeasure, values: Values, text: str
    ) -> tuple[Deadline, DeadlineReading | None]:
        extended = [value for value in values.get(Field.EXTENDED, []) if value.text not in NOBODY]
        written = [value for value in values.get(Field.DEADLINE, []) if value.text not in NOBODY - UNDECIDED]
        number = full(finding, raw)
        if extended:
            return self._extended(written, extended[-1], number)  # of several the last one granted
        if len(written) > 1:
            words = "；".join(value.text for value in written)
            self.section.problem(written[0].where, "different_deadlines", number=number, words=words)
            return Deadline(DeadlineKind.UNCLEAR, words), None
        if not written:
            return self._unwritten(raw, values, text, number)
        if written[0].doubtful:
            return Deadline(DeadlineKind.UNCLEAR, written[0].text), None
        (deadline, reading, doubt), moved = self.due.cell(written[0])
        if moved:
            both = {"first": moved.first_words, "words": moved.words}
            self.section.problem(written[0].where, "deadline_extended", number=number, **both)
        if doubt:
            self.section.problem(written[0].where, doubt.what, **doubt.facts)
        if deadline.kind is DeadlineKind.STANDING and deadline.recurrence is None:
            return self._standing(deadline, reading, written[0].where, number, text)
        return deadline, reading

    def _standing(
        self, deadline: Deadline, reading: DeadlineReading, where: str, number: str, text: str
    ) -> tuple[Deadline, DeadlineReading]:
        """长期坚持 in the cell: where the measure's own words say how often, that is taken and shown as such."""
        clause, found = self.due.period_in(text)
        if clause and found is None:
            self.section.problem(where, "period_in_text", number=number, words=deadline.words, clause=clause)
        if found is None:
            return deadline, reading
        steps = (*reading.steps, Step(clause, "recurring"))
        return replace(deadline, recurrence=found), replace(reading, period=found, steps=steps)

    def _extended(self, written: list[Value], extended: Value, number: str) -> tuple[Deadline, DeadlineReading | None]:
        """A day that was moved: the later one counts, the first one is kept, and both are shown."""
        deadline, reading, doubt = self.due.read(extended)
        if doubt:
            self.section.problem(extended.where, doubt.what, **doubt.facts)
        if not written:
            return deadline, reading
        first = self.due.read(written[0])[0]
        words = {"first": written[0].text, "words": extended.text}
        self.section.problem(extended.where, "deadline_extended", number=number, **words)
        return replace(deadline, first=first.date or deadline.first), reading

    def _unwritten(
        self, raw: RawMeasure, values: Values, text: str, number: str
    ) -> tuple[Deadline, DeadlineReading | None]:
        """No deadline cell: the type of the measure or a bracket at its end may say it."""
        for value in values.get(Field.TYPE, []):
            if AT_ONCE_OR_STANDING.search(value.text):
                deadline, reading, _ = self.due.read(value)
                self.section.problem(raw.where, "deadline_from_type", number=number, words=value.text)
                return deadline, reading
        bracket = LAST_BRACKET.search(text)
        if bracket:
            (deadline, reading, doubt), _ = self.due.cell(Value(bracket[1], raw.where))
            if deadline.kind is not DeadlineKind.UNCLEAR:
                if doubt:
                    self.section.problem(raw.where, doubt.what, **doubt.facts)
                return deadline, reading
        if common := limit_of(self.limits, raw.where):
            return self._common(common, number)
        if not self.fields & {Field.DEADLINE, Field.EXTENDED} and (within := DAY_WITHIN.findall(text)):
            words = "；".join(within)
            self.section.problem(raw.where, "days_within", number=number, words=words)
            return Deadline(DeadlineKind.UNCLEAR, words), None
        return Deadline(DeadlineKind.UNCLEAR), DeadlineReading(kind=ReadingKind.NONE)

    def _common(self, common: Value, number: str) -> tuple[Deadline, DeadlineReading | None]:
        """What a sentence sets for the whole list; it is said for which measures it was taken."""
        self.by_sentence.setdefault(common, []).append(number)
        if common.doubtful:
            return Deadline(DeadlineKind.UNCLEAR, common.text), None
        deadline, reading, doubt = self.due.read(common)
        if doubt:
            self.section.problem(common.where, doubt.what, **doubt.facts)
        return deadline, reading

    def missing(self, drafts: tuple[FindingDraft, ...], name: str) -> None:
        """List what is missing: cell by cell, and once where the whole file does without."""
        count = sum(len(draft.measures) for draft in drafts)
        for draft in drafts:
            if not draft.measures:
                self.section.problem(draft.where, "finding_without_measures", number=draft.number)
        for common, numbers in self.by_sentence.items():
            facts: dict[str, Fact] = {"numbers": shown_places(numbers), "count": len(numbers), "words": common.label}
            self.section.problem(common.where, "deadline_of_all", **facts)
        for kind in DEMANDED:
            gaps = self.gaps.get(kind, [])
            if len(gaps) == count and kind not in self.fields and count > 1:
                self.section.problem(name, f"all_without_{kind}", count=count)
            else:
                for number, where in gaps:
                    self.section.problem(where, f"without_{kind}", number=number)
        self._unknown_names()

    def _unknown_names(self) -> None:
        """List who is on no list of people, and what is no name of a person or of a body."""
        for person, where in self.unknown_people.items():
            if self.known and person not in self.known:
                self.section.problem(where, "unknown_person", name=person)
            elif not looks_like_a_name(person) and person not in self.known | KNOWN.get().people:
                self.section.problem(where, "not_a_name", name=person)
        for body, where in self.bodies.items():
            if not (body in self.offices or body in KNOWN.get().departments or looks_like_a_body(body, self.known)):
                self.section.problem(where, "not_a_body", name=body)

    def _remember_gaps(self, raw: RawMeasure, number: str, named: dict[Field, tuple[str, ...]], *, due: bool) -> None:
        """Remember what a measure lacks and at which cell it should stand."""
        filled = {kind: bool(names) for kind, names in named.items()} | {Field.DEADLINE: due}
        for kind in DEMANDED:
            if not filled[kind]:
                kinds = (kind, Field.RESPONSIBLE if kind is self.responsible else kind, Field.MIXED)
                place = next((raw.places[found] for found in kinds if found in raw.places), raw.where)
                self.gaps.setdefault(kind, []).append((number, place))


def _category(text: str) -> str:
    """A category without its number, its label and the count of its findings."""
    bare = re.sub(r"^(?:反馈)?(?:问题)?(?:类别)?[：:]", "", unmarked(tidy(text))[1])
    bare = re.sub(r"[（(]共?\s*\d+\s*[个条项][^（()）]*[)）]$", "", bare)
    return bare.strip("：: 【】[]")


def _kind_of_person(label: str) -> Field:
    if "领导" in label:
        return Field.LEADER
    return Field.OWNER if re.search("经办|承办|具体|直接|联系|联络", label) else Field.RESPONSIBLE
