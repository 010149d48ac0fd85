"""Words that tell nothing: captions, greetings, what takes back a question of ours, 弄完了 as a result."""

import re
from collections.abc import Collection

from bot.domain.replies.reply import Intent
from bot.readers.deadline import characters
from bot.readers.reply.measure_number import named_in
from bot.readers.reply.plain_text import normalised
from bot.readers.reply.reply_text import reply_text
from bot.readers.reply.statement import read_statement

_THING = re.compile(
    r"(?:照片|图片?|相片|现场|截图|视频|录音|材料|资料|佐证|附件|记录|纪要|名单|表|台账|单|对比|文件|通知|简报|回执|凭证|发票|票据|合同|协议|"
    r"方案|报告|制度|办法|公示|会议|培训|学习|[前后中])(?:\s?\d{1,2}|[一二三四五六七八九]|\(\d{1,2}\)?)?$"
)
_SAYS = re.compile(
    r"已|了|正在|完成|完毕|办结|%|[一二三四五六七八九]成|没|未|还|差|难|延|等(?!级)|需|要(?!点|求)|请|吗|\?|预计|计划(?!表|书)|明天|下周"
)
_NUMBERED = r"^\s*(?:第?[一二三四五六七八九十\d]+轮)?\s*{number}\s*[，,：:、.．。\s]*"
_BESIDE_DONE = re.compile(r"\d|验收|复核|审定|公示|归档|存档|备案|报备|录入|建成|投用|投入使用")
_CLAUSES = re.compile(r"[\s,;。.、!?~…]+")

# Said after a question of ours, clause by clause.
_WITHDRAWS = re.compile(
    r"(?:那|先|我|还是|暂时){0,2}(?:取消|算了|不用了|不(?:用|再)?办了?|不需要了?|没事了?|(?:点|按|选|弄|搞)错了?|误点了?|误触了?|手滑了?|"
    r"撤销|退出|返回|不用?(?:延期?|退回?|批|反馈)了)[吧啊哈]*"
)
_DECLINES = re.compile(r"(?:没有?|无)(?:(?:什么|啥)?困难)?了?|不(?:用|需要)延期?了?|能按[时期](?:完成|办结)")
_GREETS = re.compile(
    r"(?:您好|你好|在吗?|在么|hi|hello|喂|请问|什么意思|啥意思|怎么(?:写|填|答|回|弄)|不(?:明白|懂|会)|看不懂)[呀啊呢]*",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"(?:好|好的|好吧|嗯+|哦+|噢|收到|知道了?|明白了?|谢谢|ok|行|可以|是的?|对的?)[呀啊呢了]*", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?:我?(?:就|还是)?(?:选择?|按|点)?第(?P<said>[一二三四五六七八九十]|\d{1,2})[个条项种句]?(?:日期|日子|时间)?|我?(?:选择?|按|点)(?P<chosen>[一二三四五六七八九]|\d)"
    r"|\(?(?P<bare>\d)\)?)(?:那[个条项])?[吧啊呢、]*"
)
_DIGITS = "一二三四五六七八九十"
_CIRCLED = re.compile("[①-⑩]")

_WAITS = re.compile(
    r"(?:请?您?)(?:稍等|稍候|等一?[下会]儿?|稍后|待会儿?|过会儿?|一会儿?|回头|晚点|改天|我?先?(?:想想|看看|问问|想一下|看一下|问一下))"
    r"(?:我?再)?(?:说|答|回|回复|报|告诉[你您]|给[你您]|答复)?[吧啊哈呀哦]*"
)
_WHEN = (
    r"(?:今天|明天|后天|明早|今晚|明晚|上午|下午|晚上|明后天|这两天|过[一两几]天"
    r"|[下这]?周[一二三四五六日天末]|下[周月])"
)
_ASKS = r"(?:问|核实|商量|请示|汇报|了解|打听|确认|统计|查|核对|研究)"
_TELLS = r"(?:说|答复?|回复?|报|告诉|给)"
_PUTS_OFF = re.compile(
    rf"(?:等|待)?{_WHEN}{{0,2}}我们?{_WHEN}{{0,2}}"
    r"[得要先再去等还]{0,4}(?:[跟和与同向找][\u4e00-\u9fff]{2,5}?)?"  # 我明天跟领导
    rf"(?:(?:问问|{_ASKS}(?:一下|清楚|明白))(?:[之以]?后)?(?:[再来才就]{_TELLS}[你您]?)?"
    rf"|{_ASKS}好?(?:[之以]?后)?[再才]{_TELLS}[你您]?)[吧啊哈呀哦]*"
)
_PROMISES = re.compile(
    rf"{_WHEN}{{1,2}}(?:我们?)?(?:一定|就|再|会|先)*(?:{_TELLS}[你您]们?(?:答复|回复|回话|准信)?)[吧啊哈呀哦]*"
    rf"|(?:我们?{_WHEN}{{1,2}}|{_WHEN}{{1,2}}我们?)(?:一定|就|再|会|先)*{_TELLS}[吧啊哈呀哦]*"
)
_EVADES = re.compile(
    r"(?:都?不是|随便|都(?:可以|行)|不(?:知道|清楚|好说|确定)|看情况|(?:到时候?)?再说|哪个"
    r"|[上下前后]面(?:那|这)?个|[那这]个)[吧啊哈呀]*"
)


