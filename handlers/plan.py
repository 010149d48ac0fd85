"""The plan corrected by the office: owner, leader, department, deadline, text, split, merge, cancel; with reason."""

import datetime as dt

from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act
from bot.messages.people.proposal import proposed_body
from bot.messages.plan.view import corrected_body
from bot.readers.correction import CorrectionWords, read_correction, read_merge, read_split
from bot.services.core.proposals import Proposed
from bot.services.people.directory import ids_of
from bot.services.plan.correction import Amendment, correct
from bot.services.plan.interim import propose_interim
from bot.services.replies.named_measure import measure_named
from handlers.core.acts import ask_reason, ids_of_numbers, preview, preview_with_reason
from handlers.core.context import Context
from handlers.core.routes import Command, Routes


async def on_correct(context: Context) -> None:
    """Correct one field of a measure."""
    person = await context.person()
    wanted = read_correction(context.words)
    if wanted is None:
        await context.answer(context.say("plan.usage_correct"))
        return
    measure = await measure_named(context.request, person, wanted.number)
    if not wanted.reason:
        await ask_reason(context, "correct", measure.id)
        return
    if wanted.field == "support":
        await _lend(context, measure.id, wanted)
        return
    amendment = await _amendment(context, person, wanted, measure.due)
    if amendment is None:
        await context.answer(context.say("plan.day_unclear", words=wanted.value))
        return
    done = await correct(context.request, person, measure.id, amendment, wanted.reason)
    if isinstance(done, Proposed):
        await context.answer(proposed_body(context.wording, done.proposal, done.deciders))
        return
    await context.answer(corrected_body(context.wording, done.measure, done.told, done.what))


async def on_interim(context: Context) -> None:
    """Propose what outward papers say is done so far."""
    person = await context.person()
    number, _, words = context.words.strip().partition(" ")
    if not words.strip():
        await context.answer(context.say("plan.usage_interim"))
        return
    measure = await measure_named(context.request, person, number)
    asked = await propose_interim(context.request, person, measure.id, words)
    await context.answer(proposed_body(context.wording, asked.proposal, asked.deciders))


async def _lend(context: Context, measure: str, wanted: CorrectionWords) -> None:
    """Show what supporting bodies would be given, each by a day of its own."""
    from bot.readers.support import bodies_in, shares_in

    names = bodies_in(wanted.value)
    if any(one.day is None for one in shares_in(names, context.request.day_said(await context.unit()))):
        await context.answer(context.say("plan.day_unclear", words=wanted.value))
        return
    await preview(context, Act.SUPPORT, (measure,), wanted.reason, {"support": "\n".join(names)})


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
    """Show how a measure would be parted in two."""
    wanted = read_split(context.words)
    if wanted is None:
        await context.person()
        await context.answer(context.say("plan.usage_split"))
        return
    number, text, rest, reason = wanted
    subjects = await ids_of_numbers(context, (number,))
    if not reason:
        await ask_reason(context, "split", subjects[0])
        return
    await preview(context, Act.SPLIT, subjects, reason, {"text": text, "rest": rest})


async def on_merge(context: Context) -> None:
    """Show how measures would be merged into another."""
    numbers, reason = read_merge(context.words)
    if len(numbers) < 2:  # noqa: PLR2004 - one into the other
        await context.person()
        await context.answer(context.say("plan.usage_merge"))
        return
    *merged, into = await ids_of_numbers(context, numbers)
    if not reason:
        await ask_reason(context, "merge", into)
        return
    await preview(context, Act.MERGE, (*(merged or [into]), into), reason)


async def on_cancel(context: Context) -> None:
    """Show what cancelling measures would do."""
    await preview_with_reason(context, "cancel", Act.CANCEL)


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("interim", ("阶段进展",), on_interim, (Role.OWNER, Role.LEADER), needs=(Action.REPORT, Action.NOTE)),
        Command("correct", ("更正",), on_correct, OFFICE, needs=(Action.CORRECT,)),
        Command("split", ("拆分",), on_split, OFFICE, needs=(Action.CORRECT,)),
        Command("merge", ("合并",), on_merge, OFFICE, needs=(Action.CANCEL,)),
        Command("cancel", ("取消措施",), on_cancel, OFFICE, needs=(Action.CANCEL,)),
    )
)
