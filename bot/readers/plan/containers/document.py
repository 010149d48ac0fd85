"""The one table model that every format yields: a grid in which a merged range is one and the same cell."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_uppercase
from types import MappingProxyType

from bot.domain.imports.draft import MOST_PLACES, Problem, UnreadablePlan

MOST_LETTERS = 40_000  # Excel ends at 32,767
MOST_ROWS = 30_000
MOST_COLUMNS = 300
MOST_CELLS = 300_000
LETTERS = 26
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


RARE = (
    {0x2474 + n: chr(0x2460 + n) for n in range(20)}
    | {0x2488 + n: f"{n + 1}." for n in range(20)}
    | {0x3220 + n: f"（{sign}）" for n, sign in enumerate("一二三四五六七八九十")}
    | {0x2776 + n: chr(0x2460 + n) for n in range(10)}
    | {0x2780 + n: chr(0x2460 + n) for n in range(10)}
)


@dataclass(slots=True, eq=False)
class Cell:
    """What stands in a cell: the text as shown, its day where it is a real date, and where it begins."""

    text: str
    row: int = -1
    column: int = -1
    day: dt.date | None = None


BLANK = Cell("")
GENERATED = "本页由台账生成"  # how a sheet begins that repeats others, for people who filter and count


@dataclass(frozen=True)
class Merge:
    """A merged range, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The visible rows and columns of one table; a merged range is the same cell object at all its places."""

    name: str
    rows: list[list[Cell]]
    row_ids: list[int]
    column_ids: list[int]
    deleted: frozenset[tuple[int, int]] = frozenset()  # places whose whole text was struck out
    turned: bool = False  # it lies on its side in the file: its rows here are columns there
    within: str = ""  # the place of the row whose cell holds it

    def where(self, row: int, column: int) -> str:
        """The place as an office says it: 整改台账!F12."""
        column_id = self.column_ids[column] if column < len(self.column_ids) else column
        there = (column_id, self.row_ids[row])
        down, across = there if self.turned else there[::-1]
        return f"{self.name}!{letters(across)}{down + 1}"

    def row_place(self, row: int) -> str:
        """The place of a whole row: 整改台账!第5行."""
        id_ = self.row_ids[row]
        return f"{self.name}!{letters(id_)}列" if self.turned else f"{self.name}!第{id_ + 1}行"

    def column_place(self, column: int) -> str:
        """The place of a whole column without 列: 整改台账!F."""
        id_ = self.column_ids[column]
        return f"{self.name}!第{id_ + 1}行" if self.turned else f"{self.name}!{letters(id_)}"

    def merged_with_above(self, row: int, column: int) -> bool:
        """True where the cell is the continuation of the one above it."""
        here = self.rows[row][column]
        return row > 0 and here is not BLANK and here is self.rows[row - 1][column]

    def is_deleted(self, row: int, column: int) -> bool:
        """True where all that stood in the cell was struck out."""
        place = (self.row_ids[row], self.column_ids[column])
        return (place[::-1] if self.turned else place) in self.deleted

    @property
    def is_generated(self) -> bool:
        """True where it only repeats what stands on other sheets of an export."""
        return any(cell.text.startswith(GENERATED) for cell in self.rows[0][:1]) if self.rows else False

    def texts(self, row: int) -> list[tuple[int, str]]:
        """The columns and texts of a row, each merged cell once, blanks left out."""
        seen: list[tuple[int, str]] = []
        last = BLANK
        for column, cell in enumerate(self.rows[row]):
            if cell is not last and cell.text:
                seen.append((column, cell.text))
            last = cell
        return seen


@dataclass(frozen=True)
class Paragraph:
    """A line of running text and where it stands."""

    text: str
    where: str


@dataclass
class Document:
    """A file's content in its order, and what was left out of it."""

    name: str
    blocks: list[Sheet | Paragraph] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)

    def leave(self, where: str, what: str, words: str) -> None:
        """List words that are not read: `what` names the sentence that says why."""
        flat = " ".join(words.split())
        if flat:
            self.left.append(Problem(where, what, {"words": flat}))

    def leave_rows(
        self,
        name: str,
        cells: Mapping[tuple[int, int], Cell],
        *,
        hidden: Iterable[int] = (),
        columns: Iterable[int] = (),
        struck: Mapping[tuple[int, int], str] = MappingProxyType({}),
    ) -> None:
        """List hidden rows and columns with their words, also those struck out there, and struck words by row."""
        whole = {place: cell.text for place, cell in cells.items()} | {
            place: f"{words}{cells[place].text if place in cells else ''}" for place, words in struck.items()
        }
        unseen, out_of_sight = set(hidden), set(columns)
        for what, chosen in (
            ("left_hidden", {place for place in whole if place[0] in unseen}),
            ("left_struck", {place for place in struck if place[0] not in unseen and place[1] not in out_of_sight}),
        ):
            texts = struck if what == "left_struck" else whole
            for row in sorted({row for row, _ in chosen}):
                words = " ".join(texts[place] for place in sorted(chosen) if place[0] == row)
                self.leave(f"{name}!第{row + 1}行", what, words)
        for column in sorted(out_of_sight):
            words = " ".join(whole[place] for place in sorted(whole) if place[1] == column and place[0] not in unseen)
            self.leave(f"{name}!{letters(column)}列", "left_hidden", words)

    def report(self, where: str, what: str, places: Sequence[object]) -> None:
        """List what was left out at these places, if there are any."""
        if places:
            self.problems.append(Problem(where, what, {"places": shown_places(places)}))


