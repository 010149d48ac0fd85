"""One sheet of a workbook: title, head, rows, widths, print set-up; values are values, never formulas."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from bot.documents.clean import CELL, clean
from bot.domain.status.register import Register

Value = str | int | float | dt.date | None
HEAD_COLOUR = "D9E2F3"
BODY_FONT, TITLE_FONT = "宋体", "方正小标宋简体"
TITLE, BELOW, BODY = 18, 11, 10  # points
NARROW, EDGE, FOOT = 0.4, 0.6, 0.3  # inches at the sides of a sheet, above and below it, and below its page number
LINE = 14.0  # points a line of text
UPRIGHT, LONG = (
    113,
    40,
)  # half-width characters of columns, and rows from which on, that stand better on an upright page
WIDEST = 165  # half-width characters of columns of which an A4 page still has letters of nine points
LIST = 255  # signs of a list that stands in the rule itself
PROPERTY = 255  # signs of a property
CHINESE = "zh-CN"
DAY, TIME, PERCENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0%"
RISKY = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Column:
    """A column: heading, width in half-width characters, whether its values stand in the middle.

    The cells of a `shared` column run over several rows; `form` is how its numbers are shown.
    """

    heading: str
    width: int
    centred: bool = False
    shared: bool = False
    form: str = ""


def headed(register: Register, plan: str = "") -> str:
    """Whose sheet it is, and of which rounds, where the unit has several; `plan` where it is of one."""
    rounds = register.rounds[plan] if plan and register.headed else register.headed
    return f"单位：{register.unit.name}{f'　轮次：{rounds}' if rounds else ''}"


def new_book(author: str) -> Any:
    """A workbook without sheets, whose author is the unit; its title is that of its first sheet."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    book.properties.creator = book.properties.lastModifiedBy = clean(author)[:PROPERTY]
    book.properties.language = CHINESE
    return book


