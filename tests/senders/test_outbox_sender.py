"""The sender over the real library and the sandbox."""

import asyncio
import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from markupsafe import Markup

from bot.domain.outbox.message import MessageState
from bot.messages.body import Attachment, Button, MessageBody
from bot.messages.core.taps import Acknowledge, Done
from bot.services.core.callback_data import button_key, unseal
from bot.services.core.ledger import OUTBOX_IN_FLIGHT
from bot.services.outbox.answers import Answers
from bot.services.outbox.claims import Room, claim
from bot.services.outbox.delivery import delivered, moved
from bot.services.reminders.remind import remind
from bot.transport.outbox_sender import WIDER_AFTER
from storage.blob_store import FileBlobStore
from tests.senders.conftest import Post
from tests.services.scene import CLERK, FIRST, LEADER, OFFICE, OWNER, SECOND, by_date


async def test_failure_of_one_never_stops_the_others(post: Post) -> None:
    """One has blocked the bot; the office is told, the rest is delivered."""
    post.sandbox.faults.next("sendMessage", 403, chat=OWNER.chat)
    await post.write("a", OWNER.id)
    await post.write("b", LEADER.id)
    assert await post.sender.run_once() == 3
    assert (await post.state("a"), await post.state("b")) == (MessageState.GIVEN_UP, MessageState.SENT)
    assert (await post.scene.person(OWNER.id)).blocked
    assert "停用或屏蔽" in post.phone(OFFICE.chat or 0).last.text


@pytest.mark.parametrize(
    ("fault", "state", "arrived"),
    [
        ("drop_before", MessageState.UNCERTAIN, 0),
        ("drop_after", MessageState.UNCERTAIN, 1),
        ("bad_json", MessageState.UNCERTAIN, 1),
        ("500", MessageState.UNCERTAIN, 0),
        ("502", MessageState.UNCERTAIN, 0),
    ],
)
async def test_doubt_is_written_down_and_the_message_sent_once_more(
    post: Post, fault: str, state: MessageState, arrived: int
) -> None:
    """Accepted or not? The second copy says that it may be one."""
    post.sandbox.faults.next("sendMessage", fault)
    await post.write("a", OWNER.id)
    await post.sender.run_once()
    assert await post.state("a") is state
    assert len(post.phone(OWNER.chat or 0).inbox) == arrived
    post.pass_by(minutes=1)
    await post.sender.run_once()
    assert await post.state("a") is MessageState.SENT
    assert len(post.phone(OWNER.chat or 0).inbox) == arrived + 1
    assert "可能重复" in post.phone(OWNER.chat or 0).last.text


async def test_wait_that_telegram_asks_for_is_a_due_time(post: Post) -> None:
    """To the second, in the row, and it counts as no try."""
    post.sandbox.faults.next("sendMessage", 429, retry_after=7)
    await post.write("a", OWNER.id)
    assert await post.sender.run_once() == 0
    message = await post.message("a")
    assert (message.state, message.attempts) == (MessageState.WAITING, 0)
    assert message.due == post.request.now() + dt.timedelta(seconds=7)
    assert not message.doubtful


async def test_no_quick_messages_to_one_chat_are_refused(post: Post) -> None:
    """One a second to a person: our own limiter waits, Telegram never has to ask."""
    for n in range(3):
        await post.write(f"n{n}", OWNER.id)
    assert await post.sender.run_once() == 3
    assert not [call for call in post.sandbox.calls if call.refused]


async def write_to_many(post: Post, count: int) -> None:
    """A message to each of so many people."""
    async with post.request.store.open() as ledger:
        for n in range(count):
            post.sandbox.phone(1000 + n).start_chat()
            await ledger.people.put(replace(OWNER, id=f"u1/q{n}", name=f"甲{n}", chat=1000 + n))
    for n in range(count):
        await post.write(f"m{n}", f"u1/q{n}")


@pytest.mark.parametrize(("count", "most"), [(WIDER_AFTER, 1), (3 * WIDER_AFTER, 3)])
async def test_short_queue_goes_one_by_one_and_a_long_one_ever_wider(post: Post, count: int, most: int) -> None:
    """So many are under way at once, and no more could be in doubt after a kill."""
    await write_to_many(post, count)
    carrying = asyncio.create_task(post.sender.run_once())
    under_way = 0
    while not carrying.done():
        await asyncio.sleep(0.003)
        async with post.request.look() as ledger:
            under_way = max(under_way, len(await ledger.outbox.find(OUTBOX_IN_FLIGHT, "", MessageState.SENDING)))
    assert await carrying == count
    assert under_way == most


