"""What taking in a plan would do, did, and what taking it back did."""

from dataclasses import dataclass

from bot.domain.imports.draft import MeasureDraft, PlanDraft
from bot.domain.imports.revision import Revision
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an import would do, for a person to confirm; `draft` names it until then.

    `plan` is the round it would change, None for a new one; `rounds` are the others to choose from.
    """

    draft: str
    name: str
    read: PlanDraft
    plan: Plan | None
    rounds: tuple[Plan, ...]
    revision: Revision
    strangers: tuple[str, ...]  # people named in measures whom nobody knows yet
    open_deadlines: tuple[MeasureDraft, ...]  # for which a person must decide
    twice: tuple[str, ...] = ()  # numbers that stand twice: such a file is not taken in


@dataclass(frozen=True)
class ImportResult:
    """What an import did."""

    plan: Plan
    revision: Revision
    people: tuple[Person, ...]  # new ones
    unbound: int


@dataclass(frozen=True)
class UndoneImport:
    """What taking an import back did; `kept` are measures on which people have acted since."""

    plan: Plan
    removed: int
    restored: int
    kept: tuple[Measure, ...]
