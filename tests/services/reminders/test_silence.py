"""After a silence those whom it concerns are told that presses, or everything, may be lost."""

import time
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person
from bot.services.core.runtime import Runtime
from bot.services.operations.outage import tell_of_outage
from tests.services.scene import CLERK, MATE, OFFICE, OWNER, PEOPLE, Scene

SHORT, LONG = "operations.silence_short", "operations.silence_long"


@dataclass
class Receiving:
    """A receiver that has just heard of Telegram."""

    refused: str = ""
    reached: float | None = field(default_factory=time.monotonic)
    silence: float = 0.0
    silence_ended: float = 0.0
    complaints: dict[str, float] = field(default_factory=dict)


async def start(scene: Scene) -> Runtime:
    """The program starts and hears of Telegram."""
    runtime = Runtime(receivers={"": Receiving()})
    await tell_of_outage(replace(scene.request, runtime=runtime), "u1")
    return runtime


async def written_to(scene: Scene, person: Person) -> None:
    """Somebody has a message with buttons at hand."""
    message = Message(
        id="a", unit="u1", to=person.id, kind="reminders", due=scene.at, state=MessageState.SENT, sent=scene.at
    )
    async with scene.store.open() as ledger:
        await ledger.outbox.put(message)


async def told(scene: Scene, key: str) -> set[str]:
    """The people who are told so."""
    return {person.name for person in PEOPLE if key in await scene.told(person)}


async def test_after_minutes_those_with_buttons_at_hand_and_the_office_are_told(scene: Scene) -> None:
    """Their presses may be void, what they wrote is not; once a day, however often the program starts."""
    await start(scene)
    await written_to(scene, OWNER)
    for _ in range(2):
        scene.pass_by(minutes=10)
        await start(scene)
    assert await told(scene, SHORT) == {OWNER.name, OFFICE.name, CLERK.name}
    assert await told(scene, LONG) == set()
    facts = (await scene.messages(OWNER, "notice"))[0].facts["facts"]
    assert facts == {"since": "2026-03-02（周一）10:00", "until": "2026-03-02（周一）10:10"}
    assert len(await scene.messages(OWNER, "notice")) == 1


async def test_after_more_than_a_day_everybody_is_told(scene: Scene) -> None:
    """Telegram has thrown away what was written meanwhile."""
    await start(scene)
    scene.pass_by(hours=25)
    await start(scene)
    assert await told(scene, LONG) == {person.name for person in PEOPLE}
    assert await told(scene, SHORT) == set()


@pytest.mark.parametrize("seconds", [0, 20, 149])
async def test_short_stop_is_told_to_nobody(scene: Scene, seconds: float) -> None:
    """Telegram still had every press."""
    await start(scene)
    await written_to(scene, OWNER)
    scene.pass_by(seconds=seconds)
    await start(scene)
    assert await told(scene, SHORT) == set()


async def test_cut_line_is_a_silence_too(scene: Scene) -> None:
    """The program ran, Telegram could not be reached: told when it is over, and not while it lasts."""
    runtime = await start(scene)
    line = runtime.receivers[""]
    assert isinstance(line, Receiving)
    line.reached = time.monotonic() - 500
    scene.pass_by(minutes=8)
    assert await tell_of_outage(replace(scene.request, runtime=runtime), "u1") == 0
    line.reached = line.silence_ended = time.monotonic()
    line.silence = 480.0
    assert await tell_of_outage(replace(scene.request, runtime=runtime), "u1") == 2
    assert (
        await tell_of_outage(replace(scene.request, runtime=runtime), "u1") == 2
    )  # the same two messages, which are there already
    assert await told(scene, SHORT) == {OFFICE.name, CLERK.name}
    assert MATE.name not in await told(scene, SHORT)


async def test_clock_that_jumps_while_the_program_runs_is_no_silence(scene: Scene) -> None:
    """The line itself knows that it was heard all the time."""
    runtime = await start(scene)
    scene.pass_by(days=3)
    assert await tell_of_outage(replace(scene.request, runtime=runtime), "u1") == 0
