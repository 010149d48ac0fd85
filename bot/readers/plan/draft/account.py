"""The account of every cell: what stands in the file and ended in no field is listed as not read, with its place.

It is drawn up from the finished draft, not from the readers' own word: what is nowhere in the draft was not read.
"""

import re
import unicodedata
from collections.abc import Iterable

from bot.domain.imports.draft import Fact, PlanDraft, Problem
from bot.readers.plan.containers.document import BLANK, Document, Paragraph, Sheet, shown_places
from bot.readers.plan.fields.deputies import BOTH, POST
from bot.readers.plan.fields.enumeration import GROUP, SOME, clauses_of, lines, marked, spoken
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.fields.names import NOBODY, PHONE, POST_AFTER, POST_BEFORE, POST_ONLY, SEPARATORS
from bot.readers.plan.fields.parts_played import ALONE
from bot.readers.plan.fields.people_in_brackets import names_somebody
from bot.readers.plan.layout.extracted import Grid, Section
from bot.readers.plan.layout.headings import Field, label
from bot.readers.plan.layout.running_text import MARK, about_in, parts_of, split_labels
from bot.readers.plan.layout.skipped_rows import DITTO

SIGNS = re.compile(r"[\W_]+")
NUMBERS = frozenset({Field.NUMBER, Field.FINDING_NUMBER, Field.MEASURE_NUMBER, Field.TASK_NUMBER})
PEOPLE = frozenset(
    {Field.LEADER, Field.RESPONSIBLE, Field.OWNER, Field.DEPARTMENT, Field.SUPPORT, Field.MIXED, Field.NAME}
)
DECISION = re.compile("延期|延长至|顺延|推迟|暂缓|取消|撤销|不再|移交|改由")  # of weight, in whatever column it stands
SENTENCE = re.compile(r"\d+\s*[年月日号]|[年月]底|日前|^请|[，。；]|应当?|必须|务必|不得")
PARTS = frozenset({"总牵头", "牵头", "主办", "主责", "责任", "配合", "协办", "协助", "参与", "负责", "落实", "办理"})
ALL_OF_THEM = re.compile("^(?:均|都|皆|共同|联合)(?:为|是)?")
COUNT_BEHIND = re.compile(r"[（(]共?\s*\d+\s*[个条项件][^（()）]{0,4}[)）]\s*$")  # 一、党的建设方面（2个）
AS_OF = re.compile(r"截至20\d\d年\d{1,2}月\d{1,2}日")  # alone: the day on which a list was printed
MANY = 4  # cells of one column that are listed together
SHORTEST = 2
LONGEST_LABEL = 6  # characters of a label that is numbered (一、整改措施)


class Account:
    """The words of a draft, to hold the words of its file against."""

    def __init__(self, draft: PlanDraft, sections: Iterable[Section], document: Document) -> None:
        self.draft, self.document = draft, document
        self.grids = [grid for section in sections for grid in section.grids]
        self.left = [problem for section in sections for problem in section.left]
        told = {word for problem in (*document.left, *self.left) for word in _flat(problem)}
        self.names = sorted(
            {name for m in draft.measures for name in (*m.leaders, *m.owners, *m.departments, *m.support)}
            | {name for problem in draft.problems for name in _names(problem)}
            | {word for person in draft.people for word in (person.name, person.department, person.post) if word},
            key=len,
            reverse=True,
        )
        self.words = {_bare(word) for word in (*_words(draft), *told)} - {""}
        self.whole = "\n".join(sorted(self.words))

    def unread(self) -> list[Problem]:
        """Everything that is nowhere in the draft, by place."""
        found: list[Problem] = []
        for block in self.document.blocks:
            found += self._sheet(block) if isinstance(block, Sheet) else self._line(block)
        return found

    def _line(self, paragraph: Paragraph) -> list[Problem]:
        parts = [MARK.sub("", part, count=1) for part in parts_of(paragraph.text)]
        named = [found[1] if (found := about_in(part)) else part for part in parts]
        missing = "；".join(filter(None, map(self._missing, named)))
        return [Problem(paragraph.where, "left_line", {"words": missing})] if missing else []

    def _sheet(self, sheet: Sheet) -> list[Problem]:
        grids = [grid for grid in self.grids if grid.sheet is sheet]
        found: list[Problem] = []
        by_column: dict[str, list[tuple[str, str]]] = {}
        for row in range(len(sheet.rows)):
            grid = next((one for one in grids if one.start <= row < one.end), None)
            for column, _ in sheet.texts(row):
                cell = sheet.rows[row][column]
                if cell is BLANK or sheet.merged_with_above(row, column):
                    continue
                missing = self._missing_of(cell.text, grid, row, column)
                if missing:
                    by_column.setdefault(sheet.column_place(column), []).append((sheet.where(row, column), missing))
        for name, cells in by_column.items():
            weighty = [cell for cell in cells if SENTENCE.search(cell[1]) or DECISION.search(cell[1])]
            if len(weighty) <= MANY < len(cells):
                found += [Problem(where, "left_cell", {"words": words}) for where, words in weighty]
                cells = [cell for cell in cells if cell not in weighty]  # noqa: PLW2901 - the rest is counted
            if len(cells) > MANY:
                places = shown_places([where.rpartition("!")[2] for where, _ in cells])
                facts: dict[str, Fact] = {"places": places, "count": len(cells), "words": cells[0][1]}
                found.append(Problem(name if sheet.turned else f"{name}列", "left_cells", facts))
            else:
                found += [Problem(where, "left_cell", {"words": words}) for where, words in cells]
        return found

    def _missing_of(self, text: str, grid: Grid | None, row: int, column: int) -> str:
        """What of a cell is nowhere in the draft; a column that is not read is listed by its head instead."""
        if grid is None:
            return self._missing(text)
        kind = grid.columns.get(column)
        if row < grid.start + grid.heads:
            return ""
        if kind in {None, Field.IGNORED}:
            weighty = DECISION.search(text) or (column not in grid.labels and _bare(text) not in self.whole)
            return " ".join(text.split()) if weighty else ""
        if kind in NUMBERS and arabic(text):
            return ""
        if kind in {Field.DEADLINE, Field.EXTENDED}:
            return self._missing_limit(text)
        return self._missing(text, people=kind in PEOPLE)

    def _missing_limit(self, text: str) -> str:
        """What of a time limit is not read, also a day in figures alone (2026-04-30)."""
        if missing := self._missing(text) and self._missing(SOME.sub("；", GROUP.sub("；", text))):
            return missing
        bare = _bare(text)
        return text.strip() if len(bare) > SHORTEST and bare.isdecimal() and bare not in self.whole else ""

    def _missing(self, text: str, *, people: bool = False) -> str:
        text = COUNT_BEHIND.sub("", text)
        if text.strip() in DITTO or text.strip() in NOBODY or AS_OF.fullmatch(text.strip()) or self._has(text):
            return ""
        if people:
            return _residue(text, self.names)
        named = self._is_said if self._is_line(text) else self._has
        before, parts = spoken(text)
        items = marked(text) or ([] if before else parts)
        pieces = [item.text for item in items] or clauses_of(text)
        rest = [piece for piece in pieces if not named(piece)]
        rest = [part for piece in rest for part in _unlabelled(piece) if not named(part)]
        rest = [part for piece in rest for part in lines(piece) if not named(part)]
        return "；".join(" ".join(piece.split()) for piece in rest)

    def _is_line(self, text: str) -> bool:
        """True for a numbered line that says something: 三、责任领导填班子成员 is no head, 一、整改措施 is."""
        mark = MARK.match(text)
        return bool(mark) and len(_bare(MARK.sub("", text, count=1))) > LONGEST_LABEL

    def _has(self, text: str) -> bool:
        """True for words of the draft, for a head or label, and for what is no word at all."""
        return self._is_said(text) or (_may_be_a_head(text) and label(text)[0] is not None and not self._is_line(text))

    def _is_said(self, text: str) -> bool:
        """True for words of the draft, and for what is no word at all."""
        bare = _bare(text)
        if len(bare) < SHORTEST or bare in self.words or bare.isdecimal():
            return True
        unmarked = _bare(MARK.sub("", text, count=1))
        return unmarked in self.words or bare in self.whole or (len(unmarked) >= SHORTEST and unmarked in self.whole)


