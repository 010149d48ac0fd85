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
from bot.readers.deadline import characters
from bot.readers.reply import intents, phrases
from bot.readers.reply.asked import asked_in, topic
from bot.readers.reply.day_expressions import WHEN
from bot.readers.reply.days import ends_whole, expected_end, new_deadline
from bot.readers.reply.intents import IntentMatch
from bot.readers.reply.measure_number import MOST, MeasureGroup, groups_of, like_days, named_in, whole_findings
from bot.readers.reply.numbers import WHOLE, Kind
from bot.readers.reply.percent import Role
from bot.readers.reply.plain_text import normalised
from bot.readers.reply.reply_text import ReplyText, reply_text
from bot.readers.reply.together import LeftOut, OneThing, in_sum, left_out_in, one_thing
from bot.readers.reply.waiting import waited_for

LONGEST = 400  # characters; a longer text is a report, and a person says what it is to be
INTENT_RULES = (
    intents.passed_on,
    intents.complaint,
    intents.hearsay,
    intents.slip,
    intents.extension,
    intents.handover,
    intents.obstacle,
    intents.completion,
    intents.not_started,
    intents.progress,
    intents.question,
    intents.note,
)
_BARE_NUMBER = re.compile(r"[\d.,\s]+|[零一二两三四五六七八九十百]{1,4}")
_CLAUSES = re.compile(r"[\s,;。.、!?~…]+")
_EDGE = " \t\n,，;；。.、:：!！-—/"
_REPORTS = frozenset({Intent.PROGRESS, Intent.NOT_STARTED, Intent.DONE})
_KEEPS_FIGURES = _REPORTS | {Intent.BLOCKED, Intent.EXTEND}


def read_reply(text: str, named: Collection[str] = ()) -> ReplyReading:
    """What a short reply says; doubt gives UNCLEAR with the three likeliest readings, never a false completion.

    `named` are those of `numbers_like_days` that there are.
    """
    return _long_or(text, normalised(text).text, frozenset(named))


def _too_long(text: str) -> ReplyReading:
    step = Step(text[:20] + "…", "long_reply", {"most": LONGEST})
    return ReplyReading(
        intent=Intent.UNCLEAR,
        flags=frozenset({"too_long"}),
        steps=(step,),
        likely=(Intent.PROGRESS, Intent.NOTE, Intent.BLOCKED),
        doubt=Doubt.UNCLEAR,
    )


@lru_cache(maxsize=64)  # a message is read for a question first, and then for a report
def _read(plain: str, named: frozenset[str]) -> ReplyReading:
    """What normalised words say."""
    reply = reply_text(plain, named)
    if not reply.clauses and reply.items and not reply.emoji:
        return _question(reply, Asks.STATUS)
    if len(reply.clauses) == 1 and topic(reply.clauses[0]):
        return _question(reply, asked_in(reply.plain))
    if why := _unusable(reply):
        return _unclear(reply, why)
    match = next((match for rule in INTENT_RULES if (match := rule(reply))), None)
    if match is None or match.intent is Intent.UNCLEAR:
        return _unclear(reply, *(match.flags if match else ()))
    return _reading(reply, match)


def _unusable(reply: ReplyText) -> str:
    """Why numbers make a reply one that only its writer can explain; "" where they do not."""
    if _BARE_NUMBER.fullmatch(reply.plain) and not reply.emoji:
        return "bare_number"
    if len(reply.numbers) > MOST:
        return "too_many"
    return "out_of_range" if "out_of_range" in reply.percentage.flags else ""


def withdraws(text: str, *, declining: bool) -> bool:
    """True for words that say no more than that a question of ours needs no answer: 取消, 点错了.

    With `declining` also for those that there is nothing to say: 没有困难, 能按时完成.
    """
    tables = (phrases.WITHDRAWS, phrases.DECLINES) if declining else (phrases.WITHDRAWS,)
    clauses = _clauses(text)
    return bool(clauses) and _all_in(clauses, tables)


def says_nothing(text: str, *, agreeing: bool) -> bool:
    """True for a greeting, or for a question back; also for 好的 and 收到, unless these say something (`agreeing`)."""
    return _all_in(_clauses(text), (phrases.GREETS,) if agreeing else (phrases.GREETS, phrases.AGREES))


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(characters.clean(text)) if clause]


def _all_in(clauses: list[str], tables: tuple[re.Pattern[str], ...]) -> bool:
    return all(any(table.fullmatch(clause) for table in tables) for clause in clauses)


def _question(reply: ReplyText, asks: Asks | None) -> ReplyReading:
    return ReplyReading(intent=Intent.QUERY, asks=asks, steps=(Step(reply.plain, "question"),))


def _reading(reply: ReplyText, match: IntentMatch) -> ReplyReading:
    """The reading of a reply whose intent is known."""
    percentage = reply.percentage
    value = percentage.value
    flags = set(match.flags | percentage.flags)
    if match.intent is Intent.DONE:
        value = WHOLE
    elif match.intent is Intent.NOT_STARTED or (match.intent is Intent.BLOCKED and _idle(reply)):
        value = 0
    elif match.intent in {Intent.NOTE, Intent.QUERY, Intent.HANDOVER} or reply.several:
        value = None
    if reply.several:
        flags.add("two_items")
    if match.intent is Intent.PROGRESS and phrases.NEAR_DONE.search(reply.plain):
        flags.add("near_done")
    deadline = new_deadline(reply) if match.intent is Intent.EXTEND else None
    eta = expected_end(reply) if match.intent in {Intent.PROGRESS, Intent.NOT_STARTED, Intent.NOTE} else None
    aside = _aside(reply)
    if eta and ends_whole(reply, eta):
        flags.add("ends_then")
    elif eta and value is not None:
        aside = tuple(dict.fromkeys((*aside, *(one for one in reply.statements if eta in one))))
    steps = [Step(match.words, match.why, {} if percentage.value is None else {"percent": percentage.value})]
    if value is not None and match.intent is not Intent.DONE:
        steps.append(Step("", "percentage", {"percent": value}))
    if deadline or eta:
        steps.append(Step(deadline or eta or "", "asked_day" if deadline else "expected_day"))
    return ReplyReading(
        intent=match.intent,
        percent=value,
        new_deadline=deadline,
        eta=eta,
        flags=frozenset(flags),
        steps=tuple(steps),
        figures=reply.figures if match.intent in _KEEPS_FIGURES else (),
        aside=aside,
        doubt=match.doubt or _doubt(reply, match.intent),
        asks=asked_in(reply.plain) if match.intent is Intent.QUERY else None,
        taker=_taker(reply) if match.doubt is Doubt.HANDOVER else "",
    )


