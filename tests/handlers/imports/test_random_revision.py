"""A random history, then a random newer file, all through the chats: nobody's words end on another's measure."""

import io
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.demo.stage import open_stage
from bot.domain.plan.measure import Measure, Stage
from bot.readers.plan import read_plan
from bot.sandbox import Message
from bot.services.core.ledger import MEASURES_OF_PLAN
from bot.services.imports.plan_import import accept, preview
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWNER, SECRETARY, START, Chats, labels

HEAD = ("序号", "反馈问题", "措施编号", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
FINDINGS = ("台账不全不实", "窗口服务差", "库房管理乱", "用车不登记")
TEXTS = ("各站补齐台账", "公示办事流程", "清点库存物资", "逐车登记里程", "开展专题培训", "各站补齐台账", "复核发放名单")
BODIES = ("办公室", "法规股", "执法大队")
PEOPLE = (OWNER, MATE)
ROSTER = (
    ("姓名", "职务", "科室", "角色"),
    (SECRETARY, "党组书记、局长", "局领导", "党组书记"),
    (LEADER, "党组成员、副局长", "局领导", "责任领导"),
    (OFFICE, "办公室主任", "办公室", "整改办"),
    (OWNER, "大队长", "执法大队", "经办人"),
    (MATE, "股长", "法规股", "经办人"),
)
TAKE = "✅ 确认更新"
SEEDS = 16
DAYS = ("2025年6月30日", "2025年9月30日", "2025年12月31日", "2026年3月31日")


@dataclass(frozen=True)
class Row:
    """A row of the file; `of` are the rows of the first file that it may be, by their place there."""

    finding: str
    text: str
    owner: str
    body: str
    due: str
    of: frozenset[int] = field(default_factory=frozenset)


def numbered(rows: list[Row]) -> dict[str, Row]:
    """The rows by their numbers, those of one finding together, in the order of the findings."""
    found: dict[str, Row] = {}
    for first, finding in enumerate(dict.fromkeys(row.finding for row in rows), 1):
        theirs = [row for row in rows if row.finding == finding]
        found |= {f"{first}-{tail}": row for tail, row in enumerate(theirs, 1)}
    return found


def workbook(rows: list[Row]) -> bytes:
    """The rows as the office would have them."""
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(HEAD)
    for number, row in numbered(rows).items():
        first = number.partition("-")[0]
        sheet.append((int(first), row.finding, number, row.text, LEADER, row.body, row.owner, row.due))
    people: Any = book.create_sheet("人员名单")
    for one in ROSTER:
        people.append(one)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def drawn(dice: random.Random) -> list[Row]:
    """A ledger with some rows of the same words."""
    rows = [
        Row(finding, dice.choice(TEXTS), dice.choice(PEOPLE), dice.choice(BODIES), dice.choice(DAYS))
        for finding in FINDINGS
        for _ in range(dice.randint(1, 3))
    ]
    return [replace(row, of=frozenset({place})) for place, row in enumerate(rows)]


def changed(dice: random.Random, rows: list[Row]) -> list[Row]:
    """A newer file: rows come, go, move, are reworded, split, merged, given to others."""
    rows = list(rows)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(rows))
        row = rows[place]
        match dice.choice(("in", "in front", "out", "reword", "split", "merge", "move", "give", "swap")):
            case "in":
                rows.insert(place, replace(row, text=dice.choice(TEXTS), owner=dice.choice(PEOPLE), of=frozenset()))
            case "in front":
                rows.insert(0, Row("公务接待超标", dice.choice(TEXTS), dice.choice(PEOPLE), "办公室", DAYS[1]))
            case "out" if len(rows) > 1:
                rows.pop(place)
            case "reword":
                rows[place] = replace(
                    row, text=dice.choice((f"{row.text}并报告", f"{row.text}，逐项销号", "另行制定办法"))
                )
            case "split":
                rows[place : place + 1] = [
                    replace(row, text=f"{row.text}初步整改"),
                    replace(row, text=f"{row.text}全面核查"),
                ]
            case "merge" if place + 1 < len(rows) and rows[place + 1].finding == row.finding:
                other = rows.pop(place + 1)
                rows[place] = replace(row, text=f"{row.text}；{other.text}", of=row.of | other.of)
            case "move":
                rows[place] = replace(row, finding=dice.choice(FINDINGS))
            case "give":
                rows[place] = replace(row, owner=dice.choice(PEOPLE))
            case _:
                dice.shuffle(rows)
    return rows


@asynccontextmanager
async def open_office(folder: Path, rows: list[Row]) -> AsyncIterator[Chats]:
    """An office whose ledger are the rows, its people bound."""
    async with open_stage(folder, START) as stage:
        read = read_plan(workbook(rows), "台账.xlsx", reference=START.date())
        await preview(stage.app.request, "u1", read, "台账.xlsx", by=None)
        await accept(stage.app.request, by=None)
        await stage.bind(OFFICE, OWNER, MATE, LEADER, SECRETARY)
        chats = Chats(stage)
        yield chats
        assert chats.failures() == []
        assert chats.unanswered == []


