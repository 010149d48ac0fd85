"""Questions in plain words are answered from the ledger; what is not understood offers what the role asks most."""

import pytest

from bot.domain.plan.measure import Stage
from bot.domain.replies.question_state import QuestionState
from tests.handlers.conftest import LEADER, MATE, NOT_THE_LEDGER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels
from tests.handlers.trip.test_questions import ask_return, state

ASKED = (
    (OWNER, OWN, OWN),
    (OWNER, f"{OWN}情况", OWN),
    (OWNER, f"{OWN}什么时候到期", OWN),
    (OFFICE, "5-1负责人是谁", "5-1"),
    (OFFICE, "问题5现在怎么样", "问题5"),
    (OWNER, "我的任务", f"{OWNER} 未销号 共3条"),
    (OWNER, "待办", "现在没有等您决定的事项。"),
    (OWNER, "我还有几条没报", f"{OWNER} 未销号 共3条"),
    (OWNER, "什么时候到期", f"{OWNER} 未销号 共3条"),
    (OFFICE, "执法大队怎么样了", "执法大队 共3条"),
    (OFFICE, "谁还没办", "未销号 共23条"),
    (OFFICE, "有多少逾期", "逾期"),
    (OFFICE, "逾期的都有谁", "逾期"),
    (OFFICE, "本周到期的有哪些", "本周到期"),
    (OFFICE, "五天内到期的", "5天内到期"),
    (OFFICE, "这个月销了几条", "已销号 本月"),
    (OFFICE, "执法大队有几条没动", "执法大队 未启动 共3条"),
    (OFFICE, f"{LEADER}分管的有哪些没办完", f"{LEADER} 未销号"),
    (SECRETARY, "各科室情况", "按责任科室统计"),
    (SECRETARY, "整体情况怎么样", "9个问题23条措施"),
    (OFFICE, "土壤股那边办得怎样了", "土壤环境股 共3条"),
    (OFFICE, f"{OWNER}手里还剩几条", f"{OWNER} 共3条"),
    (OFFICE, "五月份到期的", "5月到期"),
    (OFFICE, "一共多少条措施", "9个问题23条措施"),
    (OFFICE, "等我核验的有几条", "待核验"),
    (SECRETARY, "哪个股室拖后腿", "按责任科室统计"),
    (SECRETARY, "书记抓的进展", "书记牵头"),
    (SECRETARY, "有没有没人管的", "缺责任人"),
    (SECRETARY, "整改整体进展", "9个问题23条措施"),
    (SECRETARY, "目前什么情况", "9个问题23条措施"),
    (LEADER, "我的有哪些逾期", f"{LEADER} 逾期"),
    (OFFICE, "沈局名下还有几条没销", f"{LEADER} 未销号"),
    (OFFICE, "大队长手里那几条", f"{OWNER} 共3条"),
    (OFFICE, "孟大队的怎么样", f"{OWNER} 共3条"),
    (OFFICE, "老孟的办到哪了", f"{OWNER} 共3条"),
    (OFFICE, "晓川那三条", f"{OWNER} 共3条"),
    (OFFICE, "局长抓的有哪些", SECRETARY),
    (OFFICE, "办公室主任负责的有几条", OFFICE),
    (OFFICE, "水环境的还剩几条", "水环境股 共3条"),
    (OFFICE, "土壤那边有几个没动", "土壤环境股 未启动 共3条"),
    (OFFICE, "支部的两条怎么样", "机关支部"),
    (OFFICE, "人事那两条动了没", "人事股 共2条"),
    (OFFICE, "大气的下个月要交的", "大气环境股 下月到期"),
    (OFFICE, "下礼拜到期的有啥", "下周到期"),
    (OFFICE, "明天到期的有没有", "明天到期"),
    (OFFICE, "月底前要到期的", "本月到期"),
    (OFFICE, "年底前到期的有几条", "2025-12-31前到期"),
    (OFFICE, "6月20号前到期的", "2025-06-20前到期"),
    (OFFICE, "2月底前到期的", "2026-02-28前到期"),
    (OFFICE, "第二季度到期几条", "二季度到期"),
    (OFFICE, "下半年到期的有多少", "下半年到期"),
    (OFFICE, "上个月销了几条", "已销号 上月"),
    (OFFICE, "压在核验环节的", "待核验"),
    (OFFICE, "书记那边压着几条", "待审定"),
    (OFFICE, "问题二下面几条措施", "问题2"),
    (OWNER, "我们大队还有几条没销", "执法大队 未销号 共3条"),
    (OWNER, "我最近该报的有几条", f"{OWNER} 两周内到期"),
    (OWNER, "我还差几条", f"{OWNER} 未销号 共3条"),
    (SECRETARY, "我牵头的", f"{SECRETARY} 未销号"),
    (SECRETARY, "等我拍板的", "现在没有等您决定的事项。"),
    (OFFICE, "本月要完成的", "本月到期"),
    (OFFICE, "6月份有哪些要办结", "6月到期 共4条"),
    (OFFICE, "明年到期的有没有", "2026年到期 共1条"),
    (OFFICE, "立行立改的有哪些", "立行立改 共3条"),
    (OFFICE, "长期坚持的是哪几条", "长期坚持 含逾期 共3条"),
    (OFFICE, "哪几条有困难", "报了困难"),
    (OFFICE, "谁申请延期了", "延期待批"),
    (OFFICE, "已经销号的", "已销号"),
    (OFFICE, "被退回过的", "退回待办"),
    (OFFICE, "谁那里卡着没审", "已报完成 含逾期"),
    (OFFICE, "上周谁没报", "没报进展 上周"),
    (OFFICE, "五天没回的有谁", "没报进展 近5天"),
    (SECRETARY, "这周有进展吗", "报过进展 本周"),
    (OFFICE, "这周有哪些变化", "有变化 本周"),
    (OFFICE, "进度在50%以上的", "进度50%以上"),
    (OFFICE, "配合单位有县财政局的", "配合单位县财政局 共1条"),
    (OFFICE, "设备那条谁办", "7-2"),
    (OFFICE, "尾矿库的到哪了", "2-6"),
    (OFFICE, f"{OWN}报到多少了", OWN),
    (OFFICE, f"{OWN}卡在谁手里", OWN),
    (OFFICE, "二杠三进展", OWN),
    (OFFICE, "哪些人没绑定", "未绑定8人"),
    (SECRETARY, "谁分管的逾期多", "未绑定8人"),
    (OWNER, "我们大队排第几", "按责任科室统计"),
    (OFFICE, "超期十天以上的", "逾期10天以上"),
    (OFFICE, "8月15号之前要交的", "2025-08-15前到期"),
    (OFFICE, "明年上半年到期的", "2026年上半年到期 共1条"),
    (OFFICE, "3月份销了几条", "已销号 3月"),
    (OFFICE, "五一前要完成的", "2025-04-30前到期"),
    (OFFICE, "执法大队最近一周报了啥", "报过进展 近7天 执法大队"),
    (OFFICE, "土壤股长期没报的", "没报进展 土壤环境股"),
    (OFFICE, "信访件责任清单的那条", "9-2"),
    (OFFICE, "问题八进展", "问题8"),
    (LEADER, "我分管的谁没报", f"{LEADER} 没报进展"),
    (OWNER, "还剩哪些没弄", f"{OWNER} 未销号 共3条"),
    (OWNER, "今年我还有几条要交", f"{OWNER} 2025年到期"),
    (OFFICE, "进度最慢的是哪几条", "最慢在前 共23条"),
    (LEADER, "我分管的谁最慢", f"{LEADER} 最慢在前 共8条"),
    (OFFICE, "离时限最近的是哪一条", "最急在前 共23条"),
    (
        SECRETARY,
        "离集中整改结束还有几天",
        "集中整改到 2025-09-17（周三） 截止，还有181天；从今天到那天到期的18条，已经逾期的0条。",
    ),
    (OFFICE, "5月上旬到期的", "2025-05-01至2025-05-10到期"),
    (OFFICE, "3月底到期的有几个", "2025-03-31到期 共3条"),
    (OFFICE, "6月20日到期的", "2025-06-20到期"),
    (OFFICE, "人事股下季度到期的", "人事股 二季度到期"),
    (SECRETARY, "年底能不能全部完成", "9个问题23条措施"),
    (SECRETARY, "现在整改完成多少了", "9个问题23条措施"),
    (OFFICE, "未销号", "未销号 共23条"),
    (OFFICE, "土壤股几条没完", "土壤环境股 未销号 共3条"),
    (SECRETARY, "水环境股最近有没有动静", "报过进展 水环境股"),
    (OFFICE, "没有进展的有几条", "没报进展"),
    (OFFICE, "长期没人报的", "没报进展"),
    (OFFICE, "一个月没动静的", "没报进展 近30天"),
    (OFFICE, "半个月没报的", "没报进展 近15天"),
    (OFFICE, "攻坚办进度不到一半的", "攻坚办 进度50%以下"),
    (OFFICE, "进度过八成的", "进度80%以上"),
    (OFFICE, "混岗的问题整改得怎样", "问题8"),
    (OFFICE, "有困难需要协调的是哪些", "报了困难"),
    (LEADER, "大气股完成几条", "已销号 大气环境股"),
    (SECRETARY, "上个月完成情况", "已销号 上月"),
    (OFFICE, "本周新增了几条进展", "报过进展 本周"),
    (OFFICE, "昨天有人报吗", "报过进展 昨天"),
    (OFFICE, "完成率最低的科室是哪个", "按责任科室统计"),
    (SECRETARY, "哪位副局长的任务最重", "未绑定8人"),
    (SECRETARY, "班子成员谁的任务多", "未绑定8人"),
    (SECRETARY, "哪些要超期了", "两周内到期"),
    (OFFICE, "等秦望舒审核的", "秦望舒 待审核"),
    (OFFICE, "卡在领导那儿没批的", "已报完成 含逾期"),
    (OFFICE, "谁报完成了", "已报完成 含逾期"),
    (OFFICE, "过了期限还没办完的", "逾期"),
    (OFFICE, "有人申请延期没", "延期待批"),
    (OFFICE, "红灯有几个黄灯有几个", "黄灯"),
    (OFFICE, "住建配合的有哪些", "配合单位县住建局"),
    (OFFICE, "贺知微手头的事", "贺知微 共2条"),
    (OFFICE, "进度最靠后的三条", "最慢在前"),
    (OWNER, "怎么申请延期", "要延期"),
    (OWNER, f"{OWN}佐证够不够", OWN),
    (SECRETARY, "书记我牵头的", "陆景澄 共9条"),
    (OFFICE, "还没办的按时间排一下", "最急在前"),
    (SECRETARY, "要我批示的有吗", "现在没有等您决定的事项。"),
    (SECRETARY, "排最后的科室", "按责任科室统计"),
    (SECRETARY, "有多少问题多少措施", "9个问题23条措施"),
    (OFFICE, "未启动但快到期的", "未启动 两周内到期"),
    (SECRETARY, "土壤股两条卡在哪", "土壤环境股 共3条"),
    (LEADER, "我名下这月要完成的", f"{LEADER} 本月到期"),
    (SECRETARY, "今年能完成几条", "2025年到期"),
    (OFFICE, "谁今天报了", "报过进展 今天"),
    (OFFICE, "本月到期 执法大队 未启动", "本月到期 执法大队 未启动"),
    (LEADER, "分管股室哪个没动", f"{LEADER} 未启动 含逾期 共8条"),
)


