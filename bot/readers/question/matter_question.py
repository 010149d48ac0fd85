"""Questions of other things than lists of measures: decisions, instructions, days left, the second one of a list."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.core.numerals import number
from bot.readers.meeting import TITLE
from bot.readers.reply.measure_number import named_in

_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_LAST = r"(?:上(?:一)?[次回个场]|最近(?:一[次回场]|的)?|最新(?:一次)?的?|刚(?:才|刚)?|这[次回]|本次)"
_MEETING = rf"(?:{TITLE}|会议|会上|(?<![一-鿿])会|(?<=[的次个场回开])会)议?"
_DECIDES = (
    r"(?:有没有|都|一共|总共|给[^,]{1,4}?|上|里|研究)*(?:议定|商定|决定|研究|明确|定|要求|布置|安排|交办|说|讲)"
    r"(?:下来|了|过)*"
)
_THINGS = r"(?:事情?|事项|内容|任务|措施|东西|要求)"
_WHAT = (
    rf"(?:的)?(?:{_THINGS})?(?:都|是|有|还有|里)*(?:什么|啥|哪些|哪几[件条项个]|几[件条项个]|多少[件条项个]?)"
    rf"(?:{_THINGS})?"
)
_END = r"(?:(?:还|都)*(?:没有?|未)?(?:办完?|落实|完成|办结|兑现)|逾期|超期|过期)?"
_HOW = (
    rf"(?:的)?(?:{_THINGS}|那?几?[件条项个])*(?:都|现在|目前|还|有|没有?|已经)*"
    r"(?:(?:落实|办理?|办结|完成|执行|兑现|推进|结果)(?:得|到|的|好)*(?:怎么样|怎样|咋样|如何|几[件条项个]|多少|情况|进展|没有?|了|吗|完|完成|位|好)*|(?:有)?(?:几|多少|哪几)[件条项个](?:逾期|超期|过期)|(?:有)?(?:几|多少)[件条项个](?:没|未)(?:办|落实|完成|办结|办完)|怎么样|怎样|情况|结果)"
)
_DECIDED = re.compile(
    rf"^(?:请问|看看|查一?下)?(?P<last>{_LAST})?(?:的)?(?P<title>{_MEETING})(?:的|上)?{_DECIDES}(?:{_WHAT}{_END}|{_THINGS}?|(?P<how>{_HOW}))(?:了|呢|啊|来着|没有?|吗|完|到位)*\??$|"
    rf"^(?:请问|看看|查一?下)?(?P<last2>{_LAST})?(?:的)?(?P<title2>{_MEETING})?(?:的|上)?议定(?:的)?(?:事项|事情|事)(?:{_WHAT}{_END}|(?P<how2>{_HOW}))?(?:了|呢|啊|没有?|吗|没办|完|到位)*\??$|"
    rf"^(?P<title3>{_MEETING})?(?:上)?(?:都)?(?:给)?(?P<own>我|我们|我的)(?:{_DECIDES})(?:{_WHAT}|{_THINGS}|(?P<how3>{_HOW}))(?:了|呢|啊|吗)*\??$"
)
_OWN = re.compile(r"给?我(?!们局)")
_INSTRUCTED = re.compile(
    r"^(?:请问|看看|查一?下)?(?P<by>我|书记|领导|局长|陆书记)?(?:最近|这个?月|今年|上个?月|都|还|有没有|有|给(?:我|我们|谁|大家)|对(?:我|我们))*(?:的|新的)?(?:什么|哪些|几[条个件次]|多少[条个件次]?)?(?:的)?批示(?:给(?:我|我们|谁))?"
    r"(?:的|过|了|都|还|有没有|有|谁|哪[些几][条个件]?|几[条个件次]|多少[条个件次]?|什么|那?几?[条项件个]|事项?|事情|意见|内容|情况|被|我|大家|他们)*"
    r"(?:(?:没有?|未)?(?:回复?|答复|反馈|办理?|落实|办结|完成)(?:得|到)*)?(?:怎么样|怎样|如何|了|没有?|过|的|吗|呢|完|几[条个件]|多少|位|情况)*\??$"
)
_DAYS_LEFT = re.compile(
    rf"^(?:请问|现在|今天)?(?:(?:还有|还剩)(?:多少|几)天(?:就|才)?(?:到|是)|(?:离|距离?))(?P<day>(?:今年|明年|本|这个?|下个?)?(?:年[底末]|月[底末]|季度?[底末]|元旦|春节|国庆节?|五一|中秋节?|端午节?|清明节?|(?:{_N})月(?:份)?(?:[底末初]|(?:{_N})[日号])?))"
    r"(?:(?:还|就|只)*(?:有|剩下?|差)?(?:多少|几)个?天)?(?:了|呢|啊|时间)*\??$"
)
_NTH = re.compile(
    rf"^(?:那么?|再看|看|打开)?(?:第(?P<n>{_N})|(?P<last>最后一?))[条个项](?:是|的)?(?:什么|啥)?(?:情况|进展)?(?:呢|怎么样|怎样|如何|怎么回事)?\??$"
)
_COMPARED = re.compile(
    r"^(?:我们|整改|全局|总体|整体|情况|进度|这周|本周|这个月|本月)*(?:和|跟|与|比|同|较)?(?:上一?个?(?:周|星期|礼拜|月)|昨天|以前|之前)(?:的)?(?:情况)?(?:相比|比起来|比较|对比|比|起来)*(?:的话)?"
    r"[,]?(?:情况|整改|进度|有|有没有|是|变化|进步|好转|改善|进展|下降|上升|增加|减少|增|降|好|差|多|少|快|慢|了|还是|怎么样|怎样|咋样|如何|哪些|什么|多少|呢|些|一点|吗|大不大)*\??$|"
    r"^(?:这周|本周|这个?月|本月|最近|一周)?(?:有)?(?:哪些|几条|什么|多少)?(?:新增(?:的)?|新)(?:逾期|超期|变红)(?:的|了)*(?:有|是)?(?:哪些|哪几[条个]|几[条个]|多少|什么)?(?:条)?\??$"
)
_WEEK = re.compile(
    r"^(?:这一?周|本周|这个?星期|这个?礼拜)(?:的)?(?:整体|总体|整改|工作)*(?:的)?(?:情况|进展|进度)?(?:怎么样|怎样|咋样|如何|好不好)[了啊呀呢]?\??$"
)
_COMPARES = re.compile(r"比|跟|和|与|同|较|新")
_FIELD = (
    r"(?P<owners>经办人|责任人|经办|人)|(?P<leaders>责任领导|分管领导|领导)|(?P<departments>责任科室|责任股室|科室|股室|单位)|(?P<due>(?:完成)?时限|期限|日期|时间|到期日)|"
    r"(?P<text>内容|措施|文字|名称)|(?P<support>配合单位|配合)"
)
_WRONG = re.compile(
    rf"(?:的)?(?:{_FIELD})(?:是不是|会不会|好像|可能|应该|是|都|有点)*(?:写|填|录|导|弄|搞|登)?(?:错|有误|不对|有问题|不准)(?:了|的)*(?:吧|吗|呢)?[?。]?$|"
    r"(?P<subject>经办人|责任人|责任领导|分管领导|责任科室|科室|股室|配合单位|内容)(?:要|得|需要?|想)(?:换|改|调整?|变)(?:一下|了)?[?。]?$|"
    r"(?P<change>(?:换|改)(?:个|一个|一下)?(?:经办|责任)?人(?:来|去)?(?:办|做|负责|干)?|(?:换|改)(?:个|一个)?(?:股室|科室|单位)(?:来|去)?(?:办|负责)?|(?P<when>(?:改|调|换|调整|修改)(?:一下|个|下)?(?:完成)?(?:时限|期限|日期)|(?:时限|期限|日期)(?:要|得|需要?)?(?:改|调整|修改)(?:一下)?))(?:吧|行吗|可以吗|怎么[改弄]|吗)?[?。]?$"
)


_ASKS = re.compile(
    r"几|多少|谁|哪|什么|啥|吗|没有?\??$|怎么样|怎样|咋样|如何|情况|结果|进展|有没有|\?|呢|^[那再看打开]*(?:第|最后)|比|新增|的批示$|批示(?:给我)?的$|议定事项$"
)  # 批示落实了 tells


_SUBJECTS = {
    **dict.fromkeys(("经办人", "责任人"), "owners"),
    **dict.fromkeys(("责任领导", "分管领导"), "leaders"),
    **dict.fromkeys(("责任科室", "科室", "股室"), "departments"),
    "配合单位": "support",
    "内容": "text",
}


class Matter(StrEnum):
    """What is asked about."""

    DECIDED = "decided"
    INSTRUCTED = "instructed"
    DAYS_LEFT = "days_left"
    NTH = "nth"
    COMPARED = "compared"


@dataclass(frozen=True, kw_only=True)
class MatterQuestion:
    """What is asked about.

    Of decisions: of which meeting (`title`, "" for any), the `last` one alone or all, one's `own` alone; `place` in a
    list, -1 for the last; `day` until which days are counted.
    """

    matter: Matter
    title: str = ""
    last: bool = False
    own: bool = False
    place: int = 0
    day: str = ""


def matter_question(plain: str) -> MatterQuestion | None:
    """The question in normalised words; None where they are none."""
    text = plain.strip(" 。.!")
    if not _ASKS.search(text):
        return None
    if found := _DECIDED.match(text):
        return _decided(found)
    if found := _NTH.match(text):
        place = -1 if found["last"] else number(found["n"]) or 0
        return MatterQuestion(matter=Matter.NTH, place=place) if place else None
    if found := _DAYS_LEFT.match(text):
        asked = MatterQuestion(matter=Matter.DAYS_LEFT, day=found["day"])
    elif _INSTRUCTED.match(text):
        asked = MatterQuestion(matter=Matter.INSTRUCTED, own="我" in text.replace("给我们", ""))
    else:
        compared = _WEEK.match(text) or (_COMPARED.match(text) and _COMPARES.search(text))
        return MatterQuestion(matter=Matter.COMPARED) if compared else None
    return asked


def _decided(found: re.Match[str]) -> MatterQuestion:
    """What is asked of decisions: what the last meeting decided, or what became of those of all of that name."""
    named = found.groupdict()
    title = re.match(TITLE, named["title"] or named["title2"] or named["title3"] or "")
    only_what = not (named["how"] or named["how2"] or named["how3"])
    last = bool(named["last"] or named["last2"]) or (only_what and title is not None)
    own = bool(named["own"]) or bool(_OWN.search(found[0]))
    return MatterQuestion(matter=Matter.DECIDED, title=title[0] if title else "", last=last, own=own)


def day_meant(words: str, today: dt.date) -> dt.date | None:
    """The day of 年底, 月底, 10月1日, 国庆; None where it is not certain."""
    from bot.readers.deadline import read_deadline

    said = re.sub(r"(?:今年|这个?)?(?=年[底末])|份|节$", "", words)
    read = read_deadline(said, today)
    return read.date if read.date and read.certain and read.date >= today else None


def plainly_asks(plain: str) -> bool:
    """True for words of which any clause asks, whatever else they say."""
    from bot.readers.reply.phrases import INTERROGATIVE, NOT_INTERROGATIVE

    return bool(INTERROGATIVE.search(NOT_INTERROGATIVE.sub("", plain)))


def wrong_field(plain: str) -> tuple[str, str]:
    """The number of a measure of which something is said to be wrong or to change, and its field; twice "" for none."""
    named = named_in(plain)
    found = _WRONG.search(plain)
    if len({one.number for one in named}) != 1 or found is None:
        return "", ""
    if found["subject"]:
        field = _SUBJECTS[found["subject"]]
    elif found["change"]:
        field = "due" if found["when"] else "departments" if re.search("股室|科室|单位", found["change"]) else "owners"
    else:
        field = next(name for name in ("owners", "leaders", "departments", "due", "text", "support") if found[name])
    rest = plain[: found.start()]
    for one in reversed(named):
        rest = rest[: one.start] + rest[one.end :]
    return ("", "") if re.sub(r"[的是把这条,\s]|请|措施", "", rest) else (named[0].number, field)
