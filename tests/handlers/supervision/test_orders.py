"""Orders in a sentence: what the office writes of a measure is done, or asked; what others write moves nothing."""

from functools import partial

import pytest

from bot.domain.plan.measure import Stage
from bot.sandbox import Phone
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels


@pytest.mark.parametrize("words", [f"{OWN}催一下", f"催一下{OWN}", f"催办{OWN}", f"催办 {OWN}"])
async def test_the_office_urges_in_its_own_words(chats: Chats, words: str) -> None:
    """However it is written, the owner hears of it."""
    assert f"已催办1项：{OWN}" in (await chats.say(OFFICE, words)).text
    assert OWN in chats.phone(OWNER).inbox[-1].text


async def test_the_late_are_urged_together(chats: Chats) -> None:
    """While nobody is late nobody is told, and that is said."""
    assert (await chats.say(OFFICE, "把逾期的都催一遍")).text == "“逾期”现在没有要催的，没有催办。"
    await chats.stage.pass_time(20 * DAY)
    for words in ("把逾期的都催一遍", f"催{MATE}"):
        told = await chats.after(OFFICE, partial(Phone.say, text=words))
        assert any("已催办" in one.text for one in told), words
    assert "已催办" not in (await chats.say(OFFICE, "县里天天催")).text


@pytest.mark.parametrize(
    "words",
    [
        f"取消措施{OWN}：重复",
        f"取消措施 {OWN}：重复",
        f"取消措施：{OWN} 重复",
        f"/cancel {OWN}：重复",
        f"取消措施{OWN}，重复",
    ],
)
async def test_a_colon_parts_the_number_from_what_is_said(chats: Chats, words: str) -> None:
    """So does a comma; with or without a blank, behind the command's word or its name."""
    shown = await chats.say(OFFICE, words)
    assert "请核对后再办：取消措施" in shown.text
    assert "理由：“重复”" in shown.text


async def test_a_colon_parts_the_number_from_an_instruction(chats: Chats) -> None:
    """An instruction and a letter begin where they are written to begin."""
    assert "已转达批示" in (await chats.say(SECRETARY, f"批示{OWN}：抓紧")).text
    assert "“抓紧”" in chats.phone(OWNER).last.text
    assert "要求：请说明原因" in (await chats.say(OFFICE, f"督办单{OWN}：请说明原因")).text
    assert (await chats.say(OFFICE, f"状态：{OWN}")).text.startswith(OWN)


async def test_the_secretarys_word_becomes_an_instruction_by_a_tap(chats: Chats) -> None:
    """What he wrote of a measure lies ready, without its number; nobody else is offered that."""
    words = "这件事要抓紧，下周三前给我一个说明"
    noted = await chats.say(SECRETARY, f"{OWN}{words}")
    assert labels(noted)[0] == "📝 作为批示下达"
    asked = await chats.press(SECRETARY, noted, "📝 作为批示下达")
    ready = chats.phone(SECRETARY).last
    assert "请写批示内容" in asked
    assert labels(ready)[0] == words
    assert "2025-03-26（周三）前回复" in await chats.press(SECRETARY, ready, labels(ready)[0])
    assert f"“{words}”" in chats.phone(OWNER).last.text
    assert "📝 作为批示下达" not in labels(await chats.say(LEADER, f"{OWN}月底前一定要完成"))


async def test_what_is_wanted_without_a_reason_is_asked_for_one(chats: Chats) -> None:
    """The deadline is corrected once the reason is written and the second person agrees, not before."""
    before = (await chats.measure(OWN)).due
    asked = await chats.say(OFFICE, f"{OWN}时限改为2025年7月31日")
    assert f"要办的是：更正 {OWN} 时限 2025年7月31日" in asked.text
    assert (await chats.measure(OWN)).due == before
    assert "已提请更正" in (await chats.say(OFFICE, "方案印错了")).text
    assert (await chats.measure(OWN)).due == before
    card = chats.phone(SECRETARY).inbox[-1]
    assert "理由：“方案印错了”" in card.text
    await chats.press(SECRETARY, card, next(label for label in labels(card) if "确认" in label))
    assert str((await chats.measure(OWN)).due) == "2025-07-31"


