"""The router: each update is one transaction — that it is handled, its effect, and what its sender is answered."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.domain.core.refusal import ExpiredButton, Refusal
from bot.domain.core.store_error import StoreError
from bot.domain.people.person import Person, Role
from bot.domain.replies.question_state import QuestionState
from bot.messages.body import MessageBody
from bot.messages.core.pending_taps import OpenMatter
from bot.messages.core.tap import Tap
from bot.services.core.ledger import Handled
from bot.services.core.shared_store import Inbox, ReceivedUpdate
from bot.services.core.unit_of_work import UnitOfWork, unit_of_work
from bot.services.outbox.answers import Answers, own_up_to_all
from bot.services.people.binding import person_at, unblock
from bot.services.replies.question import answered, open_question
from bot.services.replies.understanding import is_report
from handlers.core.arguments import anything
from handlers.core.context import BotState, Context, Received, TelegramApplication, behind_name, may_pass
from handlers.core.errors import EXPECTED, answer_error
from handlers.core.questions import DEFINITE, ONLY_AGREED
from handlers.core.routes import OWN, Command, Handle, Routes

log = structlog.get_logger(__name__)
CONFLICT = "conflict"
MEMBERSHIP = b'"my_chat_member":'  # of which nobody thinks as of something sent; within words it would be escaped
ABOUT = ("measure", "extension", "letter", "instruction", "recheck", "matter")  # what a button is about
DOWNLOADS = 6  # tries of an update that cannot have what it needs: for longer nobody's chat waits

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Handler = BaseHandler[Update, Context, None]
IsFor = Callable[[Context], Awaitable[bool]]


class _HandledBefore(Exception):  # noqa: N818 - no fault
    """The effect of the update is durable already, and its answer with it."""


class _NotYet(OSError):  # noqa: N818 - no fault
    """What the update needs is not to be had now, from Telegram or of the machine."""


TRY_AGAIN = (StoreError, _NotYet)


class Router:
    """Routes the updates of one bot; `handle` is what workers call.

    `read` gives an update of its JSON, None where it concerns nobody here; what it raises sets the update aside.
    """

    def __init__(
        self, application: TelegramApplication, state: BotState, inbox: Inbox, read: Callable[[Any], Update | None]
    ) -> None:
        application.bot_data["state"] = state
        self._read = read
        self._application = application
        self._state = state
        self._inbox = inbox
        self._commands = tuple(_commands(state.routes))
        self._others = tuple(_others(state.routes))
        self._beside: set[asyncio.Task[None]] = set()
        self._unkept: set[str] = set()  # updates of which it was said that they are not kept

    async def handle(self, one: ReceivedUpdate) -> None:
        """Handle an update, durably and with its answers; raises OSError where that could not be kept, or not yet."""
        try:
            await self._handle(one)
        except _HandledBefore:
            log.info("update came again", update=one.id)
        except StoreError as error:
            if one.tries <= 1 and error.code != CONFLICT:
                await self.say_unkept([one])
            raise

    async def _handle(self, one: ReceivedUpdate) -> None:
        try:
            update = self._read(json.loads(one.update))
        except Exception as error:
            log.exception("update set aside", update=one.id, error=type(error).__name__)
            await self._set_aside(one, type(error).__name__)
            return
        if update is None:
            await self._carry_out(one, _nothing)
            return
        came = Received(one.came or self._state.request.now(), last_try=one.tries >= DOWNLOADS)
        try:
            answers = await self._carry_out(one, partial(self._dispatch, update, came))
        except (*TRY_AGAIN, _HandledBefore):
            raise
        except Exception as error:  # noqa: BLE001 - each has its sentence; a fault is logged where it is told
            answers = await self._own_up(one, update, came, _told(one, error))
        if update.callback_query and not any(answer.press for answer in answers.given):
            answers.afterwards.append(partial(self._application.bot.answer_callback_query, update.callback_query.id))
        for call in answers.afterwards:
            self._do_beside(call)

    async def _carry_out(
        self, one: ReceivedUpdate, work: Callable[[UnitOfWork, Answers], Awaitable[None]], *, aside: str = ""
    ) -> Answers:
        """Do the work as one transaction with its answers, and with the note that the update is handled."""
        request = self._state.request
        answers = Answers(request, one.id)
        with answers.sending():
            async with unit_of_work(request.store) as unit:
                await work(unit, answers)
                async with unit.open() as ledger:
                    if not await ledger.handled.add(Handled(one.id, "", request.now())):
                        raise _HandledBefore
                    await answers.keep(ledger)
                    await self._inbox.settle(ledger, one, aside=aside)
        self._unkept.discard(one.id)
        request.runtime.ring(request.bot)
        return answers

    async def _dispatch(self, update: Update, came: Received, work: UnitOfWork, answers: Answers) -> None:
        context = Context.begin(update, self._application, work, answers, came)
        bound = False
        marked = update.effective_message is not None and update.effective_message.entities  # as a command has to be
        for handler, is_for in (*self._commands, *self._others) if marked else self._others:
            check = handler.check_update(update)
            if check is None or check is False:
                continue
            if not bound:
                bound = True
                await self._recognise(context)
            if is_for is None or await is_for(context):
                await handler.handle_update(update, self._application, check, context)
                break
        if bound:
            await self._reach_again(context)

    async def _recognise(self, context: Context) -> None:
        """Find out whose account it is."""
        context.bound = await person_at(replace(self._state.request, store=context.work), context.account)

    async def _reach_again(self, context: Context) -> None:
        """Whoever writes can be written to again: written down last, so that nothing is held meanwhile."""
        if context.bound is not None and context.bound.blocked:
            request = replace(self._state.request, store=context.work)
            await unblock(request, context.bound)
            await own_up_to_all(request, context.account)

    async def _own_up(self, one: ReceivedUpdate, update: Update, came: Received, error: Exception) -> Answers:
        """Say why nothing was done; where that cannot be said either, that something went wrong."""
        try:
            return await self._carry_out(one, partial(self._refuse, update, came, error))
        except (*TRY_AGAIN, _HandledBefore):
            raise
        except Exception as fault:
            log.exception("update failed", update=one.id, error=type(fault).__name__)
            return await self._set_aside(one, type(fault).__name__, "core.refusal.unexpected")

    async def _refuse(
        self, update: Update, came: Received, error: Exception, work: UnitOfWork, answers: Answers
    ) -> None:
        context = Context.begin(update, self._application, work, answers, came)
        await self._recognise(context)
        if context.bound and isinstance(error, Refusal) and error.ends_question:
            await answered(context.request, context.bound, how=QuestionState.GONE)
        await answer_error(context, error)
        await self._reach_again(context)

    async def _set_aside(self, one: ReceivedUpdate, reason: str, key: str = "core.refusal.illegible") -> Answers:
        """Keep what cannot be read, and tell its sender where that can be told."""

        async def tell(work: UnitOfWork, answers: Answers) -> None:
            if one.chat > 0 and MEMBERSHIP not in one.update and await self._is_heard(one, work):
                await answers.add(one.chat, MessageBody(self._state.request.wording.say(key)))

        return await self._carry_out(one, tell, aside=reason)

    async def _is_heard(self, one: ReceivedUpdate, work: UnitOfWork) -> bool:
        """True where the chat of an update that nobody could read may be answered: a stranger's once a minute."""
        request = replace(self._state.request, store=work)
        bound = await person_at(request, one.chat)
        return bound is not None or self._state.strangers.allows(one.chat, one.number, request.now())

    async def say_unkept(self, batch: Sequence[ReceivedUpdate]) -> None:
        """Say in passing, once, that nothing is registered yet: the ledger cannot keep it, and no answer either."""
        text = str(self._state.request.wording.say("core.refusal.not_kept"))
        untold = [one for one in batch if one.id not in self._unkept]
        self._unkept.update(one.id for one in untold)
        for account in {one.chat for one in untold if one.chat > 0}:
            try:
                await self._application.bot.send_message(account, text)
            except TelegramError as error:
                log.warning("not told", error=type(error).__name__)

    def _do_beside(self, call: Callable[[], Awaitable[object]]) -> None:
        """Do at Telegram what goes with an update that is kept, and is no loss where it fails."""

        async def do() -> None:
            try:
                await call()
            except TelegramError as error:
                log.info("not done beside", error=type(error).__name__)

        task = asyncio.create_task(do())
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def settle(self) -> None:
        """Wait until nothing is being done beside any more."""
        await asyncio.gather(*self._beside)


