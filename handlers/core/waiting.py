"""An answer to those who wait, in words: a day, that it is done, or that it is not theirs."""

from bot.domain.core.refusal import Unreadable
from bot.domain.dependencies.dependency import End, Side
from bot.domain.people.person import Person
from bot.messages.dependencies.view import PURPOSE, spoken_day
from bot.messages.replies.day_picker import confirm_body
from bot.messages.text import told_names
from bot.services.dependencies.record import Recorded, demand, end
from handlers.core.context import Context
from handlers.core.day_picker import ask_day


async def answer_wait(context: Context, person: Person, dependency: str, words: str) -> None:
    """A day is echoed and confirmed by a tap; that it is done, or not theirs, is plain. Raises Unreadable else."""
    from bot.readers.deadline import read_deadline
    from bot.readers.reply.waiting import read_answer

    await demand(context.request, person, dependency)
    how = read_answer(words)
    if how is not None:
        await end_wait(context, person, dependency, how, words)
        return
    reading = read_deadline(words, context.request.day_said(await context.unit()), calendar=context.request.calendar)
    if reading.date is None:
        raise Unreadable(what="wait_day", words=words)
    await ask_day(context, PURPOSE, dependency, confirm_body(context.wording, PURPOSE, dependency, words, reading))


async def end_wait(context: Context, person: Person, dependency: str, how: End, words: str = "") -> None:
    """Say that it is done, not theirs, or waited for no more."""
    await say_wait(context, str(how), await end(context.unscoped, person, dependency, how, words))


async def say_wait(context: Context, key: str, done: Recorded) -> None:
    """Say what was recorded, and who was told."""
    one = done.dependency
    day = spoken_day(one.promised) if one.promised else ""
    names = one.asker if one.side is Side.ASKED else told_names(context.wording, done.told)
    facts = {"number": done.number, "name": one.name, "day": day, "names": names}
    await context.answer(context.say(f"dependencies.{key}", **facts))
