"""A stock bot for comparison: the library's own polling, TinyDB's own storage, jobs in memory.

python -m tests.crash.programs.bot_stock FILE CLERK LEADER... ; its settings are those of the real bot's environment.
"""

import os
import sys
import warnings
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, ContextTypes, MessageHandler, filters
from telegram.warnings import PTBUserWarning
from tinydb import TinyDB

WAIT = 0.5  # seconds until the job tells the others
FIRST_ACCOUNT = 5_000


def main(file: str, clerk: int, leaders: list[int]) -> None:
    """Write down every text, answer it, and let a job tell leader and clerk of difficulties."""
    ledger = TinyDB(file)
    warnings.simplefilter("ignore", PTBUserWarning)

    async def tell(context: CallbackContext) -> None:  # type: ignore[type-arg]  # as stock programs write it
        assert context.job
        facts: Any = context.job.data
        await context.bot.send_message(facts[0], facts[1])

    async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.effective_user
        words = update.message.text or ""
        ledger.insert({"by": update.effective_user.id, "words": words})
        if "有困难" in words:
            assert context.job_queue
            for chat in (leaders[(update.effective_user.id - FIRST_ACCOUNT) % len(leaders)], clerk):
                context.job_queue.run_once(tell, WAIT, data=(chat, words))
        await update.message.reply_text("已登记")

    application = (
        ApplicationBuilder()
        .token(os.environ["DUBAN_TELEGRAM_TOKEN"])
        .base_url(os.environ["DUBAN_TELEGRAM_BASE_URL"])
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, on_text))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), [int(account) for account in sys.argv[3:]])
