"""The clock's round: what should have been told by now, less what the ledger says was told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from zoneinfo import ZoneInfo

import msgspec

from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NotFound
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure
from bot.domain.reminders.ladder import DueReminder, due_reminders
from bot.domain.reminders.quiet_hours import hour_of, is_quiet
from bot.domain.reminders.reminder import Reminder
from bot.domain.reminders.schedule import decide
from bot.services.core.ledger import MEASURES_TO_WAKE, OUTBOX_BY_STATE, JobRun
from bot.services.core.message_content import RemindersContent, content_of, facts_of
from bot.services.core.notify import notice
from bot.services.core.pacing import paced
from bot.services.core.request import RequestContext
from bot.services.reminders.daily_row import KIND, OPEN_TO_MORE, is_full, message_id, tick_id
from bot.services.reminders.facts import ReminderRun, already_sent, arrived_below, facts_of_measure

PRIORITIES = {Colour.RED: Priority.RED, Colour.YELLOW: Priority.YELLOW, Colour.GREEN: Priority.GREEN}
DOWNTIME = 2  # working days without a round after which the message says so
DAY = dt.timedelta(1)
AHEAD = 30  # days before a year begins from which it is missed


async def remind(request: RequestContext, unit_id: str) -> int:
    """Write the reminders that are due, in one message a person and day; how many messages were written.

    The result is the same whether it runs 0, 1 or 50 times a day; on days of rest and in quiet hours it does nothing.
    Raises NotFound where there is no such unit.
    """
    async with request.open() as ledger:
        unit = await ledger.units.get(unit_id)
        if unit is None:
            raise NotFound(what=unit_id)
        if not request.calendar.is_working(request.today(unit)) or is_quiet(request.local(unit).time(), unit.policy):
            return 0
        run = ReminderRun(ledger=ledger, unit=unit, calendar=request.calendar, now=request.now())
        watch, missed = await _watch(run)
        until = (run.today + DAY).isoformat()
        by_reader: dict[str, list[DueReminder]] = defaultdict(list)
        for call in await _due_calls(run, await ledger.measures.find(MEASURES_TO_WAKE, unit_id, until=until)):
            by_reader[call.reader].append(call)
        ids = [message_id(reader, run.today, watch.turns) for reader in by_reader]
        await ledger.outbox.get_many(ids)  # reads ahead for each of them
        written = [await _fold(run, reader, told, watch, missed) for reader, told in by_reader.items()]
        return sum(written)


async def _watch(run: ReminderRun) -> tuple[JobRun, int]:
    """Note that the clock was here, and count the working days that passed without it."""
    id_ = tick_id(run.unit)
    last = await run.ledger.watches.get(id_)
    if last and last.day == run.today:
        return last, last.missed
    turns = last.turns if last else 0
    if last and last.day > run.today:
        turns += 1
        await _wake_all(run)
    missed = max(run.calendar.between(last.day, run.today) - 1, 0) if last else 0
    watch = JobRun(id=id_, unit=run.unit.id, day=run.today, at=run.now, turns=turns, missed=missed)
    await run.ledger.watches.put(watch)
    await _warn_of_calendar(run)
    return watch, missed


async def _warn_of_calendar(run: ReminderRun) -> None:
    """Tell the office once a month that a year's days of rest are missing: this year's, in December the next one's."""
    years = {run.today.year, (run.today + DAY * AHEAD).year}
    for year in sorted(year for year in years if not run.calendar.covers(dt.date(year, 1, 1))):
        for clerk in await run.holding(Role.OFFICE):
            id_ = f"calendar:{year}:{run.today:%Y-%m}:{clerk.id}"
            content, unit, due = notice("reminders.calendar", {"year": year}), run.unit, run.now
            await run.ledger.outbox.add(
                Message(
                    id=id_,
                    unit=unit.id,
                    to=clerk.id,
                    kind=content.kind,
                    due=due,
                    facts=facts_of(content),
                    priority=Priority.YELLOW,
                    created=due,
                    bot=unit.bot,
                )
            )


