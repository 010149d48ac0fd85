"""Registers of meetings (会议登记表) and visits (督办登记表) as workbooks: a row for each thing that was decided."""

from collections.abc import Iterator, Sequence

from bot.documents.workbook.paper import Column, Value, headed, lay_out, new_book, saved
from bot.domain.inspections.visit import Visit
from bot.domain.meetings.meeting import Meeting
from bot.domain.status.register import Register
from bot.messages.meetings.view import Outcome
from bot.messages.text import full_day
from bot.messages.wording import official

DECIDED = (
    Column("事项编号", 12, centred=True),
    Column("内容", 44),
    Column("责任人", 18),
    Column("期限", 13, centred=True),
    Column("办理情况", 14, centred=True),
)
MEETINGS = (
    Column("纪要编号", 14, centred=True),
    Column("会议", 14, centred=True),
    Column("日期", 13, centred=True),
    Column("参会人员", 26),
    Column("议题数", 8, centred=True),
    *DECIDED,
)
VISITS = (
    Column("记录编号", 14, centred=True),
    Column("日期", 13, centred=True),
    Column("督办人", 18),
    Column("地点", 18),
    Column("现场发现", 44),
    Column("照片、文件", 10, centred=True),
    *DECIDED,
)
Held = Sequence[tuple[Meeting, Sequence[Outcome]]]
Visited = Sequence[tuple[Visit, Sequence[Outcome]]]


def meetings_book(register: Register, held: Held) -> bytes:
    """Every meeting that was held, in order, with a row for each decision; one without any has a row too."""
    rows = [
        (_number(one.year, one.number), one.title, one.day, one.present, len(one.spoken), *row)
        for one, decided in held
        for row in _decided(decided)
    ]
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(held)}次")
    lay_out(book, "会议登记表", MEETINGS, rows, title="整改工作会议登记表", below=below, large=True)
    return saved(book)


def visits_book(register: Register, visits: Visited) -> bytes:
    """The same of visits that are over, with what was found on each."""
    rows = [
        (
            _number(one.year, one.number),
            one.day,
            one.people,
            one.place,
            "；".join(seen.words for seen in one.seen if seen.words),
            one.photos,
            *row,
        )
        for one, demanded in visits
        for row in _decided(demanded)
    ]
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(visits)}次")
    lay_out(book, "督办登记表", VISITS, rows, title="现场督办登记表", below=below, large=True)
    return saved(book)


def _number(year: int, number: int) -> str:
    return f"〔{year}〕{number}号"


def _decided(outcomes: Sequence[Outcome]) -> Iterator[tuple[Value, ...]]:
    for one in outcomes:
        state = official(f"meetings.state.{one.state}", days=one.days)
        yield one.number, one.words, "、".join(one.who), one.due, state
    if not outcomes:
        yield "", "", "", None, ""
