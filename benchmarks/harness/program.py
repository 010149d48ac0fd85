"""Our bot and the smallest bot of the same library, each as a process of its own before a sandbox."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.demo.stage import TOKEN

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")  # a second of the processor, as the kernel counts it
ECHO = """
import os
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)

url = os.environ["DUBAN_TELEGRAM_BASE_URL"]
application = ApplicationBuilder().token(os.environ["DUBAN_TELEGRAM_TOKEN"]).base_url(url).build()
application.add_handler(MessageHandler(filters.TEXT, echo))
application.run_polling()
"""
OURS, THEIRS = ("-m", "bot", "run"), ("-c", ECHO)
LABELS = {OURS: "python -m bot run", THEIRS: "bare python-telegram-bot"}


@dataclass(frozen=True)
class Program:
    """A program that runs."""

    process: asyncio.subprocess.Process

    @property
    def cpu(self) -> float:
        """Seconds of the processor that it has used up to now, its own and the kernel's for it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def resident(self) -> float:
        """Megabytes of it that are in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@asynccontextmanager
async def running(
    arguments: tuple[str, ...], folder: Path, url: str, changes: dict[str, str] | None = None
) -> AsyncIterator[Program]:
    """A program of Python before the sandbox at the URL, with its ledger and its bytecode in the folder.

    `changes` go into its environment; no setting of whoever measures does.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DUBAN_", "PYTHON"))}
    settings = {
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "DUBAN_TELEGRAM_TOKEN": TOKEN,
        "DUBAN_TELEGRAM_BASE_URL": f"{url}/bot",
        "DUBAN_STORE_URL": str(folder / "ledger.json"),
        "DUBAN_STORE_EVIDENCE": str(folder / "evidence"),
        "DUBAN_LOG_LEVEL": "ERROR",
        "DUBAN_POLICY_QUIET_FROM": "00:00:00",
        "DUBAN_POLICY_QUIET_UNTIL": "00:00:00",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder, env=kept | settings | (changes or {}), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield Program(process)
    finally:
        process.terminate()
        await process.wait()
