"""An import that is taken back and brought back, any number of times, after any history: all is as it was."""

import random
from pathlib import Path

import pytest

from bot.domain.plan.measure import Measure, Stage
from tests.handlers.conftest import OFFICE, SECRETARY, labels
from tests.handlers.imports.test_import_again import CONFIRM, CONFIRM_UNDO, REDO
from tests.handlers.imports.test_random_revision import Office, changed, drawn, numbered, open_office

SEEDS = 12


def seen(measures: dict[str, Measure]) -> dict[str, tuple[object, ...]]:
    """What people see of each living measure, by its number."""
    return {
        number: (one.id, one.text, one.owners, one.leaders, one.departments, one.deadline, one.stage)
        for number, one in measures.items()
        if one.stage is not Stage.CANCELLED
    }


async def take_back(office: Office) -> bool:
    """Take the last import back, where nothing was built upon it."""
    asked = await office.chats.say(OFFICE, "/undo_import")
    if CONFIRM_UNDO not in labels(asked):
        return False
    await office.chats.press(OFFICE, asked, CONFIRM_UNDO)
    await office.press_if(SECRETARY, CONFIRM)
    return True


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_what_is_taken_back_and_brought_back_is_as_it_was(seed: int, tmp_path: Path) -> None:
    """Reported, closed, merged and cancelled ones among them, and an undo of the redo."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    first = drawn(dice)
    async with open_office(tmp_path, first) as chats:
        office = Office(chats, dice)
        office.ids = {one.id: min(numbered(first)[n].of) for n, one in (await office.measures()).items()}
        await office.live(dice.randint(3, 7))
        living = [(n, one) for n, one in (await office.measures()).items() if one.is_open]
        pairs = [(a, b) for a, one in living for b, other in living if a != b and one.finding == other.finding]
        if pairs:
            await chats.act(OFFICE, "/merge {} {} 理由 两项合一项".format(*dice.choice(pairs)))
        before = seen(await office.measures())
        await office.send(changed(dice, first))
        after = seen(await office.measures())
        spoken = {one.id: len(await chats.progress(n)) for n, one in (await office.measures()).items()}
        for _ in range(2):
            if after == before or not await take_back(office):
                break
            assert seen(await office.measures()) == before
            await office.press_if(OFFICE, REDO)
            assert seen(await office.measures()) == before
            await office.press_if(SECRETARY, CONFIRM)
            assert seen(await office.measures()) == after
        assert {one.id: len(await chats.progress(n)) for n, one in (await office.measures()).items()} == spoken
