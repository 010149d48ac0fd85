"""Finding a table's header: in any row, over one to three rows, under any usual names."""

import re
from dataclasses import dataclass, field

from bot.readers.plan.containers.document import BLANK, Cell, Sheet
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.headings import LEDGER_FIELDS, LONGEST, ROUND_FIELDS, TOTAL, Field, bare, breadth, classify

GENERIC = frozenset({Field.NAME, Field.POST, Field.NUMBER, Field.UNIT, Field.STATUS, Field.IGNORED, Field.DRAWN_UP})
DEEPEST = 3
SURE = 3  # known heads side by side
VAST = 40  # letters of a head among others that are known
FEWEST = 3  # columns of a list whose heads nobody knows
FULL = 0.6  # of its columns that a row of such a list fills
DAYLIKE = re.compile(r"\d{4}\s*[年./-]|\d{1,2}[月./-]\d|底前|日前")
PERIOD = re.compile(
    r"(20\d\d年?)?([1-9]|1[0-2]|[一二三四五六七八九十]{1,2})月份?|第?[一二三四1-4]季度|[上下]半年|第[一二三四五\d]{1,2}周|20\d\d年度?|q[1-4]"
)  # a column of a calendar says nothing for or against a head
IN_A_HEADER = {Field.UNIT: Field.DEPARTMENT, Field.CONCENTRATED: Field.DEADLINE}


@dataclass(frozen=True)
class Header:
    """Where a header stands and what each column is about."""

    row: int
    height: int
    columns: dict[int, Field]
    labels: dict[int, str] = field(default_factory=dict)

    def of(self, *kinds: Field) -> list[int]:
        """The columns of the given kinds from left to right."""
        return [column for column, kind in sorted(self.columns.items()) if kind in kinds]

    @property
    def is_people(self) -> bool:
        """True for a list of people."""
        kinds = set(self.columns.values())
        return Field.NAME in kinds and not kinds & {Field.MEASURE, Field.FINDING, Field.TASK}


def find_header(sheet: Sheet, row: int) -> Header | None:
    """The header that begins in the row, None where there is none."""
    cells = sheet.texts(row)
    kinds = [classify(text) for _, text in cells]
    if len(cells) < 2 or not _is_header(sheet, row, cells, kinds):  # noqa: PLR2004 - one column alone is no table
        return None
    height = 1
    while height < DEEPEST and row + height < len(sheet.rows) and _continues(sheet, row + height):
        height += 1
    columns: dict[int, Field] = {}
    labels: dict[int, str] = {}
    for column in range(len(sheet.column_ids)):
        kind, label = _column(_stack(sheet, row, height, column))
        if label:
            labels[column] = label
        if kind:
            columns[column] = kind
    if set(columns.values()) & (LEDGER_FIELDS | {Field.NAME}):
        columns = {column: IN_A_HEADER.get(kind, kind) for column, kind in columns.items()}
    return Header(row, height, columns, labels)


def is_ledger(header: Header) -> bool:
    """True for a header over findings, measures or what is said of them."""
    return bool(set(header.columns.values()) & LEDGER_FIELDS)


def is_the_head_again(sheet: Sheet, header: Header, texts: list[tuple[int, str]]) -> bool:
    """True for a row of the head that stands once more, at the top of a printed page."""
    heads = range(max(header.row, 0), header.row + header.height)
    return len(texts) > 1 and any(texts == sheet.texts(head) for head in heads)


def unknown_header(sheet: Sheet) -> Header | None:
    """The head of a list of whose heads too few are known to be sure: the row of short words above rows as full as it.

    It is looked for only where a document is not read otherwise.
    """
    for row in range(len(sheet.rows) - 1):
        cells = sheet.texts(row)
        words = [bare(text) for _, text in cells]
        short = all(word and breadth(word) <= LONGEST for word in words)
        plain = short and not any(arabic(word) or DAYLIKE.search(word) for word in words)
        if len(cells) < FEWEST or len(set(words)) < len(words) or not plain:
            continue
        below = [len(sheet.texts(r)) for r in range(row + 1, len(sheet.rows)) if sheet.texts(r)]
        full = sum(count >= max(2, FULL * len(cells)) for count in below)
        if below and full >= FULL * len(below) and not _is_form(sheet, row):
            known = {column: kind for column, text in cells if (kind := classify(text))}
            return Header(row, 1, {c: IN_A_HEADER.get(k, k) for c, k in known.items()}, dict(cells))
    return None


