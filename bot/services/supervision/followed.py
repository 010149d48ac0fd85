"""Counting what was assigned on a unit's findings, or on those of one plan."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.acceptance.acceptance import AGAIN, Verdict
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register
from bot.domain.status.standing import standing_of_assignment
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.domain.supervision.followed import Count, Followed, Handed
from bot.services.core.ledger import ACCEPTANCES_OF, ASSIGNMENTS_OF_UNIT, RULES_OF, Ledger


async def count_followed(ledger: Ledger, register: Register, calendar: WorkCalendar) -> Followed:
    """The figures of what the register shows, as of its day."""
    found: dict[AssignmentKind, list[Assignment]] = {}
    for kind in (AssignmentKind.VOICE, AssignmentKind.CHECK):
        kept = await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, register.unit.id, kind)
        given = [_then(register, one) for one in kept if register.unit.day_of(one.at) <= register.today]
        found[kind] = [one for one in given if _shown(register, one.subject) and one.outcome is not Outcome.UNCONCERNED]
    rules = await ledger.rules.find(RULES_OF, register.unit.id)
    return Followed(
        voices=_count(register, calendar, found[AssignmentKind.VOICE]),
        checks=_count(register, calendar, found[AssignmentKind.CHECK]),
        supports=register.lent,
        found=sum(one.outcome is Outcome.FOUND for one in found[AssignmentKind.CHECK]),
        rules=sum(_shown(register, rule.finding) and rule.made <= register.today for rule in rules),
        handed_up=await _handed_up(ledger, register),
    )


async def _handed_up(ledger: Ledger, register: Register) -> Handed:
    """What of the register's was handed in by its day; of each matter the last time counts."""
    unit, today = register.unit, register.today
    shown = {*register.finding, *register.measure, *(measure.plan for measure in register.measures)}
    last: dict[str, Verdict] = {}
    for one in await ledger.acceptances.find(ACCEPTANCES_OF, unit.id):
        decided = one.decided_at is not None and unit.day_of(one.decided_at) <= today
        verdict = one.verdict if decided else Verdict.OPEN
        if one.subject in shown and unit.day_of(one.at) <= today and verdict is not Verdict.WITHDRAWN:
            last[one.subject] = verdict
    stood = [*last.values()]
    return Handed(
        all=len(stood),
        accepted=stood.count(Verdict.ACCEPTED),
        open=stood.count(Verdict.OPEN),
        back=sum(verdict in AGAIN for verdict in stood),
    )


async def followed_by_plan(
    ledger: Ledger, plans: Iterable[tuple[Plan, Register]], calendar: WorkCalendar
) -> dict[str, Followed]:
    """The figures of each plan, whose measures alone its register holds."""
    return {plan.id: await count_followed(ledger, register, calendar) for plan, register in plans}


def _then(register: Register, one: Assignment) -> Assignment:
    """It as it stood on the day of the register."""
    if one.answered_at is None or register.unit.day_of(one.answered_at) <= register.today:
        return one
    return replace(one, answered_at=None, outcome=Outcome.OPEN)


def _shown(register: Register, subject: str) -> bool:
    return subject in register.finding or subject in register.measure


def _count(register: Register, calendar: WorkCalendar, given: list[Assignment]) -> Count:
    waiting = [one for one in given if one.is_open]
    return Count(len(given), len(waiting), sum(_late(register, calendar, one) for one in waiting))


def _late(register: Register, calendar: WorkCalendar, one: Assignment) -> bool:
    since = register.unit.day_of(one.at)
    return standing_of_assignment(one, since, register.unit.policy, calendar, register.today).late > 0
