"""The kinds of work that time causes; each may run 0, 1 or 50 times a day with the same result."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.services.acceptance.follow_up import follow_acceptances
from bot.services.core.request import RequestContext
from bot.services.dependencies.follow_up import follow_waits
from bot.services.evidence.retention import clear, expire
from bot.services.inspections.visits import remind_of_visits
from bot.services.meetings.facts import ask_facts
from bot.services.operations.backup import daily
from bot.services.operations.canary import watch_line
from bot.services.operations.outage import tell_of_outage
from bot.services.operations.proof import prove_daily
from bot.services.operations.pruning import prune
from bot.services.people.account import move_accounts
from bot.services.plan.kept_words import give_periods
from bot.services.rechecks.schedule import remind_of_rechecks
from bot.services.reminders.remind import remind
from bot.services.reporting.digest import write_digest
from bot.services.reporting.periodic import write_lists, write_mornings
from bot.services.supervision.follow_up import ask_again
from bot.services.supervision.overdue_letters import draft_overdue
from bot.services.units.oversight import write_oversight


@dataclass(frozen=True)
class UnitJob:
    """Work in each unit, which sees that unit alone; its name stands under `operations.job` in the wording."""

    id: str
    work: Callable[[RequestContext, str], Awaitable[object]]


@dataclass(frozen=True)
class InstallationJob:
    """Work for all units together; `long` where it may take minutes."""

    id: str
    work: Callable[[RequestContext], Awaitable[object]]
    long: bool = False


UNIT_JOBS = (
    UnitJob("remind", remind),
    UnitJob("digest", write_digest),
    UnitJob("list", write_lists),
    UnitJob("morning", write_mornings),
    UnitJob("chase", ask_again),
    UnitJob("rechecks", remind_of_rechecks),
    UnitJob("letters", draft_overdue),
    UnitJob("facts", ask_facts),
    UnitJob("visits", remind_of_visits),
    UnitJob("moves", move_accounts),
    UnitJob("outage", tell_of_outage),
    UnitJob("canary", watch_line),
    UnitJob("expire", expire),
    UnitJob("periods", give_periods),
)
INSTALLATION_JOBS = (
    InstallationJob("prune", prune),
    InstallationJob("clear", clear),
    InstallationJob("waits", follow_waits),
    InstallationJob("acceptances", follow_acceptances),
    InstallationJob("oversight", write_oversight),
    InstallationJob("backup", daily, long=True),
    InstallationJob("proof", prove_daily, long=True),
)