def heads_of_a_list(sheet: Sheet) -> list[str]:
    """The heads of what looks like a list, known or not: the first row of several short words with rows below it."""
    for row in range(len(sheet.rows) - 1):
        words = [text for _, text in sheet.texts(row)]
        if len(words) >= FEWEST and all(breadth(bare(word)) <= LONGEST and not arabic(bare(word)) for word in words):
            return [" ".join(word.split()) for word in words]
    return []


def _is_form(sheet: Sheet, row: int) -> bool:
    """True where known labels stand at the left in most rows, each with its value behind it."""
    firsts = [classify(texts[0][1]) for r in range(row, len(sheet.rows)) if (texts := sheet.texts(r))]
    return 2 * sum(kind is not None for kind in firsts) > len(firsts)


def _is_header(sheet: Sheet, row: int, cells: list[tuple[int, str]], kinds: list[Field | None]) -> bool:
    known = [kind for kind in kinds if kind and kind is not Field.IGNORED]
    if len(set(known)) < 2 and not (len(known) >= 1 and Field.IGNORED in kinds and set(known) & LEDGER_FIELDS):  # noqa: PLR2004 - a header names two things
        return False
    run = _run(sheet, row, cells, kinds)
    if any(breadth(bare(text)) > (VAST if run >= SURE else LONGEST) for _, text in cells):
        return False
    if Field.NAME not in known and not set(known) & LEDGER_FIELDS and not _groups(sheet, row):
        return False
    if set(known) <= ROUND_FIELDS:
        return False
    if run >= SURE or (run > 1 and len(set(known)) > SURE):
        return True
    named = [
        (cell, kind)
        for cell, kind in zip(cells, kinds, strict=True)
        if kind or not PERIOD.fullmatch(bare(cell[1]).lower())
    ]
    cells, kinds = [cell for cell, _ in named], [kind for _, kind in named]
    unknown = sum(kind is None for kind in kinds)
    return unknown <= len(known) and _neighbours(sheet, row, cells, kinds)


def _run(sheet: Sheet, row: int, cells: list[tuple[int, str]], kinds: list[Field | None]) -> int:
    """How many different known heads stand side by side at most: in a form or a row of data there are never many."""
    longest: set[Field] = set()
    here: set[Field] = set()
    end = -2
    for (column, _), kind in zip(cells, kinds, strict=True):
        here = (here if column == end + 1 and kind else set()) | ({kind} if kind else set())
        longest = max(longest, here, key=len)
        end = _end(sheet.rows[row], column)
    return len(longest)


def _groups(sheet: Sheet, row: int) -> bool:
    return any(a is b and a is not BLANK for a, b in zip(sheet.rows[row], sheet.rows[row][1:], strict=False))


def _neighbours(sheet: Sheet, row: int, cells: list[tuple[int, str]], kinds: list[Field | None]) -> bool:
    """True where labels stand side by side, as in a header; in a form a value follows each label."""
    side_by_side = 0
    for (left, _), (right, _), first, second in zip(cells, cells[1:], kinds, kinds[1:], strict=False):
        if first and second and right == _end(sheet.rows[row], left) + 1:
            side_by_side += 1
    values = sum(kind is None for kind in kinds)
    return side_by_side >= 1 and side_by_side >= values


def _end(cells: list[Cell], column: int) -> int:
    end = column
    while end + 1 < len(cells) and cells[end + 1] is cells[column]:
        end += 1
    return end


def _continues(sheet: Sheet, row: int) -> bool:
    """True where the row still belongs to the header above it."""
    above, here = sheet.rows[row - 1], sheet.rows[row]
    fresh = 0
    for column, cell in enumerate(here):
        if cell is BLANK or not cell.text or cell is above[column]:
            continue
        upper = above[column]
        grouped = upper is BLANK or _spans(above, column)
        over = upper.text or next((above[c].text for c in range(column, -1, -1) if above[c].text), "")
        known = any(classify(words) for words in (cell.text, over + cell.text, cell.text + over))
        if not known or not grouped or bare(cell.text) == bare(upper.text):
            return False
        fresh += 1
    repeated = sum(a.text == b.text and a is not b and bool(a.text) for a, b in zip(above, here, strict=True))
    return fresh > 0 and not repeated


def _spans(cells: list[Cell], column: int) -> bool:
    cell = cells[column]
    left = column > 0 and cells[column - 1] is cell
    right = column + 1 < len(cells) and (cells[column + 1] is cell or cells[column + 1] is BLANK)
    return left or right


