"""The head of a table, row by row: where it begins, how deep it is, what each column is about, what 序号 counts.

In the tables here "<" is merged with the cell to its left, "^" with the one above it, and "" is blank.
"""

import pytest

from bot.readers.plan.containers.document import BLANK, Cell, Sheet
from bot.readers.plan.layout.header import Header, find_header, heads_of_a_list, is_ledger, is_the_head_again, numbering
from bot.readers.plan.layout.headings import Field

Rows = tuple[str, ...]


def sheet(*rows: str) -> Sheet:
    """A table, its cells parted by bars."""
    cells: list[list[Cell]] = []
    for r, row in enumerate(rows):
        cells.append([])
        for c, text in enumerate(part.strip() for part in row.split("|")):
            above, left = (cells[r - 1][c] if r else BLANK), (cells[r][c - 1] if c else BLANK)
            cells[r].append({"<": left, "^": above, "": BLANK}.get(text) or Cell(text, r, c))
    return Sheet(name="表", rows=cells, row_ids=list(range(len(cells))), column_ids=list(range(len(cells[0]))))


def columns(header: Header | None) -> str:
    """What its columns are about."""
    return " ".join(f"{column}:{kind}" for column, kind in sorted(header.columns.items())) if header else ""


BODY = "1 | 补齐台账 | 某某 | 6月底"


@pytest.mark.parametrize(
    ("rows", "height", "found"),
    [
        (("问题 | 措施 | 责任人 | 时限", BODY), 1, "0:finding 1:measure 2:responsible 3:deadline"),
        (("措施 | 责任单位", "补齐 | 办公室"), 1, "0:measure 1:department"),
        (("措施 | 备注", "补齐 | 无"), 1, "0:measure 1:ignored"),
        (("措施", "补齐"), 0, ""),
        (("备注 | 说明", "补齐 | 无"), 0, ""),
        (("姓名 | 职务", "某某 | 股长"), 1, "0:name 1:post"),
        (("职务 | 角色", "股长 | 经办"), 0, ""),
        (("单位 | 巡察组 | 反馈时间", "某局 | 一组 | 5月6日"), 0, ""),
        (("措施 | 单位", "补齐 | 某局"), 1, "0:measure 1:department"),
        (("问题 | 账目混乱，票据不全 | 措施 | 补齐", "甲 | 乙 | 丙 | 丁"), 0, ""),
        (("措施 | 单位 | 1月 | 2月 | 3月 | 4月", "补齐 | 某局 | √ | | |"), 1, "0:measure 1:department"),
        (("措施 | 单位 | 甲 | 乙 | 丙 | 丁", "补齐 | 某局 | √ | | |"), 0, ""),
        (("措施 | 单位 | 甲 | 乙", "补齐 | 某局 | √ |"), 0, ""),
        (("措施 | 单位 | 甲", "补齐 | 某局 | √"), 1, "0:measure 1:department"),
        (("措施 | 甲 | 单位 | 乙", "补齐 | √ | 某局 |"), 0, ""),
        (("甲 | 问题 | 措施 | 时限 | 乙 | 丙 | 丁", BODY + " | | |"), 1, "1:finding 2:measure 3:deadline"),
    ],
)
def test_a_head_names_two_things_or_more_side_by_side(rows: Rows, height: int, found: str) -> None:
    """One of them of a ledger, or people; three known side by side are sure, and the months of a calendar no matter."""
    header = find_header(sheet(*rows), 0)
    assert (header.height if header else 0, columns(header)) == (height, found)


