"""代办: who takes whose reminders while they are away, and who takes over when somebody leaves."""

import datetime as dt
import re

from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person
from bot.messages.body import Button, MessageBody
from bot.messages.replies.day_picker import confirm_body
from bot.messages.text import day
from bot.services.people.absence import away, back, hand_over, plan_absence, plan_handover, planned_absence
from handlers.core.day_picker import PURPOSES
from handlers.core.request import Command, Context, TelegramApplication, open_actions, open_commands

AWAY = re.compile(
    r"^(?P<name>\S+?)\s+(?P<start>[^\s\-—–~至]+)(?:\s*[-—–~至]+\s*(?P<end>\S+))?\s+由\s*(?P<other>\S+?)\s*代\w{0,3}$"
)
BACK = re.compile(r"^(?P<name>\S+)\s+(?:返岗|回来|销假)$")
ABSENT = "away"


async def on_away(context: Context) -> None:
    """Let a delegate stand in for somebody, or end that; a day that leaves doubt is asked about."""
    person = await context.person()
    if found := BACK.match(context.words):
        returned = await back(context.request, found["name"], by=person)
        await context.answer(context.say("people.absence.back", name=returned.name))
        return
    asked = AWAY.match(context.words)
    if asked is None:
        await context.answer(context.say("people.absence.usage"))
        return
    words = {"start": asked["start"], "end": asked["end"] or asked["start"]}
    await _settle(context, person, {"name": asked["name"], "other": asked["other"], **words})


async def _settle(context: Context, person: Person, planned: dict[str, str], *, edit: bool = False) -> None:
    """Keep the absence when both days are certain; otherwise ask about the first that is not."""
    from bot.readers.deadline import read_deadline

    days: list[dt.date] = []
    for which in ("start", "end"):
        after = days[0] if days else context.request.today(await context.unit())
        reading = read_deadline(planned[which], after)
        if reading.date is None or not reading.certain:
            await plan_absence(context.request, person, planned)
            body = confirm_body(context.window.request.wording, ABSENT, which, planned[which], reading)
            await context.answer(body, edit=edit)
            return
        days.append(reading.date)
    start, end = days
    kept = await away(context.request, planned["name"], start, end, planned["other"], by=person)
    facts = {"name": kept.person.name, "delegate": kept.delegate.name, "start": day(start), "end": day(end)}
    await context.answer(context.say("people.absence.done", **facts), edit=edit)


async def take_day(context: Context, person: Person, which: str, chosen: dt.date) -> None:
    """A day of an absence was chosen."""
    planned = await planned_absence(context.request, person)
    same = planned["start"] == planned["end"]
    days = {"start": chosen.isoformat(), "end": chosen.isoformat()} if same else {which: chosen.isoformat()}
    await _settle(context, person, planned | days, edit=True)


async def on_handover(context: Context) -> None:
    """Show what a handover would move, and ask."""
    person, names = await context.person(), context.words.split()
    if len(names) != 2:  # noqa: PLR2004 - who gives and who takes
        await context.answer(context.say("people.handover.usage"))
        return
    planned = await plan_handover(context.request, *names, by=person)
    facts = {"giver": planned.giver.name, "taker": planned.taker.name, "count": len(planned.measures)}
    numbers = "、".join(measure.number for measure in planned.measures)
    button = Button(context.word("people.handover.button"), "give", (planned.giver.id, planned.taker.id))
    await context.answer(MessageBody(context.say("people.handover.ask", numbers=numbers, **facts), ((button,),)))


async def on_give(context: Context) -> None:
    """Hand over, as it was shown."""
    person, ids = await context.person(), await context.pressed()
    giver, taker = [await _named(context, id_) for id_ in ids]
    done = await hand_over(context.request, giver.name, taker.name, by=person)
    numbers = "、".join(measure.number for measure in done.measures)
    facts = {"giver": giver.name, "taker": taker.name, "count": len(done.measures), "numbers": numbers}
    await context.answer(context.say("people.handover.done", **facts), edit=True)


async def _named(context: Context, id_: str) -> Person:
    async with context.request.look() as ledger:
        person = await ledger.people.get(id_)
    if person is None:
        raise NotFound(what=id_)
    return person


COMMANDS = (
    Command("away", ("请假", "不在岗"), on_away),
    Command("handover", ("移交",), on_handover),
)


def register(application: TelegramApplication) -> None:
    """Open what concerns standing in."""
    PURPOSES[ABSENT] = take_day
    open_commands(application, COMMANDS)
    open_actions(application, {"give": on_give})
