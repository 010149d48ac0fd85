"""Times of day: they are recognised and dropped, for a deadline is good until the end of its day."""

import re
from datetime import datetime

from bot.domain.core.numerals import number

NOON = 12

_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_PART = (
    r"(?:凌晨|清晨|早晨|早上|早间|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间|深夜|午夜|半夜|一早|上班|"
    r"早|晨|晚|夜)"
)
_HOURS = rf"(?:{_N}[点时](?:钟|整|半|[一三]刻|{_N}分?(?:{_N}秒)?)?|\d{{1,2}}:\d{{2}}(?::\d{{2}})?[时点分]?)"
_CLOCK = re.compile(
    rf"(?: ?{_PART}(?:的)?(?: ?{_HOURS})?| ?{_HOURS}| ?(?:临)?(?:下班|收工|散会|闭馆|收市)(?:时|之?前|"
    rf"以前)?)(?:许|左右)?"
)
_MIDNIGHT = re.compile(r"(?:零点|0点|0时|零时|00:00|0:00)")
_BEFORE = re.compile(r"[之以]?前")
ALONE = re.compile(rf"(?:(?:下午|上午|中午|晚上|傍晚|今晚|晚间){_HOURS}?|下班|{_HOURS})(?=[之以]?前|下班|$)")


def clock_at(text: str, position: int) -> int:
    """Where a time of day at this position ends; the position itself where there is none."""
    found = _CLOCK.match(text, position)
    return found.end() if found else position


def midnight(words: str, behind: str) -> bool:
    """True for 零点前: the very beginning of a day, which as a deadline means the day before."""
    return _MIDNIGHT.search(words) is not None and _BEFORE.match(behind) is not None


def over(words: str, now: datetime) -> bool:
    """True where a time of day named alone is already past."""
    hour = re.search(rf"({_N})[点时:]", words)
    value = number(hour[1]) if hour else None
    if value is None:
        return False
    afternoon = re.search("下午|晚|傍晚", words) and value < NOON
    return value + NOON * bool(afternoon) < now.hour + bool(now.minute)
