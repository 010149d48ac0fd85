"""Settings: the office reads and changes the policy of the unit, a round of inspection, or a measure."""

from bot.domain.people.person import Role
from bot.domain.settings.setting import SETTINGS
from bot.messages.people.proposal import proposed_body
from bot.messages.settings.view import changed_body, rounds_body, settings_body
from bot.services.core.proposals import Proposed
from bot.services.settings.policy import policy_in_force, set_policy
from bot.services.settings.round_name import FACTS, call_round, describe_round, round_list
from handlers.core.context import Context
from handlers.core.routes import Command, Routes


async def on_policy(context: Context) -> None:
    """Show the settings, or change one: for the unit, a round, or a measure."""
    person, words = await context.person(), context.words.split()
    names = {one.name for one in SETTINGS}
    scope = words.pop(0) if words and words[0] not in names and (len(words) == 1 or words[1] in names) else ""
    if not words:
        kept = await policy_in_force(context.request, scope, by=person)
        await context.answer(settings_body(context.wording, scope, kept))
        return
    name, _, value = " ".join(words).partition(" ")
    done = await set_policy(context.request, name, value, scope=scope, by=person)
    if isinstance(done, Proposed):
        await context.answer(proposed_body(context.wording, done.proposal, done.deciders))
        return
    await context.answer(changed_body(context.wording, done.scope, done.name, done.old, done.new))


async def on_round(context: Context) -> None:
    """Show what the rounds are called, or name one."""
    person = await context.person()
    which, _, name = context.words.partition(" ")
    if not name.strip():
        await context.answer(rounds_body(context.wording, await round_list(context.request, person)))
        return
    what, _, words = name.strip().partition(" ")
    if what in FACTS and words.strip():
        said = await describe_round(context.request, which, what, words.strip(), by=person)
        await context.answer(changed_body(context.wording, said.scope, said.name, said.old, said.new))
        return
    done = await call_round(context.request, which, name.strip(), by=person)
    await context.answer(changed_body(context.wording, done.scope, done.name, done.old, done.new))


async def a_setting(_: Context, words: str) -> bool:
    """True where a setting is named, perhaps behind the round or measure for which it is."""
    return bool({one.name for one in SETTINGS} & {*words.split()[:2]})


ROUTES = Routes(
    commands=(
        Command("policy", ("设置",), on_policy, (Role.OFFICE,), a_setting),
        Command("round", ("轮次",), on_round, (Role.OFFICE,)),
    )
)
