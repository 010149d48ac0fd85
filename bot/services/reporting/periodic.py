"""What comes into the message of the day besides reminders: an owner's list once a week, the office's each morning."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.core.refusal import NotFound
from bot.domain.core.slot import Slot
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.status.register import Register, RegisterRow
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.reporting.periodic import Morning, list_body, morning_body
from bot.services.core.job_runs import record_run
from bot.services.core.ledger import EXTENSIONS_OPEN, Ledger
from bot.services.core.request import RequestContext, difference, enter
from bot.services.core.transaction import holders, unit_of
from bot.services.core.weekly_slot import due_week, is_written
from bot.services.reminders.daily_row import put_into_daily
from bot.services.reporting.digest import began_before
from bot.services.status.register import open_register

LIST, MORNING, DIGEST, OVERSIGHT = "list", "morning", "digest", "oversight"
REGULAR = {"周报": DIGEST, "清单": LIST, "晨报": MORNING, "单位周报": OVERSIGHT}


async def write_lists(request: RequestContext, unit_id: str) -> int:
    """Put the week's list into the day's message of each owner of something open, where it is due; raises NotFound."""
    async with request.store.open() as ledger:
        unit = await unit_of(ledger, unit_id)
        week = due_week(request, unit)
        if week is None or await is_written(ledger, unit, LIST, week.date()):
            return 0
        register = await open_register(ledger, unit_id, request.today(unit), request.calendar)
        await record_run(ledger, LIST, unit_id, week.date(), request.now())
        if not began_before(register, week):
            return 0
        owners = {owner for m in register.measures if m.is_open for owner in m.owners}
        to = [person for person in _readers(register, LIST) if person.id in owners]
        return await put_into_daily(request, ledger, unit, to, week=True)


async def write_mornings(request: RequestContext, unit_id: str) -> int:
    """Let the office have its message of a working morning, where it is due and not written yet; raises NotFound.

    One that was missed is not made up: the next morning says the same.
    """
    async with request.store.open() as ledger:
        unit = await unit_of(ledger, unit_id)
        today, due = request.today(unit), request.runtime.slots.latest(morning_slot(unit), request.now()).date()
        if due != today or not request.calendar.is_working(today) or await is_written(ledger, unit, MORNING, today):
            return 0
        await record_run(ledger, MORNING, unit_id, today, request.now())
        office = await holders(ledger, unit_id, Role.OFFICE)
        to = [person for person in office if person.reachable and MORNING not in person.muted]
        return await put_into_daily(request, ledger, unit, to)


def morning_slot(unit: Unit) -> Slot:
    """When the office's line of the morning is due."""
    return Slot(unit.zone, unit.policy.send_at)


def _readers(register: Register, kind: str) -> Iterable[Person]:
    return (p for p in register.people.values() if p.reachable and kind not in p.muted)


async def week_of(request: RequestContext, ledger: Ledger, person: Person) -> tuple[RegisterRow, ...]:
    """An owner's open measures, the nearest first."""
    unit = await unit_of(ledger, person.unit)
    register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
    own = [m for m in register.measures if person.id in m.owners and m.is_open]
    return register.rows(sorted(own, key=lambda m: register.standings[m.id].due or dt.date.max))


async def compose_list(request: RequestContext, ledger: Ledger, message: Message, person: Person) -> MessageBody | None:
    """The list as a message of its own, which older versions left in the outbox."""
    rows = await week_of(request, ledger, person)
    today = request.today(await unit_of(ledger, message.unit))
    return list_body(request.wording, rows, today, own_code(person)) if rows else None


def own_code(person: Person) -> str:
    """The code of the list of a person's open measures."""
    return f"p{person.id.rpartition('/')[2]}+open"


def _due_on(register: Register, day: dt.date) -> tuple[RegisterRow, ...]:
    """What is due, or late the longest, since the day."""
    return register.rows(m for m in register.measures if register.standings[m.id].due == day)


async def compose_morning(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The line as a message of its own, which older versions left in the outbox."""
    del message
    morning = await morning_of(request, ledger, person)
    return morning_body(request.wording, morning) if morning else None


async def morning_of(request: RequestContext, ledger: Ledger, person: Person) -> Morning:
    """What waits for the office today."""
    register = await open_register(
        ledger, person.unit, request.today(await unit_of(ledger, person.unit)), request.calendar
    )
    return Morning(
        today=register.today,
        to_verify=register.rows(register.tally.steps[Stage.VERIFY]),
        asked=await _asked(ledger, register),
        due=_due_on(register, register.today),
        late=_due_on(register, register.today - dt.timedelta(1)),
    )


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
                verb=Verb.SWITCH,
                subject=old.id,
                before=before,
                after=after,
                update=request.update,
            ),
        )
        return name, on
