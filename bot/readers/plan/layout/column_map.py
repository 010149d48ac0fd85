"""What each column of a list is about: by its head, by its neighbours, by what stands in it.

What is only a guess, and what nobody knows, is marked to be asked; no column is dropped without being named.
"""

import re
from dataclasses import replace

from bot.domain.imports.draft import ColumnDraft
from bot.readers.plan.containers.document import BLANK, Cell, Sheet
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.fields.names import SEPARATORS
from bot.readers.plan.layout.cell_contents import (
    DAYLIKE,
    bodies_only,
    is_day,
    length,
    names_only,
    only_names,
    with_bodies,
)
from bot.readers.plan.layout.head_endings import by_ending
from bot.readers.plan.layout.header import Header, numbering
from bot.readers.plan.layout.headings import ROUND_FIELDS, Field, label
from bot.readers.plan.layout.known import KNOWN, head_of

NUMBER_OF = {
    Field.FINDING: Field.FINDING_NUMBER,
    Field.MEASURE: Field.MEASURE_NUMBER,
    Field.TASK: Field.TASK_NUMBER,
}
NEVER = (
    "(类型|类别|等级|级别|编号|序号|来源|性质|数|单位|部门|科室|人|人员|领导|时间|日期|时限|期限|状态|进展|(?<!发现)情况|依据|照片"
    "|附件|整改前|整改后)$|^(备注|说明|备考)"
)
FINDING_HEAD = re.compile(
    r"问题|发现|隐患|缺陷|不足|短板|不符合|违规|违法|风险|差距|薄弱|堵点|诉求|意见|事由|检查项|病害|指出|扣分"
)
MEASURE_HEAD = re.compile(r"措施|举措|建议|意见|对策|要求|做法|方法|节点|打算|怎么|办法|动作|路径|计划|内容")
WAY = re.compile(r"措施|举措|办法|做法|对策")
TASK_HEAD = re.compile(r"任务|事项|工作|目标|指标|议定|决定|批示|项目|内容")
ABOUT_FINDINGS = re.compile(r"问题|发现|隐患|不符合|缺陷|整改")
STRONG_LIMIT = re.compile(r"时限|期限|截止|限期|要求|计划|应|限时")
ONCE = frozenset({Field.FINDING, Field.MEASURE, Field.TASK})
MOST_SAMPLES = 2
MOST_LOOKED_AT = 60
MOSTLY = 0.6
LEADS = re.compile(r"(?<![总])(?:牵头|主办|主责)")
PERSONAL = re.compile(r"(人|人员|同志|者)(姓名)?$")
FORMER = re.compile(r"^\s*(?:原来?|以前|之前|前任|(?:调整|变更|更换)前)的?(?=.+(?:人|人员|领导|单位|部门|科室)\s*$)")
PEOPLE = frozenset({Field.LEADER, Field.RESPONSIBLE, Field.OWNER, Field.MIXED})
HEADLESS_BEFORE, HEADLESS_BEHIND = "无表头（{head}左边）", "无表头（{head}右边第{place}栏）"


