"""The one interpreter of all layouts: a document's tables, forms and lines become sections in the document's order."""

import re

from bot.readers.plan.containers.document import BLANK, Document, Paragraph, Sheet
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.column_map import PEOPLE, ColumnMap
from bot.readers.plan.layout.extracted import RawFinding, Section, Value
from bot.readers.plan.layout.header import Header, find_header, is_ledger, unknown_header
from bot.readers.plan.layout.headings import LEDGER_FIELDS, ROUND_FIELDS, TOTAL, Field, classify, label
from bot.readers.plan.layout.ledger_table import LedgerTable
from bot.readers.plan.layout.outline import Outline
from bot.readers.plan.layout.people_list import read_people
from bot.readers.plan.layout.running_text import RunningText
from bot.readers.plan.layout.skipped_rows import TITLE

FORM = LEDGER_FIELDS | ROUND_FIELDS | frozenset({Field.CATEGORY, Field.STATUS, Field.TYPE, Field.NUMBER})
WHO_OR_WHEN = (*PEOPLE, Field.DEPARTMENT, Field.DEADLINE)  # one of them stands in every list of work
MOST_CELLS_OF_A_FORM = 6
GROUP = re.compile("(类|方面|领域|工程|行动|建设|工作|任务|事项)$")
SHEET_NUMBER = re.compile(
    r"(?:反馈|整改)?(?:问题|清单|表单|事项|第|No\.?)?[（(]?(\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?(?:号|个)?(?:问题)?(?:[、.．\s：:-].*)?$"
)


def read_layout(document: Document, *, blind: bool = False) -> list[Section]:
    """One section for each list and for each stretch of running text; `blind` takes lists whose heads nobody knows."""
    text_section = Section(name=document.name)
    prose = RunningText(outline=Outline(section=text_section))
    sections = [text_section]
    last: Header | None = None
    below = False
    for block in document.blocks:
        if isinstance(block, Paragraph):
            before = prose.outline.line
            prose.line(block.text, block.where)
            if prose.outline.line is before and below and block.text.strip():
                prose.outline.line = None  # words between two tables: whose the second is, they do not say
            below = False
            text_section.prose.append(Value(block.text, block.where))
            continue
        holders = {place: finding for section in sections for place, finding in section.holders.items()}
        reader = SheetReader(block, prose, last, blind=blind, holder=holders.get(block.within))
        last = reader.read()
        below = True
        sections += [section for section in reader.sections if section is not text_section]
    prose.end()
    return sections if text_section.prose else sections[1:]


