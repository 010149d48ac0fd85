"""Reminders: 收到, later, why; and the office's forecast of what goes out."""

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.people.person import Role
from bot.messages.reminders.forecast import draw_forecast
from bot.messages.text import day
from bot.services.core.ledger import MEASURES_NUMBERED
from bot.services.reminders.daily_message import reminder_page
from bot.services.reminders.forecast import DAYS, LONGEST, forecast
from bot.services.reminders.snooze import acknowledge, snooze
from bot.services.reminders.why import why
from handlers.core.context import Context
from handlers.core.routes import Command, Routes


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
    await context.answer(draw_forecast(context.wording, seen, days))


ROUTES = Routes(
    commands=(
        Command("why", ("为什么提醒", "为什么提醒我", "为什么"), on_why),
        Command("forecast", ("提醒预告", "预告"), on_forecast, (Role.OFFICE,)),
    ),
    taps={"ack": on_acknowledge, "snz": on_snooze, "rem": on_page, "why": on_why_pressed},
)
