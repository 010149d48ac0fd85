"""Figures that a reply names, as they were said: 立案12起, 罚款38万元, 参训率95%; nothing without a name."""

import re

from bot.domain.replies.figure import Figure
from bot.readers.reply.fractions import ACTS, FURTHER_ACTS, Fraction, left_in
from bot.readers.reply.numbers import Kind, Number
from bot.readers.reply.percent import Percentage, Role, taken_back

_EDGE = re.compile(r"[,;。!?~…\n、:()]")
_BEGUN = (  # words that begin like one that only introduces a figure, and are not cut in two
    r"现[场金有状役代行职货案存钞任房浇]|在[册建编岗校库外线职读用家逃押途]|对[口公外接账标联手话讲象]|了[解结]|共[享青建产有同]|均[价衡摊]|都[市城]|"
    r"并[网轨购入]|另[案行]|再[生就造贷婚版融保担]|还[款建贷田林湖原债]|又一村|已[知婚故]|的士|年度[考计预总]|组织(?:部|生活|法|关系|人事|架构|机构|建设|书记|委员)|"
    r"实施(?:方案|细则|意见|办法|条例|主体|计划)|开展[率]|实现率|完成[率度时]|进行时|做好事|全[部局]门|全部队|全年级|分别墅|我[局科股]属|其中[国学小]|"
    r"期间费|同时[段期]"
)
_MERELY = r"(?:现|的|了|在|对|共|均|都|并|再|还|又|另)"  # are cut only before an act, or where nothing is left
_BEGINS = re.compile(
    rf"^(?:(?!{_BEGUN})(?:应该?[为是]|[一二三四五六七八九]是|主要(?:是|有)?|然后|目前|现在|截至目前|截止目前|截至[^,]{{0,8}}|今年以来|今年|本年度?|去年|全年|以来|累计|共计|总共|一共|合计|已经|已|"
    r"也|先后|上周|上个?月|上季度|本[月周期旬]|本季度|这个?[月周期]|上一?期|[一二三四]季度期?|[上下]半年期?|昨[天日]|前天|同时|其中|另外|全部|陆续|分别|总计|实际|新近|我们|我局|我科|我股|我中队|我单位|全县|全局|全区|"
    r"组织|开展|进行|实施|完成|实现|做好|新装|新增了?|新建|新设|新购|期间|国庆|春节|元旦|中秋|五一|端午|清明|假期|节日|"
    rf"{_MERELY}(?={_MERELY}*(?:$|已|新|全|累计|合计|总计|实际|组织|开展|进行|实施|完成|实现|做好|先后|陆续|分别|{ACTS}|{FURTHER_ACTS}))))+"
)
_END = re.compile(
    r"(?:不是|并非|一共|总共|(?<=[了面里上])一|了|过|出|有|为|是|达到|达|到|至|完|共计|共|计|约|大约|大概|近|累计|合计|总计|已经|已|的|个|:|\s|总额|又|再|=|应该?)$"
)
_ENDED = re.compile(  # words that end like one that only leads on to a number, and are not cut in two
    r"(?:[通经超透错度记改难]过|[演外退提付突指支产输进展复杰调派转列]出|[国私公民专所拥占持享共具含自原现]有|[行作人成认因视]为|[传下直送表发抵]达|"
    r"[报签迟周]到|[甚截以]至|公共|中共|[审会设统估]计|[节预违签条公契集简]约|[附邻就]近|[供响反效适对相]应|不得已|[标目]的)$"
)
_SPLIT_VERB = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,10}?)(?:已经|已)[\u4e00-\u9fff]{0,3}$")
_NOUN = re.compile(r"^的?(?P<noun>[\u4e00-\u9fffA-Za-z]{1,10})$")
_NOT_NOUN = re.compile(
    r"已|没|无|有(?![限机害毒])|未|了|都|全部|均|完成|完毕|合格|到位|正在|还|不|通过|签|改|整|抽|过|好|左右|以上|以下|多|余|达标|吧|呢|啊|中$|其中|共|并|在|可|能|是"
)
_BARE_VERB = re.compile(rf"^{ACTS}(?:了|出|过|到|完|好)*$")
_OF_SUBJECT = re.compile(  # by whom it was done
    r"(?:专家|领导|书记|局长|县长|群众|村民|企业|部门|单位|大家|会上|组织|审计|巡察组|督查组)[\u4e00-\u9fff]{0,3}?[\u4e00-\u9fff]$"
)
_NO_NAME = re.compile(
    r"^(?:占|占比|仅占|约占|一|给|把|对|向|跟|改[成为]|除了?|除开|除去|除掉)$|^(?!停用$|用工$|等外$)(?:差|剩|还差|还剩|还有|剩余|剩下|就|只|仅|第|每|各|分|前|后|上|下|到|从|由|至|是|不|比|多|少|约|等|停|用|花|要|需|可|能)+$"
)
_PLANNED = re.compile(
    r"(?<![邀聘申宴])请|恳请|希望|盼|计划|预计|目标|拟|力争|争取|打算|准备|将(?!近)|(?<![供响适])应(?![急用])|需|(?<![接对招优等期款])待|下周|下个?月|明天|后天|明年|(?:还|得)要|要再|得再|还差|还剩|剩|缺|不少于|至少|要求"
)
_AFFIRMED = re.compile(r"应该?[为是]|^应该(?=[追收退清罚检查])")  # what is so, and was told otherwise
_AT_LEAST = re.compile(r"以上|以下|左右|上下|多(?!次)|以内|之间")
_NEW = re.compile(r"新(?:增|建|设|购|装)(?=了?$)")
_TOTAL = re.compile(r"累计|总计|合计|共计|总共|一共")
_SO_FAR = re.compile(r"截[至止]|以来|目前")
_OF_PERIOD = re.compile(
    r"本[月周季期]|这个?月|上个?[月周]|今[天日]|昨[天日]|本季度|\d月份?(?!底|末|\d*日前)|[一二三四]季度|上半年|下半年|期间|新增|又|再|另"
)
_SPEAKER = re.compile(r"^.*?(?:我们|咱们?|我[局科股镇乡办站队县村])")  # 低保核查我们核了860户
_TOWARDS = re.compile(  # 督查组对全县86家企业开展检查
    r"^.*(?<![核比校查结应针相反面作])(?:对|给|向)(?:全[县区镇乡村市局省]|辖区内?|各|所有|本[县区镇乡]|下面)*$"
)
_ALL_THESE = re.compile(r"(?:均|都|全|已).*$")
_DONE_TO = re.compile(r"(?<=[\u4e00-\u9fff])(?:给予|进行|开展|实施|作出|予以|采取|签订|发放|下发|对(?=全|各|辖)).*$")
_NEXT_VERB = re.compile(rf"(?:{ACTS}|{FURTHER_ACTS}|清退|追回|取消|补[发签办]|核减|剔除|退还)[\u4e00-\u9fff]{{0,4}}$")
_TOGETHER = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![公中])(?:一共|共|累计)(?=[\u4e00-\u9fff]{2})")  # 工单共受理47件
_BESIDE = re.compile(r"[,、(]")  # 发放补助218人,43.6万元; 发放补贴128.4万元(326户)
_LEFT_OUT = re.compile(
    r"(?<![拆清排消解开根扫免切剔废破删铲驱祛])除(?:了|去|开)?(?![险尘湿雪冰草害虫])[^,;。]*$"
)  # 除了3个村都改了
_PERIOD = re.compile(r"(?:[月周年]|季度|半年)?份?(?<=[月周年度份])期(?![间限末货刊])")
_EACH = re.compile(rf"^各自?(?:{ACTS}|{FURTHER_ACTS})")  # 10月、11月各检查4户 are 8 of them, or not: nobody said
POINTED = re.compile("[那这]$")  # 那三条 counts nothing that was done
_NOT_NAME = re.compile(
    r"另一条措施|[报打填写说]错|^[把将]|^比(?=上|去|前|原|计划|之前|以前)|我|[他她它]|谁|(?<![罚沉淹])没(?!收)|未|就(?!业|诊|医|餐|读|学)|(?<!自)己|[里中]$|(?:任务|目标|要求|标准)$|才(?!艺)|(?:这|那)[条项个]"
)
_LONGEST = 16


