"""Questions that the next plain message answers: each concern puts here what it does with the words."""

import re
from collections.abc import Awaitable, Callable

from bot.domain.people.person import Person
from bot.services.replies.understanding import answered
from handlers.core.request import Context

NUMBER = re.compile(r"\s*(?:[A-Za-z]+/)?(\d+-\d+)")
TakeWords = Callable[[Context, Person, tuple[str, ...], str, str], Awaitable[None]]
ANSWERS: dict[str, TakeWords] = {}  # by the first word of a purpose; the rest are its facts


def _speaks_of_another(words: str, target: str) -> bool:
    """True where the words begin with the number of another measure: then they are a report, no answer."""
    number = NUMBER.match(words)
    return number is not None and number[1] not in target.split("/")


async def take_answer(context: Context, person: Person, purpose: str, target: str) -> bool:
    """Hand the words to the concern that asked; False where none of these did, or they are no answer."""
    name, *facts = purpose.split("|")
    words = context.message.text or context.message.caption or ""
    if name not in ANSWERS or _speaks_of_another(words, target):
        return False
    await ANSWERS[name](context, person, tuple(facts), target, words)
    await answered(context.request, person)
    return True
