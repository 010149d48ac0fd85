"""Operations: the office asks for the state of the installation, for a backup, and for what its first day lacks."""

from bot.domain.people.person import Role
from bot.messages.core.operations_taps import FirstDayStep, TryReminder
from bot.messages.core.taps import LineSeen
from bot.messages.operations.first_day import first_day_body, roles_body, try_body, with_next_step
from bot.messages.operations.view import draw_archive, draw_health
from bot.messages.people.card import who_is_secretary
from bot.messages.supervision.nudge import nudged_body
from bot.services.operations.backup import back_up
from bot.services.operations.canary import answer_canary
from bot.services.operations.first_day import first_day, pin_first_day, to_try, try_reminder
from bot.services.operations.health import health
from bot.services.people.staff import secretary_candidates
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute


async def on_health(context: Context) -> None:
    """Say whether everything that is due goes out, what must be mended, and what the first day still lacks."""
    person = await context.person()
    body = draw_health(context.wording, await health(context.request, by=person))
    await context.answer(with_next_step(context.wording, body, await first_day(context.request, person)))


async def on_backup(context: Context) -> None:
    """Make an archive and say where it lies; its content never goes through the chat."""
    made = await back_up(context.request, by=await context.person())
    await context.answer(draw_archive(context.wording, made))


async def on_line_seen(context: Context, tap: LineSeen) -> None:
    """Note that the message which tries the line was seen on a phone of the office."""
    await answer_canary(context.request, tap.day, by=await context.person())
    await context.answer(context.say("operations.canary_answered"), edit=True)


async def on_first_day(context: Context) -> None:
    """Show the steps of the first day, and let them hang at the top of the chat while one is open."""
    person = await context.person()
    seen = await first_day(context.request, person)
    if seen.left:
        await pin_first_day(context.request, person, context.account)
    await context.answer(first_day_body(context.wording, seen))


async def on_step(context: Context, tap: FirstDayStep) -> None:
    """Go on with a step: ask who is secretary, say how leaders are named, offer whom to remind."""
    person = await context.person()
    if tap.step == "try":
        await context.answer(try_body(context.wording, await to_try(context.request, person)))
        return
    seen = await first_day(context.request, person)
    if candidates := await secretary_candidates(context.request, person):
        await context.answer(who_is_secretary(context.wording, candidates))
        return
    await context.answer(roles_body(context.wording, seen))


async def on_try(context: Context, tap: TryReminder) -> None:
    """Send the first reminder."""
    done = await try_reminder(context.request, await context.person(), tap.measure)
    await context.answer(
        nudged_body(context.wording, done.measures, done.told, done.lost, ownerless=done.ownerless), edit=True
    )


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("health", ("运行状况", "体检"), on_health, OFFICE, nothing),
        Command("backup", ("备份",), on_backup, OFFICE, nothing),
        Command("first_day", ("第一天",), on_first_day, OFFICE, nothing),
    ),
    taps=(TapRoute(LineSeen, on_line_seen), TapRoute(FirstDayStep, on_step), TapRoute(TryReminder, on_try)),
)
