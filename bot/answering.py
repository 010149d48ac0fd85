"""What handles updates, sends messages and does the jobs: most of the program, loaded while updates are received."""

from functools import partial
from typing import TYPE_CHECKING, cast

from telegram import Bot
from telegram.ext import ApplicationBuilder

from bot.config import Config
from bot.installation import clear_answer_files
from bot.scheduling.ledger_jobs import ledger_jobs, may_run
from bot.scheduling.scheduler import ScheduledJob, Scheduler, attempt
from bot.services.core.ledger import UNITS
from bot.services.core.shared_store import InboxStore, SharedStore
from bot.services.core.tenancy import scoped
from bot.transport.limiter import Limiter
from bot.transport.outbox_sender import OutboxSender
from bot.transport.pinned_cards import end_cards, renew_boards, renew_first_days, renew_homes
from bot.transport.update import read_update
from handlers import ROUTES
from handlers.core.context import BotState, TelegramApplication
from handlers.core.router import Router

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.services.core.request import RequestContext


def application_of(bot: Bot) -> TelegramApplication:
    """The application of Telegram's library, without its own updater, persistence and job queue."""
    return cast("TelegramApplication", ApplicationBuilder().bot(bot).updater(None).job_queue(None).build())


def router_of(request: "RequestContext", bot: Bot, names: "Mapping[str, str]") -> Router:
    """The router of a bot; `names` are those of all bots at Telegram, by our own names."""
    inbox = cast("InboxStore", request.store).inbox
    return Router(application_of(bot), BotState(request, ROUTES, names), inbox, partial(read_update, bot))


def sender_of(request: "RequestContext", bot: Bot, limiter: Limiter | None = None) -> OutboxSender:
    """The sender of a bot, with its leader lock where several processes may have one."""
    store = request.store
    leader = store.leader_lock(f"sender {request.bot}".rstrip()) if isinstance(store, SharedStore) else None
    return OutboxSender(bot, request, limiter, leader)


def scheduler_of(config: Config, request: "RequestContext", boards: "Callable[[], Awaitable[None]]") -> Scheduler:
    """The scheduler of one process with all roles; `boards` renews the pinned boards."""
    jobs = [
        *ledger_jobs(request),
        ScheduledJob(id="answer_files", work=partial(clear_answer_files, config)),
        ScheduledJob(id="board", work=boards, long=True),
    ]
    return Scheduler(jobs, request.runtime, may_run(request), request.now)


async def renew_cards(request: "RequestContext", sender: OutboxSender) -> None:
    """Renew the pinned boards and first pages of the units that a bot serves; a failure of one stops no other."""
    if await sender.leads():
        async with request.look() as ledger:
            served = [unit.id for unit in await ledger.units.find(UNITS) if unit.bot == request.bot]
        for unit in served:
            for renew in (renew_boards, renew_homes, end_cards, renew_first_days):
                await attempt(request.runtime, "board", renew(sender, scoped(request, unit), unit), unit)
