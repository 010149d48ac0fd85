"""A paper on its way out: the office's Word comes back, the secretary approves it, the clean copy is handed out."""

import re
from dataclasses import dataclass

from markupsafe import escape
from telegram import Message
from telegram.ext import filters

from bot.domain.core.refusal import NotAllowed, Refusal, Unreadable
from bot.domain.people.person import Person, Role
from bot.domain.reporting.release import Release
from bot.messages.body import MessageBody
from bot.messages.core.questions import ReleaseQuestion
from bot.messages.core.release_taps import (
    ApproveRelease,
    AskRelease,
    ChooseRelease,
    FinalCopy,
    NoRelease,
    ReturnRelease,
    WithdrawRelease,
)
from bot.messages.reporting.keyboards import paper_rows
from bot.messages.reporting.release import titled, which_body
from bot.messages.text import day as day_words
from bot.messages.text import told_names
from bot.services.core.message_content import ReleaseContent
from bot.services.reporting.release import (
    ask_release,
    decide_release,
    demand_returnable,
    paper_by_id,
    take_edited,
    withdraw_release,
)
from bot.services.reporting.release_card import answered_paper, final_of
from bot.services.reporting.release_named import any_open, filed_cards, meant, open_cards, round_of
from bot.services.reporting.unmarked import keep_unmarked, likely, none_of_them, sent_as
from handlers.core.context import Context
from handlers.core.errors import attempt, in_words
from handlers.core.questions import ask
from handlers.core.routes import FRESH, OWN, AnswerRoute, Command, MessageRoute, Routes, TapRoute

MAKERS = (Role.OFFICE, Role.SECRETARY)
ZIPPED = (".docx", ".docm", ".dotx")
OTHER = (".doc", ".wps", ".pdf", ".rtf", ".odt", ".ofd", ".txt", ".wpt")
OURS = re.compile(r"整改进展情况(?:通报|报告)|社会公开稿|公开稿|送审稿|月报")
SAID = re.compile(
    r"^(?:(?P<kind>公开稿|月报)?\s*第?(?P<number>\d{1,5})?\s*稿?\s*)"
    r"(?:(?P<verb>提请|同意|通过|退回|不同意|撤回)(?:定稿|印发)?)?"
    r"(?:[\s，,：:。]+(?P<words>.*))?$",
    re.DOTALL,
)
COMMAND = "release"
DRAFTED = {"公开稿": "notice", "月报": "monthly"}  # the papers that are released, by what they are called


class _Paper(filters.MessageFilter):
    """A document in a format in which papers come back."""

    def filter(self, message: Message) -> bool:
        """True for such a message; whether it is one of ours is seen in the file."""
        name = (message.document.file_name or "").lower() if message.document else ""
        return name.endswith(ZIPPED) or (name.endswith(OTHER) and bool(OURS.search(name)))


@dataclass(frozen=True)
class _PaperRoute(MessageRoute):
    """A document of the office that bears a paper's mark, or is like a draft that waits."""

    async def is_for(self, context: Context) -> bool:
        """True where it is one; what cannot be fetched is left to who keeps files."""
        if not await super().is_for(context):
            return False
        return await _found(context) is not None


async def _found(context: Context) -> tuple[str, bytes] | None:
    """The mark of the file, "" without one, and its content; None where it is no paper of ours."""
    from bot.readers.paper import marked

    document = context.message.document
    if document is None or context.bound is None or await context.refusal_of_file(document.file_size):
        return None
    name = document.file_name or ""
    if not name.lower().endswith(ZIPPED):
        ours = bool(OURS.search(name)) and not context.message.caption
        return ("", b"") if ours and await any_open(context.request, context.bound) else None
    content = await context.download(document.file_id, document.file_size)
    if mark := marked(content):
        return mark, content
    if context.message.caption or not context.bound.holds(Role.OFFICE):
        return None
    return ("", content) if await likely(context.request, context.bound, content) else None


async def on_paper(context: Context) -> None:
    """Compare what came back with its draft, or ask which one it is."""
    person = await context.person()
    found = await _found(context)
    if found is None or not found[1]:
        raise Unreadable(what="release_format")
    mark, content = found
    if mark:
        await _compare(context, person, mark, content)
        return
    document = context.message.document
    name = (document.file_name if document else "") or "Word"
    papers = await likely(context.request, person, content)
    sent = await keep_unmarked(context.request, person, content)
    await context.answer(which_body(context.wording, sent, name, papers))


