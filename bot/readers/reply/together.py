"""What a sentence says of several measures together: of all but some, that they are one thing, so much in sum."""

import re
from dataclasses import dataclass

from bot.readers.reply.measure_number import MeasureGroup, NamedMeasure, named_in

_ONE = r"\d{1,2}-\d{1,2}"
_LIST = rf"(?:措施)?\s?{_ONE}(?:\s?[、,和与及跟]\s?(?:\d{{1,2}}-)?\d{{1,2}}){{0,40}}"
_EXCEPT = re.compile(
    rf"除(?:了|去|开)?\s?{_LIST}(?:[^,;。\d外]{{0,10}}(?:之|以)?外)?|{_LIST}\s?(?:[之以]外|除外)|(?:不算|不含|不包括)\s?{_LIST}"
)
_REST = r"(?:其余|其他|其它|别的|另外|剩下|余下)"
_OTHERS = re.compile(rf"^[\s,;。的:]*{_REST}?(?:的)?(?:[几各]?[项条个](?:措施)?|措施)?[\s,的]*")
_ALL_REST = re.compile(
    rf"(?<![和与跟同向给对把连及、])(?:但|而|不过)?{_REST}的?(?:[几各]?[项条个]的?(?:措施)?|措施|任务)?(?=也?(?:都|均|全))"
)
_ALL_BUT = re.compile(
    rf"^(?:我的?|我们|名下|手上|目前|现在)*的?(?:都|均|全部?)[^,;。\d]{{1,10}}[,;。\s]*(?=(?:就|只|仅|唯|单|但|还)[^,;。\d]{{0,4}}{_LIST})"
)
_ALL_OVER = re.compile(r"(?<=[都均全])(?:已经?)?完了")
_MARKED = re.compile(rf"(?:就|只|仅|唯|单)(?:有|剩|是|差|独)*(?:下|了)?\s?(?={_LIST})")
_ONE_THING = re.compile(
    r"(?<!不是)(?:一(?:个|回|件|码)事|同一(?:个|件|项|条|码)?(?:事情?|措施|任务|问题|工作|内容))|"
    r"(?:内容)?重复(?:了|的)?(?:$|[,。])|合并(?:吧|算了|吗|成一[条项个]|到一起|处理|办理)?(?:$|[,。])|并[成到](?:一[条项起]|一起)"
)
_BESIDE = re.compile(r"(?:跟|和|同|与)\s?$")
_REPORTS = re.compile(r"\d|%|已|完成|办结|推进|[弄做办改整搞][完好]|[一二三四五六七八九]成")
APART = re.compile(
    r"一个[^,;。]{1,8}[,，]?(?:另外?)?一个|前[一两]个[^,]{1,8}后[一两]个|其中一个"
)  # of which of them, nobody said
_IN_SUM = re.compile(r"加起来|合起来|加一起|加在一起|合计|平均|总共")


_SHARE = r"(?:\d{1,3}(?:\.\d+)?%|百分之[一二三四五六七八九十]{1,3}|[一二两三四五六七八九]成半?|一半)"
_RESPECTIVELY = re.compile(rf"分别(?P<lead>[\u4e00-\u9fff]{{0,4}}?)(?P<shares>{_SHARE}(?:\s?[、,和与/]?\s?{_SHARE})+)")
_ONE_EACH = re.compile(  # 进度60%和80%, of two
    rf"(?P<lead>)(?P<shares>{_SHARE}(?:\s?[、和与/]\s?{_SHARE})+)(?=[\s,;。了]|左右|$)"
)


def respectively(said: str, group: MeasureGroup) -> tuple[str, ...]:
    """What 分别完成60%和80% says of each measure of a group; empty where there are not as many as measures."""
    found = _RESPECTIVELY.search(said) or _ONE_EACH.search(said)
    shares = re.findall(_SHARE, found["shares"]) if found else []
    if found is None or len(shares) != len(group.numbers):
        return ()
    return tuple(f"{said[: found.start()]}{found['lead']}{one}{said[found.end() :]}" for one in shares)


@dataclass(frozen=True)
class LeftOut:
    """The measures that are left out, what is said of all others, and what of those themselves, "" where nothing is.

    `marked` where it is plain that others are other measures (就5-3没完), and no other work of the same one.
    """

    numbers: tuple[str, ...]
    others: str
    own: str = ""
    marked: bool = True


@dataclass(frozen=True)
class OneThing:
    """Measures that are said to be one: each of `numbers` and `into`; none are named where it is of what is at hand."""

    numbers: tuple[str, ...]
    into: str


def left_out_in(plain: str) -> LeftOut | None:
    """What normalised words say of all measures but some: 除5-3外都完成了, 就5-3没完其他都完了; None where of none."""
    if found := _EXCEPT.search(plain):
        rest = _OTHERS.sub("", plain[found.end() :])
        return LeftOut(_numbers(found[0]), f"{plain[: found.start()].strip(' ,;。')},{rest}".strip(" ,"))
    named = named_in(plain)
    found = (_ALL_REST.search(plain) or _ALL_BUT.search(plain)) if named else None
    if found is None:
        return None
    of_rest = found.re is _ALL_REST
    end = next((one.start for one in named if one.start >= found.end()), len(plain)) if of_rest else found.end()
    if any(one.end >= found.start() - 1 and one.start < found.end() for one in named):  # 5-3其他都好了: of 5-3 itself
        return None
    own = _MARKED.sub("", f"{plain[: found.start()]},{plain[end:]}").strip(" ,;。")
    others = _OTHERS.sub("", plain[found.start() : end].lstrip("但而不过")) if of_rest else found[0]
    others = _ALL_OVER.sub("完成了", others).strip(" ,;。")
    return LeftOut(_numbers(own), others, own, marked=not of_rest or bool(_MARKED.search(plain)))


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.number for one in named_in(text)))


def one_thing(plain: str, named: list[NamedMeasure]) -> OneThing | None:
    """Measures of which nothing is said but that they are one and the same, or are to be merged."""
    if not named or not _ONE_THING.search(plain):
        return None
    rest = plain
    for one in reversed(named):
        rest = rest[: one.start] + rest[one.end :]
    numbers = tuple(dict.fromkeys(one.number for one in named))
    if _REPORTS.search(rest) or (len(numbers) == 1 and not _BESIDE.search(plain[: named[0].start])):
        return None
    return OneThing(numbers[:-1], numbers[-1])


def in_sum(said: str, group: MeasureGroup) -> bool:
    """True where several measures are said to be so far in sum: whose share it is nobody said."""
    return len(group.numbers) > 1 and _IN_SUM.search(said) is not None
