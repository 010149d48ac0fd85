"""Who is away from when to when, and who stands in: 罗雨桐 12月1日-12月5日 由何清溪代, 我下周一到周三出差."""

import re
from dataclasses import dataclass

SELF = frozenset({"", "我", "本人", "我本人"})
_NAME = r"[\u4e00-\u9fff·]{2,8}?"
_DAY = (
    r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?|\d{1,2}\.\d{1,2}|\d{1,2}[日号]|(?:下|本|这)?个?(?:周|星期|礼拜)[一二三四五六日天]|"
    r"今天|明天|后天|大后天)"
)
_SPAN = rf"(?:从|自|于)?(?P<start>{_DAY})(?:起?\s*(?:到|至|[-—–~])+\s*(?P<end>{_DAY}))?(?:一天|当天|期间)?"
_LEAVE = (
    r"(?:要|得|准备|需要|都|正|在)*(?:(?:请|休)(?:一天)?(?:病|产|年|事|婚|公|丧|探亲)?假(?:了|一天)?|"
    r"(?:公务)?(?:出差|外出|住院)(?:了|一天)?|不在(?:岗|单位|办公室))"
)
_ELSEWHERE = r"(?P<elsewhere>(?:要|得|准备|需要|被抽调)*(?:去|到|在|参加|外出)[^,;。\d]{0,10}?(?:学习|培训|开会))"
_WHY = rf"(?:{_LEAVE}|{_ELSEWHERE})"
_TAKES_OVER = r"(?:来|先)?(?:代|顶|替)(?:我|他|她|替|收|班|办|管|理|一下)*"
_OTHER = rf"(?:[,;。\s]*(?:手头|工作|提醒|期间|这几天)*(?:由|让|请|交给)?\s*(?P<other>{_NAME}){_TAKES_OVER})?"
_WHO = rf"(?P<who>我本人|我|本人|{_NAME})?"
_COMMAND = re.compile(
    r"^(?P<who>\S+?)\s+(?P<start>[^\s\-—–~至到]+)(?:\s*[-—–~至到]+\s*(?P<end>\S+))?"
    r"(?:\s+由\s*(?P<other>\S+?)\s*代\w{0,3})?$"
)
_SENTENCES = tuple(
    re.compile(rf"^{_WHO}[,\s]*{form}{_OTHER}$") for form in (rf"{_SPAN}[,\s]*{_WHY}", rf"{_WHY}[,\s]*{_SPAN}")
)


@dataclass(frozen=True)
class SaidAbsence:
    """Days in the words in which they were said, `end` included; `other` is "" where nobody is named who stands in."""

    who: str
    start: str
    end: str
    other: str


def absence_of_command(words: str) -> SaidAbsence | None:
    """What stands behind the name of the command: 某某 12月1日-12月5日 由某某代; None where it is written otherwise."""
    return _said(_COMMAND.match(words.strip()))


def read_absence(text: str) -> SaidAbsence | None:
    """What a whole sentence, as normalised, says of an absence; None for all else, and for a question.

    明天去培训 of nobody, and without anybody who stands in, may be what a measure is about.
    """
    found = next(filter(None, (form.match(text.strip(" ,;。.!")) for form in _SENTENCES)), None)
    said = _said(found)
    return None if said and found and found["elsewhere"] and not (said.who or said.other) else said


def _said(found: re.Match[str] | None) -> SaidAbsence | None:
    if found is None:
        return None
    return SaidAbsence(found["who"] or "", found["start"], found["end"] or found["start"], found["other"] or "")
