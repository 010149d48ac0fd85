"""How the answer to 为什么提醒我 reads."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.local_day import local_day
from bot.domain.outbox.message import Message, MessageState
from bot.domain.plan.measure import Stage
from bot.domain.reminders.ladder import FOR_OFFICE, Rule
from bot.domain.reminders.reminder import Reminder
from bot.messages.body import LINE, MessageBody
from bot.messages.text import day, short_day
from bot.messages.wording import Wording


@dataclass(frozen=True)
class GivenReminder:
    """A reminder that was written, its message as it is now, and who got it."""

    reminder: Reminder
    message: Message | None
    name: str


@dataclass(frozen=True, kw_only=True)
class StateToday:
    """What the rules say today, in plain facts; names are of people."""

    today: dt.date
    stage: Stage
    ended: bool = False
    obligation: str = ""
    due: dt.date | None = None
    working: int = 0  # working days left
    resting: bool = False
    quiet: bool = False
    begun: bool = False  # a mark has been reached
    owed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    snoozed: tuple[tuple[str, dt.date], ...] = ()
    grace: int = 0
    below: dt.date | None = None  # the day on which the first word below arrived
    next: dt.date | None = None
    uncovered: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why somebody was, or was not, reminded of a measure."""

    measure: str
    number: str
    zone: dt.tzinfo
    past: tuple[GivenReminder, ...]
    present: StateToday


def draw_reasons(wording: Wording, reasons: Reasons) -> MessageBody:
    """The whole answer."""
    present = reasons.present
    paragraphs = [wording.say("reminders.why.head", number=reasons.number, obligation=_duty(wording, present))]
    if reasons.past:
        paragraphs.append(wording.say("reminders.why.past", count=len(reasons.past)))
        paragraphs += [_past(wording, reasons.zone, past) for past in reasons.past]
    paragraphs += [wording.say("reminders.why.now"), *_present(wording, present)]
    return MessageBody(LINE.join(paragraphs), measures=(reasons.measure,))


def _duty(wording: Wording, present: StateToday) -> Markup:
    if present.due is None:
        return wording.say("reminders.why.duty_none", stage=wording.word(f"status.stage.{present.stage}"))
    days = (present.due - present.today).days
    key = "left" if days > 0 else "overdue" if days else "today"
    left = wording.word(f"reminders.{key}", days=abs(days), working=present.working)
    return wording.say(
        "reminders.why.duty",
        kind=wording.word(f"reminders.why.kind_{present.obligation}"),
        due=day(present.due),
        left=left,
    )


def _past(wording: Wording, zone: dt.tzinfo, past: GivenReminder) -> Markup:
    row = past.reminder
    return wording.say(
        "reminders.why.line",
        day=day(local_day(zone, row.at)),
        colour=wording.word(f"reminders.{row.colour}"),
        name=past.name,
        rule=wording.word(f"reminders.why.rule_{row.because}"),
        mark=_mark(wording, row),
        moved=_moved(wording, row),
        delivery=_delivery(wording, zone, past),
    )


def _mark(wording: Wording, row: Reminder) -> str:
    if Rule(row.because) in FOR_OFFICE:
        return wording.word("reminders.why.mark_office")
    key = "before" if row.mark > 0 else "overdue" if row.mark else "today"
    return wording.word(f"reminders.why.mark_{key}", days=abs(row.mark))


def _moved(wording: Wording, row: Reminder) -> str:
    if row.meant is None or row.meant == row.day:
        return ""
    key = "reminders.why.moved_before" if row.day < row.meant else "reminders.why.moved_after"
    return wording.word(key, meant=short_day(row.meant))


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
    if present.due is None:
        yield wording.say("reminders.why.unclear")
    if present.resting or present.quiet:
        yield wording.say("reminders.why.resting" if present.resting else "reminders.why.quiet")
    if present.owed:
        yield wording.say("reminders.why.owed", names="、".join(present.owed))
    if present.held:
        below = (
            wording.word("reminders.why.below", day=day(present.below))
            if present.below
            else wording.word("reminders.why.below_none")
        )
        yield wording.say("reminders.why.held", names="、".join(present.held), grace=present.grace, below=below)
    if present.lost:
        yield wording.say("reminders.why.lost", names="、".join(present.lost))
    for name, until in present.snoozed:
        yield wording.say("reminders.why.snoozed", name=name, day=day(until))
    if present.next:
        yield wording.say("reminders.why.next" if present.begun else "reminders.why.nothing_yet", day=day(present.next))
    if present.uncovered:
        yield wording.say("reminders.why.uncovered", year=present.uncovered)