@pytest.mark.parametrize(("who", "words", "answer"), ASKED, ids=[words for _, words, _ in ASKED])
async def test_a_plain_question_is_answered_and_nothing_is_written(
    chats: Chats, who: str, words: str, answer: str
) -> None:
    """By number, person, department, state and time, alone and together."""
    before = await chats.ledger(but=NOT_THE_LEDGER | {"drafts", "cards"})
    said = (await chats.say(who, words)).text
    assert set(answer.split()) <= set(said.replace("\n", " ").split()) or answer in said
    assert await chats.ledger(but=NOT_THE_LEDGER | {"drafts", "cards"}) == before


@pytest.mark.parametrize(
    "words", ["没有困难的有哪些", "没逾期的", "没有申请延期的有几条", "不是沈局分管的", "环境股没有动的"]
)
async def test_what_is_denied_is_never_answered_by_its_contrary(chats: Chats, words: str) -> None:
    """What is not late, or has no difficulty, is no list that there is: it is offered."""
    assert labels(await chats.say(OFFICE, words)) == ["待核验", "逾期", "两周内到期"]


async def test_a_bare_number_opens_its_card_with_buttons(chats: Chats) -> None:
    """What its owner can do stands below, and its story."""
    card = await chats.say(OWNER, OWN)
    assert {"报进展", "已完成", "看历史"} <= set(labels(card))


