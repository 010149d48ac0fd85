"""Corrections by the office: each with a reason, in the journal, and told to the people concerned before and after."""

import datetime as dt
from dataclasses import dataclass, replace

import msgspec

from bot.domain.closing.transitions import cancel, require_stage
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.extensions.extension import ExtensionState
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act, Proposal
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import WAITING, Measure
from bot.domain.status.coverage import recounted
from bot.domain.status.postponed import puts_off
from bot.messages.history.view import changed
from bot.services.closing.ending import settle_finding
from bot.services.closing.submission import moved_on
from bot.services.core.ledger import EXTENSIONS_OF
from bot.services.core.measure_context import (
    MeasureContext,
    measure_context,
    numbered,
    owners_of,
    quoted,
    require,
    save,
)
from bot.services.core.notify import Notified, notice, notify, office, with_delegates
from bot.services.core.proposals import GAINS, Proposed, announce, needs_second, propose
from bot.services.core.request import RequestContext, difference
from bot.services.core.transaction import Transaction, open_transaction, people
from bot.services.extensions.steps import undo_request
from bot.services.status.coverage import coverage_of, standing_of
from bot.services.supervision.support import give_shares

AMENDMENT = "amendment"  # among the facts of a request


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What is to be different; None leaves a field as it is. Owners and leaders are ids of people."""

    text: str | None = None
    owners: tuple[str, ...] | None = None
    leaders: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    support: tuple[str, ...] | None = None
    due: dt.date | None = None
    deadline: Deadline | None = None  # a series, stages, 长期坚持 or 立行立改 in its place
    short: str | None = None
    interim: str | None = None


@dataclass(frozen=True)
class Corrected:
    """The measure as it is now, what was changed in words, a new measure where one was split off, who was told."""

    measure: Measure
    what: str = ""
    fresh: Measure | None = None
    told: tuple[str, ...] = ()


async def correct(
    request: RequestContext, by: Person, measure_id: str, amendment: Amendment, reason: str
) -> Corrected | Proposed:
    """Correct a measure. A corrected date leaves the first deadline as it was, where there was one.

    More time, and whoever comes to lead for the first time, need two keys. Raises NotFound, NotAllowed, also where a
    late one would become a standing one, WrongStage, NoChange, or Unreadable without a reason or with an empty text.
    """
    async with open_transaction(request, by) as tx:
        context = await opened(tx, measure_id, Action.CORRECT, reason)
        old = context.measure
        new = await _amended(tx, old, amendment)
        if new == old:
            raise NoChange(number=old.number, measure=old.id)
        _refuse_relief(context, new)
        gains = await _come_to_lead(context, new)
        if needs_second(tx) and (gains or puts_off(old, new, context.policy, tx.today)):
            facts = {AMENDMENT: msgspec.json.encode(amendment).decode(), GAINS: " ".join(gains)}
            return await propose(tx, Act.CORRECT, measure_id, await _said(context, new), words=reason, facts=facts)
        return await _correct(context, new, reason)


async def correct_within(tx: Transaction, proposal: Proposal) -> Corrected:
    """Correct a measure as it was confirmed; raises Overtaken where that would be something else by now."""
    context = await opened(tx, proposal.subject, Action.CORRECT, proposal.words)
    new = await _amended(tx, context.measure, msgspec.json.decode(proposal.facts[AMENDMENT], type=Amendment))
    if await _said(context, new) != proposal.what:
        raise Overtaken(number=context.measure.number, measure=context.measure.id, why="amended")
    return await _correct(context, new, proposal.words)


async def lend_within(tx: Transaction, proposal: Proposal) -> Corrected:
    """Name the supporting bodies anew, each with its share, as a preview showed it.

    The same bodies again give what nobody was given so far; raises NoChange where that is nothing.
    """
    context = await opened(tx, proposal.subject, Action.CORRECT, proposal.words)
    new = replace(context.measure, support=tuple(proposal.facts["support"].splitlines()))
    read = tx.day_of(proposal.at)
    if new != context.measure:
        return await _correct(context, new, proposal.words, read)
    if not await give_shares(tx, new, proposal.words, read):
        raise NoChange(number=new.number, measure=new.id)
    return Corrected(new)


async def _correct(context: MeasureContext, new: Measure, reason: str, read: dt.date | None = None) -> Corrected:
    tx, old = context.tx, context.measure
    relief = bool(await _come_to_lead(context, new)) or puts_off(old, new, context.policy, tx.today)
    said = await _said(context, new)
    new = recounted(old, new, coverage_of(context), tx.today)
    entry = await save(context, replace(new, wake=tx.today), Verb.CORRECT, words=reason)
    if relief:
        await announce(tx, said, reason=entry.id)
    if new.support != old.support:
        await give_shares(tx, new, reason, read)
    await settle_finding(tx, new.finding, reason)
    if new.stage in WAITING:
        new = (await moved_on(context.holding(replace(new, wake=tx.today)))).measure
    what = await _changed(context, new)
    sentence = {"number": old.number, "who": tx.by.name}
    sentence |= {"what": quoted(context, what), "reason": quoted(context, reason)}
    told = await tell(tx, (old, new), "plan.corrected", sentence, entry.id)
    return Corrected(replace(new, wake=tx.today), what, told=told.names)


async def _changed(context: MeasureContext, new: Measure) -> str:
    """What is different, in words."""
    named = await people(context.ledger, _hands(context.measure, new))
    names = {person.id: person.name for person in named}
    return changed(context.tx.request.wording, names, *difference(context.measure, new))


async def _said(context: MeasureContext, new: Measure) -> str:
    """The same as a request names it."""
    facts = {"number": await number_of(context), "what": await _changed(context, new)}
    return context.tx.request.wording.word("people.proposal.what_correct", **facts)


async def number_of(context: MeasureContext) -> str:
    """The number as people see it, behind the name of its round where the unit has several."""
    return (await numbered(context.ledger, context.measure))[0].number


async def _come_to_lead(context: MeasureContext, new: Measure) -> list[str]:
    """Ids of those who lead nothing so far, and would lead this."""
    fresh = await people(context.ledger, [one for one in new.leaders if one not in context.measure.leaders])
    return [person.id for person in fresh if not person.holds(Role.LEADER, Role.SECRETARY)]


async def _amended(tx: Transaction, old: Measure, amendment: Amendment) -> Measure:
    if amendment.text is not None and not amendment.text.strip():
        raise Unreadable(what="empty")
    for one in (*(amendment.owners or ()), *(amendment.leaders or ())):
        person = await tx.ledger.people.get(one)
        if person is None or person.unit != tx.unit.id or not person.active:
            raise NotFound(what=one)
    changes = {
        name: value
        for name in ("text", "owners", "leaders", "departments", "support", "short", "interim")
        if (value := getattr(amendment, name)) is not None
    }
    new = replace(old, **changes)
    if amendment.deadline:
        first = old.deadline.first or old.deadline.date or amendment.deadline.first
        return replace(new, deadline=replace(amendment.deadline, first=first))
    return replace(new, deadline=_dated(old.deadline, amendment.due)) if amendment.due else new


def _refuse_relief(context: MeasureContext, new: Measure) -> None:
    """What is late becomes a standing one by two keys only, and so not by a correction."""
    standing = {measure.deadline.kind is DeadlineKind.STANDING for measure in (context.measure, new)}
    if len(standing) > 1 and context.measure.is_open and standing_of(context).late and needs_second(context.tx):
        raise NotAllowed(why="late_to_standing", number=new.number, measure=new.id)


def _dated(deadline: Deadline, due: dt.date) -> Deadline:
    if deadline.date == due:
        return deadline
    moved = deadline.moved_to(due)
    return replace(moved, first=moved.first or due)


async def cancel_within(tx: Transaction, measure_id: str, reason: str) -> Corrected:
    """Cancel a measure; of what is overdue the secretary hears.

    Raises NotFound, NotAllowed, WrongStage where it is closed, or Unreadable without a reason.
    """
    context = await opened(tx, measure_id, Action.CANCEL, reason)
    gone = cancel(context.measure, today=tx.today)
    await drop_requests(context)
    entry = await save(context, gone, Verb.CANCEL, words=reason)
    await settle_finding(tx, gone.finding)
    if standing_of(context).late:
        what = tx.request.wording.word("people.proposal.what_cancel", number=await number_of(context))
        await announce(tx, what, reason=entry.id)
    sentence = {"number": gone.number, "who": tx.by.name, "reason": quoted(context, reason)}
    return Corrected(gone, told=(await tell(tx, (gone,), "plan.cancelled", sentence, entry.id)).names)


async def opened(tx: Transaction, measure_id: str, action: Action, reason: str) -> MeasureContext:
    """A measure that may be corrected like that, for a reason; raises as `correct`."""
    context = await measure_context(tx, measure_id)
    await require(context, action)
    require_stage(action, context.measure)
    if not reason.strip():
        raise Unreadable(what="reason")
    return context


async def drop_requests(context: MeasureContext) -> None:
    """Withdraw what is asked of more time."""
    for extension in await context.ledger.extensions.find(EXTENSIONS_OF, context.measure.id):
        if extension.state is ExtensionState.ASKED:
            await undo_request(context.tx, extension)


def _hands(*measures: Measure) -> list[str]:
    return list(dict.fromkeys(one for measure in measures for one in (*measure.owners, *measure.leaders)))


async def tell(
    tx: Transaction, measures: tuple[Measure, ...], key: str, sentence: dict[str, str], reason: str
) -> Notified:
    """Write to everybody who was or is concerned, and to the office."""
    owners = [one for measure in measures for one in await owners_of(MeasureContext(tx, measure))]
    concerned = await with_delegates(tx, (*_hands(*measures), *owners))
    facts = notice(key, sentence, list(dict.fromkeys(measure.id for measure in measures)))
    return await notify(tx, [*concerned, *await office(tx)], reason=f"told:{reason}", facts=facts)
