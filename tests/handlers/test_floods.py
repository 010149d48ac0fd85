"""Fair doors: every word of the bound is recorded, strangers take a bounded share, and nobody is kept out."""

import datetime as dt

from bot.services.core.ledger import HANDLED_AT, JOURNAL_OF
from bot.services.people.admission import UPDATES
from tests.handlers.conftest import MATE, OTHERS, OWN, OWNER, STRANGER, Chats
from tests.handlers.test_people import UNBOUND, invited

WORDS = 300
STRANGERS = 12


async def reported(chats: Chats, number: str) -> list[str]:
    """The words of the reports in a measure's journal, oldest first."""
    measure = await chats.measure(number)
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.journal.find(JOURNAL_OF, measure.id)
    return [entry.words for entry in found if entry.verb == "report"]


async def test_every_word_of_a_bound_person_is_recorded(chats: Chats) -> None:
    """Three hundred in one breath, in their order, while a stranger sends two thousand."""
    said = [f"{OWN} 第{n}次核对完成{n % 100}%" for n in range(WORDS)]
    for words in said:
        chats.phone(OWNER).say(words)
    for _ in range(2_000):
        chats.phone(STRANGER).say("在吗")
    chats.phone(MATE).say(f"{OTHERS} 完成50%")
    await chats.stage.settle(300)
    assert await reported(chats, OWN) == said
    assert await reported(chats, OTHERS) == [f"{OTHERS} 完成50%"]
    answered = "\n".join(message.text for message in chats.phone(OWNER).inbox)
    assert answered.count("已登记") == WORDS


async def test_a_stranger_s_flood_leaves_little_and_is_answered_once_a_minute(chats: Chats) -> None:
    """Two thousand messages: 60 updates are noted, one sentence is said; a minute later one more of each."""
    phone, before = chats.phone(STRANGER), await noted(chats)
    for _ in range(2_000):
        phone.say("在吗")
    await chats.stage.settle(300)
    assert await noted(chats) == before + UPDATES
    assert len(phone.inbox) == 1
    await chats.stage.pass_time(dt.timedelta(seconds=61))
    for _ in range(100):
        phone.say("在吗")
    await chats.stage.settle()
    assert await noted(chats) == before + UPDATES + 1
    assert len(phone.inbox) == 2


async def test_who_opens_a_link_gets_in_while_strangers_flood(chats: Chats) -> None:
    """Twelve of them with wrong codes, and the newcomer's own impatience before."""
    code = await invited(chats, UNBOUND)
    newcomer = chats.phone(UNBOUND)
    for _ in range(2 * UPDATES):
        newcomer.say("在吗")
        for stranger in range(STRANGERS):
            chats.phone(f"{STRANGER}{stranger}").say("/start guess")
    newcomer.open_link(code)
    await chats.stage.settle(300)
    assert "绑定成功" in newcomer.inbox[-1].text
    assert (await chats.person(UNBOUND)).chat == newcomer.user.id
    assert "已登记" in (await chats.say(OWNER, f"{OWN} 完成80%")).text


async def noted(chats: Chats) -> int:
    """How many updates the ledger knows to be handled; none waits any more."""
    assert (await chats.stage.app.inbox.status()).waiting == 0
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.handled.find(HANDLED_AT))