def figures_of(
    text: str, numbers: tuple[Number, ...], percentage: Percentage, fraction: Fraction | None
) -> tuple[tuple[Figure, ...], tuple[Number, ...]]:
    """The figures of a text, and the numbers that belong to nothing: they are asked, or repeated in the answer."""
    figures: list[Figure] = []
    loose: list[Number] = []
    left = left_in(text, numbers)
    roles = {one: (role, name) for one, role, name in percentage.roles}
    used = fraction.counts if fraction else ()
    reckoned = percentage.value == fraction.percent if fraction else False
    named = ""
    for one in numbers:
        if one.kind is Kind.BARE:
            loose.append(one)
        elif one in roles:
            role, name = roles[one]
            if role is Role.INDICATOR and not _about(text, one) and (name := _trimmed(name)):
                figures.append(Figure(name=name, value=_plain(one.value), unit="%"))
            elif role in {Role.INDICATOR, Role.UNPLACED}:
                loose.append(one)
        elif one.kind in {Kind.COUNT, Kind.CHANGE}:
            name = _name_of(text, numbers, one, named)
            planned = _PLANNED.search(_AFFIRMED.sub("", _clause_before(text, one)))
            if (one in used and reckoned) or POINTED.search(text[: one.start]):
                continue
            left_out = _LEFT_OUT.search(_clause_before(text, one)) or _EACH.match(name)
            if one.vague or planned or left_out or one in left or not name:
                loose.append(one)
                continue
            named = name
            if taken_back(text, one):  # 检查企业不是12家是21家
                loose.append(one)
                continue
            figures.append(Figure(name=name, value=_plain(one.value), unit=one.unit, cumulative=_cumulative(text, one)))
    return tuple(figures), tuple(loose)


