"""An account is bound to a person, and a bound one moves only with the old phone's consent or after a time."""

import datetime as dt
from dataclasses import replace

from bot.domain.core.refusal import NotFound
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.invitation import Invitation
from bot.domain.people.person import Person, Role, digits
from bot.messages.core.pending_taps import MoveAccount
from bot.services.core.callback_data import written
from bot.services.core.ledger import CLAIMS_OPEN, INVITATIONS_OF, MEASURES_OF_PERSON, PEOPLE_AT
from bot.services.core.message_content import NoticeContent
from bot.services.core.notify import NOBODY, notice, notify, tell_phones
from bot.services.core.proposals import ask_newly_bound
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    holders,
    note,
    occasion,
    open_clock_transaction,
    open_transaction,
    unit_of,
)


async def bind_account(tx: Transaction, person: Person, invitation: Invitation | None, account: int) -> Person:
    """Bind the account to the person, who is reminded today of what is due; None where nobody invited them."""
    bound = replace(person, chat=account, former=None, bound_at=tx.now, blocked=False)
    await tx.ledger.people.put(bound)
    if invitation:
        await tx.ledger.invitations.put(replace(invitation, used=tx.now))
    entry = await note(tx, Verb.BIND, person.id, name=person.name, account=digits(account))
    facts = {"name": person.name, "digits": digits(account)}
    if {person.chat, person.former} - {None, account}:
        await tell_phones(tx, person, "people.binding.elsewhere", but=account, **facts)
    if invitation and person.former not in {None, account}:  # whoever knocks is told of by the office that lets them in
        await _alarm(tx, person, notice("people.binding.rebound_told", facts), entry.id)
    for measure in await tx.ledger.measures.find(MEASURES_OF_PERSON, person.id):
        if not measure.is_ended:
            await tx.ledger.measures.put(replace(measure, wake=tx.today))
    await ask_newly_bound(tx, bound)
    return bound


async def claim(tx: Transaction, person: Person, invitation: Invitation, account: int) -> Invitation:
    """Somebody opened the link of a bound person on another phone: the old one is asked, and all who must know hear."""
    claimed = replace(invitation, claimed=account, claimed_at=tx.now)
    await tx.ledger.invitations.put(claimed)
    entry = await note(tx, Verb.CLAIM, person.id, name=person.name, account=digits(account))
    facts = {"name": person.name, "digits": digits(account), "hours": tx.unit.policy.move_hours}
    told = await _alarm(tx, person, notice("people.binding.claimed_told", facts), entry.id)
    move, not_me = written(MoveAccount(yes=True)), written(MoveAccount(yes=False))
    buttons = [[["people.binding.button_move", *move], ["people.binding.button_not_me", *not_me]]]
    asked = notice("people.binding.claimed", {**facts, "told": told}, buttons=buttons)
    await notify(tx, [person], reason=f"claim:{entry.id}", facts=asked, priority=Priority.RED)
    return claimed


async def _alarm(tx: Transaction, person: Person, facts: NoticeContent, reason: str) -> str:
    """Tell the office and the secretary, whatever they switched off; their names."""
    to = [one for role in (Role.OFFICE, Role.SECRETARY) for one in await holders(tx.ledger, tx.unit.id, role)]
    others = [one for one in to if one.id != person.id]
    told = await notify(tx, others, reason=f"alarm:{reason}", facts=facts, priority=Priority.RED)
    return "、".join(told.names) or NOBODY


async def answer_claim(request: RequestContext, by: Person, *, yes: bool) -> str:
    """The old phone lets the account move, or says 这不是我, of which others hear: their names.

    Raises NotFound where nothing is asked any more.
    """
    async with open_transaction(request, by) as tx:
        found = await tx.ledger.invitations.find(INVITATIONS_OF, tx.by.id)
        claimed = next((one for one in found if one.is_claimed), None)
        if claimed is None:
            raise NotFound(what="claim")
        if yes:
            await _move(tx, tx.by, claimed)
            return ""
        await tx.ledger.invitations.drop(claimed.id)
        entry = await note(tx, Verb.REFUSE_CLAIM, tx.by.id, name=tx.by.name, account=digits(claimed.claimed or 0))
        return await _alarm(tx, tx.by, notice("people.binding.refused_told", {"name": tx.by.name}), entry.id)


async def _move(tx: Transaction, person: Person, claimed: Invitation) -> None:
    account = claimed.claimed or 0
    if await tx.ledger.people.find(PEOPLE_AT, str(account)):
        await tx.ledger.invitations.drop(claimed.id)  # it became somebody else's meanwhile
        return
    moved = await bind_account(tx, person, claimed, account)
    reason = f"moved:{person.id}:{await occasion(tx)}"
    facts = {"name": person.name, "digits": digits(account)}
    welcome = notice("people.binding.moved", facts)
    clock = replace(tx, person=None)  # the person hears it on the new phone
    await notify(clock, [moved], reason=reason, facts=welcome, priority=Priority.RED)
    await _alarm(clock, person, notice("people.binding.moved_told", facts), reason)


async def move_accounts(request: RequestContext, unit: str) -> int:
    """Let those accounts move to which nobody objected in time; how many did. For the clock; raises NotFound."""
    async with request.look() as ledger:
        await unit_of(ledger, unit)
        if not await ledger.invitations.find(CLAIMS_OPEN, unit):
            return 0
    async with open_clock_transaction(request, unit) as tx:
        moved = 0
        for claimed in await tx.ledger.invitations.find(CLAIMS_OPEN, unit):
            person = await tx.ledger.people.get(claimed.person)
            since = claimed.claimed_at or tx.now
            over = tx.now - since >= dt.timedelta(hours=tx.unit.policy.move_hours)
            if person is not None and person.active and over:
                await _move(tx, person, claimed)
                moved += 1
        return moved
