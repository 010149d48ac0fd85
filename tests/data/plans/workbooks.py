"""Workbooks of the corpus (.xlsx, .xlsm), each in another layout."""

import datetime as dt
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.data.plans.round import (
    FEEDBACK,
    MEASURES,
    ROUND,
    TEAM,
    TITLE,
    UNIT,
    F,
    M,
    d,
    expected,
    rewritten,
    with_measures,
)

Made = tuple[bytes, dict[str, Any]]
HEAD = (
    "问题编号",
    "问题类别",
    "反馈问题",
    "措施编号",
    "整改措施",
    "责任领导",
    "牵头科室",
    "配合单位",
    "经办人",
    "完成时限",
)
BASICS: dict[str, Any] = {"unit": UNIT, "team": TEAM, "feedback": FEEDBACK}


def j(names: Iterable[str], sign: str = "、") -> str:
    """Names in one cell."""
    return sign.join(names)


def row_of(f: F, m: M) -> list[Any]:
    """A measure under the plain head."""
    people = (j(m.leaders), j(m.departments), j(m.support), j(m.owners))
    return [int(f.number), f.category, f.text, m.number, m.text, *people, m.due]


def book(name: str = "整改台账") -> tuple[openpyxl.Workbook, Worksheet]:
    """An empty workbook with one sheet of that name."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = name
    return made, sheet


def saved(made: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def basics_sheet(made: openpyxl.Workbook) -> None:
    """The sheet 基本信息."""
    sheet = made.create_sheet("基本信息")
    for row in (("单位", UNIT), ("巡察组", TEAM), ("反馈日期", FEEDBACK), ("集中整改截止", d(8, 20))):
        sheet.append(list(row))


def down(sheet: Worksheet, column: str, first: int, last: int) -> None:
    """Merge cells of a column."""
    if last > first:
        sheet.merge_cells(f"{column}{first}:{column}{last}")


def plain() -> Made:
    """The ledger as our own export makes it, with people and basics on further sheets."""
    made, sheet = book()
    sheet.append(list(HEAD))
    for f in ROUND:
        for m in f.measures:
            sheet.append(row_of(f, m))
    people = made.create_sheet("人员名单")
    people.append(["姓名", "职务", "科室", "角色"])
    for name in dict.fromkeys(name for m in MEASURES for name in (*m.leaders, *m.owners)):
        people.append([name, "副局长" if name in {"顾长河", "殷文渊"} else "干部", "局机关", "经办人"])
    basics_sheet(made)
    return saved(made), expected(**BASICS, concentrated_until=d(8, 20), problem_count=0, people=9)


def two_row_head() -> Made:
    """Title and unit rows above a head of two rows; findings merged over their measures."""
    made, sheet = book("Sheet1")
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:J1")
    sheet["A2"] = f"填报单位：{UNIT}"
    sheet["G2"] = "填报日期：2025年3月5日"
    sheet["A3"] = "反馈时间：2025年2月20日"
    for column, text in zip(
        "ABCDEI", ("序号", "问题类别", "存在问题", "整改目标", "整改措施", "整改时限"), strict=True
    ):
        sheet[f"{column}4"] = text
        sheet.merge_cells(f"{column}4:{column}5")
    sheet["F4"] = "责任分工"
    sheet.merge_cells("F4:H4")
    for column, text in zip("FGH", ("分管领导", "责任科室", "具体责任人"), strict=True):
        sheet[f"{column}5"] = text
    sheet["J4"] = "备注"
    sheet.merge_cells("J4:J5")
    row = 6
    for f in ROUND:
        first = row
        for m in f.measures:
            cells = (f.number, f.category, f.text, f.task, m.text, j(m.leaders), j(m.departments), j(m.owners), m.words)
            for column, text in zip("ABCDEFGHI", cells, strict=True):
                if column not in "ABCD" or row == first:
                    sheet[f"{column}{row}"] = text
            row += 1
        for column in "ABCD":
            down(sheet, column, first, row - 1)
    return saved(made), expected(rewritten(support=()), unit=UNIT, title=TITLE, feedback=FEEDBACK)


def repeated_head() -> Made:
    """The head stands again on each printed page; categories are rows of their own, totals and notes stand below."""
    made, sheet = book()
    sheet.append(["整改任务清单"])
    sheet.merge_cells("A1:H1")
    head = ["编号", "具体问题", "整改举措", "牵头领导", "责任单位", "协办单位", "承办人", "办结时限"]
    category = ""
    for n, f in enumerate(ROUND):
        if n in {0, 2}:
            sheet.append(head)
        if f.category != category:
            category = f.category
            sheet.append([f"{'一二三'[len({g.category for g in ROUND[:n]})]}、{category}"])
            sheet.merge_cells(f"A{sheet.max_row}:H{sheet.max_row}")
        first = sheet.max_row + 1
        for k, m in enumerate(f.measures, 1):
            people = (j(m.leaders), j(m.departments), j(m.support), j(m.owners), m.words)
            sheet.append([f"（{'一二三四'[n]}）", f.text, f"{k}.{m.text}", *people])
        for column in "AB":
            down(sheet, column, first, sheet.max_row)
    sheet.append(["合计", "4个问题", "9条措施"])
    sheet.append(["注：本表由整改办负责解释，措施调整须报党组同意。"])
    return saved(made), expected(problem_count=0)


def one_cell() -> Made:
    """All measures of a finding in one cell (1. 2.), with a deadline for each in one other cell."""
    made, sheet = book()
    sheet.append(["序号", "反馈问题", "整改措施", "责任领导", "责任部门", "完成时限"])
    for f in ROUND:
        texts = "\n".join(f"{k}.{m.text}" for k, m in enumerate(f.measures, 1))
        days = "\n".join(f"{k}.{m.words}" for k, m in enumerate(f.measures, 1))
        offices = "；".join(f"{k}.{j(m.departments)}" for k, m in enumerate(f.measures, 1))
        sheet.append([int(f.number), f.text, texts, j(f.measures[0].leaders), offices, days])
    return saved(made), expected(rewritten(support=(), owners=()), category=False)


def circled() -> Made:
    """Measures as ①②③ in one line, one day for all of them; responsible people on lines of their own."""
    made, sheet = book()
    sheet.append(["问题序号", "问题表现", "整改任务", "工作措施", "责任领导及责任科室", "时间节点"])
    same = with_measures(
        {
            m.number: {"departments": f.measures[0].departments, "due": d(10, 31), "kind": "date"}
            for f in ROUND
            for m in f.measures
        }
    )
    for f in same:
        texts = "".join(f"{'①②③'[k]}{m.text.rstrip('。')}；" for k, m in enumerate(f.measures))
        sheet.append(
            [
                f"问题{f.number}",
                f.text,
                f.task,
                texts,
                f"{j(f.measures[0].leaders)}\n{j(f.measures[0].departments)}",
                "2025年10月底前",
            ]
        )
    findings = tuple(
        replace(f, measures=tuple(replace(m, text=m.text.rstrip("。"), support=(), owners=()) for m in f.measures))
        for f in same
    )
    return saved(made), expected(findings, category=False)


def lines() -> Made:
    """One measure on each line of a cell, and as many lines in the cells beside it."""
    made, sheet = book()
    sheet.append(["反馈问题", "具体措施", "责任领导", "责任股室", "经办人", "完成时间"])
    for f in ROUND:
        sheet.append(
            [
                f"{f.number}.{f.text}",
                "\n".join(m.text for m in f.measures),
                j(f.measures[0].leaders),
                "\n".join(j(m.departments) for m in f.measures),
                "\n".join(j(m.owners) for m in f.measures),
                "\n".join(m.words for m in f.measures),
            ],
        )
    return saved(made), expected(rewritten(support=()), category=False)


def three_lists() -> Made:
    """问题清单, 任务清单 and 责任清单 on three sheets, joined by number."""
    made, findings = book("问题清单")
    findings.append(["问题编号", "类别", "反馈问题"])
    tasks = made.create_sheet("任务清单")
    tasks.append(["问题编号", "整改任务", "措施编号", "整改措施"])
    roles = made.create_sheet("责任清单")
    roles.append(["措施编号", "责任领导", "责任科室", "配合科室", "经办人", "完成时限"])
    for f in ROUND:
        findings.append([f.number, f.category, f.text])
        for m in f.measures:
            tasks.append([f.number, f.task, m.number, m.text])
            roles.append([m.number, j(m.leaders), j(m.departments), j(m.support), j(m.owners), m.due])
    return saved(made), expected(problem_count=0)


def sheet_each() -> Made:
    """One sheet for each finding: the finding above, its measures in a table below."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for f in ROUND:
        sheet = made.create_sheet(f"问题{f.number}")
        sheet.append([f"问题{f.number}整改情况表"])
        sheet.merge_cells("A1:F1")
        sheet.append(["问题类别", f.category])
        sheet.append(["反馈问题", f.text])
        sheet.append(["序号", "整改措施", "责任领导", "牵头科室", "经办人", "完成时限"])
        for k, m in enumerate(f.measures, 1):
            sheet.append([k, m.text, j(m.leaders), j(m.departments), j(m.owners), m.due])
    return saved(made), expected(rewritten(support=()))


