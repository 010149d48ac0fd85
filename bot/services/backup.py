"""Backup: an archive on demand, and one a day; the office hears where the day's could not be made."""

import datetime as dt
from dataclasses import replace

import structlog

from bot.domain.outbox import Message, Priority
from bot.domain.permission import Action, allowed
from bot.domain.person import Person, Role
from bot.domain.refusal import NotAllowed
from bot.domain.unit import Unit
from bot.reports.health import Archive
from bot.services.desk import Desk
from bot.services.ledger import Ledger, Watch
from bot.services.sitting import holders, unit_of
from bot.services.telling import notice

log = structlog.get_logger(__name__)
AGAIN = dt.timedelta(hours=1)  # after a failure
DAY = dt.timedelta(days=1)


async def back_up(desk: Desk, *, by: Person) -> Archive:
    """Make an archive now; raises NotAllowed. Where it cannot be made, the archive has its `trouble`."""
    if not allowed(Action.SET, by):
        raise NotAllowed(action=Action.SET)
    made = await _made(desk)
    async with desk.open() as ledger:
        unit = await unit_of(ledger, by.unit)
        if not made.trouble:
            await _note(desk, ledger, unit, "backup")
    return made


async def daily(desk: Desk, unit_id: str) -> bool:
    """Make the day's archive when its hour has come, a missed one as soon as possible; True where it was made."""
    if desk.works.daily is None:
        return False
    async with desk.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        last = await ledger.watches.get(f"backup:{unit_id}")
        tried = await ledger.watches.get(f"backup_tried:{unit_id}")
    if last and last.day == _slot(desk, unit):
        return False
    if tried and abs(desk.now() - tried.at) < AGAIN:
        return False
    made = await _made(desk)
    async with desk.open() as ledger:
        await _note(desk, ledger, unit, "backup_tried" if made.trouble else "backup")
        if made.trouble:
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
    await ledger.watches.put(Watch(f"{kind}:{unit.id}", unit.id, _slot(desk, unit), desk.now()))
    if kind == "backup":
        await ledger.watches.drop(f"backup_tried:{unit.id}")


async def _tell_office(desk: Desk, ledger: Ledger, unit: Unit, why: str) -> None:
    now = desk.now()
    facts = notice("health.backup_failed", {"why": why})
    plain = Message("", unit.id, "", "notice", now, facts, Priority.YELLOW, bot=unit.bot)
    for clerk in await holders(ledger, unit.id, Role.OFFICE):
        reason = f"backup_failed:{unit.id}:{_slot(desk, unit)}:{clerk.id}"
        await ledger.outbox.add(replace(plain, id=reason, to=clerk.id, created=now))