async def _compare(context: Context, person: Person, id_: str, content: bytes) -> None:
    from bot.readers.paper import read_paper_safely

    if not person.holds(Role.OFFICE):
        raise NotAllowed
    read = await read_paper_safely(content)
    back = await take_edited(context.request, person, id_, content, read)
    release = back.release
    if not back.filed:
        await _show(context, release)
        return
    unit = await context.unit()
    title = titled(context.wording, release, await round_of(context.request, release))
    day = day_words(unit.day_of(release.decided_at or release.at))
    if back.same:
        await context.answer(context.say("reporting.release.filed_same", title=title, day=day))
        return
    kind = context.word(f"reporting.release.kind_{release.kind}")
    facts = {"hash": escape(release.final), "other": escape(back.digest), "kind": kind}
    await context.answer(context.say("reporting.release.filed_other", title=title, day=day, **facts))


async def _show(context: Context, release: Release) -> None:
    """Show its card: drawing up what hangs on it takes its time."""
    title = titled(context.wording, release, await round_of(context.request, release))
    context.bring(ReleaseContent(release=release.id), title)


async def on_choose(context: Context, tap: ChooseRelease) -> None:
    """Compare the Word with the paper that was chosen."""
    person = await context.person()
    content = await sent_as(context.request, person, tap.sent)
    await _compare(context, person, tap.matter, content)


async def on_none(context: Context, tap: NoRelease) -> None:
    """It is no paper of ours."""
    await none_of_them(context.request, await context.person(), tap.sent)
    await context.answer(context.say("reporting.release.none_chosen"), edit=True)


async def on_ask(context: Context, tap: AskRelease) -> None:
    """Ask the secretary."""
    await _ask(context, await context.person(), tap.matter, tap.version, tap.seen)


async def _ask(context: Context, person: Person, id_: str, version: int, seen: str = "") -> None:
    asked = await attempt(ask_release(context.request, person, id_, version, seen))
    if isinstance(asked, Refusal):
        await _refused(context, person, id_, asked)
        return
    release, told = asked
    title = titled(context.wording, release, await round_of(context.request, release))
    if told.messages:
        await context.answer(context.say("reporting.release.asked_done", title=title, names="、".join(told.names)))
        return
    facts = {"number": escape(release.id.rpartition("/")[2]), "unit": escape(release.unit)}
    await context.answer(context.say("reporting.release.asked_nobody", title=title, **facts))


async def _refused(context: Context, person: Person, id_: str, refusal: Refusal) -> None:
    """Show the card anew where the ledger moved on since it was drawn; raise any other refusal."""
    if refusal.facts.get("why") != "ledger":
        raise refusal
    await context.answer(MessageBody(await in_words(context, refusal)))
    await _show(context, await paper_by_id(context.request, person, id_))


async def on_withdraw(context: Context, tap: WithdrawRelease) -> None:
    """Take it back."""
    await _withdraw(context, await context.person(), tap.matter, tap.version)


async def _withdraw(context: Context, person: Person, id_: str, version: int) -> None:
    release = await withdraw_release(context.request, person, id_, version)
    title = titled(context.wording, release, await round_of(context.request, release))
    await context.answer(context.say("reporting.release.withdrawn", title=title))


async def on_approve(context: Context, tap: ApproveRelease) -> None:
    """Release it."""
    await _decide(context, await context.person(), tap.matter, tap.version, agree=True, seen=tap.seen)


async def on_return(context: Context, tap: ReturnRelease) -> None:
    """Ask why it is sent back."""
    await _ask_why(context, await context.person(), tap.matter, tap.version)


async def _ask_why(context: Context, person: Person, id_: str, version: int) -> None:
    release = await demand_returnable(context.request, person, id_, version)
    title = titled(context.wording, release, await round_of(context.request, release))
    await ask(context, ReleaseQuestion(id_, version), context.say("reporting.release.ask_return", title=title))


async def take_reason(context: Context, person: Person, asked: ReleaseQuestion, words: str) -> None:
    """Send it back with the reason."""
    await _decide(context, person, asked.about, asked.version, agree=False, words=words)


