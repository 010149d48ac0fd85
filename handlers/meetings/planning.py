"""Planning a meeting by a sentence, its agenda by taps, and its minutes."""

import datetime as dt
import re
from dataclasses import replace

from bot.domain.meetings.meeting import MeetingKind
from bot.domain.meetings.resolution import CalledMeeting
from bot.domain.people.person import Person, Role
from bot.messages.body import Attachment, Button, MessageBody
from bot.messages.core.difficulty_taps import PutOnAgenda
from bot.messages.core.meeting_taps import CallMeeting, CancelMeeting, LeaveOut, MinutesAsWord, ShowMeeting
from bot.messages.meetings.view import when
from bot.messages.replies.day_picker import offer_body
from bot.services.meetings.planning import (
    cancel_meeting,
    change_agenda,
    list_meetings,
    meeting_named,
    plan_meeting,
    show_meeting,
)
from bot.services.replies.named_measure import measure_named
from handlers.core.arguments import anything
from handlers.core.context import Context
from handlers.core.day_picker import ask_day
from handlers.core.routes import Command, DayRoute, Routes, TapRoute
from handlers.meetings.changes import take_change
from handlers.meetings.resolution import take_decision

DAY = "meeting"  # what a day is asked for
SOON = (1, 2, 3, 5)  # working days
MEETING = (Role.SECRETARY, Role.OFFICE)
LEAVES_OUT = re.compile(r"^(?:移出议题|移出|撤下)\s*(?P<number>\S+)$")
DECIDED = re.compile(r"^议定\s*(?P<words>\S.*)$", re.DOTALL)
ADDS = re.compile(r"^(?:议题|加议题|列入|加)\s*(?P<number>\S+)$")


async def on_meeting(context: Context) -> None:
    """Plan the meeting that is described, put a measure on the next one's agenda, or list the meetings."""
    from bot.readers.change import read_meeting_change
    from bot.readers.meeting import read_meeting

    person, words = await context.person(), context.words
    if not words:
        await context.answer(await list_meetings(context.request, person))
        return
    today = context.request.day_said(await context.unit())
    if change := read_meeting_change(words, today):
        await take_change(context, person, change)
        return
    if decision := DECIDED.match(words):
        await take_decision(context, person, decision["words"])
        return
    if left := LEAVES_OUT.match(words):
        measure = await measure_named(context.request, person, left["number"])
        meeting = await change_agenda(context.request, person, "", measure.id, on=False)
        await context.answer(await show_meeting(context.request, person, meeting))
        return
    if added := ADDS.match(words):
        measure = await measure_named(context.request, person, added["number"])
        meeting = await change_agenda(context.request, person, "", measure.id, on=True)
        await context.answer(await show_meeting(context.request, person, meeting))
        return
    called = read_meeting(words, today)
    if called.day is None or called.day < context.request.today(await context.unit()):
        await list_meetings(context.request, person)  # refused like any other where the person may not meet
        await context.answer(context.say("meetings.which_day", words=called.doubt or words))
        return
    meeting = await plan_meeting(context.request, person, called)
    await context.answer(await show_meeting(context.request, person, meeting))


async def on_call(context: Context, tap: CallMeeting) -> None:
    """Ask on which day the meeting of that kind is."""
    await list_meetings(context.request, await context.person())  # refused like any other where the person may not meet
    today = context.request.today(await context.unit())
    days = [context.request.calendar.plus(today, ahead) for ahead in SOON]
    text = context.say("meetings.ask_day", title=context.word(f"meetings.kind.{tap.kind}"))
    await ask_day(context, DAY, tap.kind, offer_body(context.wording, DAY, tap.kind, text, days))


async def take_day(context: Context, person: Person, kind: str, day: dt.date) -> None:
    """Plan it for the day that was picked."""
    called = CalledMeeting(title=context.word(f"meetings.kind.{MeetingKind(kind)}"), day=day)
    meeting = await plan_meeting(context.request, person, called)
    await context.answer(await show_meeting(context.request, person, meeting))


async def take_said(context: Context, person: Person, kind: str, words: str) -> bool:
    """Plan it for a day and an hour that are written; False where no hour is, or the day is in doubt or over."""
    from bot.readers.meeting import read_meeting

    called = read_meeting(words, context.request.day_said(await context.unit()))
    if called.day is None or called.time is None or called.day < context.request.today(await context.unit()):
        return False
    title = called.title or context.word(f"meetings.kind.{MeetingKind(kind)}")
    meeting = await plan_meeting(context.request, person, replace(called, title=title))
    await context.answer(await show_meeting(context.request, person, meeting))
    return True


async def on_show(context: Context, tap: ShowMeeting) -> None:
    """Show a meeting with its agenda, or with what it decided."""
    await context.answer(await show_meeting(context.request, await context.person(), tap.meeting))


async def on_leave_out(context: Context, tap: LeaveOut) -> None:
    """Take a measure off the agenda, or put it on."""
    person = await context.person()
    await change_agenda(context.request, person, tap.meeting, tap.measure, on=tap.on)
    await context.answer(await show_meeting(context.request, person, tap.meeting), edit=True)


async def on_put_on(context: Context, tap: PutOnAgenda) -> None:
    """Put a measure on the agenda of the next meeting."""
    person = await context.person()
    meeting = await change_agenda(context.request, person, "", tap.measure, on=True)
    listed = await meeting_named(context.request, person, meeting)
    number = tap.measure.rpartition("/")[2]
    said = context.say("meetings.listed", number=number, title=listed.title, when=when(listed))
    row = (Button(context.word("meetings.button.show"), ShowMeeting(meeting)),)
    await context.answer(MessageBody(said, (row,), measures=(tap.measure,)))


async def on_cancel(context: Context, tap: CancelMeeting) -> None:
    """Call a meeting off."""
    meeting = await cancel_meeting(context.request, await context.person(), tap.meeting)
    await context.answer(context.say("meetings.cancelled", title=meeting.title, when=when(meeting)), edit=True)


async def on_minutes(context: Context, tap: MinutesAsWord) -> None:
    """Hand out the minutes as a Word document."""
    from bot.services.reporting.documents import make_documents

    person = await context.person()
    files = await make_documents(context.request, "minutes", person.unit, tap.meeting, by=person)
    attached = tuple(Attachment(name, content) for name, content in files)
    await context.answer(MessageBody(context.say("meetings.word"), attachments=attached))


ROUTES = Routes(
    commands=(Command("meeting", ("开会", "会议", "调度会", "党组会", "专题会"), on_meeting, MEETING, anything),),
    taps=(
        TapRoute(CallMeeting, on_call),
        TapRoute(ShowMeeting, on_show),
        TapRoute(LeaveOut, on_leave_out),
        TapRoute(PutOnAgenda, on_put_on),
        TapRoute(CancelMeeting, on_cancel),
        TapRoute(MinutesAsWord, on_minutes),
    ),
    days={DAY: DayRoute(take_day, said=take_said)},
)
