"""A list of whose heads none is known: taken for one where the rows below are as full as it, and not otherwise."""

import pytest

from bot.readers.plan.containers.document import BLANK, Cell, Sheet
from bot.readers.plan.layout.header import unknown_header


def sheet(*rows: tuple[str, ...]) -> Sheet:
    """A table of these texts."""
    cells = [[Cell(text, r, c) if text else BLANK for c, text in enumerate(row)] for r, row in enumerate(rows)]
    return Sheet(name="表", rows=cells, row_ids=list(range(len(rows))), column_ids=list(range(len(rows[0]))))


HEADS, FULL, SPARSE = ("甲项", "乙项", "丙项"), ("一", "二", ""), ("一", "", "")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((HEADS, FULL, FULL, FULL), True),
        ((HEADS, FULL, FULL, FULL, SPARSE, SPARSE), True),
        ((HEADS, FULL, FULL, SPARSE, SPARSE, SPARSE), False),
        ((HEADS, SPARSE, SPARSE), False),
        ((("甲项", "乙项", ""), FULL, FULL), False),
        ((("甲项", "甲项", "丙项"), FULL, FULL), False),
        ((("甲项", "2026年3月", "丙项"), FULL, FULL), False),
        ((HEADS,), False),
    ],
    ids=["full", "six of ten", "fewer", "sparse", "two columns", "a word twice", "a day among them", "nothing below"],
)
def test_it_is_the_row_above_rows_as_full_as_it(rows: tuple[tuple[str, ...], ...], found: bool) -> None:  # noqa: FBT001 - the value
    """Three short words or more, each once, no figures; six of ten rows below fill six of ten columns."""
    header = unknown_header(sheet(*rows))
    assert (header is not None) == found
    if header:
        assert (header.row, header.columns) == (0, {})
