"""Counts by responsible department (科室统计) as a workbook; the sum line counts every measure once."""

from bot.documents.workbook.paper import Column, Value, lay_out, new_book, saved
from bot.domain.plan.part import Part
from bot.domain.status.register import Register
from bot.domain.status.tally import Tally
from bot.messages.status.facts import stats
from bot.messages.text import full_day
from bot.messages.wording import official

COLUMNS = (
    Column("责任科室", 22),
    Column("措施数", 10, centred=True),
    *(Column(official(f"status.part.{part}"), 11, centred=True) for part in Part),
    Column("销号率", 10, centred=True),
)
NOTE = "一条措施有几个责任科室的，各科室均计入，合计只计一次"


def statistics_book(register: Register) -> bytes:
    """A line a department and the sum of the unit."""
    counted = stats(register)
    rows = [_row(name or "（未定科室）", tally) for name, tally in counted.departments]
    book = new_book()
    lay_out(
        book,
        "科室统计",
        COLUMNS,
        [*rows, _row("合计", register.tally)],
        title="整改措施科室统计表",
        below=(f"单位：{register.unit.name}　截至{full_day(register.today)}", NOTE),
    )
    return saved(book)


def _row(name: str, tally: Tally) -> tuple[Value, ...]:
    whole = len(tally.measures) - tally.count(Part.CANCELLED)
    rate = f"{tally.count(Part.CLOSED) / whole:.0%}" if whole else "—"
    return (name, len(tally.measures), *(tally.count(part) for part in Part), rate)
