"""What one has said oneself, why a measure is red, what it lacks, what falls due next: answered from the ledger."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.replies.question_state import QuestionState
from bot.messages.core.tap import Tap
from bot.messages.core.taps import AskExtension, AskProgress, Stuck
from bot.readers.question.own_question import OwnKind, own_question, span_of
from bot.readers.reply.plain_text import normalised
from bot.services.core.ledger import PLANS_OF
from tests.handlers.conftest import DAY, LEADER, OFFICE, OTHERS, OWN, OWNER, QUESTIONS, SECRETARY, Chats, labels
from tests.handlers.trip.test_questions import open_question, state

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
WORDS = (
    ("我上次报的是什么", OwnKind.SAID, ""),
    ("上周我报了啥", OwnKind.SAID, "上周"),
    ("上个月我都报了哪些", OwnKind.SAID, "上个月"),
    ("今天报了吗", OwnKind.SAID, "今天"),
    ("上月", OwnKind.SAID, "上月"),
    ("为啥红了", OwnKind.COLOUR, ""),
    ("怎么还是红的？", OwnKind.COLOUR, ""),
    ("还差什么", OwnKind.LACKS, ""),
    ("还缺哪些佐证", OwnKind.LACKS, ""),
    ("还缺材料吗", OwnKind.LACKS, ""),
    ("下一个到期的是哪条", OwnKind.NEXT, ""),
    ("最近要到期的是哪个", OwnKind.NEXT, ""),
)
REPORTS = (
    "缺照片",
    "还缺材料",
    "还差两户",
    "上周报了3次",
    "报了",
    "红线图已报",
    "还缺钱",
    "上周的",
    "缺什么人手都没有",
    "下一个是重点",
)


@pytest.mark.parametrize(("words", "kind", "when"), WORDS)
def test_what_is_asked_is_told_apart(words: str, kind: OwnKind, when: str) -> None:
    """By its words, with the number of a measure before it or without."""
    for text in (words, f"{OWN}{words}"):
        asked = own_question(normalised(text).text)
        assert asked is not None
        assert (asked.kind, asked.when) == (kind, when)


@pytest.mark.parametrize("words", REPORTS)
def test_a_report_is_no_such_question(words: str) -> None:
    """Words that report something, or are about something else."""
    assert own_question(normalised(words).text) is None


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("上周", "2026-01-05", "2026-01-11"),
        ("上上周", "2025-12-29", "2026-01-04"),
        ("本周", "2026-01-12", "2026-01-14"),
        ("上个月", "2025-12-01", "2025-12-31"),
        ("本月", "2026-01-01", "2026-01-14"),
        ("上季度", "2025-10-01", "2025-12-31"),
        ("前天", "2026-01-12", "2026-01-12"),
        ("今年", "2026-01-01", "2026-01-14"),
    ],
)
def test_a_time_has_its_days(when: str, start: str, end: str) -> None:
    """From a Wednesday in January, up to today at most."""
    found = span_of(when, dt.date(2026, 1, 14))
    assert found is not None
    assert tuple(map(str, found)) == (start, end)


async def test_what_was_said_is_told_by_time(chats: Chats) -> None:
    """The last message with all of its measures; a week with its own words alone; nothing where there is nothing."""
    assert (await chats.say(OWNER, "我上次报的是什么")).text == "还没有报过。"
    await chats.say(OWNER, f"{OWN} 完成40%，5-1正在排课")
    await chats.stage.pass_time(8 * DAY)
    await chats.say(OWNER, "7-2 完成20%")
    before = await chats.ledger(but=QUESTIONS)
    last = (await chats.say(OWNER, "我上次报的是什么")).text
    assert "7-2" in last
    assert OWN not in last
    week = (await chats.say(OWNER, "上周我报了什么")).text
    assert week.startswith("上周您报了2次")
    assert f"{OWN} 完成40%" in week
    assert "5-1正在排课" in week
    assert "7-2" not in week
    assert (await chats.say(LEADER, "上周我报了什么")).text == "上周您没有报过。"
    assert f"{OWN} 完成40%" in (await chats.say(OFFICE, f"{OWN}上次报的什么")).text
    assert await chats.ledger(but=QUESTIONS) == before


async def test_what_was_taken_back_was_not_said(chats: Chats) -> None:
    """Only what stands is told."""
    card = await chats.say(OWNER, f"{OWN} 完成40%")
    await chats.press(OWNER, card, "↩️ 撤回")
    assert (await chats.say(OWNER, "今天我报了什么")).text == "今天您没有报过。"


async def test_why_a_measure_is_red_and_what_ends_it(chats: Chats) -> None:
    """By its own deadline, or a period; one that is not red is said not to be."""
    assert "没有红的" in (await chats.say(OWNER, "为什么是红的")).text
    assert "不是红的" in (await chats.say(OWNER, f"{OWN}为什么是红的")).text
    await chats.stage.pass_time(15 * DAY)
    own = (await chats.say(OWNER, "为什么是红的")).text
    assert "5-1 🔴 红·逾期" in own
    assert "立行立改，报完成应在 2025-04-02（周三） 前" in own
    assert OTHERS not in own
    assert "一季度期报告应在 2025-03-31（周一） 前" in (await chats.say(SECRETARY, "为什么红了")).text


async def test_what_a_measure_lacks(chats: Chats) -> None:
    """Evidence as the policy asks it; one that was handed in lacks only the word of whom it waits for."""
    await chats.say(OFFICE, "/policy 照片数 2")
    lacks = (await chats.say(OWNER, f"{OWN}还差什么")).text
    assert f"{OWN} 未启动，还差：" in lacks
    assert "报完成" in lacks
    assert len((await chats.say(OWNER, "还差什么")).text.splitlines()) == 3
    await chats.say(OFFICE, "/policy 照片数 0")
    await chats.say(OWNER, f"{OWN} 已完成")
    assert f"等 {LEADER} 办" in (await chats.say(OWNER, f"{OWN}还差什么")).text
    assert "没有找到" in (await chats.say(OWNER, "99-9还差什么")).text


async def test_what_falls_due_next_is_a_card(chats: Chats) -> None:
    """The nearest day of one's own, not one that has passed; of all for who has none; with its buttons."""
    card = await chats.say(OWNER, "下一个到期的是哪个")
    assert card.text.startswith("5-1")
    assert "报进展" in labels(card)
    await chats.stage.pass_time(15 * DAY)
    assert (await chats.say(OWNER, "下一个到期的是哪个")).text.startswith(OWN)


