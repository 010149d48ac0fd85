"""Lists that do not go down one below another, and rows that hold more than one thing: all is read, or it is said."""

import datetime as dt
import io
import random
from collections.abc import Sequence
from typing import Any

import docx
import pytest

from bot.domain.imports.draft import PlanDraft
from bot.messages.imports.problems import problem_words
from bot.readers.plan import read_plan
from tests.readers.plan.test_field_layouts import READ_ON, WORDING, read

HEAD = ("序号", "问题", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
LEADERS, OFFICES, CLERKS = ("沈知行", "陆景澄"), ("办公室", "执法大队", "水环境股"), ("孟晓川", "罗雨桐", "林一苇")
MATTERS = ("围挡不严", "台账缺页", "值守脱岗", "管网渗漏", "公示滞后", "收费不清", "巡查流于形式", "档案散乱")
DEEDS = ("逐户摸排", "修订办法", "约谈负责人", "更换设备", "补齐档案", "公开曝光", "联合执法", "按月通报")
Row = tuple[Any, ...]


def rows_of(draft: PlanDraft) -> list[Row]:
    """Finding, measure, people and day of every measure, in the order of the draft."""
    return [
        (finding.text, m.text, m.leaders, m.departments, m.owners, str(m.deadline.date))
        for finding in draft.findings
        for m in finding.measures
    ]


def invented(dice: random.Random) -> list[list[str]]:
    """A ledger of two to seven rows in the order of HEAD, a measure each."""
    matters = dice.sample(MATTERS, dice.randint(2, 7))
    return [
        [
            str(place),
            matter,
            f"{dice.choice(DEEDS)}{place}处",
            dice.choice(LEADERS),
            dice.choice(OFFICES),
            dice.choice(CLERKS),
            f"2026-{dice.randint(4, 12):02}-{dice.randint(1, 28):02}",
        ]
        for place, matter in enumerate(matters, 1)
    ]


def expected(ledger: Sequence[Sequence[str]]) -> list[Row]:
    """What a careful person reads of it."""
    return [(r[1], r[2], (r[3],), (r[4],), (r[5],), r[6]) for r in ledger]


def side_by_side(ledger: list[list[str]], gap: int) -> list[list[str]]:
    """Half of the rows beside the other half, under the head twice."""
    half = (len(ledger) + 1) // 2
    left, right = ledger[:half], ledger[half:]
    right += [[""] * len(HEAD) for _ in range(half - len(right))]
    return [[*one, *[""] * gap, *other] for one, other in zip((list(HEAD), *left), (list(HEAD), *right), strict=True)]


def lying(ledger: list[list[str]]) -> list[list[str]]:
    """The heads at the left, the entries to the right."""
    return [list(column) for column in zip(HEAD, *ledger, strict=True)]


def with_the_head_again(ledger: list[list[str]], dice: random.Random) -> list[list[str]]:
    """The head once more amid the rows, as at the top of a printed page."""
    place = dice.randint(1, len(ledger) - 1)
    return [list(HEAD), *ledger[:place], list(HEAD), *ledger[place:]]


@pytest.mark.parametrize("seed", range(40))
def test_a_ledger_is_read_whole_however_it_lies_on_the_sheet(seed: int) -> None:
    """Upright, on its side, in two halves side by side, with its head again: the same rows, and nothing left over."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    ledger = invented(dice)
    layouts = (
        [list(HEAD), *ledger],
        lying(ledger),
        side_by_side(ledger, dice.randint(0, 2)),
        with_the_head_again(ledger, dice),
    )
    for layout in layouts:
        draft = read(dice.choice([[], [["县水利局问题整改台账"]]]) + layout)
        assert rows_of(draft) == expected(ledger)
        assert draft.rows.read == len(ledger)


def test_places_of_a_list_on_its_side_are_those_of_the_file() -> None:
    """The second entry stands in column C: what is missing there is said of C, not of row 3."""
    draft = read(
        [
            ["问题", "围挡不严", "台账缺页"],
            ["整改措施", "逐户摸排", "补齐档案"],
            ["责任领导", "沈知行", "陆景澄"],
            ["完成时限", "2026-05-01", "尽早"],
        ]
    )
    assert [p.where for p in draft.problems if "尽早" in problem_words(WORDING, p)] == ["表1!C4"]


def test_each_column_of_measures_holds_one() -> None:
    """措施一, 措施二 beside one another are two measures of the row, not one and a rest that is lost."""
    head = ("序号", "问题", "措施一", "措施二", "措施三", "责任领导", "完成时限")
    draft = read(
        [
            head,
            (1, "围挡不严", "逐户摸排", "约谈负责人", "按月通报", "沈知行", "2026-05-01"),
            (2, "台账缺页", "补齐档案", "", "", "陆景澄", "2026-06-01"),
        ]
    )
    assert [(m.number, m.text) for m in draft.measures] == [
        ("1-1", "逐户摸排"),
        ("1-2", "约谈负责人"),
        ("1-3", "按月通报"),
        ("2-1", "补齐档案"),
    ]


def test_tasks_on_two_levels_are_not_joined() -> None:
    """重点工作 says what its 具体任务 are for; each task keeps its people and its day."""
    head = ("序号", "重点工作", "具体任务", "牵头领导", "牵头单位", "完成时间")
    draft = read(
        [
            head,
            (1, "产业发展", "建成大棚200亩", "沈知行", "农技站", "2026-09-30"),
            (1, "产业发展", "引进企业2家", "陆景澄", "招商办", "2026-12-31"),
            (2, "人居环境", "改厕310户", "陆景澄", "环境办", "2026-11-30"),
        ]
    )
    assert [(f.text, [(m.text, m.leaders, str(m.deadline.date)) for m in f.measures]) for f in draft.findings] == [
        ("产业发展", [("建成大棚200亩", ("沈知行",), "2026-09-30"), ("引进企业2家", ("陆景澄",), "2026-12-31")]),
        ("人居环境", [("改厕310户", ("陆景澄",), "2026-11-30")]),
    ]


def test_a_row_without_a_measure_says_what_it_adds() -> None:
    """Another leader in a row of blanks is taken with the measure above, and named."""
    draft = read(
        [
            HEAD,
            (1, "围挡不严", "逐户摸排", "沈知行", "办公室", "孟晓川", "2026-05-01"),
            ("", "", "", "陆景澄", "", "", ""),
        ]
    )
    assert draft.measures[0].leaders == ("沈知行", "陆景澄")
    (said,) = [p for p in draft.problems if p.what == "row_added"]
    assert (said.where, said.facts["words"]) == ("表1!第3行", ("陆景澄",))


def test_sheets_that_each_count_from_one_go_on() -> None:
    """One sheet a subject: the second goes on where the first ends, and it is said."""
    one = [
        HEAD,
        (1, "围挡不严", "逐户摸排", "沈知行", "办公室", "孟晓川", "2026-05-01"),
        (2, "值守脱岗", "按月通报", "沈知行", "办公室", "孟晓川", "2026-05-01"),
    ]
    two = [HEAD, (1, "台账缺页", "补齐档案", "陆景澄", "水环境股", "罗雨桐", "2026-06-01")]
    draft = read(one, two, names=("党建", "业务"))
    assert [m.number for m in draft.measures] == ["1-1", "2-1", "3-1"]
    assert [p.where for p in draft.problems if p.what == "numbers_follow_on"] == ["业务"]


def test_rows_that_belong_to_nothing_are_counted_as_not_read() -> None:
    """责任清单 with a finding that no other list has: eleven rows, ten read."""
    tasks = [("问题序号", "任务序号", "整改任务"), (1, "1", "健全体系"), (1, "2", "签订责任书")]
    who = [
        ("问题序号", "任务序号", "责任领导", "完成时限"),
        (1, "1", "沈知行", "2026-05-01"),
        (1, "2", "沈知行", "2026-05-02"),
        (9, "1", "陆景澄", "2026-06-09"),
    ]
    draft = read([("序号", "问题"), (1, "责任不落实")], tasks, who, names=("问题清单", "任务清单", "责任清单"))
    assert (draft.rows.rows, draft.rows.left) == (6, ("责任清单!第4行",))


@pytest.mark.parametrize(
    ("head", "cell", "name"),
    [
        ("责任领导及电话", "沈知行 13800000001", "沈知行"),
        ("责任领导及联系方式", "陆景澄（副局长，13800000003）", "陆景澄"),
    ],
)
def test_a_head_with_a_telephone_is_still_of_people(head: str, cell: str, name: str) -> None:
    """The names are read, the numbers are not."""
    draft = read([("序号", "问题", "整改措施", head, "完成时限"), (1, "围挡不严", "逐户摸排", cell, "2026-05-01")])
    assert draft.measures[0].leaders == (name,)


def test_of_several_extensions_the_last_one_counts() -> None:
    """原定, 延期, 二次延期 in columns of their own."""
    draft = read(
        [
            ("问题", "措施", "责任人", "完成时限", "延期时限", "二次延期时限"),
            ("设备闲置", "盘活设备", "罗雨桐", "2026-04-30", "2026-05-31", "2026-08-31"),
            ("厂房未验收", "组织验收", "孟晓川", "2026-04-30", "2026-06-30", ""),
        ]
    )
    assert [(str(m.deadline.date), str(m.deadline.first)) for m in draft.measures] == [
        ("2026-08-31", "2026-04-30"),
        ("2026-06-30", "2026-04-30"),
    ]


def test_twelve_months_beside_three_heads_hide_no_list() -> None:
    """A calendar at the side says nothing for or against a head."""
    months = [f"{month}月" for month in range(1, 13)]
    draft = read(
        [
            ("任务", "责任人", *months, "完成时限"),
            ("修渠4公里", "孟晓川", "", "招标", *[""] * 10, "2026-08-31"),
            ("新建水池3座", "罗雨桐", "选址", *[""] * 11, "2026-06-30"),
        ]
    )
    assert [(m.text, str(m.deadline.date)) for m in draft.measures] == [
        ("修渠4公里", "2026-08-31"),
        ("新建水池3座", "2026-06-30"),
    ]


def word(*parts: str | list[list[str]]) -> Any:
    """A Word document with lines and tables."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(len(part), max(map(len, part)))
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    return made


def of(made: Any) -> PlanDraft:
    """What is read of it."""
    stream = io.BytesIO()
    made.save(stream)
    return read_plan(stream.getvalue(), "台账.docx", reference=READ_ON)


def test_a_table_in_a_cell_belongs_to_its_row() -> None:
    """Its measures are those of the finding beside it."""
    made = word(
        [
            ["序号", "问题", "整改措施", "责任领导"],
            ["1", "监管缺位", "", "沈知行"],
            ["2", "服务不优", "优化流程", "陆景澄"],
        ]
    )
    inner = made.tables[0].cell(1, 2).add_table(3, 3)
    for r, row in enumerate(
        [("措施", "责任人", "时限"), ("建立制度", "孟晓川", "2026-05-01"), ("专项检查", "罗雨桐", "2026-06-01")]
    ):
        for c, text in enumerate(row):
            inner.cell(r, c).text = text
    assert [(f.text, [(m.text, m.leaders, m.owners) for m in f.measures]) for f in of(made).findings] == [
        ("监管缺位", [("建立制度", ("沈知行",), ("孟晓川",)), ("专项检查", ("沈知行",), ("罗雨桐",))]),
        ("服务不优", [("优化流程", ("陆景澄",), ())]),
    ]


def test_a_form_whose_first_column_only_counts_gives_the_words_beside() -> None:
    """措施1 | 修订制度: the words are the second column's, and what stands below the list is no measure."""
    made = word(
        [
            ["问题1", "制度不严", "", ""],
            ["整改措施", "具体内容", "责任人", "完成时限"],
            ["措施1", "修订制度", "孟晓川", "2026-05-01"],
            ["措施2", "组织培训", "罗雨桐", "2026-05-15"],
            ["整改目标", "年底前见效", "", ""],
        ]
    )
    table = made.tables[0]
    for row in (0, 4):
        text = table.cell(row, 1).text
        table.cell(row, 1).merge(table.cell(row, 3)).text = text
    draft = of(made)
    assert [(m.number, m.text, str(m.deadline.date)) for m in draft.measures] == [
        ("1-1", "修订制度", "2026-05-01"),
        ("1-2", "组织培训", "2026-05-15"),
    ]
    assert any("年底前见效" in problem_words(WORDING, one) for one in draft.left)


def test_a_chapter_of_a_notice_is_no_measure() -> None:
    """主要做法 heads a chapter; only what stands under 关于“…”的问题 is a finding, and nothing is invented."""
    made = word(
        "中共某县农办党组关于巡察整改进展情况的通报",
        "一、主要做法",
        "（一）提高站位，压实责任。",
        "二、整改落实情况",
        "1.关于“补贴发放不及时”的问题",
        "已建立发放台账，发放补贴312万元。",
    )
    (finding,) = of(made).findings
    assert (finding.text, finding.measures, finding.statement) == (
        "补贴发放不及时",
        (),
        "已建立发放台账，发放补贴312万元。",
    )


def test_two_lists_of_tasks_that_each_count_from_one_stay_apart() -> None:
    """Equal numbers under 民生类 and 产业类 are different tasks, each under its own heading."""
    head = ["序号", "督办事项", "承办单位", "承办人", "办结时限"]
    one = [
        head,
        ["1", "菜市场改造", "城管局", "孟晓川", "2026-06-01"],
        ["2", "自来水改造", "水务局", "罗雨桐", "2026-07-01"],
    ]
    two = [head, ["1", "园区道路", "住建局", "林一苇", "2026-08-01"]]
    draft = of(word("一、民生类", one, "二、产业类", two))
    assert [(f.text, [(m.text, m.owners) for m in f.measures]) for f in draft.findings] == [
        ("民生类", [("菜市场改造", ("孟晓川",)), ("自来水改造", ("罗雨桐",))]),
        ("产业类", [("园区道路", ("林一苇",))]),
    ]


def test_a_day_behind_a_name_is_the_time_limit() -> None:
    """责任人：沈知行，2026年5月30日前完成 names one person and one day."""
    draft = of(
        word("督办事项：", "1、修缮屋顶，责任人：沈知行，2026年5月30日前完成。", "2、清理库房，责任人：孟晓川。")
    )
    assert [(m.text, m.leaders, str(m.deadline.date)) for m in draft.measures] == [
        ("修缮屋顶", ("沈知行",), "2026-05-30"),
        ("清理库房", ("孟晓川",), "None"),
    ]


def test_who_is_responsible_now_goes_before_who_was() -> None:
    """现责任人 beside 原责任人; the former is named among what is not read, and nothing is left to ask."""
    draft = read(
        [
            ("序号", "问题", "措施", "原责任人", "现责任人", "完成时限"),
            (1, "围挡不严", "逐户摸排", "孟晓川", "@罗雨桐", "2026-05-01"),
        ]
    )
    assert draft.measures[0].leaders == ("罗雨桐",)
    assert [column.head for column in draft.columns if not column.field] == ["原责任人"]
    assert not any(column.ask for column in draft.columns)


def test_what_two_lists_say_otherwise_is_asked() -> None:
    """The sheet of last year and that of this year: no day of the two is taken in silence."""
    head = ("序号", "问题", "整改措施", "责任领导", "完成时限")
    old = [head, (1, "围挡不严", "逐户摸排", "沈知行", "2025-05-01")]
    new = [head, (1, "围挡不严", "逐户摸排", "陆景澄", "2026-05-01")]
    draft = read(old, new, names=("2025版", "2026版"))
    assert [(m.leaders, m.deadline.date) for m in draft.measures] == [(("沈知行",), None)]
    assert {"different_deadlines", "says_otherwise"} <= {problem.what for problem in draft.problems}


def test_lists_side_by_side_may_share_their_first_column() -> None:
    """序号 stands once, 问题 and 措施 twice: four findings, none under the number of another."""
    draft = read(
        [
            ("序号", "问题", "措施", "时限", "问题", "措施", "时限"),
            (1, "围挡不严", "逐户摸排", "2026-05-01", "台账缺页", "补齐档案", "2026-07-01"),
            (2, "值守脱岗", "按月通报", "2026-06-01", "收费不清", "公开曝光", "2026-08-01"),
        ]
    )
    assert [(f.number, f.text, m.text, str(m.deadline.date)) for f in draft.findings for m in f.measures] == [
        ("1", "围挡不严", "逐户摸排", "2026-05-01"),
        ("2", "值守脱岗", "按月通报", "2026-06-01"),
        ("3", "台账缺页", "补齐档案", "2026-07-01"),
        ("4", "收费不清", "公开曝光", "2026-08-01"),
    ]


def test_names_that_were_spaced_out_are_one() -> None:
    """沈 知 行同志 and 林 一苇 are two people, not four."""
    head = ("序号", "问题", "整改措施", "责任领导", "经办人", "完成时限")
    draft = read([head, (1, "围挡不严", "逐户摸排", "沈 知 行同志", "林 一苇、罗 雨 桐", "2026-05-01")])
    assert (draft.measures[0].leaders, draft.measures[0].owners) == (("沈知行",), ("林一苇", "罗雨桐"))


def test_numbers_that_became_days_are_numbers_again_and_it_is_said() -> None:
    """1-2 that a program of tables turned into the 2nd of January."""
    draft = read(
        [
            ("措施编号", "问题", "措施", "责任人", "时限"),
            (dt.datetime(2026, 1, 1), "围挡不严", "逐户摸排", "孟晓川", "2026-05-01"),  # noqa: DTZ001 - as in a cell
            (dt.datetime(2026, 2, 1), "台账缺页", "补齐档案", "罗雨桐", "2026-06-01"),  # noqa: DTZ001 - as in a cell
        ]
    )
    assert [m.number for m in draft.measures] == ["1-1", "2-1"]
    assert [p.facts["number"] for p in draft.problems if p.what == "number_was_a_day"] == ["1-1", "2-1"]


def test_lines_of_instruction_above_a_list_are_no_findings() -> None:
    """They are listed as not read, each of them."""
    draft = read(
        [
            ("填写说明", "", "", ""),
            ("一、本表由责任单位填写", "", "", ""),
            ("二、责任领导填班子成员", "", "", ""),
            ("序号", "任务内容", "责任领导", "责任单位"),
            (1, "修渠4公里", "沈知行", "水利股"),
            (2, "清淤3处", "陆景澄", "水利股"),
        ]
    )
    assert [(f.text, len(f.measures)) for f in draft.findings] == [("", 2)]
    assert [one.where for one in draft.left] == ["表1!A1", "表1!A2", "表1!A3"]


@pytest.mark.parametrize(
    ("cell", "said"), [("孟晓川、罗雨桐（配合）", "罗雨桐（配合）"), ("主办：孟晓川；协办：罗雨桐", "协办：罗雨桐")]
)
def test_who_only_helps_is_not_made_an_owner_in_silence(cell: str, said: str) -> None:
    """A cell of people names one who helps: only the other is an owner, and the preview says who is not."""
    draft = read([HEAD, ("1", "围挡不严", "逐户摸排", "沈知行", "执法大队", cell, "2026-06-30")])
    (measure,) = draft.findings[0].measures
    assert (measure.owners, measure.support) == (("孟晓川",), ())
    assert f"“{said}”：是配合的人，没有登记为经办人" in " ".join(problem_words(WORDING, one) for one in draft.problems)


def test_people_who_stand_alone_are_asked_about() -> None:
    """责任人 alone are leaders by custom, clerks in many an office: one tap says which; beside leaders it is clear."""
    alone = read([("序号", "问题", "措施", "责任人", "完成时限"), (1, "围挡不严", "逐户摸排", "罗雨桐", "2026-05-01")])
    assert [column.head for column in alone.columns if column.ask] == ["责任人"]
    assert alone.measures[0].leaders == ("罗雨桐",)
    beside = read(
        [
            ("序号", "问题", "措施", "责任领导", "责任人", "完成时限"),
            (1, "围挡不严", "逐户摸排", "沈知行", "罗雨桐", "2026-05-01"),
        ]
    )
    assert not any(column.ask for column in beside.columns)
    assert (beside.measures[0].leaders, beside.measures[0].owners) == (("沈知行",), ("罗雨桐",))
