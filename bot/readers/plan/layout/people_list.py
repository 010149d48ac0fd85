"""Lists of people beside a ledger."""

import re

from bot.domain.imports.draft import PersonDraft
from bot.readers.plan.containers.document import Sheet
from bot.readers.plan.layout.extracted import Section
from bot.readers.plan.layout.header import Header
from bot.readers.plan.layout.headings import TOTAL, Field


def read_people(sheet: Sheet, header: Header, end: int, section: Section) -> None:
    """Extract the rows of a list of people."""
    columns = header.columns
    for row in range(header.row + header.height, end):
        cells = {kind: sheet.rows[row][column].text for column, kind in columns.items() if sheet.rows[row][column].text}
        name = re.sub(r"\s+", "", cells.get(Field.NAME, ""))
        if not name or TOTAL.match(name):
            continue
        department = cells.get(Field.DEPARTMENT) or cells.get(Field.UNIT) or ""
        role = cells.get(Field.ROLE, "")
        section.people.append(PersonDraft(name, cells.get(Field.POST, ""), department, role))
