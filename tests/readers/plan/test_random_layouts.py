"""A random ledger in a random layout is read back whole, or what is lost is listed."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

import docx
import openpyxl
import pytest

from bot.domain.imports.draft import PlanDraft
from bot.messages.imports.problems import problem_words
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan
from tests.readers.plan.test_field_layouts import READ_ON, saved

WORDING = load_wording()
HEADS = {
    "number": ("序号", "编号", "问题编号"),
    "finding": ("反馈问题", "存在问题", "审计查出问题", "隐患问题描述", "具体表现", "短板弱项"),
    "measure": ("整改措施", "整改举措", "工作措施", "改进措施", "整改建议"),
    "leader": ("责任领导", "分管领导", "包案领导", "牵头领导"),
    "department": ("责任科室", "牵头科室", "责任单位", "所属部门"),
    "owner": ("经办人", "具体责任人", "联络员", "承办人"),
    "due": ("完成时限", "整改时限", "办结时限", "计划完成时间", "要在啥时候完成"),
}
EXTRA = ("备注", "红绿灯", "资金来源", "督导单位", "1月", "检查日期")
PEOPLE = ("柏榆", "祁川", "翁苇", "苏荷", "沈棠", "陆舟", "温岚", "顾湘")
OFFICES = ("财务股", "工程股", "办公室", "人事股", "环卫所", "执法大队")
DAYS = (
    ("2026年4月底前", "2026-04-30"),
    ("2026-05-15", "2026-05-15"),
    ("2026年6月30日前", "2026-06-30"),
    ("立行立改", ""),
    ("长期坚持", ""),
)
THINGS = ("台账", "围挡", "路灯", "管网", "档案", "公厕", "步道", "泵站", "票据", "合同", "仓库", "站牌")
FAULTS = ("管理混乱", "长期破损", "更新迟缓", "登记不全", "无人值守", "超期未检")
DEEDS = ("更换", "清理", "补建", "修缮", "公示", "抽查")


@dataclass
class Row:
    """One measure as it is meant."""

    finding: str
    text: str
    leaders: tuple[str, ...]
    departments: tuple[str, ...]
    owners: tuple[str, ...]
    due: tuple[str, str]


@dataclass
class Laid:
    """A grid of cells, merges of its first columns, and whether values of several measures share a row."""

    grid: list[list[str]]
    merges: list[tuple[int, int, int]]


def ledger(dice: random.Random) -> list[Row]:
    """Some findings with some measures."""
    rows = []
    for thing in dice.sample(THINGS, dice.randint(1, 4)):
        finding = f"{thing}{dice.choice(FAULTS)}"
        for _ in range(dice.randint(1, 3)):
            text = f"{dice.choice(DEEDS)}{dice.choice(THINGS)}{dice.randint(2, 99)}处"
            who = dice.sample(PEOPLE, 3)
            people = (
                tuple(who[:1]),
                tuple(dice.sample(OFFICES, dice.randint(1, 2))),
                tuple(who[1 : dice.randint(2, 3)]),
            )
            rows.append(Row(finding, text, *people, dice.choice(DAYS)))
    return rows


def laid_out(dice: random.Random, rows: list[Row], heads: dict[str, str], order: list[str]) -> Laid:
    """The rows under the heads, findings merged, repeated or left blank."""
    sign = dice.choice("、，\n/")
    how = dice.choice(("merged", "repeated", "blank"))
    extra = dice.choice(EXTRA) if dice.random() < 0.5 else ""
    grid = [[heads[name] for name in order] + ([extra] if extra else [])]
    merges = []
    number, before, start = 0, "", 0
    for row in rows:
        again = row.finding == before
        number += not again
        cells = {
            "number": "" if again and how != "repeated" else str(number),
            "finding": "" if again and how != "repeated" else row.finding,
            "measure": row.text,
            "leader": sign.join(row.leaders),
            "department": sign.join(row.departments),
            "owner": sign.join(row.owners),
            "due": row.due[0],
        }
        if again and how == "merged":
            merges.append((start, len(grid), number))
        else:
            start = len(grid)
        grid.append([cells[name] for name in order] + ([f"另{row.text}"] if extra else []))
        before = row.finding
    if dice.random() < 0.3:
        grid.append(["合计", f"{len(rows)}条", *[""] * (len(grid[0]) - 2)])
    return Laid(grid, merges)


def written(dice: random.Random, rows: list[Row]) -> tuple[bytes, str]:
    """The ledger as some file."""
    heads = {name: dice.choice(known) for name, known in HEADS.items()}
    order = ["number", "finding", "measure", *dice.sample(["leader", "department", "owner", "due"], 4)]
    kind = dice.choice(("xlsx", "xlsx", "csv", "docx"))
    if kind == "csv":
        laid = laid_out(dice, rows, heads, order)
        stream = io.StringIO()
        csv.writer(stream).writerows(laid.grid)
        return stream.getvalue().encode(dice.choice(("utf-8", "gb18030"))), "台账.csv"
    findings = list(dict.fromkeys(row.finding for row in rows))
    cut = dice.randint(1, len(findings)) if kind == "xlsx" else len(findings)
    parts = [[r for r in rows if r.finding in group] for group in (findings[:cut], findings[cut:]) if group]
    if kind == "docx":
        return as_document(laid_out(dice, rows, heads, order)), "台账.docx"
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for place, part in enumerate(parts):
        sheet = made.create_sheet(f"表{place + 1}")
        laid = laid_out(dice, part, heads, order)
        if place and "number" in order:
            laid = renumbered(laid, cut)
        top = dice.randint(0, 2)
        for line in range(top):
            sheet.cell(line + 1, 1, ("某某县整改台账", "单位：某某局")[line])
        for r, words in enumerate(laid.grid, top + 1):
            for c, value in enumerate(words, 1):
                sheet.cell(r, c, value or None)
        for first, last, _ in widest(laid.merges):
            for column in (1, 2):
                sheet.merge_cells(
                    start_row=first + top + 1, end_row=last + top + 1, start_column=column, end_column=column
                )
    return saved(made), "台账.xlsx"


def widest(merges: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Of the growing ranges of each finding the last."""
    by_start = {merge[0]: merge for merge in merges}
    yield from by_start.values()