async def _decide(
    context: Context, person: Person, id_: str, version: int, *, agree: bool, words: str = "", seen: str = ""
) -> None:
    decided = await attempt(decide_release(context.request, person, id_, version, agree=agree, words=words, seen=seen))
    if isinstance(decided, Refusal):
        await _refused(context, person, id_, decided)
        return
    release, told = decided
    title = titled(context.wording, release, await round_of(context.request, release))
    names = told_names(context.wording, told.names)
    text = context.say(f"reporting.release.{'approved' if agree else 'returned'}", title=title, names=names)
    if not agree:
        await context.answer(text)
        return
    await context.answer(MessageBody(text))
    await _show(context, release)


async def on_final(context: Context, tap: FinalCopy) -> None:
    """Hand out the clean copy that was filed."""
    await context.answer(await final_of(context.request, await context.person(), tap.matter))


async def on_release(context: Context) -> None:
    """Show what is on its way, or do with it what is said: 定稿 同意, 定稿 公开稿3 退回 数字不对."""
    person = await context.person()
    if not person.holds(*MAKERS):
        raise NotAllowed
    said = SAID.match(context.words)
    if said is None or not said["verb"]:
        await _show_open(context, person, said)
        return
    release = await meant(context.request, person, (said["kind"] or "", said["number"] or ""), said["verb"])
    words = (said["words"] or "").strip()
    await _do(context, person, release, said["verb"], words)


async def _do(context: Context, person: Person, release: Release, verb: str, words: str) -> None:
    about = (release.id, release.version)
    match verb:
        case "提请":
            await _ask(context, person, *about)
        case "撤回":
            await _withdraw(context, person, *about)
        case "同意" | "通过":
            await _decide(context, person, *about, agree=True)
        case _ if words:
            await _decide(context, person, *about, agree=False, words=words)
        case _:
            await _ask_why(context, person, *about)


async def on_answer(context: Context) -> None:
    """同意, or 退回 with a reason, in answer to the card of a paper."""
    person, said = await context.person(), SAID.match(context.message.text or "")
    release = await answered_paper(context.request, person, context.replied_to)
    if said and release:
        await _do(context, person, release, said["verb"], (said["words"] or "").strip())


@dataclass(frozen=True)
class _AnswerRoute(MessageRoute):
    """A word of decision in answer to the card of a paper."""

    async def is_for(self, context: Context) -> bool:
        """True where it is one, also of a card that is out of date."""
        if not context.replied_to or not await super().is_for(context) or context.bound is None:
            return False
        said = SAID.match(context.message.text or "")
        if said is None or not said["verb"]:
            return False
        answered = await attempt(answered_paper(context.request, context.bound, context.replied_to))
        return isinstance(answered, Refusal) or answered is not None


async def _show_open(context: Context, person: Person, said: re.Match[str] | None) -> None:
    named = (said["kind"] or "", said["number"] or "") if said else ("", "")
    cards = await open_cards(context.request, person, named)
    for card in cards:
        await context.answer(card)
    if not cards:
        await context.answer(MessageBody(context.say("reporting.release.none_open"), paper_rows(DRAFTED)))


async def show_filed(context: Context, person: Person, about: str) -> None:
    """The clean copies that were filed: the latest of each kind and round, or the one of a number."""
    for card in await filed_cards(context.request, person, about):
        await context.answer(card)


async def a_verb(_context: Context, words: str) -> bool:
    """True for what may follow the command."""
    said = SAID.match(words)
    return said is not None and any(said.group("kind", "number", "verb"))


ROUTES = Routes(
    commands=(Command(COMMAND, ("定稿", "文稿审定"), on_release, MAKERS, a_verb),),
    taps=(
        TapRoute(AskRelease, on_ask),
        TapRoute(WithdrawRelease, on_withdraw),
        TapRoute(ApproveRelease, on_approve),
        TapRoute(ReturnRelease, on_return),
        TapRoute(FinalCopy, on_final),
        TapRoute(ChooseRelease, on_choose),
        TapRoute(NoRelease, on_none),
    ),
    answers=(AnswerRoute(ReleaseQuestion, take_reason),),
    messages=(
        _PaperRoute(FRESH & _Paper(), on_paper, MAKERS),
        _AnswerRoute(OWN & filters.TEXT & ~filters.COMMAND, on_answer, MAKERS),
    ),
)
