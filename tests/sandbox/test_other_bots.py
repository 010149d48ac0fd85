"""Bots of another library run before the sandbox unchanged: only its address is given to them."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, serve

ECHO = """
import asyncio
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

dispatcher = Dispatcher()

@dispatcher.message()
async def echo(message):
    await message.answer("听到：" + message.text)

async def main():
    session = AiohttpSession(api=TelegramAPIServer.from_base("{url}"))
    await dispatcher.start_polling(Bot("42:ABC", session=session), handle_signals=False)

asyncio.run(main())
"""


@pytest.mark.long
@pytest.mark.timeout(1800)  # pip installs another library
async def test_a_bot_of_aiogram_answers(tmp_path: Path) -> None:
    """It polls, hears what is written on a phone, and its answer is there."""

    def install() -> None:
        subprocess.run([sys.executable, "-m", "venv", tmp_path / "its"], check=True)  # noqa: S603
        subprocess.run([tmp_path / "its/bin/pip", "install", "-q", "aiogram"], check=True)  # noqa: S603

    await asyncio.to_thread(install)
    sandbox = Sandbox(token="42:ABC")
    server = await serve(sandbox)
    (tmp_path / "echo.py").write_text(ECHO.replace("{url}", server.url), "utf-8")
    program = await asyncio.create_subprocess_exec(tmp_path / "its/bin/python", tmp_path / "echo.py")
    phone = sandbox.phone(1001, "宗砚秋")
    phone.say("3-2 完成80%")
    await sandbox.until(lambda: phone.inbox, 120)
    assert phone.last.text == "听到：3-2 完成80%"
    program.terminate()
    await program.wait()
    await server.stop()