async def test_run_in_which_nothing_arrives_ends(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Telegram is out of reach, the clock's round is not kept waiting: the rest goes with the next run."""
    monkeypatch.setattr("bot.transport.outbox_sender.STUCK", 0.1)
    post.sandbox.faults.next("sendMessage", "timeout", times=100)
    await write_to_many(post, 10)
    assert await post.sender.run_once() == 0
    states = Counter([await post.state(f"m{n}") for n in range(10)])
    assert states.keys() == {MessageState.UNCERTAIN, MessageState.WAITING}


async def test_answers_go_ahead_of_the_queue(post: Post) -> None:
    """A person at the window waits for no fan-out."""
    await write_to_many(post, 60)
    carrying = asyncio.create_task(post.sender.run_once())
    await asyncio.sleep(0.3)
    before = len(post.sandbox.calls)
    await post.sender.post(OWNER.chat or 0, MessageBody(Markup("<b>好</b>")))
    waited = len(post.sandbox.calls) - before
    assert not carrying.done()
    assert await carrying == 60
    assert waited < 15  # of thirty a second: half a second, where the machine keeps up
    assert not [call for call in post.sandbox.calls if call.refused]


async def test_buttons_are_sealed_for_their_reader(post: Post) -> None:
    """What a button does can be read back with the installation's key and the reader's account only."""
    body = MessageBody(Markup("请选择"), ((Button("已完成", Done(FIRST)),),))
    await post.sender.post(OWNER.chat or 0, body)
    data = post.phone(OWNER.chat or 0).last.buttons[0][0].data or ""
    async with post.request.store.open() as ledger:
        key = await button_key(ledger)
    assert unseal(key, OWNER.chat or 0, data, post.request.now()) == Done(FIRST)


async def test_long_text_is_parted_between_lines_and_ends_with_the_buttons(post: Post) -> None:
    """Nothing is cut off."""
    lines = [f"<b>{n}</b> {'整' * 40}" for n in range(200)]
    body = MessageBody(Markup("\n".join(lines)), ((Button("收到", Acknowledge("x")),),))  # noqa: S704 - our own
    await post.sender.post(OWNER.chat or 0, body)
    inbox = post.phone(OWNER.chat or 0).inbox
    assert "\n".join(message.text for message in inbox) == "\n".join(f"{n} {'整' * 40}" for n in range(200))
    assert len(inbox) == 3
    assert inbox[-1].buttons


async def test_card_is_edited_in_place_and_twice_the_same_is_no_error(post: Post) -> None:
    """A double click draws the same card again."""
    chat = OWNER.chat or 0
    number = await post.sender.post(chat, MessageBody(Markup("一")))
    for words in ("二", "二"):
        assert await post.sender.post(chat, MessageBody(Markup(words)), edit=number) == number  # noqa: S704 - our own
    assert [message.text for message in post.phone(chat).inbox] == ["二"]


async def test_message_that_cannot_be_edited_is_followed_by_a_new_one(post: Post) -> None:
    """Too old to edit: the answer is not lost."""
    chat = OWNER.chat or 0
    number = await post.sender.post(chat, MessageBody(Markup("一")))
    post.sandbox.faults.next("editMessageText", 400)
    assert await post.sender.post(chat, MessageBody(Markup("二")), edit=number) != number
    assert post.phone(chat).last.text == "二"


async def test_pictures_and_documents_go_with_their_text(post: Post) -> None:
    """One file bears the text as its caption; several go as albums before it."""
    chat = OWNER.chat or 0
    one = Attachment("周报.docx", b"PK")
    await post.sender.post(chat, MessageBody(Markup("周报"), attachments=(one,)))
    assert post.phone(chat).last.text == "周报"
    many = tuple(Attachment(f"{n}.docx", b"PK") for n in range(3))
    await post.sender.post(chat, MessageBody(Markup("三份"), attachments=many))
    assert [bool(message.text) for message in post.phone(chat).inbox] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("400", "Bad Request: IMAGE_PROCESS_FAILED"),
        ("400", "Bad Request: PHOTO_SAVE_FILE_INVALID"),
        ("400", "Bad Request: file must be non-empty"),
        ("400", "Bad Request: DOCUMENT_INVALID"),
        ("413", "Request Entity Too Large"),
    ],
)
@pytest.mark.parametrize("count", [1, 2])
async def test_no_file_keeps_its_words_back(post: Post, kind: str, words: str, count: int) -> None:
    """Whatever Telegram has against it: the words and buttons go without, and say so."""
    chat = OWNER.chat or 0
    answers = Answers(post.request, "7")
    attached = tuple(Attachment(f"{n}.docx", b"PK%d" % n) for n in range(count))
    button = Button("已完成", Done(FIRST))
    post.request.runtime.answer_files = post.request.blobs
    await answers.add(chat, MessageBody(Markup("清单"), ((button,),), attachments=attached))
    async with post.request.store.open() as ledger:
        await answers.keep(ledger)
    post.sandbox.faults.next("sendDocument" if count == 1 else "sendMediaGroup", kind, description=words)
    assert await post.sender.run_once() == 1
    (arrived,) = post.phone(chat).inbox
    assert arrived.text.startswith("清单\n（图片或文件 Telegram 不接受")
    assert arrived.buttons


