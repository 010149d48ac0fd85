"""What happened, or with whom it lies: what is asked × whose × when, answered from the ledger."""

import datetime as dt

import pytest

from bot.domain.people.person import Person
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit
from bot.readers.question.happening_question import Happening, happening_question
from bot.readers.reply.plain_text import normalised
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, QUESTIONS, SECRETARY, Chats

TODAY = dt.date(2025, 4, 4)
OFFICERS = {
    f"u1/p{place}": Person(id=f"u1/p{place}", unit="u1", name=name) for place, name in enumerate((OWNER, LEADER))
}
REGISTER = Register(
    unit=Unit(id="u1", name="某局"),
    today=TODAY,
    plans=(Plan(id="u1/A", unit="u1", letter="A", title="整改方案"),),
    findings=(),
    measures=(
        Measure(
            id="u1/A/2-3",
            unit="u1",
            plan="u1/A",
            finding="u1/A/2",
            number="2-3",
            text="核对台账",
            departments=("执法大队",),
            deadline=Deadline(DeadlineKind.BY_DATE, "", TODAY, TODAY),
        ),
    ),
    people=OFFICERS,
    standings={},
)
ASKED = (
    ("延期批了几个", Happening.EXTENDED, ()),
    ("上个月批了多少延期", Happening.EXTENDED, ("上个月",)),
    ("我的延期批了没", Happening.EXTENDED, ()),
    ("2-3的延期批了吗", Happening.EXTENDED, ()),
    ("执法大队上周批了几个延期", Happening.EXTENDED, ("上周", "执法大队")),
    ("我被催了几次", Happening.URGED, ()),
    ("孟晓川被催办多少次", Happening.URGED, ("孟晓川",)),
    ("整改办催了我几次", Happening.URGED, ()),
    ("这个月催了谁几次", Happening.URGED, ("这个月",)),
    ("哪些被催过", Happening.URGED, ()),
    ("我这条卡在谁那里", Happening.HELD, ()),
    ("2-3审到哪一步了", Happening.HELD, ()),
    ("待审核的卡在谁那", Happening.HELD, ("待审核",)),
    ("回头看几条", Happening.LOOKED_BACK, ()),
    ("下个月要回头看哪几条", Happening.LOOKED_BACK, ("下个月",)),
    ("哪几位领导分管的逾期", Happening.BY_LEADER, ("逾期",)),
    ("哪些股室有逾期", Happening.BY_DEPARTMENT, ("逾期",)),
    ("这周谁核验了几条", Happening.CHECKED, ("这周",)),
    ("我退回过几条", Happening.CHECKED, ()),
    ("孟晓川那里压了几条", Happening.HELD_BY, ("孟晓川",)),
    ("压在沈知行那的有几条", Happening.HELD_BY, ("沈知行",)),
    ("哪几条最危险", Happening.AT_RISK, ()),
    ("执法大队有风险的是哪几条", Happening.AT_RISK, ("执法大队",)),
    ("有没有反弹的", Happening.LOOKED_BACK, ()),
    ("今年我延过几次期", Happening.EXTENDED, ("2025年",)),
    ("延期的都批到什么时候了", Happening.EXTENDED, ()),
    ("2-3现在到谁手里了", Happening.HELD, ()),
    ("哪些科室这个月一条没报", Happening.BY_DEPARTMENT, ("没报进展", "这个月")),
    ("本月到期的按领导分一下", Happening.BY_LEADER, ("本月",)),
    ("罚了多少款", Happening.FIGURES, ()),
    ("去年立案多少起", Happening.FIGURES, ("2024年",)),
    ("谁被催的次数最多", Happening.URGED, ()),
    ("2-3多久能审完", Happening.HELD, ()),
    ("班子成员各自逾期几条", Happening.BY_LEADER, ("逾期",)),
    ("有谁请假了", Happening.AWAY, ()),
    ("一共立案多少起", Happening.FIGURES, ()),
    ("执法大队这个月约谈了几家", Happening.FIGURES, ("执法大队", "这个月")),
)
NONE_OF_IT = (
    "催了三次厂家",
    "天天催，烦不烦",
    "发函5份",
    "延期到6月底",
    "延期没批下来",
    "卡在财政了",
    "立案12起",
    "这个月销了几条",
    "哪个股室拖后腿",
    "哪位领导最慢",
    "谁申请延期了",
    "外星人被催了几次",
)


