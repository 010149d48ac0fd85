"""The forecast of reminders: a message that fits a phone, and a workbook with every line."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from markupsafe import Markup

from bot.domain.core.colour import Colour
from bot.domain.reminders.ladder import Rule
from bot.messages.body import GAP, LINE, Attachment, MessageBody
from bot.messages.text import day
from bot.messages.wording import Wording

SHOWN = 10  # days in the message
COLOURS = (Colour.RED, Colour.YELLOW, Colour.GREEN)
COLUMNS = ("day", "hour", "reader", "number", "text", "colour", "rule", "due", "left", "moved")
WIDTHS = (16, 8, 12, 10, 60, 14, 40, 16, 12, 12)


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
    """The message, with the workbook where there is anything to tell; `of_round` as it was asked for."""
    named = wording.say("reminders.forecast.of_round", name=of_round) if of_round else Markup()
    if not foreseen:
        return MessageBody(named + wording.say("reminders.forecast.empty", days=days))
    by_day = [(one, list(some)) for one, some in itertools.groupby(foreseen, lambda f: f.day)]
    messages = len({(one.day, one.reader) for one in foreseen})
    paragraphs = [named + wording.say("reminders.forecast.head", days=days, messages=messages, items=len(foreseen))]
    paragraphs += [_day(wording, one, some) for one, some in by_day[:SHOWN]]
    if len(by_day) > SHOWN:
        paragraphs.append(wording.say("reminders.forecast.more", days=len(by_day) - SHOWN))
    book = Attachment(wording.word("reminders.forecast.file"), workbook(wording, foreseen))
    return MessageBody(GAP.join(paragraphs), attachments=(book,))


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


def workbook(wording: Wording, foreseen: Sequence[Foreseen]) -> bytes:
    """Every line as a workbook; values are written as text, so that none can start a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    body = book.create_sheet(wording.word("reminders.forecast.sheet"))
    body.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS, 1):
        body.column_dimensions[get_column_letter(number)].width = width
    heads = [WriteOnlyCell(body, wording.word(f"reminders.forecast.col_{name}")) for name in COLUMNS]
    for head in heads:
        head.font = Font(bold=True)
    body.append(heads)
    for one in foreseen:
        cells = [WriteOnlyCell(body, value) for value in _values(wording, one)]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
        body.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _values(wording: Wording, one: Foreseen) -> tuple[str | int, ...]:
    return (
        day(one.day),
        f"{one.hour:%H:%M}",
        one.reader,
        one.number,
        one.text,
        wording.word(f"reminders.{one.colour}"),
        wording.word(f"reminders.why.rule_{one.rule}"),
        day(one.due) if one.due else "",
        one.left if one.due else "",
        wording.word("reminders.forecast.yes") if one.moved else "",
    )
