"""Files that mean harm or are broken get one clear sentence, within the limits and without a trace."""

import datetime as dt
import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.imports.draft import UnreadablePlan
from bot.messages.imports.problems import unreadable
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan, read_plan_safely
from bot.readers.plan.containers import guard
from bot.readers.plan.containers.guard import MOST_BYTES, refuse_bombs, refuse_size

PLANS = Path(__file__).parents[2] / "data" / "plans"
READ_ON = dt.date(2025, 3, 1)
SECONDS = 5.0
LEDGER = PLANS / "01_标准台账.xlsx"
SHEET = "xl/worksheets/sheet1.xml"


def repacked(parts: dict[str, bytes], base: Path = LEDGER) -> bytes:
    """The archive with some of its parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made, zipfile.ZipFile(base) as source:
        for name in source.namelist():
            if name not in parts:
                made.writestr(name, source.read(name))
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def sheet_xml() -> bytes:
    """The first sheet of the plain ledger."""
    with zipfile.ZipFile(LEDGER) as archive:
        return archive.read(SHEET)


def million_rows() -> bytes:
    """A sheet of a million rows that packs small."""
    xml = sheet_xml()
    head = xml[: xml.index(b"<sheetData>") + len(b"<sheetData>")]
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001))
    return repacked({SHEET: head + rows + b"</sheetData></worksheet>"})


def everything_merged(places: str = "A1:XFD1048576") -> bytes:
    """A sheet whose seventeen thousand million places are one merged cell."""
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{places}"/></mergeCells>'.encode()
    return repacked({SHEET: sheet_xml().replace(b"</sheetData>", merge)})


def entities() -> bytes:
    """Strings defined by entities."""
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    return repacked({"xl/sharedStrings.xml": xml})


def protected() -> bytes:
    """The container that Excel writes for a file with a password."""
    from tests.readers.plan.compound import compound_file

    return compound_file({"EncryptedPackage": b"\0" * 5000, "EncryptionInfo": b"\4\0\4\0" + b"\0" * 60})


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def word_97() -> bytes:
    """The container of Word 97."""
    from tests.readers.plan.compound import compound_file

    return compound_file({"WordDocument": b"\xec\xa5" + b"\0" * 5000})


def noise() -> bytes:
    """Bytes that are nothing."""
    return hashlib.shake_256(b"noise").digest(20_000)


def truncated(name: str) -> Callable[[], bytes]:
    """The first half of a file of the corpus."""
    return lambda: (PLANS / name).read_bytes()[: (PLANS / name).stat().st_size // 2]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空文件"),
    "only zeros": (lambda: b"\0" * 5000, "空文件"),
    "truncated workbook": (truncated("01_标准台账.xlsx"), "损坏"),
    "truncated document": (truncated("25_文档表格.docx"), "损坏"),
    "truncated old workbook": (truncated("21_旧版工作簿.xls"), "损坏"),
    "password": (protected, "密码"),
    "100 MB": (lambda: b"a" * 100_000_000, "20MB"),
    "zip bomb": (lambda: repacked({"xl/media/image1.png": b"\0" * 200_000_000}), "压缩炸弹"),
    "ratio": (lambda: repacked({"xl/media/image1.png": b"\0" * 40_000_000}), "压缩比"),
    "3,000 parts": (lambda: repacked({f"x/{n}": b"" for n in range(3000)}), "部件"),
    "million rows": (million_rows, "超出可读取的范围"),
    "million lines": (lambda: "序号,措施,时限\n".encode() + b"1,2,3\n" * 1_000_000, "超出可读取的范围"),
    "everything merged": (everything_merged, "超出可读取的范围"),
    "XML entities": (entities, "实体"),
    "endless line": (lambda: "问题（一）：".encode() * 500_000, "不像整改台账"),
    "deep HTML": (lambda: b"<table>" + b"<div>" * 100_000, "没有在文件里读到"),
    "wide spans": (lambda: b"<table><tr>" + b"<td rowspan=60000 colspan=60000>x</td>" * 300, "超出可读取的范围"),
    "program": (lambda: b"MZ" + b"\x90\0" * 4000, "程序文件"),
    "noise": (noise, "编码认不出来"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "图片"),
    "portable document": (lambda: b"%PDF-1.7\n%", "PDF"),
    "old Word": (word_97, "docx"),
    "plain archive": (lambda: _zip({"a.txt": b"x"}), "压缩包"),
    "no plan": ("今天天气很好。\n明天也不错。".encode, "没有在文件里读到"),
}


def spent() -> float:
    """Seconds of processor time that ended children have used: a busy machine does not add to it."""
    used = os.times()
    return used.children_user + used.children_system


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_file_gets_a_clear_sentence_in_time(kind: str) -> None:
    """Each is refused in Chinese within the limit of processor time, whatever its name says."""
    make, words = HOSTILE[kind]
    data = make()
    before = spent()
    with pytest.raises(UnreadablePlan) as refusal:
        await read_plan_safely(data, "../../etc/台账.xlsx", reference=READ_ON)
    assert spent() - before < SECONDS + 1
    sentence = unreadable(load_wording(), refusal.value)
    assert words in sentence
    assert sentence.endswith("。")
    assert "Traceback" not in sentence
    assert "etc" not in sentence


async def test_child_reads_what_the_process_itself_reads() -> None:
    """The draft that comes back from the child is the same value."""
    data = LEDGER.read_bytes()
    draft = await read_plan_safely(data, "台账.xlsx", reference=READ_ON)
    assert draft == read_plan(data, "台账.xlsx", reference=READ_ON)


async def test_wrong_extension_does_not_matter() -> None:
    """A Word file under the name of a workbook is read as what it is."""
    data = (PLANS / "25_文档表格.docx").read_bytes()
    assert (await read_plan_safely(data, "台账.xls", reference=READ_ON)).measures


async def test_slow_reading_is_stopped() -> None:
    """Time is up when it is up, and the child is gone."""
    with pytest.raises(UnreadablePlan, match="slow"):
        await read_plan_safely(LEDGER.read_bytes(), "台账.xlsx", reference=READ_ON, seconds=0.01)


async def test_reading_that_needs_too_much_memory_is_stopped() -> None:
    """As many merged cells as are let through need more than is given, long before their time is up."""
    data = everything_merged("A1:A800000")
    with pytest.raises(UnreadablePlan, match="memory"):
        await read_plan_safely(data, "台账.xlsx", reference=READ_ON, seconds=60, megabytes=120)


def test_path_parts_of_a_name_are_dropped() -> None:
    """Only the last part of a name is shown, whichever slashes it has."""
    draft = read_plan(LEDGER.read_bytes(), "..\\..\\etc/passwd.xlsx", reference=READ_ON)
    assert not any(".." in problem.where for problem in draft.problems)


def test_external_links_are_not_followed_but_said() -> None:
    """A workbook with links to others is read from its own values."""
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    draft = read_plan(repacked({"xl/externalLinks/externalLink1.xml": link}), "a.xlsx", reference=READ_ON)
    assert any(problem.what == "external_links" for problem in draft.problems)


def test_macros_are_not_run_but_said() -> None:
    """A workbook with macros is read and the macros are named."""
    draft = read_plan(repacked({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "a.xlsm", reference=READ_ON)
    assert any(problem.what == "macros" for problem in draft.problems)


async def test_endless_reading_is_ended_by_processor_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that only burns time is ended by the system, and that is said in words."""
    endless = tmp_path / "bot" / "readers" / "plan"
    endless.mkdir(parents=True)
    (endless / "__main__.py").write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True:\n    pass\n", encoding="utf-8"
    )
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadablePlan, match="slow"):
        await read_plan_safely(b"x" * 10, "a.xlsx", reference=READ_ON, seconds=20)


