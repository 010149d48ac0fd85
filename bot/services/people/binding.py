"""Binding an account to a person by a one-time link: the code is shown once and kept only as a hash."""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.domain.core.refusal import BadCode, NoChange, NotAllowed, NotFound, TooManyTries
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.invitation import Invitation
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role, digits
from bot.domain.people.proposal import Act, ProposalState
from bot.domain.units.unit import Unit
from bot.services.core.ledger import INVITATIONS_OF, PEOPLE_AT, PEOPLE_OF, PROPOSALS_OPEN, Ledger
from bot.services.core.notify import notice, notify, tell_phones
from bot.services.core.proposals import announce
from bot.services.core.quota import demand_room
from bot.services.core.request import CLOCK, RequestContext, enter
from bot.services.core.transaction import Transaction, holders, note, occasion, require_role, transaction_for, unit_of
from bot.services.people.account import bind_account, claim
from bot.services.people.code import fresh_code, hashed
from bot.services.people.names import namesakes, person_named
from bot.services.people.staff import STANDING, in_words, tell_of_role

TRIES = 5  # wrong codes an hour from one account
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@dataclass
class GuessLimiter:
    """Counts wrong codes, in memory: a restart forgives, and a code has 128 bits."""

    wrong: dict[int, deque[dt.datetime]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, account: int, now: dt.datetime) -> None:
        """Raise TooManyTries where the account guessed too often in the last hour."""
        for account_id in list(self.wrong):
            times = self.wrong[account_id]
            while times and now - times[0] > HOUR:
                times.popleft()
            if not times:
                del self.wrong[account_id]
        if len(self.wrong.get(account, ())) >= TRIES:
            raise TooManyTries

    def note(self, account: int, now: dt.datetime) -> None:
        """Count a wrong code."""
        self.wrong[account].append(now)


@dataclass
class StrangerLimiter:
    """Answers an account that is bound to nobody once a minute, in memory: whoever knocks on and on holds nobody up.

    What a visitor answers to our own question is `asked` for, and has a minute of its own.
    """

    answered: dict[tuple[int, bool], tuple[dt.datetime, int]] = field(default_factory=dict)  # when, in which update

    def allows(self, account: int, update: int, now: dt.datetime, *, asked: bool = False) -> bool:
        """True where the account may be answered now, which counts as an answer; again for the same update."""
        self.answered = {one: (at, to) for one, (at, to) in self.answered.items() if abs(now - at) < MINUTE}
        _, answered = self.answered.setdefault((account, asked), (now, update))
        return answered == update


@dataclass(frozen=True)
class Invited:
    """An invitation as it may be shown once: the code for the link."""

    person: Person
    code: str
    expires: dt.datetime
    bot: str = ""  # at which the code opens


async def person_at(request: RequestContext, account: int) -> Person | None:
    """The person to whom the account is bound, None for a stranger's."""
    async with request.look() as ledger:
        return await account_holder(request, ledger, account)


async def account_holder(request: RequestContext, ledger: Ledger, account: int) -> Person | None:
    """The active person of the account in a unit that this bot serves."""
    for person in await ledger.people.find(PEOPLE_AT, str(account)):
        if person.active and await _serves(request, ledger, person.unit):
            return person
    return None


async def _serves(request: RequestContext, ledger: Ledger, unit_id: str) -> bool:
    unit = await ledger.units.get(unit_id)
    return unit is not None and unit.bot == request.bot


async def invite(
    request: RequestContext, *, by: Person | None, unit: str, names: tuple[str, ...] = ()
) -> tuple[Invited, ...]:
    """Issue one-time links at once, as `links_for` draws them up; `by` None is the command line."""
    links = await links_for(request, by=by, unit=unit, names=names)
    await issue(request, links, by=by)
    return links


async def links_for(
    request: RequestContext, *, by: Person | None, unit: str, names: tuple[str, ...] = ()
) -> tuple[Invited, ...]:
    """One-time links for the people named, or for all who are not bound yet, which open nothing until they are issued.

    Raises NotAllowed, NotFound, or NoChange where all are bound.
    """
    if by is not None and not by.holds(Role.OFFICE):
        raise NotAllowed
    async with request.look() as ledger:
        if names:
            people = [await person_named(ledger, unit, name) for name in names]
        else:
            people = [p for p in await ledger.people.find(PEOPLE_OF, unit) if p.active and p.chat is None]
        if not people:
            raise NoChange
        within = await unit_of(ledger, unit)
        return tuple(link_for(request, within, person) for person in people)


