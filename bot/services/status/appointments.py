"""Meetings and visits that a person is to go to, as they stand in the own calendar; one called off is taken out."""

import datetime as dt
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from bot.documents.calendar_file import CalendarDay
from bot.domain.inspections.visit import Visit, VisitState
from bot.domain.meetings.meeting import MeetingState
from bot.domain.people.person import Role
from bot.domain.status.register import Register
from bot.services.core.ledger import MEETINGS_OF, VISITS_OF
from bot.services.core.measure_context import measure_context
from bot.services.core.transaction import Transaction


async def appointments(tx: Transaction, register: Register, domain: str) -> AsyncIterator[CalendarDay]:
    """Those ahead, at their time where one is named; those that are over stay in the calendar as they are."""
    if tx.by.holds(Role.SECRETARY, Role.OFFICE):
        for meeting in await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id):
            if meeting.is_ahead or meeting.state is MeetingState.CANCELLED:
                at = _moment(tx, meeting.day, meeting.time)
                yield CalendarDay(
                    id=f"{meeting.id}@{domain}", day=meeting.day, at=at, words=meeting.title, stands=meeting.is_ahead
                )
    for visit in await tx.ledger.visits.find(VISITS_OF, tx.unit.id):
        goes = tx.by.id in {visit.by, *visit.companions}
        if goes and (visit.is_ahead or visit.state is VisitState.CANCELLED):
            words = await _words(tx, register, visit)
            at = _moment(tx, visit.day, visit.time)
            yield CalendarDay(id=f"{visit.id}@{domain}", day=visit.day, at=at, words=words, stands=visit.is_ahead)


def _moment(tx: Transaction, day: dt.date, time: dt.time | None) -> dt.datetime | None:
    return dt.datetime.combine(day, time, ZoneInfo(tx.unit.zone)) if time else None


async def _words(tx: Transaction, register: Register, visit: Visit) -> str:
    """What is looked at and where; no place where messages may not show the measures."""
    contexts = [await measure_context(tx, one) for one in visit.measures]
    hidden = any(one.policy.confidential for one in contexts)
    numbers = "、".join(register.number(one.measure) for one in contexts)
    place = "" if hidden or not visit.place else f" {visit.place}"
    return tx.request.wording.word("status.own_days.visit", title=visit.title, numbers=numbers, place=place)
