"""An invented province: 136 units with 5,440 measures and 20,000 people, on the morning of a busy Monday.

Each measure is due in ten days. Its owners were reminded ten days ago, and answered; today its owners are to be
reminded again, and for the first time its leaders: 20,000 reminders.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.journal import Entry, Head
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding, Plan
from bot.domain.progress.progress import Progress
from bot.domain.reminders.ladder import DueReminder, ReminderFacts, due_reminders
from bot.domain.reminders.reminder import Reminder
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import Dates
from bot.domain.status.standing import standing
from bot.domain.units.unit import Unit
from bot.messages.wording import load_wording
from bot.scheduling.slots import CronSlots
from bot.services.core.ledger import JobRun, Store
from bot.services.core.request import RequestContext
from bot.services.core.runtime import Runtime
from storage.blob_store import FileBlobStore
from storage.codec import encode
from storage.opening import open_any
from tests.storage.server import Server

Document = tuple[str, str, bytes | None]

UNITS, MEASURES, PEOPLE, REMINDERS = 136, 5_440, 20_000, 20_000
EACH = MEASURES // UNITS  # measures of a unit, four in a finding
LEADERS, OFFICE, DEPARTMENTS = 6, 3, 10
FIRST_CHAT = 1_000_000
MONDAY = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)  # nine in the morning in Shanghai
DUE = dt.date(2026, 3, 19)
EARLIER = dt.datetime(2026, 2, 27, 0, 30, tzinfo=dt.UTC)  # Friday, twenty days before
ANSWERED = dt.datetime(2026, 3, 4, 3, 0, tzinfo=dt.UTC)  # last Wednesday
CALENDAR = WorkCalendar(years=frozenset({2026, 2027}))
TEXT = "对辖区内小型水库逐座排查，建立问题清单，明确责任人和完成时间，每月通报一次进展情况。"
BATCH = 5_000


@dataclass(frozen=True)
class Body:
    """One unit as it was invented: its people, and its measures with those around them."""

    unit: Unit
    people: tuple[Person, ...]
    measures: tuple[Measure, ...]

    def person(self, id_: str) -> Person:
        """A person of the unit."""
        return self.people[int(id_.rpartition("p")[2]) - 1]


def bodies(units: int = UNITS, measures: int = EACH) -> Iterator[Body]:
    """Every unit of the province, or of a smaller one, with so many measures each."""
    for n in range(units):
        unit = Unit(id=f"u{n + 1}", name=f"云岭省第{n + 1}水务局")
        people = tuple(_people(unit.id, n))
        yield Body(unit, people, tuple(_measure(unit.id, n * EACH + k, k, people) for k in range(measures)))


def _people(unit: str, n: int) -> Iterator[Person]:
    """A secretary, leaders, an office, and staff in departments whose first is the head."""
    first = n * PEOPLE // UNITS
    for k in range((n + 1) * PEOPLE // UNITS - first):
        staff = k - 1 - LEADERS - OFFICE
        match k:
            case 0:
                post, department, role = "党组书记", "", Role.SECRETARY
            case _ if k <= LEADERS:
                post, department, role = "副局长", "", Role.LEADER
            case _ if staff < 0:
                post, department, role = "整改办干事", "整改办", Role.OFFICE
            case _:
                post, department = "股长" if staff < DEPARTMENTS else "经办人", f"第{staff % DEPARTMENTS + 1}股"
                role = Role.OWNER
        chat = FIRST_CHAT + first + k
        yield Person(
            id=f"{unit}/p{k + 1}",
            unit=unit,
            name=f"甲{first + k}",
            post=post,
            department=department,
            roles=(role,),
            rank=k,
            chat=chat,
            bound_at=EARLIER,
        )


def _measure(unit: str, n: int, k: int, people: tuple[Person, ...]) -> Measure:
    """One measure with a leader and two owners, or with one of either more, so that the province has 20,000."""
    more = (n + 1) * (REMINDERS - 3 * MEASURES) // MEASURES - n * (REMINDERS - 3 * MEASURES) // MEASURES
    leaders = [people[1 + (k + j) % LEADERS].id for j in range(1 + more * (n % 2))]
    staff = people[1 + LEADERS + OFFICE :]
    owners = [staff[(3 * k + j) % len(staff)] for j in range(2 + more * (1 - n % 2))]
    number = f"{k // 4 + 1}-{k % 4 + 1}"
    return Measure(
        id=f"{unit}/A/{number}",
        unit=unit,
        plan=f"{unit}/A",
        finding=f"{unit}/A/{k // 4 + 1}",
        number=number,
        text=TEXT,
        leaders=tuple(leaders),
        departments=(owners[0].department,),
        owners=tuple(person.id for person in owners),
        deadline=Deadline(DeadlineKind.BY_DATE, "2026年3月19日前", DUE, DUE),
        stage=Stage.UNDER_WAY,
        percent=50,
        reported=ANSWERED,
        reporters=(owners[0].id,),
        wake=MONDAY.date(),
    )


def records(body: Body) -> Iterator[tuple[str, Any]]:
    """Everything that the ledger holds of a unit, kind by kind."""
    unit = body.unit.id
    yield "units", body.unit
    yield (
        "plans",
        Plan(
            id=f"{unit}/A", unit=unit, letter="A", title="巡察整改", feedback=dt.date(2026, 1, 5), imported_at=EARLIER
        ),
    )
    for finding in dict.fromkeys(measure.finding for measure in body.measures):
        number = finding.rpartition("/")[2]
        yield (
            "findings",
            Finding(id=finding, unit=unit, plan=f"{unit}/A", number=number, text="水库管护不到位", task="把水库管起来"),
        )
    yield "watches", JobRun(id=f"tick:{unit}", unit=unit, day=dt.date(2026, 3, 6), at=MONDAY - dt.timedelta(days=3))
    yield from (("people", person) for person in body.people)
    yield from (("measures", measure) for measure in body.measures)
    yield from _told(body)
    yield from _answers(body)


def _told(body: Body) -> Iterator[tuple[str, Any]]:
    """What its owners were told ten days ago, and the messages in which it stood."""
    messages_of: dict[str, list[str]] = defaultdict(list)
    for measure in body.measures:
        owners = tuple(map(body.person, measure.owners))
        stands = standing(measure, Dates(), Policy(), CALENDAR, EARLIER.date())
        case = ReminderFacts(measure=measure, policy=Policy(), standing=stands, obligation=stands.duty, owners=owners)
        for call in due_reminders(case, CALENDAR, EARLIER.date()):
            message = f"reminders:{call.person}:{EARLIER.date()}"
            messages_of[message].append(call.id)
            yield "reminders", _reminder(call, body.unit.id, message)
    for id_, ids in messages_of.items():
        facts = {"day": EARLIER.date().isoformat(), "reminders": ids}
        waiting = Message(
            id=id_, unit=body.unit.id, to=id_.split(":")[1], kind="reminders", due=EARLIER, facts=facts, created=EARLIER
        )
        yield "outbox", replace(waiting, state=MessageState.SENT, sent=EARLIER, attempts=1)


def _reminder(call: DueReminder, unit: str, message: str) -> Reminder:
    mark, obligation = call.mark, call.obligation or ""
    told = Reminder(
        id=call.id,
        unit=unit,
        measure=call.measure,
        person=call.person,
        colour=mark.colour,
        mark=mark.days,
        due=call.due,
        day=mark.day,
        at=EARLIER,
        message=message,
    )
    return replace(told, because=call.rule, meant=mark.meant, duty=obligation, sent=EARLIER)


def _answers(body: Body) -> Iterator[tuple[str, Any]]:
    """What the first owner of each measure reported last week, in the unit's chain."""
    unit, head = body.unit.id, Head(body.unit.id)
    for measure in body.measures:
        after = {"stage": "under_way", "percent": 50}
        entry = Entry(
            unit=unit,
            at=ANSWERED,
            by=measure.owners[0],
            verb=Verb.REPORT,
            subject=measure.id,
            after=after,
            words="完成一半",
        )
        linked = entry.after_entry(head)
        head = Head(unit, linked.number, linked.digest)
        yield "journal", linked
        id_, by = f"{measure.id}/p{linked.number}", measure.owners[0]
        said = Progress(
            id=id_,
            unit=unit,
            measure=measure.id,
            by=by,
            at=ANSWERED,
            words="完成一半",
            intent=Intent.PROGRESS,
            percent=50,
            entry=linked.number,
        )
        yield "progress", said
    yield "heads", head


async def settled(server: Server, province: Iterable[Body]) -> str:
    """The address of a new database that holds all of a province."""
    address = server.database()
    store = await open_any(address)
    batch: list[Document] = []
    for body in province:
        batch += [(shelf, record.id, encode(record)) for shelf, record in records(body)]
        if len(batch) >= BATCH:
            await store.put_documents(batch)
            batch.clear()
    await store.put_documents(batch)
    await store.close()
    return address


def context_at(store: Store, at: dt.datetime, folder: Path) -> RequestContext:
    """A request context whose clock stands still."""
    blobs, runtime = FileBlobStore(folder / "evidence"), Runtime(slots=CronSlots())
    return RequestContext(
        store=store, clock=lambda: at, calendar=CALENDAR, wording=load_wording(), blobs=blobs, runtime=runtime
    )