async def test_a_follow_up_changes_one_condition(chats: Chats) -> None:
    """那水环境股呢: the same question of another department; 本月呢: of another time."""
    await chats.say(OFFICE, "执法大队有几条没动")
    assert {"未启动", "水环境股"} <= set((await chats.say(OFFICE, "那水环境股呢")).text.split("\n")[0].split())
    assert {"本月到期", "水环境股"} <= set((await chats.say(OFFICE, "那本月呢")).text.split("\n")[0].split())


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        (OWNER, ["我的措施", "我的逾期", "我的两周内到期"]),
        (LEADER, ["待我审核", "我的逾期", "我的两周内到期"]),
        (OFFICE, ["待核验", "逾期", "两周内到期"]),
        (SECRETARY, ["待书记审定", "逾期", "整体情况"]),
    ],
)
async def test_what_is_not_understood_offers_what_the_role_asks(chats: Chats, who: str, offered: list[str]) -> None:
    """Each of the three is one tap away from its answer."""
    answer = await chats.say(who, "今天天气怎么样")
    assert labels(answer) == offered
    assert "截至" in await chats.press(who, answer, offered[-1])


@pytest.mark.parametrize("words", ["知道了", "好的，知道了，大家辛苦了", "谢谢"])
async def test_the_secretarys_thanks_are_no_riddle(chats: Chats, words: str) -> None:
    """Under the weekly page or anywhere: nothing to register, and no lesson in how to report."""
    assert (await chats.say(SECRETARY, words)).text == "好的。没有提到哪项措施，不用登记。"


