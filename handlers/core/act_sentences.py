"""Sentences that stand for a command of meetings, visits, voices and papers: what they plan is done, or asked shown."""

from bot.domain.core.refusal import StaleButton
from bot.domain.meetings.meeting import MeetingState
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.reporting.period import lies_ahead, read_period
from bot.domain.voices.voice import without_speaker
from bot.services.acceptance.cards import card_named, card_replied, card_to_judge
from bot.services.meetings.planning import meetings_meant
from bot.services.status.answers import rounds_named
from handlers.core.context import Context
from handlers.core.routes import Command

MAKERS = (Role.OFFICE, Role.SECRETARY)
VISITING = (Role.SECRETARY, Role.OFFICE, Role.LEADER)


def command_named(context: Context, name: str) -> Command:
    """The command of a name; raises StaleButton where there is none any more."""
    command = next((one for one in context.routes.commands if one.name == name), None)
    if command is None:
        raise StaleButton
    return command


async def carry_out(context: Context, name: str, words: str = "") -> None:
    """Do what a command does with these words behind it; raises StaleButton where there is none of that name."""
    context.given = words
    await command_named(context, name).call(context)


async def stands_alone(context: Context, person: Person, words: str) -> bool:
    """True for what is an act whatever has been asked before: 把2-3列为重点督查 gives no reason for another.

    So it is of 下周一去现场督办2-4; 由某人去 is what one demands of him.
    """
    from bot.readers.act_sentence import said_of_key, says_who

    key = said_of_key(words) if person.holds(Role.SECRETARY, Role.OFFICE) else None
    if key is not None and key.numbers:
        return True
    if await _changes_visit(context, person, words) or await _changes_meeting(context, person, words):
        return True
    if await _decided_now(context, person, words):
        return True
    return bool(await _planned(context, person, words)) and not says_who(words)


async def take_act_sentence(context: Context, person: Person, words: str) -> bool:
    """Take a sentence that calls a meeting, plans a visit, tells of a voice, excuses a report, asks of these; or False.

    A day that is over or in doubt plans nothing, and such words are taken as any others are.
    """
    from bot.readers.act_sentence import asked_paper

    if await _plans(context, person, words):
        return True
    if person.holds(Role.OFFICE) and await _take_for_office(context, words):
        return True
    if await _take_acceptance(context, person, words):
        return True
    kind, about = asked_paper(words)
    if kind and person.holds(*MAKERS) and await _names_time(context, about):
        await carry_out(context, "report", f"{kind} {about}")
        return True
    return await take_asked_act(context, words)


async def take_asked_act(context: Context, words: str) -> bool:
    """Show what a question about meetings, visits, voices and the like asks for; False where it is none."""
    from bot.readers.act_sentence import asked_act

    name = asked_act(words)
    if name:
        await carry_out(context, name)
    return bool(name)


async def _take_acceptance(context: Context, person: Person, words: str) -> bool:
    """Hand in what is to go up, or show the card of what was handed in."""
    from bot.readers.act_sentence import said_of_acceptance

    if shown := await card_replied(context.request, person, context.replied_to):
        await context.answer(shown)
        return True
    said = said_of_acceptance(words)
    if said is None:
        return False
    if said.how == "hand_in":
        if person.holds(Role.OFFICE):
            await carry_out(context, "accept", said.number)
        return person.holds(Role.OFFICE)
    if said.how == "ask":
        shown = await card_named(context.request, person, said.number, asks_up=said.asks_up)
    else:
        shown = await card_to_judge(context.request, person, said.number) if said.how == "judge" else None
        if shown is None and not said.number and allowed(Action.ACCEPT, person):
            await carry_out(context, "accept")
            return True
    if shown:
        await context.answer(shown)
    return shown is not None


