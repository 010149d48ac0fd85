"""Getting updates: fetched by long polling, or pushed to a webhook."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.update import MOST

if TYPE_CHECKING:
    from bot.sandbox.answer import Json
    from bot.sandbox.parameters import Parameters
    from bot.sandbox.sandbox import Sandbox

LONGEST_SECONDS = 50


async def get_updates(sandbox: "Sandbox", asked: "Parameters") -> list[Any]:
    """Wait for updates; an offset confirms all before it."""
    sandbox.webhook.check_off()
    limit = min(max(asked.number("limit", MOST), 1), MOST)
    seconds = min(max(asked.number("timeout"), 0), LONGEST_SECONDS)
    return await sandbox.queue.poll(asked.number("offset"), limit, seconds, asked.words("allowed_updates"))


async def set_webhook(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Push updates to an address."""
    if (allowed := asked.words("allowed_updates")) is not None:
        sandbox.queue.allowed = frozenset(allowed)
    if asked.flag("drop_pending_updates"):
        sandbox.queue.clear()
    await sandbox.webhook.set(asked.text("url"), asked.text("secret_token"))
    return True


async def delete_webhook(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Push no more."""
    if asked.flag("drop_pending_updates"):
        sandbox.queue.clear()
    await sandbox.webhook.delete()
    return True


async def get_webhook_info(sandbox: "Sandbox", _asked: "Parameters") -> "Json":
    """How the pushing goes."""
    return sandbox.webhook.as_json()
