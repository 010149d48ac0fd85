"""The clock's round: what should have been told by now, less what the ledger says was told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.core.refusal import NotFound
from bot.domain.outbox.message import Colour, Message, MessageState, Priority, Reminder
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure
from bot.domain.reminders.ladder import Call, calls
from bot.domain.reminders.quiet_hours import hour_of, is_quiet
from bot.domain.reminders.schedule import decide
from bot.services.core.ledger import MEASURES_TO_WAKE, Watch
from bot.services.core.notify import notice
from bot.services.core.request import Desk
from bot.services.reminders.facts import Round, arrived_below, case_of, told_of

KIND = "reminders"
PRIORITIES = {Colour.RED: Priority.RED, Colour.YELLOW: Priority.YELLOW, Colour.GREEN: Priority.GREEN}
DOWNTIME = 2  # working days without a round after which the message says so
OPEN_TO_MORE = frozenset({MessageState.WAITING, MessageState.SUPERSEDED})
DAY = dt.timedelta(1)
AHEAD = 30  # days before a year begins from which it is missed


async def remind(desk: Desk, unit_id: str) -> int:
    """Write what is to be told now, folded into one message a person and day; how many messages were written.

    The result is the same whether it runs 0, 1 or 50 times a day; on days of rest and in quiet hours it does nothing.
    Raises NotFound where there is no such unit.
    """
    async with desk.open() as ledger:
        unit = await ledger.units.get(unit_id)
        if unit is None:
            raise NotFound(what=unit_id)
        if not desk.calendar.is_working(desk.today(unit)) or is_quiet(desk.local(unit).time(), unit.policy):
            return 0
        round_ = Round(ledger, unit, desk.calendar, desk.now())
        watch, missed = await _watch(round_)
        until = (round_.today + DAY).isoformat()
        by_reader: dict[str, list[Call]] = defaultdict(list)
        for call in await _due_calls(round_, await ledger.measures.find(MEASURES_TO_WAKE, unit_id, until=until)):
            by_reader[call.reader].append(call)
        ids = [message_id(reader, round_.today, watch.turns) for reader in by_reader]
        await ledger.outbox.get_many(ids)  # reads ahead for each of them
        written = [await _fold(round_, reader, told, watch, missed) for reader, told in by_reader.items()]
        return sum(written)


async def _watch(round_: Round) -> tuple[Watch, int]:
    """Note that the clock was here, and count the working days that passed without it."""
    id_ = f"tick:{round_.unit.id}"
    last = await round_.ledger.watches.get(id_)
    if last and last.day == round_.today:
        return last, last.missed
    turns = last.turns if last else 0
    if last and last.day > round_.today:
        turns += 1
        await _wake_all(round_)
    missed = max(round_.calendar.between(last.day, round_.today) - 1, 0) if last else 0
    watch = Watch(id_, round_.unit.id, round_.today, round_.now, turns, missed)
    await round_.ledger.watches.put(watch)
    await _warn_of_calendar(round_)
    return watch, missed


async def _warn_of_calendar(round_: Round) -> None:
    """Tell the office once a month that a year's days of rest are missing: this year's, in December the next one's."""
    years = {round_.today.year, (round_.today + DAY * AHEAD).year}
    for year in sorted(year for year in years if not round_.calendar.covers(dt.date(year, 1, 1))):
        for clerk in await round_.holding(Role.OFFICE):
            id_ = f"calendar:{year}:{round_.today:%Y-%m}:{clerk.id}"
            facts, unit, due = notice("remind.calendar", {"year": year}), round_.unit, round_.now
            await round_.ledger.outbox.add(
                Message(id_, unit.id, clerk.id, "notice", due, facts, Priority.YELLOW, created=due, bot=unit.bot)
            )


async def _wake_all(round_: Round) -> None:
    """The clock was set back: what it said from the future counts for nothing."""
    for measure in await round_.ledger.measures.find(MEASURES_TO_WAKE, round_.unit.id):
        await round_.ledger.measures.put(replace(measure, wake=round_.today))


async def _due_calls(round_: Round, measures: Sequence[Measure]) -> list[Call]:
    """What is to be said of the measures now; the day on which to look at each again is noted."""
    today = round_.today
    await round_.read_ahead(measures)
    cases = [await case_of(round_, measure) for measure in measures]
    below = await arrived_below(round_, cases)
    possible = [calls(case, round_.calendar, today, first) for case, first in zip(cases, below, strict=True)]
    told = await told_of(round_, chain.from_iterable(possible))
    due: list[Call] = []
    for case, first, ready in zip(cases, below, possible, strict=True):
        verdict = decide(case, round_.calendar, today, told=told, below=first, ready=ready)
        if verdict.wake != case.measure.wake:
            await round_.ledger.measures.put(replace(case.measure, wake=verdict.wake))
        due += verdict.now
    return due


async def _fold(round_: Round, reader: str, told: Sequence[Call], watch: Watch, missed: int) -> bool:
    """Put the calls into the reader's one message of the day; False where that has gone: tomorrow is another day."""
    id_ = message_id(reader, round_.today, watch.turns)
    before = await round_.ledger.outbox.get(id_)
    person = await round_.person(reader)
    if person is None or (before and before.state not in OPEN_TO_MORE):
        return False
    doubtful = [await _write(round_, call, id_) for call in told]
    hour = dt.datetime.combine(round_.today, hour_of(person, round_.unit.policy), ZoneInfo(round_.unit.zone))
    ids = [*(before.facts["reminders"] if before else ()), *(call.id for call in told)]
    facts: dict[str, Any] = {"day": round_.today.isoformat(), "reminders": list(dict.fromkeys(ids))}
    if missed >= DOWNTIME:
        facts["missed"] = missed
    await round_.ledger.outbox.put(
        Message(
            id_,
            round_.unit.id,
            reader,
            KIND,
            max(round_.now, hour.astimezone(dt.UTC)),
            facts,
            priority=_priority(told, before),
            created=before.created if before else round_.now,
            doubtful=any(doubtful) or (before is not None and before.doubtful),
            bot=round_.unit.bot,
        )
    )
    return True


def _priority(told: Iterable[Call], before: Message | None) -> Priority:
    priorities = [PRIORITIES[call.mark.colour] for call in told]
    return min([*priorities, before.priority] if before else priorities)


async def _write(round_: Round, call: Call, message: str) -> bool:
    """Write the row that says it is to be told; True where it may have arrived already with another message."""
    row = await round_.ledger.reminders.get(call.id)
    if row is not None:
        former = await round_.ledger.outbox.get(row.message)
        await round_.ledger.reminders.put(replace(row, message=message, at=round_.now, sent=None, snoozed_until=None))
        return former is not None and former.doubtful
    await round_.ledger.reminders.put(_reminder(round_, call, message))
    return False


def _reminder(round_: Round, call: Call, message: str) -> Reminder:
    return Reminder(
        call.id,
        round_.unit.id,
        call.measure,
        call.person,
        call.mark.colour,
        call.mark.days,
        call.due,
        call.mark.day,
        round_.now,
        message,
        because=call.rule,
        meant=call.mark.meant,
        duty=call.duty or "",
        about=call.about,
    )


def message_id(person: str, day: dt.date, turns: int = 0) -> str:
    """The reason of a person's one folded message of a day; another one where the clock had been wrong."""
    return f"{KIND}:{person}:{day}" + (f":{turns}" if turns else "")