async def test_newest_reminder_takes_the_buttons_of_the_former_one(post: Post) -> None:
    """No stale buttons."""
    far = by_date(dt.date(2029, 12, 31))
    await post.scene.change(SECOND, deadline=far)
    await post.scene.change("u1/A/3-3", deadline=far)
    await post.scene.change(FIRST, deadline=by_date(dt.date(2026, 3, 10)), wake=None)
    chat = OWNER.chat or 0
    for _ in range(2):
        await remind(post.request, "u1")
        await post.sender.run_once()
        post.pass_by(days=1)
    first, second = post.phone(chat).inbox
    assert not first.buttons
    assert second.buttons


async def test_reply_to_a_reminder_finds_its_measures(post: Post) -> None:
    """A card remembers what it speaks of."""
    await post.scene.change(FIRST, deadline=by_date(dt.date(2026, 3, 10)), wake=None)
    await remind(post.request, "u1")
    await post.sender.run_once()
    chat = OWNER.chat or 0
    async with post.request.store.open() as ledger:
        card = await ledger.cards.get(f"{chat}:{post.phone(chat).last.id}")
    assert card
    assert FIRST in card.measures


async def test_given_up_after_many_tries_the_office_is_told(post: Post) -> None:
    """Eight answers of 500, each later than the one before."""
    post.sandbox.faults.next("sendMessage", 500, times=50, chat=OWNER.chat)
    await post.write("a", OWNER.id)
    for _ in range(8):
        await post.sender.run_once()
        post.pass_by(minutes=10)
    await post.sender.run_once()
    assert await post.state("a") is MessageState.GIVEN_UP
    assert "多次发送不成功" in post.phone(CLERK.chat or 0).last.text


async def test_an_answer_of_which_a_part_arrived_says_so_when_it_comes_again(post: Post) -> None:
    """The file is there, its text is refused: what is sent once more is labelled."""
    chat = OWNER.chat or 0
    answers = Answers(post.request, "1")
    body = MessageBody(Markup("整") * 1_100, attachments=(Attachment("台账.xlsx", b"rows"),))
    post.request.runtime.answer_files = FileBlobStore(post.scene.folder / "answers")
    await answers.add(chat, body)
    async with post.request.store.open() as ledger:
        await answers.keep(ledger)
    post.sandbox.faults.next("sendMessage", 429, times=3)
    await post.sender.run_once()
    assert len(post.phone(chat).inbox) == 1
    post.pass_by(minutes=1)
    await post.sender.run_once()
    assert "可能重复" in post.phone(chat).last.text


async def answer(post: Post, update: str, words: str) -> None:
    """Answer an update of the owner's."""
    answers = Answers(post.request, update)
    await answers.add(OWNER.chat or 0, MessageBody(Markup(words)))  # noqa: S704 - our own
    async with post.request.store.open() as ledger:
        await answers.keep(ledger)


