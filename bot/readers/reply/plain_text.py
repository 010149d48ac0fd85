"""One normaliser before everything else: plain characters in which dates, numbers and measures have one form.

Every character of the result knows where it stood, so that what is quoted later is what the person wrote.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.core.numerals import number
from bot.readers.deadline import characters
from bot.readers.reply.numbers import UNIT

_SPACED = re.compile(
    r"(?<=\d)(?<!\d-\d)(?<!\d-\d\d)\s+(?=[年月日号%])|(?<=[年月])\s+(?=\d{1,2}\s*[月日号])|(?<=月)\s+(?=[底末初中上下])|"
    r"(?<=[日号底])\s+(?=[之以]?前)|(?<=[到至于为在划计前])\s+(?=(?:20\d\d|\d{1,2})\s*[年月日])|(?<=\d)(?<!\d-\d)(?<!\d-\d\d)\s+(?=个?工作日|[天周条项家户次起处个])"
)
_SPACED_COUNT = re.compile(  # 人员 2 名, 已整改 10个, but not 已完成 3 家在查
    rf"(?<=[\u4e00-\u9fff])(?<![成毕了结好完位一二三四五六七八九十])\s+(?=\d+(?:\.\d+)?\s?{UNIT})|(?<=\d)(?<!\d-\d)(?<!\d-\d\d)\s+(?={UNIT})|"
    rf"(?<=[成毕了结好完位])\s+(?=\d+(?:\.\d+)?\s?{UNIT}(?:$|[\s,;。]))"
)
_MYRIADS = re.compile(  # 一万二, 三万五千元, 12万6千
    r"(?<![\d.])(?P<a>\d{1,4}|[一二两三四五六七八九十百]{1,5})万(?P<b>[1-9一二两三四五六七八九])"
    rf"(?:千(?:(?P<c>[1-9一二三四五六七八九])百?)?(?=$|[\s,;。、左多]|{UNIT})|(?=$|[\s,;。、元左多]))"
)
_OF_FINDING = re.compile(  # 四之一 is spoken for 4-1; 完成四之一 is a slip for a quarter, and asked
    r"(?<![分第\d])(?P<a>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})之"
    r"(?P<b>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})(?=[\s:,、]|一[直些切定点]|[一二三四五六七八九十]{1,3}[之杠]|[一二三四五六七八九]成|(?![了吧多左的啊呢一二三四五六七八九十分])[\u4e00-\u9fff])"
)
_UNIT_SIGNS = {"㎡": "平方米", "㎥": "立方米", "㎞": "公里", "㎏": "公斤"}
_UNITS_IN_SHORT = {"m2": "平方米", "m3": "立方米", "km": "公里", "kg": "公斤", "m": "米", "t": "吨", "平": "平方米"} | {
    one: f"{one}米" for one in ("平方", "立方")
}
_SHORT_UNIT = re.compile(  # 3.2km, 126平方
    r"(?<=[\d万亿])(?P<u>[mt平](?=[\s,;。、]|$)|\s?(?:m[23](?!\d)|km|KM|Km|kg|KG|Kg|平方|立方)(?![A-Za-z米公千厘分-]))"
)
_ARROW = re.compile(r"(?<=%)\s?(?:→|->|=>|⇒|➡\ufe0f?|—>)\s?(?=\d)")  # 60%→75%
_POINT_JOINS = re.compile(r"(?<=\d-\d)[.．。](?=\d{1,2}-\d)")
_HEARD = {
    c: n
    for n, cs in {
        "十": "时是石实食",
        "五": "物午舞吴武",
        "六": "刘留流柳",
        "七": "气起期",
        "八": "把巴",
        "九": "酒久旧",
        "三": "散伞山",
        "四": "思司死",
        "二": "而儿",
        "一": "衣依医",
    }.items()
    for c in cs
}
_HEARD_PERCENT = re.compile(rf"(?<=百分之)[一二三四五六七八九十{''.join(_HEARD)}]{{2,3}}(?=$|[\s,;。!了吧左的啊])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LISTED = re.compile(r"(?:^|(?<=[\s,;。]))\(?\d{1,2}(?:[、.]|\)、?)\s*(?=\d{1,2}-\d{1,2}(?![\d-]))")
_LIST_MARKS = re.compile(r"(?:^|(?<=[\s,;:。]))\(?\d{1,2}[.、)](?=[\u4e00-\u9fff])")  # 1.方案已印发 2.培训已完成
_DECIMAL = re.compile(
    r"(?P<a>[一二三四五六七八九]?十[一二三四五六七八九]?|[零一二两三四五六七八九])点(?P<b>[零一二三四五六七八九]{1,2})"
    r"(?=[万亿%倍元公米吨亩里个]|平方|立方|$|[,。;左])"
)
_SPOKEN = re.compile(
    r"(?P<a>[一二三四五六七八九十]{1,3}|\d{1,2})(?:杠|横)(?P<b>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})"
)
_STANDS_BEHIND = re.compile(
    r"百分之[一二三四五六七八九十]*$|[一二三四五六七八九十\d][之杠横-][一二三四五六七八九十\d]{1,2}$"
)
_NUMERAL_ENDS = re.compile(r"[\d一二三四五六七八九十]$")
_PERCENT_BEFORE = re.compile(r"百分之[一二三四五六七八九十]*$")
_STROKE = re.compile(r"(?<![\d.])(\d{1,2})[一丨|](\d{1,2})(?![\d.个家户次起处项条])")
_FIRST_MONTH = re.compile(r"(?<![\d万亿])元(?=月)")
_DAY_SAID = re.compile(
    r"(?<=月)(?<![腊正冬]月)(?:三十一?|二?十[一二三四五六七八九]?)(?=$|[\s,。;!?之以前后吧能可行]|左右|[完交办]|开工)"
)
_LIST_MARK = re.compile("[\u2460-\u249b\u2776-\u2793]")  # ① ⑴ ⒈ ❶
_TWICE = re.compile(r"([\u4e00-\u9fff]{2,8})(?<!有没)\1+")  # not 有没有没人管
_FILLERS = re.compile(
    r"呃|^喂?(?:领导|主任)?(?:你|您)好[啊呀哈]*(?=我|这|那|已|都|全)|"
    r"(?:^|(?<=[,。;]))(?:嗯+|额|那个|就是说|这个事情的话)+(?=[\u4e00-\u9fff\d]{3})"
)
_SLIPS = (
    (
        re.compile(
            r"(?:[己巳]|(?<![可所予加得足难之])以)(?=经?(?:完成|办结|整改|解决|落实|销号|上报|启动|完工|搞定|报|做|办|改|全部))"
        ),
        "已",
    ),
    (re.compile(r"[己巳以]经"), "已经"),
    (re.compile(r"[完宪玩][城诚程呈]|玩成"), "完成"),
    (re.compile(r"(?<=[改做弄搞干办整修建查装])玩(?=$|[了啦,。;]|\s)"), "完"),
    (re.compile(r"[进近][渡肚]|近度"), "进度"),
    (re.compile(r"[廷建][期其](?=到|至|\d|一|两|半|三)|廷期|延其"), "延期"),
    (re.compile(r"推吃|推尺"), "推迟"),
    (re.compile(r"办[节洁]"), "办结"),
    (re.compile(r"[消销][好号](?=$|了|吧|,)|消号"), "销号"),
    (re.compile(r"[正]再(?=办|做|改|弄|推|整|搞)"), "正在"),
    (re.compile(r"推近"), "推进"),
    (re.compile(r"整该|正改"), "整改"),
    (re.compile(r"申[情清]"), "申请"),
    (re.compile(r"收道"), "收到"),
    (re.compile(r"知到了"), "知道了"),
    (re.compile(r"冇(?!得)"), "没"),
    (re.compile(r"(?<![树花草林苗灌乔原朽])木有"), "没有"),
    (re.compile(r"[白佰]分之?"), "百分之"),
    (re.compile(r"[严言沿][期其](?=到|至|一|两|半|三)"), "延期"),
    (re.compile(r"(?<![咱我你他她])俩个?"), "两个"),
    (re.compile(r"仨个?"), "三个"),
)

_ANY_SLIP = re.compile("|".join(pattern.pattern for pattern, _ in _SLIPS))


@dataclass(frozen=True)
class PlainText:
    """Plain text, and of each of its characters the place in what was written."""

    text: str
    places: Sequence[int]  # one more than characters: the last is the end of what was written

    def replaced(self, pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str]) -> "PlainText":
        """The same with every match replaced."""
        pieces: list[str] = []
        places: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = by if isinstance(by, str) else by(match)
            pieces += (self.text[done : match.start()], new)
            places += self.places[done : match.start()]
            places += [self.places[match.start()]] * len(new)
            done = match.end()
        if not done:
            return self
        return PlainText("".join((*pieces, self.text[done:])), (*places, *self.places[done:]))

    def written(self, source: str, start: int, end: int) -> str:
        """What was written there, in the characters of the source."""
        return source[self.places[start] : self.places[end]]


@lru_cache(maxsize=16)  # a message is read for its numbers, for a question, and then for a report
def normalised(text: str) -> PlainText:
    """A message in one form: width, script, dates without blanks, amounts without commas, 五杠一 as 5-1."""
    plain = _characters(text)
    if " " in plain.text and "百分之" in plain.text:
        plain = plain.replaced(_SPACED, "")
    if any(character.isdecimal() for character in plain.text):
        plain = plain.replaced(_SPACED, "").replaced(_THOUSANDS, "").replaced(_STROKE, _dashed).replaced(_LISTED, ",")
        plain = plain.replaced(_ARROW, "提高到")
        plain = plain.replaced(_SHORT_UNIT, lambda match: _UNITS_IN_SHORT[match["u"].strip().lower()])
        plain = plain.replaced(_SPACED_COUNT, "").replaced(_POINT_JOINS, "、")
        if [mark.lstrip("(")[:1] for mark in _LIST_MARKS.findall(plain.text)][:2] == ["1", "2"]:
            plain = plain.replaced(_LIST_MARKS, ",")
    if "杠" in plain.text or "横" in plain.text:
        plain = plain.replaced(_SPOKEN, _spoken)
    plain = _amounts(plain)
    if "点" in plain.text:
        plain = plain.replaced(_DECIMAL, _pointed)
    if "月" in plain.text:
        plain = plain.replaced(_FIRST_MONTH, "1").replaced(_DAY_SAID, lambda match: f"{match[0]}号")
    if _ANY_SLIP.search(plain.text):
        for pattern, right in _SLIPS:
            plain = plain.replaced(pattern, right)
    return plain.replaced(_TWICE, lambda match: match[1]).replaced(_FILLERS, "")


def _amounts(plain: PlainText) -> PlainText:
    """1万5, 一万五 and 1万5千 as 1.5万, 百分之六时五 as 百分之六十五, 四之一 as 4-1."""
    if "万" in plain.text:
        plain = plain.replaced(_MYRIADS, _in_myriads)
    if "之" in plain.text:
        plain = plain.replaced(_HEARD_PERCENT, _heard).replaced(_OF_FINDING, _of_finding)
    return plain


def _characters(text: str) -> PlainText:
    pieces = [_character(character) for character in text]
    plain = "".join(pieces)
    if all(len(piece) == 1 for piece in pieces):
        return PlainText(plain, range(len(text) + 1))
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return PlainText(plain, (*places, len(text)))


@lru_cache(maxsize=8192)
def _character(character: str) -> str:
    if character == "\n" or _LIST_MARK.fullmatch(character):
        return "\n" if character == "\n" else ","
    return _UNIT_SIGNS.get(character) or characters.clean(character)


def _dashed(match: re.Match[str]) -> str:
    """5一1 → 5-1."""
    return f"{match[1]}-{match[2]}"


def _in_myriads(match: re.Match[str]) -> str:
    """三万五千 → 3.5万."""
    whole, *rest = (number(one) for one in match.group("a", "b", "c") if one)
    return match[0] if whole is None else f"{whole}.{''.join(map(str, rest))}万"


def _heard(match: re.Match[str]) -> str:
    """六时五 → 六十五, as it was dictated; what makes no number stays."""
    words = "".join(_HEARD.get(character, character) for character in match[0])
    return words if number(words) is not None else match[0]


def _pointed(match: re.Match[str]) -> str:
    """四十二点五 → 42.5, of 百分之四十二点五 too."""
    return f"{number(match['a'])}.{''.join(str(number(one)) for one in match['b'])}"


def _of_finding(match: re.Match[str]) -> str:
    """四之一 → 4-1, of 百分之七十五二之一 too; behind any other numeral it is none."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    glued = before and before[-1] in "一二三四五六七八九十之"
    quarter = before.endswith("成") and match.string[match.end()] in " ,、"  # 完成四之一, a slip for 四分之一
    return _spoken(match) if not quarter and (not glued or _STANDS_BEHIND.search(before)) else match[0]


def _spoken(match: re.Match[str]) -> str:
    """五杠一 → 5-1; of 百分之六十五杠二 the 五 alone, the rest belongs to the percentage; 五杠一五杠二 are two."""
    finding, kept = match["a"], ""
    before = match.string[max(0, match.start() - 8) : match.start()]
    if _PERCENT_BEFORE.search(before):
        kept, finding = finding[:-1] if before.endswith("之") else "", finding[-1]
    elif _NUMERAL_ENDS.search(before):
        kept = "、"
    first, second = number(finding), number(match["b"])
    return f"{kept}{first}-{second}" if first and second else match[0]
