"""An office for the crash matrix: owners who reply, owners who only listen, leaders, one clerk; all of them bound."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import Unit
from bot.sandbox import Phone, Sandbox, SandboxClock
from storage.opening import open_any

UNIT = "u1"
REPLIERS, LISTENERS, LEADERS = 32, 24, 8
FIRST_ACCOUNT = 5_000
NO_QUIET = Policy(quiet_from=dt.time(0), quiet_until=dt.time(0), send_at=dt.time(0))
NOON = dt.datetime(2025, 11, 26, 12, tzinfo=ZoneInfo("Asia/Shanghai"))  # Wednesday; no day ends while they attack
APART = dt.timedelta(seconds=2)  # between the hours at which two listeners want their reminders
TOKEN = "42:SANDBOX"


@dataclass(frozen=True)
class Office:
    """Who is there, by phone; an owner's measure has the owner's number."""

    repliers: tuple[Phone, ...]
    listeners: tuple[Phone, ...]
    told: tuple[tuple[Phone, ...], ...]  # who hears of a replier's difficulty: the leader and the clerk


def people(now: dt.datetime, apart: dt.timedelta) -> tuple[list[Person], list[Person], Person]:
    """Owners (repliers first), leaders, and the clerk; listeners want their reminders from now on, one by one."""
    owners = []
    for n in range(REPLIERS + LISTENERS):
        hour = max(now, now + (n - REPLIERS) * apart).time()
        account = FIRST_ACCOUNT + n
        owner = Person(id=f"u1/p{n}", unit=UNIT, name=f"经办{n}", roles=(Role.OWNER,), chat=account, send_at=hour)
        owners.append(owner)
    leaders = [
        Person(id=f"u1/l{n}", unit=UNIT, name=f"领导{n}", roles=(Role.LEADER,), rank=n, chat=FIRST_ACCOUNT + 100 + n)
        for n in range(LEADERS)
    ]
    clerk = Person(id="u1/c", unit=UNIT, name="文书", roles=(Role.OFFICE,), chat=FIRST_ACCOUNT + 200)
    return owners, leaders, clerk


def telegram() -> Sandbox:
    """Telegram before the office, at noon; its clock, which runs, is the office's as well."""
    return Sandbox(token=TOKEN, clock=SandboxClock(NOON, running=True), limits=False)


async def found_office(address: str, sandbox: Sandbox, apart: dt.timedelta = APART) -> Office:
    """Write the ledger as it is before the first start, and give everybody a phone."""
    now = sandbox.clock.now()
    owners, leaders, clerk = people(now, apart)
    today = now.date()
    late = Deadline(DeadlineKind.BY_DATE, "上周", today - dt.timedelta(7), today - dt.timedelta(7))
    store = await open_any(address)
    async with store.open() as ledger:
        await ledger.units.put(Unit(id=UNIT, name="石桥县农业农村局", policy=NO_QUIET))
        await ledger.plans.put(
            Plan(id="u1/A", unit=UNIT, letter="A", title="巡察整改", feedback=today - dt.timedelta(60))
        )
        await ledger.findings.put(Finding(id="u1/A/1", unit=UNIT, plan="u1/A", number="1", text="台账更新不及时"))
        for person in (*owners, *leaders, clerk):
            await ledger.people.put(person)
        for n, owner in enumerate(owners):
            measure = Measure(
                id=f"u1/A/1-{n + 1}",
                unit=UNIT,
                plan="u1/A",
                finding="u1/A/1",
                number=f"1-{n + 1}",
                text=f"逐户核对第{n + 1}片的登记",
            )
            leader = leaders[n % LEADERS]
            await ledger.measures.put(replace(measure, owners=(owner.id,), leaders=(leader.id,), deadline=late))
    await store.close()
    phones = {person.id: sandbox.phone(person.chat or 0, person.name) for person in (*owners, *leaders, clerk)}
    for phone in phones.values():
        phone.start_chat()
    return Office(
        tuple(phones[owner.id] for owner in owners[:REPLIERS]),
        tuple(phones[owner.id] for owner in owners[REPLIERS:]),
        tuple((phones[leaders[n % LEADERS].id], phones[clerk.id]) for n in range(REPLIERS)),
    )


def environment(folder: Path, url: str) -> dict[str, str]:
    """The settings of the installation, as its environment gives them."""
    return {
        "DUBAN_TELEGRAM_TOKEN": TOKEN,
        "DUBAN_TELEGRAM_BASE_URL": f"{url}/bot",
        "DUBAN_TELEGRAM_BASE_FILE_URL": f"{url}/file/bot",
        "DUBAN_STORE_URL": str(folder / "ledger.json"),
        "DUBAN_STORE_EVIDENCE": str(folder / "evidence"),
        "DUBAN_POLICY_QUIET_FROM": "00:00:00",
        "DUBAN_POLICY_QUIET_UNTIL": "00:00:00",
        "DUBAN_POLICY_SEND_AT": "00:00:00",
    }
