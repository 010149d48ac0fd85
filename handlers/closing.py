"""Closing-out by thumb: 通过 · 退回 · 看历史 · 看佐证, and what office and secretary do with what has ended."""

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import STAGE_WORDS, Stage
from bot.messages.body import Button, MessageBody
from bot.messages.history.view import story_body
from bot.messages.text import day as day_words
from bot.readers.correction import with_reason
from bot.services.closing.steps import (
    Card,
    Checked,
    agree,
    make_standing,
    move_report_day,
    reopen_measure,
    return_measure,
)
from bot.services.core.request import RequestContext
from bot.services.evidence.cards import proofs
from bot.services.history.story import history
from bot.services.plan.correction import cancel_measure
from bot.services.replies.named_measure import measure_named
from bot.services.replies.pending_question import put_question
from handlers.core.day_picker import PURPOSES
from handlers.core.pending_question import ANSWERS
from handlers.core.request import Command, Context, TelegramApplication, open_actions, open_commands

RETURN = "back"
REPORT_DAY = "rday"
Work = Callable[[RequestContext, Person, str, str], Awaitable[object]]


async def on_agree(context: Context) -> None:
    """Agree to a closing at the step, and the submission, that the card speaks of."""
    measure_id, stage, submission = await context.pressed()
    card = Card(Stage(stage), int(submission))
    checked = await agree(context.request, await context.person(), measure_id, card=card)
    await context.answer(_agreed(context, checked), edit=True)


def _agreed(context: Context, checked: Checked) -> MessageBody:
    measure, closing, finding = checked.measure, checked.closing, checked.finding
    names = "、".join(checked.told)
    if closing is None:
        text = context.say("closing.agreed", number=measure.number, stage=STAGE_WORDS[measure.stage], names=names)
        return MessageBody(text, measures=(measure.id,))
    key = "closing.agreed_closed" if measure.stage is Stage.CLOSED else "closing.agreed_standing"
    text = context.say(key, number=measure.number, title=closing.title)
    if finding is not None:
        number = finding.subject.rpartition("/")[2]
        text += "\n" + context.say("closing.finding_too", number=number, title=finding.title)
    return MessageBody(text, measures=(measure.id,))


async def on_return(context: Context) -> None:
    """Ask why it is sent back."""
    measure_id, stage, submission = await context.pressed()
    await put_question(context.request, await context.person(), f"{RETURN}|{stage}|{submission}", measure_id)
    await context.answer(context.say("closing.ask_return", number=measure_id.rpartition("/")[2]))


async def take_return(context: Context, person: Person, facts: tuple[str, ...], measure_id: str, words: str) -> None:
    """Send a measure back for the reason that was written."""
    stage, submission = facts
    card = Card(Stage(stage), int(submission))
    checked = await return_measure(context.request, person, measure_id, words, card=card)
    measure = checked.measure
    due = day_words(measure.report_by) if measure.report_by else ""
    text = context.say("closing.sent_back", number=measure.number, day=due, names="、".join(checked.told))
    other = Button(context.word("closing.button_report_day"), "cal", (REPORT_DAY, measure.id, ""))
    await context.answer(MessageBody(text, ((other,),), measures=(measure.id,)))


async def take_report_day(context: Context, person: Person, measure_id: str, day: dt.date) -> None:
    """Set another day by which to report anew."""
    measure = await move_report_day(context.request, person, measure_id, day)
    await context.answer(context.say("closing.report_day_set", number=measure.number, day=day_words(day)), edit=True)


async def on_story(context: Context) -> None:
    """Tell the story of a measure, page by page."""
    measure_id, *page = await context.pressed()
    story = await history(context.request, await context.person(), measure_id)
    body = story_body(context.window.request.wording, story, int(page[0]) if page else 1)
    await context.answer(body, edit=bool(page))


async def on_history(context: Context) -> None:
    """Tell the story of the measure that is named."""
    person = await context.person()
    if not context.words:
        await context.answer(context.say("history.usage"))
        return
    measure = await measure_named(context.request, person, context.words)
    await context.answer(story_body(context.window.request.wording, await history(context.request, person, measure.id)))


async def on_proofs(context: Context) -> None:
    """Show all proofs of a measure."""
    (measure_id,) = await context.pressed()
    await context.answer(await proofs(context.request, await context.person(), measure_id))


async def _with_reason(context: Context, command: str, work: Work, key: str) -> None:
    """Do something to the measure that is named, for the reason that is given."""
    person = await context.person()
    number, reason = with_reason(context.words)
    if not number or not reason:
        await context.answer(context.say("closing.usage_reason", command=command))
        return
    measure = await measure_named(context.request, person, number)
    done = await work(context.request, person, measure.id, reason)
    names = "、".join(getattr(done, "told", ()))
    await context.answer(MessageBody(context.say(key, number=measure.number, names=names), measures=(measure.id,)))


async def on_reopen(context: Context) -> None:
    """Open an ended measure again."""
    await _with_reason(context, "reopen", reopen_measure, "closing.opened")


async def on_standing(context: Context) -> None:
    """Let a measure go on for good."""
    await _with_reason(context, "standing", make_standing, "closing.made_standing")


async def on_cancel(context: Context) -> None:
    """Cancel a measure."""
    await _with_reason(context, "cancel", cancel_measure, "plan.cancelled_done")


OFFICE = (Role.OFFICE,)
COMMANDS = (
    Command("history", ("历史", "经过"), on_history),
    Command("reopen", ("重新打开",), on_reopen, (Role.OFFICE, Role.SECRETARY)),
    Command("standing", ("转长期", "转入长期坚持"), on_standing, OFFICE),
    Command("cancel", ("取消措施",), on_cancel, OFFICE),
)


def register(application: TelegramApplication) -> None:
    """Open the cards of closing-out."""
    ANSWERS[RETURN] = take_return
    PURPOSES[REPORT_DAY] = take_report_day
    open_commands(application, COMMANDS)
    open_actions(application, {"ok": on_agree, "back": on_return, "hist": on_story, "proof": on_proofs})
