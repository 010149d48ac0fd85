"""What the command line prints of a draft."""

import datetime as dt
import json
from pathlib import Path

from bot.cli.read_plan import plan_as_json, plan_as_text
from bot.demo.stage import WORKBOOK
from bot.domain.plan.deadline import DeadlineKind
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan

PLANS = Path(__file__).parents[2] / "data" / "plans"
WORDING = load_wording()
READ_ON = dt.date(2025, 3, 20)


def test_json_has_the_documented_shape() -> None:
    """Findings hold measures, measures hold lists of people and a deadline of raw, kind and date."""
    whole = json.loads(plan_as_json(WORDING, read_plan(WORKBOOK, "整改台账.xlsx", reference=READ_ON)))
    assert set(whole) == {"plan", "findings", "kind", "problems", "left", "columns", "rows"}
    assert whole["plan"]["feedback"] == "2025-03-18"
    finding = whole["findings"][0]
    assert set(finding) == {"number", "category", "text", "measures"}
    assert finding["measures"][0] == {
        "number": "1-1",
        "text": "每半年排查一次意识形态风险点，形成研判材料报党组会审议。",
        "leaders": ["陆景澄"],
        "departments": ["办公室"],
        "support": ["各股室"],
        "owners": ["何清溪"],
        "deadline": {"raw": "2025-08-29", "kind": "date", "date": "2025-08-29"},
        "status": "",
        "owner_departments": ["办公室"],
    }


def test_undecided_deadline_is_unclear_without_a_date() -> None:
    """A day of two readings has no date until a person decides; 待定 is none, 2月30日 invalid."""
    rows = ("序号\t反馈问题\t整改措施\t完成时限", "1\t问题甲\t措施甲\t2026年前", "2\t问题乙\t措施乙\t待定")
    table = "\n".join((*rows, "3\t问题丙\t措施丙\t2025年2月30日"))
    whole = json.loads(plan_as_json(WORDING, read_plan(table.encode(), "a.tsv", reference=READ_ON)))
    deadlines = [finding["measures"][0]["deadline"] for finding in whole["findings"]]
    assert [(deadline["kind"], deadline["date"]) for deadline in deadlines] == [
        ("unclear", None),
        ("none", None),
        ("invalid", None),
    ]
    assert {"a!D2", "a!D3", "a!D4"} <= {problem["where"] for problem in whole["problems"]}


def test_text_shows_counts_measures_and_problems() -> None:
    """A person at a terminal sees what was read and what was not."""
    shown = plan_as_text(WORDING, read_plan(PLANS / "12_删除线.xlsx", "12_删除线.xlsx", reference=READ_ON))
    assert "读到4个问题、9条措施" in shown
    assert "3-1 开展河道采砂拉网排查，建立问题清单。（殷文渊，河湖股，经办谷雨，2025-06-30）" in shown
    assert "整改台账!J10  公式 =DATE(2025,12,31) 没有保存计算结果，按空白读取。" in shown


def test_demo_workbook_is_read_without_a_question() -> None:
    """The demo's ledger holds 9 findings, 23 measures, 5 categories and nothing to ask."""
    draft = read_plan(WORKBOOK, "整改台账.xlsx", reference=READ_ON)
    assert draft.problems == ()
    assert (len(draft.findings), len(draft.measures), len({finding.category for finding in draft.findings})) == (
        9,
        23,
        5,
    )
    kinds = [measure.deadline.kind for measure in draft.measures]
    assert (kinds.count(DeadlineKind.AT_ONCE), kinds.count(DeadlineKind.STANDING)) == (3, 3)
    assert [person.role for person in draft.people[:4]] == ["党组书记", "责任领导", "责任领导", "整改办"]
