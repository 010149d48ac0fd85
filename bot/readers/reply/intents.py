"""The rules of intent in their order: extension, obstacle, completion, progress, question, note; what doubt offers."""

import re
from dataclasses import dataclass
from functools import cached_property

from bot.domain.replies.reply import Intent
from bot.readers.reply import phrases
from bot.readers.reply.completion import claims_done
from bot.readers.reply.day_expressions import LENGTH, PAST, WHEN, day_words
from bot.readers.reply.percent import WHOLE, Percentage, percentage_in

_SPLIT = re.compile(r"[,;。!?~…\n、]+|(?<=[^\d\s]) +| +(?=[^\d\s%])")
_QUESTION_MARK = re.compile(r"[^,;。!?~…\n]*\?")


@dataclass(frozen=True)
class ReplyText:
    """One reply, ready to be asked about: `plain` without codes and emoji, `clauses` between its separators."""

    plain: str
    emoji: frozenset[str]
    items: tuple[str, ...]

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The stretches between separators."""
        return tuple(c for c in (part.strip(" .:-—()（）") for part in _SPLIT.split(self.plain)) if c)

    @cached_property
    def questions(self) -> frozenset[str]:
        """The clauses that ask something."""
        marked = {c.strip(" .:?") for q in _QUESTION_MARK.findall(self.plain) for c in _SPLIT.split(q)[-2:-1]}
        asks = (c for c in self.clauses if phrases.INTERROGATIVE.search(phrases.NOT_INTERROGATIVE.sub("", c)))
        return frozenset(asks) | (marked & set(self.clauses))

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The clauses that ask nothing."""
        return tuple(c for c in self.clauses if c not in self.questions)

    @cached_property
    def percentage(self) -> Percentage:
        """How far along the work is said to be, nowhere in a question."""
        text = ",".join(self.statements)
        return percentage_in(text) if text else Percentage()


@dataclass(frozen=True)
class IntentMatch:
    """An intent and the words that decided it."""

    intent: Intent
    words: str
    why: str  # the name of its sentence in `replies.reading`
    flags: frozenset[str] = frozenset()


def extension(reply: ReplyText) -> IntentMatch | None:
    """More time is asked for, or a day is named because the other cannot be kept."""
    for clause in reply.clauses:
        rest = phrases.NO_EXTENSION.sub("", clause)
        found = phrases.EXTENSION.search(rest)
        if found:
            return IntentMatch(Intent.EXTEND, found[0], "extension_more")
        for day in WHEN.finditer(rest):
            if phrases.EXTENSION_TO_DAY.search(rest[: day.start()]):
                return IntentMatch(Intent.EXTEND, rest[: day.end()], "extension_day")
    for clause in reply.statements:
        cannot = phrases.CANNOT.search(clause)
        if cannot and (phrases.IN_TIME.search(clause) or WHEN.search(clause)):
            return IntentMatch(Intent.EXTEND, clause, "cannot_in_time")
    return None


def obstacle(reply: ReplyText) -> IntentMatch | None:
    """Something outside is in the way, or help is asked for."""
    for clause in reply.statements:
        rest = phrases.NO_TROUBLE.sub("", clause)
        for pattern, why in (
            (phrases.HELP, "help"),
            (phrases.AWAITS, "awaits"),
            (phrases.TROUBLE, "trouble"),
            (phrases.CANNOT, "stuck"),
        ):
            found = pattern.search(rest)
            if found and not (pattern is phrases.AWAITS and "差" in rest[: found.start()]):
                return IntentMatch(Intent.BLOCKED, found[0], why)
    return None


def completion(reply: ReplyText) -> IntentMatch | None:
    """Everything is done, and nothing else in the reply leaves it open."""
    if not reply.clauses:
        only = reply.emoji == {"done"}
        return IntentMatch(Intent.DONE, "✅", "done_emoji") if only else None
    claim = next((c for c in reply.statements if claims_done(c)), None)
    if claim is None or phrases.RETRACT.search(reply.plain):
        return None
    part = len(set(reply.items)) > 1 or any(item.startswith("第") for item in reply.items)
    if part and not phrases.ALL_OF.search(claim):
        return None
    others = [c for c in reply.clauses if c != claim and not claims_done(c)]
    if any(not _leaves_done(c, asked=c in reply.questions) for c in others):
        return None
    if reply.percentage.value not in (None, WHOLE) or reply.percentage.flags & {"out_of_range", "negation"}:
        return None
    return IntentMatch(Intent.DONE, claim, "all_done")


def _leaves_done(clause: str, *, asked: bool) -> bool:
    """True for a clause that can stand beside a claim of completion without taking anything from it."""
    if asked:
        return bool(re.search(r"验收|核验|销号|检查|来看|交|报|材料", clause)) and not re.search(r"没|未|不|算", clause)
    if phrases.PREFACE.fullmatch(clause) or phrases.NOTE.fullmatch(clause):
        return True
    if phrases.FORMULA.match(clause):
        return not phrases.OPEN_END.search(phrases.FORMULA.sub("", clause))
    return bool(phrases.SETTLED.search(clause)) and not phrases.OPEN_END.search(clause)


