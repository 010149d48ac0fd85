"""Every number of a reply, and what it may be: a day, a percentage, a fraction, an amount, a name; else it is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.core.numerals import DIGITS, number
from bot.readers.reply.day_expressions import LENGTH, day_words

_C = "零一二两三四五六七八九十"
WHOLE = 100
UNIT = (
    r"(?:万元|亿元|台班|台次|辆次|班次|平方米|平方公里|立方米|人次|户次|家次|场次|车次|人份|批次|公里|千米|平米|公顷|公斤|千克|千瓦时|课时|"
    r"剂(?!量)|尾(?![矿水款气号])|羽(?!毛)|粒|匹|丛|副(?![县局镇科股主书乡村校院处厅市省秘组])|双(?![方向随创拥])|道(?![路德教歉闸口])|"
    r"款(?![项物额])|档(?!案)|页|罐(?![车体装])|捆|串(?!通)|堆|束|乡镇|村(?!民)|"
    r"个人(?![手员力大])|条|项|个|处|户|件|家|米|亩|吨|份|起|人|宗|批|栋|间|亿|元|万|台|套|名|块|座|片|所|次|笔|门|棵|张|场|期|轮(?![车摩胎椅渡船毂换流岗])|"
    r"辆|篇|班|节|头|株|桶|箱|瓶|根|盏|艘|架|具|幅|封|例|桩|方(?!协议|合同|监理|责任|面|案|式|位|评估|检测|机构)|斤|克|组|队|类|种|对|支|本|册|站|段|卷|盒|袋|车|趟|扇|幢|眼|单(?![位元])|口|艇|只|枚|顶|床)"
)
_DIGITS = r"\d+(?:\.\d+)?"
_PERCENT = re.compile(rf"(?P<sign>-|负)?(?:(?P<p>{_DIGITS}) ?%|百分之(?P<w>{_DIGITS}|[{_C}百]{{1,4}}))")
_TENTHS = re.compile(
    r"(?P<n>[一二两三四五六七八九]|(?<!\d)\d)成(?!不变)(?P<half>半|"
    r"[一二三四五六七八九](?:(?![\u4e00-\u9fff])|(?=左右|上下|多|了|吧|啊|的)))?(?![立果本员效功熟新为品交型套长绩败因年文人本份]|都(?!不|没|还|已|有|完))"
)
_PROBABLY = re.compile(
    r"(?:(?<=^)|(?<=[,;。\n])|(?<=估计)|(?<=我看))[七八九]成(?:是|会|可能|来不|完不|赶不|办不|做不|没戏|悬)"
)
_RANGE = re.compile(
    r"(?P<low>[一二三四五六七八九])(?P<high>[二三四五六七八九])成(?![立果本员效功熟为品交型套长])|"
    r"(?P<l>\d+)%?(?:-|~|到|至|—)(?P<h>\d+)%"
)
_FRACTION = re.compile(rf"(?P<b>[{_C}]{{1,3}}|\d{{1,3}})分之(?P<a>[{_C}]{{1,3}}|\d{{1,3}})")
_HALF = re.compile(r"(?<!大)(?<!小)(?:一半|过半|半数|对半|50/50)(?!天|月|年)")
_SLASH = re.compile(r"(?<![\d/.\-年月])(?P<a>\d{1,4}) ?/ ?(?P<b>\d{1,4})(?![\d/.]|日|号)")
_DOCUMENT = re.compile(r"[\[〔(【]20\d\d[\]〕)】]\s*第?\d{1,4}号")
_NAME = re.compile(
    rf"(?<![了发印出办训报共完成第])[一二三四五六]期(?=工程|项目|完|建|没|未|已|在|正|开|主|的|招|验|交|竣|还|刚|快|基)|[一二三四五六]期(?=工程|项目|招标|建设|主体|施工|竣工|开工)|前(?:[两三四五六七八九十]|\d{{1,2}})(?:项|条|步|批|阶段)|第(?:\d{{1,4}}|[{_C}]{{1,3}})(?:[期次批个条项轮届步阶]|标段|场)?|[\[〔(【]20\d\d[\]〕)】]\s*第?\d{{1,4}}号|"
    r"\d{1,4}号(?:文件?|令|通知|楼|线|路|井|厂|门|机|地块)?|\d{7,}|\d{3,4}-\d{6,8}|[A-Za-z]+\d+(?:\.\d+)?|\d+[A-Za-z]+|[一二三四五六七八九ⅠⅡⅢⅣⅤ1-5]类(?=标准|水|区|地)|(?<=[到达为质是])[一二三四五ⅠⅡⅢⅣⅤ1-5]类(?![\u4e00-\u9fff])|"
    r"\d+(?:楼|层|栋楼|中队|大队|分局)|十[四五六]五|(?<!\d)(?:1[12][0-9]|12[0-9]{3}|96\d{3})(?=急救|热线|电话|平台|工单|投诉|指挥|调度|接警)|\d{1,2}:\d\d"
)
_STATED = re.compile(
    rf"(?:进度|进展|完成率|完成度|完成比例|办结率|整改率|完成|推进|干|做|弄|搞|办|改|推|报)(?:了|到|至|为|是|"
    rf"约|大概|大约|达|已|已经|在|有|差不多|:| )*(?P<n>\d{{1,3}})(?![\d.]| ?(?:{UNIT}|%|成|月|年|日|号|天|周|"
    rf"点|分|/|-|小|工|多个|余))"
)
_COUNT = re.compile(
    rf"(?:(?<=[清归]零)|(?<![第\d.{_C}百千万亿]))(?<!每[周月天年])(?<!每季度)(?<!每个[周月])(?<!每个季度)(?<!每半年)(?<!每两周)(?<!每[一二两三半]个月)(?<!每星期)(?P<n>{_DIGITS}|[{_C}百千]{{1,7}})(?P<more>多|余|来|几)?(?:大(?=类))?"
    rf"(?P<u>(?:[万亿](?={UNIT}))?{UNIT})(?P<yuan>(?<=[万亿])元)?(?P<behind>多|(?<=[万亿])余|左右|以上|以下|上下)?(?:(?<![万亿元块米斤])|(?![{_C}百千](?!个|十|家|处|次|共|起|直|并|定|样)))"
)
_ROUGHLY = re.compile(
    r"(?:(?<![签合预节特])约|大概|近|逾|超|超过|几|(?<![总件个户人次任单])数|好几|不到|不足|至少|差不多|接近|估计)(?:有|了)?$"
)
_CHANGE_POINTS = re.compile(rf"(?P<n>{_DIGITS}|[{_C}]{{1,3}})个百分点")
_SINCE = re.compile(r"(?<!\d)\d{1,2}(?:月|日)?(?:-|至|到|~)$")  # 1-10月
_MONEY = re.compile(
    r"[款费金税薪租价钱元账债险额]|资(?![料源格质讯历])|预算|产值|补[贴助]|缺口|罚|[追收上补退赔清]缴|[追收赔退偿拨支兑垫交]付|[追收讨退]了?回|"
    r"应[收缴退追付补]|收上|入库|清[欠退偿]|花(?![草卉木苗])|欠|贷|支出|收入|营收|损失|拨|投(?!放|递|入使|产|诉|票|用|标|保)"
)
_PEOPLE_OR_THINGS = re.compile(r"[人口众民户苗树花草木株份册单件票鱼鸡鸭猪羊牛]")
_IDIOM = re.compile(
    r"(?<=[前上这那每同后头另])一(?=[次期轮场])|(?<![点案店所])一(?![次场期户家](?!性)|[百千])|八项规定|两个维护|四个意识|两个确立|四个自信|一次性"
)
_WORD_OF = re.compile(r"[一二三四五六七八九十两]个一(?!共)|[两三四五六]合一|两个责任|百千万|千万工程|千百万")
_RESULTS = ("好", "完", "掉", "走", "成")  # 修好一个 counts, 做一个 is an idiom
_STOP = re.compile(r"[,;。!?~…\n、:]")
_ENDS_CLAUSE = re.compile(r"$|[,;。!?\s]")
_SMALL = re.compile(rf"(?<![\d{_C}.])(?:\d{{1,3}})个?(?:小时|分钟|工作日|星期|月|天|周|年|岁|点钟)(?!次)")
_BARE = re.compile(r"(?<![A-Za-z\d])\d+(?:\.\d+)?")


class Kind(StrEnum):
    """What a number may be."""

    DAY = "day"
    NAME = "name"  # of an issue, a document, a telephone: no quantity
    PERCENT = "percent"
    RATIO = "ratio"  # 12/23
    COUNT = "count"
    CHANGE = "change"  # 个百分点
    BARE = "bare"


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number as it is written, and where; `vague` where it is about so much."""

    kind: Kind
    start: int
    end: int
    value: float = 0
    unit: str = ""
    vague: bool = False


