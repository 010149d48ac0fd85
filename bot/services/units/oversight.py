"""The upper unit's look at the units below it: in figures, on demand and once an ISO week, and links for their offices.

Nothing else crosses the border of a unit: each is counted in a scope and a transaction of its own, and what leaves it
are `Figures`.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.core.refusal import NotAllowed, NotFound
from bot.domain.history.anchor import anchor_of
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.plan.part import Part
from bot.domain.status.register import Register
from bot.domain.units.oversight import WEEK, Figures, Oversight, below
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.units.view import week_body
from bot.services.core.draft_content import CountedWeek, draft_of, new_draft
from bot.services.core.job_runs import record_run
from bot.services.core.ledger import PEOPLE_OF, UNITS, Ledger
from bot.services.core.message_content import OversightContent, content_of, facts_of
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import unit_of
from bot.services.core.weekly_slot import due_week, is_written
from bot.services.imports.plan_import import LAST
from bot.services.people.binding import Invited, invite_to_office, link_for
from bot.services.status.register import open_register

KIND = "oversight"
READERS = (Role.SECRETARY, Role.OFFICE)


async def oversight_of_all(request: RequestContext, by: Person) -> Oversight:
    """Every unit below the person's own, of all levels; raises NotAllowed, or NotFound where there is none.

    Here and below the request is the one before all units.
    """
    upper, units = await _below(request, by, Action.OVERSEE)
    return await _seen(request, upper, units)


async def oversight_of_one(request: RequestContext, by: Person, name: str) -> Oversight:
    """One unit below by its name, a part of that, or its id; raises NotAllowed or NotFound."""
    upper, units = await _below(request, by, Action.OVERSEE)
    return await _seen(request, upper, [_named(units, name)])


async def link_below(request: RequestContext, by: Person, unit_name: str, name: str) -> tuple[Unit, Invited]:
    """A link for somebody of the office of a unit below, which `invite_below` issues; raises NotAllowed or NotFound."""
    _, units = await _below(request, by, Action.SEAT)
    unit = _named(units, unit_name)
    return unit, link_for(request, unit, Person(id="", unit=unit.id, name=name))


async def invite_below(request: RequestContext, by: Person, unit: Unit, link: Invited) -> None:
    """Put the person of a link into the office of a unit below; raises what `invite_to_office` raises."""
    await invite_to_office(scoped(request, unit.id), unit.id, link.person.name, by=by, link=link)


async def _below(request: RequestContext, by: Person, action: Action) -> tuple[Unit, tuple[Unit, ...]]:
    async with request.look() as ledger:
        person = await ledger.people.get(by.id)
        if person is None or not allowed(action, person):
            raise NotAllowed(action=action)
        upper = await unit_of(ledger, person.unit)
        found = below(await ledger.units.find(UNITS), upper.id)
    if not found:
        raise NotFound(what="below")
    return upper, found


def _named(units: Iterable[Unit], name: str) -> Unit:
    known = list(units)
    for found in (
        [unit for unit in known if name in {unit.name, unit.id}],
        [unit for unit in known if name in unit.name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(what=name, why="units")
    raise NotFound(what=name, why="unit")


async def _seen(request: RequestContext, upper: Unit, units: Iterable[Unit]) -> Oversight:
    counted = list(units)
    names = {unit.id: unit.name for unit in (upper, *counted)}
    found = [await _figures(scoped(request, unit.id), unit, names.get(unit.above, "")) for unit in counted]
    return Oversight(upper.name, request.today(upper), tuple(found))


async def _figures(request: RequestContext, unit: Unit, upper: str) -> Figures:
    """The unit in figures; others get their turn at the ledger, and at the processor, after it."""
    await asyncio.sleep(0)
    async with request.look() as ledger:
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
        last = await ledger.drafts.get(f"{unit.id}:{LAST}")
        anchor = anchor_of(await ledger.heads.get(unit.id))
    imported = [plan.imported_at for plan in register.plans if plan.imported_at]
    figures = figures_of(register, upper, max([*imported, *([last.at] if last else [])], default=None))
    return replace(figures, anchor=anchor)


def figures_of(register: Register, upper: str, imported: dt.datetime | None) -> Figures:
    """A register in figures, with the name of the unit above and when a plan was last taken in."""
    today = register.today
    parts: dict[Part, int] = {part: register.tally.count(part) for part in Part if part is not Part.CANCELLED}
    late = [register.standings[measure.id].late for measure in register.tally.of(Part.OVERDUE)]
    people = [person for person in register.people.values() if person.active]
    return Figures(
        unit=register.unit.id,
        name=register.unit.name,
        upper=upper,
        findings=len(register.findings),
        measures=sum(parts.values()),
        parts=parts,
        verify=len(register.tally.steps[Stage.VERIFY]),
        longest=max(late, default=0),
        closed_lately=sum(_lately(measure.since, today) for measure in register.tally.of(Part.CLOSED)),
        heard_lately=sum(
            _lately(register.unit.day_of(m.reported) if m.reported else None, today) for m in register.measures
        ),
        overdue_lately=sum(days <= WEEK.days for days in late),
        lent_late=register.lent.late,
        imported=register.unit.day_of(imported) if imported else None,
        people=len(people),
        unbound=sum(person.chat is None for person in people),
    )


def _lately(day: dt.date | None, today: dt.date) -> bool:
    return day is not None and today - WEEK < day <= today


async def write_oversight(request: RequestContext) -> int:
    """Write the week of the units below to secretary and office of each upper one, once an ISO week; how many it were.

    The moment is the upper unit's own weekday and time; one that was missed is made up once.
    """
    async with request.look() as ledger:
        units = await ledger.units.find(UNITS)
    uppers = [unit for unit in units if any(other.above == unit.id for other in units)]
    return sum([await _week(request, upper, below(units, upper.id)) for upper in uppers])


async def _week(request: RequestContext, upper: Unit, units: Iterable[Unit]) -> int:
    own, due = scoped(request, upper.id), due_week(request, upper)
    if due is None:
        return 0
    async with own.look() as ledger:
        if await is_written(ledger, upper, KIND, due.date()):
            return 0
    seen = await _seen(request, upper, units)
    year, number, _ = due.isocalendar()
    content = OversightContent(week=f"{year}-W{number:02}")
    async with own.open() as ledger:
        await record_run(ledger, KIND, upper.id, due.date(), request.now())
        if not any(one.imported and one.imported <= due.date() for one in seen.units):
            return 0
        now, written = request.now(), 0
        await ledger.drafts.put(new_draft(CountedWeek(week=content.week, seen=seen), upper.id, upper.id, now))
        for person in await ledger.people.find(PEOPLE_OF, upper.id):
            if _reads(person) and person.reachable:
                id_ = f"{KIND}:{content.week}:{upper.id}:{person.id}"
                week = Message(
                    id=id_,
                    unit=upper.id,
                    to=person.id,
                    kind=KIND,
                    due=now,
                    facts=facts_of(content),
                    priority=Priority.DIGEST,
                    created=now,
                    bot=upper.bot,
                )
                written += await ledger.outbox.add(week)
        return written


def _reads(person: Person) -> bool:
    return person.active and person.holds(*READERS) and KIND not in person.muted


async def compose_oversight(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The week as it was counted when it was due: counting all units again would hold everybody up while it is sent.

    None for one who may no longer have it, or where a newer week was counted.
    """
    kept = await ledger.drafts.get(f"{person.unit}:{KIND}")
    if kept is None or not _reads(person):
        return None
    counted, week = draft_of(kept, CountedWeek), content_of(message, OversightContent).week
    return week_body(request.wording, counted.seen, int(week.rpartition("W")[2])) if counted.week == week else None
