"""Questions that the next plain message answers: each concern puts here what it does with the words."""

from collections.abc import Awaitable, Callable

from bot.domain.person import Person
from bot.services.reply import answered
from handlers.window import Context

TakeWords = Callable[[Context, Person, tuple[str, ...], str, str], Awaitable[None]]
ANSWERS: dict[str, TakeWords] = {}  # by the first word of a purpose; the rest are its facts


async def take_answer(context: Context, person: Person, purpose: str, target: str) -> bool:
    """Hand the words to the concern that asked; False where none of these did."""
    name, *facts = purpose.split("|")
    if name not in ANSWERS:
        return False
    await ANSWERS[name](context, person, tuple(facts), target, context.message.text or "")
    await answered(context.desk, person)
    return True