def numbers_in(text: str) -> tuple[Number, ...]:
    """Every number of a text in order; none is part of two."""
    if not _ANY.search(text):
        return ()
    found: list[Number] = []
    taken = [False] * len(text)
    for read in (_ranges, _percents, _changes, _slashes, _documents, _days, _names, _stated, _lengths, _counts, _bare):
        for one in read(text):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = [True] * (one.end - one.start)
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


_ANY = re.compile(rf"[\d{_C}半百]")


def _percent(match: re.Match[str], value: float, *, vague: bool = False, group: int | str = 0) -> Number:
    return Number(kind=Kind.PERCENT, start=match.start(group), end=match.end(group), value=value, vague=vague)


def _ranges(text: str) -> Iterator[Number]:
    """七八成 and 60-70%, by their middle; 从60%到70% is no range."""
    for match in _RANGE.finditer(text):
        if text[: match.start()].endswith(("从", "由")):
            continue  # from there to here, not between
        tens = match["low"] is not None
        low = DIGITS[match["low"]] * 10 if tens else int(match["l"])
        high = DIGITS[match["high"]] * 10 if tens else int(match["h"])
        if low < high:
            yield _percent(match, (low + high) / 2, vague=True)


def _percents(text: str) -> Iterator[Number]:
    """80%, 百分之八十, 八成, 三分之一, 一半; what is below zero stays so, to be refused."""
    for match in _PERCENT.finditer(text):
        if match["p"]:
            yield _percent(match, -float(match["p"]) - 1 if match["sign"] else float(match["p"]))
        else:
            yield _percent_in_words(match)
    for match in _TENTHS.finditer(text):
        if _PROBABLY.match(text, match.start()):
            continue
        more = 5 if match["half"] == "半" else number(match["half"] or "") or 0
        yield _percent(match, (number(match["n"]) or 0) * 10 + more)
    for match in _FRACTION.finditer(text):
        whole, part = number(match["b"]), number(match["a"])
        if whole and part is not None and match["b"] != "百":
            yield _percent(match, part / whole * WHOLE)
    for match in _HALF.finditer(text):
        yield _percent(match, WHOLE / 2, vague="过半" in match[0])