def progress(reply: ReplyText) -> IntentMatch | None:
    """Work is under way, near its end, or has not begun."""
    if reply.percentage.value is not None:
        return IntentMatch(Intent.PROGRESS, "，".join(reply.statements), "percentage", reply.percentage.flags)
    if "negation" in reply.percentage.flags:
        return IntentMatch(Intent.PROGRESS, "，".join(reply.statements), "not_so_far", reply.percentage.flags)
    for clause in reply.statements:
        if phrases.RETRACT.search(clause):
            continue
        if phrases.NO_EXTENSION.search(clause):
            return IntentMatch(Intent.PROGRESS, clause, "no_extension", frozenset({"on_time"}))
        day = WHEN.search(clause)
        if (
            day
            and not PAST.search(clause)
            and (phrases.FINISH.search(clause) or phrases.AIMS.search(clause))
            and not phrases.EVIDENCE.search(clause)
        ):
            return IntentMatch(Intent.PROGRESS, clause, "expected_end")
        if phrases.REASSIGN.search(clause) or phrases.EVIDENCE.search(clause):
            continue
        found = phrases.UNDER_WAY.search(clause)
        if found and not _only_promise(clause, found):
            return IntentMatch(Intent.PROGRESS, found[0], "under_way")
    return None


def _only_promise(clause: str, found: re.Match[str]) -> bool:
    """尽快落实 promises work; it does not report any."""
    promise = phrases.PROMISE.match(clause)
    return (
        promise is not None and not re.search(r"正在|在办|已|了$|%|推进", clause) and found.start() >= promise.end() - 2
    )


def question(reply: ReplyText) -> IntentMatch | None:
    """Something is asked."""
    if not reply.questions:
        return None
    return IntentMatch(Intent.QUERY, max(reply.questions, key=len), "question")


def note(reply: ReplyText) -> IntentMatch | None:
    """Acknowledged, promised, sent, handed over or taken back: kept, and changes nothing."""
    if not reply.clauses:
        return IntentMatch(Intent.NOTE, "表情", "noted_emoji") if reply.emoji == {"note"} else None
    for clause in reply.statements:
        for pattern, why, flag in (
            (phrases.RETRACT, "retract", "retract"),
            (phrases.REASSIGN, "reassign", "reassign"),
            (phrases.EVIDENCE, "evidence", "evidence"),
        ):
            if pattern.search(clause):
                return IntentMatch(Intent.NOTE, clause, why, frozenset({flag}))
        if phrases.NOTE.fullmatch(clause) and not phrases.SIGH.fullmatch(clause):
            return IntentMatch(Intent.NOTE, clause, "noted")
        if phrases.PROMISE.match(clause) or (WHEN.search(clause) and phrases.DELIVER.search(clause)):
            return IntentMatch(Intent.NOTE, clause, "promised")
    return None


def new_deadline(reply: ReplyText) -> str | None:
    """The writer's own words for the day, or the length of time, that an extension asks for."""
    text = phrases.NO_EXTENSION.sub("", reply.plain)
    days = day_words(text)
    aimed = [d for d in days if re.search(r"(?:到|至|成|为|在|于)(?:了)?$", text[: d.start()])]
    open_ = [
        d
        for d in days
        if not phrases.CANNOT.match(text[d.end() : d.end() + 12].lstrip("前内底之肯定实在可能估计恐怕都是就"))
    ]
    if aimed:
        return aimed[-1][0]
    lengths = [m for m in LENGTH.finditer(text) if not any(d.start() <= m.start() < d.end() for d in days)]
    counted = [
        m
        for m in lengths
        if re.search(r"(?:延|推|宽|缓|晚|给|后|限|加|拖|放)\S{0,6}$", text[max(0, m.start() - 8) : m.start()])
    ]
    if counted:
        return counted[-1][0]
    return open_[-1][0] if open_ and not re.fullmatch(r"[早晚上中下午]+", open_[-1][0]) else None


def expected_end(reply: ReplyText) -> str | None:
    """The writer's own words for the day by which the work is expected, in a clause that looks ahead."""
    for clause in reply.statements:
        if PAST.search(clause) or phrases.RETRACT.search(clause):
            continue
        day = WHEN.search(clause)
        if day and "/" in day[0] and reply.percentage.value is not None:
            continue
        if day and re.search(r"%|成|半", clause) and not re.search(r"预计|争取|计划|估计|能|完|前|弄|搞|可以", clause):
            continue
        if day and not re.search(r"已|了$|过$|起$|开过", clause[: day.start()] + clause[day.end() :]):
            return day[0]
        if day and re.search(r"预计|争取|计划|估计|大概|能", clause):
            return day[0]
    return None


def likely(reply: ReplyText) -> tuple[Intent, ...]:
    """The three likeliest readings of an unclear reply, best first."""
    text = reply.plain
    guesses = []
    if re.search(r"\d", text):
        guesses += [Intent.PROGRESS]
    if re.search(r"完|好了|办结|到位|成了|妥|搞定|✅|整改", text):
        guesses += [Intent.PROGRESS, Intent.DONE]
    if re.search(r"\?|问", text):
        guesses += [Intent.QUERY]
    if re.search(r"不|没|难|等|情况", text):
        guesses += [Intent.BLOCKED]
    guesses += [Intent.NOTE, Intent.PROGRESS, Intent.BLOCKED]
    return tuple(dict.fromkeys(guesses))[:3]
