"""Files that Office opens and its libraries do not: read as what they hold, with what is lost in them listed."""

import base64
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from bot.domain.imports.draft import PlanDraft, UnreadablePlan
from bot.messages.imports.problems import problem_words
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan
from bot.readers.plan.containers.delimited import table_rows
from tests.readers.plan.test_field_layouts import HEAD, document, saved, workbook
from tests.readers.plan.test_hostile import repacked

SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"
READ_ON = dt.date(2026, 3, 2)
WORDING = load_wording()
ROW = (1, "账目不清", "清账", "柏榆", "财务股", dt.date(2026, 4, 30))
LINE = tuple(str(value) for value in ROW)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A plain workbook with a real date."""
    path = tmp_path / "台账.xlsx"
    path.write_bytes(saved(workbook((HEAD, ROW))))
    return path


def part(path: Path, name: str) -> bytes:
    """A part of the archive."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def is_read(data: bytes, name: str = "台账.xlsx") -> PlanDraft:
    """The draft, which holds the one measure."""
    draft = read_plan(data, name, reference=READ_ON)
    assert [(m.text, m.leaders, m.deadline.date) for m in draft.measures] == [("清账", ("柏榆",), dt.date(2026, 4, 30))]
    assert [f.text for f in draft.findings] == ["账目不清"]
    return draft


def said(draft: PlanDraft) -> str:
    """Everything that is listed."""
    return "\n".join(problem_words(WORDING, problem) for problem in (*draft.problems, *draft.left))


def test_an_empty_fill(ledger: Path) -> None:
    """A style without a pattern is a style without a colour."""
    styles = re.sub(rb"<fill>.*?</fill>", b"<fill/>", part(ledger, "xl/styles.xml"), count=1)
    is_read(repacked({"xl/styles.xml": styles}, ledger))


def test_cells_without_styles(ledger: Path) -> None:
    """A file without its styles is read by its words, days as their numbers; that strikes are unseen is said."""
    made = io.BytesIO()
    with zipfile.ZipFile(ledger) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            if name != "xl/styles.xml":
                target.writestr(name, source.read(name))
    assert "样式" in said(is_read(made.getvalue()))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_strict_names(ledger: Path, tmp_path: Path, kind: str) -> None:
    """Strict OOXML differs by its names only."""
    if kind == "docx":
        ledger = tmp_path / "台账.docx"
        ledger.write_bytes(document("整改台账", (HEAD, LINE)))
    made = io.BytesIO()
    with zipfile.ZipFile(ledger) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith((".xml", ".rels")):
                content = re.sub(
                    rb"http://schemas\.openxmlformats\.org/(spreadsheetml|wordprocessingml|officeDocument|drawingml)/2006/",
                    rb"http://purl.oclc.org/ooxml/\1/",
                    content,
                )
            target.writestr(name, content)
    is_read(made.getvalue(), ledger.name)


def test_excel_2003_xml() -> None:
    """The XML that systems write as .xls, with merged, hidden and struck cells."""

    def row(*cells: str, attributes: str = "", style: str = "") -> str:
        inner = "".join(f'<Cell{style}><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells)
        return f"<Row{attributes}>{inner}</Row>"

    body = "".join(
        (
            row(*HEAD),
            row(*LINE),
            row("2", "门卫松懈", "换岗", "祁川", "办公室", "2026-05-31", attributes=' ss:Hidden="1"'),
            row("3", "路窄", "拓宽", "祁川", "建设股", "2026-05-31", style=' ss:StyleID="x"'),
        )
    )
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SHEETS}" xmlns:ss="{SHEETS}">'
        '<Styles><Style ss:ID="x"><Font ss:StrikeThrough="1"/></Style></Styles>'
        f'<Worksheet ss:Name="台账"><Table>{body}</Table></Worksheet></Workbook>'
    )
    draft = is_read(xml.encode(), "台账.xls")
    assert "换岗" in said(draft)
    assert "拓宽" in said(draft)
    assert draft.rows.left == ("台账!第3行", "台账!第4行")


def test_word_2003_xml() -> None:
    """Word's XML of 2003 is the same words under other names."""
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row) + "</w:tr>"
        for row in (HEAD, LINE)
    )
    xml = (
        '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect>'
        f"<w:tbl>{cells}</w:tbl></wx:sect></w:body></w:wordDocument>"
    )
    is_read(xml.encode(), "台账.doc")


