"""Sheets whose lists do not go down one below another: two that stand side by side, one that lies on its side."""

from collections.abc import Sequence
from dataclasses import replace

from bot.readers.plan.containers.document import BLANK, Paragraph, Sheet
from bot.readers.plan.layout.header import Header, find_header
from bot.readers.plan.layout.headings import LEDGER_FIELDS, Field, bare, classify

FEWEST = 3  # columns of a list
MOST_SHARED = 2  # columns that lists beside one another have in common
ENTRIES = 2  # columns of values from which on labels at the left are a list and no form
TEXTS = frozenset({Field.FINDING, Field.MEASURE, Field.TASK})
WHO_OR_WHEN = LEDGER_FIELDS - TEXTS - {Field.FINDING_NUMBER, Field.MEASURE_NUMBER}


def straightened(block: Sheet | Paragraph) -> list[Sheet | Paragraph]:
    """The block as lists that go down one below another."""
    if not isinstance(block, Sheet):
        return [block]
    for row in range(len(block.rows)):
        if header := find_header(block, row):
            return list(_side_by_side(block, header))
    return list(_upright(block))


def _side_by_side(sheet: Sheet, header: Header) -> list[Sheet]:
    """The lists under a head that stands twice in one row (问题 措施 时限, 问题 措施 时限), else the sheet itself.

    What stands once before them (序号) belongs to each.
    """
    heads = [(column, bare(text)) for column, text in sheet.texts(header.row)]
    for shared in range(MOST_SHARED + 1):
        words = [word for _, word in heads[shared:]]
        for count in range(len(words) // FEWEST, 1, -1):
            wide, rest = divmod(len(words), count)
            if rest or any(words[n * wide : (n + 1) * wide] != words[:wide] for n in range(count)):
                continue
            starts = [heads[shared + n * wide][0] for n in range(count)]
            ends = [*starts[1:], len(sheet.column_ids)]
            once = list(range(starts[0])) if shared else []
            above = _cut(sheet, range(header.row), range(len(sheet.column_ids)))
            below = range(header.row, len(sheet.rows))
            lists = [
                _cut(sheet, below, range(start, end), before=once) for start, end in zip(starts, ends, strict=True)
            ]
            return [part for part in (above, *lists) if part.rows]
    return [sheet]


def _upright(sheet: Sheet) -> list[Sheet]:
    """A list whose heads stand at the left and whose entries go to the right, turned over; else the sheet itself."""
    found = [row for row in range(len(sheet.rows)) if _is_entry(sheet, row)]
    kinds = {_first_kind(sheet, row) for row in found}
    if len(found) < FEWEST or not kinds & TEXTS or not kinds & WHO_OR_WHEN:
        return [sheet]
    first, last = found[0], found[-1]
    inside = range(first, last + 1)
    known = [_first_kind(sheet, row) for row in inside if _first_kind(sheet, row)]
    if len(set(known)) < len(known) or len(found) + 1 < len(inside):
        return [sheet]  # the labels of several forms, one below another
    list_ = _cut(sheet, inside, range(len(sheet.column_ids)))
    turned = replace(
        list_,
        rows=[list(column) for column in zip(*list_.rows, strict=True)],
        row_ids=list_.column_ids,
        column_ids=list_.row_ids,
        turned=not sheet.turned,
    )
    whole = range(len(sheet.column_ids))
    above, below = _cut(sheet, range(first), whole), _cut(sheet, range(last + 1, len(sheet.rows)), whole)
    return [part for part in (above, turned, below) if part.rows]


def _first_kind(sheet: Sheet, row: int) -> Field | None:
    texts = sheet.texts(row)
    return classify(texts[0][1]) if texts else None


def _is_entry(sheet: Sheet, row: int) -> bool:
    """True for a label with the values of several entries behind it, each in a cell of its own."""
    texts = sheet.texts(row)
    values = [text for _, text in texts[1:]]
    alone = all(sheet.rows[row].count(sheet.rows[row][column]) == 1 for column, _ in texts)
    return (
        len(values) >= ENTRIES
        and alone
        and _first_kind(sheet, row) is not None
        and not any(classify(text) for text in values)
    )


def _cut(sheet: Sheet, rows: range, columns: range, *, before: Sequence[int] = ()) -> Sheet:
    """The rows in which something stands in these columns; with the columns that stand before them."""
    kept = [row for row in rows if any(sheet.rows[row][column] is not BLANK for column in columns)]
    chosen = [*before, *columns]
    return replace(
        sheet,
        rows=[[sheet.rows[row][column] for column in chosen] for row in kept],
        row_ids=[sheet.row_ids[row] for row in kept],
        column_ids=[sheet.column_ids[column] for column in chosen],
    )
