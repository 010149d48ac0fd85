"""The router: hands each update to the one handler that is declared for it, and says whether it is done with."""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import structlog
from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.services.people.binding import person_at
from handlers.core.context import BotState, Context, TelegramApplication
from handlers.core.errors import EXPECTED, answer_error
from handlers.core.routes import OWN, Command, Handle, MessageRoute, Routes

log = structlog.get_logger(__name__)
ANSWERS = 3  # times that an update is handled again because the network lost its answer

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Handler = BaseHandler[Update, Context, None]


class Router:
    """Routes the updates of one bot; `process` is what receivers and workers call."""

    def __init__(self, application: TelegramApplication, state: BotState) -> None:
        application.bot_data["state"] = state
        self._application = application
        self._state = state
        self._handlers = tuple(_handlers(state.routes))
        self._failed: Counter[int] = Counter()  # attempts at each update that is to be handled again

    async def process(self, update: Update) -> bool:
        """Handle an update and answer it; False where its effect or its answer is not durable: hand it in again."""
        context = Context.from_update(update, self._application)
        failed = self._failed.pop(update.update_id, 0)
        if not await self._answered(context, failed):
            self._failed[update.update_id] = failed + 1
        return update.update_id not in self._failed

    async def _answered(self, context: Context, failed: int) -> bool:
        """True where the update is done with."""
        try:
            await self._dispatch(context)
        except Exception as error:
            if not isinstance(error, EXPECTED):
                log.exception("update failed", update=context.incoming.update_id, error=type(error).__name__)
            done = await answer_error(context, error, again=failed > 0)
            return done or (failed >= ANSWERS and not isinstance(error, OSError))
        return True

    async def _dispatch(self, context: Context) -> None:
        update, bound = context.incoming, False
        for handler, route in self._handlers:
            check = handler.check_update(update)
            if check is None or check is False:
                continue
            if not bound:
                context.bound, bound = await person_at(self._state.request, context.account), True
            if route is None or route.is_for(context.bound):
                await handler.handle_update(update, self._application, check, context)
                break
        if bound and update.callback_query:
            await update.callback_query.answer()  # ends the spinner on the button


def _handlers(routes: Routes) -> Iterator[tuple[Handler, MessageRoute | None]]:
    """The library's handlers for all that is declared, in the order in which they are asked."""
    for command in routes.commands:
        yield from ((handler, None) for handler in _of_command(command))
    yield CallbackQueryHandler(_tapped(routes)), None
    for handle in routes.membership:
        yield ChatMemberHandler(_calling(handle), ChatMemberHandler.MY_CHAT_MEMBER), None
    for route in routes.messages:
        yield MessageHandler(route.kind, _calling(route.handle)), route


def _of_command(command: Command) -> Iterator[Handler]:
    """By name and by word; edits of old commands do nothing, forwarded ones neither."""
    yield CommandHandler(command.name, _calling(command.handle), filters=OWN)
    if command.words:
        words = "|".join(sorted(command.words, key=len, reverse=True))
        pattern = rf"^\s*[/／]?(?:{words})(?:[\s\u3000]+.*)?[？?。.!！]?\s*$"
        yield MessageHandler(OWN & filters.Regex(pattern), _calling(command.handle))


def _calling(handle: Handle) -> Callback:
    async def call(_: Update, context: Context) -> None:
        await handle(context)

    return call


def _tapped(routes: Routes) -> Callback:
    """Calls the handler of the tapped button."""
    handles = {route.kind: route.handle for route in routes.taps}

    async def call(_: Update, context: Context) -> None:
        tap = await context.tap()
        await handles[type(tap)](context, tap)

    return call