def forms() -> Made:
    """One form for each finding, one below the other on one sheet."""
    made, sheet = book("整改表")
    for f in ROUND:
        first = f.measures[0]
        sheet.append(["巡察反馈问题整改登记表"])
        sheet.merge_cells(f"A{sheet.max_row}:D{sheet.max_row}")
        sheet.append(["问题编号", f.number, "问题类别", f.category])
        for label, text in (
            ("反馈问题", f.text),
            ("整改措施", "\n".join(f"{k}、{m.text}" for k, m in enumerate(f.measures, 1))),
            ("完成时限", "\n".join(f"{k}、{m.words}" for k, m in enumerate(f.measures, 1))),
        ):
            sheet.append([label, text])
            sheet.merge_cells(f"B{sheet.max_row}:D{sheet.max_row}")
        sheet.append(["责任领导", j(first.leaders), "责任科室", j(first.departments)])
        sheet.append(["配合单位", None, "经办人", j(first.owners)])
        sheet.append([])
    same = tuple(
        replace(
            f,
            measures=tuple(
                replace(m, departments=f.measures[0].departments, owners=f.measures[0].owners, support=())
                for m in f.measures
            ),
        )
        for f in ROUND
    )
    return saved(made), expected(same)


def hidden() -> Made:
    """A hidden row, a hidden column and a hidden sheet are not part of what the office sees."""
    made, sheet = book()
    sheet.append([*HEAD[:9], "内部意见", HEAD[9]])
    for f in ROUND:
        for m in f.measures:
            cells = row_of(f, m)
            sheet.append([*cells[:9], "暂不公开", cells[9]])
    sheet.append(
        [
            4,
            "内部管理方面",
            ROUND[3].text,
            "4-3",
            "（草稿）拟取消的措施。",
            "殷文渊",
            "财务股",
            "",
            "陶然",
            "",
            d(12, 1),
        ]
    )
    sheet.row_dimensions[sheet.max_row].hidden = True
    sheet.column_dimensions["J"].hidden = True
    old = made.create_sheet("旧稿")
    old.append(list(HEAD))
    old.append(row_of(ROUND[0], ROUND[0].measures[0]))
    old.sheet_state = "hidden"
    problems = (("整改台账", "隐藏的行没有读入：第11行"), ("整改台账", "隐藏的列没有读入：J列"), ("旧稿", "隐藏"))
    return saved(made), expected(problems=problems)


