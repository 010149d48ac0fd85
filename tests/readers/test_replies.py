"""Replies from a phone, against the table in replies.jsonl, and the one mistake that must never happen."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.replies.reply import Intent
from bot.readers.reply import numbers_like_days, read_message, read_reply
from bot.readers.reply.statement import LONGEST
from tests.support.yardstick import effort

HERE = Path(__file__).parent
TABLE = [json.loads(line) for line in (HERE / "replies.jsonl").read_text("utf-8").splitlines()]
WORDS = json.loads((HERE / "reply_doubts.json").read_text("utf-8"))
CLAIMS, HEDGES, DOUBTS = WORDS["claims"], WORDS["hedges"], WORDS["doubts"]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: str(case["text"]))
def test_the_table_is_read_as_the_conventions_say(case: dict[str, Any]) -> None:
    """Intent, share, new deadline and expected end of every reply in the table."""
    reading = read_reply(case["text"])
    found = {
        "intent": str(reading.intent),
        "percent": reading.percent,
        "new_deadline": reading.new_deadline,
        "eta": reading.eta,
    }
    assert found == {key: case[key] for key in found}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_hedged_claim_is_never_taken_for_done(claim: str) -> None:
    """Each hedge before and each doubt behind each claim: progress, unclear, anything, but not done."""
    wrong = [text for hedge in HEDGES if read_reply(text := hedge + claim).intent is Intent.DONE]
    wrong += [text for doubt in DOUBTS if read_reply(text := claim + doubt).intent is Intent.DONE]
    assert wrong == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_plain_claim_is_done_with_the_whole_share(claim: str) -> None:
    """Nothing but the claim, with thanks or a greeting at most."""
    for text in (claim, f"{claim}。", f"收到，{claim}", f"{claim}，谢谢", f"3-2：{claim}", f"{claim}✅"):
        reading = read_reply(text)
        assert (text, reading.intent, reading.percent) == (text, Intent.DONE, 100)


@pytest.mark.parametrize("percent", range(0, 101, 7))
def test_a_share_is_read_in_every_usual_form(percent: int) -> None:
    """Digits of either width, with and without a word, and what is left."""
    forms = (
        f"{percent}%",
        f"完成{percent}%",
        f"进度{percent}%",
        f"已完成{percent}％",
        f"百分之{percent}",
        f"还剩{100 - percent}%",
    )
    wide = str.maketrans("0123456789%", "０１２３４５６７８９％")
    for text in (*forms, *(form.translate(wide) for form in forms)):
        reading = read_reply(text)
        assert (text, reading.percent) == (text, percent)


def test_an_unclear_reply_offers_the_three_likeliest_readings() -> None:
    """Three different intents, none of them unclear."""
    for text in ("65", "说不准", "？？", "好像办完了", "好了"):
        reading = read_reply(text)
        assert reading.intent is Intent.UNCLEAR
        assert len(set(reading.likely)) == 3
        assert Intent.UNCLEAR not in reading.likely


def test_a_long_text_is_left_to_its_writer() -> None:
    """A report is no short reply."""
    reading = read_reply("已完成。" * LONGEST)
    assert (reading.intent, len(reading.likely)) == (Intent.UNCLEAR, 3)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("4-1完成七成，4-2还没启动", [("4-1", Intent.PROGRESS, 70), ("4-2", Intent.NOT_STARTED, 0)]),
        ("1-3、1-4均已办结", [("1-3", Intent.DONE, 100), ("1-4", Intent.DONE, 100)]),
        ("１－３办结了", [("1-3", Intent.DONE, 100)]),
        ("5—2 卡在用地手续", [("5-2", Intent.BLOCKED, None)]),
        ("第4条第1项完成60%", [("4-1", Intent.PROGRESS, 60)]),
        ("第四条第一项还在改", [("4-1", Intent.PROGRESS, None)]),
        ("问题4措施1已完成", [("4-1", Intent.DONE, 100)]),
        ("措施4.1办完了", [("4-1", Intent.DONE, 100)]),
        (
            "2-1至2-3都改完了，6-1等财政拨款",
            [*((f"2-{n}", Intent.DONE, 100) for n in (1, 2, 3)), ("6-1", Intent.BLOCKED, None)],
        ),
        ("已办结4-1，正在改4-2", [("4-1", Intent.DONE, 100), ("4-2", Intent.PROGRESS, None)]),
        ("4-1\n完成一半\n4-2 人手不够", [("4-1", Intent.PROGRESS, 50), ("4-2", Intent.BLOCKED, None)]),
        ("关于4-1，申请延期到8月底", [("4-1", Intent.EXTEND, None)]),
        ("今天下午4-1办完了，4-2明天交", [("4-1", Intent.DONE, 100), ("4-2", Intent.NOTE, None)]),
        ("4-1谁牵头？", [("4-1", Intent.QUERY, None)]),
        ("4-1 60%", [("4-1", Intent.PROGRESS, 60)]),
        ("4-1：七成", [("4-1", Intent.PROGRESS, 70)]),
        ("进度60%", [(None, Intent.PROGRESS, 60)]),
        ("延到12-31", [(None, Intent.EXTEND, None)]),
        ("6-8人在弄", [(None, Intent.PROGRESS, None)]),
        ("10-31前能完", [(None, Intent.PROGRESS, None)]),
        ("电话0731-8855", [(None, Intent.UNCLEAR, None)]),
    ],
)
def test_every_measure_of_a_message_gets_its_own_part(
    message: str, parts: list[tuple[str | None, Intent, int | None]]
) -> None:
    """Numbers in any writing; days, amounts and telephone numbers are none."""
    found = [(part.number, part.reading.intent, part.reading.percent) for part in read_message(message).parts]
    assert found == parts


def test_the_parts_keep_the_words_as_they_were_said() -> None:
    """What the owner wrote is what is shown later."""
    assert [part.words for part in read_message("4-1完成七成，4-2还没启动").parts] == ["4-1完成七成", "4-2还没启动"]


def test_a_pasted_table_of_numbers_is_one_part() -> None:
    """Dozens of numbers are no reply."""
    assert len(read_message("，".join(f"{n}-1完成" for n in range(1, 60))).parts) == 1


def test_a_reply_is_read_in_a_fraction_of_a_millisecond() -> None:
    """The mean over the table after warm-up, on any machine."""
    texts = [case["text"] for case in TABLE]
    assert effort(lambda: [read_reply(text) for text in texts]) / len(texts) < 1


@pytest.mark.parametrize(
    "unit",
    [
        "完成",
        "好的",
        "现已",
        "刚刚",
        "到了",
        "需要",
        "县政府",
        "5项",
        "3-2 ",
        "延期",
        "？",
        "协调",
        "1",
        "50%",
        "一",
        "繁",
    ],
)
@pytest.mark.parametrize("length", [LONGEST, 4096])
def test_no_message_takes_long(unit: str, length: int) -> None:
    """Repeated words drive no pattern into backtracking: a tenth of a second, on any machine."""
    text = (unit * length)[:length]
    assert effort(lambda: read_message(text)) < 100


@pytest.mark.parametrize(
    ("words", "intent"), [("有困难：缺人手，记号K3Z", Intent.BLOCKED), ("正在推进，记号K26Z", Intent.PROGRESS)]
)
@pytest.mark.parametrize("number", ["1-5", "1-13", "12-31"])
def test_a_mark_is_a_name_and_a_known_measure_no_day(number: str, words: str, intent: Intent) -> None:
    """K3Z is no number that has to be placed; 1-13 is a measure where there is one."""
    assert numbers_like_days(f"{number} {words}") == {number} - {"1-5"}
    (part,) = read_message(f"{number} {words}", named=[number]).parts
    assert (part.number, part.reading.intent, part.reading.doubt) == (number, intent, None)


@pytest.mark.parametrize("end", ["底前", "底", "末前", "初", "中旬"])
def test_a_known_measure_before_the_end_of_a_month_is_no_pair_of_months(end: str) -> None:
    """2-3月底前 is a day of this month for measure 2-3 where there is one; 2-3月 are two months."""
    words = f"党组会要求2-3月{end}完成"
    assert numbers_like_days(words) == {"2-3"}
    assert [part.number for part in read_message(words, named=["2-3"]).parts] == ["2-3"]
    assert [part.number for part in read_message(words).parts] == [None]
    assert numbers_like_days("2-3月排查了两次") == set()
    assert [part.number for part in read_message("2-3月排查了两次", named=["2-3"]).parts] == [None]


@pytest.mark.parametrize("between", ["", "，", " ", "，\n", "；"])
@pytest.mark.parametrize(
    "supposed",
    ["听说", "好像", "估计", "如果顺利", "我记得", "明天", "领导说", "没人说", "我猜", "下周", "月底"],
)
def test_what_is_supposed_of_a_second_measure_is_not_recorded_as_done(supposed: str, between: str) -> None:
    """The words before a number are said of it, with and without a stop: nothing is done before somebody says so."""
    for said in ("完成60%", "还没动", "已办结", "正在推进"):
        for claim in ("也完成了", "办结了", "整改到位"):
            parts = read_message(f"5-1{said}{between}{supposed}5-2{claim}").parts
            reading = next(part.reading for part in parts if part.number == "5-2")
            assert (said, claim, reading.intent is Intent.DONE and not reading.doubt) == (said, claim, False)
