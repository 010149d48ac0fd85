"""History: the story of a measure, page by page."""

from bot.messages.core.taps import ShowHistory
from bot.messages.history.view import story_body
from bot.services.history.story import history
from bot.services.replies.named_measure import measure_named
from handlers.core.arguments import numbers_alone
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute


async def on_history(context: Context) -> None:
    """Tell the story of the measure that is named."""
    person = await context.person()
    if not context.words:
        await context.answer(context.say("history.usage"))
        return
    measure = await measure_named(context.request, person, context.words)
    await context.answer(story_body(context.wording, await history(context.request, person, measure.id)))


async def on_story(context: Context, tap: ShowHistory) -> None:
    """Tell the story of a measure, page by page."""
    story = await history(context.request, await context.person(), tap.measure)
    await context.answer(story_body(context.wording, story, tap.page or 1), edit=tap.page > 0)


ROUTES = Routes(
    commands=(Command("history", ("历史", "经过"), on_history, takes=numbers_alone),),
    taps=(TapRoute(ShowHistory, on_story),),
)
