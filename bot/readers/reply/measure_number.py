"""The numbers of measures inside a message: 3-2, ３—２, 第3条第2项, 2-1、2-2, 2-1、2、3, 3-2至3-4, 3-1/3-2."""

import re
from dataclasses import dataclass

from bot.domain.core.numerals import number

JOINERS = "、，,和与及跟/ 以措施"  # between numbers of which the same is said
MOST = 40  # numbers in one message; more is a pasted table, not a reply
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DASH = r"\s?[-‐-―−－﹣]\s?"
_PLAIN = rf"(?<![\d.\-第])(?<!\d[年月:])(?P<a>\d{{1,2}}){_DASH}(?P<b>\d{{1,2}})(?:号(?=措施|任务|问题|整改))?"
_WORDY = (
    rf"(?:第|问题|反馈问题)(?P<wa>{_N})(?:个|条|项|号)?(?:问题|反馈)?的?[,、]?(?:第|措施)(?P<wb>{_N})(?:条|项|"
    rf"个|号)?(?:措施|任务|整改措施)?"
)
_DOTTED = r"(?:措施|编号|第)\s?(?P<da>\d{1,2})[.．\-](?P<db>\d{1,2})(?:条|项|号)?(?![\d期批次季阶])"
_OPENING = (  # 2.1完成40%, as a day is written
    r"(?:(?<![^\n;。!?,、和与及])(?P<oa>\d{1,2})[.．](?P<ob>\d{1,2})(?=\s?(?:[,:、\u4e00-\u9fff]|$)))"
)
_NUMBER = re.compile(rf"(?:措施|编号|任务|序号)?\s?(?:{_PLAIN}|{_WORDY}|{_DOTTED}|{_OPENING})")
_NOT_AFTER = re.compile(
    r"[\d.%]|/(?!\d{1,2}-\d)|\s?[-‐-―－]\s?\d|之?前|以前|日(?![常期])|号(?!措施|任务|问题|整改|召)|月(?![度报])|年(?![度底初终报])"
)
_COUNTED = re.compile(  # as a range is, 3-5天, which rises; the word may be another that begins so: 3-5天天催
    r"人(?![手员力大均才])|个(?![别体])|天(?![天然气])|周(?![边密到报例])|成(?![立员果效本片])|条(?![件例线款])|项(?!目(?!标))|"
    r"万(?![事一])|元(?![旦月])|吨|米(?!面)|公里|家(?![家长属里校电])|户(?![外口户主])|处(?![理置罚分])|件(?!件)|份(?!额)|次(?![日数])|"
    r"点(?![位评名对])|时(?![限间常候段机])|小时|岁(?!末)|倍(?!增)|度(?![汛假])|层(?![层级面])|楼(?![顶道宇])|名(?![单录下称义])|台(?![账风])|"
    r"套(?![用路])|栋|亩"
)
_OF_A_MONTH = re.compile(r"月(?:底|末|初|内|[上中下]旬)")  # 2-3月底前: of this month, where there is such a measure
_DATE_BEFORE = re.compile(r"(?:改[成为]|拖|(?<![\d没未不收拿])[到至])\s?$")
_DAY_OR_MEASURE = re.compile(  # 争取5-2办结, 从5-2做起: that day, or the measure 5-2
    r"(?:预计|大概|争取|最迟|截止|从|(?<!关)(?<!对)(?<!至)于|(?<![卡正现还])在|(?<![目当])前)\s?$"
)
_JOIN = re.compile(r"\s*(?:[、,，和与及跟/]|以及|还有)?\s*(?:措施)?")
_THROUGH = re.compile(r"\s*(?:至|到|~|～)\s*")
_MORE = re.compile(
    r"\s?(?P<join>[、和与及至到~]|以及)\s?(?P<n>\d{1,2})(?![\d.%/\-]|\s?[年月日号个家户处件次条项天周万元吨米人台套成起期份点])"
)
_WHOLE_FINDING = re.compile(
    rf"(?:第(?P<wa>{_N})个?(?:反馈)?问题|(?:反馈)?问题(?P<wb>{_N}))(?:的)?(?:整体|全部(?:措施)?|所有(?:措施)?|各项措施|下面?(?:的)?(?:措施)?)"
)
_SAME_FINDING = re.compile(rf"(?<=[,;。\s])第(?P<n>{_N})[条项](?:措施)?")  # 第3条第1项完成了,第2项在招标
_AFTER_MEASURE = re.compile(r"\d-\d{1,2}/$")


