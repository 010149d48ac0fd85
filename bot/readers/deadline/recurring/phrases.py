"""The words around those that say how often: what bounds a series, follows another deadline, or makes it doubtful."""

import re

from bot.readers.deadline.phrases import AMOUNT

TITLE = re.compile(r"《[^》]*》")
BREAK = re.compile(r"[\s,;。:!?()~…]+")
NEUTRAL = re.compile(
    r"(?:[\s,、;。:()]|的|里|将|要|须|应当?|需要?|均|都|做到|实行|实施|坚持|持续|定期|原则上|按照?|至少|长期|并|且|同时|以|按|由|"
    r"期间|内|常态化?|采取|通过|每年|统一|一律|必须|严格|开始|起|各)*"
)
AFTERWARDS = re.compile(
    r"(?:[\s,、;。:(]|并|且|同时|再|从|自|(?P<strong>此后|之后|以后|今后|其后|嗣后|然后|随后|后续|转入|后|长期坚持|长期|常态化?|持续坚持|持续)|"
    r"纳入|坚持|做到|实行|仍|还|要|应|须|需|继续|按照?|在|起|将)*$"
)
OBJECT = re.compile(r"(?:制度|机制|办法|方案|计划|清单|台账|规定|规则|要求|体系|模式|预案|通知|规范|会议|例会|表)\)?$")
PAPER = re.compile(r"(?:总结|小结|报告|报表|情况|材料|台账)$")
HANDS_IN = re.compile(r"(?:报送|上报|提交|形成|编制|撰写|印发|汇总|梳理|报)$")
JOINING = re.compile(r"(?:并|且|同时|再|后|按|及|以及)$")
GRADUAL = re.compile(r"(?:递|提高|提升|下降|减少|增加|增长|加大|压减|降低)")
OCCASION = re.compile(r"每(?:次|轮|场|批次?)")
ENDED = re.compile(r"前|底|末|日|号|止|内|完成|到位|结束")
TAKEN_IN = re.compile(r"\(含[^)]{0,6}\)")
FOUNDING = re.compile(r"(?:建立|健全|完善|制定|出台|印发|修订|研究|探索)[^,;。]*$")
DENIED = re.compile(
    r"(?:不再|取消|停止|暂停|原(?!则)|改为|调整|变更|由$|以前|此前|过去|曾|未(?!来)|没|无法|不能|已)[^,;。]*$"
)
SEASON = re.compile(
    r"全年|汛期?|供暖|采暖|冬|夏|春|秋|雨季|旱季|旺季|淡季|假|节|学期|农忙|(?:整改|集中|重点|专项|过渡|试点|建设|施工|活动|巡察)期|期间|后$"
)
TIMES = re.compile(
    r"(?P<k>\d{1,3}|[一二两三四五六七八九十]{1,3})"
    r"(?P<more>(?:-|至|到|~|或)(?:\d|[一二两三四五六七八九十])|[一二两三四五六七八九])?(?:次|回|轮)(?!会议纪要)"
)
UNIT_BEFORE = re.compile(r"上(?:一)?个?(?P<u>周|星期|礼拜|月|季度?|半年度|年度?)")
HARMLESS = re.compile(
    r"[上本当该](?:一)?个?(?:周|星期|月|季度?|半年|年度?)(?!底|末|初|前|内|后|[一二三四五六日天])|(?<![一二三四\d])(?:周|月|季|半年|年)度(?!底|末|初|前)|"
    r"(?:周|月|季|年)(?:报|小结|总结|例会|通报)|第一(?:书记|责任人|时间|议题)|第三方|[一两]个(?!月|季|周|星期|工作)|(?:提|目|当|此|以|会)前|"
    r"前(?=往|期|述|置|沿|来|瞻|端)"
)
TIMEISH = re.compile(
    r"(?:\d+|[一二两三四五六七八九十]+)个?(?:工作[日天]|日|天|号|周|星期|月|年|季|点|时(?!刻|间)|小时|旬)|[上中下]旬|[上下]半月|工作日|[首末]周|"
    r"(?:周|星期|礼拜)[一二三四五六日天末]|[月季年周]度?[底末初终]|\d{4}[年./-]|\d+[./-]\d+|季度|半年|次[日周月季年]|"
    r"[翌明今后去来]年|[今明后]天|元旦|春节|国庆|五一|[春夏秋冬](?:[季天、]|$)|逢(?!节)|开学|双休|休息日|末旬|^半$|[寒暑]假|汛[前后]|前|最后一|首[个周月日]|第[\d一二三四五六七八九十]+个?|^\d{1,2}(?=$|\s)"
)
FOLLOWING_YEAR = re.compile(r"(?:次|翌|来|下一?)年度?")
OVERRIDE = re.compile(
    r"(?:并|应|须|需|要|均|且|统一|原则上|于|在|务必|最迟|必须)*(?P<near>当|本|该|每|逢)?(?P<u>月|季度?|周|年)?"
)

OTHER_NAME = re.compile(r"(?:^|[、,;和及与\s])(?:日|周|旬|月|季度?|半年|年度?)(?![底末初中内前])[\u4e00-\u9fff]{2}")


def names_a_time(words: str) -> bool:
    """True where words speak of a time that was not read."""
    return TIMEISH.search(HARMLESS.sub("", AMOUNT.sub("", words))) is not None


def clauses(text: str, position: int) -> list[tuple[int, int]]:
    """The clauses from a position on: where each begins and ends."""
    stops = [*BREAK.finditer(text, position)]
    starts = [position, *(stop.end() for stop in stops)]
    ends = [*(stop.start() for stop in stops), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
