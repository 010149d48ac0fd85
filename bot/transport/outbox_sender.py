"""The sender of the outbox: answers first, then by priority, within Telegram's limits, one sender a bot."""

import asyncio
import math
import time
from dataclasses import replace

import structlog
from markupsafe import Markup
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.domain.outbox.message import Priority
from bot.messages.body import MessageBody, plain
from bot.services.core.callback_data import button_key
from bot.services.core.ledger import Card
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import LeaderLock
from bot.services.outbox.delivery import (
    ClaimedMessage,
    Former,
    claim,
    delivered,
    is_ready,
    postponed,
    recipient,
    recover,
)
from bot.transport.limiter import Busy, Limiter
from bot.transport.markup import keyboard
from bot.transport.send_result import PartlySent, settle
from bot.transport.sender import OutgoingMessage, TelegramSender

WIDEST = 16
WIDER_AFTER = 32  # deliveries, after which one more message may be under way
STUCK = 20.0  # seconds without a delivery, after which the rest waits for the next run
ALERT = 200  # characters of an alert that Telegram shows
SPOILT = ("image_process_failed", "photo_invalid", "wrong file", "wrong type of the web page", "failed to get http url")

log = structlog.get_logger(__name__)


class OutboxSender:
    """One a bot; its limiter counts whatever is sent, whoever asked for it.

    Where several processes have one, the one that holds the leader lock sends and the others stand by.
    """

    def __init__(
        self, bot: Bot, request: RequestContext, limiter: Limiter | None = None, lock: LeaderLock | None = None
    ) -> None:
        self._bot = bot
        self._request = request
        self._lock = lock
        self._sender = TelegramSender(bot, limiter or Limiter())
        self._key = b""
        self._began = False
        self._rests: dict[str, float] = {}  # until when who had a message may have no other, by the monotonic clock

    async def run_once(self) -> int:
        """Send what is ready until nothing is; how many messages were delivered.

        A short queue goes one message at a time, so that at most one is in doubt when the program is killed; a long one
        goes ever wider, up to Telegram's ceiling. What was on its way when the program ended last time may have
        arrived: that is settled first. Failures of one recipient never stop the others. Raises InvalidToken where the
        token is no longer good.
        """
        if not await self.leads():
            return 0
        if not self._began:
            await recover(self._request)
            self._began = True
        under_way: set[asyncio.Task[bool]] = set()
        count, last = 0, time.monotonic()
        try:
            while True:
                stuck = time.monotonic() - last >= STUCK
                if not stuck:
                    under_way |= await self._set_out(_width(count) - len(under_way))
                if not under_way:
                    if stuck or not await self._others_wait():
                        return count
                    continue
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                arrived = sum(task.result() for task in done)
                if arrived:
                    count, last = count + arrived, time.monotonic()
        except BaseException:
            self._began = False
            raise
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _set_out(self, room: int) -> set[asyncio.Task[bool]]:
        """Set out with as many messages, none for people who had one just now."""
        now = time.monotonic()
        self._rests = {who: until for who, until in self._rests.items() if until > now}
        claimed = await claim(self._request, room, resting=self._rests) if await self.leads() else []
        self._rests |= {recipient(one.message): math.inf for one in claimed}
        return {asyncio.create_task(self._deliver(one)) for one in claimed}

    async def leads(self) -> bool:
        """True where it is this process that sends; one that begins anew settles first what was on its way."""
        if self._lock is None or await self._lock.take():
            return True
        self._began = False
        return False

    async def _deliver(self, claimed: ClaimedMessage) -> bool:
        """Send a message and write down what became of it; True where it arrived."""
        message = claimed.message
        try:
            number = await self._alerted(claimed) or await self._sent(claimed)
        except InvalidToken as error:
            await settle(self._request, message.id, error)
            raise
        except Busy as busy:
            await postponed(self._request, message.id, busy.seconds)
            return False
        except (TelegramError, PartlySent, ValueError) as error:
            log.warning("message_not_delivered", message=message.id, error=type(error).__name__)
            await settle(self._request, message.id, error)
            return False
        finally:
            self._rests[recipient(message)] = time.monotonic() + self._sender.limiter.rest
        former = await delivered(self._request, message.id, claimed.chat, number, claimed.body.measures)
        if former:
            await self._take_buttons(former)
        return True

    async def _alerted(self, claimed: ClaimedMessage) -> int:
        """Answer the press of a button by an alert; 0 where there is none, or where Telegram takes no alert any more."""
        if not claimed.press:
            return 0
        try:
            await self._bot.answer_callback_query(claimed.press, plain(claimed.body.text)[:ALERT], show_alert=True)
        except BadRequest:
            log.info("press_too_old", message=claimed.message.id)
            return 0
        return -1

    async def _sent(self, claimed: ClaimedMessage) -> int:
        """Send the body; where Telegram cannot use its pictures it goes without them and says so."""
        try:
            return await self._placed(claimed, claimed.body)
        except BadRequest as error:
            if not claimed.body.attachments or not any(words in str(error).lower() for words in SPOILT):
                raise
            log.warning("pictures_refused", message=claimed.message.id, error=str(error))
        note = self._request.wording.say("reminders.no_pictures")
        return await self._placed(
            claimed, replace(claimed.body, attachments=(), text=Markup("\n").join([claimed.body.text, note]))
        )

    async def _placed(self, claimed: ClaimedMessage, body: MessageBody) -> int:
        urgent = claimed.message.priority is Priority.ANSWER
        await self._sender.limiter.approach(claimed.chat, urgent=urgent)
        outgoing = await self._outgoing(claimed.chat, body, urgent=urgent, reply_to=claimed.reply_to)
        return await self._place(outgoing, claimed.edit)

    async def _others_wait(self) -> bool:
        """Wait a moment where those who had a message just now have the next one coming; False where nobody has."""
        if not self._rests or not await is_ready(self._request):
            return False
        await asyncio.sleep(max(0, min(self._rests.values()) - time.monotonic()))
        return True

    async def _take_buttons(self, former: Former) -> None:
        """The newest card replaces the buttons of the former one, where Telegram still lets us."""
        try:
            await self._sender.take_buttons(former.chat, former.message)
        except TelegramError as error:
            log.info("old_buttons_stay", error=type(error).__name__)

    async def post(self, chat: int, body: MessageBody, *, edit: int | None = None) -> int:
        """Send a body beside the outbox, or put it in place of a message of ours; Telegram's message id.

        For what may be lost and made anew, such as the board. Raises TelegramError where Telegram refuses.
        """
        number = await self._place(await self._outgoing(chat, body, urgent=True), edit)
        if body.measures:
            async with self._request.store.open() as ledger:
                unit = body.measures[0].partition("/")[0]
                await ledger.cards.put(
                    Card(self._request.place(chat, number), unit, body.measures, self._request.now())
                )
        return number

    async def _place(self, outgoing: OutgoingMessage, edit: int | None) -> int:
        return await (self._sender.send(outgoing) if edit is None else self._sender.edit(outgoing, edit))

    async def pin(self, chat: int, number: int) -> None:
        """Keep a message of ours at the top of its chat, without a sound."""
        await self._sender.pin(chat, number)

    async def _outgoing(
        self, chat: int, body: MessageBody, *, urgent: bool, reply_to: int | None = None
    ) -> OutgoingMessage:
        if body.buttons and not self._key:
            async with self._request.store.open() as ledger:
                self._key = await button_key(ledger)
        return OutgoingMessage(chat, body, keyboard(body, self._key, chat, self._request.now()), urgent, reply_to)


def _width(delivered: int) -> int:
    """How many messages may be under way at once, after so many deliveries in a row."""
    return min(WIDEST, 1 + delivered // WIDER_AFTER)
