"""Questions in plain words: answered where every word is understood, or the likeliest of the role are offered."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import StaleButton
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.replies.reply import Asks, Intent, MessageReading, ReplyReading
from bot.domain.status.topic import VERBS, Topic
from bot.messages.body import MessageBody
from bot.messages.core.reply_taps import AskTopic
from bot.messages.replies.view import likely_body
from bot.messages.status.facts import View
from bot.services.history.events import happened_to
from bot.services.meetings.asked import what_was_decided, what_was_instructed
from bot.services.replies.named_measure import measures_about, measures_meant, measures_on, numbers_there
from bot.services.status import answers
from bot.services.status.counted import who_checks
from bot.services.status.plain_questions import (
    FOLLOW_UP,
    MOST,
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
    spelled_out,
    without_subject,
)
from bot.services.status.reasons import next_due
from bot.services.status.topics import (
    LISTS,
    AskedTopic,
    asked_of_all,
    offers_for,
    rate,
    told_of_all,
    told_of_measure,
    topic_asked,
)
from handlers.core.act_sentences import carry_out, command_named
from handlers.core.context import Context
from handlers.core.matter_questions import take_event, take_matter
from handlers.core.own_questions import take_happening, take_own_question
from handlers.core.view import show_todo, show_view

INSTRUCTED = frozenset({Topic.INSTRUCTED, Topic.ANSWERED})
OWN_DUTIES = frozenset({Topic.CHECKED, Topic.VISITED, Topic.ANSWERED})
COMMANDS = {
    Topic.VISITED: "visit",
    Topic.KEY: "key",
    Topic.VOICES: "voice",
    Topic.ACCEPTED: "accept",
    Topic.BOUND: "people",
    Topic.NEXT: "due",
}
OF_A_MEASURE = frozenset({Asks.DUE, Asks.OWNER, Asks.STATUS, Asks.LIST})


async def take_question(
    context: Context, person: Person, words: str, about: str = "", *, instead_of_words: bool = False
) -> bool:
    """Answer a question from the ledger; False where it is none, or where somebody else has to answer it.

    `about` is what a question of ours is about that is still open: then only what plainly asks is one. Where that one
    is to be answered `instead_of_words` of the person's own, 照片在哪 may be those, and is none.
    """
    from bot.readers.reply import read_message

    words = await _spelled_out(context, person, words, about)
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
        return await take_topic(context, person, words) or await _offer(context, person)
    return bool(views)


async def _spelled_out(context: Context, person: Person, words: str, about: str) -> str:
    """The words with whom the question before spoke of by name, where they say 他 of nobody else: on no card."""
    if about or context.replied_to:
        return words
    return await spelled_out(context.request, await context.unit(), person, words) or words


async def _shown_by_command(context: Context, asked: AskedPlainly) -> bool:
    """Show what waits for the person, or the card of the one person of whom it is asked whether he is bound.

    Where a rate is asked for it stands before the list.
    """
    from bot.readers.question.topic_question import rate_asked

    if asked.question.waiting:
        await show_todo(context)
        return True
    if (
        asked.question.whole
        and rate_asked(asked.words)
        and not asked.question.by_department
        and not asked.question.by_person
    ):
        await context.answer(await rate(context.request, await context.person(), asked.question, asked.register))
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


async def take_topic(context: Context, person: Person, words: str) -> bool:
    """Answer what asks of a topic, or of what is named, in any words; else offer what it may ask for.

    False where it asks nothing, or where somebody is asked who has to answer it himself.
    """
    from bot.readers.question.topic_question import spoken_of
    from bot.readers.reply import read_message

    words = await _spelled_out(context, person, words, "")
    async with context.request.look() as ledger:
        there = frozenset(await numbers_there(ledger, person, words))
    read, unit = read_message(words, named=there), await context.unit()
    asked = await topic_asked(context.request, unit, person, words, read)
    if asked is None:
        return False
    question = asked.question
    numbers = tuple(one for one in question.of.numbers if not one.startswith("问题"))
    meant = await measures_meant(context.request, person, numbers, context.replied_to, "")
    named = spoken_of(question, asked.register) if asked.idle and not meant else ()
    if len(named) == 1:
        meant = [asked.register.measure[named[0]]]
    if meant:
        taken = (not question.rest or bool(named)) and await _tell_of(context, person, asked, meant, named=bool(named))
    else:
        taken = not question.rest and await _tell_of_all(context, person, asked)
    if taken:
        await remember_words(context.request, person, words)
    if taken or meant or not asked.idle:
        return taken
    offer = await offers_for(context.request, person, asked)
    if offer:
        await context.answer(offer)
    return offer is not None


async def _tell_of(
    context: Context, person: Person, asked: AskedTopic, meant: Sequence[Measure], *, named: bool
) -> bool:
    """Tell what is recorded of the topic of each measure; where that is nothing it is said above the card."""
    unit, topic = await context.unit(), asked.question.topic
    if not named and ((asked.ahead and topic is not Topic.EXTENDED) or (topic is None and asked.plain)):
        return False
    for one in meant[:MOST]:
        body = await told_of_measure(context.request, unit, person, asked, one)
        if body is None and topic in VERBS:
            body = await happened_to(context.request, person, one.id, VERBS[topic])
        if body is None and topic is Topic.CHECKED:
            body = await who_checks(context.request, person, [one])
        if body is not None:
            await context.answer(body)
            continue
        if topic in VERBS:
            said = context.word(f"status.topic.{topic}", number="")
            await context.answer(context.say("history.no_events", number=asked.register.number(one), words=said))
        await show_view(context, await answers.of_measure(context.request, one.id))
    return True


async def _tell_of_all(context: Context, person: Person, asked: AskedTopic) -> bool:
    """Tell of a topic, of what the question names; False where the topic has no answer for what is named."""
    unit, question = await context.unit(), asked.question
    if question.of.own and asked.of_people:
        return False  # of both: 秦局批过我的没有
    body: MessageBody | None = None
    if question.topic in INSTRUCTED and asked.plain and not (question.topic is Topic.ANSWERED and question.of.own):
        body = await what_was_instructed(context.request, person, own=question.of.own)
    elif question.topic is Topic.DECIDED and asked.plain:
        body = await what_was_decided(context.request, person, question.title, last=False, own=question.of.own)
    else:
        body = await told_of_all(context.request, unit, person, asked)
    if body is not None:
        await context.answer(body)
        return True
    if asked.plain and await _shown_of(context, person, asked):
        return True
    listed = LISTS.get(question.topic)
    if listed is None:
        return False
    said = listed and not (question.topic is Topic.REPORTED and asked.looks_back)
    of = replace(question.of, terms=(*question.of.terms, listed)) if said else question.of
    if not of.names_something:
        return False
    plainly = AskedPlainly(of, asked.register, words=asked.words)
    for view in await answer_to(context.request, unit, person, plainly):
        await show_view(context, view)
    await remember(context.request, person, plainly)
    return True


async def _shown_of(context: Context, person: Person, asked: AskedTopic) -> bool:
    """Show what a command shows to whom it is for, else what waits for the person; False where there is no command."""
    own, topic = asked.question.of.own, asked.question.topic
    name = COMMANDS.get(topic) if topic else None
    if own and topic is Topic.NEXT:
        for one in await next_due(context.request, await context.unit(), person):
            await show_view(context, await answers.of_measure(context.request, one))
        return True
    visiting = topic is not Topic.VISITED or person.holds(*command_named(context, "visit").roles)
    if (own and topic in OWN_DUTIES) or not visiting:
        await show_todo(context)
        return True
    if name:
        await carry_out(context, name)
    return bool(name)


async def on_topic(context: Context, tap: AskTopic) -> None:
    """Tell of a topic that was offered."""
    person = await context.person()
    unit = await context.unit()
    asked = await asked_of_all(context.request, unit, person, tap.topic)
    if not await _tell_of_all(context, person, asked):
        raise StaleButton


async def answer_chatter(context: Context, person: Person, reading: ReplyReading) -> None:
    """Say that nothing was registered: to thanks and complaints in kind, else with what the role asks most."""
    if reading.intent is Intent.NOTE:
        key = "sorry" if "complaint" in reading.flags else "noted_only"
        await context.answer(context.say(f"replies.{key}"))
        return
    await _offer(context, person)


async def _offer(context: Context, person: Person) -> bool:
    """What was not understood was not registered; the questions that the role asks most stand below."""
    await context.answer(likely_body(context.wording, likeliest(person), reports=person.foremost is Role.OWNER))
    return True
