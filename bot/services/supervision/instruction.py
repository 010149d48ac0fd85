"""The secretary's instruction: brought to the people responsible, tracked until somebody answers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Overtaken, OwnWork, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.supervision.instruction import Instruction
from bot.messages.body import MessageBody
from bot.messages.core.measure import MeasureSummary, Quote
from bot.messages.supervision.instruction import instruction_body
from bot.messages.text import day as day_words
from bot.readers.answer_day import answer_day
from bot.services.core.ledger import INSTRUCTIONS_ON, MEASURES_OF_FINDING, Ledger
from bot.services.core.measure_card import about
from bot.services.core.measure_context import MeasureContext, measure_context, owners_of, quoted
from bot.services.core.message_content import InstructionContent, content_of
from bot.services.core.notify import beyond_reach, notice, notify, office, secretary, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, people, require_role, transaction_for

SETTLING = (("supervision.instruction.button_settle", "iset"), ("supervision.instruction.button_return", "iret"))


@dataclass(frozen=True)
class GivenInstruction:
    """An instruction, and the names of those who were written to."""

    instruction: Instruction
    told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What is demanded of whom until when; by a meeting or a visit where it has a `source`."""

    words: str
    to: Sequence[str]
    due: dt.date
    source: str = ""
    origin: str = ""


async def instruct(request: RequestContext, by: Person, subject: str, words: str) -> GivenInstruction:
    """Give an instruction on a measure or a finding, to be answered by the day that it names, else the usual one.

    Raises NotAllowed, NotFound, Unreadable without words, or NoChange where it waits for its answer already.
    """
    async with open_transaction(request, by) as tx:
        contexts = await _subject(tx, subject)
        if not words.strip():
            raise Unreadable(what="empty")
        to = list(dict.fromkeys([one for d in contexts for one in (*d.measure.leaders, *await owners_of(d))]))
        usual = request.calendar.plus(tx.today, tx.unit.policy.answer_days)
        due = answer_day(words, tx.today) or usual
        given = await demand(tx, subject, Demand(words=words, to=to, due=due))
        await note(tx, Verb.INSTRUCT, subject, words=words, instruction=given.instruction.id)
        return given


def _is_same(tx: Transaction, one: Instruction, subject: str, wanted: Demand) -> bool:
    """True where the same person, meeting or visit has demanded it, and it waits for its answer."""
    said = (one.subject, one.words, one.source) == (subject, wanted.words, wanted.source)
    return one.is_open and said and (one.answer_by == wanted.due if one.source else one.by == tx.by.id)


async def demand(tx: Transaction, subject: str, wanted: Demand) -> GivenInstruction:
    """Keep what is demanded on a measure or a finding, and bring it to those who are to answer.

    The entry of the journal is the caller's. Raises NotFound, or NoChange where the same waits for its answer.
    """
    contexts = await meant_by(tx, subject)
    before = await tx.ledger.instructions.find(INSTRUCTIONS_ON, subject)
    if same := next((one for one in before if _is_same(tx, one, subject, wanted)), None):
        why = "resolved" if same.source else "instructed"
        raise NoChange(why=why, day=day_words(same.answer_by))
    number = len(before) + 1
    while await tx.ledger.instructions.get(f"{subject}/i{number}"):
        number += 1
    instruction = Instruction(
        id=f"{subject}/i{number}",
        unit=tx.unit.id,
        subject=subject,
        measures=tuple(context.measure.id for context in contexts),
        by=tx.by.id,
        at=tx.now,
        words=wanted.words,
        to=tuple(wanted.to),
        answer_by=wanted.due,
        source=wanted.source,
        origin=wanted.origin,
    )
    await tx.ledger.instructions.put(instruction)
    readers = [*await with_delegates(tx, wanted.to), *await office(tx)]
    told = await notify(
        tx,
        [person for person in readers if person.id != tx.by.id],
        reason=f"instruction:{instruction.id}",
        facts=InstructionContent(instruction=instruction.id),
        priority=Priority.RED,
    )
    return GivenInstruction(instruction, told.names)


