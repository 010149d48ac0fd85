"""The list of invitations: who has a phone, who has a link, and who has neither; links are withdrawn here."""

from bot.domain.core.refusal import NoChange, NotFound
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.messages.invitations.listing import InvitationLine, Invitations, InvitationState
from bot.services.core.ledger import INVITATIONS_OF, PEOPLE_OF, Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_reading, open_transaction, require_role


async def list_invitations(request: RequestContext, by: Person) -> Invitations:
    """Everybody who is not bound yet, and whose new phone waits for the old one; raises NotAllowed."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.BIND)
        people = [person for person in await tx.ledger.people.find(PEOPLE_OF, by.unit) if person.active]
        lines = [await _line(tx, person) for person in people]
    open_ = [line for line in lines if line.person.chat is None or line.state is InvitationState.CLAIMED]
    open_.sort(key=lambda line: (line.person.rank, line.person.department, line.person.name))
    return Invitations(tx.unit.name, tx.unit.zone, len(people), tuple(open_))


async def _line(tx: Transaction, person: Person) -> InvitationLine:
    found = [one for one in await tx.ledger.invitations.find(INVITATIONS_OF, person.id) if one.used is None]
    if any(one.is_claimed for one in found):
        return InvitationLine(person, InvitationState.CLAIMED)
    if not found:
        return InvitationLine(person, InvitationState.NONE)
    until = max(one.expires for one in found)
    return InvitationLine(person, InvitationState.SENT if until >= tx.now else InvitationState.EXPIRED, until)


async def withdraw_invitation(request: RequestContext, by: Person, person_id: str) -> Person:
    """Let a person's links be worthless; raises NotAllowed, NotFound, or NoChange where there is none."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        person = await _of_unit(tx.ledger, tx.unit.id, person_id)
        found = [one for one in await tx.ledger.invitations.find(INVITATIONS_OF, person.id) if one.used is None]
        if not found:
            raise NoChange(name=person.name)
        for one in found:
            await tx.ledger.invitations.drop(one.id)
        await note(tx, Verb.WITHDRAW_INVITATION, person.id, name=person.name)
        return person


async def _of_unit(ledger: Ledger, unit: str, person_id: str) -> Person:
    person = await ledger.people.get(person_id)
    if person is None or person.unit != unit:
        raise NotFound(what=person_id.rpartition("/")[2])
    return person
