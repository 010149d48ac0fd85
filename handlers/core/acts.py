"""Acts that are shown before they are done: /reopen 3-2、3-3 理由 …."""

from collections.abc import Mapping

from bot.domain.people.proposal import Act
from bot.messages.core.questions import ActQuestion
from bot.readers.correction import numbers_in, numbers_with_reason
from bot.services.pending.acts import WantedAct, show_act
from bot.services.replies.named_measure import measure_named
from handlers.core.context import Context
from handlers.core.questions import ask


async def preview(
    context: Context, act: Act, subjects: tuple[str, ...], words: str = "", facts: Mapping[str, str] | None = None
) -> None:
    """Show what would become of what, and ask whether it is to be done: by a tap or by a word."""
    wanted = WantedAct(act=act, subjects=subjects, words=words, facts=facts or {})
    shown = await show_act(context.request, await context.person(), wanted)
    await ask(context, ActQuestion(shown.matter), shown.body)


async def preview_with_reason(context: Context, command: str, act: Act) -> None:
    """Show what would become of the measures that are named, for the reason that is given."""
    named, reason = numbers_with_reason(context.words)
    numbers = numbers_in(named)
    if not numbers or not reason:
        await context.person()
        await context.answer(context.say("closing.usage_reason", command=command))
        return
    await preview(context, act, await ids_of_numbers(context, numbers), reason)


async def ids_of_numbers(context: Context, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the measures, each once; raises NotFound or Unreadable."""
    person = await context.person()
    found = [await measure_named(context.request, person, number) for number in numbers]
    return tuple(dict.fromkeys(measure.id for measure in found))
