"""Whatever happens, and in whatever order: nothing is lost, nothing is said twice, nobody above hears too early."""

import asyncio
import datetime as dt
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.plan.measure import Stage
from bot.domain.reminders.reminder import Reminder
from bot.domain.settings.policy import Policy
from bot.services.core.ledger import MEASURES_OF_UNIT, REMINDERS_OF
from bot.services.core.request import RequestContext
from bot.services.outbox.claims import Room, claim
from bot.services.outbox.delivery import delivered, refused
from bot.services.reminders.facts import ReminderRun
from bot.services.reminders.remind import remind
from tests.domain.reminders.test_mark import naive
from tests.services.scene import FIRST, LEADER, MATE, OWNER, SECOND, STANDING, Scene, by_date, open_scene

ZONE = dt.timezone(dt.timedelta(hours=8))
START = dt.date(2026, 3, 2)
DAYS = 45
ABOVE = {"led", "head"}
MEASURES = (FIRST, SECOND)
PEOPLE = (OWNER, MATE, LEADER)


@dataclass(frozen=True)
class Night:
    """What happens before a day begins, and whether the bot runs on the day."""

    tick: int = 1  # how often the clock does its round in the morning
    carry: bool = True
    event: str = ""
    which: int = 0
    days: int = 0
    noon: bool = False  # whether it happens once more at noon, with another round in the afternoon


NIGHTS = st.builds(
    Night,
    tick=st.sampled_from([0, 1, 1, 3]),
    carry=st.sampled_from([True, True, True, False]),
    event=st.sampled_from(["", "", "", "hand_in", "return", "move", "block", "unblock"]),
    which=st.integers(0, 2),
    days=st.integers(1, 25),
    noon=st.booleans(),
)
REST = st.frozensets(st.integers(0, DAYS), max_size=12)


@dataclass
class Life:
    """A run of the office: every reminder that arrived, with its day, and every message."""

    scene: Scene
    calendar: WorkCalendar
    policy: Policy
    arrived: list[tuple[dt.date, str, tuple[str, ...]]] = field(default_factory=list)
    hours: list[dt.datetime] = field(default_factory=list)

    async def day(self, day: dt.date, night: Night) -> None:
        """One night with its event, and one day."""
        self._at(day, 6)
        await self._happen(night, day)
        for minute in range(night.tick):
            self._at(day, 7, 40 + minute)
            await remind(self._desk(), "u1")
        if night.carry:
            self._at(day, 9)
            await self._carry(day)
        if night.noon and night.tick:
            self._at(day, 12)
            await self._happen(replace(night, which=2 - night.which), day)
            self._at(day, 14)
            await remind(self._desk(), "u1")
            await self._carry(day)

    def _at(self, day: dt.date, hour: int, minute: int = 0) -> None:
        self.scene.at = dt.datetime.combine(day, dt.time(hour, minute), ZONE)

    def _desk(self) -> RequestContext:
        return replace(self.scene.request, update=None, calendar=self.calendar)

    async def _carry(self, day: dt.date) -> None:
        request = self._desk()
        for number, parcel in enumerate(await claim(request, Room(100, 100))):
            if parcel.chat in self.blocked:
                await refused(request, parcel.message.id)
                continue
            await delivered(request, parcel.message.id, parcel.chat, number + 1, parcel.body.measures)
            if parcel.message.kind == "reminders":
                self.arrived.append((day, parcel.message.to, tuple(parcel.message.facts["reminders"])))
                self.hours.append(self.scene.at)

    blocked: set[int] = field(default_factory=set)

    async def _happen(self, night: Night, day: dt.date) -> None:
        measure = MEASURES[night.which % len(MEASURES)]
        person = PEOPLE[night.which]
        match night.event:
            case "hand_in":
                await self.scene.change(measure, stage=Stage.CLOSED, wake=day)
            case "return":
                await self.scene.change(measure, stage=Stage.UNDER_WAY, wake=day)
            case "move":
                await self.scene.change(measure, deadline=by_date(day + DAY * night.days), wake=day)
            case "block":
                self.blocked.add(person.chat or 0)
            case "unblock":
                self.blocked.discard(person.chat or 0)
                async with self.scene.store.open() as ledger:
                    kept = await ledger.people.get(person.id)
                    assert kept
                    await ledger.people.put(replace(kept, blocked=False))

    async def check_nothing_lost(self, day: dt.date) -> None:
        """After a day on which the bot ran, every owner who can be reached was told the latest mark."""
        async with self.scene.store.open() as ledger:
            for measure in await ledger.measures.find(MEASURES_OF_UNIT, "u1"):
                if measure.id not in MEASURES or not measure.is_open or measure.due is None:
                    continue
                mark = naive(measure.due, self.policy, self.calendar, day)
                if mark is None:
                    continue
                rows = await ledger.reminders.find(REMINDERS_OF, measure.id)
                told = {row.person for row in rows if (row.due, row.mark) == (measure.due, mark) and row.sent}
                for owner in measure.owners:
                    person = await ledger.people.get(owner)
                    assert person
                    excused = person.blocked or person.chat in self.blocked or self.is_full(owner, day, mark)
                    assert excused or owner in told, (measure.id, day, mark)

    async def check_nobody_above_too_early(self) -> None:
        """Each word to those above came a grace after the first word below had arrived."""
        request = self._desk()
        async with self.scene.store.open() as ledger:
            unit = await ledger.units.get("u1")
            assert unit
            round_ = ReminderRun(ledger=ledger, unit=unit, calendar=self.calendar, now=request.now())
            for measure in MEASURES:
                rows = [row for row in await ledger.reminders.find(REMINDERS_OF, measure) if row.sent]
                for high in (row for row in rows if row.because in ABOVE):
                    low = [round_.day_of(r.sent) for r in rows if r.because == "own" and r.due == high.due and r.sent]
                    assert low
                    assert self.calendar.between(min(low), round_.day_of(high.at)) >= self.policy.grace

    def is_full(self, person: str, day: dt.date, mark: int) -> bool:
        """True where the person has had the week's messages, and nothing is due on the day."""
        week = [
            when for when, to, _ in self.arrived if to == person and when.isocalendar()[:2] == day.isocalendar()[:2]
        ]
        return mark != 0 and len(week) >= self.policy.week_ceiling

    def check_ceiling(self) -> None:
        """No person has more messages in a week than the unit wants, but for those of the day of a deadline."""
        weeks = Counter(
            (to, day.isocalendar()[:2]) for day, to, ids in self.arrived if not any(_is_day(i) for i in ids)
        )
        assert max(weeks.values(), default=0) <= self.policy.week_ceiling

    def check_nothing_twice(self) -> None:
        """One message a person and day; no reason in two messages; none on days of rest."""
        assert max(Counter((day, to) for day, to, _ in self.arrived).values(), default=1) == 1
        assert all(self.calendar.is_working(day) for day, _, _ in self.arrived)


