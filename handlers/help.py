"""Help: what one may ask for, by role."""

from collections.abc import Iterator

from markupsafe import Markup

from bot.domain.people.permission import ACTION_WORDS, granted_to
from bot.domain.people.person import Person, Role
from handlers.core.context import Context
from handlers.core.menu import commands_for
from handlers.core.routes import Command, Routes


async def on_help(context: Context) -> None:
    """Show what one may ask for."""
    person = await context.person()
    lines = [
        context.say(
            "help.line", name=command.name, what=context.word(f"help.{command.name}"), words="、".join(command.words)
        )
        for command in commands_for(person, context.routes.commands)
    ]
    may = context.say("help.may", actions="、".join(dict.fromkeys(_granted(person))))
    await context.answer(Markup("\n").join([context.say("help.head"), *lines, may, context.say("help.foot")]))


def _granted(person: Person) -> Iterator[str]:
    for role in person.roles or (Role.OWNER,):
        yield from (ACTION_WORDS[action] for action, _ in granted_to(role))


ROUTES = Routes(commands=(Command("help", ("帮助", "怎么用", "说明"), on_help),))
