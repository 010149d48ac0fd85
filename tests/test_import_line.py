"""An import at the command line asks what the chat asks, and does nothing until all is answered."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.domain.plan.measure import Stage
from bot.services.core.ledger import MEASURES_NUMBERED
from storage.opening import open_store

HEADS = "序号,督察反馈的短板,具体怎么改,责任领导,经办人,完成时限,备查栏\n"
ROWS = """\
1,河道里堆着废料,清理干净并立牌,段汀,祁川,2099年3月2日,照片一
2,台账不全,漏登的车逐辆补登台账,段汀,祁川,尽快,照片二
"""
MEASURE, OTHER, NOTHING, REST = "2", "1", "15", "16"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the ledger is kept."""
    monkeypatch.setenv("DUBAN_STORE_URL", str(tmp_path / "ledger.json"))
    return tmp_path


def take_in(folder: Path, text: str, *answers: str) -> Result:
    """Import a ledger with these answers at the keyboard."""
    file = folder / "台账.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["import", str(file)], input="\n".join(answers) + "\n")


def kept(folder: Path) -> dict[str, Any]:
    """The measures of the ledger, read back from its export."""
    done = CliRunner().invoke(main, ["export", "--out", str(folder / "out")])
    assert done.exit_code == 0, done.output
    (file,) = (folder / "out").glob("*.xlsx")
    plan = json.loads(CliRunner().invoke(main, ["read", "plan", "--json", str(file)]).output)
    return {one["number"]: one for finding in plan["findings"] for one in finding["measures"]}


def test_columns_and_deadlines_are_asked_and_remembered(folder: Path) -> None:
    """A wrong number is asked again; what a column is about is not asked a second time."""
    done = take_in(folder, HEADS + ROWS, MEASURE, "九十九", "99", NOTHING, "2099年6月1日", "y")
    assert done.exit_code == 0, done.output
    assert done.output.count("请写 1 到 16 中的一个数字") == 2
    found = kept(folder)
    assert {number: one["text"] for number, one in found.items()} == {
        "1-1": "清理干净并立牌",
        "2-1": "漏登的车逐辆补登台账",
    }
    assert [one["deadline"]["date"] for one in found.values()] == ["2099-03-02", "2099-06-01"]
    again = take_in(folder, HEADS + ROWS, "1", "", "理由不变")
    assert "这一栏是什么" not in again.output


def test_what_was_taken_for_another_column_is_asked_about(folder: Path) -> None:
    """With another column named as the finding, the one that was taken for it is unknown again; 其余都不用 ends it."""
    done = take_in(folder, HEADS + ROWS, OTHER, MEASURE, REST, "", "n")
    assert "“督察反馈的短板”这一栏是什么" in done.output
    assert (done.exit_code, "没有入库。" in done.output) == (1, True)


def test_a_reworded_measure_is_asked_about(folder: Path) -> None:
    """Which one of the ledger it is, chosen by its place; then it is that one with other words, not a second one."""
    take_in(folder, HEADS + ROWS, MEASURE, NOTHING, "2099年6月1日", "y")
    changed = ROWS.replace("逐辆补登台账", "全部补登台账并公示").replace("尽快", "2099年6月1日")
    done = take_in(folder, HEADS + changed, "1", "1", "y")
    assert done.exit_code == 0, done.output
    assert "是新的一条" in done.output
    assert [one["text"] for one in kept(folder).values()] == ["清理干净并立牌", "漏登的车全部补登台账并公示"]


NAMED = "序号,反馈问题,整改措施,责任领导,责任科室,经办人,完成时限\n"
SAME_NAME = """\
1,甲渠破损,修复甲渠护坡,段汀,水利股,王磊,2099年3月2日
2,乙渠淤积,组织清淤两次,段汀,工程股,王磊,2099年4月2日
"""


def people(folder: Path) -> list[tuple[str, str]]:
    """Names and departments of the list of people in the export."""
    kept(folder)
    (file,) = (folder / "out").glob("*.xlsx")
    plan = json.loads(CliRunner().invoke(main, ["read", "plan", "--json", str(file)]).output)["plan"]
    return sorted((one["name"], one["department"]) for one in plan["people"] if one["name"].startswith("王磊"))


@pytest.mark.parametrize(("answer", "count"), [("1", 1), ("2", 2)])
def test_one_name_in_two_departments_is_asked(folder: Path, answer: str, count: int) -> None:
    """One person or two, as the keyboard says."""
    done = take_in(folder, NAMED + SAME_NAME, answer, "y")
    assert done.exit_code == 0, done.output
    assert "王磊 在文件里不止一处，是同一个人吗？" in done.output
    assert len(people(folder)) == count


def test_a_day_that_changes_needs_a_reason(folder: Path) -> None:
    """It is prompted for, and without a yes nothing is taken in."""
    take_in(folder, NAMED + SAME_NAME, "1", "y")
    changed = NAMED + SAME_NAME.replace("2099年4月2日", "2099年2月2日")
    done = take_in(folder, changed, "1", "1", "汛期提前", "n")
    assert "为什么改动时限或责任人" in done.output
    assert kept(folder)["2-1"]["deadline"]["date"] == "2099-04-02"
    done = take_in(folder, changed, "1", "1", "汛期提前", "y")
    assert done.exit_code == 0, done.output
    assert kept(folder)["2-1"]["deadline"]["date"] == "2099-02-02"


async def cancel(folder: Path, number: str) -> None:
    """Cancel a measure."""
    store = await open_store(f"{folder / 'ledger.json'}")
    try:
        async with store.open() as ledger:
            (measure,) = await ledger.measures.find(MEASURES_NUMBERED, "u1", number)
            await ledger.measures.put(replace(measure, stage=Stage.CANCELLED))
    finally:
        await store.close()


@pytest.mark.parametrize(("answer", "back"), [("1", True), ("2", False)])
def test_a_cancelled_measure_that_a_file_has_again_is_asked(folder: Path, answer: str, *, back: bool) -> None:
    """It comes back where the keyboard says so, and stays cancelled where it says that."""
    take_in(folder, NAMED + SAME_NAME, "1", "y")
    asyncio.run(cancel(folder, "2-1"))
    assert "取消" in kept(folder)["2-1"]["status"]
    done = take_in(folder, NAMED + SAME_NAME, "1", "1", answer, "y")
    assert "已取消的 2-1 又在文件里。" in done.output, done.output
    assert ("取消" in kept(folder)["2-1"]["status"]) is not back
