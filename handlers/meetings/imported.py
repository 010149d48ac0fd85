"""Decisions that came as a file: of which meeting they are is asked once they are taken in, and can be put right."""

from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person
from bot.messages.core.meeting_taps import PlaceDecisions, WhichMeeting
from bot.messages.core.questions import DecisionsQuestion
from bot.messages.meetings.view import placed_body
from bot.services.meetings.imported import Placed, place_decisions, place_in_named
from handlers.core.context import Context
from handlers.core.questions import ask_which_meeting
from handlers.core.routes import AnswerRoute, Routes, TapRoute


async def on_which(context: Context, tap: WhichMeeting) -> None:
    """Ask it again."""
    if not await ask_which_meeting(context, await context.person(), tap.plan):
        raise NotFound(what="decisions")


async def on_place(context: Context, tap: PlaceDecisions) -> None:
    """Put them to a meeting that is known."""
    placed = await place_decisions(context.request, await context.person(), tap.plan, tap.meeting)
    await _placed(context, tap.plan, placed, edit=True)


async def take_meeting(context: Context, person: Person, asked: DecisionsQuestion, words: str) -> None:
    """Put them to the meeting that is written: 10月13日党组会."""
    from bot.readers.meeting import called_meeting

    called = called_meeting(words, context.request.day_said(await context.unit()))
    placed = await place_in_named(context.request, person, asked.about, called)
    await _placed(context, asked.about, placed)


async def _placed(context: Context, plan: str, placed: Placed, *, edit: bool = False) -> None:
    await context.answer(placed_body(context.wording, plan, placed.meeting, placed.count), edit=edit)


ROUTES = Routes(
    taps=(TapRoute(WhichMeeting, on_which), TapRoute(PlaceDecisions, on_place)),
    answers=(AnswerRoute(DecisionsQuestion, take_meeting),),
)
