"""Registers of letters (函件登记表) and instructions (批示登记表) as workbooks: to whom, when, what came back."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.documents.workbook.paper import Column, Value, headed, lay_out, new_book, saved, time_of
from bot.domain.status.register import Register
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import LETTER_WORDS, Letter
from bot.messages.text import full_day

LETTERS = (
    Column("编号", 18, centred=True),
    Column("种类", 10, centred=True),
    Column("事项编号", 14, centred=True),
    Column("收件人", 10, centred=True),
    Column("要求", 36),
    Column("签发人", 10, centred=True),
    Column("签发时间", 18, centred=True),
    Column("送达时间", 18, centred=True),
    Column("已阅签收时间", 18, centred=True),
    Column("反馈期限", 13, centred=True),
    Column("状态", 10, centred=True),
    Column("反馈时间", 18, centred=True),
    Column("反馈人", 10, centred=True),
    Column("反馈内容", 34),
)
INSTRUCTIONS = (
    Column("批示时间", 18, centred=True),
    Column("事项编号", 10, centred=True),
    Column("批示内容", 46),
    Column("承办人", 18),
    Column("回复期限", 13, centred=True),
    Column("回复人", 10, centred=True),
    Column("回复时间", 18, centred=True),
    Column("回复内容", 40),
    Column("状态", 14, centred=True),
)


def letters_book(
    register: Register, letters: Sequence[Letter], arrived: Mapping[tuple[str, str], dt.datetime]
) -> bytes:
    """Every issued letter under its number, a row a recipient; `arrived` is when, by letter and person."""
    rows = [_letter(register, letter, person, arrived) for letter in letters for person in letter.recipients]
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(letters)}件")
    lay_out(book, "函件登记表", LETTERS, rows, title="督办函件登记表", below=below, large=True)
    return saved(book)


def _letter(
    register: Register, letter: Letter, person: str, arrived: Mapping[tuple[str, str], dt.datetime]
) -> tuple[Value, ...]:
    signed = next((signature.at for signature in letter.signed if signature.by == person), None)
    issuer = register.names([letter.issued_by])
    times = (letter.issued_at, arrived.get((letter.id, person)), signed)
    issued, delivered, read = (time_of(register.unit.zone, at) for at in times)
    return (
        letter.title,
        LETTER_WORDS[letter.colour],
        "、".join(register.number(register.measure[one]) for one in letter.measures if one in register.measure),
        register.names([person])[0],
        letter.words,
        issuer[0],
        issued,
        delivered,
        read,
        letter.answer_by,
        _state(letter, signed, register.today),
        time_of(register.unit.zone, letter.answered_at),
        register.names([letter.answered_by])[0] if letter.answered_by else "",
        letter.answer,
    )


def _state(letter: Letter, signed: dt.datetime | None, today: dt.date) -> str:
    """How far the letter has come with the recipient: 未签收 · 已签收 · 已反馈, and whether the answer is late."""
    if letter.answered_at:
        return "已反馈"
    late = "，逾期未反馈" if today > letter.answer_by else ""
    return f"{'已签收' if signed else '未签收'}{late}"


def instructions_book(register: Register, instructions: Sequence[Instruction]) -> bytes:
    """Every instruction in the order in which they were given, with its answer."""
    book = new_book(register.unit.name)
    below = (headed(register), f"截至{full_day(register.today)}　共{len(instructions)}件")
    rows = [_instruction(register, one) for one in instructions]
    lay_out(book, "批示登记表", INSTRUCTIONS, rows, title="书记批示登记表", below=below, large=True)
    return saved(book)


def _instruction(register: Register, one: Instruction) -> tuple[Value, ...]:
    thing = register.measure.get(one.subject) or register.finding.get(one.subject)
    return (
        time_of(register.unit.zone, one.at),
        register.number(thing) if thing else one.subject.rpartition("/")[2],
        one.words,
        "、".join(register.names(one.to)),
        one.answer_by,
        register.names([one.answered_by])[0] if one.answered_by else "",
        time_of(register.unit.zone, one.answered_at),
        one.answer,
        _answered(one, register.today),
    )


def _answered(one: Instruction, today: dt.date) -> str:
    """已回复, or by how many days the answer is late."""
    late = (today - one.answer_by).days
    return ("未回复" + (f"，逾期{late}天" if late > 0 else "")) if one.is_open else "已回复"
