"""The empty ledger: its drop-downs offer the unit's own, and what is filled in is read without a question."""

import datetime as dt
import io

import openpyxl

from bot.documents.workbook.template import template_book
from bot.domain.people.person import Person, Role
from bot.readers.plan import read_plan

PEOPLE = [
    Person(id="u1/p1", unit="u1", name="柏榆", post="副局长", department="局领导", roles=(Role.LEADER,)),
    Person(id="u1/p2", unit="u1", name="苏荷", post="股长", department="财务股", roles=(Role.OWNER,)),
]


def test_a_filled_template_is_read_without_a_question() -> None:
    """Days, 长期坚持, several owners: nothing is asked, nothing is left, nobody is unknown."""
    book = openpyxl.load_workbook(io.BytesIO(template_book("某某局", PEOPLE)))
    sheet = book["整改台账"]
    rows: tuple[tuple[int | str | dt.date, ...], ...] = (
        (1, "财务方面", "账目不清", "1-1", "清账", "柏榆", "财务股", "", "苏荷", dt.date(2026, 6, 30), ""),
        (1, "财务方面", "账目不清", "1-2", "每季度公示", "柏榆", "财务股", "", "苏荷", "长期坚持", "推进中"),
    )
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value or None
    stream = io.BytesIO()
    book.save(stream)
    draft = read_plan(stream.getvalue(), "整改台账模板.xlsx", reference=dt.date(2026, 3, 2))
    assert [(m.number, m.leaders, m.owners, m.deadline.date) for m in draft.measures] == [
        ("1-1", ("柏榆",), ("苏荷",), dt.date(2026, 6, 30)),
        ("1-2", ("柏榆",), ("苏荷",), None),
    ]
    assert draft.problems == ()
    assert draft.left == ()
    assert not any(column.ask for column in draft.columns)
    assert [(person.name, person.department) for person in draft.people] == [("柏榆", "局领导"), ("苏荷", "财务股")]
    assert draft.unit == "某某局"


def test_the_lists_offer_the_units_own_people_and_departments() -> None:
    """Other words may be written all the same."""
    sheet = openpyxl.load_workbook(io.BytesIO(template_book("某某局", PEOPLE)))["整改台账"]
    choices = {str(choice.sqref)[:1]: choice for choice in sheet.data_validations.dataValidation}
    assert "人员名单" in choices["F"].formula1
    assert "财务股" in choices["G"].formula1
    assert not any(choice.showErrorMessage for choice in choices.values())
