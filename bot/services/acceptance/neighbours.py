"""What crosses the border of a unit: the sealed dossier with its number and text, and the word that comes back.

`request` is the one before all units; each side is written in a scope of its own, within an update in one transaction.
"""

from dataclasses import replace

from bot.domain.acceptance.acceptance import Acceptance, Acceptor, Verdict
from bot.domain.history.verb import Verb
from bot.services.acceptance.sides import acceptors
from bot.services.acceptance.telling import sentence_of, tell
from bot.services.core.ledger import ACCEPTANCES_OF
from bot.services.core.message_content import AcceptanceContent
from bot.services.core.notify import Notified, notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import call_off_over, scoped, unit_in
from bot.services.core.transaction import Transaction, next_number, note, open_clock_transaction

VERBS = {
    Verdict.ACCEPTED: Verb.ACCEPT,
    Verdict.RETURNED: Verb.RETURN_UP,
    Verdict.FAULTED: Verb.FIND_FAULT,
    Verdict.WITHDRAWN: Verb.CALL_BACK,
}


async def pass_up(request: RequestContext, tx: Transaction, one: Acceptance, upper: str) -> tuple[Acceptance, Notified]:
    """Put the share into the unit that accepts and ask there; the record with the day by which it answers."""
    async with open_clock_transaction(scoped(request, upper), upper) as there:
        year, count = await next_number(there, "acceptance")
        who = tx.request.wording.word("acceptance.asker", unit=tx.unit.name, name=tx.by.name)
        share = replace(
            one,
            id=f"{upper}/y{year}-{count}",
            unit=upper,
            year=year,
            count=count,
            acceptor=Acceptor.SHARE,
            name=there.unit.name,
            asker=who,
            subject="",
            by="",
            other=one.id,
            answer_by=there.request.calendar.plus(there.today, there.unit.policy.acceptance_days),
        )
        await there.ledger.acceptances.put(share)
        await note(there, Verb.TAKE_UP, share.id, asker=who, number=share.number, seal=share.seal)
        content = AcceptanceContent(acceptance=share.id)
        told = await notify(there, await acceptors(there), reason=f"acceptance:{share.id}", facts=content)
    return replace(one, other=share.id, answer_by=share.answer_by), told


async def bring_back(request: RequestContext, share: Acceptance) -> Notified:
    """Bring the lot, or the verdict, to the unit that handed it in, where it still waits."""
    unit = unit_in(share.other)
    async with open_clock_transaction(scoped(request, unit), unit) as back:
        one = await back.ledger.acceptances.get(share.other)
        if one is None or not one.is_open:
            return Notified()
        now = replace(
            one,
            drawn=share.drawn,
            given=share.given,
            marks=share.marks,
            verdict=share.verdict,
            decided_at=share.decided_at,
            words=share.words,
        )
        await back.ledger.acceptances.put(now)
        verb = VERBS.get(now.verdict, Verb.DRAW_LOT)
        facts = {"acceptance": now.id, "name": now.name, "drawn": "、".join(now.drawn)}
        entry = await note(back, verb, now.subject, words=now.words, **facts)
        return await tell(back, now, entry.id, str(now.verdict) or "drawn")


async def call_off(request: RequestContext, one: Acceptance) -> Notified:
    """Withdraw the share of what was taken back, where nothing is said of it yet."""
    if one.acceptor is not Acceptor.ABOVE:
        return Notified()
    upper = unit_in(one.other)
    async with open_clock_transaction(scoped(request, upper), upper) as there:
        share = await there.ledger.acceptances.get(one.other)
        if share is None or not share.is_open:
            return Notified()
        gone = replace(share, verdict=Verdict.WITHDRAWN, decided_at=there.now, words=one.words)
        await there.ledger.acceptances.put(gone)
        entry = await note(there, Verb.CALL_BACK, gone.id, words=gone.words, acceptance=gone.id, name=gone.asker)
        facts = notice("acceptance.told.called_off", await sentence_of(there, gone))
        return await notify(there, await acceptors(there), reason=entry.id, facts=facts)


async def end_shares(request: RequestContext, unit: str) -> int:
    """End the shares in a unit of what was taken back in the one that handed it in; how many. For the clock."""
    async with scoped(request, unit).look() as ledger:
        found = await ledger.acceptances.find(ACCEPTANCES_OF, unit)
    shares = [one for one in found if one.is_open and one.acceptor is Acceptor.SHARE]
    return await call_off_over(request, shares, lambda ledger: ledger.acceptances, call_off)
