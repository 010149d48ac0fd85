"""The bot itself: its account, its menu, its files, its answers to buttons."""

from typing import TYPE_CHECKING

from bot.sandbox.answer import bad_request
from bot.sandbox.file import DOWNLOAD_BYTES
from bot.sandbox.menu import read_scope
from bot.sandbox.update import BUTTON_KEPT

if TYPE_CHECKING:
    from bot.sandbox.answer import Json
    from bot.sandbox.parameters import Parameters
    from bot.sandbox.sandbox import Sandbox

MOST_COMMANDS = 100
ANSWER_LENGTH = 200


async def get_me(sandbox: "Sandbox", _asked: "Parameters") -> "Json":
    """The bot's account."""
    may = {"can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}
    return sandbox.bot.as_json() | may


async def log_out(_sandbox: "Sandbox", _asked: "Parameters") -> bool:
    """Nothing is to be done to leave."""
    return True


async def get_file(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Where a file can be downloaded."""
    kept = sandbox.files.get(asked.text("file_id"))
    if len(kept.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return kept.as_json() | {"file_path": kept.path}


async def answer_callback_query(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Answer a press with a line or an alert; too late after 150 seconds."""
    press = sandbox.presses.get(asked.text("callback_query_id"))
    if press is None or sandbox.clock.now() - press.at > BUTTON_KEPT:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(asked.text("text")) > ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if not press.given:
        press.given, press.text, press.alert = True, asked.text("text"), asked.flag("show_alert")
        press.phone.answers.append(press)
        sandbox.on_change.ring()
    return True


async def set_my_commands(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Set the command menu of a scope."""
    commands = asked.objects("commands")
    for command in commands:
        name, description = str(command.get("command", "")), str(command.get("description", ""))
        if not (0 < len(name) <= 32 and name.replace("_", "").isalnum() and name.isascii() and name == name.lower()):  # noqa: PLR2004 - Telegram's length
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(description) <= 256:  # noqa: PLR2004 - Telegram's length
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    sandbox.menu.set(read_scope(asked.object("scope")), asked.text("language_code"), commands)
    sandbox.on_change.ring()
    return True


async def delete_my_commands(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Take the command menu of a scope away."""
    sandbox.menu.set(read_scope(asked.object("scope")), asked.text("language_code"), [])
    sandbox.on_change.ring()
    return True


async def get_my_commands(sandbox: "Sandbox", asked: "Parameters") -> "list[Json]":
    """The command menu of exactly one scope."""
    return sandbox.menu.get(read_scope(asked.object("scope")), asked.text("language_code"))