def row_of(where: str) -> str:
    """The place of the row in which a cell stands: 整改台账!F12 → 整改台账!第12行."""
    sheet, _, cell = where.rpartition("!")
    return f"{sheet}!第{cell.lstrip(ascii_uppercase)}行"


def shown_places(places: Sequence[object]) -> tuple[str, ...]:
    """Places as texts: one more than a person reads, where there are more."""
    return tuple(str(place) for place in places[: MOST_PLACES + 1])


def clean(text: str) -> str:
    """The text without signs that nobody sees, and with rare enumeration signs (⑴ ⒈ ㈠ ❶) as the usual ones.

    Raises UnreadablePlan for a text that is longer than any cell can be.
    """
    if len(text) > MOST_LETTERS:
        raise UnreadablePlan("long_text", count=len(text))
    return UNSEEN.sub("", text).translate(RARE).strip()


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """The spreadsheet name of a 0-based column: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def sheet_of(
    name: str,
    cells: Mapping[tuple[int, int], Cell],
    merges: Iterable[Merge] = (),
    *,
    hidden_rows: frozenset[int] | set[int] = frozenset(),
    hidden_columns: frozenset[int] | set[int] = frozenset(),
    deleted: Iterable[tuple[int, int]] = (),
) -> Sheet:
    """The grid of what can be seen; a merged range is spread over its places.

    Raises UnreadablePlan where the table is larger than any plan.
    """
    for cell in cells.values():
        cell.text = clean(cell.text)
    filled = {place: cell for place, cell in cells.items() if cell.text}
    last_row = max((row for row, _ in filled), default=-1)
    last_column = max((column for _, column in filled), default=-1)
    for merge in merges:
        origin = filled.get((merge.top, merge.left))
        if origin is None:
            continue
        for row in range(merge.top, min(merge.bottom, last_row) + 1):
            for column in range(merge.left, min(merge.right, last_column, MOST_COLUMNS) + 1):
                filled[row, column] = origin
    used_rows = {row for row, _ in filled}
    row_ids = [row for row in sorted(used_rows) if row not in hidden_rows]
    column_ids = [column for column in range(last_column + 1) if column not in hidden_columns]
    refuse_the_vast(name, len(row_ids), len(column_ids))
    rows = [[filled.get((row, column), BLANK) for column in column_ids] for row in row_ids]
    return Sheet(name=name, rows=rows, row_ids=row_ids, column_ids=column_ids, deleted=frozenset(deleted))


def refuse_the_vast(name: str, rows: int, columns: int) -> None:
    """Raise UnreadablePlan for a table that no office ever made by hand."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise UnreadablePlan(
            "vast_table", name=name, rows=rows, columns=columns, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS
        )
