"""The week's page against what was counted then: two weeks of random changes, every figure of both moments."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.documents import week_picture
from bot.documents.word.weekly import weekly_brief
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest
from bot.domain.status.register import Register
from bot.messages.body import plain
from bot.messages.reporting.digest import counted, digest_body
from bot.messages.wording import load_wording, official
from bot.services.core.ledger import JOURNAL_SINCE, moment
from bot.services.core.request import difference, enter
from bot.services.core.transaction import unit_of
from bot.services.reporting.digest_data import compile_digest
from bot.services.status.register import open_register, register_before
from tests.services.history.test_one_truth import Office, keep, office_of
from tests.services.scene import OFFICE, Scene, open_scene

LEDGERS, BATCHES = 60, 4
OTHERS = 1000  # the seeds of what measures become
WORDING = load_wording()


@dataclass(frozen=True)
class Counted:
    """What was counted at a moment by the register of that day, before anything else happened."""

    parts: Mapping[Part, int]
    late: frozenset[str]
    closed: int  # findings


def counted_in(register: Register) -> Counted:
    """The counts of a register, from how each measure stands."""
    parts = [register.standings[one.id].part for one in register.measures]
    late = frozenset(one.id for one in register.measures if register.standings[one.id].part is Part.OVERDUE)
    return Counted({part: parts.count(part) for part in Part}, late, len(register.tally.closed_findings))


async def present(scene: Scene) -> Register:
    """The register of the day."""
    request = scene.request
    async with request.look() as ledger:
        return await open_register(ledger, "u1", request.today(await unit_of(ledger, "u1")), request.calendar)


async def week(scene: Scene, office: Office, dice: random.Random, other: Office) -> bool:
    """Some days in which some measures become those of another office, through the journal; True where any did."""
    changed = False
    for old, new in zip(office.measures, other.measures, strict=True):
        if not dice.randrange(3):
            changed |= await become(scene, old.id, stage=new.stage, deadline=new.deadline, reported=new.reported)
    scene.pass_by(days=dice.choice((1, 5, 7, 8)))
    return changed


async def become(scene: Scene, id_: str, **facts: object) -> bool:
    """Change a measure as a service would: the record and its entry."""
    scene.pass_by(minutes=7)
    async with scene.store.open() as ledger:
        old = await ledger.measures.get(id_)
        assert old
        new = replace(old, **facts)  # type: ignore[arg-type]
        if new == old:
            return False
        await ledger.measures.put(new)
        before, after = difference(old, new)
        entry = Entry(unit="u1", at=scene.at, by=OFFICE.id, verb=Verb.CORRECT, subject=id_, before=before, after=after)
        await enter(ledger, entry)
    return True


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_every_figure_of_then_is_what_was_counted_then(batch: int, tmp_path: Path) -> None:
    """In the message, the picture and the brief on paper, this week's changes and those of the week before."""
    for seed in range(batch, LEDGERS, BATCHES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        async with open_scene(folder) as scene:
            await live(scene, seed)


async def live(scene: Scene, seed: int) -> None:
    """Two weeks of an office, and the pages of both."""
    office, dice = office_of(seed), random.Random(seed)  # noqa: S311 - repeatable
    await keep(scene, office)
    moments, counts = [scene.at], [counted_in(await present(scene))]
    quiet = not dice.randrange(4)  # nothing but time passes in the second week
    for number in range(2):
        changed = False
        if number and quiet:
            scene.pass_by(days=7)
        else:
            changed = await week(scene, office, dice, office_of(OTHERS + 2 * seed + number))
        register = await present(scene)
        moments.append(scene.at)
        counts.append(counted_in(register))
        async with scene.request.look() as ledger:
            since = moments[-2]
            page = await compile_digest(ledger, register, since, scene.request.calendar, scene.at)
        check_page(page, register, counts[-2], counts[-1])
        told = plain(digest_body(WORDING, page).text)
        silent = not changed and counts[-1].late <= counts[-2].late
        assert (official("reporting.digest.no_change") in told) == silent, told
    async with scene.request.look() as ledger:
        for at, then in zip(moments, counts, strict=True):
            later = await ledger.journal.find(JOURNAL_SINCE, "u1", since=moment(at))
            assert counted_in(await register_before(ledger, register, later, at, scene.request.calendar)) == then


def check_page(page: Digest, register: Register, then: Counted, now: Counted) -> None:
    """Counts of both moments and what moved between them, wherever they stand."""
    assert page.then
    assert {part: page.then.count(part) for part in Part} == then.parts
    assert {row.measure.id for row in page.overdue} == now.late
    assert {row.measure.id for row in page.changes.overdue} == now.late - then.late
    check_message(plain(counted(WORDING, page)), then, now)
    check_picture(page, then, now)
    brief = weekly_brief(register, page, {}).text
    for part in Part:
        by = now.parts[part] - then.parts[part]
        word = official(f"status.part.{part}")
        told = re.search(rf"{word}(增加|减少)(\d+)条", brief)
        assert (told and int(told[2]) * (1 if told[1] == "增加" else -1)) == (by or None), (part, brief)


def check_message(line: str, then: Counted, now: Counted) -> None:
    """逾期2→3▲1, or 逾期3 where it was so before."""
    told = {
        **{official(f"status.part.{part}"): (then.parts[part], now.parts[part]) for part in Part},
        official("reporting.week.findings"): (then.closed, now.closed),
    }
    for word, (was, is_) in told.items():
        found = re.search(rf"(?<!问题){word}(?:(\d+)→)?(\d+)(?:([▲▼])(\d+))?", line)
        if not was and not is_:
            assert not found, line
            continue
        assert found, (word, line)
        assert int(found[2]) == is_
        assert int(found[1] or found[2]) == was
        by = int(found[4] or 0) * (-1 if found[3] == "▼" else 1)
        assert by == is_ - was


def check_picture(page: Digest, then: Counted, now: Counted) -> None:
    """The tiles with their arrows; what has no tile stands below them, so that all measures are found."""
    words = week_picture.count_words(page)
    shown = {word: (int(count), moved) for word, count, moved in words}
    for part in Part:
        by = now.parts[part] - then.parts[part]
        word = official(f"status.part.{part}")
        arrow = f"{'▲' if by > 0 else '▼'}{abs(by)}" if by else "持平"
        if word in shown or now.parts[part] or then.parts[part]:
            assert shown[word] == (now.parts[part], arrow), word
    assert sum(count for count, _ in shown.values()) == len(page.tally.measures)


def test_these_weeks_move_what_is_counted() -> None:
    """The offices that measures come from differ in every part: the comparison is of something."""
    pairs = [(office_of(seed), office_of(OTHERS + 2 * seed)) for seed in range(LEDGERS)]
    moved = sum(
        old.stage is not new.stage
        for one, other in pairs
        for old, new in zip(one.measures, other.measures, strict=True)
    )
    assert moved > LEDGERS
