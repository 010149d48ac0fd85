"""The rules of intent in their order; doubt about the words is a question, never a completion."""

import re
from dataclasses import dataclass

from bot.domain.replies.reply import Asks, Doubt, Intent
from bot.readers.reply import obstacles, phrases
from bot.readers.reply.asked import asked_in
from bot.readers.reply.completion import claims_done, claims_on_day, claims_part
from bot.readers.reply.day_expressions import PAST, WHEN
from bot.readers.reply.days import HAPPENED, looks_ahead
from bot.readers.reply.figures import POINTED
from bot.readers.reply.numbers import WHOLE, Kind
from bot.readers.reply.reply_text import ReplyText
from bot.readers.reply.waiting import first_wait, needs_none

_LISTED = re.compile(r"(?<!了)的$")  # 已经销号的 may be asked for
THING = r"(?:材料|线索|案件|资料|档案|证据|卷宗|文书|案卷|场地|设施|房屋|房产|土地|资产|资金|款项|设备|图纸|账册)"
THING_HANDED_OVER = re.compile(rf"{THING}[^,]{{0,4}}移交|移交[^,]{{0,6}}{THING}")
_COMPLETED = re.compile(r"^[^没未不]*(?![没未不])[\u4e00-\u9fff](?:了|完|好|齐|到位|下来|回来|出来|完毕)$")
_NOT_YET = re.compile(
    r"(?:但是?|不过|可是|就是|只是|目前|现在)*(?:[\u4e00-\u9fff]{1,4})?(?:还|尚|仍)?(?:没有?|未)[\u4e00-\u9fff]{1,6}"
)
SHORT = 8  # characters of a clause that says one thing


@dataclass(frozen=True)
class IntentMatch:
    """An intent and the words that decided it."""

    intent: Intent
    words: str
    why: str  # the name of its sentence in `replies.reading`
    flags: frozenset[str] = frozenset()
    doubt: Doubt | None = None


def complaint(reply: ReplyText) -> IntentMatch | None:
    """Somebody is cross, and says nothing else; or says that it need not be done."""
    if reply.statements or reply.emoji - {"note"}:
        idle = next((c for c in reply.statements if phrases.NEEDLESS.search(c)), None)
        return IntentMatch(Intent.UNCLEAR, idle, "needless", frozenset({"needless"}), Doubt.UNCLEAR) if idle else None
    cross = [c for c in reply.clauses if phrases.COMPLAINS.search(c)]
    if not cross or any(asked_in(c) for c in reply.questions - set(cross)):  # 还让不让人干活 asks nothing
        return None
    return IntentMatch(Intent.NOTE, cross[0], "complaint", frozenset({"complaint"}))


def passed_on(reply: ReplyText) -> IntentMatch | None:
    """A notice to others, our own words sent back, or a sentence of which is asked whether it is written so."""
    notice = phrases.NOTICE.search(reply.plain) or (
        any(phrases.DEMANDS.search(c) for c in reply.clauses) and not phrases.OWN_WORK.search(reply.plain)
    )
    if notice:
        return IntentMatch(Intent.UNCLEAR, reply.plain, "notice", frozenset({"notice"}), Doubt.UNCLEAR)
    if phrases.OUR_WORDS.search(reply.plain) or any(phrases.WRITTEN_SO.search(c) for c in reply.questions):
        return IntentMatch(Intent.UNCLEAR, reply.plain, "our_words", frozenset({"our_words"}), Doubt.UNCLEAR)
    return None


def hearsay(reply: ReplyText) -> IntentMatch | None:
    """Others say that it is done, that nothing is not done, or it is asked whether this is it: the writer knows."""
    asked = next((c for c in reply.questions if phrases.WHETHER_DONE.search(c) and len(reply.clauses) > 1), None)
    hearsay = (c for c in reply.statements if phrases.HEARSAY.search(c) or phrases.NONE_UNDONE.search(c))
    found = asked or next(hearsay, None)
    return IntentMatch(Intent.UNCLEAR, found, "unclear", frozenset[str](), Doubt.UNCLEAR) if found else None


