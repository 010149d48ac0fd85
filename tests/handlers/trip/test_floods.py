"""Fair doors: every word of the bound is recorded, strangers take a bounded share, and nobody is kept out."""

import datetime as dt

from bot.services.core.ledger import EVIDENCE_OF, HANDLED_AT, JOURNAL_OF
from bot.services.evidence.file_budget import FILES, MEGABYTES
from bot.services.people.admission import UPDATES
from tests.handlers.conftest import MATE, OTHERS, OWN, OWNER, STRANGER, WORDING, Chats
from tests.handlers.people.test_people import UNBOUND, invited

WORDS = 300
STRANGERS = 12
KEPT, NOT_KEPT = "已收存为", "这一份没有保存"


async def reported(chats: Chats, number: str) -> list[str]:
    """The words of the reports in a measure's journal, oldest first."""
    measure = await chats.measure(number)
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.journal.find(JOURNAL_OF, measure.id)
    return [entry.words for entry in found if entry.verb == "report"]


async def test_every_word_of_a_bound_person_is_recorded(chats: Chats) -> None:
    """Three hundred in one breath, in their order, while a stranger sends two thousand."""
    said = [f"{OWN} 第{n}次核对完成{n % 100}%" for n in range(WORDS)]
    for words in said:
        chats.phone(OWNER).say(words)
    for _ in range(2_000):
        chats.phone(STRANGER).say("在吗")
    chats.phone(MATE).say(f"{OTHERS} 完成50%")
    await chats.stage.settle(300)
    assert await reported(chats, OWN) == said
    assert await reported(chats, OTHERS) == [f"{OTHERS} 完成50%"]
    answered = "\n".join(message.text for message in chats.phone(OWNER).inbox)
    assert answered.count("已登记") == WORDS


async def test_a_stranger_s_flood_leaves_little_and_is_answered_once_a_minute(chats: Chats) -> None:
    """Two thousand messages: 60 updates are noted, one sentence is said; a minute later one more of each."""
    phone, before = chats.phone(STRANGER), await noted(chats)
    for _ in range(2_000):
        phone.say("在吗")
    await chats.stage.settle(300)
    assert await noted(chats) == before + UPDATES
    assert len(phone.inbox) == 1
    await chats.stage.pass_time(dt.timedelta(seconds=61))
    for _ in range(100):
        phone.say("在吗")
    await chats.stage.settle()
    assert await noted(chats) == before + UPDATES + 1
    assert len(phone.inbox) == 2


async def test_who_opens_a_link_gets_in_while_strangers_flood(chats: Chats) -> None:
    """Twelve of them with wrong codes, and the newcomer's own impatience before."""
    code = await invited(chats, UNBOUND)
    newcomer = chats.phone(UNBOUND)
    for _ in range(2 * UPDATES):
        newcomer.say("在吗")
        for stranger in range(STRANGERS):
            chats.phone(f"{STRANGER}{stranger}").say("/start guess")
    newcomer.open_link(code)
    await chats.stage.settle(300)
    assert "绑定成功" in newcomer.inbox[-1].text
    assert (await chats.person(UNBOUND)).chat == newcomer.user.id
    assert "已登记" in (await chats.say(OWNER, f"{OWN} 完成80%")).text


async def test_a_flood_of_files_is_told_of_once_and_its_words_are_recorded(chats: Chats) -> None:
    """What is beyond an hour's files is not kept and never said to be; a caption is recorded all the same."""
    phone = chats.phone(OWNER)
    known = len(phone.inbox)
    for n in range(FILES + 20):
        phone.send_photo(b"picture %d" % n, OWN)
    await chats.stage.settle(300)
    told = "".join(message.text for message in phone.inbox[known:])
    assert await kept(chats) == told.count(KEPT) == FILES
    assert told.count(NOT_KEPT) == 1
    await chats.stage.pass_time(dt.timedelta(minutes=2))
    known = len(phone.inbox)
    for n in range(50):
        phone.send_photo(b"another %d" % n)
        phone.send_file(f"{n}.pdf", b"file %d" % n)
    await chats.stage.settle(300)
    (refused,) = phone.inbox[known:]
    assert f"超过了 {FILES} 份或 {MEGABYTES} MB，这一份没有保存，2025-03-20 10:" in refused.text
    said = f"{OWN} 完成80%"
    (answer, *more) = await chats.after(OWNER, lambda phone: phone.send_photo(b"one more", said))
    assert NOT_KEPT in answer.text
    assert "已登记：完成 80%" in "".join(message.text for message in (answer, *more))
    assert await reported(chats, OWN) == [said]
    assert await kept(chats) == FILES
    await chats.stage.pass_time(dt.timedelta(minutes=2))
    (again,) = await chats.after(OWNER, lambda phone: phone.send_photo(b"after a while"))
    assert NOT_KEPT in again.text
    assert KEPT in (await chats.after(MATE, lambda phone: phone.send_photo(b"mate", OTHERS)))[-1].text
    await chats.stage.pass_time(dt.timedelta(hours=1))
    assert KEPT in (await chats.after(OWNER, lambda phone: phone.send_photo(b"later", OWN)))[-1].text
    assert await kept(chats) == FILES + 1


async def test_the_words_with_a_file_that_is_too_large_are_recorded(chats: Chats) -> None:
    """The file is refused in its own sentence; nothing says that it was kept."""
    said = f"{OWN} 完成80%"
    fresh = await chats.after(OWNER, lambda phone: phone.send_file("航拍.zip", bytes(21 << 20), said))
    told = "".join(message.text for message in fresh)
    assert ("收不下来" in told, "已登记：完成 80%" in told, KEPT in told) == (True, True, False)
    assert await reported(chats, OWN) == [said]
    assert await kept(chats) == 0


async def test_the_words_with_a_file_that_telegram_does_not_hand_out_are_recorded(chats: Chats) -> None:
    """Too old, or larger than it said: that the file is not kept is told, and its caption is a reply like any other."""
    said = f"{OWN} 完成70%"
    chats.stage.sandbox.faults.next("getFile", 400, description="Bad Request: file is too big")
    fresh = await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", said))
    told = "".join(message.text for message in fresh)
    assert ("取不下来" in told, "已登记：完成 70%" in told, KEPT in told) == (True, True, False)
    assert await reported(chats, OWN) == [said]
    assert await kept(chats) == 0


async def kept(chats: Chats) -> int:
    """How many files of the measure are kept."""
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.evidence.find(EVIDENCE_OF, measure.id))


async def noted(chats: Chats) -> int:
    """How many updates the ledger knows to be handled; none waits any more."""
    assert (await chats.stage.app.inbox.status()).waiting == 0
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.handled.find(HANDLED_AT))


async def test_a_stranger_is_answered_once_a_minute_whatever_comes(chats: Chats) -> None:
    """What nobody can read, wrong codes, pictures and commands: one answer to all of them, and a minute later one."""
    phone = chats.phone(STRANGER)

    def everything() -> None:
        chat = {"id": phone.user.id, "type": "private"}
        chats.stage.sandbox.poison({"message": {"message_id": 9, "date": "bad", "chat": chat, "text": "在吗"}})
        phone.say("/start guess")
        phone.say("/status")
        phone.send_photo(b"picture")
        phone.say("在吗")

    everything()
    await chats.stage.settle()
    assert [one.text for one in phone.inbox] == [WORDING.word("core.refusal.illegible")]
    chats.stage.sandbox.clock.move(dt.timedelta(minutes=1))
    everything()
    await chats.stage.settle()
    assert len(phone.inbox) == 2
