"""Word documents, old workbooks, delimited text, HTML and running text of the corpus."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import xlwt
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.data.plans.round import FEEDBACK, ROUND, TEAM, TITLE, UNIT, F, expected, rewritten
from tests.data.plans.workbooks import HEAD, Made, j, row_of


def _word(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def old_workbook() -> Made:
    """A workbook of Excel 2003 with merged cells, real dates, a hidden row and struck words."""
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("整改台账")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    struck = xlwt.easyxf("font: struck_out on")
    for column, text in enumerate(HEAD):
        sheet.write(0, column, text)
    row = 1
    for f in ROUND:
        first = row
        for m in f.measures:
            for column, value in enumerate(row_of(f, m)[3:], 3):
                if isinstance(value, dt.date):
                    sheet.write(row, column, value, day)
                else:
                    sheet.write(row, column, value)
            row += 1
        for column, value in enumerate(row_of(f, f.measures[0])[:3]):
            sheet.write_merge(first, row - 1, column, column, value)
    sheet.write(row, 3, "4-3")
    sheet.write(row, 4, "作废的措施。", struck)
    sheet.row(row + 1).hidden = True
    sheet.write(row + 1, 4, "隐藏的措施。")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue(), expected(problems=(("整改台账", "隐藏的行没有读入：第12行"), ("整改台账", "删除线")))


def delimited(*, coding: str, delimiter: str) -> Made:
    """A merged workbook saved as delimited text: merges are lost, blanks mean the same as above."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([TITLE, *[""] * 8])
    writer.writerow(["序号", "问题类别", "反馈问题", "整改措施", "责任分工", "", "", "", "完成时限"])
    writer.writerow(["", "", "", "", "责任领导", "责任科室", "配合单位", "经办人", ""])
    category = ""
    for f in ROUND:
        for k, m in enumerate(f.measures):
            shown = f.category if f.category != category else ""
            category = f.category
            writer.writerow(
                [
                    "" if k else f.number,
                    shown,
                    "" if k else f.text,
                    f"{k + 1}、{m.text}",
                    "" if k else j(m.leaders),
                    j(m.departments),
                    j(m.support) or "无",
                    j(m.owners),
                    m.words,
                ],
            )
    return stream.getvalue().encode(coding), expected(title=TITLE, problems=(("", "空白格按“同上”读取"),))


def page() -> Made:
    """An HTML table saved under the name .xls, as many systems export it."""
    rows = []
    for f in ROUND:
        for k, m in enumerate(f.measures):
            span = len(f.measures)
            head = "".join(f'<td rowspan="{span}">{text}</td>' for text in (f.number, f.category, f.text))
            struck = "<s>旧措施</s>" if m.number == "3-1" else ""
            cells = (
                f"{struck}{m.text}",
                j(m.leaders, "<br>"),
                j(m.departments, "<br>"),
                j(m.support, "<br>"),
                j(m.owners, "<br>"),
                m.words,
            )
            rows.append(f"<tr>{'' if k else head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    head = "".join(
        f"<th>{text}</th>"
        for text in (
            "问题编号",
            "问题类别",
            "反馈问题",
            "整改措施",
            "责任领导",
            "牵头科室",
            "配合单位",
            "经办人",
            "完成时限",
        )
    )
    text = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">'
        "<style>td{color:red}</style></head>"
        f'<body><table border=1><tr><td colspan="9"><b>{TITLE}</b></td></tr><tr>{head}</tr>{"".join(rows)}'
        '<tr style="display:none"><td>9</td></tr></table></body></html>'
    )
    return text.encode("gb18030"), expected(title=TITLE, problems=(("表1", "删除线"), ("表1", "隐藏的行")))


def _table(document: Any, head: tuple[str, ...]) -> Any:
    table = document.add_table(rows=1, cols=len(head))
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
    return table


