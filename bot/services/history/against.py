"""Whether a ledger still holds what was seen of it before: a page, a number, an older backup, an export."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from bot.domain.history.anchor import Anchor, anchors_in
from bot.domain.history.journal import Head
from bot.services.history.verification import Document

ENTRY, CHANGE = "entry", "change"
HYPHEN = "<w:noBreakHyphen/>"  # Word's own way to write one
END = "</w:p>"  # of a paragraph, in a cell too
TAGS = re.compile(r"<[^>]*>")


class _Link(msgspec.Struct):
    unit: str
    number: int
    digest: str


@dataclass(frozen=True)
class Mark:
    """The link of a chain as it was seen: an entry of the journal or a change, by number and the start of its hash."""

    kind: str
    unit: str
    number: int
    hash: str


@dataclass(frozen=True)
class Held:
    """What became of a mark: `what` is a word of the table `history.against`."""

    mark: Mark
    what: str
    last: int = 0  # number of the chain's last link now

    @property
    def holds(self) -> bool:
        """True where the link is what it was."""
        return self.what == "held"


def marks_of_head(head: Head) -> Iterator[Mark]:
    """The ends of both chains."""
    if head.number:
        yield Mark(ENTRY, head.unit, head.number, head.digest)
    if head.changes:
        yield Mark(CHANGE, head.unit, head.changes, head.change)


def marks_of_documents(documents: Iterable[Document]) -> list[Mark]:
    """The ends of the chains of a ledger, e.g. of an older backup."""
    heads = [msgspec.json.decode(document, type=Head) for shelf, _, document in documents if shelf == "heads"]
    return [mark for head in heads for mark in marks_of_head(head)]


def marks_of_file(content: bytes) -> list[Mark]:
    """What stands in an exported journal, a Word file, or a page that was copied as text."""
    text = _text(content)
    anchors = [Mark(CHANGE, one.unit, one.number, one.hash) for one in anchors_in(text)]
    try:
        exported = msgspec.json.decode(content.splitlines()[0] if content else b"", type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return anchors
    return [*anchors, *marks_of_head(exported)]


def _text(content: bytes) -> str:
    """The words of a file; a Word file is an archive of XML."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as word:
            names = [
                name for name in word.namelist() if name.endswith(".xml") and word.getinfo(name).file_size < 1 << 25
            ]
            content = b"\n".join(word.read(name) for name in names)
        return TAGS.sub("", content.decode("utf-8", "replace").replace(HYPHEN, "-").replace(END, "\n"))
    return content.decode("utf-8", "replace")


def mark_of(anchor: Anchor) -> Mark:
    """An anchor as a mark."""
    return Mark(CHANGE, anchor.unit, anchor.number, anchor.hash)


def against(documents: Iterable[Document], marks: Iterable[Mark]) -> list[Held]:
    """Compare a ledger as it is now with what was seen of it."""
    links: dict[tuple[str, str, int], str] = {}
    last: dict[tuple[str, str], int] = {}
    for shelf, _, document in documents:
        if shelf not in {"journal", "changes"}:
            continue
        link = msgspec.json.decode(document, type=_Link)
        kind = ENTRY if shelf == "journal" else CHANGE
        links[kind, link.unit, link.number] = link.digest
        last[kind, link.unit] = max(link.number, last.get((kind, link.unit), 0))
    found = []
    for mark in marks:
        now, end = links.get((mark.kind, mark.unit, mark.number)), last.get((mark.kind, mark.unit), 0)
        what = "held" if now and now.startswith(mark.hash) else "rewritten" if now else "cut_off"
        found.append(Held(mark, what, end))
    return found
