"""The day of a moment: the one place where a moment becomes a date."""

import datetime as dt
from zoneinfo import ZoneInfo

WEEKDAYS = "一二三四五六日"  # from Monday


def local_day(zone: str | dt.tzinfo, moment: dt.datetime) -> dt.date:
    """The calendar day of an aware moment in a zone, given by its name ("Asia/Shanghai") or as it is.

    Raises ValueError for a moment without a zone: nobody can say which day that was.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a zone has no day: {moment.isoformat()}")
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()
