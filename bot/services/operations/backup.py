"""Backup: an archive of the whole house on demand, and one a day; the offices hear where that could not be made.

It holds every unit's ledger, and an old archive goes with each new one: so it is the business of the highest units.
"""

import datetime as dt
from dataclasses import replace

import structlog

from bot.domain.core.refusal import NotAllowed
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.messages.operations.store_error import store_error
from bot.messages.operations.view import Archive
from bot.services.core.ledger import UNITS, Ledger, Watch
from bot.services.core.notify import notice
from bot.services.core.request import RequestContext
from bot.services.core.transaction import holders, unit_of

log = structlog.get_logger(__name__)
AGAIN = dt.timedelta(hours=1)  # after a failure
DAY = dt.timedelta(days=1)
DONE, TRIED = "backup", "backup_tried"  # watches, of the whole house


async def back_up(request: RequestContext, *, by: Person) -> Archive:
    """Make an archive now; raises NotAllowed, also in a unit below another.

    Where it cannot be made, the archive has its `trouble`.
    """
    if not allowed(Action.SET, by):
        raise NotAllowed(action=Action.SET)
    async with request.look() as ledger:
        unit = await unit_of(ledger, by.unit)
    if unit.above:
        raise NotAllowed(what="above")
    made = await _made(request)
    async with request.open() as ledger:
        if not made.trouble:
            await _note(request, ledger, unit, DONE)
    return made


async def daily(request: RequestContext) -> bool:
    """Make the day's archive when its hour has come, a missed one as soon as possible; True where it was made."""
    if request.runtime.daily is None:
        return False
    async with request.look() as ledger:
        highest = [unit for unit in await ledger.units.find(UNITS) if not unit.above]
        last = await ledger.watches.get(DONE)
        tried = await ledger.watches.get(TRIED)
    if not highest or (last and last.day == _slot(request, highest[0])):
        return False
    if tried and abs(request.now() - tried.at) < AGAIN:
        return False
    made = await _made(request)
    async with request.open() as ledger:
        await _note(request, ledger, highest[0], TRIED if made.trouble else DONE)
        for unit in highest if made.trouble else ():
            await _tell_office(request, ledger, unit, made.trouble)
    return not made.trouble


def _slot(request: RequestContext, unit: Unit) -> dt.date:
    """The day of the last appointed hour that has passed."""
    local = request.local(unit)
    appointed = request.runtime.daily
    return local.date() - DAY if appointed and local.time() < appointed else local.date()


async def _made(request: RequestContext) -> Archive:
    try:
        made = await request.runtime.archive(request.now())
    except OSError as error:
        log.error("backup failed", error=type(error).__name__)  # noqa: TRY400 - a full disk needs no traceback
        return Archive(trouble=store_error(request.wording, error))
    log.info("backup written", size=made.size, removed=len(made.removed))
    return made


async def _note(request: RequestContext, ledger: Ledger, unit: Unit, kind: str) -> None:
    await ledger.watches.put(Watch(kind, "", _slot(request, unit), request.now()))
    if kind == DONE:
        await ledger.watches.drop(TRIED)


async def _tell_office(request: RequestContext, ledger: Ledger, unit: Unit, why: str) -> None:
    now = request.now()
    facts = notice("operations.backup_failed", {"why": why})
    plain = Message("", unit.id, "", "notice", now, facts, Priority.YELLOW, bot=unit.bot)
    for clerk in await holders(ledger, unit.id, Role.OFFICE):
        reason = f"backup_failed:{unit.id}:{_slot(request, unit)}:{clerk.id}"
        await ledger.outbox.add(replace(plain, id=reason, to=clerk.id, created=now))
