"""Reminders: 收到, later, why; and the office's forecast of what goes out."""

import asyncio
from dataclasses import replace

from bot.domain.core.filename import file_name
from bot.domain.core.refusal import Refusal, Unreadable
from bot.domain.people.person import Role
from bot.messages.body import Attachment
from bot.messages.core.taps import Acknowledge, ReminderPage, Snooze, WhyReminded
from bot.messages.reminders.forecast import draw_forecast
from bot.messages.reminders.view import seen_body
from bot.messages.text import day
from bot.services.pending.daily_message import daily_page
from bot.services.reminders.forecast import DAYS, LONGEST, forecast
from bot.services.reminders.snooze import acknowledge, snooze
from bot.services.reminders.why import why, why_number
from bot.services.status.answers import rounds_named
from handlers.core.arguments import numbers_alone
from handlers.core.context import Context
from handlers.core.errors import attempt
from handlers.core.routes import Command, Routes, TapRoute


async def on_acknowledge(context: Context, tap: Acknowledge) -> None:
    """Note that a daily message was seen: it says so in its place, and asks for that no more."""
    person = await context.person()
    count = await acknowledge(context.request, tap.tail, by=person)
    said = context.say("reminders.acknowledged", count=count)
    shown = await attempt(daily_page(context.request, person, tap.tail, 1))
    if isinstance(shown, Refusal):  # nothing of it is left
        await context.answer(said)
    else:
        await context.answer(seen_body(shown, said), edit=True)


async def on_snooze(context: Context, tap: Snooze) -> None:
    """Remind again later."""
    rest = await snooze(context.request, tap.code, tap.tail, by=await context.person())
    when = f"{day(rest.until.date())} {rest.until:%H:%M}"
    await context.answer(context.say("reminders.snoozed", when=when, count=rest.count))


async def on_page(context: Context, tap: ReminderPage) -> None:
    """Turn the page of a daily message, in place."""
    await context.answer(await daily_page(context.request, await context.person(), tap.tail, tap.page), edit=True)


async def on_why_pressed(context: Context, tap: WhyReminded) -> None:
    """Say why, below the reminder."""
    await context.answer(await why(context.request, tap.measure, by=await context.person()))


async def on_why(context: Context) -> None:
    """Say why somebody was, or was not, reminded of a measure by its number."""
    person = await context.person()
    if not context.words:
        raise Unreadable(what="why")
    for body in await why_number(context.request, context.words, by=person):
        await context.answer(body)


async def on_forecast(context: Context) -> None:
    """Show who is told what in the coming days."""
    from bot.documents.workbook.forecast import forecast_book

    person = await context.person()
    rounds, of_round, rest = await rounds_named(context.request, await context.unit(), context.words)
    words = rest.strip().removesuffix("天")
    if words and not (words.isdecimal() and 0 < int(words) <= LONGEST):
        raise Unreadable(what=words)
    days = int(words or DAYS)
    seen = await forecast(context.request, person.unit, days, rounds)
    said = draw_forecast(context.wording, seen, days, of_round)
    if seen:
        unit = await context.unit()
        book = await asyncio.to_thread(forecast_book, context.wording, unit.name, seen)
        stem, dot, ending = context.wording.word("reminders.forecast.file").rpartition(".")
        which = f"（{of_round}）" if of_round else ""
        named = f"{unit.name}{stem}{which}{context.request.today(unit):%Y%m%d}{dot}{ending}"
        name = file_name(named, stem)
        said = replace(said, attachments=(Attachment(name, book),))
    await context.answer(said)


async def days(context: Context, words: str) -> bool:
    """True for a number of days, and for a round."""
    _, _, rest = await rounds_named(context.request, await context.unit(), words)
    return not rest.strip() or rest.strip().removesuffix("天").isdecimal()


ROUTES = Routes(
    commands=(
        Command("why", ("为什么提醒", "为什么提醒我", "为什么"), on_why, takes=numbers_alone),
        Command("forecast", ("提醒预告", "预告"), on_forecast, (Role.OFFICE,), days),
    ),
    taps=(
        TapRoute(Acknowledge, on_acknowledge),
        TapRoute(Snooze, on_snooze),
        TapRoute(ReminderPage, on_page),
        TapRoute(WhyReminded, on_why_pressed),
    ),
)
