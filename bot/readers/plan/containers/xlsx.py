"""Workbooks of Excel 2007 and later (.xlsx, .xlsm)."""

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.domain.imports.draft import Problem, UnreadablePlan
from bot.readers.plan.containers.document import MOST_CELLS, Cell, Document, Merge, letters, sheet_of
from bot.readers.plan.containers.guard import refuse_bombs
from bot.readers.plan.containers.number_format import shown_date, shown_number
from bot.readers.plan.containers.repair import filled, transitional, unstyled

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]*)"')
DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_workbook(data: bytes, name: str) -> Document:
    """All visible sheets with the values that Excel last showed; what is hidden, struck or not computed is reported."""
    data = transitional(data)
    traits = _traits(data)
    data, book, plain = _mended(data, rich="struck" in traits)
    formulas = _formulas(data) if "formula" in traits else {}
    document = Document(name)
    if plain:
        document.problems.append(Problem(name, "without_styles"))
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            if sheet._cells:  # noqa: SLF001 - the only list of cells that does not grow with the sheet's stated size
                document.problems.append(Problem(sheet.title, "hidden_sheet"))
            continue
        _read_sheet(sheet, book.epoch, formulas.get(sheet.title, {}), document)
    if book.vba_archive is not None or "macro" in traits:
        document.problems.append(Problem(name, "macros"))
    if "external" in traits:
        document.problems.append(Problem(name, "external_links"))
    if "drawing" in traits:
        _leave_boxes(data, document)
    return document


def _leave_boxes(data: bytes, document: Document) -> None:
    """List the words in text boxes and shapes."""
    import lxml.etree

    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in sorted(filter(DRAWING.fullmatch, archive.namelist())):
            try:
                drawing = lxml.etree.fromstring(archive.read(entry), lxml.etree.XMLParser(resolve_entities=False))
            except lxml.etree.LxmlError:
                continue
            for shape in drawing.iter(f"{SHAPE}sp"):
                document.leave(document.name, "left_text_box", " ".join(t.text or "" for t in shape.iter(f"{TEXT}t")))


def _mended(data: bytes, *, rich: bool) -> tuple[bytes, "Workbook", bool]:
    """The workbook, where need be after what Office forgives is mended; and whether its styles are lost."""
    for mend in (bytes, filled, unstyled):
        try:
            mended = mend(data)
            return mended, _load(mended, values=True, rich=rich), mend is unstyled
        except UnreadablePlan:
            if mend is unstyled:
                raise
    raise AssertionError


