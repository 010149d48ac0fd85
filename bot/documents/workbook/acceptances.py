"""The register of acceptance (验收登记表): what was handed in or was handed to the unit, each with its verdict."""

import datetime as dt
from collections.abc import Callable, Sequence

from bot.documents.workbook.paper import Column, Value, headed, lay_out, new_book, saved
from bot.domain.acceptance.acceptance import Acceptance, Acceptor, short_seal
from bot.domain.status.register import Register
from bot.messages.text import full_day
from bot.messages.wording import official

COLUMNS = (
    Column("报验编号", 18, centred=True),
    Column("报送单位", 20),
    Column("验收单位", 18),
    Column("事项", 14, centred=True),
    Column("内容", 40),
    Column("次数", 6, centred=True),
    Column("报送日期", 13, centred=True),
    Column("验收期限", 13, centred=True),
    Column("自评", 20),
    Column("验收评定", 20),
    Column("抽查", 16),
    Column("结论", 12, centred=True),
    Column("结论日期", 13, centred=True),
    Column("意见", 30),
    Column("卷宗校验码", 22, centred=True),
)


def acceptances_book(register: Register, found: Sequence[Acceptance]) -> bytes:
    """All of them, in order."""
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(found)}件")
    rows = [_row(register.unit.name, one, register.unit.day_of) for one in found]
    lay_out(book, "验收登记表", COLUMNS, rows, title="上级验收登记表", below=below, large=True)
    return saved(book)


def _row(unit: str, one: Acceptance, day_of: Callable[[dt.datetime], dt.date]) -> tuple[Value, ...]:
    share = one.acceptor is Acceptor.SHARE
    return (
        one.title,
        one.asker if share else unit,
        one.name,
        official(f"acceptance.kind.{one.kind}", number=one.number),
        one.text,
        one.times,
        day_of(one.at),
        one.answer_by,
        _grades(one, one.own),
        _grades(one, one.given),
        "、".join(one.drawn),
        official(f"acceptance.list.state_{one.verdict}") if one.verdict else "未验收",
        day_of(one.decided_at) if one.decided_at else None,
        one.words,
        short_seal(one.seal),
    )


def _grades(one: Acceptance, grades: str) -> str:
    named = zip(one.indicators, grades, strict=False)
    return "；".join(f"{name}{official(f'acceptance.grade.{grade}')}" for name, grade in named)
