"""Whether Telegram is heard: when it last was, the last long silence, what it complained of."""

import time
from dataclasses import dataclass, field

SILENCE = 60.0  # seconds without an answer that are noted
BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass
class PollHealth:
    """A line to Telegram as it is heard."""

    refused: str = ""  # why Telegram refuses to hand out updates, in a word; "" while it does
    reached: float | None = None  # when it last did, by the monotonic clock
    silence: float = 0.0  # seconds for which the last long silence lasted
    silence_ended: float = 0.0
    complaints: dict[str, float] = field(default_factory=dict)  # when it last refused, by reason
    _heard: float | None = None  # when it was last heard, by a clock that goes on while the machine sleeps

    def hear(self) -> None:
        """Note that it is heard, and how long it was not where that was long; a machine asleep hears nothing."""
        awake = time.clock_gettime(BOOT_CLOCK)
        if self._heard is not None and awake - self._heard > SILENCE:
            self.silence, self.silence_ended = awake - self._heard, time.monotonic()
        self._heard, self.reached = awake, time.monotonic()
