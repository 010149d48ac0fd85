"""Who is away, and who stands in."""

import datetime as dt
import re

import msgspec

from bot.domain.people.person import Person, Role
from bot.messages.people.proposal import proposed_body
from bot.messages.people.view import (
    absence_body,
)
from bot.messages.replies.day_picker import confirm_body
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

AWAY = re.compile(
    r"^(?P<name>\S+?)\s+(?P<start>[^\s\-—–~至]+)(?:\s*[-—–~至]+\s*(?P<end>\S+))?\s+由\s*(?P<other>\S+?)\s*代\w{0,3}$"
)
BACK = re.compile(r"^(?P<name>\S+)\s+(?:返岗|回来|销假)$")
ABSENT = "away"


async def on_away(context: Context) -> None:
    """Let a delegate stand in for somebody, or end that; a day that leaves doubt is asked about."""
    person = await context.person()
    if found := BACK.match(context.words):
        returned = await end_absence(context.request, found["name"], by=person)
        await context.answer(context.say("people.absence.back", name=returned.name))
        return
    asked = AWAY.match(context.words)
    if asked is None:
        await context.answer(context.say("people.absence.usage"))
        return
    name, other, start = asked["name"], asked["other"], asked["start"]
    await _settle(context, person, PendingAbsence(name=name, other=other, start=start, end=asked["end"] or start))


async def _settle(context: Context, person: Person, planned: PendingAbsence, *, edit: bool = False) -> None:
    """Keep the absence when both days are certain; otherwise ask about the first that is not."""
    from bot.readers.deadline import read_deadline

    days: list[dt.date] = []
    for which, words in (("start", planned.start), ("end", planned.end)):
        after = days[0] if days else context.request.day_said(await context.unit())
        reading = read_deadline(words, after)
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
