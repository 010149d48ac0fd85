"""The agenda of a meeting from the ledger as it is, with what is known of each of its measures."""

import datetime as dt
from dataclasses import replace

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.meetings.agenda import INTERVAL, agenda
from bot.domain.meetings.meeting import Cause, Item, Meeting, MeetingState
from bot.domain.people.person import Role
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.services.core.ledger import EXTENSIONS_OPEN, MEETINGS_OF, PROGRESS_OF, Ledger
from bot.services.core.measure_card import waits_in
from bot.services.core.transaction import Transaction
from bot.services.status.register import open_register

RECENT = 20  # words on a measure among which the last one that tells is looked for


async def agenda_by_rule(tx: Transaction, day: dt.date) -> tuple[Item, ...]:
    """What a meeting on a day has to speak of."""
    register = await open_register(tx.ledger, tx.unit.id, tx.today, tx.request.calendar)
    asked = await tx.ledger.extensions.find(EXTENSIONS_OPEN, tx.unit.id)
    open_ = [measure.id for measure in register.measures if not measure.is_ended]
    last = {one: await last_word(tx.ledger, one) for one in open_}
    return agenda(
        register,
        await _until(tx, day),
        tx.request.calendar,
        asked=[one.measure for one in asked if one.step is Role.SECRETARY],
        waiting=[wait.dependency.measure for wait in await waits_in(tx.ledger, tx.unit, tx.today)],
        difficult=[one for one, said in last.items() if said and said.intent is Intent.BLOCKED],
    )


async def _until(tx: Transaction, day: dt.date) -> dt.date:
    """The day of the next meeting that is planned behind that one, or else a month later."""
    later = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id, since=(day + dt.timedelta(1)).isoformat())
    planned = [one.day for one in later if one.state is MeetingState.PLANNED]
    return planned[0] if planned else day + dt.timedelta(INTERVAL)


async def last_word(ledger: Ledger, measure: str) -> Progress | None:
    """The last word of its people that tells how a measure stands."""
    said = await ledger.progress.find(PROGRESS_OF, measure, latest=True, limit=RECENT)
    return next((one for one in said if one.tells), None)


def eve(calendar: WorkCalendar, day: dt.date) -> dt.date:
    """The last working day before a day."""
    return calendar.on_or_before(day - dt.timedelta(1))


async def told(tx: Transaction, meeting: Meeting, item: Item) -> Item:
    """The item as its people told of it on the eve or later, with who did and when: what they said is not asked again.

    Unchanged where they said nothing since, or where it was confirmed or put right by hand.
    """
    if item.confirmed_at or item.told_at or item.amended:
        return item
    said = await last_word(tx.ledger, item.measure)
    if said is None or tx.day_of(said.at) < eve(tx.request.calendar, meeting.day):
        return item
    return replace(await filled(tx.ledger, item), told_by=said.by, told_at=said.at)


async def filled(ledger: Ledger, item: Item) -> Item:
    """The item with the facts that nobody has confirmed or put right yet as the ledger has them."""
    if item.confirmed_at or item.told_at:
        return item
    said = await last_word(ledger, item.measure)
    if said is None:
        return item
    stuck = said.words if said.intent is Intent.BLOCKED else ""
    return replace(
        item,
        progress=item.progress or ("" if stuck else said.words),
        difficulty=item.difficulty or stuck,
    )


async def renewed(tx: Transaction, meeting: Meeting) -> tuple[Item, ...]:
    """The agenda as the rule has it now: what was confirmed, added or taken off by hand stays so."""
    rule = {item.measure: item for item in await agenda_by_rule(tx, meeting.day)}
    kept: list[Item] = []
    for item in meeting.agenda:
        now = rule.pop(item.measure, None)
        if now:
            kept.append(replace(item, causes=now.causes))
        elif item.confirmed_at or Cause.ADDED in item.causes:
            kept.append(item)
    return (*kept, *(item for one, item in rule.items() if one not in meeting.left_out))
