"""The day's check of every unit's history; the office hears where the ledger is not what its history says."""

import datetime as dt
from dataclasses import replace
from typing import Any

import structlog

from bot.domain.people.person import Role
from bot.domain.units.unit import Unit
from bot.messages.history.difference import difference_lines
from bot.services.core.job_runs import last_run, record_run
from bot.services.core.ledger import UNITS, Ledger
from bot.services.core.message_content import facts_of
from bot.services.core.notify import notice
from bot.services.core.request import RequestContext
from bot.services.core.transaction import holders
from bot.services.history.verification import Verified, verify
from bot.services.operations.backup import backup_slot, office_message

log = structlog.get_logger(__name__)
PROVED = "proof"  # job of the installation: the last check
DIFFERS = "proof_differs"  # the last that found something
SHOWN = 3


async def prove_daily(request: RequestContext) -> bool:
    """Check the ledger once a day, at the hour of the backup; True where it was checked."""
    async with request.look() as ledger:
        units = await ledger.units.find(UNITS)
        last = await last_run(ledger, PROVED)
    if not units or (last and last.day == _day(request, units[0])):
        return False
    gone = last is not None and await request.runtime.anchors.are_gone()
    found = {checked.unit: checked for checked in await verify(request)}
    await request.runtime.anchors.add([one.anchor for one in found.values() if one.ledger_holds and one.anchor])
    async with request.open() as ledger:
        day = _day(request, units[0])
        await record_run(ledger, PROVED, "", day, request.now())
        wrong = [unit for unit in units if unit.id in found and not found[unit.id].ledger_holds]
        if not wrong:
            await ledger.watches.drop(DIFFERS)
        for unit in wrong:
            await record_run(ledger, DIFFERS, "", day, request.now())
            await _tell_office(request, ledger, unit, "proof_differs", _differs(request, found[unit.id]))
        for unit in [unit for unit in units if unit.id in found and found[unit.id].anchors_damaged]:
            await _tell_office(request, ledger, unit, "anchors_damaged", {})
        for unit in units if gone else ():
            await _tell_office(request, ledger, unit, "anchors_gone", {})
    log.info("ledger proved", wrong=[unit.id for unit in wrong])
    return True


def _day(request: RequestContext, unit: Unit) -> dt.date:
    """The day of the last slot that has come; without a backup of the clock's the day itself."""
    slot = backup_slot(request, unit)
    return request.runtime.slots.latest(slot, request.now()).date() if slot else request.today(unit)


def _differs(request: RequestContext, found: Verified) -> dict[str, Any]:
    lines = difference_lines(request.wording, found.differences[:SHOWN], found.called)
    return {"count": len(found.breaks) + len(found.differences), "what": "\n".join(lines)}


async def _tell_office(request: RequestContext, ledger: Ledger, unit: Unit, what: str, facts: dict[str, Any]) -> None:
    content = notice(f"operations.{what}", facts)
    plain = office_message(unit, facts_of(content), content.kind, request.now())
    for clerk in await holders(ledger, unit.id, Role.OFFICE):
        reason = f"{what}:{unit.id}:{_day(request, unit)}:{clerk.id}"
        await ledger.outbox.add(replace(plain, id=reason, to=clerk.id))
