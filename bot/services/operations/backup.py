"""Backup: an archive of the installation on demand, and one a day; the offices hear where that could not be made.

It holds every unit's ledger, and an old archive goes with each new one: so it is the business of the highest units.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

import structlog

from bot.domain.core.refusal import NotAllowed
from bot.domain.core.slot import Slot
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.messages.operations.store_error import store_error
from bot.messages.operations.view import Archive
from bot.services.core.job_runs import last_run, record_run
from bot.services.core.ledger import UNITS, Ledger
from bot.services.core.message_content import facts_of
from bot.services.core.notify import notice
from bot.services.core.request import RequestContext
from bot.services.core.transaction import holders, unit_of

log = structlog.get_logger(__name__)
AGAIN = dt.timedelta(hours=1)  # after a failure
DONE, TRIED = "backup", "backup_tried"  # jobs of the installation


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
        last = await last_run(ledger, DONE)
        tried = await last_run(ledger, TRIED)
    if not highest or (last and last.day == _day(request, highest[0])):
        return False
    if tried and abs(request.now() - tried.at) < AGAIN:
        return False
    made = await _made(request)
    async with request.open() as ledger:
        await _note(request, ledger, highest[0], TRIED if made.trouble else DONE)
        for unit in highest if made.trouble or made.unsigned else ():
            await _tell_office(request, ledger, unit, made)
    return not made.trouble


def backup_slot(request: RequestContext, unit: Unit) -> Slot | None:
    """When the day's archive is made; None for never."""
    return Slot(unit.zone, request.runtime.daily) if request.runtime.daily else None


def _day(request: RequestContext, unit: Unit) -> dt.date:
    """The day of the last slot that has come."""
    slot = backup_slot(request, unit)
    return request.runtime.slots.latest(slot, request.now()).date() if slot else request.today(unit)


async def _made(request: RequestContext) -> Archive:
    try:
        made = await request.runtime.archive(request.now())
    except OSError as error:
        log.error("backup failed", error=type(error).__name__)  # noqa: TRY400 - a full disk needs no traceback
        return Archive(trouble=store_error(request.wording, error))
    log.info("backup written", size=made.size, removed=len(made.removed))
    return made


async def _note(request: RequestContext, ledger: Ledger, unit: Unit, kind: str) -> None:
    await record_run(ledger, kind, "", _day(request, unit), request.now())
    if kind == DONE:
        await ledger.watches.drop(TRIED)


async def _tell_office(request: RequestContext, ledger: Ledger, unit: Unit, made: Archive) -> None:
    key = "operations.backup_failed" if made.trouble else "operations.unsigned"
    content = notice(key, {"why": made.trouble or made.unsigned})
    plain = office_message(unit, facts_of(content), content.kind, request.now())
    for clerk in await holders(ledger, unit.id, Role.OFFICE):
        reason = f"backup_failed:{unit.id}:{_day(request, unit)}:{clerk.id}"
        await ledger.outbox.add(replace(plain, id=reason, to=clerk.id))


def office_message(unit: Unit, facts: dict[str, Any], kind: str, now: dt.datetime) -> Message:
    """A message about the installation to somebody of a unit's office, whose id and reader are still open."""
    return Message(
        id="", unit=unit.id, to="", kind=kind, due=now, facts=facts, priority=Priority.YELLOW, bot=unit.bot, created=now
    )
