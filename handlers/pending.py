"""待办: all that waits for one, decided by a tap; buttons that are too old lead here as well."""

from bot.messages.core.pending_taps import ConfirmAct, OpenMatter, RefuseAct, TodoPage
from bot.messages.core.taps import ShowCard
from bot.messages.pending.view import todo_body
from bot.services.pending.cards import matter_card
from bot.services.pending.matters import matters
from bot.services.pending.proposals import decide
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute

DEPTH = 3  # parts of a measure's id; what hangs on one is named after it


async def on_todo(context: Context) -> None:
    """List what waits for the person."""
    await _list(context, 1)


async def on_page(context: Context, tap: TodoPage) -> None:
    """Turn the page of the list, in place, as things are now."""
    await _list(context, tap.page, edit=True)


async def _list(context: Context, page: int, *, edit: bool = False) -> None:
    found = await matters(context.request, await context.person())
    today = context.request.today(await context.unit())
    await context.answer(todo_body(context.wording, found, today, page), edit=edit)


async def on_open(context: Context, tap: OpenMatter) -> None:
    """Show the live card of what waits; where nothing does, the card of its measure."""
    if tap.expired:
        await context.alert(context.say("pending.expired"))
    card = await matter_card(context.request, await context.person(), tap.matter)
    if card is None:
        await _gone(context, tap.matter)
        return
    await context.answer(card)


async def on_confirm(context: Context, tap: ConfirmAct) -> None:
    """Confirm what another one asked for: it is done."""
    await _decided(context, tap.matter, agree=True)


async def on_refuse(context: Context, tap: RefuseAct) -> None:
    """Refuse it, or withdraw one's own."""
    await _decided(context, tap.matter, agree=False)


async def _decided(context: Context, matter: str, *, agree: bool) -> None:
    proposal = await decide(context.request, await context.person(), matter, agree=agree)
    await context.answer(context.say(f"people.proposal.{proposal.state}", what=proposal.what), edit=True)


async def _gone(context: Context, matter: str) -> None:
    """What is decided, or not one's own, shows the card of its measure as it is now."""
    measure = matter.split("/")[:DEPTH]
    if len(measure) < DEPTH:
        await context.alert(context.say("pending.gone"))
        return
    shown = next(route for route in context.routes.taps if route.kind is ShowCard)
    await shown.handle(context, ShowCard("/".join(measure)))


ROUTES = Routes(
    commands=(
        Command("todo", ("待办", "待审批", "待我审", "等我审", "我要办的", "待我办", "等我办"), on_todo, takes=nothing),
    ),
    taps=(
        TapRoute(OpenMatter, on_open),
        TapRoute(TodoPage, on_page),
        TapRoute(ConfirmAct, on_confirm),
        TapRoute(RefuseAct, on_refuse),
    ),
)
