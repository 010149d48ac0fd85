"""Sentences of meetings, visits and voices that name no command: 7月2日9点召开党组会, 党组会开了几次, 接到群众来电."""

import re
from dataclasses import dataclass, field

from bot.domain.voices.voice import Channel
from bot.readers.meeting import TITLE
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised
from bot.readers.reply.stages import named_periods

_CALLED = re.compile(
    rf"^[^，。；\n]{{2,24}}?(?:召开|再开|开|定|安排|举行)(?:一次|个|一个)?{TITLE}议?[。.!！]?$|"
    rf"^(?:安排|定|准备|要)?(?:召?开)(?:一次|个|一个)?{TITLE}[，, ]\s*[^，。；\n]{{2,24}}$"
)
_SCHEDULED = re.compile(
    rf"^(?:定[在于到]?|安排在?)?(?:(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}[日号]?|[明后]天|(?:下|本|这)?(?:周|星期|礼拜)[一二三四五六日天])"
    rf"[^，。；\n]{{0,10}}?{TITLE}议?$"
)  # 3月28日上午9点党组会
_OVER = re.compile(r"了|过(?!后)|已|刚|没|不|吗|？|\?")
_ON_SITE = re.compile(
    r"现场(?:督办|督查|检查|看一?看|看一?下|查看|核查)?|实地(?:查看|看看|看一下|督办)?|督办|督查|看(?=\s*\d)"
)
_GOES = re.compile(r"(?:去|前往|到)[^，。；]{0,24}(?:现场|实地|看|督[办查])|现场督[办查]|(?:安排|准备).{0,24}现场")
_TO_THERE = re.compile(
    r"(?:去|到|前往)\s*(?=\d{1,2}\s?[-－—]\s?\d[^，。；]{0,24}?(?:现场|实地|督[办查]))"
)  # not a time until 2-4
_AT_ONCE = re.compile(
    r"现场督[办查]\s*(?:措施)?\d|(?:我们?)?(?:现在|马上|立即|立刻|这就).{0,24}督[办查]"
)  # as the command is said, without a space; 现在去城东工地督办2-1
_WAYS_THERE = re.compile(
    r"(?:我们?|准备|打算|安排|现在|马上|立即|立刻|这就|要|请|再|一起|一同|一块儿?)|(?:去|到|上|看)(?=\s|$|现场|实地|\d)|看一?看|看一?下|叫上|带上|带着|会同|的|把|对"
)
_VOICE = re.compile(
    r"^(?:今天|昨天|刚才|刚刚|上午|下午)?(?:我们?|办公室)?(?:接到|收到|接|有)(?:了)?(?:一?[个封名位件通])?"
    r"(?:(?:群众|市民|村民|居民|老百姓|业主|匿名)(?:的)?)?(?P<way>电话|来电|来信|信件?|邮件|短信|来访|热线|投诉|举报|反映)[，,：:]?\s*(?P<words>.*)$",
    re.DOTALL,
)
_SPOKE = re.compile(
    r"^(?:今天|昨天|刚才|刚刚|上午|下午)?(?:有)?(?:(?:群众|市民|村民|居民|老百姓|业主|匿名)(?:的)?|(?:接到|收到)[^，。；：:\s\d]{2,6}?的?)"
    r"(?:(?P<way>来电|来信|来访|电话|投诉|举报)(?=[\s，,：:]|反映|投诉|举报|称|说)|(?:打|来)(?:了)?(?:[一个]|一个)?电话(?:来)?(?=反映|投诉|举报|称|说)"
    r"|(?:反映|投诉|举报|说)(?=\s*(?:的?问题)?\s?\d))[，,：:]?\s*(?P<words>.*)$",
    re.DOTALL,
)
_PASSED_ON = re.compile(
    r"^(?:今天|昨天|刚才|刚刚|上午|下午)?(?:接到|收到)?(?:12345|市民热线|政务热线|热线|信访局?)(?:平台|中心)?(?:转来|转办|派来|派单|交办)"
    r"(?:的)?(?:一[件个条起])?(?:工单|诉求|投诉|举报|信访件|来信)?[，,：:]?\s*(?P<words>.*)$",
    re.DOTALL,
)  # 12345转来工单：…
_SETTLED = re.compile(
    r"已(?:经|全部|基本)?(?:得到)?(?:解决|整改|办结|答复|回复|处理|化解|完成)|完成\d"
)  # 群众来电：…, 收到某某来信说…
_CAME = {
    **dict.fromkeys(("来信", "信", "信件", "邮件", "短信"), Channel.MAIL),
    "来访": Channel.VISIT,
}
_FINDING = re.compile(r"(?:反映)?(?:的是)?问题\s?(?P<n>\d{1,2})(?![\d-])")
_NUMBER = r"(?:[A-Za-z]{1,2}/|第?[一二三四五六七八九十]+轮\s?)?\d{1,3}(?:[-－—.]\d{1,3})+"
_NO_REPORT = r"(?:免报|不用(?:再)?报|无需(?:再)?报|不需要?(?:再)?报)(?:了|送)?"
_EXCUSES = re.compile(
    rf"^(?:(?P<first>{_NUMBER})\s*[，,：:的]?\s*(?P<before>[^，。；,;\n]{{1,20}}?)的?(?:报告)?{_NO_REPORT}|"
    rf"{_NO_REPORT}\s*(?P<then>{_NUMBER})\s*[，,：:的]?\s*(?P<behind>[^，。；,;\n]{{1,20}}?))"
    r"(?:[，,。；;：:\s]+(?:理由|原因|因为?)?(?:是|[：:])?\s*(?P<why>.*))?$",
    re.DOTALL,
)
_SUBJECTS = (
    (
        "meeting",
        (
            rf"(?:{TITLE}|会议|(?<![一-鿿])会|(?<=[次开])会)(?:上?议?定(?:了?的)?(?:事情|事项?)?|议?(?:纪要|议题)?)|"
            r"议定(?:了?的)?(?:事情|事项?)?"
        ),
    ),
    ("key", r"重点督查"),
    ("visit", r"(?:现场督办|现场督查|实地督办)(?:的?要求)?"),
    (
        "voice",
        r"群众(?:监督)?(?:意见|来电|来信|来访|电话|举报|投诉|反映)(?:的?(?:问题|事情?))?|来电|来信|来访|监督电话",
    ),
    ("similar", r"举一反三|同类(?:检查|问题)|建章立制"),
    (
        "wait",
        (
            r"(?:谁|我们?|哪些|什么|哪[条项]|几[条项])(?:措施)?(?:还)?在等(?!我)"
            r"(?:谁|(?:别人|别的|其他|外)(?:单位|部门|科室)?|什么|人)?|(?<![一-鿿])等谁"
        ),
    ),
    ("accept", r"上级验收|报验"),
    ("calendar", r"(?:手机)?日[历程]"),
)
_PAPER = re.compile(
    r"^(?:(?:请|帮我|给我|我要|要|想要)?(?:出|起草|拟|打印|生成|看)?(?:一份|一下|一个)?)"
    r"(?P<before>[^，。；\n]{0,24}?)(?:的|份)*(?P<kind>月报|公开稿|统计表)(?P<after>[^，。；\n]{0,24})$"
)
_ASKS = re.compile(
    r"怎么|怎样|如何|咋|几[次回件项条个场]|多少|哪些?|什么|谁|吗|没有?$|情况|在哪|能不能|可不可以|有没有"
)
_BARE = frozenset(
    {
        "日历",
        "日程",
        "我的日历",
        "我的日程",
        "手机日历",
        "导出日历",
        "导出日程",
        "日历文件",
        "把我的日程发到手机日历",
        "把日程发给我",
        "来电",
        "来信",
        "来访",
        "群众来电",
        "群众来信",
        "群众来访",
        "同类检查",
        "等谁",
        "议定事项",
        "会议纪要",
    }
)
_REST = re.compile(
    r"我?这[边里]|上周|本周|这周|今天|昨天|发现|查出|查到|类似|问题|安排|事(?!项)|办结|结果|请问|想问一?下?|问一?下|查一?下|看一?[下看]|上次|上回|最近一?次?|事情|今年|本年|去年|上半年|下半年|本月|这个?月|上个?月|本季度|至今|到现在|目前|现在|一共|总共|共|"
    r"怎么样|怎样|怎么|如何|咋样?|几[次回件项条个场]|多少[次回件项条个场]?|哪些|哪[里儿项条件]?|什么时候|什么|谁|吗|呢|啊|"
    r"[了得]没有?|没有?|还|都|有|情况|在|能不能|可不可以|已经?|开展|召开|开|搞|去|做|办|记录?|登记|填|写|录入|弄|用|看|查|报|答复|回复|回|落实|办结|完成|"
    r"执行|兑现|逾期|超期|过期|收到|接到|收|列|导出|导|加|放进|手机|我们?|你|您|的|了|过|吗|几|次|件|项|个|和|与|到|完|上级|是|怎|好|到位|得"
)


