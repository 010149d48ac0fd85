"""Albums: each picture under its own caption's measure, every caption taken, one answer when all has come."""

import datetime as dt
from collections.abc import Sequence

import pytest

from bot.sandbox import Message
from bot.sandbox.file import Upload
from bot.services.core.ledger import EVIDENCE_OF, MEASURES_OF_PERSON
from handlers.core.router import DOWNLOADS
from tests.handlers.conftest import OWN, OWNER, Chats, labels

pytestmark = pytest.mark.usefixtures("unheld")

SAID = f"{OWN} 完成80%"
NOT_FETCHED = "没有取下来"


async def sent(chats: Chats, captions: Sequence[str], *, again: bool = False) -> list[Message]:
    """What the owner is answered to an album with these captions; delivered a second time where `again`."""
    account = chats.phone(OWNER).user.id
    files = chats.stage.sandbox.files
    known = {message.id for message in chats.phone(OWNER).inbox}
    numbers = []
    for n, caption in enumerate(captions):
        kept = files.add("photo", Upload("photo.jpg", b"picture %d" % n))
        photo = {"file_id": kept.id, "file_unique_id": "u", "file_size": 9, "width": 1, "height": 1}
        raw = {
            "message_id": 700_000 + n,
            "date": 1_742_432_400,
            "from": {"id": account, "is_bot": False, "first_name": "某"},
            "chat": {"id": account, "type": "private"},
            "media_group_id": "g1",
            "photo": [photo],
        }
        numbers.append(chats.stage.sandbox.poison({"message": raw | ({"caption": caption} if caption else {})}))
    await chats.stage.settle()
    await chats.stage.pass_time(dt.timedelta(minutes=1))
    if again:
        for number in numbers:
            chats.stage.sandbox.redeliver(number)
        await chats.stage.settle()
        await chats.stage.pass_time(dt.timedelta(minutes=1))
    return [message for message in chats.phone(OWNER).inbox if message.id not in known]


async def kept(chats: Chats, number: str) -> int:
    """How many pictures the measure of that number has."""
    measure = await chats.measure(number)
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.evidence.find(EVIDENCE_OF, measure.id))


async def test_every_picture_goes_where_its_own_caption_says(chats: Chats) -> None:
    """Those without follow the album; each caption is recorded once, and all is answered in one message."""
    other = next(one for one in await own_numbers(chats) if one != OWN)
    fresh = await sent(chats, [SAID, "", f"{other} 完成50%", ""], again=True)
    (whole,) = [one for one in fresh if "收存" in one.text or "已登记" in one.text]
    answer = whole.text
    assert "已登记：完成 80%" in answer
    assert "已登记：完成 50%" in answer
    assert [label for label in labels(whole) if "看佐证" in label] == [f"📎 看佐证 {OWN}", f"📎 看佐证 {other}"]
    assert (await kept(chats, OWN), await kept(chats, other)) == (3, 1)
    assert [one.words for one in await chats.progress(OWN)] == [SAID]
    assert len(await chats.progress(other)) == 1


async def test_two_questions_in_one_answer_are_told_apart_and_each_is_answered(chats: Chats) -> None:
    """Where the pictures belong, and what the caption is of: the answer to one leaves the other as it stands."""
    (asked,) = [one for one in await sent(chats, ["大概差不多了", ""]) if "收存" in one.text]
    assert (
        asked.text
        == "① 📎 已收存：照片.jpg 等2份。是哪一项的佐证？请选：\n\n② 收到“大概差不多了”。说的是哪一项？请选："
    )
    numbers = await own_numbers(chats)
    assert [label.split(" ")[0] for label in labels(asked)] == numbers * 2
    assert [label[-1] for label in labels(asked)] == ["①"] * len(numbers) + ["②"] * len(numbers)
    phone, own = chats.phone(OWNER), numbers.index(OWN)
    (told,) = await chats.after(OWNER, lambda _: phone.press_button(asked, asked.buttons[own][0]))
    assert told.text == f"📎 已收存为 {OWN} 的佐证：照片.jpg、照片.jpg。"
    assert next(one for one in phone.inbox if one.id == asked.id) == asked
    (said,) = await chats.after(OWNER, lambda _: phone.press_button(asked, asked.buttons[len(numbers) + own][0]))
    assert "✅ 已登记进展：“大概差不多了”" in said.text
    assert await kept(chats, OWN) == 2


async def test_what_is_taken_back_of_two_reports_in_one_answer_leaves_the_other(chats: Chats) -> None:
    """Each 撤回 bears the number of its report."""
    other = next(one for one in await own_numbers(chats) if one != OWN)
    (answer,) = [one for one in await sent(chats, [SAID, f"{other} 完成50%"]) if "收存" in one.text]
    assert [label for label in labels(answer) if "撤回" in label] == ["↩️ 撤回 ①", "↩️ 撤回 ②"]
    second = next(row[0] for row in answer.buttons if row[0].text == "↩️ 撤回 ②")
    phone = chats.phone(OWNER)
    (told,) = await chats.after(OWNER, lambda _: phone.press_button(answer, second))
    assert told.text.startswith(f"↩️ 已撤回 {other} 的登记：“{other} 完成50%”。")
    assert ((await chats.measure(OWN)).percent, (await chats.measure(other)).percent) == (80, None)
    assert next(one for one in phone.inbox if one.id == answer.id) == answer


@pytest.mark.parametrize("failing", [0, 1])
async def test_a_picture_that_is_not_fetched_is_told_of_and_the_others_are_kept(
    chats: Chats, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Its caption is recorded all the same; where it alone said whose the album is, the others are asked about."""
    monkeypatch.setattr("bot.transport.worker.LONGEST_PAUSE", 0.01)
    faults = chats.stage.sandbox.faults
    if failing:
        faults.next("getFile", "slow", seconds=0, times=failing)
    faults.next("getFile", "drop_before", times=DOWNLOADS)
    fresh = await sent(chats, [SAID, "", ""])
    told = "\n".join(one.text for one in fresh)
    assert told.count(NOT_FETCHED) == 1
    assert told.count("已登记：完成 80%") == 1
    assert await kept(chats, OWN) == (2 if failing else 0)
    asked = next((one for one in fresh if "2张" in one.text or "2份" in one.text), None)
    assert asked is not None, told
    if not failing:
        await chats.press(OWNER, asked, next(one for one in labels(asked) if OWN in one))
        assert await kept(chats, OWN) == 2


async def test_an_answer_to_an_album_that_is_lost_is_labelled(chats: Chats) -> None:
    """The connection breaks after Telegram had it: it comes again, says so, and nothing is recorded twice."""
    chats.stage.sandbox.faults.next("sendMessage", "drop_after")
    fresh = await sent(chats, [SAID, ""], again=True)
    await chats.stage.pass_time(dt.timedelta(minutes=5))
    told = [one.text for one in chats.phone(OWNER).inbox if "已登记：完成 80%" in one.text]
    assert fresh
    assert [("可能重复" in text) for text in told] == [False, True]
    assert (await kept(chats, OWN), len(await chats.progress(OWN))) == (2, 1)


async def own_numbers(chats: Chats) -> list[str]:
    """The numbers of the owner's measures."""
    person = await chats.person(OWNER)
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.measures.find(MEASURES_OF_PERSON, person.id)
    return [one.number for one in found if one.is_open and person.id in one.owners]
