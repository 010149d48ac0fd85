"""The work of a day of each role: done with buttons alone, and with words alone; reminder and weekly page in two taps."""

import datetime as dt

import pytest

from bot.domain.plan.measure import Stage
from bot.sandbox import Message
from bot.services.core.ledger import EXTENSIONS_OF, INSTRUCTIONS_OPEN
from tests.handlers.conftest import BEIJING, DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels

JUNE = dt.datetime(2025, 6, 16, 8, 30, tzinfo=BEIJING)  # Monday; OWN and OTHERS are due at the end of the month


class Thumb:
    """Somebody who only presses, from the card at the top of the chat; nothing is ever typed."""

    def __init__(self, chats: Chats, name: str) -> None:
        self.chats, self.name, self.taps = chats, name, 0

    @property
    def home(self) -> Message:
        """The first page, pinned."""
        return next(one for one in self.chats.phone(self.name).chat.pinned if "更多" in labels(one))

    def bearing(self, label: str) -> Message:
        """The newest message with such a button."""
        inbox = reversed(self.chats.phone(self.name).inbox)
        return next(one for one in inbox if any(label in text for text in labels(one)))

    async def press(self, *path: str, home: bool = False) -> str:
        """Press one button after another, each on the newest message that has it; what was said at last."""
        said = ""
        for step, label in enumerate(path):
            message = self.home if home and not step else self.bearing(label)
            found = next(text for text in labels(message) if label in text)
            said = await self.chats.press(self.name, message, found)
            self.taps += 1
        return said


async def monday(chats: Chats) -> None:
    """The morning on which everybody is reminded."""
    chats.stage.sandbox.clock.set(JUNE)
    await chats.stage.tick()
