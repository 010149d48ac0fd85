"""What becomes of a visit in a sentence: called off, put to another day, ended; which one is meant is never guessed."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.inspections.visit import VisitState
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.inspections.view import visits_of_body, when
from bot.messages.text import told_names
from bot.readers.change import Change, SaidChange, read_visit_change
from bot.services.inspections.changes import cancel_visit, move_visit, visits_meant
from bot.services.inspections.visits import end_visit, show_visit
from bot.services.replies.named_measure import measure_named
from handlers.core.context import Context


def change_said(context: Context, today: dt.date) -> SaidChange | None:
    """The change that the words order, or that they order behind the word of the command: 现场督办 取消."""
    whole = context.word("inspections.title") + context.words
    return read_visit_change(context.words, today) or read_visit_change(whole, today)


async def take_change(context: Context, person: Person, said: SaidChange) -> None:
    """Do it to the one visit that is meant; of several they are shown, of none it is said."""
    if said.doubt:
        await context.answer(context.say("inspections.which_day_moved", words=said.doubt))
        return
    state = VisitState.UNDER_WAY if said.change is Change.END else VisitState.PLANNED
    measures = [(await measure_named(context.request, person, number)).id for number in said.numbers]
    found = await visits_meant(context.request, person, state, measures=measures, day=said.day, place=said.place)
    if not found:
        key = "no_visit_to_end" if said.change is Change.END else "no_visit_ahead"
        await context.answer(context.say(f"inspections.{key}"))
    elif len(found) > 1:
        await context.answer(visits_of_body(context.wording, found))
    else:
        await context.answer(await _done(context, person, found[0][0].id, said))


async def _done(context: Context, person: Person, visit: str, said: SaidChange) -> MessageBody:
    match said.change:
        case Change.END:
            return await ended(context, person, visit)
        case Change.CANCEL:
            return await cancelled(context, person, visit, said.why)
        case Change.MOVE:
            return await moved(context, person, visit, said)


async def ended(context: Context, person: Person, visit: str) -> MessageBody:
    """End it: the number of its record, and the way to the document."""
    over = await end_visit(context.request, person, visit)
    facts = {"title": over.title, "year": over.year, "number": over.number}
    text = context.say("inspections.closed", seen=len(over.seen), count=len(over.resolutions), **facts)
    return MessageBody(text, (await show_visit(context.request, person, over.id)).buttons)


async def cancelled(context: Context, person: Person, visit: str, why: str = "") -> MessageBody:
    """Call it off, and say who was told."""
    gone, told = await cancel_visit(context.request, person, visit, why)
    return _said(context, "cancelled", told, title=gone.title, when=when(gone))


async def moved(context: Context, person: Person, visit: str, said: SaidChange) -> MessageBody:
    """Put it to another day or time, and say who was told."""
    before, now, told = await move_visit(context.request, person, visit, (said.to, said.time), said.why)
    text = _said(context, "moved", told, title=now.title, before=when(before), when=when(now))
    shown = await show_visit(context.request, person, visit)
    return MessageBody(text.text, shown.buttons)


def _said(context: Context, key: str, told: Sequence[str], **facts: str) -> MessageBody:
    named = {"names": told_names(context.wording, told)} if told else {}
    return MessageBody(context.say(f"inspections.{key}_and_told" if told else f"inspections.{key}", **facts, **named))
