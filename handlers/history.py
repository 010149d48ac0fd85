"""History: the story of a measure, page by page."""

from bot.messages.history.view import story_body
from bot.services.history.history import history
from bot.services.replies.pending_question import measure_named
from handlers.core.context import Context
from handlers.core.routes import Command, Routes


async def on_history(context: Context) -> None:
    """Tell the story of the measure that is named."""
    person = await context.person()
    if not context.words:
        await context.answer(context.say("history.usage"))
        return
    measure = await measure_named(context.request, person, context.words)
    await context.answer(story_body(context.wording, await history(context.request, person, measure.id)))


async def on_story(context: Context) -> None:
    """Tell the story of a measure, page by page."""
    measure_id, *page = await context.pressed()
    story = await history(context.request, await context.person(), measure_id)
    body = story_body(context.wording, story, int(page[0]) if page else 1)
    await context.answer(body, edit=bool(page))


ROUTES = Routes(commands=(Command("history", ("历史", "经过"), on_history),), taps={"hist": on_story})
