"""首页: everybody's first page, pinned in the chat and kept up to date; its tiles do what the commands do."""

from bot.domain.core.refusal import StaleButton
from bot.messages.core.pending_taps import RunCommand
from bot.messages.home.view import home_body
from bot.services.home.card import home_of
from bot.services.home.pinned import pin_home
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute


async def on_home(context: Context) -> None:
    """Show the card, and let it hang at the top of the chat."""
    person = await context.person()
    await pin_home(context.request, person, context.account)
    home = await home_of(context.request, person)
    await context.answer(home_body(context.wording, home, context.request.local(await context.unit())))


async def on_command(context: Context, tap: RunCommand) -> None:
    """Do what the command does that a tile stands for."""
    await context.person()
    command = next((one for one in context.routes.commands if one.name == tap.name), None)
    if command is None:
        raise StaleButton
    await command.handle(context)


ROUTES = Routes(
    commands=(Command("home", ("首页", "主页", "菜单"), on_home, takes=nothing),),
    taps=(TapRoute(RunCommand, on_command),),
)
