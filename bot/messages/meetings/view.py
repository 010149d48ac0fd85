"""A meeting with its agenda, one matter at a time, and what became of what was decided."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.dependencies.wait import Wait
from bot.domain.meetings.meeting import Fact, Item, Meeting, MeetingKind, MeetingState
from bot.messages.body import GAP, LINE, Button, MessageBody, in_rows
from bot.messages.core.measure import MeasureSummary, limit_word
from bot.messages.core.meeting_taps import CallMeeting, LeaveOut, PlaceDecisions, ShowMeeting, WhichMeeting
from bot.messages.dependencies.view import phrase, wait_line
from bot.messages.meetings.keyboards import facts_rows, item_rows, meeting_rows
from bot.messages.text import cut, day
from bot.messages.wording import Wording

MATTER, WORDS = 30, 60  # characters of a measure's text in a line, and of somebody's words
LINES = 20  # matters that are written out on one card
TO_LEAVE = 9  # of which one can be taken off by a tap


@dataclass(frozen=True, kw_only=True)
class AgendaLine:
    """A matter of the agenda: the measure, why it stands there, how it stands, and the three facts."""

    summary: MeasureSummary
    item: Item
    late: int
    due: dt.date | None
    owners: tuple[str, ...]
    leaders: tuple[str, ...]
    facts: tuple[str, ...]  # progress, difficulty, request; "" where none is said
    waits: tuple[Wait, ...] = ()
    reporter: str = ""
    confirmed_by: str = ""
    confirmed_on: dt.date | None = None
    told_by: str = ""  # who reported on the eve or later, so that nobody is asked
    told_on: dt.date | None = None

    @property
    def settled(self) -> bool:
        """True where nobody need be asked for its facts any more."""
        return self.item.confirmed_at is not None or self.told_on is not None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was decided and how it stands: open, late, answered, waiting, settled, cancelled."""

    id: str
    number: str
    matter: str
    words: str
    who: tuple[str, ...]
    due: dt.date | None
    state: str
    days: int = 0
    answer: str = ""
    fresh: bool = False

    @property
    def done(self) -> bool:
        """True where nothing more is asked."""
        return self.state in {"settled", "cancelled"}


def when(meeting: Meeting) -> str:
    """11月28日（周五）9:00."""
    return f"{day(meeting.day)}{f'{meeting.time:%-H:%M}' if meeting.time else ''}"


def causes(wording: Wording, line: AgendaLine) -> str:
    """Why it stands on the agenda."""
    waited = "、".join(phrase(wording, wait) for wait in line.waits) or wording.word("meetings.others")
    words = [wording.word(f"meetings.cause.{cause}", days=line.late, waited=waited) for cause in line.item.causes]
    return "、".join(words)


def meeting_body(
    wording: Wording, meeting: Meeting, lines: Sequence[AgendaLine], outcomes: Sequence[Outcome]
) -> MessageBody:
    """A meeting that is ahead with its agenda, one that is over with what it decided."""
    head = wording.say(f"meetings.head.{meeting.state}", title=meeting.title, when=when(meeting))
    if not meeting.is_ahead:
        parts = [head, *_decided(wording, outcomes)]
        return MessageBody(LINE.join(parts), meeting_rows(wording, meeting))
    confirmed = sum(line.item.confirmed_at is not None for line in lines)
    told = [wording.say("meetings.agenda", count=len(lines), confirmed=confirmed)]
    if fresh := sum(line.settled for line in lines) - confirmed:
        told.append(wording.say("meetings.agenda_told", count=fresh))
    told += [_short(wording, place, line) for place, line in enumerate(lines[:LINES], 1)]
    if len(lines) > LINES:
        told.append(wording.say("meetings.more", count=len(lines) - LINES))
    if not lines:
        told = [wording.say("meetings.no_agenda")]
    leave = [
        Button(
            wording.word("meetings.button.leave", number=line.summary.measure.number),
            LeaveOut(meeting.id, line.summary.id),
        )
        for line in lines[:TO_LEAVE]
    ]
    rows = (*meeting_rows(wording, meeting), *in_rows(leave, 3))
    measures = tuple(line.summary.id for line in lines)
    return MessageBody(LINE.join([head, *told, *_decided(wording, outcomes)]), rows, measures=measures)


def _short(wording: Wording, place: int, line: AgendaLine) -> Markup:
    key = "line_confirmed" if line.item.confirmed_at else "line_told" if line.told_on else "line"
    return wording.say(
        f"meetings.{key}",
        place=place,
        number=line.summary.measure.number,
        matter=cut(line.summary.matter, MATTER),
        causes=causes(wording, line),
    )


def _decided(wording: Wording, outcomes: Sequence[Outcome]) -> list[Markup]:
    if not outcomes:
        return []
    return [
        wording.say("meetings.decided", count=len(outcomes), done=sum(one.done for one in outcomes)),
        *(outcome_line(wording, one) for one in outcomes[:LINES]),
    ]


