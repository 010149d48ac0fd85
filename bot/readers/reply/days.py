"""The days of a reply: which one an extension asks for, which one the work is expected by, and which it is about."""

import re
from collections.abc import Iterator

from bot.readers.reply import phrases
from bot.readers.reply.day_expressions import LENGTH, PAST, WHEN, day_words
from bot.readers.reply.numbers import WHOLE, Kind
from bot.readers.reply.percent import Role
from bot.readers.reply.reply_text import ReplyText

_PERIOD = re.compile(
    r"(?:(?:20\d\d年?|今年|去年|本年)?(?:第?[一二三四1-4]季度|[上下]半年|(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?)|"
    r"本月|这个?月|上个?月|本季度|本周|这周|今年|国庆节?|五一节?|春节|元旦|中秋节?|端午节?|清明节?|今[天日]|上午|下午)"
)
HAPPENED = re.compile(r"了|已|过(?!年|节|会议)|共|累计|期间|以来|起$|报送材料")
_AHEAD = re.compile(r"预计|争取|计划|估计|大概|力争|打算|准备|拟|确保|保证|能|可以|可(?!研)|将|要|再")
_FORMERLY = re.compile(r"原(?:计划|定|本|先|来)|本来|按原|当初")
_CLOCK_ONLY = re.compile(r"[早晚上中下午]+(?:[\d一二三四五六七八九十]{1,2}[点时]半?)?")
_EXCUSED = re.compile(r"免报|不用报|不需报|无需报")
_UNTIL = re.compile(r"(?:看|估计|恐怕|大概)[^,]{0,3}(?:要|得|只能|会)(?:到|等到|拖到)$")
_UP_TO = re.compile(r"截[至止]到?$")
_WHOLE_BY = re.compile(
    r"完(?!成(?:了|到|约|大概|大约|近|有)*(?:\d|[一二两三四五六七八九]成|一半|过半|百分之))|前|弄|搞"
)
_MONTH_SAID = re.compile(r"(?<![\d.个])(?:1[0-2]|[1-9])(?=月)")
_END_OF_MONTH = re.compile(r"月[底末]")
_NOW = re.compile(r"本月份?|这个?月份?|本周|这个?周|今[天日]")
_BEGINS = re.compile(r"(?:才|刚)?(?:开始|启动|着手)")
_STRONG = re.compile(r"预计|争取|计划(?!已|都)|力争|估计|打算|拟")


_ENDS_WHOLE = re.compile(
    r"(?:完成|办结|[办做弄整搞改干写][完好妥]|搞定|完工|竣工|交工|结束|到位|销号|收尾|清零|完)"
    r"(?:全部|所有)?(?:整改|任务|工作|措施|销号|验收)*(?:任务|工作)?(?:了|的|吧|哈|啊|左右|没问题|哒)*$|全部|全面|整体"
)
_OF_A_PART = re.compile(
    r"方案|初稿|设计|图纸|招标|采购|合同|材料|报告|清单|摸底|排查|审批|会|第[一二三四1-4]|[一二三四]期|阶段|主体|前期|部分"
)


def ends_whole(reply: ReplyText, day: str) -> bool:
    """True where a day is that by which the whole is expected to be done, not one of a step on the way."""
    clause = next((one for one in reply.statements if day in one), "")
    rest = _STRONG.sub("", clause.replace(day, "", 1)).strip(" ,:")
    return not rest or (_ENDS_WHOLE.search(rest) is not None and _OF_A_PART.search(rest) is None)


def looks_ahead(clause: str, day: re.Match[str]) -> bool:
    """True where a clause says by which day something will be done, not which month or quarter it tells of."""
    if PAST.search(clause) or (_UP_TO.search(clause[: day.start()]) and re.search(r"%|已|成|半", clause)):
        return False
    if _STRONG.search(clause) or _UNTIL.search(clause[: day.start()]):
        return True
    rest = clause[: day.start()] + clause[day.end() :]
    if (HAPPENED.search(rest) or (_NOW.fullmatch(day[0]) and _BEGINS.match(rest))) and not _AHEAD.search(rest):
        return False
    if not (phrases.FINISH.search(clause) or phrases.ENDS.search(rest)):
        return False
    return not _counts_in(clause, day)


