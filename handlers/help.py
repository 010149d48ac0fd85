"""Help: what one may ask for, by role, as a list and as the chat's own menu."""

from telegram import BotCommand, BotCommandScopeChat

from bot.domain.people.person import Person, Role
from bot.messages.help.view import help_body
from handlers.core.request import Command, Context, TelegramApplication, open_commands


def commands_for(person: Person, commands: tuple[Command, ...]) -> list[Command]:
    """The commands that are worth showing to the person."""
    roles = person.roles or (Role.OWNER,)
    return [command for command in commands if set(command.roles) & set(roles)]


async def menu_of(context: Context, person: Person) -> None:
    """Give the person's chat the menu of their role."""
    shown = [
        BotCommand(command.name, context.word(f"help.{command.name}"))
        for command in commands_for(person, context.window.commands)
    ]
    await context.bot.set_my_commands(shown, scope=BotCommandScopeChat(context.account))


async def on_help(context: Context) -> None:
    """Show what one may ask for."""
    person = await context.person()
    commands = {command.name: command.words for command in commands_for(person, context.window.commands)}
    await context.answer(help_body(context.window.request.wording, person, commands))


COMMANDS = (Command("help", ("帮助", "怎么用", "说明"), on_help),)


def register(application: TelegramApplication) -> None:
    """Open the help."""
    open_commands(application, COMMANDS)
