"""What happened to a measure, what meetings decided, what was instructed, who has evidence: asked in plain words."""

import datetime as dt

import pytest

from bot.domain.history.verb import Verb
from bot.readers.question.event_question import event_question
from bot.readers.question.matter_question import Matter, day_meant, matter_question, wrong_field
from bot.readers.reply.plain_text import normalised
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, QUESTIONS, SECRETARY, Chats, labels

TODAY = dt.date(2025, 7, 9)
EVENTS = {
    "8-1为什么被退回": Verb.SEND_BACK,
    "5-1是哪天销号的": Verb.CLOSE,
    "5-1是谁核验的": Verb.AGREE,
    "2-3的延期为什么没批": Verb.REFUSE_EXTENSION,
    "5-2申请延到哪天": Verb.ASK_EXTENSION,
    "6-1会上怎么说的": Verb.RESOLVE,
    "2-8是什么时候加的": Verb.RESOLVE,
    "6-1什么时候催的": Verb.NUDGE,
    "2-3的佐证谁传的": Verb.KEEP_EVIDENCE,
    "2-4书记是怎么批示的": Verb.INSTRUCT,
    "7-1什么时候到我手上的": Verb.AGREE,
}
NO_EVENTS = ("5-1什么时候能核验", "2-3谁办", "2-3已退回", "5-1核验了吗", "2-3为什么拖了这么久", "2-3 退回，照片不清")
MATTERS = {
    "上次党组会定了什么": Matter.DECIDED,
    "党组会定的事落实了没有": Matter.DECIDED,
    "会议议定事项还有几项没办": Matter.DECIDED,
    "议定的事项哪几项逾期了": Matter.DECIDED,
    "党组会给我定了什么事": Matter.DECIDED,
    "调度会有没有给我布置任务": Matter.DECIDED,
    "我批示的事回了没有": Matter.INSTRUCTED,
    "书记批示的那条我回了没有": Matter.INSTRUCTED,
    "离年底还有几天": Matter.DAYS_LEFT,
    "还有多少天到年底": Matter.DAYS_LEFT,
    "第二条呢": Matter.NTH,
    "和上周比起来怎么样": Matter.COMPARED,
    "这周新增逾期的有哪些": Matter.COMPARED,
    "这周怎么样": Matter.COMPARED,
    "本周整改情况如何": Matter.COMPARED,
}
NO_MATTERS = (
    "批示落实了",
    "书记批示已回复",
    "党组会定的事已落实",
    "会议定了2-3月底前完成",
    "第二条完成了",
    "离完工还有10天",
    "比上周多完成3个",
    "党组会要求提高认识",
)
WRONG = {
    "2-1换个人办": ("2-1", "owners"),
    "2-3时限是不是写错了": ("2-3", "due"),
    "3-1配合单位错了": ("3-1", "support"),
    "2-6改一下时限": ("2-6", "due"),
    "4-1经办人要换": ("4-1", "owners"),
    "2-3 内容有误": ("2-3", "text"),
}


@pytest.mark.parametrize(("words", "verb"), EVENTS.items())
def test_what_happened_to_a_measure_is_one_kind_of_entry(words: str, verb: Verb) -> None:
    """Whatever of its story is asked for, by who, when and why."""
    asked = event_question(normalised(words).text)
    assert asked is not None
    assert verb in asked.verbs


@pytest.mark.parametrize("words", NO_EVENTS)
def test_what_is_to_come_or_is_told_is_no_such_question(words: str) -> None:
    """Nor are the facts of its card."""
    assert event_question(normalised(words).text) is None


@pytest.mark.parametrize(("words", "matter"), MATTERS.items())
def test_other_matters_are_asked_about(words: str, matter: Matter) -> None:
    """Decisions, instructions, days, places in a list."""
    asked = matter_question(normalised(words).text)
    assert asked is not None
    assert asked.matter is matter


@pytest.mark.parametrize("words", NO_MATTERS)
def test_what_is_told_of_these_is_no_question(words: str) -> None:
    """A report of what was decided or instructed stays one."""
    assert matter_question(normalised(words).text) is None


@pytest.mark.parametrize(("words", "meant"), WRONG.items())
def test_what_is_wrong_in_the_plan_is_a_field(words: str, meant: tuple[str, str]) -> None:
    """Of one measure."""
    assert wrong_field(normalised(words).text) == meant


def test_days_are_counted_to_a_day_that_is_certain() -> None:
    """The end of the year, a feast; none that is over."""
    assert day_meant("年底", TODAY) == dt.date(2025, 12, 31)
    assert day_meant("国庆", TODAY) == dt.date(2025, 10, 1)


async def test_the_story_of_a_measure_answers_who_when_and_why(chats: Chats) -> None:
    """By the sentences of its history; nothing is written; the office of which nothing happened is told so."""
    await chats.say(OFFICE, f"/nudge {OWN} 请报进度")
    before = await chats.ledger(but=QUESTIONS)
    told = await chats.say(LEADER, f"{OWN}什么时候催的")
    assert told.text.endswith("2025-03-20 09:00 何清溪催办：“请报进度”")
    assert labels(told) == ["📖 看历史"]
    shown = await chats.after(LEADER, lambda phone: phone.say(f"{OTHERS}为什么被退回"))
    assert shown[0].text == f"{OTHERS} 没有“被退回”的记录。"
    assert shown[1].text.startswith(OTHERS)
    assert await chats.ledger(but=QUESTIONS) == before


