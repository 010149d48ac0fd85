"""Operations: the office asks for the state of the installation, and for a backup."""

from bot.domain.people.person import Role
from bot.messages.core.taps import LineSeen
from bot.messages.operations.view import draw_archive, draw_health
from bot.services.operations.backup import back_up
from bot.services.operations.canary import answer_canary
from bot.services.operations.health import health
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute


async def on_health(context: Context) -> None:
    """Say whether everything that is due goes out, and what must be mended."""
    found = await health(context.request, by=await context.person())
    await context.answer(draw_health(context.wording, found))


async def on_backup(context: Context) -> None:
    """Make an archive and say where it lies; its content never goes through the chat."""
    made = await back_up(context.request, by=await context.person())
    await context.answer(draw_archive(context.wording, made))


async def on_line_seen(context: Context, tap: LineSeen) -> None:
    """Note that the message which tries the line was seen on a phone of the office."""
    await answer_canary(context.request, tap.day, by=await context.person())
    await context.answer(context.say("operations.canary_answered"), edit=True)


ROUTES = Routes(
    commands=(
        Command("health", ("运行状况", "体检"), on_health, (Role.OFFICE,), nothing),
        Command("backup", ("备份",), on_backup, (Role.OFFICE,), nothing),
    ),
    taps=(TapRoute(LineSeen, on_line_seen),),
)
