"""The three facts that a reporter confirms, or puts right, before a meeting."""

from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.core.meeting_taps import AmendFact, ConfirmFacts
from bot.messages.core.questions import FactQuestion
from bot.services.meetings.facts import amend_fact, confirm_facts, demand_facts
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Routes, TapRoute


async def on_confirm(context: Context, tap: ConfirmFacts) -> None:
    """Confirm the facts as they are shown; the next card takes their place."""
    body = await confirm_facts(context.request, await context.person(), tap.meeting, tap.measure)
    await _next(context, body, edit=True)


async def on_amend(context: Context, tap: AmendFact) -> None:
    """Ask for one of the facts."""
    await demand_facts(context.request, await context.person(), tap.meeting, tap.measure)
    text = context.say(f"meetings.ask_fact_{tap.fact}", number=tap.measure.rpartition("/")[2])
    await ask(context, FactQuestion(tap.measure, tap.meeting, tap.fact), text, variety=tap.fact)


async def take_fact(context: Context, person: Person, asked: FactQuestion, words: str) -> None:
    """Put the fact right."""
    body = await amend_fact(context.request, person, asked, words)
    await _next(context, body)


async def _next(context: Context, body: MessageBody | None, *, edit: bool = False) -> None:
    await context.answer(body or context.say("meetings.facts.thanks"), edit=edit)


ROUTES = Routes(
    taps=(TapRoute(ConfirmFacts, on_confirm), TapRoute(AmendFact, on_amend)),
    answers=(AnswerRoute(FactQuestion, take_fact),),
)
