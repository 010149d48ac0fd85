"""Meetings in sentences: 11月28日9点 党组会; 10月13日党组会议定：5-1 月底前拨付到位."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.core.numerals import number
from bot.domain.meetings.resolution import CalledMeeting, ReadResolution
from bot.domain.plan.deadline import Flag, ReadingKind

TITLE = (
    r"(?:(?:巡察|巡视)?整改(?:工作)?)?(?:党组(?:书记)?(?:扩大)?(?:专题)?会|党委(?:扩大)?(?:专题)?会|专题(?:研究|工作|推进)?会|"
    r"(?:周|月)?调度会|推进会|局(?:长|务)(?:办公)?会|办公会|领导小组(?:办公室)?(?:会|例会)|(?:工作)?例会|协调会)"
)
_DECIDES = r"(?:议定|商定|研究(?:决定|确定|明确|同意)|决定|明确|定下来?了?|定了|要求)"
_LOOSE = re.compile(r"定|要求")  # decides nothing unless a measure follows: 党组会定了明天9点开, 会议要求提高认识
_AS_DECIDED = re.compile(r"按|依|照|根据|遵照|落实|贯彻|对照|执行")  # 按党组会决定，2-3已完成 tells what was done
_SAID = re.compile(
    rf"^\s*(?P<when>[^，。；：:\n]{{0,16}}?)(?P<title>{TITLE}|会议|会上|(?<=[的次个场])会)?议?上?(?:还)?\s*(?P<verb>{_DECIDES})"
    rf"(?:事项|如下)?\s*[：:，,]?\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_PART = r"(?P<part>上午|早上|中午|下午|晚上|傍晚)?"
_N = r"(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_CLOCK = re.compile(
    rf"{_PART}\s*(?:(?P<hour>{_N})[点时](?:(?P<half>半)|(?P<minute>{_N})分?|整|钟)?|(?P<h>\d{{1,2}}):(?P<m>\d{{2}}))"
)
_BARE_PART = re.compile(r"上午|早上|中午|下午|晚上|傍晚")
_BACK = {"今天": 0, "今日": 0, "刚才": 0, "本次": 0, "这次": 0, "上午": 0, "下午": 0, "昨天": 1, "昨日": 1, "前天": 2}
_LAST = frozenset({"上次", "上次的", "上回", "上回的", "最近一次"})  # of those that were held
_FROM_TODAY = re.compile(r"[今去本上这当昨]|前[年天日]")  # what is counted from the day on which it is said
_DAY = re.compile(r"[日号天]|周[一二三四五六日天末]|星期|礼拜|\d\s*[./-]\s*\d")  # a day, and not a month or a year
_OF_ROUND = r"(?:(?:巡[察视])?第[一二三四五六七八九十]{1,3}|[A-Za-z])轮的?\s*"
_PIECES = re.compile(
    rf"\n+|[；;]\s*(?=(?:{_OF_ROUND})?(?:问题|措施)?\s?\d{{1,2}}\s?[-－]\s?\d|{_OF_ROUND}问题)"
    r"|(?<![\d\s])[，,]\s*(?=(?:措施)?\d{1,2}[-－]\d{1,2}(?![\d\-－日号前之]))"  # …月底前完成，2-4由…
)
_LISTED = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[一二三四五六七八九十]{1,2}[、是])\s*(?=\D|\d{1,2}[-－]\d|问题)")
_FINDING = re.compile(r"^(?:反馈)?问题\s?(?P<n>\d{1,2})(?![\d\-－])")
_ROUND = re.compile(rf"^{_OF_ROUND}(?=\d|问题|措施|反馈)")
_A_NUMBER = re.compile(r"\d{1,2}[-－]\d{1,2}(?!\d|号|日)|问题")
_NO_DECISION = re.compile(
    r".*(?:哪[些几][项件条个]?|有没有).*$|(?:不了|不下|不出|了吗|吗|没|什么|[的了]?(?:事项?|事情)?(?:有|还有)?(?:哪些|几[项件条]|多少))|.*(?:了没有?|[吗呢?？]|(?:怎么样|怎样|如何)了?|几[项件条个]|多少[项件条个]?)[?？。]?$",
    re.DOTALL,
)
_FRESH = re.compile(r"(?:新增|增加|补充|追加)(?:一[条项])?(?:整改)?措施[：:，,]?\s*")
_CLAUSE = re.compile(r"[，,；;。]\s*")
_LEADING = re.compile(r"^(?:[、和及与\s]|同志|牵头|负责|具体)+")
_LIGHT = re.compile(
    r"(?:组织|按期|全部|抓好?)*(?:开始|完成|落实|办理|办结|实施|执行|启动|整改)?(?:到位)?"
)  # of no content
_AT_ONCE = re.compile(r"立即|立行立改|马上|即日")
_EVEN = str.maketrans("０１２３４５６７８９－", "0123456789-")
NAMELESS = frozenset({"会议", "会上", "会"})
NOON, HOURS, MINUTES = 12, 24, 60
YEAR, LATELY = 364, 180


@dataclass(frozen=True)
class SaidResolutions:
    """A sentence of decisions: of which meeting, and each of them; `named` where it says that it is one."""

    meeting: CalledMeeting
    resolutions: tuple[ReadResolution, ...]
    named: bool


def says_resolution(words: str) -> bool:
    """True for a sentence that tells what a meeting decided."""
    found = _SAID.match(_even(words))
    if found is None or _NO_DECISION.match(found["rest"]) or _A_NUMBER.search(found["when"]):
        return False
    if _AS_DECIDED.match(found["when"]):
        return False
    if _LOOSE.match(found["verb"]) and not _A_NUMBER.match(_ROUND.sub("", _LISTED.sub("", found["rest"]).strip())):
        return False
    return bool(found["title"]) or (found["verb"] == "议定" and not found["when"].strip())


def read_resolutions(words: str, today: dt.date) -> SaidResolutions:
    """The decisions of a sentence; a day of the past is the last of that name, days of the decisions count from it."""
    text = _even(words).strip()
    found = _SAID.match(text) if says_resolution(words) else None
    when = found["when"].strip() if found else ""
    day = past_day(when, today)
    title = (found["title"] or "") if found else ""
    title = "" if title in NAMELESS else title
    meeting = CalledMeeting(title=title, day=day, doubt=when if when and day is None and when not in _LAST else "")
    rest = found["rest"] if found else text
    pieces = [_LISTED.sub("", piece).strip() for piece in _PIECES.split(rest) if piece.strip()]
    return SaidResolutions(meeting, tuple(read_resolution(piece, day or today) for piece in pieces), bool(found))


def read_resolution(words: str, on: dt.date) -> ReadResolution:
    """One decision, its days counted from that day."""
    from bot.readers.reply.measure_number import named_in

    text = _even(words).strip()
    named_round = _ROUND.match(text)
    text = text[named_round.end() :] if named_round else text
    fresh = _FRESH.search(text)
    number_, rest = "", text
    finding = _FINDING.match(text)
    if finding:
        number_, rest = f"问题{finding['n']}", text[finding.end() :]
    elif named := named_in(text):
        number_, rest = named[0].number, text[: named[0].start] + text[named[0].end :]
    said = _FRESH.sub("", rest).strip(" ，,。：:、；;")
    days, certain = read_days(said, on)
    if named_round and number_:
        number_ = f"{named_round[0].strip().removesuffix('的')}{number_}"
    return ReadResolution(number=number_, words=said, days=days, certain=certain, fresh=bool(fresh))


def what_is_done(words: str, said: Sequence[str]) -> str:
    """A decision as a measure's text: without who is to do it by when, 由办公室8月20日前; `said` are those it names."""
    bare = [_unled(part.strip(), said) for part in _CLAUSE.split(words.strip("。；; "))]
    told = [part for part in bare if part and not _LIGHT.fullmatch(part)]
    return "，".join(told) or words


