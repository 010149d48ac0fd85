"""What a sentence says of a visit or a meeting that is planned or goes on: 取消3月24日的督办, 党组会改到周一, 散会."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.plan.deadline import Flag
from bot.readers.meeting import NAMELESS, TITLE, clock_in, without_clock
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised

_VISIT = r"(?:现场|实地)?(?<!重点)(?:督[办查])"
_MEETING = rf"(?P<title>{TITLE}议?|会议|(?<=[的次个场])会)"
_POLITE = r"请?(?:把|将)?"
_DONE = r"[了吧啦]*"
_WHY = r"(?:[,;。].{1,60})?"


class Change(StrEnum):
    """What becomes of it."""

    END = "end"
    CANCEL = "cancel"
    MOVE = "move"


def _forms(thing: str) -> dict[Change, re.Pattern[str]]:
    """The sentences of each change of a thing: which one, a day, a place or a number, stands before it."""
    which = r"(?P<which>[^,;。]{0,20}?)的?"
    behind = rf"(?P<off>[^,;。]{{0,20}}?)的?{re.sub('title', 'named', thing)}"
    return {
        Change.MOVE: re.compile(
            rf"{_POLITE}{which}{thing}(?:时间|日期)?(?:改|推迟|延期?|提前|调整?|挪|换|顺延)(?:到|为|成|在|至)"
            rf"(?P<to>[^,;。]{{1,20}}?)(?:再?[去开])?{_DONE}{_WHY}"
        ),
        Change.CANCEL: re.compile(
            rf"(?:{_POLITE}{which}{thing}(?:就|先|给)?(?:取消|撤销|作废|不[去搞做开]|[去开]不[成了]|不办){_DONE}"
            rf"|(?:取消|撤销|不[去开]){behind}{_DONE}){_WHY}"
        ),
        Change.END: re.compile(
            rf"{_POLITE}{which}{thing}(?:工作)?(?:已经?|就|到此|可以)*(?:结束|完毕|[搞做开]完){_DONE}"
            rf"|(?:可以)?结束{behind}{_DONE}"
        ),
    }


_OF_VISIT, _OF_MEETING = _forms(_VISIT), _forms(_MEETING)
_RISE = re.compile(r"(?:现在)?散会[了吧啦]*|会(?:已经?)?(?:开完|结束)[了吧啦]*")
_NO_WHICH = re.compile(r"[的这那次本回今天刚才我们、和与及已经\s]*")
_AROUND = re.compile(r"^[、和与及\s]*(?:我们?)?[去到在]?|[的\s]+$")
_REASON = re.compile(r"[，,；;。](?:因为?|由于|原因是?)?")
_ASKS = re.compile(r"[?吗]|怎么|几时|什么|没有?$|了没")


@dataclass(frozen=True, kw_only=True)
class SaidChange:
    """What becomes of a visit or a meeting, which one, the new day and time, and why; `doubt` is a day in doubt."""

    change: Change
    numbers: tuple[str, ...] = ()
    day: dt.date | None = None
    place: str = ""  # what is said of it that is neither day nor number
    title: str = ""  # of a meeting
    to: dt.date | None = None
    time: dt.time | None = None
    doubt: str = ""
    why: str = ""


def read_visit_change(words: str, today: dt.date) -> SaidChange | None:
    """The change that a sentence orders of a visit; None for all else, and for a question."""
    return _read(words, _OF_VISIT, today)


def read_meeting_change(words: str, today: dt.date) -> SaidChange | None:
    """The same of a meeting: 党组会改到3月31日下午3点, 周五的会不开了, 散会."""
    if _RISE.fullmatch(normalised(words).text.strip(" ,;。.!")):
        return SaidChange(change=Change.END)
    read = _read(words, _OF_MEETING, today)
    return None if read and (read.numbers or read.place) else read


def _read(words: str, forms: Mapping[Change, re.Pattern[str]], today: dt.date) -> SaidChange | None:
    text = normalised(words).text.strip(" ,;。.!")
    if _ASKS.search(text):
        return None
    for change, form in forms.items():
        if found := form.fullmatch(text):
            said = found.groupdict()
            why = _REASON.split(words.strip(" 。.！!"), maxsplit=1)[1:]
            title = (said.get("title") or said.get("named") or "").removesuffix("议")
            read = _change(change, said.get("which") or said.get("off") or "", said.get("to") or "", today)
            return replace(read, why="".join(why).strip(), title="" if title in NAMELESS else title)
    return None


def _change(change: Change, which: str, to: str, today: dt.date) -> SaidChange:
    named = named_in(which)
    for one in reversed(named):
        which = f"{which[: one.start]} {which[one.end :]}"
    said = SaidChange(change=change, numbers=tuple(dict.fromkeys(one.number for one in named)))
    day, sure, rest = _day_in(without_clock(which), today)
    place = "" if _NO_WHICH.fullmatch(rest) else _AROUND.sub("", rest)
    said = SaidChange(change=change, numbers=said.numbers, day=day, place=place, doubt="" if sure else which.strip())
    if change is not Change.MOVE or said.doubt:
        return said
    time, timed = clock_in(to)
    new, sure, left = _day_in(without_clock(to), today)
    if not sure or left.strip() or (timed and time is None) or (new is None and time is None):
        return SaidChange(change=change, numbers=said.numbers, doubt=to)
    return SaidChange(change=change, numbers=said.numbers, day=day, place=place, to=new, time=time)


def _day_in(words: str, today: dt.date) -> tuple[dt.date | None, bool, str]:
    """The day that words name, whether that is certain, and the words beside it."""
    from bot.readers.deadline import read_deadline
    from bot.readers.reply.day_expressions import day_words

    found = day_words(words)
    if not found:
        return None, True, words
    rest = words
    for match in reversed(found):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if [match[0] for match in found] in (["今天"], ["今日"]):
        return today, True, rest
    read = read_deadline(found[0][0], today)
    sure = read.certain or read.flags == {Flag.PAST}  # a day that is over is refused by its own name
    return read.date, len(found) == 1 and sure and read.date is not None, rest
