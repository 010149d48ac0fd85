"""How the answer to 为什么提醒我 reads."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.local_day import local_day
from bot.domain.dependencies.wait import Wait
from bot.domain.outbox.message import Message, MessageState
from bot.domain.plan.measure import Stage
from bot.domain.reminders.ladder import FOR_OFFICE, Rule
from bot.domain.reminders.reminder import Reminder
from bot.domain.reminders.timing import Timing
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import period_word
from bot.messages.dependencies.view import wait_line
from bot.messages.text import day, short_day
from bot.messages.wording import Wording

UNREACHED = frozenset({Rule.INSTEAD, Rule.UNREACHABLE})


@dataclass(frozen=True, kw_only=True)
class GivenReminder:
    """A reminder that was written, its message as it is now, who got it, and why on its day."""

    reminder: Reminder
    message: Message | None
    name: str
    timing: Timing
    missed: int = 0  # working days of downtime before the message
    of_reader: bool = False  # where somebody could not be reached: it is the one who asks


@dataclass(frozen=True, kw_only=True)
class DutyToday:
    """One thing that is due, and what the rules say of it today; names are of people."""

    obligation: str
    due: dt.date
    period: str = ""  # the key of the period or stage
    working: int = 0  # working days left
    begun: bool = False  # a mark has been reached
    owed: tuple[str, ...] = ()
    full: tuple[str, ...] = ()  # who has had the week's messages
    ceiling: int = 0
    held: tuple[str, ...] = ()
    below: dt.date | None = None  # the day on which the first word below arrived
    next: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class StateToday:
    """What the rules say today, in plain facts; names are of people."""

    today: dt.date
    stage: Stage
    ended: bool = False
    unclear: bool = False  # worked on, and nothing has a day
    duties: tuple[DutyToday, ...] = ()
    resting: bool = False
    quiet: bool = False
    lost: tuple[str, ...] = ()
    snoozed: tuple[tuple[str, dt.date], ...] = ()
    grace: int = 0
    uncovered: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why somebody was, or was not, reminded of a measure."""

    measure: str
    number: str
    zone: dt.tzinfo
    past: tuple[GivenReminder, ...]
    present: StateToday
    waits: tuple[Wait, ...] = ()


def draw_reasons(wording: Wording, reasons: Reasons) -> MessageBody:
    """The whole answer."""
    present = reasons.present
    due = LINE.join(_duties(wording, present))
    paragraphs = [wording.say("reminders.why.head", number=reasons.number, obligation=due)]
    paragraphs += [wait_line(wording, wait) for wait in reasons.waits]
    if reasons.past:
        paragraphs.append(wording.say("reminders.why.past", count=len(reasons.past)))
        paragraphs += [_past(wording, reasons.zone, past) for past in reasons.past]
    paragraphs += [wording.say("reminders.why.now"), *_present(wording, present)]
    return MessageBody(LINE.join(paragraphs), measures=(reasons.measure,))


def _duties(wording: Wording, present: StateToday) -> Iterable[Markup]:
    if not present.duties:
        yield wording.say("reminders.why.duty_none", stage=wording.word(f"status.stage.{present.stage}"))
    for duty in present.duties:
        days = (duty.due - present.today).days
        key = "left" if days > 0 else "overdue" if days else "today"
        left = wording.word(f"reminders.{key}", days=abs(days), working=duty.working)
        yield wording.say("reminders.why.duty", kind=_kind(wording, present, duty), due=day(duty.due), left=left)


def _kind(wording: Wording, present: StateToday, duty: DutyToday) -> str:
    """What is due, by the name of its period or stage where it has one: 11月期报告时限."""
    if not duty.period:
        return wording.word(f"reminders.why.kind_{duty.obligation}")
    period = period_word(wording, duty.period, present.today)
    return wording.word(f"reminders.why.kind_{duty.obligation}_named", period=period)


