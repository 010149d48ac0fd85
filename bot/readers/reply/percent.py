"""How far along a reply says the work is: only what is said, never a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.core.numerals import DIGITS, number

_C = "零一二两三四五六七八九十"
_N = rf"(?:\d+(?:\.\d+)?|[{_C}]{{1,4}})"
WHOLE = 100
UNIT = (
    r"(?:条|项|个|处|户|件|家|公里|千米|米|亩|吨|份|起|人次|人|宗|批|栋|间|万元|亿元|元|万|台|套|名|块|座|片|"
    r"所|次|笔|门|棵|平方米|平方|平米|张)"
)
_PERCENT = re.compile(
    rf"(?P<sign>-|负)?(?:(?P<p>\d+(?:\.\d+)?) ?%|百分之(?P<w>\d+|[{_C}百]{{1,4}})|(?P<points>\d{{1,3}})个(?:百分)?点)"
)
_TENTHS = re.compile(
    r"(?P<n>[一二两三四五六七八九]|(?<!\d)\d)成(?P<half>半|"
    r"[一二三四五六七八九](?![\u4e00-\u9fff]))?(?![立果本员效功熟为品交型套长绩败因年文人本都份])"
)
_TENTHS_RANGE = re.compile(
    r"(?P<low>[一二三四五六七八九])(?P<high>[二三四五六七八九])成(?![立果本员效功熟为品交型套长])|"
    r"(?P<l>\d+)%?(?:-|~|到|至|—)(?P<h>\d+)%"
)
_FRACTION = re.compile(rf"(?P<b>[{_C}]{{1,3}}|\d{{1,3}})分之(?P<a>[{_C}]{{1,3}}|\d{{1,3}})")
_SLASH = re.compile(r"(?<![\d/.\-年月])(?P<a>\d{1,4}) ?/ ?(?P<b>\d{1,4})(?![\d/.]|日|号)")
_HALF = re.compile(r"(?<!大)(?<!小)(?:一半|过半|半数|对半|50/50)(?!天|月|年)")
_STATED = re.compile(
    rf"(?:进度|进展|完成率|完成度|完成比例|办结率|整改率|完成|推进|干|做|弄|搞|办|改|推|报)(?:了|到|至|为|是|"
    rf"约|大概|大约|达|已|已经|在|有|差不多|:| )*(?P<n>\d{{1,3}})(?![\d.]| ?(?:{UNIT}|%|成|月|年|日|号|天|周|"
    rf"点|分|/|-|小|工|多个|余))"
)
_LEFT = re.compile(
    r"(?:还剩|剩余|剩下|还差|尚余|尚差|还有|只剩|仅剩|就剩|剩|差|余|欠)(?:了|着|大概|大约|约|不到|最后|的)*$"
)
_UNDONE = re.compile(r"^(?:左右|多|的)?(?:工程|任务|工作|问题|内容|量)?(?:还没|还未|没有|没|未|尚未|待|还在)(?!问题)")
_NEGATED = re.compile(
    r"(?:不到|没到|未到|不足|没有达到|没达到|未达到|不够|没有|还没到|还不到|低于|不满|没过|未过)(?:了|有)?$"
)
_OTHER_RATE = re.compile(
    r"(?:合格|达标|满意|覆盖|知晓|参与|到课|到会|达产|入户|收缴|支持|中标|优良|使用|利用|污染|死亡|存活|优惠|"
    r"利息|税|费)(?:率|度|比例|比)(?:[^,;。\d]{0,8})$|(?:增长|同比|环比|下降|提高|提升|降低|增加|减少|上涨|"
    r"优惠|缺口|拖欠|占)(?:了|约|还有|为|到)?$(?<!提高到)(?<!提升到)(?<!增加到)"
)
_FROM = re.compile(r"(?:从|由|原来|之前|上次|上周|上月)[^,;。]{0,6}$")
_ABOUT = re.compile(r"差不多|左右|大概|大约|约|多|过半|以上|超过|近|将近|估计|上下")

_COUNT = re.compile(rf"(?<![第\d.])(?P<n>{_N})(?P<u>{UNIT})")
_DID = re.compile(
    r"(?:完成|完|改|办结|办|整改|解决|销号|销|做|干|拆除?|清退|清理|追回|追缴|收回|收|发放|发|安装|装|建成|建|"
    r"落实|弄|搞|修|通过|查|走访|签|种|换|退|整治|治理|处理|处置|验收|审|还|补)(?:完成|完|好|成|掉|到|了|过|"
    r"齐|出|结)*(?:了|有|约|大概|其中|资金|款|费|投资|问题|措施|任务|面积|违规)*$"
)
_DONE_BEHIND = re.compile(
    r"^[^,;。\d]{0,6}?(?:已|都|全)?(?:完成|办结|整改完|整改到位|改完|改好|做完|弄完|弄好|搞定|搞完|销号|解决|"
    r"完了|好了|到位)(?!不)"
)
_REMAINS = re.compile(
    r"(?:还剩|剩余|剩下|还差|尚余|还有|只剩|仅剩|就剩|剩|差|余|未完成|没完成|没改|没办|未改|未办结|待办|"
    r"待改)(?:了|最后|的|下)*$"
)
_REMAINS_BEHIND = re.compile(r"^[^,;。\d]{0,6}?(?:还没|没|未|尚未|待|正在|还在|在办|在改|在做|没动)")
_TOTAL = re.compile(
    r"(?:共计?|总共|一共|总长|总计|合计|全部|总数|全长|总|应|计划|任务|目标)(?:有|是|为|需|要|整改|完成|数|改|"
    r"里|投资|额|金额|资金|预算|面积|任务|款|清单)*$"
)


@dataclass(frozen=True)
class Percentage:
    """What a text says of how far it is; `value` None where nothing usable is said."""

    value: int | None = None
    flags: frozenset[str] = frozenset()


def percentage_in(text: str) -> Percentage:
    """The percentage of the work that a text says is done, in percent."""
    for read in (_percents, _ratio, _words):
        percentage = read(text)
        if percentage is not None:
            return percentage
    return Percentage()


def _rounded(part: float, total: float) -> int:
    """A percentage as a whole percent, halves upward."""
    return int(part / total * WHOLE + 0.5)


def _judged(text: str, start: int, end: int, value: float, *, vague: bool = False) -> Percentage | None:
    """One stated percentage, seen with the words on both sides of it."""
    before, behind = text[max(0, start - 12) : start], text[end : end + 12]
    if _OTHER_RATE.search(before):
        return None
    if _NEGATED.search(before):
        return Percentage(None, frozenset({"negation"}))
    if not 0 <= value <= WHOLE:
        return Percentage(None, frozenset({"out_of_range"}))
    flags = {"approx"} if vague else set()
    if _ABOUT.search(before[-4:]) or _ABOUT.match(behind):
        flags.add("approx")
    if _LEFT.search(before) or _UNDONE.match(behind):
        return Percentage(int(WHOLE - value + 0.5), frozenset(flags | {"remaining"}))
    return Percentage(int(value + 0.5), frozenset(flags))


@dataclass(frozen=True, order=True)
class WrittenPercentage:
    """One percentage as it is written, and where."""

    start: int
    end: int
    value: float
    vague: bool = False


def _percents(text: str) -> Percentage | None:
    """80%, 百分之八十, 八成, 三分之一, 进度80; of "from 50 to 80" the latter."""
    ranges = list(_ranges(text))
    single = (s for s in _singles(text) if not any(r.start <= s.start and s.end <= r.end for r in ranges))
    stated = sorted([*ranges, *single])
    percentages = [
        (s, percentage) for s in stated if (percentage := _judged(text, s.start, s.end, s.value, vague=s.vague))
    ]
    if not percentages:
        return _stated(text)
    if len(percentages) == 1:
        return percentages[0][1]
    to = [percentage for s, percentage in percentages if not _FROM.search(text[max(0, s.start - 8) : s.start])]
    last = (to or [percentages[-1][1]])[-1]
    return Percentage(last.value, last.flags | {"two_numbers"})


def _ranges(text: str) -> Iterator[WrittenPercentage]:
    """七八成 and 60-70%, by their middle."""
    for match in _TENTHS_RANGE.finditer(text):
        tens = match["low"] is not None
        low = DIGITS[match["low"]] * 10 if tens else int(match["l"])
        high = DIGITS[match["high"]] * 10 if tens else int(match["h"])
        if low < high:
            yield WrittenPercentage(match.start(), match.end(), (low + high) / 2, vague=True)


def _singles(text: str) -> Iterator[WrittenPercentage]:
    """Every percentage that is one number; what is below zero stays so, to be refused."""
    for match in _PERCENT.finditer(text):
        said = match["p"] or match["points"]
        value = float(said) if said else WHOLE if match["w"] == "百" else number(match["w"])
        if value is not None:
            yield WrittenPercentage(match.start(), match.end(), -value - 1 if match["sign"] else value)
    for match in _TENTHS.finditer(text):
        more = 5 if match["half"] == "半" else number(match["half"] or "") or 0
        yield WrittenPercentage(match.start(), match.end(), (number(match["n"]) or 0) * 10 + more)
    for match in _FRACTION.finditer(text):
        whole, part = number(match["b"]), number(match["a"])
        if whole and part is not None and match["b"] != "百":
            yield WrittenPercentage(match.start(), match.end(), part / whole * WHOLE)


def _stated(text: str) -> Percentage | None:
    """进度80: a number that can be nothing but a percentage."""
    match = _STATED.search(text)
    if not match:
        return None
    return _judged(text, match.start("n"), match.end("n"), int(match["n"]))


def _ratio(text: str) -> Percentage | None:
    """12/23, 23条完成20条, 完成8项还剩2项, 3.5公里总长5公里."""
    slash = _SLASH.search(text)
    if slash:
        part, whole = int(slash["a"]), int(slash["b"])
        day_like = part <= 12 and whole in {30, 31} and text.strip() == slash[0]  # noqa: PLR2004  a month and its last day
        if whole == 0 or part > whole or day_like:
            return None
        percentage = _judged(text, slash.start(), slash.end(), part / whole * WHOLE)
        return percentage and Percentage(percentage.value, percentage.flags | {"ratio"})
    roles = _roles(text)
    done, left, total = roles.get("done"), roles.get("left"), roles.get("total")
    if done is not None and total:
        return (
            Percentage(_rounded(done, total), frozenset({"ratio"}))
            if done <= total
            else Percentage(None, frozenset({"out_of_range"}))
        )
    if left is not None and total and left <= total:
        return Percentage(_rounded(total - left, total), frozenset({"ratio", "remaining"}))
    if done is not None and left is not None and done + left:
        return Percentage(_rounded(done, done + left), frozenset({"ratio", "remaining"}))
    return None


def _roles(text: str) -> dict[str, float]:
    """The counts of a text by what they count: done, left, total; nothing where units differ or a role comes twice."""
    counts = list(_COUNT.finditer(text))
    if not 2 <= len(counts) <= 3 or len({c["u"] for c in counts}) > 1:  # noqa: PLR2004  done, left, total
        return {}
    roles: dict[str, float] = {}
    for index, count in enumerate(counts):
        value = float(count["n"]) if count["n"][0].isdecimal() else number(count["n"])
        if value is None:
            return {}
        floor = counts[index - 1].end() if index else 0
        ceiling = counts[index + 1].start() if index + 1 < len(counts) else len(text)
        role = _role(
            text[max(floor, count.start() - 10) : count.start()],
            text[count.end() : ceiling],
            first=index == 0,
            last=ceiling == len(text),
        )
        if role in roles:
            return {}
        roles[role] = value
    return roles


def _role(before: str, behind: str, *, first: bool, last: bool) -> str:
    """What one count counts."""
    for pattern, role in ((_REMAINS, "left"), (_TOTAL, "total"), (_DID, "done")):
        if pattern.search(before):
            return role
    if _REMAINS_BEHIND.match(behind):
        return "left"
    if last and _DONE_BEHIND.match(behind):
        return "done"
    return "total" if first else "other"


def _words(text: str) -> Percentage | None:
    """一半, 过半."""
    match = _HALF.search(text)
    if not match:
        return None
    return _judged(text, match.start(), match.end(), WHOLE / 2, vague="过半" in match[0])
