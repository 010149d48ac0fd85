"""Days: what was understood is echoed, and only a tap confirms it; a month to pick from for everything else."""

import datetime as dt

from bot.domain.core.refusal import StaleButton
from bot.messages.replies.day_picker import calendar_body
from handlers.core.context import Context
from handlers.core.routes import DayRoute, Routes

EARLIEST = dt.date(2000, 1, 1)


async def on_day(context: Context) -> None:
    """Hand a confirmed day to the capability that asked for it."""
    purpose, target, day = await context.pressed()
    route = _route(context, purpose)
    await route.handle(context, await context.person(), target, dt.datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007 - a day has no zone


async def on_calendar(context: Context) -> None:
    """Show a month to pick a day from."""
    purpose, target, month = await context.pressed()
    today = context.request.today(await context.unit())
    shown = dt.date(int(month[:4]), int(month[4:]), 1) if month else today.replace(day=1)
    first = EARLIEST if _route(context, purpose).past else today
    await context.answer(calendar_body(context.wording, purpose, target, shown, first), edit=bool(month))


def _route(context: Context, purpose: str) -> DayRoute:
    if purpose not in context.routes.days:
        raise StaleButton
    return context.routes.days[purpose]


async def on_nothing(context: Context) -> None:
    """A head or an empty cell of a calendar: nothing happens."""
    await context.pressed()


ROUTES = Routes(taps={"day": on_day, "cal": on_calendar, "nil": on_nothing})