async def test_a_question_behind_a_card_is_about_it(chats: Chats) -> None:
    """什么时候到期, said in answer to a card."""
    card = await chats.say(OFFICE, "5-1")
    assert (await chats.say(OFFICE, "什么时候到期", card)).text.startswith("5-1")


async def test_what_the_ledger_cannot_answer_goes_to_the_office(chats: Chats) -> None:
    """A question about a measure that is none of the register is passed on as before, and changes no stage."""
    before = len(chats.phone(OFFICE).inbox)
    await chats.say(OWNER, f"{OWN} 签到表要盖章吗")
    assert any("签到表要盖章吗" in message.text for message in chats.phone(OFFICE).inbox[before:])
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED


@pytest.mark.parametrize(
    ("words", "answer"), [("执法大队怎么样了", "执法大队 共3条"), ("谁还没办", "未销号"), ("什么时候到期", OWN)]
)
async def test_a_question_in_the_place_of_words_is_answered_and_ours_stays_open(
    chats: Chats, words: str, answer: str
) -> None:
    """Nobody hears that the leader sends back for the reason 谁还没办; the next sentence is the reason."""
    await ask_return(chats)
    told = await chats.after(LEADER, lambda phone: phone.say(words))
    assert told[0].text.startswith(answer)
    assert "还等您回答" in told[-1].text
    assert (await state(chats, LEADER))[1] is QuestionState.ASKED
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    assert "已退回" in (await chats.say(LEADER, "缺签到表")).text


