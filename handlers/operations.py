"""Caring for the installation: the office asks how it is, and for a backup."""

from bot.domain.people.person import Role
from bot.messages.operations.view import draw_archive, draw_health
from bot.services.operations.backup import back_up
from bot.services.operations.health import health
from handlers.core.request import Command, Context, TelegramApplication, open_commands


async def on_health(context: Context) -> None:
    """Say whether everything that is due goes out, and what must be mended."""
    found = await health(context.request, by=await context.person())
    await context.answer(draw_health(context.window.request.wording, found))


async def on_backup(context: Context) -> None:
    """Make an archive and say where it lies; its content never goes through the chat."""
    made = await back_up(context.request, by=await context.person())
    await context.answer(draw_archive(context.window.request.wording, made))


COMMANDS = (
    Command("health", ("运行状况", "体检"), on_health, (Role.OFFICE,)),
    Command("backup", ("备份",), on_backup, (Role.OFFICE,)),
)


def register(application: TelegramApplication) -> None:
    """Open the care of the installation."""
    open_commands(application, COMMANDS)
