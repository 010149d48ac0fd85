"""The facts of a text: every figure, day, name and number of a finding, and what it says is done."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.domain.core.numerals import number
from bot.domain.reporting.release import FactKind

NUMERAL = "〇零一二两三四五六七八九十百"
MEASURED = "个条件项次家人户起份处名期批类轮吨元亩米天月年周场篇台座公里平方万亿度小时工作日℃%"
FINDING = re.compile(
    rf"问题(?:（[{NUMERAL}\d]+）(?:、（[{NUMERAL}\d]+）)*|\d+(?!\d*[个条项处]))|(?<!\d)\d{{1,3}}-\d{{1,3}}(?![\d-])|〔\d{{4}}〕\d+号"
)
DAY = re.compile(
    r"(?:\d{4}年|[今去明前]年)?\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|末|初)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\d{4}年(?:度|底|末|初|[上下]半年|第?[一二三四1-4]季度)?|\d{1,2}[日号](?=[前止至])"
)
FIGURE = re.compile(
    rf"0\d{{2,3}}-\d{{7,8}}|\d[\d，]*(?:\.\d+)?(?:[%‰]|[万亿]*[{MEASURED}]{{0,2}})|[{NUMERAL}]+分之[{NUMERAL}]+"
    rf"|第[{NUMERAL}]+[次期批轮]|(?<!第)[{NUMERAL}]+[万亿]?[{MEASURED}]{{1,2}}"
)
STATE = re.compile(
    r"尚未完成|未完成|基本完成|全部完成|已[^，。；]{0,6}完成|完成并销号|[尚未]{1,2}销号|已?销号|正在[推进组织落实核验办理]{2,6}"
    r"|加快办理|长期坚持|按程序取消|整改到位|已整改|[尚未]{1,2}启动|完成"
)
KINDS = ((FactKind.FINDING, FINDING), (FactKind.DAY, DAY), (FactKind.FIGURE, FIGURE), (FactKind.STATE, STATE))
LEADING = re.compile(rf"^(?:[{NUMERAL}]{{1,3}}、|（[{NUMERAL}]{{1,3}}）|\d{{1,3}}[.．]|（\d{{1,3}}）)")
HALF = str.maketrans({"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
AROUND = re.compile(r"[\u4e00-\u9fff《》“”]{0,6}$")


@dataclass(frozen=True)
class Fact:
    """A fact as it is written; `same` is what makes two ways of writing it one, `shown` has the words before it."""

    kind: FactKind
    words: str
    same: str
    shown: str


@dataclass(frozen=True)
class Read:
    """A paragraph taken apart: its facts in their order, and what it says without them."""

    text: str
    facts: tuple[Fact, ...]
    rest: str


def flat(text: str) -> str:
    """The text as it is compared: one way of writing digits and brackets, no gaps."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(HALF)


def read_facts(text: str, names: Collection[str] = ()) -> Read:
    """The facts of a paragraph; `names` are those of people and departments, flat. The number of a heading is none."""
    text = flat(text)
    lead = LEADING.match(text)
    start = lead.end() if lead else 0
    found: dict[int, tuple[int, FactKind]] = {}
    taken = [False] * len(text)
    for kind, first, last in _places(text, names):
        if first >= start and not any(taken[first:last]):
            taken[first:last] = [True] * (last - first)
            found[first] = (last, kind)
    facts, rest, after = [], [], start
    for first in sorted(found):
        last, kind = found[first]
        words = text[first:last]
        before = AROUND.search(text[after:first])
        facts.append(Fact(kind, words, _same(kind, words), f"{before[0] if before else ''}{words}"))
        rest.append(text[after:first])
        after = last
    rest.append(text[after:])
    return Read(text, tuple(facts), "▢".join(rest))


def _places(text: str, names: Collection[str]) -> Iterator[tuple[FactKind, int, int]]:
    for name in sorted(names, key=lambda one: (-len(one), one)):
        place = text.find(name)
        while place >= 0:
            yield FactKind.NAME, place, place + len(name)
            place = text.find(name, place + len(name))
    for kind, pattern in KINDS:
        for one in pattern.finditer(text):
            yield kind, *one.span()


def _same(kind: FactKind, words: str) -> str:
    if kind is FactKind.FINDING:
        words = re.sub(r"[（）]", "", words)
    if kind in {FactKind.FINDING, FactKind.FIGURE}:
        return re.sub(rf"[{NUMERAL}]+", _value, words.replace("，", ""))
    if kind is FactKind.DAY:
        return "-".join(
            str(int(one)) if one.isdecimal() else one for one in re.findall(r"\d+|[^\d年月日号/.-]+", words)
        )
    return words


def _value(numeral: re.Match[str]) -> str:
    value = number(numeral[0])
    return numeral[0] if value is None else str(value)
