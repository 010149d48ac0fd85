"""The plan corrected by the office: owner, leader, department, deadline, text, split, merge, cancel; with reason."""

import datetime as dt

from bot.domain.people.person import Person, Role
from bot.messages.people.proposal import proposed_body
from bot.messages.plan.view import corrected_body, merged_body, split_body
from bot.readers.correction import CorrectionWords, read_correction, read_merge, read_split
from bot.services.core.proposals import Proposed
from bot.services.people.directory import ids_of
from bot.services.plan.correction import Amendment, cancel_measure, correct
from bot.services.plan.rearrangement import merge_measures, split_measure
from bot.services.replies.named_measure import measure_named
from handlers.core.context import Context
from handlers.core.routes import Command, Routes
from handlers.core.with_reason import change_with_reason


async def on_correct(context: Context) -> None:
    """Correct one field of a measure."""
    person = await context.person()
    wanted = read_correction(context.words)
    if wanted is None or not wanted.reason:
        await context.answer(context.say("plan.usage_correct"))
        return
    measure = await measure_named(context.request, person, wanted.number)
    amendment = await _amendment(context, person, wanted, measure.due)
    if amendment is None:
        await context.answer(context.say("plan.day_unclear", words=wanted.value))
        return
    done = await correct(context.request, person, measure.id, amendment, wanted.reason)
    if isinstance(done, Proposed):
        await context.answer(proposed_body(context.wording, done.proposal, done.deciders))
        return
    await context.answer(corrected_body(context.wording, done.measure, done.told, done.what))


async def _amendment(
    context: Context, person: Person, wanted: CorrectionWords, due: dt.date | None
) -> Amendment | None:
    """What is to be different; None where a day is not certain."""
    match wanted.field:
        case "owners":
            amendment = Amendment(owners=await ids_of(context.request, person.unit, wanted.names))
        case "leaders":
            amendment = Amendment(leaders=await ids_of(context.request, person.unit, wanted.names))
        case "departments":
            amendment = Amendment(departments=wanted.names)
        case "support":
            amendment = Amendment(support=wanted.names)
        case "short":
            amendment = Amendment(short=wanted.value)
        case "interim":
            amendment = Amendment(interim=wanted.value)
        case "due":
            from bot.readers.deadline import read_deadline

            reading = read_deadline(wanted.value, context.request.day_said(await context.unit()), current=due)
            if reading.certain:
                return Amendment(due=reading.date)
            series = reading.without_asking(wanted.value)
            return Amendment(deadline=series) if series else None
        case _:
            amendment = Amendment(text=wanted.value)
    return amendment


async def on_split(context: Context) -> None:
    """Part a measure in two."""
    person = await context.person()
    wanted = read_split(context.words)
    if wanted is None or not wanted[-1]:
        await context.answer(context.say("plan.usage_split"))
        return
    number, text, rest, reason = wanted
    measure = await measure_named(context.request, person, number)
    done = await split_measure(context.request, person, measure.id, text=text, rest=rest, reason=reason)
    await context.answer(split_body(context.wording, done.measure, done.fresh or done.measure))


async def on_merge(context: Context) -> None:
    """Merge a measure into another."""
    person = await context.person()
    wanted = read_merge(context.words)
    if wanted is None or not wanted[-1]:
        await context.answer(context.say("plan.usage_merge"))
        return
    one, into, reason = wanted
    first = await measure_named(context.request, person, one)
    second = await measure_named(context.request, person, into)
    done = await merge_measures(context.request, person, first.id, second.id, reason)
    if isinstance(done, Proposed):
        await context.answer(proposed_body(context.wording, done.proposal, done.deciders))
        return
    await context.answer(merged_body(context.wording, first, second))


async def on_cancel(context: Context) -> None:
    """Cancel a measure."""
    await change_with_reason(context, "cancel", cancel_measure, "plan.cancelled_done")


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("correct", ("更正",), on_correct, OFFICE),
        Command("split", ("拆分",), on_split, OFFICE),
        Command("merge", ("合并",), on_merge, OFFICE),
        Command("cancel", ("取消措施",), on_cancel, OFFICE),
    )
)
