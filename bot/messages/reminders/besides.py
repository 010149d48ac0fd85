"""What stands in the message of the day besides reminders: what waits, news, and what is for information."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.status.register import RegisterRow
from bot.messages.body import LINE, Button, Rows, in_rows
from bot.messages.core.pending_taps import OpenMatter, TodoPage
from bot.messages.core.taps import ShowPage
from bot.messages.pending.matter import Matter, since_words
from bot.messages.reporting.periodic import Morning
from bot.messages.text import cut
from bot.messages.wording import Wording

FEW = 5  # matters that have a line and a button of their own
NUMBERS = 8  # numbers in one line
SHORT = 20  # characters of what a matter is about
OPEN = 0  # the page of a list that is opened below, not in place


@dataclass(frozen=True, kw_only=True)
class Besides:
    """What a person's day brings besides reminders; false where that is nothing."""

    today: dt.date
    waiting: tuple[Matter, ...] = ()
    news: tuple[Markup, ...] = ()
    morning: Morning | None = None  # of the office
    week: tuple[RegisterRow, ...] = ()  # an owner's open measures, once a week
    code: str = ""  # of that list

    def __bool__(self) -> bool:
        return bool(self.waiting or self.news or self.morning or self.week)


def waiting_paragraph(wording: Wording, besides: Besides) -> list[Markup]:
    """What waits for one's decision, the longest first; looks back in one line."""
    if not besides.waiting:
        return []
    lines = [wording.say("reminders.besides.waiting", count=len(besides.waiting))]
    for one in _single(besides)[:FEW]:
        facts = {"number": one.number, "what": one.what, "since": since_words(wording, one, besides.today)}
        lines.append(wording.say("pending.line", **facts, matter=cut(one.matter, SHORT)))
    if looks := [one.number for one in besides.waiting if one.recheck]:
        lines.append(wording.say("reminders.besides.rechecks", **_numbered(wording, looks)))
    if rest := len(_single(besides)) - FEW:
        lines += [wording.say("reminders.besides.rest", count=rest)] if rest > 0 else []
    return [LINE.join(lines)]


def news_paragraphs(wording: Wording, besides: Besides) -> list[Markup]:
    """What changed, then what is for information."""
    found = [LINE.join([wording.say("reminders.besides.news"), *besides.news])] if besides.news else []
    lines = []
    if besides.morning:
        for key, rows in (("due", besides.morning.due), ("late", besides.morning.late)):
            if rows:
                lines.append(wording.say(f"reporting.periodic.{key}", **_numbered(wording, [r.number for r in rows])))
    if besides.week:
        lines.append(wording.say("reminders.besides.week", **_numbered(wording, [r.number for r in besides.week])))
    return [*found, *([LINE.join([wording.say("reminders.besides.known"), *lines])] if lines else [])]


def besides_rows(wording: Wording, besides: Besides) -> Rows:
    """The card of each matter, and the lists behind the other lines; each opens below the message."""
    cards = [
        Button(wording.word("core.button_card", number=one.number), OpenMatter(one.id))
        for one in _single(besides)[:FEW]
    ]
    lists = []
    if len(besides.waiting) > len(cards):
        label = wording.word("reminders.besides.button_todo", count=len(besides.waiting))
        lists.append(Button(label, TodoPage(OPEN)))
    if besides.morning and besides.morning.late:
        lists.append(Button(wording.word("reporting.periodic.button_late"), ShowPage("over", OPEN)))
    if besides.week and besides.code:
        label = wording.word("reminders.besides.button_week", count=len(besides.week))
        lists.append(Button(label, ShowPage(besides.code, OPEN)))
    return (*in_rows(cards, 2), *in_rows(lists, 3))


def _single(besides: Besides) -> list[Matter]:
    return [one for one in besides.waiting if not one.recheck]


def _numbered(wording: Wording, numbers: Sequence[str]) -> dict[str, object]:
    shown = "、".join(numbers[:NUMBERS])
    more = len(numbers) > NUMBERS
    return {
        "count": len(numbers),
        "numbers": wording.word("reporting.periodic.and_more", shown=shown) if more else shown,
    }
