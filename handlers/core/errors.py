"""What cannot be done is said in words: refusals by their own sentence, anything else is owned up to."""

from markupsafe import Markup, escape
from telegram.constants import ChatType

from bot.domain.core.refusal import NotBound, Refusal, TooManyTries
from bot.domain.imports.draft import UnreadablePlan
from bot.messages.core.refusal import why_not
from bot.messages.imports.problems import unreadable
from handlers.core.context import Context

EXPECTED = (Refusal, UnreadablePlan)  # anything else is a fault of the program


async def answer_error(context: Context, error: Exception) -> None:
    """Say what could not be done; strangers hear it in private only, and once a minute."""
    if isinstance(error, NotBound | TooManyTries) and not _hears(context):
        return
    await context.alert(_sentence(context, error))


def _hears(context: Context) -> bool:
    chat, state = context.incoming.effective_chat, context.state
    private = chat is not None and chat.type == ChatType.PRIVATE and not context.incoming.my_chat_member
    return private and state.strangers.allows(context.account, state.request.now())


def _sentence(context: Context, error: Exception) -> Markup:
    match error:
        case Refusal():
            return why_not(context.wording, error)
        case UnreadablePlan():
            return escape(unreadable(context.wording, error))
        case _:
            return context.say("core.refusal.unexpected")
