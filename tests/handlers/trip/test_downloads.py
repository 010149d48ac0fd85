"""Files that Telegram does not hand out, and what else may fail at Telegram: the words that came with it are kept."""

import asyncio
from pathlib import Path

import pytest

from bot.sandbox import Message
from bot.services.core.ledger import EVIDENCE_OF, PEOPLE_OF
from handlers.core.router import DOWNLOADS
from tests.handlers.conftest import OFFICE, OWN, OWNER, UNEXPECTED, WORDING, Chats, data_of
from tests.handlers.people.test_people import UNBOUND, invited

pytestmark = pytest.mark.usefixtures("unheld")

SAID = f"{OWN} 完成80%"
NOT_FETCHED = WORDING.word("core.refusal.Unreadable_not_fetched")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update that has to wait is taken again at once."""
    monkeypatch.setattr("bot.transport.worker.LONGEST_PAUSE", 0.01)


def texts(fresh: list[Message]) -> str:
    """All that was said."""
    return "\n".join(one.text for one in fresh)


async def kept(chats: Chats) -> int:
    """How many files of the measure are kept."""
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.evidence.find(EVIDENCE_OF, measure.id))


@pytest.mark.parametrize("fault", ["drop_before", "502", "429"])
async def test_the_words_of_a_file_that_is_not_fetched_are_recorded(chats: Chats, fault: str) -> None:
    """Six tries later the caption is a reply like any other, and the file is to be sent again."""
    chats.stage.sandbox.faults.next("getFile", fault, times=DOWNLOADS)
    fresh = await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", SAID))
    assert fresh[0].text == NOT_FETCHED
    assert "已登记：完成 80%" in texts(fresh)
    assert [one.words for one in await chats.progress(OWN)] == [SAID]
    assert await kept(chats) == 0
    again = await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", OWN))
    assert "已收存为" in texts(again)
    assert await kept(chats) == 1


async def test_a_file_that_is_fetched_at_the_last_try_is_kept(chats: Chats) -> None:
    """As long as it may pass, nothing is said and nothing given up."""
    chats.stage.sandbox.faults.next("getFile", "drop_before", times=DOWNLOADS - 1)
    fresh = await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", SAID))
    assert NOT_FETCHED not in texts(fresh)
    assert await kept(chats) == 1
    assert len(await chats.progress(OWN)) == 1


async def test_a_file_without_words_is_to_be_sent_again(chats: Chats) -> None:
    """Of evidence and of a plan alike: it is not kept, and that is said once."""
    for send in (
        lambda phone: phone.send_photo(b"a photo"),
        lambda phone: phone.send_file("整改台账.xlsx", b"PK"),
    ):
        chats.stage.sandbox.faults.next("getFile", "drop_before", times=DOWNLOADS)
        assert texts(await chats.after(OFFICE, send)) == NOT_FETCHED
    assert await kept(chats) == 0


async def test_what_only_adorns_a_command_may_fail(chats: Chats) -> None:
    """That the phone shows 正在上传 is no part of a chart, and the menu none of a binding."""
    chats.stage.sandbox.faults.next("sendChatAction", "429", times=DOWNLOADS)
    assert any(one.photo for one in await chats.after(OFFICE, lambda phone: phone.say("/chart")))
    code = await invited(chats, UNBOUND)
    chats.stage.sandbox.faults.next("setMyCommands", "429", times=DOWNLOADS)
    fresh = await chats.after(UNBOUND, lambda phone: phone.open_link(code))
    assert "绑定成功" in texts(fresh)
    assert (await chats.person(UNBOUND)).chat == chats.phone(UNBOUND).user.id


async def test_a_menu_that_takes_its_time_holds_nobody(chats: Chats) -> None:
    """The menu of somebody newly bound is set when the binding is kept: the ledger is free meanwhile."""
    code = await invited(chats, UNBOUND)
    chats.stage.sandbox.faults.next("setMyCommands", "slow", seconds=8)
    calls = chats.stage.sandbox.calls
    calls.clear()
    chats.phone(UNBOUND).open_link(code)
    await chats.stage.sandbox.until(lambda: any(one.method == "setMyCommands" for one in calls))
    async with asyncio.timeout(5), chats.stage.app.request.store.open() as ledger:
        (found,) = await ledger.people.find(PEOPLE_OF, "u1", UNBOUND)
    assert found.chat == chats.phone(UNBOUND).user.id
    await chats.stage.settle()


@pytest.mark.parametrize(
    "error", [TimeoutError(), PermissionError(13, "no"), ConnectionResetError(), OSError(24, "no")]
)
async def test_no_fault_of_the_machine_holds_a_chat_for_ever(
    chats: Chats, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    """What is no fault of the ledger is tried again as a download is, then told once; the next word is recorded."""
    tried = 0

    async def fails(*_: object, **__: object) -> None:
        nonlocal tried
        tried += 1
        raise error

    monkeypatch.setattr("handlers.status.show_view", fails)
    fresh = await chats.after(OFFICE, lambda phone: phone.say("/status"))
    chats.provoked = [one.text for one in fresh]
    assert chats.provoked == [UNEXPECTED]
    assert tried == DOWNLOADS
    assert "已登记：完成 80%" in (await chats.say(OWNER, SAID)).text
    assert (await chats.stage.app.inbox.status()).waiting == 0


async def test_a_proof_that_cannot_be_read_is_named_and_holds_up_nobody(chats: Chats, tmp_path: Path) -> None:
    """In its place stands something that is no file: the card says which is missing, and the next word is recorded."""
    await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", SAID))
    (proof,) = [path for path in tmp_path.rglob("evidence/??/??/*") if path.is_file()]
    proof.unlink()
    proof.mkdir()
    card = await chats.say(OWNER, OWN)
    told = await chats.after(OWNER, lambda phone: phone.press_data(card, data_of(card, "看佐证")))
    assert "文件缺失或已被改动，请整改办核对" in texts(told)
    again = await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", OWN))
    assert WORDING.word("core.refusal.not_kept") in texts(again)
    proof.rmdir()
    await chats.stage.settle()
    assert await kept(chats) == 1
    assert "已登记：完成 90%" in (await chats.say(OWNER, f"{OWN} 完成90%")).text
