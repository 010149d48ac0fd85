"""The real command line, which kills itself at the k-th time that it comes to a named step.

python -m tests.crash.programs.bot_program STEP K MUTATION ARGUMENT... ; "-" for no step or no mutation.
"""

import datetime as dt
import inspect
import itertools
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.cli import main
from bot.services.core.ledger import Ledger
from bot.services.core.shared_store import ReceivedUpdate
from bot.services.core.unit_of_work import UnitOfWork
from bot.services.outbox import answers, delivery
from bot.services.outbox.answers import Answers
from bot.services.outbox.claims import ClaimedMessage
from bot.services.outbox.delivery import Delivered, delivered
from bot.transport import outbox_sender
from bot.transport.outbox_sender import OutboxSender
from bot.transport.polling import Poller
from handlers.core.router import Router
from storage.disk import Disk
from storage.tinydb import append
from storage.tinydb.append import AppendStorage
from storage.tinydb.inbox import TinyDBInbox
from storage.tinydb.write_ahead_log import WriteAheadLog

CHECKPOINT_AT = 20_000  # bytes of the log; in earnest it is a megabyte
QUIET = dt.timedelta(seconds=4)  # an album of which a half came before a kill is one album; in earnest 1.5
DOUBT = dt.timedelta(seconds=1)  # before what may have arrived is sent again; in earnest twenty


@dataclass(frozen=True)
class Step:
    """A function at whose call, or after which, the program ends; `full` counts only calls that gave something."""

    owner: Any
    name: str
    after: bool = False
    full: bool = False
    most: int = 6  # how often a life comes to it


STEPS = {
    "after fetch": Step(Poller, "_fetch", after=True, full=True, most=2),
    "before the inbox": Step(TinyDBInbox, "put", most=2),
    "in the inbox, before confirming": Step(TinyDBInbox, "put", after=True, full=True, most=2),
    "after taking": Step(TinyDBInbox, "claim", after=True, full=True, most=4),
    "with the effect, before its answers": Step(Answers, "keep"),
    "with effect and answers, before the commit": Step(TinyDBInbox, "settle", after=True),
    "before append": Step(WriteAheadLog, "append"),
    "within the line": Step(Disk, "write"),
    "before fsync": Step(Disk, "fsync"),
    "after fsync": Step(Disk, "fsync", after=True),
    "after the effect": Step(Router, "_carry_out", after=True),
    "between claim and send": Step(OutboxSender, "_deliver", most=4),
    "before the send": Step(OutboxSender, "_place", most=4),
    "between send and mark": Step(outbox_sender, "delivered", most=4),
    "after mark": Step(outbox_sender, "delivered", after=True, most=4),
    "during checkpoint": Step(AppendStorage, "write_checkpoint", most=1),
    "before rename": Step(Disk, "replace", most=1),
    "before the log is emptied": Step(WriteAheadLog, "truncate", most=1),
}

REACHED = {name: step.most for name, step in STEPS.items()}


def die() -> None:
    """End as a loss of power ends a program."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str, at: int) -> None:
    """Let the program end when it comes to the step for the k-th time."""
    step = STEPS[name]
    original: Callable[..., Any] = getattr(step.owner, step.name)
    turns = itertools.count(1)

    def came(result: Any = None) -> None:
        if (bool(result) or not step.full) and next(turns) == at:
            die()

    def half_written(disk: Disk, file: int, content: bytes) -> Any:
        if next(turns) == at:
            original(disk, file, content[: len(content) // 2])
            die()
        return original(disk, file, content)

    async def coming(*args: Any, **facts: Any) -> Any:
        came()
        return await original(*args, **facts)

    async def going(*args: Any, **facts: Any) -> Any:
        result = await original(*args, **facts)
        came(result)
        return result

    def passing(*args: Any) -> Any:
        if not step.after:
            came()
        result = original(*args)
        if step.after:
            came(result)
        return result

    awaited = going if step.after else coming
    around = awaited if inspect.iscoroutinefunction(original) else passing
    setattr(step.owner, step.name, half_written if name == "within the line" else around)


def confirm_first() -> None:
    """Ask for the next offset before anything is in the inbox, as the library's own updater does."""
    fetch = Poller._fetch

    async def hasty(poller: Poller, seconds: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await fetch(poller, seconds)
        if found:
            kept, poller._offset = poller._offset, found[-1]["update_id"] + 1
            await fetch(poller, 0)
            poller._offset = kept
        return found

    setattr(Poller, "_fetch", hasty)  # noqa: B010 - a mutation


def mark_first() -> None:
    """Write a message down as sent before it is."""
    deliver = OutboxSender._deliver

    async def marked(sender: OutboxSender, claimed: ClaimedMessage) -> Delivered | None:
        await delivered(sender._request, claimed.message.id, claimed.chat, 0, ())
        return await deliver(sender, claimed)

    setattr(OutboxSender, "_deliver", marked)  # noqa: B010 - a mutation


def answer_apart() -> None:
    """Keep the answers in a transaction of their own after the effect, as if they were no part of it."""
    carry_out, keep = Router._carry_out, Answers.keep

    async def nothing(answers: Answers, ledger: Ledger) -> None:
        del answers, ledger

    async def apart(
        router: Router, one: ReceivedUpdate, work: Callable[[UnitOfWork, Answers], Awaitable[None]], *, aside: str = ""
    ) -> Answers:
        answers = await carry_out(router, one, work, aside=aside)
        with answers.sending():
            async with router._state.request.open() as ledger:
                await keep(answers, ledger)
        return answers

    setattr(Answers, "keep", nothing)  # noqa: B010 - a mutation
    setattr(Router, "_carry_out", apart)  # noqa: B010 - a mutation


MUTATIONS = {"confirm-first": confirm_first, "mark-first": mark_first, "answer-apart": answer_apart}
WITHIN = {"answer-apart", "mark-first"}  # the step is a part of what is changed


def begin(step: str, at: int, mutation: str, arguments: list[str]) -> None:
    """Arm what is asked for and go on as the command line."""
    append.CHECKPOINT_FROM, delivery.DOUBT, answers.QUIET = CHECKPOINT_AT, DOUBT, QUIET
    first: list[Callable[[], None]] = [partial(arm, step, at)] if step in STEPS else []
    then: list[Callable[[], None]] = [MUTATIONS[mutation]] if mutation in MUTATIONS else []
    for change in first + then if mutation in WITHIN else then + first:
        change()
    main(arguments, prog_name="python -m bot")


if __name__ == "__main__":
    begin(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
