"""Short replies from a phone, by the conventions of docs/reading.md: what is said, and unclear where there is doubt."""

import re
import unicodedata

from bot.domain.plan.deadline import Step
from bot.domain.replies.reply import Intent, ReplyPart, ReplyReading
from bot.readers.deadline import script
from bot.readers.reply import intent, words
from bot.readers.reply.intent import Said, Verdict
from bot.readers.reply.number import groups_of, named_in
from bot.readers.reply.percent import WHOLE

LONGEST = 400  # characters; a longer text is a report, and a person says what it is to be
GUARDS = (intent.extension, intent.obstacle, intent.completion, intent.progress, intent.question, intent.note)
_BARE_NUMBER = re.compile(r"[\d.,\s]+|[零一二两三四五六七八九十百]{1,4}")
_CODE = re.compile(r"[Mm]-?\d{1,4}|^第[一二三四五六七八九十\d]{1,3}(?:条|项|个|件)(?=\s|:|,|$)")
_EDGE = " \t\n,，;；。.、:：!！-—"


def read_reply(text: str) -> ReplyReading:
    """What a short reply says; doubt gives UNCLEAR with the three likeliest readings, never a false completion."""
    if len(text) > LONGEST:
        step = Step(text[:20] + "…", f"超过{LONGEST}字，请本人选择如何登记")
        return ReplyReading(
            Intent.UNCLEAR,
            flags=frozenset({"too_long"}),
            steps=(step,),
            likely=(Intent.PROGRESS, Intent.NOTE, Intent.BLOCKED),
        )
    said = _said(text)
    if _BARE_NUMBER.fullmatch(said.plain) and not said.emoji:
        return _unclear(said, "bare_number")
    if said.share.flags & {"out_of_range"}:
        return _unclear(said, "out_of_range")
    for guard in GUARDS:
        verdict = guard(said)
        if verdict:
            return _reading(said, verdict)
    return _unclear(said)


def _said(text: str) -> Said:
    """The reply in plain characters, its codes and emoji taken out."""
    plain = script.clean(text).replace("：", ":")
    for pattern, right in words.SLIPS:
        plain = pattern.sub(right, plain)
    emoji = {
        kind for kind, pattern in (("done", words.EMOJI_DONE), ("note", words.EMOJI_NOTE)) if pattern.search(plain)
    }
    for pattern in (words.EMOJI_DONE, words.EMOJI_NOTE):
        plain = pattern.sub(" ", plain)
    if words.EMOJI_ANY.search(plain):
        plain = words.EMOJI_ANY.sub(" ", plain)
        emoji.add("other")
    numbers = named_in(plain)
    for found in reversed(numbers):
        plain = plain[: found.start] + "," + plain[found.end :]
    items = [match[0] for match in words.ITEM.finditer(plain)] + [found.number for found in numbers]
    if items:
        plain = _CODE.sub(",", plain)
    if words.IDLE.fullmatch(plain):
        emoji |= {"other"} if "?" in plain else set()
        plain = ""
    return Said(plain.strip(" ,:;、。"), frozenset(emoji), tuple(items))


def _reading(said: Said, verdict: Verdict) -> ReplyReading:
    """The reading of a reply whose intent is known."""
    share = said.share
    value = share.value
    flags = set(verdict.flags | share.flags)
    if verdict.intent is Intent.DONE:
        value = WHOLE
    elif verdict.intent in {Intent.NOTE, Intent.QUERY} or _several(said):
        value = None
    if _several(said):
        flags.add("two_items")
    if verdict.intent is Intent.PROGRESS and words.NEAR_DONE.search(said.plain):
        flags.add("near_done")
    deadline = intent.new_deadline(said) if verdict.intent is Intent.EXTEND else None
    eta = intent.expected_end(said) if verdict.intent in {Intent.PROGRESS, Intent.NOTE} else None
    steps = [Step(verdict.words, verdict.why)]
    if value is not None and verdict.intent is not Intent.DONE:
        steps.append(Step("", f"完成比例{value}%"))
    if deadline or eta:
        steps.append(Step(deadline or eta or "", "申请的新期限" if deadline else "预计的时间"))
    return ReplyReading(verdict.intent, value, deadline, eta, frozenset(flags), tuple(steps))


def _several(said: Said) -> bool:
    """True where several items are spoken of differently, so that one share would be wrong."""
    return len(set(said.items)) > 1 and not re.search(r"都|均|全", said.plain)


def _unclear(said: Said, *flags: str) -> ReplyReading:
    """Nothing certain: the person is asked."""
    why = {"bare_number": "只有一个数", "out_of_range": "比例超出0到100"}.get(
        flags[0] if flags else "", "读不出明确意思"
    )
    return ReplyReading(
        Intent.UNCLEAR, flags=frozenset(flags), steps=(Step(said.plain, why),), likely=intent.likely(said)
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
