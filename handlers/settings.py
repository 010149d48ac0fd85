"""Settings: the office reads and changes the policy of the unit, a round of inspection, or a measure."""

from bot.domain.people.person import Person, Role
from bot.domain.settings.setting import SETTINGS
from bot.messages.body import MessageBody
from bot.services.settings.policy import policy_in_force, set_policy
from handlers.core.context import Context
from handlers.core.routes import Command, Routes


async def on_policy(context: Context) -> None:
    """Show the settings, or change one: for the unit, a round, or a measure."""
    person, words = await context.person(), context.words.split()
    names = {one.name for one in SETTINGS}
    scope = words.pop(0) if words and words[0] not in names and (len(words) == 1 or words[1] in names) else ""
    if not words:
        await context.answer(await _settings(context, person, scope))
        return
    name, _, value = " ".join(words).partition(" ")
    done = await set_policy(context.request, name, value, scope=scope, by=person)
    facts = {"scope": done.scope or context.word("settings.scope_unit"), "name": done.name}
    await context.answer(context.say("settings.set", old=done.old, new=done.new, **facts))


async def _settings(context: Context, person: Person, scope: str) -> MessageBody:
    kept = await policy_in_force(context.request, scope, by=person)
    lines = "\n".join(context.word("settings.line", name=name, value=value) for name, value in kept)
    return MessageBody(context.say("settings.head", scope=scope or context.word("settings.scope_unit"), lines=lines))


ROUTES = Routes(commands=(Command("policy", ("设置",), on_policy, (Role.OFFICE,)),))
