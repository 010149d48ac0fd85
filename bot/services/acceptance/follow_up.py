"""What waits for acceptance is asked for again once it is late, and taken back where its measures are open again."""

from bot.domain.acceptance.acceptance import Acceptance, Acceptor
from bot.domain.core.refusal import NotFound
from bot.messages.acceptance.view import kind_words
from bot.services.acceptance.cards import days_late
from bot.services.acceptance.due import due_subjects
from bot.services.acceptance.neighbours import end_shares
from bot.services.acceptance.record import withdraw_within
from bot.services.acceptance.sides import acceptors
from bot.services.acceptance.subject import is_ended, subject_of
from bot.services.acceptance.telling import sentence_of
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import ACCEPTANCES_OF
from bot.services.core.notify import notice, notify, office
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped, unit_ids
from bot.services.core.transaction import Transaction, open_clock_transaction, unit_of
from bot.services.reminders.daily_row import put_into_daily

JOB = "acceptances"


async def follow_acceptances(request: RequestContext) -> int:
    """Take back what is open again, and once a working day remind of what is late or should be handed in; how many.

    For the clock, over all units: what is taken back ends in both.
    """
    count = 0
    for unit in await unit_ids(request):
        count += await _follow(scoped(request, unit), unit) + await end_shares(request, unit)
    return count


async def _follow(within: RequestContext, unit: str) -> int:
    async with within.look() as ledger:
        known = await ledger.acceptances.find(ACCEPTANCES_OF, unit)
        tx = Transaction(within, ledger, await unit_of(ledger, unit))
        reopened = [one.id for one in known if await _is_reopened(tx, one)]
        if not reopened and not any(one.is_open for one in known) and not await due_subjects(tx):
            return 0
    count = 0
    async with open_clock_transaction(within, unit) as tx:
        for id_ in reopened:
            count += await _take_back(tx, id_)
        if within.calendar.is_working(tx.today) and await first_run(tx, JOB, tx.today):
            for one in await tx.ledger.acceptances.find(ACCEPTANCES_OF, unit):
                count += await _ask_again(tx, one)
            count += await _ask_for_what_is_due(tx)
    return count


async def _is_reopened(tx: Transaction, one: Acceptance) -> bool:
    """True for what this unit handed in, waits yet, and is closed no more."""
    if not one.is_open or one.acceptor is Acceptor.SHARE:
        return False
    try:
        return not is_ended(await subject_of(tx, one.subject))
    except NotFound:
        return True


async def _take_back(tx: Transaction, id_: str) -> int:
    one = await tx.ledger.acceptances.get(id_)
    if one is None or not await _is_reopened(tx, one):
        return 0
    reason = tx.request.wording.word("acceptance.told.reopened")
    now = await withdraw_within(tx, one, reason)
    facts = notice("acceptance.told.taken_back", await sentence_of(tx, now))
    await notify(tx, await office(tx), reason=f"taken_back:{now.id}", facts=facts)
    return 1


async def _ask_again(tx: Transaction, one: Acceptance) -> int:
    """Once it is late it stands in the message of those who accept; the office that handed it in hears on the way."""
    late = days_late(tx, one)
    if not late:
        return 0
    share = one.acceptor is Acceptor.SHARE
    to = await acceptors(tx) if share else await office(tx)
    facts = {**await sentence_of(tx, one), "days": late}
    news = notice("acceptance.told.late" if share else "acceptance.told.late_own", facts)
    return await put_into_daily(tx.request, tx.ledger, tx.unit, [one for one in to if one.reachable], news=news)


async def _ask_for_what_is_due(tx: Transaction) -> int:
    """What the settings want handed in stands in the office's message until it is."""
    due = await due_subjects(tx)
    if not due:
        return 0
    words = "、".join(kind_words(tx.request.wording, one.kind, one.number) for one in due)
    to = [one for one in await office(tx) if one.reachable]
    news = notice("acceptance.told.due", {"numbers": words})
    return await put_into_daily(tx.request, tx.ledger, tx.unit, to, news=news)
