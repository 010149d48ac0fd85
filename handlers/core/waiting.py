"""An answer to those who wait, in words: a day, that it is done, or that it is not theirs."""

from bot.domain.core.refusal import Unreadable
from bot.domain.dependencies.dependency import End, Side
from bot.domain.people.person import Person
from bot.messages.core.questions import LiftWaitQuestion
from bot.messages.dependencies.view import PURPOSE, spoken_day
from bot.messages.replies.day_picker import confirm_body
from bot.messages.text import told_names
from bot.services.dependencies.cards import waits_on
from bot.services.dependencies.record import Recorded, demand, end
from handlers.core.context import Context
from handlers.core.day_picker import ask_day
from handlers.core.questions import ask


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


async def take_wait_sentence(context: Context, person: Person, words: str) -> bool:
    """Take what is said of a measure that waits: the other side answers, or the waiting side waits no more; or False.

    2-3等我们的事4月10日前办好, 2-3不用等住建局了，管网已通. Whose measure it is reports on it in such words.
    """
    from bot.readers.deadline import read_deadline
    from bot.readers.reply.measure_number import named_in
    from bot.readers.reply.waiting import answer_behind, lifts_wait, read_answer

    named = named_in(words)
    if len(named) != 1 or words[: named[0].start].strip():
        return False
    number, rest = named[0].number, words[named[0].end :]
    if lifted := lifts_wait(rest):
        open_ = await waits_on(context.request, person, number, lifts=True)
        meant = [one for one in open_ if one.name in lifted[0]] if lifted[0] else open_
        if len(meant) == 1:
            await lift_wait(context, person, meant[0].id, lifted[1])
        return len(meant) == 1
    said = answer_behind(rest)
    asked = await waits_on(context.request, person, number, lifts=False)
    if len(asked) != 1 or not said:
        return False
    read = read_deadline(said, context.request.day_said(await context.unit()), calendar=context.request.calendar)
    if read_answer(said) is None and read.date is None:
        return False
    await answer_wait(context, person, asked[0].id, said)
    return True


async def lift_wait(context: Context, person: Person, dependency: str, why: str = "") -> None:
    """It is waited for no more: for the reason that was said, or that is asked."""
    if why:
        await end_wait(context, person, dependency, End.LIFTED, why)
        return
    found = await demand(context.request, person, dependency, lift=True)
    facts = {"number": found.number, "name": found.dependency.name}
    await ask(context, LiftWaitQuestion(dependency), context.say("dependencies.ask_lift", **facts))
