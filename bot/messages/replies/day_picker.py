"""A day that was understood, shown with its weekday to be confirmed; in doubt, the readings to choose from."""

import calendar
import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.core.local_day import WEEKDAYS
from bot.domain.plan.deadline import DeadlineReading, Flag, ReadingKind
from bot.messages.body import Button, MessageBody
from bot.messages.core.taps import Nothing, PickDay, ShowCalendar
from bot.messages.text import day as shown_day
from bot.messages.wording import Wording

REASONS = (Flag.AMBIGUOUS, Flag.MULTI, Flag.ROLLED, Flag.PAST, Flag.NEEDS_ANCHOR)


def confirm_body(wording: Wording, purpose: str, target: str, words: str, reading: DeadlineReading) -> MessageBody:
    """Echo of a reading: one tap confirms the day; two readings are two buttons; 手工输入 is always there."""
    return offer_body(wording, purpose, target, read_as(wording, words, reading), days_of(reading))


def days_of(reading: DeadlineReading) -> tuple[dt.date, ...]:
    """The days that a reading may mean; what recurs is no day."""
    if reading.kind is ReadingKind.RECURRING:
        return ()
    return tuple(dict.fromkeys(found for found in (reading.date, reading.alt) if found is not None))


def offer_body(wording: Wording, purpose: str, target: str, text: Markup, days: Sequence[dt.date]) -> MessageBody:
    """A text with days to choose from; 手工输入 is always there."""
    picks = tuple((_pick(wording, purpose, target, found),) for found in days)
    by_hand = (Button(wording.word("replies.day.by_hand"), ShowCalendar(purpose, target, "")),)
    return MessageBody(text, (*picks, by_hand))


def days_offered(body: MessageBody) -> tuple[dt.date, ...]:
    """The days that a body offers, in their order; those of a whole month are none."""
    alone = (row[0].tap for row in body.buttons if len(row) == 1)
    return tuple(tap.day for tap in alone if isinstance(tap, PickDay))


def _pick(wording: Wording, purpose: str, target: str, found: dt.date) -> Button:
    return Button(wording.word("replies.day.pick", day=shown_day(found)), PickDay(purpose, target, found))


def read_as(wording: Wording, words: str, reading: DeadlineReading) -> Markup:
    """What words were read as, and whether that is right."""
    if reading.kind is ReadingKind.INVALID:
        return wording.say("replies.day.invalid", words=words)
    if reading.kind is ReadingKind.RECURRING:
        return wording.say("replies.day.recurring", words=words)
    if reading.date is None:
        key = "replies.day.anchor" if Flag.NEEDS_ANCHOR in reading.flags else "replies.day.unknown"
        return wording.say(key, words=words)
    doubts = reading.flags if reading.alt else reading.flags - {Flag.AMBIGUOUS}  # one day is no choice
    doubt = next((flag for flag in REASONS if flag in doubts), None)
    key = f"replies.day.{doubt}" if doubt else "replies.day.certain"
    return wording.say(key, words=words, day=shown_day(reading.date))


def calendar_body(wording: Wording, purpose: str, target: str, month: dt.date, first: dt.date) -> MessageBody:
    """A month to pick a day from; days before the first one cannot be picked."""
    heads = tuple(Button(name, Nothing()) for name in WEEKDAYS)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    rows = tuple(
        tuple(_cell(found, month, first, purpose, target) for found in week)
        for week in weeks
        if any(found.month == month.month and found >= first for found in week)
    )
    before, after = month - dt.timedelta(days=1), (month + dt.timedelta(days=31)).replace(day=1)
    turning = []
    if before >= first:
        turning.append(Button(f"◀ {before.year}-{before:%m}", ShowCalendar(purpose, target, f"{before:%Y%m}")))
    turning.append(Button(f"{after.year}-{after:%m} ▶", ShowCalendar(purpose, target, f"{after:%Y%m}")))
    text = wording.say("replies.day.calendar", year=month.year, month=month.month)
    return MessageBody(text, (heads, *rows, tuple(turning)))


def _cell(found: dt.date, month: dt.date, first: dt.date, purpose: str, target: str) -> Button:
    if found.month != month.month or found < first:
        return Button("·", Nothing())
    return Button(str(found.day), PickDay(purpose, target, found))
