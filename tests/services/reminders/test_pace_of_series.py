"""The pace of a series: who reports each period late has one word a week of a weekly duty, not more than the silent."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest

from bot.domain.core.working_calendar import DAY
from bot.domain.reminders.reminder import Reminder
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import CoveredPeriod
from bot.domain.status.obligation import Obligation, ObligationKind
from bot.domain.status.standing import marked
from bot.services.core.ledger import REMINDERS_OF
from bot.services.reminders.remind import remind
from tests.services.reminders.test_year_of_periods import DUTIES, FIRST, Year, duties, found, outages, words_of
from tests.services.scene import MATE, OWNER, open_scene

UNTIL = dt.date(2026, 9, 30)
WEEKLY, MONTHLY = "每周五前", "每月25日前"
MEAN = {WEEKLY: 1.1, MONTHLY: 3}  # words on one period: where all went on as it should, and at most
MOST, LONGER = {WEEKLY: 2, MONTHLY: 4}, 9
A_WEEK = 2  # messages, of four duties


@pytest.mark.parametrize(
    ("length", "marks", "every"),
    [
        (7, (1,), 5),
        (14, (3,), 5),
        (31, (3, 0), 5),
        (92, (20, 3, 1, 0), 1),
        (181, (20, 10, 3, 1, 0), 1),
    ],
)
def test_the_shorter_a_period_the_fewer_words(length: int, marks: tuple[int, ...], every: int) -> None:
    """Of a week one word before its day, of a month two; after it those are said once a week."""
    due = FIRST + DAY * (length - 1)
    period = CoveredPeriod(key="one", start=FIRST, due=due)
    policy = marked(Obligation(ObligationKind.REPORT, due, period=period), Policy())
    assert (policy.marks, policy.overdue_every) == (marks, every)


@pytest.mark.parametrize(("wanted", "kept"), [((), ()), ((0,), (0,)), ((30, 5), ())])
def test_no_word_is_added_to_what_the_office_wants(wanted: tuple[int, ...], kept: tuple[int, ...]) -> None:
    """A week's period has none of the unit's marks that lie outside its last quarter, and no other."""
    period = CoveredPeriod(key="one", start=FIRST, due=FIRST + DAY * 6)
    duty = Obligation(ObligationKind.REPORT, period.due, period=period)
    assert marked(duty, Policy(marks=wanted)).marks == kept


async def late_life(folder: Path, seed: int) -> tuple[dict[str, list[Reminder]], Counter[str]]:
    """Nine months in which one reports each period days after its day, and one never; outages lie between.

    Gives the words to each about his own that arrived, by measure, and how many messages each had.
    """
    dice = random.Random(seed)  # noqa: S311 - repeatable
    async with open_scene(folder) as scene:
        await found(scene)
        year, down, late = Year(scene, dice), outages(dice), dict[tuple[str, str], dt.date]()
        for id_, words in duties(OWNER):
            dues = DUTIES[words][1]
            late |= {(id_, f"{words_of(due, dues)}已报"): due + DAY * dice.randrange(4, 7) for due in dues}
        for day in (FIRST + DAY * n for n in range((UNTIL - FIRST).days)):
            if day in down:
                continue
            year.at(day, 8, 31)
            await remind(year.desk(), "u1")
            await year.carry(day)
            for key in [key for key, when in late.items() if when <= day]:
                del late[key]
                await year.report(*key)
        async with scene.store.open() as ledger:
            rows = {
                id_: [
                    row for row in await ledger.reminders.find(REMINDERS_OF, id_) if row.sent and row.because == "own"
                ]
                for who in (OWNER, MATE)
                for id_, _ in duties(who)
            }
        return rows, Counter(to for _, to, _, _ in year.arrived)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
async def test_who_reports_late_has_a_word_a_period(seed: int, tmp_path: Path) -> None:
    """Of a weekly duty one a week, of a monthly one three a period; before, he had three and eight of them."""
    rows, messages = await late_life(tmp_path, seed)
    for id_, words in duties(OWNER):
        periods = [due for due in DUTIES[words][1] if due < UNTIL]
        assert len(rows[id_]) <= MEAN.get(words, LONGER) * len(periods), words
        assert max(Counter(row.due for row in rows[id_]).values()) <= MOST.get(words, LONGER), words
    assert messages[OWNER.id] <= (UNTIL - FIRST).days / 7 * A_WEEK
