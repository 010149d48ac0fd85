"""The forecast of reminders: a message that fits a phone; every line stands in its workbook."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.colour import Colour
from bot.domain.reminders.ladder import Rule
from bot.messages.body import GAP, LINE, MessageBody
from bot.messages.text import day
from bot.messages.wording import Wording

SHOWN = 10  # days in the message
COLOURS = (Colour.RED, Colour.YELLOW, Colour.GREEN)


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """One thing that one person will be told on a day."""

    day: dt.date
    hour: dt.time
    reader: str
    number: str
    text: str
    rule: Rule
    colour: Colour
    due: dt.date | None
    left: int  # days until the deadline, negative after it
    moved: bool  # the day moved because the mark lies on a day of rest


def draw_forecast(wording: Wording, foreseen: Sequence[Foreseen], days: int, of_round: str = "") -> MessageBody:
    """The message; `of_round` as it was asked for."""
    named = wording.say("reminders.forecast.of_round", name=of_round) if of_round else Markup()
    if not foreseen:
        return MessageBody(named + wording.say("reminders.forecast.empty", days=days))
    by_day = [(one, list(some)) for one, some in itertools.groupby(foreseen, lambda f: f.day)]
    messages = len({(one.day, one.reader) for one in foreseen})
    paragraphs = [named + wording.say("reminders.forecast.head", days=days, messages=messages, items=len(foreseen))]
    paragraphs += [_day(wording, one, some) for one, some in by_day[:SHOWN]]
    if len(by_day) > SHOWN:
        paragraphs.append(wording.say("reminders.forecast.more", days=len(by_day) - SHOWN))
    return MessageBody(GAP.join(paragraphs))


def _day(wording: Wording, date: dt.date, some: Sequence[Foreseen]) -> Markup:
    readers = Counter(one.reader for one in some)
    lines = [_reader(wording, name, [one for one in some if one.reader == name]) for name in readers]
    return wording.say("reminders.forecast.day", day=day(date), people=len(readers), lines=LINE.join(lines))


def _reader(wording: Wording, name: str, some: Sequence[Foreseen]) -> Markup:
    counts = Counter(one.colour for one in some)
    parts = [
        wording.word("reminders.forecast.part", colour=wording.word(f"reminders.{colour}"), count=counts[colour])
        for colour in COLOURS
        if counts[colour]
    ]
    return wording.say("reminders.forecast.line", name=name, parts="，".join(parts))