def _unled(clause: str, said: Sequence[str]) -> str:
    """A clause without the people and the day that it begins with; one that names nobody known stays as it is."""
    from bot.readers.reply.day_expressions import day_words

    named = [name for name in said if name in clause]
    if clause in said or not (named and clause.startswith("由")):
        return "" if clause in said else clause
    rest = clause[1:]
    for name in sorted(named, key=len, reverse=True):
        rest = rest.replace(name, "", 1)
    for found in reversed(day_words(rest)):
        rest = rest[: found.start()] + rest[found.end() :]
    return _LEADING.sub("", rest)


def called_meeting(words: str, today: dt.date) -> CalledMeeting:
    """A meeting that was held, by its name and day: 10月13日党组会; longer ago a day is none without its year."""
    text = _even(words).strip(" 。.")
    found = re.search(rf"(?:{TITLE})议?", text)
    when = (text[: found.start()] + text[found.end() :] if found else text).strip()
    title = found[0].removesuffix("议") if found else ""
    day = past_day(when, today)
    if day and str(day.year) not in when and day < today - dt.timedelta(LATELY):
        return CalledMeeting(title=title, doubt=when)
    return CalledMeeting(title=title, day=day, doubt=when)


def read_days(words: str, on: dt.date) -> tuple[tuple[dt.date, ...], bool]:
    """The days until which something is to be done, and whether there is one, and no doubt about it."""
    from bot.readers.deadline import read_deadline
    from bot.readers.reply.day_expressions import day_words

    found = [match[0] for match in day_words(words)]
    readings = [read_deadline(one, on) for one in found]
    days = tuple(dict.fromkeys(day for one in readings for day in (one.date, one.alt) if day is not None))
    if not found and _AT_ONCE.search(words):
        return (on,), False
    certain = len(readings) == 1 and readings[0].certain
    return days, certain


