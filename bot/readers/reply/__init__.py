"""Short replies from a phone, by the conventions of docs/reading.md: what is said, and unclear where there is doubt."""

import re
import unicodedata

from bot.domain.plan.deadline import Step
from bot.domain.replies.reply import Intent, ReplyPart, ReplyReading
from bot.readers.deadline import characters
from bot.readers.reply import intents, phrases
from bot.readers.reply.intents import IntentMatch, ReplyText
from bot.readers.reply.measure_number import groups_of, named_in
from bot.readers.reply.percent import WHOLE

LONGEST = 400  # characters; a longer text is a report, and a person says what it is to be
INTENT_RULES = (
    intents.extension,
    intents.obstacle,
    intents.completion,
    intents.progress,
    intents.question,
    intents.note,
)
_BARE_NUMBER = re.compile(r"[\d.,\s]+|[零一二两三四五六七八九十百]{1,4}")
_CODE = re.compile(r"[Mm]-?\d{1,4}|^第[一二三四五六七八九十\d]{1,3}(?:条|项|个|件)(?=\s|:|,|$)")
_CLAUSES = re.compile(r"[\s,;。.、!?~…]+")
_EDGE = " \t\n,，;；。.、:：!！-—"


def read_reply(text: str) -> ReplyReading:
    """What a short reply says; doubt gives UNCLEAR with the three likeliest readings, never a false completion."""
    if len(text) > LONGEST:
        step = Step(text[:20] + "…", "long_reply", {"most": LONGEST})
        return ReplyReading(
            intent=Intent.UNCLEAR,
            flags=frozenset({"too_long"}),
            steps=(step,),
            likely=(Intent.PROGRESS, Intent.NOTE, Intent.BLOCKED),
        )
    reply = _prepared(text)
    if _BARE_NUMBER.fullmatch(reply.plain) and not reply.emoji:
        return _unclear(reply, "bare_number")
    if reply.percentage.flags & {"out_of_range"}:
        return _unclear(reply, "out_of_range")
    for rule in INTENT_RULES:
        match = rule(reply)
        if match:
            return _reading(reply, match)
    return _unclear(reply)


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


def _prepared(text: str) -> ReplyText:
    """The reply in plain characters, its codes and emoji taken out."""
    plain = characters.clean(text).replace("：", ":")
    for pattern, right in phrases.SLIPS:
        plain = pattern.sub(right, plain)
    emoji = {
        kind for kind, pattern in (("done", phrases.EMOJI_DONE), ("note", phrases.EMOJI_NOTE)) if pattern.search(plain)
    }
    for pattern in (phrases.EMOJI_DONE, phrases.EMOJI_NOTE):
        plain = pattern.sub(" ", plain)
    if phrases.EMOJI_ANY.search(plain):
        plain = phrases.EMOJI_ANY.sub(" ", plain)
        emoji.add("other")
    numbers = named_in(plain)
    for found in reversed(numbers):
        plain = plain[: found.start] + "," + plain[found.end :]
    items = [match[0] for match in phrases.ITEM.finditer(plain)] + [found.number for found in numbers]
    if items:
        plain = _CODE.sub(",", plain)
    if phrases.IDLE.fullmatch(plain):
        emoji |= {"other"} if "?" in plain else set()
        plain = ""
    return ReplyText(plain.strip(" ,:;、。"), frozenset(emoji), tuple(items))


def _reading(reply: ReplyText, match: IntentMatch) -> ReplyReading:
    """The reading of a reply whose intent is known."""
    percentage = reply.percentage
    value = percentage.value
    flags = set(match.flags | percentage.flags)
    if match.intent is Intent.DONE:
        value = WHOLE
    elif match.intent in {Intent.NOTE, Intent.QUERY} or _several(reply):
        value = None
    if _several(reply):
        flags.add("two_items")
    if match.intent is Intent.PROGRESS and phrases.NEAR_DONE.search(reply.plain):
        flags.add("near_done")
    deadline = intents.new_deadline(reply) if match.intent is Intent.EXTEND else None
    eta = intents.expected_end(reply) if match.intent in {Intent.PROGRESS, Intent.NOTE} else None
    steps = [Step(match.words, match.why, {} if percentage.value is None else {"percent": percentage.value})]
    if value is not None and match.intent is not Intent.DONE:
        steps.append(Step("", "percentage", {"percent": value}))
    if deadline or eta:
        steps.append(Step(deadline or eta or "", "asked_day" if deadline else "expected_day"))
    return ReplyReading(
        intent=match.intent, percent=value, new_deadline=deadline, eta=eta, flags=frozenset(flags), steps=tuple(steps)
    )


def _several(reply: ReplyText) -> bool:
    """True where several items are spoken of differently, so that one percentage would be wrong."""
    return len(set(reply.items)) > 1 and not re.search(r"都|均|全", reply.plain)


def _unclear(reply: ReplyText, *flags: str) -> ReplyReading:
    """Nothing certain: the person is asked."""
    why = flags[0] if flags else "unclear"
    return ReplyReading(
        intent=Intent.UNCLEAR, flags=frozenset(flags), steps=(Step(reply.plain, why),), likely=intents.likely(reply)
    )


def read_message(text: str) -> tuple[ReplyPart, ...]:
    """The parts of a message, one for each measure that it names; one part without a number where it names none."""
    plain = unicodedata.normalize("NFKC", text)
    named = named_in(plain)
    if not named:
        return (ReplyPart(None, text.strip(), read_reply(text)),)
    groups = groups_of(plain, named)
    behind = bool(plain[: groups[0].start].strip(_EDGE)) and not plain[groups[-1].end :].strip(_EDGE)
    parts: list[ReplyPart] = []
    for index, group in enumerate(groups):
        last = index + 1 == len(groups)
        start = groups[index - 1].end if behind and index else 0 if index == 0 else group.start
        end = group.end if behind else len(plain) if last else groups[index + 1].start
        said = f"{plain[start : group.start]},{plain[group.end : end]}"
        reading = read_reply(said.strip(_EDGE))
        parts.extend(ReplyPart(number, plain[start:end].strip(_EDGE), reading) for number in group.numbers)
    return tuple(parts)
