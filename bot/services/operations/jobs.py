"""What the clock asks of the request, in order; every one may run 0, 1 or 50 times a day with the same result.

The rounds are made in every unit, behind its wall; the chores are for the whole house.
"""

from collections.abc import Awaitable, Callable

from bot.services.core.request import RequestContext
from bot.services.evidence.retention import clear, expire
from bot.services.operations.backup import daily
from bot.services.operations.outage import own_up
from bot.services.operations.pruning import prune
from bot.services.rechecks.recheck import look_back
from bot.services.reminders.remind import remind
from bot.services.reporting.digest import digest
from bot.services.reporting.periodic import regular
from bot.services.supervision.follow_up import chase
from bot.services.supervision.letter import draft_overdue
from bot.services.units.oversight import oversight

TICKS: tuple[Callable[[RequestContext, str], Awaitable[object]], ...] = (
    remind,
    digest,
    regular,
    chase,
    look_back,
    draft_overdue,
    own_up,
    expire,
)
CHORES: tuple[Callable[[RequestContext], Awaitable[object]], ...] = (prune, clear, oversight, daily)
