"""Short replies from a phone, by the conventions of docs/reading.md.

normalise → cut into measures → clauses → account for every number → decide. What nobody can place is asked.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from bot.domain.plan.deadline import Step
from bot.domain.replies.reply import Asks, Doubt, Intent, MessageReading, ReplyPart, ReplyReading
from bot.readers.reply.measure_number import MeasureGroup, groups_of, like_days, named_in, whole_findings
from bot.readers.reply.plain_text import normalised
from bot.readers.reply.statement import read_statement
from bot.readers.reply.together import APART, LeftOut, OneThing, in_sum, left_out_in, one_thing, respectively
from bot.readers.reply.waiting import waited_for

_EDGE = " \t\n,，;；。.、:：!！-—/"


def read_reply(text: str, named: Collection[str] = ()) -> ReplyReading:
    """What a short reply says; doubt gives UNCLEAR with the three likeliest readings, never a false completion.

    `named` are those of `numbers_like_days` that there are.
    """
    return read_statement(text, normalised(text).text, frozenset(named))


def left_out(text: str) -> tuple[tuple[str, ...], ReplyReading, bool]:
    """The measures that are left out, 除5-3外, and what is said of all others; UNCLEAR where that names any.

    And whether those others can be nothing but other measures.
    """
    found = left_out_in(normalised(text).text) or LeftOut((), "")
    reading = read_statement(text, found.others, frozenset())
    clear = found.numbers and not named_in(found.others) and reading.doubt in {None, Doubt.DONE_MORE}
    reading = reading if clear else replace(reading, intent=Intent.UNCLEAR, doubt=Doubt.UNCLEAR)
    return found.numbers, reading, found.marked


def numbers_like_days(text: str) -> set[str]:
    """Numbers in a message that are a measure's where there is such a measure, and a month and a day where not."""
    return like_days(normalised(text).text)


def read_message(text: str, known: Sequence[str] = (), *, named: Collection[str] = ()) -> MessageReading:
    """The parts of a message, one for each measure that it names; one part without a number where it names none.

    `known` are the numbers that there are; where it is given, others are handed back as unknown. `named` are those of
    `numbers_like_days` that there are.
    """
    return _read_message(text, tuple(known), frozenset(named))


@lru_cache(maxsize=16)  # a message is read for a question, for what is put right, and then for a report
def _read_message(text: str, known: tuple[str, ...], named: frozenset[str]) -> MessageReading:
    plain = normalised(text)
    whole = plain.text
    if left := left_out_in(whole):
        return _all_but(text, whole, left, known)
    there = frozenset((*known, *named))
    numbers = named_in(whole, there)
    others = waited_for(whole, numbers)
    numbers = [one for one in numbers if one not in others]
    if same := one_thing(whole, numbers):
        return _one_thing(text, whole, same, known)
    groups = sorted([*groups_of(whole, numbers), *whole_findings(whole, known)], key=lambda group: group.start)
    if not groups:
        return MessageReading((ReplyPart(None, text.strip(), read_statement(text, whole, there)),))
    parts: list[ReplyPart] = []
    for group, spans in zip(groups, _stretches(whole, groups), strict=True):
        start, end = spans
        said = _joined(_without_finding(whole[start : group.start], group), whole[group.end : end])
        words = plain.written(text, start, end).strip(_EDGE)
        if each := respectively(said, group):
            readings = [read_statement(one, one.strip(_EDGE), there) for one in each]
            parts.extend(ReplyPart(*pair) for pair in zip(group.numbers, [words] * len(each), readings, strict=True))
            continue
        reading = _bare_number_of(group) if not said.strip(_EDGE) else read_statement(said, said.strip(_EDGE), there)
        if len(group.numbers) > 1 and APART.search(said):
            reading = replace(reading, intent=Intent.UNCLEAR, percent=None, doubt=Doubt.UNCLEAR, likely=_LIKELY)
        if reading.percent and in_sum(said, group):
            reading = replace(reading, percent=None, doubt=Doubt.NUMBERS)
        if _SUPPOSED.search(whole[: group.start]):
            reading = _asked_if_done(reading)
        if group.as_day and reading.intent is not Intent.QUERY:
            reading = _first_of_likely(reading)
        parts.extend(ReplyPart(number, words, reading) for number in group.numbers)
    entangled = {number for pair in _entangled(whole, groups) for number in pair.numbers}
    parts = [_doubted(one, text) if one.number in entangled else one for one in parts]
    merged = _merged(parts, there)
    unknown = tuple(part.number for part in merged if known and part.number and part.number not in known)
    return MessageReading(
        tuple(part for part in merged if part.number not in unknown), unknown, Doubt.UNKNOWN if unknown else None
    )


