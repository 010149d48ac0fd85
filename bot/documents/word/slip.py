"""The closing slip (销号单): what was asked, by which steps it was closed, on which evidence."""

from collections.abc import Iterator

from bot.documents.clean import clean
from bot.documents.word.block import Block, Kind, Paper, anchored, body, clause, one, sentence, signed, title
from bot.domain.closing.closing_slip import ClosingSlip, SlipEvidence, SlipMeasure
from bot.messages.text import full_day


def closing_slip(slip: ClosingSlip) -> Paper:
    """The slip of a measure or a finding."""
    blocks = [
        title("整改销号单"),
        Block(Kind.BLANK),
        body(f"为留存整改情况，现将编号{slip.title}事项的办理过程和佐证材料记录如下。"),
        one(1, "基本情况"),
        *(_facts(slip, measure) for measure in slip.measures),
        one(2, "办理过程"),
        _steps(slip),
        one(3, "佐证材料"),
        *_evidence(slip),
    ]
    if slip.reopened:
        blocks += [one(4, "重新打开"), body(f"本项已于{full_day(slip.reopened.date())}重新打开，本单仅作历史记录。")]
    blocks += anchored(slip.anchor)
    blocks += signed(slip.unit, slip.closed.date())
    return Paper(f"销号单（{slip.title}）", tuple(blocks), draft=False)


def _facts(slip: ClosingSlip, measure: SlipMeasure) -> Block:
    moved = (
        f"，原时限{full_day(measure.first)}，累计延期{measure.extended}天" if measure.extended and measure.first else ""
    )
    rows = (
        ("反馈问题", slip.finding),
        ("整改任务", slip.task),
        (f"措施{measure.number}", measure.text),
        ("责任领导", "、".join(measure.leaders)),
        ("责任科室", "、".join(measure.departments)),
        ("经办人", "、".join(measure.owners)),
        ("完成时限", f"{full_day(measure.due)}{moved}" if measure.due else ""),
        ("核定情况", sentence(measure.result) if measure.result else ""),
        ("目前状态", measure.stage),
    )
    return Block(Kind.GRID, rows=(("项目", "内容"), *((name, clean(value)) for name, value in rows if value)))


def _steps(slip: ClosingSlip) -> Block:
    if not slip.steps:
        return body("日志中没有经手环节的记录。")
    head = ("时间", "环节", "办理人", "意见", "日志")
    rows = [
        (
            f"{full_day(step.at.date())}",
            step.what,
            f"{step.name}（{step.post}）" if step.post else step.name,
            clause(step.words),
            f"第{step.entry}号",
        )
        for step in slip.steps
    ]
    return Block(Kind.GRID, rows=(head, *rows), sources=tuple(step.entry for step in slip.steps))


def _evidence(slip: ClosingSlip) -> Iterator[Block]:
    if not slip.evidence:
        yield body("没有附佐证材料。")
        return
    head = ("种类", "名称", "说明", "提交人", "提交日期")
    rows = [(p.kind, clean(p.name), _about(p), p.sender, full_day(p.at.date())) for p in slip.evidence]
    yield Block(Kind.GRID, rows=(head, *rows))


def _about(evidence: SlipEvidence) -> str:
    """What its sender said of it, and that its file is kept no longer."""
    said = clause(evidence.caption)
    return f"{said}（原件已按保存期限清理）" if evidence.expired else said
