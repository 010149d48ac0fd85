"""What the clock asks of the desk, in order; every one may run 0, 1 or 50 times a day with the same result.

The rounds are made in every unit, behind its wall; the chores are for the whole house.
"""

from collections.abc import Awaitable, Callable

from bot.services.backup import daily
from bot.services.chasing import chase
from bot.services.desk import Desk
from bot.services.digest import digest
from bot.services.letter import draft_overdue
from bot.services.oversight import oversight
from bot.services.pruning import prune
from bot.services.recheck import look_back
from bot.services.regular import regular
from bot.services.remind import remind
from bot.services.retention import clear, expire
from bot.services.silence import own_up

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
