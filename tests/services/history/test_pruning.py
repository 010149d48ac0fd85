"""What is no part of the history is forgotten after its time, a little in each round; the history never is."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.core.colour import Colour
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.reminders.reminder import Reminder
from bot.services.core.ledger import ACT, REPLY, Card, Draft, Handled
from bot.services.operations.pruning import AT_A_TIME, CARDS_KEPT, DRAFTS_KEPT, HANDLED_KEPT, MESSAGES_KEPT, prune
from tests.services.scene import CLERK, FIRST, OWNER, Scene

MOMENT = dt.timedelta(seconds=1)


def message(scene: Scene, state: MessageState) -> Message:
    """A message that was sent now, or is due now."""
    sent = scene.at if state is MessageState.SENT else None
    return Message(
        id="m", unit="u1", to=OWNER.id, kind="notice", due=scene.at, priority=Priority.GREEN, state=state, sent=sent
    )


PASSING: dict[str, tuple[str, Callable[[Scene], object], dt.timedelta]] = {
    "the number of an update": ("handled", lambda scene: Handled("m", "", scene.at), HANDLED_KEPT),
    "a reply that was never cleared up": (
        "drafts",
        lambda scene: Draft(id="m", unit="u1", person=OWNER.id, kind=REPLY, at=scene.at),
        DRAFTS_KEPT,
    ),
    "what takes an act back": (
        "drafts",
        lambda scene: Draft(id="m", unit="u1", person=OWNER.id, kind=ACT, at=scene.at),
        DRAFTS_KEPT,
    ),
    "a message that was sent": ("outbox", lambda scene: message(scene, MessageState.SENT), MESSAGES_KEPT),
    "a message that was given up": ("outbox", lambda scene: message(scene, MessageState.GIVEN_UP), MESSAGES_KEPT),
    "a message without reason": ("outbox", lambda scene: message(scene, MessageState.SUPERSEDED), MESSAGES_KEPT),
    "a card": ("cards", lambda scene: Card("m", "u1", (FIRST,), scene.at), CARDS_KEPT),
}


async def there(scene: Scene, shelf: str) -> bool:
    """Whether the record is still kept."""
    async with scene.store.open() as ledger:
        return await getattr(ledger, shelf).get("m") is not None


@pytest.mark.parametrize("what", PASSING)
async def test_passing_things_are_forgotten_when_their_time_has_come(scene: Scene, what: str) -> None:
    """Not a second before."""
    shelf, make, kept = PASSING[what]
    async with scene.store.open() as ledger:
        await getattr(ledger, shelf).put(make(scene))
    scene.at += kept
    await prune(scene.request)
    assert await there(scene, shelf)
    scene.at += MOMENT
    await prune(scene.request)
    assert not await there(scene, shelf)


@pytest.mark.parametrize("state", [MessageState.WAITING, MessageState.UNCERTAIN, MessageState.SENDING])
async def test_message_that_is_still_to_go_is_never_forgotten(scene: Scene, state: MessageState) -> None:
    """However old it is."""
    async with scene.store.open() as ledger:
        await ledger.outbox.put(message(scene, state))
    scene.pass_by(days=9_000)
    await prune(scene.request)
    assert await there(scene, "outbox")


async def test_history_is_never_forgotten(scene: Scene) -> None:
    """Reminders, and what an import or a board still needs."""
    day = scene.at.date()
    async with scene.store.open() as ledger:
        await ledger.reminders.put(
            Reminder(
                id="m",
                unit="u1",
                measure=FIRST,
                person=OWNER.id,
                colour=Colour.GREEN,
                mark=10,
                due=day,
                day=day,
                at=scene.at,
                message="x",
            )
        )
        await ledger.drafts.put(Draft(id="m", unit="u1", person=CLERK.id, kind="board", at=scene.at))
    before = await scene.journal()
    scene.pass_by(days=9_000)
    await prune(scene.request)
    assert await there(scene, "reminders")
    assert await there(scene, "drafts")
    assert await scene.journal() == before


async def test_much_is_forgotten_a_little_in_each_round(scene: Scene) -> None:
    """A round never takes long, and the next one goes on."""
    async with scene.store.open() as ledger:
        for n in range(AT_A_TIME + 20):
            await ledger.outbox.put(replace(message(scene, MessageState.SENT), id=f"m{n}"))
    scene.at += MESSAGES_KEPT + MOMENT
    assert [await prune(scene.request) for _ in range(3)] == [AT_A_TIME, 20, 0]
