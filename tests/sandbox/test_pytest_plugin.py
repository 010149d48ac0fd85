"""The tests of another bot use the sandbox as a pytest plugin: it is installed with the package."""

import asyncio
import sys
import tomllib
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOREIGN = """
import asyncio
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text("听到：" + update.message.text)

def test_it_answers(telegram_sandbox, telegram_server):
    async def play():
        async with telegram_server() as server:
            builder = ApplicationBuilder().token(telegram_sandbox.token)
            bot = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").build()
            bot.add_handler(MessageHandler(filters.TEXT, echo))
            async with bot:
                await bot.start()
                await bot.updater.start_polling(timeout=1)
                phone = telegram_sandbox.phone(1001, "宗砚秋")
                phone.say("在吗")
                await telegram_sandbox.until(lambda: phone.inbox)
                assert phone.last.text == "听到：在吗"
                await bot.updater.stop()
                await bot.stop()
    asyncio.run(play())
"""


def test_the_entry_point_is_the_plugin() -> None:
    """What the package says that pytest should load is there."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["pytest11"]
    assert callable(import_module(points["telegram_sandbox"]).telegram_sandbox)


async def test_a_foreign_test_runs_with_it(tmp_path: Path) -> None:
    """In a folder of its own, without our settings, with the library unchanged."""
    (tmp_path / "test_echo.py").write_text(FOREIGN, "utf-8")
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "pytest", "-q", "-p", "bot.sandbox.pytest_plugin", "--rootdir", str(tmp_path), str(tmp_path)),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await program.communicate()
    assert program.returncode == 0, said.decode()
    assert b"1 passed" in said
