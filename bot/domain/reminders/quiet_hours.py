"""When a person may be written to: the hour for reminders, and the quiet hours."""

import datetime as dt

from bot.domain.people.person import Person
from bot.domain.settings.policy import Policy


def is_quiet(time: dt.time, policy: Policy) -> bool:
    """True in the quiet hours, which may reach over midnight; there are none where both ends are the same."""
    start, end = policy.quiet_from, policy.quiet_until
    if start <= end:
        return start <= time < end
    return time >= start or time < end


def hour_of(person: Person, policy: Policy) -> dt.time:
    """The hour at which the person gets reminders; the end of the quiet hours where it lies in them."""
    wanted = person.send_at or policy.send_at
    return policy.quiet_until if is_quiet(wanted, policy) else wanted


def end_of_quiet(local: dt.datetime, policy: Policy) -> dt.datetime:
    """The end of the quiet hours in which a local moment lies."""
    day = local.date() + dt.timedelta(1) if local.time() >= policy.quiet_until else local.date()
    return dt.datetime.combine(day, policy.quiet_until, local.tzinfo).astimezone(dt.UTC)
