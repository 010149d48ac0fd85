"""What only an office program opens is turned by LibreOffice, where it is installed; its absence is said."""

import datetime as dt
import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from bot.domain.imports.draft import UnreadablePlan
from bot.messages.imports.problems import unreadable
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan_safely
from bot.readers.plan.containers.office_program import program, target_of
from tests.readers.plan.compound import compound_file
from tests.readers.plan.test_field_layouts import HEAD, READ_ON, document, saved, workbook

ROW = ("1", "账目不清", "清账", "柏榆", "财务股", "2026年4月底前")
FLAT = b'<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.%s"/>'
ODF = "application/vnd.oasis.opendocument"
needs_office = pytest.mark.skipif(not program(), reason="LibreOffice is not installed")


def turned(folder: Path, content: bytes, ending: str, into: str) -> bytes:
    """A file of another format, made by LibreOffice itself."""
    source = folder / f"台账.{ending}"
    source.write_bytes(content)
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = [program(), home, "--headless", "--convert-to", into, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - a program of the machine
    return (folder / f"台账.{into}").read_bytes()


@needs_office
@pytest.mark.parametrize(("ending", "into"), [("docx", "rtf"), ("docx", "odt"), ("docx", "fodt"), ("docx", "doc")])
async def test_files_of_office_programs_are_read(tmp_path: Path, ending: str, into: str) -> None:
    """The words are the same, and that they were turned is said."""
    content = document("整改台账", (HEAD, ROW), "此表一式两份")
    data = turned(tmp_path, content, ending, into)
    assert target_of(data) == ending
    draft = await read_plan_safely(data, f"台账.{into}", reference=READ_ON)
    assert [(m.text, m.leaders, m.deadline.date) for m in draft.measures] == [("清账", ("柏榆",), dt.date(2026, 4, 30))]
    assert draft.problems[0].what == "turned_by_office"


@needs_office
async def test_a_flat_workbook_of_open_document_is_read(tmp_path: Path) -> None:
    """One file of XML: as the archive is."""
    data = turned(tmp_path, saved(workbook([HEAD, ROW])), "xlsx", "fods")
    assert target_of(data) == "xlsx"
    draft = await read_plan_safely(data, "台账.fods", reference=READ_ON)
    assert [(m.text, m.deadline.date) for m in draft.measures] == [("清账", dt.date(2026, 4, 30))]


async def test_where_it_is_missing_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the program and the way round."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UnreadablePlan) as refused:
        await read_plan_safely(b"{\\rtf1 hello}", "台账.rtf", reference=READ_ON)
    sentence = unreadable(load_wording(), refused.value)
    assert "LibreOffice" in sentence
    assert "另存为docx" in sentence


def archive(**entries: str) -> bytes:
    """A zip with these entries; `mimetype` names what it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


FRESH = (
    ("旧台账.doc", compound_file({"WordDocument": b"words"}), "旧版Word文件", "另存为docx"),
    ("旧台账.wps", compound_file({"WordDocument": b"words"}), "旧版Word文件", "另存为docx"),
    ("台账.xlsb", archive(xl__workbook_bin="x"), "二进制工作簿", "另存为xlsx"),
    (
        "台账.ods",
        archive(mimetype=f"{ODF}.spreadsheet", content_xml="<x/>"),
        "Open",
        "另存为xlsx",
    ),
    (
        "台账.odt",
        archive(mimetype=f"{ODF}.text", content_xml="<x/>"),
        "OpenDocument",
        "docx",
    ),
    ("台账.fods", FLAT % b"spreadsheet", "OpenDocument", "另存为xlsx"),
    ("台账.fodt", FLAT % b"text", "OpenDocument", "docx"),
    ("报表.xml", b'<?xml version="1.0"?><rows><row>1</row></rows>', "XML数据文件", "另存为xlsx"),
    ("台账.rtf", b"{\\rtf1 hello}", "RTF文件", "另存为docx"),
    ("台账.pdf", b"%PDF-1.7 hello", "PDF文件", "PDF转Excel"),
    ("台账.jpg", b"\xff\xd8\xff\xe0", "图片或扫描件", "原来的Excel或Word"),
    ("台账.rar", b"Rar!\x1a", "压缩包", "解压"),
)


@pytest.mark.parametrize(("name", "content", "what", "way"), FRESH, ids=[row[0] for row in FRESH])
async def test_a_fresh_machine_says_what_a_file_is_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, what: str, way: str
) -> None:
    """Without any office program: the kind of the file, and how it is saved so that it can be read."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UnreadablePlan) as refused:
        await read_plan_safely(content, name, reference=READ_ON)
    sentence = unreadable(load_wording(), refused.value)
    assert what in sentence
    assert way in sentence


@needs_office
async def test_a_file_that_lost_its_table_in_turning_says_so(tmp_path: Path) -> None:
    """What LibreOffice makes of it has no table: not the heads are at fault, and the way out is named."""
    old = turned(tmp_path, document("此件由旧版程序保存"), "docx", "doc")
    with pytest.raises(UnreadablePlan, match="turned_to_nothing") as refused:
        await read_plan_safely(old, "台账.doc", reference=READ_ON)
    assert refused.value.facts == {"target": "docx"}
