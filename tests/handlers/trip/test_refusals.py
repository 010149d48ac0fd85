"""Messages that cannot be recorded: each is answered with a sentence and changes nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from markupsafe import Markup

from bot.domain.core.refusal import Refusal
from bot.messages.inert import inert
from bot.messages.wording import Wording
from bot.sandbox import Phone
from tests.handlers.conftest import (
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    QUESTIONS,
    SECRETARY,
    UNEXPECTED,
    Chats,
    labels,
    open_chats,
)

NOT_FOUND, NOT_ALLOWED, NOTHING_IN_IT = "没有找到", "权限", "没有提到哪项措施"
TOO_LONG = "消息太长"

REFUSED = (
    ("an unknown command", "/nosuch", f"没有 {inert('/nosuch')} 这个命令"),
    ("an unknown command in Chinese", "/没有", NOTHING_IN_IT),
    ("a slash", "/", NOTHING_IN_IT),
    ("an unknown measure in a reply", "99-9 完成80%", NOT_FOUND),
    ("an unknown measure asked for", "/status 99-9", NOT_FOUND),
    ("an unknown measure in Chinese", "状态 99-9", NOT_FOUND),
    ("an unknown measure and why", "/why 99-9", NOT_FOUND),
    ("no measure and why", "/why", "/why 3-2"),
    ("an unknown finding", "/finding 99", NOT_FOUND),
    ("no finding", "/finding", "/finding 3"),
    ("nothing to look for", "/find", "/find 扬尘"),
    ("a week that does not exist", "/digest 不是一周", "没有看懂"),
    ("days of a forecast that are none", "/forecast 很久", "没有看懂"),
    ("days of a forecast beyond measure", "/forecast 99999", "没有看懂"),
    ("another's measure", f"{OTHERS} 完成80%", NOT_ALLOWED),
    ("a bare number", "80", NOTHING_IN_IT),
    ("a greeting", "你好", NOTHING_IN_IT),
    ("a thank-you", "谢谢！", NOTHING_IN_IT),
    ("an emoji", "👍", NOTHING_IN_IT),
    ("several emoji", "😀😀😀", NOTHING_IN_IT),
    ("a sign", "？", NOTHING_IN_IT),
    ("blanks of another width", "\u3000\u3000。", NOTHING_IN_IT),
    ("2,001 characters", f"{OWN} " + "字" * 1997, TOO_LONG),
    ("4,096 characters", "字" * 4096, TOO_LONG),
    ("a bidirectional override alone", "\u202e\u202d.", NOTHING_IN_IT),
    ("an invitation by an owner", "/invite 曹砚青", NOT_ALLOWED),
    ("invitations for all by an owner", "邀请", NOT_ALLOWED),
    ("an unbinding by an owner", f"/unbind {OFFICE}", NOT_ALLOWED),
    ("an import by an owner", "/import", NOT_ALLOWED),
    ("an import taken back by an owner", "撤销导入", NOT_ALLOWED),
    ("a setting by an owner", "/policy 提前天数 5", NOT_ALLOWED),
    ("a nudge by an owner", f"/nudge {OTHERS}", NOT_ALLOWED),
    ("a handover by an owner", f"/handover {MATE} {OWNER}", NOT_ALLOWED),
)


@pytest.mark.parametrize(("words", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_refused_in_words_and_nothing_changes(chats: Chats, words: str, expected: str) -> None:
    """The answer says why, and every document of the ledger is as before."""
    before = await chats.ledger()
    answer = await chats.say(OWNER, words)
    assert expected in answer.text
    assert await chats.ledger() == before


REFUSED_TO_THE_OFFICE = (
    ("a person who does not exist", "/invite 没有这人", NOT_FOUND),
    ("an unbinding of nobody", "/unbind 没有这人", NOT_FOUND),
    ("an unbinding without a name", "/unbind", "请这样写：/unbind 姓名"),
    ("an unbinding of one who is not bound", "/unbind 曹砚青", "一切照旧"),
    ("a nudge about nothing", "/nudge 99-9", NOT_FOUND),
    ("a setting that does not exist", "/policy 天气 3", "没有看懂"),
    ("a setting's value that is none", "/policy 提前天数 很多", "没有看懂"),
    ("a day that is none", "/due 那谁知道", "没有看懂“那谁知道”是哪一天"),
    ("a department without a day", "/due 水生态股", "是哪一天"),
    ("a handover to nobody", f"/handover {OWNER} 没有这人", NOT_FOUND),
    ("a measure merged into itself", f"/merge {OWN} {OWN} 理由 重复", f"{OWN} 不能并入它自己"),
    ("measures of two findings merged", f"/merge 1-1 {OTHERS} 理由 重复", "不属于同一个问题"),
    ("an absence of nobody", f"/away 没有这人 4月1日 由 {OFFICE} 代", NOT_FOUND),
)


@pytest.mark.parametrize(
    ("words", "expected"), [row[1:] for row in REFUSED_TO_THE_OFFICE], ids=[row[0] for row in REFUSED_TO_THE_OFFICE]
)
async def test_what_the_office_asks_for_wrongly_changes_nothing(chats: Chats, words: str, expected: str) -> None:
    """The office may do it, but not with these words."""
    before = await chats.ledger()
    answer = await chats.say(OFFICE, words)
    assert expected in answer.text
    assert await chats.ledger() == before


ODD: tuple[tuple[str, Callable[[Phone], object], str], ...] = (
    ("a sticker", lambda phone: phone.send_sticker(), "不能作为进展"),
    ("a contact", lambda phone: phone.send_contact("13800000000", "张三"), "名片"),
)


@pytest.mark.parametrize(("act", "expected"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
async def test_what_is_no_message_is_declined(chats: Chats, act: Callable[[Phone], object], expected: str) -> None:
    """A sticker or a contact is no report."""
    before = await chats.ledger()
    (answer,) = await chats.after(OWNER, act)
    assert expected in answer.text
    assert await chats.ledger() == before


@pytest.mark.parametrize("words", [f"{OWN} 完成80%", "/mine", "状态", "/start 某个代码"])
async def test_forwarded_words_are_nobodys_own(chats: Chats, words: str) -> None:
    """Neither a report nor a command counts when it was forwarded."""
    mate = chats.phone(MATE)
    await chats.say(MATE, words)
    theirs = next(message for message in reversed(mate.messages) if not message.by_bot)
    before = await chats.ledger()
    (answer,) = await chats.after(OWNER, lambda phone: phone.forward(theirs))
    assert "转发" in answer.text
    assert await chats.ledger() == before


async def test_a_number_and_a_figure_are_asked_about(chats: Chats) -> None:
    """The measure is named, what is meant is left open: it is asked, not guessed."""
    before = await chats.ledger(but=QUESTIONS)
    answer = await chats.say(OWNER, f"{OWN} 100")
    assert f"{OWN} 执法人员全员培训" in answer.text
    assert "没有登记" in answer.text
    assert labels(answer) == ["有进展，正在推进", "只是补充说明", "有困难，需要协调"]
    assert await chats.ledger(but=QUESTIONS) == before


async def test_hostile_marks_arrive_as_they_were_written(chats: Chats) -> None:
    """Angle brackets, entities and Markdown signs of a report are shown as text and kept as they are."""
    words = f"{OWN} 完成80%，<b>粗</b> &amp; _斜_ *星* [链](http://a.b) </code>"
    answer = await chats.say(OWNER, words)
    assert "已登记：完成 80%" in answer.text
    assert [one.words for one in await chats.progress(OWN)] == [words]
    card = await chats.say(OFFICE, f"状态 {OWN}")
    assert inert("<b>粗</b> &amp; _斜_ *星* [链](http://a.b) </code>") in card.text


async def test_of_several_measures_those_refused_are_named(chats: Chats) -> None:
    """One sentence for two measures: the own one is recorded, the other's is refused beside it."""
    others = await chats.measure(OTHERS)
    answer = await chats.say(OWNER, f"{OWN}和{OTHERS} 完成50%")
    assert "已登记：完成 50%" in answer.text
    assert f"{OTHERS}：没有登记" in answer.text
    assert labels(answer) == [f"↩️ 撤回 {OWN}"]
    assert (await chats.measure(OWN)).percent == 50
    assert await chats.measure(OTHERS) == others


