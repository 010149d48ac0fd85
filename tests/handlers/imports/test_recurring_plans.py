"""Plans with duties that come back and with stages: what the office is shown, decides, and finds in the ledger."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.domain.extensions.extension import deadline_history
from bot.domain.plan.deadline import DeadlineKind, Node
from bot.domain.plan.measure import Measure
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from bot.messages.core.measure import MeasureSummary, due_line
from bot.sandbox import Message
from tests.handlers.conftest import OFFICE, OWN, OWNER, SECRETARY, START, WORDING, Chats, labels

HEAD = "序号,反馈问题,整改措施,责任领导,责任科室,完成时限\n"
ROWS = (
    "31,围挡破损无人过问,逐处补齐围挡。每月通报补齐情况，压实责任。,沈知行,建管股,长期坚持",
    "32,例会走过场,按时召开例会,沈知行,办公室,每周二前",
    "33,台账有缺项,补齐台账,沈知行,财务股,2025年6月底前完成普查，2025年9月底前完成补录",
    "34,巡查次数少,加密巡查,沈知行,执法队,每月最后一个工作日",
    "35,回访不及时,全部回访,沈知行,执法队,2025年6月底前完成，此后每季度报送一次",
    "36,培训走样,每季度培训一次，每年考核一次,沈知行,办公室,长期坚持",
)


def summary(measure: Measure) -> MeasureSummary:
    """A measure as a card shows it."""
    return MeasureSummary(measure, "", deadline_history(measure, ()))


async def sent(chats: Chats) -> Message:
    """The preview of a file with findings of our own, as part of the round that is there."""
    content = (HEAD + "\n".join(ROWS)).encode()
    (preview,) = await chats.after(OFFICE, lambda phone: phone.send_file("补充.csv", content))
    return preview


async def test_the_preview_shows_what_was_made_of_the_words(chats: Chats) -> None:
    """Words and series side by side; what comes from the measure's own words, and what is open, is said."""
    preview = await sent(chats)
    for shown in (
        "每周二前 → 每周二：32-1",
        "第1节点 2025年6月30日 完成普查；第2节点 2025年9月30日 完成补录：33-1",
        "此后每季度末，自2025年7月1日起：35-1",
        "按内容里的周期办，请核对：\n· 每月通报补齐情况 → 每月底：31-1",
        "内容里写有“每季度培训一次”，看不出多久一期",
        "34-1（每月最后一个工作日）",
    ):
        assert shown in preview.text, preview.text


async def test_a_doubtful_series_is_confirmed_by_a_tap_and_all_of_them_are_kept(chats: Chats) -> None:
    """The button names the series; the ledger holds what was shown, with the words as written."""
    preview = await sent(chats)
    await chats.press(OFFICE, preview, "逐条确定时限（1）")
    question = chats.phone(OFFICE).inbox[-1]
    assert not any("✅ 2025" in label for label in labels(question))
    await chats.press(OFFICE, question, "按期：每月底")
    await chats.press(OFFICE, question, "✅ 确认更新")
    monthly = (await chats.measure("34-1")).deadline
    assert (monthly.kind, monthly.words) == (DeadlineKind.STANDING, "每月最后一个工作日")
    assert monthly.recurrence
    assert (monthly.recurrence.unit, monthly.recurrence.day) == (Cycle.MONTH, (LAST,))
    staged = await chats.measure("33-1")
    assert staged.deadline.nodes == (Node(dt.date(2025, 6, 30), "完成普查"), Node(dt.date(2025, 9, 30), "完成补录"))
    assert staged.due == dt.date(2025, 9, 30)
    follows = (await chats.measure("35-1")).deadline
    assert follows.date == dt.date(2025, 6, 30)
    assert follows.recurrence
    assert follows.recurrence.from_ == dt.date(2025, 7, 1)
    standing = await chats.measure("31-1")
    assert (standing.deadline.words, standing.deadline.recurrence) == ("长期坚持", monthly.recurrence)
    assert due_line(WORDING, summary(standing)) == "时限 长期坚持（每月底）"
    assert due_line(WORDING, summary(staged)).startswith("时限 2025-09-30（周二）（第1节点 2025年6月30日 完成普查；")
    assert (await chats.measure("36-1")).deadline.recurrence is None