@pytest.mark.parametrize(("words", "kind", "terms"), ASKED)
def test_what_happened_is_told_from_whose_and_when(words: str, kind: Happening, terms: tuple[str, ...]) -> None:
    """Each subject with the filters that a list takes."""
    asked = happening_question(normalised(words).text, REGISTER)
    assert asked is not None
    assert asked.kind is kind
    assert set(asked.of.terms) == set(terms)


@pytest.mark.parametrize("words", NONE_OF_IT)
def test_a_report_and_what_is_not_understood_is_no_such_question(words: str) -> None:
    """Words that tell, that ask for a list or a ranking, or that name somebody whom there is not."""
    assert happening_question(normalised(words).text, REGISTER) is None


async def test_urging_is_counted_in_its_time_and_for_whom_it_was(chats: Chats) -> None:
    """By owner for who follows all; of a month alone where one is named; nothing is written."""
    await chats.say(OFFICE, f"/nudge {OWN} 请报进度")
    await chats.stage.pass_time(15 * DAY)
    await chats.say(OFFICE, f"/nudge {OTHERS} 请报进度")
    before = await chats.ledger(but=QUESTIONS)
    told = (await chats.say(SECRETARY, "催了谁几次")).text
    assert told.startswith("到今天为止，全部措施被催办2次。")
    assert f"{OWNER} 1次（{OWN}），最近一次 2025-03-20" in told
    assert f"{MATE} 1次（{OTHERS}），最近一次 2025-04-04" in told
    assert (await chats.say(SECRETARY, "上个月催了谁几次")).text.startswith(f"上月，全部措施被催办1次（{OWN}）")
    assert (await chats.say(OFFICE, f"{OTHERS}催过几次")).text.startswith(f"到今天为止，{OTHERS}被催办1次")
    assert "本月，您名下的措施没有被催办过" in (await chats.say(OWNER, "这个月我被催了几次")).text
    assert "没有找到" in (await chats.say(OFFICE, "99-9催过几次")).text
    assert await chats.ledger(but=QUESTIONS) == before


async def test_with_whom_it_lies_is_told_by_name(chats: Chats) -> None:
    """What was handed in, a request for more time, and what is with nobody: a question is never kept as a word."""
    await chats.say(OWNER, "5-1已经全部完成了")
    read = await chats.say(OWNER, f"{OWN} 申请延期到9月30日，因为培训场地在修")
    await chats.press(OWNER, read, "✅ 2025-09-30（周二）")
    before = await chats.ledger(but=QUESTIONS)
    assert (await chats.say(OWNER, "5-1审到哪一步了")).text == f"5-1 已报完成·待审核，等 {LEADER} 办"
    mine = (await chats.say(OWNER, "我的卡在谁那里")).text
    assert f"5-1 已报完成·待审核，等 {LEADER} 办" in mine
    assert f"{OWN} 延期申请，等 {LEADER} 批" in mine
    assert "7-2" not in mine
    assert (await chats.say(OFFICE, "7-2卡在谁那里")).text == "7-2 未启动，没有报完成，不在谁手里审"
    longer = (await chats.say(OFFICE, f"{OWN}的延期批了没")).text
    assert "还在等1条" in longer
    assert f"{OWN} 申请延到 2025-09-30（周二），等 {LEADER} 批" in longer
    assert (await chats.say(OFFICE, "7-2的延期批了没")).text == "到今天为止7-2没有提过延期申请。"
    assert await chats.ledger(but=QUESTIONS) == before


@pytest.mark.parametrize("words", ["7-2最晚哪天", "7-2拖了多久了", "7-2归哪个股", "7-2现在由谁管"])
async def test_facts_of_a_measure_are_on_its_card_and_nothing_is_kept(chats: Chats, words: str) -> None:
    """Whoever asks for a day, a name or a department sees the card; nobody is told that he asked."""
    before = await chats.ledger(but=QUESTIONS)
    for name in (OWNER, OFFICE, SECRETARY):
        assert (await chats.say(name, words)).text.startswith("7-2 ")
    assert await chats.ledger(but=QUESTIONS) == before


