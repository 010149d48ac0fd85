"""The numbers of measures inside a message: 3-2, ３—２, 第3条第2项, 2-1、2-2, 3-2至3-4."""

import re
from dataclasses import dataclass

from bot.domain.core.numerals import number

MOST = 40  # numbers in one message; more is a pasted table, not a reply
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DASH = r"\s?[-‐-―−－﹣]\s?"
_PLAIN = rf"(?<![\d.\-/:年月第%])(?P<a>\d{{1,2}}){_DASH}(?P<b>\d{{1,2}})(?:号(?=措施|任务|问题|整改))?"
_WORDY = (
    rf"(?:第|问题|反馈问题)(?P<wa>{_N})(?:个|条|项|号)?(?:问题|反馈)?的?[,、]?(?:第|措施)(?P<wb>{_N})(?:条|项|"
    rf"个|号)?(?:措施|任务|整改措施)?"
)
_DOTTED = r"(?:措施|编号|第)\s?(?P<da>\d{1,2})[.．](?P<db>\d{1,2})(?:条|项|号)?(?!\d)"
_NUMBER = re.compile(rf"(?:措施|编号|任务|序号)?\s?(?:{_PLAIN}|{_WORDY}|{_DOTTED})")
_NOT_AFTER = re.compile(
    r"[\d/.%]|\s?[-‐-―－]\s?\d|之?前|以前|日|号(?!措施|任务|问题|整改)|月|年|人(?![手员力])|个|天|周|成(?!立)|条|项|万|元|"
    r"吨|米|公里|家|户|处(?!理|置)|件|份|次|点|时|小时|岁|倍|度|层|楼|名|台|套|栋|亩"
)
_DATE_BEFORE = re.compile(
    r"(?:延期?|推迟|顺延|改[成为]|拖|(?<!\d)[到至]|(?<!关)(?<!对)于|(?<!卡)(?<!正)在|前|从|截止|预计|大概|争取|最迟)\s?$"
)
JOIN = re.compile(r"\s*(?:[、,，和与及跟]|以及)?\s*(?:措施)?")
_THROUGH = re.compile(r"\s*(?:至|到|~|～)\s*")


@dataclass(frozen=True)
class NamedMeasure:
    """A measure's number and where it stands."""

    number: str
    start: int
    end: int


@dataclass(frozen=True)
class MeasureGroup:
    """Numbers with nothing but joiners between them, and where they stand."""

    numbers: tuple[str, ...]
    start: int
    end: int


def named_in(text: str) -> list[NamedMeasure]:
    """Every measure's number in a text, in order; what may be a day or an amount is none."""
    found = []
    for match in _NUMBER.finditer(text):
        pair = _pair(match)
        if pair is None or _may_be_other(text, match, pair):
            continue
        found.append(NamedMeasure(f"{pair[0]}-{pair[1]}", match.start(), match.end()))
        if len(found) > MOST:
            return []
    return found


def _pair(match: re.Match[str]) -> tuple[int, int] | None:
    """Finding and measure as numbers."""
    for first, second in (("a", "b"), ("wa", "wb"), ("da", "db")):
        if match[first]:
            pair = number(match[first]), number(match[second])
            return (pair[0], pair[1]) if pair[0] and pair[1] else None
    return None


def _may_be_other(text: str, match: re.Match[str], pair: tuple[int, int]) -> bool:
    """True where a pair of plain figures may as well be a day (12-31), a range (3-5天) or a ratio."""
    if match["a"] is None:
        return False
    padded = match["a"].startswith("0") or match["b"].startswith("0")
    day = pair[0] <= 12 < pair[1] <= 31  # noqa: PLR2004  a month and a day
    return (
        padded
        or day
        or bool(_NOT_AFTER.match(text, match.end()))
        or bool(_DATE_BEFORE.search(text[max(0, match.start() - 6) : match.start()]))
    )


def groups_of(text: str, named: list[NamedMeasure]) -> list[MeasureGroup]:
    """Numbers that stand together and percentage what is said of them."""
    groups: list[MeasureGroup] = []
    index = 0
    while index < len(named):
        numbers, start = [named[index].number], named[index].start
        while index + 1 < len(named) and _joined(text, named[index], named[index + 1], numbers):
            index += 1
        groups.append(MeasureGroup(tuple(numbers), start, named[index].end))
        index += 1
    return groups


def _joined(text: str, one: NamedMeasure, other: NamedMeasure, numbers: list[str]) -> bool:
    """True where nothing but a joiner stands between two numbers; 至 fills in the numbers between."""
    between = text[one.end : other.start]
    if JOIN.fullmatch(between):
        numbers.append(other.number)
        return True
    if not _THROUGH.fullmatch(between):
        return False
    (finding, first), (same, last) = (map(int, n.number.split("-")) for n in (one, other))
    if finding != same or not first < last:
        return False
    numbers.extend(f"{finding}-{n}" for n in range(first + 1, last + 1))
    return True
