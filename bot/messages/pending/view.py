"""The list of what waits for somebody, a page at a time, each with the buttons that decide it."""

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.people.person import Role
from bot.messages.body import GAP, Button, MessageBody
from bot.messages.core.pending_taps import OpenMatter, RunCommand, TodoPage
from bot.messages.pages import turning
from bot.messages.pending.matter import Matter, named, since_words
from bot.messages.text import cut, day
from bot.messages.wording import Wording

PAGE = 6
SHORT = 24  # characters of what it is about
INSTEAD = {
    Role.SECRETARY: "week",
    Role.OFFICE: "overdue",
    Role.LEADER: "week",
    Role.OWNER: "mine",
    Role.SUPPORT: "whole",
    Role.OBSERVER: "whole",
}
COMMANDS = {"week": "digest", "overdue": "overdue", "mine": "mine", "whole": "status"}  # of the first page's tiles


def todo_body(
    wording: Wording, matters: Sequence[Matter], today: dt.date, page: int = 1, *, role: Role = Role.OWNER
) -> MessageBody:
    """Everything that waits, the longest first; where nothing does, what the role looks at instead."""
    if not matters:
        on = Button(wording.word(f"pending.home.label.{INSTEAD[role]}"), RunCommand(COMMANDS[INSTEAD[role]]))
        home = Button(wording.word("pending.button_home"), RunCommand("home"))
        return MessageBody(wording.say("pending.none"), ((on, home),))
    leaves = [matters[start : start + PAGE] for start in range(0, len(matters), PAGE)]
    page = min(max(page, 1), len(leaves))
    shown = leaves[page - 1]
    head = wording.say("pending.head", count=len(matters), day=day(today))
    lines = [head, *(_line(wording, one, today) for one in shown)]
    if len(leaves) > 1:
        lines.append(wording.say("core.pages.mark", page=page, pages=len(leaves)))
    rows = (*(_row(wording, one) for one in shown), *turning(wording, page, len(leaves), _turn))
    measures = tuple(dict.fromkeys(measure for one in shown for measure in one.measures))
    return MessageBody(GAP.join(lines), rows, measures=measures)


def matter_body(wording: Wording, one: Matter, today: dt.date) -> MessageBody:
    """One of them alone, with its buttons: where it has no card of its own, or that one is another person's."""
    return MessageBody(_line(wording, one, today), (one.acts,), measures=one.measures)


def _turn(page: int) -> TodoPage:
    return TodoPage(page)


def _line(wording: Wording, one: Matter, today: dt.date) -> Markup:
    facts = {"number": one.number, "what": one.what, "since": since_words(wording, one, today)}
    return wording.say("pending.line", **facts, matter=cut(one.matter, SHORT))


def _row(wording: Wording, one: Matter) -> tuple[Button, ...]:
    acts = tuple(named(wording, one.number, button) for button in one.acts)
    return (*acts, Button(wording.word("core.button_card", number=one.number), OpenMatter(one.id)))
