"""What a question is about, in whatever words: answered from the ledger, offered, and never taken as a reply."""

import datetime as dt

import pytest

from bot.domain.status.topic import Topic
from bot.readers.question.follow_up import named_again
from bot.readers.question.topic_question import ends_asking, looks_ahead, may_ask_about
from bot.readers.reply.plain_text import normalised
from tests.handlers.conftest import (
    BEIJING,
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    QUESTIONS,
    SECRETARY,
    Chats,
    labels,
)

PNG = bytes.fromhex("89504e470d0a1a0a") + b"a picture"


async def lived_in(chats: Chats) -> None:
    """An instruction, a decision, a visit, a letter, a key measure and reports of two months."""
    await chats.say(OWNER, f"{OWN} 第一期培训办完了，完成40%")
    await chats.say(SECRETARY, f"/instruct {OTHERS} 说明二标段为什么没进场")
    await chats.say(OFFICE, "/meeting 3月21日9点 党组会")
    await chats.stage.pass_time(DAY)
    echo = await chats.say(OFFICE, f"3月21日党组会议定：7-2 由{OWNER}4月30日前拿出采购清单")
    await chats.press(OFFICE, echo, "✅ 登记")
    await chats.press(OFFICE, await chats.say(OFFICE, "/letter 督办单 2-1 请一周内报整改情况"), "✅ 签发")
    card = await chats.say(OFFICE, f"/visit {OTHERS} 地点 北岸片区")
    await chats.press(OFFICE, card, "📌 提要求")
    await chats.press(OFFICE, await chats.say(OFFICE, f"由{MATE}4月20日前拆除围挡"), "✅ 登记")
    await chats.press(OFFICE, card, "结束督办")
    await chats.say(OFFICE, f"/key {OTHERS} 进度滞后")
    asked = await chats.say(OWNER, "7-2 申请延期到2026年3月31日，因为财政资金没到位")
    await chats.press(OWNER, asked, "✅ 2026-03-31（周二）")
    chats.stage.sandbox.clock.set(dt.datetime(2025, 5, 8, 10, 0, tzinfo=BEIJING))
    await chats.say(MATE, "2-5 检修提升泵站3座")


ANSWERED = (
    (OWNER, "7-2的延期有人批了没", f"申请延到 2026-03-31（周二），等 {LEADER} 批"),
    (OWNER, "7-2会上要我干啥", "拿出采购清单"),
    (OWNER, "7-2现在算超期吗", "7-2 🔴 红"),
    (OWNER, "还有多少天我就逾期了", OWN),
    (MATE, "书记批示让我干什么", "说明二标段为什么没进场"),
    (MATE, f"{OTHERS}上回督查发现了什么", "拆除围挡"),
    (MATE, "我头上有几件超期", f"{MATE} 逾期"),
    (MATE, "我有哪些还没回复", "批示等您答复"),
    (MATE, "泵站修了几座", "检修提升泵站 3座"),
    (OFFICE, f"{OTHERS}为什么列重点督查", "进度滞后"),
    (OFFICE, "2-1的督办单谁签了", "何清溪签发督办〔2025〕1号"),
    (OFFICE, "督办单1号是发给谁的", "2-1，发给 沈知行、梁思远"),
    (OFFICE, "去现场看过哪几条", f"现场督办 {OTHERS}"),
    (OFFICE, "延期最长的是哪条", "7-2 申请延到 2026-03-31（周二）"),
    (OFFICE, "黑臭水体那条是几号", "9-1"),
    (OFFICE, "除了水环境股还有哪些股室逾期", "除水环境股外 逾期"),
    (OFFICE, "土壤环境股除了9-3还有啥", "除9-3外 土壤环境股 共2条"),
    (OFFICE, "立行立改的还有几条没改完", "未销号 立行立改 共3条"),
    (OFFICE, "队伍建设方面还剩几条", "队伍建设方面 未销号 共3条"),
    (OFFICE, "3月份谁报了", "报过进展 3月 共2条"),
    (OFFICE, "四月份一条都没报的有谁", "没报进展 4月 共23条"),
    (OFFICE, "这个月谁报了", "报过进展 本月 共1条"),
    (SECRETARY, "到现在整改完成率是多少", "全部共23条措施，已销号0条，销号率0%。"),
    (SECRETARY, "2-4我什么时候批的", "批示：“说明二标段为什么没进场”"),
)


async def test_what_is_asked_in_any_words_is_answered_from_the_ledger(chats: Chats) -> None:
    """By the history of the one measure, the queries of the commands, and nothing is written."""
    await lived_in(chats)
    before = await chats.ledger(but=QUESTIONS)
    for who, words, told in ANSWERED:
        said = await chats.after(who, lambda phone, words=words: phone.say(words))  # type: ignore[misc]
        assert any(told in one.text for one in said), (words, [one.text for one in said])
        assert await chats.ledger(but=QUESTIONS) == before, words


