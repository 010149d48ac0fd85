"""What was done to bring the work forward, in figures for papers: instructions, letters, 重点督查, meetings, visits."""

import datetime as dt

from bot.documents.word.statement import Acts
from bot.domain.history.verb import Verb
from bot.domain.meetings.count import Counted
from bot.domain.status.register import Register
from bot.services.core.ledger import INSTRUCTIONS_ON, JOURNAL_OF, LETTERS_OF_UNIT, Ledger
from bot.services.inspections.record import count_visits
from bot.services.meetings.counts import count_meetings


async def held_on(ledger: Ledger, register: Register) -> dict[str, tuple[Counted, Counted]]:
    """The meetings and the visits on each plan until the day of the register."""
    return {
        plan.id: (
            await count_meetings(ledger, register, until=register.today, plan=plan.id),
            await count_visits(ledger, register, until=register.today, plan=plan.id),
        )
        for plan in register.plans
    }


async def acts_on(ledger: Ledger, register: Register, end: dt.datetime) -> Acts:
    """What was done on the register's measures until a moment; what meetings and visits demand counts with those."""
    own = {*register.measure, *register.finding}
    given = {one.id: one for id_ in own for one in await ledger.instructions.find(INSTRUCTIONS_ON, id_)}
    letters = await ledger.letters.find(LETTERS_OF_UNIT, register.unit.id)
    entries = [one for id_ in register.measure for one in await ledger.journal.find(JOURNAL_OF, id_)]
    return Acts(
        instructions=sum(one.at <= end for one in given.values() if not one.source),
        letters=sum(bool(one.issued_at and one.issued_at <= end and own & {*one.measures}) for one in letters),
        returned=sum(one.verb == Verb.SEND_BACK and one.at <= end for one in entries),
        key=len({one.subject for one in entries if one.verb == Verb.MARK_KEY and one.at <= end}),
    )