async def test_who_waits_for_me_is_the_one_list(chats: Chats) -> None:
    """谁在等我: the list of what is to be decided."""
    await chats.say(OWNER, f"{OWN} 已完成")
    assert f"{OWN} 等您审核" in (await chats.say(LEADER, "谁在等我")).text


@pytest.mark.parametrize("tap", [AskProgress, AskExtension, Stuck])
@pytest.mark.parametrize("words", ["还差什么", "什么时候到期", f"{OWN}什么时候到期", "我上次报的是什么", "待办"])
async def test_a_question_beside_ours_is_answered_and_ours_stays(chats: Chats, tap: type[Tap], words: str) -> None:
    """Nobody is told of a difficulty 还差什么; what was asked is still open and is answered by the next words."""
    await open_question(chats, OWNER, tap((await chats.measure("5-1")).id))
    before = await chats.ledger(but=QUESTIONS)
    await chats.say(OWNER, words)
    assert await chats.ledger(but=QUESTIONS) == before
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED


@pytest.mark.parametrize("words", ["水环境股", "钱没到位", "谁都不配合"])
async def test_words_that_only_name_something_are_still_the_answer(chats: Chats, words: str) -> None:
    """A difficulty may name a department."""
    await open_question(chats, OWNER, Stuck((await chats.measure("5-1")).id))
    await chats.say(OWNER, words)
    assert len(await chats.progress("5-1")) == 1


@pytest.mark.parametrize("words", ["80", "😂", "【通知】请各股室周五前报送进展", "已登记：完成 80%", "12月20日"])
async def test_what_says_nothing_of_a_difficulty_is_none(chats: Chats, words: str) -> None:
    """Nobody is told of it; it is asked what is meant, and our question stays."""
    await open_question(chats, OWNER, Stuck((await chats.measure("5-1")).id))
    before = len(chats.phone(LEADER).inbox)
    await chats.say(OWNER, words)
    assert await chats.progress("5-1") == []
    assert len(chats.phone(LEADER).inbox) == before
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED


