"""A visit in a sentence: 3-2、3-3 11月30日9点 张三、李四 地点 柳河闸口."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.people.names import SURNAME
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import rounds_in
from bot.readers.meeting import clock_in, without_clock

PLACE = re.compile(
    r"(?:地点|地址)[：:\s]*(?P<place>[^\s，,；;]+)"
    r"|(?:^|[\s，,]|(?<=[点分半整钟天日号午晚上]))(?:到|去|在|前往)(?P<at>[^\s，,；;]{2,30})"
)
BLANK = " ,，、；;。"
GOING = re.compile(r"(?:等人?)?(?:一起|一同|一块儿?)?(?:参加|陪同|同去|前往|去|带队)$")
SITE = re.compile(
    r".(?:工地|现场|项目部?|工程|片区|园区|开发区|小区|社区|街道|大道|路段|路口|村|镇|乡|组|厂|场|站|店|院|校|学校|园|库|水库|仓库|闸口?|泵站|码头"
    r"|渡口|堤|坝|渠|沟|桥|路|街|巷|大厅|中心|基地|车间|楼|门|口|矿|井|塘)$"
)  # 城东工地 is where, and nobody who comes along
WATERS = re.compile(r"..(?:山|河|江|湖|海|溪|港|岛|湾)$")  # ends names of people too: 李大山


@dataclass(frozen=True, kw_only=True)
class ReadVisit:
    """Numbers, day, time, place and the names that go along; `doubt` are words of a day that is not certain."""

    numbers: tuple[str, ...]
    day: dt.date | None = None
    time: dt.time | None = None
    place: str = ""
    people: str = ""
    doubt: str = ""


def read_visit(words: str, today: dt.date, plans: Sequence[Plan] = ()) -> ReadVisit:
    """What is said of a visit; without a day it is at once. A number bears the round that is named last before it."""
    from bot.readers.deadline import read_deadline
    from bot.readers.reply.day_expressions import day_words
    from bot.readers.reply.measure_number import named_in

    rest, named = words, named_in(words)
    rounds = [(start, end) for start, end, _ in rounds_in(words, plans)]
    numbers = [f"{_round_before(words, rounds, one.start)}{one.number}" for one in named]
    for start, end in sorted([*rounds, *((one.start, one.end) for one in named)], reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    place = PLACE.search(rest)
    rest = PLACE.sub(" ", rest)
    time, timed = clock_in(rest)
    rest = without_clock(rest)
    found = [match[0] for match in day_words(rest)]
    for expression in found:
        rest = rest.replace(expression, " ")
    told = [GOING.sub("", part) for part in re.split(rf"[{BLANK}和及]+", rest)]
    sites = [part for part in told if _is_site(part)]
    said = ReadVisit(
        numbers=tuple(dict.fromkeys(numbers)),
        time=time,
        place=(place["place"] or place["at"]) if place else "、".join(sites),
        people="、".join(part for part in told if part and part not in sites),
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


def _round_before(words: str, rounds: Sequence[tuple[int, int]], place: int) -> str:
    """The round that was named last before a place: it holds for every number behind it."""
    start, end = max((one for one in rounds if one[1] <= place), default=(place, place))
    return words[start:end].strip()


def _is_site(words: str) -> bool:
    """True for a place: 城东工地, 王家村, 柳河; and not for a name, a post or a body."""
    if re.fullmatch(rf"{SURNAME}[\u4e00-\u9fff]", words):
        return False
    if re.fullmatch(rf"{SURNAME}[\u4e00-\u9fff]{{2}}", words) and WATERS.search(words):
        return False
    return bool(SITE.search(words) or WATERS.search(words))