def word_table() -> Made:
    """A Word table with vertically merged findings, a category row across the table and struck words."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(f"填报单位：{UNIT}        反馈日期：2025年2月20日")
    table = _table(document, ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "经办人", "完成时限"))
    category = ""
    for f in ROUND:
        if f.category != category:
            category = f.category
            cells = table.add_row().cells
            cells[0].merge(
                cells[-1]
            ).text = f"（{'一二三'[len({g.category for g in ROUND[: int(f.number) - 1]})]}）{category}"
        first = None
        for m in f.measures:
            row = table.add_row()
            for cell, text in zip(
                row.cells[2:], (m.text, j(m.leaders), j(m.departments), "\n".join(m.owners), m.words), strict=True
            ):
                cell.text = text
            if m.number == "2-2":
                run = row.cells[2].paragraphs[0].add_run("此句作废。")
                run.font.strike = True
            if first is None:
                first = row
                row.cells[0].text, row.cells[1].text = f.number, f.text
            else:
                first.cells[0].merge(row.cells[0])
                first.cells[1].merge(row.cells[1])
    return _word(document), expected(
        rewritten(support=()), unit=UNIT, title=TITLE, feedback=FEEDBACK, problems=(("", "删除线"),)
    )


def word_forms() -> Made:
    """One Word form for each finding, with a small table of measures inside."""
    document = docx.Document()
    for f in ROUND:
        table = document.add_table(rows=0, cols=5)
        for pairs in ((("问题编号", f.number), ("问题类别", f.category)),):
            cells = table.add_row().cells
            cells[0].text, cells[1].text, cells[2].text = pairs[0][0], pairs[0][1], pairs[1][0]
            cells[3].merge(cells[4]).text = pairs[1][1]
        cells = table.add_row().cells
        cells[0].text = "反馈问题"
        cells[1].merge(cells[4]).text = f.text
        cells = table.add_row().cells
        for cell, text in zip(cells, ("整改措施", "责任领导", "责任科室", "经办人", "完成时限"), strict=True):
            cell.text = text
        for m in f.measures:
            cells = table.add_row().cells
            for cell, text in zip(cells, (m.text, j(m.leaders), j(m.departments), j(m.owners), m.words), strict=True):
                cell.text = text
        document.add_paragraph("")
    return _word(document), expected(rewritten(support=()))


def pages() -> Made:
    """A long Word table that goes on in a second table without a head."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    head = (
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
    table = _table(document, head)
    for f in ROUND:
        if f.number == "3":
            document.add_paragraph("（续表）")
            table = document.add_table(rows=0, cols=len(head))
        for m in f.measures:
            values = [*map(str, row_of(f, m)[:-1]), m.words]
            for cell, text in zip(table.add_row().cells, values, strict=True):
                cell.text = text
    return _word(document), expected(title=TITLE)


def _numbered(document: Any, text: str, number: str, level: str) -> None:
    """A paragraph whose number Word adds by itself."""
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    mark = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", number)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        mark.append(child)
    properties.append(mark)


def _define_numbering(document: Any) -> None:
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for level, (form, text) in enumerate((("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"))):
        node = OxmlElement("w:lvl")
        node.set(qn("w:ilvl"), str(level))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            node.append(child)
        abstract.append(node)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "90")
    number.append(reference)
    root.append(number)


def word_text() -> Made:
    """A plan in running text: categories and findings are headings with automatic numbers."""
    document = docx.Document()
    _define_numbering(document)
    document.add_paragraph(f"{UNIT}")
    document.add_paragraph("关于巡察反馈意见的整改方案")
    document.add_paragraph(
        "根据县委统一部署，县委第五巡察组对我局开展了常规巡察。2025年2月20日，县委第五巡察组向局党组反馈了巡察意见，指出4个问题。"
    )
    category = ""
    counter = 0
    findings: list[F] = []
    for f in ROUND:
        if f.category != category:
            category, counter = f.category, 0
            _numbered(document, category, "90", "0")
        counter += 1
        _numbered(document, f.text, "90", "1")
        document.add_paragraph("整改措施：")
        for k, m in enumerate(f.measures, 1):
            document.add_paragraph(f"{k}.{m.text}")
            document.add_paragraph(
                f"责任领导：{j(m.leaders)}；责任科室：{j(m.departments)}；经办人：{j(m.owners)}；完成时限：{m.words}。"
            )
        findings.append(f)
    _numbered(document, "保障措施", "90", "0")
    _numbered(document, "加强组织领导，压实整改责任。", "90", "1")
    findings = [replace(f, measures=tuple(replace(m, support=()) for m in f.measures)) for f in findings]
    problems = (("", "问题的编号按类别重新起算"),)
    return _word(document), expected(tuple(findings), unit=UNIT, team=TEAM, feedback=FEEDBACK, problems=problems)


def headings() -> Made:
    """Findings as headings of running text, the measures of each in a small table below its heading."""
    document = docx.Document()
    document.add_paragraph(f"{UNIT}巡察整改方案")
    document.add_paragraph(f"巡察组：{TEAM}")
    category = ""
    for f in ROUND:
        if f.category != category:
            category = f.category
            document.add_paragraph(f"{'一二三'[len({g.category for g in ROUND[: int(f.number) - 1]})]}、{category}")
        document.add_paragraph(f"（{'一二三四'[int(f.number) - 1]}）{f.text}")
        table = _table(document, ("序号", "整改措施", "牵头领导", "责任单位", "协办单位", "承办人", "整改期限"))
        for k, m in enumerate(f.measures, 1):
            people = (j(m.leaders), j(m.departments), j(m.support), j(m.owners))
            for cell, text in zip(table.add_row().cells, (str(k), m.text, *people, m.words), strict=True):
                cell.text = text
    return _word(document), expected(team=TEAM, title=f"{UNIT}巡察整改方案", unit=UNIT)


