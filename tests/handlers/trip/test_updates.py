"""Receiving: what comes twice, broken, in a hurry or slowly; confirmed only when its effect is kept."""

import asyncio
import datetime as dt
import errno
import time
from collections.abc import Sequence
from typing import Any

import pytest

from bot.services.core.ledger import HANDLED_AT, JOURNAL_OF, Ledger
from bot.services.core.shared_store import ReceivedUpdate
from storage.errors import StoreFull
from storage.tinydb import inbox
from storage.tinydb.write_ahead_log import Changes, WriteAheadLog
from tests.handlers.conftest import MATE, OFFICE, OTHERS, OWN, OWNER, STRANGER, WORDING, Chats, data_of, labels
from tests.support.faults import fail_once

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


async def entries(chats: Chats, number: str) -> list[str]:
    """The words of the reports in a measure's journal."""
    measure = await chats.measure(number)
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.journal.find(JOURNAL_OF, measure.id)
    return [entry.words for entry in found if entry.verb == "report"]


@pytest.mark.parametrize("later", [dt.timedelta(0), dt.timedelta(hours=23), 3 * dt.timedelta(hours=23)], ids=str)
async def test_an_update_that_comes_twice_is_recognised(chats: Chats, later: dt.timedelta) -> None:
    """Its answer is there already: nothing is said again and nothing recorded, however late Telegram still has it.

    It hands out nothing that is older than a day; with a clock that is two days wrong the number is still known.
    """
    sandbox, phone = chats.stage.sandbox, chats.phone(OWNER)
    number = phone.say(f"{OWN} 完成80%")
    await chats.stage.settle()
    await chats.stage.pass_time(later)
    before = await chats.ledger()
    for _ in range(2):
        assert await chats.after(OWNER, lambda _: sandbox.redeliver(number)) == []
    assert await chats.ledger() == before
    assert await entries(chats, OWN) == [f"{OWN} 完成80%"]


async def test_a_press_that_comes_twice_is_recognised(chats: Chats) -> None:
    """The same holds for buttons: a measure is taken back once."""
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    number = chats.phone(OWNER).press(answer, "↩️ 撤回")
    await chats.stage.settle()
    before = await chats.ledger()
    chats.stage.sandbox.redeliver(number)
    await chats.stage.settle()
    assert await chats.ledger() == before


async def test_a_photo_with_a_caption_that_comes_twice_is_recognised(chats: Chats) -> None:
    """An update with two effects leaves each of them once."""
    number = chats.phone(OWNER).send_photo(b"picture", f"{OWN} 完成80%")
    await chats.stage.settle()
    before = await chats.ledger()
    chats.stage.sandbox.redeliver(number)
    await chats.stage.settle()
    assert await chats.ledger() == before
    assert await entries(chats, OWN) == [f"{OWN} 完成80%"]


BROKEN: tuple[dict[str, Any], ...] = (
    {"message": {"message_id": "x", "chat": 5}},
    {"message": None},
    {"message": {"message_id": 1, "date": "soon", "chat": {"id": 1002, "type": "private"}}},
    {"callback_query": {"id": 5}},
    {"edited_message": []},
    {"unknown": {"a": 1}},
    {},
)


async def test_what_cannot_be_parsed_is_set_aside(chats: Chats) -> None:
    """Whatever Telegram may send one day, the next person is answered, and nothing is asked for twice."""
    for raw in BROKEN:
        chats.stage.sandbox.poison(raw)
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    assert "已登记：完成 80%" in answer.text
    assert len(chats.stage.sandbox.queue) == 0


async def test_the_order_of_a_chat_is_kept(chats: Chats) -> None:
    """Twenty sentences in one breath are recorded as they were written."""
    said = [f"{OWN} 完成{percent}%" for percent in range(1, 21)]
    for words in said:
        chats.phone(OWNER).say(words)
    await chats.stage.settle()
    assert await entries(chats, OWN) == said
    assert (await chats.measure(OWN)).percent == 20


async def test_a_slow_chat_does_not_hold_up_another(chats: Chats) -> None:
    """While Telegram takes its time with one person's answer, the other's is there at once."""
    slow, quick = chats.phone(OWNER), chats.phone(MATE)
    chats.stage.sandbox.faults.next("sendMessage", "slow", seconds=6, chat=slow.user.id)
    waiting, answered = len(slow.inbox), len(quick.inbox)
    slow.say(f"{OWN} 完成80%")
    await asyncio.sleep(0.1)
    quick.say(f"{OTHERS} 完成50%")
    stop = asyncio.Event()
    sending = asyncio.create_task(chats.stage.app.first.sender.run(stop))
    await chats.stage.sandbox.until(lambda: len(quick.inbox) > answered)
    assert len(slow.inbox) == waiting
    stop.set()
    await sending
    await chats.stage.settle()
    assert len(slow.inbox) > waiting


