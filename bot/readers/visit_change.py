"""What a sentence says of a visit that is planned or goes on: 取消3月24日的督办, 督办改到3月25日10点, 督办结束."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.plan.deadline import Flag
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised

_VISIT = r"(?:现场|实地)?(?<!重点)(?:督[办查])"
_POLITE = r"请?(?:把|将)?"
_WHICH = r"(?P<which>[^,;。]{0,20}?)的?"  # a day, a place or a number
_DONE = r"[了吧啦]*"
_WHY = r"(?:[,;。].{1,60})?"
_END = re.compile(
    rf"{_POLITE}{_WHICH}{_VISIT}(?:工作)?(?:已经?|就|到此|可以)*(?:结束|完毕|搞完|做完){_DONE}"
    rf"|(?:可以)?结束{_WHICH.replace('which', 'ended')}{_VISIT}{_DONE}"
)
_CANCEL = re.compile(
    rf"{_POLITE}{_WHICH}{_VISIT}(?:就|先|给)?(?:取消|撤销|作废|不[去搞做开]|去不成|去不了|不办){_DONE}{_WHY}"
    rf"|(?:取消|撤销|不去){_WHICH.replace('which', 'off')}{_VISIT}{_DONE}{_WHY}"
)
_MOVE = re.compile(
    rf"{_POLITE}{_WHICH}{_VISIT}(?:时间|日期)?(?:改|推迟|延期?|提前|调整?|挪|换|顺延)(?:到|为|成|在|至)(?P<to>[^,;。]{{1,20}}?)(?:再?去)?{_DONE}{_WHY}"
)
_NO_WHICH = re.compile(r"[的这那次本回今天刚才我们、和与及已经\s]*")
_AROUND = re.compile(r"^[、和与及\s]*(?:我们?)?[去到在]?|[的\s]+$")
_REASON = re.compile(r"[，,；;。](?:因为?|由于|原因是?)?")
_ASKS = re.compile(r"[?吗]|怎么|几时|什么|没有?$|了没")


class Change(StrEnum):
    """What becomes of the visit."""

    END = "end"
    CANCEL = "cancel"
    MOVE = "move"


@dataclass(frozen=True, kw_only=True)
class VisitChange:
    """What becomes of a visit, which one, the new day and time, and why; `doubt` are words of no certain day."""

    change: Change
    numbers: tuple[str, ...] = ()
    day: dt.date | None = None
    place: str = ""  # what is said of it that is neither day nor number
    to: dt.date | None = None
    time: dt.time | None = None
    doubt: str = ""
    why: str = ""


def read_visit_change(words: str, today: dt.date) -> VisitChange | None:
    """The change that a sentence orders of a visit; None for all else, and for a question."""
    text = normalised(words).text.strip(" ,;。.!")
    if _ASKS.search(text):
        return None
    for change, pattern in ((Change.MOVE, _MOVE), (Change.CANCEL, _CANCEL), (Change.END, _END)):
        if found := pattern.fullmatch(text):
            said = found.groupdict()
            which = said.get("which") or said.get("off") or said.get("ended") or ""
            why = _REASON.split(words.strip(" 。.！!"), maxsplit=1)[1:]
            return replace(_change(change, which, said.get("to") or "", today), why="".join(why).strip())
    return None


def _change(change: Change, which: str, to: str, today: dt.date) -> VisitChange:
    from bot.readers.meeting import clock_in, without_clock

    named = named_in(which)
    for one in reversed(named):
        which = f"{which[: one.start]} {which[one.end :]}"
    said = VisitChange(change=change, numbers=tuple(dict.fromkeys(one.number for one in named)))
    day, sure, rest = _day_in(without_clock(which), today)
    place = "" if _NO_WHICH.fullmatch(rest) else _AROUND.sub("", rest)
    said = VisitChange(change=change, numbers=said.numbers, day=day, place=place, doubt="" if sure else which.strip())
    if change is not Change.MOVE or said.doubt:
        return said
    time, timed = clock_in(to)
    new, sure, left = _day_in(without_clock(to), today)
    if not sure or left.strip() or (timed and time is None) or (new is None and time is None):
        return VisitChange(change=change, numbers=said.numbers, doubt=to)
    return VisitChange(change=change, numbers=said.numbers, day=day, place=place, to=new, time=time)


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