def slip(reply: ReplyText) -> IntentMatch | None:
    """A button or a word that slipped; a figure beside it is what was meant instead."""
    found = next((c for c in reply.statements if phrases.SLIPPED.search(c)), None)
    if found is None or reply.percentage.value is not None or reply.figures or reply.fraction:
        return None
    return IntentMatch(Intent.NOTE, found, "retract", frozenset({"retract"}), Doubt.RETRACT)


def handover(reply: ReplyText) -> IntentMatch | None:
    """It is not this person's, or not any more."""
    for clause in reply.statements:
        found = phrases.HANDOVER.search(clause)
        if found and not (found[0] == "已移交" and THING_HANDED_OVER.search(clause)):
            return IntentMatch(Intent.HANDOVER, found[0], "handover", frozenset({"handover"}), Doubt.HANDOVER)
    return None


def extension(reply: ReplyText) -> IntentMatch | None:
    """More time is asked for, or a day is named because the other cannot be kept."""
    for clause in reply.clauses:
        if clause in reply.questions and (asked_in(clause) is Asks.HOW or phrases.EXTENSION_ASKED_FOR.search(clause)):
            continue
        if phrases.EXTENSION_TOLD.search(clause):
            continue
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
    for place, clause in enumerate(reply.statements):
        if obstacles.ONCE.match(clause) and any(obstacles.OVERCOME.search(c) for c in reply.statements[place:]):
            continue
        rest = obstacles.NO_TROUBLE.sub("", clause)
        rest = obstacles.OWED.sub("", rest) if obstacles.CAME_BACK.search(reply.plain) else rest
        rest = obstacles.SHORT_OF.sub("", rest) if reply.fraction else rest
        for pattern, why in (
            (obstacles.HELP, "help"),
            (obstacles.AWAITS, "awaits"),
            (obstacles.TROUBLE, "trouble"),
            (phrases.CANNOT, "stuck"),
        ):
            found = pattern.search(rest)
            if found and reply.fraction and obstacles.COUNTED.fullmatch(found[0]):
                continue
            if found and not (
                pattern is obstacles.AWAITS and _waits_for_nothing(_behind(reply, clause) + rest[: found.start()])
            ):
                doubt = Doubt.HANDOVER if phrases.NOT_OURS.search(clause) else None
                flags = frozenset({"handover"}) if doubt else frozenset[str]()
                return IntentMatch(Intent.BLOCKED, found[0], why, flags, doubt)
    nearly = any(phrases.NEARLY.search(_behind(reply, clause)) for clause in reply.statements)
    waiting = "" if reply.questions or nearly else first_wait(reply.plain)
    if waiting and not any(claims_done(clause) and not first_wait(clause) for clause in reply.statements):
        return IntentMatch(Intent.BLOCKED, waiting, "awaits")
    return None


def _behind(reply: ReplyText, clause: str) -> str:
    """The clause before 就等盖章, which belongs to it."""
    place = reply.clauses.index(clause)
    return reply.clauses[place - 1] if place and phrases.ONLY_WAITS.match(clause) else ""


def _waits_for_nothing(before: str) -> bool:
    """True where what is awaited is nearly there, or need not be awaited."""
    return bool(phrases.NEARLY.search(before)) or needs_none(before)


def completion(reply: ReplyText) -> IntentMatch | None:
    """Everything is done, and nothing else in the reply takes it back; what may stand beside it is asked."""
    if not reply.clauses:
        only = reply.emoji == {"done"}
        return IntentMatch(Intent.DONE, "✅", "done_emoji", doubt=Doubt.DONE_MORE) if only else None
    claim = _claim(reply)
    if claim is None or phrases.RETRACT.search(reply.plain):
        return None
    part = len(set(reply.items)) > 1 or any(item.startswith("第") for item in reply.items)
    if part and not phrases.ALL_OF.search(claim):
        return None
    others = [c for c in reply.clauses if c != claim and not claims_done(c)]
    taken_back = any(_takes_back(c) for c in others if c not in reply.questions)
    said_less = reply.percentage.value not in (None, WHOLE) or reply.percentage.flags & {
        "out_of_range",
        "negation",
        "plan",
    }
    if taken_back or said_less:
        return None
    if any(c in reply.questions and not _adds_nothing(c, asked=True) for c in others):
        return IntentMatch(Intent.UNCLEAR, claim, "unclear", doubt=Doubt.UNCLEAR)
    listed = _LISTED.search(claim) is not None
    doubtful = listed or not claims_done(claim) or any(not _adds_nothing(c, asked=c in reply.questions) for c in others)
    return IntentMatch(Intent.DONE, claim, "all_done", doubt=Doubt.DONE_MORE if doubtful else None)


