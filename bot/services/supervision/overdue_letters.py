"""督办单 that the clock drafts for what is overdue, and lets go of once nothing of it is."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.core.colour import Colour
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.status.register import Register
from bot.domain.status.standing import Standing
from bot.domain.supervision.letter import Letter, LetterState
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import LETTERS_OF_UNIT, LETTERS_ON, NO_NUMBER
from bot.services.core.measure_context import MeasureContext, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_clock_transaction
from bot.services.status.register import open_register
from bot.services.supervision.letter import drafted, drop_within, recipients_of


async def draft_overdue(request: RequestContext, unit: str) -> tuple[Letter, ...]:
    """Draft a 督办单 to each department in charge for what became overdue since its last one. For the clock.

    What it drafted before and nobody issued is let go of where nothing of it is overdue any more.
    """
    async with open_clock_transaction(request, unit) as tx:
        working = request.calendar.is_working(tx.today)
        if not working or not await first_run(tx, "letters", tx.today):
            return ()
        register = await open_register(tx.ledger, unit, tx.today, request.calendar)
        owed = [measure for measure in register.tally.of(Part.OVERDUE) if _owed(register, measure)]
        waiting = await _still_true(tx, {measure.id for measure in owed})
        groups: dict[tuple[str, ...], list[MeasureContext]] = {}
        for measure in owed:
            if measure.id not in waiting and not await _pressed(tx, measure, register.standings[measure.id]):
                groups.setdefault(measure.departments[:1], []).append(await measure_context(tx, measure.id))
        return tuple([await drafted(tx, Colour.RED, group) for group in groups.values()])


def _owed(register: Register, measure: Measure) -> bool:
    return register.standings[measure.id].holder is Role.OWNER


async def _still_true(tx: Transaction, owed: Iterable[str]) -> set[str]:
    """Let go of the clock's drafts, or of what in them is not overdue any more; the measures that still wait in one."""
    late, waiting = {*owed}, set[str]()
    for letter in await tx.ledger.letters.find(LETTERS_OF_UNIT, tx.unit.id, Colour.RED, NO_NUMBER):
        if letter.state is not LetterState.DRAFT or letter.drafted_by:
            continue
        kept = tuple(one for one in letter.measures if one in late)
        waiting |= {*kept}
        if not kept:
            await drop_within(tx, letter, words=tx.request.wording.word("supervision.letter.not_overdue"))
        elif kept != letter.measures:
            contexts = [await measure_context(tx, one) for one in kept]
            recipients = await recipients_of(tx, contexts)
            await tx.ledger.letters.put(replace(letter, measures=kept, recipients=recipients))
    return waiting


async def _pressed(tx: Transaction, measure: Measure, standing: Standing) -> bool:
    """True where a 督办单 was drafted after the present deadline had passed, sent or not."""
    letters = await tx.ledger.letters.find(LETTERS_ON, measure.id)
    red = [tx.day_of(letter.drafted_at) for letter in letters if letter.colour is Colour.RED]
    return standing.due is not None and any(day > standing.due for day in red)
