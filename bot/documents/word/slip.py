"""The closing slip (销号单) on one page: what was asked, by which steps it was closed, on which evidence."""

from collections.abc import Iterator, Sequence

from bot.documents.clean import clean
from bot.documents.privacy import unnamed
from bot.documents.word.block import Block, Cell, FormRow, Kind, Paper, clause, sentence, signed, title
from bot.documents.word.table import height_of
from bot.domain.closing.closing_slip import ClosingSlip, SlipEvidence, SlipMeasure
from bot.messages.text import cut, full_day, short_day

PAIR, PAIRS, STEP, THIRDS, QUARTERS = (26, 130), (26, 52, 26, 52), (28, 34, 36, 36, 22), (52, 52, 52), (39,) * 4
HEAD, PART = (156,), (16, 66, 30, 44)
TIGHT = 120  # signs from which on posts stand on the page no more
ROOM = 530  # points that the form may take on its page
SIGNS = (400, 240, 160, 120, 90, 60, 48, 34)  # of each text, until the page holds it
LISTED = (12, 8, 6, 4, 3, 2, 2, 1)  # proofs, and steps, in words
FEWEST = 4  # steps: one hands in, three agree
SIGNERS = ("责任领导（签字）", "整改办（盖章）", "党组书记（签字）")
ROLES_HEIGHT = 56


def closing_slip(slip: ClosingSlip) -> Paper:
    """The slip of a measure or a finding: texts are cut, and long lists summed up, as far as the page needs it."""
    forms = (tuple(_form(slip, signs, listed)) for signs, listed in zip(SIGNS, LISTED, strict=True))
    form = next((one for one in forms if height_of(one) <= ROOM), tuple(_form(slip, SIGNS[-1], LISTED[-1])))
    sources = tuple(step.entry for step in slip.steps)
    blocks = [
        title("整改销号单"),
        Block(Kind.FORM, form=form, sources=sources),
        *signed(slip.unit, slip.closed.date())[1:],
    ]
    return Paper(f"销号单（{slip.title}）", tuple(blocks), draft=False)


