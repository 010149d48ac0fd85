"""What crosses the border of a unit: the thing asked, by whom, and the day or the end that comes back. Nothing else.

`request` is the one before all units; each is written in a scope of its own, within an update in one transaction.
"""

from dataclasses import replace

from bot.domain.dependencies.dependency import Dependency, End, Side
from bot.domain.history.verb import Verb
from bot.services.core.ledger import DEPENDENCIES_OF_UNIT, DEPENDENCIES_ON, DEPENDENCIES_OPEN
from bot.services.core.message_content import WaitContent
from bot.services.core.notify import Notified, notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import call_off_over, scoped, unit_in
from bot.services.core.transaction import Transaction, note, open_clock_transaction
from bot.services.dependencies.people import asked_of
from bot.services.dependencies.telling import tell

BACK = {End.FULFILLED: Verb.FULFIL, End.DECLINED: Verb.DECLINE}


async def pass_on(request: RequestContext, tx: Transaction, one: Dependency) -> Notified:
    """Let the other unit know what is asked of it, or the asking one what was answered; whether its message arrives.

    Of the people of another unit no name is given: the unit's own stands for them.
    """
    match one.side:
        case Side.UNIT if one.is_open:
            told = await _ask(request, tx, one)
            return Notified((one.name,), at=told.at) if told.reached else Notified((), (one.name,))
        case Side.UNIT:
            await call_off(request, one)
        case Side.ASKED:
            await _answer(request, one)
    return Notified()


async def call_off(request: RequestContext, one: Dependency) -> None:
    """End the share of something that is waited for no more, where it is still open."""
    async with open_clock_transaction(scoped(request, one.other), one.other) as there:
        for share in await there.ledger.dependencies.find(DEPENDENCIES_ON, one.id):
            if share.is_open:
                ended = replace(share, end=one.end, ended_at=there.now)
                await there.ledger.dependencies.put(ended)
                entry = await note(there, Verb.LIFT_WAIT, ended.id, dependency=ended.id, name=ended.asker)
                facts = notice("dependencies.told.called_off", {"asker": ended.asker, "words": ended.words})
                await notify(there, await asked_of(there, ended), reason=entry.id, facts=facts)


async def end_shares(request: RequestContext, unit: str) -> int:
    """End the shares of a unit whose measure, in the unit that asked, is ended; how many. For the clock."""
    async with scoped(request, unit).look() as ledger:
        shares = [one for one in await ledger.dependencies.find(DEPENDENCIES_OPEN, unit) if one.side is Side.ASKED]
    return await call_off_over(request, shares, lambda ledger: ledger.dependencies, call_off)


async def _ask(request: RequestContext, tx: Transaction, one: Dependency) -> Notified:
    """Put the share into the unit that is asked."""
    async with open_clock_transaction(scoped(request, one.other), one.other) as there:
        shelf = there.ledger.dependencies
        by = await tx.ledger.people.get(one.by)
        who = tx.request.wording.word("dependencies.asker", unit=tx.unit.name, name=by.name if by else "")
        count = len(await shelf.find(DEPENDENCIES_OF_UNIT, there.unit.id)) + 1
        share = Dependency(
            id=f"{there.unit.id}/w{count}",
            unit=there.unit.id,
            measure="",
            side=Side.ASKED,
            other=one.id,
            name=there.unit.name,
            asker=who,
            words=one.words,
            by="",
            at=there.now,
            answer_by=there.request.calendar.plus(there.today, there.unit.policy.answer_days),
        )
        await shelf.put(share)
        await note(there, Verb.ASK_WAIT, share.id, words=share.words, dependency=share.id, name=share.asker)
        content = WaitContent(dependency=share.id)
        return await notify(there, await asked_of(there, share), reason=f"wait:{share.id}", facts=content)


async def _answer(request: RequestContext, share: Dependency) -> None:
    """Bring the day or the end to the unit that asked, where it still waits."""
    unit = unit_in(share.other)
    async with open_clock_transaction(scoped(request, unit), unit) as back:
        one = await back.ledger.dependencies.get(share.other)
        if one is None or not one.is_open:
            return
        now = replace(
            one,
            promised=share.promised,
            first=share.first,
            answered_at=share.answered_at,
            end=share.end,
            ended_at=share.ended_at,
            reason=share.reason,
        )
        await back.ledger.dependencies.put(now)
        verb = BACK.get(share.end, Verb.PROMISE)
        day = share.promised.isoformat() if share.promised else ""
        facts = {"dependency": now.id, "name": now.name, "day": day}
        entry = await note(back, verb, now.measure, words=share.reason, **facts)
        key = str(share.end) if share.end in BACK else "moved" if one.promised else "promised"
        await tell(back, now, entry.id, key)