@pytest.mark.parametrize(("fault", "told"), [(403, "停用或屏蔽"), (400, "已停止发送")])
async def test_of_an_answer_that_telegram_refuses_the_office_is_told(post: Post, fault: int, told: str) -> None:
    """Whoever wrote does not learn what became of it: somebody has to tell them."""
    post.sandbox.faults.next("sendMessage", fault, chat=OWNER.chat)
    await answer(post, "1", "已登记")
    await post.sender.run_once()
    assert await post.state("answer:1:00") is MessageState.GIVEN_UP
    assert (await post.scene.person(OWNER.id)).blocked is (fault == 403)
    assert OWNER.name in post.phone(OFFICE.chat or 0).last.text
    assert told in post.phone(OFFICE.chat or 0).last.text


async def test_an_answer_follows_a_chat_that_has_moved(post: Post) -> None:
    """It is sent to the number that Telegram names."""
    await answer(post, "1", "已登记")
    (claimed,) = await claim(post.request, Room(1, 0))
    await moved(post.request, claimed.message.id, LEADER.chat or 0)
    await post.sender.run_once()
    assert post.phone(LEADER.chat or 0).last.text == "已登记"
    assert not post.phone(OWNER.chat or 0).inbox


async def test_a_fault_of_our_own_stops_neither_the_others_nor_the_program(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be marked as sent is sent once more, labelled; a queue that cannot be read is looked at again."""
    monkeypatch.setattr("bot.transport.outbox_sender.TROUBLED", 0.05)
    faults: dict[str, list[Exception]] = {
        "claim": [KeyError("x"), TypeError("x")],
        "delivered": [TypeError("x")],
    }

    def failing(name: str, work: Any) -> Any:
        async def call(*args: Any, **named: Any) -> Any:
            if faults[name]:
                raise faults[name].pop()
            return await work(*args, **named)

        return call

    for name, work in (("claim", claim), ("delivered", delivered)):
        monkeypatch.setattr(f"bot.transport.outbox_sender.{name}", failing(name, work))
    await post.write("a", OWNER.id)
    await post.write("b", LEADER.id)
    stop = asyncio.Event()
    running = asyncio.create_task(post.sender.run(stop))
    async with asyncio.timeout(10):
        while {await post.state("a"), await post.state("b")} != {MessageState.SENT}:
            await asyncio.sleep(0.05)
            post.pass_by(seconds=20)
    stop.set()
    await running
    both = [message.text for who in (OWNER, LEADER) for message in post.phone(who.chat or 0).inbox]
    assert sum("可能重复" in text for text in both) == 1
    assert len(both) == 3


async def test_a_token_that_is_refused_at_the_end_does_not_fail_it(post: Post) -> None:
    """The program is told to end while messages wait: it ends, and they wait on."""
    post.sandbox.faults.next("sendMessage", 401)
    await post.write("a", OWNER.id)
    stop = asyncio.Event()
    stop.set()
    await post.sender.run(stop)
    assert await post.state("a") is MessageState.UNCERTAIN


async def test_message_that_another_sender_settled_stops_nobody(post: Post) -> None:
    """It was so slow that it was taken over, delivered and dropped meanwhile."""
    post.sandbox.faults.next("sendMessage", "slow", chat=OWNER.chat, seconds=0.3)
    await post.write("a", OWNER.id)
    sending = asyncio.create_task(post.sender.run_once())
    await asyncio.sleep(0.1)
    async with post.request.store.open() as ledger:
        await ledger.outbox.drop("a")
    await write_to_many(post, 3)
    await sending
    await post.sender.run_once()
    assert [await post.state(f"m{n}") for n in range(3)] == [MessageState.SENT] * 3


async def test_message_that_could_not_be_marked_is_not_forgotten(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails between send and mark: the running program sends it once more, labelled."""
    monkeypatch.setattr("bot.transport.outbox_sender.TROUBLED", 0.05)
    failing = [True]

    async def unmarked(*args: Any, **named: Any) -> Any:
        if failing.pop() if failing else False:
            raise OSError
        return await delivered(*args, **named)

    monkeypatch.setattr("bot.transport.outbox_sender.delivered", unmarked)
    await post.write("a", OWNER.id)
    stop = asyncio.Event()
    running = asyncio.create_task(post.sender.run(stop))
    await post.sandbox.until(lambda: post.phone(OWNER.chat or 0).inbox)
    async with asyncio.timeout(10):
        while await post.state("a") is not MessageState.SENT:
            await asyncio.sleep(0.05)
            post.pass_by(seconds=20)
    stop.set()
    await running
    assert [("可能重复" in message.text) for message in post.phone(OWNER.chat or 0).inbox] == [False, True]
