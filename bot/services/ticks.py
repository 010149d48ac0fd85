"""What the clock asks of the desk, in order; every one may run 0, 1 or 50 times a day with the same result.

The rounds are made in every unit, behind its wall; the chores are for the whole house.
"""

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.services.backup import daily
from bot.services.chasing import chase
from bot.services.desk import Desk
from bot.services.digest import digest
from bot.services.ledger import CARDS_AT, HANDLED_AT, moment
from bot.services.letter import draft_overdue
from bot.services.oversight import oversight
from bot.services.recheck import look_back
from bot.services.regular import regular
from bot.services.remind import remind
from bot.services.retention import clear, expire
from bot.services.silence import own_up

KEPT = dt.timedelta(days=4)  # Telegram hands out updates for a day
CARDS_KEPT = dt.timedelta(days=400)
AT_A_TIME = 500


async def prune(desk: Desk) -> int:
    """Forget numbers of updates that Telegram no longer hands out, and cards nobody answers any more."""
    async with desk.store.open() as ledger:
        old = await ledger.handled.find(HANDLED_AT, until=moment(desk.now() - KEPT), limit=AT_A_TIME)
        for handled in old:
            await ledger.handled.drop(handled.id)
        cards = await ledger.cards.find(CARDS_AT, until=moment(desk.now() - CARDS_KEPT), limit=AT_A_TIME)
        for card in cards:
            await ledger.cards.drop(card.id)
        return len(old) + len(cards)


TICKS: tuple[Callable[[Desk, str], Awaitable[object]], ...] = (
    remind,
    digest,
    regular,
    chase,
    look_back,
    draft_overdue,
    own_up,
    expire,
)
CHORES: tuple[Callable[[Desk], Awaitable[object]], ...] = (prune, clear, oversight, daily)
