"""The office's first day: each step as the ledger has it now, and the card that hangs until all are done."""

import datetime as dt

from msgspec import structs

from bot.domain.core.refusal import NotAllowed
from bot.domain.core.working_calendar import DAY
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.status.tally import unled_among
from bot.domain.units.unit import Unit
from bot.messages.operations.first_day import Arrived, FirstDay, first_day_body
from bot.messages.reminders.forecast import Foreseen
from bot.messages.text import time_in
from bot.services.core.draft_content import PinnedFirstDay
from bot.services.core.ledger import FINDINGS_OF, MEASURES_OF_UNIT, OUTBOX_ARRIVED, PEOPLE_OF, PLANS_OF, Ledger
from bot.services.core.measure_context import numbered
from bot.services.core.message_content import NudgeContent, RemindersContent
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.people.staff import lacking_roles
from bot.services.reminders.facts import ReminderRun, facts_of_measure
from bot.services.reminders.forecast import next_reminder
from bot.services.status.pinned import OutdatedCard, digest_of, hang, hung, outdated, state_of
from bot.services.supervision.nudge import Nudged, nudge_by_id

REMINDING = (RemindersContent.kind, NudgeContent.kind)
HOUR = dt.timedelta(hours=1)
OFFERED = 4  # measures of which a reminder may be tried


async def first_day(request: RequestContext, by: Person) -> FirstDay:
    """How far the office of the person has come; raises NotAllowed for anybody else."""
    _demand_office(by)
    return await _first_day(request, by.unit)


def _demand_office(by: Person) -> None:
    if not by.holds(Role.OFFICE):
        raise NotAllowed


async def pin_first_day(request: RequestContext, by: Person, chat: int) -> None:
    """Let the steps hang in the chat with the next round of the sender; raises NotAllowed."""
    _demand_office(by)
    async with request.open() as ledger:
        await hang(ledger, PinnedFirstDay, by, request, chat)


async def outdated_first_days(request: RequestContext, unit_id: str) -> list[OutdatedCard]:
    """The cards of a unit's office that no longer show what is so."""
    async with request.look() as ledger:
        hanging = [
            (draft, kept)
            for one, draft, kept in await hung(ledger, PinnedFirstDay, unit_id)
            if one.holds(Role.OFFICE) and one.reachable and kept.chat == one.chat
        ]
        if not hanging:
            return []
        unit = await unit_of(ledger, unit_id)
        arrived = await _arrived(ledger, unit)
    shown, now = digest_of(f"{await state_of(request, unit_id)}:{arrived}"), request.now()
    stale = [(draft, kept) for draft, kept in hanging if kept.shown != shown or kept.until <= now]
    if not stale:
        return []
    seen = await _first_day(request, unit_id)
    body, last = first_day_body(request.wording, seen), not seen.left
    until = _moment(seen.next, request.local(unit))
    return [
        outdated(draft, kept, structs.replace(kept, shown=shown, until=until), body, last=last) for draft, kept in stale
    ]


def _moment(first: Foreseen | None, now: dt.datetime) -> dt.datetime:
    """When the next reminder is due, or tomorrow; an hour from now where it should have gone already."""
    at = dt.datetime.combine(first.day, first.hour, now.tzinfo) if first else now + DAY
    return at if at > now else now + HOUR


async def _first_day(request: RequestContext, unit_id: str) -> FirstDay:
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        everybody = [one for one in await ledger.people.find(PEOPLE_OF, unit_id) if one.active]
        measures = await ledger.measures.find(MEASURES_OF_UNIT, unit_id)
        plans = await ledger.plans.find(PLANS_OF, unit_id)
        findings = [found for plan in plans for found in await ledger.findings.find(FINDINGS_OF, plan.id)]
        lacking = tuple(str(role) for role in await lacking_roles(ledger, unit_id))
        arrived = await _arrived(ledger, unit)
    first = await next_reminder(request, unit_id)
    now = request.local(unit)
    return FirstDay(
        unit=unit.name,
        findings=len(findings),
        measures=len(measures),
        lacking=lacking,
        unled=unled_among(measures, everybody),
        unclear=sum(not one.is_ended and one.deadline.kind is DeadlineKind.UNCLEAR for one in measures),
        bound=sum(one.chat is not None for one in everybody),
        people=len(everybody),
        arrived=arrived,
        next=first,
        next_bound=first is None or any(one.name == first.reader and one.reachable for one in everybody),
        hour_passed=first is not None and dt.datetime.combine(first.day, first.hour, now.tzinfo) <= now,
    )


async def _arrived(ledger: Ledger, unit: Unit) -> Arrived | None:
    """The newest reminder that came to a phone: by hand to anybody, by the clock to somebody besides the office."""
    people = {one.id: one for one in await ledger.people.find(PEOPLE_OF, unit.id) if one.chat is not None}
    asked = [(id_, kind) for id_, one in people.items() for kind in REMINDING[one.holds(Role.OFFICE) :]]
    each = await ledger.outbox.find_each(OUTBOX_ARRIVED, asked, limit=1, latest=True)
    newest = max((one for some in each for one in some), key=lambda one: one.sent or one.due, default=None)
    return Arrived(people[newest.to].name, time_in(unit.zone, newest.sent)) if newest else None


async def to_try(request: RequestContext, by: Person) -> list[tuple[Measure, str]]:
    """A few measures on which somebody who has a phone owes something, with the names; raises NotAllowed."""
    _demand_office(by)
    found: list[tuple[Measure, str]] = []
    async with request.look() as ledger:
        run = ReminderRun(
            ledger=ledger, unit=await unit_of(ledger, by.unit), calendar=request.calendar, now=request.now()
        )
        for measure in await ledger.measures.find(MEASURES_OF_UNIT, by.unit):
            owing = () if measure.is_ended else (await facts_of_measure(run, measure)).owing
            names = [one.name for one in owing if one.reachable]
            if names:
                (shown,) = await numbered(ledger, measure)
                found.append((shown, "、".join(names)))
            if len(found) == OFFERED:
                break
    return found


async def try_reminder(request: RequestContext, by: Person, measure_id: str) -> Nudged:
    """Remind whoever owes something on the measure, now; raises NotAllowed, NotFound."""
    return await nudge_by_id(request, measure_id, by=by, anyway=True)  # it is tried whether it arrives
