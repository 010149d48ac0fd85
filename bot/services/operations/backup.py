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
from bot.messages.operations.view import Archive
from bot.services.core.ledger import UNITS, Ledger, Watch
from bot.services.core.notify import notice
from bot.services.core.request import Desk
from bot.services.core.transaction import holders, unit_of

log = structlog.get_logger(__name__)
AGAIN = dt.timedelta(hours=1)  # after a failure
DAY = dt.timedelta(days=1)
DONE, TRIED = "backup", "backup_tried"  # watches, of the whole house


async def back_up(desk: Desk, *, by: Person) -> Archive:
    """Make an archive now; raises NotAllowed, also in a unit below another.

    Where it cannot be made, the archive has its `trouble`.
    """
    if not allowed(Action.SET, by):
        raise NotAllowed(action=Action.SET)
    async with desk.look() as ledger:
        unit = await unit_of(ledger, by.unit)
    if unit.above:
        raise NotAllowed(what="above")
    made = await _made(desk)
    async with desk.open() as ledger:
        if not made.trouble:
            await _note(desk, ledger, unit, DONE)
    return made


async def daily(desk: Desk) -> bool:
    """Make the day's archive when its hour has come, a missed one as soon as possible; True where it was made."""
    if desk.works.daily is None:
        return False
    async with desk.look() as ledger:
        highest = [unit for unit in await ledger.units.find(UNITS) if not unit.above]
        last = await ledger.watches.get(DONE)
        tried = await ledger.watches.get(TRIED)
    if not highest or (last and last.day == _slot(desk, highest[0])):
        return False
    if tried and abs(desk.now() - tried.at) < AGAIN:
        return False
    made = await _made(desk)
    async with desk.open() as ledger:
        await _note(desk, ledger, highest[0], TRIED if made.trouble else DONE)
        for unit in highest if made.trouble else ():
            await _tell_office(desk, ledger, unit, made.trouble)
    return not made.trouble


def _slot(desk: Desk, unit: Unit) -> dt.date:
    """The day of the last appointed hour that has passed."""
    local = desk.local(unit)
    appointed = desk.works.daily
    return local.date() - DAY if appointed and local.time() < appointed else local.date()


async def _made(desk: Desk) -> Archive:
    try:
        made = await desk.works.archive(desk.now())
    except OSError as error:
        log.error("backup failed", error=type(error).__name__)  # noqa: TRY400 - a full disk needs no traceback
        return Archive(trouble=str(error))
    log.info("backup written", size=made.size, removed=len(made.removed))
    return made


async def _note(desk: Desk, ledger: Ledger, unit: Unit, kind: str) -> None:
    await ledger.watches.put(Watch(kind, "", _slot(desk, unit), desk.now()))
    if kind == DONE:
        await ledger.watches.drop(TRIED)


async def _tell_office(desk: Desk, ledger: Ledger, unit: Unit, why: str) -> None:
    now = desk.now()
    facts = notice("health.backup_failed", {"why": why})
    plain = Message("", unit.id, "", "notice", now, facts, Priority.YELLOW, bot=unit.bot)
    for clerk in await holders(ledger, unit.id, Role.OFFICE):
        reason = f"backup_failed:{unit.id}:{_slot(desk, unit)}:{clerk.id}"
        await ledger.outbox.add(replace(plain, id=reason, to=clerk.id, created=now))