def filtered() -> Made:
    """Rows that only a filter hides belong to the ledger."""
    made, sheet = book()
    sheet.append(list(HEAD))
    for f in ROUND:
        for m in f.measures:
            sheet.append(row_of(f, m))
    sheet.auto_filter.ref = "A1:J10"
    sheet.auto_filter.add_filter_column(5, ["顾长河"])
    for row in (2, 3, 7, 8, 9, 10):
        sheet.row_dimensions[row].hidden = True
    return saved(made), expected(problems=(("整改台账", "被筛选隐藏，已照常读入"),))


def struck() -> Made:
    """Struck words are deleted words; comments are not read; a formula without a value is missing."""
    made, sheet = book()
    sheet.append(list(HEAD))
    for f in ROUND:
        for m in f.measures:
            sheet.append(row_of(f, m))
    sheet.append(
        [4, ROUND[3].category, ROUND[3].text, "4-3", "压减会议经费。", "殷文渊", "财务股", "", "陶然", d(8, 1)]
    )
    for cell in sheet[11]:
        cell.font = Font(strike=True)
    sheet["I5"] = CellRichText(TextBlock(InlineFont(strike=True), "何大水、"), "倪川")
    sheet["E2"].comment = Comment("领导批注：再具体一些", "整改办")
    sheet["J10"] = "=DATE(2025,12,31)"
    findings = with_measures({"4-2": {"due": "", "kind": "none"}})
    problems = (
        ("整改台账", "删除线"),
        ("整改台账", "批注内容没有读入：E2"),
        ("整改台账!J10", "没有保存计算结果"),
        ("整改台账!J10", "没有写完成时限"),
    )
    return saved(made), expected(findings, problems=problems)