def time_of(zone: str, moment: dt.datetime | None) -> dt.datetime | None:
    """A moment as clocks of the office showed it, to the minute: a true time, to be sorted and reckoned with."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def saved(book: Any) -> bytes:
    """The workbook as a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Any, value: Value) -> None:
    """Write a value; text that looks like a formula is text, also after somebody edits the cell."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = TIME if isinstance(value, dt.datetime) else DAY
        return
    text = clean(value)[:CELL]
    cell.value = text
    if text.startswith(RISKY):
        cell.data_type = "s"
        cell.quotePrefix = True


def lay_out(
    book: Any,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    title: str = "",
    below: tuple[str, str] = ("", ""),
    large: bool = False,
    filters: bool = True,
) -> Any:
    """A sheet with title, line below it, head and rows; the head repeats on every printed page and stays in sight.

    It is printed on A4, upright where it is long and narrow, or on A3 where it is `large` or too wide to be read on A4;
    without `filters` its cells may be
    merged.
    """
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    book.properties.title = book.properties.title or clean(title or name)[:PROPERTY]
    last = get_column_letter(len(columns))
    top = 0
    if title:
        top = 1
        _line(sheet, f"A1:{last}1", title, TITLE)
    if any(below):
        top += 1
        half = max(1, len(columns) // 2) if below[1] else 0  # alone it runs on over empty cells, merged with none
        _line(sheet, f"A{top}:{get_column_letter(half or 1)}{top}", below[0], BELOW)
        if half:
            _line(sheet, f"{get_column_letter(half + 1)}{top}:{last}{top}", below[1], BELOW)
            rooms = sum(one.width for one in columns[:half]), sum(one.width for one in columns[half:])
            lines = max(lines_of(text, room) for text, room in zip(below, rooms, strict=True))
            sheet.row_dimensions[top].height = max(BELOW * 2, (LINE + 2) * lines + 4)
    head = top + 1
    _head(sheet, head, columns)
    number = head
    for number, row in enumerate(rows, head + 1):
        _row(sheet, number, columns, row)
    for index, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    if filters:
        sheet.auto_filter.ref = f"A{head}:{last}{number}"
    sheet.print_title_rows = f"{head}:{head}"
    wide = sum(column.width for column in columns)
    _print(sheet, large=large or wide > WIDEST, upright=wide <= UPRIGHT and number - head >= LONG)
    return sheet


def _line(sheet: Any, cells: str, text: str, size: int) -> None:
    from openpyxl.styles import Alignment, Font

    first, _, last = cells.partition(":")
    if first != last:
        sheet.merge_cells(cells)
    cell = sheet[first]
    put(cell, text)
    cell.font = Font(name=TITLE_FONT if size == TITLE else BODY_FONT, size=size)
    cell.alignment = Alignment(
        horizontal="center" if size == TITLE else "left", vertical="center", wrap_text=size == BELOW and first != last
    )
    sheet.row_dimensions[cell.row].height = size * 2


def _head(sheet: Any, row: int, columns: Sequence[Column]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for index, column in enumerate(columns, 1):
        cell = sheet.cell(row, index)
        put(cell, column.heading)
        cell.font = Font(name="黑体", size=11)
        cell.fill = PatternFill("solid", start_color=HEAD_COLOUR)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _border()
    sheet.row_dimensions[row].height = 30


def _row(sheet: Any, number: int, columns: Sequence[Column], row: Sequence[Value]) -> None:
    from openpyxl.styles import Alignment, Font

    for index, (column, value) in enumerate(zip(columns, row, strict=True), 1):
        cell = sheet.cell(number, index)
        put(cell, value)
        cell.font = Font(name=BODY_FONT, size=BODY)
        if column.form and value is not None:
            cell.number_format = column.form
        cell.alignment = Alignment(horizontal="center" if column.centred else "left", vertical="center", wrap_text=True)
        cell.border = _border()
    lines = max(lines_of(value, column.width) for column, value in zip(columns, row, strict=True) if not column.shared)
    sheet.row_dimensions[number].height = LINE * lines + 6


def lines_of(value: Value, width: int) -> int:
    """How many lines the value takes in a column of so many half-width characters."""
    if not isinstance(value, str):
        return 1
    room = max(2, width - 1)
    return sum(max(1, -(-sum(1 + (sign > "\u2000") for sign in line) // room)) for line in value.split("\n"))


def _border() -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="808080")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def _print(sheet: Any, *, large: bool, upright: bool) -> None:
    sheet.page_setup.orientation = "portrait" if upright and not large else "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if large else sheet.PAPERSIZE_A4
    sheet.page_margins.left = sheet.page_margins.right = NARROW
    sheet.page_margins.top = sheet.page_margins.bottom = EDGE
    sheet.page_margins.header = sheet.page_margins.footer = FOOT
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def merge_down(sheet: Any, column: int, first: int, last: int) -> None:
    """One cell over several rows, which grow where its text needs it; only its first value is kept.

    The words stand at the top: where a page ends within the cell, they are on the page on which it begins.
    """
    from openpyxl.styles import Alignment

    text, width = sheet.cell(first, column).value, list(sheet.column_dimensions.values())[column - 1].width
    heights = [sheet.row_dimensions[row].height for row in range(first, last + 1)]
    missing = LINE * lines_of(text, int(width)) + 6 - sum(heights)
    if missing > 0:
        for row in range(first, last + 1):
            sheet.row_dimensions[row].height += missing / len(heights)
    if last > first:
        sheet.merge_cells(start_row=first, start_column=column, end_row=last, end_column=column)
        head = sheet.cell(first, column)
        head.alignment = Alignment(horizontal=head.alignment.horizontal, vertical="top", wrap_text=True)


def tint(cell: Any, colour: str) -> None:
    """Lay a colour behind the cell's words."""
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=colour)


def listed(words: Iterable[str]) -> str:
    """A few words as the source of a list to choose from, but for those that would end it."""
    whole = [word for word in map(clean, words) if word and not {",", '"', "\n"} & {*word}]
    return f'"{",".join(whole)}"'


def choose(sheet: Any, cells: str, source: str, hint: str) -> None:
    """Offer a list in the cells, unless nothing is in it or a rule cannot hold it; other words may be written too."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if source == listed(()) or len(source) > LIST:
        return
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    choice.prompt, choice.showInputMessage = hint, True
    choice.add(cells)
    sheet.add_data_validation(choice)
