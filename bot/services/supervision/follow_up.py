"""What waits for an answer is asked for again: instructions, letters, requests for more time."""

from bot.domain.extensions.extension import STEP_ACTIONS, Extension
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import Action
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter
from bot.services.core.ledger import EXTENSIONS_OPEN, INSTRUCTIONS_OPEN, LETTERS_UNSIGNED
from bot.services.core.measure_context import open_dossier, people_for, quoted
from bot.services.core.notify import notice, office, tell, with_delegates
from bot.services.core.numbering import first_time
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, people, sit_by_clock


async def chase(desk: Desk, unit: str) -> int:
    """Ask again on working days, once a day, for what is past its day; how many were asked for. For the clock."""
    async with sit_by_clock(desk, unit) as sitting:
        working = desk.calendar.is_working(sitting.today)
        if not working or not await first_time(sitting, "chase", sitting.today.toordinal()):
            return 0
        chased = 0
        for instruction in await sitting.ledger.instructions.find(INSTRUCTIONS_OPEN, unit):
            chased += await _instruction(sitting, instruction)
        for letter in await sitting.ledger.letters.find(LETTERS_UNSIGNED, unit):
            chased += await _letter(sitting, letter)
        for extension in await sitting.ledger.extensions.find(EXTENSIONS_OPEN, unit):
            chased += await _extension(sitting, extension)
        return chased


async def _instruction(sitting: Sitting, instruction: Instruction) -> bool:
    """Past its day the responsible people get the card again, and the office a notice."""
    if sitting.today <= instruction.answer_by:
        return False
    reason = f"instruction:{instruction.id}:{sitting.today}"
    facts = {"instruction": instruction.id}
    to = await with_delegates(sitting, instruction.to)
    await tell(sitting, to, reason=reason, facts=facts, kind="instruction", priority=Priority.RED)
    first, *others = [await open_dossier(sitting, one) for one in instruction.measures]
    sentence = {"words": quoted(first, instruction.words, *others), "number": instruction.subject.rpartition("/")[2]}
    notes = notice("closing.instruction_unanswered", sentence, instruction.measures)
    await tell(sitting, await office(sitting), reason=f"{reason}:office", facts=notes)
    return True


async def _letter(sitting: Sitting, letter: Letter) -> bool:
    """Past its day who has not signed gets the letter again, and who issued it a notice."""
    if sitting.today <= letter.answer_by:
        return False
    reason = f"letter:{letter.id}:{sitting.today}"
    facts = {"letter": letter.id, "state": str(letter.state)}
    late = await people(sitting.ledger, letter.unsigned)
    to = await with_delegates(sitting, letter.unsigned)
    await tell(sitting, to, reason=reason, facts=facts, kind="letter", priority=Priority.RED)
    sentence = {"title": letter.title, "names": "、".join(person.name for person in late)}
    notes = notice("closing.letter_still_unsigned", sentence, letter.measures)
    await tell(sitting, await people(sitting.ledger, [letter.issued_by]), reason=f"{reason}:issuer", facts=notes)
    return True


async def _extension(sitting: Sitting, extension: Extension) -> bool:
    """A request that lies longer than a step may take is brought again, each working day."""
    dossier = await open_dossier(sitting, extension.measure)
    since = sitting.day_of(extension.waits_since)
    if sitting.today <= sitting.desk.calendar.plus(since, dossier.policy.step_days) or not dossier.measure.is_open:
        return False
    action: Action = STEP_ACTIONS[extension.step]
    to = await people_for(dossier, extension.step, action)
    reason = f"extension:{extension.id}:{extension.step}:{sitting.today}"
    facts = {"extension": extension.id, "step": str(extension.step)}
    await tell(sitting, to, reason=reason, facts=facts, kind="extension", priority=Priority.RED)
    return True
