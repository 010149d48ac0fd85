"""The closing register (销号登记表) as a workbook: every closing under its number, reopened ones marked."""

from collections.abc import Sequence

from bot.documents.workbook.paper import Column, Value, headed, lay_out, new_book, saved
from bot.domain.closing.closing_slip import Closing
from bot.domain.status.register import Register
from bot.messages.text import full_day

COLUMNS = (
    Column("销号编号", 18, centred=True),
    Column("事项编号", 10, centred=True),
    Column("事项内容", 46),
    Column("责任科室", 16, centred=True),
    Column("销号日期", 13, centred=True),
    Column("审定人", 10, centred=True),
    Column("佐证件数", 9, centred=True),
    Column("重新打开日期", 13, centred=True),
)


def closings_book(register: Register, closings: Sequence[Closing]) -> bytes:
    """The closings in the order of their numbers."""
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(closings)}件")
    lay_out(book, "销号登记表", COLUMNS, [_row(register, c) for c in closings], title="整改销号登记表", below=below)
    return saved(book)


def _row(register: Register, closing: Closing) -> tuple[Value, ...]:
    measure = register.measure.get(closing.subject)
    thing = measure or register.finding.get(closing.subject)
    return (
        closing.title,
        register.number(thing) if thing else closing.subject.rpartition("/")[2],
        thing.text if thing else "",
        "、".join(measure.departments) if measure else "",
        register.unit.day_of(closing.at),
        register.names([closing.by])[0],
        len(closing.evidence),
        register.unit.day_of(closing.reopened) if closing.reopened else None,
    )
