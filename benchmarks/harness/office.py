"""An office in which everybody has one measure and is bound already."""

import datetime as dt

from bot.clock import utc_now
from bot.domain.outbox.message import Message, Priority
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.units.unit import Unit
from storage.opening import open_any

PEOPLE = 32
FIRST_CHAT = 5_000
UNIT = "u1"


async def found(address: str, *, notices: int, apart: dt.timedelta, ahead: dt.timedelta) -> None:
    """Write its ledger; `notices` become due to one after the other, `apart`, the first in `ahead` from now."""
    now = utc_now()
    due = now.date() + dt.timedelta(days=300)
    deadline = Deadline(DeadlineKind.BY_DATE, "明年", due, due)
    store = await open_any(address)
    async with store.open() as ledger:
        await ledger.units.put(Unit(id=UNIT, name="青梁县水务局"))
        await ledger.plans.put(Plan(id="u1/A", unit=UNIT, letter="A", title="巡察整改", feedback=now.date()))
        await ledger.findings.put(Finding(id="u1/A/1", unit=UNIT, plan="u1/A", number="1", text="台账更新不及时"))
        for n in range(PEOPLE):
            person = Person(id=f"u1/p{n}", unit=UNIT, name=f"经办{n}", roles=(Role.OWNER,), chat=FIRST_CHAT + n)
            await ledger.people.put(person)
            measure = Measure(
                id=f"u1/A/1-{n + 1}",
                unit=UNIT,
                plan="u1/A",
                finding="u1/A/1",
                number=f"1-{n + 1}",
                text=f"逐户核对第{n + 1}片的登记",
                owners=(person.id,),
                deadline=deadline,
            )
            await ledger.measures.put(measure)
        for n in range(notices):
            notice = Message(
                id=f"notice:{n}",
                unit=UNIT,
                to=f"u1/p{n % PEOPLE}",
                kind="notice",
                due=now + ahead + n * apart,
                facts={"key": "status.board_calm"},
                priority=Priority.GREEN,
                created=now,
            )
            await ledger.outbox.put(notice)
    await store.close()
