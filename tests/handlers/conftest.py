"""The real bot before the sandbox, with a ledger taken in and a few people bound."""

import datetime as dt
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

import pytest

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.imports.draft import PlanDraft
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.settings.policy import Policy
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan
from bot.sandbox import Message, Phone
from bot.services.core.ledger import MEASURES_NUMBERED, PEOPLE_OF, PROGRESS_OF
from bot.services.imports.plan_import import accept, preview
from storage.opening import DocumentStore
from tests.support.held import watching

BEIJING = dt.timezone(dt.timedelta(hours=8))
START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)  # Thursday
DAY = dt.timedelta(days=1)
OFFICE, OWNER, MATE, LEADER, SECRETARY = "何清溪", "孟晓川", "罗雨桐", "沈知行", "陆景澄"
STRANGER = "路人"
OWN, OTHERS = "2-3", "2-4"  # measures of 孟晓川 and of 罗雨桐
NOT_THE_LEDGER = frozenset({"handled", "secrets"})  # that an update came, and our own keys
SILENT = "nil|"  # heads and empty cells of a calendar
QUESTIONS = frozenset({"drafts", "cards"})  # what is being asked, and the message that asks
WORDING = load_wording()
UNEXPECTED = WORDING.word("core.refusal.unexpected")

Ledger = dict[tuple[str, str], bytes]

TOLD_NOBODY = re.compile(r"已告知：[。\s]*$", re.MULTILINE)


@cache
def example() -> PlanDraft:
    """The example ledger as read, once for all tests."""
    return read_plan(WORKBOOK.read_bytes(), WORKBOOK.name, reference=START.date())


@dataclass
class Chats:
    """The stage, and what tests ask of it: what was answered, and whether the ledger changed."""

    stage: Stage
    unanswered: list[str] = field(default_factory=list)  # presses after which nobody saw anything
    provoked: list[str] = field(default_factory=list)  # what a test let go wrong, as it was owned up to

    def phone(self, name: str) -> Phone:
        """A person's phone."""
        return self.stage.phone(name)

    async def after(self, name: str, act: Callable[[Phone], object]) -> list[Message]:
        """What a person newly finds on the phone after doing something there."""
        phone = self.phone(name)
        known = {message.id for message in phone.inbox}
        act(phone)
        await self.stage.settle()
        return [message for message in phone.inbox if message.id not in known]

    async def say(self, name: str, words: str, reply_to: Message | None = None) -> Message:
        """The last answer to what a person writes."""
        return (await self.after(name, lambda phone: phone.say(words, reply_to)))[-1]

    async def act(self, name: str, words: str) -> Message:
        """What comes of a command that shows first what it would do: its first button confirms it."""
        asked = await self.say(name, words)
        await self.after(name, lambda phone: phone.press(asked, asked.buttons[0][0].text))
        return next(one for one in self.phone(name).inbox if one.id == asked.id)

    async def press(self, name: str, message: Message, label: str) -> str:
        """Press a button; the alert that came, or else the text of the newest message or of the changed card."""
        return await self.press_data(name, message, data_of(message, label))

    async def press_data(self, name: str, message: Message, data: str) -> str:
        """Press with callback data, as an app may send whatever it likes."""
        was = seen(message)
        fresh = await self.after(name, lambda phone: phone.press_data(message, data))
        press = list(self.stage.sandbox.presses.values())[-1]
        if not fresh and not press.text and seen(message) == was and not data.startswith(SILENT):
            self.unanswered.append(f"{data} below {message.text[:40]!r}")
        return press.text or (fresh[-1] if fresh else message).text

    async def ledger(self, *, but: frozenset[str] = frozenset()) -> Ledger:
        """Every document of the ledger, byte by byte."""
        store = cast("DocumentStore", self.stage.app.request.store)
        left_out = NOT_THE_LEDGER | but
        return {(shelf, id_): document async for shelf, id_, document in store.documents() if shelf not in left_out}

    async def ledger_holds(self, shelf: str) -> int:
        """How many documents stand on a shelf."""
        return sum(name == shelf for name, _ in await self.ledger())

    async def measure(self, number: str) -> Measure:
        """The measure of that number."""
        async with self.stage.app.request.look() as ledger:
            (found,) = await ledger.measures.find(MEASURES_NUMBERED, "u1", number)
        return found

    async def progress(self, number: str) -> list[Progress]:
        """What stands recorded of a measure, oldest first."""
        measure = await self.measure(number)
        async with self.stage.app.request.look() as ledger:
            return [one for one in await ledger.progress.find(PROGRESS_OF, measure.id) if one.stands]

    async def person(self, name: str) -> Person:
        """The person of that name."""
        async with self.stage.app.request.look() as ledger:
            (found,) = await ledger.people.find(PEOPLE_OF, "u1", name)
        return found

    def failures(self) -> list[str]:
        """What was said of something that went wrong within, and each 已告知 behind which no name stands."""
        said = [message.text for phone in self.stage.sandbox.people for message in phone.inbox]
        said += [press.text for press in self.stage.sandbox.presses.values()]
        return [text for text in said if UNEXPECTED[:10] in text or TOLD_NOBODY.search(text)]


def seen(message: Message) -> tuple[str, list[str]]:
    """What stands on a message and on its buttons."""
    return message.text, labels(message)


def holds_account(kept: bytes, account: int) -> bool:
    """True where the number of an account stands in clear; four signs within a hash that happen to be it do not."""
    return re.search(rf"(?<![0-9a-f]){account}(?![0-9a-f])".encode(), kept) is not None


def labels(message: Message) -> list[str]:
    """What stands on a message's buttons."""
    return [button.text for row in message.buttons for button in row]


def data_of(message: Message, label: str) -> str:
    """The callback data behind a button."""
    return message.button(label).data or ""


@asynccontextmanager
async def open_chats(folder: Path, policy: Policy | None = None, *, ledger: str = "") -> AsyncIterator[Chats]:
    """The chats of an office whose ledger is taken in and whose people are bound; nothing may go wrong within."""
    async with open_stage(folder, START, policy=policy, ledger=ledger) as stage:
        await preview(stage.app.request, "u1", example(), WORKBOOK.name, by=None)
        await accept(stage.app.request, by=None)
        await stage.bind(OFFICE, OWNER, MATE, LEADER, SECRETARY)
        chats = Chats(stage)
        yield chats
        assert chats.failures() == chats.provoked
        assert chats.unanswered == []


@pytest.fixture
async def chats(tmp_path: Path) -> AsyncIterator[Chats]:
    """An office with its ledger and five people bound."""
    async with open_chats(tmp_path) as opened:
        yield opened


@pytest.fixture
def unheld() -> Iterator[None]:
    """Nobody holds the ledger over what takes its time."""
    with watching() as held_over:
        yield
    assert held_over == []
