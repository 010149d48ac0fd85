"""Bots of other libraries run before the sandbox unchanged: only its address is given to them."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox import Phone, Sandbox, serve

BOTS = Path(__file__).parent / "other_bots"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def installed(library: str, folder: Path) -> list[str]:
    """The command that starts a bot of that library, which is installed for it in a folder of its own."""
    if library == "aiogram":
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603
        subprocess.run([folder / "bin/pip", "install", "-q", "aiogram==3.31.0"], check=True)  # noqa: S603
        return [str(folder / "bin/python"), str(BOTS / "aiogram_bot.py")]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        reason = "no Node on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    shutil.copytree(BOTS, folder)
    subprocess.run([npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)  # noqa: S603
    return [node, str(folder / f"{library}.js")]


async def talk(sandbox: Sandbox, phone: Phone) -> None:
    """What an ordinary bot does in its first hour: markup, buttons, edits, files both ways, an album, a refusal."""

    async def heard(count: int) -> None:
        await sandbox.until(lambda: len(phone.inbox) >= count, 120)

    phone.say("/start")
    await heard(1)
    assert phone.last.html == "<b>您好</b>，宗砚秋"
    assert phone.commands == [{"command": "start", "description": "开始"}]
    phone.press(phone.last, "加一")
    await sandbox.until(lambda: phone.last.text == "现在 1")
    assert phone.answers[-1].text == "好"
    phone.press(phone.last, "文件")
    await heard(2)
    assert (phone.last.document, phone.last.file_name, phone.last.html) == (b"a,b\n", "表.csv", "<b>表</b>")
    assert phone.answers[-1].alert
    phone.say("3-2 完成80%")
    await heard(3)
    assert phone.last.text == "听到：3-2 完成80%"
    phone.edit(phone.messages[-2], "3-2 完成60%")
    await heard(4)
    assert phone.last.text == "改成：3-2 完成60%"
    phone.send_photo(PICTURE, "现场")
    await heard(7)
    one, *album = phone.inbox[-3:]
    assert (one.photo, one.text) == (PICTURE, f"收到 {len(PICTURE)}")
    assert [message.photo for message in album] == [PICTURE, PICTURE]
    assert len({message.album for message in album} - {None}) == 1
    phone.say("投票")
    await heard(8)
    assert phone.last.text.endswith("method sendPoll is not in the sandbox")
    phone.say("置顶")
    asked = phone.last
    await sandbox.until(lambda: asked.reaction == "👍")
    assert phone.last.reply_to is asked
    assert phone.chat.pinned == [phone.last]
    phone.press(phone.last, "乙")
    await heard(10)
    assert phone.last.text == "听到：乙"


@pytest.mark.long
@pytest.mark.timeout(1800)  # another library is installed
@pytest.mark.parametrize("library", ["aiogram", "grammy", "telegraf"])
async def test_a_bot_of_another_library_talks(library: str, tmp_path: Path) -> None:
    """It polls, answers, edits, sends and fetches as it does before Telegram; what is not there is refused in words."""
    command = await asyncio.to_thread(installed, library, tmp_path / "its")
    sandbox = Sandbox(token="42:ABC", limits=False)
    server = await serve(sandbox)
    environment = os.environ | {"TOKEN": sandbox.token, "ROOT": server.url}
    program = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        await talk(sandbox, sandbox.phone(1001, "宗砚秋"))
    finally:
        program.terminate()
        await program.wait()
        await server.stop()
