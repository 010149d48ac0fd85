"""The figures (数据) of a ledger beside what the plan sets: a row a figure of a measure, and each name summed once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.documents.workbook.detail import NOTE
from bot.documents.workbook.paper import Column, Value, lay_out
from bot.domain.plan.measure import Measure
from bot.domain.progress.figure_total import PERCENT, FigureTotal
from bot.domain.status.register import Register
from bot.messages.text import full_day

SHEET = "数据"
COLUMNS = (
    Column("轮次", 10, centred=True),
    Column("问题编号", 8, centred=True),
    Column("措施编号", 10, centred=True),
    Column("措施简称", 22),
    Column("数据", 20),
    Column("方案", 9, centred=True),
    Column("已报", 9, centred=True),
    Column("还差", 9, centred=True),
    Column("单位", 8, centred=True),
    Column("说明", 18),
    Column("依据（哪天的回复、数）", 40),
)
Figures = Mapping[str, tuple[FigureTotal, ...]]  # by id of the measure
NO_FIGURES: Figures = {}


def put_figures(book: Any, register: Register, measures: Sequence[Measure], figures: Figures) -> None:
    """Add the sheet, where there are figures; it is not read back, so it is locked."""
    rows = [_row(register, one, total) for one in measures for total in figures.get(one.id, ())]
    if not rows:
        return
    day = f"截至{full_day(register.today)}"
    sums = _sums([total for one in measures for total in figures.get(one.id, ())])
    sheet = lay_out(book, SHEET, COLUMNS, [*rows, *sums], below=(f"{NOTE}　{day}", ""))
    sheet.protection.enable()
    sheet.protection.autoFilter = sheet.protection.sort = sheet.protection.formatColumns = False  # False: allowed


def _row(register: Register, measure: Measure, total: FigureTotal) -> tuple[Value, ...]:
    target, said = total.target, total.sources
    return (
        register.rounds.get(measure.plan, ""),
        register.finding[measure.finding].number,
        measure.number,
        measure.called,
        total.name,
        target.value if target else None,
        total.value if said else None,
        max(0, target.value - total.value) if target and not total.doubtful else None,
        total.unit,
        _remark(total),
        "；".join(f"{full_day(one.day)}报{one.value:g}{total.unit}" for one in said),
    )


def _remark(total: FigureTotal) -> str:
    if not total.sources:
        return "还没有报数"
    if total.doubtful:
        return "前后有出入，待确认"
    return "超过方案，待核对" if total.beyond else ""


def _sums(totals: Sequence[FigureTotal]) -> Iterator[tuple[Value, ...]]:
    """What several measures report under one name, each once; what is in doubt is left out and said."""
    alike: dict[tuple[str, str], list[FigureTotal]] = defaultdict(list)
    for one in totals:
        if one.unit != PERCENT and one.sources:
            alike[one.name, one.unit].append(one)
    for (name, unit), found in alike.items():
        if len(found) > 1:
            sure = [one for one in found if not one.doubtful]
            left = f"，{len(found) - len(sure)}条待确认没有算入" if len(sure) < len(found) else ""
            value = sum(one.value for one in sure)
            yield ("合计", "", "", f"{len(found)}条措施{left}", name, None, value, None, unit, "", "")