class SheetReader:
    """Walks over a sheet: headers open tables, labels with values are forms, other rows are lines of text."""

    def __init__(
        self,
        sheet: Sheet,
        above: RunningText,
        continued: Header | None,
        *,
        blind: bool = False,
        holder: RawFinding | None = None,
    ) -> None:
        self.sheet, self.continued, self.holder = sheet, continued, holder
        self.above = [value.text for value in above.outline.section.prose[-3:]]
        headers = [(row, found) for row in range(len(sheet.rows)) if (found := find_header(sheet, row))]
        self.starts = _without_repeated(sheet, _tops(headers))
        self.guessed = unknown_header(sheet) if blind else None
        if self.guessed:
            self.starts = {self.guessed.row: self.guessed}
        self.kinds: set[Field] = set()
        if self._belongs_to(above):
            self.prose = above
            self.prose.resolve_headings()
        else:
            above.outline.flush()
            self.prose = RunningText(
                outline=Outline(
                    section=Section(name=sheet.name), category=above.headings[-1][2].text if above.headings else ""
                )
            )
        self.line = above.outline.line
        self.outline = self.prose.outline
        self.sections = [self.outline.section]

    def _belongs_to(self, above: RunningText) -> bool:
        """True for a table of measures alone under a finding of the running text."""
        first = next(iter(self.starts.values()), None)
        alone = first is not None and first.of(Field.MEASURE) and not first.of(Field.FINDING, Field.FINDING_NUMBER)
        return bool(alone and (above.headings or above.outline.finding))

    @property
    def section(self) -> Section:
        """The section of the list that is being read."""
        return self.outline.section

    def read(self) -> Header | None:
        """Extract the whole sheet; the last header, for a table that goes on without one on the next page."""
        row, header = 0, self._carried_over()
        if header and not self.starts:
            self._table(header, len(self.sheet.rows))
            return self.continued
        while row < len(self.sheet.rows):
            if row in self.starts:
                header = self.starts[row]
                end = self._end(header)
                self._table(header, end)
                row = end
            else:
                self._row(row)
                row += 1
        self.prose.end()
        self._numbered_by_name()
        return header

    def _carried_over(self) -> Header | None:
        """The header of the table before, where this one has as many columns and none of its own."""
        before = self.continued
        if before is None or not self.sheet.rows or len(self.sheet.column_ids) <= max(before.columns, default=0):
            return None
        if not re.match(r"表\d+$", self.sheet.name) or before.is_people:
            return None
        if any(
            self._is_label(row, column)
            for row in range(min(3, len(self.sheet.rows)))
            for column, _ in self.sheet.texts(row)[:1]
        ):
            return None
        return Header(-1, 1, before.columns, before.labels)

    def _is_label(self, row: int, column: int) -> bool:
        return label(self.sheet.rows[row][column].text)[0] in FORM

    def _end(self, header: Header) -> int:
        """The row after a table's last: the next header, or a form that follows."""
        for row in range(header.row + header.height, len(self.sheet.rows)):
            if row in self.starts or self._is_form(row, header) or self._is_title_of_the_next(row):
                return row
        return len(self.sheet.rows)

    def _is_title_of_the_next(self, row: int) -> bool:
        """True for 责任清单 alone in the row above another list."""
        texts = self.sheet.texts(row)
        return row + 1 in self.starts and len(texts) == 1 and bool(TITLE.search(texts[0][1]))

    def _is_form(self, row: int, header: Header) -> bool:
        texts = self.sheet.texts(row)
        if not texts or self.sheet.merged_with_above(row, texts[0][0]):
            return False
        column, text = texts[0]
        kind = classify(text)
        if kind is Field.IGNORED and len(texts) == 2:  # noqa: PLR2004 - a label and its value
            return self._span(row, texts[1][0]) > 1
        if kind not in FORM or kind is Field.NUMBER or len(texts) > MOST_CELLS_OF_A_FORM:
            return False
        if len(texts) == 1:
            return self._span(row, column) == 1 and not header.is_people
        return label(texts[1][1])[0] is None and kind in LEDGER_FIELDS

    def _span(self, row: int, column: int) -> int:
        return sum(cell is self.sheet.rows[row][column] for cell in self.sheet.rows[row])

    def _table(self, header: Header, end: int) -> None:
        if header.is_people:
            read_people(self.sheet, header, end, self.section)
            return
        if not is_ledger(header) and header is not self.guessed:
            return
        inside = bool(header.of(Field.MEASURE) and (self.outline.finding or self.prose.headings or self.holder))
        context = "".join([self.sheet.name, *(value.text for value in self.section.prose[-3:]), *self.above])
        header, columns = ColumnMap(self.sheet, header, end, context=context, inside=inside).settle()
        if self.guessed and not header.of(*WHO_OR_WHEN):
            return
        self._turn_over(header)
        self.section.columns += columns
        if Field.FINDING not in header.columns.values() and (header.of(Field.MEASURE) or not header.of(Field.TASK)):
            self.prose.resolve_headings()
        heading = self.prose.headings[-1][2].text if self.prose.headings else ""
        if header.of(Field.TASK) and not GROUP.search(heading):
            heading = ""  # a line of the instructions above a form
        ledger = LedgerTable(
            sheet=self.sheet,
            header=header,
            section=self.section,
            end=end,
            category=self.outline.category or heading,
            finding=self._open_finding(header),
            governed=self.line,
        )
        ledger.read()
        self.outline.finding, self.outline.category = ledger.finding, ledger.category
        self.outline.complete, self.outline.group, self.outline.run = True, [], []

    def _turn_over(self, header: Header) -> None:
        """Another list on the same sheet (任务清单 below 问题清单) is a section of its own."""
        self.outline.flush()
        kinds = set(header.columns.values())
        own = header.of(
            Field.FINDING, Field.FINDING_NUMBER, Field.MEASURE_NUMBER, Field.TASK, Field.TASK_NUMBER, Field.MEASURE
        )
        if own and self.kinds and kinds != self.kinds and self.section.findings:
            self.outline.section = Section(name=self.sheet.name)
            self.outline.finding, self.outline.category = None, ""
            self.sections.append(self.outline.section)
        self.kinds = kinds

    def _open_finding(self, header: Header) -> RawFinding | None:
        """The finding that stands above a table of measures, None where the table names its own."""
        if header.of(Field.FINDING) and header.of(Field.MEASURE):
            return None
        return self.holder or self.outline.finding

    def _row(self, row: int) -> None:
        texts = self.sheet.texts(row)
        if not texts:
            return
        pairs = self._pairs(row, texts)
        if pairs is not None:
            for kind, number, value in pairs:
                if value.text or kind not in ROUND_FIELDS:
                    self.outline.feed(kind, value, number)
                    self.prose.open_ended = not value.text  # what a label stands above belongs to it
            return
        for column, text in texts:
            if self.sheet.merged_with_above(row, column):
                continue
            where = self.sheet.where(row, column)
            self.section.prose.append(Value(text, where))
            if not TOTAL.match(text):
                for line in text.splitlines():
                    self.prose.line(line, where)

    def _pairs(self, row: int, texts: list[tuple[int, str]]) -> list[tuple[Field, str, Value]] | None:
        """The labels of a form's row with their values, None for a row that is no form's."""
        pairs: list[tuple[Field, str, Value]] = []
        cells = self.sheet.rows[row]
        spots = [(column, *label(text)) for column, text in texts]
        if len(spots) == 2 and classify(texts[1][1]) is None:  # noqa: PLR2004 - a label and its value, whatever the value looks like
            spots = spots[:1]
        labels = [(column, kind, number) for column, kind, number in spots if kind in FORM | {Field.IGNORED}]
        if not labels or labels[0][0] != texts[0][0]:
            return None
        ends = [column for column, _, _ in labels[1:]] + [len(cells)]
        for (column, kind, number), end in zip(labels, ends, strict=True):
            values = [(c, t) for c, t in texts if column < c < end and cells[c] is not cells[column]]
            fresh = [(c, t) for c, t in values if not self.sheet.merged_with_above(row, c)]
            if values and not fresh:
                continue
            text = "\n".join(t for _, t in fresh)
            place = fresh[0][0] if fresh else column
            day = cells[place].day if len(fresh) == 1 and cells[place] is not BLANK else None
            if kind is not None and kind is not Field.IGNORED:
                pairs.append((kind, number, Value(text, self.sheet.where(row, place), day, cells[column].text)))
        return pairs

    def _numbered_by_name(self) -> None:
        """A sheet for one finding may have its number in its name only."""
        found = SHEET_NUMBER.match(self.section.name)
        if found and len(self.section.findings) == 1 and not self.section.findings[0].number:
            first = self.section.findings[0].measures[0].number if self.section.findings[0].measures else ""
            if "-" not in arabic(first):
                self.section.findings[0].number = found[1]


def _tops(headers: list[tuple[int, Header]]) -> dict[int, Header]:
    """The headers by row, without those that are only the lower rows of another."""
    tops: dict[int, Header] = {}
    covered = -1
    for row, header in headers:
        if row > covered:
            tops[row] = header
            covered = row + header.height - 1
    return tops


def _without_repeated(sheet: Sheet, tops: dict[int, Header]) -> dict[int, Header]:
    """The headers without those that stand again, amid the rows, as at the top of each printed page."""
    kept: dict[int, Header] = {}
    last: Header | None = None
    for row, header in tops.items():
        goes_on = last is not None and header.labels == last.labels and len(sheet.texts(row - 1)) > 1
        if not goes_on:
            kept[row] = last = header
    return kept