def new_deadline(reply: ReplyText) -> str | None:
    """The writer's own words for the day, or the length of time, that an extension asks for."""
    text = phrases.NO_EXTENSION.sub("", reply.plain)
    days = day_words(text)
    aimed = [d for d in days if re.search(r"(?:到|至|成|为|在|于)(?:了)?$", text[: d.start()])]
    open_ = [
        d
        for d in days
        if not phrases.CANNOT.match(text[d.end() : d.end() + 12].lstrip("前内底之肯定实在可能估计恐怕都是就"))
    ]
    if aimed:
        return aimed[-1][0]
    lengths = [m for m in LENGTH.finditer(text) if not any(d.start() <= m.start() < d.end() for d in days)]
    counted = [
        m
        for m in lengths
        if re.search(r"(?:延|推|宽|缓|晚|给|后|限|加|拖|放)\S{0,6}$", text[max(0, m.start() - 8) : m.start()])
    ]
    if counted:
        return counted[-1][0]
    return open_[-1][0] if open_ and not re.fullmatch(r"[早晚上中下午]+", open_[-1][0]) else None


def expected_end(reply: ReplyText) -> str | None:
    """The writer's own words for the day by which the whole is expected, else for the first that lies ahead."""
    found = list(_ahead(reply))
    days = [day for clause, day in found if not _FORMERLY.search(clause)] or [day for _, day in found]
    days = [_in_month_before(reply, day) for day in days]
    return next((day for day in days if ends_whole(reply, day)), next(iter(days), None))


def _in_month_before(reply: ReplyText, day: str) -> str:
    """月底前 behind 12月中旬 is the end of December, not of the present month."""
    before = _MONTH_SAID.findall(reply.said[: max(0, reply.said.find(day))])
    return f"{before[-1]}{day}" if before and _END_OF_MONTH.match(day) else day


def _ahead(reply: ReplyText) -> Iterator[tuple[str, str]]:
    """Each clause that looks ahead, and its day."""
    planned = any(
        role is Role.PLANNED and one.value != WHOLE and one.kind is Kind.PERCENT
        for one, role, _ in reply.percentage.roles
    )
    for clause in reply.statements:
        if phrases.RETRACT.search(clause) or (planned and re.search(r"%|成|百分之|一半", clause)):
            continue
        day = WHEN.search(clause)
        if day is None or _EXCUSED.search(clause):
            continue
        if "/" in day[0] and reply.percentage.value is not None:
            continue
        if re.search(r"%|\d成|半", clause) and not _AHEAD.search(clause) and not _WHOLE_BY.search(clause):
            continue
        if (looks_ahead(clause, day) and not _CLOCK_ONLY.fullmatch(day[0])) or (
            phrases.DELIVER.search(clause) and not _told(clause, day) and not _counts_in(clause, day)
        ):
            yield clause, day[0]


def _counts_in(clause: str, day: re.Match[str]) -> bool:
    """True for 三季度通报4期: a period of which is said how much was done in it."""
    rest = clause[: day.start()] + clause[day.end() :]
    counted = _PERIOD.fullmatch(day[0]) and re.search(r"\d|[二三四五六七八九十]+[个项次家处期起份]", rest)
    return bool(counted) and not _STRONG.search(clause)


def _told(clause: str, day: re.Match[str]) -> bool:
    """True where a day is one on which something was done."""
    rest = clause[: day.start()] + clause[day.end() :]
    return bool(PAST.search(clause) or (HAPPENED.search(rest) and not _STRONG.search(rest)))
