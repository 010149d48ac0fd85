"""Help: what one may ask for, by role."""

from bot.messages.help.view import help_body
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.menu import commands_for
from handlers.core.routes import Command, Routes


async def on_help(context: Context) -> None:
    """Show what one may ask for."""
    person = await context.person()
    commands = {command.name: command.words for command in await commands_for(context, person)}
    await context.answer(help_body(context.wording, commands, person.foremost))


ROUTES = Routes(commands=(Command("help", ("帮助", "怎么用", "说明"), on_help, takes=nothing),))