async def _wake_all(run: ReminderRun) -> None:
    """The clock was set back: what it said from the future counts for nothing, and is not sent when that day comes."""
    for message in await run.ledger.outbox.find(OUTBOX_BY_STATE, run.unit.id, MessageState.WAITING):
        if message.kind == KIND and message.created and message.created > run.now:
            await run.ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED))
    for measure in await run.ledger.measures.find(MEASURES_TO_WAKE, run.unit.id):
        await run.ledger.measures.put(replace(measure, wake=run.today))


async def _due_calls(run: ReminderRun, measures: Sequence[Measure]) -> list[DueReminder]:
    """What is to be said of the measures now; the day on which to look at each again is noted."""
    today = run.today
    await run.read_ahead(measures)
    gathered = [case async for measure in paced(measures) for case in (await facts_of_measure(run, measure)).cases]
    below = await arrived_below(run, gathered)
    possible = [
        due_reminders(case, run.calendar, today, first)
        async for case, first in paced(zip(gathered, below, strict=True))
    ]
    told = await already_sent(run, chain.from_iterable(possible))
    due: list[DueReminder] = []
    wakes: dict[str, dt.date] = {}
    for case, first, ready in zip(gathered, below, possible, strict=True):
        decision = decide(case, run.calendar, today, told=told, below=first, ready=ready)
        wakes[case.measure.id] = min(decision.wake, wakes.get(case.measure.id, decision.wake))
        due += decision.now
    for measure in measures:
        if wakes[measure.id] != measure.wake:
            await run.ledger.measures.put(replace(measure, wake=wakes[measure.id]))
    return due


async def _fold(run: ReminderRun, reader: str, told: Sequence[DueReminder], watch: JobRun, missed: int) -> bool:
    """Put the calls into the reader's one message of the day; False where that has gone: tomorrow is another day."""
    id_ = message_id(reader, run.today, watch.turns)
    before = await run.ledger.outbox.get(id_)
    person = await run.person(reader)
    if person is None or (before and before.state not in OPEN_TO_MORE) or await is_full(run, reader, told):
        return False
    doubtful = [await _write(run, call, id_) for call in told]
    hour = dt.datetime.combine(run.today, hour_of(person, run.unit.policy), ZoneInfo(run.unit.zone))
    old = content_of(before, RemindersContent) if before else RemindersContent(day=run.today, reminders=[])
    ids = dict.fromkeys([*old.reminders, *(call.id for call in told)])
    content = msgspec.structs.replace(old, reminders=list(ids), missed=missed if missed >= DOWNTIME else 0)
    await run.ledger.outbox.put(
        Message(
            id=id_,
            unit=run.unit.id,
            to=reader,
            kind=KIND,
            due=max(run.now, hour.astimezone(dt.UTC)),
            facts=facts_of(content),
            priority=_priority(told, before),
            created=before.created if before else run.now,
            doubtful=any(doubtful) or (before is not None and before.doubtful),
            bot=run.unit.bot,
        )
    )
    return True


def _priority(told: Iterable[DueReminder], before: Message | None) -> Priority:
    priorities = [PRIORITIES[call.mark.colour] for call in told]
    return min([*priorities, before.priority] if before else priorities)


async def _write(run: ReminderRun, call: DueReminder, message: str) -> bool:
    """Write the row that says it is to be told; True where it may have arrived already with another message."""
    row = await run.ledger.reminders.get(call.id)
    if row is not None:
        former = await run.ledger.outbox.get(row.message)
        await run.ledger.reminders.put(replace(row, message=message, at=run.now, sent=None, snoozed_until=None))
        return former is not None and former.doubtful
    await run.ledger.reminders.put(_reminder(run, call, message))
    return False


def _reminder(run: ReminderRun, call: DueReminder, message: str) -> Reminder:
    return Reminder(
        id=call.id,
        unit=run.unit.id,
        measure=call.measure,
        person=call.person,
        colour=call.mark.colour,
        mark=call.mark.days,
        due=call.due,
        day=call.mark.day,
        at=run.now,
        message=message,
        because=call.rule,
        meant=call.mark.meant,
        duty=call.obligation or "",
        about=call.about,
    )
