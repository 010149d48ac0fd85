"""People of one office at two processes of the bot, on one database, at the same moment."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from bot.answering import application_of
from bot.app import build_bot
from bot.config import Config
from bot.domain.core.refusal import Overtaken
from bot.domain.plan.measure import Stage
from bot.services.closing.steps import Checked, ShownSubmission, agree
from bot.services.core.callback_data import own_secret
from bot.services.core.ledger import ANSWERS_WAITING
from bot.services.core.shared_store import InboxStore, ReceivedUpdate
from bot.services.outbox.answers import answer_in
from bot.services.progress.report import report_progress
from bot.transport.update import read_update
from handlers import ROUTES
from handlers.core.context import BotState
from handlers.core.router import Router
from storage.opening import open_store
from tests.services.scene import CLERK, FIRST, LEADER, OFFICE, OWNER, SECRETARY, Scene, done, open_scene, says
from tests.storage.server import Server

pytestmark = pytest.mark.postgres

Two = tuple[Scene, Scene]


@pytest.fixture
async def two(postgres: Server, tmp_path: Path) -> AsyncIterator[Two]:
    """One office, at two processes."""
    address = postgres.database()
    async with open_scene(tmp_path, address=address) as scene:
        other = replace(scene, store=await open_store(address), updates=1000)
        yield scene, other
        await other.store.close()


def said(number: int, text: str) -> ReceivedUpdate:
    """A text of the owner, as Telegram sends it."""
    user = {"id": OWNER.chat, "is_bot": False, "first_name": "-"}
    message = {"message_id": number, "date": 1, "chat": {"id": OWNER.chat, "type": "private"}, "from": user}
    raw = {"update_id": number, "message": message | {"text": text}}
    return ReceivedUpdate(bot="", number=number, chat=OWNER.chat or 0, update=json.dumps(raw).encode())


def router_of(scene: Scene) -> Router:
    """The router of one of the processes."""
    bot = build_bot(Config(), token="42:SANDBOX")
    state, store = BotState(replace(scene.request, update=None), ROUTES), cast("InboxStore", scene.store)
    return Router(application_of(bot), state, store.inbox, partial(read_update, bot))


async def test_one_of_two_who_press_at_once_decides(two: Two) -> None:
    """Two clerks verify the same closing, ten times: one is the verifier, the other is told who was quicker."""
    here, there = two
    for number in range(1, 11):
        await report_progress(here.request, OWNER, [done()])
        await agree(here.request, LEADER, FIRST)
        card = ShownSubmission(Stage.VERIFY, number)
        presses = (agree(here.request, OFFICE, FIRST, card=card), agree(there.request, CLERK, FIRST, card=card))
        outcomes = await asyncio.gather(*presses, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {Checked, Overtaken}
        await here.change(FIRST, stage=Stage.UNDER_WAY, reporters=(), submitted_by=None)
    entries = [entry for entry in await here.journal() if entry.after.get("step") == "verify"]
    assert len(entries) == 10
    assert await here.chain_holds()


async def test_one_update_handled_by_two_processes_has_one_effect_and_one_answer(two: Two) -> None:
    """A worker was so slow that another one took the update as well: both end well, and it counts once."""
    here, there = two
    for number in range(1, 11):
        update = said(number, f"3-1 完成{number}%")
        routers = [router_of(scene) for scene in two]
        await cast("InboxStore", here.store).inbox.put([update])
        await asyncio.gather(*(router.handle(update) for router in routers))
        assert (await cast("InboxStore", here.store).inbox.status()).waiting == 0
    assert await here.verbs() == ["report"] * 10
    assert await here.chain_holds()
    async with there.request.look() as ledger:
        answers = await ledger.outbox.find(ANSWERS_WAITING, "", str(OWNER.chat))
    assert "".join(part.text for answer in answers for part in answer_in(answer).parts).count("已登记") == 10


async def test_chain_of_a_unit_holds_under_many_writers(two: Two) -> None:
    """A hundred replies and comments at once, through both processes, stand in one unbroken chain."""
    people = (OWNER, LEADER, OFFICE, SECRETARY)
    said = [(scene, people[n % 4]) for n in range(50) for scene in two]
    await asyncio.gather(
        *(report_progress(scene.request, who, [says(f"第{n}次")]) for n, (scene, who) in enumerate(said))
    )
    assert len(await two[0].journal()) == 100
    assert await two[0].chain_holds()


async def test_secret_that_two_processes_make_at_once_is_one(two: Two) -> None:
    """Both ask for a secret that nobody has made yet, twenty times: both are given the same."""

    async def ask(scene: Scene, name: str) -> str:
        async with scene.store.open() as ledger:
            return await own_secret(ledger, name)

    for n in range(20):
        here, there = await asyncio.gather(*(ask(scene, f"secret {n}") for scene in two))
        assert here == there
