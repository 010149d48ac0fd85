"""Which reader a file goes to: by what is in it, never by the end of its name."""

import re

from bot.readers.plan.containers.document import Document
from bot.readers.plan.containers.guard import archive_of
from bot.readers.plan.refusal import UnreadablePlan

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是PDF文件，读不出表格。请发原来的Excel或Word文件。"),
    (b"{\\rtf", "这是RTF文件。请用Word另存为docx后再发。"),
    (b"\x89PNG", "这是图片，读不出文字。请发原来的Excel或Word文件。"),
    (b"\xff\xd8\xff", "这是图片，读不出文字。请发原来的Excel或Word文件。"),
    (b"GIF8", "这是图片，读不出文字。请发原来的Excel或Word文件。"),
    (b"Rar!", "这是压缩包。请解压后发里面的Excel或Word文件。"),
    (b"7z\xbc\xaf", "这是压缩包。请解压后发里面的Excel或Word文件。"),
    (b"\x1f\x8b", "这是压缩包。请解压后发里面的Excel或Word文件。"),
    (b"MZ\x90", "这是程序文件，不是整改台账。"),
    (b"\x7fELF", "这是程序文件，不是整改台账。"),
)


def document_of(data: bytes, name: str) -> Document:
    """The document in the file's bytes; raises UnreadablePlan with what it is instead."""
    if data.startswith(b"PK"):
        return _archived(data, name)
    if data.startswith(OLE):
        return _compound(data, name)
    for magic, sentence in REFUSED:
        if data.startswith(magic):
            raise UnreadablePlan(sentence)
    if re.search(rb"<(?:html|table|!doctype html)\b", data[:65536].lower().replace(b"\0", b"")):
        from bot.readers.plan.containers.html import read_html

        return read_html(data, name)
    from bot.readers.plan.containers.delimited import read_text

    return read_text(data, name)


def _archived(data: bytes, name: str) -> Document:
    with archive_of(data) as archive:
        entries = set(archive.namelist())
    if "xl/workbook.xml" in entries:
        from bot.readers.plan.containers.xlsx import read_workbook

        return read_workbook(data, name)
    if "word/document.xml" in entries:
        from bot.readers.plan.containers.docx import read_word

        return read_word(data, name)
    if "xl/workbook.bin" in entries:
        raise UnreadablePlan("这是二进制工作簿（xlsb）。请另存为xlsx后再发。")
    if "content.xml" in entries:
        raise UnreadablePlan("这是OpenDocument文件。请另存为xlsx或docx后再发。")
    raise UnreadablePlan("这是压缩包或损坏的文件，不是Excel或Word文件。请解压或重新另存后再发。")


def _compound(data: bytes, name: str) -> Document:
    import olefile

    try:
        with olefile.OleFileIO(data) as container:
            streams = {"/".join(entry) for entry in container.listdir()}
    except Exception as error:
        raise UnreadablePlan("文件不完整或已损坏，无法打开。请重新另存后再发。") from error
    if "EncryptedPackage" in streams:
        raise UnreadablePlan("文件设有密码，无法打开。请取消密码后再发。")
    if {"Workbook", "Book"} & streams:
        from bot.readers.plan.containers.xls import read_old_workbook

        return read_old_workbook(data, name)
    if "WordDocument" in streams:
        raise UnreadablePlan("这是旧版Word文件（doc）。请另存为docx后再发。")
    raise UnreadablePlan("这个文件不是Excel或Word文件，读不出整改台账。")
