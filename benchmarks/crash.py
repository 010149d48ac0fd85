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
from itertools import zip_longest
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

from bot.logs import set_up_logs
from tests.crash.bot_matrix import ANY_MOMENT, NOT_REACHED, WHILE_STARTING, Tally, any_kills, play
from tests.crash.bot_program import REACHED
from tests.crash.bot_stock_round import play_stock

KILLS, KILLS_OF_STOCK = 50, 25
NAMES = {
    ANY_MOMENT: "任意时刻",
    WHILE_STARTING: "启动途中",
    NOT_REACHED: "没走到步骤",
    "after fetch": "取到更新之后",
    "before the inbox": "放进收件箱之前",
    "in the inbox, before confirming": "进了收件箱、确认之前",
    "after taking": "取出办理之时",
    "with the effect, before its answers": "事已办、答复未写入（提交之前）",
    "with effect and answers, before the commit": "事与答复都写好、提交之前",
    "before append": "追加之前",
    "within the line": "一行写了一半",
    "before fsync": "fsync 之前",
    "after fsync": "fsync 之后",
    "after the effect": "提交之后、发送之前",
    "between claim and send": "认领之后、发送之前",
    "before the send": "即将发送之时",
    "between send and mark": "发送之后、标记之前",
    "after mark": "标记之后",
    "during checkpoint": "写检查点时",
    "before rename": "改名之前",
    "before the log is emptied": "日志清空之前",
}
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


HEADS = ("", "杀死", "回复", "丢失", "记两次", "应发消息", "漏发", "多发", "其中没标明", "在路上", "一次最多")
MORE_HEADS = ("台账打不开", "历史对不上", "用时")


def row(*cells: object) -> str:
    """One row of a table of the documentation."""
    return f"| {' | '.join(map(str, cells))} |"


def figures(name: str, tally: Tally, seconds: float) -> str:
    """The figures of one bot."""
    replies = (tally.killed, tally.replies, tally.replies_lost, tally.replies_twice)
    messages = (tally.messages, tally.messages_lost, tally.sent_twice, tally.unlabelled)
    under_way = (tally.in_flight, tally.most_in_flight)
    return row(name, *replies, *messages, *under_way, tally.unreadable, tally.chain_broken, f"{seconds:.0f} 秒")


def steps(tally: Tally) -> str:
    """Where it was killed, two steps in a row."""
    named = [(NAMES.get(step, step), count) for step, count in tally.kills.most_common()]
    pairs = zip_longest(named[: (len(named) + 1) // 2], named[(len(named) + 1) // 2 :], fillvalue=("", ""))
    return "\n".join(row(*left, "", *right) for left, right in pairs)


def main(kills: int, kills_of_stock: int) -> int:
    """Print the tables of docs/reliability.md, as they run; 1 where the real bot did not hold."""
    print(row(*HEADS, *MORE_HEADS), row(*["---"] * (len(HEADS) + len(MORE_HEADS))), sep="\n", flush=True)
    began = time.monotonic()
    ours = measured(kills, stock=False)
    print(figures("督办", ours, time.monotonic() - began), flush=True)
    began = time.monotonic()
    if kills_of_stock:
        print(figures("对照", measured(kills_of_stock, stock=True), time.monotonic() - began), flush=True)
    heads = row("步骤", "次数", "", "步骤", "次数")
    print("", heads, row(*["---"] * 5), steps(ours), sep="\n")
    print(f"\n必须没有的：{ours.faults or '没有'}；多发 {ours.sent_twice} ≤ 杀死 {ours.killed}")
    return 1 if ours.faults else 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(given + [KILLS, KILLS_OF_STOCK][len(given) :])))
