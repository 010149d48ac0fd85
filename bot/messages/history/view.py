"""The story of a measure in sentences, one for each entry of the journal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from markupsafe import Markup

from bot.domain.closing.transitions import CHECKING
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline
from bot.domain.plan.measure import Stage
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.measure import limit_word, period_word
from bot.messages.core.taps import ShowHistory
from bot.messages.pages import pages, turning
from bot.messages.plan.recurrence import made_of
from bot.messages.text import cut, day, time_in
from bot.messages.wording import Wording

PEOPLE = ("owners", "leaders", "departments", "support")
SHOWN = frozenset({*PEOPLE, "text", "deadline", "number", "stage", "short", "result", "interim"})
BRIEF = 4
MATTER = 24
TOGETHER = 4  # entries that are not parted by a page's end


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened to a measure, oldest first; `names` are those of the people in it, by id."""

    measure: str
    number: str
    matter: str  # "" where messages may not show it
    entries: tuple[Entry, ...]
    names: Mapping[str, str]
    zone: str
    redacted: bool = False  # words may not enter a message


def story_body(wording: Wording, story: Story, page: int = 1) -> MessageBody:
    """A page of the story; the last page is the latest."""
    if not story.entries:
        return MessageBody(
            wording.say("history.none", number=story.number, matter=story.matter), measures=(story.measure,)
        )
    key = "history.head" if story.matter else "history.head_hidden"
    head = wording.say(key, number=story.number, matter=story.matter, count=len(story.entries))
    lines = [line(wording, story, entry) for entry in story.entries]
    leaves = pages([LINE.join(lines[at : at + TOGETHER]) for at in range(0, len(lines), TOGETHER)])
    page = min(max(page, 1), len(leaves))
    rows = turning(wording, page, len(leaves), lambda number: ShowHistory(story.measure, number))
    return MessageBody(LINE.join([head, *leaves[page - 1]]), rows, measures=(story.measure,))


def brief(wording: Wording, story: Story, count: int = BRIEF) -> list[Markup]:
    """The last sentences of the story."""
    return [line(wording, story, entry) for entry in story.entries[-count:]]


def events_body(wording: Wording, story: Story, entries: Sequence[Entry]) -> MessageBody:
    """The sentences of some entries, the last ones where they are many; the whole story is a tap away."""
    key = "history.events" if story.matter else "history.events_hidden"
    lines = [wording.say(key, number=story.number, matter=cut(story.matter, MATTER))]
    lines += [line(wording, story, entry) for entry in entries[-BRIEF:]]
    row = (Button(wording.word("history.button_history"), ShowHistory(story.measure)),)
    return MessageBody(LINE.join(lines), (row,), measures=(story.measure,))


def line(wording: Wording, story: Story, entry: Entry) -> Markup:
    """One entry with its time."""
    time = time_in(story.zone, entry.at)
    return wording.say("history.line", time=time, sentence=sentence(wording, story, entry))


def sentence(wording: Wording, story: Story, entry: Entry) -> Markup:
    """What the entry says."""
    facts = _facts(wording, story, entry)
    words = wording.word("core.hidden") if story.redacted else entry.words
    said = wording.say("history.quoted", words=words) if entry.words else Markup()
    who = story.names.get(entry.by, wording.word("history.clock"))
    return wording.say(f"history.{_key(wording, entry)}", who=who, said=said, verb=entry.verb, **facts)


def _key(wording: Wording, entry: Entry) -> str:
    after = entry.after
    match entry.verb:
        case Verb.REPORT:
            key = f"report_{after.get('intent', '')}"
        case Verb.UNDO if after.get("replaced"):
            key = "undo_replaced"
        case Verb.ASK_EXTENSION if after.get("late"):
            key = "ask_extension_late"
        case Verb.RECHECK:
            key = f"recheck_{after.get('state', '')}"
        case Verb.SPLIT if "from_number" in after:
            key = "split_off"
        case Verb.IMPORT if "from_number" in after:
            key = "import_split"
        case verb:
            key = str(verb)
    return key if f"history.{key}" in wording else "other"


