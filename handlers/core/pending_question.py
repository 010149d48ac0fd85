"""A question that waits: the next plain message of the person answers it."""

import re

from bot.domain.people.person import Person
from bot.services.replies.understanding import answered
from handlers.core.context import Context

NUMBER = re.compile(r"\s*(?:[A-Za-z]+/)?(\d+-\d+)")


def has_words(text: str | None) -> bool:
    """True for a text that says something beside the number of a measure."""
    return bool(text and not NUMBER.fullmatch(text.strip()))


def _speaks_of_another(words: str, target: str) -> bool:
    """True where the words begin with the number of another measure: then they are a report, no answer."""
    number = NUMBER.match(words)
    return number is not None and number[1] not in target.split("/")


async def take_answer(context: Context, person: Person, purpose: str, target: str) -> bool:
    """Hand the words to the capability that asked; False where none of these did, or they are no answer."""
    name, *facts = purpose.split("|")
    words = context.message.text or context.message.caption or ""
    handle = context.routes.answers.get(name)
    if handle is None or _speaks_of_another(words, target):
        return False
    await handle(context, person, tuple(facts), target, words)
    await answered(context.request, person)
    return True