async def demand_instructable(request: RequestContext, by: Person, subject: str) -> None:
    """Raise what `instruct` would raise whatever the words."""
    async with open_transaction(request, by) as tx:
        await _subject(tx, subject)


async def _subject(tx: Transaction, subject: str) -> list[MeasureContext]:
    require_role(tx, Action.INSTRUCT)
    return await meant_by(tx, subject)


async def meant_by(tx: Transaction, subject: str) -> list[MeasureContext]:
    """The measure, or those of the finding that are not ended, or all of them where all are; raises NotFound."""
    finding = await tx.ledger.findings.get(subject)
    if finding is None or finding.unit != tx.unit.id:
        return [await measure_context(tx, subject)]
    found = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding.id)
    if not found:
        raise NotFound(what=finding.number)
    meant = [measure for measure in found if not measure.is_ended] or found
    return [await measure_context(tx, measure.id) for measure in meant]


async def answer_instruction(request: RequestContext, by: Person, instruction_id: str, words: str) -> GivenInstruction:
    """Answer an instruction, as owner or leader of one of its measures, or for one who is absent.

    Raises NotFound, Overtaken where it was answered, NotAllowed, or Unreadable without words.
    """
    async with open_transaction(request, by) as tx:
        instruction, contexts = await _answerable(tx, instruction_id)
        number = instruction.subject.rpartition("/")[2]
        if not words.strip():
            raise Unreadable(what="empty")
        done = replace(instruction, answered_by=tx.by.id, answered_at=tx.now, answer=words)
        await tx.ledger.instructions.put(done)
        entry = await note(tx, Verb.ANSWER_INSTRUCTION, done.subject, words=words, instruction=done.id)
        first, *others = contexts
        given, answer = (quoted(first, one, *others) for one in (done.words, words))
        sentence = {"number": number, "who": tx.by.name, "words": given, "answer": answer}
        key = "answered_settle" if done.source else "answered_told"
        buttons = [[[*one, done.id] for one in SETTLING]] if done.source else []
        facts = notice(
            f"supervision.instruction.{key}", sentence | {"origin": done.origin}, done.measures, buttons=buttons
        )
        to = [*await people(tx.ledger, [done.by]), *await office(tx)]
        return GivenInstruction(done, (await notify(tx, to, reason=entry.id, facts=facts)).names)


async def demand_answerable(request: RequestContext, by: Person, instruction_id: str) -> Instruction:
    """What is to be answered; raises what `answer_instruction` would raise whatever the answer."""
    async with open_transaction(request, by) as tx:
        return (await _answerable(tx, instruction_id))[0]


async def _answerable(tx: Transaction, instruction_id: str) -> tuple[Instruction, list[MeasureContext]]:
    instruction = await tx.ledger.instructions.get(instruction_id)
    if instruction is None or instruction.unit != tx.unit.id:
        raise NotFound(what=instruction_id.rpartition("/")[2])
    number = instruction.subject.rpartition("/")[2]
    if not instruction.is_open:
        who = await people(tx.ledger, [instruction.answered_by])
        raise Overtaken(number=number, measure=instruction.subject, who=who[0].name if who else "")
    contexts = [await measure_context(tx, one) for one in instruction.measures]
    if not await may_answer(tx, instruction):
        raise NotAllowed(number=number, measure=instruction.subject, action=Action.ANSWER_INSTRUCTION)
    return instruction, contexts


async def answerers(tx: Transaction, instruction: Instruction) -> list[Person]:
    """Owners and leaders of its measures, whom a meeting or a visit named, and who stands in for them today."""
    contexts = [await measure_context(tx, one) for one in instruction.measures]
    found = [one for d in contexts for one in (*d.measure.leaders, *await owners_of(d))]
    return await with_delegates(tx, dict.fromkeys([*(instruction.to if instruction.source else ()), *found]))


async def may_answer(tx: Transaction, instruction: Instruction) -> bool:
    """True for those; where no message reaches any of them, for the office in their stead."""
    asked = await answerers(tx, instruction)
    return tx.by.id in {one.id for one in asked} or (tx.by.holds(Role.OFFICE) and beyond_reach(asked))


