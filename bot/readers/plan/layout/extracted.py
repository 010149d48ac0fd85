"""What the layouts yield, with the words as written, before numbers, names and days are read."""

import datetime as dt
from dataclasses import dataclass, field, replace

from bot.domain.imports.draft import ColumnDraft, Fact, PersonDraft, Problem
from bot.readers.plan.containers.document import Sheet
from bot.readers.plan.fields.enumeration import (
    OF_SOME,
    Item,
    glued_number,
    measures_in,
    numbers_in_brackets,
    shared_out,
    spoken,
    tidy,
    unclear_figure,
)
from bot.readers.plan.layout.headings import Field

YES_OR_NO = frozenset({"是", "否", "√", "×", "✓", "有", "无"})
ATTRIBUTES = (
    Field.LEADER,
    Field.RESPONSIBLE,
    Field.OWNER,
    Field.DEPARTMENT,
    Field.SUPPORT,
    Field.MIXED,
    Field.DEADLINE,
    Field.EXTENDED,
    Field.TYPE,
    Field.STATUS,
)
PER_MEASURE = (
    Field.DEADLINE,
    Field.EXTENDED,
    Field.LEADER,
    Field.RESPONSIBLE,
    Field.OWNER,
    Field.DEPARTMENT,
    Field.SUPPORT,
    Field.MIXED,
    Field.STATUS,
)


@dataclass(frozen=True)
class Value:
    """Words as written, where they stand, and their day where the cell holds a real date."""

    text: str
    where: str
    day: dt.date | None = None
    label: str = ""
    doubtful: bool = False  # it speaks of some measures of its cell, and not clearly of which


Values = dict[Field, list[Value]]


@dataclass(kw_only=True)
class RawMeasure:
    """A measure as it stands in the file."""

    number: str
    text: str
    where: str
    values: Values = field(default_factory=dict)
    marked: str = ""  # number that the text itself began with
    is_task: bool = False  # 整改任务: a measure where the file has no finer ones
    places: dict[Field, str] = field(default_factory=dict)  # the cells of its row, also the blank ones
    line: Value | None = None  # who a line above charged with it, where it does not say so itself


@dataclass(kw_only=True)
class RawFinding:
    """A finding as it stands in the file; `values` hold for all its measures that say nothing else."""

    number: str
    text: str
    where: str
    category: str = ""
    task: str = ""
    statement: str = ""
    marked: str = ""
    is_task: bool = False  # it was called 任务: a finding only where a statement follows it
    said: str = ""  # a task as it stands in its cell, several with their numbers
    measures: list[RawMeasure] = field(default_factory=list)
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """Where a list stands: its sheet, its rows from the head to before the end, what its columns are about."""

    sheet: Sheet
    start: int
    end: int
    columns: dict[int, Field]
    heads: int  # rows of the head
    labels: frozenset[int] = frozenset()  # columns with a head


@dataclass(kw_only=True)
class Section:
    """Everything extracted from one table or one stretch of text."""

    name: str
    findings: list[RawFinding] = field(default_factory=list)
    people: list[PersonDraft] = field(default_factory=list)
    basics: dict[Field, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    prose: list[Value] = field(default_factory=list)
    fields: set[Field] = field(default_factory=set)
    columns: list[ColumnDraft] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)  # places of all rows of data
    rows_left: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    holders: dict[str, RawFinding] = field(default_factory=dict)  # the finding of each row, by its place

    def leave(self, where: str, what: str, words: str) -> None:
        """Remember words that are not read."""
        self.left.append(Problem(where, what, {"words": " ".join(words.split())}))

    def problem(self, where: str, what: str, **facts: Fact) -> None:
        """Remember something that a person must look at."""
        self.problems.append(Problem(where, what, facts))


def add(values: Values, kind: Field, value: Value) -> None:
    """Add one more value unless the same words stand there already."""
    if value.text and all(known.text != value.text for known in values.get(kind, [])):
        values.setdefault(kind, []).append(value)


def merge(into: Values, values: Values) -> None:
    """Add what is not there yet."""
    for kind, cells in values.items():
        for value in cells:
            add(into, kind, value)


def one_status(values: Values) -> None:
    """Of several columns about progress the plainest word counts."""
    stated = values.get(Field.STATUS, [])
    if len(stated) > 1:
        worded = [value for value in stated if value.text not in YES_OR_NO] or stated
        values[Field.STATUS] = ([value for value in worded if "状态" in value.label] or worded)[:1]


def raw_measures(text: str, number: str, where: str, values: Values, section: Section) -> list[RawMeasure]:
    """The measures of one cell, each with its share: one where the row has a number, otherwise all that it holds."""
    items, certain = measures_in(text)
    for item in items:
        if unclear_figure(item):
            section.problem(where, "unclear_figure", words=item.text[:20])
        if glued_number(item):
            section.problem(where, "unclear_parts", words=item.text[:40], number=int(item.number) + 1)
    before, parts = spoken(text)
    if parts and len(items) in {1, len(parts)} and not number:
        what = "spoken_within" if before else "spoken_parts"
        section.problem(where, what, words=parts[0].text[:20], count=len(parts))
    numbers = number.split() if number else []
    count = len(items)
    aligned = _lines_of(values.get(Field.DEADLINE)) if not certain else 0
    if not certain and aligned == len(text.split("\n")):
        items = [Item("", line.strip()) for line in text.split("\n")]
        count = aligned
    elif not certain and not number:
        section.problem(where, "unclear_lines", count=len(text.splitlines()))
    if len(numbers) == 1 or count == 1:
        return [_single(text, items, number, where, values)]
    shares = shares_of(values, count, section)
    return [
        RawMeasure(
            number=numbers[n] if len(numbers) == count else "",
            text=item.text,
            where=where,
            values=shares[n],
            marked=item.number,
        )
        for n, item in enumerate(items)
    ]


def _single(text: str, items: list[Item], number: str, where: str, values: Values) -> RawMeasure:
    if len(items) == 1:
        same = not number or not items[0].number or number.endswith(items[0].number)
        return RawMeasure(
            number=number,
            text=items[0].text if same else tidy(text),
            where=where,
            values=values,
            marked=items[0].number,
        )
    return RawMeasure(number=number, text=tidy(text), where=where, values=values)


def _lines_of(values: list[Value] | None) -> int:
    return len([line for line in values[0].text.splitlines() if line.strip()]) if values else 0


def shares_of(values: Values, count: int, section: Section) -> list[Values]:
    """The values of each of several measures that share their cells."""
    shares: list[Values] = [{} for _ in range(count)]
    lined = any(_lines_of(values.get(kind)) == count for kind in (Field.DEADLINE, Field.DEPARTMENT))
    for kind, cells in values.items():
        for value in cells:
            by_line = kind in {Field.DEADLINE, Field.EXTENDED} or (lined and kind in PER_MEASURE)
            parts = shared_out(value.text, count, by_line=by_line) if kind in PER_MEASURE else None
            due = kind in {Field.DEADLINE, Field.EXTENDED}
            doubtful = due and parts is None and count > 1 and bool(OF_SOME.search(value.text))
            if doubtful:
                section.problem(value.where, "limit_of_some", words=value.text)
            if parts is None and not due and kind in PER_MEASURE and numbers_in_brackets(value.text):
                section.problem(value.where, "numbers_of_others", words=value.text)
            if parts and not all(parts):
                section.problem(value.where, "unequal_parts", count=count)
            for n in range(count):
                own = replace(value, doubtful=doubtful)
                share = own if parts is None else Value(parts[n], value.where, None, value.label)
                if share.text:
                    shares[n].setdefault(kind, []).append(share)
    return shares
