"""The commands that are worth showing to somebody, as a list and as the chat's own menu."""

from collections.abc import Iterable

from telegram import BotCommand, BotCommandScopeChat

from bot.domain.people.person import Person, Role
from handlers.core.context import Context
from handlers.core.routes import Command


def commands_for(person: Person, commands: Iterable[Command]) -> list[Command]:
    """The commands that are worth showing to the person."""
    roles = person.roles or (Role.OWNER,)
    return [command for command in commands if set(command.roles) & set(roles)]


async def show_menu(context: Context, person: Person) -> None:
    """Give the person's chat the menu of their role."""
    shown = [
        BotCommand(command.name, context.word(f"help.{command.name}"))
        for command in commands_for(person, context.routes.commands)
    ]
    await context.bot.set_my_commands(shown, scope=BotCommandScopeChat(person.chat or context.account))
