"""A question that no stricter reader took: what it is about, of whose measures, and the words that nobody could place.

What has no such words left is answered; of the rest the topic, and what its words name in the ledger, is offered.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.domain.status.register import Register
from bot.domain.status.topic import Topic
from bot.readers.meeting import TITLE
from bot.readers.question.matter_question import plainly_asks
from bot.readers.question.plain_question import OWN, PlainQuestion, plain_question

_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (  # the first that is named is asked about
    (
        Topic.RATE,
        re.compile(r"(?:完成|整改|销号|办结)率|(?:完成|整改|销|办)(?:号|结|完)?(?:了|到)*(?:百分之(?:几|多少)|几成)"),
    ),
    (
        Topic.KEY,
        re.compile(
            r"(?:被)?(?:列|纳入|进|成|上)?(?:了|为|入)*重点督[查办](?:的)?(?:事项|措施)?|(?:列|纳入|进|成|上)(?:了|为|入)*重点"
        ),
    ),
    (
        Topic.LETTERS,
        re.compile(
            r"督办[单函](?:\d+号)?|(?:督办|提示|预警)[^\d,]?\d{4}[^\d,]?\d+号|预警函|提示函|(?<![来回复公发信])函(?!数)"
        ),
    ),
    (
        Topic.INSTRUCTED,
        re.compile(r"(?:书记|领导|局长)?(?:的)?批示(?:件|的事)?|批给|批(?:了|过)?的(?=[那这]?[条件事])"),
    ),
    (
        Topic.DECIDED,
        re.compile(
            rf"(?:(?P<title>{TITLE})上?|会议|会上|(?:(?<![一-鿿])|(?<=[个次场]))会(?=[上议定])|议定)(?:议?定|研究|决定)?(?:的)?(?:事项|事情)?"
        ),
    ),
    (
        Topic.VISITED,
        re.compile(
            r"现场督[办查]|督[查办](?!单|函|局|办)|(?:去|到|下)(?:了|过)?现场|实地|现场(?:看|查|检查|去)(?:了|过)*|看过现场"
        ),
    ),
    (
        Topic.VOICES,
        re.compile(
            r"(?:群众|市民|居民|村民|老百姓)(?:监督)?(?:意见|来电|来信|来访|电话|举报|投诉|反映)*|来电|来信|来访|投诉|举报|信访件"
        ),
    ),
    (Topic.LOOKED_BACK, re.compile(r"回头看|反弹|复查")),
    (
        Topic.ACCEPTED,
        re.compile(
            r"(?:上级|上面|上头|省里|市里|县里)(?:要|来|什么时候|啥时候|哪天)*验收|(?:报|送|上级|巡察办|巡察组)(?:来|去)?验收|验收(?=结果|意见|通过|过没|了没|什么)"
        ),
    ),
    (
        Topic.EXTENDED,
        re.compile(
            r"(?:申请|提)?(?:延期|延长|展期|延)(?:申请)?(?:到|过|了)*(?:哪天|几号|几天|多久|多少天)?(?:最(?:长|久|多|短))?"
        ),
    ),
    (
        Topic.AWAY,
        re.compile(
            r"请(?:了|过|的)?假|休假|出差|(?:这周|今天|明天|下周|本周|现在)?在不在|(?<!还)不在(?:岗|单位|家|$|的)|谁(?:来)?(?:代|顶|替|接)|找谁"
        ),
    ),
    (Topic.BOUND, re.compile(r"绑定|(?:没|未)?绑(?:了|好|上)?(?:微信|号|手机)|进(?:了)?(?:系统|机器人)")),
    (Topic.RETURNED, re.compile(r"(?:被)?(?:退回|打回|退)(?:来|去|过|了)*(?:以?后)?")),
    (Topic.URGED, re.compile(r"催办?(?:了|过)*")),
    (Topic.PROOFS, re.compile(r"佐证|照片|附件|图片|证明材料|材料|文件")),
    (
        Topic.HARD,
        re.compile(
            r"困难|难处|难题|卡脖子|卡住|(?:要|需要?|请|等)(?:我|领导|书记|局里?|县里)?(?:来|去|出面)?(?:协调|帮忙|支持)"
        ),
    ),
    (
        Topic.NEXT,
        re.compile(
            r"(?:多少|几)天(?:以?后|内)?[^,]{0,4}(?:逾期|超期|到期|过期)|(?:逾期|超期|到期)[^,]{0,4}(?:多少|几)天|(?:最近|最先|最早|先|马上)(?:要|该|得)(?:交|报|办)"
        ),
    ),
    (Topic.CLOSED, re.compile(r"销号|销掉|办结")),
    (
        Topic.CHECKED,
        re.compile(
            r"审核|核验|审定|审批|(?:等|要|待|没|谁|在|给|由)[^,]{0,3}(?:审|批|签|定|看)|把关|过审|(?:审|批)(?:完|了|到|过|下来)"
        ),
    ),
    (Topic.ANSWERED, re.compile(r"回(?:复)?(?:过|了|我)|没回|答复|反馈")),
    (Topic.REPORTED, re.compile(r"报过|报了|没报|未报|报没报|报得|报(?=[没吗么])|报$")),
)
_FIRST = re.compile(r"到现在|迟报|头上|身上|跟前|名头|那儿|那块|后来|到头来|您好|你好|辛苦|劳驾|帮忙|烦请")
_LOOSE = re.compile(
    r"为什么|为啥|什么时候|啥时候|怎么样|怎么回事|怎么|咋样|如何|是不是|有没有|要不要|能不能|什么|啥子?|多少|多久|有无|是否|"
    r"几天|哪天|几号|几月|多少天|那天|当天|一下|一遍|下次|下回|谢谢|麻烦|请问|知道|了解|当时|最后|以前|之前|刚才|刚刚|上次|上回|那次|这次|最近|近期|最终|"
    r"事情?儿?|回事|内容|结果|理由|原因|意思|意见|要求|东西|动静|着落|下落|下文|消息|情况|进展|名单|清单|记录|手上|手里|名下|发现|反映|汇报|安排|布置|交代|答复|回复|回话|反馈|落实|办理|处理|执行|签收|签字|"
    r"没有|申请|迟报|协调|支持|需要?|必须|打算|准备|一共|总共|总数|数量|全部|所有|其他|别的|现在|目前|今年|完成|负责|牵头|分管|经办|责任|措施|任务|(?<!个)问题(?![\d一二三四五六七八九十])|工作|整改|方面|领导|股室|科室|部门|单位|时间|日期|期限|时限|截止|到期|重报|再报|补报|"
    r"[\s,。;!?、~…:()“”\"]"
)
_SMALL = (
    "谁哪里儿位个些几号咋新分请帮想问查看说讲提给对被把让叫为由签送交发收传到去过来做会能才就也再又还没未无有不列算定开写办弄改干批审催报修要得该总共份张封次回起家户人件条项期之以前后中内外与和跟按从至在是的地"
    "了吗呢吧啊呀嘛哈么嘞啦哦这那此它您你我俺咱都全各每只最多少长短大小快慢好事上下"
)
_ENDS = re.compile(
    r"(?:[吗么没]|没有|(?<![这过等前后头])(?:几|多少)[\u4e00-\u9fff]{0,2}|谁|什么|啥|哪[里天个]|几号)[呢啊呀的]?\??$"
)
_ASKS = re.compile(
    r"(?:理由|原因|结果|意见|名单)\??$|百分之几|几成|(?:没|未)[^,]{1,4}的$|(?:没|没有|否|不|么|不咯|多少|几)\??$|^(?:有没有|谁|哪|几|多少)|哪|谁|多少|(?<![这过等前后头])几[条个件项份次天]"
)
_POINTED = re.compile(r"[那这][条项个件块]")
_COMPLAINT = frozenset({"complaint", "noted"})
_AHEAD = re.compile(r"能|会(?!上|议)|可以|可不可以|要不要|行不行|应该|该不该|打算|怎么(?!样|定|说|批|写|要求)|如何")
_WORK = "审批"
_PIECE = 2  # characters of a name by which a figure may be called
_STATES = frozenset(
    {
        "没报进展",
        "报过进展",
        "未完成",
        "已销号",
        "未启动类",
        "推进中类",
        "有变化",
        "退回待办",
        "延期待批",
        "报了困难",
        "要办",
        "今天要办",
    }
)


@dataclass(frozen=True, kw_only=True)
class TopicQuestion:
    """What is asked about, None where only of whose measures; `figure` is a part of a figure's name.

    `title` is of a meeting; `rest` are the words that nobody could place, `of` holds none of them.
    """

    topic: Topic | None
    of: PlainQuestion
    rest: tuple[str, ...]
    title: str = ""
    figure: str = ""
    pointed: bool = False  # 那条, 那个


def may_ask_about(plain: str, flags: Collection[str]) -> bool:
    """True for words that ask in whatever form, and complain of nothing."""
    return not _COMPLAINT & set(flags) and (plainly_asks(plain) or bool(_ASKS.search(plain)) or ends_asking(plain))


def topic_question(plain: str, register: Register, figures: Collection[str] = ()) -> TopicQuestion:
    """The question in normalised words; `figures` are the names of the figures that were told."""
    text, topic, title = plain, None, ""
    for some, pattern in _TOPICS:
        if found := pattern.search(text):
            topic, title = some, found.groupdict().get("title") or ""
            if some is not Topic.REPORTED:  # whose words are conditions
                text = f"{text[: found.start()]} {text[found.end() :]}"
            break
    own = OWN.search(plain) is not None
    figure = "" if topic not in {None, Topic.REPORTED} else _figure(plain, figures)
    if figure:
        topic, text = Topic.FIGURES, plain.replace(figure, " ")
    asked = plain_question((_FIRST if topic in {None, Topic.REPORTED} else _LOOSE).sub(" ", text), register)
    rest = tuple(word for one in _LOOSE.sub(" ", asked.rest).split() if (word := one.strip(_SMALL)))
    if topic is Topic.CHECKED and _WORK in plain and not (own or asked.numbers):
        rest = (*rest, _WORK)  # is work as well
    if figure and not asked.terms:
        rest = ()  # the figure is told by its name
    if topic not in {None, Topic.REPORTED}:
        asked = replace(asked, terms=tuple(one for one in asked.terms if one not in _STATES))
    return TopicQuestion(
        topic=topic,
        of=replace(asked, rest="", own=own),
        rest=rest,
        title=title,
        figure=figure,
        pointed=bool(_POINTED.search(plain)),
    )


def _figure(plain: str, names: Collection[str]) -> str:
    """The longest part of a told figure's name that is asked how many of: 查了多少家工地."""
    if not re.search(r"多少|几(?![号时点月天])", plain):
        return ""
    pieces = {
        name[start : start + length]
        for name in names
        for length in range(_PIECE, len(name) + 1)
        for start in range(len(name) - length + 1)
    }
    return max((one for one in pieces if one in plain), key=len, default="")


def rate_asked(words: str) -> bool:
    """True for 完成率 and 完成了百分之几."""
    return bool(_TOPICS[0][1].search(words))


def looks_ahead(plain: str) -> bool:
    """True for what no ledger knows: whether something can be, or is to be."""
    return bool(_AHEAD.search(plain))


def ends_asking(plain: str) -> bool:
    """True for words that end as a question does: 2-1检查了几家."""
    return bool(_ENDS.search(plain))


def spoken_of(question: TopicQuestion, register: Register) -> tuple[str, ...]:
    """The ids of the measures in whose own text stand all the words that nobody could place.

    Two characters name one only where it is pointed at: 烟花那条.
    """
    words = question.rest
    least = _PIECE if question.pointed else _PIECE + 1
    if question.figure or sum(map(len, words)) < least or any(len(one) < _PIECE for one in words):
        return ()
    return tuple(m.id for m in register.measures if all(one in m.text for one in words))
