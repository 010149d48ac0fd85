"""Questions about one's own words and duties: what was said, why it is red, who checks it, how often one was urged."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.core.colour import Colour
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.services.progress.lacking import what_is_lacking
from bot.services.progress.said import what_was_said
from bot.services.replies.named_measure import measures_meant
from bot.services.replies.understanding import open_measures
from bot.services.status import answers
from bot.services.status.counted import letters_given, who_checks
from bot.services.status.happenings import happened
from bot.services.status.reasons import concentrated_until, next_due, why_coloured
from handlers.core.context import Context
from handlers.core.view import show_view

if TYPE_CHECKING:
    from bot.readers.question.own_question import OwnQuestion


async def take_happening(context: Context, person: Person, words: str, about: str) -> bool:
    """Answer what happened, or with whom it lies; False where that is not asked, or other words stand beside it."""
    from bot.readers.reply.plain_text import normalised

    meant = await measures_meant(context.request, person, (), context.replied_to, about)
    body = await happened(context.request, await context.unit(), person, normalised(words).text, meant)
    if body is not None:
        await context.answer(body)
    return body is not None


async def take_own_question(context: Context, person: Person, words: str, about: str, named: frozenset[str]) -> bool:
    """Answer one; False where the words are none. Of what is named, else of the card, else of the person's own."""
    from bot.readers.question.own_question import OwnKind, own_question
    from bot.readers.reply.plain_text import normalised

    asked = own_question(normalised(words).text, named)
    if asked is None:
        return False
    meant = await measures_meant(context.request, person, asked.numbers, context.replied_to, about)
    if asked.kind is OwnKind.NEXT:
        found = await next_due(context.request, await context.unit(), person)
        if not found:
            await context.answer(context.say("status.reason.next_none"))
        for one in found:
            await show_view(context, await answers.of_measure(context.request, one))
        return True
    body = await _told(context, person, asked, meant, words)
    if body is not None:
        await context.answer(body)
    return body is not None


async def _told(
    context: Context, person: Person, asked: "OwnQuestion", meant: Sequence[Measure], words: str
) -> MessageBody | None:
    """What answers the question in one message; None where it is of others, and no question of this kind."""
    from bot.readers.question.own_question import OwnKind, span_of

    request, unit = context.request, await context.unit()
    match asked.kind:
        case OwnKind.SAID if not _of_others(person, words, meant):
            span = span_of(asked.when, request.today(unit))
            return await what_was_said(request, person, span, meant, asked.when)
        case OwnKind.COLOUR:
            return await why_coloured(request, unit, person, meant)
        case OwnKind.LACKS:
            return await what_is_lacking(request, person, meant or await open_measures(request, person))
        case OwnKind.CONCENTRATED:
            return await concentrated_until(request, unit)
    return await _counted(context, person, asked, meant)


async def _counted(
    context: Context, person: Person, asked: "OwnQuestion", meant: Sequence[Measure]
) -> MessageBody | None:
    """What is counted, or who checks; None where something else is asked."""
    from bot.readers.question.own_question import OwnKind, span_of

    request = context.request
    match asked.kind:
        case OwnKind.LETTERS:
            span = span_of(asked.when, request.today(await context.unit()))
            return await letters_given(request, person, [Colour(one) for one in asked.about], span, asked.when)
        case OwnKind.CHECKED:
            return await who_checks(request, person, meant or await open_measures(request, person))
    return None


def _of_others(person: Person, words: str, meant: Sequence[Measure]) -> bool:
    """True for 2-3最近一次报的什么 of one who does not own it: its card tells what its own people said.

    Also for 这周报了几条 of one who follows the others' work.
    """
    if re.search("我|俺|本人|自己|您?上[次回]", words):
        return False
    follows = person.holds(Role.SECRETARY, Role.LEADER, Role.OFFICE, Role.OBSERVER) and re.search(
        "几|多少|谁|哪", words
    )
    return bool(meant and all(person.id not in m.owners for m in meant)) or (not meant and bool(follows))