def _past(wording: Wording, zone: dt.tzinfo, past: GivenReminder) -> Markup:
    row = past.reminder
    return wording.say(
        "reminders.why.line",
        day=day(local_day(zone, row.at)),
        colour=wording.word(f"reminders.{row.colour}"),
        name=past.name,
        rule=_rule(wording, past),
        mark=_mark(wording, row),
        moved=_timing(wording, zone, past),
        delivery=_delivery(wording, zone, past),
    )


def _mark(wording: Wording, row: Reminder) -> str:
    if Rule(row.because) in FOR_OFFICE:
        return wording.word("reminders.why.mark_office")
    key = "before" if row.mark > 0 else "overdue" if row.mark else "today"
    return wording.word(f"reminders.why.mark_{key}", days=abs(row.mark))


def _rule(wording: Wording, past: GivenReminder) -> str:
    """Why the person was told; to the one who could not be reached it is said in other words."""
    rule = past.reminder.because
    mine = past.of_reader and rule in UNREACHED
    return wording.word(f"reminders.why.rule_{rule}_self" if mine else f"reminders.why.rule_{rule}")


def _timing(wording: Wording, zone: dt.tzinfo, past: GivenReminder) -> str:
    """Why the point is on its day, and why its reminder came after that day, as far as it is known."""
    row = past.reminder
    found = ""
    if past.timing is not Timing.PLAIN:
        found = wording.word(f"reminders.why.{past.timing}", meant=short_day(row.meant or row.day))
    if local_day(zone, row.at) <= row.day or Rule(row.because) in FOR_OFFICE or past.timing is Timing.UNANSWERED:
        return found
    key = "after_downtime" if past.missed else "came_later"
    return found + wording.word(f"reminders.why.{key}", day=short_day(row.day), days=past.missed)


def _delivery(wording: Wording, zone: dt.tzinfo, past: GivenReminder) -> str:
    row, message = past.reminder, past.message
    facts = {"planned": _time(row.at, zone), "sent": _time(row.sent, zone), "seen": _time(row.acknowledged, zone)}
    if row.sent:
        return wording.word("reminders.why.delivered_seen" if row.acknowledged else "reminders.why.delivered", **facts)
    if message is None:
        return wording.word("reminders.why.superseded", **facts)
    state = MessageState.SENDING if message.state is MessageState.SENT else message.state
    return wording.word(f"reminders.why.{state}", due=_time(message.due, zone), error=message.error, **facts)


def _time(at: dt.datetime | None, zone: dt.tzinfo) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}" if at else ""


def _present(wording: Wording, present: StateToday) -> Iterable[Markup]:
    if present.ended:
        yield wording.say("reminders.why.ended", stage=wording.word(f"status.stage.{present.stage}"))
        return
    if present.unclear:
        yield wording.say("reminders.why.unclear")
    if present.resting or present.quiet:
        yield wording.say("reminders.why.resting" if present.resting else "reminders.why.quiet")
    for duty in present.duties:
        said = list(_said_of(wording, present, duty))
        if len(present.duties) > 1 and said:
            yield wording.say("reminders.why.of_duty", kind=_kind(wording, present, duty))
        yield from said
    if present.lost:
        yield wording.say("reminders.why.lost", names="、".join(present.lost))
    for name, until in present.snoozed:
        yield wording.say("reminders.why.snoozed", name=name, day=day(until))
    if present.uncovered:
        yield wording.say("reminders.why.uncovered", year=present.uncovered)


def _said_of(wording: Wording, present: StateToday, duty: DutyToday) -> Iterable[Markup]:
    """Who is told of one thing today, who is not yet, and when the rules look again."""
    if duty.owed:
        yield wording.say("reminders.why.owed", names="、".join(duty.owed))
    if duty.full:
        names = "、".join(duty.full)
        yield wording.say("reminders.why.full", names=names, count=duty.ceiling)
    if duty.held:
        arrived = duty.below and wording.word("reminders.why.below", day=day(duty.below))
        below = arrived or wording.word("reminders.why.below_none")
        yield wording.say("reminders.why.held", names="、".join(duty.held), grace=present.grace, below=below)
    if duty.next:
        yield wording.say("reminders.why.next" if duty.begun else "reminders.why.nothing_yet", day=day(duty.next))
