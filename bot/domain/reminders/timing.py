"""Why a reminder came on the day on which it came, and not on another."""

from enum import StrEnum

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.reminders.ladder import FOR_OFFICE, Rule
from bot.domain.reminders.reminder import Reminder
from bot.domain.settings.policy import Policy
from bot.domain.status.reminder_point import Pace, reached


class Timing(StrEnum):
    """What may truly be said of a reminder's day."""

    PLAIN = "plain"  # the day that the count gives, or one whose reason is not known
    MOVED_BEFORE = "moved_before"  # the day meant is one of rest, the working day before it was taken
    MOVED_AFTER = "moved_after"  # the day meant is one of rest, the working day after it was taken
    AGAIN = "again"  # overdue, and said before
    WEEKLY = "weekly"  # overdue for long, said once a week
    MONTHLY = "monthly"  # overdue for longer, said once a month
    UNANSWERED = "unanswered"  # the same point once more, for want of an answer


def timing_of(row: Reminder, calendar: WorkCalendar, policy: Policy) -> Timing:
    """Why the point of a reminder is on its day."""
    if Rule(row.because) in FOR_OFFICE or row.meant is None:
        return Timing.PLAIN
    if row.because == Rule.OWN and row.id.rpartition(":")[2].isdigit():
        return Timing.UNANSWERED
    if row.day == row.meant:
        return _repeated(row, calendar, policy)
    if calendar.is_working(row.meant):
        return Timing.PLAIN
    if row.day == calendar.on_or_before(row.meant):
        return Timing.MOVED_BEFORE
    return Timing.MOVED_AFTER if row.day == calendar.on_or_after(row.meant) else Timing.PLAIN


def _repeated(row: Reminder, calendar: WorkCalendar, policy: Policy) -> Timing:
    if row.day <= calendar.on_or_after(row.due + DAY):
        return Timing.PLAIN
    mark = reached(row.due, policy, calendar, row.day)
    return PACES[mark.pace] if mark and mark.day == row.day else Timing.AGAIN


PACES = {Pace.DAILY: Timing.AGAIN, Pace.WEEKLY: Timing.WEEKLY, Pace.MONTHLY: Timing.MONTHLY}
