"""The units below as a workbook: a line a unit in the order of their list, and those that want looking after apart."""

from bot.documents.workbook.paper import Column, Value, lay_out, new_book, saved
from bot.domain.plan.part import Part
from bot.domain.units.oversight import LEAST, Figures, Oversight
from bot.messages.text import full_day
from bot.messages.wording import official

FILE = "各单位整改情况.xlsx"
SHOWN = (Part.CLOSED, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED, Part.OVERDUE, Part.STANDING)
COLUMNS = (
    Column("序号", 6, centred=True),
    Column("单位", 24),
    Column("上级单位", 20),
    Column("问题数", 8, centred=True),
    Column("措施数", 8, centred=True),
    *(Column(official(f"status.part.{part}"), 10, centred=True) for part in SHOWN),
    Column("已报完成中待核验", 9, centred=True),
    Column("逾期占比", 9, centred=True),
    Column("最长逾期（天）", 9, centred=True),
    Column("近七天新销号", 9, centred=True),
    Column("近七天有进展", 9, centred=True),
    Column("近七天新逾期", 9, centred=True),
    Column("配合事项逾期（项）", 9, centred=True),
    Column("最近导入", 12, centred=True),
    Column("人员", 7, centred=True),
    Column("未绑定", 8, centred=True),
)
WANTING = (
    Column("序号", 6, centred=True),
    Column("单位", 30),
    Column("逾期", 10, centred=True),
    Column("措施数", 10, centred=True),
    Column("逾期占比", 10, centred=True),
    Column("最长逾期（天）", 12, centred=True),
    Column("说明", 30),
)
NOTE = "各项相加等于措施数；已取消的不计"
ORDER = "按逾期条数排列，条数相同的占比高的在前"
FEW = f"措施不足{LEAST}条，不参与排序"


def oversight_book(seen: Oversight) -> bytes:
    """All units with their sum, and those with something overdue."""
    book = new_book(seen.upper)
    below = f"上级单位：{seen.upper}　截至{full_day(seen.today)}"
    rows = [_row(str(number), one.name, one) for number, one in enumerate(seen.units, 1)]
    sums = _row("", "合计", seen.total)
    lay_out(book, "各单位", COLUMNS, [*rows, sums], title="各单位整改情况", below=(below, NOTE))
    wanting = [_wanting(str(number), one, "") for number, one in enumerate(seen.wanting, 1)]
    few = [_wanting("—", one, FEW) for one in seen.unranked]
    lay_out(book, "要关注", WANTING, [*wanting, *few], title="有逾期措施的单位", below=(below, ORDER))
    return saved(book)


def _row(number: str, name: str, one: Figures) -> tuple[Value, ...]:
    return (
        number,
        name,
        one.upper,
        one.findings,
        one.measures,
        *(one.count(part) for part in SHOWN),
        one.verify,
        percent(one),
        one.longest or "—",
        one.closed_lately,
        one.heard_lately,
        one.overdue_lately,
        one.lent_late,
        one.imported or ("—" if name == "合计" else "未导入"),
        one.people,
        one.unbound,
    )


def _wanting(number: str, one: Figures, why: str) -> tuple[Value, ...]:
    return number, one.name, one.count(Part.OVERDUE), one.measures, percent(one), one.longest, why


def percent(one: Figures) -> str:
    """The share that is overdue, as people write it."""
    return f"{one.rate:.1%}" if one.measures else "—"
