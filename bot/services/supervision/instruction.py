"""The secretary's instruction: brought to the people responsible, tracked until somebody answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.supervision.instruction import Instruction
from bot.messages.body import Sheet
from bot.messages.closing.view import About, Said, instruction_sheet
from bot.services.closing.cards import about
from bot.services.core.ledger import INSTRUCTIONS_ON, INSTRUCTIONS_OPEN, MEASURES_OF_FINDING, Ledger
from bot.services.core.measure_context import Dossier, may, open_dossier, owners_of, quoted
from bot.services.core.notify import notice, office, tell, with_delegates
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, note, people, require_role, sit, unit_of


@dataclass(frozen=True)
class Instructed:
    """An instruction, and the names of those who were written to."""

    instruction: Instruction
    told: tuple[str, ...]


async def instruct(desk: Desk, by: Person, subject: str, words: str) -> Instructed:
    """Give an instruction on a measure or a finding; raises NotAllowed, NotFound or Unreadable without words."""
    async with sit(desk, by) as sitting:
        require_role(sitting, Action.INSTRUCT)
        if not words.strip():
            raise Unreadable(what="empty")
        dossiers = await _meant(sitting, subject)
        to = list(dict.fromkeys([one for d in dossiers for one in (*d.measure.leaders, *await owners_of(d))]))
        number = len(await sitting.ledger.instructions.find(INSTRUCTIONS_ON, subject)) + 1
        instruction = Instruction(
            f"{subject}/i{number}",
            sitting.unit.id,
            subject,
            tuple(dossier.measure.id for dossier in dossiers),
            sitting.by.id,
            sitting.now,
            words,
            tuple(to),
            desk.calendar.plus(sitting.today, sitting.unit.policy.answer_days),
        )
        await sitting.ledger.instructions.put(instruction)
        await note(sitting, Verb.INSTRUCT, subject, words=words, instruction=instruction.id)
        readers = [*await with_delegates(sitting, to), *await office(sitting)]
        told = await tell(
            sitting,
            [person for person in readers if person.id != sitting.by.id],
            reason=f"instruction:{instruction.id}",
            facts={"instruction": instruction.id},
            kind="instruction",
            priority=Priority.RED,
        )
        return Instructed(instruction, told.names)


async def _meant(sitting: Sitting, subject: str) -> list[Dossier]:
    """The measure, or those of the finding that are not ended, or all of them where all are; raises NotFound."""
    finding = await sitting.ledger.findings.get(subject)
    if finding is None or finding.unit != sitting.unit.id:
        return [await open_dossier(sitting, subject)]
    found = await sitting.ledger.measures.find(MEASURES_OF_FINDING, finding.id)
    if not found:
        raise NotFound(what=finding.number)
    meant = [measure for measure in found if not measure.is_ended] or found
    return [await open_dossier(sitting, measure.id) for measure in meant]


async def answer_instruction(desk: Desk, by: Person, instruction_id: str, words: str) -> Instructed:
    """Answer an instruction, as owner or leader of one of its measures, or for one who is absent.

    Raises NotFound, Overtaken where it was answered, NotAllowed, or Unreadable without words.
    """
    async with sit(desk, by) as sitting:
        instruction = await sitting.ledger.instructions.get(instruction_id)
        if instruction is None or instruction.unit != sitting.unit.id:
            raise NotFound(what=instruction_id.rpartition("/")[2])
        number = instruction.subject.rpartition("/")[2]
        if not instruction.is_open:
            who = await people(sitting.ledger, [instruction.answered_by])
            raise Overtaken(number=number, who=who[0].name if who else "")
        dossiers = [await open_dossier(sitting, one) for one in instruction.measures]
        if not await _may_answer(sitting.by, dossiers):
            raise NotAllowed(number=number, action=Action.ANSWER_INSTRUCTION)
        if not words.strip():
            raise Unreadable(what="empty")
        done = replace(instruction, answered_by=sitting.by.id, answered_at=sitting.now, answer=words)
        await sitting.ledger.instructions.put(done)
        entry = await note(sitting, Verb.ANSWER_INSTRUCTION, done.subject, words=words, instruction=done.id)
        first, *others = dossiers
        given, answer = (quoted(first, one, *others) for one in (done.words, words))
        sentence = {"number": number, "who": sitting.by.name, "words": given, "answer": answer}
        facts = notice("closing.instruction_answered", sentence, done.measures)
        to = [*await people(sitting.ledger, [done.by]), *await office(sitting)]
        return Instructed(done, (await tell(sitting, to, reason=entry.id, facts=facts)).names)


async def _may_answer(person: Person, dossiers: Sequence[Dossier]) -> bool:
    return any([await may(dossier, Action.ANSWER_INSTRUCTION, person) for dossier in dossiers])


async def open_instructions(ledger: Ledger, unit: str) -> list[Instruction]:
    """Instructions that nobody has answered, the oldest first: for the digest."""
    return await ledger.instructions.find(INSTRUCTIONS_OPEN, unit)


async def compose_instruction(desk: Desk, ledger: Ledger, message: Message, person: Person) -> Sheet | None:
    """An instruction for the people responsible; none once it was answered."""
    instruction = await ledger.instructions.get(str(message.facts["instruction"]))
    if instruction is None or not instruction.is_open:
        return None
    sitting = Sitting(desk, ledger, await unit_of(ledger, person.unit), person)
    dossiers: list[Dossier] = [await open_dossier(sitting, one) for one in instruction.measures]
    shown: list[About] = [await about(dossier) for dossier in dossiers]
    giver = await people(ledger, [instruction.by])
    words = "" if any(dossier.policy.confidential for dossier in dossiers) else instruction.words
    given = Said(giver[0].name if giver else "", sitting.day_of(instruction.at), words)
    may_answer = await _may_answer(person, dossiers)
    return instruction_sheet(desk.wording, instruction, given, shown, may_answer=may_answer)