@dataclass(frozen=True)
class NamedMeasure:
    """A measure's number and where it stands; `as_day` where it is written as a day is: 2.1."""

    number: str
    start: int
    end: int
    as_day: bool = False


@dataclass(frozen=True)
class MeasureGroup:
    """Numbers with nothing but joiners between them, and where they stand; `as_day` where one is written as a day."""

    numbers: tuple[str, ...]
    start: int
    end: int
    as_day: bool = False


def named_in(text: str, known: frozenset[str] = frozenset()) -> list[NamedMeasure]:
    """Every measure's number in a text, in order; what may be a day or an amount is none, unless it is known as one."""
    found: list[NamedMeasure] = []
    for match in _NUMBER.finditer(text):
        found.extend(_further(text, found, match.start()))
        pair = _pair(match)
        if pair is None:
            continue
        certain = f"{pair[0]}-{pair[1]}" in known or (bool(found) and _goes_on(text, found[-1], match.start(), pair[0]))
        if _may_be_other(text, match, pair, known=certain):
            continue
        as_day = match["oa"] is not None or _day_or_measure(text, match, pair)
        found.append(NamedMeasure(f"{pair[0]}-{pair[1]}", match.start(), match.end(), as_day))
        found.extend(_continued(text, found[-1]))
        if len(found) > MOST:
            return []
    return found + _further(text, found, len(text))


def _goes_on(text: str, last: NamedMeasure, start: int, finding: int) -> bool:
    """True for 8-3 of 8-1至8-3月底前: a range, or a list, of one finding's measures."""
    between = text[last.end : start]
    joined = _THROUGH.fullmatch(between) or (between.strip() and _JOIN.fullmatch(between))
    return bool(joined) and last.number.startswith(f"{finding}-")


def _further(text: str, found: list[NamedMeasure], end: int) -> list[NamedMeasure]:
    """The measures of the finding named last, in words, that are named behind it without it, up to a place."""
    if not found or "第" not in text[found[-1].start : found[-1].end] or "第" not in text[found[-1].end : end]:
        return []
    finding = found[-1].number.partition("-")[0]
    more = _SAME_FINDING.finditer(text, found[-1].end, end)
    return [NamedMeasure(f"{finding}-{n}", one.start(), one.end()) for one in more if (n := number(one["n"]))]