async def test_a_secretarys_word_is_no_progress(chats: Chats) -> None:
    """Who is not its owner may note something on a measure; how far it has come stays as it was."""
    await chats.say(SECRETARY, f"{OWN} 完成80%")
    assert (await chats.measure(OWN)).percent is None


async def test_a_refusal_whose_sentence_is_missing_is_owned_up_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in saying why something was not done leaves nobody without a word, and is counted."""

    def missing(_: Wording, refused: Refusal) -> Markup:
        raise KeyError(type(refused).__name__)

    monkeypatch.setattr("handlers.core.errors.why_not", missing)
    told: list[object] = []
    with suppress(AssertionError):  # such words may be on no phone in the end
        async with open_chats(tmp_path) as chats:
            told.append((await chats.say(OWNER, "99-9 完成80%")).text)
            told.append((await chats.stage.app.inbox.status()).aside)
            told.append("已登记" in (await chats.say(OWNER, f"{OWN} 完成80%")).text)
    assert told == [UNEXPECTED, 1, True]


@pytest.mark.parametrize("caption", [f"{OTHERS} 完成10%", OTHERS])
async def test_a_picture_and_its_words_that_are_refused_alike_are_told_of_once(chats: Chats, caption: str) -> None:
    """Both are of somebody else's measure: one sentence says so, and neither is kept."""
    before = await chats.ledger(but=QUESTIONS)
    told = await chats.after(OWNER, lambda phone: phone.send_photo(b"picture", caption))
    assert [one.text for one in told] == ["您没有办理这一项的权限，没有作任何更改。如需办理，请联系整改办。"]
    assert await chats.ledger(but=QUESTIONS) == before
