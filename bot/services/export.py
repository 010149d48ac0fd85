"""The ledger as a workbook that an office would have made; it reads back to the same plan."""

import asyncio

from bot.domain.refusal import NotFound
from bot.reports.workbook.ledger import ledger_book
from bot.services.desk import Desk
from bot.services.register import known_unit, open_register, with_words


async def ledger_workbook(desk: Desk, unit_id: str, letter: str = "") -> tuple[str, bytes]:
    """Name and content of a round's ledger, the newest one unless a letter names another; raises NotFound."""
    async with desk.look() as ledger:
        unit = await known_unit(ledger, unit_id)
        laid = await open_register(ledger, unit_id, desk.today(unit))
        plans = [plan for plan in laid.plans if letter in {"", plan.letter}]
        if not plans:
            raise NotFound(what=letter or "整改方案")
        said = {row.measure.id: row for row in await with_words(ledger, laid, laid.rows(laid.measures))}
    return f"整改台账{desk.today(unit):%Y%m%d}.xlsx", await asyncio.to_thread(ledger_book, laid, plans[-1], said)
