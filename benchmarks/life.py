"""Lives of a whole office before the sandbox, one a seed: `--seed 7 --days 20` repeats one, `--lives 5000` lives many.

A hundred thousand days of an office are `--lives 5000 --days 20`. A life that fails is printed with the line that
repeats it, and with the fewest events that fail still. `--mutants` lives before products that are broken on purpose.
"""

import argparse
import asyncio
import sys
import time

from bot.logs import set_up_logs
from tests.support.life import lived, shrunk
from tests.support.life_mutants import MUTANTS, SEED, broken, events_for


def notice() -> int:
    """Say of each broken product what the witness said of it; 1 where one went unnoticed."""
    missed = 0
    for mutant in MUTANTS:
        with broken(mutant):
            wrong = asyncio.run(lived(SEED, 1, events_for(mutant))).wrong
        missed += not wrong
        print(f"{mutant}: {wrong[0].splitlines()[0] if wrong else 'NOT NOTICED'}", flush=True)
    print(f"{len(MUTANTS) - missed} of {len(MUTANTS)} noticed")
    return int(missed > 0)


def main() -> None:
    """Live, and say what became of it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--days", type=int, default=5)
    asked.add_argument("--lives", type=int, default=1)
    asked.add_argument("--mutants", action="store_true", help="whether broken products are noticed")
    given = asked.parse_args()
    set_up_logs("CRITICAL")
    if given.mutants:
        sys.exit(notice())
    slowest, said, kills, failed, decided = (0.0, 0), 0, 0, 0, 0
    began = time.monotonic()
    for seed in range(given.seed, given.seed + given.lives):
        start = time.monotonic()
        verdict = asyncio.run(lived(seed, given.days))
        slowest = max(slowest, (time.monotonic() - start, seed))
        said, kills, decided = said + verdict.said, kills + verdict.kills, decided + verdict.decided
        if verdict.wrong:
            failed += 1
            print(f"python -m benchmarks.life --seed {seed} --days {given.days}", *verdict.wrong, sep="\n  ")
            print("fewest events:", asyncio.run(shrunk(seed, given.days)))
    spent = time.monotonic() - began
    days = given.lives * given.days
    done = f"{said} replies, {decided} decisions, {kills} kills, {failed} failed"
    print(f"{given.lives} lives, {days} days, {done}, {spent / days:.2f} s a day")
    print(f"slowest: seed {slowest[1]}, {slowest[0]:.1f} s")


if __name__ == "__main__":
    main()
