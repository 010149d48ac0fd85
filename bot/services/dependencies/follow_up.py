"""What is waited for is asked for again once its day is near or past, and ends with the measures it is about."""

from dataclasses import replace

from bot.domain.core.working_calendar import DAY
from bot.domain.dependencies.dependency import Dependency, End, Side
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.messages.dependencies.view import spoken_day
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import DEPENDENCIES_OPEN
from bot.services.core.message_content import NoticeContent
from bot.services.core.notify import notice, office
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped, unit_ids
from bot.services.core.transaction import Transaction, note, open_clock_transaction
from bot.services.dependencies.neighbours import end_shares
from bot.services.dependencies.people import asked_of, shown_words, stands, waiting_people
from bot.services.dependencies.sides import open_measures_of
from bot.services.dependencies.telling import number_of, tell
from bot.services.reminders.daily_row import put_into_daily

JOB = "waits"


async def follow_waits(request: RequestContext) -> int:
    """End what waits for nothing any more, and once a working day ask again for what is near or past its day.

    For the clock, over all units: what one unit asks of another ends in both. How many were ended or asked for.
    """
    count = 0
    for unit in await unit_ids(request):
        async with scoped(request, unit).look() as ledger:
            waits = await ledger.dependencies.find(DEPENDENCIES_OPEN, unit, limit=1)
        if waits:
            count += await _follow(scoped(request, unit), unit) + await end_shares(request, unit)
    return count


async def _follow(request: RequestContext, unit: str) -> int:
    count = 0
    async with open_clock_transaction(request, unit) as tx:
        open_ = await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, unit)
        ended = [now for one in open_ if (now := await _ended(tx, one))]
        if request.calendar.is_working(tx.today) and await first_run(tx, JOB, tx.today):
            for one in await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, unit):
                count += await _ask_again(tx, one)
    return count + len(ended)


async def _ended(tx: Transaction, one: Dependency) -> Dependency | None:
    """End it where the measure that waits is ended, or the one that is waited for is closed."""
    measure = await tx.ledger.measures.get(one.measure) if one.measure else None
    other = await tx.ledger.measures.get(one.other) if one.side is Side.MEASURE else None
    if one.measure and (measure is None or measure.is_ended):
        how, verb, why = End.LIFTED, Verb.LIFT_WAIT, "ended"
    elif one.side is Side.FINDING and not await open_measures_of(tx, one.other):
        how, verb, why = End.FULFILLED, Verb.FULFIL, "ended_finding"
    elif other is not None and other.stage is Stage.CLOSED:
        how, verb, why = End.FULFILLED, Verb.FULFIL, "ended_other"
    else:
        return None
    reason = tx.request.wording.word(f"dependencies.told.{why}")
    now = replace(one, end=how, ended_at=tx.now, reason=reason)
    await tx.ledger.dependencies.put(now)
    entry = await note(tx, verb, now.measure or now.id, words=reason, dependency=now.id, name=now.name)
    await tell(tx, now, entry.id, str(how))
    return now


async def _ask_again(tx: Transaction, one: Dependency) -> bool:
    """The day before it is due, and each working day once it is late, it stands in the message of who is to answer.

    The office hears of it with them, the waiting side on the first day.
    """
    late = stands(tx, one).late
    if not late and one.due != tx.today + DAY:
        return False
    asked = await asked_of(tx, one)
    await put_into_daily(tx.request, tx.ledger, tx.unit, [person for person in asked if person.reachable])
    if late and one.measure:
        news = await _lateness(tx, one, late)
        first = tx.request.calendar.between(one.due, tx.today) <= 1
        waiting = await waiting_people(tx, one) if first else []
        others = {person.id: person for person in (*waiting, *await office(tx))}
        to = [person for person in others.values() if person.reachable]
        await put_into_daily(tx.request, tx.ledger, tx.unit, to, news=news)
    return True


async def _lateness(tx: Transaction, one: Dependency, late: int) -> NoticeContent:
    key = "promised" if one.promised else "unanswered"
    facts = {
        "number": await number_of(tx, one),
        "name": one.name,
        "words": await shown_words(tx, one) or tx.request.wording.word("dependencies.something"),
        "state": tx.request.wording.word(f"dependencies.told.state_{key}", day=spoken_day(one.due)),
        "days": late,
    }
    return notice("dependencies.told.late", facts, [one.measure])
