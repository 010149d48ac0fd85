"""Help: what one may ask for, by role, as a list and as the chat's own menu."""

from collections.abc import Iterator

from markupsafe import Markup
from telegram import BotCommand, BotCommandScopeChat

from bot.domain.people.permission import ACTION_WORDS, granted_to
from bot.domain.people.person import Person, Role
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
    lines = [
        context.say(
            "help.line", name=command.name, what=context.word(f"help.{command.name}"), words="、".join(command.words)
        )
        for command in commands_for(person, context.window.commands)
    ]
    may = context.say("help.may", actions="、".join(dict.fromkeys(_granted(person))))
    await context.answer(Markup("\n").join([context.say("help.head"), *lines, may, context.say("help.foot")]))


def _granted(person: Person) -> Iterator[str]:
    for role in person.roles or (Role.OWNER,):
        yield from (ACTION_WORDS[action] for action, _ in granted_to(role))


COMMANDS = (Command("help", ("帮助", "怎么用", "说明"), on_help),)


def register(application: TelegramApplication) -> None:
    """Open the help."""
    open_commands(application, COMMANDS)
