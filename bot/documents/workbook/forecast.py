"""The forecast of reminders (提醒预告) as a workbook, a line a thing that somebody will be told."""

from collections.abc import Sequence

from bot.documents.workbook.paper import Column, Value, lay_out, new_book, saved
from bot.messages.reminders.forecast import Foreseen
from bot.messages.wording import Wording

COLUMNS = {
    "day": (12, True),
    "hour": (8, True),
    "reader": (12, True),
    "number": (10, True),
    "text": (56, False),
    "colour": (12, True),
    "rule": (36, False),
    "due": (12, True),
    "left": (12, True),
    "moved": (12, True),
}


def forecast_book(wording: Wording, unit: str, foreseen: Sequence[Foreseen]) -> bytes:
    """Every line of the forecast, to sort and filter."""
    book = new_book(unit)
    columns = [
        Column(wording.word(f"reminders.forecast.col_{name}"), width, centred=centred)
        for name, (width, centred) in COLUMNS.items()
    ]
    rows = [_row(wording, one) for one in foreseen]
    lay_out(book, wording.word("reminders.forecast.sheet"), columns, rows, large=True)
    return saved(book)


def _row(wording: Wording, one: Foreseen) -> tuple[Value, ...]:
    return (
        one.day,
        f"{one.hour:%H:%M}",
        one.reader,
        one.number,
        one.text,
        wording.word(f"reminders.{one.colour}"),
        wording.word(f"reminders.why.rule_{one.rule}"),
        one.due,
        one.left if one.due else None,
        wording.word("reminders.forecast.yes") if one.moved else "",
    )
