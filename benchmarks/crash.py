"""The crash matrix in full, and what else the trip of an update must stand: all of it on the real process.

    python -m benchmarks.crash [kills] [kills of the stock bot] [kills of conversations] [seconds without sends]

The matrix kills the real bot, and a stock bot beside it, in rounds of 25 kills, two at once, each with a ledger, a
sandbox and phones of its own over loopback HTTP. Then conversations are killed, whose every answer is compared with an
unkilled control; sends fail, or take 5.5 seconds, while polls go on; one person writes 300 messages and a stranger
2,000; a machine starts in 1970. Where 0 is given for a number, that part is left out. Exits 1 where the real bot lost
anything, said or wrote anything twice or falsely, or sent more second copies than there were kills.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

os.environ["PTB_TIMEDELTA"] = "1"

from bot.logs import set_up_logs
from tests.crash.programs.bot_1970 import start_in_1970
from tests.crash.programs.bot_dialogs import Verdict, converse
from tests.crash.programs.bot_flood import OWN, PAUSE, STRANGERS, Flood, flood
from tests.crash.programs.bot_line import WAYS, Outcome, sends_crawl, sends_down
from tests.crash.programs.bot_matrix import ANY_MOMENT, NOT_REACHED, WHILE_STARTING, Tally, any_kills, play
from tests.crash.programs.bot_program import REACHED
from tests.crash.programs.bot_stock_round import play_stock

T = TypeVar("T")
DEFAULTS = 50, 25, 50, 60  # kills, kills of the stock bot, kills of conversations, seconds without sends
OTHERS = 20  # messages of each of the others while somebody floods
SOON = 1.0  # seconds that 99 of 100 of the others wait at most, where a flood does not stand before them at Telegram
ANSWERED = 20.0  # seconds from the right clock to the answer
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


def apart(work: Callable[..., Coroutine[Any, Any, T]], *given: Any, **more: Any) -> T:
    """A piece of work in a folder of its own, in this process."""
    set_up_logs("CRITICAL")
    with tempfile.TemporaryDirectory(prefix="duban-crash-") as folder:
        return asyncio.run(work(Path(folder) / "office", *given, **more))


def matrix(kills: int, kills_of_stock: int) -> bool:
    """Print the tables of the matrix; True where the real bot held."""
    print(row(*HEADS, *MORE_HEADS), row(*["---"] * (len(HEADS) + len(MORE_HEADS))), sep="\n", flush=True)
    began = time.monotonic()
    ours = measured(kills, stock=False)
    print(figures("督办", ours, time.monotonic() - began), flush=True)
    began = time.monotonic()
    if kills_of_stock:
        print(figures("对照", measured(kills_of_stock, stock=True), time.monotonic() - began), flush=True)
    heads = row("步骤", "次数", "", "步骤", "次数")
    print("", heads, row(*["---"] * 5), steps(ours), sep="\n")
    print(f"\n必须没有的：{ours.faults or '没有'}；多发 {ours.sent_twice} ≤ 杀死 {ours.killed}", flush=True)
    return not ours.faults


def conversations(kills: int) -> bool:
    """Print what kills did to conversations; True where nothing was lost, false, or doubled without a label."""
    began = time.monotonic()
    sizes = [min(A_ROUND, kills - start) for start in range(0, kills, A_ROUND)]
    with ProcessPoolExecutor(AT_ONCE, max_tasks_per_child=1) as pool:
        plans = [any_kills(size, 100 + seed, REACHED) for seed, size in enumerate(sizes)]
        verdict = sum((one.result() for one in [pool.submit(apart, converse, plan) for plan in plans]), Verdict())
    heads = (
        "杀死",
        "会话",
        "答复",
        "假“已登记”",
        "丢的提问",
        "没来的答复",
        "重复没标明",
        "重复已标明",
        "写明可能重复的",
        "用词不同",
        "记录不符",
    )
    counted = (verdict.false, verdict.questions_lost, verdict.missing, verdict.twice)
    print("", row(*heads, "用时"), row(*["---"] * (len(heads) + 1)), sep="\n")
    cells = (verdict.kills.total(), verdict.conversations, verdict.answers, *map(len, counted))
    more = (verdict.doubled, verdict.labelled, len(verdict.other), len(verdict.effects))
    print(row(*cells, *more, f"{time.monotonic() - began:.0f} 秒"), flush=True)
    for name, found in verdict.faults.items():
        print(f"{name}: {found}")
    return not verdict.faults


def lines(seconds: int) -> bool:
    """Print who was answered after sends had failed, and while they were slow; True where everybody was, once."""
    with ProcessPoolExecutor(AT_ONCE, max_tasks_per_child=1) as pool:
        names = {"refused": "拒绝连接", "reset": "断开连接"}
        waiting = {f"{seconds} 秒：{names.get(way, way)}": pool.submit(apart, sends_down, way, seconds) for way in WAYS}
        waiting["每次 5.5 秒"] = pool.submit(apart, sends_crawl)
        found: dict[str, Outcome] = {name: one.result() for name, one in waiting.items()}
    heads = ("发送", "写信的人", "断开时就答了", "没有答复", "多一次答复", "写明可能重复", "还留着的", "恢复后最久")
    print("", row(*heads), row(*["---"] * len(heads)), sep="\n")
    for name, one in found.items():
        cells = (one.people, one.early, one.missing, one.twice, one.labelled, len(one.left), f"{one.longest:.1f} 秒")
        print(row(name, *cells), flush=True)
    return not any(one.faults for one in found.values())


def floods() -> bool:
    """Print how long others wait while two people flood, beside a control; True where all is kept and nobody waits."""
    heads = ("", "别人的信", "p50", "p99", "最久", "第二封起 p99", "没有答复", "丢失", "乱序", "答复本人", "答复外人")
    print("", row(*heads), row(*["---"] * len(heads)), sep="\n")
    held = True
    for name, sizes, over in (
        ("没有人刷屏", (0, 0), 0.0),
        (f"一人 {OWN} 条、外人 {STRANGERS} 条，20 秒内", (OWN, STRANGERS), 20.0),
        ("同上，一下子", (OWN, STRANGERS), 0.0),
    ):
        one: Flood = apart(flood, *sizes, over=over, rounds=OTHERS, spread=PAUSE)
        seconds = (one.percentile(0.5), one.percentile(0.99), max(one.delays), one.percentile(0.99, since=2))
        times = [f"{some * 1000:.0f} 毫秒" for some in seconds]
        cells = (one.unanswered, one.lost, one.out_of_order, one.answers, one.told)
        print(row(name, len(one.delays), *times, *cells), flush=True)
        held &= not one.faults and (not over or one.percentile(0.99) < SOON)
    return held


def clock() -> bool:
    """Print what a start in 1970 costs; True where there is an answer soon after the clock was put right."""
    start = apart(start_in_1970, 10)
    heads = ("1970 年起步", "校准到答复", "等待时 CPU", "内存最多", "SIGTERM 的退出码（之后、在 1970 年）")
    print("", row(*heads), row(*["---"] * len(heads)), sep="\n")
    ended = "、".join(map(str, start.ended))
    print(row("", f"{start.answered:.1f} 秒", f"{start.waiting:.1%}", f"{start.memory:.0f} MB", ended), flush=True)
    return start.answered < ANSWERED and start.ended == (0, 0)


def main(kills: int, kills_of_stock: int, kills_of_talks: int, seconds: int) -> int:
    """Print the tables of docs/reliability.md, as they run; 1 where the real bot did not hold."""
    held = [matrix(kills, kills_of_stock)] if kills else []
    held += [conversations(kills_of_talks)] if kills_of_talks else []
    held += [lines(seconds), floods(), clock()] if seconds else []
    return 0 if all(held) else 1


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*given, *DEFAULTS[len(given) :]))