def _idle(reply: ReplyText) -> bool:
    return any(phrases.NOT_STARTED.fullmatch(clause) for clause in reply.statements)


def _doubt(reply: ReplyText, intent: Intent) -> Doubt | None:
    """NUMBERS where a report holds a number that belongs to nothing, or two that cannot both be true.

    DONE_MORE where the whole is said to be there, 都报100%, and nothing says whether it is to be handed in.
    """
    if intent is Intent.PROGRESS and reply.percentage.value == WHOLE and not reply.several:
        return Doubt.DONE_MORE
    bare = any(one.kind is Kind.BARE for one in reply.loose)
    return Doubt.NUMBERS if intent in _REPORTS and (bare or reply.percentage.unplaced) else None


def _aside(reply: ReplyText) -> tuple[str, ...]:
    """The stretches with a number that is neither progress nor a figure nor a day: plans, parts, what is left."""
    left = [one for one, role, _ in reply.percentage.roles if role in {Role.PLANNED, Role.PART}]
    places = sorted(one.start for one in (*left, *reply.loose))
    return tuple(dict.fromkeys(_clause_at(reply.said, place) for place in places))


def _clause_at(text: str, place: int) -> str:
    return next(match[0].strip() for match in re.finditer(r"[^,;。!?~…\n]+", text) if match.end() > place)


def _taker(reply: ReplyText) -> str:
    """Who is named as the one to take it over."""
    found = phrases.TAKER.search(",".join(reply.statements))
    return (found["to"] or found["by"]) if found else ""


def _unclear(reply: ReplyText, *flags: str) -> ReplyReading:
    """Nothing certain: the person is asked."""
    why = flags[0] if flags else "unclear"
    if all(WHEN.fullmatch(clause) for clause in reply.clauses):
        flags = (*flags, "day_alone" if reply.clauses else "wordless")
    return ReplyReading(
        intent=Intent.UNCLEAR,
        flags=frozenset(flags),
        steps=(Step(reply.plain, why),),
        likely=intents.likely(reply),
        doubt=Doubt.UNCLEAR,
    )


def left_out(text: str) -> tuple[tuple[str, ...], ReplyReading, bool]:
    """The measures that are left out, 除5-3外, and what is said of all others; UNCLEAR where that names any.

    And whether those others can be nothing but other measures.
    """
    found = left_out_in(normalised(text).text) or LeftOut((), "")
    reading = _long_or(text, found.others, frozenset())
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
    groups = sorted([*groups_of(whole, numbers), *whole_findings(whole, tuple(known))], key=lambda group: group.start)
    if not groups:
        return MessageReading((ReplyPart(None, text.strip(), _long_or(text, whole, there)),))
    parts: list[ReplyPart] = []
    for group, spans in zip(groups, _stretches(whole, groups), strict=True):
        start, end = spans
        said = f"{whole[start : group.start]},{whole[group.end : end]}"
        reading = _bare_number_of(group) if not said.strip(_EDGE) else _long_or(said, said.strip(_EDGE), there)
        if reading.percent and in_sum(said, group):
            reading = replace(reading, percent=None, doubt=Doubt.NUMBERS)
        if group.as_day and reading.intent is not Intent.QUERY:
            reading = _first_of_likely(reading)
        words = plain.written(text, start, end).strip(_EDGE)
        parts.extend(ReplyPart(number, words, reading) for number in group.numbers)
    entangled = {number for pair in _entangled(whole, groups) for number in pair.numbers}
    parts = [_doubted(one, text) if one.number in entangled else one for one in parts]
    merged = _merged(parts, there)
    unknown = tuple(part.number for part in merged if known and part.number and part.number not in known)
    return MessageReading(
        tuple(part for part in merged if part.number not in unknown), unknown, Doubt.UNKNOWN if unknown else None
    )


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


def _long_or(written: str, plain: str, named: frozenset[str]) -> ReplyReading:
    return _too_long(written) if len(written) > LONGEST else _read(plain, named)


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


def _bare_number_of(group: MeasureGroup) -> ReplyReading:
    """A number alone asks how it stands."""
    return ReplyReading(intent=Intent.QUERY, asks=Asks.STATUS, steps=(Step("、".join(group.numbers), "question"),))


def _stretches(text: str, groups: list[MeasureGroup]) -> list[tuple[int, int]]:
    """What belongs to each group: from its number to the next, or up to it where the numbers stand behind."""
    behind = bool(text[: groups[0].start].strip(_EDGE)) and not text[groups[-1].end :].strip(_EDGE)
    spans = []
    for index, group in enumerate(groups):
        last = index + 1 == len(groups)
        start = groups[index - 1].end if behind and index else 0 if index == 0 else group.start
        end = group.end if behind else len(text) if last else groups[index + 1].start
        spans.append((start, end))
    return spans


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
