"""What waits for an answer is asked for again: instructions, letters, requests for more time."""

from collections.abc import Iterable

from bot.domain.core.working_calendar import DAY
from bot.domain.extensions.extension import STEP_ACTIONS, Extension
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import EXTENSIONS_OPEN, INSTRUCTIONS_OPEN, LETTERS_FOLLOWED
from bot.services.core.measure_context import measure_context, people_for, quoted
from bot.services.core.message_content import NoticeContent
from bot.services.core.notify import notice, office, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_clock_transaction, people
from bot.services.reminders.daily_row import put_into_daily
from bot.services.supervision.assignment import open_assignments, shown_words, subject_of
from bot.services.supervision.letter import answerers, is_open


async def ask_again(request: RequestContext, unit: str) -> int:
    """Ask again on working days, once a day, for what is past its day; how many were asked for. For the clock."""
    async with open_clock_transaction(request, unit) as tx:
        working = request.calendar.is_working(tx.today)
        if not working or not await first_run(tx, "chase", tx.today):
            return 0
        chased = 0
        for instruction in await tx.ledger.instructions.find(INSTRUCTIONS_OPEN, unit):
            chased += await _instruction(tx, instruction)
        for assignment, stands in await open_assignments(tx):
            chased += await _assignment(tx, assignment, stands)
        for letter in await tx.ledger.letters.find(LETTERS_FOLLOWED, unit):
            chased += await _letter(tx, letter)
        for extension in await tx.ledger.extensions.find(EXTENSIONS_OPEN, unit):
            chased += await _extension(tx, extension)
        return chased


async def _instruction(tx: Transaction, instruction: Instruction) -> bool:
    """Past its day it stands in the responsible people's message of the day, and the office hears."""
    if tx.today <= instruction.answer_by:
        return False
    await _daily(tx, await with_delegates(tx, instruction.to))
    first, *others = [await measure_context(tx, one) for one in instruction.measures]
    sentence = {"words": quoted(first, instruction.words, *others), "number": instruction.subject.rpartition("/")[2]}
    key = "unanswered_from" if instruction.source else "unanswered"
    facts = sentence | {"origin": instruction.origin}
    notes = notice(f"supervision.instruction.{key}", facts, instruction.measures)
    await _daily(tx, await office(tx), notes)
    return True


async def _assignment(tx: Transaction, assignment: Assignment, stands: Standing) -> bool:
    """Past its day it stands in the message of the day of whoever is to answer, and the office hears."""
    if not stands.late:
        return False
    to = await with_delegates(tx, assignment.to)
    await _daily(tx, to)
    _, _, number = await subject_of(tx, assignment.subject)
    sentence = {
        "kind": tx.request.wording.word(f"supervision.assignment.kind.{assignment.kind}"),
        "number": number,
        "days": stands.late,
        "names": "、".join(person.name for person in to),
        "words": await shown_words(tx, assignment),
    }
    await _daily(tx, await office(tx), notice("supervision.assignment.unanswered", sentence, assignment.measures))
    return True


async def _letter(tx: Transaction, letter: Letter) -> bool:
    """Past its day it stands in the message of the day of who has not signed, or is to answer; its issuer hears.

    The office hears with its message of each morning, another issuer at once and then once a week.
    """
    if tx.today <= letter.answer_by or not await is_open(tx, letter):
        return False
    asked = letter.unsigned or await answerers(tx, letter)
    await _daily(tx, await with_delegates(tx, asked))
    names = "、".join(person.name for person in await people(tx.ledger, asked))
    key = "still_unsigned" if letter.unsigned else "still_unanswered"
    notes = notice(f"supervision.letter.{key}", {"title": letter.title, "names": names}, letter.measures)
    issuer = await people(tx.ledger, [letter.issued_by])
    weekly = tx.request.calendar.on_or_after(tx.today - DAY * tx.today.weekday()) == tx.today
    first = tx.request.calendar.on_or_after(letter.answer_by + DAY) == tx.today
    await _daily(tx, [one for one in issuer if weekly or first or one.holds(Role.OFFICE)], notes)
    return True


async def _extension(tx: Transaction, extension: Extension) -> bool:
    """A request that waits longer than a step may take stands in the message of the day of those who decide it."""
    context = await measure_context(tx, extension.measure)
    since = tx.day_of(extension.waits_since)
    if tx.today <= tx.request.calendar.plus(since, context.policy.step_days) or not context.measure.is_open:
        return False
    action: Action = STEP_ACTIONS[extension.step]
    await _daily(tx, await people_for(context, extension.step, action))
    return True


async def _daily(tx: Transaction, to: Iterable[Person], news: NoticeContent | None = None) -> None:
    """Into the message of the day: what waits for a person stands in it with its buttons."""
    await put_into_daily(tx.request, tx.ledger, tx.unit, [one for one in to if one.reachable], news=news)