async def test_a_measure_is_cancelled_by_a_sentence(chats: Chats) -> None:
    """Asked why, shown what will happen, and done only once that is confirmed; 不办了 leaves it."""
    assert "还差理由" in (await chats.say(OFFICE, f"取消{OWN}")).text
    assert "不用答了" in (await chats.say(OFFICE, "不办了")).text
    await chats.say(OFFICE, f"{OWN}不用办了")
    assert "请核对后再办：取消措施" in (await chats.say(OFFICE, "与别的措施重复")).text
    assert (await chats.measure(OWN)).is_open
    await chats.say(OFFICE, "确认")
    assert (await chats.measure(OWN)).stage is Stage.CANCELLED


async def test_an_order_is_no_reason_for_another(chats: Chats) -> None:
    """取消2-4 is not why 2-1 gets another owner: nothing of the first is done, and that is said."""
    before = await chats.measure(OWN)
    await chats.say(OFFICE, f"{OWN}改由{MATE}负责")
    asked, left = await chats.after(OFFICE, lambda phone: phone.say(f"取消{OTHERS}"))
    assert f"要办的是：取消措施 {OTHERS}" in asked.text
    assert f"“更正 {OWN} 经办人 {MATE}”差理由，没有办" in left.text
    assert (await chats.measure(OWN)).owners == before.owners
    assert "“重复了”" in (await chats.say(OFFICE, "重复了")).text
    urged, waits = await chats.after(OFFICE, lambda phone: phone.say(f"{OWN}催一下，县里周五要看"))
    assert "已催办1项" in urged.text
    assert "还等您回答" in waits.text
    assert "附言：县里周五要看" in chats.phone(OWNER).inbox[-1].text
    await chats.say(OFFICE, "确认")
    assert (await chats.measure(OTHERS)).stage is Stage.CANCELLED


async def test_what_was_asked_about_may_be_said_again_with_its_reason(chats: Chats) -> None:
    """Without one it is asked for again."""
    await chats.say(OFFICE, f"取消{OWN}")
    assert "还差理由" in (await chats.say(OFFICE, f"{OWN}取消")).text
    assert "理由：“与别的重复”" in (await chats.say(OFFICE, f"{OWN}取消，与别的重复")).text


async def test_who_leaves_hands_over_by_a_sentence(chats: Chats) -> None:
    """Shown before it is done."""
    assert f"移交 {MATE}" in (await chats.say(OFFICE, f"{OWNER}调走了，他的都给{MATE}")).text
    assert (await chats.measure(OWN)).owners == ((await chats.person(OWNER)).id,)
    await chats.say(OFFICE, "确认")
    assert (await chats.measure(OWN)).owners == ((await chats.person(MATE)).id,)


@pytest.mark.parametrize("name", [LEADER, SECRETARY])
@pytest.mark.parametrize(
    ("words", "stays"),
    [
        (f"{OWN}延到2025年9月30日", "时限没有改，仍是2025-06-20"),
        (f"同意{OWN}延到2025年9月30日", "时限没有改，仍是2025-06-20"),
        (f"{OWN}已完成", "台账里的进度没有改"),
        (f"{OWN}完成80%", "台账里的进度没有改"),
    ],
)
async def test_who_does_not_report_is_told_what_stays(chats: Chats, name: str, words: str, stays: str) -> None:
    """A leader's word is passed on as a word: he and the owner read that the ledger is as it was."""
    before = await chats.measure(OWN)
    assert stays in (await chats.say(name, words)).text
    assert stays in chats.phone(OWNER).inbox[-1].text
    now = await chats.measure(OWN)
    assert (now.due, now.percent, now.stage) == (before.due, before.percent, before.stage)


