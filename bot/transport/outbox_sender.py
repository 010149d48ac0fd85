"""The sender of the outbox: answers first, then by priority, within Telegram's limits, one sender a bot."""

import asyncio
import math
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog
from markupsafe import Markup
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.domain.outbox.message import Message, Priority
from bot.messages.body import MessageBody, Rows, plain
from bot.messages.pending.live_card import newer_rows
from bot.services.core.callback_data import button_key
from bot.services.core.ledger import Card
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import LeaderLock
from bot.services.outbox.claims import ClaimedMessage, Room, claim, drawn_up, is_ready, recipient
from bot.services.outbox.confidential import is_protected
from bot.services.outbox.delivery import Delivered, Former, delivered, postponed, recover
from bot.transport.limiter import Busy, Limiter
from bot.transport.markup import keyboard
from bot.transport.send_result import PartlySent, refuses_body, settle
from bot.transport.sender import OutgoingMessage, TelegramSender

WIDEST = 16
WIDER_AFTER = 32  # deliveries, after which one more message may be under way
IDLE = 1.0  # seconds between looks for what has become due
CROWDED = 0.05  # seconds between such looks while more answers may be ready than go at once
STANDBY = 1.0  # seconds between two questions for the leader lock that another holds
TROUBLED = 5.0  # seconds after trouble
STUCK = 20.0  # seconds without a delivery, after which the rest waits for the next run
ALERT = 200  # characters of an alert that Telegram shows

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
        self._under_way: dict[asyncio.Task[int], Message] = {}
        self._claiming = False  # whether messages are being taken that do not stand under way yet
        self._crowded = False  # whether more answers may be ready than go at once
        self._reserved: set[int] = set()  # chats of answers that are being kept
        self._in_a_row = 0  # deliveries since the queue was last empty
        self._rests: dict[str, float] = {}  # until when who had a message may have no other, by the monotonic clock

    async def run(self, stop: asyncio.Event, alive: Callable[[], None] = lambda: None) -> None:
        """Send until `stop` is set, then what is ready still; says that it is alive at every round."""
        ring = self._request.runtime.rings[self._request.bot]
        stopping, ringing = asyncio.create_task(stop.wait()), asyncio.create_task(ring.wait())
        try:
            while not stop.is_set():
                alive()
                ring.clear()
                pause = await self._outliving(self._fill)
                if ringing.done():
                    ringing = asyncio.create_task(ring.wait())
                await asyncio.wait({stopping, ringing, *self._under_way}, timeout=pause, return_when=FIRST_COMPLETED)
            await self._outliving(self._finish)
        finally:
            stopping.cancel()
            ringing.cancel()
            await self._abandon()
            self._began = False

    async def _fill(self) -> float:
        """Set out with what is ready; how many seconds nothing more has to be looked for unless somebody rings."""
        self._collect()
        if not await self._begins():
            return STANDBY
        await self._set_out()
        return CROWDED if self._crowded else IDLE

    async def _finish(self) -> float:
        await self.run_once()
        return IDLE

    async def _outliving(self, work: Callable[[], Awaitable[float]]) -> float:
        """Do the work, and say what was in its way: no trouble with Telegram or the ledger ends the program."""
        try:
            return await work()
        except InvalidToken:
            log.error("Telegram refuses the token; get a new one from BotFather", bot=self._request.bot)  # noqa: TRY400 - no traceback
        except OSError as error:
            log.warning("ledger not reached", error=type(error).__name__)
        except Exception:
            log.exception("outbox_failed")
        self._began = False  # what arrived may not be marked
        return TROUBLED

    async def run_once(self) -> int:
        """Send what is ready until nothing is; how many messages were delivered. Raises InvalidToken."""
        if not await self._begins():
            return 0
        count, last = 0, time.monotonic()
        try:
            while time.monotonic() - last < STUCK:
                await self._set_out()
                if not self._under_way:
                    if self._crowded:
                        await asyncio.sleep(CROWDED)
                        continue
                    if await self._others_wait() or self._under_way:
                        continue
                    break
                pause = CROWDED if self._crowded else IDLE
                await asyncio.wait(self._under_way, timeout=pause, return_when=FIRST_COMPLETED)
                if arrived := self._collect():
                    count, last = count + arrived, time.monotonic()
        finally:
            await self._abandon()
        return count

    async def _begins(self) -> bool:
        """True where it is this process that sends; what was on its way at the last end may have arrived."""
        if not await self.leads():
            return False
        if not self._began:
            if self._under_way:
                await asyncio.wait(self._under_way)
                self._collect()
            await recover(self._request)
            self._began = True
        return True

    def _collect(self) -> int:
        """How many of the messages that were under way arrived; raises InvalidToken where the token is refused."""
        done = {task for task in self._under_way if task.done()}
        for task in done:
            del self._under_way[task]
        arrived = sum(task.result() for task in done)
        self._in_a_row = self._in_a_row + arrived if self._under_way or arrived else 0
        return arrived

    async def _abandon(self) -> None:
        """Let go of what is under way; what becomes of it is settled at the next beginning."""
        if self._under_way:
            self._began = False
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()
        self._in_a_row = 0

    async def _set_out(self) -> None:
        """Set out with as many messages as may be under way, none for people who had one just now.

        A short queue goes one message at a time, so that at most one is in doubt when the program is killed; a long one
        goes ever wider, up to Telegram's ceiling. Answers wait for nobody.
        """
        now = time.monotonic()
        self._rests = {who: until for who, until in self._rests.items() if until > now}
        room = Room(self._free_for_answers, _width(self._in_a_row) - len(self._under_way) + self._answering)
        self._claiming = True
        try:
            claimed = await claim(self._request, room, resting=self._rests)
        finally:
            self._claiming = False
        self._crowded = sum(one.message.priority is Priority.ANSWER for one in claimed) == room.answers
        self._rests |= {recipient(one.message): math.inf for one in claimed}
        self._under_way |= {asyncio.create_task(self._carry(one.message, one)): one.message for one in claimed}

    @property
    def _answering(self) -> int:
        return sum(message.priority is Priority.ANSWER for message in self._under_way.values())

    @property
    def _free_for_answers(self) -> int:
        """How many more answers may be under way: no more than go at once, so that few are in doubt after a kill."""
        places = min(WIDEST - self._answering, self._sender.limiter.at_once())
        return max(0, places - len(self._reserved))

    def reserve(self, chat: int) -> bool:
        """Hold a chat for an answer that is being kept; False where it has to wait for a place, or for a sender."""
        if not self._began or self._claiming or not self._free_for_answers:
            return False
        if self._rests.get(str(chat), 0) > time.monotonic():
            return False
        self._rests[str(chat)] = math.inf
        self._reserved.add(chat)
        return True

    def release(self, chat: int) -> None:
        """The answer was not kept: others may have the chat."""
        self._rests.pop(str(chat), None)
        self._reserved.discard(chat)

    def send(self, message: Message) -> None:
        """Send an answer that is kept as being sent, to a chat that is held for it."""
        self._reserved.discard(message.chat or 0)
        task = asyncio.create_task(self._carry(message))
        self._under_way[task] = message
        task.add_done_callback(lambda _: self._request.runtime.ring(self._request.bot))

    async def _carry(self, message: Message, claimed: ClaimedMessage | None = None) -> int:
        """Deliver a message, and after an answer those that wait behind it; how many arrived."""
        arrived = 0
        try:
            claimed = claimed or await drawn_up(self._request, message)
            while claimed and (settled := await self._deliver(claimed)):
                arrived += 1
                claimed = await drawn_up(self._request, settled.following) if settled.following else None
        finally:
            rest = 0.0 if message.priority is Priority.ANSWER else self._sender.limiter.rest
            self._rests[recipient(message)] = time.monotonic() + rest
        return arrived

    async def leads(self) -> bool:
        """True where it is this process that sends; one that begins anew settles first what was on its way."""
        if self._lock is None or await self._lock.acquire():
            return True
        self._began = False
        return False

    async def _deliver(self, claimed: ClaimedMessage) -> Delivered | None:
        """Send a message and write down what became of it; None where it did not arrive."""
        try:
            return await self._settled(claimed)
        except LookupError:  # another sender had taken it over meanwhile, and it is dropped
            log.warning("message_settled_elsewhere", message=claimed.message.id)
        except (InvalidToken, OSError):
            raise
        except Exception as error:  # one message must not stop the others
            log.exception("message_failed", message=claimed.message.id)
            await settle(self._request, claimed.message.id, error)
        return None

    async def _settled(self, claimed: ClaimedMessage) -> Delivered | None:
        message = claimed.message
        try:
            number = await self._alerted(claimed) or await self._sent(claimed)
        except InvalidToken as error:
            await settle(self._request, message.id, error)
            raise
        except Busy as busy:
            await postponed(self._request, message.id, busy.seconds)
            return None
        except (TelegramError, PartlySent, ValueError) as error:
            log.warning("message_not_delivered", message=message.id, error=type(error).__name__)
            await settle(self._request, message.id, error)
            return None
        body = claimed.body
        settled = await delivered(self._request, message.id, claimed.chat, number, body.measures, matter=body.matter)
        if settled.former:
            await self._take_buttons(settled.former)
        return settled

    async def _alerted(self, claimed: ClaimedMessage) -> int:
        """Answer the press of a button by an alert; 0 where there is none, or where it is too late for one."""
        if not claimed.press:
            return 0
        try:
            await self._bot.answer_callback_query(claimed.press, plain(claimed.body.text)[:ALERT], show_alert=True)
        except BadRequest:
            log.info("press_too_old", message=claimed.message.id)
            return 0
        return -1

    async def _sent(self, claimed: ClaimedMessage) -> int:
        """Send the body; where Telegram will not have it with its files it goes without them and says so."""
        try:
            return await self._placed(claimed, claimed.body)
        except NetworkError as error:
            if not claimed.body.attachments or not refuses_body(error):
                raise
            log.warning("pictures_refused", message=claimed.message.id, error=str(error))
        note = self._request.wording.say("outbox.no_pictures")
        bare = replace(claimed.body, attachments=(), text=Markup("\n").join([claimed.body.text, note]))
        return await self._placed(claimed, bare)

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
            await self.put_buttons(former.chat, former.message, newer_rows(self._request.wording, former.matter))
        except TelegramError as error:
            log.info("old_buttons_stay", error=type(error).__name__)

    async def put_buttons(self, chat: int, message: int, rows: Rows) -> None:
        """Put other buttons below a message of ours; raises TelegramError where Telegram does not let us any more."""
        outgoing = await self._outgoing(chat, MessageBody(Markup(), rows), urgent=False)
        await self._sender.put_buttons(chat, message, outgoing.buttons)

    async def post(self, chat: int, body: MessageBody, *, edit: int | None = None, instead: bool = True) -> int:
        """Send a body beside the outbox, or put it in place of a message of ours; Telegram's message id.

        For what may be lost and made anew, such as the board. Raises TelegramError where Telegram refuses.
        """
        number = await self._place(await self._outgoing(chat, body, urgent=True), edit, instead=instead)
        if body.measures:
            async with self._request.store.open() as ledger:
                unit = body.measures[0].partition("/")[0]
                card = Card(self._request.place(chat, number), unit, body.measures, self._request.now())
                await ledger.cards.put(card)
        return number

    async def _place(self, outgoing: OutgoingMessage, edit: int | None, *, instead: bool = True) -> int:
        return await (self._sender.edit(outgoing, edit, instead=instead) if edit else self._sender.send(outgoing))

    async def pin(self, chat: int, number: int) -> None:
        """Keep a message of ours at the top of its chat, without a sound."""
        await self._sender.pin(chat, number)

    async def unpin(self, chat: int, number: int) -> None:
        """Let a message of ours go from the top of its chat."""
        await self._sender.unpin(chat, number)

    async def _outgoing(
        self, chat: int, body: MessageBody, *, urgent: bool, reply_to: int | None = None
    ) -> OutgoingMessage:
        if body.buttons and not self._key:
            async with self._request.store.open() as ledger:
                self._key = await button_key(ledger)
        buttons = keyboard(body, self._key, chat, self._request.now())
        protected = await is_protected(self._request, chat, body.measures)
        return OutgoingMessage(chat, body, buttons, urgent, reply_to, protected=protected)


def _width(delivered: int) -> int:
    """How many messages may be under way at once, after so many deliveries in a row."""
    return min(WIDEST, 1 + delivered // WIDER_AFTER)
