"""Acts on measures, by command or in a sentence that stands for one; without a reason that is asked.

Most are shown before they are done: /reopen 3-2、3-3 理由 …, 3-2转长期.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person
from bot.domain.people.proposal import Act
from bot.messages.core.questions import (
    ActQuestion,
    CallBackQuestion,
    CommandReasonQuestion,
    DayQuestion,
    DifficultyQuestion,
    ExtensionQuestion,
    ImportReasonQuestion,
    KeyQuestion,
    LiftAllQuestion,
    LiftQuestion,
    LiftWaitQuestion,
    NotConcernedQuestion,
    OfferedDayQuestion,
    ProgressQuestion,
    Question,
    RefusalQuestion,
    ReleaseQuestion,
    ReturnInstructionQuestion,
    ReturnQuestion,
    VerdictQuestion,
    WholeQuestion,
)
from bot.readers.correction import numbers_in, numbers_with_reason, read_correction, with_reason
from bot.services.pending.acts import WantedAct, show_act
from bot.services.people.directory import ids_of
from bot.services.replies.named_measure import measure_named
from bot.services.replies.question import question
from handlers.core.act_sentences import carry_out, command_named, stands_alone
from handlers.core.arguments import only_named
from handlers.core.context import Context
from handlers.core.questions import ask

if TYPE_CHECKING:
    from bot.readers.order import Order

PEOPLE = frozenset({"owners", "leaders"})
OF_A_MEASURE = ProgressQuestion | ExtensionQuestion | OfferedDayQuestion | DifficultyQuestion
WHETHER_OR_WHY = (
    *(ActQuestion, CommandReasonQuestion, ReturnQuestion, RefusalQuestion, ReleaseQuestion, WholeQuestion),
    *(KeyQuestion, LiftQuestion, LiftAllQuestion, LiftWaitQuestion, NotConcernedQuestion, ImportReasonQuestion),
    *(VerdictQuestion, CallBackQuestion, ReturnInstructionQuestion),
)


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
    if not numbers:
        await context.person()
        await context.answer(context.say("closing.usage_reason", command=command))
        return
    ids = await ids_of_numbers(context, numbers)
    if reason:
        await preview(context, act, ids, reason)
    else:
        await ask_reason(context, command, ids[0])


async def ask_reason(context: Context, command: str, about: str) -> None:
    """Ask why what was written behind a command is wanted, of which only that is missing."""
    words = with_reason(context.words)[0].replace("|", "｜")
    spoken = command_named(context, command).words[0]
    question = CommandReasonQuestion(about, command=command, words=words)
    await ask(context, question, context.say("core.ask_reason", command=spoken, words=words))


async def take_reason(context: Context, person: Person, asked: CommandReasonQuestion, words: str) -> None:
    """Do what was wanted, for the reason that was written."""
    order = await _order_of(context, person, words)
    reason = (order.reason if order else "") or with_reason(words)[1] or words
    await carry_out(context, asked.command, f"{asked.words} 理由 {reason}")


async def is_act(context: Context, person: Person, words: str, asked: Question) -> bool:
    """True for what is an act whatever has been asked before: 把2-3列为重点督查 gives no reason for another.

    So is an order where we asked why something is done, or whether; the reason of what we asked about is none. So is
    我明天请假 where a day or how far one is was asked.
    """
    if await stands_alone(context, person, words):
        return True
    of_measure = isinstance(asked, OF_A_MEASURE | DayQuestion)
    order = await _order_of(context, person, words) if of_measure or isinstance(asked, WHETHER_OR_WHY) else None
    if order is None or of_measure or order.command == "away":  # who is away may be the reason
        return order is not None and of_measure and order.command == "away"
    return not (isinstance(asked, CommandReasonQuestion) and _is_same(asked, order) and order.reason)


async def take_order(context: Context, person: Person, words: str) -> bool:
    """Carry out a sentence that orders something of measures or people, where such orders are his to give; or False.

    What was asked before stays open, or else he is told that it is not done.
    """
    order = await _order_of(context, person, words)
    if order is None:
        return False
    before = await question(context.request, person)
    reason = ("" if order.command == "nudge" else " 理由") + f" {order.reason}" if order.reason else ""
    await carry_out(context, order.command, order.words + reason)
    if isinstance(before, CommandReasonQuestion) and _is_same(before, order):
        return True
    if before is not None and before == await question(context.request, person):
        await context.answer(context.say("replies.still_asked"))
    elif isinstance(before, CommandReasonQuestion):
        spoken = command_named(context, before.command).words[0]
        await context.answer(context.say("core.reason_left", command=spoken, words=before.words))
    return True


def _is_same(asked: CommandReasonQuestion, order: "Order") -> bool:
    return (asked.command, asked.words) == (order.command, order.words)


async def _order_of(context: Context, person: Person, words: str) -> "Order | None":
    """The order of a sentence, with names that somebody bears; None where it is none, or not his to give."""
    from bot.readers.order import read_order

    order = read_order(words)
    if order is None or not command_named(context, order.command).is_for(person):
        return None
    wanted = read_correction(order.words) if order.command == "correct" else None
    names = wanted.names if wanted and wanted.field in PEOPLE else order.names
    if order.command == "nudge" and not await only_named(context, order.words.replace("、", " ")):
        return None  # 县里天天催
    try:
        await ids_of(context.request, person.unit, names)
    except NotFound:
        return None  # 交给第三方检测 names nobody who could own it
    return order


async def ids_of_numbers(context: Context, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the measures, each once; raises NotFound or Unreadable."""
    person = await context.person()
    found = [await measure_named(context.request, person, number) for number in numbers]
    return tuple(dict.fromkeys(measure.id for measure in found))