def _joined(before: str, behind: str) -> str:
    """What is said of measures without their number, and in one clause where a plan leads up to it: 争取5-2办结."""
    if not before.strip(_EDGE) and _GOOD.fullmatch(behind.strip(_EDGE)):  # 2-1好了: no sigh where a measure is named
        return "办好了"
    led = _LEADS_ON.search(before)
    if led and not _LACKS.search(led[0]):
        before = before[: led.start()]
    planned = _SUPPOSED.search(before) and re.match(r"[\u4e00-\u9fff]", behind)
    return f"{before}{behind}" if planned else f"{before},{behind}"


_GOOD = re.compile(r"好(?:了|啦|嘞|咯)+")
_LIKELY = (Intent.PROGRESS, Intent.DONE, Intent.NOTE)


def _first_of_likely(reading: ReplyReading) -> ReplyReading:
    """What is read is offered first: 2.1 may be a measure as well as a day."""
    likely = tuple(dict.fromkeys((reading.intent, *reading.likely, *_LIKELY)))[: len(_LIKELY)]
    return replace(reading, likely=tuple(one for one in likely if one is not Intent.UNCLEAR), doubt=Doubt.UNCLEAR)


def _all_but(text: str, plain: str, left: LeftOut, known: Sequence[str]) -> MessageReading:
    """What is said of the measures that are left out, and a doubt about all others; a completion is asked."""
    if left.own:
        said = read_message(left.own, known, named=left.numbers)
        parts = [replace(part, words=text.strip(), reading=_asked_if_done(part.reading)) for part in said.parts]
        return MessageReading(tuple(parts), said.unknown, Doubt.EXCEPT)
    reading = ReplyReading(intent=Intent.UNCLEAR, steps=(Step(plain, "unclear"),), doubt=Doubt.EXCEPT, likely=_LIKELY)
    return MessageReading((ReplyPart(None, text.strip(), reading),), doubt=Doubt.EXCEPT)


def _asked_if_done(reading: ReplyReading) -> ReplyReading:
    return replace(reading, doubt=reading.doubt or Doubt.DONE_MORE) if reading.intent is Intent.DONE else reading


def _one_thing(text: str, plain: str, same: OneThing, known: Sequence[str]) -> MessageReading:
    """Measures that are said to be one: the office may merge each into the last that is named."""
    reading = ReplyReading(
        intent=Intent.NOTE,
        flags=frozenset({"one_thing"}),
        steps=(Step(plain, "one_thing"),),
        doubt=Doubt.MERGE,
        taker=same.into,
    )
    unknown = tuple(one for one in (*same.numbers, same.into) if known and one not in known)
    parts = [ReplyPart(number, text.strip(), reading) for number in same.numbers or (None,) if number not in unknown]
    return MessageReading(tuple(parts), unknown, Doubt.UNKNOWN if unknown else Doubt.MERGE)


_OWNED = re.compile(r"的(?!(?:已|都|也|还|没|未|全|完|进|正|就|才|只|在|是|\d))[\u4e00-\u9fff]")  # 完成了5-2的前置手续


def _entangled(text: str, groups: list[MeasureGroup]) -> Iterator[MeasureGroup]:
    """Groups of which one stands within what is said of the other: 5-1完成了5-2的前置手续."""
    for before, one in pairwise(groups):
        if re.search(r"[\u4e00-\u9fff]$", text[before.end : one.start]) and _OWNED.match(text, one.end):
            yield from (before, one)


def _doubted(part: ReplyPart, text: str) -> ReplyPart:
    reading = ReplyReading(
        intent=Intent.UNCLEAR, steps=part.reading.steps, likely=(Intent.PROGRESS, Intent.NOTE), doubt=Doubt.UNCLEAR
    )
    return ReplyPart(part.number, text.strip(), reading)


_ITS_FINDING = re.compile(r"(?:反馈)?(?:问题(\d{1,2})|第(\d{1,2})个?问题)(?:当?中|里面?|下面)?的?(?:措施)?$")


def _without_finding(before: str, group: MeasureGroup) -> str:
    """问题4的 before 4-1 names whose measure it is, and is no figure."""
    found = _ITS_FINDING.search(before)
    own = found and all(one.split("/")[-1].split("-")[0] == (found[1] or found[2]) for one in group.numbers)
    return before[: found.start()] if found and own else before


def _bare_number_of(group: MeasureGroup) -> ReplyReading:
    """A number alone asks how it stands."""
    return ReplyReading(intent=Intent.QUERY, asks=Asks.STATUS, steps=(Step("、".join(group.numbers), "question"),))


