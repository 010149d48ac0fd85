"""Why a measure is red, and what falls due next: answered from how each stands today."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.core.colour import Colour
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import round_names
from bot.domain.status.query import LATE, StatusQuery, recall, until
from bot.domain.status.register import Register, RegisterRow
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.status.reasons import Concentrated, concentrated_body, days_body, reasons_body
from bot.services.core.request import RequestContext
from bot.services.status.register import open_register

MOST = 5


async def why_coloured(request: RequestContext, unit: Unit, person: Person, about: Sequence[Measure]) -> MessageBody:
    """Why the measures that are meant have their colour; where none is, the person's, or of all, that are red."""
    register = await _register(request, unit)
    if about:
        rows = [register.row(register.measure[one.id]) for one in about if one.id in register.measure]
    else:
        rows = [row for row in _own(register, person) if row.colour is Colour.RED]
    return reasons_body(request.wording, rows[:MOST], len(rows), register.today)


async def next_due(request: RequestContext, unit: Unit, person: Person) -> tuple[str, ...]:
    """The ids of what falls due next, of the person's own measures, or of all where none is."""
    register = await _register(request, unit)
    days = [(day, row) for row in _own(register, person) if (day := _next(row, register.today))]
    first = min((day for day, _ in days), default=None)
    return tuple(row.measure.id for day, row in days if day == first)[:MOST]


async def concentrated_until(request: RequestContext, unit: Unit) -> MessageBody:
    """Until when the time of concentrated rectification runs in each round, and what is open and due by then."""
    register = await _register(request, unit)
    names = round_names(register.plans) if len(register.plans) > 1 else {}
    ends = [(plan, plan.concentrated_until) for plan in register.plans]
    spans = [_concentrated(register, plan, day, names.get(plan.id, "")) for plan, day in ends if day is not None]
    return concentrated_body(request.wording, spans, register.today)


async def days_until(request: RequestContext, unit: Unit, day: dt.date) -> MessageBody:
    """How many days are left until a day, and what is open and due by then."""
    register = await _register(request, unit)
    picked = StatusQuery((until(day, register),)).pick(register)
    late = StatusQuery(recall(LATE, register).terms).pick(register)
    return days_body(
        request.wording, Concentrated(round="", until=day, due=len(picked), late=len(late)), register.today
    )


def _concentrated(register: Register, plan: Plan, day: dt.date, name: str) -> Concentrated:
    """Of one round: what is due from today on until the day, and what is late by now."""
    of_round = register.only(lambda one: one.plan == plan.id)
    due, late = (StatusQuery((term,)) for term in (until(day, of_round), *recall(LATE, of_round).terms))
    return Concentrated(round=name, until=day, due=len(due.pick(of_round)), late=len(late.pick(of_round)))


def _next(row: RegisterRow, today: dt.date) -> dt.date | None:
    return min((duty.due for duty in row.standing.duties if duty.due >= today), default=None)


def _own(register: Register, person: Person) -> tuple[RegisterRow, ...]:
    """The person's own measures that have not ended, or all where the person has none."""
    alive = [one for one in register.measures if not one.is_ended]
    own = [one for one in alive if person.id in {*one.owners, *one.leaders}]
    return register.rows(own or alive)


async def _register(request: RequestContext, unit: Unit) -> Register:
    async with request.look() as ledger:
        return await open_register(ledger, unit.id, request.today(unit), request.calendar)