def link_for(request: RequestContext, unit: Unit, person: Person) -> Invited:
    """A one-time link for a person of the unit, which opens nothing until it is issued."""
    return Invited(person, fresh_code(), request.now() + dt.timedelta(hours=unit.policy.invite_hours), unit.bot)


async def issue(request: RequestContext, links: Iterable[Invited], *, by: Person | None) -> None:
    """Let the links be good, and earlier ones of the same people end; raises NotFound where one of these has left."""
    async with request.open() as ledger:
        for one in links:
            person = await ledger.people.get(one.person.id)
            if person is None or not person.active:
                raise NotFound(what=one.person.name)
            await _issue(request, ledger, person, one, by)


async def _issue(request: RequestContext, ledger: Ledger, person: Person, link: Invited, by: Person | None) -> None:
    for old in await ledger.invitations.find(INVITATIONS_OF, person.id):
        await ledger.invitations.drop(old.id)
    issuer = by.id if by else CLOCK
    await ledger.invitations.add(
        Invitation(id=hashed(link.code), unit=person.unit, person=person.id, expires=link.expires, issued_by=issuer)
    )
    await enter(
        ledger,
        Entry(
            unit=person.unit, at=request.now(), by=issuer, verb=Verb.INVITE, subject=person.id, update=request.update
        ),
    )


async def bind(request: RequestContext, code: str, *, account: int, guard: GuessLimiter) -> Person | Invitation:
    """Bind the account to the person whom the code invites; gives the claim where that person has another phone.

    Raises BadCode, TooManyTries, NoChange where nothing is to be done or asked any more, or NotAllowed where it is
    somebody else's link. A valid code is looked at first, so that nobody's wrong ones keep anybody out.
    """
    try:
        return await _bind(request, code, account)
    except BadCode:
        guard.check(account, request.now())
        guard.note(account, request.now())
        raise


async def _bind(request: RequestContext, code: str, account: int) -> Person | Invitation:
    async with request.open() as ledger:
        invitation = await ledger.invitations.get(hashed(code))
        holder = await account_holder(request, ledger, account)
        if holder and (invitation is None or invitation.used or invitation.person == holder.id):
            raise NoChange(name=holder.name)
        if invitation is None or invitation.used or invitation.expires < request.now():
            raise BadCode
        person = await _invited(request, ledger, invitation)
        if person is None:
            raise BadCode
        if holder and holder.unit != person.unit:
            raise NoChange(name=holder.name)
        if holder:
            raise NotAllowed(why="forward", name=person.name)
        tx = await transaction_for(request, ledger, person)
        if person.chat is None:
            return await bind_account(tx, person, invitation, account)
        if invitation.claimed == account:
            raise NoChange(why="claimed", name=person.name)
        return await claim(replace(tx, person=None), person, invitation, account)


async def opens(request: RequestContext, ledger: Ledger, code: str, account: int) -> bool:
    """True where an account that is bound to nobody would be bound by the code now, or claim it for the first time."""
    invitation = await ledger.invitations.get(hashed(code)) if code else None
    if invitation is None or invitation.claimed == account:
        return False
    return await _invited(request, ledger, invitation) is not None


async def _invited(request: RequestContext, ledger: Ledger, invitation: Invitation) -> Person | None:
    """The person whom an invitation binds now; None where it is used or too old, or theirs is another bot."""
    if invitation.used or invitation.expires < request.now():
        return None
    person = await ledger.people.get(invitation.person)
    serves = person is not None and person.active and await _serves(request, ledger, person.unit)
    return person if serves else None


async def appoint(request: RequestContext, unit: str, names: tuple[str, ...], role: Role = Role.OFFICE) -> None:
    """Give people a role from the command line, which needs no second key; who is not known is added.

    Raises OverQuota, or NotFound where several bear a name.
    """
    async with request.open() as ledger:
        for name in names:
            await _appoint(request, ledger, await unit_of(ledger, unit), name, by=CLOCK, role=role)