async def _plans(context: Context, person: Person, words: str) -> bool:
    from bot.readers.act_sentence import calls_meeting, said_of_key
    from bot.readers.meeting import read_meeting

    today = context.request.day_said(await context.unit())
    if person.holds(Role.SECRETARY, Role.OFFICE) and calls_meeting(words):
        called = read_meeting(words, today)
        if called.day is not None and called.day >= today:
            await carry_out(context, "meeting", words)
            return True
    if await _changes_visit(context, person, words):
        await carry_out(context, "visit", words)
        return True
    if await _of_meeting(context, person, words):
        return True
    if planned := await _planned(context, person, words):
        await carry_out(context, "visit", planned)
        return True
    if person.holds(Role.SECRETARY, Role.OFFICE) and (key := said_of_key(words)):
        said = [context.word("inspections.lift_word")] if key.lift else []
        await carry_out(context, "key", " ".join([*said, "、".join(key.numbers), key.why]).strip())
        return True
    return False


async def _changes_meeting(context: Context, person: Person, words: str) -> bool:
    """True for 党组会改到3月31日 and the like, of whoever holds meetings; 散会 only where one goes on."""
    from bot.readers.change import Change, read_meeting_change

    if not person.holds(*MAKERS):
        return False
    said = read_meeting_change(words, context.request.day_said(await context.unit()))
    if said is None or said.change is not Change.END:
        return said is not None
    return bool(await meetings_meant(context.request, person, MeetingState.UNDER_WAY))


async def _of_meeting(context: Context, person: Person, words: str) -> bool:
    """Change a meeting or its agenda, or echo what is decided while it goes on; False for all else."""
    from bot.readers.act_sentence import said_of_agenda

    if await _changes_meeting(context, person, words):
        await carry_out(context, "meeting", words)
        return True
    if not person.holds(*MAKERS):
        return False
    if listed := said_of_agenda(words):
        number, on = listed
        key = "meetings.adds_word" if on else "meetings.leaves_word"
        await carry_out(context, "meeting", f"{context.word(key)} {number}")
        return True
    if decided := await _decided_now(context, person, words):
        await carry_out(context, "meeting", f"{context.word('meetings.decided_word')} {decided}")
    return bool(decided)


async def _decided_now(context: Context, person: Person, words: str) -> str:
    """What is decided by a sentence of whoever holds meetings, while one goes on; else ""."""
    from bot.readers.act_sentence import decides_now

    decided = decides_now(words) if person.holds(*MAKERS) else ""
    return decided if decided and await meetings_meant(context.request, person, MeetingState.UNDER_WAY) else ""


async def _changes_visit(context: Context, person: Person, words: str) -> bool:
    """True for 督办改到3月25日 and the like, of whoever goes on visits."""
    from bot.readers.change import read_visit_change

    today = context.request.day_said(await context.unit())
    return person.holds(*VISITING) and read_visit_change(words, today) is not None


async def _planned(context: Context, person: Person, words: str) -> str:
    """What a sentence plans of a visit that is ahead, or begins at once, as the command takes it; else ""."""
    from bot.readers.act_sentence import begins_visit, plans_visit
    from bot.readers.visit import read_visit

    planned = plans_visit(words) if person.holds(*VISITING) else ""
    if not planned:
        return ""
    today = context.request.day_said(await context.unit())
    visit = read_visit(planned, today)
    return planned if (visit.day >= today if visit.day else begins_visit(words)) else ""


async def _take_for_office(context: Context, words: str) -> bool:
    """Take what the office alone says: that the public spoke, or that a report is not needed."""
    from bot.readers.act_sentence import excused_period, told_voice

    if voice := told_voice(words):
        number = voice.finding or context.word("voices.heard_which")
        said = without_speaker(voice.words) or context.word("voices.heard_what")
        way = context.word(f"voices.way.{voice.channel}")
        await context.answer(context.say("voices.heard", number=number, way=way, words=said))
        return True
    number, period, why = excused_period(words)
    if number:
        await carry_out(context, "excuse", context.word("progress.excuse_words", number=number, period=period, why=why))
    return bool(number)


async def _names_time(context: Context, words: str) -> bool:
    """True for a round, a week, a month or the like, one to come among them, and for no words at all."""
    unit = await context.unit()
    _, _, rest = await rounds_named(context.request, unit, words)
    today = context.request.today(unit)
    return read_period(rest, today) is not None or lies_ahead(rest, today)