def leading_numbers(text: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """The numbers with which a text begins, nothing but joiners between them."""
    found: set[str] = set()
    last = 0
    for one in named_in(text, known):
        if text[last : one.start].strip(JOINERS):
            break
        found.add(one.number)
        last = one.end
    return frozenset(found)


def like_days(text: str) -> set[str]:
    """Numbers that may as well be a month and a day, or two months: measures' where there are such measures."""
    pairs = (
        (match, match["oa"] or _OF_A_MONTH.match(text, match.end()), _pair(match))
        for match in _NUMBER.finditer(text)
        if match["a"] or match["oa"]
    )
    return {
        f"{pair[0]}-{pair[1]}"
        for match, like, pair in pairs
        if pair and (like or _like_day(pair) or _day_or_measure(text, match, pair))
    }


def _continued(text: str, first: NamedMeasure) -> list[NamedMeasure]:
    """The further numbers of a finding of which only the first is written whole: 5-1、2、3 and 5-1至3."""
    finding, last = map(int, first.number.split("-"))
    found: list[NamedMeasure] = []
    place = first.end
    while len(found) < MOST and (match := _MORE.match(text, place)):
        upto = int(match["n"])
        through = match["join"] in {"至", "到", "~"}
        if not upto or (through and upto <= last):
            break
        numbers = range(last + 1, upto + 1) if through else (upto,)
        found.extend(NamedMeasure(f"{finding}-{n}", match.start(), match.end()) for n in numbers)
        last, place = upto, match.end()
    return found


def whole_findings(text: str, known: tuple[str, ...]) -> list[MeasureGroup]:
    """第5个问题整体: all known measures of a finding."""
    groups = []
    for match in _WHOLE_FINDING.finditer(text):
        finding = number(match["wa"] or match["wb"])
        numbers = tuple(one for one in known if one.partition("-")[0] == str(finding))
        if numbers:
            groups.append(MeasureGroup(numbers, match.start(), match.end()))
    return groups


def _pair(match: re.Match[str]) -> tuple[int, int] | None:
    """Finding and measure as numbers."""
    for first, second in (("a", "b"), ("wa", "wb"), ("da", "db"), ("oa", "ob")):
        if match[first]:
            pair = number(match[first]), number(match[second])
            return (pair[0], pair[1]) if pair[0] and pair[1] else None
    return None


def _like_day(pair: tuple[int, int]) -> bool:
    return pair[0] <= 12 < pair[1] <= 31  # noqa: PLR2004  a month and a day


def _day_or_measure(text: str, match: re.Match[str], pair: tuple[int, int]) -> bool:
    """True for 争取5-2办结, which may be a day as well as a measure."""
    day = match["a"] is not None and pair[0] <= 12 and pair[1] <= 31  # noqa: PLR2004  a month and a day
    return day and bool(_DAY_OR_MEASURE.search(text[max(0, match.start() - 4) : match.start()]))


def _may_be_other(text: str, match: re.Match[str], pair: tuple[int, int], *, known: bool) -> bool:
    """True where a pair of plain figures may as well be a day (12-31), a range (3-5天) or a ratio."""
    if match["oa"]:
        return not known or bool(_NOT_AFTER.match(text, match.end()) or _COUNTED.match(text, match.end()))
    if match["a"] is None:
        return False
    padded = match["a"].startswith("0") or match["b"].startswith("0")
    day = _like_day(pair) and not known
    return (
        padded
        or day
        or (
            text[match.start("a") - 1 : match.start("a")] == "/"
            and not _AFTER_MEASURE.search(text[max(0, match.start("a") - 5) : match.start("a")])
        )
        or (pair[0] < pair[1] and bool(_COUNTED.match(text, match.end())))
        or (bool(_NOT_AFTER.match(text, match.end())) and not (known and _OF_A_MONTH.match(text, match.end())))
        or bool(_DATE_BEFORE.search(text[max(0, match.start() - 6) : match.start()]))
        or (not known and _day_or_measure(text, match, pair))
    )


def groups_of(text: str, named: list[NamedMeasure]) -> list[MeasureGroup]:
    """Numbers that stand together and share what is said of them."""
    groups: list[MeasureGroup] = []
    index = 0
    while index < len(named):
        numbers, start = [named[index].number], named[index].start
        while index + 1 < len(named) and _joined(text, named[index], named[index + 1], numbers):
            index += 1
        as_day = any(one.as_day for one in named if start <= one.start <= named[index].start)
        groups.append(MeasureGroup(tuple(dict.fromkeys(numbers)), start, named[index].end, as_day))
        index += 1
    return groups


def _joined(text: str, one: NamedMeasure, other: NamedMeasure, numbers: list[str]) -> bool:
    """True where nothing but a joiner stands between two numbers; 至 fills in the numbers between."""
    if other.start <= one.end:
        numbers.append(other.number)
        return True
    between = text[one.end : other.start]
    if _JOIN.fullmatch(between):
        numbers.append(other.number)
        return True
    if not _THROUGH.fullmatch(between):
        return False
    (finding, first), (same, last) = (map(int, n.number.split("-")) for n in (one, other))
    if finding != same or not first < last:
        return False
    numbers.extend(f"{finding}-{n}" for n in range(first + 1, last + 1))
    return True
