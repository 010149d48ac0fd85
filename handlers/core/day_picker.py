"""Days: what was understood is echoed, and only a tap confirms it; a month to pick from for everything else."""

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.domain.core.refusal import StaleButton
from bot.domain.people.person import Person
from bot.messages.replies.day_picker import calendar_body
from handlers.core.request import Context, TelegramApplication, open_actions

TakeDay = Callable[[Context, Person, str, dt.date], Awaitable[None]]
EARLIEST = dt.date(2000, 1, 1)
PAST_TOO: set[str] = set()  # purposes for which a day that has passed may be meant
PURPOSES: dict[str, TakeDay] = {}  # what a confirmed day is for; each concern puts its own here


async def on_day(context: Context) -> None:
    """Hand a confirmed day to the concern that asked for it."""
    purpose, target, day = await context.pressed()
    if purpose not in PURPOSES:
        raise StaleButton
    await PURPOSES[purpose](context, await context.person(), target, dt.datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007 - a day has no zone


async def on_calendar(context: Context) -> None:
    """Show a month to pick a day from."""
    purpose, target, month = await context.pressed()
    today = context.request.today(await context.unit())
    shown = dt.date(int(month[:4]), int(month[4:]), 1) if month else today.replace(day=1)
    first = EARLIEST if purpose in PAST_TOO else today
    await context.answer(calendar_body(context.window.request.wording, purpose, target, shown, first), edit=bool(month))


async def on_nothing(context: Context) -> None:
    """A head or an empty cell of a calendar: nothing happens."""
    await context.pressed()


def register(application: TelegramApplication) -> None:
    """Open the calendar."""
    open_actions(application, {"day": on_day, "cal": on_calendar, "nil": on_nothing})