@dataclass
class Office:
    """The office of one such year: what people do, and whose measure is which."""

    chats: Chats
    dice: random.Random
    ids: dict[str, int] = field(default_factory=dict)  # the row of the first file, by the measure's id

    async def measures(self) -> dict[str, Measure]:
        """All measures by their numbers."""
        async with self.chats.stage.app.request.look() as ledger:
            return {one.number: one for one in await ledger.measures.find(MEASURES_OF_PLAN, "u1/A")}

    def last(self) -> Message:
        """What the office was shown last."""
        return self.chats.phone(OFFICE).inbox[-1]

    async def live(self, steps: int) -> None:
        """Some of what people do with their measures."""
        for step in range(steps):
            living = [(n, one) for n, one in (await self.measures()).items() if one.stage is not Stage.CANCELLED]
            number, measure = self.dice.choice(living)
            owner = await self.owner_of(measure)
            match self.dice.choice(("report", "report", "done", "give", "handover", "extend", "reword", "cancel")):
                case "report":
                    await self.chats.say(owner, f"{number} 完成{10 + step}%")
                case "done":
                    await self.chats.say(owner, f"{number} 已完成")
                    await self.press_if(LEADER, "✅ 通过")
                case "give":
                    taker = self.dice.choice([name for name in PEOPLE if name != owner])
                    await self.chats.say(OFFICE, f"/correct {number} 经办人 {taker} 理由 分工调整")
                case "handover" if step == 0:
                    asked = await self.chats.say(OFFICE, f"/handover {OWNER} {MATE}")
                    await self.chats.press(OFFICE, asked, asked.buttons[0][0].text)
                case "extend":
                    await self.chats.say(owner, f"{number} 等设备到货，申请延到2026年5月31日")
                    await self.press_if(owner, "✅ 2026-05-31（周日）")
                    for name in (LEADER, OFFICE):
                        await self.press_if(name, "✅ 同意延期")
                case "reword":
                    await self.chats.say(OFFICE, f"/correct {number} 内容 改为线上办理第{step}批事项 理由 表述有误")
                case "cancel":
                    await self.chats.act(OFFICE, f"/cancel {number} 理由 并入其他工作")
                case _:
                    pass

    async def owner_of(self, measure: Measure) -> str:
        """The name of who has the measure now."""
        async with self.chats.stage.app.request.look() as ledger:
            person = await ledger.people.get(measure.owners[0])
        assert person is not None
        return person.name

    async def press_if(self, name: str, label: str) -> None:
        """Press the newest card that has the button, where there is one."""
        found = next((one for one in reversed(self.chats.phone(name).inbox) if label in labels(one)), None)
        if found is not None:
            await self.chats.press(name, found, label)

    async def send(self, rows: list[Row]) -> None:
        """Send a newer file, answer what the preview asks as things are, and take it in."""
        await self.chats.after(OFFICE, lambda phone: phone.send_file("台账.xlsx", workbook(rows)))
        for _ in range(60):
            shown = self.last()
            said = labels(shown)
            if "是新的一条" in said:
                await self.tell(shown, rows)
            elif ask := next((label for label in said if label.startswith("逐条说明")), ""):
                await self.chats.press(OFFICE, shown, ask)
            elif "恢复它们" in said:
                await self.chats.press(OFFICE, shown, self.dice.choice(("恢复它们", "仍作取消")))
            else:
                break
        await self.chats.press(OFFICE, self.last(), TAKE)
        if "请写一句理由" in self.last().text:
            await self.chats.say(OFFICE, "班子会议定")

    def with_new(self, rows: list[Row], after: dict[str, Measure]) -> list[Row]:
        """The rows as the next file will have them: those that were new are somebody's from now on."""
        found: list[Row] = []
        for number, row in numbered(rows).items():
            fresh = not row.of and after[number].id not in self.ids
            if fresh:
                self.ids[after[number].id] = len(self.ids) + 100
            found.append(replace(row, of=frozenset({self.ids[after[number].id]})) if fresh else row)
        return found

    async def tell(self, shown: Message, rows: list[Row]) -> None:
        """Say which measure a row is, where the ledger's are offered."""
        number = shown.text.split("文件里的 ")[1].split(" ")[0]
        of = numbered(rows)[number].of
        now = await self.measures()
        meant = [f"就是 {one}" for one, measure in now.items() if self.ids.get(measure.id) in of]
        await self.chats.press(OFFICE, shown, next((one for one in labels(shown) if one in meant), "是新的一条"))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_no_history_and_no_newer_file_move_words_to_another_measure(seed: int, tmp_path: Path) -> None:
    """Whatever was reported, closed, put off, given on, and whatever a newer file says: words stay where they belong.

    Rows that the office itself could not tell apart, of the same words, finding and owner, may stand for one another.
    """
    dice = random.Random(seed)  # noqa: S311 - no secret
    first = drawn(dice)
    async with open_office(tmp_path, first) as chats:
        office = Office(chats, dice)
        begun = await office.measures()
        office.ids = {begun[number].id: min(row.of) for number, row in numbered(first).items()}
        last = first
        for _ in range(2):
            await office.live(dice.randint(3, 7))
            before = {one.id: one for one in (await office.measures()).values()}
            held = {id_: await office.owner_of(one) for id_, one in before.items()}
            rows = changed(dice, last)
            await office.send(rows)
            after = await office.measures()
            assert before.keys() <= {one.id for one in after.values()}, "a measure is gone"
            for number, row in numbered(rows).items():
                id_ = after[number].id
                place = office.ids.get(id_)
                if place is None or place in row.of:
                    continue
                old = next((one for one in last if place in one.of), None)
                if old is None:
                    continue
                was = before[id_]
                here = [one for one in before.values() if (one.finding, one.text) == (was.finding, row.text)]
                there = [one for one in rows if (one.finding, one.text) == (row.finding, row.text)]
                if here == [was] and there == [row] and old.finding == row.finding:
                    continue  # the same words below the same finding, once here and there
                assert row.owner in {held[id_], old.owner}, f"{number} {row} has what was {old} of {held[id_]}"
            last = office.with_new(rows, after)
