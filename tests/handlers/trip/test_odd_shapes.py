"""Updates of odd shapes from people who can be reached: each is answered, whatever stands in it or is missing."""

from typing import Any

import pytest

from bot.transport.update import SERVICE
from tests.handlers.conftest import OFFICE, OWN, OWNER, WORDING, Chats

Json = dict[str, Any]
SAID = f"{OWN} 完成80%"
FILE = {"file_id": "f1", "file_unique_id": "u", "file_size": 4}
ILLEGIBLE = WORDING.word("core.refusal.illegible")
RECORDED = "已登记：完成 80%"
ONLY_WORDS = WORDING.word("core.refusal.Unreadable_only_words")
OTHER = WORDING.word("core.refusal.other")


def message(chats: Chats, **changes: Any) -> Json:
    """A private message of the owner; what is None is missing."""
    account = chats.phone(OWNER).user.id
    raw: Json = {
        "message_id": 900_001,
        "date": 1_742_432_400,
        "from": {"id": account, "is_bot": False, "first_name": "某"},
        "chat": {"id": account, "type": "private", "first_name": "某"},
        **changes,
    }
    return {name: value for name, value in raw.items() if value is not ...}


async def told(chats: Chats, raw: Json) -> str:
    """What the owner is told because of an update."""
    return "\n".join(one.text for one in await chats.after(OWNER, lambda _: chats.stage.sandbox.poison(raw)))


@pytest.mark.parametrize(
    "beside",
    [
        *({kind: {"id": 1}} for kind in sorted(SERVICE)),
        {"web_app_data": {"data": "x", "button_text": "y"}},
        {"poll": {"id": "1", "question": 5}},
        {"gift": None, "entities": None, "reply_to_message": None, "quote": None, "photo": None},
        {"chat": {"id": 0}},
        {"date": 0},
        {"date": "soon"},
        {"entities": "bold"},
        {"entities": [{"type": "bot_command", "offset": 0, "length": 10**9}]},
        {"message_thread_id": "x", "business_connection_id": [], "effect_id": {}},
        {"a_kind_of_next_year": {"text": "?"}},
    ],
    ids="+".join,
)
async def test_a_plain_reply_is_recorded_whatever_stands_beside_it(chats: Chats, beside: Json) -> None:
    """Odd fields, fields of service messages, no kind of chat at all."""
    if "chat" in beside:
        beside = {"chat": {"id": chats.phone(OWNER).user.id}}
    assert RECORDED in await told(chats, {"message": message(chats, text=SAID, **beside)})


@pytest.mark.parametrize("kind", ["x", "supergroup", None, "private"])
async def test_a_private_chat_is_known_by_its_number(chats: Chats, kind: str | None) -> None:
    """Whatever its kind is said to be; one that cannot be read is told of."""
    chat = {"id": chats.phone(OWNER).user.id, "type": kind}
    said = await told(chats, {"message": message(chats, text=SAID, chat=chat)})
    assert (RECORDED if kind else ILLEGIBLE) in said


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"text": ""},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"poll": {"id": "1"}},
        {"story": {}},
        {"audio": FILE},
        {"video_note": FILE},
        {"paid_media": {"star_count": 1}},
        {"checklist": {"title": "x"}},
        {"web_app_data": {"data": "{}", "button_text": "y"}},
        {"users_shared": {"request_id": 1, "users": []}},
        {"chat_shared": {"request_id": 1, "chat_id": 5}},
        {"a_kind_of_next_year": {"x": 1}},
    ],
    ids=lambda one: "+".join(one) or "nothing",
)
async def test_what_is_no_reply_is_declined_with_what_to_do(chats: Chats, content: Json) -> None:
    """Data of a page, a die, nothing at all: nothing is registered, and the person hears what to send."""
    assert await told(chats, {"message": message(chats, **content)}) == OTHER


@pytest.mark.parametrize(
    "content", [{"photo": []}, {"audio": FILE}, {"paid_media": {}}, {}], ids=["photo", "audio", "paid", "nothing"]
)
async def test_a_caption_without_a_file_that_can_be_kept_is_a_reply(chats: Chats, content: Json) -> None:
    """That the file is not kept is said, and the words are recorded; words that say nothing are refused with it."""
    said = await told(chats, {"message": message(chats, caption=SAID, **content)})
    assert ONLY_WORDS in said
    assert RECORDED in said
    raw = message(chats, caption=OWN, message_id=900_002, **content)
    assert await told(chats, {"message": raw}) == ONLY_WORDS


