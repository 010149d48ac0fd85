"""What a document says, paragraph by paragraph, each with the journal's entries that it rests on."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from bot.documents.clean import clean
from bot.documents.privacy import Doubt
from bot.domain.core.numerals import chinese
from bot.messages.text import full_day

FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
HALF = re.compile(r"(?<=[\u3400-\u9fff”’）》、。，])([,;:?!])|([,;:?!])(?= ?[\u3400-\u9fff“‘（《])")
BRACKETS = re.compile(r"\(([^()]*[\u3400-\u9fff][^()]*)\)")
STOP = re.compile(r"(?<=[\u3400-\u9fff”’）》%])\.(?=\s|$)")
GAP = re.compile(r"(?<=[\u3400-\u9fff，。；：、（）]) +(?=[\u3400-\u9fff0-9，。；：、（）])")


class Kind(StrEnum):
    """What a paragraph is, which decides its font and place."""

    TITLE = "title"
    MARK = "mark"  # below the title: （社会公开稿）
    ADDRESSEE = "addressee"
    ONE = "one"  # 一、
    TWO = "two"  # （一）
    THREE = "three"  # 1.
    BODY = "body"
    SIGNATURE = "signature"
    DATE = "date"
    BLANK = "blank"
    GRID = "grid"
    FORM = "form"


@dataclass(frozen=True)
class Cell:
    """A cell of a form: words, whether they are a label, and a picture of so many millimetres' width above them."""

    text: str = ""
    label: bool = False
    _: KW_ONLY
    picture: bytes = b""
    centred: bool = False


@dataclass(frozen=True)
class FormRow:
    """A row of a form: its cells, their widths in millimetres, and the least height in points."""

    cells: tuple[Cell, ...]
    widths: tuple[int, ...]
    height: int = 0


@dataclass(frozen=True)
class Block:
    """A paragraph, a table with `rows`, or a `form`; `sources` are numbers of the journal's entries."""

    kind: Kind
    text: str = ""
    _: KW_ONLY
    sources: tuple[int, ...] = ()
    about: str = ""  # number of the measure or finding
    doubts: tuple[Doubt, ...] = ()  # what a person must look at before it is released
    rows: tuple[tuple[str, ...], ...] = ()
    form: tuple[FormRow, ...] = ()  # of a form: rows that need not have the same cells


@dataclass(frozen=True)
class Paper:
    """A document: its file's name, its paragraphs, and whether a person still has to release it."""

    name: str
    blocks: tuple[Block, ...]
    draft: bool = True
    below: tuple[Block, ...] = ()  # what stands under the signature: to whom it goes besides, a slip to send back
    mark: str = ""  # by which its file is known when it comes back
    lacks: tuple[tuple[str, str], ...] = ()  # letter of the round, and what the office has not said of it

    @property
    def text(self) -> str:
        """All that its file says, a paragraph a line."""
        lines = []
        for block in (*self.blocks, *self.below):
            rows = block.rows or tuple(tuple(cell.text for cell in row.cells if cell.text) for row in block.form)
            lines += ["｜".join(row) for row in rows if row] if rows else [block.text]
        return clean("\n".join(lines))


def one(number: int, text: str) -> Block:
    """A heading of the first level."""
    return Block(Kind.ONE, f"{chinese(number)}、{proper(text)}")


def two(number: int, text: str) -> Block:
    """A heading of the second level."""
    return Block(Kind.TWO, f"（{chinese(number)}）{proper(text)}")


def three(number: int, text: str, sources: Sequence[int] = (), about: str = "") -> Block:
    """A numbered paragraph below the second level."""
    return Block(Kind.THREE, f"{number}.{proper(text)}", sources=tuple(sources), about=about)


def body(text: str, sources: Sequence[int] = (), about: str = "") -> Block:
    """A plain paragraph."""
    return Block(Kind.BODY, proper(text), sources=tuple(sources), about=about)


def proper(text: str) -> str:
    """Text of others as a document prints it: on one line, with full-width punctuation among Chinese words."""
    flat = " ".join(clean(text).split())
    flat = BRACKETS.sub(r"（\1）", flat)
    flat = HALF.sub(lambda found: FULL[found[1] or found[2]], flat)
    return GAP.sub("", STOP.sub("。", flat))


def sentence(text: str) -> str:
    """Somebody's words as a sentence: with a full stop at the end."""
    words = proper(text).rstrip("；;，,、 ")
    return words if words.endswith(("。", "！", "？", "”")) else f"{words}。"


def clause(text: str) -> str:
    """Somebody's words as a part of a sentence: without the stop at the end."""
    return proper(text).rstrip("。；;，,、！!. ")


def title(*lines: str) -> Block:
    """The title, broken where the sense allows."""
    return Block(Kind.TITLE, "\n".join(lines))


def of_round(name: str) -> tuple[Block, ...]:
    """Below the title, the round that the document is about, where the unit has several."""
    return (Block(Kind.MARK, f"（{name}）"),) if name else ()


def signed(unit: str, day: dt.date) -> tuple[Block, ...]:
    """An empty line, who signs, and the day."""
    return Block(Kind.BLANK), Block(Kind.SIGNATURE, unit), Block(Kind.DATE, full_day(day))


def anchored(anchor: str) -> tuple[Block, ...]:
    """The end of the ledger's chain when the page was made, where one is recorded: `verify --against` proves it."""
    return (body(f"台账校验号：{anchor}。"),) if anchor else ()
