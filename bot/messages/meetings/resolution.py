"""A decision as it was read, to be confirmed, and once it is registered."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.inspections.visit import Visit, VisitState
from bot.domain.meetings.meeting import Meeting, MeetingState
from bot.messages.body import LINE, Button, MessageBody, Rows
from bot.messages.core.inspection_taps import ShowVisit
from bot.messages.core.meeting_taps import MeetingItem
from bot.messages.core.tap import Tap
from bot.messages.core.taps import PickDay
from bot.messages.meetings.keyboards import DAY, draft_rows
from bot.messages.text import cut, day, told_names
from bot.messages.wording import Wording

MATTER = 40  # characters of a measure's text


@dataclass(frozen=True, kw_only=True)
class ReadDecision:
    """A decision as it was read: of which meeting, on what, by whom, until when; `days` are those that may be meant."""

    draft: str
    title: str
    on: dt.date
    number: str
    matter: str
    words: str
    names: tuple[str, ...]
    due: dt.date | None
    days: tuple[dt.date, ...]
    unknown: tuple[str, ...]
    visit: bool = False
    text: str = ""  # of the new measure, where that is not the words themselves


def decision_body(wording: Wording, read: ReadDecision) -> MessageBody:
    """All that was read, and the way to register it or to put it right."""
    key = "meetings.draft.head_visit" if read.visit else "meetings.draft.head"
    lines = [wording.say(key, title=read.title, day=day(read.on))]
    key = "meetings.draft.matter" if read.number else "meetings.draft.no_matter"
    lines.append(wording.say(key, number=read.number, matter=cut(read.matter, MATTER)))
    lines.append(wording.say("meetings.draft.words", words=read.words))
    if read.text:
        lines.append(wording.say("meetings.draft.text", text=read.text))
    lines.append(wording.say("meetings.draft.who", names="、".join(read.names) or wording.word("core.nobody")))
    if read.due:
        lines.append(wording.say("meetings.draft.due", day=day(read.due)))
    else:
        lines.append(wording.say("meetings.draft.no_due"))
    if read.unknown:
        lines.append(wording.say("meetings.draft.unknown", names="、".join(read.unknown)))
    if not read.number:
        lines.append(wording.say("meetings.ask_number"))
    picks = tuple(
        (Button(wording.word("replies.day.pick", day=day(one)), PickDay(DAY, read.draft, one)),) for one in read.days
    )
    rows = draft_rows(wording, read.draft, ready=bool(read.number and read.due), days=picks, fresh=not read.visit)
    return MessageBody(LINE.join(lines), rows)


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A decision that was registered: where it comes from, under which number, until when, who was told."""

    source: Meeting | Visit
    origin: str
    number: str
    due: dt.date
    told: tuple[str, ...]
    fresh: bool
    text: str = ""  # of the new measure


def adopted_body(wording: Wording, done: Registered) -> MessageBody:
    """That it is registered, and who was told; back to the meeting where it is under way."""
    key = "meetings.draft.adopted_fresh" if done.fresh else "meetings.draft.adopted"
    names = told_names(wording, done.told)
    facts = {"origin": done.origin, "number": done.number, "due": day(done.due), "names": names}
    written = wording.word("meetings.draft.text_named", text=done.text) if done.text else ""
    text = wording.say(key, written=written, **facts)
    return MessageBody(text, _back(wording, done.source))


def _back(wording: Wording, source: Meeting | Visit) -> Rows:
    """Back to the meeting or the visit that goes on."""
    match source:
        case Meeting(state=MeetingState.UNDER_WAY):
            tap: Tap = MeetingItem(source.id, source.place)
            return ((Button(wording.word("meetings.button.go_on"), tap),),)
        case Visit(state=VisitState.UNDER_WAY):
            return ((Button(wording.word("inspections.button.show"), ShowVisit(source.id)),),)
    return ()
