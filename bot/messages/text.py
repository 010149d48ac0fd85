"""Days, times, sizes and shortened texts as messages and documents write them."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from bot.domain.core.local_day import WEEKDAYS
from bot.domain.core.numerals import before_figure
from bot.messages.wording import Wording

MINUTE, HOUR, WHOLE_DAY = 60, 3600, 86400  # seconds
DAY_SAID = re.compile(rf" ?(\d{{4}}-\d{{2}}-\d{{2}})（周[{WEEKDAYS}]）")  # as `day` writes it
STEP = 1024.0  # bytes in a KB


def day(date: dt.date) -> str:
    """A day with its weekday: 2025-12-31（周三）."""
    return f"{date:%Y-%m-%d}（周{WEEKDAYS[date.weekday()]}）"


def short_day(date: dt.date) -> str:
    """A day of a year that is known: 9月10日."""
    return f"{date.month}月{date.day}日"


def full_day(date: dt.date) -> str:
    """A day as documents write it, without leading zeros: 2025年9月1日."""
    return f"{date.year}年{short_day(date)}"


def as_printed(text: str) -> str:
    """A text of messages as documents write its days: 2025-04-20（周日）becomes 2025年4月20日."""
    return DAY_SAID.sub(lambda found: full_day(dt.date.fromisoformat(found[1])), text)


def said_on(word: Callable[..., str], date: str, waiting: str) -> str:
    """The day of somebody's words, and beside it what their sender has still to choose, "meaning" or "measure"."""
    return word(f"core.waiting_{waiting}", day=date) if waiting else date


def time_in(zone: str, moment: dt.datetime | None) -> str:
    """An aware moment in a zone: 2025-12-31 08:30; "" where there is none."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else ""


def cut(text: str, most: int) -> str:
    """The text in at most `most` characters; what is cut off is marked by …, and no figure is cut into another one."""
    return text if len(text) <= most else f"{before_figure(text[: most - 1])}…"


def told_names(wording: Wording, names: Iterable[str]) -> str:
    """Who was told, as 已告知 says it; that it was nobody is said as well."""
    return "、".join(names) or wording.word("core.nobody_reached")


def span(wording: Wording, seconds: float) -> str:
    """A stretch of time in its largest unit: 3 小时."""
    whole = int(seconds)
    for unit, length in (("days", WHOLE_DAY), ("hours", HOUR), ("minutes", MINUTE)):
        if whole >= length:
            return wording.word(f"core.span.{unit}", count=whole // length)
    return wording.word("core.span.seconds", count=whole)


def size(count: float) -> str:
    """Bytes in the unit that people read: 12 KB."""
    for unit in ("B", "KB", "MB"):
        if count < STEP:
            return f"{count:.0f} {unit}"
        count /= STEP
    return f"{count:.1f} GB"
