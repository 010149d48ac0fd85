"""Days: what was understood is echoed, and only a tap confirms it; a month to pick from for everything else."""

import datetime as dt

from bot.domain.core.refusal import StaleButton
from bot.messages.core.taps import Nothing, PickDay, ShowCalendar
from bot.messages.replies.day_picker import calendar_body
from handlers.core.context import Context
from handlers.core.routes import DayRoute, Routes, TapRoute

EARLIEST = dt.date(2000, 1, 1)


async def on_day(context: Context, tap: PickDay) -> None:
    """Hand a confirmed day to the capability that asked for it."""
    route = _route(context, tap.purpose)
    await route.handle(context, await context.person(), tap.target, tap.day)


async def on_calendar(context: Context, tap: ShowCalendar) -> None:
    """Show a month to pick a day from."""
    route, today = _route(context, tap.purpose), context.request.today(await context.unit())
    first = await route.first(context, tap.target) if route.first else EARLIEST if route.past else today
    month = max(first, today).replace(day=1)
    shown = dt.date(int(tap.month[:4]), int(tap.month[4:]), 1) if tap.month else month
    await context.answer(calendar_body(context.wording, tap.purpose, tap.target, shown, first), edit=bool(tap.month))


def _route(context: Context, purpose: str) -> DayRoute:
    if purpose not in context.routes.days:
        raise StaleButton
    return context.routes.days[purpose]


async def on_nothing(context: Context, _: Nothing) -> None:
    """A head or an empty cell of a calendar: nothing happens."""


ROUTES = Routes(taps=(TapRoute(PickDay, on_day), TapRoute(ShowCalendar, on_calendar), TapRoute(Nothing, on_nothing)))
