"""What the board in a browser shows: every measure that counts, the worst first, from the ledger as it is now."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.documents.board_page import BoardPage
from bot.domain.plan.part import Part
from bot.domain.status.register import RegisterRow
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.status.register import open_register, with_words


async def board_in_browser(request: RequestContext, unit_id: str, until: dt.datetime) -> BoardPage:
    """The unit's board, whose link holds until a moment; raises NotFound."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        register = await open_register(ledger, unit_id, request.today(unit), request.calendar)
        counted = [one for one in register.measures if register.standings[one.id].part is not Part.CANCELLED]
        rows = await with_words(ledger, register, register.rows(counted))
    return BoardPage(
        unit=unit.name,
        now=request.local(unit),
        until=until.astimezone(ZoneInfo(unit.zone)),
        tally=register.tally,
        rows=tuple(sorted(rows, key=_urgency)),
    )


def _urgency(row: RegisterRow) -> tuple[bool, bool, int]:
    """What is late the longest, then what is due next, then the rest in the order of the plan."""
    return not row.measure.is_open, row.days is None or not row.measure.is_open, row.days or 0