def _may_be_a_head(text: str) -> bool:
    """True for words that can be a label; a sentence with a day (6月底前报送材料) says something."""
    return not SENTENCE.search(text) or len(_bare(text)) <= LONGEST_LABEL


def _unlabelled(text: str) -> list[str]:
    before, labels = split_labels(text)
    return [part for part in (before, *(found.text for found in labels)) if part] if labels else [text]


def _residue(text: str, names: list[str]) -> str:
    """What remains of a cell of people and bodies without those that were read, posts, labels and telephones."""
    rest = PHONE.sub("", unicodedata.normalize("NFKC", text))
    rest = re.sub(r"\s+", "", re.sub(r"[\r\n]+", "、", rest))
    for name in names:
        rest = rest.replace(re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)), "、")
    words = []
    for found in SEPARATORS.split(re.sub(r"[()\[\]【】:：.·\-*。]", "、", rest)):
        word = ALL_OF_THEM.sub("", found)
        bare = POST_AFTER.sub("", POST_BEFORE.sub("", word))
        known = (
            word in PARTS
            or ALONE.fullmatch(word)
            or BOTH.fullmatch(word)
            or POST.fullmatch(word)
            or POST_ONLY.fullmatch(word)
            or (label(word)[0] and not names_somebody(word))
            or arabic(bare)
        )
        if len(bare) >= SHORTEST and not known:
            words.append(bare)
    return "、".join(words)


def _bare(text: str) -> str:
    return SIGNS.sub("", unicodedata.normalize("NFKC", text))


def _flat(problem: Problem) -> list[str]:
    return [word for fact in problem.facts.values() for word in (fact if isinstance(fact, tuple) else (str(fact),))]


def _names(problem: Problem) -> tuple[str, ...]:
    """Those of whom a sentence says that they were not taken for owners."""
    names = problem.facts.get("names")
    return names if isinstance(names, tuple) else ()


def _words(draft: PlanDraft) -> list[str]:
    """Everything that the draft says, in words as they may stand in the file."""
    found = [draft.title, draft.unit, draft.team]
    for day in (draft.feedback, draft.report_by, draft.concentrated_until):
        if day:
            found += [day.isoformat(), f"{day.year}年{day.month}月{day.day}日"]
    for finding in draft.findings:
        found += [
            finding.text,
            finding.category,
            *finding.task.split("；"),
            *finding.statement.splitlines(),
            finding.statement,
        ]
        for measure in finding.measures:
            found += [measure.text, measure.deadline.words, measure.status, *measure.status.split("；")]
            found += [*measure.leaders, *measure.owners, *measure.departments, *measure.support]
    for person in draft.people:
        found += [person.name, person.post, person.department, person.role]
    for problem in draft.problems:
        found += _flat(problem)
    found += [name for person in draft.people for name in (person.name,)]
    return found
