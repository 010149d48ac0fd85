"""Something that is waited for: the offer, the card of the other side, the line of the waiting one, the list."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.local_day import WEEKDAYS
from bot.domain.dependencies.dependency import Side
from bot.domain.dependencies.wait import Wait
from bot.domain.status.register import RegisterRow
from bot.messages.body import LINE, Button, MessageBody, in_rows
from bot.messages.core.dependency_taps import AnswerWait, LiftWait, NotOurs, NoWait, ShowWait, WaitDone, WaitFor
from bot.messages.core.keyboards import elsewhere_row
from bot.messages.core.taps import PickDay, ShowCalendar
from bot.messages.text import cut, short_day
from bot.messages.wording import Wording

PURPOSE = "wait"  # what a day is asked for
WORDS = 60  # characters of what is waited for
MOST = 12  # of a list


@dataclass(frozen=True, kw_only=True)
class ShownWait:
    """A dependency with the words behind its ids; `own` where the reader is of the other side."""

    wait: Wait
    number: str
    words: str
    who: str
    asked: tuple[str, ...]
    own: bool


def spoken_day(day: dt.date) -> str:
    """11月30日（周一）."""
    return f"{short_day(day)}（周{WEEKDAYS[day.weekday()]}）"


@dataclass(frozen=True)
class Offered:
    """A question: the number of the measure, what it waits for, and the sides that may be meant, by kind and name."""

    number: str
    words: str
    sides: tuple[tuple[Side, str], ...]


def offer_body(wording: Wording, draft: str, measure: str, offered: Offered) -> MessageBody:
    """这条措施在等…？ with a button for each side that may be meant, and one for none."""
    name = "、".join(dict.fromkeys(name for _, name in offered.sides))
    rows = [
        (Button(wording.word(f"dependencies.yes.{side}", name=name), WaitFor(draft, place)),)
        for place, (side, name) in enumerate(offered.sides)
    ]
    key = "dependencies.offer" if offered.words else "dependencies.offer_bare"
    text = wording.say(key, number=offered.number, name=name, words=offered.words)
    return MessageBody(text, (*rows, (Button(wording.word("dependencies.no"), NoWait(draft)),)), measures=(measure,))


def wait_body(
    wording: Wording, shown: ShownWait, days: Sequence[dt.date], *, answers: bool, lifts: bool
) -> MessageBody:
    """The card: who waits for what since when, what was promised, and the ways to answer."""
    one, since = shown.wait.dependency, shown.wait.since
    key = "asked" if one.side is Side.ASKED else "own" if shown.own else "head"
    words = shown.words or wording.word("dependencies.something")
    lines = [wording.say(f"dependencies.card.{key}", number=shown.number, name=one.name, words=words)]
    lines.append(wording.say("dependencies.card.since", day=spoken_day(since), who=shown.who))
    if shown.asked and not shown.own:
        lines.append(wording.say("dependencies.card.people", names="、".join(shown.asked)))
    lines.append(_state(wording, shown.wait))
    if answers:
        lines.append(wording.say("dependencies.card.how" if shown.asked else "dependencies.card.how_outside"))
    elif one.is_open and one.side is Side.UNIT:
        lines.append(wording.say("dependencies.card.elsewhere", name=one.name))
    return MessageBody(
        LINE.join(lines),
        tuple(_rows(wording, shown, days, answers=answers, lifts=lifts)),
        measures=(one.measure,) if one.measure else (),
    )


def _state(wording: Wording, wait: Wait) -> Markup:
    one = wait.dependency
    if not one.is_open:
        return wording.say(f"dependencies.card.{one.end}", reason=one.reason)
    key = "promised" if one.promised else "unanswered"
    said = wording.say(f"dependencies.card.{key}", day=spoken_day(one.due))
    if one.first and one.first != one.promised:
        said += wording.say("dependencies.card.first", day=spoken_day(one.first))
    return said + wording.say("dependencies.card.late", days=wait.late) if wait.late else said


def _rows(
    wording: Wording, shown: ShownWait, days: Sequence[dt.date], *, answers: bool, lifts: bool
) -> Iterator[tuple[Button, ...]]:
    one = shown.wait.dependency
    if answers:
        picks = [Button(spoken_day(day), PickDay(PURPOSE, one.id, day)) for day in days]
        yield from in_rows(picks, 2)
        by_hand = Button(wording.word("replies.day.by_hand"), ShowCalendar(PURPOSE, one.id, ""))
        yield by_hand, Button(wording.word("dependencies.button.words"), AnswerWait(one.id))
        done = Button(wording.word("dependencies.button.done"), WaitDone(one.id))
        yield done, Button(wording.word("dependencies.button.not_ours"), NotOurs(one.id))
    if lifts:
        yield (Button(wording.word("dependencies.button.lift", number=shown.number), LiftWait(one.id)),)


def answer_row(wording: Wording, dependency: str) -> tuple[Button, ...]:
    """To the card with the days, and 办好了 at once."""
    show = Button(wording.word("dependencies.button.answer"), ShowWait(dependency))
    return show, Button(wording.word("dependencies.button.done"), WaitDone(dependency))


def phrase(wording: Wording, wait: Wait) -> str:
    """住建局（答应11月30日，周一）, with how late that is."""
    one = wait.dependency
    day = f"{short_day(one.promised)}，周{WEEKDAYS[one.promised.weekday()]}" if one.promised else ""
    said = wording.word("dependencies.phrase" if day else "dependencies.phrase_open", name=one.name, day=day)
    return said + wording.word("dependencies.late", days=wait.late) if wait.late else said


def wait_line(wording: Wording, wait: Wait) -> Markup:
    """在等 住建局（答应11月30日，周一），11月20日起."""
    return wording.say("dependencies.line", phrase=phrase(wording, wait), since=short_day(wait.since))


def told_rows(wording: Wording, waits: Sequence[tuple[RegisterRow, Wait]]) -> list[str]:
    """3-1在等住建局（答应11月30日，周一） for each; of what is confidential the number alone."""
    return [
        row.number
        if row.redacted
        else wording.word("dependencies.row", number=row.number, phrase=phrase(wording, wait))
        for row, wait in waits
    ]


@dataclass(frozen=True, kw_only=True)
class ListedWait:
    """One that is waited for, with the number of what waits and what it is about."""

    wait: Wait
    number: str
    words: str


def _usage(wording: Wording, *, registers: bool) -> list[Markup]:
    """How one is registered, for whoever may."""
    return [wording.say("dependencies.list.usage")] if registers else []


def waits_body(
    wording: Wording, listed: Sequence[ListedWait], loops: Sequence[Sequence[str]], *, registers: bool = True
) -> MessageBody:
    """Who waits for whom, what is late first, each a tap away; loops are said above all."""
    if not listed:
        said = LINE.join([wording.say("dependencies.list.none"), *_usage(wording, registers=registers)])
        return MessageBody(said, elsewhere_row(wording, "mine" if registers else "whole"))
    late = sum(one.wait.late > 0 for one in listed)
    lines = [wording.say("dependencies.list.head", count=len(listed), late=late)]
    lines += [wording.say("dependencies.list.loop", numbers=" → ".join(loop)) for loop in loops]
    for one in listed[:MOST]:
        facts = {"phrase": phrase(wording, one.wait), "since": short_day(one.wait.since), "number": one.number}
        key = "line" if one.words else "line_bare"
        lines.append(wording.say(f"dependencies.list.{key}", words=cut(one.words, WORDS), **facts))
    if len(listed) > MOST:
        lines.append(wording.say("dependencies.list.more", count=len(listed) - MOST))
    lines += _usage(wording, registers=registers)
    buttons = [
        Button(wording.word("dependencies.button.open", number=one.number, name=cut(one.wait.dependency.name, 8)), tap)
        for one in listed[:MOST]
        for tap in (ShowWait(one.wait.dependency.id),)
    ]
    measures = tuple(dict.fromkeys(one.wait.dependency.measure for one in listed[:MOST] if one.wait.dependency.measure))
    return MessageBody(LINE.join(lines), in_rows(buttons, 2), measures=measures)