_KEY = r"重点督[查办](?:事项|对象|清单|范围)?"
_WHY = r"(?:[，,：:。\s]+(?:理由[：:是]?)?(?P<why>.+))?$"
_LISTS = r"(?:列为|列入|列成|纳入|作为|定为|设为|标为|标记为|加入|放进)"
_NO_MORE = r"(?:已经?|可以)?(?:不再|不用|不必|不需要?|无需)再?(?:列为|列入|作为|搞|进行)?"
_LIFTS = rf"(?:解除|取消|撤销|撤掉|撤下|移出|退出|去掉|{_NO_MORE})"
_MARKED = re.compile(rf"^请?(?:(?:(?:把|将|对)N的?{_LISTS}?|N的?{_LISTS}){_KEY}|{_LISTS}?{_KEY}[：:\s]*N){_WHY}")
_LIFTED = re.compile(
    rf"^请?(?:(?:把|将|对)?N的?{_LIFTS}{_KEY}[了吧啦]*|(?:把|将)?N的?{_KEY}给?(?:解除|取消|撤销?|撤掉|去掉|停)[了掉]?吧?"
    rf"|{_LIFTS}N的?{_KEY}[了吧啦]*|(?:把|将)N从{_KEY}(?:里|中)?(?:移出|撤下|去掉|拿掉)来?了?){_WHY}"
)


