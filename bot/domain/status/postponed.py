"""Whether a measure as it is to be gives more time than as it is: then a second person must agree."""

import datetime as dt
from bisect import bisect_right

from bot.domain.plan.deadline import WITHOUT_DAY
from bot.domain.plan.measure import Measure
from bot.domain.plan.recurrence import due_days
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import recurrence_of

AHEAD = dt.timedelta(2 * 366)  # as far as two series are compared


def puts_off(before: Measure, after: Measure, policy: Policy, today: dt.date) -> bool:
    """True where by some day less is owed than before: a later day, or none, fewer reports, a stage left out.

    So it is where 立行立改 or 长期坚持 becomes something else.
    """
    was, is_ = before.deadline, after.deadline
    if was == is_:
        return False
    if was.date is not None and (is_.date is None or is_.date > was.date):
        return True
    if was.kind in WITHOUT_DAY and is_.kind is not was.kind:
        return True
    owed = _days(after, policy, today)
    return any(bisect_right(owed, day) < count for count, day in enumerate(_days(before, policy, today), 1))


def _days(measure: Measure, policy: Policy, today: dt.date) -> list[dt.date]:
    """All days on which something of it is due, as far as they are compared."""
    series, deadline = recurrence_of(measure, policy), measure.deadline
    coming = due_days(series, today, today + AHEAD) if series else ()
    return sorted([*(node.date for node in deadline.nodes[:-1]), *filter(None, [deadline.date]), *coming])