def _stack(sheet: Sheet, row: int, height: int, column: int) -> list[str]:
    """The texts of a header's column downwards; a group that lost its merge reaches over the blanks to its right."""
    texts: list[str] = []
    for r in range(row, row + height):
        cell = sheet.rows[r][column]
        if cell is BLANK and r < row + height - 1 and sheet.rows[r + 1][column] is not BLANK:
            left = next((sheet.rows[r][c] for c in range(column, -1, -1) if sheet.rows[r][c].text), BLANK)
            cell = left
        if cell.text and (not texts or texts[-1] != cell.text):
            texts.append(cell.text)
    return texts


def _column(texts: list[str]) -> tuple[Field | None, str]:
    """What a column is about by the texts of its header, the lowest first."""
    if not texts:
        return None, ""
    last, label = texts[-1], "".join(texts)
    own = classify(last)
    if len(texts) == 1 or (own and own not in GENERIC):
        return own, label
    upper = texts[-2]
    over = classify(upper)
    if own in {Field.POST, Field.IGNORED}:
        return Field.IGNORED, label
    if own is Field.NAME:
        return over or Field.NAME, label
    kinds = [kind for trial in (upper + last, last + upper) if (kind := classify(trial))]
    if kinds:
        return (Field.EXTENDED if Field.EXTENDED in kinds else kinds[0]), label
    return own or over, label


def numbering(sheet: Sheet, header: Header, last: int) -> dict[int, Field]:
    """The columns with every 序号 and 编号 given its meaning by its neighbours and by what stands in it."""
    columns = _one_finding(sheet, header, last)
    settled = Header(header.row, header.height, columns, header.labels)
    return columns | {column: _meaning(sheet, settled, column, last) for column in header.of(Field.NUMBER)}


def _one_finding(sheet: Sheet, header: Header, last: int) -> dict[int, Field]:
    """Of two columns of findings (反馈问题, 具体表现) the finer one counts; the broader one is then the category."""
    columns = dict(header.columns)
    places = header.of(Field.FINDING)
    if len(places) > 1:
        body = range(header.row + header.height, last)
        distinct = {c: len({sheet.rows[row][c].text for row in body} - {""}) for c in places}
        finest = max(places, key=lambda c: distinct[c])
        for column in places:
            if column != finest:
                broader = column < finest and distinct[column] < distinct[finest] and not header.of(Field.CATEGORY)
                columns[column] = Field.CATEGORY if broader else Field.IGNORED
    return columns


def _meaning(sheet: Sheet, header: Header, column: int, last: int) -> Field:
    body = range(header.row + header.height, last)
    texts = [sheet.rows[row][column].text for row in body if sheet.rows[row][column].text]
    has_finding, has_measure = bool(header.of(Field.FINDING)), bool(header.of(Field.MEASURE))
    own_measure, own_finding = bool(header.of(Field.MEASURE_NUMBER)), bool(header.of(Field.FINDING_NUMBER))
    pairs = sum(bool(re.fullmatch(r"\D*\d+\s*[-－—–.．]\s*\d+\D*", text)) for text in texts)
    if texts and pairs * 2 > len(texts):
        return Field.IGNORED if own_measure else Field.MEASURE_NUMBER
    follower = next(
        (kind for c, kind in sorted(header.columns.items()) if c > column and kind is not Field.NUMBER), None
    )
    if follower in {Field.MEASURE, Field.TYPE}:
        return Field.IGNORED if own_measure else Field.MEASURE_NUMBER
    if has_finding:
        return Field.IGNORED if own_finding or _counts_rows(sheet, header, column, body) else Field.FINDING_NUMBER
    if own_finding or own_measure:
        return Field.IGNORED
    rows_of = Field.MEASURE_NUMBER if has_measure else Field.NUMBER
    return Field.FINDING_NUMBER if follower in {Field.TASK, Field.CATEGORY} else rows_of


def _counts_rows(sheet: Sheet, header: Header, column: int, body: range) -> bool:
    """True where the number changes while the finding stays (it counts rows), or stays while the finding changes."""
    findings = header.of(Field.FINDING)
    if not findings:
        return False
    place = findings[0]
    same, changed = 0, 0
    previous: tuple[Cell, Cell] | None = None
    finding_text = ""
    for row in body:
        number, finding = sheet.rows[row][column], sheet.rows[row][place]
        total = any(TOTAL.match(cell.text) for cell in sheet.rows[row][:3])
        if total or number is finding or (number.text and not arabic(number.text)):
            continue
        if previous and number.text and number is not previous[0] and number.text != previous[0].text:
            again = finding is previous[1] or not finding.text or finding.text == finding_text
            same += again
        if previous and finding.text and finding is not previous[1] and finding.text != finding_text:
            changed += number is previous[0] and number is not BLANK
        finding_text = finding.text or finding_text
        previous = (number, finding)
    return same > 0 or changed > 0
