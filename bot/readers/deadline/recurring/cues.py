"""The words that say how often: 每月, 逐季, 两周一次, 上、下半年各一次."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.domain.core.numerals import number
from bot.domain.plan.recurrence import SPANS, Cycle

UNITS = {
    "周": Cycle.WEEK,
    "星期": Cycle.WEEK,
    "礼拜": Cycle.WEEK,
    "月": Cycle.MONTH,
    "月度": Cycle.MONTH,
    "季": Cycle.QUARTER,
    "季度": Cycle.QUARTER,
    "半年": Cycle.HALF_YEAR,
    "半年度": Cycle.HALF_YEAR,
    "年": Cycle.YEAR,
    "年度": Cycle.YEAR,
}


SURE = 2  # 每两周, 每两个月


class Kind(Enum):
    """How far a cue tells how often."""

    PERIOD = auto()
    PARTS = auto()  # 每旬, 每半月: several times a month, on days that are usual but not said
    DAILY = auto()
    OTHER = auto()  # 每学期, 每10天, 每逢节假日: no period of ours


@dataclass(frozen=True, kw_only=True)
class Cue:
    """Words that say how often, and where they stand."""

    start: int
    end: int
    kind: Kind = Kind.PERIOD
    unit: Cycle = Cycle.MONTH
    every: int = 1
    odd: bool | None = None  # 单月, 双月
    times: int = 1  # 一年两次
    halves: bool = False  # 每半月
    noun: bool = False  # 月调度, 周报: the name of something that recurs
    doubtful: bool = False


_ADJACENT = re.compile(r"的?")
_N = r"(?:\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_UNIT = r"(?:周(?!年|边|转)|星期|礼拜|月度?|季度|季(?!节)|年度|年)"
_TIMES = (
    r"(?:次|回|遍|轮|报(?!告|送)|调度|汇报|总结|更新|检查|通报|会商|督查|研判|小结|评估|例会|分析|考核|排查|巡查|盘点|"
    r"对账|讲评|点评|清零|公示|督办|考评|核查|核对|碰头|自查|回访|复盘)"
)
_NAMED = (
    r"(?:调度|通报|会商|研判|督查|督办|巡查|检查|例会|小结|总结|报(?!送)|分析|评估|考核|点评|讲评|清零|排查|自查|"
    r"会诊|复盘|巡检|评比|汇总|汇报|督导|考评|评议|公示)"
)
_ALONE = r"(?<![\d〇零一二两三四五六七八九十第每上下前后本半个,、])"
_DO = r"(?:至少|不少于|不低于|要|应|须|需|各|均)*(?:开展|组织|召开|进行|报送|上报|通报|检查|巡查|自查|报|做|搞|听取)?"
_BY_HALVES = re.compile(r"(?:上[、和与及]?下半年|上半年(?:度)?[、,和与及]?下半年(?:度)?)(?=.{0,4}(?:各|均|分别|都))")
_DAILY = re.compile(
    r"(?:每(?:一|个)?|逐|按)(?:日|天|个?工作日)(?!期|程|常)|天天|日日|(?:一|1)[天日]一(?:次|报|调度|巡)"
)
_OF_MONTH = re.compile(r"(?:每|逐|按|半)(?:个)?(?:旬|半个?月)|(?:每)?(?:半个?月|一旬)(?=一(?:次|报))")
_OTHER = re.compile(
    rf"每(?:隔|满)?{_N}个?(?:工作日|日|天|小时)|{_N}(?:日|天|个工作日)一(?:次|报)|每(?:学期|学年|汛期|班次|季节|寒暑假|小时)|"
    r"每逢|每到|每次|每轮|每场|每批次?|隔(?:日|天)|逐(?:次|批)"
)
_EACH = re.compile(rf"每(?:逢|到|隔|满)?(?P<n>{_N}|半)?个?(?P<u>半年度?|{_UNIT})(?:份(?!额))?")
_PARITY = re.compile(r"(?:每|逢|每逢|按)?(?:个)?(?P<p>双|单|偶|奇)(?:数)?(?P<u>月|周)份?")
_ONE_BY_ONE = re.compile(
    rf"逐个?(?P<u>半年|{_UNIT})|按(?P<b>半年度?|{_UNIT})(?!度?(?:前|底|末|初|期|时|照|程|计划|目标|任务|要求|方案|预算|进度))|"
    r"(?<![上下本次今明去来\d一二三四五六七八九十])(?P<w>月月|季季|周周|年年)(?![底末初中一二三四五六日天\d])"
)
_SKIPPING = re.compile(r"隔(?:一个?)?(?P<u>周|月|季度|年)")
_RATE = re.compile(rf"{_ALONE}(?:(?P<n>{_N})个?(?P<u>{_UNIT})|(?P<h>半年))(?P<k>{_N})(?={_TIMES})")
_IN_A_YEAR = re.compile(
    rf"{_ALONE}(?:(?:一|1)个?(?P<u>年度?|周|季度|月)|(?P<h>半年)(?!内)|(?P<w>全年))(?={_DO}{_N}(?:次|回))"
)
_NAME = re.compile(rf"(?P<u>周|月度?|季度?|半年度?|年度|年(?=报))(?=度?{_NAMED})")
_BEFORE_NAME = re.compile(
    r"(?:^|[\s,;。、:!()])(?:严格|认真|继续|坚持|实行|实施|落实|执行|建立|健全|完善|纳入|开展|召开|做好|推行|采取|报送|上报|通过|以|并|和|"
    r"及时|长期|持续|整改|工作)*$"
)


def _each(found: re.Match[str]) -> Cue:
    """每月, 每两周, 每隔一个月, 每半年."""
    skipped = "隔" in found[0]
    count, unit = found["n"] or "1", UNITS[found["u"]]
    doubtful = False
    if count == "半":
        if unit is not Cycle.YEAR:
            return Cue(start=found.start(), end=found.end(), kind=Kind.OTHER)
        return Cue(start=found.start(), end=found.end(), unit=Cycle.HALF_YEAR)
    every = number(count)
    if not every:
        return Cue(start=found.start(), end=found.end(), kind=Kind.OTHER)
    if skipped:
        doubtful, every = every > 1, every + 1
    return _counted(found, unit, every, doubtful=doubtful)


def _counted(found: re.Match[str], unit: Cycle, every: int, *, doubtful: bool = False) -> Cue:
    """Every so many units; beyond two weeks or months the count has other readings too (每三个月, 每两年)."""
    doubtful |= every > SURE or (every > 1 and unit not in {Cycle.WEEK, Cycle.MONTH})
    return Cue(start=found.start(), end=found.end(), unit=unit, every=every, doubtful=doubtful)


def _parity(found: re.Match[str]) -> Cue:
    """双月, 逢单月; of weeks nobody knows which are the even ones."""
    weekly = found["u"] == "周"
    odd = None if weekly else found["p"] in "单奇"
    doubtful = weekly and found["p"] in "单奇"
    unit = UNITS[found["u"]]
    return Cue(start=found.start(), end=found.end(), unit=unit, every=2, odd=odd, doubtful=doubtful)


def _one_by_one(found: re.Match[str]) -> Cue:
    """逐月, 按季度, 月月."""
    unit = UNITS[found["u"] or found["b"] or found["w"][0]]
    return Cue(start=found.start(), end=found.end(), unit=unit)


def _rate(found: re.Match[str]) -> Cue:
    """一季度一报, 两个月一次, 一年两次; what is done stays in the text."""
    unit = Cycle.HALF_YEAR if found["h"] else UNITS[found["u"]]
    counted = _counted(found, unit, (number(found["n"]) or 0) if found["n"] else 1)
    january = unit is Cycle.MONTH and found["n"].isdecimal() and "个" not in found[0]
    doubtful = counted.doubtful or january or not counted.every
    return replace(counted, times=number(found["k"]) or 0, doubtful=doubtful)


def _in_a_year(found: re.Match[str]) -> Cue:
    """一年开展两次, 半年听取一次汇报; 一季度开展一次 may be of every quarter or of the first."""
    unit = Cycle.HALF_YEAR if found["h"] else UNITS[found["u"] or "年"]
    doubtful = bool(found["w"]) or unit in {Cycle.MONTH, Cycle.QUARTER}
    return Cue(start=found.start(), end=found.end(), unit=unit, doubtful=doubtful)


def _part_of_month(found: re.Match[str]) -> Cue:
    """每旬, 每半月."""
    return Cue(start=found.start(), end=found.end(), kind=Kind.PARTS, halves="半" in found[0])


def _fixed(**facts: Cycle | Kind) -> Callable[[re.Match[str]], Cue]:
    """A cue that is the same wherever it stands."""
    return lambda found: Cue(start=found.start(), end=found.end(), **facts)  # type: ignore[arg-type]


CUES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Cue]], ...] = (
    (_DAILY, _fixed(kind=Kind.DAILY)),
    (_OF_MONTH, _part_of_month),
    (_PARITY, _parity),
    (_EACH, _each),
    (_ONE_BY_ONE, _one_by_one),
    (_SKIPPING, lambda found: _counted(found, UNITS[found["u"]], 2)),
    (_RATE, _rate),
    (_IN_A_YEAR, _in_a_year),
    (_BY_HALVES, _fixed(unit=Cycle.HALF_YEAR)),
    (_OTHER, _fixed(kind=Kind.OTHER)),
)


def cues_in(text: str) -> list[Cue]:
    """Everything that says how often, in order; of two at the same place the longer one, otherwise the first."""
    found = sorted(
        (read(match) for pattern, read in CUES for match in pattern.finditer(text)),
        key=lambda cue: (cue.start, -cue.end),
    )
    kept: list[Cue] = []
    for cue in found:
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return kept


def names_in(text: str) -> list[Cue]:
    """What is named after its period where a clause begins: 月调度, 实行周报制度."""
    return [
        Cue(
            start=match.start(),
            end=match.end(),
            unit=UNITS[match["u"]],
            noun=True,
            doubtful=match["u"] in {"年度", "年"},
        )
        for match in _NAME.finditer(text)
        if _BEFORE_NAME.search(text[: match.start()])
    ]


def main_cue(text: str, cues: list[Cue]) -> tuple[Cue, list[Cue]]:
    """The first cue; of 每年每季度, the nearer one."""
    cue, *others = cues
    while others and _ADJACENT.fullmatch(text[cue.end : others[0].start]) and _finer(others[0], cue):
        cue, *others = others
    return cue, others


def _finer(cue: Cue, than: Cue) -> bool:
    """True where a cue counts in a shorter unit."""
    spans = {Cycle.WEEK: 0, **SPANS}
    return cue.kind is Kind.PERIOD and than.kind is Kind.PERIOD and spans[cue.unit] < spans[than.unit]