async def test_decisions_are_told_to_whom_they_concern(chats: Chats) -> None:
    """The whole to the office, to others what is theirs; the meeting of which they are counts as held."""
    await chats.say(OFFICE, "/meeting 3月21日9点 党组会")
    await chats.stage.pass_time(DAY)
    echo = await chats.say(OFFICE, f"3月21日党组会议定：{OWN} 由{OWNER}5月30日前完成选址并报方案")
    await chats.press(OFFICE, echo, "✅ 登记")
    told = (await chats.say(OFFICE, "上次党组会定了什么")).text
    assert told.startswith("党组会 2025-03-21（周五）9:00\n议定1项，已办结0项：")
    assert f"{OWN} 由{OWNER}5月30日前完成选址并报方案（{OWNER}，2025-05-30（周五）前）办理中" in told
    assert "（只列与您有关的）" in (await chats.say(OWNER, "党组会给我定了什么事")).text
    assert (await chats.say(MATE, "党组会给我定了什么事")).text == "没有登记过党组会议定给您的事项。"
    assert "已开1次" in (await chats.say(OFFICE, "/meeting")).text
    listed = await chats.after(LEADER, lambda phone: phone.say("议定的事项哪几项逾期了"))
    assert "议定1项" in listed[-1].text


async def test_instructions_are_told_with_how_each_stands(chats: Chats) -> None:
    """To the secretary all, to others theirs."""
    await chats.say(SECRETARY, f"/instruct {OTHERS} 请加快进度")
    assert "书记批示1件，未回复1件" in (await chats.say(SECRETARY, "我批示的事回了没有")).text
    assert f"{OTHERS} 请加快进度" in (await chats.say(MATE, "书记批示的那条我回了没有")).text
    assert "没有登记过给您的" in (await chats.say(OWNER, "领导最近有没有批示给我")).text


async def test_evidence_is_counted_by_owner(chats: Chats) -> None:
    """The least first where that is asked; who has none is told too."""
    await chats.after(OWNER, lambda phone: phone.send_photo(b"photo", caption=f"{OWN} 培训照片"))
    most = (await chats.say(OFFICE, "谁的佐证最多")).text.splitlines()
    assert most[0].endswith("全部措施，收存的佐证1件（不含撤回的）。")
    assert most[1].startswith(f"　{OWNER} 1件（{OWN}）；还没有佐证的：")
    assert f"　{OWNER}" not in (await chats.say(OFFICE, "谁的佐证最少")).text.splitlines()[1]
    assert "您名下的措施，收存的佐证1件" in (await chats.say(OWNER, "我交了几份佐证")).text


async def test_no_department_is_named_of_which_any_is_closed(chats: Chats) -> None:
    """哪个股室一条都没销 names those alone of which none is; of a day on which nobody reported nobody is named."""
    every = (await chats.say(SECRETARY, "哪个股室一条都没销")).text
    assert every.startswith("未销号，没有一条例外的责任科室：11个，共23条。")
    assert (await chats.say(SECRETARY, "哪个股室全部完成了")).text == "已销号：没有符合的。"
    assert "报过进展 今天" in (await chats.say(OFFICE, "今天有几个人报了")).text
    assert "已销号 本月" in (await chats.say(LEADER, "这个月我分管的有没有销号")).text
    assert "近30天" in (await chats.say(LEADER, "最近一个月谁申请过延期")).text


@pytest.mark.parametrize("words", ["申请延期的有几个", "水环境股完成率", "举一反三发现几个问题", "现场督查安排了几次"])
async def test_the_office_is_not_asked_which_of_its_measures_a_question_means(chats: Chats, words: str) -> None:
    """Though it owns measures itself: nothing is kept, and no measure is offered."""
    before = await chats.ledger(but=QUESTIONS)
    assert "说的是哪一项" not in (await chats.say(OFFICE, words)).text
    assert await chats.ledger(but=QUESTIONS) == before


async def test_what_is_wrong_is_shown_unmoved_with_how_to_change_it(chats: Chats) -> None:
    """The office is told its command, a leader whom to ask; a question that no card answers may be passed on."""
    before = await chats.ledger(but=QUESTIONS)
    shown = await chats.after(OFFICE, lambda phone: phone.say(f"{OTHERS}换个人办"))
    assert shown[0].text.startswith(OTHERS)
    assert shown[1].text == f"没有改动。要改{OTHERS}，请这样写：/correct {OTHERS} 经办人 张三 理由 写明为什么改"
    assert OFFICE in (await chats.say(LEADER, f"{OTHERS}时限是不是写错了")).text
    passed = await chats.after(LEADER, lambda phone: phone.say(f"{OWN}还差几家"))
    assert (passed[0].text[: len(OWN)], labels(passed[-1])) == (OWN, ["转告经办人"])
    assert await chats.ledger(but=QUESTIONS) == before


async def test_a_question_goes_on_from_the_one_before(chats: Chats) -> None:
    """In its own kind: a month for a month, a place in the list that was shown."""
    await chats.say(OFFICE, f"/nudge {OWN} 请报进度")
    assert "被催办1次" in (await chats.say(OFFICE, "这个月催了几次")).text
    assert (await chats.say(OFFICE, "上个月呢")).text.startswith("上月，全部措施没有被催办过")
    await chats.say(OWNER, "我的任务")
    assert (await chats.say(OWNER, "第二条呢")).text.startswith("5-1")
    assert "还有286天" in (await chats.say(SECRETARY, "离年底还有几天")).text
