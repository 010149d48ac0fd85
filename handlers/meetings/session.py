"""A meeting as it is held: one card at a time, in place."""

from bot.domain.people.person import Person
from bot.messages.core.meeting_taps import BeginMeeting, EndMeeting, MeetingItem, TakeAttendance
from bot.messages.core.questions import AttendanceQuestion
from bot.services.meetings.session import begin_meeting, end_meeting, likely_attendance, take_attendance, turn_to
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Routes, TapRoute


async def on_begin(context: Context, tap: BeginMeeting) -> None:
    """Begin the meeting with what became of the last one."""
    await context.answer(await begin_meeting(context.request, await context.person(), tap.meeting))


async def on_item(context: Context, tap: MeetingItem) -> None:
    """Turn to a matter, in place."""
    await context.answer(await turn_to(context.request, await context.person(), tap.meeting, tap.place), edit=True)


async def on_attendance(context: Context, tap: TakeAttendance) -> None:
    """Ask who attends."""
    offered = await likely_attendance(context.request, await context.person(), tap.meeting)
    await ask(context, AttendanceQuestion(tap.meeting), context.say("meetings.ask_present"), offered=offered)


async def take_names(context: Context, person: Person, asked: AttendanceQuestion, words: str) -> None:
    """Write down who attends."""
    await context.answer(await take_attendance(context.request, person, asked.about, words))


async def on_end(context: Context, tap: EndMeeting) -> None:
    """Close the meeting."""
    await context.answer(await end_meeting(context.request, await context.person(), tap.meeting))


ROUTES = Routes(
    taps=(
        TapRoute(BeginMeeting, on_begin),
        TapRoute(MeetingItem, on_item),
        TapRoute(TakeAttendance, on_attendance),
        TapRoute(EndMeeting, on_end),
    ),
    answers=(AnswerRoute(AttendanceQuestion, take_names),),
)