async def _appoint(
    request: RequestContext, ledger: Ledger, unit: Unit, name: str, *, by: str, role: Role = Role.OFFICE
) -> Person:
    """The person of that name with the role, who may be new to the unit, as somebody of the name of one who left is.

    Raises OverQuota or NotFound.
    """
    people = await ledger.people.find(PEOPLE_OF, unit.id)
    found = [one for one in people if one.active and one.name == name] or await namesakes(ledger, unit.id, name)
    if len(found) > 1:
        raise NotFound(what=name, why="namesakes", names="、".join(one.name for one in found))
    if not found:
        await demand_room(ledger, unit, people=1)
    person = found[0] if found else Person(id=f"{unit.id}/p{len(people) + 1}", unit=unit.id, name=name)
    if person.holds(role):
        return person
    appointed = replace(person, roles=(*person.roles, role))
    await ledger.people.put(appointed)
    entry = Entry(
        unit=unit.id,
        at=request.now(),
        by=by,
        verb=Verb.APPOINT,
        subject=person.id,
        after={"name": name, "role": str(role)},
        update=request.update,
    )
    entered = await enter(ledger, entry)
    if by == CLOCK:
        await tell_of_role(Transaction(request, ledger, unit), appointed, role, Act.APPOINT, reason=entered.id)
    for asked in await ledger.proposals.find(PROPOSALS_OPEN, unit.id):
        if (asked.act, asked.subject, asked.facts) == (Act.APPOINT, person.id, {"role": str(role)}):
            decided = replace(asked, state=ProposalState.CONFIRMED, decided_at=request.now())
            await ledger.proposals.put(decided)
    return appointed


async def invite_to_office(
    request: RequestContext, unit_id: str, name: str, *, by: Person, link: Invited | None = None
) -> Invited:
    """Let somebody of the upper unit put a person into the office of this one, with a link; office and secretary hear.

    `link` is the one that is shown already, where there is one.

    Raises NoChange where that person is bound already, NotFound where several bear the name, or OverQuota.
    """
    async with request.open() as ledger:
        unit = await unit_of(ledger, unit_id)
        others = await holders(ledger, unit_id, Role.OFFICE)
        await _demand_below(ledger, unit_id, name)
        person = await _appoint(request, ledger, unit, name, by=by.id)
        if person.chat is not None:
            raise NoChange(name=name)
        invited = replace(link or link_for(request, unit, person), person=person)
        await _issue(request, ledger, person, invited, by)
        facts = notice("units.invited_told", {"name": name})
        told = [clerk for clerk in others if clerk.id != person.id]
        told += await holders(ledger, unit_id, Role.SECRETARY)
        tx = Transaction(request, ledger, unit)
        await notify(
            tx,
            told,
            reason=f"seat:{person.id}:{await occasion(tx)}",
            facts=facts,
            priority=Priority.RED,
        )
        return invited


async def _demand_below(ledger: Ledger, unit_id: str, name: str) -> None:
    """Raise NotAllowed where somebody of another role than the office is meant: that is the lower unit's business."""
    known = await namesakes(ledger, unit_id, name)
    if any(not person.holds(Role.OFFICE) for person in known):
        raise NotAllowed(why="below", name=name)


async def _demand_others_bound(tx: Transaction, person: Person) -> None:
    if person.chat is None:
        raise NoChange(name=person.name)
    clerks = await holders(tx.ledger, tx.unit.id, Role.OFFICE)
    if person.holds(Role.OFFICE) and not any(one.chat is not None for one in clerks if one.id != person.id):
        raise NotAllowed(why="last_office", name=person.name)


async def unbind_within(tx: Transaction, person_id: str) -> Person:
    """Let go of a person's account, e.g. of a lost telephone; links that were claimed end with it.

    Gives the person as they were. Raises NotAllowed, NotFound or NoChange.
    """
    require_role(tx, Action.BIND)
    person = await tx.ledger.people.get(person_id)
    if person is None:
        raise NotFound(what=person_id.rpartition("/")[2])
    await _demand_others_bound(tx, person)
    for old in await tx.ledger.invitations.find(INVITATIONS_OF, person.id):
        await tx.ledger.invitations.drop(old.id)
    await tx.ledger.people.put(replace(person, chat=None, former=person.chat, bound_at=None, blocked=False))
    await tell_phones(tx, person, "people.binding.unbound_told")
    entry = await note(tx, Verb.UNBIND, person.id, name=person.name, account=digits(person.chat or 0))
    if person.holds(*STANDING):
        await announce(tx, in_words(tx, Act.UNBIND, person), reason=entry.id)
    return person


async def unblock(request: RequestContext, person: Person) -> None:
    """Note that a person who had blocked the bot writes again."""
    async with request.store.open() as ledger:
        now = await ledger.people.get(person.id)
        if now is not None and now.blocked:
            await ledger.people.put(replace(now, blocked=False))
