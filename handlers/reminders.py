"""Reminders: 收到, later, why; and what the office does about them: forecast, nudge, absence, handover, settings."""

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.people.person import Person, Role
from bot.domain.settings.setting import SETTINGS
from bot.messages.body import MessageBody
from bot.messages.reminders.forecast import draw_forecast
from bot.messages.text import day
from bot.services.core.ledger import MEASURES_NUMBERED
from bot.services.reminders.daily_message import reminder_page
from bot.services.reminders.forecast import DAYS, LONGEST, forecast
from bot.services.reminders.snooze import acknowledge, snooze
from bot.services.reminders.why import why
from bot.services.settings.policy import policy_in_force, set_policy
from bot.services.supervision.nudge import nudge
from handlers.core.request import Command, Context, TelegramApplication, open_actions, open_commands

OFFICE = (Role.OFFICE,)


async def on_acknowledge(context: Context) -> None:
    """Note that a folded message was seen."""
    (tail,) = await context.pressed()
    count = await acknowledge(context.request, tail, by=await context.person())
    await context.answer(context.say("reminders.acknowledged", count=count))


async def on_snooze(context: Context) -> None:
    """Remind again later."""
    code, tail = await context.pressed()
    rest = await snooze(context.request, code, tail, by=await context.person())
    when = f"{day(rest.until.date())} {rest.until:%H:%M}"
    await context.answer(context.say("reminders.snoozed", when=when, count=rest.count))


async def on_page(context: Context) -> None:
    """Turn the page of a folded message, in place."""
    tail, page = await context.pressed()
    await context.answer(await reminder_page(context.request, await context.person(), tail, int(page)), edit=True)


async def on_why_pressed(context: Context) -> None:
    """Say why, below the reminder."""
    (measure,) = await context.pressed()
    await context.answer(await why(context.request, measure, by=await context.person()))


async def on_why(context: Context) -> None:
    """Say why somebody was, or was not, reminded of a measure by its number."""
    person = await context.person()
    if not context.words:
        raise Unreadable(what="why")
    async with context.request.look() as ledger:
        found = await ledger.measures.find(MEASURES_NUMBERED, person.unit, context.words)
    if not found:
        raise NotFound(what=context.words)
    for measure in found:
        await context.answer(await why(context.request, measure.id, by=person))


async def on_forecast(context: Context) -> None:
    """Show who is told what in the coming days."""
    person = await context.person()
    words = context.words.removesuffix("天")
    if words and not (words.isdecimal() and 0 < int(words) <= LONGEST):
        raise Unreadable(what=words)
    days = int(words or DAYS)
    seen = await forecast(context.request, person.unit, days)
    await context.answer(draw_forecast(context.window.request.wording, seen, days))


async def on_nudge(context: Context) -> None:
    """Write to the owners of a measure, of a department, or of all that is overdue."""
    person = await context.person()
    what, _, words = context.words.partition(" ")
    if not what:
        await context.answer(context.say("supervision.nudge.usage"))
        return
    done = await nudge(context.request, what, words.strip(), by=person)
    numbers = "、".join(measure.number for measure in done.measures)
    text = context.say(
        "supervision.nudge.done", count=len(done.measures), numbers=numbers, names="、".join(done.told) or "—"
    )
    lost = "、".join(done.lost)
    await context.answer(context.say("supervision.nudge.done_lost", text=text, lost=lost) if lost else text)


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


COMMANDS = (
    Command("why", ("为什么提醒", "为什么提醒我", "为什么"), on_why),
    Command("forecast", ("提醒预告", "预告"), on_forecast, OFFICE),
    Command("nudge", ("催办",), on_nudge, OFFICE),
    Command("policy", ("设置",), on_policy, OFFICE),
)


def register(application: TelegramApplication) -> None:
    """Open what concerns reminders."""
    open_commands(application, COMMANDS)
    actions = {"ack": on_acknowledge, "snz": on_snooze, "rem": on_page, "why": on_why_pressed}
    open_actions(application, actions)
