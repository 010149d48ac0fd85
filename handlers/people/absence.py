"""Who is away, and who stands in."""

import datetime as dt
import re

import msgspec

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.people.proposal import proposed_body
from bot.messages.people.view import (
    absence_body,
)
from bot.messages.replies.day_picker import confirm_body
from bot.readers.absence import SELF, absence_of_command
from bot.services.core.draft_content import PendingAbsence
from bot.services.core.proposals import Proposed
from bot.services.people.absence import (
    end_absence,
    plan_absence,
    planned_absence,
    record_absence,
)
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.day_picker import ask_day
from handlers.core.routes import Command, DayRoute, Routes

BACK = re.compile(r"^(?P<name>\S+)\s+(?:返岗|回来|销假)$")
ABSENT = "away"


async def on_away(context: Context) -> None:
    """Let a delegate stand in for somebody, or end that; a day that leaves doubt is asked about."""
    person = await context.person()
    if found := BACK.match(context.words):
        returned = await end_absence(context.request, found["name"], by=person)
        await context.answer(context.say("people.absence.back", name=returned.name))
        return
    said = absence_of_command(context.words)
    if said is None:
        await context.answer(context.say("people.absence.usage"))
        return
    name = person.name if said.who in SELF else said.who
    if name != person.name and not person.holds(Role.OFFICE):
        raise NotAllowed(action=Action.HAND_OVER)
    if not said.other:
        days = said.start if said.start == said.end else f"{said.start}-{said.end}"
        await context.answer(context.say("people.absence.who_stands_in", name=name, days=days))
        return
    await _settle(context, person, PendingAbsence(name=name, other=said.other, start=said.start, end=said.end))


async def _settle(context: Context, person: Person, planned: PendingAbsence, *, edit: bool = False) -> None:
    """Keep the absence when both days are certain; otherwise ask about the first that is not."""
    from bot.readers.deadline import read_deadline

    today = context.request.day_said(await context.unit())
    days: list[dt.date] = []
    for which, words in (("start", planned.start), ("end", planned.end)):
        reading = read_deadline(words, today)
        if days and (reading.date is None or not reading.certain or reading.date < days[0]):
            reading = read_deadline(words, days[0])  # 周三 of 下周一到周三, and 26日 of 4月24日-26日
        if reading.date is None or not reading.certain:
            known = {"start": days[0].isoformat()} if days else {}
            await plan_absence(context.request, person, msgspec.structs.replace(planned, **known))
            body = confirm_body(context.wording, ABSENT, which, words, reading)
            await ask_day(context, ABSENT, which, body, edit=edit)
            return
        days.append(reading.date)
    start, end = days
    kept = await record_absence(context.request, planned.name, start, end, planned.other, by=person)
    if isinstance(kept, Proposed):
        await context.answer(proposed_body(context.wording, kept.proposal, kept.deciders), edit=edit)
        return
    body = absence_body(context.wording, kept.person, kept.delegate, (start, end), kept.told)
    await context.answer(body, edit=edit)


async def take_day(context: Context, person: Person, which: str, chosen: dt.date) -> None:
    """A day of an absence was chosen."""
    planned = await planned_absence(context.request, person)
    same = planned.start == planned.end
    days = {"start": chosen.isoformat(), "end": chosen.isoformat()} if same else {which: chosen.isoformat()}
    await _settle(context, person, msgspec.structs.replace(planned, **days), edit=True)


RECEIVING = tuple(role for role in Role if role is not Role.OBSERVER)  # who is sent anything
ROUTES = Routes(
    commands=(Command("away", ("请假", "不在岗"), on_away, RECEIVING, something_named),),
    days={ABSENT: DayRoute(take_day)},
)
