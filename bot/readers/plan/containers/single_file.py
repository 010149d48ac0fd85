"""Documents that office programs save as one file of text: flat OPC, XML of Office 2003, web archives (mht)."""

import base64
import posixpath
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from bot.domain.imports.draft import UnreadablePlan
from bot.readers.plan.containers.document import MOST_CELLS, Cell, Document, Merge, sheet_of

if TYPE_CHECKING:
    from lxml.etree import _Element

PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
OLD_WORD = "http://schemas.microsoft.com/office/word/2003/wordml"
NEW_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCUMENT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OPEN_DOCUMENT = re.compile(rb"<office:document\b[^>]*?office:mimetype=[\"']application/vnd\.oasis\.opendocument\.(\w+)")
START = 4096
MOST_OF_ROOT = 16_384  # the one element of a flat OpenDocument names some forty spaces before it says what it is


def kind_of(data: bytes) -> str:
    """Which of these the bytes are: flat, workbook, word, web, opendocument.spreadsheet, …, or "" for none."""
    if opened := OPEN_DOCUMENT.search(data[:MOST_OF_ROOT]):
        return f"opendocument.{opened[1].decode()}"
    head = data[:START].replace(b"\0", b"")
    if b"http://schemas.microsoft.com/office/2006/xmlPackage" in head:
        return "flat"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "workbook"
    if OLD_WORD.encode() in head:
        return "word"
    return "web" if re.match(rb"\s*(?:From|MIME-Version|Content-Type|Subject|Date):", head, re.IGNORECASE) else ""


def packed(data: bytes) -> bytes:
    """The archive that a flat OPC document stands for; raises UnreadablePlan."""
    made = BytesIO()
    overrides = []
    parts = {part.get(f"{PKG}name", ""): part for part in _root(data).findall(f"{PKG}part")}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            kind = part.get(f"{PKG}contentType", "")
            archive.writestr(name.lstrip("/"), _content(part, name, frozenset(parts)))
            overrides.append(f'<Override PartName="{_escaped(name)}" ContentType="{_escaped(kind)}"/>')
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}">{"".join(overrides)}</Types>')
    return made.getvalue()


def packed_word(data: bytes) -> bytes:
    """The archive that a document of Word 2003 XML stands for; raises UnreadablePlan."""
    import lxml.etree

    text = (
        lxml.etree.tostring(_root(data)).replace(OLD_WORD.encode(), NEW_WORD.encode()).replace(b"w:vmerge", b"w:vMerge")
    )
    body = _parsed(text).find(f"{{{NEW_WORD}}}body")
    if body is None:
        raise UnreadablePlan("broken_document")
    relation = f'<Relationship Id="r" Type="{DOCUMENT_RELATION}" Target="word/document.xml"/>'
    types = (
        f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCUMENT_TYPE}"/></Types>'
    )
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>')
        archive.writestr(
            "word/document.xml",
            b'<w:document xmlns:w="%s">%s</w:document>' % (NEW_WORD.encode(), lxml.etree.tostring(body)),
        )
    return made.getvalue()


def read_workbook_xml(data: bytes, name: str) -> Document:
    """The sheets of an XML spreadsheet of Excel 2003; raises UnreadablePlan."""
    root = _root(data)
    document = Document(name)
    struck = {
        style.get(f"{SS}ID")
        for style in root.iter(f"{SS}Style")
        if any(font.get(f"{SS}StrikeThrough") == "1" for font in style.iter(f"{SS}Font"))
    }
    for sheet in root.iter(f"{SS}Worksheet"):
        _read_sheet(sheet, struck, document)
    return document


def _read_sheet(sheet: "_Element", struck: set[str | None], document: Document) -> None:
    name = sheet.get(f"{SS}Name") or "表"
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[Merge] = []
    hidden: set[int] = set()
    lost: dict[tuple[int, int], str] = {}
    row_number = -1
    for row in sheet.iter(f"{SS}Row"):
        row_number = _index(row, row_number + 1)
        if row.get(f"{SS}Hidden") == "1":
            hidden.add(row_number)
        column = -1
        for cell in row.findall(f"{SS}Cell"):
            column = _index(cell, column + 1)
            right, down = (int(cell.get(f"{SS}{side}", "0")) for side in ("MergeAcross", "MergeDown"))
            found = cell.find(f"{SS}Data")
            text = "".join(map(str, found.itertext())).strip() if found is not None else ""
            if text and found is not None and found.get(f"{SS}Type") == "DateTime":
                text = text.partition("T")[0]
            if text and (cell.get(f"{SS}StyleID") or row.get(f"{SS}StyleID")) in struck:
                lost[row_number, column] = text
            elif text:
                cells[row_number, column] = Cell(text, row_number, column)
            if right or down:
                merges.append(Merge(row_number, column, row_number + down, column + right))
            column += right
        if len(cells) > MOST_CELLS:
            raise UnreadablePlan("many_cells", name=name, count=len(cells), most=MOST_CELLS)
    document.leave_rows(name, cells, hidden=hidden, struck=lost)
    document.blocks.append(sheet_of(name, cells, merges, hidden_rows=hidden, deleted=lost))


def _index(element: "_Element", following: int) -> int:
    stated = element.get(f"{SS}Index", "")
    return int(stated) - 1 if stated.isdecimal() else following


def web_page(data: bytes) -> bytes:
    """The page of a web archive with its characters named; raises UnreadablePlan where there is none."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                stated = part.get_content_charset() or "utf-8"
                try:
                    return b'<meta charset="utf-8">' + content.decode(stated, "replace").encode()
                except LookupError:
                    return content
    raise UnreadablePlan("nothing_found")


def _content(part: "_Element", name: str, parts: frozenset[str]) -> bytes:
    import lxml.etree

    inner = part.find(f"{PKG}xmlData")
    if inner is not None and len(inner):
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in list(inner[0]) if name.endswith(".rels") else []:
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            if relation.get("TargetMode") != "External" and target not in parts:
                inner[0].remove(relation)
        return lxml.etree.tostring(inner[0])
    binary = part.findtext(f"{PKG}binaryData") or ""
    try:
        return base64.b64decode(binary)
    except ValueError as error:
        raise UnreadablePlan("broken") from error


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _root(data: bytes) -> "_Element":
    if b"<!DOCTYPE" in data.replace(b"\0", b"") or b"<!ENTITY" in data.replace(b"\0", b""):
        raise UnreadablePlan("entities")
    return _parsed(data)


def _parsed(data: bytes) -> "_Element":
    import lxml.etree

    try:
        return lxml.etree.fromstring(
            data, lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        )
    except lxml.etree.LxmlError as error:
        raise UnreadablePlan("broken") from error
