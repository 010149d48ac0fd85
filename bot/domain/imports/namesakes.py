"""Two of one name in a file: the department tells who is meant; where it does not, nobody is guessed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.imports.draft import Fact, FindingDraft, MeasureDraft, PersonDraft, PlanDraft, Problem
from bot.domain.people.names import plain_name, told_apart
from bot.domain.people.person import Person

NEAR_NAME = "near_name"
LEFT = "left_name"  # of somebody who left, and is not to come back by a file without a word
LEFT_SAME, LEFT_OTHER = "left_same", "left_other"  # what was answered
ASKED = (NEAR_NAME, "moved_or_other", "one_or_two", LEFT)  # of which the preview asks whether it is one person
NEAR = 3  # characters from which on names of which all but one agree may be one name written twice


@dataclass(frozen=True)
class _Names:
    """Departments by name: of those whom the list names, of those who are known; and which names are two people's."""

    listed: Mapping[str, tuple[str, ...]]
    known: Mapping[str, tuple[str, ...]]
    said: Mapping[str, tuple[str, ...]]  # of whom the office says that they are two

    def departments(self, name: str) -> tuple[str, ...]:
        """Where people of that name are."""
        found = (*self.listed.get(name, ()), *self.known.get(name, ()), *self.said.get(name, ()))
        return tuple(dict.fromkeys(one for one in found if one))

    def doubled(self, name: str) -> bool:
        """True where the list, or the ledger, has two people of the name."""
        of_list, of_ledger = {*self.listed.get(name, ())} - {""}, self.known.get(name, ())
        return name in self.said or len(of_list) > 1 or len(of_ledger) > 1


def distinguished(
    read: PlanDraft, known: Iterable[Person], said: Mapping[str, tuple[str, ...]] | None = None
) -> PlanDraft:
    """The draft with names that two people bear told apart by their departments, and what a person must look at.

    Where the department of a measure does not tell which of two is meant, the name is left out and said. `said` are
    names with their departments of which the office has answered that they are two people's.
    """
    names = _Names(
        _departments((row.name, row.department) for row in read.people),
        _departments((person.name, person.department) for person in known if person.active),
        said or {},
    )
    problems: list[Problem] = []
    people = tuple(_row(row, names) for row in read.people)
    findings = tuple(_finding(finding, names, problems) for finding in read.findings)
    if said is None:
        problems += [*_moved(names), *_one_or_two(read, names), *_near(read, names)]
    new = [problem for problem in problems if problem not in read.problems]
    return replace(read, people=people, findings=findings, problems=(*read.problems, *new))


def name_questions(read: PlanDraft) -> tuple[Problem, ...]:
    """Names of which a person must say whether one or two people bear them, each once."""
    asked: dict[Fact, Problem] = {}
    for one in read.problems:
        if one.what in ASKED:
            asked.setdefault(one.facts["name"], one)
    return tuple(asked.values())


def settled_name(read: PlanDraft, known: Iterable[Person], name: str, *, two: bool) -> PlanDraft:
    """The draft once the office has said whether those who may be one person are one, or two."""
    asked = next((one for one in name_questions(read) if one.facts["name"] == name), None)
    if asked is None:
        return read
    rest = tuple(one for one in read.problems if one.what not in ASKED or one.facts["name"] != name)
    if asked.what == LEFT:
        answered = replace(asked, what=LEFT_OTHER if two else LEFT_SAME)
        return replace(read, problems=(*rest, answered))
    read, facts = replace(read, problems=rest), asked.facts
    if asked.what == NEAR_NAME:
        return read if two else _renamed(read, name, str(facts["other"]))
    if not two:
        return read
    departments = facts.get("departments") or (str(facts["old"]), str(facts["new"]))
    return distinguished(read, known, {name: departments if isinstance(departments, tuple) else ()})


def _renamed(read: PlanDraft, old: str, new: str) -> PlanDraft:
    """One spelling for one person."""

    def names(people: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new if one == old else one for one in people))

    findings = tuple(
        replace(
            finding,
            measures=tuple(replace(m, owners=names(m.owners), leaders=names(m.leaders)) for m in finding.measures),
        )
        for finding in read.findings
    )
    return replace(read, findings=findings)


def doubted(read: PlanDraft) -> PlanDraft:
    """The draft with what may be two people of one name, or one written twice, as the file alone tells it."""
    names = _Names(_departments((row.name, row.department) for row in read.people), {}, {})
    return replace(read, problems=(*read.problems, *_one_or_two(read, names), *_near(read, names)))


def _departments(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, department in pairs:
        found[plain_name(name)].append(department)
    return {name: tuple(departments) for name, departments in found.items()}


def _row(row: PersonDraft, names: _Names) -> PersonDraft:
    plain = plain_name(row.name)
    return replace(row, name=told_apart(plain, row.department)) if names.doubled(plain) else row


def _finding(finding: FindingDraft, names: _Names, problems: list[Problem]) -> FindingDraft:
    return replace(finding, measures=tuple(_measure(one, names, problems) for one in finding.measures))


def _measure(measure: MeasureDraft, names: _Names, problems: list[Problem]) -> MeasureDraft:
    owners = _told_apart(measure, measure.owners, names, problems)
    leaders = _told_apart(measure, measure.leaders, names, problems)
    return replace(measure, owners=owners, leaders=leaders)


def _told_apart(
    measure: MeasureDraft, people: Iterable[str], names: _Names, problems: list[Problem]
) -> tuple[str, ...]:
    found = []
    for name in people:
        plain = plain_name(name)
        if plain != name or not names.doubled(plain):
            found.append(name)
            continue
        fitting = [one for one in names.departments(plain) if one in measure.departments]
        if len(fitting) == 1:
            found.append(told_apart(plain, fitting[0]))
        else:
            facts: dict[str, Fact] = {"name": plain, "number": measure.number, "departments": names.departments(plain)}
            problems.append(Problem(measure.where, "namesakes", facts))
    return tuple(dict.fromkeys(found))


def _moved(names: _Names) -> Iterable[Problem]:
    """Somebody whom list and ledger have in different departments: taken for one who moved, and said."""
    for name, listed in names.listed.items():
        departments = names.departments(name)
        if name in names.known and not names.doubled(name) and len(departments) > 1:
            yield Problem("", "moved_or_other", {"name": name, "old": departments[-1], "new": listed[0]})


def _one_or_two(read: PlanDraft, names: _Names) -> Iterable[Problem]:
    """An owner whom no list knows, on measures of different departments: taken for one, and said."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for measure in read.measures:
        belonging = measure.owner_departments or ("",) * len(measure.owners)
        for name, stated in zip(measure.owners, belonging, strict=False):
            if stated or len(measure.departments) == 1:
                found[plain_name(name)].setdefault(stated or measure.departments[0])
    for name, departments in found.items():
        if len(departments) > 1 and not names.departments(name):
            yield Problem("", "one_or_two", {"name": name, "departments": tuple(departments)})


def _near(read: PlanDraft, names: _Names) -> Iterable[Problem]:
    """A name that nobody bears yet, and that differs in one character from one that somebody does."""
    told = {plain_name(name) for one in read.measures for name in (*one.leaders, *one.owners)}
    sure = {*names.listed, *names.known}
    for name in sorted(told - sure):
        for other in sorted(sure or told):
            if len(name) == len(other) >= NEAR and sum(a != b for a, b in zip(name, other, strict=True)) == 1:
                yield Problem("", NEAR_NAME, {"name": name, "other": other})
