"""The day inside a period: 每月「8日、23日前」, 每季度「首月10日前」, 每周「二、五」, 每年「6月底、12月底前」."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.core.numerals import number
from bot.domain.plan.recurrence import LAST, SPANS, Cycle, DayOfMonth
from bot.readers.deadline.number_patterns import SMALL
from bot.readers.deadline.periods import TO
from bot.readers.deadline.time_of_day import clock_at
from bot.readers.deadline.week import WEEKDAYS

XUN: dict[str, DayOfMonth] = {"上旬": 10, "中旬": 20, "下旬": LAST}
ABOUT = {"初": (10, 5), "中": (15, 20)}  # no fixed day: the one of the convention, and the other
LONGEST_MONTH = 31
HALF_MONTH = 15
QUARTER_OF_YEAR = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
REGULAR = {(2, 6): Cycle.HALF_YEAR, (4, 3): Cycle.QUARTER}  # so many months of a year, so far apart


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """Where in its period something is due; `other` is another day that the same words may mean."""

    unit: Cycle
    weekday: tuple[int, ...] = ()
    day: tuple[DayOfMonth, ...] = ()
    month: int | None = None
    behind: bool = False
    other: tuple[DayOfMonth, ...] = ()
    doubtful: bool = False
    fault: str = ""  # what there is no such day of


Found = tuple[DueDay, int]

_JOIN = r"(?:[、,和与及跟/]|以及)"
_LEAD = re.compile(
    r"(?:的|度|份|于|在|不迟于|不晚于|不超过|最迟|最晚|截止到?|要|应|须|需|均|都|统一|固定在?|定于|定在|[,:(])*"
)
_MARK = re.compile(r"(?:\((?:含|遇)[^)]*\))?(?:当天|当日)?(?:(?:之|以)?前|(?:之|以)?内|为止|止|截止)?")
_UNCLEAR = re.compile(r"左右|前后|上下|(?:之|以)?后|起(?!草)|开始|或")
_ONWARD = re.compile(r"至|到|-|—|~")
_DAY = re.compile(rf"(?P<d>{SMALL})(?:[日号]|(?=[、,和与及/]{SMALL}[日号、,和与及/]))")
_RANGE = re.compile(rf"{SMALL}[日号]?{TO}(?P<d>{SMALL})[日号]")
_BARE = re.compile(rf"(?P<d>{SMALL})(?=[之以]?前)")
_FIRST_DAYS = re.compile(rf"(?:的?前|头)(?P<d>{SMALL})(?:日|天)(?:[之以]?内)?")
_END = re.compile(r"(?:(?P<of>[年季月]?)度?(?:底|末|终|尾)(?:了|前最后一[天日])?|最后(?:一|1)[天日])")
_ABOUT = re.compile(r"(?P<of>[年季月]?)度?(?P<p>初|中(?![旬间心]))")
_MONTH_END = re.compile(r"月?(?:底|末(?!周)|终|尾)(?:前最后一[天日])?|最后(?:一|1)[天日]")
_MONTH_ABOUT = re.compile(r"月?(?P<p>初|中(?![旬间心]))")
_XUN = re.compile(r"月?(?P<p>[上中下]旬)(?:[底末])?")
_XUN_OF_SEVERAL = re.compile(r"(?P<p>[上中下])(?=[、,和与及][上中下](?:[、,和与及][上中下])*旬)")
_AFTER = re.compile(
    rf"(?:(?:末|底)?(?:结束|终了|完毕|届满|期满)(?:(?:之|以)?后)?|(?:末|底|过)(?:之|以)?后)的?"
    rf"(?:(?P<n>{SMALL})个?(?P<u>工作日|日|天|月)|(?P<half>半个月)|(?P<week>一周))(?:[之以]?内)?"
)
_MONTH_OF_UNIT = re.compile(
    rf"(?:的|度)*(?:(?P<first>首月|首个月|头(?:一个)?月)|(?P<last>末月|最后(?:一|1)?个?月|末尾月|尾月)|"
    rf"第(?P<n>{SMALL})个?月|(?P<mid>中间(?:一个)?月)|(?P<next>次月|下(?:一)?个?月))份?"
)
_MONTH = re.compile(rf"(?P<m>{SMALL}|元)月份?")
_MONTH_ALONE = re.compile(rf"(?P<m>{SMALL})(?=[、,和与及/]{SMALL}(?:[、,和与及/]{SMALL})*月)")
_PART_OF_YEAR = re.compile(r"(?:第?(?P<q>[一二三四1-4])季度|(?P<h>[上下])半年)(?:[末底])?")
_DAY_OF_WEEK = (
    r"(?:周|星期|礼拜)?(?:(?:[六末]|[一二三四五](?!把手|日)|[1-6](?![\d点时:日]))(?![天次个名项家条份场轮处回遍篇期户件人号月])|"
    r"[日天](?![常程报均]))"
)
_WEEKDAYS = re.compile(rf"{_DAY_OF_WEEK}(?:{_JOIN}?{_DAY_OF_WEEK})*")
_WEEKDAY = re.compile(r"[一二三四五六日天末1-6]")
_ONE_DEED = re.compile(
    r"(?:报(?!送|告)|次|调度|通报|汇报|会商|研判|督查|检查|小结|总结|更新|例会|排查|巡查|碰头)|"
    r"(?!报送|上报|填报|上午|下午|中午|早|晚|下班|前|之前|以前|止|截止)[\u4e00-\u9fff]{1,3}(?=$|[,;。、\s])"
)

_ONCE = re.compile(r"[^,;。、]*一次")
_NEXT_MONTH = re.compile(r"(?:(?P<next>次月|下个?月)|当月|本月|该月)的?")
_NUMBERED = re.compile(r"的?(?=[\d〇零一二两三四五六七八九十廿卅上中下])")
_JOINED_DAYS = re.compile(rf"(?:[之以]?前)?{_JOIN}")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def due_day_at(text: str, position: int, unit: Cycle) -> Found | None:
    """The day that stands at a position behind the words that say how often, with its 前, and where it ends."""
    begin = _LEAD.match(text, position)
    start = begin.end() if begin else position
    found = (_in_week if unit is Cycle.WEEK else _in_months)(text, start, unit)
    if found is None:
        return None
    due, end = found
    end = clock_at(text, end)
    mark = _MARK.match(text, end)
    marked = mark.end() if mark else end
    whole_month = due.day == (LAST,) and text[end - 1] in "月份" and "前" in text[end:marked]
    onward = marked == end and _ONWARD.match(text, marked)
    unclear = _UNCLEAR.match(text, marked) or onward or whole_month
    return (replace(due, doubtful=True) if unclear else due), marked


def _in_week(text: str, position: int, unit: Cycle) -> Found | None:
    """周五; 二、五; 一三五."""
    found = _WEEKDAYS.match(text, position)
    if found is None:
        return None
    words = _WEEKDAY.findall(found[0])
    days = tuple(sorted({int(word) if word.isdecimal() else WEEKDAYS[word] for word in words}))
    doubtful = "末" in words or (words == ["一"] and _weekly_once(text, found.end()))
    return DueDay(unit=unit, weekday=days, doubtful=doubtful), found.end()


def _weekly_once(text: str, end: int) -> bool:
    """True where 每周一 may be "once a week": 每周一报, 每周一调度."""
    deed = _ONE_DEED.match(text, end)
    return deed is not None and not _ONCE.match(text, deed.end())


def _in_months(text: str, position: int, unit: Cycle) -> Found | None:
    """Days of a month, of a month of the unit, or after the unit is over."""
    after = _AFTER.match(text, position)
    if after:
        return _after(after, unit), after.end()
    if unit is Cycle.MONTH:
        following = _NEXT_MONTH.match(text, position)
        day = _several(text, following.end() if following else position, unit)
        return day and (replace(day[0], behind=bool(following and following["next"])), day[1])
    month = _MONTH_OF_UNIT.match(text, position)
    if month:
        return _in_month_of_unit(text, month, unit)
    listed = _listed(text, position)
    if listed:
        return _of_year(listed[0], unit), listed[1]
    part = _PART_OF_YEAR.match(text, position) if unit is Cycle.YEAR else None
    if part:
        last = QUARTER_OF_YEAR[part["q"]] if part["q"] else {"上": 6, "下": 12}[part["h"]]
        return DueDay(unit=unit, month=last, day=(LAST,), doubtful=part["h"] is not None), part.end()
    return _in_last_month(text, position, unit)


def _after(found: re.Match[str], unit: Cycle) -> DueDay:
    """每季度结束后5日内: in the first month of the next one."""
    month = None if unit is Cycle.MONTH else 1
    if found["half"] or found["week"]:
        return DueDay(unit=unit, month=month, day=(HALF_MONTH if found["half"] else 7,), behind=True)
    count = number(found["n"]) or 0
    if found["u"] == "月":
        fits = unit is not Cycle.MONTH and 0 < count <= SPANS[unit]
        return DueDay(unit=unit, month=count if fits else month, day=(LAST,), behind=True, doubtful=not fits)
    doubtful = found["u"] == "工作日" or not 0 < count < LONGEST_MONTH
    return DueDay(unit=unit, month=month, day=(min(max(count, 1), LONGEST_MONTH),), behind=True, doubtful=doubtful)


def _in_month_of_unit(text: str, found: re.Match[str], unit: Cycle) -> Found | None:
    """首月10日, 末月20日, 第二个月底, 次月5日."""
    span = SPANS[unit]
    if found["n"]:
        month = number(found["n"]) or 0
    else:
        month = 1 if found["first"] or found["next"] else 2 if found["mid"] else span
    if not 1 <= month <= span:
        return DueDay(unit=unit, fault=found[0]), found.end()
    numbered = _NUMBERED.match(text, found.end())
    day = _several(text, numbered.end() if numbered else found.end(), unit)
    inner, end = day or (DueDay(unit=unit, day=(LAST,)), found.end())
    doubtful = inner.doubtful or bool(found["next"]) or (bool(found["mid"]) and unit is not Cycle.QUARTER)
    return replace(inner, month=month, behind=bool(found["next"]), doubtful=doubtful), end


def _in_last_month(text: str, position: int, unit: Cycle) -> Found | None:
    """季末, 年底, 季末25日; 年初 and 年中; a day alone does not say of which month it is."""
    end = _of(_END.match(text, position), unit)
    if end:
        numbered = _NUMBERED.match(text, end.end())
        day = _several(text, numbered.end(), unit) if numbered else None
        return (replace(day[0], month=SPANS[unit]), day[1]) if day else (DueDay(unit=unit, day=(LAST,)), end.end())
    about = _of(_ABOUT.match(text, position), unit)
    if about:
        if unit is Cycle.YEAR:
            month = 1 if about["p"] == "初" else 6
            return DueDay(unit=unit, month=month, day=(LAST,), doubtful=month == 1), about.end()
        first = about["p"] == "初"
        return DueDay(unit=unit, month=1 if first else 2, day=(10 if first else LAST,), doubtful=True), about.end()
    day = _several(text, position, unit)
    return (replace(day[0], doubtful=True), day[1]) if day else None


def _of(found: re.Match[str] | None, unit: Cycle) -> re.Match[str] | None:
    """The end or the beginning of this unit, not of another one."""
    own = {Cycle.MONTH: "月", Cycle.QUARTER: "季", Cycle.YEAR: "年"}.get(unit, "")
    return found if found and (found.groupdict().get("of") or own) == own else None


def _several(text: str, position: int, unit: Cycle) -> Found | None:
    """One or several days of a month: 25日, 月底, 上旬, 8日、23日."""
    found = list(_elements(text, position))
    if not found:
        return None
    days = tuple(dict.fromkeys(day for day, _, _ in found))
    fault = next((str(day) for day in days if day != LAST and not 1 <= day <= LONGEST_MONTH), "")
    others = tuple(other for _, other, _ in found if other is not None)
    doubtful = any(other is not None for _, other, _ in found)
    ordered = tuple(sorted(days, key=lambda day: LONGEST_MONTH + 1 if day == LAST else day))
    other = others if others and others != (0,) else ()
    return DueDay(unit=unit, day=ordered, other=other, doubtful=doubtful, fault=fault), found[-1][2]


def _elements(text: str, position: int) -> Iterator[tuple[DayOfMonth, int | None, int]]:
    """Each day of a list with its other reading (0 where it is only doubtful) and its end."""
    while element := _element(text, position):
        yield element
        joint = _JOINED_DAYS.match(text, element[2])
        if joint is None:
            return
        position = joint.end()


def _element(text: str, position: int) -> tuple[DayOfMonth, int | None, int] | None:
    """One day of a month."""
    for pattern, read in _ELEMENTS:
        found = pattern.match(text, position)
        if found:
            day, other = read(found)
            return day, other, found.end()
    return None


def _number(found: re.Match[str]) -> tuple[DayOfMonth, int | None]:
    return number(found["d"]) or 0, None


def _doubtful_number(found: re.Match[str]) -> tuple[DayOfMonth, int | None]:
    return number(found["d"]) or 0, 0


_ELEMENTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[DayOfMonth, int | None]]], ...] = (
    (_RANGE, _number),
    (_DAY, _number),
    (_XUN, lambda found: (XUN[found["p"]], None)),
    (_XUN_OF_SEVERAL, lambda found: (XUN[f"{found['p']}旬"], None)),
    (_MONTH_END, lambda _: (LAST, None)),
    (_MONTH_ABOUT, lambda found: ABOUT[found["p"]]),
    (_FIRST_DAYS, _number),
    (_BARE, _doubtful_number),
)


def _listed(text: str, position: int) -> tuple[list[DueDay], int] | None:
    """Months of the year with their days: 6月底、12月底, 3月15日和9月15日, 6、12月."""
    found: list[DueDay] = []
    end = position
    while month := (_MONTH.match(text, position) or _MONTH_ALONE.match(text, position)):
        day = _several(text, month.end(), Cycle.YEAR) if text[month.end() - 1] in "月份" else None
        inner, end = day or (DueDay(unit=Cycle.YEAR), month.end())
        count = 1 if month["m"] == "元" else number(month["m"]) or 0
        exists = 1 <= count <= len(_LONGEST) and all(day == LAST or day <= _LONGEST[count - 1] for day in inner.day)
        fault = inner.fault or ("" if exists else text[month.start() : end])
        found.append(replace(inner, month=count, fault=fault))
        joint = _JOINED_DAYS.match(text, end)
        if joint is None:
            break
        position = joint.end()
    return (found, end) if found else None


def _of_year(listed: list[DueDay], unit: Cycle) -> DueDay:
    """Days of a year as those of the shorter unit in which they come back, where they do."""
    fault = next((due.fault for due in listed if due.fault), "")
    doubtful = any(due.doubtful for due in listed)
    if not listed[-1].day:
        listed = [replace(due, day=(LAST,)) for due in listed]
    else:
        listed = [replace(due, day=due.day or listed[-1].day) for due in listed]
    months = [due.month or 0 for due in listed]
    if fault:
        return DueDay(unit=unit, fault=fault)
    if len(listed) == 1:
        return replace(listed[0], unit=Cycle.YEAR, doubtful=doubtful or unit is not Cycle.YEAR)
    gaps = {later - earlier for earlier, later in pairwise(months)}
    shorter = REGULAR.get((len(months), gaps.pop())) if len(gaps) == 1 else None
    ends = all(due.day in ((LAST,), (31,)) or (due.day == (30,) and due.month in {4, 6, 9, 11}) for due in listed)
    days = {(LAST,) if ends else due.day for due in listed}
    if shorter is None or len(days) > 1 or unit not in {Cycle.YEAR, shorter}:
        return replace(listed[0], unit=Cycle.YEAR, doubtful=True)
    span = SPANS[shorter]
    month, day = (months[0] - 1) % span + 1, days.pop()
    whole = month == span and day == (LAST,)
    return DueDay(unit=shorter, month=None if whole else month, day=day, doubtful=doubtful)