async def test_an_update_is_confirmed_only_when_its_effect_is_kept(chats: Chats) -> None:
    """As long as the ledger is held by somebody else, Telegram keeps the update; then both have it settled."""
    sandbox = chats.stage.sandbox
    async with chats.stage.app.request.store.open() as ledger:
        number = chats.phone(OWNER).say(f"{OWN} 完成80%")
        await sandbox.until(lambda: any(update.fetched for update in sandbox.queue.batch()))
        await asyncio.sleep(1.5)  # longer than the receiver waits before it polls again
        assert await handled(ledger, number) is False
        assert [raw["update_id"] for raw in sandbox.queue] == [number]
    await chats.stage.settle()
    async with chats.stage.app.request.look() as ledger:
        assert await handled(ledger, number)
    assert len(sandbox.queue) == 0


async def handled(ledger: Ledger, number: int) -> bool:
    """Whether the ledger has the effect of an update."""
    return any(one.id.startswith(str(number)) for one in await ledger.handled.find(HANDLED_AT))


@pytest.mark.parametrize("error", [StoreFull(path="台账"), ValueError("a fault of our own")])
async def test_what_cannot_be_received_is_received_later(
    chats: Chats, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The disk is full, or the receiver itself is at fault: the program goes on, and the word is recorded once.

    Whoever wrote hears once that a full disk keeps nothing, in passing, for no answer can be kept either.
    """
    inbox = chats.stage.app.inbox
    keep, failing = inbox.put, [error, error]

    async def put(batch: Sequence[ReceivedUpdate], *, more: bool = False) -> int:
        if failing:
            raise failing.pop()
        return await keep(batch)

    monkeypatch.setattr(inbox, "put", put)
    phone = chats.phone(OWNER)
    known = len(phone.inbox)
    phone.say(f"{OWN} 完成80%")
    await chats.stage.settle(60)
    *passing, answer = [message.text for message in phone.inbox[known:]]
    assert passing == [WORDING.word("core.refusal.not_kept")] * isinstance(error, StoreFull)
    assert "已登记：完成 80%" in answer
    assert await entries(chats, OWN) == [f"{OWN} 完成80%"]


async def test_lost_connections_and_garbled_answers_are_outlived(chats: Chats) -> None:
    """Whatever becomes of a poll, what people wrote is recorded once."""
    faults = chats.stage.sandbox.faults
    for kind in ("500", "bad_json", "drop_before", "drop_after"):
        faults.next("getUpdates", kind)
    chats.phone(OWNER).say(f"{OWN} 完成80%")
    await chats.stage.settle(60)
    assert await entries(chats, OWN) == [f"{OWN} 完成80%"]


@pytest.mark.parametrize(
    ("caption", "transactions"),
    [(None, 2), (f"{OWN} 现场培训", 2), (f"{OWN} 完成80%", 3)],
    ids=["a plain reply", "a photo whose caption names it", "a photo whose caption reports"],
)
async def test_from_inbox_to_delivered_the_ledger_is_written_few_times(
    chats: Chats, monkeypatch: pytest.MonkeyPatch, caption: str | None, transactions: int
) -> None:
    """The effect is one transaction with its answers; that an answer arrived is one, and takes up the next.

    That it was received is kept by the effect, where that comes in a moment.
    """
    monkeypatch.setattr(inbox, "MOMENT", 60)
    await chats.say(OWNER, f"{OWN} 完成60%")
    written: list[int] = []
    append = WriteAheadLog.append

    def noted(self: WriteAheadLog, number: int, changes: Changes) -> None:
        written.append(number)
        append(self, number, changes)

    monkeypatch.setattr(WriteAheadLog, "append", noted)
    if caption:
        answers = await chats.after(OWNER, lambda phone: phone.send_photo(PNG, caption))
    else:
        answers = await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 完成80%"))
    assert len(answers) == transactions - 1
    assert len(written) == transactions


async def test_an_answer_whose_cause_is_not_kept_holds_up_nobody(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chat that was held for it is free for the next one."""
    await chats.say(OWNER, "/mine")
    fail_once(monkeypatch, "progress")
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    assert "已登记：完成 80%" in answer.text
    assert "可能重复" not in answer.text
    assert await entries(chats, OWN) == [f"{OWN} 完成80%"]


async def test_an_answer_that_telegram_refuses_does_not_lose_the_report(chats: Chats) -> None:
    """The person has blocked the bot meanwhile: the word is recorded all the same, the others are served."""
    chats.stage.sandbox.faults.next("sendMessage", "403", chat=chats.phone(OWNER).user.id)
    chats.phone(OWNER).say(f"{OWN} 完成80%")
    await chats.stage.settle()
    assert await entries(chats, OWN) == [f"{OWN} 完成80%"]
    assert "已登记" in (await chats.say(MATE, f"{OTHERS} 完成50%")).text


async def test_how_long_telegram_was_not_heard_is_measured(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the last answer before the line was cut to the first one after it."""
    monkeypatch.setattr("bot.transport.poll_health.SILENCE", 0.3)
    monkeypatch.setattr("bot.transport.polling.LONGEST_PAUSE", 0.2)
    receiver = chats.stage.app.first.poller
    assert (heard := receiver.reached)
    chats.stage.sandbox.faults.next("getUpdates", "drop_before", times=4)
    await chats.say(OWNER, "/help")
    await chats.say(OWNER, "/help")
    assert 0.3 < receiver.silence <= receiver.silence_ended - heard
    assert heard < receiver.silence_ended <= time.monotonic()


async def test_the_answers_of_a_chat_keep_their_order(chats: Chats) -> None:
    """One whose send is in doubt goes first, before what was said since."""
    await chats.stage.tick()  # the pinned card is there before
    chats.stage.sandbox.faults.next("sendMessage", "drop_before")
    phone = chats.phone(OWNER)
    known = len(phone.inbox)
    phone.say(f"{OWN} 完成70%")
    await chats.stage.settle()
    phone.say(f"{OWN} 完成80%")
    await chats.stage.pass_time(dt.timedelta(minutes=5))
    told = [message.text for message in phone.inbox[known:]]
    assert ["完成 70%" in told[0], "可能重复" in told[0], "完成 80%" in told[1]] == [True, True, True]


async def test_an_older_text_never_takes_the_place_of_a_newer_one(chats: Chats) -> None:
    """Two taps on one card, the first edit failing: the card says in the end what is so, unlabelled."""
    await chats.say(OWNER, f"/status {OWN}")
    card = next(one for one in reversed(chats.phone(OWNER).inbox) if one.buttons)
    await chats.press(OWNER, card, next(one for one in labels(card) if "进展" in one))
    asked = chats.phone(OWNER).inbox[-1]
    chats.stage.sandbox.faults.next("editMessageText", "drop_before")
    for label in ("10%", "20%"):
        await chats.after(OWNER, lambda phone, label=label: phone.press_data(asked, data_of(asked, label)))  # type: ignore[misc]
    await chats.stage.pass_time(dt.timedelta(minutes=5))
    text = next(one.text for one in chats.phone(OWNER).messages if one.id == asked.id)
    assert "完成 20%" in text
    assert "可能重复" not in text


async def test_a_file_that_cannot_be_read_for_a_moment_is_sent_later(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the disk as an answer is drawn up does not cost the answer."""
    files = chats.stage.app.request.runtime.answer_files
    fetch, failing = files.fetch, [OSError(errno.EIO, "no")]

    async def fails(digest: str) -> bytes | None:
        if failing:
            raise failing.pop()
        return await fetch(digest)

    monkeypatch.setattr(files, "fetch", fails)
    phone = chats.phone(OFFICE)
    known = len(phone.inbox)
    phone.say("/export")
    await chats.stage.settle()
    await chats.stage.pass_time(dt.timedelta(minutes=5))
    assert any(message.document for message in phone.inbox[known:])


async def test_a_stranger_whose_answer_was_not_kept_is_answered(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit for strangers counts the update, not its tries."""
    fail_once(monkeypatch, "handled")
    chats.phone(STRANGER).start_chat()
    told = [message.text for message in await chats.after(STRANGER, lambda phone: phone.say("在吗"))]
    assert told[-1] != WORDING.word("core.refusal.not_kept")


async def test_a_chat_at_429_holds_neither_the_others_nor_the_end(chats: Chats) -> None:
    """Its answer goes back with a due time: the sender is free, and can stop."""
    chats.stage.sandbox.faults.next("sendMessage", "429", chat=chats.phone(MATE).user.id, retry_after=3600)
    chats.phone(MATE).say(f"{OTHERS} 完成80%")
    await chats.stage.settle()
    assert "完成 80%" in (await chats.say(OWNER, f"{OWN} 完成80%")).text
    await chats.stage.pass_time(dt.timedelta(hours=2))
    assert any("完成 80%" in message.text for message in chats.phone(MATE).inbox)
