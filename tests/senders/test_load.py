"""Many answers at once: few are in doubt after a kill, and all go at the pace that Telegram takes."""

import asyncio
import time

from markupsafe import Markup

from bot.domain.outbox.message import MessageState
from bot.messages.body import MessageBody
from bot.services.core.ledger import OUTBOX_IN_FLIGHT
from bot.services.outbox.answers import Answers
from tests.senders.conftest import Post


async def test_few_answers_are_in_doubt_when_the_program_ends_under_load(post: Post) -> None:
    """Of many that wait, only so many are taken as being sent as really go; all of them go, at Telegram's pace."""
    phones = [post.sandbox.phone(50_000 + n, f"某{n}") for n in range(60)]
    for phone in phones:
        phone.start_chat()
        answers = Answers(post.request, f"9{phone.user.id}")
        await answers.add(phone.user.id, MessageBody(Markup("好")))
        async with post.request.store.open() as ledger:
            await answers.keep(ledger)
    began, under_way = time.monotonic(), 0
    carrying = asyncio.create_task(post.sender.run_once())
    while not carrying.done():
        await asyncio.sleep(0.003)
        async with post.request.look() as ledger:
            under_way = max(under_way, len(await ledger.outbox.find(OUTBOX_IN_FLIGHT, "", MessageState.SENDING)))
    assert await carrying == len(phones)
    assert under_way <= 8
    assert time.monotonic() - began < 2 * len(phones) / 30 + 1
