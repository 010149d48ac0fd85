"""What waits for an answer is asked for again: instructions, letters, requests for more time."""

from bot.domain.extensions.extension import STEP_ACTIONS, Extension
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import Action
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import EXTENSIONS_OPEN, INSTRUCTIONS_OPEN, LETTERS_UNSIGNED
from bot.services.core.measure_context import measure_context, people_for, quoted
from bot.services.core.message_content import ExtensionContent, InstructionContent, LetterContent
from bot.services.core.notify import notice, notify, office, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_clock_transaction, people


async def ask_again(request: RequestContext, unit: str) -> int:
    """Ask again on working days, once a day, for what is past its day; how many were asked for. For the clock."""
    async with open_clock_transaction(request, unit) as tx:
        working = request.calendar.is_working(tx.today)
        if not working or not await first_run(tx, "chase", tx.today):
            return 0
        chased = 0
        for instruction in await tx.ledger.instructions.find(INSTRUCTIONS_OPEN, unit):
            chased += await _instruction(tx, instruction)
        for letter in await tx.ledger.letters.find(LETTERS_UNSIGNED, unit):
            chased += await _letter(tx, letter)
        for extension in await tx.ledger.extensions.find(EXTENSIONS_OPEN, unit):
            chased += await _extension(tx, extension)
        return chased


async def _instruction(tx: Transaction, instruction: Instruction) -> bool:
    """Past its day the responsible people get the card again, and the office a notice."""
    if tx.today <= instruction.answer_by:
        return False
    reason = f"instruction:{instruction.id}:{tx.today}"
    facts = InstructionContent(instruction=instruction.id)
    to = await with_delegates(tx, instruction.to)
    await notify(tx, to, reason=reason, facts=facts, priority=Priority.RED)
    first, *others = [await measure_context(tx, one) for one in instruction.measures]
    sentence = {"words": quoted(first, instruction.words, *others), "number": instruction.subject.rpartition("/")[2]}
    notes = notice("supervision.instruction.unanswered", sentence, instruction.measures)
    await notify(tx, await office(tx), reason=f"{reason}:office", facts=notes)
    return True


async def _letter(tx: Transaction, letter: Letter) -> bool:
    """Past its day who has not signed gets the letter again, and who issued it a notice."""
    if tx.today <= letter.answer_by:
        return False
    reason = f"letter:{letter.id}:{tx.today}"
    facts = LetterContent(letter=letter.id, state=letter.state)
    late = await people(tx.ledger, letter.unsigned)
    to = await with_delegates(tx, letter.unsigned)
    await notify(tx, to, reason=reason, facts=facts, priority=Priority.RED)
    sentence = {"title": letter.title, "names": "、".join(person.name for person in late)}
    notes = notice("supervision.letter.still_unsigned", sentence, letter.measures)
    await notify(tx, await people(tx.ledger, [letter.issued_by]), reason=f"{reason}:issuer", facts=notes)
    return True


async def _extension(tx: Transaction, extension: Extension) -> bool:
    """Those who are to decide a request get it again where it waits longer than a step may take, each working day."""
    context = await measure_context(tx, extension.measure)
    since = tx.day_of(extension.waits_since)
    if tx.today <= tx.request.calendar.plus(since, context.policy.step_days) or not context.measure.is_open:
        return False
    action: Action = STEP_ACTIONS[extension.step]
    to = await people_for(context, extension.step, action)
    reason = f"extension:{extension.id}:{extension.step}:{tx.today}"
    facts = ExtensionContent(extension=extension.id, step=extension.step)
    await notify(tx, to, reason=reason, facts=facts, priority=Priority.RED)
    return True
