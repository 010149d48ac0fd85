"""Random updates of the Bot API, valid and invalid, through the real receiver and application.

    python -m benchmarks.fuzz_updates [updates] [seed]

Prints what the bot made of them and what it occupies after a tenth, a half and the whole; in between the sandbox
forgets what is past, so that what grows is the bot's. Exits 1 where anything went wrong within the bot, where memory
grew by more than the ledger's own documents explain, or where a good update afterwards is not answered.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

from tests.handlers.conftest import OWN, OWNER, open_chats
from tests.hostile.updates import MEGABYTE, Mark, broken, fuzz

A_DOCUMENT = 4096  # bytes that a document of the ledger may take with its places in the indexes
SLACK = 16 * MEGABYTE


def flat(half: Mark, whole: Mark) -> bool:
    """Whether memory grew in the second half by no more than what was written into the ledger."""
    return whole.memory - half.memory < SLACK + A_DOCUMENT * (whole.documents - half.documents)


async def main(count: int = 50_000, seed: int = 1) -> int:
    """Run it; 1 where something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_chats(Path(folder)) as office:
            began = time.monotonic()
            counts, marks = await fuzz(office, count, seed)
            seconds = time.monotonic() - began
            answered = OWN in (await office.say(OWNER, f"{OWN} 正在推进")).text
    print(f"{count} updates, seed {seed}, in {seconds:.0f} s")
    for event, times in counts.most_common():
        print(f"{times:>8}  {event}")
    for name, one in zip(("a tenth", "a half", "all"), marks, strict=True):
        print(f"after {name:8} {one.memory / MEGABYTE:7.1f} MB  {one.objects:>8} objects  {one.documents:>6} documents")
    print(f"went wrong: {broken(counts) or 'nothing'}; a good update afterwards is answered: {answered}")
    return int(bool(broken(counts)) or not answered or not flat(*marks[1:]))


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*map(int, sys.argv[1:]))))