_LIFTS_SOME = re.compile(rf"请?{_LIFTS}{_KEY}[了吧啦]*|{_KEY}(?:解除|取消|撤销?)[了吧啦]*|解除[了吧啦]*")


@dataclass(frozen=True)
class SaidKey:
    """Measures that come under 重点督查, or out of it, and why; `why` is "" where nothing is said of that."""

    numbers: tuple[str, ...]
    why: str
    lift: bool


@dataclass(frozen=True)
class SaidVoice:
    """What the office tells that somebody of the public said; `finding` is "" where none is named."""

    channel: Channel
    finding: str
    words: str


def calls_meeting(words: str) -> bool:
    """True for a sentence that calls a meeting for a time to come: 7月2日9点召开党组会."""
    said = words.strip()
    return bool(_CALLED.match(said) or _SCHEDULED.match(said)) and not _OVER.search(words)


_OF_AGENDA = rf"(?:(?:下次|这次|本次|下一次)?的?(?:{TITLE}议?|会议|会)?的?(?:议题|议程)?)"
_PUT_ON = re.compile(
    rf"^请?(?:(?:把|将)?N(?:列入|加入|放进|加到|纳入|列到|提交)(?!重点){_OF_AGENDA}(?:研究|讨论|审议)?|N(?:要|也|需要?)?(?:上会|上{_OF_AGENDA}(?<=会))(?!了)"
    rf"|{_OF_AGENDA}(?:再|要)?(?:加上?|增加|加个|加一个)(?:议题)?[：:\s]*N)[了吧]*$"
)
_LEFT_OUT = re.compile(
    rf"^请?(?:N(?:就|先)?不(?:用|再|必)?上(?:会|{_OF_AGENDA})|(?:把|将)?N从{_OF_AGENDA}(?:里|中)?(?:移出|拿掉|撤下|去掉|删掉)来?)[了吧]*$"
)
_AGENDA_WORD = re.compile(r"会|议题|议程")
_DECIDES_NOW = re.compile(
    r"^(?:这[项个条])?(?:定了|定下来了?|议定|决定|明确)[，,：:\s]\s*(?P<words>\S.*)$|^(?P<by>(?:N\s*[，,：:]?\s*)?由[^，,；;。?？]{2,16}.{0,4}[前内].*)$",
    re.DOTALL,
)


