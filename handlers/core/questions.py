"""Questions in words: the next plain message of the person answers them, or one that quotes the question."""

import re
from dataclasses import replace

from markupsafe import Markup

from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.core.questions import Question
from bot.services.replies.question import answered, put_question
from handlers.core.context import Context

NUMBER = re.compile(r"\s*(?:[A-Za-z]+/)?(\d+-\d+)")


async def ask(context: Context, question: Question, body: MessageBody | Markup) -> None:
    """Ask something that is answered in words; refused as a whole where the person may not be asked."""
    key = await put_question(context.request, await context.person(), question)
    await context.answer(replace(body if isinstance(body, MessageBody) else MessageBody(body), question=key))


def has_words(text: str | None) -> bool:
    """True for a text that says something beside the number of a measure."""
    return bool(text and not NUMBER.fullmatch(text.strip()))


def _speaks_of_another(words: str, about: str) -> bool:
    """True where the words begin with the number of another measure: then they are a report, no answer."""
    number = NUMBER.match(words)
    return number is not None and number[1] not in about.split("/")


async def take_answer(context: Context, person: Person, question: Question) -> bool:
    """Hand the words to the capability that asked; False where none of these did, or they are no answer."""
    from bot.readers.reply import withdraws

    words = context.message.text or context.message.caption or ""
    if withdraws(words):
        await answered(context.request, person)
        await context.answer(context.say("replies.withdrawn"))
        return True
    route = next((route for route in context.routes.answers if route.kind is type(question)), None)
    if route is None or _speaks_of_another(words, question.about):
        return False
    await route.handle(context, person, question, words)
    await answered(context.request, person)
    return True
