"""Two counts of which the form of the sentence alone says that one is the whole and the other what is done of it.

整改12家,已改10家; 12个月的对完10个月; 缺岗14人补上10个; 6个村的账有4个村对上了; 漏发的13人,11人已经补发到卡.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.domain.core.numerals import number
from bot.readers.reply.numbers import Kind, Number

_EDGE = re.compile(r"[,;。!?~…\n、:]| +(?=[\u4e00-\u9fff])")
_LENGTH = re.compile(r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>季度|[月年周天])")
_LASTS = {"年": ("月", 12), "季度": ("月", 3), "月": ("月", 1), "周": ("天", 7), "天": ("天", 1)}
_ANY_THING = "个"  # counts people, households and firms as well as things
_WORK = r"的|账|台账|报表|工资表|凭证|记录|档案|资料|材料|票据|单据|流水|病历|案卷"
_OPENED = re.compile(
    r"^(?:(?:我们?|我局|我科|本科|下?辖|辖区内?|[县区镇乡村市局]里|全[县区镇市乡局]|目前|现在|现有|原有|一共|总共|共|今年|去年|全年|上年度?|前|近|这|那|涉及|反馈|交办|要求|里)*的?)$"
)
_SO_FAR = r"(?:已经?|现已?|目前|现在|实际|至今|到现在|累计|陆续|先后|只|才|仅|刚|也|都|又)*"
_RESULT = r"(?:完|好|齐|掉|清|平|毕|满|通|成|走|回来?|上(?!报|门|户|级|访|交)|到位|下来|起来|出来|到(?!期|岗|场|会))"
_FINISHED = re.compile(rf"(?:{_WORK})?[\u4e00-\u9fff]{{0,6}}?{_SO_FAR}[\u4e00-\u9fff]{_RESULT}了?$")
_DID = re.compile(rf"(?:{_WORK})[\u4e00-\u9fff]{{0,4}}?{_SO_FAR}(?![看听去])[\u4e00-\u9fff]{{1,2}}了$")
_NO_WORK = re.compile(r"[没未不]|发现|查出|查到|看到|问题|超过|[经通]过|检查|排查|走访|抽查|调走|退休|死")
_ECHO = re.compile(
    rf"^[^,\d]{{0,6}}?[,]?(?P<sure>{_SO_FAR})(?P<verb>(?![复再回重])[\u4e00-\u9fff]{{1,4}}?)(?P<end>{_RESULT}?了?)$"
)
_GOING = re.compile(r"[了过完好到掉]$|已|累计|共|先后|又|再|新|发现|查出|另")
_LACKING = re.compile(
    r"(?:缺[\u4e00-\u9fff]{0,2}|缺口|空[缺编岗]|丢[了失]?|遗失|损毁|少了|欠[\u4e00-\u9fff]{0,2}|坏[了的]?|损坏|破损|漏[\u4e00-\u9fff]的?)$"
)
_MADE_UP = re.compile(
    rf"^[^,\d]{{0,4}}[,]?{_SO_FAR}[补招配还修换追凑缴调聘引找添要讨收][\u4e00-\u9fff]{{0,2}}?(?:上|到|齐|好|回来?|来|完|满|了)+$"
)
_OF_WHICH = re.compile(r"^的?[\u4e00-\u9fff]{0,8}?(?:里面?|里头|当?中|其中)?(?:已经?|目前|现在?)?有$")
_ARE_DONE = re.compile(
    r"^[\u4e00-\u9fff]{0,4}?[过完好通签交拆装建改修换]了[\u4e00-\u9fff]{0,4}$|^[\u4e00-\u9fff]{0,8}?(?:了|完成|完毕|到位|合格|达标|通过|[完好齐])(?:的)?$"
)
_AMONG = re.compile(r"^[\u4e00-\u9fff]{0,4}(?:里面?|里头|当?中)$")
_TURN = re.compile(
    r"^(?!.*(?:罚|约谈|通报|抽|立案|问责|[来去走死坏倒丢]了))[\u4e00-\u9fff]{1,6}(?:[\u4e00-\u9fff](?:了|完)|[\u4e00-\u9fff]{1,2}(?:完|好|成)了?)$"
)  # 12次督查做了9次
_MEETS = re.compile(  # 14个卫生室,达标的12个
    r"^[\u4e00-\u9fff]{0,6},(?:已经?|目前|现在)?[\u4e00-\u9fff]{0,4}?(?:达标|合格|完成|到位|通过|整改|办结|[完好齐])的(?:有)?$"
)
_AT_IT = re.compile(rf"^{_SO_FAR}[做搞干办弄跑](?:了|完|到|过)+$")  # 核查600户做了420户
_PLAINLY = re.compile(rf"^{_SO_FAR}[\u4e00-\u9fff](?:了|{_RESULT})+$")  # 四个季度只补了一个季度的
_TO_BE = re.compile(r"^,(?:一共|总共|共)?(?:应该?|需要?|该|要)(?P<verb>[\u4e00-\u9fff]{1,3})$")
_PART_DONE = re.compile(r"^的?[\u4e00-\u9fff]{0,6},$")
_UNDONE = re.compile(r"[没未不在待]")
_OF_A_TIME = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{_WORK})")
_ALREADY = re.compile(r"^(?:都|均)?(?:已经?|业已)[\u4e00-\u9fff]{2,8}$")
_ACTED = re.compile(
    r"(?:检查|排查|走访|抽查|核查|受理|接到|收到|立案|开展|组织|培训|召开|开)[了过到]?[\u4e00-\u9fff]{0,4}$"
)


def pairs_in(text: str, numbers: Sequence[Number]) -> Iterator[tuple[Number, Number]]:
    """Each whole with what is done of it; in the order of the text, none of them rough."""
    counts = [one for found in numbers if (one := _counted(text, found))]
    for whole, part in pairwise(counts):
        if whole.vague or part.vague or not _alike(whole, part):
            continue
        if whole.value <= part.value and _is_to_be(text, whole, part):
            yield part, whole
        if not 0 <= part.value <= whole.value:
            continue
        if _is_part(text, whole, part):
            yield whole, part


def _counted(text: str, found: Number) -> Number | None:
    """A count; or a length of time that is counted as one, twelve months in a year."""
    if found.kind is Kind.COUNT:
        return found
    said = _LENGTH.fullmatch(text, found.start, found.end) if found.kind is Kind.DAY else None
    if said is None:
        return None
    unit, times = _LASTS[said["unit"]]
    value = 0.5 if said["n"] == "半" else number(said["n"]) or 0
    return Number(kind=Kind.DAY, start=found.start, end=found.end, value=value * times, unit=unit)


def _alike(whole: Number, part: Number) -> bool:
    return whole.kind is part.kind and (whole.unit == part.unit or (part.unit == _ANY_THING and whole.unit != "元"))


def _is_to_be(text: str, part: Number, whole: Number) -> bool:
    """True for 签承诺书的98人,应签105人: the same is to be done to so many."""
    to_be = _TO_BE.match(text[part.end : whole.start].replace("，", ","))
    return to_be is not None and to_be["verb"] in _EDGE.split(text[: part.start])[-1]


def _is_part(text: str, whole: Number, part: Number) -> bool:
    before = _EDGE.split(text[max(0, whole.start - 12) : whole.start])[-1]
    between = text[whole.end : part.start].replace("，", ",")
    behind = _EDGE.split(text[part.end :])[0]
    others = whole.unit != part.unit and behind.strip("了的")  # 12家,补上10个漏洞: of something else
    if others or _NO_WORK.search(between) or between.count(",") > 1:
        return False
    opened = bool(_OPENED.match(before))
    if whole.kind is Kind.DAY:
        return opened and (_worked_through(between) or (behind == "的" and bool(_PLAINLY.match(between))))
    told = _PART_DONE.match(between) and _ALREADY.match(behind) and not _UNDONE.search(behind)
    return bool(
        (_LACKING.search(before) and _MADE_UP.match(between))
        or ("," not in between and _in_one_breath(before, between, behind, opened=opened))
        or _echoed(before, between)
        or (_AT_IT.match(between) and before and not behind.strip("了的") and not _GOING.search(before))
        or (opened and _MEETS.match(between))
        or (told and (before.endswith("的") or (opened and not _ACTED.search(before))))
    )


def _worked_through(between: str) -> bool:
    """True for 的账查完 between 5年 and 3年: the work of so long, not so long a time."""
    work = _OF_A_TIME.match(between) and "," not in between
    return bool(work and (_FINISHED.search(between) or _DID.search(between)))


def _in_one_breath(before: str, between: str, behind: str, *, opened: bool) -> bool:
    """True for 6个村的账有4个村对上了, 31家里30家缴清了 and 12次督查做了9次."""
    done = _ARE_DONE.match(behind) and not _NO_WORK.search(behind)
    if done and _AMONG.match(between):
        return opened or before.endswith("的")
    if not opened:
        return False
    worked = (between.startswith("的") and _FINISHED.fullmatch(between)) or (done and _OF_WHICH.match(between))
    return bool(worked) or (not behind.strip("了的") and _TURN.match(between) is not None)


def _echoed(before: str, between: str) -> bool:
    """True for 整改12家,已改10家: what is to be done to so many was done to so many."""
    said = _ECHO.match(between)
    if said is None or not before or _GOING.search(before) or not (said["sure"] or said["end"]):
        return False
    verb = said["verb"]
    return verb in before[-4:] or (len(verb) > 1 and before.endswith(verb))
