"""Days: what was understood is echoed, and only a tap confirms it; a month to pick from for everything else.

Whoever is offered days, or shown a month, may write another one as well.
"""

import datetime as dt

from bot.domain.core.refusal import StaleButton
from bot.domain.people.person import Person
from bot.domain.plan.deadline import ReadingKind
from bot.domain.replies.reply import Intent
from bot.messages.body import MessageBody
from bot.messages.core.questions import DayQuestion, ExtensionQuestion, OfferedDayQuestion, Question
from bot.messages.core.taps import Nothing, PickDay, ShowCalendar
from bot.messages.replies.day_picker import calendar_body, days_of, offer_body, read_as
from bot.messages.text import day as day_words
from bot.services.replies.named_measure import numbers_there
from bot.services.replies.question import answered, days_below, question
from handlers.core.context import Context
from handlers.core.offered_day import EXTEND, left_of
from handlers.core.questions import ask
from handlers.core.routes import DayRoute, Routes, TapRoute

OFFERING = DayQuestion | ExtensionQuestion | OfferedDayQuestion  # below these days may be offered
EARLIEST = dt.date(2000, 1, 1)
NO_REPORT = frozenset({Intent.UNCLEAR, Intent.EXTEND})  # what a sentence may say that gives nothing but a day


async def ask_day(context: Context, purpose: str, target: str, body: MessageBody, *, edit: bool = False) -> None:
    """Offer days to pick from, of which another one may be written."""
    await ask(context, DayQuestion(target, purpose), body, ready=False, edit=edit)


async def on_day(context: Context, tap: PickDay) -> None:
    """Hand a confirmed day to the capability that asked for it."""
    route, person = _route(context, tap.purpose), await context.person()
    before, offered = await question(context.request, person), DayQuestion(tap.target, tap.purpose)
    asked = offered if before == offered else _asked(route, before, tap.purpose, tap.target)
    await route.handle(context, person, tap.target, tap.day)
    await answered(context.request, person, asked)


async def on_calendar(context: Context, tap: ShowCalendar) -> None:
    """Show a month to pick a day from."""
    route, person = _route(context, tap.purpose), await context.person()
    first = await _first(context, route, tap.target)
    month = max(first, context.request.today(await context.unit())).replace(day=1)
    shown = dt.date(int(tap.month[:4]), int(tap.month[4:]), 1) if tap.month else month
    body = calendar_body(context.wording, tap.purpose, tap.target, shown, first)
    asked = _asked(route, await question(context.request, person), tap.purpose, tap.target)
    await ask(context, asked, body, ready=False, edit=bool(tap.month))


def _asked(route: DayRoute, before: Question | None, purpose: str, target: str) -> Question:
    return route.asks(before, target) if route.asks else DayQuestion(target, purpose)


async def _first(context: Context, route: DayRoute, target: str) -> dt.date:
    if route.first:
        return await route.first(context, target)
    return EARLIEST if route.past else context.request.today(await context.unit())


async def choose_day(context: Context, person: Person, asked: Question, words: str) -> bool:
    """Take 第二个 for the day that was offered second, as if it had been tapped; False where no day was offered so.

    2 may be a figure as well: it is asked again.
    """
    from bot.readers.reply.idle import place_in

    place, certain = place_in(words)
    offers = place and isinstance(asked, OFFERING)
    days = await days_below(context.request, person, context.replied_to) if offers else ()
    if not 0 < place <= len(days):
        return False
    if certain:
        await context.answer(context.say("replies.chosen", words=day_words(days[place - 1])))
        purpose = asked.purpose if isinstance(asked, DayQuestion) else EXTEND
        await on_day(context, PickDay(purpose, asked.about, days[place - 1]))
    else:
        key = "replies.ask_again" if isinstance(asked, DayQuestion) else "replies.day.press_offered"
        await context.answer(context.say(key))
    return True


async def said_day(context: Context, person: Person, asked: DayQuestion, words: str) -> bool:
    """Echo a day that was written where one was asked for; False where the words say something else.

    Where they say more, as the hour of a meeting, that is done at once where all of it is certain.
    """
    from bot.readers.deadline import read_deadline
    from bot.readers.reply import read_message

    route = _route(context, asked.purpose)
    if route.said and await route.said(context, person, asked.about, words):
        await answered(context.request, person, asked)
        return True
    async with context.request.look() as ledger:
        there = await numbers_there(ledger, person, words)
    part, *others = read_message(words, named=there).parts
    reading = read_deadline(words, context.request.day_said(await context.unit()), calendar=context.request.calendar)
    if others or part.number is not None or part.reading.intent not in NO_REPORT or reading.kind is ReadingKind.NONE:
        return False
    read, first = days_of(reading), await _first(context, _route(context, asked.purpose), asked.about)
    days = tuple(day for day in read if day >= first)
    text = read_as(context.wording, words, left_of(reading, read, days) if days else reading)
    if read and not days:
        text = context.say("replies.day.too_early", words=words, day=day_words(read[0]), first=day_words(first))
    await ask_day(
        context, asked.purpose, asked.about, offer_body(context.wording, asked.purpose, asked.about, text, days)
    )
    return True


def _route(context: Context, purpose: str) -> DayRoute:
    if purpose not in context.routes.days:
        raise StaleButton
    return context.routes.days[purpose]


async def on_nothing(context: Context, _: Nothing) -> None:
    """A head or an empty cell of a calendar: nothing happens."""


ROUTES = Routes(taps=(TapRoute(PickDay, on_day), TapRoute(ShowCalendar, on_calendar), TapRoute(Nothing, on_nothing)))