def ditto() -> Made:
    """同上 in some cells, blanks meaning the same in others."""
    made, sheet = book()
    sheet.append(["序号", "问题", "措施", "责任领导", "责任部门", "经办人", "时限"])
    before: list[str] = []
    for f in ROUND:
        for k, m in enumerate(f.measures):
            cells = [j(m.leaders), j(m.departments), j(m.owners), m.words]
            shown = (
                ["同上" if before and word == old else word for word, old in zip(cells, before, strict=False)]
                if before
                else cells
            )
            if k:
                shown = ["" if word == "同上" and n == 1 else word for n, word in enumerate(shown)]
            sheet.append(
                [f.number if k == 0 else None, f.text if k == 0 else None, m.text, *(word or None for word in shown)]
            )
            before = cells
    return saved(made), expected(rewritten(support=()), category=False, problems=(("整改台账", "空白格按“同上”读取"),))


def other_names() -> Made:
    """Columns in another order under other names; posts, telephones, blanks inside names; a column that counts rows."""
    made, sheet = book("明细")
    sheet.append(
        [
            "序号",
            "整改期限",
            "包案领导",
            "联络员",
            "牵头单位",
            "协助单位",
            "整改措施",
            "问题描述",
            "所属类别",
            "佐证材料",
            "联系电话",
        ]
    )
    count = 0
    for f in ROUND:
        for m in f.measures:
            count += 1
            leader = f"{m.leaders[0]}（党组成员、副局长）"
            owners = "；".join(
                f"{name[0]} {name[1]}（13800001111）" if len(name) == 2 else f"{name} 13900002222" for name in m.owners
            )
            offices = j(m.departments, "／")
            sheet.append(
                [
                    count,
                    m.words.replace("2025", "２０２５"),
                    leader,
                    owners,
                    offices,
                    j(m.support, " "),
                    m.text,
                    f.text,
                    f.category,
                    "有",
                    "0999-1234567",
                ]
            )
    return saved(made), expected()


def dates() -> Made:
    """Days as real dates, as serial numbers, in formats without a day, as text in many wordings."""
    made, sheet = book()
    sheet.append(["序号", "反馈问题", "整改措施", "责任领导", "责任科室", "完成时限"])
    cells: tuple[tuple[Any, str, dt.date | str, str], ...] = (
        (dt.datetime(2025, 6, 30), "yyyy-mm-dd", d(6, 30), "date"),  # noqa: DTZ001 - a cell's date has no zone
        (dt.datetime(2025, 8, 1), 'yyyy"年"m"月"', d(8, 31), "date"),  # noqa: DTZ001 - as above
        (45930, "General", d(9, 30), "date"),
        ("45930", "@", d(9, 30), "date"),
        ("2025.10.31", "General", d(10, 31), "date"),
        ("2025年底前", "General", d(12, 31), "date"),
        ("立行立改", "General", "", "immediate"),
        ("长期坚持", "General", "", "ongoing"),
        ("2025年2月30日前", "General", "", "invalid"),
        ("待定", "General", "", "none"),
        ("6月底前", "General", d(6, 30), "date"),
        (None, "General", "", "none"),
    )
    measures = []
    for k, (value, form, due, kind) in enumerate(cells, 1):
        text = f"第{k}项工作按要求落实到位。".replace("第", "把第")
        sheet.append([1, ROUND[2].text, text, "殷文渊", "河湖股", value])
        sheet.cell(k + 1, 6).number_format = form
        measures.append(M(f"1-{k}", text, ("殷文渊",), ("河湖股",), (), (), due, kind))
    basics_sheet(made)
    finding = F("1", "", ROUND[2].text, "", tuple(measures))
    problems = (("整改台账!F10", "不是有效的日期"), ("整改台账!F11", "待定"), ("整改台账!F13", "没有写完成时限"))
    return saved(made), expected((finding,), problems=problems, **BASICS)