@pytest.mark.parametrize("words", ["80", "😂", "已登记：完成 80%"])
async def test_what_says_nothing_of_a_day_is_no_wish_for_more_time(chats: Chats, words: str) -> None:
    """A day alone is one, a number alone is not."""
    await open_question(chats, OWNER, AskExtension((await chats.measure("5-1")).id))
    await chats.say(OWNER, words)
    assert await chats.progress("5-1") == []
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED
    assert "2025-12-20" in (await chats.say(OWNER, "12月20日")).text


@pytest.mark.parametrize(
    ("tap", "words"), [(Stuck, "申请延到6月20日"), (Stuck, "这不归我管"), (AskExtension, "这不归我管")]
)
async def test_another_plain_wish_is_not_bent_to_what_was_asked(chats: Chats, tap: type[Tap], words: str) -> None:
    """More time, or that it is somebody else's, is asked as such."""
    await open_question(chats, OWNER, tap((await chats.measure("5-1")).id))
    asked = await chats.say(OWNER, words)
    assert "转给整改办改派" in labels(asked) or "2025-06-20" in asked.text


async def test_it_is_told_until_when_the_concentrated_rectification_runs(chats: Chats) -> None:
    """How many days are left, and what is due by then; a button opens these."""
    answer = await chats.say(SECRETARY, "离集中整改结束还有几天")
    assert answer.text == "集中整改到 2025-09-17（周三） 截止，还有181天；从今天到那天到期的18条，已经逾期的0条。"
    opened = await chats.press(SECRETARY, answer, "2025-09-17前到期")
    assert "2025-09-17前到期 共18条" in opened


async def test_what_is_over_and_what_the_ledger_does_not_say_is_told_so(chats: Chats) -> None:
    """Never a number of days that nobody wrote down."""
    await set_concentrated(chats, dt.date(2025, 3, 10))
    over = await chats.say(OFFICE, "集中整改哪天截止")
    assert over.text == "集中整改已于 2025-03-10（周一） 截止，过去10天；现在逾期的0条。"
    assert "没有符合的措施" in await chats.press(OFFICE, over, "逾期 0")
    await set_concentrated(chats, None)
    assert (await chats.say(OFFICE, "集中整改还剩多少天")).text == "台账里没有写集中整改截止日。"


async def set_concentrated(chats: Chats, day: dt.date | None) -> None:
    """Let the round's time of concentrated rectification end on another day."""
    async with chats.stage.app.request.open() as ledger:
        (plan,) = await ledger.plans.find(PLANS_OF, "u1")
        await ledger.plans.put(replace(plan, concentrated_until=day))


COUNTED = (
    ("签了几个督办单", OwnKind.LETTERS, ("red",)),
    ("提示函发了多少", OwnKind.LETTERS, ("green",)),
    ("总共发了多少函", OwnKind.LETTERS, ("green", "yellow", "red")),
    ("谁的督办单还没签", OwnKind.LETTERS, ("red",)),
    ("谁审我的", OwnKind.CHECKED, ()),
    ("我的由谁审核", OwnKind.CHECKED, ()),
    ("我报了完成给谁看", OwnKind.CHECKED, ()),
)
NO_COUNT = (
    "下发督办单3份",
    "督办单已签收",
    "延期到6月底",
    "催了三次厂家",
    "报给局长审了",
    "发函5份",
    "照片够了",
    "延期没批下来",
)


@pytest.mark.parametrize(("words", "kind", "about"), COUNTED)
def test_what_is_counted_is_told_apart(words: str, kind: OwnKind, about: tuple[str, ...]) -> None:
    """Letters by their kinds, and who checks."""
    asked = own_question(normalised(words).text)
    assert asked is not None
    assert (asked.kind, asked.about) == (kind, about)


@pytest.mark.parametrize("words", NO_COUNT)
def test_a_report_of_letters_or_urging_counts_nothing(words: str) -> None:
    """Words that tell how many there were ask for nothing."""
    assert own_question(normalised(words).text) is None


