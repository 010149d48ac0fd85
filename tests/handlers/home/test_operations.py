"""The office asks how it is and for a backup, on the phone; others may not."""

import asyncio
import datetime as dt
from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from storage.archive.backup import verify_archive
from tests.handlers.conftest import BEIJING, MATE, OFFICE, OWN, OWNER, SECRETARY, WORDING, Chats

NOT_ALLOWED = WORDING.word("core.refusal.NotAllowed")


def archives_of(chats: Chats) -> Path:
    """The folder beside the ledger."""
    return Path(chats.stage.app.config.store.url).parent / "backups"


async def test_office_reads_how_it_is(chats: Chats) -> None:
    """One page: what is late, who cannot be reached, the last round, the backup, the calendar, the disk."""
    await chats.stage.tick()
    text = (await chats.say(OFFICE, "/health")).text
    for words in ("到时未发的消息：没有", "还没有绑定：", "最近一次到期检查：09:00:00", "磁盘还剩", "放假安排"):
        assert words in text
    assert "自动备份已关闭" in text


async def test_words_and_command_mean_the_same(chats: Chats) -> None:
    """体检 is what /health is."""
    assert "运行状况" in (await chats.say(OFFICE, "体检")).text


async def test_person_who_blocked_the_bot_is_named(chats: Chats) -> None:
    """The office can go and speak to them."""
    chats.phone(MATE).block()
    await chats.say(OFFICE, "/nudge 2-4")
    assert f"收不到消息：{MATE}" in (await chats.say(OFFICE, "/health")).text


async def test_backup_lies_on_the_machine_and_never_goes_through_the_chat(chats: Chats) -> None:
    """The answer names place and size; no file is sent; the archive is whole."""
    (answer,) = await chats.after(OFFICE, lambda phone: phone.say("/backup"))
    folder = archives_of(chats)
    (archive,) = folder.iterdir()
    assert str(archive) in answer.text
    assert answer.attachment is None
    assert verify_archive(archive).counts["measures"]
    assert "最近备份：2025-03-20（周四） 09:00" in (await chats.say(OFFICE, "/health")).text


async def test_others_may_do_neither(chats: Chats) -> None:
    """An owner is refused, and nothing is written."""
    assert (await chats.say(OWNER, "/health")).text == NOT_ALLOWED
    assert (await chats.say(OWNER, "/backup")).text == NOT_ALLOWED
    assert not archives_of(chats).exists()


async def morning(chats: Chats, hour: int) -> None:
    """Go on to Friday at that hour."""
    now = chats.stage.sandbox.clock.now().astimezone(BEIJING)
    await chats.stage.pass_time(dt.datetime(2025, 3, 21, hour, 0, tzinfo=BEIJING) - now)


async def test_line_is_tried_each_working_morning_and_one_tap_answers(chats: Chats) -> None:
    """Where it is switched on the office has one message to tap; answered, nothing more is said, and no other day."""
    assert "线路自检" in (await chats.say(OFFICE, "/policy 线路自检 开")).text
    await chats.stage.pass_time(dt.timedelta(minutes=2))
    await morning(chats, 9)
    (tried,) = [m for m in chats.phone(OFFICE).inbox if "线路自检 2025-03-21" in m.text]
    assert "到 12:00 没有人按" in tried.text
    assert not [m for m in chats.phone(OWNER).inbox if "线路自检" in m.text]
    assert "收到，线路正常" in await chats.press(OFFICE, tried, "收到")
    await morning(chats, 14)
    assert not [m for m in chats.phone(OFFICE).inbox if "没有人按“收到”：" in m.text and "03-21" in m.text]
    await chats.stage.pass_time(dt.timedelta(days=1))  # Saturday
    assert not [m for m in chats.phone(OFFICE).inbox if "线路自检 2025-03-22" in m.text]


async def test_line_that_nobody_answers_is_suspect_until_somebody_does(chats: Chats) -> None:
    """By noon office and secretary hear of it, and /health says so; a tap afterwards ends that."""
    await chats.say(OFFICE, "/policy 线路自检 开")
    await chats.stage.pass_time(dt.timedelta(minutes=2))
    (first,) = [m for m in chats.phone(OFFICE).inbox if "线路自检 2025-03-20" in m.text]
    await chats.press(OFFICE, first, "收到")
    await morning(chats, 9)
    await morning(chats, 11)
    assert "线路可疑" not in (await chats.say(OFFICE, "/health")).text
    await morning(chats, 12)
    await chats.stage.pass_time(dt.timedelta(minutes=1))
    for name in (OFFICE, SECRETARY):
        assert len([m for m in chats.phone(name).inbox if "2025-03-21（周五）的线路自检没有人按" in m.text]) == 1
    assert "线路可疑：2025-03-21（周五）" in (await chats.say(OFFICE, "/health")).text
    (tried,) = [m for m in chats.phone(OFFICE).inbox if "线路自检 2025-03-21" in m.text]
    await chats.press(OFFICE, tried, "收到")
    assert "线路可疑" not in (await chats.say(OFFICE, "/health")).text


async def test_backup_that_cannot_be_made_says_so(chats: Chats) -> None:
    """A file stands where the folder should be: the office reads why, and no backup is claimed."""
    folder = archives_of(chats)
    folder.write_text("in the way")
    assert "备份没有做成" in (await chats.say(OFFICE, "/backup")).text
    assert "最近备份：还没有" in (await chats.say(OFFICE, "/health")).text


async def test_a_backup_says_how_many_proofs_it_lacks(chats: Chats, tmp_path: Path) -> None:
    """One file is gone: the archive is made beside the running bot, and its drill says the same."""
    await chats.after(OWNER, lambda phone: phone.send_photo(b"a photo", f"{OWN} 完成50%"))
    (proof,) = [path for path in tmp_path.rglob("evidence/??/??/*") if path.is_file()]
    proof.unlink()
    store = chats.stage.app.config.store
    places = {"DUBAN_STORE_URL": store.url, "DUBAN_STORE_EVIDENCE": store.evidence}

    async def do(*command: str) -> str:
        return (await asyncio.to_thread(CliRunner(env=places).invoke, main, command)).output

    said = await do("backup", "--out", str(tmp_path / "copies"))
    assert "有 1 份佐证缺失或读不出，没有备份" in said
    assert "有 1 份佐证缺失或读不出，没有备份" in (await chats.say(OFFICE, "/backup")).text
    (copy,) = (tmp_path / "copies").iterdir()
    assert "佐证 0 份（备份时另有 1 份缺失或读不出）" in await do("restore", "--drill", str(copy))
