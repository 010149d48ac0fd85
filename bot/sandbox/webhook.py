"""Updates pushed to the bot's own address, one after another, until it answers with success."""

import asyncio
from typing import Any

import httpx

from bot.sandbox.answer import Json, Refused, bad_request
from bot.sandbox.change import Change
from bot.sandbox.update import UpdateQueue

RETRY_SECONDS = 0.5
PUSH_SECONDS = 10


class Webhook:
    """The bot's address, and the task that pushes to it."""

    def __init__(self, queue: UpdateQueue, change: Change) -> None:
        self.url = ""
        self._queue = queue
        self._change = change
        self._secret = ""
        self._error: Json = {}
        self._task: asyncio.Task[None] | None = None

    async def set(self, url: str, secret: str) -> None:
        """Push to an address from now on; raises Refused for an address that is none."""
        await self.delete()
        if not url:
            return
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.url, self._secret, self._error = url, secret, {}
        self._task = asyncio.create_task(self._push())

    async def delete(self) -> None:
        """Push no more."""
        self.url = ""
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def check_off(self) -> None:
        """Raise Refused where updates are pushed, so that they cannot be fetched."""
        if self.url:
            reason = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise Refused(409, f"Conflict: {reason}")

    def as_json(self) -> Json:
        """The WebhookInfo object of the Bot API."""
        waiting = {"pending_update_count": len(self._queue)}
        return {"url": self.url, "has_custom_certificate": False} | waiting | self._error

    async def _push(self) -> None:
        async with httpx.AsyncClient(timeout=PUSH_SECONDS) as client:
            while True:
                if not (batch := self._queue.batch(limit=1)):
                    await self._change.wait()
                elif await self._pushed(client, batch[0].raw):
                    batch[0].fetched = True
                    self._queue.confirm(batch[0].id + 1)
                else:
                    await asyncio.sleep(RETRY_SECONDS)

    async def _pushed(self, client: httpx.AsyncClient, raw: Any) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            response = await client.post(self.url, json=raw, headers=headers)
            response.raise_for_status()
        except httpx.HTTPError as error:
            self._error = {
                "last_error_date": self._queue.stamp(),
                "last_error_message": f"Wrong response from the webhook: {error}",
            }
            return False
        return True
