"""A view of how things stand, drawn up for whoever asked, with what they can do about it."""

import asyncio
from dataclasses import replace

from bot.domain.closing.transitions import possible
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Role
from bot.messages.core.keyboards import back_row
from bot.messages.operations.first_day import with_next_step
from bot.messages.pending.view import todo_body
from bot.messages.status.facts import FindingView, Listing, MeasureCard, Overview, View
from bot.messages.status.keyboards import card_rows, inspect_rows, instruct_row
from bot.messages.status.view import draw
from bot.services.operations.first_day import first_day
from bot.services.pending.matters import matters, matters_on
from bot.services.status import answers
from handlers.core.context import Context


async def show_todo(context: Context, page: int = 1, words: str = "", *, edit: bool = False) -> None:
    """Answer with all that waits for the person, as things are now; of the round alone that the words name."""
    person = await context.person()
    found = await matters(context.request, person)
    rounds, _, _ = await answers.rounds_named(context.request, await context.unit(), words)
    found = tuple(one for one in found if not rounds or any(id_.rpartition("/")[0] in rounds for id_ in one.measures))
    today = context.request.today(await context.unit())
    await context.answer(todo_body(context.wording, found, today, page, role=person.foremost), edit=edit)


async def show_view(context: Context, view: View, *, edit: bool = False, code: str = "") -> None:
    """Answer with the view; below a card or a finding stand the buttons of the person's role.

    `code` is the list that a card was opened from, which it leads back to.
    """
    wording = context.wording
    body = await asyncio.to_thread(draw, wording, view)  # a list of a large office has hundreds of lines
    if isinstance(view, MeasureCard | FindingView):
        person = await context.person()
        instructs = allowed(Action.INSTRUCT, person)
        if isinstance(view, MeasureCard):
            measure = view.row.measure
            reports = await answers.may_report(context.request, person, measure)
            nudges = allowed(Action.NUDGE, person) and possible(Action.NUDGE, measure.stage)
            goes = allowed(Action.INSPECT, person, measure)
            marks = allowed(Action.MARK_KEY, person) and (measure.key is not None or not measure.is_ended)
            acts = tuple(matter.acts for matter in await matters_on(context.request, person, measure.id))
            below = (
                *acts,
                *card_rows(wording, measure, reports=reports, instructs=instructs, nudges=nudges),
                *inspect_rows(wording, measure, visits=goes and not measure.is_ended, marks=marks),
                *back_row(wording, code),
            )
        else:
            below = (instruct_row(wording, view.line.finding.id),) if instructs else ()
        body = replace(body, buttons=(*body.buttons, *below))
    elif await _begins(context, view):
        body = with_next_step(wording, body, await first_day(context.request, await context.person()))
    await context.answer(body, edit=edit)


async def _begins(context: Context, view: View) -> bool:
    """True where one of the office sees nothing because no ledger was taken in yet."""
    empty = not view.tally.measures if isinstance(view, Overview) else isinstance(view, Listing) and not view.rows
    if not empty or not (await context.person()).holds(Role.OFFICE):
        return False
    return not (await answers.whole(context.request, await context.unit())).tally.measures
