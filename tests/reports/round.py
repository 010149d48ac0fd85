"""A round in its eleventh week, as a county office might have it: what lists, pages and documents are drawn from."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.domain.closing.closing_slip import Closing
from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.history.journal import Entry
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding, Plan
from bot.domain.progress.progress import Progress
from bot.domain.reminders.reminder import Reminder
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
from bot.domain.supervision.instruction import Instruction
from bot.domain.units.unit import Unit
from bot.messages.wording import load_wording
from bot.scheduling.slots import CronSlots
from bot.services.core.ledger import Ledger, Store
from bot.services.core.request import RequestContext, difference, enter
from bot.services.core.runtime import Runtime
from storage.blob_store import FileBlobStore
from storage.tinydb.store import TinyDBStore

NOW = dt.datetime(2025, 6, 9, 0, 0, tzinfo=dt.UTC)  # Monday, eight o'clock in Shanghai
TODAY = NOW.date()
UNIT = Unit(id="u1", name="云栖县水务局党组")
PLAN = Plan(
    id="u1/A",
    unit="u1",
    letter="A",
    title="关于县委第三巡察组反馈意见的整改方案",
    team="县委第三巡察组",
    feedback=dt.date(2025, 3, 20),
    concentrated_until=dt.date(2025, 9, 20),
    imported_at=dt.datetime(2025, 3, 28, 1, 0, tzinfo=dt.UTC),
)

PEOPLE = {
    person.name: person
    for person in (
        Person(
            id="u1/p1",
            unit="u1",
            name="沈砚秋",
            post="党组书记、局长",
            department="局领导",
            roles=(Role.SECRETARY, Role.LEADER),
            rank=1,
            chat=1001,
        ),
        Person(
            id="u1/p2",
            unit="u1",
            name="陆怀远",
            post="副局长",
            department="局领导",
            roles=(Role.LEADER,),
            rank=2,
            chat=1002,
        ),
        Person(
            id="u1/p3",
            unit="u1",
            name="白芷清",
            post="副局长",
            department="局领导",
            roles=(Role.LEADER,),
            rank=3,
            chat=1003,
        ),
        Person(
            id="u1/p4",
            unit="u1",
            name="方既明",
            post="办公室主任",
            department="办公室",
            roles=(Role.OFFICE,),
            rank=10,
            chat=1004,
        ),
        Person(
            id="u1/p5", unit="u1", name="耿小满", post="股长", department="水资源股", roles=(Role.OWNER,), chat=1005
        ),
        Person(
            id="u1/p6", unit="u1", name="汪渡", post="股长", department="河湖管理股", roles=(Role.OWNER,), chat=1006
        ),
        Person(
            id="u1/p7", unit="u1", name="贺兰舟", post="站长", department="供水管理站", roles=(Role.OWNER,), chat=1007
        ),
        Person(id="u1/p8", unit="u1", name="尹霁", post="股长", department="人事财务股", roles=(Role.OWNER,)),
    )
}

CATEGORIES = ("理论学习方面", "履职尽责方面", "履职尽责方面", "从严治党方面", "从严治党方面")
FINDINGS = (
    ("1", "学习贯彻治水思路不深入，结合本县实际研究少。", "健全学习研究机制。"),
    ("2", "河湖管护责任没有压实到末端。", "压实河湖管护责任。"),
    ("3", "农村供水保障有短板。", "补齐农村供水短板。"),
    ("4", "工程资金监管宽松软。", "规范工程资金监管。"),
    ("5", "干部队伍结构不合理。", "优化干部队伍结构。"),
)
D = dt.date
Duty = tuple[str, str, str]  # leader, department, owner
HOUSE: Duty = ("沈砚秋", "办公室", "方既明")
RIVERS: Duty = ("陆怀远", "河湖管理股", "汪渡")
SUPPLY: Duty = ("白芷清", "供水管理站", "贺兰舟")
MONEY: Duty = ("沈砚秋", "人事财务股", "尹霁")
NOBODY: Duty = ("沈砚秋", "人事财务股", "")
STAFF: Duty = ("白芷清", "人事财务股", "尹霁")
MEASURES: tuple[tuple[str, str, Duty, dt.date | str, Stage, int | None], ...] = (
    ("1-1", "每季度开展1次专题学习研讨，形成研讨材料。", HOUSE, "长期坚持", Stage.UNDER_WAY, None),
    ("1-2", "围绕河湖治理开展1次专题调研，形成调研报告。", HOUSE, D(2025, 5, 31), Stage.DECIDE, 100),
    ("2-1", "对全县86条河流逐条核定管护责任人，更新公示牌。", RIVERS, D(2025, 5, 20), Stage.UNDER_WAY, 70),
    ("2-2", "清理侵占河道的堆场，逐处拍照建档。", RIVERS, D(2025, 6, 18), Stage.UNDER_WAY, 60),
    ("2-3", "立即拆除桥头村段违规围网。", RIVERS, "立行立改", Stage.CLOSED, 100),
    ("2-4", "每月通报1次巡河情况。", RIVERS, "长期坚持", Stage.STANDING, None),
    ("3-1", "完成12处老旧供水管网改造。", SUPPLY, D(2025, 12, 31), Stage.UNDER_WAY, 30),
    ("3-2", "对水质不达标的3个村安装净化设备。", SUPPLY, D(2025, 6, 5), Stage.NOT_STARTED, None),
    ("3-3", "公开供水服务电话，24小时值守。", SUPPLY, D(2025, 4, 10), Stage.CLOSED, 100),
    ("4-1", "清理2020年以来工程项目结余资金。", MONEY, D(2025, 5, 30), Stage.UNDER_WAY, 50),
    ("4-2", "修订工程资金拨付办法。", MONEY, D(2025, 6, 30), Stage.VERIFY, 100),
    ("4-3", "聘请第三方抽审5个已完工项目。", NOBODY, D(2025, 8, 31), Stage.NOT_STARTED, None),
    ("5-1", "制定年轻干部三年培养计划。", STAFF, "适时", Stage.NOT_STARTED, None),
    ("5-2", "取消与职责不符的借调安排。", STAFF, D(2025, 4, 30), Stage.CANCELLED, None),
)
KINDS = {"长期坚持": DeadlineKind.STANDING, "立行立改": DeadlineKind.AT_ONCE, "适时": DeadlineKind.UNCLEAR}
WORDS = (
    ("2-1", "汪渡", dt.datetime(2025, 5, 26, 3, 0, tzinfo=dt.UTC), "已核定71条，余下15条跨界河流还在与邻县对接", 70),
    ("2-2", "汪渡", dt.datetime(2025, 6, 3, 3, 0, tzinfo=dt.UTC), "23处清了14处", 60),
    ("4-1", "尹霁", dt.datetime(2025, 5, 12, 3, 0, tzinfo=dt.UTC), "账目核了一半", 50),
    ("3-1", "贺兰舟", dt.datetime(2025, 6, 6, 3, 0, tzinfo=dt.UTC), "完成4处，第5处开挖", 30),
)


def deadline(limit: dt.date | str) -> Deadline:
    """A deadline as the plan has it."""
    if isinstance(limit, str):
        return Deadline(KINDS[limit], limit)
    return Deadline(DeadlineKind.BY_DATE, f"{limit.year}年{limit.month}月{limit.day}日", limit, limit)


def measures() -> list[Measure]:
    """The measures as they stand."""
    found = []
    for number, text, (leader, department, owner), limit, stage, percent in MEASURES:
        finding = number.partition("-")[0]
        said = [at for n, _, at, _, _ in WORDS if n == number]
        found.append(
            Measure(
                id=f"u1/A/{number}",
                unit="u1",
                plan="u1/A",
                finding=f"u1/A/{finding}",
                number=number,
                text=text,
                leaders=(PEOPLE[leader].id,),
                departments=(department,),
                owners=(PEOPLE[owner].id,) if owner else (),
                support=("各股室",),
                deadline=deadline(limit),
                stage=stage,
                percent=percent,
                counted_from=dt.date(2025, 4, 1),
                since=dt.date(2025, 4, 8) if stage is Stage.CLOSED else None,
                reported=max(said, default=None),
            )
        )
    return found


def findings() -> list[Finding]:
    """The findings of the plan."""
    return [
        Finding(id=f"u1/A/{number}", unit="u1", plan="u1/A", number=number, text=text, category=category, task=task)
        for (number, text, task), category in zip(FINDINGS, CATEGORIES, strict=True)
    ]


async def change(ledger: Ledger, number: str, at: dt.datetime, by: str, verb: str, **facts: Any) -> None:
    """Change a measure as a service would: the record and its entry in the journal."""
    old = await ledger.measures.get(f"u1/A/{number}")
    assert old
    new = replace(old, **facts)
    await ledger.measures.put(new)
    before, after = difference(old, new)
    await enter(
        ledger, Entry(unit="u1", at=at, by=PEOPLE[by].id, verb=verb, subject=old.id, before=before, after=after)
    )


async def week(ledger: Ledger) -> None:
    """What happened in the week before."""
    monday = dt.datetime(2025, 6, 2, 2, 0, tzinfo=dt.UTC)
    await change(ledger, "3-3", monday, "沈砚秋", "close", stage=Stage.CLOSED, since=dt.date(2025, 6, 2))
    await change(ledger, "2-2", monday, "方既明", "send_back", stage=Stage.UNDER_WAY)
    moved = deadline(dt.date(2025, 5, 31)).moved_to(dt.date(2025, 6, 18))
    await change(ledger, "2-2", monday, "沈砚秋", "extend", deadline=moved)


async def keep(ledger: Ledger, policy: Policy | None = None) -> None:
    """Write the round into an empty ledger, with what led to its present state."""
    await ledger.units.put(replace(UNIT, policy=policy or Policy()))
    await ledger.plans.put(PLAN)
    for finding in findings():
        await ledger.findings.put(finding)
    for person in PEOPLE.values():
        await ledger.people.put(person)
    earlier: dict[str, dict[str, Any]] = {
        "3-3": {"stage": Stage.DECIDE},
        "2-2": {"stage": Stage.VERIFY, "deadline": deadline(dt.date(2025, 5, 31))},
    }
    for measure in measures():
        await ledger.measures.put(replace(measure, **earlier.get(measure.number, {})))
    for n, (number, owner, at, words, percent) in enumerate(WORDS):
        by = PEOPLE[owner].id
        await ledger.progress.put(
            Progress(
                id=f"u1/g{n}",
                unit="u1",
                measure=f"u1/A/{number}",
                by=by,
                at=at,
                words=words,
                intent=Intent.PROGRESS,
                percent=percent,
                speakers=(by,),
            )
        )
    await week(ledger)
    await _beside(ledger)


async def _beside(ledger: Ledger) -> None:
    sent = dt.datetime(2025, 5, 21, 0, 30, tzinfo=dt.UTC)
    await ledger.reminders.put(
        Reminder(
            id="reminder:1",
            unit="u1",
            measure="u1/A/3-2",
            person="u1/p7",
            colour=Colour.GREEN,
            mark=15,
            due=D(2025, 6, 5),
            day=D(2025, 5, 21),
            at=sent,
            message="x",
            sent=sent,
        )
    )
    await ledger.extensions.put(
        Extension(
            id="u1/x1",
            unit="u1",
            measure="u1/A/4-1",
            by="u1/p8",
            at=sent,
            words="两个项目的审计报告未出",
            asked=D(2025, 7, 15),
            was=D(2025, 5, 30),
            late=False,
            step=Role.SECRETARY,
            state=ExtensionState.ASKED,
        )
    )
    await ledger.instructions.put(
        Instruction(
            id="u1/i1",
            unit="u1",
            subject="u1/A/2-1",
            measures=("u1/A/2-1",),
            by="u1/p1",
            at=sent,
            words="跨界河流由怀远同志出面协调，月底前见结果。",
            to=("u1/p2",),
            answer_by=D(2025, 5, 26),
        )
    )
    await ledger.closings.put(
        Closing(
            id="u1/c1",
            unit="u1",
            subject="u1/A/2-3",
            year=2025,
            number=1,
            at=dt.datetime(2025, 4, 8, 2, 0, tzinfo=dt.UTC),
            by="u1/p1",
        )
    )


@asynccontextmanager
async def open_round(
    folder: Path, now: dt.datetime = NOW, policy: Policy | None = None
) -> AsyncIterator[RequestContext]:
    """A context before a fresh ledger that holds the round."""
    store: Store = TinyDBStore(folder / "ledger.json")
    async with store.open() as ledger:
        await keep(ledger, policy)
    try:
        blobs, runtime = FileBlobStore(folder / "evidence"), Runtime(slots=CronSlots())
        yield RequestContext(
            store=store,
            clock=lambda: now,
            calendar=WorkCalendar(),
            wording=load_wording(),
            blobs=blobs,
            runtime=runtime,
        )
    finally:
        await store.close()