def decisions_body(
    wording: Wording, told: Sequence[tuple[Meeting, Sequence[Outcome]]], *, title: str, own: bool
) -> MessageBody:
    """What each meeting decided, the last first; of one's `own` alone where that is so."""
    if not told:
        return MessageBody(wording.say("meetings.asked.none_own", title=title))
    lines = []
    for meeting, outcomes in told:
        lines.append(
            wording.say(f"meetings.asked.head{'_own' if own else ''}", title=meeting.title, when=when(meeting))
        )
        lines += _decided(wording, outcomes) or [wording.say("meetings.asked.nothing")]
    return MessageBody(LINE.join(lines))


def instructions_body(wording: Wording, given: Sequence[Outcome], *, own: bool) -> MessageBody:
    """The secretary's instructions with how each stands."""
    if not given:
        return MessageBody(wording.say(f"meetings.asked.not_instructed{'_own' if own else ''}"))
    late, open_ = sum(one.state == "late" for one in given), sum(one.state in {"open", "late"} for one in given)
    head = wording.say("meetings.asked.instructed", count=len(given), open=open_, late=late)
    return MessageBody(LINE.join([head, *(outcome_line(wording, one) for one in given[:LINES])]))


def outcome_line(wording: Wording, one: Outcome) -> Markup:
    """One decision, by whom until when, and how it stands."""
    state = wording.word(f"meetings.state.{one.state}", days=one.days)
    return wording.say(
        "meetings.outcome_fresh" if one.fresh else "meetings.outcome",
        number=one.number,
        words=cut(one.words, WORDS),
        who="、".join(one.who) or wording.word("core.nobody"),
        due=day(one.due) if one.due else wording.word("meetings.no_day"),
        state=state,
    )


def list_body(
    wording: Wording,
    meetings: Sequence[Meeting],
    waiting: Mapping[str, int],
    held: int,
    unplaced: Sequence[tuple[str, int]] = (),
) -> MessageBody:
    """Meetings that are ahead and the last ones held, each a tap away; how to plan one.

    `unplaced` are files of decisions that are of no meeting yet, with how many.
    """
    lines = [wording.say("meetings.list.head", held=held)]
    lines += [
        wording.say(
            f"meetings.list.{MeetingState.HELD if one.took_place else one.state}",
            title=one.title,
            when=when(one),
            count=len(one.agenda),
            decided=len(one.resolutions),
            waiting=waiting[one.id],
        )
        for one in meetings
    ]
    lines.append(wording.say("meetings.usage"))
    buttons = _opening(wording, meetings)
    buttons += [
        Button(wording.word("meetings.button.which", count=count), WhichMeeting(plan)) for plan, count in unplaced
    ]
    call = [
        Button(wording.word("meetings.button.call", title=wording.word(f"meetings.kind.{kind}")), CallMeeting(kind))
        for kind in MeetingKind
    ]
    return MessageBody(LINE.join(lines), (*in_rows(buttons, 1), tuple(call)))


def meetings_of_body(wording: Wording, meetings: Sequence[Meeting]) -> MessageBody:
    """Which of several meetings is meant: each a tap away."""
    return MessageBody(wording.say("meetings.which_meeting"), in_rows(_opening(wording, meetings), 1))


def _opening(wording: Wording, meetings: Sequence[Meeting]) -> list[Button]:
    return [
        Button(wording.word("meetings.button.open", title=one.title, day=day(one.day)), ShowMeeting(one.id))
        for one in meetings
    ]


def which_meeting_body(wording: Wording, plan: str, title: str, count: int, meetings: Sequence[Meeting]) -> MessageBody:
    """The question which meeting took the decisions of a file: a known one by a tap, or its day and name."""
    said = wording.say("meetings.ask_which", title=title, count=count)
    return MessageBody(
        said,
        in_rows(
            [
                Button(
                    wording.word("meetings.button.open", title=one.title, day=day(one.day)),
                    PlaceDecisions(plan, one.id),
                )
                for one in meetings
            ],
            1,
        ),
    )


def placed_body(wording: Wording, plan: str, meeting: Meeting, count: int) -> MessageBody:
    """That the decisions of a file are those of a meeting; the wrong one is put right by a tap."""
    said = wording.say("meetings.placed", title=meeting.title, when=day(meeting.day), count=count)
    buttons = (
        Button(wording.word("meetings.button.show_held"), ShowMeeting(meeting.id)),
        Button(wording.word("meetings.button.other_meeting"), WhichMeeting(plan)),
    )
    return MessageBody(said, (buttons,))