async def test_letters_are_counted_for_the_office_and_for_whom_they_are(chats: Chats) -> None:
    """None at first; then the number, and who has still to sign it; to others only what was sent to them."""
    assert (await chats.say(OFFICE, "督办单发了几份")).text == "督办单：到今天为止没有发过。"
    drafted = await chats.say(OFFICE, f"/letter 督办单 {OWN} 请一周内报整改情况")
    await chats.press(OFFICE, drafted, "✅ 签发")
    told = (await chats.say(SECRETARY, "签了几个督办单")).text
    assert told.startswith("督办单：到今天为止发了1份，其中1份没有签收完，1份没有答复。")
    assert "督办〔2025〕1号" in told
    assert "发给您的1份，其中1份您还没有签收" in (await chats.say(OWNER, "我收到几份督办单")).text


async def test_urging_is_counted_of_oneself_and_of_whom_one_names(chats: Chats) -> None:
    """The nudges of one's measures, and when the last was; the reminders of each day are none."""
    assert "没有被催办过" in (await chats.say(OWNER, "我被催了几次")).text
    await chats.say(OFFICE, f"/nudge {OWN} 请报进度")
    assert f"您名下的措施被催办1次（{OWN}），最近一次 2025-03-20" in (await chats.say(OWNER, "我被催了几次")).text
    assert f"{OWNER}名下的措施被催办1次" in (await chats.say(OFFICE, f"{OWNER}被催了几次")).text


async def test_who_checks_is_told_step_by_step(chats: Chats) -> None:
    """By the policy's steps, of all of one's own or of the one that is numbered."""
    steps = f"{LEADER} 审核 → {OFFICE} 核验 → {SECRETARY} 审定"
    told = (await chats.say(OWNER, "谁审我的")).text
    assert OWN in told
    assert told.endswith(steps)
    assert (await chats.say(OWNER, f"{OWN}谁审")).text == f"{OWN} {steps}"


async def test_requests_for_more_time_are_counted(chats: Chats) -> None:
    """None at first; one that waits is no grant."""
    assert (await chats.say(OWNER, "我的延期批了没")).text == "到今天为止没有提过延期申请。"
    read = await chats.say(OWNER, f"{OWN} 申请延期到9月30日，因为培训场地在修")
    await chats.press(OWNER, read, "✅ 2025-09-30（周二）")
    told = (await chats.say(OFFICE, "延期批了几个")).text
    assert "已批准0条" in told
    assert "还在等1条" in told


async def test_what_lacks_evidence_is_a_list(chats: Chats) -> None:
    """What nobody sent a picture of, and what has fewer than are asked for; for a department too."""
    own = await chats.say(OWNER, "佐证不够的有哪些")
    assert own.text.startswith(f"{OWNER} 佐证不够 共3条")
    assert (await chats.say(OFFICE, "执法大队没交佐证的")).text.startswith("没有佐证 执法大队 共3条")
    await chats.after(OWNER, lambda phone: phone.send_photo(PNG, OWN))
    assert (await chats.say(OWNER, "佐证不够的有哪些")).text.startswith(f"{OWNER} 佐证不够 共2条")
    await chats.say(OFFICE, "/policy 照片数 2")
    assert (await chats.say(OWNER, "佐证不够的有哪些")).text.startswith(f"{OWNER} 佐证不够 共3条")
    assert (await chats.say(OWNER, "哪些没有佐证")).text.startswith(f"{OWNER} 没有佐证 共2条")


async def test_words_of_a_letter_are_found_once_it_is_issued(chats: Chats) -> None:
    """By the command and by its word, with the measure that it is on; a draft is nobody's yet."""
    drafted = await chats.say(OFFICE, f"/letter 督办单 {OWN} 请说明讲师聘请缓慢")
    await chats.press(OFFICE, drafted, "✅ 签发")
    for words in ("/find 讲师聘请", "查找 讲师聘请"):
        found = (await chats.say(OFFICE, words)).text
        assert OWN in found
        assert "请说明讲师聘请缓慢" in found


async def test_a_figure_of_a_measure_behind_a_command_is_its_report(chats: Chats) -> None:
    """举一反三 2-3 已排查12处 is what the owner did; the command alone shows the finding."""
    assert "已登记" in (await chats.say(OWNER, f"举一反三 {OWN} 已排查12处")).text
    assert "举一反三" in (await chats.say(OWNER, f"举一反三 {OWN}")).text
