"""Requests for more time: 同意延期 or 不同意, step by step."""

from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.people.person import ROLE_WORDS, Person, Role
from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.messages.text import day as day_words
from bot.services.extensions.steps import answer_extension
from bot.services.replies.pending_question import put_question
from handlers.core.pending_question import ANSWERS
from handlers.core.request import Context, TelegramApplication, open_actions

REFUSE = "xno"


async def on_grant(context: Context) -> None:
    """Agree to a request at the step that the card speaks of."""
    extension_id, step = await context.pressed()
    person = await context.person()
    answered = await answer_extension(context.request, person, extension_id, agree=True, step=Role(step))
    await context.answer(_sheet(context, *answered), edit=True)


async def on_refuse(context: Context) -> None:
    """Ask why not."""
    extension_id, step = await context.pressed()
    await put_question(context.request, await context.person(), f"{REFUSE}|{step}", extension_id)
    number = extension_id.rpartition("/")[0].rpartition("/")[2]
    await context.answer(context.say("extensions.ask_refusal", number=number))


async def take_refusal(context: Context, person: Person, facts: tuple[str, ...], target: str, words: str) -> None:
    """Refuse a request for the reason that was written."""
    (step,) = facts
    answered = await answer_extension(context.request, person, target, agree=False, step=Role(step), words=words)
    await context.answer(_sheet(context, *answered))


def _sheet(context: Context, extension: Extension, measure: Measure) -> MessageBody:
    key = {
        ExtensionState.GRANTED: "extensions.given",
        ExtensionState.REFUSED: "extensions.denied",
    }.get(extension.state, "extensions.forwarded")
    step = ROLE_WORDS[extension.step]
    text = context.say(key, number=measure.number, day=day_words(extension.asked), step=step)
    return MessageBody(text, measures=(measure.id,))


def register(application: TelegramApplication) -> None:
    """Open the cards of requests."""
    ANSWERS[REFUSE] = take_refusal
    open_actions(application, {"xok": on_grant, "xno": on_refuse})
