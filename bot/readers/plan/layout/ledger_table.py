"""The body of a ledger: rows into findings and measures, with merges, blanks, 同上, banners and totals understood."""

from dataclasses import dataclass, field

from bot.readers.plan.containers.document import BLANK, Sheet, shown_places
from bot.readers.plan.fields.enumeration import tidy
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.extracted import (
    ATTRIBUTES,
    Grid,
    RawFinding,
    RawMeasure,
    Section,
    Value,
    Values,
    add,
    merge,
    one_status,
    raw_measures,
)
from bot.readers.plan.layout.finest_tasks import with_the_finest
from bot.readers.plan.layout.governing import charge, governing_line, speaks_of_some_rows
from bot.readers.plan.layout.group_rows import group_rows
from bot.readers.plan.layout.header import Header, is_the_head_again
from bot.readers.plan.layout.headings import Field
from bot.readers.plan.layout.running_text import both_in
from bot.readers.plan.layout.skipped_rows import DITTO, counts_columns, is_heading, is_sample, is_skipped, labelled

INHERITED = frozenset(ATTRIBUTES) - {Field.STATUS, Field.TYPE}


@dataclass(kw_only=True)
class LedgerTable:
    """Reads the rows under one header into a section; its state is where in the plan it stands."""

    sheet: Sheet
    header: Header
    section: Section
    end: int
    category: str = ""
    finding: RawFinding | None = None
    columns: dict[int, Field] = field(default_factory=dict)
    last: list[RawMeasure] = field(default_factory=list)
    above: dict[int, str] = field(default_factory=dict)
    inherited: list[str] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)  # columns with cells merged downwards
    groups: dict[int, tuple[str, int, str]] = field(default_factory=dict)  # rows that head others
    governed: Value | None = None  # who is charged with the rows below a line that says so
    tasks: bool = False  # the tasks are the finest that this list has

    def read(self) -> None:
        """Extract every row up to the end."""
        self.columns = dict(self.header.columns)
        self.section.fields |= set(self.columns.values())
        self.section.grids.append(
            Grid(
                sheet=self.sheet,
                start=max(self.header.row, 0),
                end=self.end,
                columns=dict(self.columns),
                heads=self.header.height,
                labels=frozenset(column for column, head in self.header.labels.items() if head),
            )
        )
        self.groups = group_rows(self.sheet, self.header, self.end)
        self.columns, self.tasks = with_the_finest(self.sheet, self.header, self.end)
        shared = [self.header.labels.get(column, "") for column, kind in self.columns.items() if kind is Field.MIXED]
        if any("领导" in label for label in shared):
            self.section.fields.add(Field.LEADER)
        self.merged = {column for column in self.columns if self._merges(column)}
        for row in range(self.header.row + self.header.height, self.end):
            self._row(row)
        if self.inherited:
            places = shown_places(self.inherited)
            self.section.problem(self.sheet.name, "blank_as_above", count=len(self.inherited), places=places)

    def _row(self, row: int) -> None:
        texts = self.sheet.texts(row)
        if not texts:
            return
        place = self.sheet.row_place(row)
        if is_the_head_again(self.sheet, self.header, texts):
            return
        if row in self.groups:
            self._enter_group(row)
            return
        if is_sample(texts):
            self.section.leave(place, "left_sample", " ".join(text for _, text in texts))
            self.section.rows.append(place)
            self.section.rows_left.append(place)
            return
        if is_skipped(self.sheet, row, texts) or counts_columns(texts):
            self.section.prose.extend(Value(text, self.sheet.where(row, column)) for column, text in texts)
            return
        banner = self._banner(row, texts)
        if banner:
            self._enter(banner, self.sheet.where(row, texts[0][0]))
            return
        self.section.rows.append(place)
        self._data(row)

    def _enter_group(self, row: int) -> None:
        """一 … above rows of its own: what tasks are about, or the finding of the measures."""
        number, column, text = self.groups[row]
        if self.tasks:
            self._categorised(text)
        else:
            self._open(number, text, self.sheet.where(row, column))

    def _banner(self, row: int, texts: list[tuple[int, str]]) -> str:
        """The text of a row that only names what follows, "" for a row of data."""
        column, text = texts[0]
        if len({words for _, words in texts}) != 1 or self.sheet.merged_with_above(row, column):
            return ""
        width = sum(cell is self.sheet.rows[row][column] for cell in self.sheet.rows[row])
        kinds = [self.columns.get(c) for c in range(column, column + width)]
        if width > 1 and len({kind for kind in kinds if kind}) > 1:
            return text
        first = min(self.columns, default=0)
        if column > first or text.isdecimal() or arabic(text):
            return ""
        return text if self.columns.get(column) is not Field.FINDING or is_heading(text) else ""

    def _enter(self, text: str, where: str) -> None:
        """A banner names a category where the table has findings of its own, otherwise it names the finding."""
        if governed := governing_line(text, where, self.section):
            self.governed = governed
            return
        if speaks_of_some_rows(text):
            self.section.leave(where, "left_governing", text)
            return
        if Field.FINDING in self.columns.values():
            self.category = text
            return
        kind, number, rest = labelled(text)
        if kind is Field.CATEGORY or (kind is None and text.rstrip("：:").endswith("方面")):
            self._categorised(rest)
        else:
            self._open(number, rest, where)

    def _open(self, number: str, text: str, where: str) -> None:
        self.finding = RawFinding(number=number, text=text, where=where, category=self.category)
        self.section.findings.append(self.finding)
        self.last = []

    def _data(self, row: int) -> None:
        number, number_at = self._cell(row, Field.FINDING_NUMBER)
        text, text_at = self._cell(row, Field.FINDING)
        measure_number, _ = self._cell(row, Field.MEASURE_NUMBER)
        what = ""
        if both := both_in(text or self._cell(row, Field.MEASURE)[0]):
            (text, what), number, measure_number = both, number or measure_number, ""
        self._task_or_category(row)
        fresh = self._is_new(row, number, number_at, text, text_at)
        if not fresh and not number and not text and self._prefix_changes(measure_number):
            fresh = Field.FINDING not in self.columns.values()
            number = arabic(measure_number).partition("-")[0]
        if fresh:
            where = self.sheet.where(row, text_at if text else max(number_at, 0))
            self._open(number, text, where)
        elif self.finding and text and not self.finding.text:
            self.finding.text = text
        if self.finding is None:
            self._open(number, text, self.sheet.where(row, 0))
        finding = self.finding
        if finding is None:
            return
        self.section.holders[self.sheet.row_place(row)] = finding
        if self._has(Field.TASK) and (task := self._cell(row, Field.TASK)[0]):
            finding.task = "；".join(dict.fromkeys((*filter(None, finding.task.split("；")), task)))
        values = self._values(row, inherit=self._blank_means_above(row, text_at, number_at) and not fresh)
        first, *others = self._measure_cells(row)
        first = (what, max(first[1], text_at)) if what else first
        self._measure(row, finding, first, measure_number, values)
        for other in others:
            before = self.last
            self._measure(row, finding, other, "", values)
            self.last = [*before, *self.last]

    def _task_or_category(self, row: int) -> None:
        """What stands above the measures where no finding does."""
        if not self._has(Field.FINDING, Field.FINDING_NUMBER) and self._starts_a_task(row):
            self._open("", "", self.sheet.where(row, self._cell(row, Field.TASK)[1]))
        if category := self._cell(row, Field.CATEGORY)[0]:
            self._categorised(category)

    def _categorised(self, category: str) -> None:
        """A row of another category begins anew where no finding tells the rows apart."""
        open_ = self.finding and self.finding.measures and not self.finding.text
        if open_ and category != self.category and not self._has(Field.FINDING, Field.FINDING_NUMBER):
            self.finding, self.last = None, []
        self.category = category

    def _measure_cells(self, row: int) -> list[tuple[str, int]]:
        """The texts of a row's columns of measures with their columns; a column of blanks where there is none."""
        columns = [column for column, kind in self.columns.items() if kind is Field.MEASURE]
        cells = [(text, column) for column in columns if (text := self._resolved(row, column))]
        return list(dict(cells).items()) or [("", columns[0] if columns else -1)]

    def _measure(self, row: int, finding: RawFinding, measure: tuple[str, int], number: str, values: Values) -> None:
        text, column = measure
        merged = column >= 0 and self.sheet.merged_with_above(row, column)
        if text and not merged:
            self.last = raw_measures(text, number, self.sheet.where(row, column), values, self.section)
            for raw in self.last:
                raw.is_task = self.tasks
            finding.measures.extend(self.last)
            self._place(row)
        elif column >= 0 and self.sheet.is_deleted(row, column):
            self.last = []
        elif number and not merged and column >= 0:
            self.last = [RawMeasure(number=number, text="", where=self.sheet.where(row, column), values=values)]
            finding.measures.extend(self.last)
            self._place(row)
        elif Field.MEASURE not in self.columns.values() and values:
            where = self.sheet.where(row, 0)
            if number := number or self._cell(row, Field.NUMBER, Field.TASK_NUMBER)[0]:
                self.last = [RawMeasure(number=number, text="", where=where, values=values)]
                finding.measures.extend(self.last)
            else:
                merge(finding.values, values)
        elif self.last and values:
            self._goes_with_the_last(row, values, silent=merged or column < 0)
        elif values:
            merge(finding.values, values)

    def _goes_with_the_last(self, row: int, values: Values, *, silent: bool) -> None:
        """A row that names no measure adds to the one above it; what it adds is said unless the cells are merged."""
        words = [one.text for kind, cells in values.items() for one in cells if not self._says(kind, one.text)]
        for raw in self.last:
            merge(raw.values, values)
        if words and not silent:
            self.section.problem(self.sheet.row_place(row), "row_added", words=tuple(words))

    def _says(self, kind: Field, text: str) -> bool:
        return all(text in {known.text for known in raw.values.get(kind, [])} for raw in self.last)

    def _has(self, *kinds: Field) -> bool:
        return bool(set(kinds) & set(self.columns.values()))

    def _starts_a_task(self, row: int) -> bool:
        """True where measures are gathered under tasks and this row begins another one."""
        task, _ = self._cell(row, Field.TASK)
        return bool(task) and (self.finding is None or (bool(self.finding.task) and task not in self.finding.task))

    def _place(self, row: int) -> None:
        """Tell the measures of a row which cells they come from."""
        places = {kind: self.sheet.where(row, column) for column, kind in self.columns.items()}
        for raw in self.last:
            raw.places = places

    def _is_new(self, row: int, number: str, number_at: int, text: str, text_at: int) -> bool:
        """True where the row begins another finding; where cells are merged, equal words in another cell count."""
        if self.finding is None:
            return bool(number or text)
        if text_at >= 0 and not number and self.sheet.rows[row][text_at].text.strip() in DITTO:
            return False
        other = bool(text) and tidy(text) != tidy(self.finding.text)
        if number and self.sheet.merged_with_above(row, number_at):
            return other and not self.sheet.merged_with_above(row, text_at)
        if number:
            changed = arabic(number) != arabic(self.finding.number) or not self.finding.number
            return changed or (other and bool(self.finding.text))
        return bool(text) and not self.sheet.merged_with_above(row, text_at) and (other or text_at in self.merged)

    def _merges(self, column: int) -> bool:
        start = self.header.row + self.header.height
        return any(self.sheet.merged_with_above(row, column) for row in range(start + 1, self.end))

    def _prefix_changes(self, measure_number: str) -> bool:
        prefix, dash, _ = arabic(measure_number).partition("-")
        if not dash:
            return False
        return self.finding is None or (
            Field.FINDING_NUMBER not in self.columns.values() and self._own_prefix() != prefix
        )

    def _own_prefix(self) -> str:
        if self.finding and self.finding.measures:
            return arabic(self.finding.measures[0].number).partition("-")[0]
        return arabic(self.finding.number) if self.finding else ""

    def _blank_means_above(self, row: int, text_at: int, number_at: int) -> bool:
        """True in a row whose finding is left blank rather than repeated or merged."""
        place = text_at if text_at >= 0 else number_at
        return place >= 0 and self.sheet.rows[row][place] is BLANK

    def _cell(self, row: int, *kinds: Field) -> tuple[str, int]:
        """The first text of the kinds in a row and its column, -1 without one; 同上 is what stands above."""
        found = -1
        for column, kind in self.columns.items():
            if kind not in kinds:
                continue
            found = column if found < 0 else found
            text = self._resolved(row, column)
            if text:
                return text, column
        return "", found

    def _resolved(self, row: int, column: int) -> str:
        cell = self.sheet.rows[row][column]
        if self.header.row >= 0 and cell is self.sheet.rows[self.header.row + self.header.height - 1][column]:
            return ""
        if cell.text.strip() in DITTO:
            return self.above.get(column, "")
        if cell.text:
            self.above[column] = cell.text
        return cell.text

    def _values(self, row: int, *, inherit: bool) -> Values:
        values: Values = {}
        for column, kind in sorted(self.columns.items()):
            if kind not in ATTRIBUTES:
                continue
            cell = self.sheet.rows[row][column]
            where = self.sheet.where(row, column)
            before = self.above.get(column, "")
            text = self._resolved(row, column)
            ditto = text and cell.text.strip() in DITTO
            due = kind in {Field.DEADLINE, Field.EXTENDED, Field.SUPPORT}
            if cell is BLANK and inherit and kind in INHERITED and before and self._goes_on(row, due=due):
                text = before
                self.inherited.append(where)
            elif cell is BLANK:
                self.above.pop(column, None)  # further down a blank means this blank
            day = cell.day if not ditto and text == cell.text else None
            if text:
                add(values, kind, Value(text, where, day, self.header.labels.get(column, "")))
        if self.governed:
            charge(values, self.governed, self.section)
        one_status(values)
        return values

    def _goes_on(self, row: int, *, due: bool) -> bool:
        """True for another measure of the row above; days and helpers only where the row has none of its own."""
        own = any(self.sheet.rows[row][column].text for column, kind in self.columns.items() if kind in INHERITED)
        return bool(self.last) and bool(self._cell(row, Field.MEASURE)[0]) and not (due and own)
