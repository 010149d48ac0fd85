"""Lists of tasks without measures: their tasks are what is to be done."""

from bot.readers.plan.containers.document import Sheet
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.header import Header
from bot.readers.plan.layout.headings import Field


def with_the_finest(sheet: Sheet, header: Header, end: int) -> tuple[dict[int, Field], bool]:
    """The columns of a list with its tasks as measures where nothing finer stands in it, and whether that is so."""
    columns = dict(header.columns)
    kinds = set(columns.values())
    if not kinds & {Field.MEASURE, Field.TASK, Field.MEASURE_NUMBER} and _numbers_measures(sheet, header, end):
        columns = {c: Field.MEASURE_NUMBER if k is Field.TASK_NUMBER else k for c, k in columns.items()}
    if Field.TASK not in kinds or Field.MEASURE in kinds:
        return columns, False
    pairs = {Field.TASK: Field.MEASURE}
    if Field.MEASURE_NUMBER not in kinds:
        pairs[Field.TASK_NUMBER] = Field.MEASURE_NUMBER
    return {column: pairs.get(kind, kind) for column, kind in columns.items()}, True


def _numbers_measures(sheet: Sheet, header: Header, end: int) -> bool:
    """True where the numbers of tasks have the form 2-1: they are those of measures."""
    body = range(header.row + header.height, end)
    written = [arabic(sheet.rows[row][column].text) for row in body for column in header.of(Field.TASK_NUMBER)]
    return any("-" in number for number in written)