_LED = re.compile(r"[^\s,;。.:!?、-][\s,;。!?~…]+(?P<lead>[\u4e00-\u9fff]+)\Z")
_LEADS_ON = re.compile(  # 5-1已完成还有5-2在弄: said before the next number, and of nothing
    r"[\s,;。、:]*(?P<lead>(?:现在|目前|眼下|另外|此外|还有(?:就是)?|同时|然后|接着|最后|再就是|再有|以及|至于|关于|对于|那个?|"
    r"(?:我|咱)们?(?:这边|这里)?|这边|其他的?|(?:就|只|还|仅)[差剩][下了个]?)+)\s*\Z"
)
_LACKS = re.compile(r"[差剩]")
_SUPPOSES = re.compile(  # 5-1完成60%听说5-2也完成了
    r"(?<=[\u4e00-\u9fff%\d])[\s,;。]*(?P<lead>我?(?:听说|据说|好像|似乎|貌似|估计|可能|应该是?|大概|也许|记得|印象中|以为|感觉|觉得|希望))\s*\Z"
)
_SUPPOSED = re.compile(  # 5-1完成60%明天5-2完成了, 5-1完成60%领导说5-2完成了
    r"(?:说是?|(?:如果|要是|假如|只要).{0,4}|猜|打算|准备|计划|预计|争取|力争|[明后]天|下周[一二三四五六日]?|下个?月|[月年]底)\s*\Z"
)
_INTRODUCES = re.compile(  # 听说5-2也完成了, 如果顺利5-2就完成了, 申请5-2延期
    r"[\u4e00-\u9fff]{0,6}(?:说是?|听|据|好像|似乎|貌似|估计|可能|应该是?|大概|或许|也许|恐怕|记得|印象中?|以为|感觉|觉得|猜|希望|但愿|"
    r"争取|力争|打算|准备|计划|预计|拟|申请|请|想|把|将|我看|是不是|是否|怎么|为什么|不是|并非|如果.{0,4}|假如.{0,4}|要是.{0,4}|只要.{0,4})|"
    r"(?:至于|关于|对于|另外|此外|还有|同时|目前|现在|其中|最后|[今明后昨前]天|下周[一二三四五六日]?|下个?月|[月年]底)+(?:就|再|的|是)?"
)


def _stretches(text: str, groups: list[MeasureGroup]) -> list[tuple[int, int]]:
    """What belongs to each group: from its number to the next, or up to it where the numbers stand behind."""
    behind = bool(text[: groups[0].start].strip(_EDGE)) and not text[groups[-1].end :].strip(_EDGE)
    if behind:
        ends = [group.end for group in groups]
        return list(zip([0, *ends[:-1]], ends, strict=True))
    ends = [*(group.start for group in groups[1:]), len(text)]
    pairs = zip(pairwise(groups), ends[1:], strict=True)
    starts = [0, *(_led_in(text, before, group, end) for (before, group), end in pairs)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _led_in(text: str, before: MeasureGroup, group: MeasureGroup, end: int) -> int:
    """Where the words of a group up to `end` begin: in 5-1完成60%,听说5-2也完成了 with 听说, which is said of 5-2."""
    said = text[before.end : group.start]
    found = _SUPPOSES.search(said) or _LEADS_ON.search(said)
    if found and said[: found.start("lead")].strip(_EDGE):
        return before.end + found.start("lead")
    found = _LED.search(said.rstrip(" "))
    alone = not text[group.end : end].strip(_EDGE) and not text[group.start].isspace()
    return (
        before.end + found.start("lead") if found and (alone or _INTRODUCES.fullmatch(found["lead"])) else group.start
    )


def _merged(parts: list[ReplyPart], named: frozenset[str]) -> list[ReplyPart]:
    """One part a measure: what is said of it twice is read together."""
    by_number: dict[str | None, ReplyPart] = {}
    for part in parts:
        before = by_number.get(part.number)
        if before is None:
            by_number[part.number] = part
        elif before.reading != part.reading:
            words = f"{before.words}，{part.words}"
            by_number[part.number] = ReplyPart(part.number, words, read_reply(_unnumbered(words, named), named))
    return list(by_number.values())


def _unnumbered(words: str, named: frozenset[str]) -> str:
    """What is said of one measure, without any number: it is said of no other, 4-1和4-2我说反了."""
    plain = normalised(words).text
    for found in reversed(named_in(plain, named)):
        plain = f"{plain[: found.start]},{plain[found.end :]}"
    return plain
