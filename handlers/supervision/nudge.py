"""A word to those who owe something."""

from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.core.supervision_taps import Nudge
from bot.messages.supervision.nudge import nudged_body
from bot.services.dependencies.chasing import chase_waits
from bot.services.supervision.nudge import Nudged, nudge, nudge_by_id
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute

OFFICE = (Role.OFFICE,)


async def on_nudge(context: Context) -> None:
    """Write to those who owe a measure, a department's, all that is overdue, or to one person."""
    person = await context.person()
    what, _, words = context.words.partition(" ")
    if not what:
        await context.answer(context.say("supervision.nudge.usage"))
        return
    await _tell(context, person, await nudge(context.request, what, words.strip(), by=person))


async def on_tap(context: Context, tap: Nudge) -> None:
    """Write to those who owe something on the measure of a card."""
    person = await context.person()
    await _tell(context, person, await nudge_by_id(context.request, tap.measure, by=person))


async def _tell(context: Context, person: Person, done: Nudged) -> None:
    chased = await chase_waits(
        context.unscoped, person, (*done.measures, *done.answered, *done.ownerless), whom=done.whom[0]
    )
    measures = (*done.measures, *done.beside)
    body = nudged_body(
        context.wording,
        measures,
        done.told,
        done.lost,
        chased=chased.told,
        early=chased.early,
        answered=done.answered,
        whom=done.whom[1],
        matters=done.matters,
        ownerless=done.ownerless,
    )
    await context.answer(body)


ROUTES = Routes(
    commands=(
        Command("nudge", ("催办", "催一下", "催一催"), on_nudge, OFFICE, something_named, needs=(Action.NUDGE,)),
    ),
    taps=(TapRoute(Nudge, on_tap),),
)