class ColumnMap:
    """The columns of one list while their meaning is found."""

    def __init__(self, sheet: Sheet, header: Header, last: int, *, context: str, inside: bool) -> None:
        self.sheet, self.last = sheet, last
        self.context, self.inside = context, inside
        self.header = replace(header, labels=header.labels | dict.fromkeys(self._headless(header), ""))
        self.columns = dict(header.columns)
        self.guessed: set[int] = set()
        self.texts = {column: self._texts(column) for column in self.header.labels}

    def settle(self) -> tuple[Header, list[ColumnDraft]]:
        """The header with every column settled, and what is said of each of them."""
        explained = {c for c in self.header.labels if self._explained(c)}
        for column, kind in self.header.columns.items():
            if column in explained:
                continue
            if kind in ROUND_FIELDS or (kind is Field.SUPPORT and PERSONAL.search(self.header.labels[column])):
                del self.columns[column]
        self._without_a_head()
        for column, head in self.header.labels.items():
            ending = by_ending(head) if column not in self.header.columns else None
            if ending and not (ending in ONCE and self._has(ending)):
                self.columns[column] = ending
            if self.columns.get(column) is Field.DEPARTMENT and re.search("名称|全称|被", head):
                self.guessed.add(column)  # 单位名称 may be the one that is looked at, not the one in charge
        self._leads_and_helps(explained)
        self._numbered_heads()
        self._references()
        self._limits()
        self._labelled_cells()
        self._guess()
        self._levels()
        self._people_alone(explained)
        settled = replace(self.header, columns=self.columns)
        self.columns = numbering(self.sheet, settled, self.last)
        return replace(settled, columns=self.columns), [self._draft(column) for column in sorted(self.header.labels)]

    def _leads_and_helps(self, explained: set[int]) -> None:
        """牵头和配合单位: a column of both is of those who lead; where its cells do not tell them apart it is asked."""
        for column, kind in list(self.columns.items()):
            head = self.header.labels.get(column, "")
            told = [text for text in self.texts.get(column, []) if LEADS.search(text)]
            if kind is not Field.SUPPORT or column in explained or not (LEADS.search(head) or told):
                continue
            self.columns[column] = Field.DEPARTMENT
            several = [text for text in self.texts[column] if len(SEPARATORS.split(text.strip())) > 1]
            self.guessed |= {column} if any(text not in told for text in several) else set()

    def _people_alone(self, explained: set[int]) -> None:
        """责任人 alone (leaders by custom, clerks in many an office), or with the bodies in it (督查室 某某): asked."""
        people = [c for c, kind in self.columns.items() if kind in {Field.RESPONSIBLE, Field.OWNER}]
        both = {c for c in people if c not in explained and self._mostly(c, with_bodies)}
        if both and not self._has(Field.DEPARTMENT, Field.MIXED):
            self.columns |= dict.fromkeys(both, Field.MIXED)
            self.guessed |= both
        former = any(self._is_former(column) for column in self.header.labels)
        if not (former or self._has(Field.LEADER, Field.OWNER, Field.MIXED)):
            alone = {column for column, kind in self.columns.items() if kind is Field.RESPONSIBLE}
            self.guessed |= alone - explained if len(alone) == 1 else set()

    def _draft(self, column: int) -> ColumnDraft:
        kind = self.columns.get(column)
        read = "" if kind in {None, Field.IGNORED} else str(kind)
        known = (
            self.header.columns.get(column) in {Field.IGNORED, Field.NUMBER} or self._explained(column) == Field.IGNORED
        )
        unknown = not read and not known and bool(self.texts[column]) and not self._is_former(column)
        return ColumnDraft(
            where=self.sheet.column_place(column),
            head=self._name(column),
            field=read,
            ask=column in self.guessed or unknown,
            samples=tuple(dict.fromkeys(self.texts[column]))[:MOST_SAMPLES],
        )

    def _is_former(self, column: int) -> bool:
        """True for 原责任人 where another column says who it is now: it is named among those that are not read."""
        now = FORMER.sub("", self.header.labels[column])
        kind = label(now)[0] if now != self.header.labels[column] else None
        meant = PEOPLE if kind in PEOPLE else {kind}
        return kind is not None and bool(meant & {field for c, field in self.columns.items() if c != column})

    def _headless(self, header: Header) -> list[int]:
        """The columns without a head in which more stands than a note beside a row or two."""
        rows = self.last - header.row - header.height
        bare = [column for column in range(len(self.sheet.column_ids)) if column not in header.labels]
        return [column for column in bare if header.labels and 2 * len(self._texts(column, header)) >= min(rows, 4)]

    def _name(self, column: int) -> str:
        """The head, or where a column without one stands."""
        if head := self.header.labels[column]:
            return " ".join(head.split()) if head.isascii() else re.sub(r"\s+", "", head)
        named = {c: re.sub(r"\s+", "", label) for c, label in self.header.labels.items() if label}
        before = max((c for c in named if c < column), default=None)
        if before is None:
            return HEADLESS_BEFORE.format(head=named[min(named)])
        return HEADLESS_BEHIND.format(head=named[before], place=column - before)

    def _explained(self, column: int) -> str:
        """What an office has said of it, "" where it has said nothing."""
        return KNOWN.get().heads.get(head_of(self._name(column)), "")

    def _without_a_head(self) -> None:
        """Columns without a head: as an office has said, or the numbers of the rows; all others are asked."""
        for column, head in self.header.labels.items():
            if head:
                continue
            if said := self._explained(column):
                self.columns[column] = Field(said)
            elif self.texts[column] and all(arabic(text) for text in self.texts[column]):
                self.columns[column] = Field.NUMBER
                self.guessed.add(column)

    def _texts(self, column: int, header: Header | None = None) -> list[str]:
        found: list[str] = []
        before: Cell = BLANK
        header = header or self.header
        for row in range(header.row + header.height, self.last):
            cell = self.sheet.rows[row][column]
            if cell is not before and cell.text and len(found) < MOST_LOOKED_AT:
                found.append(cell.text)
            before = cell
        return found

    def _has(self, *kinds: Field) -> bool:
        return bool(set(kinds) & set(self.columns.values()))

    def _numbered_heads(self) -> None:
        """措施一, 措施二, 措施三 side by side: each holds a measure of the row."""
        for column, head in self.header.labels.items():
            if column not in self.columns and label(head)[0] is Field.MEASURE:
                self.columns[column] = Field.MEASURE

    def _references(self) -> None:
        """A column 对应问题 in which only numbers stand gives the number of the finding, not its words."""
        for column, kind in list(self.columns.items()):
            texts = self.texts.get(column, [])
            if kind in NUMBER_OF and texts and all(arabic(text) or only_names(text, kind) for text in texts):
                self.columns[column] = NUMBER_OF[kind]

    def _labelled_cells(self) -> None:
        """A column whose cells name what they hold (措施：…；责任人：…) is of measures, or of people and bodies."""
        from bot.readers.plan.layout.running_text import FACTS, split_labels

        for column in self._free() + [c for c, kind in self.columns.items() if kind is Field.STATUS]:
            texts = self.texts.get(column, [])
            named = [{found.kind for found in split_labels(text)[1]} & (FACTS | {Field.MEASURE}) for text in texts]
            if not texts or sum(len(kinds) > 1 for kinds in named) < MOSTLY * len(texts):
                continue
            if any(Field.MEASURE in kinds for kinds in named) and not self._has(Field.MEASURE):
                self.columns[column] = Field.MEASURE
            elif column not in self.columns and not any(Field.MEASURE in kinds for kinds in named):
                self.columns[column] = Field.MIXED
            else:
                continue
            self.guessed.add(column)

    def _levels(self) -> None:
        """Of two columns of tasks or measures whose broader one repeats, the broader one says what the finer is for."""
        broad, fine = self._broad_and_fine(Field.MEASURE)
        if broad is not None and not self._has(Field.TASK):
            self.columns[broad] = Field.TASK
        broad, fine = self._broad_and_fine(Field.TASK)
        if broad is None:
            return
        if not self._has(Field.MEASURE):
            self.columns[fine] = Field.MEASURE
        elif self._has(Field.CATEGORY):
            self.columns[broad] = Field.IGNORED
            self.guessed.add(broad)
        else:
            self.columns[broad] = Field.CATEGORY

    def _broad_and_fine(self, kind: Field) -> tuple[int | None, int]:
        """The first of several columns of a kind and the one with most to say; (None, -1) where they are on a level."""
        places = sorted(c for c, found in self.columns.items() if found is kind and self.texts.get(c))
        numbered = any(label(self.header.labels[c])[1] for c in places)
        if len(places) < 2 or numbered:  # noqa: PLR2004 - one column alone has no levels
            return None, -1
        fine = max(places, key=lambda c: (len(self.texts[c]), len(set(self.texts[c])), c))
        broad = next(c for c in places if c != fine)
        alike = len(set(self.texts[broad])) == len(set(self.texts[fine])) and kind is Field.MEASURE
        return self._named_apart(places) if alike else (broad, fine)

    def _named_apart(self, places: list[int]) -> tuple[int | None, int]:
        """整治内容 and 具体举措, one of each in every row: the head alone tells what is done about what."""
        plain = [c for c in places if not WAY.search(self.header.labels[c])]
        ways = [c for c in places if c not in plain]
        return (plain[0], ways[0]) if len(plain) == 1 and ways else (None, -1)

    def _limits(self) -> None:
        """Of several columns with days, the one that says until when; when it was really done is another thing."""
        limits = [column for column, kind in self.columns.items() if kind is Field.DEADLINE]
        if len(limits) < 2:  # noqa: PLR2004 - nothing to choose
            return
        dated = [column for column in limits if self._mostly(column, DAYLIKE.search)]
        strong = [column for column in dated if STRONG_LIMIT.search(self.header.labels[column])]
        kept = strong or dated or limits
        for column in limits:
            if column not in kept and self.texts[column]:
                del self.columns[column]

    def _mostly(self, column: int, test: object) -> bool:
        texts = self.texts.get(column, [])
        hits = sum(bool(test(text)) for text in texts)  # type: ignore[operator]
        return bool(texts) and hits >= MOSTLY * len(texts)

    def _guess(self) -> None:
        """Find columns for what is missing among the heads that nobody knows."""
        aim = bool(ABOUT_FINDINGS.search(self.context))
        texted = (Field.FINDING, Field.FINDING_NUMBER, Field.TASK)
        if not self.inside and not self._has(Field.FINDING, Field.TASK):
            pattern = re.compile(f"{FINDING_HEAD.pattern}|事项") if aim else FINDING_HEAD
            self._take(Field.FINDING, pattern)
        if not self._has(Field.MEASURE) and (not self._has(Field.TASK) or self._repeats(Field.TASK)):
            self._take(
                Field.MEASURE,
                MEASURE_HEAD
                if self.inside or self._has(Field.FINDING, Field.TASK, Field.MEASURE_NUMBER)
                else re.compile("措施|举措|建议|对策"),
            )
        if self._has(Field.TASK) and not self._has(Field.MEASURE):
            self._take(Field.MEASURE, re.compile("^(?:具体|主要|详细)(?:内容|事项|做法)"))
        if not self._has(Field.MEASURE, Field.TASK, Field.FINDING, Field.MEASURE_NUMBER, Field.FINDING_NUMBER):
            self._take(Field.TASK, TASK_HEAD)
        if not self._has(Field.MEASURE, Field.TASK, Field.FINDING, Field.MEASURE_NUMBER, Field.TASK_NUMBER, Field.NAME):
            self._take(Field.TASK, re.compile(""))
        if not self.inside and self._has(Field.MEASURE) and not self._has(*texted, Field.MEASURE_NUMBER):
            self._take(Field.FINDING, re.compile(""), before=Field.MEASURE)
        if not self._has(Field.DEADLINE):
            self._take_by(
                Field.DEADLINE, DAYLIKE.search, lambda head: not re.search("实际|开始|启动|发现|检查|登记|更新", head)
            )
        if not self._has(*PEOPLE):
            self._take_by(
                Field.RESPONSIBLE,
                names_only,
                lambda head: not re.search("督导|监督|检查|填|记录|交办|批示|签批|批转|阅示", head),
            )
        if not self._has(Field.DEPARTMENT, Field.MIXED):
            self._take_by(
                Field.DEPARTMENT,
                bodies_only,
                lambda head: not re.search("督导|监督|检查|来源|配合|协|部位|位置|地点|场所|地址|去向", head),
            )

    def _repeats(self, kind: Field) -> bool:
        column = next(c for c, found in self.columns.items() if found is kind)
        texts = self.texts[column]
        return len(set(texts)) < len(texts) or len(texts) < max(map(len, self.texts.values()))

    def _free(self) -> list[int]:
        """Columns with text of which nothing is known, or only that they are usually not read."""
        return [
            column
            for column, texts in self.texts.items()
            if texts and self.columns.get(column, Field.IGNORED) is Field.IGNORED
            and not self._explained(column)
        ]  # fmt: skip

    def _take(self, kind: Field, pattern: re.Pattern[str], *, before: Field | None = None) -> None:
        place = next((c for c, found in self.columns.items() if found is before), None)
        found = [
            column
            for column in self._free()
            if pattern.search(self.header.labels[column])
            and not re.search(NEVER, self.header.labels[column])
            and (place is None or column < place)
            and self._is_prose(column, named=bool(pattern.pattern))
            and (pattern.pattern or column not in self.header.columns)
        ]
        if found:
            best = max(found, key=lambda c: (len(set(self.texts[c])), length(self.texts[c])))
            self.columns[best] = kind
            self.guessed.add(best)

    def _is_prose(self, column: int, *, named: bool) -> bool:
        """True for a column of words: no days, no figures; without a head that says so no names and bodies either."""
        texts = self.texts[column]
        plain = (arabic, is_day) if named else (arabic, DAYLIKE.search, names_only, bodies_only)
        return length(texts) >= 3 and not any(self._mostly(column, test) for test in plain)  # noqa: PLR2004 - a word is no task

    def _take_by(self, kind: Field, test: object, fits: object) -> None:
        for column in self._free():
            due = kind is Field.DEADLINE and re.search("时限|期限", self.header.labels[column])
            known_as_left = column in self.header.columns and not due
            if not known_as_left and fits(self.header.labels[column]) and self._mostly(column, test):  # type: ignore[operator]
                self.columns[column] = kind
                self.guessed.add(column)
                return
