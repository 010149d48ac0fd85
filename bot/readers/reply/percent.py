"""How far along a reply says the whole is: only what is said of the whole, never a plan, an indicator or a part."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.readers.reply.fractions import Fraction
from bot.readers.reply.numbers import WHOLE, Kind, Number

_EDGES = ",;。!?~…\n、"
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")  # a blank between words parts them as well
_EXPRESSLY = re.compile(r"(?:整体|总体|总的|总进度|进度|全部工程|整个|综合|合计|平均)[^,;。]{0,6}$")
_LINKS = re.compile(
    r"(?:(?:应该?|实)[为是]|(?:调整|更?改|变更|更正|修正|订正)[为成到]|起码|最少|了|到|至|(?<!完)成|为|是|约|快|快要|大概|大约|大致|达到|达|已经|已|在|有|差不多|仅|才|只|近|将近|接近|超过|超|就|也|全?都|均|皆|估计|"
    r"[卡停]在|停留在|(?<![通经])过|没(?:有|啥|什么|怎么)?(?:动|变化?)|没变动|不变|依旧|依然|维持(?:在)?|还是|仍是|仍|可能|可以|有个|能有|按|估摸着?|琢磨着?|:|=|\s|\()+$"
)
_SPEAKER = re.compile(
    r"^(?:目前|现在|现|眼下|如今|刚刚?|这会儿?|截至目前|截止目前|截至今天|到目前|到现在|到今天为止|到今天|今天|今日|昨天|这边|我们|我们这边|我科|我股|我局|我|咱们|这个|这项|"
    r"这条|该项|该|此项|的|吧|应该|实际|这次|本次|此次|最新|全|总的|全部|一共|共|总共|本周|这周|上周|本月|这个月|大家|更正|改|调整|应|前面|"
    r"第?[一二三四]季度|上半年|下半年|报告|那)*$"
)
_OPENS = re.compile(
    r"^(?:(?:更正|纠正|改正|订正)(?:一下)?:?|目前|现在|截[至止][^,]{0,6}?(?:目前|今天|底|末|日)|到目前为止|今年以来|今年|本月|本周|上周|上个?月|累计|我们|我局|我科|我股|这项|该项|实际|"
    r"已经|已|现|共)+"
)
_OF_WHOLE = re.compile(
    r"(?:完成(?:率|度|比例|进度|情况|量)?|进度|进展|整体|总体|总进度|总体进度|整改率|办结率|销号率|完成[\u4e00-\u9fff]{1,8}|总量|工程量|工作量|"
    r"推进|推|[要追收讨退]回来?|干|做|弄|搞|办|改|整改|拉|[\u4e00-\u9fff](?<!其)中|落实|实现|施工|报|填|走|拆|修|搞定|弄好|弄完|做完|改完|办完|[修建装做改办弄拆铺挖]好|装|(?<![土基])建|查|算|从|由|化解|消化|清欠|兑付|拆除|改造|更换|安装|铺设|硬化|整治|治理|清理|平整|浇筑|回填|绿化|复垦|签|种|挖|铺|换|栽|贴|迁|(?<![增印颁频开研多超])发(?:放)?)$"
)
_RATE = re.compile(r"(?:率|(?<!进)(?<!完成)度|比|比例|比重|占|比值|系数|指数|占有量)$")
_WHOLE_RATE = re.compile(
    r"^(?:(?:整改|问题|问题整改|任务|工作|任务完成|整改完成|总体|整体|总|工程|项目|施工|形象|整改工作)?(?:完成率|整改率|办结率|销号率|进度|完成度|完成(?:的)?(?:比例|比重|占比))|"
    r"(?!.*(?:目标|指标|培训|体检|考核|销售|产值|学习|收入|预算))[\u4e00-\u9fff]{2,6}(?:完成率|完成度|完成(?:的)?比例))$"
)
CHANGE = re.compile(
    r"(?:增长|增加|增幅|提高|提升|上升|上涨|涨|下降|降低|减少|压减|压降|下浮|优惠|降幅|同比|环比|(?<!不)多|(?<![至不])少)(?:了|约)?$"
)
_LEFT = re.compile(
    r"(?:还剩|剩余|剩下|还差|尚余|尚差|还有|只剩|仅剩|就剩|剩|(?<![误偏温价落相])差|余|欠|未完成率?|没完成|未完成的?)(?:了|着|大概|大约|约|不到|最后|的)*$"
)
_AS_BEFORE = re.compile(r"(?:还是|仍是|仍然?|依然|依旧|一直|维持|停在|停留在)$")  # 还是六成没动
_UNDONE = re.compile(r"^(?:左右|多|的)?(?:工程|任务|工作|问题|内容|量)?(?:还没|还未|没有|没|未|尚未|待|还在)(?!问题)")
_NEGATED = re.compile(
    r"(?:不到|没到|未到|不足|没有达到|没达到|未达到|不够|没有|还没到|还不到|低于|不满|没过|未过)(?:了|有)?$"
)
_NEGATED_BEHIND = re.compile(r"^(?:都|还|也|还都)*(?:不到|没到|未到|不足|不够|没有到|没达到|没过)|^都没有?$|^没有$")
_DENIED = re.compile(r"(?:不是|并非|而非|而不是|不应是|不应为|不再是)$")
_WRONG = re.compile(
    r"^是?(?:上个?[周月次]|之前|以前|昨天|先前|老|旧)(?:的|报的|数据|数)|^(?:应该?|要|请)?(?:更?改|变更|更正|修正|订正)[为成]|^(?:是)?(?:报错|填错|写错|打错|说错|有误|错|不对|不准|不算|作废|是错的)"
)
_EARLIER = re.compile(
    r"(?:前面|之前|刚才|刚刚|上次|上面|原来|先前|早上|昨天|上条)(?:我)?[多少]?(?:说|报|填|写|讲|发|打|输|按|点)(?:的|成|作|为)?(?:是|了)?[一]?个?$"
)
_FROM = re.compile(r"(?:从|由|原来|之前|上次|上周|上月)[^,;。%]{0,6}$")
PLANS = re.compile(
    r"计划(?!内)|冲[刺到]|预计|目标|要求|力争|确保|保证|应完成|应达|须|必须|争取|打算|拟|准备|希望|将(?!近)|预期|估计(?=.*(?:底|月|周))|任务是|"
    r"指标|考核(?=要求|目标|指标|任务)|(?:下周|下个?月|明天|后天|月底|年底|年前|节前|季末|周五|周末|\d月底?前?|\d[日号]前?)[^,]{0,3}(?:要|能|可|会|再|就|前)?"
    r"(?:到|达到|达|完成|干到|做到|推到|冲到)|(?:再|要|会|能|可)(?:到|达到|达|完成|冲到)$"
)
_LIST = re.compile(r"(?:%|成半?|一半|百分之[一二三四五六七八九十]+)\s?[、和与及/]\s?$")
_OF_RATE = re.compile(
    r"[\u4e00-\u9fff](?<!完成)(?<!整改)(?<!办结)(?<!销号)率[^,;。%]{0,8}(?:要求|目标|计划|应|要|任务|指标)[^,;。]*[,;。]$"
)
_RAISED_TO = re.compile(r"(?:提高|提升|提|增加|推进|上升|增|升|涨)(?:到|至)了?$")
_YEARS_AIM = re.compile(
    r"(?:年度|全年|全部|既定|总体?)(?:目标|任务|计划)(?:任务)?完成$"
)  # 年度目标完成83%: so far, or to be
_STEP = re.compile(  # 又推进了10%: so much more, and of what nobody says
    r"(?:又|再|(?<![不大])多)(?:往前|向前)?(?:推进|完成|做|干|弄|搞|办|推|拆|铺|修|建|涨|前进)(?:了|约)?$"
)
_AFFIRMED = re.compile(r"^.*不是[^,]*?(?:是|而是)")
_ON_TO = re.compile(
    r"(?:左右)?(?:提升|提高|增加|增|上升|推进|推|干|做|升|提|涨|下降|降低|降|减少|减|压减|回落|落)?(?:到|至|为)"
)
_MOVED_ON = re.compile(r"(?:左右)?(?:提升|提高|推进|推|干|做|上升|升|涨)[到至为](?=\D{0,2}\d)")  # 60%提升到75%
_RATE_MOVED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,12}?(?:率|(?<!进)(?<!完成)度|占比|比例|比重|比值))(?:已经?|就|也|都)?(?:由|从|提升|提高|上升|升|涨|下降|降低|降|减|压|回落)"
)
_SHARE_OF_PLAN = re.compile(  # 占年度计划的68%
    r"占(?:到|了)?(?:全年|年度|全部|今年|总的?|目标|应改|应)?[^,%]{0,4}?(?:应[\u4e00-\u9fff]{1,3}[数量]|计划|任务|目标|总投资|工程量|总数|总量|总户数|总任务|总里程|总面积|全部)(?:数|量|任务)?的?(?:比例)?(?:为|达|约)?$"
)
_SO_FAR = re.compile(r"截[至止]|目前|实际|现已")
_NOW = re.compile(r"(?:现在|现|目前|才|只有|只|已经|已)(?:是|有|完成|干到|做到|到|了)*$")
_INNER = re.compile(r"其中|含|包括|里面|内有")
_OF_NOUN = re.compile(r"^(?:的|左右的|以上的)(?!工作|工程|任务|进度|量|样子|了|$)[\u4e00-\u9fff]")
_IS_ONLY = re.compile(r"^的,?(?:就|都|只|主要)?是(?!工作|工程|任务)")  # 完成80%的是管网
_OF_STAGE = re.compile(
    r"(?:[一二三四五六1-6]期|第[一二三四五六七八九\d]+(?:批|期|阶段|标段|步)|标段|前期|后期)[^,]{0,6}$"
)
_ABOUT = re.compile(r"差不多|左右|大概|大约|约|多|过半|以上|超过|近|将近|估计|上下")


class Role(StrEnum):
    """What a percentage is said of."""

    WHOLE = "whole"
    LEFT = "left"
    INDICATOR = "indicator"  # 参训率95%: a figure
    PLANNED = "planned"
    PART = "part"
    DENIED = "denied"  # 不是80%, 80%报错了
    NOT_SO_FAR = "not_so_far"  # 不到60%
    UNPLACED = "unplaced"


_COUNTED = frozenset({Kind.PERCENT, Kind.RATIO, Kind.COUNT})  # what stands before them names no percentage behind


@dataclass(frozen=True)
class Percentage:
    """What a text says of how far the whole is; `value` None where nothing usable is said.

    `roles` says what each percentage of the text is, by where it stands.
    """

    value: int | None = None
    flags: frozenset[str] = frozenset()
    roles: tuple[tuple[Number, Role, str], ...] = ()

    @property
    def unplaced(self) -> bool:
        """True where a percentage is said of which nobody can tell what it means, or two that differ."""
        return any(role is Role.UNPLACED for _, role, _ in self.roles) or "several_numbers" in self.flags


def taken_back(text: str, one: Number) -> bool:
    """True for a number that was said before and is not so: 前面打成75了."""
    start = max((text.rfind(edge, 0, one.start) for edge in _EDGES), default=-1) + 1
    end = min((place for edge in _EDGES if (place := text.find(edge, one.end)) >= 0), default=len(text))
    before, behind = text[start : one.start], text[one.end : end]
    return bool(_DENIED.search(before) or _WRONG.match(behind) or _EARLIER.search(before))


def percentage_of(text: str, numbers: tuple[Number, ...], fraction: Fraction | None) -> Percentage:
    """The percentage of the whole that a text says is done; one that is said wins over a fraction that is counted."""
    percents = [one for one in numbers if one.kind in {Kind.PERCENT, Kind.RATIO}]
    ends = [max((n.end for n in numbers if n.end <= one.start and n.kind in _COUNTED), default=0) for one in percents]
    roles = tuple((one, *_role(text, one, end)) for one, end in zip(percents, ends, strict=False))
    if fraction and fraction.agrees:  # 任务300户,完成246户,占82% says the same again
        roles = tuple((one, Role.PART, "") if _same(one, role, fraction) else (one, role, n) for one, role, n in roles)
    said: list[tuple[Number, Role]] = [(one, role) for one, role, _ in roles if role in {Role.WHOLE, Role.LEFT}]
    if any(not 0 <= one.value <= WHOLE for one, role in said):
        return Percentage(None, frozenset({"out_of_range"}), roles)
    if said:
        return _said(text, said, roles)
    if any(role is Role.NOT_SO_FAR for _, role, _ in roles):
        return Percentage(None, frozenset({"negation"}), roles)
    if fraction and not fraction.agrees:
        return Percentage(None, frozenset({"several_numbers"}), roles)
    flags = frozenset({"plan"}) if any(role is Role.PLANNED for _, role, _ in roles) else frozenset()
    if fraction:
        return Percentage(fraction.percent, flags | {"ratio"}, roles)
    return Percentage(None, flags, roles)


def _same(one: Number, role: Role, fraction: Fraction) -> bool:
    return role is Role.UNPLACED and abs(one.value - fraction.percent) < 1


def _said(text: str, said: list[tuple[Number, Role]], roles: tuple[tuple[Number, Role, str], ...]) -> Percentage:
    aimed = [(one, role) for one, role in said if not _FROM.search(text[max(0, one.start - 8) : one.start])]
    pairs = aimed or said[-1:]
    if len({_value(one, role) for one, role in pairs}) > 1:
        expressly = [pair for pair in pairs if _EXPRESSLY.search(text[: pair[0].start])]
        parts = {one for one, _ in pairs} if expressly else set()
        pairs = expressly or pairs
        kept = {one for one, _ in pairs}
        roles = tuple(
            (one, *_beside(text, one)) if one in parts - kept else (one, role, name) for one, role, name in roles
        )
    values = {_value(one, role) for one, role in pairs}
    flags = {"two_numbers"} if len(said) > 1 else set()
    one, role = pairs[-1]
    if len(values) == 1:
        of_all = any(_EXPRESSLY.search(text[: whole.start]) for whole, _ in pairs)
        roles = tuple(
            (of, *_beside(text, of))
            if role is Role.UNPLACED and ((of_all and not _listed(text, of)) or _STEP.search(text[: of.start]))
            else (of, role, name)
            for of, role, name in roles
        )
    if len(values) > 1:
        return Percentage(None, frozenset(flags | {"several_numbers"}), roles)
    if one.vague or _ABOUT.search(text[max(0, one.start - 4) : one.start]) or _ABOUT.match(text[one.end : one.end + 4]):
        flags.add("approx")
    flags |= {"remaining"} if role is Role.LEFT else set()
    flags |= {"ratio"} if one.kind is Kind.RATIO else set()
    return Percentage(_value(one, role), frozenset(flags), roles)


def _listed(text: str, one: Number) -> bool:
    """True for 80% of 进度60%和80%: beside another, and of what nobody said."""
    return _LIST.search(text[: one.start]) is not None


def _beside(text: str, one: Number) -> tuple[Role, str]:
    """A part beside what is expressly said of the whole, 办结率92%,总进度80%; its rate is a figure of its own."""
    start = max((text.rfind(edge, 0, one.start) for edge in _EDGES), default=-1) + 1
    core = _OPENS.sub("", _LINKS.sub("", text[start : one.start].strip()))
    return (Role.INDICATOR, core) if _RATE.search(core) else (Role.PART, "")


def _value(one: Number, role: Role) -> int:
    return int((WHOLE - one.value if role is Role.LEFT else one.value) + 0.5)


def _role(text: str, one: Number, floor: int) -> tuple[Role, str]:
    """What one percentage is said of, seen with its clause; and the words that name it, where it is an indicator.

    `floor` is the end of the percentage before it.
    """
    start = max((text.rfind(edge, 0, one.start) for edge in _EDGES), default=-1) + 1
    start = max((gap.end() for gap in _GAP.finditer(text, start, one.start)), default=start)
    end = min((place for edge in _EDGES if (place := text.find(edge, one.end)) >= 0), default=len(text))
    before, behind = text[start : one.start], text[one.end : end]
    inner = before.rfind("(") > before.rfind(")")
    before = before[before.rfind("(") + 1 :] if inner else before
    readings = (
        (Role.DENIED, taken_back(text, one)),
        (Role.PART, (_FROM.search(before) and _ON_TO.match(behind)) or _MOVED_ON.match(behind)),
        (Role.PART, _INNER.search(before) or (inner and text[: one.start].rstrip("(").endswith("%"))),
        (Role.WHOLE, _SHARE_OF_PLAN.search(before)),
        (Role.UNPLACED, _YEARS_AIM.search(before)),
        (Role.PLANNED, PLANS.search(before) and not _SO_FAR.search(before) and not _NOW.search(before)),
        (Role.UNPLACED, _STEP.search(before)),
        (Role.NOT_SO_FAR, _NEGATED.search(before) or _NEGATED_BEHIND.match(behind)),
        (Role.LEFT, _LEFT.search(before) or (_UNDONE.match(behind) and not _AS_BEFORE.search(before))),
        (Role.WHOLE, _RAISED_TO.search(before)),
    )
    role = next((role for role, found in readings if found), None)
    if role is None and _OF_RATE.search(text[:start]) and _SPEAKER.match(_LINKS.sub("", before)):
        return Role.UNPLACED, ""  # 供养率要求到85%,现在81%
    moved = _RATE_MOVED.search(before)
    if moved and role in {None, Role.WHOLE} and not _WHOLE_RATE.match(_OPENS.sub("", moved["name"])):
        return Role.INDICATOR, _OPENS.sub("", moved["name"])
    if role:
        return (Role.UNPLACED, "") if role is Role.LEFT and _OF_NOUN.match(behind) else (role, "")
    said = before[-(one.start - floor) :] if floor > start and text[floor : one.start].strip() else before  # 从20%到45%
    return _named(_OPENS.sub("", _LINKS.sub("", _AFFIRMED.sub("", said.strip()))), said, behind)


def _named(core: str, before: str, behind: str) -> tuple[Role, str]:
    """What a percentage is of, by the word that it follows."""
    if (_OF_NOUN.match(behind) and not core) or _IS_ONLY.match(behind) or _OF_STAGE.search(core):
        return Role.UNPLACED, ""
    if core == "占":  # 换了3200块,占八成
        return Role.UNPLACED, core
    if CHANGE.search(before):
        return Role.INDICATOR, core or before
    if _RATE.search(core) and not _WHOLE_RATE.match(core):
        return Role.INDICATOR, core
    if _OF_WHOLE.search(core) or _SPEAKER.match(core):
        return Role.WHOLE, ""
    return Role.UNPLACED, core
