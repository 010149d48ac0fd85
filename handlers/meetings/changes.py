"""What becomes of a meeting in a sentence: called off, put to another day, closed; which one is never guessed."""

from bot.domain.meetings.meeting import MeetingState
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.meetings.view import meetings_of_body, when
from bot.messages.text import told_names
from bot.readers.change import Change, SaidChange
from bot.services.meetings.planning import cancel_meeting, meetings_meant, move_meeting, show_meeting
from bot.services.meetings.session import end_meeting
from handlers.core.context import Context


async def take_change(context: Context, person: Person, said: SaidChange) -> None:
    """Do it to the one meeting that is meant; of several they are shown, of none it is said."""
    if said.doubt:
        await context.answer(context.say("meetings.which_moved", words=said.doubt))
        return
    state = MeetingState.UNDER_WAY if said.change is Change.END else MeetingState.PLANNED
    found = await meetings_meant(context.request, person, state, said.title, said.day)
    if not found:
        await context.answer(context.say("meetings.no_meeting_ahead"))
    elif len(found) > 1:
        await context.answer(meetings_of_body(context.wording, found))
    else:
        await context.answer(await _done(context, person, found[0].id, said))


async def _done(context: Context, person: Person, meeting: str, said: SaidChange) -> MessageBody:
    if said.change is Change.END:
        return await end_meeting(context.request, person, meeting)
    if said.change is Change.CANCEL:
        gone = await cancel_meeting(context.request, person, meeting, said.why)
        return MessageBody(context.say("meetings.cancelled", title=gone.title, when=when(gone)))
    before, now, told = await move_meeting(context.request, person, meeting, (said.to, said.time), said.why)
    names = told_names(context.wording, told)
    text = context.say("meetings.moved", title=now.title, before=when(before), when=when(now), names=names)
    return MessageBody(text, (await show_meeting(context.request, person, meeting)).buttons)
