"""An empty ledger (整改台账模板) with drop-downs: what is filled in is read without a question."""

from collections.abc import Sequence

from bot.documents.workbook.ledger import roles_of
from bot.documents.workbook.paper import Column, choose, lay_out, listed, new_book, put, saved
from bot.domain.people.person import Person
from bot.messages.wording import official

COLUMNS = (
    Column("问题编号", 8, centred=True),
    Column("问题类别", 14),
    Column("反馈问题", 30),
    Column("措施编号", 8, centred=True),
    Column("整改措施", 44),
    Column("责任领导", 12, centred=True),
    Column("牵头科室", 14, centred=True),
    Column("配合单位", 14, centred=True),
    Column("经办人", 12, centred=True),
    Column("完成时限", 14, centred=True),
    Column("当前状态", 12, centred=True),
)
PEOPLE = (Column("姓名", 12), Column("职务", 22), Column("科室", 18), Column("角色", 20))
LEADER, DEPARTMENT, SUPPORT, OWNER, DUE, STATE = "F", "G", "H", "I", "J", "K"
ROWS = 200
FIRST = 2  # below the head
STATES = ("not_started", "under_way")
KINDS = ("at_once", "standing")
ROLES = ("secretary", "office", "leader", "owner", "support")
LABELS = ("单位", "方案名称", "巡察组", "反馈日期", "集中整改截止")


def template_book(unit: str, people: Sequence[Person]) -> bytes:
    """The workbook for a unit with its people; both may be empty."""
    book = new_book(unit)
    sheet = lay_out(book, "整改台账", COLUMNS, [[None] * len(COLUMNS)] * ROWS)
    rows = [(p.name, p.post, p.department, roles_of(p)) for p in people]
    roster = lay_out(book, "人员名单", PEOPLE, [*rows, *[[None] * len(PEOPLE)] * (ROWS - len(rows))])
    departments = dict.fromkeys(p.department for p in people)
    names = f"人员名单!$A${FIRST}:$A${ROWS + 1}"
    for column in (LEADER, OWNER):
        choose(sheet, _cells(column), names, "几个人用顿号隔开")
    for column in (DEPARTMENT, SUPPORT):
        choose(sheet, _cells(column), listed(departments), "几个科室用顿号隔开")
    kinds = listed([official(f"plan.deadline.{kind}") for kind in KINDS])
    choose(sheet, _cells(DUE), kinds, "日期如 2026-06-30，或每月25日前")
    choose(sheet, _cells(STATE), listed([official(f"status.stage.{stage}") for stage in STATES]), "不填也行")
    choose(roster, _cells("D"), listed([official(f"people.role.{role}") for role in ROLES]), "不填也行")
    basics = book.create_sheet("基本信息")
    for number, label in enumerate(LABELS, 1):
        put(basics.cell(number, 1), label)
    put(basics.cell(1, 2), unit)
    basics.column_dimensions["A"].width, basics.column_dimensions["B"].width = 16, 44
    return saved(book)


def _cells(column: str) -> str:
    return f"{column}{FIRST}:{column}{ROWS + 1}"