def _form(slip: ClosingSlip, signs: int, listed: int) -> Iterator[FormRow]:
    yield FormRow((Cell(f"{slip.title}　　{full_day(slip.closed.date())}"),), HEAD)
    if slip.reopened:
        yield _pair("重新打开", f"本项已于{full_day(slip.reopened.date())}重新打开，本单仅作历史记录。")
    if slip.finding:
        yield _pair("反馈问题", cut(sentence(slip.finding), signs))
    if slip.task:
        yield _pair("整改任务", cut(sentence(slip.task), signs // 2))
    if len(slip.measures) == 1:
        yield from _measure(slip.measures[0], signs)
    else:
        yield from _measures(slip.measures, signs)
    yield from _steps(slip, listed, signs)
    yield from _evidence(slip, listed)
    yield FormRow(tuple(Cell(f"{who}\n\n　　年　　月　　日", centred=True) for who in SIGNERS), THIRDS, ROLES_HEIGHT)
    if slip.anchor:
        yield _pair("台账校验号", slip.anchor)


def _pair(name: str, value: str) -> FormRow:
    return FormRow((Cell(name, label=True), Cell(value)), PAIR)


def _pairs(*words: str) -> FormRow:
    return FormRow(tuple(Cell(text, label=not place % 2) for place, text in enumerate(words)), PAIRS)


def _measure(measure: SlipMeasure, signs: int) -> Iterator[FormRow]:
    """What was to be done, by whom and until when, and what came of it."""
    yield _pair("整改措施", f"{measure.number}　{cut(sentence(measure.text), signs)}")
    yield _pairs("责任领导", "、".join(measure.leaders), "责任科室", "、".join(measure.departments))
    yield _pairs("经办人", "、".join(measure.owners), "目前状态", measure.stage)
    if measure.due:
        yield _pairs("完成时限", _due(measure), "办理时效", _timely(measure))
    yield _pair("核定情况", cut(sentence(unnamed(measure.result)), signs) if measure.result else "待补。")


def _due(measure: SlipMeasure) -> str:
    if not measure.due:
        return ""
    moved = (
        f"\n原时限{full_day(measure.first)}，累计延期{measure.extended}天" if measure.extended and measure.first else ""
    )
    return f"{full_day(measure.due)}{moved}"


def _timely(measure: SlipMeasure) -> str:
    """Whether it was handed in by its day, and how often it came back before."""
    back = f"，此前退回{measure.returned}次" if measure.returned else ""
    if not measure.reported:
        return back.lstrip("，")
    late = f"逾期{measure.late}天" if measure.late else "按期"
    return f"{full_day(measure.reported)}报告完成，{late}{back}"


def _measures(measures: Sequence[SlipMeasure], signs: int) -> Iterator[FormRow]:
    """The measures of a finding, a line each: the slip of each one has the rest."""
    heads = ("措施", "内容", "结果", "销号编号及办理时效")
    yield FormRow(tuple(Cell(head, label=True) for head in heads), PART)
    for one in measures:
        late = f"（逾期{one.late}天报告）" if one.late else ""
        back = f"（退回{one.returned}次）" if one.returned else ""
        facts = (one.number, cut(clause(one.text), signs // 2), one.stage, f"{one.closing}{late}{back}")
        yield FormRow(tuple(Cell(text) for text in facts), PART)


def _steps(slip: ClosingSlip, listed: int, signs: int) -> Iterator[FormRow]:
    heads = ("环节", "办理人", "日期", "意见", "日志")
    yield FormRow(tuple(Cell(head, label=True) for head in heads), STEP)
    left = slip.steps[: max(0, len(slip.steps) - max(listed, FEWEST))]
    if left:
        numbers = f"第{left[0].entry}号至第{left[-1].entry}号"
        yield _pair("此前环节", f"共{len(left)}步，自{short_day(left[0].at.date())}起，见日志{numbers}。")
    for step in slip.steps[len(left) :]:
        who = f"{step.name}（{step.post}）" if step.post and signs > TIGHT else step.name
        words = cut(clause(unnamed(step.words)), max(8, signs // 4))
        facts = (step.what, who, full_day(step.at.date()), words, f"第{step.entry}号")
        yield FormRow(tuple(Cell(text) for text in facts), STEP)
    if not slip.steps:
        yield _pair("办理过程", "日志中没有经手环节的记录。")


def _evidence(slip: ClosingSlip, listed: int) -> Iterator[FormRow]:
    """What proves it: in words, and the first pictures to look at."""
    if not slip.evidence:
        yield _pair("佐证材料", "没有附佐证材料。")
        return
    told = [f"{n}.{_proof(one)}" for n, one in enumerate(slip.evidence[:listed], 1)]
    more = f"；其余{len(slip.evidence) - listed}件见台账" if len(slip.evidence) > listed else ""
    yield _pair("佐证材料", f"共{len(slip.evidence)}件：{'；'.join(told)}{more}。")
    pictures = [(n, one.picture) for n, one in enumerate(slip.evidence, 1) if one.picture]
    if pictures:
        cells = [Cell(str(n), picture=picture) for n, picture in pictures[: len(QUARTERS)]]
        yield FormRow((*cells, *[Cell()] * (len(QUARTERS) - len(cells))), QUARTERS)


def _proof(evidence: SlipEvidence) -> str:
    said = cut(clause(unnamed(evidence.caption)), 24)
    about = "，".join(part for part in (said, evidence.sender, full_day(evidence.at.date())) if part)
    gone = "，原件已按保存期限清理" if evidence.expired else ""
    name = cut(clean(unnamed(evidence.name)), 20)
    return f"{'' if name.startswith(evidence.kind) else evidence.kind}{name}（{about}{gone}）"
