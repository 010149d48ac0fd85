"""Questions of decisions, instructions, days left, one event of a measure, a place in a list; and what is to change."""

from collections.abc import Sequence

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.messages.replies.view import pass_on_body
from bot.services.core.redaction import redacted
from bot.services.history.events import happened_to
from bot.services.meetings.asked import what_was_decided, what_was_instructed
from bot.services.people.directory import office_names
from bot.services.replies.named_measure import measures_meant, numbers_there
from bot.services.replies.pending_reply import keep_reply, reports_on_any
from bot.services.status import answers
from bot.services.status.plain_questions import asked_last, nth
from bot.services.status.reasons import days_until
from handlers.core.act_sentences import carry_out
from handlers.core.context import Context
from handlers.core.view import show_view


async def take_matter(context: Context, person: Person, words: str) -> bool:
    """Answer a question of no measures' list; False where it is none, or nothing of the kind was asked before."""
    from bot.readers.question.matter_question import Matter, day_meant, matter_question
    from bot.readers.reply.plain_text import normalised

    asked = matter_question(normalised(words).text)
    if asked is None:
        return False
    request, unit = context.request, await context.unit()
    body: MessageBody | None = None
    match asked.matter:
        case Matter.DECIDED:
            body = await what_was_decided(request, person, asked.title, last=asked.last, own=asked.own)
        case Matter.INSTRUCTED:
            body = await what_was_instructed(request, person, own=asked.own)
        case Matter.DAYS_LEFT if day := day_meant(asked.day, request.today(unit)):
            body = await days_until(request, unit, day)
        case Matter.NTH if (code := (await asked_last(request, person)).code) and (
            view := await nth(request, unit, code, asked.place)
        ):
            await show_view(context, view)
            return True
        case Matter.COMPARED if person.holds(Role.SECRETARY, Role.LEADER, Role.OFFICE, Role.OBSERVER):
            await carry_out(context, "digest")
            return True
    if body is not None:
        await context.answer(body)
    return body is not None


async def take_event(context: Context, person: Person, words: str, about: str, named: frozenset[str]) -> bool:
    """Answer what happened to one measure, by its number or on its card; False where no such thing is asked.

    Who is to check what has not come so far is another question.
    """
    from bot.readers.question.event_question import event_question
    from bot.readers.reply.plain_text import normalised

    asked = event_question(normalised(words).text, named)
    if asked is None:
        return False
    numbers = (asked.number,) if asked.number else ()
    meant = await measures_meant(context.request, person, numbers, context.replied_to, about)
    if not meant:
        return False
    told = [await happened_to(context.request, person, one.id, asked.verbs, step=asked.step) for one in meant]
    found = [one for one in told if one is not None]
    if not found and (asked.step or not numbers):
        return False
    for body in found:
        await context.answer(body)
    if not found:
        await context.answer(context.say("history.no_events", number=asked.number, words=asked.words))
        await show_view(context, await answers.of_measure(context.request, meant[0].id))
    return True


async def take_question_of_others(context: Context, person: Person, words: str) -> bool:
    """Show the card of a measure of others of which something is asked that no card tells; its owner may be asked.

    What is said to be wrong in it, or is to change, is changed by the office's command alone.
    """
    from bot.readers.question.matter_question import plainly_asks, wrong_field
    from bot.readers.reply import read_message
    from bot.readers.reply.plain_text import normalised

    async with context.request.look() as ledger:
        there = frozenset(await numbers_there(ledger, person, words))
    read, plain = read_message(words, named=there), normalised(words).text
    numbers = tuple(dict.fromkeys(part.number for part in read.parts if part.number))
    field = wrong_field(plain)[1]
    if (
        not numbers
        or not (field or plainly_asks(plain))
        or any(part.reading.percent is not None for part in read.parts)
    ):
        return False
    meant = await measures_meant(context.request, person, numbers, "", "")
    if await reports_on_any(context.request, person, meant):
        return False
    for one in meant:
        await show_view(context, await answers.of_measure(context.request, one.id))
    if field:
        await context.answer(await _how_to_change(context, person, meant, field))
    elif len(meant) == 1:
        (shown,) = await redacted(context.request, meant)
        draft = await keep_reply(context.request, person, words, context.place, tuple(meant))
        await context.answer(pass_on_body(context.wording, draft, words, shown))
    return True


async def _how_to_change(context: Context, person: Person, meant: Sequence[Measure], field: str) -> MessageBody:
    if not allowed(Action.CORRECT, person):
        names = await office_names(context.request, person.unit)
        return MessageBody(context.say("plan.how_correct_ask", names="、".join(names)))
    (number,) = {one.number for one in meant}
    words = {
        "field": context.word(f"plan.correctable.{field}"),
        "example": context.word(f"plan.correct_example.{field}"),
    }
    return MessageBody(context.say("plan.how_correct", number=number, **words))
