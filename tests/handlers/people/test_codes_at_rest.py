"""The code of a link is nowhere at rest in clear, in no file of the data folder, once it was sent or came back."""

import datetime as dt
import hashlib
import re
from pathlib import Path

import pytest

from bot.sandbox import Message
from bot.services.people.code import MARK
from tests.handlers.conftest import OFFICE, STRANGER, Chats, labels, open_chats
from tests.handlers.people.test_people import LINK, UNBOUND


def holders_of(folder: Path, code: str) -> list[str]:
    """The files that hold the code, and all files of answers: of a picture the bytes do not tell."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [
        str(file.relative_to(folder)) for file in files if code.encode() in file.read_bytes() or "parcels" in file.parts
    ]


async def invited(chats: Chats, name: str) -> str:
    """The code of a fresh link."""
    await chats.say(OFFICE, f"/invite {name}")
    return next(found for message in reversed(chats.phone(OFFICE).inbox) if (found := _code(message)))


def _code(message: Message) -> str:
    found = LINK.search(message.text)
    return found[1] if found else ""


async def test_no_step_of_a_binding_leaves_the_code(tmp_path: Path) -> None:
    """Issued, renewed, printed, sent back to us in words, opened by a wrong one, opened, claimed by another phone."""
    async with open_chats(tmp_path) as chats:
        first = await invited(chats, UNBOUND)
        assert holders_of(tmp_path, first) == []
        code = await invited(chats, UNBOUND)
        assert code != first
        assert holders_of(tmp_path, code) == []
        link = next(one for one in reversed(chats.phone(OFFICE).inbox) if code in one.text)
        await chats.say(OFFICE, "发给谁的？", reply_to=link)
        await chats.say(OFFICE, f"链接 https://t.me/duban_bot?start={code}")
        assert holders_of(tmp_path, code) == []
        await chats.after(OFFICE, lambda phone: phone.open_link(code))
        assert holders_of(tmp_path, code) == []
        await chats.after(UNBOUND, lambda phone: phone.open_link(code))
        assert (await chats.person(UNBOUND)).chat == chats.phone(UNBOUND).user.id
        assert holders_of(tmp_path, code) == []
        other = await invited(chats, UNBOUND)
        await chats.after(STRANGER, lambda phone: phone.open_link(other))
        assert any("同意换手机" in label for label in labels(chats.phone(UNBOUND).last))
        assert holders_of(tmp_path, other) == []
        listed = await chats.say(OFFICE, "/invite")
        sheet = next(label for label in labels(listed) if "打印" in label or "张" in label)
        await chats.press(OFFICE, listed, sheet)
        assert holders_of(tmp_path, other) == []


async def test_whoever_knows_a_hash_binds_nobody(tmp_path: Path) -> None:
    """What the ledger keeps of a code, typed with the door's own mark, opens nothing."""
    async with open_chats(tmp_path) as chats:
        code = await invited(chats, UNBOUND)
        kept = hashlib.sha256(code.encode()).hexdigest()
        for typed in (f"{MARK}{kept}", kept, f"{MARK}{MARK}{kept}"):
            await chats.say(STRANGER, f"/start {typed}")
            assert (await chats.person(UNBOUND)).chat is None
            await chats.stage.pass_time(dt.timedelta(minutes=1))  # a stranger is answered once in it
        assert re.fullmatch(r"[\w-]{22}", code)


@pytest.mark.parametrize("method", ["sendPhoto", "*"])
async def test_a_link_that_cannot_be_sent_leaves_nothing(tmp_path: Path, method: str) -> None:
    """The office's phone refuses picture or message: what is given up holds no code, nor does any file of it."""
    async with open_chats(tmp_path) as chats:
        office = chats.phone(OFFICE).user.id
        chats.stage.sandbox.faults.next(method, 403, chat=office, times=9)
        await chats.after(OFFICE, lambda phone: phone.say(f"/invite {UNBOUND}"))
        await chats.stage.pass_time(dt.timedelta(minutes=2))
        kept = b"".join((await chats.ledger()).values())
        assert b"?start=" not in kept
        assert [file for file in tmp_path.rglob("*") if file.is_file() and "parcels" in file.parts] == []
        assert b"?start=" not in b"".join(file.read_bytes() for file in tmp_path.rglob("ledger.*"))