async def test_a_busy_machine_is_not_called_a_difficult_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a file's own work counts against it: a child that is never run ends with a sentence about the machine."""
    waiting = tmp_path / "bot" / "readers" / "plan"
    waiting.mkdir(parents=True)
    (waiting / "__main__.py").write_text("import signal\nsignal.pause()\n", encoding="utf-8")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.readers.plan.child_process.MINUTES", 0.01)
    with pytest.raises(UnreadablePlan) as refused:
        await read_plan_safely(b"x" * 10, "a.xlsx", reference=READ_ON, seconds=0.01)
    assert refused.value.code == "busy"
    assert "机器太忙" in unreadable(load_wording(), refused.value)


def test_a_file_is_refused_from_the_first_byte_too_many() -> None:
    """What Telegram hands over is read, one byte more is not, and its size is said in whole megabytes."""
    refuse_size(b"x" * MOST_BYTES)
    with pytest.raises(UnreadablePlan) as refused:
        refuse_size(b"x" * (MOST_BYTES + 1))
    assert (refused.value.code, refused.value.facts) == ("too_large", {"size": 20})
    for nothing in (b"", b"\0\0", b" \r\n\t"):
        with pytest.raises(UnreadablePlan, match="empty"):
            refuse_size(nothing)


def archive(*sizes: int) -> zipfile.ZipFile:
    """An archive of files of such sizes, packed to almost nothing."""
    with zipfile.ZipFile(written := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as made:
        for number, size in enumerate(sizes):
            made.writestr(f"{number}.bin", b"0" * size)
    return zipfile.ZipFile(written)


def refusal(*sizes: int) -> str:
    """Why such an archive is refused, "" where it is not."""
    try:
        refuse_bombs(archive(*sizes))
    except UnreadablePlan as error:
        return error.code
    return ""


def test_an_archive_is_refused_from_the_first_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its files, of what they unpack to together, and of how far they grow."""
    monkeypatch.setattr(guard, "MOST_ENTRIES", 3)
    monkeypatch.setattr(guard, "MOST_UNPACKED", 1000)
    monkeypatch.setattr(guard, "CHUNK", 10)
    assert (refusal(1, 1, 1), refusal(1, 1, 1, 1)) == ("", "many_parts")
    assert (refusal(400, 600), refusal(400, 601), refusal(1001)) == ("", "bomb", "bomb")
    packed = sum(entry.compress_size for entry in archive(400, 600).infolist())
    monkeypatch.setattr(guard, "SMALL", 999)
    monkeypatch.setattr(guard, "MOST_RATIO", 1000 / packed)
    assert refusal(400, 600) == ""
    monkeypatch.setattr(guard, "MOST_RATIO", 999 / packed)
    assert refusal(400, 600) == "ratio"
    monkeypatch.setattr(guard, "SMALL", 1000)
    assert refusal(400, 600) == ""
