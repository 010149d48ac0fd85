"""Questions about what one has said oneself, why a measure is red, what it still lacks, and what falls due next."""

import re
from collections.abc import Sequence

from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.services.progress.lacking import what_is_lacking
from bot.services.progress.said import what_was_said
from bot.services.replies.named_measure import measures_meant
from bot.services.replies.understanding import open_measures
from bot.services.status import answers
from bot.services.status.reasons import concentrated_until, next_due, why_coloured
from handlers.core.context import Context
from handlers.core.view import show_view


async def take_own_question(context: Context, person: Person, words: str, about: str, named: frozenset[str]) -> bool:
    """Answer one; False where the words are none. Of what is named, else of the card, else of the person's own."""
    from bot.readers.own_question import OwnKind, own_question, span_of
    from bot.readers.reply.plain_text import normalised

    asked = own_question(normalised(words).text, named)
    if asked is None:
        return False
    unit = await context.unit()
    meant = await measures_meant(context.request, person, asked.numbers, context.replied_to, about)
    match asked.kind:
        case OwnKind.SAID if _of_others(person, words, meant):
            return False
        case OwnKind.SAID:
            span = span_of(asked.when, context.request.today(unit))
            await context.answer(await what_was_said(context.request, person, span, meant, asked.when))
        case OwnKind.COLOUR:
            await context.answer(await why_coloured(context.request, unit, person, meant))
        case OwnKind.LACKS:
            wanted: Sequence[Measure] = meant or await open_measures(context.request, person)
            await context.answer(await what_is_lacking(context.request, person, wanted))
        case OwnKind.CONCENTRATED:
            await context.answer(await concentrated_until(context.request, unit))
        case OwnKind.NEXT:
            found = await next_due(context.request, unit, person)
            if not found:
                await context.answer(context.say("status.reason.next_none"))
            for one in found:
                await show_view(context, await answers.of_measure(context.request, one))
    return True


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
