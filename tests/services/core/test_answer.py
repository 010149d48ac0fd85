"""Answers wait in the outbox: whole, in order, or with a word about what is missing; none holds up the others."""

from dataclasses import dataclass, replace

import pytest
from markupsafe import Markup

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.messages.body import Attachment, Button, MessageBody
from bot.messages.core.taps import ShowCard
from bot.services.core.ledger import ANSWERS_WAITING, OUTBOX_READY
from bot.services.core.request import RequestContext
from bot.services.core.runtime import Runtime
from bot.services.outbox.answers import KIND, Answers, answer_in, body_of, say_at_once
from bot.services.outbox.claims import ClaimedMessage, Room, claim, drawn_up
from bot.services.outbox.delivery import delivered, postponed, recover, uncertain
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
    """What runs: where the files of answers lie."""
    return Runtime(answer_files=FileBlobStore(scene.folder / "answers"))


@dataclass
class Office:
    """The office, whose updates are answered with a transaction of their own each."""

    scene: Scene
    runtime: Runtime
    updates: int = 0

    @property
    def request(self) -> RequestContext:
        """The request as the next update finds it."""
        return replace(self.scene.request, runtime=self.runtime)

    async def answer(
        self, chat: int, *bodies: MessageBody, reply_to: int | None = None, edit: int | None = None, album: str = ""
    ) -> str:
        """Answer an update; its number."""
        self.updates += 1
        answers = Answers(self.request, str(self.updates), album=album)
        for body in bodies:
            await answers.add(chat, body, reply_to=reply_to, edit=edit)
        async with self.request.open() as ledger:
            await answers.keep(ledger)
        return answers.update

    async def claimed(self, room: int = 4) -> list[ClaimedMessage]:
        """What the sender takes."""
        return await claim(self.request, Room(room, room))

    async def delivered(self, claimed: ClaimedMessage) -> ClaimedMessage | None:
        """Telegram has it; the next answer of its chat, which the sender goes on with."""
        settled = await delivered(self.request, claimed.message.id, claimed.chat, 99, claimed.body.measures)
        return await drawn_up(self.request, settled.following) if settled.following else None

    async def rows(self, chat: int) -> list[Message]:
        """The answers that wait for a chat."""
        async with self.request.look() as ledger:
            return await ledger.outbox.find(ANSWERS_WAITING, "", str(chat))


@pytest.fixture
def office(scene: Scene, runtime: Runtime) -> Office:
    """The office."""
    return Office(scene, runtime)


async def test_an_answer_arrives_as_it_was_given_and_is_forgotten(scene: Scene, office: Office) -> None:
    """Text, buttons, files, the message that it answers; once delivered, a card remembers its measures."""
    await office.answer(CHAT, SHEET, reply_to=7)
    scene.pass_by(seconds=1)
    await office.answer(CHAT + 1, MessageBody(Markup("改")), edit=8)
    first, second = await office.claimed()
    assert (first.chat, first.body, first.reply_to, first.edit) == (CHAT, SHEET, 7, None)
    assert (second.chat, second.body.text, second.edit) == (CHAT + 1, "改", 8)
    await delivered(office.request, first.message.id, CHAT, 99, first.body.measures)
    async with scene.request.look() as ledger:
        assert await ledger.outbox.get(first.message.id) is None
        card = await ledger.cards.get(f"{CHAT}:99")
    assert card
    assert (card.unit, card.measures) == ("u1", (FIRST,))


async def test_answers_of_one_update_bear_its_number_and_go_one_after_the_other(scene: Scene, office: Office) -> None:
    """The key is the update's: whoever handles it twice writes the same rows; a chat has one under way."""
    update = await office.answer(CHAT, MessageBody(Markup("记下了")), MessageBody(Markup("延到哪一天？")))
    rows = await office.rows(CHAT)
    assert [row.id for row in rows] == [f"answer:{update}:00", f"answer:{update}:01"]
    (first,) = await office.claimed()
    assert first.body.text == "记下了"
    second = await office.delivered(first)
    assert second
    assert second.body.text == "延到哪一天？"
    assert await office.claimed() == []
    assert await office.delivered(second) is None
    async with scene.request.look() as ledger:
        assert [await ledger.outbox.get(row.id) for row in rows] == [None, None]


async def test_answers_of_an_update_that_fails_are_not_kept(scene: Scene, office: Office) -> None:
    """They are part of its transaction."""
    answers = Answers(office.request, "1")
    await answers.add(CHAT, SHEET)

    async def fail() -> None:
        async with scene.request.open() as ledger:
            await answers.keep(ledger)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await office.rows(CHAT) == []


async def test_a_flood_is_answered_in_few_messages(office: Office) -> None:
    """From the fourth on, answers that wait are added to the last one, word for word, with their buttons.

    Of buttons that are called alike each bears the number of its words.
    """
    for n in range(12):
        await office.answer(CHAT, MessageBody(Markup(f"第{n}条"), ((Button("看卡片", ShowCard(str(n))),),)))  # noqa: S704 - our own
    rows = await office.rows(CHAT)
    assert len(rows) == 3
    bodies = [await body_of(office.runtime.answer_files, answer_in(row)) for row in rows]
    signs = "①②③④⑤⑥⑦⑧⑨⑩"
    together = "\n\n".join(f"{sign} 第{n}条" for n, sign in enumerate(signs, 2))
    assert [body.text for body in bodies] == ["第0条", "第1条", together]
    assert [button.label for row in bodies[2].buttons for button in row] == [f"看卡片 {sign}" for sign in signs]
    assert [button.tap for body in bodies for row in body.buttons for button in row] == [
        ShowCard(str(n)) for n in range(12)
    ]


