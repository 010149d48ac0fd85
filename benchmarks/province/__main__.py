"""A province on PostgreSQL: 136 units, 5,440 measures, 20,000 people, on a server started for it, with fsync.

    python -m benchmarks.province          # every part
    python -m benchmarks.province tick     # a Monday's 20,000 reminders planned in one tick, at most 20 s
    python -m benchmarks.province reply    # a reply at 5,440 measures, at most 1.3 times one at 23

Ends with status 1 where a part does not hold what it is to show. `--units 10` is a smaller province.
"""

import argparse
import asyncio
import sys

from benchmarks.province import fanout, replies, reply, tick
from benchmarks.province.round import UNITS
from bot.logs import set_up_logs
from tests.storage.server import running_server

PARTS = {"tick": tick.run, "fanout": fanout.run, "reply": reply.run, "replies": replies.run}


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts; all of them where none is named")
    parser.add_argument("--units", type=int, default=UNITS, help="how many units")
    asked = parser.parse_args()
    set_up_logs("ERROR")
    passed = True
    for part in asked.parts or PARTS:
        print(f"== {part}", flush=True)
        with running_server(fsync="on") as server:
            passed &= asyncio.run(PARTS[part](server, asked.units))
    sys.exit(not passed)


if __name__ == "__main__":
    main()
