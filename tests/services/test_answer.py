"""Answers that another process carries: whole, or with a word about what is missing; none holds up the others."""

from dataclasses import replace

import pytest
from markupsafe import Markup

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.messages.body import Attachment, Button, MessageBody
from bot.messages.core.taps import ShowCard
from bot.services.core.ledger import OUTBOX_READY
from bot.services.core.runtime import Runtime
from bot.services.outbox.answers import KIND, AnswerQueue
from bot.services.outbox.delivery import Room, claim, delivered
from storage.blob_store import FileBlobStore
from tests.services.scene import FIRST, OWNER, Scene

SHEET = MessageBody(
    text=Markup("<b>好</b>"),
    buttons=((Button("打开", ShowCard(FIRST)), Button("网页", url="https://example.invalid")),),
    attachments=(Attachment("台账.xlsx", b"rows"), Attachment("图.png", b"dots", picture=True, caption="图")),
    measures=(FIRST,),
    choices=(("我的", "帮助"),),
)
CHAT = 4711


@pytest.fixture
def runtime(scene: Scene) -> Runtime:
    """What runs: a blobs of claimed."""
    return Runtime(answer_files=FileBlobStore(scene.folder / "claimed"))


@pytest.fixture
def room(scene: Scene, runtime: Runtime) -> AnswerQueue:
    """The post room of a window."""
    return AnswerQueue(scene.request, runtime.answer_files)


async def test_an_answer_arrives_as_it_was_left_and_is_forgotten(
    scene: Scene, room: AnswerQueue, runtime: Runtime
) -> None:
    """Text, buttons, files, the message that it answers; once delivered, a card remembers its measures."""
    await room(CHAT, SHEET, reply_to=7)
    scene.pass_by(seconds=1)
    await room(CHAT + 1, MessageBody(Markup("改")), edit=8)
    first, second = await claim(replace(scene.request, runtime=runtime), Room(4, 4))
    assert (first.chat, first.body, first.reply_to, first.edit) == (CHAT, SHEET, 7, None)
    assert (second.chat, second.body.text, second.edit) == (CHAT + 1, "改", 8)
    await delivered(scene.request, first.message.id, CHAT, 99, first.body.measures)
    async with scene.request.look() as ledger:
        assert await ledger.outbox.get(first.message.id) is None
        card = await ledger.cards.get(f"{CHAT}:99")
    assert card
    assert (card.unit, card.measures) == ("u1", (FIRST,))


async def test_answers_go_before_everything_else(scene: Scene, room: AnswerQueue, runtime: Runtime) -> None:
    """A reminder that has waited longer comes after."""
    async with scene.store.open() as ledger:
        waiting = Message(
            id="a",
            unit="u1",
            to=OWNER.id,
            kind="notice",
            due=scene.at,
            facts={"key": "reminders.nothing_left"},
            priority=Priority.RED,
        )
        await ledger.outbox.put(waiting)
    scene.pass_by(minutes=1)
    await room(CHAT, SHEET)
    assert [claimed.message.kind for claimed in await claim(replace(scene.request, runtime=runtime), Room(1, 1))] == [
        KIND
    ]


async def test_missing_files_are_said(scene: Scene, room: AnswerQueue, runtime: Runtime) -> None:
    """The folder of claimed is another one there: the text arrives, and says what is missing."""
    await room(CHAT, SHEET)
    runtime.answer_files = FileBlobStore(scene.folder / "elsewhere")
    (claimed,) = await claim(replace(scene.request, runtime=runtime), Room(1, 1))
    assert claimed.body.attachments == ()
    assert "附件没有取到" in claimed.body.text


async def test_an_answer_that_nobody_can_read_holds_up_no_other(
    scene: Scene, room: AnswerQueue, runtime: Runtime
) -> None:
    """One of another version of the program is given up, the next one goes."""
    async with scene.store.open() as ledger:
        odd = Message(
            id="answer:odd",
            unit="",
            to="",
            kind=KIND,
            due=scene.at,
            facts={"odd": 1},
            priority=Priority.ANSWER,
            chat=CHAT + 2,
        )
        await ledger.outbox.put(odd)
    scene.pass_by(seconds=1)
    await room(CHAT, SHEET)
    assert [claimed.chat for claimed in await claim(replace(scene.request, runtime=runtime), Room(2, 2))] == [CHAT]
    async with scene.request.look() as ledger:
        kept = await ledger.outbox.get("answer:odd")
        assert await ledger.outbox.find(OUTBOX_READY) == []
    assert kept
    assert kept.state is MessageState.GIVEN_UP


async def test_a_process_alone_has_no_cabinet_of_parcels() -> None:
    """Nothing is put there by mistake."""
    with pytest.raises(OSError, match="nothing is kept"):
        await Runtime().answer_files.keep(b"x")
