"""Ledgers from before periods were kept: words that name a period are read once, recorded, and told to the office."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.history.verb import Verb
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Stage
from bot.domain.plan.period_report import PeriodState
from bot.domain.plan.recurrence import Cycle, Recurrence
from bot.services.core.ledger import JOURNAL_OF, MEASURES_OF_UNIT
from bot.services.history.verification import verify
from bot.services.plan.kept_words import give_periods
from tests.services.scene import OFFICE, START, Scene, measure

STANDING, UNDER_WAY = DeadlineKind.STANDING, Stage.UNDER_WAY


async def keep(scene: Scene, words: Sequence[Deadline], **facts: object) -> list[str]:
    """Put measures of old with these deadlines in the place of the scene's."""
    ids = [f"u1/A/3-{number}" for number in range(1, len(words) + 1)]
    async with scene.store.open() as ledger:
        for old in await ledger.measures.find(MEASURES_OF_UNIT, "u1"):
            await ledger.measures.drop(old.id)
        for id_, deadline in zip(ids, words, strict=True):
            await ledger.measures.put(measure(id_, deadline=deadline, stage=UNDER_WAY, **facts))
    return ids


async def told(scene: Scene) -> str:
    """What the office is told."""
    async with scene.store.open() as ledger:
        message = await ledger.outbox.get(f"periods:u1:{OFFICE.id}")
    return message.facts["facts"]["text"] if message else ""


async def test_periods_of_kept_words_are_given_once_recorded_and_told(scene: Scene) -> None:
    """Weekly and monthly duties that were asked for by the quarter; what has no period stays as it is."""
    words = ["每周五前", "每月25日前报送", "长期坚持", "每月5日前报送，直至2031年12月底"]
    weekly, monthly, plain, ending = await keep(scene, [Deadline(STANDING, one) for one in words])
    assert await give_periods(scene.request, "u1") == 3
    async with scene.store.open() as ledger:
        found = {id_: await ledger.measures.get(id_) for id_ in (weekly, monthly, plain, ending)}
        entries = await ledger.journal.find(JOURNAL_OF, weekly)
    series = {id_: one.deadline.recurrence for id_, one in found.items() if one}
    assert series[weekly] == Recurrence(unit=Cycle.WEEK, weekday=(5,))
    assert series[monthly] == Recurrence(unit=Cycle.MONTH, day=(25,))
    assert series[plain] is None
    assert (ends := series[ending])
    assert ends.until == dt.date(2031, 12, 31)
    assert all(one and one.deadline.words == said for one, said in zip(found.values(), words, strict=True))
    assert [entry.verb for entry in entries] == [Verb.CORRECT]
    text = await told(scene)
    assert "3条措施改为按期提醒" in text
    assert "3-1 “每周五前” → 每周五" in text
    assert "3-3" not in text
    assert await give_periods(scene.request, "u1") == 0
    (checked,) = await verify(scene.request)
    assert checked.holds


async def test_what_is_not_sure_is_only_shown(scene: Scene) -> None:
    """One deadline that was a series, a doubtful series, one that is over, and a period in the measure's own words."""
    day = dt.date(2031, 12, 31)
    once = Deadline(DeadlineKind.BY_DATE, "每月5日前报送，直至2031年12月底", day, day)
    doubtful = Deadline(DeadlineKind.UNCLEAR, "每月初")
    over = Deadline(STANDING, "2020年每月25日前")
    ids = await keep(scene, [once, doubtful, over, Deadline(STANDING, "长期坚持")], text="每月通报扬尘管控情况")
    assert await give_periods(scene.request, "u1") == 0
    async with scene.store.open() as ledger:
        kept = [await ledger.measures.get(id_) for id_ in ids]
    assert [one.deadline for one in kept if one] == [once, doubtful, over, Deadline(STANDING, "长期坚持")]
    text = await told(scene)
    assert "另有4条" in text
    assert "3-4 “每月通报扬尘管控情况”" in text


async def test_what_was_owed_is_owed_still_and_nothing_else_is_said_to_be_missed(scene: Scene) -> None:
    """The quarters before its last word are not known: none of them is written down as missed."""
    start = START - dt.timedelta(400)
    (id_,) = await keep(scene, [Deadline(STANDING, "每周五前")], reported=start + dt.timedelta(200))
    async with scene.store.open() as ledger:
        plan = await ledger.plans.get("u1/A")
        assert plan
        await ledger.plans.put(replace(plan, feedback=start.date(), imported_at=start))
    await give_periods(scene.request, "u1")
    async with scene.store.open() as ledger:
        kept = await ledger.measures.get(id_)
    assert kept
    assert kept.counted_from == START.date()
    assert kept.periods
    assert {one.state for one in kept.periods} <= {PeriodState.MISSED}
    assert all(one.due > (start + dt.timedelta(200)).date() for one in kept.periods)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.CANCELLED])
async def test_what_has_ended_is_left_alone(scene: Scene, stage: Stage) -> None:
    """Nothing more is asked of it."""
    (id_,) = await keep(scene, [Deadline(STANDING, "每周五前")])
    await scene.change(id_, stage=stage)
    assert await give_periods(scene.request, "u1") == 0
    assert await told(scene) == ""