def in_use() -> Made:
    """A ledger in use: states and progress are words that nobody verified."""
    made, sheet = book()
    sheet.append([*HEAD, "整改状态", "进展情况"])
    words = {"1-2": "已完成", "2-1": "已完成", "2-2": "推进中", "3-1": "未启动"}
    for f in ROUND:
        for m in f.measures:
            sheet.append([*row_of(f, m), words.get(m.number), "按计划推进" if m.number == "2-2" else None])
    return saved(made), expected(with_measures({number: {"status": word} for number, word in words.items()}))


def numbers() -> Made:
    """Numbers in Chinese; one stands twice, one is left out: both are said, nothing is merged."""
    made, sheet = book()
    sheet.append(list(HEAD))
    signs = {"1": "一", "2": "二", "3": "二", "4": "五"}
    changed: list[F] = []
    for f in ROUND:
        sign = signs[f.number]
        number = {"一": "1", "二": "2", "五": "5"}[sign]
        measures = []
        for k, m in enumerate(f.measures, 1):
            sheet.append([f"（{sign}）", f.category, f.text, f"{sign}—{k}", *row_of(f, m)[4:]])
            measures.append(replace(m, number=f"{number}-{k}"))
        changed.append(replace(f, number=number, measures=tuple(measures)))
    problems = (
        ("整改台账!C7", "问题编号2与整改台账!C4重复"),
        ("整改台账!E7", "措施编号2-1与"),
        ("", "问题编号不连续，缺少：3、4"),
    )
    return saved(made), expected(tuple(changed), problems=problems)


def responsible(*, beside: bool) -> Made:
    """责任人 is the leader where it stands alone, the clerk where a 分管领导 stands beside it."""
    made, sheet = book()
    sheet.append(["序号", "反馈问题", "整改措施", *(["分管领导"] if beside else []), "责任人", "责任单位", "完成时限"])
    for f in ROUND:
        for m in f.measures:
            people = [j(m.leaders), j(m.owners)] if beside else [j(m.leaders)]
            sheet.append([f.number, f.text, m.text, *people, j(m.departments), m.due])
    findings = rewritten(support=()) if beside else rewritten(support=(), owners=())
    return saved(made), expected(findings, category=False)


def roles_in_one() -> Made:
    """One column of roles whose cells carry labels of their own."""
    made, sheet = book()
    sheet.append(["序号", "反馈问题", "整改措施", "责任落实", "完成时限"])
    for f in ROUND:
        for m in f.measures:
            duty = (
                f"责任领导：{j(m.leaders)}\n牵头单位：{j(m.departments)}\n"
                + (f"配合单位：{j(m.support)}\n" if m.support else "")
                + f"经办人：{j(m.owners)}"
            )
            sheet.append([f.number, f.text, m.text, duty, m.words])
    return saved(made), expected(category=False)


def stacked_lists() -> Made:
    """The three lists below each other on one sheet; a row of roles without a measure is said."""
    made, sheet = book("三张清单")
    sheet.append(["一、问题清单"])
    sheet.append(["序号", "问题类别", "反馈问题"])
    for f in ROUND:
        sheet.append([int(f.number), f.category, f.text])
    sheet.append(["二、任务清单"])
    sheet.append(["问题序号", "整改任务", "措施编号", "整改措施"])
    for f in ROUND:
        for m in f.measures:
            sheet.append([int(f.number), f.task, m.number, m.text])
    sheet.append(["三、责任清单"])
    sheet.append(["措施编号", "责任领导", "责任科室", "配合科室", "经办人", "完成时限"])
    for m in MEASURES:
        sheet.append([m.number, j(m.leaders), j(m.departments), j(m.support), j(m.owners), m.words])
    sheet.append(["4-9", "殷文渊", "财务股", None, "陶然", "长期坚持"])
    for cell in ("A1", "A7", "A18"):
        sheet.merge_cells(f"{cell}:F{cell[1:]}")
    return saved(made), expected(problems=(("三张清单", "4-9在措施清单中没有对应的措施"),))


