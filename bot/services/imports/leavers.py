"""Names of people who left, in a file: asked before they come back, and those erased known by a mark alone."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from bot.domain.imports.draft import FindingDraft, PlanDraft, Problem
from bot.domain.imports.namesakes import LEFT, LEFT_SAME
from bot.domain.imports.revision import names_in
from bot.domain.people.names import plain_name
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.services.core.ledger import PEOPLE_OF, Ledger
from bot.services.people.left import those_who_left
from bot.services.people.pseudonym import Names, Pseudonym, mark_of
from bot.services.people.roster import bearers, told


async def with_leavers_asked(ledger: Ledger, unit: str, read: PlanDraft) -> PlanDraft:
    """The draft with a question for each person who left and whose name it bears, unless somebody here bears it."""
    people = await ledger.people.find(PEOPLE_OF, unit)
    left = await those_who_left(ledger, unit)
    known = bearers(read, people)
    found: dict[str, dict[str, None]] = {}
    for name in (*(row.name for row in read.people), *names_in(read)):
        if name not in known and (id_ := left.who(name)):
            found.setdefault(id_, {})[name] = None
    here = {plain_name(person.name) for person in people if person.active}
    for name, id_ in _in_texts(read, left.marks, left.key):
        if plain_name(name) not in here:
            found.setdefault(id_, {})[name] = None
    asked = tuple(_question(left.people[id_], (*names,)) for id_, names in found.items())
    return replace(read, problems=(*read.problems, *asked))


def names_asked(read: PlanDraft) -> set[str]:
    """Names of which it is not said yet whose they are."""
    return {name for one in read.problems if one.what == LEFT for name in told(one.facts["words"])}


def _question(person: Person, names: tuple[str, ...]) -> Problem:
    key = person.id.rpartition("/")[2]  # short enough to stand behind a button
    return Problem("", LEFT, {"name": key, "words": names, "who": person.name, "person": person.id})


def _in_texts(read: PlanDraft, marks: dict[str, str], key: bytes) -> Iterator[tuple[str, str]]:
    """Names of erased people that stand as names in the words of the file, with the ids."""
    lengths = {int(mark.partition(":")[0]) for mark in marks}
    ids: dict[str, str | None] = {}
    for text in _strings(msgspec.to_builtins(read.findings)) if marks else ():
        for piece in {text[at : at + length] for length in lengths for at in range(len(text) - length + 1)}:
            if piece not in ids:
                ids[piece] = marks.get(mark_of(piece, key))
            id_ = ids[piece]
            if id_ and _pseudonym(id_, piece, "").in_words(text, theirs=False, free=True) != text:
                yield piece, id_


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict() | list() | tuple():
            for one in value.values() if isinstance(value, dict) else value:
                yield from _strings(one)


def _pseudonym(person: str, name: str, instead: str) -> Pseudonym:
    names = Names(own=frozenset({name}), shared=frozenset(), others=frozenset())
    return Pseudonym(person=person, name=instead, names=names, accounts=frozenset())


async def ids_of_leavers(ledger: Ledger, unit: str) -> frozenset[str]:
    """Everybody of the unit who left."""
    return frozenset(person.id for person in await ledger.people.find(PEOPLE_OF, unit) if not person.active)


def without(measure: Measure, left: frozenset[str]) -> Measure:
    """The measure without people who left: nobody is given work who is not there."""
    owners, leaders = (tuple(one for one in ids if one not in left) for ids in (measure.owners, measure.leaders))
    return replace(measure, owners=owners, leaders=leaders)


def without_the_erased(read: PlanDraft, people: Iterable[Person]) -> PlanDraft:
    """The draft with the pseudonym wherever the name of an erased person stands that was said to be theirs."""
    by_id = {person.id: person for person in people}
    for one in read.problems:
        person = by_id.get(str(one.facts.get("person")))
        if one.what == LEFT_SAME and person and person.marks:
            for name in told(one.facts["words"]):
                findings = _pseudonym(person.id, name, person.name).in_value(msgspec.to_builtins(read.findings))
                read = replace(
                    read,
                    findings=msgspec.convert(findings, tuple[FindingDraft, ...]),
                    people=tuple(row for row in read.people if row.name != name),
                )
    return read