def said_of_agenda(words: str) -> tuple[str, bool] | None:
    """The measure that goes on the agenda of the next meeting, or off it: 2-3上会, 2-3不上会了; None for all else."""
    text, numbers = words.strip(" 。.！!"), named_in(words.strip(" 。.！!"))
    if len(numbers) != 1 or not _AGENDA_WORD.search(text) or re.search(r"[吗?？]|没有?$", text):
        return None
    (one,) = numbers
    text = f"{text[: one.start].rstrip()}N{text[one.end :].lstrip()}"
    on, off = _PUT_ON.match(text), _LEFT_OUT.match(text)
    return (one.number, on is not None) if on or off else None


def decides_now(words: str) -> str:
    """What is decided, of a sentence said while a meeting goes on: 定了，…; 2-3 由某人4月10日前完成; else ""."""
    text = words.strip()
    for one in reversed(named_in(text)):
        text = f"{text[: one.start]}N{text[one.end :]}"
    found = _DECIDES_NOW.match(text)
    if found is None:
        return ""
    return words.strip() if found["by"] else re.sub(r"^.*?[，,：:\s]\s*", "", words.strip(), count=1)


def plans_visit(words: str) -> str:
    """The measures, time, place and people of a visit that a sentence plans, as the command takes them; else ""."""
    said = words.strip(" 。.！!")
    text = _TO_THERE.sub(" ", said)
    if not _GOES.search(said) or not _ON_SITE.search(text) or _OVER.search(text) or not named_in(text):
        return ""
    return re.sub(r"\s+", " ", _WAYS_THERE.sub(" ", _ON_SITE.sub(" ", text))).strip(" ，,")


def says_who(words: str) -> bool:
    """True where somebody is told to: 由某人明天去现场督办2-4."""
    return re.search(r"由|责成|要求|^请(?!安排)|^让", words) is not None


_UP = re.compile(
    r"^请?(?:(?:把|将)N|N)的?(?:申请|提请|报请?|送|上报)?(?:上级验收|报验收?)$|^(?:申请|提请|报请?)上级验收[：:\s]*N$"
)
_ASKS_UP = re.compile(
    r"^N的?(?:上级)?(?:验收|报验)(?:的?结果|情况)?(?:通过|过|好|完|下来|出来)?[了啦]?(?:没有?|吗|怎么样|如何|什么情况|呢)[?？。]*$"
    r"|^N的?(?:上级)?(?:验收|报验)(?:的?结果|情况)[?？。]*$|^N要不要(?:报|送|提请)?上级验收[?？。]*$"
)
_CALLS_BACK = re.compile(
    r"^(?:撤回|撤销|取消|收回)N的?(?:报验|上级验收)|^N的?(?:报验|上级验收)(?:撤回|撤销|取消|收回|撤)了?吧?$"
)
_JUDGES = re.compile(r"^(?:同意|通过|验收|退回|不?合格)[：:\s]*N|^N(?:验收)?(?:同意|通过|退回|不?合格)")


_WIDE = re.compile(r"问题\s?\d{1,2}(?![\d-])|(?:本|这|整)一?轮|第[一二三四五六七八九十]+轮")  # a finding, a round
_WHOLE = re.compile(r"^[这整]一?轮$")
_JUDGES_ALONE = re.compile(
    r"^(?P<here>(?:同意)?验收(?:通过|合格|不通过|不合格)|通过验收)(?:[，,：:\s].*)?$"
    r"|^(?:下级|各单位|他们)?(?:报了?|有)?(?:来)?(?:几[件个条项]|哪些|什么)(?:等我|要我|待我|需要我)?(?:的)?(?:上级)?(?:验收|报验)(?:的)?$"
    r"|^(?:有)?(?:哪些|什么|几[件个条项])(?:等我|要我|待我|需要我)(?:来)?验收的?$|^(?:下级|各单位)报了?几[件个条项](?:验收|报验)$"
)


@dataclass(frozen=True)
class SaidUp:
    """What a sentence says of something handed in for acceptance: `how` is hand_in, ask, judge or all.

    `number` is that of a measure, of a finding as 问题3, or the words for a round; "" where nothing is named.
    """

    number: str
    how: str
    asks_up: bool = field(
        default=False, compare=False
    )  # whether the words speak of the upper unit: a measure may have its own 验收


