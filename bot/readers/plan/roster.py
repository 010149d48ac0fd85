"""Lists of people beside a ledger."""

import re

from bot.domain.imports.draft import PersonDraft
from bot.readers.plan.head import Head
from bot.readers.plan.heading import TOTAL, Field
from bot.readers.plan.notes import Notebook
from bot.readers.plan.sheet import Sheet


def read_people(sheet: Sheet, head: Head, end: int, book: Notebook) -> None:
    """Note the rows of a list of people."""
    columns = head.columns
    for row in range(head.row + head.height, end):
        cells = {kind: sheet.rows[row][column].text for column, kind in columns.items() if sheet.rows[row][column].text}
        name = re.sub(r"\s+", "", cells.get(Field.NAME, ""))
        if not name or TOTAL.match(name):
            continue
        department = cells.get(Field.DEPARTMENT) or cells.get(Field.UNIT) or ""
        role = cells.get(Field.ROLE, "")
        book.people.append(PersonDraft(name, cells.get(Field.POST, ""), department, role))
