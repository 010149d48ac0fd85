"""Registers of 举一反三 (causes, same-kind checks, rules made) and of 群众监督意见 as workbooks, a row for each."""

from collections.abc import Callable, Sequence

from bot.documents.workbook.paper import Column, Value, headed, lay_out, new_book, saved
from bot.domain.similar.cause import Cause, Rule
from bot.domain.status.register import Register
from bot.domain.supervision.assignment import Assignment
from bot.messages.text import full_day
from bot.messages.wording import official

ANSWERED = (
    Column("承办人", 18),
    Column("答复期限", 13, centred=True),
    Column("原定期限", 13, centred=True),
    Column("结果", 16, centred=True),
    Column("答复内容", 40),
    Column("答复日期", 13, centred=True),
)
CHECKS = (Column("问题", 8, centred=True), Column("查什么", 44), Column("交办日期", 13, centred=True), *ANSWERED)
CAUSES = (Column("问题", 8, centred=True), Column("反馈问题", 50), Column("根源", 10, centred=True), Column("说明", 44))
RULES = (
    Column("问题", 8, centred=True),
    Column("制度名称", 44),
    Column("文号", 26),
    Column("印发日期", 13, centred=True),
    Column("文件", 10, centred=True),
)
VOICES = (
    Column("问题", 8, centred=True),
    Column("收到方式", 10, centred=True),
    Column("收到日期", 13, centred=True),
    Column("反映内容（不含反映人）", 44),
    *ANSWERED,
)
LateOf = Callable[[Assignment], int]  # days past the day by which it was to be answered


def similar_book(
    register: Register, checks: Sequence[Assignment], causes: Sequence[Cause], rules: Sequence[Rule], late: LateOf
) -> bytes:
    """Same-kind checks with person, day and result; causes of findings; rules that were made."""
    book = new_book(register.unit.name)
    until = f"截至{full_day(register.today)}"
    rows = [
        (_number(register, one.subject), one.words, register.unit.day_of(one.at), *_answered(register, one, late))
        for one in checks
    ]
    below = (headed(register), f"{until}　共{len(checks)}项")
    lay_out(book, "同类检查登记表", CHECKS, rows, title="举一反三同类检查登记表", below=below, large=True)
    kinds = [
        (
            _number(register, one.finding),
            register.finding[one.finding].text if one.finding in register.finding else "",
            official(f"similar.cause.{one.kind}"),
            one.words,
        )
        for one in causes
    ]
    lay_out(book, "问题根源", CAUSES, kinds, title="问题根源登记表", below=(headed(register), until))
    made = [
        (_number(register, one.finding), f"《{one.name}》", one.number, one.made, "有" if one.evidence else "")
        for one in rules
    ]
    below = (headed(register), f"{until}　共{len(rules)}项")
    lay_out(book, "建章立制登记表", RULES, made, title="建章立制登记表", below=below)
    return saved(book)


def voices_book(register: Register, voices: Sequence[Assignment], late: LateOf) -> bytes:
    """What the public said, who answers by when, and what was answered; nobody who said it."""
    book = new_book(register.unit.name)
    rows = [
        (
            _number(register, one.subject),
            official(f"voices.way.{one.about}"),
            register.unit.day_of(one.at),
            one.words,
            *_answered(register, one, late),
        )
        for one in voices
    ]
    below = (headed(register), f"截至{full_day(register.today)}　共{len(voices)}件")
    lay_out(book, "群众意见登记表", VOICES, rows, title="群众监督意见登记表", below=below, large=True)
    return saved(book)


def _number(register: Register, subject: str) -> str:
    thing = register.finding.get(subject) or register.measure.get(subject)
    return register.number(thing) if thing else ""


def _answered(register: Register, one: Assignment, late: LateOf) -> tuple[Value, ...]:
    names = "、".join(register.people[person].name for person in one.to if person in register.people)
    days = late(one)
    state = official(f"supervision.assignment.outcome.{one.outcome or 'open'}")
    state = f"{state}，逾期{days}天" if one.is_open and days else state
    when = register.unit.day_of(one.answered_at) if one.answered_at else None
    return names, one.answer_by, one.asked, state, one.answer, when
