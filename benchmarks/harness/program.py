"""Our bot and the smallest bot of the same library, each as a process of its own before a sandbox."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.demo.stage import TOKEN

ROOT = Path(__file__).parents[2]
LAST_WORDS = 2000  # characters of what a program said that are told where it ended
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
    """A program that runs; where somebody ended it, a figure of it raises RuntimeError with what it said last."""

    process: asyncio.subprocess.Process
    words: Path  # what it says of itself

    @property
    def cpu(self) -> float:
        """Seconds of the processor that it has used up to now, its own and the kernel's for it."""
        fields = self._told("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def resident(self) -> float:
        """Megabytes of it that are in memory."""
        status = self._told("status")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def _told(self, what: str) -> str:
        if self.process.returncode is not None:
            said = self.words.read_text("utf-8", "replace")[-LAST_WORDS:]
            raise RuntimeError(f"the program ended with {self.process.returncode} while it was measured:\n{said}")
        return Path(f"/proc/{self.process.pid}/{what}").read_text("utf-8")


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
    words = folder / "words.txt"
    with words.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=folder, env=kept | settings | (changes or {}), stderr=file
        )
    try:
        yield Program(process, words)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