def by_day() -> Made:
    """Sorted by day, so that rows of one finding stand apart; the title stands again; signatures below."""
    made, sheet = book()
    sheet.append([f"{TITLE}（共4个问题9条措施）"])
    sheet.append([f"单位：{UNIT}（盖章）"])
    sheet.append(list(HEAD))
    rows = [row_of(f, m) for f in ROUND for m in f.measures]
    order = (1, 3, 0, 5, 7, 6, 4, 2, 8)
    for n, k in enumerate(order):
        if n == 5:
            sheet.append([f"{TITLE}（续）"])
            sheet.merge_cells(f"A{sheet.max_row}:J{sheet.max_row}")
        sheet.append(rows[k])
    sheet.append(["填表人：苏晴", None, None, None, "审核人：方敬之", None, "联系电话：0999-1234567"])
    sheet.append(["单位（盖章）："])
    sheet.merge_cells("A1:J1")
    found: dict[str, list[M]] = {}
    for k in order:
        found.setdefault(MEASURES[k].number[0], []).append(MEASURES[k])
    findings = tuple(replace(ROUND[int(number) - 1], measures=tuple(measures)) for number, measures in found.items())
    return saved(made), expected(findings, unit=UNIT, title=TITLE, problem_count=0)


def banners() -> Made:
    """No column for findings: they and their categories are rows across the table."""
    made, sheet = book()
    sheet.append(["序号", "整改措施", "责任领导", "责任科室", "配合科室", "经办人", "完成时限"])
    category = ""
    for f in ROUND:
        titles = [f"【{f.category}】"] if f.category != category else []
        category = f.category
        for title in (*titles, f"问题{'一二三四'[int(f.number) - 1]}：{f.text}"):
            sheet.append([title.replace("【", "类别：").rstrip("】")])
            sheet.merge_cells(f"A{sheet.max_row}:G{sheet.max_row}")
        for k, m in enumerate(f.measures, 1):
            sheet.append([k, m.text, j(m.leaders), j(m.departments), j(m.support), j(m.owners), m.words])
    return saved(made), expected(problem_count=0)


def gaps() -> Made:
    """Cells that are missing are named one by one, and nothing is taken from the row above."""
    made, sheet = book()
    sheet.append(list(HEAD))
    for f in ROUND:
        for m in f.measures:
            sheet.append(row_of(f, m))
    for place in ("F3", "G4", "I5", "J6", "E8"):
        sheet[place] = None
    changes: dict[str, dict[str, Any]] = {
        "1-2": {"leaders": ()},
        "2-1": {"departments": ()},
        "2-2": {"owners": ()},
        "2-3": {"due": "", "kind": "none"},
        "3-2": {"text": ""},
    }
    problems = (
        ("整改台账!F3", "没有写责任领导"),
        ("整改台账!G4", "没有写责任科室"),
        ("整改台账!I5", "没有写经办人"),
        ("整改台账!J6", "没有写完成时限"),
        ("整改台账!E8", "没有写措施的内容"),
    )
    return saved(made), expected(with_measures(changes), problems=problems)


WORKBOOKS: dict[str, Callable[[], Made]] = {
    "01_标准台账.xlsx": plain,
    "02_两行表头.xlsx": two_row_head,
    "03_重复表头.xlsx": repeated_head,
    "04_一格多条.xlsx": one_cell,
    "05_圈码.xlsx": circled,
    "06_分行.xlsx": lines,
    "07_三张清单.xlsx": three_lists,
    "08_一问一表.xlsx": sheet_each,
    "09_登记表.xlsx": forms,
    "10_隐藏.xlsx": hidden,
    "11_筛选.xlsx": filtered,
    "12_删除线.xlsx": struck,
    "13_同上.xlsx": ditto,
    "14_别名乱序.xlsx": other_names,
    "15_各种时限.xlsx": dates,
    "16_在用台账.xlsm": in_use,
    "17_编号.xlsx": numbers,
    "18_责任人单列.xlsx": lambda: responsible(beside=False),
    "19_责任人并列.xlsx": lambda: responsible(beside=True),
    "20_责任合一.xlsx": roles_in_one,
    "33_清单同表.xlsx": stacked_lists,
    "34_按时限排序.xlsx": by_day,
    "35_通栏问题.xlsx": banners,
    "36_缺项.xlsx": gaps,
}
