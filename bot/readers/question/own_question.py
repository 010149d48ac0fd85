"""A question about what one has said oneself, why a measure is red, what it still lacks, or what falls due next."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.core.working_calendar import DAY
from bot.readers.reply.measure_number import named_in

_ASKS = r"(?:什么|啥|哪些|哪几[条项个次]|多少|几[条项次个])"
SPAN = (
    r"上上周|上上个?星期|上个?(?:周|星期|礼拜)|上个?月|上个?季度|本周|这个?(?:周|星期|礼拜)|本月|这个?月|本季度|这个?季度|"
    r"今天|昨天|前天|今年"
)
_LAST = r"上次|上回|上一次|最近一次|最后一次|刚才|之前|以前|最近"
_PLEASE = r"^(?:请问|想问一?下?|问一?下|查一?下|查查|看一?下|看看)?"
_SAID = re.compile(
    rf"{_PLEASE}(?:我们?|俺|本人)?(?:自己)?(?P<when>{SPAN}|{_LAST})?的?(?:我们?|俺)?(?:都|一共|总共|已经|{_LAST})*"
    rf"(?:填报|上报|汇报|登记|报|填)(?:了|过|的|上去)*(?:是|都是)*(?:进展|进度)?(?:{_ASKS}(?:内容|进展|措施|东西)?|吗|没有?|过吗|过没有?)"
    r"(?:来着|呢|啊|了|呀|吗)*\??$"
)
_WHY_RED = re.compile(
    rf"{_PLEASE}(?:这[个条项]|它|我的?|我这[个条项])?(?:为什么|为啥|怎么|咋|为何|凭什么)(?:我的?|这[个条项]|它)?(?:就|都|还|又|会|是|变|显示|被|标|成|亮|算)*"
    r"(?:了|成)?(?P<colour>红|黄|逾期|超期)(?:灯|色|的|了|牌|呢|啊)*\??$|"
    rf"{_PLEASE}(?:这[个条项]|它)?(?P<c>红|黄)的?(?:是)?(?:因为|为)(?:什么|啥)\??$"
)
_LACKS = re.compile(
    rf"{_PLEASE}(?:我|我们|这[个条项]|它)?(?:现在|目前|到底|还|都|销号|办结|报完成)*(?:差|缺|少|欠|要交|要传|要补|要报|需要|要)(?:了|着|我)?(?:交|传|补|提供)?"
    r"(?:什么|啥|哪些|哪几样|多少|几张|(?=(?:材料|佐证|手续|照片|附件|资料)(?:吗|么|不)\??$))(?:材料|东西|佐证|手续|照片|附件|资料|没[交弄报])?(?:才能?(?:销号|办结|报完成))?(?:呢|啊|呀|吗|么)?\??$"
)
_SAID_HOW = re.compile(
    rf"{_PLEASE}(?:我们?|俺|本人)?(?:自己)?(?P<when>{SPAN}|{_LAST})?的?(?:我们?|俺)?(?:自己)?(?:都|是)*(?:怎么|咋|如何)(?:填报|上报|汇报|写|报|说|填|回)的(?:来着|呢|啊)*\??$"
)
_NEXT = re.compile(
    rf"{_PLEASE}(?:我的?)?下一?[个条项次回](?:我)?(?:要|该|得)(?:交|报|办|做|完成)的(?:措施)?(?:是)?(?:哪[个条项]?|什么|啥)|{_PLEASE}(?:我的?)?(?:下一?[个条项]?(?:要|该)?到期的?(?:措施)?(?:是)?(?:哪[个条项]?|什么|啥|几号|哪天|什么时候)?|"
    r"(?:最近|最先|最早|马上)(?:要|该|就)*到期的?(?:是)?(?:哪[个条项]|什么|啥)|下一[个条项](?:是)?(?:哪[个条项]?|什么|啥)(?:到期|时候到期)?|"
    r"(?:我|我们)?下(?:一)?[次回](?:该|要|得)?(?:是)?(?:报|交|汇报)(?:进展)?(?:是|在)?(?:什么时候|啥时候|哪天|几号|何时))(?:的|呢|啊|了)*\??$"
)


_LACKS_OF = re.compile(  # beside a number
    r"^(?:我的?)?(?:佐证|照片|材料)(?:材料)?(?:现在|到底|还|都)*(?:够|齐|全)(?:了|不)*(?:没有?|吗|么|够|齐|全)?|"
    r"^(?:要|得|需要?|还要)?(?:交|传|报|补)?(?:几|多少)[份张个件]?(?:佐证|照片|材料)+"
)
_COUNT = r"(?:几|多少)(?:[个份次条项张封道遍回])?"
_LETTERS = re.compile(r"(?P<red>督办[单函])|(?P<yellow>预警函)|(?P<green>提示函)|(?<![来回复公发信])(?P<any>函)(?!数)")
_OF_LETTERS = re.compile(
    rf"{SPAN}|督办[单函]|预警函|提示函|函|{_COUNT}|{_ASKS}|请问|想问一?下?|查一?下|看看|一共|总共|本年|目前|现在|到现在|已经|都|累计|签发|签收|答复|签|谁的?|哪[个些]|"
    r"发出|发|下达|下发|下|开|出|收到|收|我们?|书记|了|过|的|我|有没有|有|没有?|未|还|吗|呢|督办我|给|是|[,?!。]"
)
_ASKS_COUNT = re.compile(rf"{_COUNT}|有没有|{_ASKS}|吗|[了过]没有?$|谁")
_CHECKED = re.compile(
    rf"{_PLEASE}(?:(?:我(?:们)?的?(?:这[条项个])?(?:措施|完成|材料|东西|报告|活)?(?:现在|到底|是|该|要|都)*(?:归|由|是|给)?谁(?:来|在|去|给)?(?:审核?|核验|批|审定|看|把关))|谁(?:来|负责)?(?:审核?|核验|批|审定)我们?的?(?:报的|措施|完成|件|材料|东西)?|"
    r"(?:现在|到底|都)*(?:是|归|由)?谁(?:来|在|去|给)?(?:审核?|核验|批|审定|把关)(?:我们?|这[条项个])?(?:的|报的|交的)?|"
    r"我?(?:报|交)(?:了|完|上去)*(?:完成)?(?:以后|之后|后|了)?(?:是|给|由|归)*谁(?:来|去)?(?:看|审核?|批|核验))(?:的|呢|啊|了|吗)*\??$"
)
_CONCENTRATED = re.compile(
    rf"{_PLEASE}(?:现在|今天)?(?:离|距离?)?(?:我们)?集中整改(?:期|期限|工作|阶段)?(?:的)?(?:结束|截止|到期|完成|期满|时限|到|是|还|剩|有|要|日期|时间|日)*"
    r"(?:(?:多少|几)天|哪天|几号|什么时候|啥时候|多久|多长时间)(?:到期|结束|截止|完成)?(?:了|呢|啊|吗)*\??$"
)
_BARE_SPAN = re.compile(r"^(?:上上周|上个?(?:周|星期|礼拜)|上个?月|上个?季度|昨天|前天)(?:呢|情况)?\??$")


class OwnKind(StrEnum):
    """What is asked for."""

    SAID = "said"
    COLOUR = "colour"
    LACKS = "lacks"
    NEXT = "next"
    LETTERS = "letters"  # how many there are, of each kind that is named
    CHECKED = "checked"  # who checks what is reported done
    CONCENTRATED = "concentrated"  # how many days are left of the time of concentrated rectification


@dataclass(frozen=True, kw_only=True)
class OwnQuestion:
    """What is asked for, of which measures (as they are numbered), and in what time: 上周, "" for the last word.

    `about` are the kinds of letters by their colours.
    """

    kind: OwnKind
    numbers: tuple[str, ...] = ()
    when: str = ""
    about: tuple[str, ...] = ()


def own_question(plain: str, named: frozenset[str] = frozenset()) -> OwnQuestion | None:
    """The question in normalised words, None where they are none; `named` look like days and are measures."""
    found = named_in(plain, named)
    rest = plain
    for one in reversed(found):
        rest = rest[: one.start] + rest[one.end :]
    rest = re.sub(r"[\s,;。!、:]+", "", rest)
    numbers = tuple(dict.fromkeys(one.number for one in found))
    if match := _SAID.search(rest) or _SAID_HOW.search(rest):
        when = match["when"] or ""
        return OwnQuestion(kind=OwnKind.SAID, numbers=numbers, when=when if re.fullmatch(SPAN, when) else "")
    if _BARE_SPAN.search(rest):
        return OwnQuestion(kind=OwnKind.SAID, numbers=numbers, when=rest.strip("呢情况?"))
    if kinds := () if numbers else _letters(rest):
        said = re.search(SPAN, rest)
        return OwnQuestion(kind=OwnKind.LETTERS, about=kinds, when=said[0] if said else "")
    lacking = bool(numbers or _SURELY_ASKS.search(rest)) and _LACKS_OF.fullmatch(rest.rstrip("?呢啊"))
    kind = OwnKind.LACKS if lacking else next((kind for kind, one in _TABLE if one.search(rest)), None)
    return OwnQuestion(kind=kind, numbers=numbers) if kind else None


_SURELY_ASKS = re.compile(r"吗|么|够不够|齐不齐|没有?\??$|\?")
_TABLE = (
    (OwnKind.CHECKED, _CHECKED),
    (OwnKind.COLOUR, _WHY_RED),
    (OwnKind.LACKS, _LACKS),
    (OwnKind.NEXT, _NEXT),
    (OwnKind.CONCENTRATED, _CONCENTRATED),
)


def _letters(rest: str) -> tuple[str, ...]:
    """The colours of the letters that are counted, 签了几个督办单; none where more is said than that, or less."""
    if re.search("[没未待等](?:签发|发)", rest):  # drafts, which wait for the secretary
        return ()
    if not _ASKS_COUNT.search(rest) or _OF_LETTERS.sub("", rest):
        return ()
    found = [match.lastgroup or "" for match in _LETTERS.finditer(rest)]
    return ("green", "yellow", "red") if "any" in found else tuple(dict.fromkeys(found))


def span_of(when: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The days of a time that is over or runs, 上周, 本月, up to today; None for no time."""
    back = 2 if when.startswith("上上") or when == "前天" else int(when.startswith("上") or when == "昨天")
    match when[-1:]:
        case "天" if when:
            return today - back * DAY, today - back * DAY
        case "周" | "期" | "拜":
            first = today - (today.weekday() + 7 * back) * DAY
            return first, min(first + 6 * DAY, today)
        case "月":
            return _months(today, (today.month - 1) + 12 * today.year - back, 1)
        case "度":
            return _months(today, ((today.month - 1) // 3 - back) * 3 + 12 * today.year, 3)
        case "年":
            return today.replace(month=1, day=1), today
    return None


def _months(today: dt.date, first: int, count: int) -> tuple[dt.date, dt.date]:
    """So many months from one that is counted from the year 0, up to today."""
    start, after = (dt.date(month // 12, month % 12 + 1, 1) for month in (first, first + count))
    return start, min(after - DAY, today)
