"""A sandbox that is closed and opened again: people, chats, files, clock, pins, and what the bot has not fetched."""

import datetime as dt
import json
from pathlib import Path

import click
import pytest

from bot.demo.phones import opened
from bot.demo.stage import WORKBOOK, open_stage
from bot.sandbox import Keeper, NotKept, Sandbox, SandboxClock
from tests.handlers.conftest import OFFICE, OWN, OWNER, START, labels

PNG = b"\x89PNG\r\n\x1a\n" + b"7" * 17
LATER = START + dt.timedelta(days=9, hours=3)


def empty(token: str = "42:SANDBOX") -> Sandbox:  # noqa: S107 - opens nothing
    """A sandbox in which nothing has happened."""
    return Sandbox(token=token, clock=SandboxClock(START), limits=False)


def seen(sandbox: Sandbox) -> list[object]:
    """All that is to be seen on the phones."""
    return [
        (
            (phone.user, phone.role, phone.unread, phone.commands),
            [(one.id, one.html, labels(one), one.photo, one.reply_to and one.reply_to.id) for one in phone.messages],
            [one.id for one in phone.chat.pinned],
        )
        for phone in sandbox.people
    ]


async def test_an_office_goes_on_where_it_was(tmp_path: Path) -> None:
    """The same phones with the same messages at the same moment; old buttons work, and new words are answered."""
    first = empty()
    async with open_stage(tmp_path, START, sandbox=first) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind(OFFICE, OWNER)
        stage.phone(OWNER).send_photo(PNG, f"{OWN} 现场")
        stage.phone(OFFICE).say(f"状态 {OWN}")
        await stage.settle()
        first.clock.set(LATER)
        await stage.tick()
        stage.phone(OWNER).look()
        keeper = Keeper(first, tmp_path)
        keeper.keep()
        kept = (tmp_path / "sandbox.json").stat().st_mtime_ns
        keeper.keep()
        assert (tmp_path / "sandbox.json").stat().st_mtime_ns == kept  # nothing changed
    second = empty()
    assert Keeper(second, tmp_path).open()
    assert seen(second) == seen(first)
    assert second.clock.now() == LATER
    async with open_stage(tmp_path, START, sandbox=second) as stage:
        stage.phones = {phone.user.name: phone for phone in second.people}
        owner, office = stage.phone(OWNER), stage.phone(OFFICE)
        owner.say(f"{OWN} 完成40%")
        await stage.settle()
        assert "已登记" in owner.last.text
        card = next(one for one in reversed(office.inbox) if one.buttons)
        office.press(card, labels(card)[0])
        await stage.settle()
        numbers = [one.id for phone in second.people for one in phone.messages]
        assert len(numbers) == len(set(numbers))


async def test_what_the_bot_has_not_fetched_waits(tmp_path: Path) -> None:
    """Words that lie with Telegram when the program ends are handed out by the next one, under their number."""
    first = empty()
    number = first.phone(7, "宗砚秋").say("在吗")
    keeper = Keeper(first, tmp_path)
    keeper.keep()
    second = empty()
    assert Keeper(second, tmp_path).open()
    assert [one["update_id"] for one in second.queue] == [number]
    assert second.phone(7).say("还在吗") == number + 1


def test_another_folder_is_refused(tmp_path: Path) -> None:
    """What is of another bot, damaged, or no sandbox at all is said and left as it is."""
    first = empty()
    first.phone(7, "宗砚秋").say("在吗")
    Keeper(first, tmp_path).keep()
    with pytest.raises(NotKept):
        Keeper(empty("43:OTHER"), tmp_path).open()
    file = tmp_path / "sandbox.json"
    for bad in ("{", json.dumps({"format": 9}), "[]"):
        file.write_text(bad, "utf-8")
        with pytest.raises(click.UsageError, match="打不开"):
            opened(empty(), tmp_path)
        assert file.read_text("utf-8") == bad
    file.unlink()
    with pytest.raises(click.UsageError, match="换一个空的"):
        opened(empty(), tmp_path)


def test_a_beginning_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    """Killed before anything was kept, with a ledger half made: the folder is taken again, once."""
    opened(empty(), tmp_path)
    (tmp_path / "ledger.log").write_bytes(b"1 half a li")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "half").write_bytes(PNG)
    first = empty()
    keeper = opened(first, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["sandbox.begun"]
    first.phone(7, "宗砚秋").say("在吗")
    (tmp_path / "ledger.log").write_bytes(b"kept")
    keeper.keep()
    assert {one.name for one in tmp_path.iterdir()} == {"sandbox.json", "files", "ledger.log"}
    second = empty()
    opened(second, tmp_path)
    assert seen(second) == seen(first)
    assert (tmp_path / "ledger.log").read_bytes() == b"kept"
