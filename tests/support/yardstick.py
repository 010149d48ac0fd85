"""How much work something is, however fast the machine and whoever else works on it."""

import time
from collections.abc import Callable

TRIALS = 3


def effort(work: Callable[[], object]) -> float:
    """Milliseconds of a processor that needs one for the yardstick: the least of a few trials of both."""
    trials = [(_spent(work), _spent(_yardstick)) for _ in range(TRIALS)]
    return min(ours for ours, _ in trials) / min(yardsticks for _, yardsticks in trials)


def _yardstick() -> int:
    """About a millisecond of today's machines."""
    return sum(n * n % 7 for n in range(11_000))


def _spent(work: Callable[[], object]) -> float:
    """Seconds that the processor gave to it; what others get meanwhile does not count."""
    before = time.thread_time()
    work()
    return time.thread_time() - before