def _load(data: bytes, *, values: bool, rich: bool) -> "Workbook":
    import openpyxl

    try:
        return openpyxl.load_workbook(BytesIO(data), data_only=values, rich_text=rich, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadablePlan("broken_workbook") from error


def _traits(data: bytes) -> set[str]:
    """What the parts of the archive tell at a glance, so that the costly readings are made only where needed."""
    found: set[str] = set()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        refuse_bombs(archive)
        for entry in archive.namelist():
            if entry.startswith("xl/worksheets/sheet") or entry == "xl/sharedStrings.xml":
                content = archive.read(entry)
                refuse_many(entry, content)
                if b"<f>" in content or b"<f " in content:
                    found.add("formula")
                if b"<strike" in content:
                    found.add("struck")
            elif DRAWING.fullmatch(entry):
                found.add("drawing")
            elif entry.startswith("xl/externalLinks/"):
                found.add("external")
            elif entry.endswith("vbaProject.bin"):
                found.add("macro")
    return found


def refuse_many(entry: str, content: bytes) -> None:
    """Raise UnreadablePlan for a sheet with more cells than any plan, merged ones too, before it is parsed."""
    values = content.count(b"</v>") + content.count(b"</is>")
    places = max(content.count(b"<c "), sum(map(_places, MERGE.findall(content))))
    if values > MOST_CELLS or places > 3 * MOST_CELLS:
        count = values if values > MOST_CELLS else places
        raise UnreadablePlan("many_cells", name=entry.rpartition("/")[2], count=count, most=MOST_CELLS)


def _places(reference: bytes) -> int:
    """How many places a merged range has; 0 where its reference is none, which the parser will say."""
    from openpyxl.utils.cell import range_boundaries

    try:
        edges = [edge or 0 for edge in range_boundaries(reference.decode("ascii"))]
    except ValueError:
        return 0
    return (edges[2] - edges[0] + 1) * (edges[3] - edges[1] + 1)


def _formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The formulas of each sheet by 0-based place."""
    book = _load(data, values=False, rich=False)
    return {
        sheet.title: {
            (row - 1, column - 1): str(getattr(cell.value, "text", cell.value))
            for (row, column), cell in sheet._cells.items()  # noqa: SLF001 - as above
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def _read_sheet(
    sheet: "Worksheet", epoch: dt.datetime, formulas: dict[tuple[int, int], str], document: Document
) -> None:
    hidden_rows, filtered = _hidden_rows(sheet)
    hidden_columns = _hidden_columns(sheet)
    cells: dict[tuple[int, int], Cell] = {}
    comments: list[str] = []
    struck: list[str] = []
    deleted: list[tuple[int, int]] = []
    lost: dict[tuple[int, int], str] = {}
    for (row, column), raw in sheet._cells.items():  # noqa: SLF001 - as above
        place = (row - 1, column - 1)
        seen = place[0] not in hidden_rows and place[1] not in hidden_columns
        if seen and (comment := getattr(raw, "comment", None)):
            comments.append(raw.coordinate)
            document.leave(f"{sheet.title}!{raw.coordinate}", "left_comment", str(comment.text or ""))
        if place in formulas and raw.value is None and seen:
            document.problems.append(
                Problem(f"{sheet.title}!{raw.coordinate}", "uncomputed", {"formula": formulas[place][:40]}),
            )
        if raw.value is None:
            continue
        text, day = _shown(raw, epoch)
        if raw.data_type == "e" and seen:
            document.leave(f"{sheet.title}!{raw.coordinate}", "left_error", str(raw.value))
        kept = _unstruck(raw, text)
        if kept != text and seen:
            struck.append(raw.coordinate)
        if kept != text:
            lost[place] = _struck_words(raw, text)
        if text and not kept:
            deleted.append(place)
        text = kept
        if text:
            cells[place] = Cell(text, *place, day)
    merges = [Merge(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
    document.blocks.append(
        sheet_of(sheet.title, cells, merges, hidden_rows=hidden_rows, hidden_columns=hidden_columns, deleted=deleted)
    )
    document.leave_rows(sheet.title, cells, hidden=hidden_rows, columns=hidden_columns, struck=lost)
    rows, columns = ({place[side] for place in (*cells, *lost)} for side in (0, 1))
    name = sheet.title
    document.report(name, "hidden_rows", sorted(row + 1 for row in hidden_rows & rows))
    document.report(name, "filtered_rows", sorted(row + 1 for row in filtered & rows))
    document.report(name, "hidden_columns", [letters(column) for column in sorted(hidden_columns & columns)])
    document.report(name, "comments", comments)
    document.report(name, "struck", struck)


def _hidden_rows(sheet: "Worksheet") -> tuple[set[int], set[int]]:
    """Rows that somebody hid, and rows that only a filter hides at the moment (0-based)."""
    hidden = {number - 1 for number, row in sheet.row_dimensions.items() if row.hidden}
    table = re.fullmatch(r"[A-Z]+(\d+):[A-Z]+(\d+)", (sheet.auto_filter.ref or "").replace("$", ""))
    if not table or not sheet.auto_filter.filterColumn:
        return hidden, set()
    filtered = {row for row in hidden if int(table[1]) <= row <= int(table[2]) - 1}
    return hidden - filtered, filtered


def _hidden_columns(sheet: "Worksheet") -> set[int]:
    return {
        column - 1
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 0, min(dimension.max or 0, 1000) + 1)
    }


def _shown(raw: Any, epoch: dt.datetime) -> tuple[str, dt.date | None]:
    """The text that a reader of the sheet sees, and the day of a real date."""
    value = raw.value
    if isinstance(value, str):
        return ("" if raw.data_type == "e" else value.strip()), None
    if isinstance(value, dt.datetime | dt.date):
        return shown_date(value, raw.number_format)
    if isinstance(value, bool):
        return ("是" if value else "否"), None
    if isinstance(value, int | float):
        return shown_number(value, raw._style.numFmtId, raw.number_format, epoch)  # noqa: SLF001 - Chinese built-in formats have no name in openpyxl
    return str(value).strip(), None


def _unstruck(raw: Any, text: str) -> str:
    """The text without what is struck out."""
    if raw.has_style and raw.font is not None and raw.font.strike:
        return "".join(_kept_runs(raw.value)).strip() if _has_runs(raw.value) else ""
    if _has_runs(raw.value):
        return "".join(_kept_runs(raw.value)).strip()
    return text


def _struck_words(raw: Any, text: str) -> str:
    """What is struck out of a cell."""
    if not _has_runs(raw.value) or (raw.has_style and raw.font is not None and raw.font.strike):
        return text
    return "".join(
        str(getattr(run, "text", run))
        for run in raw.value
        if getattr(run, "font", None) is not None and run.font.strike
    )


def _has_runs(value: Any) -> bool:
    return isinstance(value, list)


def _kept_runs(value: Any) -> list[str]:
    return [
        str(getattr(run, "text", run))
        for run in value
        if not (getattr(run, "font", None) is not None and run.font.strike)
    ]