def plain_text() -> Made:
    """A plan as plain text with labels; what all measures of a finding share stands once below them."""
    lines = [f"{UNIT}巡察整改方案", "", "巡察组：县委第五巡察组", "反馈日期：2025年2月20日", ""]
    shared: list[F] = []
    for f in ROUND:
        first = f.measures[0]
        lines += [f"问题{f.number}：{f.text}", f"整改任务：{f.task}", "整改措施："]
        lines += [f"（{k}）{m.text}（完成时限：{m.words}）" for k, m in enumerate(f.measures, 1)]
        lines += [
            f"责任领导：{j(first.leaders)}",
            f"责任科室：{j(first.departments)}  配合科室：{j(first.support) or '无'}",
            "",
        ]
        shared.append(f)
    findings = tuple(
        replace(
            f,
            measures=tuple(
                replace(m, departments=f.measures[0].departments, support=f.measures[0].support, owners=())
                for m in f.measures
            ),
        )
        for f in shared
    )
    return "\n".join(lines).encode(), expected(findings, category=False, team=TEAM, feedback=FEEDBACK)


def notice() -> Made:
    """A public notice: findings and statements, no measures, owners or deadlines; nothing is invented."""
    lines = [
        UNIT,
        "关于巡察整改进展情况的通报",
        "（社会公开稿）",
        (
            "2024年10月8日至12月20日，县委第五巡察组对县水务局进行了巡察。2025年2月20日，县委第五巡察组反馈了巡察意见。"
            "党组对照反馈的4个问题，制定了9条具体整改措施。现将进展情况公布如下。"
        ),
        "一、组织整改情况",
        "党组多次开会研究，逐项压实责任。",
        "二、整改进展情况",
        "（一）反馈问题：理论武装方面抓得不实。",
        f"问题（一）：{ROUND[0].text}",
        "整改情况：一是全年学习十二次；二是已于4月25日印发考勤办法。",
        "（二）反馈问题：工程建设方面推进不力。",
        f"1.问题（二）：{ROUND[1].text}",
        "整改情况：六座水库已完工四座，",
        "其余两座预计2025年12月底前完工。",
        f"3. 问题（三）：{ROUND[2].text}",
        "整改情况：排查河道二百公里，整改时限已明确。",
        "（三）反馈问题：内部管理方面失之于宽。",
        f"问题（四）：{ROUND[3].text}",
        "整改情况：清退违规费用三万元。",
        "三、下一步安排",
        "（一）持续用力。对未完成的事项紧盯不放。",
        "联系电话：（略）",
    ]
    categories = (
        "理论武装方面抓得不实。",
        "工程建设方面推进不力。",
        "工程建设方面推进不力。",
        "内部管理方面失之于宽。",
    )
    findings = tuple(replace(f, category=category, measures=()) for f, category in zip(ROUND, categories, strict=True))
    problems = (("", "问题1没有写整改措施"), ("", "问题4没有写整改措施"), ("", "文中说有9条措施，读到0条"))
    made = expected(findings, unit=UNIT, team=TEAM, feedback=FEEDBACK, problems=problems)
    statements = (
        "一是全年学习十二次；二是已于4月25日印发考勤办法。",
        "六座水库已完工四座，\n其余两座预计2025年12月底前完工。",
        "排查河道二百公里，整改时限已明确。",
        "清退违规费用三万元。",
    )
    for finding, statement in zip(made["findings"], statements, strict=True):
        finding["statement"] = statement
    return "\n".join(lines).encode("gb18030"), made


def markdown() -> Made:
    """A table drawn with bars, as people paste it from a chat."""
    lines = [
        "| 问题编号 | 反馈问题 | 措施编号 | 整改措施 | 责任领导 | 责任科室 | 完成时限 |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {f.number} | {f.text} | {m.number} | {m.text} | {j(m.leaders)} | {j(m.departments)} | {m.words} |"
        for f in ROUND
        for m in f.measures
    ]
    return "\n".join(lines).encode(), expected(rewritten(support=(), owners=()), category=False)


DOCUMENTS: dict[str, Callable[[], Made]] = {
    "21_旧版工作簿.xls": old_workbook,
    "22_逗号.csv": lambda: delimited(coding="utf-8-sig", delimiter=","),
    "23_分号国标码.csv": lambda: delimited(coding="gb18030", delimiter=";"),
    "24_网页表格.xls": page,
    "25_文档表格.docx": word_table,
    "26_文档登记表.docx": word_forms,
    "27_续表.docx": pages,
    "28_整改方案.docx": word_text,
    "37_标题加表格.docx": headings,
    "29_整改方案.txt": plain_text,
    "30_公开通报.txt": notice,
    "31_竖线表格.txt": markdown,
    "32_制表符.tsv": lambda: delimited(coding="utf-16", delimiter="\t"),
}