def _about(text: str, one: Number) -> bool:
    """True for 95%以上: at least so much, and how much nobody said."""
    return one.vague or bool(_AT_LEAST.match(text, one.end))


def _cumulative(text: str, one: Number) -> bool | None:
    """Whether an amount is all so far or that of a period, by the words before it; None where none says so."""
    before = text[: one.start]
    if _TOTAL.search(_clause_before(text, one)):
        return True
    return False if _OF_PERIOD.search(before) else True if _SO_FAR.search(before) else None


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


def _clause_before(text: str, one: Number) -> str:
    return _EDGE.split(text[: one.start])[-1]


def _name_of(text: str, numbers: tuple[Number, ...], one: Number, last: str) -> str:
    """The words that say what a number counts: before it, or behind it where before it stands a mere verb."""
    floor = max((other.end for other in numbers if other.end <= one.start), default=0)
    if period := _PERIOD.match(text, floor):  # 11月期检查8户 is of 检查
        floor = period.end()
    ceiling = min((other.start for other in numbers if other.start >= one.end), default=len(text))
    before = _SPEAKER.sub("", _EDGE.split(text[floor : one.start])[-1])
    behind = _EDGE.split(text[one.end : ceiling])[0]
    noun = _NOUN.match(behind)
    words = noun["noun"] if noun else ""
    words = _ALL_THESE.sub("", words) if before.endswith("的") else words
    said = "" if _NOT_NOUN.search(words) else words
    said = _DONE_TO.sub("", said)
    if ceiling < len(text) and text[one.end : ceiling] == behind:  # 核了860户清退37户, 8个项目开工6个
        said = _NEXT_VERB.sub("", said)
    same_clause = floor and (not _EDGE.search(text[floor : one.start]) or _BESIDE.fullmatch(text[floor : one.start]))
    core = _TOWARDS.sub("", _led_up(before))
    if not _stripped(core) and _TOTAL.search(before) and not said:
        return last  # 发放126户,合计37.8万
    bare = _stripped(core)
    if said and before.endswith("的"):  # 反馈的3个问题
        return said
    acted = before.endswith(("了", "过")) and not one.unit.endswith("元") and _OF_SUBJECT.match(bare)
    if said and (acted or (same_clause and before.endswith("了"))):  # 专家提了6条意见, 36个网格配了32个网格员
        return said
    if said and (
        _BARE_VERB.match(bare) or _NO_NAME.match(bare) or bare == "涉及" or len(re.sub(r"[了过出]$", "", bare)) <= 1
    ):  # 提了三条意见
        return said
    if not _stripped(core) and same_clause:
        return last
    return _trimmed(core)


def _led_up(words: str) -> str:
    """The words without what only leads on to the number: 罚款共计 → 罚款, but 审计, 行为, 通过 stay whole."""
    while (last := _END.search(words)) and not _ENDED.search(words):
        words = words[: last.start()]
    return words


def _stripped(words: str) -> str:
    return _BEGINS.sub("", words)


def _trimmed(words: str) -> str:
    """A name without what only introduces it: 已排查资金 → 排查资金, 完成线路更换 → 线路更换."""
    words = _led_up(words.strip(" :“”\"'"))
    name = _stripped(words)
    split = _SPLIT_VERB.match(name)
    name = (split["name"] if split else name) or (found[0] if (found := _NEW.search(words)) else "")
    name = _TOGETHER.sub("", name.strip('“”"'))
    return "" if _NO_NAME.match(name) or _NOT_NAME.search(name) or not 0 < len(name) <= _LONGEST else name