@pytest.mark.parametrize(
    "changes",
    [
        {"photo": []},
        {"photo": [{}]},
        {"photo": "x"},
        {"document": {"file_id": 5}},
        {"voice": []},
        {"text": 5},
        {"text": SAID, "message_id": "x"},
        {"text": SAID, "from": ...},
        {"text": SAID, "from": None},
        {"text": SAID, "from": {"id": "x"}},
        {"text": SAID, "chat": ...},
        {"text": SAID, "chat": None},
        {"text": SAID, "chat": []},
        {"text": SAID, "reply_to_message": {"message_id": "x"}},
        {"text": SAID, "quote": 5},
        {"location": {"latitude": "north"}},
    ],
    ids=str,
)
async def test_what_cannot_be_read_is_asked_for_again(chats: Chats, changes: Json) -> None:
    """The photo without a picture, the message of nobody: nothing is guessed, whoever can be reached sends it again."""
    before = await chats.progress(OWN)
    assert await told(chats, {"message": message(chats, **changes)}) == ILLEGIBLE
    assert await told(chats, {"edited_message": message(chats, **changes)}) == ILLEGIBLE
    assert await chats.progress(OWN) == before


@pytest.mark.parametrize("missing", [{"from": ...}, {"from": None}, {"from": {}}, {"id": ...}, {"message": 5}], ids=str)
async def test_a_press_that_cannot_be_read_is_told_of(chats: Chats, missing: Json) -> None:
    """Who pressed is known by the chat in which the button hangs; nothing is done in anybody's name."""
    account = chats.phone(OWNER).user.id
    press: Json = {
        "id": "77",
        "from": {"id": account},
        "data": "done|x",
        "message": message(chats, text="卡片"),
    } | missing
    raw = {name: value for name, value in press.items() if value is not ...}
    before = await chats.measure(OWN), await chats.ledger_holds("journal")
    assert await told(chats, {"callback_query": raw}) == ILLEGIBLE
    assert (await chats.measure(OWN), await chats.ledger_holds("journal")) == before


async def test_a_press_without_its_card_or_data_is_answered(chats: Chats) -> None:
    """The card is gone, or the app sends nothing: an alert says so."""
    account = chats.phone(OWNER).user.id
    odd: list[Json] = [{"message": None}, {"data": None}, {"message": {}, "data": ""}]
    for number, changes in enumerate(odd):
        press: Json = {"id": f"8{number}", "from": {"id": account}, "data": "x", "message": message(chats)}
        chats.stage.sandbox.calls.clear()
        said = await told(chats, {"callback_query": press | changes})
        alerts = [call.parameters for call in chats.stage.sandbox.calls if call.method == "answerCallbackQuery"]
        assert said or any(alert.get("text") for alert in alerts), changes


@pytest.mark.parametrize("date", [0, 2**63, "soon", ...])
async def test_a_press_on_an_old_card_does_what_it_says(chats: Chats, date: Any) -> None:
    """Telegram hands old cards out without their words and with the date 0: what they are about is in the ledger."""
    card, account = await chats.say(OWNER, SAID), chats.phone(OWNER).user.id
    ((undo,),) = card.buttons
    old = message(chats, message_id=card.id, date=date)
    await told(chats, {"callback_query": {"id": "81", "from": {"id": account}, "data": undo.data, "message": old}})
    said = next(one.text for one in chats.phone(OWNER).inbox if one.id == card.id)
    assert said == f"↩️ 已撤回 {OWN} 的登记：“{SAID}”。现在是：未启动。"
    assert (await chats.measure(OWN)).percent is None


async def test_a_membership_that_cannot_be_read_is_no_message_of_anybody(chats: Chats) -> None:
    """Nobody sent anything: nobody is asked to send it again."""
    account = chats.phone(OWNER).user.id
    assert await told(chats, {"my_chat_member": {"chat": {"id": account}, "from": 5}}) == ""
    raw = {"message": None, "edited_message": None, "my_chat_member": None}
    assert await told(chats, raw) == ""
    assert RECORDED in await told(chats, {**raw, "message": message(chats, text=SAID)})


async def test_another_version_of_a_message_without_words_changes_nothing(chats: Chats) -> None:
    """A place that moves, a vote: nobody wrote anything, nothing is said and nothing changed."""
    before = await chats.ledger()
    for content in ({"location": {"latitude": 1.0, "longitude": 2.0}}, {"poll": {"id": "1"}}):
        assert await told(chats, {"edited_message": message(chats, edit_date=1_742_432_500, **content)}) == ""
    assert await chats.ledger() == before


async def test_what_is_set_aside_is_counted(chats: Chats) -> None:
    """/health says how many updates could not be read."""
    assert await told(chats, {"message": message(chats, text=5)}) == ILLEGIBLE
    assert "读不" in (await chats.say(OFFICE, "/health")).text
