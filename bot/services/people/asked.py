"""What is asked of somebody beside the measures in their name: it goes along with them, or keeps them here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.dependencies.dependency import Dependency, Side
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter
from bot.messages.text import day
from bot.services.core.ledger import ASSIGNMENTS_OPEN, DEPENDENCIES_ON, INSTRUCTIONS_OPEN, LETTERS_FOLLOWED, Ledger
from bot.services.core.measure_context import measure_context, quoted
from bot.services.core.transaction import Transaction, note


@dataclass(frozen=True)
class Asked:
    """Shares, checks and words of the public that were given to them; instructions; what others wait for; letters."""

    assignments: Sequence[Assignment]
    instructions: Sequence[Instruction]
    waits: Sequence[Dependency]
    letters: Sequence[Letter] = ()  # that they have not signed for, or that nobody has answered

    def __len__(self) -> int:
        return len(self.assignments) + len(self.instructions) + len(self.waits) + len(self.letters)


async def asked_of_person(ledger: Ledger, person: Person) -> Asked:
    """All that others still wait to hear from somebody; the share of a measure that has ended is waited for no more."""
    given = [one for one in await ledger.assignments.find(ASSIGNMENTS_OPEN, person.unit) if person.id in one.to]
    shares = {one.subject for one in given if one.kind is AssignmentKind.SUPPORT}
    ended = {one.id for one in await ledger.measures.get_many(shares) if one.is_ended}
    return Asked(
        [one for one in given if one.subject not in ended],
        [one for one in await ledger.instructions.find(INSTRUCTIONS_OPEN, person.unit) if person.id in one.to],
        [
            one
            for one in await ledger.dependencies.find(DEPENDENCIES_ON, person.id)
            if one.is_open and one.side is Side.PERSON
        ],
        [
            one
            for one in await ledger.letters.find(LETTERS_FOLLOWED, person.unit)
            if person.id in one.unsigned or (person.id in one.recipients and one.answered_at is None)
        ],
    )


async def in_words(tx: Transaction, asked: Asked, person: Person) -> tuple[str, ...]:
    """Each of them with its day, as messages may carry it."""
    say = tx.request.wording.word
    told = [
        say(f"people.handover.{'letter' if person.id in one.unsigned else 'letter_unanswered'}", title=one.title)
        for one in asked.letters
    ]
    for given in asked.assignments:
        words = await _shown(tx, given.words, given.measures)
        told.append(say("people.handover.assignment", words=words, day=day(given.answer_by)))
    for one in asked.instructions:
        words = await _shown(tx, one.words, one.measures)
        key = "demanded" if one.source else "instruction"  # a meeting's or a visit's is no word of the secretary
        told.append(say(f"people.handover.{key}", words=words, origin=one.origin))
    waits = [(await _shown(tx, one.words, [one.measure]), day(one.due)) for one in asked.waits]
    return (*told, *(say("people.handover.waited_for", words=words, day=until) for words, until in waits))


async def _shown(tx: Transaction, words: str, measures: Sequence[str]) -> str:
    contexts = [await measure_context(tx, one) for one in measures]
    return quoted(contexts[0], words, *contexts[1:]) if contexts else words


async def hand_on(tx: Transaction, asked: Asked, giver: Person, taker: Person) -> None:
    """All of it is asked of the successor from now on; the days stay."""
    for given in asked.assignments:
        to = instead_of(given.to, giver, taker)
        await tx.ledger.assignments.put(replace(given, to=to))
        day = given.answer_by.isoformat()
        await note(tx, Verb.REASSIGN, given.subject, assignment=given.id, to=list(to), day=day)
    for one in asked.instructions:
        await tx.ledger.instructions.put(replace(one, to=instead_of(one.to, giver, taker)))
        await note(tx, Verb.HAND_OVER, one.subject, instruction=one.id, name=taker.name)
    for wait in asked.waits:
        await tx.ledger.dependencies.put(replace(wait, other=taker.id, name=taker.name))
        await note(tx, Verb.HAND_OVER, wait.measure, dependency=wait.id, name=taker.name)

    for letter in asked.letters:
        to = instead_of(letter.recipients, giver, taker)
        if giver.id not in letter.unsigned:  # who signed stays, the other answers too
            to = tuple(dict.fromkeys((*letter.recipients, taker.id)))
        await tx.ledger.letters.put(replace(letter, recipients=to))
        for measure in letter.measures:
            await note(tx, Verb.HAND_OVER, measure, letter=letter.id, title=letter.title, name=taker.name)


def instead_of(ids: tuple[str, ...], giver: Person, taker: Person) -> tuple[str, ...]:
    """The ids with the successor in the place of the giver, each once."""
    return tuple(dict.fromkeys(taker.id if one == giver.id else one for one in ids))
