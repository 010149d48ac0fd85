"""The secretary's instruction: brought to the people responsible, tracked until somebody answers."""

from dataclasses import dataclass, replace

from bot.domain.instruction import Instruction
from bot.domain.measure import Measure
from bot.domain.outbox import Message, Priority
from bot.domain.permission import Action
from bot.domain.person import Person
from bot.domain.refusal import NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.verb import Verb
from bot.reports.closing import About, Said, instruction_sheet
from bot.reports.sheet import Sheet
from bot.services.cards import about
from bot.services.desk import Desk
from bot.services.dossier import Dossier, may, open_dossier
from bot.services.ledger import INSTRUCTIONS_ON, INSTRUCTIONS_OPEN, MEASURES_OF_FINDING, Ledger
from bot.services.sitting import Sitting, note, people, require_role, sit, unit_of
from bot.services.telling import notice, office, tell, with_delegates


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
        measures = await _measures(sitting, subject)
        to = list(dict.fromkeys(one for m in measures for one in (*m.leaders, *m.owners)))
        number = len(await sitting.ledger.instructions.find(INSTRUCTIONS_ON, subject)) + 1
        instruction = Instruction(
            f"{subject}/i{number}",
            sitting.unit.id,
            subject,
            tuple(measure.id for measure in measures),
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


async def _measures(sitting: Sitting, subject: str) -> list[Measure]:
    """The measure, or the measures of the finding, that are not ended; raises NotFound."""
    finding = await sitting.ledger.findings.get(subject)
    if finding is not None and finding.unit == sitting.unit.id:
        found = await sitting.ledger.measures.find(MEASURES_OF_FINDING, finding.id)
        return [measure for measure in found if not measure.is_ended]
    return [(await open_dossier(sitting, subject)).measure]


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
        if not await _may_answer(sitting, instruction):
            raise NotAllowed(number=number, action=Action.ANSWER_INSTRUCTION)
        if not words.strip():
            raise Unreadable(what="empty")
        done = replace(instruction, answered_by=sitting.by.id, answered_at=sitting.now, answer=words)
        await sitting.ledger.instructions.put(done)
        entry = await note(sitting, Verb.ANSWER_INSTRUCTION, done.subject, words=words, instruction=done.id)
        sentence = {"number": number, "who": sitting.by.name, "words": done.words, "answer": words}
        facts = notice("closing.instruction_answered", sentence, done.measures)
        to = [*await people(sitting.ledger, [done.by]), *await office(sitting)]
        return Instructed(done, (await tell(sitting, to, reason=entry.id, facts=facts)).names)


async def _may_answer(sitting: Sitting, instruction: Instruction) -> bool:
    dossiers = [await open_dossier(sitting, one) for one in instruction.measures]
    return any([await may(dossier, Action.ANSWER_INSTRUCTION, sitting.by) for dossier in dossiers])


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
    given = Said(giver[0].name if giver else "", sitting.day_of(instruction.at), instruction.words)
    may_answer = await _may_answer(sitting, instruction)
    return instruction_sheet(desk.wording, instruction, given, shown, may_answer=may_answer)
