"""The commands that are worth showing to somebody: all of them as help, the few of every day as the chat's own menu."""

from functools import partial

from telegram import BotCommand, BotCommandScopeChat

from bot.domain.people.person import Person
from bot.services.core.ledger import UNITS
from handlers.core.context import Context
from handlers.core.routes import Command

DAILY = ("home", "todo", "mine", "overdue", "due", "status", "digest", "nudge", "people", "report", "find", "help")


async def commands_for(context: Context, person: Person) -> list[Command]:
    """The commands that are worth showing to the person; those about units below only where there are any."""
    async with context.unscoped.look() as ledger:
        above = any(unit.above == person.unit for unit in await ledger.units.find(UNITS))
    found = [command for command in context.routes.commands if command.is_for(person)]
    return [command for command in found if above or command.name != "units"]


async def show_menu(context: Context, person: Person) -> None:
    """Give the person's chat the menu of their role, once all is kept; nothing in it changes anything by one tap."""
    shown = {command.name for command in await commands_for(context, person)}
    menu = [BotCommand(name, context.word(f"help.{name}")) for name in DAILY if name in shown]
    scope = BotCommandScopeChat(person.chat or context.account)
    context.answers.afterwards.append(partial(context.bot.set_my_commands, menu, scope=scope))
