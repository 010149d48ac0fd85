"""The figures that a measure's own words set as targets (完成12家企业排查); whatever is less clear is none."""

import re
from functools import lru_cache

from bot.domain.replies.target import ACTS, LIGHT, Target, parted
from bot.readers.deadline import characters
from bot.readers.reply.numbers import Kind, Number, numbers_in

_CLAUSE = re.compile(r"[,;。!?\n:()]")
_ACT = rf"(?:{'|'.join(sorted((*ACTS, '完成'), key=len, reverse=True))})"
_BEFORE = re.compile(
    rf"(?:[^,;]{{0,16}}(?:前|内|底|月份?|年))?(?:力争|确保|计划|全年|年内|本年度?|当年|累计|共|再|全部|集中|分批|依法|逐[一家户]|全面|组织)*"
    rf"(?P<act>{_ACT})(?P<noun>[\u4e00-\u9fffA-Za-z]{{0,10}}?)(?P<least>不少于|不低于|至少|达到)?$"
)
_FOR = re.compile(r"(?:对|将|把)$")
_FOR_BEHIND = re.compile(rf"(?P<noun>[\u4e00-\u9fff]{{1,8}}?)(?:逐[一家户个]|全面|开展|进行|全部)+(?P<act>{_ACT})$")
_BEHIND = re.compile(r"的?(?P<noun>[\u4e00-\u9fffA-Za-z]{1,10})$")
_NO_TARGET = re.compile(
    r"每|第|近|原有|现有|已|其中|以来|上年|去年|往年|各|人均|户均|分[两三四\d]|存在|发现|涉及|反馈|问题中|左右|以内|"
    r"不超过|不多于"
)
_NO_NOUN = re.compile(r"左右|以上|以下|以内|方可|并|及|和|与|的.|后|前|时|为|等|中$|个$")


@lru_cache(maxsize=4096)
def targets_of(text: str) -> tuple[Target, ...]:
    """The targets of a measure's words, each name and unit once; two that differ are none."""
    found: dict[tuple[str, str], list[Target]] = {}
    for clause in _CLAUSE.split(characters.clean(text)):
        target = _target(clause.strip()) if not _NO_TARGET.search(clause) else None
        if target:
            found.setdefault((target.name, target.unit), []).append(target)
    return tuple(ones[0] for ones in found.values() if len({one.value for one in ones}) == 1)


def whole_of(words: str) -> tuple[float, float, str] | None:
    """How much of what whole, and in what unit, where counts say so: 12家查了5家 is 5 of 12家."""
    from bot.readers.reply.reply_text import reply_text

    fraction = reply_text(characters.clean(words)).fraction
    units = {one.unit for one in fraction.counts} if fraction else set()
    if fraction is None or len(units) != 1 or len(fraction.counts) != 2:  # noqa: PLR2004 - a part and the whole
        return None
    part, whole = sorted(one.value for one in fraction.counts)
    return (part, whole, units.pop()) if abs(part / whole * 100 - fraction.percent) <= 1 / 2 else None


def _target(clause: str) -> Target | None:
    """The target of a clause that has one number and nothing else to say."""
    numbers = [one for one in numbers_in(clause) if one.kind is not Kind.DAY]
    if len(numbers) != 1 or numbers[0].kind is not Kind.COUNT:
        return None
    (number,) = numbers
    before, behind = clause[: number.start], clause[number.end :]
    if _FOR.search(before) and (found := _FOR_BEHIND.fullmatch(behind)):
        return _made(found["act"], found["noun"], number, f"{found['noun']}{found['act']}")
    begun = _BEFORE.fullmatch(before)
    if begun is None or (number.vague and not begun["least"]):
        return None
    return _done(begun, number, behind) if behind else _counted(begun, number)


def _done(begun: re.Match[str], number: Number, behind: str) -> Target | None:
    """完成12家企业排查, 改造8处泵站: the thing stands behind the number."""
    named = _BEHIND.fullmatch(behind)
    if named is None or begun["noun"] or _NO_NOUN.search(named["noun"]):
        return None
    noun, act = named["noun"], begun["act"]
    if act != "完成":
        return _made(act, noun, number, f"{act}{noun}", least=_least(begun))
    act, thing = parted(noun)
    return _made(act, thing, number, noun, least=_least(begun)) if act else None


def _counted(begun: re.Match[str], number: Number) -> Target | None:
    """追缴资金40万元, 完成企业排查12家: the thing stands before the number, or none is named."""
    act, noun = begun["act"], begun["noun"]
    if act != "完成":
        return _made(act, noun, number, f"{act}{noun}", least=_least(begun))
    act, thing = parted(noun)
    return _made(act, thing, number, noun, least=_least(begun)) if act and thing else None


def _least(begun: re.Match[str]) -> bool:
    return begun["least"] not in {None, "达到"}


def _made(act: str, noun: str, number: Number, name: str, *, least: bool = False) -> Target:
    act, noun = parted(noun) if act in LIGHT and noun else (act, noun)
    return Target(act=act, noun=noun, name=name, value=number.value, unit=number.unit, least=least)
