"""What one statement says: its intent by the rules, its figure, its days, and what of it is to be asked."""

import re
from functools import lru_cache

from bot.domain.plan.deadline import Step
from bot.domain.replies.reply import Asks, Doubt, Intent, ReplyReading
from bot.readers.reply import intents, phrases
from bot.readers.reply.asked import asked_in, topic
from bot.readers.reply.day_expressions import WHEN
from bot.readers.reply.days import ends_whole, expected_end, new_deadline
from bot.readers.reply.intents import IntentMatch
from bot.readers.reply.measure_number import MOST
from bot.readers.reply.numbers import WHOLE, Kind
from bot.readers.reply.percent import Role, taken_back
from bot.readers.reply.reply_text import ReplyText, reply_text
from bot.readers.reply.stages import names_period

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
_REPORTS = frozenset({Intent.PROGRESS, Intent.NOT_STARTED, Intent.DONE})
_KEEPS_FIGURES = _REPORTS | {Intent.BLOCKED, Intent.EXTEND}


def read_statement(written: str, plain: str, named: frozenset[str]) -> ReplyReading:
    """What normalised words say of one matter; a long text is a report, of which a person says what it is to be."""
    return _too_long(written) if len(written) > LONGEST else _read(plain, named)


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
    unsure = match.doubt is Doubt.UNCLEAR
    return ReplyReading(
        intent=match.intent,
        percent=value,
        new_deadline=deadline,
        eta=eta,
        flags=frozenset(flags),
        steps=tuple(steps),
        figures=reply.figures if match.intent in _KEEPS_FIGURES else (),
        aside=aside,
        likely=tuple(dict.fromkeys((match.intent, Intent.PROGRESS, Intent.NOTE))) if unsure else (),
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
    bare = any(one.kind is Kind.BARE and not taken_back(reply.said, one) for one in reply.loose)
    if intent is Intent.PROGRESS and reply.percentage.value and _idle(reply):  # 完成60%,5-2还没动: which of them is so?
        return Doubt.NUMBERS
    nameless = not reply.figures and any(one.kind is Kind.COUNT and taken_back(reply.said, one) for one in reply.loose)
    return Doubt.NUMBERS if intent in _REPORTS and (bare or nameless or reply.percentage.unplaced) else None


def _aside(reply: ReplyText) -> tuple[str, ...]:
    """The stretches with a number that is neither progress nor a figure nor a day: plans, parts, what is left."""
    left = [one for one, role, _ in reply.percentage.roles if role in {Role.PLANNED, Role.PART}]
    places = sorted(one.start for one in (*left, *reply.loose) if not names_period(reply.said, one.start))
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
