"""The periods (期) and stages (节点) that a reply names: 9、10月都报了; 三季度已报; 上周的; 第1节点已完成."""

import re
from collections.abc import Iterator

from bot.domain.core.numerals import number
from bot.domain.plan.recurrence import Cycle
from bot.domain.replies.named_period import NamedPeriod, Naming

MONTHS_A_YEAR = 12
N = r"(?:\d{1,2}|十[一二]|[一二三四五六七八九十])"
TO = r"\s*(?:至|到|[-—~～])\s*"
YEAR = r"(?:(?P<year>\d{4})年)?"
NOT_A_DAY = r"(?!\s*\d|[底末初前]|[上中下]旬|以前|之前|中旬)"
AND = r"\s*[、,，和及]\s*"
BEFORE = r"(?<![\d\-—.－])"  # no part of a measure's number
MONTHS = re.compile(rf"{BEFORE}{YEAR}(?P<first>{N})月?(?:份)?{TO}(?P<last>{N})月(?:份)?{NOT_A_DAY}")
MONTH = re.compile(rf"{BEFORE}{YEAR}(?P<list>{N}(?:月份?)?(?:{AND}{N}(?:月份?)?)*)(?<=[月份]){NOT_A_DAY}")
QUARTER = re.compile(rf"{YEAR}第?(?P<list>[一二三四1-4](?:{AND}第?[一二三四1-4])*)季度?(?![末初前])")
HALF = re.compile(rf"{YEAR}(?P<half>[上下])半年(?![末前])")
WEEK = re.compile(rf"第(?P<week>{N}|[一二三四五]?十[一二三四五六七八九]?)周")
RELATIVE = re.compile(
    r"(?P<back>上上个?|上一?个?|本|这一?个?)(?P<unit>周|星期|月|季度|期)(?![前末底初一二三四五六日天])"
)
NODE = re.compile(rf"第(?P<node>{N})个?(?:节点|阶段|步)")
REPORTED = re.compile(r"[已都均全补][经部]?[上补通]?[报交送]|[报交送][了过完齐]|报送")
NOT_REPORTED = re.compile(r"[没未免不]")
UNITS = {"周": Cycle.WEEK, "星期": Cycle.WEEK, "月": Cycle.MONTH, "季度": Cycle.QUARTER, "期": None}


def says_reported(text: str) -> bool:
    """True where the words say that something was handed in: 都报了, 已报送, 补交了; false for 还没报, 免报."""
    return bool(REPORTED.search(text)) and not NOT_REPORTED.search(text)


def named_periods(text: str) -> tuple[NamedPeriod, ...]:
    """The periods that a reply names, each once, in the order of naming; days (10月13日, 11月底) are none."""
    return tuple(dict.fromkeys(one for _, one in sorted(_found(text), key=lambda pair: pair[0])))


def _found(text: str) -> Iterator[tuple[int, NamedPeriod]]:
    taken: list[tuple[int, int]] = []
    for match in MONTHS.finditer(text):
        first, last = number(match["first"]), number(match["last"])
        if first and last and first < last <= MONTHS_A_YEAR:
            taken.append(match.span())
            yield from ((match.start(), _number(Cycle.MONTH, n, match["year"])) for n in range(first, last + 1))
    for match in MONTH.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            numbers = [n for n in _numbers(match["list"]) if 0 < n <= MONTHS_A_YEAR]
            yield from ((match.start(), _number(Cycle.MONTH, n, match["year"])) for n in numbers)
    for match in QUARTER.finditer(text):
        yield from ((match.start(), _number(Cycle.QUARTER, n, match["year"])) for n in _numbers(match["list"]))
    for match in HALF.finditer(text):
        yield match.start(), _number(Cycle.HALF_YEAR, 1 if match["half"] == "上" else 2, match["year"])
    for match in WEEK.finditer(text):
        yield match.start(), _number(Cycle.WEEK, number(match["week"]) or 0, None)
    for match in RELATIVE.finditer(text):
        back = 2 if match["back"].startswith("上上") else int(match["back"].startswith("上"))
        yield match.start(), NamedPeriod(naming=Naming.BACK, number=back, cycle=UNITS[match["unit"]])
    for match in NODE.finditer(text):
        yield match.start(), NamedPeriod(naming=Naming.NODE, number=number(match["node"]) or 0)


def _number(cycle: Cycle, number: int, year: str | None) -> NamedPeriod:
    return NamedPeriod(naming=Naming.NUMBER, number=number, cycle=cycle, year=int(year) if year else None)


def _numbers(words: str) -> list[int]:
    return [n for part in re.findall(N, words) if (n := number(part))]