def _percent_in_words(match: re.Match[str]) -> Number:
    """百分之七十五, 百分之七八十 by its middle, 百分之七十五六; what is no numeral is asked, and never passed over."""
    words = match["w"]
    value = WHOLE if words == "百" else _value(words)
    if value is not None:
        return _percent(match, value)
    lower, upper = number(words[:1] + words[2:]), number(words[1:])  # 七八十, of which 七十 and 八十
    if words.endswith("十") and lower and upper:
        return _percent(match, (lower + upper) / 2, vague=True)
    if "十" in words[:-1] and (value := number(words[:-1])):
        return _percent(match, value, vague=True)
    return Number(kind=Kind.BARE, start=match.start(), end=match.end())


def _changes(text: str) -> Iterator[Number]:
    for match in _CHANGE_POINTS.finditer(text):
        yield Number(
            kind=Kind.CHANGE, start=match.start(), end=match.end(), value=_value(match["n"]) or 0, unit="个百分点"
        )


def _slashes(text: str) -> Iterator[Number]:
    """12/23, but not a month and its last day alone."""
    for match in _SLASH.finditer(text):
        part, whole = int(match["a"]), int(match["b"])
        day_like = part <= 12 and whole in {30, 31} and text.strip() == match[0]  # noqa: PLR2004  a month and its end
        if whole and part <= whole and not day_like:
            yield Number(kind=Kind.RATIO, start=match.start(), end=match.end(), value=part / whole * WHOLE)


