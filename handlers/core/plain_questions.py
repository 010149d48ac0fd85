"""Questions in plain words: answered where every word is understood, or the likeliest of the role are offered."""

from bot.domain.people.person import Person, Role
from bot.domain.replies.reply import Asks, Intent, MessageReading, ReplyReading
from bot.messages.replies.view import likely_body
from bot.messages.status.facts import View
from bot.services.replies.named_measure import measures_about, measures_on, numbers_there
from bot.services.status.plain_questions import (
    FOLLOW_UP,
    AskedPlainly,
    answer_to,
    asked_anew,
    asked_in,
    asked_last,
    cards,
    facts_asked,
    likeliest,
    lists,
    remember,
    remember_words,
    without_subject,
)
from handlers.core.act_sentences import carry_out
from handlers.core.context import Context
from handlers.core.matter_questions import take_event, take_matter
from handlers.core.own_questions import take_happening, take_own_question
from handlers.core.view import show_todo, show_view

OF_A_MEASURE = frozenset({Asks.DUE, Asks.OWNER, Asks.STATUS, Asks.LIST})


async def take_question(
    context: Context, person: Person, words: str, about: str = "", *, instead_of_words: bool = False
) -> bool:
    """Answer a question from the ledger; False where it is none, or where somebody else has to answer it.

    `about` is what a question of ours is about that is still open: then only what plainly asks is one. Where that one
    is to be answered `instead_of_words` of the person's own, 照片在哪 may be those, and is none.
    """
    from bot.readers.reply import read_message

    async with context.request.look() as ledger:
        there = frozenset(await numbers_there(ledger, person, words))
    if await _of_no_list(context, person, words, about, there):
        return True
    read, unit = read_message(words, named=there), await context.unit()
    if about and any(part.reading.intent is not Intent.QUERY for part in read.parts):
        return False
    asked = await asked_in(context.request, unit, person, words, read)
    if asked and await _shown_by_command(context, asked):
        return True
    views = await _views(context, person, asked, read)
    if not views and (asks := _alone(read)):
        if asks is Asks.HOW:
            if not instead_of_words:
                await context.answer(context.say("replies.how"))
            return not instead_of_words
        meant = await measures_on(context.request, context.replied_to) or await measures_about(context.request, about)
        views = await without_subject(context.request, person, meant)
    for view in views:
        await show_view(context, view)
    if asked:
        await remember(context.request, person, asked)
    if not views and not about and not context.replied_to and lists(read, words, person):
        await _offer(context, person)
        return True
    return bool(views)


async def _shown_by_command(context: Context, asked: AskedPlainly) -> bool:
    """Show what waits for the person, or the card of the one person of whom it is asked whether he is bound."""
    if asked.question.waiting:
        await show_todo(context)
        return True
    people = [one.name for one in asked.register.people.values() if one.name in asked.question.terms]
    if asked.question.bound and len(people) == len(asked.question.terms) == 1:
        await carry_out(context, "people", people[0])
        return True
    return False


async def _of_no_list(context: Context, person: Person, words: str, about: str, there: frozenset[str]) -> bool:
    """Answer what asks for no list of measures; 上个月呢 after a list goes on from it."""
    goes_on = FOLLOW_UP.match(words.strip()) is not None
    anew = await asked_anew(context.request, await context.unit(), person, words) if goes_on else ""
    asked = anew or words
    taken = await take_event(context, person, asked, about, there) or await take_happening(
        context, person, asked, about
    )
    taken = taken or (not anew and await take_matter(context, person, words))
    if not taken and not (goes_on and (await asked_last(context.request, person)).code):
        taken = await take_own_question(context, person, asked, about, there)
    if taken:
        await remember_words(context.request, person, asked)
    return taken


async def _views(
    context: Context, person: Person, asked: AskedPlainly | None, read: MessageReading
) -> tuple[View, ...]:
    """What answers a question that is understood, or the cards of which facts are asked."""
    unit = await context.unit()
    if asked:
        return await answer_to(context.request, unit, person, asked)
    numbers = facts_asked(read)
    return await cards(context.request, unit, person, numbers) if numbers else ()


def _alone(read: MessageReading) -> Asks | None:
    """What a short question asks that names nothing: 什么时候到期, 怎么报."""
    if len(read.parts) != 1 or read.doubt:
        return None
    part = read.parts[0]
    if part.reading.intent is not Intent.QUERY or part.number is not None:
        return None
    bare = part.reading.asks in OF_A_MEASURE and bare_question(part.words)
    return part.reading.asks if bare or part.reading.asks is Asks.HOW else None


def bare_question(words: str) -> bool:
    """True where nothing is left of a question without what it is made of."""
    from bot.readers.reply.asked import nothing_else

    return nothing_else(words)


async def answer_chatter(context: Context, person: Person, reading: ReplyReading) -> None:
    """Say that nothing was registered: to thanks and complaints in kind, else with what the role asks most."""
    if reading.intent is Intent.NOTE:
        key = "sorry" if "complaint" in reading.flags else "noted_only"
        await context.answer(context.say(f"replies.{key}"))
        return
    await _offer(context, person)


async def _offer(context: Context, person: Person) -> None:
    """What was not understood was not registered; the questions that the role asks most stand below."""
    await context.answer(likely_body(context.wording, likeliest(person), reports=person.foremost is Role.OWNER))