@pytest.mark.parametrize(
    ("rows", "height", "found"),
    [
        (
            ("问题 | 措施 | 责任 | < | 时限", "^ | ^ | 单位 | 责任人 | ^", "甲 | 补齐 | 办公室 | 某某 | 6月"),
            2,
            "0:finding 1:measure 2:department 3:responsible 4:deadline",
        ),
        (
            ("问题 | 措施 | 责任 | | 时限", "| | 单位 | 责任人 |", "甲 | 补齐 | 办公室 | 某某 | 6月"),
            2,
            "0:finding 1:measure 2:department 3:responsible 4:deadline",
        ),
        (
            ("问题 | 措施 | 责任领导 | < | 时限", "^ | ^ | 姓名 | 职务 | ^", "甲 | 补齐 | 某某 | 局长 | 6月"),
            2,
            "0:finding 1:measure 2:leader 3:ignored 4:deadline",
        ),
        (
            ("措施 | 责任人 | 时限", "措施 | 责任人 | 时限", "补齐 | 某某 | 6月"),
            1,
            "0:measure 1:responsible 2:deadline",
        ),
        (("措施 | 责任人 | 时限", "补齐 | 责任人 | 6月"), 1, "0:measure 1:responsible 2:deadline"),
    ],
)
def test_a_head_goes_on_where_its_groups_do(rows: Rows, height: int, found: str) -> None:
    """Over merged cells, or blanks that lost their merge; the head once more is no deeper head."""
    header = find_header(sheet(*rows), 0)
    assert header
    assert (header.height, columns(header)) == (height, found)


def test_a_head_is_no_deeper_than_three_rows() -> None:
    """And no deeper than the table."""
    deep = (
        "问题 | 措施 | 责任 | < | <",
        "^ | ^ | 责任领导 | < | 责任人",
        "^ | ^ | 姓名 | 职务 | ^",
        "^ | ^ | 责任人 | 岗位 | ^",
    )
    found = [find_header(sheet(*deep[:rows]), 0) for rows in (1, 2, 3, 4)]
    assert [header.height if header else 0 for header in found] == [1, 2, 3, 3]


def test_a_label_is_all_that_stands_over_a_column() -> None:
    """From above downwards, each text once."""
    rows = ("问题 | 措施 | 责任 | < | 时限", "^ | ^ | 单位 | 责任人 | ^", "甲 | 补齐 | 办公室 | 某某 | 6月")
    header = find_header(sheet(*rows), 0)
    assert header
    assert header.labels == {0: "问题", 1: "措施", 2: "责任单位", 3: "责任责任人", 4: "时限"}
    assert header.of(Field.DEADLINE, Field.MEASURE) == [1, 4]
    assert header.of(Field.TASK) == []


@pytest.mark.parametrize(
    ("kinds", "people", "ledger"),
    [
        ({0: Field.NAME, 1: Field.POST}, True, False),
        ({0: Field.NAME, 1: Field.MEASURE}, False, True),
        ({0: Field.NAME, 1: Field.FINDING}, False, True),
        ({0: Field.NAME, 1: Field.TASK}, False, True),
        ({0: Field.NAME, 1: Field.DEPARTMENT}, True, True),
        ({0: Field.POST, 1: Field.ROLE}, False, False),
        ({}, False, False),
    ],
)
def test_a_list_of_people_has_names_and_no_measures(
    kinds: dict[int, Field],
    people: bool,  # noqa: FBT001 - a table
    ledger: bool,  # noqa: FBT001
) -> None:
    """What makes a ledger is any thing of a ledger."""
    header = Header(0, 1, kinds)
    assert (header.is_people, is_ledger(header)) == (people, ledger)


def test_the_head_again_is_the_same_row_at_the_top_of_a_page() -> None:
    """Any row of a deep head; one cell alone is none, nor is another row."""
    table = sheet("问题 | 措施 | 责任 | <", "^ | ^ | 单位 | 人", "甲 | 乙 | 丙 | 丁", "问题 | | |")
    header = Header(0, 2, {})
    again = [is_the_head_again(table, header, table.texts(row)) for row in range(4)]
    assert again == [True, True, False, False]
    assert not is_the_head_again(table, Header(0, 1, {}), table.texts(1))
    assert not is_the_head_again(table, Header(-1, 1, {}), table.texts(0))
    assert is_the_head_again(table, Header(-1, 2, {}), table.texts(0))
    assert not is_the_head_again(sheet("问题 | |"), Header(0, 1, {}), [(0, "问题")])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("甲项 | 乙项 | 丙项", "1 | 2 | 3"), ["甲项", "乙项", "丙项"]),
        (("某某台账 | < | <", "甲项 | 乙  项 | 丙项", "1 | 2 | 3"), ["甲项", "乙 项", "丙项"]),
        (("甲项 | 乙项 |", "1 | 2 |"), []),
        (("甲项 | 乙项 | 丙项",), []),
        (("甲项 | 3 | 丙项", "1 | 2 | 3"), []),
    ],
)
def test_heads_of_a_list_are_the_first_row_of_several_short_words(rows: Rows, found: list[str]) -> None:
    """Three at least, none of them a number, with a row below."""
    assert heads_of_a_list(sheet(*rows)) == found