def opening_body(wording: Wording, meeting: Meeting, last: Meeting | None, outcomes: Sequence[Outcome]) -> MessageBody:
    """The first page of a meeting: what became of the last one."""
    lines = [wording.say("meetings.opening.head", title=meeting.title, when=when(meeting))]
    if last is None:
        lines.append(wording.say("meetings.opening.first"))
    else:
        done = sum(one.done for one in outcomes)
        facts = {"title": last.title, "when": day(last.day), "count": len(outcomes), "done": done}
        lines.append(wording.say("meetings.opening.last" if outcomes else "meetings.opening.nothing", **facts))
        ordered = sorted(outcomes, key=lambda one: (one.done, one.state != "late"))
        lines += [outcome_line(wording, one) for one in ordered[:LINES]]
    if meeting.present:
        lines.append(wording.say("meetings.present", names=meeting.present))
    return MessageBody(LINE.join(lines), item_rows(wording, meeting, 0))


def item_body(
    wording: Wording, meeting: Meeting, place: int, line: AgendaLine, decided: Sequence[Outcome]
) -> MessageBody:
    """One matter of the meeting: why, how it stands, the three facts, what was decided on it."""
    text = LINE.join([*item_lines(wording, meeting, place, line), *(outcome_line(wording, one) for one in decided)])
    return MessageBody(text, item_rows(wording, meeting, place, line.summary.id), measures=(line.summary.id,))


def item_lines(wording: Wording, meeting: Meeting, place: int, line: AgendaLine) -> list[Markup]:
    """The same without buttons, as a big screen shows it."""
    written = limit_word(wording, line.summary.measure.deadline)
    due = day(line.due) if line.due else written or wording.word("meetings.no_day")
    return [
        wording.say("meetings.item.head", title=meeting.title, place=place, count=len(meeting.agenda)),
        wording.say(
            "meetings.item.matter", number=line.summary.measure.number, matter=cut(line.summary.matter, WORDS * 3)
        ),
        wording.say("meetings.item.why", causes=causes(wording, line), due=due),
        wording.say(
            "meetings.item.people",
            owners="、".join(line.owners) or wording.word("core.nobody"),
            leaders="、".join(line.leaders) or wording.word("core.nobody"),
        ),
        *(wait_line(wording, wait) for wait in line.waits),
        *facts_lines(wording, line),
    ]


def facts_lines(wording: Wording, line: AgendaLine) -> list[Markup]:
    """The three facts, and who confirmed them."""
    told = [
        wording.say(
            f"meetings.fact.{fact}", words=cut(words, WORDS * 3) if words else wording.word(f"meetings.none.{fact}")
        )
        for fact, words in zip(Fact, line.facts, strict=True)
    ]
    if line.confirmed_by and line.confirmed_on:
        told.append(wording.say("meetings.confirmed", who=line.confirmed_by, day=day(line.confirmed_on)))
    elif line.told_by and line.told_on:
        told.append(wording.say("meetings.told", who=line.told_by, day=day(line.told_on)))
    else:
        told.append(wording.say("meetings.unconfirmed"))
    return told


def facts_body(wording: Wording, meeting: Meeting, lines: Sequence[AgendaLine]) -> MessageBody:
    """A reporter's measures with their three facts; the first that is not confirmed has the buttons."""
    waiting = [line for line in lines if not line.settled]
    if not waiting:
        key = "told" if any(line.told_on for line in lines) else "all"
        said = wording.say(f"meetings.facts.{key}", count=len(lines), title=meeting.title, when=when(meeting))
        return MessageBody(said)
    line = waiting[0]
    head = wording.say(
        "meetings.facts.head",
        title=meeting.title,
        when=when(meeting),
        place=len(lines) - len(waiting) + 1,
        count=len(lines),
    )
    matter = wording.say(
        "meetings.item.matter", number=line.summary.measure.number, matter=cut(line.summary.matter, WORDS * 3)
    )
    why = wording.say("meetings.facts.why", causes=causes(wording, line))
    text = LINE.join([head, matter, why, *facts_lines(wording, line)[:-1], wording.say("meetings.facts.ask")])
    return MessageBody(text, facts_rows(wording, meeting, line.summary.id), measures=(line.summary.id,))


def screen_text(wording: Wording, meeting: Meeting, place: int, line: AgendaLine, decided: Sequence[Outcome]) -> Markup:
    """What a big screen shows of the matter that is spoken of."""
    return GAP.join(
        [LINE.join(item_lines(wording, meeting, place, line)), *[outcome_line(wording, one) for one in decided]]
    )


def closed_body(wording: Wording, meeting: Meeting, outcomes: Sequence[Outcome]) -> MessageBody:
    """That a meeting is over, what it decided, and its minutes a tap away."""
    lines = [
        wording.say(
            "meetings.closed", title=meeting.title, number=meeting.number, year=meeting.year, count=len(outcomes)
        )
    ]
    return MessageBody(LINE.join([*lines, *_decided(wording, outcomes)]), meeting_rows(wording, meeting))
