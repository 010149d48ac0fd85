"""The ordered guards: extension, obstacle, completion, progress, question, note; and what is offered in doubt."""

import re
from dataclasses import dataclass
from functools import cached_property

from bot.domain.replies.reply import Intent
from bot.readers.reply import words
from bot.readers.reply.done import claims_done
from bot.readers.reply.percent import WHOLE, Share, share_in
from bot.readers.reply.when import LENGTH, PAST, WHEN, day_words

_SPLIT = re.compile(r"[,;。!?~…\n、]+|(?<=[^\d\s]) +| +(?=[^\d\s%])")
_QUESTION_MARK = re.compile(r"[^,;。!?~…\n]*\?")


@dataclass(frozen=True)
class Said:
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
        asks = (c for c in self.clauses if words.INTERROGATIVE.search(words.NOT_INTERROGATIVE.sub("", c)))
        return frozenset(asks) | (marked & set(self.clauses))

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The clauses that ask nothing."""
        return tuple(c for c in self.clauses if c not in self.questions)

    @cached_property
    def share(self) -> Share:
        """How far along the work is said to be, nowhere in a question."""
        text = ",".join(self.statements)
        return share_in(text) if text else Share()


@dataclass(frozen=True)
class Verdict:
    """An intent and the words that decided it."""

    intent: Intent
    words: str
    why: str
    flags: frozenset[str] = frozenset()


def extension(said: Said) -> Verdict | None:
    """More time is asked for, or a day is named because the other cannot be kept."""
    for clause in said.clauses:
        rest = words.NO_EXTENSION.sub("", clause)
        found = words.EXTENSION.search(rest)
        if found:
            return Verdict(Intent.EXTEND, found[0], "要求更多时间")
        for day in WHEN.finditer(rest):
            if words.EXTENSION_TO_DAY.search(rest[: day.start()]):
                return Verdict(Intent.EXTEND, rest[: day.end()], "改到另一天")
    for clause in said.statements:
        cannot = words.CANNOT.search(clause)
        if cannot and (words.IN_TIME.search(clause) or WHEN.search(clause)):
            return Verdict(Intent.EXTEND, clause, "到期完不成")
    return None


def obstacle(said: Said) -> Verdict | None:
    """Something outside is in the way, or help is asked for."""
    for clause in said.statements:
        rest = words.NO_TROUBLE.sub("", clause)
        for pattern, why in (
            (words.HELP, "请求支持"),
            (words.AWAITS, "在等别处"),
            (words.TROUBLE, "遇到困难"),
            (words.CANNOT, "办不下去"),
        ):
            found = pattern.search(rest)
            if found and not (pattern is words.AWAITS and "差" in rest[: found.start()]):
                return Verdict(Intent.BLOCKED, found[0], why)
    return None


def completion(said: Said) -> Verdict | None:
    """Everything is done, and nothing else in the reply leaves it open."""
    if not said.clauses:
        only = said.emoji == {"done"}
        return Verdict(Intent.DONE, "✅", "完成的表情") if only else None
    claim = next((c for c in said.statements if claims_done(c)), None)
    if claim is None or words.RETRACT.search(said.plain):
        return None
    part = len(set(said.items)) > 1 or any(item.startswith("第") for item in said.items)
    if part and not words.ALL_OF.search(claim):
        return None
    others = [c for c in said.clauses if c != claim and not claims_done(c)]
    if any(not _leaves_done(c, asked=c in said.questions) for c in others):
        return None
    if said.share.value not in (None, WHOLE) or said.share.flags & {"out_of_range", "negation"}:
        return None
    return Verdict(Intent.DONE, claim, "明确说全部完成")


def _leaves_done(clause: str, *, asked: bool) -> bool:
    """True for a clause that can stand beside a claim of completion without taking anything from it."""
    if asked:
        return bool(re.search(r"验收|核验|销号|检查|来看|交|报|材料", clause)) and not re.search(r"没|未|不|算", clause)
    if words.PREFACE.fullmatch(clause) or words.NOTE.fullmatch(clause):
        return True
    if words.FORMULA.match(clause):
        return not words.OPEN_END.search(words.FORMULA.sub("", clause))
    return bool(words.SETTLED.search(clause)) and not words.OPEN_END.search(clause)


def progress(said: Said) -> Verdict | None:
    """Work is under way, near its end, or has not begun."""
    if said.share.value is not None:
        return Verdict(Intent.PROGRESS, "，".join(said.statements), f"完成比例{said.share.value}%", said.share.flags)
    if "negation" in said.share.flags:
        return Verdict(Intent.PROGRESS, "，".join(said.statements), "还没到所说的比例", said.share.flags)
    for clause in said.statements:
        if words.RETRACT.search(clause):
            continue
        if words.NO_EXTENSION.search(clause):
            return Verdict(Intent.PROGRESS, clause, "不用延期", frozenset({"on_time"}))
        day = WHEN.search(clause)
        if (
            day
            and not PAST.search(clause)
            and (words.FINISH.search(clause) or words.AIMS.search(clause))
            and not words.EVIDENCE.search(clause)
        ):
            return Verdict(Intent.PROGRESS, clause, "预计办结的时间")
        if words.REASSIGN.search(clause) or words.EVIDENCE.search(clause):
            continue
        found = words.UNDER_WAY.search(clause)
        if found and not _only_promise(clause, found):
            return Verdict(Intent.PROGRESS, found[0], "正在办理")
    return None


def _only_promise(clause: str, found: re.Match[str]) -> bool:
    """尽快落实 promises work; it does not report any."""
    promise = words.PROMISE.match(clause)
    return (
        promise is not None and not re.search(r"正在|在办|已|了$|%|推进", clause) and found.start() >= promise.end() - 2
    )


def question(said: Said) -> Verdict | None:
    """Something is asked."""
    if not said.questions:
        return None
    return Verdict(Intent.QUERY, max(said.questions, key=len), "提问")


def note(said: Said) -> Verdict | None:
    """Acknowledged, promised, sent, handed over or taken back: kept, and changes nothing."""
    if not said.clauses:
        return Verdict(Intent.NOTE, "表情", "知悉的表情") if said.emoji == {"note"} else None
    for clause in said.statements:
        for pattern, why, flag in (
            (words.RETRACT, "前一条说错了", "retract"),
            (words.REASSIGN, "经办人有变化", "reassign"),
            (words.EVIDENCE, "材料已送出", "evidence"),
        ):
            if pattern.search(clause):
                return Verdict(Intent.NOTE, clause, why, frozenset({flag}))
        if words.NOTE.fullmatch(clause) and not words.SIGH.fullmatch(clause):
            return Verdict(Intent.NOTE, clause, "知悉")
        if words.PROMISE.match(clause) or (WHEN.search(clause) and words.DELIVER.search(clause)):
            return Verdict(Intent.NOTE, clause, "答应去办")
    return None


def new_deadline(said: Said) -> str | None:
    """The writer's own words for the day, or the length of time, that an extension asks for."""
    text = words.NO_EXTENSION.sub("", said.plain)
    days = day_words(text)
    aimed = [d for d in days if re.search(r"(?:到|至|成|为|在|于)(?:了)?$", text[: d.start()])]
    open_ = [
        d
        for d in days
        if not words.CANNOT.match(text[d.end() : d.end() + 12].lstrip("前内底之肯定实在可能估计恐怕都是就"))
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


def expected_end(said: Said) -> str | None:
    """The writer's own words for the day by which the work is expected, in a clause that looks ahead."""
    for clause in said.statements:
        if PAST.search(clause) or words.RETRACT.search(clause):
            continue
        day = WHEN.search(clause)
        if day and "/" in day[0] and said.share.value is not None:
            continue
        if day and re.search(r"%|成|半", clause) and not re.search(r"预计|争取|计划|估计|能|完|前|弄|搞|可以", clause):
            continue
        if day and not re.search(r"已|了$|过$|起$|开过", clause[: day.start()] + clause[day.end() :]):
            return day[0]
        if day and re.search(r"预计|争取|计划|估计|大概|能", clause):
            return day[0]
    return None


def likely(said: Said) -> tuple[Intent, ...]:
    """The three likeliest readings of an unclear reply, best first."""
    text = said.plain
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