def numbered(*rows: str) -> str:
    """What the columns of a table are about once its numbers have a meaning."""
    table = sheet(*rows)
    header = find_header(table, 0)
    assert header
    return " ".join(f"{column}:{kind}" for column, kind in sorted(numbering(table, header, len(rows)).items()))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("序号 | 问题 | 措施", "1 | 甲 | 乙", "2 | 丙 | 丁"), "0:finding_number 1:finding 2:measure"),
        (("序号 | 问题 | 措施", "1 | 甲 | 乙", "2 | ^ | 丁"), "0:ignored 1:finding 2:measure"),
        (("序号 | 问题 | 措施", "1 | 甲 | 乙", "2 | 甲 | 丁"), "0:ignored 1:finding 2:measure"),
        (("序号 | 问题 | 措施", "1 | 甲 | 乙", "^ | 丙 | 丁"), "0:ignored 1:finding 2:measure"),
        (("序号 | 问题 | 措施", "1 | 甲 | 乙", "^ | ^ | 丁", "2 | 丙 | 戊"), "0:finding_number 1:finding 2:measure"),
        (("问题 | 序号 | 措施", "甲 | 1 | 乙", "丙 | 2 | 丁"), "0:finding 1:measure_number 2:measure"),
        (
            ("序号 | 问题 | 措施", "1-1 | 甲 | 乙", "1-2 | ^ | 丁", "2-1 | 丙 | 戊"),
            "0:measure_number 1:finding 2:measure",
        ),
        (("序号 | 问题 | 措施", "1-1 | 甲 | 乙", "2 | 丙 | 丁"), "0:finding_number 1:finding 2:measure"),
        (("序号 | 问题编号 | 问题 | 措施", "1 | 1 | 甲 | 乙"), "0:ignored 1:finding_number 2:finding 3:measure"),
        (
            ("问题 | 序号 | 措施编号 | 措施", "甲 | 1-1 | 1-1 | 乙"),
            "0:finding 1:ignored 2:measure_number 3:measure",
        ),
        (("序号 | 责任单位 | 措施", "1 | 办公室 | 乙"), "0:measure_number 1:department 2:measure"),
        (("序号 | 责任单位 | 时限", "1 | 办公室 | 6月"), "0:number 1:department 2:deadline"),
        (("序号 | 任务 | 时限", "1 | 甲 | 6月"), "0:finding_number 1:task 2:deadline"),
        (("序号 | 问题类别 | 措施", "1 | 甲 | 乙"), "0:finding_number 1:category 2:measure"),
    ],
)
def test_a_number_counts_what_stands_beside_it(rows: Rows, found: str) -> None:
    """Findings, measures or rows, by the columns there are and by how it changes."""
    assert numbered(*rows) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("反馈问题 | 具体问题 | 措施", "甲 | 子 | 乙", "^ | 丑 | 丁"), "0:category 1:finding 2:measure"),
        (("反馈问题 | 具体问题 | 措施", "甲 | 子 | 乙", "丙 | ^ | 丁"), "0:finding 1:ignored 2:measure"),
        (("反馈问题 | 具体问题 | 措施", "甲 | 子 | 乙", "丙 | 丑 | 丁"), "0:finding 1:ignored 2:measure"),
        (
            ("问题类别 | 反馈问题 | 具体问题 | 措施", "大 | 甲 | 子 | 乙", "^ | ^ | 丑 | 丁"),
            "0:category 1:ignored 2:finding 3:measure",
        ),
    ],
)
def test_of_two_columns_of_findings_the_finer_counts(rows: Rows, found: str) -> None:
    """The broader one before it is their category, where there is none."""
    assert numbered(*rows) == found
