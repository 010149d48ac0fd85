"""报验 in words: what would be handed in, the card of it on both sides, the list."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.acceptance.acceptance import (
    BAD,
    GOOD,
    GRADES,
    Acceptance,
    Acceptor,
    Kind,
    Verdict,
    named_by,
    short_seal,
)
from bot.domain.core.local_day import WEEKDAYS
from bot.domain.supervision.followed import Handed
from bot.messages.body import GAP, LINE, Button, MessageBody, in_rows
from bot.messages.core.acceptance_taps import (
    AcceptanceAsWord,
    CallBack,
    DrawLot,
    GetDossier,
    GradeAcceptance,
    HandIn,
    PassAcceptance,
    RateOwn,
    RefuseAcceptance,
    ShowAcceptance,
)
from bot.messages.core.keyboards import elsewhere_row
from bot.messages.text import cut, short_day
from bot.messages.wording import Wording

TEXT, MOST, MEASURES = 120, 12, 20


def day_words(day: dt.date) -> str:
    """11月30日（周一）."""
    return f"{short_day(day)}（周{WEEKDAYS[day.weekday()]}）"


def kind_words(wording: Wording, kind: Kind, number: str) -> str:
    """问题3."""
    return wording.word(f"acceptance.kind.{kind}", number=number)


def none_handed_body(wording: Wording, what: str, ready: Sequence[tuple[str, str]]) -> MessageBody:
    """That it was never handed in; for whoever may, with the button that shows what would be."""
    text = wording.say("acceptance.not_handed", what=what)
    label = wording.word("acceptance.button.prepare", what=what)
    return MessageBody(text, tuple((Button(label, RateOwn(subject, "", "")),) for subject, _ in ready))


@dataclass(frozen=True, kw_only=True)
class Preparing:
    """What would be handed in, to whom, with the grades so far; `text` is "" where it is kept back."""

    subject: str
    kind: Kind
    number: str
    text: str
    name: str
    days: int
    outside: bool
    slips: int
    measures: tuple[str, ...]  # ids
    indicators: tuple[str, ...]
    own: str
    times: int


def prepare_body(wording: Wording, told: Preparing) -> MessageBody:
    """The question: a grade for one indicator after another, then whether it is to be sealed and handed in."""
    what = kind_words(wording, told.kind, told.number)
    key = "head" if told.text else "head_bare"
    lines = [wording.say(f"acceptance.prepare.{key}", what=what, text=cut(told.text, TEXT))]
    to = "to_outside" if told.outside else "to"
    lines.append(wording.say(f"acceptance.prepare.{to}", name=told.name, days=told.days))
    lines.append(wording.say("acceptance.prepare.holds", slips=told.slips, measures=len(told.measures)))
    if told.times > 1:
        lines.append(wording.say("acceptance.prepare.times", times=told.times))
    of, rows = named_by(told.indicators), list[tuple[Button, ...]]()
    for place, name in enumerate(told.indicators):
        grade = told.own[place : place + 1]
        word = wording.word(f"acceptance.grade.{grade}") if grade else ""
        lines.append(wording.say(f"acceptance.prepare.{'own' if grade else 'unrated'}", name=name, grade=word))
    if len(told.own) < len(told.indicators):
        name = told.indicators[len(told.own)]
        lines.append(wording.say("acceptance.prepare.ask", name=name))
        grades = [Button(_grade(wording, name, one), RateOwn(told.subject, told.own + one, of)) for one in GRADES]
        rows += in_rows(grades, 2)
    else:
        lines.append(wording.say("acceptance.prepare.ready"))
        rows.append((Button(wording.word("acceptance.button.hand_in"), HandIn(told.subject, told.own, of)),))
    if told.own:
        rows.append((Button(wording.word("acceptance.button.anew"), RateOwn(told.subject, "", of)),))
    return MessageBody(LINE.join(lines), tuple(rows), measures=told.measures[:MEASURES])


def _grade(wording: Wording, name: str, grade: str) -> str:
    return wording.word("acceptance.button.grade", name=name, grade=wording.word(f"acceptance.grade.{grade}"))


@dataclass(frozen=True, kw_only=True)
class ShownAcceptance:
    """A record as a person may see and use it on a day; `text` and `words` are "" where they are kept back."""

    one: Acceptance
    sent: dt.date
    decided: dt.date | None
    text: str
    words: str
    late: int
    judges: bool = False
    calls_back: bool = False
    reads: bool = False
    again: bool = False
    draws: int = 0
    given: str = ""
    marks: str = ""
    measures: tuple[str, ...] = ()


def acceptance_body(wording: Wording, shown: ShownAcceptance) -> MessageBody:
    """The card: what it is, how it stands, the grades side by side, what was drawn, and what the reader may do."""
    one = shown.one
    rows = [*_judging(wording, shown)] if shown.judges else []
    small = []
    if shown.reads:
        small.append(Button(wording.word("acceptance.button.dossier"), GetDossier(one.id)))
        small.append(Button(wording.word("acceptance.button.sheet"), AcceptanceAsWord(one.id)))
    if shown.calls_back:
        small.append(Button(wording.word("acceptance.button.back"), CallBack(one.id)))
    if shown.again:
        what = kind_words(wording, one.kind, one.number)
        small.append(Button(wording.word("acceptance.button.again", what=what), RateOwn(one.subject, "", "")))
    rows += [(button,) for button in small] if shown.again else [tuple(small)] if small else []
    text = LINE.join(_lines(wording, shown))
    return MessageBody(text, tuple(rows), measures=shown.measures[:MEASURES], matter=one.id if one.is_open else "")


def _lines(wording: Wording, shown: ShownAcceptance) -> Iterator[Markup]:
    one = shown.one
    what = kind_words(wording, one.kind, one.number)
    share = one.acceptor is Acceptor.SHARE
    key = ("share" if one.is_open else "shared") if share else "head"
    bare = "" if shown.text else "_bare"
    facts = {"what": what, "name": one.name, "asker": one.asker, "text": cut(shown.text, TEXT)}
    yield wording.say(f"acceptance.card.{key}{bare}", **facts)
    yield wording.say("acceptance.card.sent", title=one.title, times=one.times, day=short_day(shown.sent))
    yield _state(wording, shown)
    if one.waits and not share:
        yield wording.say("acceptance.card.again")
    if one.done:
        yield wording.say("acceptance.card.done")
    yield wording.say("acceptance.card.seal", seal=short_seal(one.seal), proofs=len(one.proofs))
    given, marks = shown.given or one.given, shown.marks or one.marks
    if one.drawn:
        said = [
            wording.word(f"acceptance.card.mark_{marks[place : place + 1]}", number=number)
            for place, number in enumerate(one.drawn)
        ]
        yield wording.say("acceptance.card.drawn", drawn="、".join(said))
    for place, name in enumerate(one.indicators):
        own, grade = one.own[place : place + 1], given[place : place + 1]
        words = {
            "own": wording.word(f"acceptance.grade.{own}") if own else wording.word("acceptance.card.ungraded"),
            "given": wording.word(f"acceptance.grade.{grade}") if grade else wording.word("acceptance.card.ungraded"),
        }
        beside = shown.judges or given
        yield wording.say(f"acceptance.card.{'grade' if beside else 'grade_own'}", name=name, **words)
    if shown.judges:
        yield _asked(wording, shown)


def _state(wording: Wording, shown: ShownAcceptance) -> Markup:
    one = shown.one
    if one.is_open:
        key = "waits" if one.acceptor is Acceptor.ABOVE else "until"
        said = wording.say(f"acceptance.card.{key}", day=day_words(one.answer_by))
        return said + wording.say("acceptance.card.late", days=shown.late) if shown.late else said
    day = day_words(shown.decided) if shown.decided else ""
    words = shown.words
    if one.verdict is Verdict.ACCEPTED and words:
        words = wording.word("acceptance.card.said", words=words)
    said = wording.say(f"acceptance.card.{one.verdict}", day=day, words=words)
    entered = one.acceptor is Acceptor.OUTSIDE and one.verdict is not Verdict.WITHDRAWN
    return said + wording.say("acceptance.card.entered") if entered else said


def _asked(wording: Wording, shown: ShownAcceptance) -> Markup:
    one = shown.one
    if len(shown.marks) < len(one.drawn):
        return wording.say("acceptance.card.ask_mark", number=one.drawn[len(shown.marks)])
    if len(shown.given) < len(one.indicators):
        place = len(shown.given)
        own = wording.word(f"acceptance.grade.{one.own[place]}") if one.own[place : place + 1] else ""
        return wording.say("acceptance.card.ask_grade", name=one.indicators[place], own=own)
    return wording.say("acceptance.card.bad" if BAD in shown.marks else "acceptance.card.ready")


def _judging(wording: Wording, shown: ShownAcceptance) -> Iterator[tuple[Button, ...]]:
    """What was found of each drawn measure, then a grade for each indicator, then the word."""
    one, given, marks = shown.one, shown.given, shown.marks
    if shown.draws and not one.drawn:
        yield (Button(wording.word("acceptance.button.draw", count=shown.draws), DrawLot(one.id)),)
    if len(marks) < len(one.drawn):
        number = one.drawn[len(marks)]
        yield tuple(
            Button(
                wording.word(f"acceptance.button.mark_{mark}", number=number),
                GradeAcceptance(one.id, given, marks + mark),
            )
            for mark in (GOOD, BAD)
        )
    elif len(given) < len(one.indicators):
        name = one.indicators[len(given)]
        grades = [
            Button(_grade(wording, name, grade), GradeAcceptance(one.id, given + grade, marks)) for grade in GRADES
        ]
        yield from in_rows(grades, 2)
    elif BAD not in marks:
        yield (Button(wording.word("acceptance.button.accept"), PassAcceptance(one.id, given, marks)),)
    yield tuple(
        Button(wording.word(f"acceptance.button.{verdict}"), RefuseAcceptance(one.id, verdict, given, marks))
        for verdict in (Verdict.RETURNED, Verdict.FAULTED)
    )
    if given or marks:
        yield (Button(wording.word("acceptance.button.regrade"), GradeAcceptance(one.id, "", "")),)


@dataclass(frozen=True, kw_only=True)
class ListedAcceptance:
    """One of a list, and how many days it is late."""

    one: Acceptance
    late: int


def acceptances_body(
    wording: Wording,
    own: Sequence[ListedAcceptance],
    shares: Sequence[ListedAcceptance],
    due: Sequence[tuple[str, str]],
    ready: Sequence[tuple[str, str]] = (),
    *,
    hands_in: bool,
) -> MessageBody:
    """What the unit handed in and what was handed to it, the newest first.

    `due` are id and words of what should be handed in, `ready` of what was closed and may be.
    """
    parts = []
    if shares:
        waiting = [each for each in shares if each.one.is_open]
        late = sum(each.late > 0 for each in shares)
        head = wording.say("acceptance.list.shares", count=len(shares), open=len(waiting), late=late)
        parts.append(LINE.join([head, *_listed(wording, shares, "line_share")]))
    if own:
        count = {verdict: sum(each.one.verdict is verdict for each in own) for verdict in Verdict}
        facts = {str(verdict) or "open": number for verdict, number in count.items()}
        sent = len(own) - count[Verdict.WITHDRAWN]
        head = wording.say("acceptance.list.head", count=sent, late=sum(each.late > 0 for each in own), **facts)
        parts.append(LINE.join([head, *_listed(wording, own, "line")]))
    if not parts:
        parts.append(wording.say("acceptance.list.none"))
    if due:
        parts.append(wording.say("acceptance.list.due", numbers="、".join(words for _, words in due)))
    if ready:
        parts.append(wording.say("acceptance.list.ready", numbers="、".join(words for _, words in ready)))
    if hands_in:
        parts.append(wording.say("acceptance.usage"))
    prepare = [
        Button(wording.word("acceptance.button.prepare", what=what), RateOwn(id_, "", ""))
        for id_, what in [*due, *ready][:MOST]
    ]
    shown = [*shares[:MOST], *own[:MOST]]
    buttons = [
        Button(wording.word("acceptance.button.open", title=each.one.title), ShowAcceptance(each.one.id))
        for each in shown
    ]
    return MessageBody(GAP.join(parts), (*in_rows(prepare, 2), *in_rows(buttons, 2)) or elsewhere_row(wording))


def _listed(wording: Wording, found: Sequence[ListedAcceptance], key: str) -> Iterator[Markup]:
    for each in found[:MOST]:
        one = each.one
        state = wording.word(
            f"acceptance.list.state_{one.verdict}" if one.verdict else "acceptance.list.state_open",
            day=day_words(one.answer_by),
        )
        state += wording.word("acceptance.list.late", days=each.late) if each.late else ""
        state += wording.word("acceptance.list.state_done") if one.done else ""
        what = kind_words(wording, one.kind, one.number)
        yield wording.say(f"acceptance.list.{key}", title=one.title, what=what, asker=one.asker, state=state)
    if len(found) > MOST:
        yield wording.say("acceptance.list.more", count=len(found) - MOST)


def told_above(wording: Wording, up: Handed) -> Iterator[Markup]:
    """What of the week's page is about it, where something waits or came back."""
    if up.open or up.back:
        yield wording.say("acceptance.week", count=up.all, accepted=up.accepted, open=up.open, back=up.back)


def show_row(wording: Wording, acceptance: str) -> tuple[Button, ...]:
    """To the card."""
    return (Button(wording.word("acceptance.button.show"), ShowAcceptance(acceptance)),)