@pytest.mark.parametrize("album", ["", "album:7"])
async def test_what_may_have_arrived_is_not_added_to(scene: Scene, office: Office, album: str) -> None:
    """It goes again as it was, labelled; what was said since then goes by itself."""
    for n in range(1 if album else 3):
        await office.answer(CHAT, MessageBody(Markup(f"第{n}句")), album=album)  # noqa: S704 - our own
    scene.pass_by(seconds=5)
    (last,) = (await office.rows(CHAT))[-1:]
    await uncertain(office.request, last.id, "TimedOut")
    await postponed(office.request, last.id, 0)
    await office.answer(CHAT, MessageBody(Markup("后来")), album=album)
    scene.pass_by(seconds=5)
    said = []
    for claimed in await office.claimed():
        going: ClaimedMessage | None = claimed
        while going:
            said.append(going.body.text)
            going = await office.delivered(going)
    assert len(said) == (2 if album else 4)
    assert [text for text in said if "可能重复" in text] == [said[-2]]
    assert said[-1] == "后来"


async def test_an_album_is_gathered_on_after_a_restart(scene: Scene, office: Office) -> None:
    """The rest of it may stand in the inbox since before the end: it has its moment, and is answered with the first."""
    await office.answer(CHAT, MessageBody(Markup("一张")), album="album:x")
    scene.pass_by(minutes=1)
    assert await recover(office.request) == 0
    assert await office.claimed() == []
    await office.answer(CHAT, MessageBody(Markup("两张")), album="album:x")
    scene.pass_by(seconds=2)
    (claimed,) = await office.claimed()
    assert claimed.body.text == "两张"


LOST = "没有送到"  # what is said of an answer that is given up


@pytest.mark.parametrize(("partly", "tries"), [(False, 40), (True, 8)])
async def test_an_answer_outlasts_hours_of_failures_unless_it_comes_in_part_each_time(
    scene: Scene, office: Office, *, partly: bool, tries: int
) -> None:
    """Telegram says that it failed: whoever wrote is answered however long that goes on, but gets no file 40 times."""
    await office.answer(CHAT, SHEET)
    for _ in range(tries):
        (claimed,) = await office.claimed()
        await uncertain(office.request, claimed.message.id, "NetworkError", answered=True, partly=partly)
        scene.pass_by(minutes=4)
    left = [one.body.text for one in await office.claimed()]
    assert [LOST in text for text in left] == [partly]  # given up is only what came in part, and that is said


async def test_what_is_said_at_once_waits_for_nothing(office: Office) -> None:
    """It stands in the outbox before the update has any effect, and once where the update comes again."""
    for _ in range(2):
        await say_at_once(office.request, "7:wait", CHAT, MessageBody(Markup("请稍候")))
    (claimed,) = await office.claimed()
    assert (claimed.message.id, claimed.body.text) == ("answer:7:wait", "请稍候")


async def test_answers_go_before_everything_else(scene: Scene, office: Office) -> None:
    """A reminder that has waited longer comes after."""
    async with scene.store.open() as ledger:
        waiting = Message(
            id="a",
            unit="u1",
            to=OWNER.id,
            kind="notice",
            due=scene.at,
            facts={"key": "status.board_calm"},
            priority=Priority.RED,
        )
        await ledger.outbox.put(waiting)
    scene.pass_by(minutes=1)
    await office.answer(CHAT, SHEET)
    assert [claimed.message.kind for claimed in await claim(office.request, Room(1, 0))] == [KIND]
    await office.answer(CHAT + 1, SHEET)
    assert [claimed.message.kind for claimed in await office.claimed(1)] == [KIND, "notice"]


async def test_missing_files_are_said(scene: Scene, office: Office) -> None:
    """The folder of files is another one there: the text arrives, and says what is missing."""
    await office.answer(CHAT, SHEET)
    office.runtime.answer_files = FileBlobStore(scene.folder / "elsewhere")
    (claimed,) = await office.claimed(1)
    assert claimed.body.attachments == ()
    assert "附件没有取到" in claimed.body.text


async def test_an_answer_that_nobody_can_read_holds_up_no_other(scene: Scene, office: Office) -> None:
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
    await office.answer(CHAT, SHEET)
    assert {claimed.chat: LOST in claimed.body.text for claimed in await office.claimed(2)} == {
        CHAT: False,
        CHAT + 2: True,
    }
    async with scene.request.look() as ledger:
        kept = await ledger.outbox.get("answer:odd")
        assert await ledger.outbox.find(OUTBOX_READY) == []
    assert kept
    assert kept.state is MessageState.GIVEN_UP


async def test_a_runtime_without_a_folder_keeps_no_files() -> None:
    """Nothing is put there by mistake."""
    with pytest.raises(OSError, match="nothing is kept"):
        await Runtime().answer_files.keep(b"x")