async def settlers(tx: Transaction, instruction: Instruction) -> list[Person]:
    """Office and secretary but for who answered: one of them says whether the answer settles it."""
    asked = [*await office(tx), *await secretary(tx)]
    return [person for person in asked if person.id != instruction.answered_by]


async def settle_instruction(
    request: RequestContext, by: Person, instruction_id: str, *, reason: str = "", settled: bool
) -> GivenInstruction:
    """Say whether the answer to what a meeting or a visit demanded settles it.

    Who answered never says that it does, and takes the answer back where no other one can be reached who could.

    Raises NotAllowed, OwnWork, NotFound, Overtaken, or Unreadable where it is returned without a reason.
    """
    async with open_transaction(request, by) as tx:
        instruction, contexts = await _settleable(tx, instruction_id, settled=settled)
        if not settled and not reason.strip():
            raise Unreadable(what="reason")
        done = replace(instruction, settled_by=tx.by.id, settled_at=tx.now)
        now = done if settled else instruction.returned()
        await tx.ledger.instructions.put(now)
        verb = Verb.SETTLE_INSTRUCTION if settled else Verb.RETURN_INSTRUCTION
        entry = await note(tx, verb, now.subject, words=reason, instruction=now.id, origin=now.origin)
        first, *others = contexts
        sentence = {
            "number": now.subject.rpartition("/")[2],
            "who": tx.by.name,
            "origin": now.origin,
            "words": quoted(first, now.words, *others),
            "reason": quoted(first, reason, *others),
        }
        key = "supervision.instruction.settled_told" if settled else "supervision.instruction.returned_told"
        facts = notice(key, sentence, now.measures)
        told = await notify(tx, await with_delegates(tx, now.to), reason=entry.id, facts=facts)
        return GivenInstruction(now, told.names)


async def demand_settleable(request: RequestContext, by: Person, instruction_id: str) -> None:
    """Raise what `settle_instruction` would raise whatever the reason why it does not settle it."""
    async with open_transaction(request, by) as tx:
        await _settleable(tx, instruction_id, settled=False)


async def _settleable(
    tx: Transaction, instruction_id: str, *, settled: bool
) -> tuple[Instruction, list[MeasureContext]]:
    require_role(tx, Action.SETTLE_INSTRUCTION)
    instruction = await tx.ledger.instructions.get(instruction_id)
    if instruction is None or instruction.unit != tx.unit.id:
        raise NotFound(what=instruction_id.rpartition("/")[2])
    number = instruction.subject.rpartition("/")[2]
    if not instruction.waits:
        who = await people(tx.ledger, [instruction.settled_by])
        raise Overtaken(number=number, who=who[0].name if who else "")
    own = tx.by.id == instruction.answered_by
    if own and (settled or not beyond_reach(await settlers(tx, instruction))):
        raise OwnWork(number=number)
    return instruction, [await measure_context(tx, one) for one in instruction.measures]


async def compose_instruction(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """An instruction for the people responsible; none once it was answered."""
    instruction = await ledger.instructions.get(content_of(message, InstructionContent).instruction)
    if instruction is None or not instruction.is_open:
        return None
    return await instruction_of(await transaction_for(request, ledger, person), instruction)


async def instruction_of(tx: Transaction, instruction: Instruction) -> MessageBody:
    """An open instruction as its reader sees it, with the way to answer for those who may."""
    contexts: list[MeasureContext] = [await measure_context(tx, one) for one in instruction.measures]
    shown: list[MeasureSummary] = [await about(context) for context in contexts]
    giver = await people(tx.ledger, [instruction.by])
    words = "" if any(context.policy.confidential for context in contexts) else instruction.words
    given = Quote(giver[0].name if giver else "", tx.day_of(instruction.at), words)
    answers = await may_answer(tx, instruction)
    may_settle = allowed(Action.SETTLE_INSTRUCTION, tx.by) and tx.by.id != instruction.answered_by
    answer = quoted(contexts[0], instruction.answer, *contexts[1:])
    return instruction_body(
        tx.request.wording, instruction, given, shown, may_answer=answers, may_settle=may_settle, answer=answer
    )