def _documents(text: str) -> Iterator[Number]:
    for match in _DOCUMENT.finditer(text):
        yield Number(kind=Kind.NAME, start=match.start(), end=match.end())


def _names(text: str) -> Iterator[Number]:
    for match in _NAME.finditer(text):
        if not re.fullmatch(r"\d{1,2}号", match[0]):
            yield Number(kind=Kind.NAME, start=match.start(), end=match.end())


def _days(text: str) -> Iterator[Number]:
    for match in day_words(text):
        since = _SINCE.search(text[max(0, match.start() - 5) : match.start()])
        yield Number(kind=Kind.DAY, start=match.start() - (len(since[0]) if since else 0), end=match.end())


def _lengths(text: str) -> Iterator[Number]:
    for pattern in (LENGTH, _SMALL):
        for match in pattern.finditer(text):
            yield Number(kind=Kind.DAY, start=match.start(), end=match.end())


def _stated(text: str) -> Iterator[Number]:
    """进度80: a number that can be nothing but a percentage."""
    for match in _STATED.finditer(text):
        yield _percent(match, int(match["n"]), group="n")


def _counts(text: str) -> Iterator[Number]:
    words = {place for found in _WORD_OF.finditer(text) for place in range(found.start(), found.end())}
    for match in _COUNT.finditer(text):
        value = _value(match["n"])
        counted = (
            text[: match.start()].endswith(_RESULTS) and match["n"] == "一" and _ENDS_CLAUSE.match(text, match.end())
        )
        if value is None or match.start() in words or (_IDIOM.match(text, match.start()) and not counted):
            continue
        unit = match["u"].removeprefix("个") or "个"
        if unit in {"万", "亿"} and _of_money(text, match.start()):
            unit = f"{unit}元"
        vague = bool(
            match["more"] or match["behind"] or _ROUGHLY.search(text[max(0, match.start() - 6) : match.start()])
        )
        yield Number(kind=Kind.COUNT, start=match.start(), end=match.end(), value=value, unit=unit, vague=vague)


def _of_money(text: str, start: int) -> bool:
    """True where so many 万 are of 元: 罚款12万, 应收9笔,共9.2万; 投放鱼苗30万 are as many as was said."""
    clause = _STOP.split(text[:start])[-1]
    return bool(_MONEY.search(clause) or (_MONEY.search(text) and not _PEOPLE_OR_THINGS.search(clause)))


def _bare(text: str) -> Iterator[Number]:
    for match in _BARE.finditer(text):
        yield Number(kind=Kind.BARE, start=match.start(), end=match.end(), value=float(match[0]))


def _value(words: str) -> float | None:
    """The value of digits, or of a numeral below ten thousand."""
    if words[0].isdecimal():
        return float(words)
    thousands, sign, rest = words.rpartition("千")
    if not sign:
        return number(words)
    high, low = number(thousands), number(rest) if rest else 0
    return None if high is None or low is None else high * 1000 + low