def names_measure(caption: str, named: Collection[str] = ()) -> bool:
    """True where a caption names a measure by its number; `named` are those of `numbers_like_days` that there are."""
    return bool(named_in(normalised(caption).text, frozenset(named)))


def only_names(caption: str, named: Collection[str] = ()) -> bool:
    """True for a caption that reports nothing: it names a thing, with the number of a measure or without."""
    words = reply_text(normalised(caption).text, frozenset(named)).plain
    return not words or (_THING.search(words) is not None and _SAYS.search(words) is None)


def result_draft(words: str, number: str) -> str:
    """The owner's own words without the number, to be 核定情况; "" where they say no more than that it is done."""
    said = re.sub(_NUMBERED.format(number=re.escape(number)), "", " ".join(words.split()))
    plain = normalised(said).text
    reading = read_statement(said, plain, frozenset())
    bare = reading.intent is Intent.DONE and reading.doubt is None and not _BESIDE_DONE.search(plain)
    return "" if bare else said


def withdraws(text: str, *, declining: bool) -> bool:
    """True for words that say no more than that a question of ours needs no answer: 取消, 点错了.

    With `declining` also for those that there is nothing to say: 没有困难, 能按时完成.
    """
    tables = (_WITHDRAWS, _DECLINES) if declining else (_WITHDRAWS,)
    clauses = _clauses(text)
    return bool(clauses) and _all_in(clauses, tables)


def place_in(text: str) -> tuple[int, bool]:
    """Which of what was offered the words choose, 第二个, 选2, 2, and whether by more than a figure; 0 for none."""
    clauses = _clauses(text)
    found = _PLACE.fullmatch(clauses[0]) if len(clauses) == 1 else None
    if found is None:
        return 0, False
    said = found["said"] or found["chosen"] or found["bare"]
    certain = found["bare"] is None or _CIRCLED.search(text) is not None
    return (int(said) if said.isdecimal() else _DIGITS.index(said) + 1), certain


def puts_off(text: str, *, promising: bool) -> bool:
    """True where an answer is to come later: 稍等; with `promising` also 我跟领导商量一下, 明天给你."""
    clauses = _clauses(text)
    return bool(clauses) and _all_in(clauses, (_WAITS, _PUTS_OFF, _PROMISES) if promising else (_WAITS,))


def says_nothing(text: str, *, agreeing: bool, evading: bool) -> bool:
    """True for a greeting, or for a question back.

    Also for 好的, 收到 and 👍, unless these say something (`agreeing`); and for 不知道 or 都不是 where a day or a
    difficulty is to be named (`evading`).
    """
    tables = (_GREETS, _WAITS, *(() if agreeing else (_AGREES,)), *((_EVADES,) if evading else ()))
    return _all_in(_clauses(text), tables) or (not agreeing and _is_nod(text))


def _is_nod(text: str) -> bool:
    """True for emoji alone that do not say that something is done."""
    said = reply_text(normalised(text).text)
    return bool(said.emoji) and "done" not in said.emoji and not (said.plain or said.items)


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(characters.clean(text)) if clause]


def _all_in(clauses: list[str], tables: tuple[re.Pattern[str], ...]) -> bool:
    return all(any(table.fullmatch(clause) for table in tables) for clause in clauses)
