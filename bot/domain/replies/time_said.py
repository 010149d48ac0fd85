"""When something was said, which is what 明天 and 月底 are counted from, however late it is handled."""

import datetime as dt

KEPT_BY_TELEGRAM = dt.timedelta(days=2)  # it hands out nothing that is older than a day
APART = dt.timedelta(minutes=1)  # by which two clocks that are right may differ


def time_said(written: dt.datetime | None, received: dt.datetime) -> dt.datetime:
    """The moment at which a message was written, as Telegram says; when it was received where that cannot be."""
    if written is None or not received - KEPT_BY_TELEGRAM <= written <= received + APART:
        return received
    return written
