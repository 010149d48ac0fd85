"""From the start to the first poll, and memory at idle, beside the smallest program of the same library.

    python -m benchmarks.start            # 10 starts of each, in turn
    python -m benchmarks.start --quick    # 4 of each

Both are real processes before a sandbox on loopback. Ours opens a ledger with the example's 23 measures. Figures are
medians of the milliseconds from the start of the process to its first getUpdates, and of the memory that is resident
some seconds later. Ends with status 1 where a ratio is above 1.5.
"""

import argparse
import asyncio
import datetime as dt
import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.stage import WORKBOOK, open_stage
from bot.sandbox import Sandbox, serve

ROOT = Path(__file__).parents[1]
TOKEN = "42:SANDBOX"  # noqa: S105 - opens nothing but the sandbox
MOST = 1.5
IDLE_SECONDS = 3.0
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


async def started(arguments: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Milliseconds until a fresh process polls, and its resident megabytes at idle."""
    sandbox = Sandbox(token=TOKEN)
    server = await serve(sandbox)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DUBAN_")} | {
        "PYTHONPATH": str(ROOT),
        "DUBAN_TELEGRAM_TOKEN": TOKEN,
        "DUBAN_TELEGRAM_BASE_URL": f"{server.url}/bot",
        "DUBAN_STORE_URL": str(folder / "ledger.json"),
        "DUBAN_STORE_EVIDENCE": str(folder / "evidence"),
        "DUBAN_LOG_LEVEL": "ERROR",
    }
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await sandbox.until(lambda: sandbox.queue._poll)  # noqa: SLF001 - a poll is counted as it comes, not as it ends
        taken = (time.perf_counter() - begun) * 1000
        await asyncio.sleep(IDLE_SECONDS)
        return taken, resident(process.pid)
    finally:
        process.terminate()
        await process.wait()
        await server.stop()


def resident(process: int) -> float:
    """Megabytes of a process that are in memory."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def measured(times: int) -> dict[tuple[str, ...], list[tuple[float, float]]]:
    """Both programs in turn, so that a busy machine is as busy for both."""
    taken: dict[tuple[str, ...], list[tuple[float, float]]] = {OURS: [], THEIRS: []}
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with open_stage(folder, dt.datetime.now(dt.UTC)) as stage:
            await stage.take_in(WORKBOOK)
        for _ in range(times):
            for arguments, found in taken.items():
                found.append(await started(arguments, folder))
    return taken


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer starts")
    taken = asyncio.run(measured(4 if parser.parse_args().quick else 10))
    figures = {name: [statistics.median(row) for row in zip(*found, strict=True)] for name, found in taken.items()}
    ratios = [ours / theirs for ours, theirs in zip(figures[OURS], figures[THEIRS], strict=True)]
    print(f"{'':24} | {'first poll ms':>13} {'resident MB':>12}")
    for name, label in ((OURS, "python -m bot run"), (THEIRS, "bare python-telegram-bot")):
        print(f"{label:24} | {figures[name][0]:13.0f} {figures[name][1]:12.1f}")
    print(f"{'ratio':24} | {ratios[0]:13.2f} {ratios[1]:12.2f}   (at most {MOST})")
    sys.exit(max(ratios) > MOST)


if __name__ == "__main__":
    main()
