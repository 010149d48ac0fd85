"""Regular messages besides the week's page: an owner's list on Monday, the office's line on a working morning."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.core.refusal import NotFound
from bot.domain.core.slot import Slot
from bot.domain.history.journal import Entry
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.status.register import Register, RegisterRow
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.reporting.periodic import Morning, list_body, morning_body
from bot.services.core.job_runs import record_run
from bot.services.core.ledger import EXTENSIONS_OPEN, Ledger
from bot.services.core.message_content import ListContent, MessageContent, MorningContent, facts_of
from bot.services.core.request import RequestContext, difference, enter
from bot.services.core.transaction import unit_of
from bot.services.core.weekly_slot import is_written, latest_week
from bot.services.reporting.digest import began_before
from bot.services.status.register import open_register, with_words

LIST, MORNING, DIGEST, OVERSIGHT = "list", "morning", "digest", "oversight"
REGULAR = {"周报": DIGEST, "清单": LIST, "晨报": MORNING, "单位周报": OVERSIGHT}


async def write_lists(request: RequestContext, unit_id: str) -> int:
    """Write the week's list to each owner of something open, where it is due and not written yet; raises NotFound."""
    async with request.store.open() as ledger:
        unit = await unit_of(ledger, unit_id)
        week = latest_week(request, unit)
        if await is_written(ledger, unit, LIST, week.date()):
            return 0
        messages = _lists(request, await open_register(ledger, unit_id, request.today(unit), request.calendar), week)
        await record_run(ledger, LIST, unit_id, week.date(), request.now())
        return sum([await ledger.outbox.add(message) for message in messages])


async def write_mornings(request: RequestContext, unit_id: str) -> int:
    """Write the line of a working morning to the office, where it is due and not written yet; raises NotFound."""
    async with request.store.open() as ledger:
        unit = await unit_of(ledger, unit_id)
        today, due = request.today(unit), request.runtime.slots.latest(morning_slot(unit), request.now()).date()
        if due != today or not request.calendar.is_working(today) or await is_written(ledger, unit, MORNING, today):
            return 0
        messages = _mornings(request, await open_register(ledger, unit_id, today, request.calendar))
        await record_run(ledger, MORNING, unit_id, today, request.now())
        return sum([await ledger.outbox.add(message) for message in messages])


def morning_slot(unit: Unit) -> Slot:
    """When the office's line of the morning is due."""
    return Slot(unit.zone, unit.policy.send_at)


def _lists(request: RequestContext, register: Register, due: dt.datetime) -> Iterable[Message]:
    if not began_before(register, due):
        return
    year, week, _ = due.isocalendar()
    owners = {owner for m in register.measures if not m.is_ended for owner in m.owners}
    for person in _readers(register, LIST):
        if person.id in owners:
            yield _message(
                request, register, f"{LIST}:{year}-W{week:02}:{register.unit.id}:{person.id}", ListContent(), person
            )


def _mornings(request: RequestContext, register: Register) -> Iterable[Message]:
    """The line of a working morning; one that was missed is not made up, the next morning says the same."""
    for person in _readers(register, MORNING):
        if person.holds(Role.OFFICE):
            yield _message(
                request,
                register,
                f"{MORNING}:{register.today}:{register.unit.id}:{person.id}",
                MorningContent(),
                person,
            )


def _readers(register: Register, kind: str) -> Iterable[Person]:
    return (p for p in register.people.values() if p.reachable and kind not in p.muted)


def _message(
    request: RequestContext, register: Register, reason: str, content: MessageContent, person: Person
) -> Message:
    now, unit = request.now(), register.unit
    return Message(
        id=reason,
        unit=unit.id,
        to=person.id,
        kind=content.kind,
        due=now,
        facts=facts_of(content),
        priority=Priority.DIGEST,
        created=now,
        bot=unit.bot,
    )


async def compose_list(request: RequestContext, ledger: Ledger, message: Message, person: Person) -> MessageBody | None:
    """An owner's open measures, the nearest first; None where there are none any more."""
    unit = await unit_of(ledger, message.unit)
    register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    own = [m for m in register.measures if person.id in m.owners and m.is_open]
    nearest = sorted(own, key=lambda m: register.standings[m.id].due or dt.date.max)
    rows = await with_words(ledger, register, register.rows(nearest))
    return list_body(request.wording, rows, register.today, f"p{person.id.rpartition('/')[2]}+open") if rows else None


def _due_on(register: Register, day: dt.date) -> tuple[RegisterRow, ...]:
    """What is due, or late the longest, since the day."""
    return register.rows(m for m in register.measures if register.standings[m.id].due == day)


async def compose_morning(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """What waits for the office today; None where nothing does."""
    del person
    unit = await unit_of(ledger, message.unit)
    register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    morning = Morning(
        today=register.today,
        to_verify=register.rows(register.tally.steps[Stage.VERIFY]),
        asked=await _asked(ledger, register),
        due=_due_on(register, register.today),
        late=_due_on(register, register.today - dt.timedelta(1)),
    )
    return morning_body(request.wording, morning) if morning else None


async def _asked(ledger: Ledger, register: Register) -> int:
    found = await ledger.extensions.find(EXTENSIONS_OPEN, register.unit.id)
    return sum(extension.step is Role.OFFICE for extension in found)


async def switch(request: RequestContext, by: Person, name: str) -> tuple[str, bool]:
    """Switch a regular message (周报, 清单, 晨报, 单位周报) off or on again for oneself; its name and whether it is on.

    Raises NotFound for other names.
    """
    kind = REGULAR.get(name)
    if kind is None:
        raise NotFound(what=name)
    async with request.open() as ledger:
        old = await ledger.people.get(by.id)
        if old is None:
            raise NotFound(what=by.name)
        on = kind in old.muted
        muted = tuple(k for k in old.muted if k != kind) if on else (*old.muted, kind)
        new = replace(old, muted=muted)
        await ledger.people.put(new)
        before, after = difference(old, new)
        await enter(
            ledger,
            Entry(
                unit=old.unit,
                at=request.now(),
                by=by.id,
                verb="switch",
                subject=old.id,
                before=before,
                after=after,
                update=request.update,
            ),
        )
        return name, on
