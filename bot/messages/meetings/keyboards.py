"""Buttons of meetings, and of the facts that are confirmed before them."""

from bot.domain.meetings.meeting import Fact, Meeting, MeetingState
from bot.messages.body import Button, Rows
from bot.messages.core.meeting_taps import (
    AdoptResolution,
    AmendFact,
    BeginMeeting,
    CancelMeeting,
    ConfirmFacts,
    DropResolution,
    EndMeeting,
    MeetingItem,
    MinutesAsWord,
    Resolve,
    ShowMeeting,
    TakeAttendance,
)
from bot.messages.core.tap import Tap
from bot.messages.core.taps import ShowCalendar
from bot.messages.wording import Wording

DAY = "dec"  # what a day is asked for: until when a decision is to be carried out


def _button(wording: Wording, name: str, tap: Tap) -> Button:
    return Button(wording.word(f"meetings.button.{name}"), tap)


def meeting_rows(wording: Wording, meeting: Meeting) -> Rows:
    """开会 · 取消 below a planned one, 继续 below one under way, the minutes below one that is over."""
    match meeting.state:
        case MeetingState.PLANNED:
            return (
                (
                    _button(wording, "begin", BeginMeeting(meeting.id)),
                    _button(wording, "cancel", CancelMeeting(meeting.id)),
                ),
            )
        case MeetingState.UNDER_WAY:
            return ((_button(wording, "go_on", MeetingItem(meeting.id, meeting.place)),),)
        case MeetingState.HELD:
            return ((_button(wording, "minutes", MinutesAsWord(meeting.id)),),)
    return ()


def item_rows(wording: Wording, meeting: Meeting, place: int, measure: str = "") -> Rows:
    """议定 · 上一项 · 下一项, and the end of the meeting."""
    turning = []
    if place > 0:
        turning.append(_button(wording, "before", MeetingItem(meeting.id, place - 1)))
    if place < len(meeting.agenda):
        turning.append(_button(wording, "next", MeetingItem(meeting.id, place + 1)))
    first = (
        _button(wording, "resolve", Resolve(meeting.id, measure))
        if measure
        else _button(wording, "present", TakeAttendance(meeting.id))
    )
    last = (_button(wording, "show", ShowMeeting(meeting.id)), _button(wording, "end", EndMeeting(meeting.id)))
    return tuple(row for row in ((first,), tuple(turning), last) if row)


def facts_rows(wording: Wording, meeting: Meeting, measure: str) -> Rows:
    """属实, and a button to put right each of the three."""
    amend = tuple(_button(wording, fact, AmendFact(meeting.id, measure, fact)) for fact in Fact)
    return ((_button(wording, "confirm", ConfirmFacts(meeting.id, measure)),), amend)


def draft_rows(wording: Wording, draft: str, *, ready: bool, days: Rows = ()) -> Rows:
    """登记 · 作为新措施 where nothing is lacking; the days that may be meant; another day; 不登记."""
    adopt = (
        (
            _button(wording, "adopt", AdoptResolution(draft)),
            _button(wording, "adopt_fresh", AdoptResolution(draft, fresh=True)),
        )
        if ready
        else ()
    )
    other = (
        _button(wording, "other_day", ShowCalendar(DAY, draft, "")),
        _button(wording, "drop", DropResolution(draft)),
    )
    return tuple(row for row in (adopt, *days, other) if row)
