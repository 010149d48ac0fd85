"""One page of every figure: run the benchmarks, and write what each says into docs/benchmarks.md with its moment.

    python -m benchmarks.page               # all of them: some hours, on a machine that has nothing else to do
    python -m benchmarks.page start reply   # only these; what the page says of the others stays, with its own date

What a benchmark writes stands on the page as it wrote it. One that ends with another status than 0, because a figure
is beyond its limit or something that it needs is not here, is named at the head of its section. Ends with status 1
where any did.
"""

import datetime as dt
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
LONGEST = 3600  # seconds for one of them
SECTION = re.compile(r"^## (?P<title>.+)\n\n(?P<body>(?:(?!^## |^---$).*\n)*)", re.MULTILINE)
PACKAGES = ("python-telegram-bot", "tinydb", "APScheduler", "dateparser", "msgspec")
HEAD = """# Benchmarks · 实测

Written by `make bench`; nothing on this page is typed by hand. Where a peer stands beside us, both ran in turn in the
same run, and the ratio is what counts: absolute times are those of the machine that is named, and of what else it had
to do. Growth is the figure of one size beside that of another. Each section is what its command wrote, with the day on
which it did; `python -m benchmarks.page NAME` renews one, and those that were not run yet are named at the end.

"""


@dataclass(frozen=True)
class Benchmark:
    """A program of this folder, with its arguments, and what it answers."""

    name: str
    asks: str
    arguments: tuple[str, ...] = ()


ALL = (
    Benchmark("start", "How soon does it listen, and how much memory does it hold, beside the smallest bot?"),
    Benchmark("reply", "Does a reply cost more as the ledger grows?"),
    Benchmark("trip", "What does the trip of an update cost beside the smallest bot?", ("--quick",)),
    Benchmark("store", "What does one durable transaction cost as the ledger grows, beside TinyDB's own storage?"),
    Benchmark("tick", "Does a tick cost what is due, or what there is?"),
    Benchmark("digest", "How long does the week's page take?"),
    Benchmark("loop", "How long does each command hold everybody else up?"),
    Benchmark("plans", "How long does a large ledger take to read?"),
    Benchmark("fanout", "How fast do a thousand messages go out within Telegram's limits, beside the usual limiter?"),
    Benchmark("oversight", "How long do the figures of a province take?"),
    Benchmark("judge", "How rightly are deadlines, recurrences and replies read, by us and by others?"),
    Benchmark("reading", "How rightly does each reader read dates, and how fast?"),
    Benchmark("reading_fuzz", "Does any string break the readers?"),
    Benchmark("fuzz_updates", "Does any update break the bot, or make it grow?"),
    Benchmark("burden", "What is an office asked in six months?"),
    Benchmark("year_of_messages", "How many messages does a year bring to each person?"),
    Benchmark("years", "What do two years of an office weigh?"),
    Benchmark("life", "Do random lives of an office break a rule?", ("--lives", "20", "--days", "20")),
    Benchmark("processes", "What is lost when processes die, on PostgreSQL?"),
    Benchmark("crash", "What is lost when the bot is killed?", ("100", "50", "60", "30")),
    Benchmark("province", "What does a province of offices take?"),
)


def machine() -> str:
    """The machine and the versions, in a line."""
    model = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    cpu = model[1] if model else platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} × {cpu}, {memory} GB, {system}; Python {platform.python_version()}, {packages}"


def measured(benchmark: Benchmark) -> tuple[str, bool]:
    """What a benchmark wrote, as the body of its section, and whether it ended well."""
    command = [sys.executable, "-m", f"benchmarks.{benchmark.name}", *benchmark.arguments]
    began, at = time.monotonic(), dt.datetime.now(dt.UTC).date()
    load = os.getloadavg()[0]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST)
        said, status = done.stdout, done.returncode
    except subprocess.TimeoutExpired:
        said, status = "", -1
    took = f"{time.monotonic() - began:.0f} s"
    call = " ".join(("python -m", f"benchmarks.{benchmark.name}", *benchmark.arguments))
    head = f"{benchmark.asks} `{call}`, {at}, {took}, load before {load:.1f}; on {machine()}.\n"
    if status:
        why = f"no answer within {LONGEST} s" if status < 0 else f"ended with status {status}"
        head += f"\n**Not as promised, or not run: {why}.**\n"
    return f"{head}\n```text\n{said.strip() or '(nothing)'}\n```\n", status == 0


def renew(names: list[str]) -> bool:
    """Run those benchmarks, one after another, and write the page after each; True where all ended well."""
    wanted = [one for one in ALL if not names or one.name in names]
    if strange := set(names) - {one.name for one in ALL}:
        sys.exit(f"no such benchmark: {', '.join(sorted(strange))}")
    page = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    kept = {found["title"]: found["body"] for found in SECTION.finditer(page)}
    well = True
    for one in wanted:
        print(one.name, flush=True)
        kept[one.name], good = measured(one)
        well &= good
        sections = (f"## {each.name}\n\n{kept[each.name].rstrip()}\n" for each in ALL if each.name in kept)
        missing = ", ".join(f"`{each.name}`" for each in ALL if each.name not in kept)
        last = f"\n---\n\nNot run here yet: {missing}.\n" if missing else ""
        PAGE.write_text(HEAD + "\n".join(sections) + last, "utf-8")
    return well


if __name__ == "__main__":
    sys.exit(not renew(sys.argv[1:]))