def _claim(reply: ReplyText) -> str | None:
    """The clause that says that all is done, or all of a number of things, or, where something is told, on a day."""
    told = bool(reply.figures) or any(HAPPENED.search(c) for c in reply.statements)
    return next((c for c in reply.statements if claims_done(c)), None) or next(
        (c for c in reply.statements if claims_part(c) or (told and claims_on_day(c))), None
    )


def _takes_back(clause: str) -> bool:
    """True for a clause beside which a claim of completion cannot be meant of the whole."""
    if _leaves_done(clause) or phrases.COMPLAINS.search(clause):
        return False
    return bool(phrases.OPEN_END.search(phrases.FORMULA.sub("", phrases.NOT_OPEN.sub("", clause))))


def _adds_nothing(clause: str, *, asked: bool) -> bool:
    """True for thanks, a greeting, a request to check: what says nothing of the work beside the claim."""
    if asked:
        return bool(re.search(r"验收|核验|销号|检查|来看|交|报|材料", clause)) and not re.search(r"没|未|不|算", clause)
    if any(one.fullmatch(clause) for one in (phrases.PREFACE, phrases.NOTE, phrases.GOES_ON, phrases.HEARD)):
        return True
    if phrases.NO_EXTENSION.search(clause) and len(clause) <= SHORT:
        return True
    return bool(phrases.FORMULA.match(clause)) and not phrases.OPEN_END.search(phrases.FORMULA.sub("", clause))


def _leaves_done(clause: str) -> bool:
    """True for a clause that can stand beside a claim of completion without taking anything from it."""
    settled = phrases.SETTLED.search(clause) and not phrases.OPEN_END.search(clause)
    return _adds_nothing(clause, asked=False) or bool(settled)


def not_started(reply: ReplyText) -> IntentMatch | None:
    """Nothing has been begun, and nothing else in the reply says otherwise."""
    if reply.percentage.value or reply.figures or reply.fraction:
        return None
    idle = next((c for c in reply.statements if phrases.NOT_STARTED.fullmatch(c) or _begins_later(c)), None)
    if idle is None:
        return None
    kept = (c for c in reply.statements if not phrases.NOTE.fullmatch(c) and not phrases.EVIDENCE.search(c))
    others = [c for c in kept if c != idle and not _begins_later(c)]
    if any(phrases.UNDER_WAY.search(c) and not phrases.STILL_IDLE.match(c) for c in others):
        return None
    doubt = Doubt.UNCLEAR if phrases.ON_DATE.match(idle) else None
    return IntentMatch(Intent.NOT_STARTED, idle, "not_started", frozenset({"not_started"}), doubt)


def _begins_later(clause: str) -> bool:
    """下周才开始弄: a beginning that lies ahead."""
    day = WHEN.search(clause)
    return bool(day and phrases.BEGINS.match(clause, day.end()) and not re.search(r"了|已", clause))


def progress(reply: ReplyText) -> IntentMatch | None:
    """Work is under way, near its end, or has not come far."""
    whole = "，".join(reply.statements)
    if reply.percentage.value is not None:
        return IntentMatch(Intent.PROGRESS, whole, "percentage", reply.percentage.flags)
    if "negation" in reply.percentage.flags:
        return IntentMatch(Intent.PROGRESS, whole, "not_so_far", reply.percentage.flags)
    if reply.fraction or reply.figures:
        return IntentMatch(Intent.PROGRESS, whole, "figures")
    for clause in reply.statements:
        if match := _under_way(clause):
            return match
    if match := _next_step(reply):
        return match
    counted = any(one.kind is Kind.COUNT and not POINTED.search(reply.said[: one.start]) for one in reply.numbers)
    told = counted and not phrases.RETRACT.search(reply.plain)  # 数字报错了,应该是15家 is taken back, and asked
    return IntentMatch(Intent.PROGRESS, whole, "figures") if told else None


