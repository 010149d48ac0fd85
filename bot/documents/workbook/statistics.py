"""Counts by responsible department (科室统计) as a workbook; the sum line counts every measure once."""

from collections.abc import Mapping
from typing import Any

from bot.documents.workbook.paper import PERCENT, Column, Value, headed, lay_out, new_book, saved
from bot.domain.plan.part import Part
from bot.domain.reporting.early_word import Judged, early_words
from bot.domain.reporting.handling import Handling, HandlingSum, by_department, by_step, summed
from bot.domain.status.register import Register
from bot.domain.status.tally import Tally
from bot.domain.supervision.followed import Count
from bot.messages.reporting.early import grounds
from bot.messages.status.facts import stats
from bot.messages.text import full_day
from bot.messages.wording import official

COLUMNS = (
    Column("责任科室", 22),
    Column("措施数", 10, centred=True),
    *(Column(official(f"status.part.{part}"), 11, centred=True) for part in Part),
    Column("销号率", 10, centred=True, form=PERCENT),
    Column("配合事项（项）", 15, centred=True),
    Column("未答复（项）", 13, centred=True),
    Column("配合逾期（项）", 15, centred=True),
)
NO_WORDS = "30天前没有提示过现已到期的措施"
NOTHING: Mapping[str, Handling] = {}
LENT = "配合事项按配合单位计，不计入措施数"
NOTE = "一条措施有几个责任科室的，各科室均计入，合计只计一次"


QUALITY = (
    Column("责任科室", 22),
    Column("自报完成（条）", 15, centred=True),
    Column("核验通过（条）", 15, centred=True),
    Column("报完成（次）", 13, centred=True),
    Column("退回（次）", 11, centred=True),
    Column("退回率", 10, centred=True, form=PERCENT),
    Column("按期报完成（条）", 17, centred=True),
    Column("逾期报完成（条）", 17, centred=True),
    Column("按期率", 10, centred=True, form=PERCENT),
)
TIMES = (
    Column("环节", 22),
    Column("次数", 10, centred=True),
    Column("平均（工作日）", 14, centred=True, form="0.0"),
    Column("最长（工作日）", 14, centred=True),
)
HELD = "从到手到办出，按工作日；只算已经办出的，不按个人统计"


EARLY = (
    Column("措施编号", 12, centred=True),
    Column("措施简称", 24),
    Column("责任科室", 18, centred=True),
    Column("完成时限", 13, centred=True),
    Column("剩余天数", 10, centred=True),
    Column("理由（台账里的数）", 50),
)


def statistics_book(
    register: Register, handled: Mapping[str, Handling] = NOTHING, before: Judged | None = None
) -> bytes:
    """A line a department and the sum of the unit; with how measures were `handled`, by id, how well and how fast.

    `before` is what came of the early words of a month ago.
    """
    counted = stats(register)
    rows = [_row(line.name or "（未定科室）", line.tally, line.lent) for line in counted.departments]
    book = new_book(register.unit.name)
    lay_out(
        book,
        "科室统计",
        COLUMNS,
        [*rows, _row("合计", register.tally, counted.lent)],
        title="整改措施科室统计表",
        below=(f"{headed(register)}　截至{full_day(register.today)}", f"{NOTE}；{LENT}"),
    )
    if handled:
        _put_quality(book, register, handled)
    if before:
        _put_early(book, register, before)
    return saved(book)


def _put_quality(book: Any, register: Register, handled: Mapping[str, Handling]) -> None:
    """What was reported and what held, by department; how long each step took, of the unit as a whole."""
    unit = f"{headed(register)}　截至{full_day(register.today)}"
    whole = summed(handled.values())
    sums = [_quality(name or "（未定科室）", one) for name, one in by_department(register, handled)]
    rows = [*sums, _quality("合计", whole)]
    lay_out(book, "办理质量", QUALITY, rows, title="整改措施办理质量统计表", below=(unit, NOTE))
    steps = [
        (
            official(f"people.role.{role}"),
            len(days),
            sum(days) / len(days) if days else None,
            max(days, default=None),
        )
        for role, days in by_step(handled.values())
    ]
    lay_out(book, "环节用时", TIMES, steps, title="整改各环节用时统计表", below=(unit, HELD))


def _put_early(book: Any, register: Register, before: Judged) -> None:
    """What may become late, and how often the same was right a month ago."""
    words = early_words(register)
    rows = [
        (
            one.row.number,
            one.row.measure.called,
            "、".join(one.row.measure.departments),
            one.row.measure.due,
            one.left,
            grounds(one),
        )
        for one in words
    ]
    told = f"30天前提示、现已到期的{before.said}条中，{before.right}条确实逾期或延期" if before.said else NO_WORDS
    below = (f"{headed(register)}　截至{full_day(register.today)}　共{len(words)}条", told)
    lay_out(book, "可能逾期", EARLY, rows, title="可能逾期的措施", below=below)


def _quality(name: str, one: HandlingSum) -> tuple[Value, ...]:
    return (
        name,
        one.reported,
        one.verified,
        one.submitted,
        one.returned,
        one.return_rate,
        one.on_time,
        one.late,
        one.on_time_rate,
    )


def _row(name: str, tally: Tally, lent: Count) -> tuple[Value, ...]:
    whole = len(tally.measures) - tally.count(Part.CANCELLED)
    rate = tally.count(Part.CLOSED) / whole if whole else None
    counts = (len(tally.measures), *(tally.count(part) for part in Part))
    return (name, *counts, rate, lent.all, lent.open, lent.late)