async def _nothing(_work: UnitOfWork, _answers: Answers) -> None:
    """Nothing to be done."""


def _told(one: ReceivedUpdate, error: Exception) -> Exception:
    """The error of which the sender is told; raises _NotYet where it may pass."""
    if (may_pass(error) or isinstance(error, OSError)) and one.tries < DOWNLOADS:
        raise _NotYet(type(error).__name__) from error
    if not isinstance(error, EXPECTED):
        log.error("update failed", update=one.id, error=type(error).__name__, exc_info=error)
    return error


def _commands(routes: Routes) -> Iterator[tuple[Handler, IsFor | None]]:
    """The library's handlers of commands, which are for all; they are asked first."""
    for command in routes.commands:  # edits of old commands do nothing, forwarded ones neither
        yield CommandHandler(command.name, _calling(command.call), filters=OWN), None


def _others(routes: Routes) -> Iterator[tuple[Handler, IsFor | None]]:
    """Those for all else that is declared, in the order in which they are asked, and whom each is for."""
    yield from _spoken(routes)
    yield CallbackQueryHandler(_tapped(routes)), None
    for handle in routes.membership:
        yield ChatMemberHandler(_calling(handle), ChatMemberHandler.MY_CHAT_MEMBER), None
    for route in routes.messages:
        yield (
            MessageHandler(route.kind, _calling(route.handle)),
            route.is_for if route.roles or route.strangers else None,
        )