def _next_step(reply: ReplyText) -> IntentMatch | None:
    """设备买回来了，还没装: one thing is done and the next is not."""
    done = any(_COMPLETED.search(c) and not _says_no_work(c) for c in reply.statements)
    ahead = next((c for c in reply.statements if _NOT_YET.fullmatch(c)), None)
    return IntentMatch(Intent.PROGRESS, ahead, "under_way") if done and ahead else None


def _says_no_work(clause: str) -> bool:
    """True for what is acknowledged, sent, taken back or said to be another's."""
    tables = (phrases.RETRACT, phrases.EVIDENCE, phrases.REASSIGN, phrases.HEARSAY, phrases.DEFERS)
    return bool(phrases.NOTE.fullmatch(clause)) or any(one.search(clause) for one in tables)


def _under_way(clause: str) -> IntentMatch | None:
    """One clause that tells of work, or of the day by which it will be done."""
    if any(p.search(clause) for p in (phrases.RETRACT, phrases.DEFERS)):
        return None
    if any(one.fullmatch(clause) for one in (phrases.NOTE, phrases.SAME, phrases.THANKS)):
        return None
    if phrases.NO_EXTENSION.search(clause):
        return IntentMatch(Intent.PROGRESS, clause, "no_extension", frozenset({"on_time"}))
    sent = phrases.EVIDENCE.search(clause)
    day = WHEN.search(clause)
    if day and not sent and (looks_ahead(clause, day) or (phrases.FINISH.search(clause) and not PAST.search(clause))):
        return IntentMatch(Intent.PROGRESS, clause, "expected_end")
    if phrases.REASSIGN.search(clause) or (sent and not phrases.DELIVERED.search(clause)):
        return None
    found = phrases.UNDER_WAY.search(clause)
    return IntentMatch(Intent.PROGRESS, found[0], "under_way") if found and not _only_promise(clause, found) else None


def _only_promise(clause: str, found: re.Match[str]) -> bool:
    """尽快落实 promises work; it does not report any."""
    heard = phrases.ACKNOWLEDGED.match(clause)
    promise = phrases.PROMISE.match(clause, heard.end() if heard else 0)
    return (
        promise is not None
        and not re.search(r"正在|在[办赶弄做推改抓搞跑催干]|已|了$|%|推进", clause)
        and found.start() >= promise.end() - 2
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
    return next((match for clause in reply.statements if (match := _noted(clause))), None)


_NOTES = (
    ("retract", phrases.RETRACT.search),
    ("reassign", phrases.REASSIGN.search),
    ("evidence", phrases.EVIDENCE.search),
    ("same", phrases.SAME.fullmatch),
    ("remind", phrases.REMIND.search),
)


def _noted(clause: str) -> IntentMatch | None:
    for why, found in _NOTES:
        if found(clause):
            away = why == "reassign" and phrases.AWAY.search(clause)
            flags = frozenset({why, "away"} if away else {why})
            return IntentMatch(Intent.NOTE, clause, why, flags, _note_doubt(why, clause))
    if (phrases.NOTE.fullmatch(clause) and not phrases.SIGH.fullmatch(clause)) or phrases.THANKS.fullmatch(clause):
        return IntentMatch(Intent.NOTE, clause, "noted", frozenset({"noted"}))
    if phrases.PROMISE.match(phrases.ACKNOWLEDGED.sub("", clause)) or (
        WHEN.search(clause) and phrases.DELIVER.search(clause)
    ):
        return IntentMatch(Intent.NOTE, clause, "promised")
    return None


def _note_doubt(why: str, clause: str) -> Doubt | None:
    """What is to be asked: whether to take back, or to hand over to whoever is named."""
    if why == "reassign" and not phrases.AWAY.search(clause):
        return Doubt.HANDOVER
    return Doubt.RETRACT if why == "retract" else None


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
