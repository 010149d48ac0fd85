"""The crash matrix in full: the real bot, and a stock bot beside it, killed a thousand times each.

    python -m benchmarks.crash [kills] [kills of the stock bot]

Rounds of 25 kills, two at once, each with a ledger, a sandbox and phones of its own over loopback HTTP. Exits 1 where
the real bot lost anything, wrote anything twice, or sent more second copies than there were kills.
"""

import asyncio
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

from bot.logs import set_up_logs
from tests.crash.bot_matrix import Tally, any_kills, play
from tests.crash.bot_program import REACHED
from tests.crash.bot_stock_round import play_stock

KILLS, KILLS_OF_STOCK = 50, 25
A_ROUND = 25
AT_ONCE = 2


def one_round(seed: int, kills: int, *, stock: bool) -> Tally:
    """A round in a process of its own."""
    set_up_logs("CRITICAL")
    with tempfile.TemporaryDirectory(prefix="duban-crash-") as folder:
        planned = any_kills(kills, seed, REACHED)
        work = play_stock(Path(folder), planned, seed) if stock else play(Path(folder), planned, seed)
        return asyncio.run(work)


def measured(kills: int, *, stock: bool) -> Tally:
    """All rounds, two at once."""
    sizes = [min(A_ROUND, kills - start) for start in range(0, kills, A_ROUND)]
    with ProcessPoolExecutor(AT_ONCE, max_tasks_per_child=1) as pool:
        rounds = [pool.submit(one_round, seed, size, stock=stock) for seed, size in enumerate(sizes, 1)]
        return sum((one.result() for one in rounds), Tally())


def show(name: str, tally: Tally, seconds: float) -> None:
    """One row of the table."""
    replies = (tally.killed, tally.replies, tally.replies_lost, tally.replies_twice)
    messages = (tally.messages, tally.messages_lost, tally.sent_twice, tally.in_flight, tally.unlabelled)
    widths = (5, 7, 4, 5, 8, 4, 5, 9, 10, 10, 6, 7)
    figures = (*replies, *messages, tally.unreadable, tally.chain_broken, round(seconds))
    row = [f"{figure:>{width}}" for figure, width in zip(figures, widths, strict=True)]
    print("  ".join([f"{name:<6}", *row]), flush=True)


def main(kills: int, kills_of_stock: int) -> int:
    """Print the table, and where the real bot was killed; 1 where it did not hold."""
    heads = ("kills", "replies", "lost", "twice", "messages", "lost", "twice", "in flight", "unlabelled", "unreadable")
    print("  ".join([f"{'bot':<6}", *heads, "broken", "seconds"]))
    began = time.monotonic()
    ours = measured(kills, stock=False)
    show("duban", ours, time.monotonic() - began)
    began = time.monotonic()
    if kills_of_stock:
        show("stock", measured(kills_of_stock, stock=True), time.monotonic() - began)
    print("\nwhere duban was killed:")
    for step, count in ours.kills.most_common():
        print(f"  {count:>5}  {step}")
    print(f"\nwhat must be nothing: {ours.faults or 'nothing'}")
    return 1 if ours.faults else 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(given + [KILLS, KILLS_OF_STOCK][len(given) :])))
