"""The flat sheet (明细) beside the printed ledger: a row a measure, a column a fact, to filter, sort and count."""

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from bot.documents.workbook.paper import DAY, PERCENT, Column, Value, lay_out, put
from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.support import SupportRow
from bot.messages.text import full_day, said_on
from bot.messages.wording import official
from bot.readers.plan.containers.document import GENERATED

SHEET = "明细"
USE = "供筛选、排序、统计；要改请改“整改台账”页，导入时不读本页"
NOTE = f"{GENERATED}，{USE}"  # how a sheet begins that an import passes over
BESIDE = "F1"  # behind the column that every sheet of paper repeats
ACROSS = 2  # sheets of paper side by side, so that it can be read
COLUMNS = (
    Column("轮次", 10, centred=True),
    Column("问题编号", 8, centred=True),
    Column("问题类别", 14),
    Column("反馈问题", 30),
    Column("措施编号", 9, centred=True),
    Column("措施简称", 18),
    Column("整改措施", 40),
    Column("责任领导", 10, centred=True),
    Column("牵头科室", 14, centred=True),
    Column("配合单位", 14, centred=True),
    Column("经办人", 10, centred=True),
    Column("时限原文", 16),
    Column("原时限", 12, centred=True, form=DAY),
    Column("完成时限", 12, centred=True, form=DAY),
    Column("延期（天）", 9, centred=True),
    Column("计入", 10, centred=True),
    Column("环节", 16, centred=True),
    Column("完成率", 8, centred=True, form=PERCENT),
    Column("逾期天数", 9, centred=True),
    Column("配合事项", 30),
    Column("配合逾期天数", 9, centred=True),
    Column("整改进展", 40),
    Column("进展日期", 12, centred=True, form=DAY),
    Column("核定情况", 40),
    Column("销号编号", 18, centred=True),
    Column("销号日期", 12, centred=True, form=DAY),
    Column("佐证数", 8, centred=True),
)


@dataclass(frozen=True)
class Proven:
    """What proves a measure: the closing that holds, and how many proofs stand."""

    closing: str = ""
    day: dt.date | None = None
    proofs: int = 0


NOTHING = Proven()


def put_detail(
    book: Any,
    register: Register,
    measures: Sequence[Measure],
    said: Mapping[str, RegisterRow],
    proven: Mapping[str, Proven],
) -> None:
    """Add the sheet to the book; it is locked, since what is changed there would not be read."""
    rows = [_row(register, said.get(one.id) or register.row(one), proven.get(one.id, NOTHING)) for one in measures]
    day = f"截至{full_day(register.today)}"
    sheet = lay_out(book, SHEET, COLUMNS, rows, below=(f"{GENERATED}　{day}", ""), large=True)
    put(sheet[BESIDE], USE)
    sheet[BESIDE].font = copy(sheet["A1"].font)
    sheet.page_setup.fitToWidth, sheet.print_title_cols = ACROSS, "E:E"
    sheet.protection.enable()
    sheet.protection.autoFilter = sheet.protection.sort = sheet.protection.formatColumns = False  # False: allowed


def _row(register: Register, row: RegisterRow, proven: Proven) -> tuple[Value, ...]:
    measure, finding = row.measure, register.finding[row.measure.finding]
    first, now = measure.deadline.first, measure.due
    return (
        register.rounds.get(measure.plan, ""),
        finding.number,
        finding.category,
        finding.text,
        measure.number,
        measure.called,
        measure.text,
        "、".join(row.leaders),
        "、".join(measure.departments),
        "、".join(measure.support),
        "、".join(row.owners),
        measure.deadline.words,
        first or now,
        now,
        (now - first).days if now and first else 0,
        official(f"status.part.{row.part}"),
        official(f"status.stage.{measure.stage}"),
        share_done(measure),
        row.standing.late,
        "\n".join(lent(one) for one in row.support),
        max((one.late for one in row.support), default=0),
        said_on(official, row.said.words, row.said.waiting) if row.said else "",
        row.said.day if row.said else None,
        measure.approved_result,
        proven.closing,
        proven.day,
        proven.proofs,
    )


def lent(row: SupportRow) -> str:
    """What a supporting body is to do by when, and how that stands: 水环境股：提供清单，2025年4月10日前，逾期3天."""
    late, open_ = f"逾期{row.late}天" if row.late else "", "未答复" if row.share.is_open else "已答复"
    return f"{row.share.about}：{row.share.words}，{full_day(row.share.answer_by)}前，{late or open_}"


def share_done(measure: Measure) -> float | None:
    """How much of it is done, as was said of the whole; what is closed is done."""
    if measure.stage is Stage.CLOSED:
        return 1.0
    return None if measure.percent is None else measure.percent / 100