def said_of_acceptance(words: str) -> SaidUp | None:
    """把2-3报上级验收, 2-3验收过了吗, 退回2-3 照片看不清; None for all else. A measure may have its own 验收."""
    text = words.strip(" 。.！!")
    if judged := _JUDGES_ALONE.match(text):
        return SaidUp("", "judge" if judged["here"] else "all")
    named = [(one.start, one.end, one.number) for one in named_in(text)]
    if not named:
        wide = _WIDE.search(text)
        named = [(wide.start(), wide.end(), _WHOLE.sub("本轮", wide[0].replace(" ", "")))] if wide else []
    if len({number for _, _, number in named}) != 1:
        return None
    for start, end, _ in reversed(named):
        text = f"{text[:start].rstrip()}N{text[end:].lstrip()}"
    forms = (("hand_in", _UP), ("ask", _ASKS_UP), ("ask", _CALLS_BACK), ("judge", _JUDGES))
    up = re.search(r"上级|报验", text) is not None
    return next((SaidUp(named[0][2], how, up) for how, form in forms if form.match(text)), None)


def begins_visit(words: str) -> bool:
    """True for a visit that is begun at once, as the command is said without a space: 现场督查2-3，城东工地."""
    return bool(_AT_ONCE.match(words.strip()))


def said_of_key(words: str) -> SaidKey | None:
    """What a sentence puts under 重点督查 or takes out of it: 把2-3列为重点督查，进展太慢; None for all else.

    Without numbers where it lifts what is not named: 不再重点督查了.
    """
    text, numbers = words.strip(" 。.！!"), list[str]()
    if _LIFTS_SOME.fullmatch(text):
        return SaidKey((), "", lift=True)
    for one in reversed(named_in(text)):
        numbers.insert(0, one.number)
        text = f"{text[: one.start]}N{text[one.end :]}"
    text = re.sub(r"\s*N(?:(?:[、，,和及与]|\s)*N)*\s*", "N", text)
    lifted = _LIFTED.match(text)
    found = lifted or _MARKED.match(text)
    if found is None or "N" in (found["why"] or ""):
        return None
    return SaidKey(tuple(dict.fromkeys(numbers)), (found["why"] or "").strip(), lift=lifted is not None)


def told_voice(words: str) -> SaidVoice | None:
    """What a sentence tells of a call, letter or visit of the public; None for all else."""
    text = words.strip()
    found = _VOICE.match(text) or next(
        (found for form in (_SPOKE, _PASSED_ON) if (found := form.match(text)) and not _SETTLED.search(text)), None
    )
    if found is None:
        return None
    named = _FINDING.search(found["words"])
    said = _FINDING.sub("", found["words"], count=1) if named else found["words"]
    number = named["n"] if named else next((one.number for one in named_in(said)), "")
    bare = re.sub(r"^[\s，,：:]*(?:反映|说)?", "", said)
    return SaidVoice(_CAME.get(found.groupdict().get("way") or "", Channel.CALL), number, bare)


def excused_period(words: str) -> tuple[str, str, str]:
    """The measure, period and reason of a sentence that excuses a report: 3-2 11月期免报，停工整顿; else three "".

    The reason is "" where none is given. A question, and what is denied, excuses nothing.
    """
    found = _EXCUSES.match(words.strip(" 。.！!"))
    period = (found["before"] or found["behind"] or "").strip() if found else ""
    if found is None or not named_periods(period) or re.search(r"[能可吗呢?？不没]", period + words[-2:]):
        return "", "", ""
    return "".join((found["first"] or found["then"]).split()), period, (found["why"] or "").strip()


def asked_paper(words: str) -> tuple[str, str]:
    """The kind of paper that a sentence asks for, and what it names beside: 上个月的月报; else twice ""."""
    found = _PAPER.match(words.strip(" 。.！!？?\u3000"))
    if found is None or (found["before"] and found["after"].strip()):
        return "", ""
    return found["kind"], (found["before"] or found["after"]).strip()


def asked_act(words: str) -> str:
    """The command that answers a question about meetings, visits, voices and the like; "" where the words ask none.

    Every word must be of the question: what says anything else is no such question.
    """
    plain = normalised(words).text.strip(" ?。.!")
    if plain not in _BARE and not _ASKS.search(plain):
        return ""
    for command, pattern in _SUBJECTS:
        if (found := re.search(pattern, plain)) and not _REST.sub("", plain[: found.start()] + plain[found.end() :]):
            return command
    return ""