async def live(folder: Path, nights: list[Night], rest: frozenset[int], policy: Policy, dues: tuple[int, int]) -> None:
    """Run the days and check after each."""
    calendar = WorkCalendar(frozenset(START + DAY * n for n in rest), frozenset({START + DAY * 5, START + DAY * 13}))
    async with open_scene(folder, policy) as scene:
        life = Life(scene, calendar, policy)
        far = by_date(dt.date(2031, 1, 1))
        await scene.change(STANDING, deadline=far)
        for measure, due in zip(MEASURES, dues, strict=True):
            await scene.change(measure, deadline=by_date(START + DAY * due), wake=None)
        for n, night in enumerate(nights):
            day = START + DAY * n
            await life.day(day, night)
            if night.tick and night.carry and not night.noon and calendar.is_working(day):
                await life.check_nothing_lost(day)
        await life.check_nobody_above_too_early()
        life.check_nothing_twice()
        life.check_ceiling()
        rows = [row for m in MEASURES for row in await _rows(scene, m)]
        sent = Counter(id_ for _, _, ids in life.arrived for id_ in ids)
        assert {row.id for row in rows if row.sent} <= set(sent)


def _is_day(reminder: str) -> bool:
    """True for the mark of the day itself."""
    return ":yellow:0:" in reminder


async def _rows(scene: Scene, measure: str) -> list[Reminder]:
    async with scene.store.open() as ledger:
        return await ledger.reminders.find(REMINDERS_OF, measure)


LIFE = given(
    nights=st.lists(NIGHTS, min_size=5, max_size=DAYS),
    rest=REST,
    policy=st.builds(
        Policy, overdue_every=st.integers(1, 3), grace=st.integers(0, 3), week_ceiling=st.sampled_from([5, 2, 1])
    ),
    dues=st.tuples(st.integers(-5, 40), st.integers(-5, 40)),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@LIFE
def test_nothing_lost_nothing_twice_nobody_above_too_early(
    nights: list[Night], rest: frozenset[int], policy: Policy, dues: tuple[int, int]
) -> None:
    """Random days of rest, downtimes, refusals, submissions, returns and moved deadlines, over weeks."""
    try_life(nights, rest, policy, dues)


@pytest.mark.long
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@LIFE
def test_nothing_lost_nothing_twice_nobody_above_too_early_in_many_lives(
    nights: list[Night], rest: frozenset[int], policy: Policy, dues: tuple[int, int]
) -> None:
    """The same, at length."""
    try_life(nights, rest, policy, dues)


def try_life(nights: list[Night], rest: frozenset[int], policy: Policy, dues: tuple[int, int]) -> None:
    """Let the nights go by, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), nights, rest, policy, dues))
