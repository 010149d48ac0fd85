"""Buttons below the figures of the units below."""

from bot.messages.body import Button, Rows
from bot.messages.core.taps import ShowUnits, UnitsWorkbook
from bot.messages.wording import Wording


def page_rows(wording: Wording, page: int, count: int) -> Rows:
    """The pages beside this one; the workbook."""
    turns = ((page - 1, "units.back"), (page + 1, "units.on"))
    turning = tuple(Button(wording.word(key), ShowUnits(to)) for to, key in turns if 1 <= to <= count)
    return turning, (book_button(wording),)


def week_rows(wording: Wording) -> Rows:
    """All units, and the workbook."""
    return ((Button(wording.word("units.all"), ShowUnits()), book_button(wording)),)


def book_button(wording: Wording) -> Button:
    """The workbook of the units below."""
    return Button(wording.word("units.book"), UnitsWorkbook())
