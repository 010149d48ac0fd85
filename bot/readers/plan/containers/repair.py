"""Archives that Office opens and its libraries do not: strict OOXML, `<fill/>`, cells whose styles are missing."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
EMPTY_FILL = re.compile(rb"<(\w+:)?fill\s*(?:/>|>\s*</(?:\w+:)?fill>)")
STYLED = re.compile(rb'(<(?:\w+:)?(?:c|row|col)\b[^>]*?)\s(?:s|style)="\d+"')
XML = (".xml", ".rels")
STYLES = "xl/styles.xml"
PLAIN_STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
    b'<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    b'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
)


def transitional(data: bytes) -> bytes:
    """A strict OOXML archive under the names that everybody else uses; any other archive as it is."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = archive.read("_rels/.rels") if "_rels/.rels" in archive.namelist() else b""
    if not STRICT.search(root):
        return data
    return _rewritten(
        data,
        lambda name, xml: STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", xml) if _is_xml(name) else xml,
    )


def filled(data: bytes) -> bytes:
    """The workbook with its empty `<fill/>` elements as patterns without a colour."""
    pattern = rb'<\1fill><\1patternFill patternType="none"/></\1fill>'
    return _rewritten(data, lambda name, xml: EMPTY_FILL.sub(pattern, xml) if name == STYLES else xml)


def unstyled(data: bytes) -> bytes:
    """The workbook without any style: what is struck out or a date cannot be seen any more, the words can."""

    def plain(name: str, content: bytes) -> bytes:
        if name == STYLES:
            return PLAIN_STYLES
        return STYLED.sub(rb"\1", content) if name.startswith("xl/worksheets/") else content

    return _rewritten(data, plain)


def _is_xml(name: str) -> bool:
    return name.endswith(XML)


def _rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for name in archive.namelist():
            target.writestr(name, change(name, archive.read(name)))
    return made.getvalue()