def test_flat_opc() -> None:
    """A document in one file of XML, its pictures in base64 or not there at all."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(document("整改台账", (HEAD, LINE)))) as archive:
        types = archive.read("[Content_Types].xml").decode()
        for name in archive.namelist():
            if name == "[Content_Types].xml" or "thumbnail" in name:
                continue
            found = re.search(rf'PartName="/{re.escape(name)}" ContentType="([^"]+)"', types)
            kind = found[1] if found else "application/vnd.openxmlformats-package.relationships+xml"
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                inner = f"<pkg:xmlData>{re.sub(r'<[?]xml[^>]*>', '', content.decode())}</pkg:xmlData>"
            else:
                inner = f"<pkg:binaryData>{base64.b64encode(content).decode()}</pkg:binaryData>"
            parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{inner}</pkg:part>')
    namespace = "http://schemas.microsoft.com/office/2006/xmlPackage"
    xml = f'<?xml version="1.0"?><pkg:package xmlns:pkg="{namespace}">{"".join(parts)}</pkg:package>'
    is_read(xml.encode(), "台账.doc")


def test_a_web_archive() -> None:
    """The page inside counts, in whatever characters it is written."""
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in (HEAD, LINE))
    page = base64.encodebytes(f"<html><table>{rows}</table></html>".encode("gb18030")).decode()
    mht = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        f'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n--x--\r\n'
    )
    is_read(mht.encode(), "台账.mht")


def test_entities_in_xml_are_refused() -> None:
    """A document that defines entities is not opened."""
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Workbook xmlns="{SHEETS}"/>'
    with pytest.raises(UnreadablePlan, match="entities"):
        read_plan(xml.encode(), "a.xls", reference=READ_ON)


def test_nested_tables_text_boxes_and_deleted_rows_of_word() -> None:
    """A table inside a cell is read with it; a text box and a row deleted by a tracked change are listed."""
    made = docx.Document(io.BytesIO(document((HEAD, LINE, ("2", "门卫松懈", "换岗", "祁川", "办公室", "2026-05-31")))))
    table = made.tables[0]
    cell = table.cell(1, 2)
    cell.paragraphs[0].text = ""
    cell.add_table(1, 1).cell(0, 0).text = "清账"
    row = table.rows[2]._tr
    row.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='x'/>"))
    inner = "<w:txbxContent><w:p><w:r><w:t>另有一项</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:r {nsdecls('w')}><w:pict>{inner}</w:pict></w:r>"
    made.add_paragraph()._p.append(parse_xml(box))
    stream = io.BytesIO()
    made.save(stream)
    draft = is_read(stream.getvalue(), "台账.docx")
    assert "换岗" in said(draft)
    assert "另有一项" in said(draft)
    assert row.find(qn("w:trPr")) is not None


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "；", "^", "~", "#"])
@pytest.mark.parametrize(
    ("below", "cut"),
    [([6], True), ([6, 2, 6], True), ([2, 6, 2], True), ([2, 3, 2], False), ([1, 1, 6], True), ([2, 6], False)],
)
def test_a_text_is_cut_where_half_of_its_rows_follow_the_head(delimiter: str, below: list[int], *, cut: bool) -> None:
    """The last row is not counted: a file may break off; a row of one cell is a heading."""
    head = ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "完成时限")
    text = "\n".join(delimiter.join(row) for row in (head, *(("字",) * width for width in below)))
    assert bool(table_rows(text)) == cut


@pytest.mark.parametrize(("mark", "kept"), [("", True), ("strike", False), ("dstrike", False), ("vanish", False)])
def test_what_is_struck_out_or_hidden_in_word_is_left_out_and_said(mark: str, *, kept: bool) -> None:
    """Once or twice through, or hidden: nobody who prints the file reads it as valid."""
    made = docx.Document(io.BytesIO(document([HEAD, LINE])))
    paragraph = made.tables[0].rows[1].cells[HEAD.index("整改措施")].paragraphs[0]
    run = paragraph.add_run("，另购新车")
    if mark:
        run._element.get_or_add_rPr().append(parse_xml(f"<w:{mark} {nsdecls('w')}/>"))
    stream = io.BytesIO()
    made.save(stream)
    draft = read_plan(stream.getvalue(), "台账.docx", reference=READ_ON)
    assert [m.text for m in draft.measures] == ["清账，另购新车" if kept else "清账"]
    problems = "".join(problem_words(WORDING, one) for one in draft.problems)
    assert ("划了删除线或隐藏的文字按删除处理：表1第2行" in problems) != kept
    assert ("另购新车" in str(draft.left)) != kept


@pytest.mark.parametrize(
    ("form", "shown"), [("yyyy年m月", "2026年5月"), ("yyyy-mm-dd", "2026-05-31"), ("yyyy/m/d", "2026-05-31")]
)
def test_a_day_of_an_old_workbook_is_read_as_it_is_shown(form: str, shown: str) -> None:
    """A format that shows the month only says no more than the month."""
    made = xlwt.Workbook()
    sheet = made.add_sheet("台账")
    for row, values in enumerate((HEAD, ROW)):
        for column, value in enumerate(values[:-1]):
            sheet.write(row, column, value)
    sheet.write(0, len(HEAD) - 1, HEAD[-1])
    sheet.write(1, len(HEAD) - 1, dt.date(2026, 5, 31), xlwt.easyxf(num_format_str=form))
    stream = io.BytesIO()
    made.save(stream)
    (measure,) = read_plan(stream.getvalue(), "台账.xls", reference=READ_ON).measures
    assert (measure.deadline.words, measure.deadline.date) == (shown, dt.date(2026, 5, 31))


@pytest.mark.parametrize("same", ["同上", "〃", "无", "/"])
def test_a_cell_that_repeats_or_says_nobody_is_no_words_left_over(same: str) -> None:
    """Nothing of it is listed as not read."""
    rows = [HEAD, LINE, ("2", "票据不全", "补齐票据", same, "财务股", "2026年4月30日")]
    assert read_plan(document(rows), "台账.docx", reference=READ_ON).left == ()