def renumbered(laid: Laid, add: int) -> Laid:
    """Numbers that go on from the sheet before."""
    body = [[str(int(row[0]) + add) if row[0].isdecimal() else row[0], *row[1:]] for row in laid.grid[1:]]
    return Laid([laid.grid[0], *body], laid.merges)


def as_document(laid: Laid) -> bytes:
    """The grid as a table of Word."""
    made = docx.Document()
    made.add_paragraph("某某县整改台账")
    table = made.add_table(len(laid.grid), len(laid.grid[0]))
    for r, row in enumerate(laid.grid):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    for first, last, _ in widest(laid.merges):
        for column in (0, 1):
            words = table.cell(first, column).text
            table.cell(first, column).merge(table.cell(last, column)).text = words
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def said(draft: PlanDraft) -> str:
    """Everything that is listed or asked."""
    listed = [f"{p.where} {problem_words(WORDING, p)}" for p in (*draft.problems, *draft.left)]
    asked = [f"{column.head} {' '.join(column.samples)}" for column in draft.columns if column.ask or not column.field]
    return "\n".join((*listed, *asked))


Read = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


def losses(rows: list[Row], draft: PlanDraft) -> list[Read]:
    """What is neither read as it is meant nor said, and what nobody meant."""
    left: list[Read] = [
        (f.text, m.text, m.leaders, m.departments, m.owners, str(m.deadline.date or ""))
        for f in draft.findings
        for m in f.measures
    ]
    words = said(draft)
    silent: list[Read] = []
    for row in rows:
        meant: Read = (row.finding, row.text, row.leaders, row.departments, row.owners, row.due[1])
        if meant in left:
            left.remove(meant)
        elif row.text not in words and row.finding not in words:
            silent.append(meant)
    known = {row.text for row in rows}
    return silent + [read for read in left if read[1] not in known]


@pytest.mark.parametrize("seed", range(80))
def test_a_random_ledger_is_read_back_whole_or_its_loss_is_listed(seed: int) -> None:
    """Whatever the heads are called, however cells are merged, and in whatever file it stands."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    rows = ledger(dice)
    data, name = written(dice, rows)
    draft = read_plan(data, name, reference=READ_ON)
    assert losses(rows, draft) == []
