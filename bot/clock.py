"""The machine's clock: the one place where the time is read."""

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]  # gives an aware moment


def utc_now() -> dt.datetime:
    """The machine's time, aware, in UTC."""
    return dt.datetime.now(dt.UTC)