@pytest.mark.parametrize("words", ["签到表在哪？", "为什么没有照片？", "逾期了还不报"])
async def test_a_reason_that_asks_is_a_reason(chats: Chats, words: str) -> None:
    """What the ledger cannot answer are the words that were asked for; so is what quotes our question."""
    await ask_return(chats)
    assert "已退回" in (await chats.say(LEADER, words)).text
    question = await ask_return(chats)
    assert "已退回" in (await chats.say(LEADER, "谁还没办", question)).text


@pytest.mark.parametrize("words", ["我手上的都办完了", "逾期的都完成了", "执法大队的处理完了"])
async def test_what_reports_is_no_question(chats: Chats, words: str) -> None:
    """A list in the place of a record would lose what was said: it is asked of which measure it is."""
    assert "截至" not in (await chats.say(OWNER, words)).text


@pytest.mark.parametrize(
    ("words", "heads"),
    [
        ("沈局和大队长的", [f"{LEADER} 共8条", f"{OWNER} 共3条"]),
        ("执法大队、法规的还有几条没销", ["未销号 执法大队 共3条", "未销号 法规股 共1条"]),
        ("这周和下周到期的", ["本周到期", "下周到期"]),
        ("沈局分管的执法大队", [f"{LEADER} 执法大队 共3条"]),
    ],
)
async def test_two_that_cannot_both_hold_are_answered_each(chats: Chats, words: str, heads: list[str]) -> None:
    """沈局和大队长的: nobody hears that there are none because no measure is of both."""
    told = await chats.after(OFFICE, lambda phone: phone.say(words))
    assert [one.text.split("\n")[0] for one in told] == heads


@pytest.mark.parametrize(
    "words", ["股长的有几条", "王局的怎么样", "环境的有几条", "等着审批的有几条", "2月30日前到期的有几条"]
)
async def test_what_may_be_several_or_none_is_not_guessed(chats: Chats, words: str) -> None:
    """Many are 股长, nobody is 王局, three departments have 环境 in their names, and 审批 is work as well."""
    assert "截至" not in (await chats.say(OFFICE, words)).text


@pytest.mark.parametrize("words", ["没逾期的有哪些", "签到表有什么变动要求", "今天天气怎么样"])
async def test_what_is_denied_or_not_placed_is_not_answered(chats: Chats, words: str) -> None:
    """没逾期的 is no list of what is late, and a word of a measure's text beside a time names no measure."""
    assert "截至" not in (await chats.say(OFFICE, words)).text


async def test_what_was_heard_since_a_day_is_told_from_the_last_reports(chats: Chats) -> None:
    """Who reported this week, and who did not; a difficulty stands under its own question until it is overtaken."""
    await chats.say(OWNER, f"{OWN}完成60%")
    await chats.say(MATE, "2-5缺资金，协调不下来")
    told = (await chats.say(OFFICE, "这周谁报了")).text
    assert told.startswith("报过进展 本周 共2条")
    assert (await chats.say(OFFICE, "这周谁没报")).text.startswith("没报进展 本周 共21条")
    assert (await chats.say(OFFICE, "哪几条有困难")).text.startswith("报了困难 共1条")
    await chats.say(MATE, "2-5资金到位了，正常推进")
    assert "没有符合的措施" in (await chats.say(OFFICE, "哪几条有困难")).text


async def test_the_last_words_on_a_measure_are_its_owners(chats: Chats) -> None:
    """An office that asks 2-3最近一次报的什么 sees what its owner said, not its own note."""
    await chats.say(OWNER, f"{OWN}完成60%")
    await chats.say(OFFICE, f"{OWN} 请补签到表")
    assert "完成60%" in (await chats.say(OFFICE, f"{OWN}最近一次报的什么")).text


async def test_a_follow_up_may_name_by_short_words(chats: Chats) -> None:
    """那沈局的呢 and 法规呢 after 执法大队有几条没动."""
    for words, named in (("那沈局的呢", LEADER), ("法规呢", "法规股")):
        await chats.say(OFFICE, "执法大队有几条没动")
        assert {"未启动", named} <= set((await chats.say(OFFICE, words)).text.split("\n")[0].split())