def past_day(words: str, today: dt.date) -> dt.date | None:
    """The day on which a meeting was held: of days without a year the last one; None where that is not certain."""
    from bot.readers.deadline import read_deadline

    bare = _BARE_PART.sub("", _CLOCK.sub("", words)).strip(" 的召开在,，")
    if not words.strip():
        return None
    if not bare or bare in _BACK:
        return today - dt.timedelta(_BACK.get(bare or words.strip(), 0))
    if not _DAY.search(bare):
        return None
    for reference in (today,) if _FROM_TODAY.search(bare) else (today - dt.timedelta(YEAR), today):
        read = read_deadline(bare, reference)
        sure = read.kind is ReadingKind.DATE and not read.flags & {Flag.AMBIGUOUS, Flag.MULTI, Flag.NEEDS_ANCHOR} - (
            {Flag.AMBIGUOUS} if Flag.ROLLED in read.flags else frozenset()
        )
        if sure and read.date is not None and read.date <= today:
            return read.date
    return None


def read_meeting(words: str, today: dt.date) -> CalledMeeting:
    """What a meeting that is planned is called, its day and its time; a day in doubt is given as its words."""
    from bot.readers.deadline import read_deadline

    text = _even(words).strip()
    found = re.search(rf"(?:{TITLE})议?", text)
    title = found[0].removesuffix("议") if found else ""
    rest = (text[: found.start()] + " " + text[found.end() :]).strip() if found else text
    clock = _CLOCK.search(rest)
    time = _time(clock) if clock else None
    day_part = _BARE_PART.sub("", rest[: clock.start()] + rest[clock.end() :] if clock else rest)
    bare = day_part.strip(" ,，。的召开在于")
    if not bare:
        return CalledMeeting(title=title, time=time, doubt=rest if clock and time is None else "")
    if bare in {"今天", "今日"}:
        return CalledMeeting(title=title, day=today, time=time)
    expression, _, free = bare.partition(" ")
    read = read_deadline(expression, today)
    sure = read.kind is ReadingKind.DATE and not read.flags & {
        Flag.AMBIGUOUS,
        Flag.MULTI,
        Flag.NEEDS_ANCHOR,
        Flag.ROLLED,
    }
    if not sure or (clock and time is None):
        return CalledMeeting(title=title or free.strip(), time=time, doubt=bare)
    return CalledMeeting(title=title or free.strip(), day=read.date, time=time)


def clock_in(words: str) -> tuple[dt.time | None, bool]:
    """The time of day that words name, and whether they name any."""
    found = _CLOCK.search(words)
    return (_time(found), True) if found else (None, False)


def without_clock(words: str) -> str:
    """The words without a time of day."""
    return _BARE_PART.sub(" ", _CLOCK.sub(" ", words))


def _time(found: re.Match[str]) -> dt.time | None:
    hour = number(found["hour"]) if found["hour"] else int(found["h"])
    minute = 30 if found["half"] else number(found["minute"]) if found["minute"] else int(found["m"] or 0)
    if hour is None or minute is None:
        return None
    if found["part"] in {"下午", "晚上", "傍晚"} and hour < NOON:
        hour += NOON
    return dt.time(hour, minute) if hour < HOURS and minute < MINUTES else None


def _even(words: str) -> str:
    """The words with figures as keyboards have them; their punctuation stays."""
    return words.translate(_EVEN)
