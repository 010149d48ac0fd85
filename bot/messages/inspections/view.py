"""A visit as its people see it, the list of visits, and what is under 重点督查."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.inspections.visit import Visit, VisitState
from bot.messages.body import LINE, Button, MessageBody, Rows, in_rows
from bot.messages.core.inspection_taps import (
    BeginVisit,
    CancelVisit,
    DemandOnVisit,
    EndVisit,
    LiftKey,
    MarkKey,
    NoteSeen,
    ShowVisit,
    VisitAsWord,
    VisitAt,
    VisitNow,
)
from bot.messages.core.keyboards import BELOW, elsewhere_row
from bot.messages.core.tap import Tap
from bot.messages.core.taps import ShowPage
from bot.messages.meetings.view import Outcome, outcome_line
from bot.messages.replies.day_picker import offer_body
from bot.messages.text import cut, day
from bot.messages.wording import Wording

MATTER, MOST = 40, 12
DAY = "visit"  # what a day is asked for


@dataclass(frozen=True, kw_only=True)
class VisitPage:
    """A visit with the names and words behind its ids; words are "" where messages may not show them."""

    visit: Visit
    measures: tuple[tuple[str, str], ...]  # number and matter
    people: str
    seen: tuple[tuple[str, str, int], ...]  # words, who, how many photos and files
    demands: tuple[Outcome, ...]


def when(visit: Visit) -> str:
    """11月30日（周日）9:00."""
    return f"{day(visit.day)}{f'{visit.time:%-H:%M}' if visit.time else ''}"


def visit_body(wording: Wording, page: VisitPage) -> MessageBody:
    """The visit, what was found and demanded, and what can be done now."""
    visit = page.visit
    state = wording.word(f"inspections.states.{visit.state}")
    lines = [
        wording.say("inspections.head", title=visit.title, when=when(visit))
        + wording.say("inspections.state", state=state)
    ]
    lines += [wording.say("inspections.line", number=one, matter=cut(text, MATTER)) for one, text in page.measures]
    lines.append(wording.say("inspections.people", names=page.people))
    if visit.place:
        lines.append(wording.say("inspections.place", place=visit.place))
    if visit.location:
        lines.append(wording.say("inspections.location", location=visit.location))
    for words, who, count in page.seen:
        key = "inspections.seen_photos" if count else "inspections.seen"
        lines.append(wording.say(key, words=words, who=who, count=count))
    if page.demands:
        done = sum(one.done for one in page.demands)
        lines.append(wording.say("inspections.demands", count=len(page.demands), done=done))
        lines += [outcome_line(wording, one) for one in page.demands]
    if visit.state is VisitState.UNDER_WAY:
        lines.append(wording.say("inspections.how"))
    return MessageBody(LINE.join(lines), _rows(wording, visit))


def _rows(wording: Wording, visit: Visit) -> Rows:
    def button(name: str, tap: Tap) -> Button:
        return Button(wording.word(f"inspections.button.{name}"), tap)

    match visit.state:
        case VisitState.PLANNED:
            return ((button("begin", BeginVisit(visit.id)), button("cancel", CancelVisit(visit.id))),)
        case VisitState.UNDER_WAY:
            return (
                (button("see", NoteSeen(visit.id)), button("demand", DemandOnVisit(visit.id))),
                (button("end", EndVisit(visit.id)),),
            )
        case VisitState.HELD:
            return ((button("word", VisitAsWord(visit.id)),),)
    return ()


def visits_body(wording: Wording, visits: Sequence[tuple[Visit, str]], held: int) -> MessageBody:
    """Visits that are ahead and the last ones, each a tap away; `visits` come with the numbers of their measures."""
    lines = [wording.say("inspections.list.head", held=held)]
    lines += [
        wording.say(
            "inspections.list.line",
            when=when(one),
            title=one.title,
            numbers=numbers,
            state=wording.word(f"inspections.states.{one.state}"),
        )
        for one, numbers in visits
    ]
    lines.append(wording.say("inspections.usage"))
    return MessageBody(LINE.join(lines), _opening(wording, visits) or elsewhere_row(wording))


def visits_of_body(wording: Wording, visits: Sequence[tuple[Visit, str]]) -> MessageBody:
    """Which of several visits is meant: each a tap away."""
    return MessageBody(wording.say("inspections.which_visit"), _opening(wording, visits[:MOST]))


def _opening(wording: Wording, visits: Sequence[tuple[Visit, str]]) -> Rows:
    buttons = [
        Button(
            wording.word("inspections.button.open", title=one.title, day=day(one.day), numbers=numbers),
            ShowVisit(one.id),
        )
        for one, numbers in visits
    ]
    return in_rows(buttons, 1)


def key_body(wording: Wording, rows: Sequence[tuple[str, str, str, dt.date]], *, moves: bool) -> MessageBody:
    """What is under 重点督查, by id, number, matter and day; for whoever may mark, each with the way to lift it."""
    usage = [wording.say("inspections.key_usage")] if moves else []
    if not rows:
        return MessageBody(LINE.join([wording.say("inspections.key_none"), *usage]), elsewhere_row(wording))
    lines = [wording.say("inspections.key_list", count=len(rows))]
    lines += [
        wording.say("inspections.key_line", number=number, matter=cut(matter, MATTER), day=day(since))
        for _, number, matter, since in rows
    ]
    lines += usage
    lift = [
        Button(wording.word("inspections.button.lift", number=number), LiftKey(id_))
        for id_, number, *_ in rows[:MOST]
        if moves
    ]
    return MessageBody(LINE.join(lines), in_rows(lift, 3), measures=tuple(id_ for id_, *_ in rows))


def with_picks(wording: Wording, body: MessageBody, picks: Sequence[tuple[str, str]], *, key: bool) -> MessageBody:
    """A list with measures, by id and number, that one may go to or mark, and the way to all that are open."""
    kind, name, said = (MarkKey, "mark", "pick_key") if key else (VisitAt, "at", "pick")
    buttons = [Button(wording.word(f"inspections.button.{name}", number=number), kind(id_)) for id_, number in picks]
    if not buttons:
        return body
    every = Button(wording.word("inspections.button.every"), ShowPage("open", BELOW))
    text = LINE.join([body.text, wording.say(f"inspections.{said}")])
    ways = elsewhere_row(wording) if body.buttons == elsewhere_row(wording) else ()
    own = () if ways else body.buttons
    return replace(body, text=text, buttons=(*own, *in_rows(buttons, 2), (every,), *ways))


def when_body(wording: Wording, measure: str, number: str, days: Sequence[dt.date]) -> MessageBody:
    """Whether one goes now, or on which day."""
    asked = offer_body(wording, DAY, measure, wording.say("inspections.ask_when", number=number), days)
    now = (Button(wording.word("inspections.button.now"), VisitNow(measure)),)
    return replace(asked, buttons=(now, *asked.buttons))
