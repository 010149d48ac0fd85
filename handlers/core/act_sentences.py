"""Sentences that stand for a command of meetings, visits and voices: what they plan is done, what they ask is shown."""

from bot.domain.core.refusal import StaleButton
from bot.domain.people.person import Person, Role
from bot.domain.voices.voice import without_speaker
from handlers.core.context import Context


async def carry_out(context: Context, name: str, words: str = "") -> None:
    """Do what a command does with these words behind it; raises StaleButton where there is none of that name."""
    command = next((one for one in context.routes.commands if one.name == name), None)
    if command is None:
        raise StaleButton
    context.given = words
    await command.call(context)


async def take_act_sentence(context: Context, person: Person, words: str) -> bool:
    """Take a sentence that calls a meeting, plans a visit, tells of a voice, or asks of these; False for all else.

    A day that is over or in doubt plans nothing, and such words are taken as any others are.
    """
    from bot.readers.act_sentence import asked_act, calls_meeting, plans_visit, told_voice
    from bot.readers.meeting import read_meeting
    from bot.readers.visit import read_visit

    today = context.request.day_said(await context.unit())
    if person.holds(Role.SECRETARY, Role.OFFICE) and calls_meeting(words):
        called = read_meeting(words, today)
        if called.day is not None and called.day >= today:
            await carry_out(context, "meeting", words)
            return True
    if person.holds(Role.SECRETARY, Role.OFFICE, Role.LEADER) and (planned := plans_visit(words)):
        visit = read_visit(planned, today)
        if visit.day is not None and visit.day >= today:
            await carry_out(context, "visit", planned)
            return True
    if person.holds(Role.OFFICE) and (voice := told_voice(words)):
        number = voice.finding or context.word("voices.heard_which")
        said = without_speaker(voice.words) or context.word("voices.heard_what")
        way = context.word(f"voices.way.{voice.channel}")
        await context.answer(context.say("voices.heard", number=number, way=way, words=said))
        return True
    if name := asked_act(words):
        await carry_out(context, name)
        return True
    return False
