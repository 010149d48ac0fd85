"""The decision of a day: which reminders are due now, which wait, and when the rules look again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.reminders.ladder import NEVER, DueReminder, ReminderFacts, chases, due_reminders, policy_of, silence_of
from bot.domain.status.obligation import CHECKS, ObligationKind
from bot.domain.status.reminder_point import following, reached


@dataclass(frozen=True)
class AlreadySent:
    """What the ledger says of a call that was written before."""

    sent: dt.date | None = None
    live: bool = True  # its message is on its way, or arrived


@dataclass(frozen=True)
class ScheduleDecision:
    """What is to be written now, and when to look again; `held` wait for the word below to arrive and be digested."""

    now: tuple[DueReminder, ...]
    held: tuple[DueReminder, ...]
    wake: dt.date


def decide(
    facts: ReminderFacts,
    calendar: WorkCalendar,
    today: dt.date,
    *,
    told: Mapping[str, AlreadySent],
    below: dt.date | None,
    ready: Iterable[DueReminder] | None = None,
) -> ScheduleDecision:
    """Which calls are to be written today; the same call is never written twice, whatever day it is."""
    now: list[DueReminder] = []
    held: list[DueReminder] = []
    due_now = due_reminders(facts, calendar, today, below) if ready is None else tuple(ready)
    pending = _unheard(facts, calendar, today, due_now)
    for call in due_now:
        known = told.get(call.id)
        if known and known.sent:
            continue
        if (known and known.live) or facts.snoozed.get(call.person, today) > today:
            pending = True
        elif call.above and not _digested(calendar, below, today, facts.policy.grace):
            held.append(call)
        else:
            now.append(call)
    wake = calendar.on_or_after(today + DAY) if now or held or pending else look_again(facts, calendar, today, below)
    return ScheduleDecision(tuple(now), tuple(held), wake)


def _unheard(facts: ReminderFacts, calendar: WorkCalendar, today: dt.date, due_now: tuple[DueReminder, ...]) -> bool:
    """True where a mark is reached and somebody who should hear of it cannot: he may be reachable tomorrow."""
    if facts.obligation is None:
        return facts.measure.is_open and not due_now
    mark = reached(facts.obligation.due, policy_of(facts), calendar, today)
    return mark is not None and (not due_now or bool(facts.lost(today)))


def _digested(calendar: WorkCalendar, below: dt.date | None, today: dt.date, grace: int) -> bool:
    return below is not None and below <= today and calendar.between(below, today) >= grace


def look_again(facts: ReminderFacts, calendar: WorkCalendar, today: dt.date, below: dt.date | None) -> dt.date:
    """The first day after today on which the rules may have something new to say."""
    if facts.obligation is None:
        return NEVER
    days = [following(facts.obligation.due, policy_of(facts), calendar, today)]
    if facts.obligation.kind is ObligationKind.REPORT:
        days.append(max(facts.obligation.due, today) + DAY)
    start = silence_of(facts, below)
    if start is not None and facts.obligation.kind not in CHECKS:
        every = facts.policy.chase_after
        times = max(1, 2 * chases(calendar.between(start, today), facts.policy))
        days.append(calendar.plus(today, every * times - calendar.between(start, today)))
    mark = reached(facts.obligation.due, policy_of(facts), calendar, today)
    if mark and facts.policy.nag_every > 0:
        days.append(_next(calendar, mark.day, today, facts.policy.nag_every))
    return calendar.on_or_after(min(days))


def _next(calendar: WorkCalendar, start: dt.date, today: dt.date, every: int) -> dt.date:
    return calendar.plus(today, every - calendar.between(start, today) % every)
