"""The courier: carries the outbox and the window's answers through Telegram, within its limits."""

import asyncio
import time

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.reports.sheet import Sheet
from bot.senders.carriage import Carriage, Load
from bot.senders.limiter import Busy, Limiter
from bot.senders.markup import keyboard
from bot.senders.outcome import PartlySent, settle
from bot.services.desk import Desk
from bot.services.dispatch import Former, Parcel, claim, delivered, postponed, recover
from bot.services.ledger import Card
from bot.services.seal import button_key

WIDEST = 16
WIDER_AFTER = 32  # deliveries, after which one more message may be under way
STUCK = 20.0  # seconds without a delivery, after which the rest waits for the next run

log = structlog.get_logger(__name__)


class Courier:
    """One courier a bot; its limiter counts whatever is sent, whoever asked for it."""

    def __init__(self, bot: Bot, desk: Desk, limiter: Limiter | None = None) -> None:
        self._desk = desk
        self._carriage = Carriage(bot, limiter or Limiter())
        self._key = b""
        self._began = False

    async def run_once(self) -> int:
        """Carry what is ready until nothing is; how many messages were delivered.

        A short queue goes one message at a time, so that at most one is in doubt when the program is killed; a long one
        goes ever wider, up to Telegram's ceiling. What was on its way when the program ended last time may have
        arrived: that is settled first. Failures of one recipient never stop the others. Raises InvalidToken where the
        token is no longer good.
        """
        if not self._began:
            await recover(self._desk)
            self._began = True
        under_way: set[asyncio.Task[bool]] = set()
        count, last = 0, time.monotonic()
        try:
            while True:
                if time.monotonic() - last < STUCK:
                    parcels = await claim(self._desk, _width(count) - len(under_way))
                    under_way |= {asyncio.create_task(self._carry(parcel)) for parcel in parcels}
                if not under_way:
                    return count
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                arrived = sum(task.result() for task in done)
                if arrived:
                    count, last = count + arrived, time.monotonic()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _carry(self, parcel: Parcel) -> bool:
        message, chat = parcel.message, parcel.chat
        try:
            await self._carriage.limiter.approach(chat)
            number = await self._carriage.send(await self._load(chat, parcel.sheet, urgent=False))
        except InvalidToken as error:
            await settle(self._desk, message.id, error)
            raise
        except Busy as busy:
            await postponed(self._desk, message.id, busy.seconds)
            return False
        except (TelegramError, PartlySent, ValueError) as error:
            log.warning("message_not_delivered", message=message.id, error=type(error).__name__)
            await settle(self._desk, message.id, error)
            return False
        former = await delivered(self._desk, message.id, chat, number, parcel.sheet.measures)
        if former:
            await self._take_buttons(former)
        return True

    async def _take_buttons(self, former: Former) -> None:
        """The newest card replaces the buttons of the former one, where Telegram still lets us."""
        try:
            await self._carriage.take_buttons(former.chat, former.message)
        except TelegramError as error:
            log.info("old_buttons_stay", error=type(error).__name__)

    async def post(self, chat: int, sheet: Sheet, *, reply_to: int | None = None, edit: int | None = None) -> int:
        """Send a sheet ahead of the queue, or put it in place of a message of ours; Telegram's message id.

        Raises TelegramError where Telegram refuses.
        """
        load = await self._load(chat, sheet, urgent=True, reply_to=reply_to)
        number = await (self._carriage.send(load) if edit is None else self._carriage.edit(load, edit))
        if sheet.measures:
            async with self._desk.store.open() as ledger:
                unit = sheet.measures[0].partition("/")[0]
                await ledger.cards.put(Card(f"{chat}:{number}", unit, sheet.measures, self._desk.now()))
        return number

    async def _load(self, chat: int, sheet: Sheet, *, urgent: bool, reply_to: int | None = None) -> Load:
        if sheet.buttons and not self._key:
            async with self._desk.store.open() as ledger:
                self._key = await button_key(ledger)
        return Load(chat, sheet, keyboard(sheet, self._key, chat, self._desk.now()), urgent, reply_to)


def _width(delivered: int) -> int:
    """How many messages may be under way at once, after so many deliveries in a row."""
    return min(WIDEST, 1 + delivered // WIDER_AFTER)