async def test_who_asks_about_more_time_does_not_ask_for_it(chats: Chats) -> None:
    """A question with a word that asks when or how often is no wish."""
    assert (await chats.say(OWNER, "今年我延过几次期")).text == "2025年没有提过延期申请。"
    assert "已记下要延期" not in (await chats.say(OWNER, f"{OWN}能延到什么时候")).text


async def test_figures_are_added_up_as_they_were_reported(chats: Chats) -> None:
    """Each measure by its part; of what nobody reported that is said, and of another time nothing."""
    await chats.say(OWNER, f"{OWN} 立案12起，罚款38万元")
    await chats.say(MATE, f"{OTHERS} 立案3起")
    told = (await chats.say(SECRETARY, "一共立案多少起")).text
    assert f"立案 15起（{OWN} 12起、{OTHERS} 3起）" in told
    assert f"立案 12起（{OWN} 12起）" in (await chats.say(OFFICE, "执法大队立案多少起")).text
    assert "罚款 38万元" in (await chats.say(SECRETARY, "罚款一共多少")).text
    assert "没有查到报过“约谈”的数" in (await chats.say(SECRETARY, "约谈了几家")).text
    assert "没有查到报过“立案”的数" in (await chats.say(SECRETARY, "上个月立案多少起")).text


async def test_a_state_is_counted_by_leader_and_by_department(chats: Chats) -> None:
    """The most first, each with the numbers of the measures."""
    await chats.stage.pass_time(15 * DAY)
    led = (await chats.say(SECRETARY, "哪几位领导分管的逾期")).text
    assert led.startswith("逾期，按分管领导：")
    assert f"{LEADER} 2条：2-1、5-1" in led
    assert "执法大队 1条：5-1" in (await chats.say(OFFICE, "哪些股室有逾期")).text
    bare = (await chats.say(OFFICE, "没交照片的按科室分一下")).text  # of which the register has to be asked
    assert bare.startswith("没有佐证，按责任科室：")
    assert "执法大队 3条：2-3、5-1、7-2" in bare


async def test_letters_of_another_month_are_not_counted(chats: Chats) -> None:
    """上个月 means that month alone."""
    drafted = await chats.say(OFFICE, f"/letter 督办单 {OWN} 请一周内报整改情况")
    await chats.press(OFFICE, drafted, "✅ 签发")
    assert (await chats.say(SECRETARY, "上个月发了几份督办单")).text == "督办单：上个月没有发过。"
    assert (await chats.say(SECRETARY, "这个月发了几份督办单")).text.startswith("督办单：这个月发了1份")


async def test_what_lies_with_somebody_and_who_checked_how_many(chats: Chats) -> None:
    """By the names that wait in the ledger, and by the journal; what nobody did is said to be none."""
    await chats.say(OWNER, "5-1 已完成")
    assert (await chats.say(OFFICE, f"压在{LEADER}那的有几条")).text.startswith(f"等{LEADER}办的1条：")
    assert (await chats.say(OFFICE, f"压在{SECRETARY}那的有几条")).text.startswith(f"没有等{SECRETARY}审核")
    assert "没有核验通过的记录" in (await chats.say(OFFICE, "这周谁核验了几条")).text
    asked = await chats.say(LEADER, "待办")
    assert "5-1" in asked.text


async def test_what_may_become_late_is_told_with_its_grounds(chats: Chats) -> None:
    """哪几条最危险: what is late already as a count, then what is near and has not moved."""
    told = (await chats.say(SECRETARY, "哪几条最危险")).text
    assert "已经逾期0条" in told
    assert "2-1 剩13天、还没有启动" in told


@pytest.mark.parametrize("words", ["我的哪条被退回了", "我分管的核验通过了几条", "哪几条被打回了"])
def test_what_was_done_to_ones_own_is_not_what_one_did(words: str) -> None:
    """被退回 asks of measures, 我退回过 of who returned them."""
    asked = happening_question(normalised(words).text, REGISTER)
    assert asked is None or asked.kind is not Happening.CHECKED
