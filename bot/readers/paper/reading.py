"""A Word that came back from the office: what it says by paragraphs, as if every change in it were accepted."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec

from bot.domain.imports.draft import UnreadablePlan

if TYPE_CHECKING:
    from lxml.etree import _Element

CORE = "docProps/core.xml"
MOST_CORE = 64 * 1024  # bytes of the properties that are looked at
MARK = re.compile(r"duban-paper:([^/<\s]{1,60}/r[0-9a-f]{12}a{0,9})")
MOST_LINES, MOST_SIGNS = 1_500, 8_000  # paragraphs of a paper, and signs of one of them
ACTIVE = re.compile(r"vbaProject|vbaData|activeX|embeddings/|oleObject", re.IGNORECASE)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINK = re.compile(rb"relationships/hyperlink[\"']")  # all that may lead elsewhere
PICTURES = ("drawing", "pict", "object")
TRACKED = ("ins", "del", "moveFrom", "moveTo")


class ReadPaper(msgspec.Struct, frozen=True):
    """The paragraphs, and what of the file is not in them, each as the name of its sentence and its words."""

    lines: tuple[str, ...]
    left: tuple[tuple[str, str], ...] = ()


def marked(data: bytes) -> str:
    """The id of the paper as which the file was drafted, "" where it bears none; nothing of it is trusted or parsed."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(CORE) as stream:
            found = MARK.search(stream.read(MOST_CORE).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return ""
    return found[1] if found else ""


def read_paper(data: bytes) -> ReadPaper:
    """The paper; raises UnreadablePlan for what is no Word, is hostile, holds macros or objects, or has no end."""
    from bot.readers.plan.containers.document import Paragraph
    from bot.readers.plan.containers.docx import read_word
    from bot.readers.plan.containers.guard import archive_of, refuse_size

    refuse_size(data)
    archive = archive_of(data)
    names = archive.namelist()
    if "word/document.xml" not in names:
        raise UnreadablePlan("no_word")
    if any(ACTIVE.search(name) for name in names) or _is_active(archive):
        raise UnreadablePlan("active")
    document = read_word(data, "")
    tables = sum(not isinstance(block, Paragraph) for block in document.blocks)
    lines = [" ".join(block.text.split()) for block in document.blocks if isinstance(block, Paragraph)]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        raise UnreadablePlan("long_paper", count=len(lines), most=MOST_LINES)
    if longest := max((len(line) for line in lines if len(line) > MOST_SIGNS), default=0):
        raise UnreadablePlan("long_text", count=longest)
    told = [problem for problem in document.left if problem.what != "left_comment"]  # comments are counted below
    left = [(problem.what, str(problem.facts.get("words", ""))) for problem in told]
    counted = (("tables", tables), *_counted(data))
    return ReadPaper(tuple(lines), (*left, *((what, str(count)) for what, count in counted if count)))


def _is_active(archive: zipfile.ZipFile) -> bool:
    """True for a template or an object that is fetched from elsewhere, and for a document that declares macros."""
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
    if b"macroEnabled" in types:
        return True
    related = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    relations: list[bytes] = re.findall(rb"<[^>]*Relationship\b[^>]*>", related)
    return any(b"External" in one and not LINK.search(one) for one in relations)


def _counted(data: bytes) -> list[tuple[str, int]]:
    """How many pictures, changes and comments stand in the body."""
    import docx

    from bot.readers.plan.containers.repair import transitional

    body: _Element = docx.Document(BytesIO(transitional(data))).element.body
    return [
        ("pictures", _count(body, PICTURES)),
        ("tracked", _count(body, TRACKED)),
        ("comments", _count(body, ("commentReference",))),
    ]


def _count(body: "_Element", names: tuple[str, ...]) -> int:
    return sum(1 for _ in body.iter(*(f"{W}{name}" for name in names)))
