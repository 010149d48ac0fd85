"""What an office is asked in six months: messages that nobody asked for, a person and week, by role.

    python -m benchmarks.burden          # six months from one seed; some minutes
    python -m benchmarks.burden 30 7     # so many days, from that seed

Everybody is bound and works through the chat: owners report, hand in and answer, checkers decide what waits for them,
the secretary gives instructions, the office nudges and issues letters. Answers to what somebody wrote or pressed are
not counted. Ends with status 1 where a role's median is above its goal, or something went out on a day of rest.
"""

import asyncio
import datetime as dt
import random
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.logs import set_up_logs
from bot.sandbox import Message as Shown
from bot.services.core.ledger import MEASURES_OF_UNIT, OUTBOX_BY_STATE, PEOPLE_OF
from tests.handlers.conftest import BEIJING, OFFICE, START

UNIT = "u1"
GOALS = {Role.OWNER: 4, Role.LEADER: 4, Role.SECRETARY: 3, Role.OFFICE: 10}  # in the median week
ORDER = (Role.SECRETARY, Role.OFFICE, Role.LEADER, Role.OWNER, Role.SUPPORT, Role.OBSERVER)
ACTS = ("通过", "签收", "签发", "无反弹", "答复", "同意延期", "确认")  # of what waits for somebody
HALF_YEAR, MANY = 183, 6
NEAR = dt.timedelta(5)
DAY = dt.timedelta(1)


class Office:
    """The people of an office and how each takes the day."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._chance = random.Random(seed)  # noqa: S311 - repeatable
        self._said = 0
        self.people: dict[str, Person] = {}
        self.sent: dict[str, Message] = {}
        self.resting: set[str] = set()  # ids of what was sent on days of rest

    async def begin(self) -> None:
        """Take the ledger in, and bind everybody."""
        await self._stage.take_in(WORKBOOK)
        await self._stage.appoint(OFFICE)
        await self._stage.bind(*await self._stage.people())
        async with self._stage.app.request.look() as ledger:
            self.people = {person.id: person for person in await ledger.people.find(PEOPLE_OF, UNIT)}

    async def live(self, day: dt.date) -> None:
        """A day: the clock comes round in the morning and after dinner, and on working days people work."""
        working = self._stage.app.request.calendar.is_working(day)
        await self._at(day, 8, 5)
        await self._at(day, 9, 0)
        if working:
            await self._work(day)
        await self._at(day, 15, 0)
        await self._note()

    async def _at(self, day: dt.date, hour: int, minute: int) -> None:
        self._stage.sandbox.clock.set(dt.datetime.combine(day, dt.time(hour, minute), BEIJING))
        await self._stage.app.tick()
        await self._stage.settle()

    async def _work(self, day: dt.date) -> None:
        async with self._stage.app.request.look() as ledger:
            measures = [one for one in await ledger.measures.find(MEASURES_OF_UNIT, UNIT) if one.is_open]
        for person in self.people.values():
            await self._report(person, [one for one in measures if person.id in one.owners], day)
            if self._happens(0.7):
                await self._decide(person)
        await self._command(measures, day)

    async def _report(self, person: Person, own: list[Measure], day: dt.date) -> None:
        """A word on what is near, and it is handed in at last."""
        for measure in own:
            due = measure.deadline.date or day + 2 * NEAR
            self._said += 1
            if due - day <= NEAR and self._happens(0.15):
                await self._say(person, f"{measure.number} 已完成，材料都齐了，第{self._said}份")
            elif self._happens(0.04):
                await self._say(person, f"{measure.number} 正在推进，第{self._said}次核对")

    async def _decide(self, person: Person) -> None:
        """What waits, one after the other."""
        for _ in range(MANY):
            await self._say(person, "/todo")
            shown = self._stage.phone(person.name).inbox[-1]
            label = next((found for act in ACTS if (found := _bearing(shown, act))), "")
            if not label:
                return
            back = _bearing(shown, "退回")
            self._stage.phone(person.name).press(shown, back if back and self._happens(0.08) else label)
            await self._stage.settle()
            if "请" in self._stage.phone(person.name).inbox[-1].text:
                self._said += 1
                await self._say(person, f"现场再核对一遍，第{self._said}条")

    async def _command(self, measures: Iterable[Measure], day: dt.date) -> None:
        """Instructions of the secretary, a nudge and a letter of the office, now and then."""
        late = [one for one in measures if one.deadline.date and one.deadline.date < day]
        if late and self._happens(0.05):
            await self._say(self._one(Role.SECRETARY), f"/instruct {late[0].number} 本周内说明原因")
        if late and self._happens(0.1):
            await self._say(self._one(Role.OFFICE), f"/nudge {late[0].number}")

    async def _say(self, person: Person, words: str) -> None:
        self._stage.phone(person.name).say(words)
        await self._stage.settle()

    def _one(self, role: Role) -> Person:
        return next(person for person in self.people.values() if person.holds(role))

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share

    async def _note(self) -> None:
        """Keep what was sent, before it is pruned."""
        async with self._stage.app.request.look() as ledger:
            found = await ledger.outbox.find(OUTBOX_BY_STATE, UNIT, MessageState.SENT)
        self.sent |= {one.id: one for one in found if one.to in self.people}
        calendar = self._stage.app.request.calendar
        self.resting = {one.id for one in self.sent.values() if not calendar.is_working(_day(one))}


def _bearing(message: Shown, act: str) -> str:
    return next((button.text for row in message.buttons or () for button in row if act in button.text), "")


def role_of(person: Person) -> Role:
    """The role that asks most of a person."""
    return next((role for role in ORDER if person.holds(role)), Role.OWNER)


def by_week(office: Office, days: int) -> dict[Role, list[int]]:
    """For each role how many messages each of its people had in each whole week."""
    counted = Counter((one.to, _day(one).isocalendar()[:2]) for one in office.sent.values())
    weeks = {(START.date() + DAY * n).isocalendar()[:2] for n in range(7, days)}
    found: dict[Role, list[int]] = defaultdict(list)
    for person in office.people.values():
        found[role_of(person)] += [counted[person.id, week] for week in weeks]
    return found


async def lived(days: int, seed: int) -> Office:
    """An office after so many days."""
    with TemporaryDirectory() as folder:
        async with open_stage(Path(folder), START) as stage:
            office = Office(stage, seed)
            await office.begin()
            for n in range(1, days + 1):
                await office.live(START.date() + DAY * n)
                stage.sandbox.calls.clear()
            return office


def _day(message: Message) -> dt.date:
    return (message.sent or message.due).astimezone(BEIJING).date()


def main(days: int, seed: int) -> int:
    """Print the table; 1 where it is too much."""
    set_up_logs("ERROR")
    office = asyncio.run(lived(days, seed))
    over = False
    print(f"{days} days from {START.date()}, seed {seed}: {len(office.sent)} messages that nobody asked for")
    for role, counts in sorted(by_week(office, days).items()):
        goal, median = GOALS.get(role, 0), statistics.median(counts)
        over |= bool(goal) and median > goal
        ninth = statistics.quantiles(counts, n=10)[-1]
        print(f"{role:10} median {median:4.1f} (goal {goal or '-'})  p90 {ninth:4.1f}  most {max(counts)}")
    kinds = Counter((role_of(office.people[one.to]), one.kind) for one in office.sent.values())
    print(*(f"  {role} {kind}: {count}" for (role, kind), count in kinds.most_common()), sep="\n")
    print("on days of rest:", len(office.resting), *Counter(office.sent[id_].kind for id_ in office.resting).items())
    return int(over or bool(office.resting))


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [HALF_YEAR, 1][len(given) :])))