async def test_the_same_plan_again_changes_nothing_and_another_period_is_shown(chats: Chats) -> None:
    """A newer file with another day of the week is a change of the deadline, shown with both."""
    preview = await sent(chats)
    await chats.press(OFFICE, preview, "✅ 确认更新")
    newer = (HEAD + "\n".join(ROWS).replace("每周二前", "每周四前")).encode()
    (again,) = await chats.after(OFFICE, lambda phone: phone.send_file("补充.csv", newer))
    assert "5 条不变" in again.text
    assert "32-1 完成时限：台账里 每周二，文件里 每周四" in again.text


@pytest.mark.parametrize("words", ["申请延期到每月25日前", "延期到每周五前"])
async def test_an_extension_to_something_recurring_asks_for_a_day(chats: Chats, words: str) -> None:
    """A series is no day to which a deadline could be moved."""
    before = (await chats.measure(OWN)).deadline
    answer = await chats.say(OWNER, f"{OWN} {words}")
    assert "✅ 2025" not in " ".join(labels(answer))
    assert (await chats.measure(OWN)).deadline == before


async def test_a_correction_to_something_recurring_is_read_like_in_a_plan(chats: Chats) -> None:
    """每月25日前 becomes the series, counted from today; the first deadline is kept, the echo says what was read."""
    before = (await chats.measure(OWN)).deadline
    await chats.say(OFFICE, f"/correct {OWN} 时限 每月25日前 理由 写错了")
    answer = chats.phone(SECRETARY).last
    await chats.press(SECRETARY, answer, "✅ 确认")
    after = await chats.measure(OWN)
    assert "改为“每月25日前（每月25日）”" in answer.text
    assert after.deadline.kind is DeadlineKind.STANDING
    assert after.deadline.recurrence == Recurrence(unit=Cycle.MONTH, day=(25,))
    assert after.deadline.first == before.date
    assert after.counted_from == START.date()
    await chats.say(OFFICE, f"/correct {OWN} 时限 2025年9月30日 理由 一次办完")
    back = chats.phone(SECRETARY).last
    await chats.press(SECRETARY, back, "✅ 确认")
    assert "2025-09-30" in back.text
    assert (await chats.measure(OWN)).deadline.recurrence is None


@pytest.mark.parametrize("words", ["适时", "每两周一次或者每月一次", "2024年每月25日前"])
async def test_a_correction_to_what_is_doubtful_changes_nothing(chats: Chats, words: str) -> None:
    """Whatever is not sure is asked for again, in plain words."""
    before = (await chats.measure(OWN)).deadline
    answer = await chats.say(OFFICE, f"/correct {OWN} 时限 {words} 理由 写错了")
    assert "没有看懂日期" in answer.text
    assert (await chats.measure(OWN)).deadline == before


async def test_what_is_late_becomes_a_series_by_two_keys_only(chats: Chats) -> None:
    """A correction is no way around the second key of turning what is late into a standing one."""
    before = (await chats.measure(OWN)).deadline
    assert before.date
    chats.stage.sandbox.clock.set(START + (before.date - START.date()) + dt.timedelta(2))
    await chats.stage.settle()
    answer = await chats.say(OFFICE, f"/correct {OWN} 时限 每月25日前 理由 写错了")
    assert "须两人确认" in answer.text
    assert (await chats.measure(OWN)).deadline == before


def test_a_plan_read_on_the_command_line_carries_periods_and_stages(tmp_path: Path) -> None:
    """`read plan --json`: period, stages, and what follows."""
    file = tmp_path / "plan.csv"
    file.write_text(HEAD + "\n".join(ROWS), "utf-8")
    shown = json.loads(CliRunner().invoke(main, ["read", "plan", "--json", str(file)]).output)
    due = {measure["number"]: measure["deadline"] for one in shown["findings"] for measure in one["measures"]}
    assert (due["32-1"]["kind"], due["32-1"]["period"]["weekday"]) == ("recurring", 2)
    assert (due["31-1"]["kind"], due["31-1"]["date"], due["31-1"]["period"]["unit"]) == ("ongoing", None, "month")
    assert [node["date"] for node in due["33-1"]["nodes"]] == ["2025-06-30", "2025-09-30"]
    assert (due["34-1"]["kind"], due["34-1"]["date"]) == ("unclear", None)
    assert (due["35-1"]["then"]["unit"], due["35-1"]["then_date"]) == ("quarter", "2025-09-30")
