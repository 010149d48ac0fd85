"""The daily message of a person, composed from the ledger as it is when it is looked at."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.outbox.message import Message
from bot.domain.plan.measure import Measure
from bot.domain.plan.period_report import node_key
from bot.domain.reminders.ladder import DueReminder, ReminderFacts, Rule, due_reminders
from bot.domain.reminders.reminder import Reminder
from bot.domain.status.coverage import CoveredPeriod
from bot.messages.body import MessageBody
from bot.messages.reminders.besides import Besides
from bot.messages.reminders.view import DailyMessage, ReminderLine, draw
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import RemindersContent, content_of
from bot.services.core.request import RequestContext
from bot.services.reminders.daily_row import KIND
from bot.services.reminders.facts import ReminderRun, arrived_below, facts_of_measure

AFTERNOON = 14  # o'clock
Reasons = dict[str, tuple[ReminderFacts, DueReminder]]  # by id of the reminder, as they hold today


@dataclass(frozen=True, kw_only=True)
class RemindersOfDay:
    """A daily message with what of its reminders still holds; `tail` names it behind its buttons."""

    run: ReminderRun
    content: RemindersContent
    tail: str
    lines: tuple[ReminderLine, ...]


async def reminders_of_day(
    request: RequestContext, ledger: Ledger, message: Message, *, fresh: bool
) -> RemindersOfDay | None:
    """The message's reminders as they hold now; None for a `fresh` one whose day has passed."""
    content = content_of(message, RemindersContent)
    unit = await ledger.units.get(message.unit)
    if unit is None or (fresh and content.day != request.today(unit)):
        return None
    run = ReminderRun(ledger=ledger, unit=unit, calendar=request.calendar, now=request.now())
    rows = await ledger.reminders.get_many(content.reminders)
    lines = await lines_of(run, (row for row in rows if not (fresh and _asleep(row, run.now))))
    return RemindersOfDay(run=run, content=content, tail=message.id.removeprefix(f"{KIND}:{message.to}:"), lines=lines)


def draw_day(request: RequestContext, day: RemindersOfDay, besides: Besides, page: int = 1) -> MessageBody | None:
    """The daily message, or a page of it; None where there is nothing to be said any more."""
    if not (day.lines or besides):
        return None
    daily = DailyMessage(
        today=day.run.today,
        tail=day.tail,
        lines=day.lines,
        besides=besides,
        missed=day.content.missed,
        uncovered=None if request.calendar.covers(day.run.today) else day.run.today.year,
        afternoon=request.local(day.run.unit).hour < AFTERNOON,
    )
    return draw(request.wording, daily, page)


def _asleep(row: Reminder, now: dt.datetime) -> bool:
    return row.snoozed_until is not None and row.snoozed_until > now


async def lines_of(run: ReminderRun, rows: Iterable[Reminder]) -> tuple[ReminderLine, ...]:
    """The reminders whose reason still holds, as they are said today."""
    lines = []
    reasons: dict[str, Reasons] = {}
    for row in rows:
        if row.measure not in reasons:
            reasons[row.measure] = await _reasons(run, row.measure)
        if reason := reasons[row.measure].get(row.id):
            lines.append(await _line(run, *reason, row))
    return tuple(lines)


async def _reasons(run: ReminderRun, measure_id: str) -> Reasons:
    measure = await run.ledger.measures.get(measure_id)
    if measure is None:
        return {}
    cases = (await facts_of_measure(run, measure)).cases
    below = await arrived_below(run, cases)
    return {
        call.id: (case, call)
        for case, first in zip(cases, below, strict=True)
        for call in due_reminders(case, run.calendar, run.today, first)
    }


def _beside(facts: ReminderFacts) -> tuple[tuple[str, ...], CoveredPeriod | None]:
    """The other periods that make the measure late today, and the next one, where it is spoken of them."""
    missed, ahead = facts.reports
    if facts.obligation not in missed:
        return (), None
    return tuple(one.period.key for one in missed[1:] if one.period), next((one.period for one in ahead), None)


def _node(measure: Measure, key: str) -> str:
    """What a stage is about, by its key; "" of a period."""
    return next((one.words for n, one in enumerate(measure.deadline.nodes, 1) if node_key(n) == key), "")


async def _line(run: ReminderRun, facts: ReminderFacts, call: DueReminder, row: Reminder) -> ReminderLine:
    measure, due = facts.measure, facts.obligation.due if facts.obligation else None
    shown = facts.owners if call.rule in {Rule.LED, Rule.HEAD} else await run.people(row.about or call.about)
    period = facts.obligation.period if facts.obligation else None
    missed, ahead = _beside(facts)
    since = [facts.silent[id_] for id_ in call.about if id_ in facts.silent]
    silent = run.calendar.between(min(since), run.today) if since else 0
    return ReminderLine(
        measure=measure.id,
        number=await run.shown(measure),
        text=measure.deadline.words if call.rule is Rule.UNCLEAR else measure.text,
        rule=call.rule,
        colour=call.mark.colour,
        obligation=call.obligation or "",
        due=due,
        days=(due - run.today).days if due else 0,
        working=max(run.calendar.between(run.today, due), 0) if due else 0,
        stage=measure.stage,
        names=tuple(person.name for person in shown),
        redacted=facts.policy.confidential,
        silent=silent,
        period=period.key if period else "",
        node=_node(measure, period.key) if period else "",
        nodes=len(measure.deadline.nodes),
        missed=missed,
        ahead=ahead,
        pace=call.mark.pace,
    )
