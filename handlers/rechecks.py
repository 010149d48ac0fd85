"""回头看: 无反弹 by one tap, 有反弹 with a sentence, which opens the measure again."""

from bot.domain.people.person import Person
from bot.messages.core.questions import RelapseQuestion
from bot.messages.core.taps import Holds, Relapsed
from bot.messages.rechecks.view import rechecked_body
from bot.services.rechecks.answer import answer_recheck, demand_answerable
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Routes, TapRoute


async def on_holds(context: Context, tap: Holds) -> None:
    """Record that it holds."""
    looked = await answer_recheck(context.request, await context.person(), tap.recheck, holds=True)
    await context.answer(rechecked_body(context.wording, looked.measure, holds=True), edit=True)


async def on_relapse(context: Context, tap: Relapsed) -> None:
    """Ask what relapsed."""
    await demand_answerable(context.request, await context.person(), tap.recheck)
    number = tap.recheck.rpartition("/")[0].rpartition("/")[2]
    await ask(context, RelapseQuestion(tap.recheck), context.say("rechecks.ask_relapse", number=number))


async def take_relapse(context: Context, person: Person, asked: RelapseQuestion, words: str) -> None:
    """Record a relapse; the measure is opened again."""
    looked = await answer_recheck(context.request, person, asked.about, holds=False, words=words)
    await context.answer(rechecked_body(context.wording, looked.measure, holds=False))


ROUTES = Routes(
    taps=(TapRoute(Holds, on_holds), TapRoute(Relapsed, on_relapse)),
    answers=(AnswerRoute(RelapseQuestion, take_relapse),),
)