async def test_what_is_not_wholly_understood_is_offered_and_answered_by_thumb(chats: Chats) -> None:
    """The topic, and the measure of which the other words were said; a question is no report of any."""
    await lived_in(chats)
    before = await chats.ledger(but=QUESTIONS)
    offered = await chats.say(SECRETARY, "我三月份批示了啥")
    assert "没有登记" in offered.text
    assert labels(offered) == ["批示"]
    assert "说明二标段为什么没进场" in await chats.press(SECRETARY, offered, "批示")
    found = await chats.say(MATE, "围挡那个事拆完没")
    assert [label[:3] for label in labels(found)] == [OTHERS]
    assert (await chats.press(MATE, found, labels(found)[0])).startswith(OTHERS)
    assert await chats.ledger(but=QUESTIONS) == before


async def test_he_and_they_are_whom_the_question_before_named(chats: Chats) -> None:
    """他 after a name is that name; where nobody was named nobody is guessed."""
    unknown = await chats.say(SECRETARY, "他们上个月报过没有")
    assert "截至" not in unknown.text
    await chats.say(SECRETARY, "水环境股几条")
    assert (await chats.say(SECRETARY, "他们上个月报过没有")).text.startswith("报过进展 上月 水环境股")
    await chats.say(SECRETARY, "秦望舒管的有哪些还没销")
    assert (await chats.say(SECRETARY, "他分管的有逾期吗")).text.startswith("秦望舒 逾期")
    assert named_again("", "他呢") == ""
    assert named_again("2-4", "这条谁办") == "2-4谁办"


async def test_a_question_put_to_somebody_is_no_report(chats: Chats) -> None:
    """What nobody but its people can answer is passed on; it is not counted as a report, nor as one's silence ended."""
    await chats.say(OWNER, f"{OWN}能不能请外面的老师来讲")
    assert "没有符合" in (await chats.say(OFFICE, "这周谁报了")).text
    assert (await chats.say(OFFICE, "这周谁没报")).text.startswith("没报进展 本周 共23条")


async def test_of_a_named_measure_alone_it_is_said_that_nothing_was_reported(chats: Chats) -> None:
    """9-1这个月报了没 says nothing of what was reported of others."""
    await chats.say(MATE, f"{OTHERS} 完成30%")
    assert (await chats.say(MATE, "9-1这个月报了没")).text == "这个月您没有报过 9-1。"


async def test_letters_are_told_each_with_whom_they_are_for(chats: Chats) -> None:
    """By department too; what was sent to others is not told."""
    await chats.press(OFFICE, await chats.say(OFFICE, "/letter 督办单 2-1 请一周内报整改情况"), "✅ 签发")
    assert "2-1，发给 沈知行、梁思远，沈知行、梁思远 未签收" in (await chats.say(OFFICE, "给大气股发过函没有")).text
    assert "督办单：到今天为止没有发过" in (await chats.say(OFFICE, "给水环境股发过函没有")).text
    assert "没有发给您的" in (await chats.say(MATE, "给我发过函没有")).text


async def test_an_owner_is_told_the_rate_of_a_department(chats: Chats) -> None:
    """In per cent, before its list."""
    told = await chats.after(LEADER, lambda phone: phone.say("水环境股完成率多少"))
    assert told[0].text == "水环境股共3条措施，已销号0条，销号率0%。"
    assert told[-1].text.startswith("水环境股 共3条")


@pytest.mark.parametrize("words", ["2-1检查了几家", "泵站修了几座", "围挡拆完没", "发了多少份"])
def test_words_that_end_as_a_question_are_one(words: str) -> None:
    """Whatever they seem to report."""
    assert ends_asking(normalised(words).text)


@pytest.mark.parametrize("words", ["这几天在弄", "查了12家", "过几天报", "没问题"])
def test_words_that_tell_are_none(words: str) -> None:
    """Though they hold a word of asking."""
    assert not may_ask_about(normalised(words).text, ())


def test_what_is_to_come_is_for_people_to_answer() -> None:
    """No ledger knows whether something can be; a complaint asks nothing."""
    assert looks_ahead("2-3能不能缓一缓")
    assert not looks_ahead("2-4会上怎么定的")
    assert not may_ask_about("催什么催", {"complaint"})


def test_each_topic_has_the_name_of_its_button(chats: Chats) -> None:
    """So that whatever is not understood can be offered."""
    wording = chats.stage.app.request.wording
    assert [one for one in Topic if f"status.topic.{one}" not in wording] == []