async def test_who_does_not_report_is_asked_only_whether_to_pass_it_on(chats: Chats) -> None:
    """No 有进展, no 这项仍在您名下 for a leader; one tap tells the owner."""
    shown = await chats.say(LEADER, f"{OWN}交给{SECRETARY}")
    assert (labels(shown), "您名下" in shown.text) == (["转告经办人"], False)
    await chats.press(LEADER, shown, "转告经办人")
    assert f"{OWN}交给{SECRETARY}" in chats.phone(OWNER).inbox[-1].text


async def test_a_name_that_nobody_bears_is_no_order(chats: Chats) -> None:
    """交给第三方检测 tells of the work; it is not refused as an unknown person."""
    shown = await chats.say(OFFICE, f"{OWN}交给第三方检测")
    assert labels(shown) == ["转告经办人"]


async def ask_for_july(chats: Chats) -> None:
    """The owner asks for more time, until the last of July."""
    await chats.say(OWNER, f"{OWN}申请延到2025年7月31日，设备没到")
    card = chats.phone(OWNER).inbox[-1]
    await chats.press(OWNER, card, labels(card)[0])


@pytest.mark.parametrize(
    "words",
    [f"同意{OWN}延到7月31日", f"{OWN}同意延到2025年7月31日", f"{OWN}延期可以", f"{OWN} 可以延期", f"批准{OWN}延期"],
)
async def test_a_request_is_agreed_in_other_words(chats: Chats, words: str) -> None:
    """Whoever decides it says so as he speaks."""
    await ask_for_july(chats)
    assert "已同意延到2025-07-31" in (await chats.say(LEADER, words)).text


async def test_another_day_than_was_asked_for_agrees_to_nothing(chats: Chats) -> None:
    """The card of the request is shown, with what is asked."""
    await ask_for_july(chats)
    shown = await chats.say(LEADER, f"同意{OWN}延到8月31日")
    assert "✅ 同意延期" in labels(shown)
    assert "延到2025-07-31" in shown.text


@pytest.mark.parametrize("words", [f"{OWN}可以销号", f"准予{OWN}销号", f"{OWN}同意"])
async def test_a_closing_is_agreed_in_other_words(chats: Chats, words: str) -> None:
    """No word of his is passed on instead."""
    await chats.say(OWNER, f"{OWN}已完成")
    assert "已通过" in (await chats.say(LEADER, words)).text
    assert (await chats.measure(OWN)).stage is Stage.VERIFY


@pytest.mark.parametrize("name", [OFFICE, SECRETARY])
async def test_who_is_early_reads_for_whom_it_waits(chats: Chats, name: str) -> None:
    """The office is not told to ask the office."""
    await chats.say(OWNER, f"{OWN}已完成")
    assert f"{OWN} 现在等{LEADER}办" in (await chats.say(name, f"{OWN} 同意")).text
    assert (await chats.measure(OWN)).stage is Stage.REVIEW


async def test_an_instruction_is_answered_by_the_day_that_it_names(chats: Chats) -> None:
    """下周一前报我 is the day, not the usual number of working days."""
    assert "请其于2025-03-24（周一）前回复" in (await chats.say(SECRETARY, f"批示 {OWN} 下周一前报我")).text
    assert "请于2025-03-24（周一）前回复" in chats.phone(OWNER).inbox[-1].text


async def test_a_link_is_sent_where_a_sentence_asks_for_one(chats: Chats) -> None:
    """换手机了 of somebody on the roster is an invitation; of anybody else it is none."""
    assert OWNER in (await chats.say(OFFICE, f"{OWNER}换手机了")).text
    assert "start=" in "".join(message.text for message in chats.phone(OFFICE).inbox[-3:])
    assert "start=" not in (await chats.say(OFFICE, "给财政局发个链接")).text
