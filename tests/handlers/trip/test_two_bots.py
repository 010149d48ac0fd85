"""One installation with two bots: each speaks for its own units, and nobody's message goes through the other."""

import ast
import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.app import App, open_app
from bot.config import BackupSettings, Config, StoreSettings, TelegramSettings
from bot.demo.stage import WORKBOOK, Unhurried
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.domain.units.unit import Unit
from bot.sandbox import Phone, Sandbox, SandboxClock
from bot.services.core.ledger import PEOPLE_OF
from bot.services.core.tenancy import scoped
from bot.services.imports.plan_import import accept, preview
from bot.services.people.binding import invite
from bot.services.units.administration import set_unit
from tests.handlers.conftest import OFFICE, OWN, OWNER, START, example

TOKENS = {"": "42:SANDBOX", "east": "43:EAST"}
UNITS = {"": "u1", "east": "u2"}
ACCOUNT = 1001
SERVICES = Path(__file__).parents[3] / "bot" / "services"


@dataclass
class Two:
    """The app, and its two bots at Telegram."""

    app: App
    telegram: dict[str, Sandbox]

    async def settle(self) -> None:
        """Wait until everything is answered and delivered."""
        for _ in range(2):
            for sandbox in self.telegram.values():
                await sandbox.idle()
            await self.app.settle()

    def phone(self, bot: str, account: int = ACCOUNT) -> Phone:
        """An account's phone, open at a bot."""
        return self.telegram[bot].phone(account, "某人")

    async def bind(self, bot: str, name: str, account: int = ACCOUNT) -> None:
        """Bind an account to a person of the bot's unit."""
        request = scoped(self.app.request, UNITS[bot])
        (invited,) = await invite(request, by=None, unit=UNITS[bot], names=(name,))
        self.phone(bot, account).open_link(invited.code)
        await self.settle()


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    """Two units with the same ledger taken in, each behind its own bot."""
    clock = SandboxClock(START)
    telegram = {
        name: Sandbox(token=token, clock=clock, limits=False, username=f"duban_{name or 'first'}_bot")
        for name, token in TOKENS.items()
    }
    file = tmp_path / "east.token"
    file.write_text(TOKENS["east"])
    file.chmod(0o600)
    config = Config(
        telegram=TelegramSettings(
            token=TOKENS[""], bots={"east": str(file)}, base_url="http://t/bot", base_file_url="http://t/file/bot"
        ),
        store=StoreSettings(str(tmp_path / "ledger.json"), str(tmp_path / "evidence")),
        backup=BackupSettings(keep=0),
    )

    async def front(scope: dict[str, str], receive: object, send: object) -> None:
        bot = next(name for name, token in TOKENS.items() if f"bot{token}/" in scope["path"])
        await telegram[bot].app(scope, receive, send)  # type: ignore[arg-type]

    def carrier() -> HTTPXRequest:
        return HTTPXRequest(32, httpx_kwargs={"transport": httpx.ASGITransport(app=front)})  # type: ignore[arg-type]

    async with open_app(config, clock=clock.now, http=carrier, limiter=Unhurried()) as app:
        async with app.request.store.open() as ledger:
            await ledger.units.put(Unit(id="u2", name="东县水务局", bot="east"))
        for unit in UNITS.values():
            request = scoped(app.request, unit)
            await preview(request, unit, example(), WORKBOOK.name, by=None)
            await accept(request, by=None)
        stop = asyncio.Event()
        receiving = [asyncio.create_task(app.receive(stop))]
        yield Two(app, telegram)
        stop.set()
        await asyncio.gather(*receiving)


async def test_one_account_is_two_people_at_two_bots(two: Two) -> None:
    """What is said to a bot is recorded in its unit, also where both bots number their messages alike."""
    await two.bind("", OWNER)
    await two.bind("east", OWNER)
    two.phone("").say(f"{OWN} 完成80%")
    await two.settle()
    two.phone("east").say(f"{OWN} 完成30%")
    await two.settle()
    two.phone("east").say("完成35%", two.phone("east").last)
    await two.settle()
    percents = {}
    async with two.app.request.look() as ledger:
        for unit in UNITS.values():
            measure = await ledger.measures.get(f"{unit}/A/{OWN}")
            percents[unit] = measure.percent if measure else None
    assert percents == {"u1": 80, "u2": 35}
    numbers = [{message.id for message in two.phone(bot).inbox} for bot in UNITS]
    assert numbers[0] & numbers[1]


async def test_reminders_go_through_the_units_own_bot(two: Two) -> None:
    """Both owners are reminded, each by the bot that serves them."""
    await two.bind("", OWNER, 1001)
    await two.bind("east", OWNER, 2001)
    for sandbox in two.telegram.values():
        sandbox.calls.clear()
    two.telegram[""].clock.move(dt.timedelta(days=14))
    await two.app.tick()
    await two.settle()
    for phone in (two.phone("", 1001), two.phone("east", 2001)):
        assert [message for message in phone.inbox if "整改提醒" in message.text]
    for bot, account in (("", 2001), ("east", 1001)):
        assert not [c for c in two.telegram[bot].calls if c.parameters.get("chat_id") == str(account)]


async def test_a_link_opens_at_the_units_own_bot_only(two: Two) -> None:
    """The office's links name its own bot; at the other one the code is worth nothing."""
    await two.bind("east", OFFICE)
    two.phone("east").say(f"/invite {OWNER}")
    await two.settle()
    text = two.phone("east").last.text
    assert "t.me/duban_east_bot?start=" in text
    code = text.partition("start=")[2].split()[0]
    stranger = two.phone("", 3001)
    stranger.open_link(code)
    await two.settle()
    assert "无效" in stranger.last.text or "过期" in stranger.last.text
    async with two.app.request.look() as ledger:
        people = [await ledger.people.get(f"{unit}/p1") for unit in UNITS.values()]
    assert all(isinstance(person, Person) and person.chat != 3001 for person in people)


async def test_each_bot_has_its_own_board(two: Two) -> None:
    """Hung by the office of its unit, renewed through its own bot."""
    for bot in UNITS:
        await two.bind(bot, OFFICE)
        two.phone(bot).say("/board")
    await two.settle()
    await two.app.tick()
    for bot in UNITS:
        assert [call.method for call in two.telegram[bot].calls].count("pinChatMessage") == 3  # board, page, first day
        (board,) = [message for message in two.phone(bot).chat.pinned if "整改看板" in message.text]
        assert ("东县水务局" in board.text) == (bot == "east")


def test_every_message_names_the_bot_that_carries_it() -> None:
    """Whoever writes to the outbox says through which bot: a message without one goes through the first."""
    made = [
        (f"{file.name}:{call.lineno}", {word.arg for word in call.keywords})
        for file in sorted(SERVICES.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Message"
    ]
    assert made
    assert [place for place, words in made if "bot" not in words] == []


async def test_what_waits_goes_along_when_a_unit_changes_its_bot(two: Two) -> None:
    """Nothing stays behind with a bot that no longer serves the unit."""
    await two.bind("", OFFICE)
    async with two.app.request.store.open() as ledger:
        (clerk,) = await ledger.people.find(PEOPLE_OF, "u1", OFFICE)
        at = two.app.request.now() + dt.timedelta(days=1)
        await ledger.outbox.put(
            Message(id="a", unit="u1", to=clerk.id, kind="notice", due=at, facts={"key": "status.board_calm"}, bot="")
        )
    await set_unit(two.app.request, "u1", bot="east", bots=("east",))
    async with two.app.request.look() as ledger:
        waiting = await ledger.outbox.get("a")
    assert waiting
    assert waiting.bot == "east"
