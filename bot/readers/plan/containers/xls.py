"""Workbooks of Excel 97 to 2003 (.xls, BIFF8 and older)."""

import datetime as dt
from typing import Any

from bot.domain.imports.draft import Problem, UnreadablePlan
from bot.readers.plan.containers.document import Cell, Document, Merge, letters, sheet_of
from bot.readers.plan.containers.number_format import shown_date, shown_number

EPOCHS = (dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1))  # noqa: DTZ001 - a calendar's day has no zone


def read_old_workbook(data: bytes, name: str) -> Document:
    """All visible sheets; hidden parts and struck text are left out and reported."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=_Silence(), ignore_workbook_corruption=True
        )
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise UnreadablePlan("password") from error
        raise UnreadablePlan("broken_workbook") from error
    document = Document(name)
    for sheet in book.sheets():
        if sheet.visibility:
            if sheet.nrows:
                document.problems.append(Problem(sheet.name, "hidden_sheet"))
            continue
        _read_sheet(book, sheet, document)
    return document


class _Silence:
    """xlrd writes its remarks on standard output, which belongs to the answer."""

    def write(self, _: str) -> None:
        """Forget the remark."""


def _read_sheet(book: Any, sheet: Any, document: Document) -> None:
    hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    cells: dict[tuple[int, int], Cell] = {}
    struck: list[str] = []
    deleted: list[tuple[int, int]] = []
    lost: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            raw = sheet.cell(row, column)
            text, day = _shown(book, raw)
            if text and _is_struck(book, sheet, row, column, raw):
                kept = _kept(book, sheet, row, column, text)
                if row not in hidden_rows and column not in hidden_columns:
                    struck.append(f"{letters(column)}{row + 1}")
                lost[row, column] = text
                deleted += [] if kept else [(row, column)]
                text = kept
            if text:
                cells[row, column] = Cell(text, row, column, day)
    merges = [Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    document.blocks.append(
        sheet_of(sheet.name, cells, merges, hidden_rows=hidden_rows, hidden_columns=hidden_columns, deleted=deleted)
    )
    document.leave_rows(sheet.name, cells, hidden=hidden_rows, columns=hidden_columns, struck=lost)
    lost_rows = sorted({row for row, _ in (*cells, *lost)} & hidden_rows)
    lost_columns = sorted({column for _, column in (*cells, *lost)} & hidden_columns)
    notes = sorted(
        place for place in sheet.cell_note_map if place[0] not in hidden_rows and place[1] not in hidden_columns
    )
    name = sheet.name
    for row, column in notes:
        document.leave(f"{name}!{letters(column)}{row + 1}", "left_comment", sheet.cell_note_map[row, column].text)
    document.report(name, "hidden_rows", [row + 1 for row in lost_rows])
    document.report(name, "hidden_columns", [letters(column) for column in lost_columns])
    document.report(name, "comments", [f"{letters(column)}{row + 1}" for row, column in notes])
    document.report(name, "struck", struck)


def _shown(book: Any, raw: Any) -> tuple[str, dt.date | None]:
    import xlrd

    if raw.ctype == xlrd.XL_CELL_TEXT:
        return raw.value.strip(), None
    if raw.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("是" if raw.value else "否"), None
    if raw.ctype not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return "", None
    return _shown_number(book, raw, is_date=raw.ctype == xlrd.XL_CELL_DATE)


def _shown_number(book: Any, raw: Any, *, is_date: bool) -> tuple[str, dt.date | None]:
    style = book.xf_list[raw.xf_index]
    form = book.format_map.get(style.format_key)
    number_format = form.format_str if form else ""
    epoch = EPOCHS[book.datemode]
    if is_date:
        words, day = shown_number(raw.value, style.format_key, "", epoch)
        if day or words.endswith("月"):
            return words, day
        try:
            return shown_date(epoch + dt.timedelta(days=raw.value), number_format)
        except OverflowError:
            return f"{raw.value:g}", None
    return shown_number(raw.value, style.format_key, number_format, epoch)


def _font_struck(book: Any, index: int) -> bool:
    return bool(0 <= index < len(book.font_list) and book.font_list[index].struck_out)


def _is_struck(book: Any, sheet: Any, row: int, column: int, raw: Any) -> bool:
    if _font_struck(book, book.xf_list[raw.xf_index].font_index):
        return True
    return any(_font_struck(book, font) for _, font in sheet.rich_text_runlist_map.get((row, column), ()))


def _kept(book: Any, sheet: Any, row: int, column: int, text: str) -> str:
    """The runs of a cell's text that are not struck out."""
    base = book.xf_list[sheet.cell_xf_index(row, column)].font_index
    runs = [(0, base), *sheet.rich_text_runlist_map.get((row, column), ())]
    ends = [start for start, _ in runs[1:]] + [len(text)]
    return "".join(
        text[start:end] for (start, font), end in zip(runs, ends, strict=True) if not _font_struck(book, font)
    ).strip()