def _spoken(routes: Routes) -> Iterator[tuple[Handler, IsFor]]:
    """The one handler of commands by their Chinese words, for messages that mean one."""
    commands = {word: command for command in routes.commands for word in command.words}
    words = "|".join(sorted(commands, key=len, reverse=True))
    pattern = re.compile(rf"^\s*([/／]?)({words})(?:(?:[\s\u3000]*[：:]|[\s\u3000]+|(?=\d+-\d))(.*?))?[？?。.!！]?\s*$")

    def named(context: Context) -> tuple[str, Command, str]:
        found = pattern.search(context.message.text or "")
        if found is None:
            raise AssertionError("the filter let another text through")
        blank = found.string[found.end(2) : found.start(3)] if found[3] else ""
        apart = blank and not re.search(r"[：:]", blank)  # neither 催办2-1 nor 历史：2-1
        return found[1], commands[found[2]], context.words if apart or not found[3] else behind_name(found[3])

    async def is_meant(context: Context) -> bool:
        """False where the message answers the question that is open, or is somebody's own report."""
        slash, command, words = named(context)
        if slash or (not words and not command.sayable) or context.bound is None:
            return True
        taken = not words or await command.takes(context, words)
        if await _is_own_report(context, context.bound, command, words, taken=taken):
            return False
        async with context.request.look() as ledger:
            asked = await open_question(ledger, context.request, context.bound, context.replied_to)
        if not words:
            return asked is None or isinstance(asked, ONLY_AGREED | DEFINITE)
        return asked is None or taken

    async def call(_: Update, context: Context) -> None:
        _slash, command, words = named(context)
        context.given = words
        await command.call(context)

    yield MessageHandler(OWN & filters.Regex(pattern), call), is_meant


async def _is_own_report(context: Context, person: Person, command: Command, words: str, *, taken: bool) -> bool:
    """True for words behind a command's that are a report: 进度 2-3完成80%, or what nobody of his roles would order."""
    finds = command.is_for(person)
    if not words or (taken and (finds or command.takes is not anything)):
        return False
    if not (taken or finds):
        return True
    reports = not finds or Role.OWNER in person.effective_roles
    return reports and await is_report(context.request, person, words)


def _calling(handle: Handle) -> Callback:
    async def call(_: Update, context: Context) -> None:
        await handle(context)

    return call


def _fresh(expired: ExpiredButton) -> Tap:
    """What is done in place of a button that is too old: nothing by itself, its act is offered anew; or raises it."""
    tap = expired.facts["tap"]
    about = next((getattr(tap, name) for name in ABOUT if hasattr(tap, name)), "")
    if "/" not in about:  # it is of no record, as a choice for a file that is being taken in
        raise expired
    return OpenMatter(about, expired=True)


def _tapped(routes: Routes) -> Callback:
    """Calls the handler of the tapped button, in private chats alone: elsewhere others would read the answer."""
    handles = {route.kind: route.handle for route in routes.taps}

    async def call(update: Update, context: Context) -> None:
        if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE:
            await context.alert(context.say("core.refusal.private_only"))
            return
        try:
            tap = await context.tap()
        except ExpiredButton as expired:
            tap = _fresh(expired)
        await handles[type(tap)](context, tap)

    return call