def _facts(wording: Wording, story: Story, entry: Entry) -> dict[str, Any]:
    before, after = entry.before, entry.after
    facts: dict[str, Any] = {
        name: after.get(name, "")
        for name in ("name", "month", "of", "fresh", "merged", "from_number", "old", "new", "origin")
    }
    percent = after.get("said_percent")
    return facts | {
        "percent": "" if percent is None else wording.say("history.percent", percent=percent),
        "stage": _word(wording, "status.stage.", after.get("stage")),
        "step": _step(wording, after.get("step")),
        "role": _word(wording, "people.role.", after.get("role")),
        "to": _to(wording, after.get("to")),
        "kind": _kind(wording, after.get("kind")),
        "title": after.get("title", ""),
        "on": _day(after.get("day")),
        "account": after.get("account", ""),
        "what_asked": after.get("what", ""),
        "proofs": wording.say("history.proofs", count=after["proofs"]) if after.get("proofs") else "",
        "day": _day(_limit(after) or after.get("asked") or after.get("report_by")),
        "was": _day(_limit(before)),
        "days": "、".join(_day(one) for one in after.get("days", ())),
        "periods": _periods(wording, entry),
        "what": wording.word("core.hidden") if story.redacted else changed(wording, story.names, before, after),
    }


def _periods(wording: Wording, entry: Entry) -> str:
    """The periods that the entry settled or excused."""
    was = {one["key"] for one in entry.before.get("periods", ())}
    new = [one["key"] for one in entry.after.get("periods", ()) if one["key"] not in was]
    return "、".join(period_word(wording, key, entry.at.date()) for key in new)


def changed(wording: Wording, names: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """经办人由“甲”改为“乙”: the fields that people know, in words."""
    parts = [
        wording.word(
            "history.change",
            field=wording.word(f"history.field_{name}"),
            old=_value(wording, names, name, before.get(name)),
            new=_value(wording, names, name, after[name]),
        )
        for name in after
        if name in SHOWN and name in before
    ]
    return "；".join(parts)


def _value(wording: Wording, names: Mapping[str, str], name: str, value: Any) -> str:
    match name, value:
        case "stage", str():
            shown = _word(wording, "status.stage.", value)
        case "deadline", dict():
            limit = msgspec.convert(value, Deadline)
            shown = _limit_words(wording, limit)
        case _, list() | tuple():
            shown = "、".join(names.get(one, one) for one in value)
        case _:
            shown = str(value or "")
    return shown or wording.word("history.nothing")


def _limit_words(wording: Wording, limit: Deadline) -> str:
    """The day, or the words as written, with what was made of them."""
    said, more = day(limit.date) if limit.date else limit_word(wording, limit), made_of(wording, limit)
    return wording.word("history.limit", said=said, more=more) if more else said


def _word(wording: Wording, table: str, value: str | None) -> str:
    return wording.word(f"{table}{value}") if value else ""


def _kind(wording: Wording, value: str | None) -> str:
    """The kind of a proof; what is of another kind has its word in the sentence itself."""
    return wording.word(f"evidence.kind.{value}") if f"evidence.kind.{value}" in wording else ""


def _step(wording: Wording, stage: str | None) -> str:
    return wording.word(f"people.action.{CHECKING[Stage(stage)]}") if stage else ""


def _to(wording: Wording, value: str | None) -> str:
    """A role to whom it went, or the step at a stage."""
    return wording.word(f"people.role.{value}") if value in set(Role) else _step(wording, value)


def _limit(fields: Mapping[str, Any]) -> Any:
    deadline = fields.get("deadline")
    return deadline.get("date") if isinstance(deadline, dict) else None


def _day(value: Any) -> str:
    return day(dt.date.fromisoformat(value)) if value else ""
