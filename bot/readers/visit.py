"""A visit in a sentence: 3-2、3-3 11月30日9点 张三、李四 地点 柳河闸口."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from bot.readers.meeting import clock_in, without_clock

PLACE = re.compile(r"(?:地点|地址)[：:\s]*(?P<place>[^\s，,；;]+)|(?:^|[\s，,])(?:到|去|在)(?P<at>[^\s，,；;]{2,30})")
BLANK = " ,，、；;。"


@dataclass(frozen=True, kw_only=True)
class ReadVisit:
    """Numbers, day, time, place and the names that go along; `doubt` are words of a day that is not certain."""

    numbers: tuple[str, ...]
    day: dt.date | None = None
    time: dt.time | None = None
    place: str = ""
    people: str = ""
    doubt: str = ""


def read_visit(words: str, today: dt.date) -> ReadVisit:
    """What is said of a visit; without a day it is at once."""
    from bot.readers.deadline import read_deadline
    from bot.readers.reply.day_expressions import day_words
    from bot.readers.reply.measure_number import named_in

    rest = words
    numbers: list[str] = []
    for one in reversed(named_in(words)):
        numbers.insert(0, one.number)
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    place = PLACE.search(rest)
    rest = PLACE.sub(" ", rest)
    time, timed = clock_in(rest)
    rest = without_clock(rest)
    found = [match[0] for match in day_words(rest)]
    for expression in found:
        rest = rest.replace(expression, " ")
    said = ReadVisit(
        numbers=tuple(dict.fromkeys(numbers)),
        time=time,
        place=(place["place"] or place["at"]) if place else "",
        people="、".join(part for part in re.split(rf"[{BLANK}和及]+", rest) if part),
    )
    if timed and time is None:
        return ReadVisit(numbers=said.numbers, doubt=words)
    if not found:
        return said
    if found in (["今天"], ["今日"]):
        return replace(said, day=today)
    read = read_deadline(found[0], today)
    if len(found) > 1 or not read.certain:
        return replace(said, doubt="、".join(found))
    return replace(said, day=read.date)
