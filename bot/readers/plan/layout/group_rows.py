"""Rows within a list that only head the rows below them: 一 … above 1, 2, 3, in the same columns."""

import re
from itertools import pairwise

from bot.readers.plan.containers.document import Sheet
from bot.readers.plan.layout.header import Header
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.skipped_rows import is_heading

COUNTED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|问题\s*[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?"
)
NUMBERS = (Field.NUMBER, Field.FINDING_NUMBER, Field.MEASURE_NUMBER, Field.TASK_NUMBER)


def group_rows(sheet: Sheet, header: Header, end: int) -> dict[int, tuple[str, int, str]]:
    """The number, the column and the words of each such row; {} where findings have a column, or a row says more."""
    words = header.of(Field.MEASURE, Field.TASK)
    if header.of(Field.FINDING) or len(words) != 1:
        return {}
    numbers = header.of(*NUMBERS)
    found: dict[int, tuple[str, int, str]] = {}
    others = 0
    nested = _nested(sheet, header, end, numbers)
    for row in range(header.row + header.height, end):
        cells = dict(sheet.texts(row))
        text = cells.get(words[0], "")
        number = next((cells[column] for column in numbers if cells.get(column)), "")
        if not text:
            continue
        if row in nested and not set(cells) - {*numbers, words[0]}:
            found[row] = (number, words[0], text)
        elif not (COUNTED.fullmatch(number.strip()) or (not number and is_heading(text))):
            others += bool(number)
        elif set(cells) - {*numbers, words[0]}:
            return {}
        else:
            found[row] = (number, words[0], text)
    return found if others else {}


def _nested(sheet: Sheet, header: Header, end: int, numbers: list[int]) -> set[int]:
    """Rows numbered 1, 2, each with a row 1.1, 2.1 right below it."""
    written = [
        (row, next((cells[column].strip() for column in numbers if cells.get(column)), ""))
        for row in range(header.row + header.height, end)
        if (cells := dict(sheet.texts(row)))
    ]
    return {
        row
        for (row, number), (_, below) in pairwise(written)
        if number.isdecimal() and re.fullmatch(rf"{number}\s*[.．-]\s*1", below)
    }
