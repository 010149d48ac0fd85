"""What a meeting decided: written down in the meeting or afterwards, echoed, and registered by a tap."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from telegram import Message
from telegram.ext import filters

from bot.domain.core.refusal import NotAllowed, NotFound, Refusal, Unreadable
from bot.domain.meetings.meeting import MeetingState
from bot.domain.meetings.resolution import CalledMeeting, ReadResolution
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.core.meeting_taps import AdoptResolution, DropResolution, Resolve
from bot.messages.core.questions import MeetingQuestion, NumberQuestion, ResolutionQuestion
from bot.messages.core.refusal import why_not
from bot.messages.meetings.keyboards import DAY
from bot.messages.text import short_day
from bot.services.meetings.echo import adopted, echo
from bot.services.meetings.planning import meetings_meant
from bot.services.meetings.resolution import (
    Proposed,
    adopt_resolution,
    drop_resolution,
    lacks_meeting,
    propose_resolution,
    set_due,
    set_subject,
)
from bot.services.meetings.session import demand_under_way
from handlers.core.context import Context
from handlers.core.questions import ask, by_days
from handlers.core.routes import OWN, AnswerRoute, DayRoute, MessageRoute, Routes, TapRoute

WITHIN = (5, 10, 20)  # working days
BACK = (0, 1)  # days


class _SaysResolution(filters.MessageFilter):
    """Sentences that tell what a meeting decided."""

    def filter(self, message: Message) -> bool:
        """True for such a sentence."""
        from bot.readers.meeting import says_resolution

        return says_resolution(message.text or "")


async def on_said(context: Context) -> None:
    """Echo each decision of a sentence; whoever may register none is told so."""
    from bot.readers.meeting import read_resolutions

    person = await context.person()
    if not person.holds(Role.SECRETARY, Role.OFFICE):
        raise NotAllowed(action=Action.MEET)
    words = context.message.text or ""
    said = read_resolutions(words, context.request.day_said(await context.unit()))
    if refusal := await lacks_meeting(context.request, person, said.meeting):
        await _ask_meeting(context, words, said.meeting, refusal)
        return
    await _propose(context, person, said.meeting, said.resolutions)


async def _ask_meeting(context: Context, words: str, called: CalledMeeting, refusal: Unreadable) -> None:
    today = context.request.today(await context.unit())
    title = called.title or context.word("meetings.title")
    offered = [f"{short_day(today - dt.timedelta(back))}{title}" for back in BACK]
    await ask(context, MeetingQuestion(words), why_not(context.wording, refusal), offered=offered)


async def take_meeting(context: Context, person: Person, asked: MeetingQuestion, words: str) -> None:
    """Echo what the meeting decided that is named; its days count from that of the meeting."""
    from bot.readers.meeting import called_meeting, read_resolutions

    called = called_meeting(words, context.request.day_said(await context.unit()))
    if called.day is None:
        raise Unreadable(what="meeting_day")
    said = read_resolutions(asked.about, called.day)
    called = replace(called, title=called.title or said.meeting.title, doubt="")
    await _propose(context, person, called, said.resolutions)


async def on_resolve(context: Context, tap: Resolve) -> None:
    """Ask what is decided."""
    await demand_under_way(context.request, await context.person(), tap.meeting)
    number = tap.measure.rpartition("/")[2]
    text = context.say("meetings.ask_resolution", number=number)
    offered = await by_days(context, "meetings.ready_by", *WITHIN)
    await ask(context, ResolutionQuestion(tap.measure, tap.meeting), text, offered=offered)


async def take_resolution(context: Context, person: Person, asked: ResolutionQuestion, words: str) -> None:
    """Echo what was written down in the meeting."""
    from bot.readers.meeting import read_resolutions

    said = read_resolutions(words, context.request.day_said(await context.unit()))
    await _propose(context, person, said.meeting, said.resolutions, meeting=asked.meeting, measure=asked.about)


async def take_decision(context: Context, person: Person, words: str) -> None:
    """Echo what is said while a meeting goes on; raises NotFound where none does."""
    from bot.readers.meeting import read_resolutions

    (meeting, *_) = await meetings_meant(context.request, person, MeetingState.UNDER_WAY) or (None,)
    if meeting is None:
        raise NotFound(what="no_meeting")
    said = read_resolutions(words, context.request.day_said(await context.unit()))
    await _propose(context, person, said.meeting, said.resolutions, meeting=meeting.id)


async def _propose(
    context: Context,
    person: Person,
    called: CalledMeeting,
    resolutions: Sequence[ReadResolution],
    *,
    meeting: str = "",
    measure: str = "",
) -> None:
    for one in resolutions:
        proposed = await propose_resolution(
            context.request, person, called, one, meeting_id=meeting, measure_id=measure
        )
        if isinstance(proposed, Refusal):
            await context.answer(why_not(context.wording, proposed))
        else:
            await _echo(context, person, proposed)


async def _echo(context: Context, person: Person, proposed: Proposed, *, edit: bool = False) -> None:
    body = await echo(context.request, person, proposed)
    if proposed.kept.subject:
        await context.answer(body, edit=edit)
    else:
        await ask(context, NumberQuestion(proposed.draft), body)


async def take_number(context: Context, person: Person, asked: NumberQuestion, words: str) -> None:
    """Put the decision to the measure or finding that is named."""
    await _echo(context, person, await set_subject(context.request, person, asked.about, words.strip()))


async def take_day(context: Context, person: Person, draft: str, day: dt.date) -> None:
    """Say until when it is to be carried out."""
    await _echo(context, person, await set_due(context.request, person, draft, day), edit=True)


async def on_adopt(context: Context, tap: AdoptResolution) -> None:
    """Register it."""
    person = await context.person()
    done = await adopt_resolution(context.request, person, tap.draft, fresh=tap.fresh)
    await context.answer(await adopted(context.request, person, done), edit=True)


async def on_drop(context: Context, tap: DropResolution) -> None:
    """Let it go."""
    await drop_resolution(context.request, await context.person(), tap.draft)
    await context.answer(context.say("meetings.draft.dropped"), edit=True)


ROUTES = Routes(
    taps=(TapRoute(Resolve, on_resolve), TapRoute(AdoptResolution, on_adopt), TapRoute(DropResolution, on_drop)),
    messages=(MessageRoute(OWN & filters.TEXT & ~filters.COMMAND & _SaysResolution(), on_said),),
    answers=(
        AnswerRoute(ResolutionQuestion, take_resolution),
        AnswerRoute(NumberQuestion, take_number),
        AnswerRoute(MeetingQuestion, take_meeting),
    ),
    days={DAY: DayRoute(take_day)},
)
