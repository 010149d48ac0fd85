"""The acceptance sheet (验收单): what was handed in with which dossier, both gradings side by side, the verdict."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents.clean import clean
from bot.documents.word.block import Block, Cell, FormRow, Kind, Paper, clause, sentence, signed, title
from bot.domain.acceptance.acceptance import GOOD, Acceptance, Acceptor, short_seal
from bot.messages.text import cut, full_day
from bot.messages.wording import official

WHOLE, PAIR, PAIRS, GRADES, HALVES = (156,), (30, 126), (30, 48, 30, 48), (78, 39, 39), (78, 78)
WRITING, SIGNING = 90, 70  # points to write and to sign in
LONGEST = 300  # signs of the text


@dataclass(frozen=True, kw_only=True)
class AcceptanceSheet:
    """A record with the days of its unit; `sender` and `judge` are names, of people only where they are the unit's."""

    one: Acceptance
    unit: str
    sender: str
    judge: str
    sent: dt.date
    decided: dt.date | None


def acceptance_sheet(told: AcceptanceSheet, day: dt.date) -> Paper:
    """The sheet, as far as it was accepted."""
    blocks = (
        title("上级验收单"),
        Block(Kind.FORM, form=tuple(_form(told))),
        *signed(told.unit, told.decided or day)[1:],
    )
    return Paper(f"验收单（{told.one.title}）", blocks, draft=False)


def _pair(name: str, value: str, height: int = 0) -> FormRow:
    return FormRow((Cell(name, label=True), Cell(clean(value))), PAIR, height)


def _pairs(*words: str) -> FormRow:
    return FormRow(tuple(Cell(clean(text), label=not place % 2) for place, text in enumerate(words)), PAIRS)


def _form(told: AcceptanceSheet) -> Iterator[FormRow]:
    one = told.one
    yield FormRow((Cell(f"{one.title}　第{one.times}次报验　{full_day(told.sent)}报"),), WHOLE)
    yield _pairs("报送", one.asker or told.sender, "验收", one.name)
    yield _pair("事项", official(f"acceptance.kind.{one.kind}", number=one.number))
    yield _pair("内容", cut(sentence(one.text), LONGEST) if one.text else "")
    yield _pair("卷宗", f"校验码{short_seal(one.seal)}，措施{len(one.measures)}条，佐证{len(one.proofs)}件")
    if one.indicators:
        yield FormRow(tuple(Cell(word, label=True) for word in ("验收指标", "自评", "验收评定")), GRADES)
        for place, name in enumerate(one.indicators):
            grades = [_grade(some[place : place + 1]) for some in (one.own, one.given)]
            yield FormRow((Cell(clean(name)), *(Cell(grade, centred=True) for grade in grades)), GRADES)
    if one.drawn:
        yield _pair("抽查", _drawn(one))
    yield _pair("结论", _verdict(told))
    yield _pair("意见", clause(one.words) if one.words else "", WRITING)
    signers = ("验收人（签字）", "验收单位（盖章）")
    yield FormRow(tuple(Cell(f"{who}\n\n　　年　　月　　日", centred=True) for who in signers), HALVES, SIGNING)


def _grade(grade: str) -> str:
    return official(f"acceptance.grade.{grade}") if grade else "—"


def _drawn(one: Acceptance) -> str:
    words = {"": "未登记", GOOD: "属实"}
    said = [f"{number}{words.get(one.marks[place : place + 1], '不属实')}" for place, number in enumerate(one.drawn)]
    return f"按卷宗校验码从{len(one.measures)}条措施中抽出{len(one.drawn)}条：{'、'.join(said)}"


def _verdict(told: AcceptanceSheet) -> str:
    one = told.one
    if one.is_open:
        return f"尚未验收（{full_day(one.answer_by)}前）"
    day = full_day(told.decided) if told.decided else ""
    by = f"，{told.judge}" if told.judge else ""
    entered = "（由报送单位整改办代为登记）" if one.acceptor is Acceptor.OUTSIDE else ""
    return f"{official(f'acceptance.list.state_{one.verdict}')}　{day}{by}{entered}"
