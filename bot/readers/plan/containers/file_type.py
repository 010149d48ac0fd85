"""Which reader a file goes to: by what is in it, never by the end of its name."""

import re

from bot.domain.imports.draft import UnreadablePlan
from bot.readers.plan.containers.document import Document
from bot.readers.plan.containers.guard import archive_of
from bot.readers.plan.containers.single_file import kind_of, packed, packed_word, read_workbook_xml, web_page

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF"
REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ\x90", "program"),
    (b"\x7fELF", "program"),
)


def document_of(data: bytes, name: str) -> Document:
    """The document in the file's bytes; raises UnreadablePlan with what it is instead."""
    if data.startswith(b"PK"):
        return _archived(data, name)
    if data.startswith(OLE):
        return _compound(data, name)
    if data.startswith(PDF):
        from bot.readers.plan.containers.pdf import read_pdf

        return read_pdf(data, name)
    for magic, code in REFUSED:
        if data.startswith(magic):
            raise UnreadablePlan(code)
    return _textual(data, name)


def _textual(data: bytes, name: str) -> Document:
    kind = kind_of(data)
    if kind in {"flat", "word"}:
        return _archived(packed(data) if kind == "flat" else packed_word(data), name)
    if kind == "workbook":
        return read_workbook_xml(data, name)
    if kind.startswith("opendocument"):
        raise UnreadablePlan("opendocument")
    if kind == "web":
        data = web_page(data)
    if re.search(rb"<(?:html|table|!doctype html)\b", data[:65536].lower().replace(b"\0", b"")):
        from bot.readers.plan.containers.html import read_html

        return read_html(data, name)
    if data.lstrip()[:5] == b"<?xml":
        raise UnreadablePlan("other_xml")
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
        raise UnreadablePlan("xlsb")
    if "content.xml" in entries:
        raise UnreadablePlan("opendocument")
    raise UnreadablePlan("other_archive")


def _compound(data: bytes, name: str) -> Document:
    import olefile

    try:
        with olefile.OleFileIO(data) as container:
            streams = {"/".join(entry) for entry in container.listdir()}
    except Exception as error:
        raise UnreadablePlan("broken") from error
    if "EncryptedPackage" in streams:
        raise UnreadablePlan("password")
    if {"Workbook", "Book"} & streams:
        from bot.readers.plan.containers.xls import read_old_workbook

        return read_old_workbook(data, name)
    if "WordDocument" in streams:
        raise UnreadablePlan("old_word")
    raise UnreadablePlan("other_container")
