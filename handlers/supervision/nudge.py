"""A word to those who owe something."""

from bot.domain.people.person import Role
from bot.messages.supervision.nudge import nudged_body
from bot.services.dependencies.chasing import chase_waits
from bot.services.supervision.nudge import nudge
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.routes import Command, Routes

OFFICE = (Role.OFFICE,)


async def on_nudge(context: Context) -> None:
    """Write to the owners of a measure, of a department, or of all that is overdue."""
    person = await context.person()
    what, _, words = context.words.partition(" ")
    if not what:
        await context.answer(context.say("supervision.nudge.usage"))
        return
    done = await nudge(context.request, what, words.strip(), by=person)
    asked = await chase_waits(context.unscoped, person, done.measures)
    told = tuple(dict.fromkeys((*done.told, *asked)))
    await context.answer(nudged_body(context.wording, (*done.measures, *done.beside), told, done.lost))


ROUTES = Routes(commands=(Command("nudge", ("催办",), on_nudge, OFFICE, something_named),))
