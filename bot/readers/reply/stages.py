"""The periods (期) and stages (节点) that a reply names: 9、10月都报了; 三季度已报; 上周的; 摸排已完成."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

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
DENIED = re.compile(  # 还没报, 忘了交, 明天补报
    r"(?:[没未]|忘|漏|来不及|晚[点些]|暂[不缓]|拖|迟)[^报交送填]{0,4}[报交送填]|[没未缺欠漏][有]?[报交送填]|"
    r"(?:[明后]天|下周|[近过]几[天日]|稍后|马上|正在|准备|抓紧|尽快|争取|打算|计划|[日号底]之?前)[^没未]{0,6}[报交送填]"
)
MADE_UP = re.compile(r"(?:现在?|今天?|今日|已经?|一并|这次|刚刚?)补[报上交送]")
UNDONE = re.compile(r"[没未](?:有|能|及时|按时|按期)*(?:完成|开展|做|搞|检查|进行|落实|组织|弄)|^除")
UNITS = {"周": Cycle.WEEK, "星期": Cycle.WEEK, "月": Cycle.MONTH, "季度": Cycle.QUARTER, "期": None}


def says_reported(text: str) -> bool:
    """True where the words say that something was handed in: 都报了, 已报送, 补交了; false for 还没报, 免报."""
    return bool(REPORTED.search(text)) and not NOT_REPORTED.search(text)


def named_periods(text: str) -> tuple[NamedPeriod, ...]:
    """The periods that a reply names, each once, in the order of naming; days (10月13日, 11月底) are none."""
    return tuple(dict.fromkeys(one for _, one in sorted(_found(text), key=lambda pair: pair[0])))


def names_period(text: str, place: int) -> bool:
    """True where the number at a place names a month: the 9 of 9、10月都报了."""
    return any(found.start() <= place < found.end() for pattern in (MONTHS, MONTH) for found in pattern.finditer(text))


@dataclass(frozen=True)
class SaidPeriods:
    """Periods that a reply names: those it says are reported, and True where it says so of some that they are not.

    `doubtful` where a name stands beside something that was not done, or both are said in one breath.
    """

    reported: tuple[NamedPeriod, ...] = ()
    denied: bool = False
    doubtful: bool = False


def said_periods(text: str) -> SaidPeriods:
    """What a reply says of the periods that it names: 上月的没报，这个月报了 names one as reported."""
    reported: list[NamedPeriod] = []
    denied = doubtful = False
    waiting = ""  # names with nothing said of them: what the next clause says is of them too
    for clause in filter(None, CLAUSE.split(text)):
        whole = f"{waiting}，{clause}" if waiting else clause
        names = named_periods(whole)
        waiting = whole if names and NAMES_ALONE.fullmatch(clause) else ""
        if waiting or not names:
            continue
        said_not = DENIED.search(clause)
        if UNDONE.search(clause) or (said_not and REPORTED.search(clause.replace(said_not[0], ""))):
            doubtful = True
        elif said_not:
            denied = True
        else:
            reported += names
    reported += named_periods(waiting)
    made_up = denied and not reported and bool(MADE_UP.search(text))
    return SaidPeriods(tuple(dict.fromkeys(reported)), denied=denied, doubtful=doubtful or made_up)


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


CLAUSE = re.compile(r"[，。；！？,;!?\n]+")
NUMBER = r"(?:[A-Za-z]{1,2}/)?\d+(?:[-－—.]\d+)*\s*"
NAMES_ALONE = re.compile(rf"\s*(?:{NUMBER})?[\s的期月周年份第本这上下个季度半和及、\d一二三四五六七八九十]+")
GENERAL = re.compile(
    r"^(?:(?:全面|全部|彻底|基本|按期|完成|开展|组织|进行|实施|做好|抓好|推进|落实)+)|"
    r"(?:(?:工作|任务|阶段|完成|到位|完毕|结束|[,，、;；。\s])+)$"
)
UNFINISHED = re.compile(
    r"[未没不]|无法|尚|差|预计|预期|计划|打算|准备|争取|力争|拟|将|待|等|拖|延|推迟|基本|大部|大体|初步|部分|一半|多半|近半|过半|"
    r"[%％成]左右|[%％]|分之|正在|着手|启动|开始|继续|抓紧|加快|推进|[上本这下]周|[下本]月|月底|明天|后天|之?前(?:能|可|要|完)|吗|？|\?"
)
LEAD = rf"(?:{NUMBER})?(?:目前|现在|现|截至目前|我们|我股|我科)?"
DONE = r"(?:完成|完毕|结束|做完|办完|搞完)"
EVEN = r"(?:均|都|已|已经|也)*(?:全部|全面|圆满|按期|按时|如期)?"
LAST = re.compile(r"最后(?:的?一?个?|一)(?:节点|阶段|步)")
SAYS_DONE = re.compile(rf"{DONE}|完了")
PAIR, PAIR_VERB = (
    4,
    2,
)  # signs of a verb and its object, which somebody may say the other way round: 印发方案, 方案已印发
PLAIN = re.compile(rf"{LEAD}(?:(?P<before>.{{2,}}?){EVEN}{DONE}了?|(?:已|已经){EVEN}{DONE}了?(?P<after>.{{2,}}))")


@dataclass(frozen=True)
class SaidStages:
    """Numbers of stages from 1 on: said to be done, and named beside a word of done where it may be more or less."""

    done: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


def said_stages(text: str, stages: Sequence[str]) -> SaidStages:
    """Which stages, whose words are given in order, a reply speaks of as done.

    What is planned, begun, done in part, or not done names none; words that two stages share are doubtful.
    """
    cores = [_core(words) for words in stages]
    done: dict[int, None] = {}
    doubtful: dict[int, None] = {}
    for clause in filter(None, (one.strip() for one in CLAUSE.split(text))):
        beside = reduce(lambda left, core: left.replace(core, ""), filter(None, cores), clause)
        if UNFINISHED.search(beside):  # a stage may be called 未批先建清理
            continue
        done |= dict.fromkeys(one.number for one in named_periods(clause) if one.naming is Naming.NODE)
        if LAST.search(clause) and SAYS_DONE.search(clause):
            done[len(stages)] = None
        for n, core in enumerate(cores, 1):
            if core and cores.count(core) == 1 and _is_plain(clause, core):
                done[n] = None
            elif core and _may_mean(clause, core):
                doubtful[n] = None
    return SaidStages(tuple(done), tuple(n for n in doubtful if n not in done))


def _core(words: str) -> str:
    """What a stage is about, without what is said of any: 摸排 of 全面完成摸排工作; "" for 全面完成."""
    while (shorter := GENERAL.sub("", words)) != words:
        words = shorter
    return words if len(words) > 1 else ""


def _may_mean(clause: str, core: str) -> bool:
    """True where it is named beside a word of done, turned (方案已印发), in part (摸排已完成), or a deed (已验收)."""
    deed, thing = core[:PAIR_VERB], core[PAIR_VERB:]
    if len(core) == PAIR and thing in clause and re.search(rf"已经?{deed}|{deed}(?:了|{DONE})|{DONE}了?{deed}", clause):
        return True
    if re.fullmatch(rf"{LEAD}(?:(?:已|已经){EVEN}{re.escape(core)}[了过完]*|{re.escape(core)}(?:完|过)?了)", clause):
        return True  # 已验收
    if not SAYS_DONE.search(clause):
        return False
    said = PLAIN.fullmatch(clause)
    part = _core(said["before"] or said["after"]) if said else ""
    return core in clause or bool(part and part in core)


def _is_plain(clause: str, core: str) -> bool:
    """True where the clause says that it is done and nothing besides: 摸排工作已全部完成, 已完成摸排."""
    what = rf"{re.escape(core)}(?:的|工作|任务|阶段|这一步|环节|节点)*"
    return bool(
        re.fullmatch(rf"{LEAD}{what}{EVEN}{DONE}了?", clause)
        or re.fullmatch(rf"{LEAD}(?:已|已经){EVEN}{DONE}了?{what}", clause)
    )
