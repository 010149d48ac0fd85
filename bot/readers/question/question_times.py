"""The times in a question, and how far or how late: each in the words of the query."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable

from bot.domain.core.numerals import number

_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_WITHIN = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?:之?内|以内)(?:要)?(?:到期)?"
)
_COMING = re.compile(
    r"(?:再过|未来|接下来|往后|今后)(?:的)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?:之?内|以内|里)?(?:要)?(?:到期)?"
)
_UNTIL = re.compile(
    rf"(?:(?:今年)?年[底末]|(?P<m>{_N})月(?:份)?(?:[底末]|(?P<d>{_N})[日号]))(?:之前|以前|前|为止|(?=能|可以|要能|[要得]完成|还[要得该有]|还到期))(?:[要该])?(?:到期)?|"
    r"(?:今年)?年[底末](?:[要该])?到期"
)
_MONTH = re.compile(
    r"(?<![\d一二三四五六七八九十个])(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份底?|底?(?=[要该]?到期|[有里内]|的|都|还|要|一[条个次]|[没未谁哪报]|,|\s|$))"
)
_PAST = re.compile(
    rf"(?:最近|近|这|过去)(?P<n>{_N}|[两几])个?(?P<unit>天|日|周|星期|礼拜|月)(?:里|内|来)?",
)
_SILENT = re.compile(  # 上周谁没报
    r"(?P<when>(?=谁(?:都|还)?(?:没有?|未)报)|今天|昨天|[本这上]个?周|[本上]月|[这上]个月|"
    r"(?:1[0-2]|[1-9]|[一二三四五六七八九十]{1,2})月份?|第?[一二三四]季度|[上下]半年|"
    r"[最近这]*半个?月|[最近这]*(?:\d{1,2}|[一二两三四五六七八九十]{1,3})个?(?:天|周|星期|礼拜|月))"
    r"(?:以来|了|都|也|还|有谁|谁|哪些人?|哪几[个条]|一[条次个]|一点)*(?:没有?|未)(?:人(?:管|理|问|过问)|报(?!完)|回复?|吭声|动静|更新|消息|反馈|有?进展|动(?!工))(?:过|进展|话)?(?:的)?"
)
_FAR = re.compile(
    r"(?:进度|进展|完成率?|完成度)?(?:还)?(?:在|到|达到?|超过?|不到|没到|低于|不足|高于|大于|小于)*"
    r"(?P<n>\d{1,3}) ?%(?:以上|以下|以内)?(?:的)?"
)
_HALF = re.compile(
    r"(?:完成|进度)?(?:了|还|都|已经?|超过|超)*(?P<below>不到|没到|低于|不足|没有?过|未过|没)?(?:一半以下|一半以上|过半|一半多|(?<=[到于足过])一?半)(?:的)?"
)
_TENTHS = re.compile(
    r"(?:完成|进度)?(?:(?:还)?(?:在|到|过|超过|超|不到|没到|不足|低于|高于|没过)+(?P<n>[一二三四五六七八九])成(?:以上|以下)?|(?P<m>[一二三四五六七八九])成(?:以上|以下))(?:的)?"
)
_BEFORE = re.compile(r"(?P<day>[\u4e00-\u9fff\d]{1,7}?(?:之前|以前|前))(?:[要该])?到期")
_BELOW = re.compile("没过|不到|没到|低于|不足|小于|以下|以内")
_YEARS = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}
_YEAR = re.compile(
    r"(?P<said>去年|今年|明年|后年)(?:内|里|之内|以内)?(?:要)?(?:到期)?|(?P<year>20\d\d)年(?:内|里)?(?:到期)?"
)
_IN_YEAR = re.compile(
    r"(?:(?P<said>去年|明年|后年)|(?P<year>20\d\d)年)的?第?(?P<part>[上下]半年|[一二三四]季度|(?:1[0-2]|[1-9])月)(?:份)?(?:要)?(?:到期)?"
)
_LATE_BY = re.compile(
    rf"(?:逾期|超期|超|拖)(?:了)?(?:超过|大于|有)?(?P<n>{_N})个?(?P<unit>天|日|周|星期|礼拜|月)(?:以上|多|的)*"
)
_LOOKS_BACK = {"没报进展", "报过进展", "有变化", "已销号"}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}


_QUARTER = re.compile(r"(?P<which>[本这下上])个?季度?(?=$|[^节一二三四])(?:[要该])?(?:到期)?")
_DAY = re.compile(
    rf"(?P<day>(?:(?:20\d\d年?|今年|明年)?(?:{_N})月(?:份)?(?:的)?(?:(?:{_N})[日号]|[上中下]旬|[初底末])|(?<![月\d])(?:\d{{1,2}})[日号]|[本这下]?个?(?:周|星期|礼拜)[一二三四五六日天](?!前)|[下本这上]个?月(?:[上中下]旬|[初底末])))"
    r"(?:当天|那天|这天|那一天)?(?:[要该])?(?:到期|(?=的|有|几|$))(?!前)"
)
_STEMS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


def times(text: str, terms: list[str], today: dt.date, *, back: bool = False) -> str:
    """Take the times out of a text, and name each in the words of the query."""
    back = back or bool(set(terms) & _LOOKS_BACK)
    for pattern, named in _READ:
        for found in pattern.finditer(text):
            if term := named(found, today, back):
                terms.append(term)
                text = text.replace(found[0], " ")
    return text


def heard(text: str, terms: list[str]) -> str:
    """Take out how long what is late has been, and that nobody reported since when: 上周谁没报."""
    for late in _LATE_BY.finditer(text):
        if many := number(late["n"]):
            terms.append(f"逾期{many * _DAYS[late['unit']]}天以上")
            text = text.replace(late[0], " ")
    if _SILENT.search(text):
        terms.append("没报进展")
        text = _SILENT.sub(lambda found: f"{_past(found['when'])} ", text)
    return text


def _past(when: str) -> str:
    """五天 before 没回 looks back."""
    if "半" in when:
        return "近15天"
    if when.endswith(("季度", "半年")) or re.fullmatch(r"[\d一二三四五六七八九十]{1,2}月份?", when):
        return when
    return f"近{when}" if re.match(r"\d|[一二两三四五六七八九十]", when) else when


def _days(found: re.Match[str], _: dt.date, back: bool) -> str:  # noqa: FBT001 - one shape for all
    days = (number(found["n"]) or 2) * _DAYS[found["unit"]]
    return f"近{days}天" if back else f"{days}天内"


def _quarter(found: re.Match[str], today: dt.date, _: bool) -> str:  # noqa: FBT001
    """下季度, with its year where that is another one."""
    place = today.year * 4 + (today.month - 1) // 3 + {"下": 1, "上": -1}.get(found["which"], 0)
    year, quarter = divmod(place, 4)
    named = f"{'一二三四'[quarter]}季度"
    return named if year == today.year else f"{year}年{named}"


def _day(found: re.Match[str], today: dt.date, back: bool) -> str:  # noqa: FBT001
    """5月上旬 and 6月20日: the days from the first to the last, by the reader of deadlines; none that look back."""
    from bot.readers.deadline import read_deadline

    said = found["day"].replace("的", "").replace("这个", "本").replace("下个", "下").replace("份", "")
    part = next((words for words in _STEMS if said.endswith(words)), "")
    read = read_deadline(said.removesuffix("初") + ("上旬" if part == "初" else ""), today)
    if back or read.date is None or not (read.certain or said.endswith(tuple(_STEMS))):
        return ""
    if not part:
        return str(read.date)
    first, last = _STEMS[part]
    last = min(last, monthrange(read.date.year, read.date.month)[1])
    return f"{read.date.replace(day=first)}至{read.date.replace(day=last)}"


def _percent(found: re.Match[str], _: dt.date, __: bool) -> str:  # noqa: FBT001
    return f"进度{found['n']}%{'以下' if _BELOW.search(found[0]) else '以上'}"


def _half(found: re.Match[str], _: dt.date, __: bool) -> str:  # noqa: FBT001
    return "进度50%以下" if found["below"] or "以下" in found[0] else "进度50%以上"


def _tenths(found: re.Match[str], _: dt.date, __: bool) -> str:  # noqa: FBT001
    return f"进度{(number(found['n'] or found['m']) or 0) * 10}%{'以下' if _BELOW.search(found[0]) else '以上'}"


def _before(found: re.Match[str], today: dt.date, _: bool) -> str:  # noqa: FBT001
    """五一前: whatever the reader of deadlines makes one certain day of."""
    from bot.readers.deadline import read_deadline

    read = read_deadline(found["day"], today)
    return f"{read.date}前" if read.date and read.certain else ""


def _until(found: re.Match[str], today: dt.date, _: bool) -> str:  # noqa: FBT001
    day = _last_day(found, today)
    return f"{day}前" if day else ""


def _within(found: re.Match[str], _: dt.date, __: bool) -> str:  # noqa: FBT001
    count = 0.5 if found["n"] == "半" else number(found["n"])
    return f"{int(count * _DAYS[found['unit']])}天内" if count else ""


def _year(found: re.Match[str], today: dt.date, _: bool) -> str:  # noqa: FBT001
    year = today.year + _YEARS[found["said"]] if found["said"] else int(found["year"])
    return f"{year}年{found.groupdict().get('part') or ''}"


def _month(found: re.Match[str], _: dt.date, __: bool) -> str:  # noqa: FBT001
    month = number(found["n"]) or 0
    return f"{month}月" if 0 < month <= 12 else ""  # noqa: PLR2004 - a year's


_READ: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date, bool], str]], ...] = (
    (_PAST, _days),
    (_FAR, _percent),
    (_HALF, _half),
    (_TENTHS, _tenths),
    (_UNTIL, _until),
    (_QUARTER, _quarter),
    (_DAY, _day),
    (_BEFORE, _before),
    (_COMING, _within),
    (_WITHIN, _within),
    (_IN_YEAR, _year),
    (_YEAR, _year),
    (_MONTH, _month),
)


def _last_day(found: re.Match[str], today: dt.date) -> dt.date | None:
    """The day of 年底前, 6月底前 and 6月10日前, the next that there is; None where there is none."""
    month, day = number(found["m"] or "12"), number(found["d"] or "")
    try:
        for year in (today.year, today.year + 1):
            last = dt.date(year, month or 0, day or monthrange(year, month or 0)[1])
            if last >= today:
                return last
    except ValueError:
        return None
    return None
