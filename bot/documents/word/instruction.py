"""The sheet of an instruction (批示办理单), or of what a meeting or a visit demands (交办事项办理单)."""

import datetime as dt

from bot.documents.word.block import Block, Cell, FormRow, Kind, Paper, clause, sentence, signed, title
from bot.domain.status.register import Register
from bot.domain.supervision.instruction import Instruction
from bot.messages.text import full_day

WHOLE, PAIR, PAIRS, THIRDS = (156,), (30, 126), (30, 48, 30, 48), (52, 52, 52)
WRITING, SIGNING = 120, 70  # points to write and to sign in
SIGNERS = ("承办人（签字）", "责任领导（签字）", "党组书记（签字）")


def instruction_sheet(register: Register, given: Instruction) -> Paper:
    """The sheet of one instruction, as far as it was answered."""
    thing = register.finding.get(given.subject) or register.measure.get(given.subject)
    number = register.number(thing) if thing else given.subject.rpartition("/")[2]
    day = register.unit.day_of(given.at)
    what = f"{number}　{sentence(thing.text)}" if thing else number
    answered = full_day(register.unit.day_of(given.answered_at)) if given.answered_at else ""
    who = register.names([given.answered_by])[0] if given.answered_by else ""
    called, name = ("批示", "书记批示办理单") if not given.source else ("交办", "交办事项办理单")
    whose = f"{register.names([given.by])[0]}　{full_day(day)}批示" if not given.source else _whence(given, day)
    form = (
        FormRow((Cell(whose),), WHOLE),
        FormRow((Cell("事项", label=True), Cell(what)), PAIR),
        FormRow((Cell(f"{called}内容", label=True), Cell(clause(given.words))), PAIR),
        FormRow((Cell("承办人", label=True), Cell("、".join(register.names(given.to)))), PAIR),
        FormRow(
            (
                Cell("回复期限", label=True),
                Cell(full_day(given.answer_by)),
                Cell("状态", label=True),
                Cell(_state(given, register)),
            ),
            PAIRS,
        ),
        FormRow((Cell("办理情况", label=True), Cell(clause(given.answer))), PAIR, WRITING),
        FormRow((Cell("回复人", label=True), Cell(who), Cell("回复日期", label=True), Cell(answered)), PAIRS),
        FormRow(tuple(Cell(f"{who}\n\n　　年　　月　　日", centred=True) for who in SIGNERS), THIRDS, SIGNING),
    )
    blocks = (
        title(name),
        Block(Kind.FORM, form=form),
        *signed(f"{register.unit.name}整改办", register.today)[1:],
    )
    return Paper(f"{name.removeprefix('书记')}（{number}）（{full_day(day)}）", blocks, draft=False)


def _whence(given: Instruction, day: dt.date) -> str:
    """5月11日党组会议定　登记于2025年5月11日: nobody gave it alone."""
    return f"{given.origin}　登记于{full_day(day)}"


def _state(given: Instruction, register: Register) -> str:
    if given.waits:
        return "已回复，待确认办结"
    if given.answered_at:
        return "已办结" if given.source else "已回复"
    late = (register.today - given.answer_by).days
    return f"未回复，逾期{late}天" if late > 0 else "未回复"
