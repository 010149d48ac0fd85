"""A round of rectification played before the sandbox, as a transcript in the terminal."""

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bot.demo.phones import BEIJING
from bot.demo.phones import show as show_phones
from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure
from bot.logs import set_up_logs
from bot.sandbox import Message, Phone
from bot.services.core.ledger import MEASURES_NUMBERED, PEOPLE_OF
from bot.services.reporting.documents import make_documents

START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)
DAY = dt.timedelta(days=1)
OFFICE = "何清溪"  # of the example ledger; the command line names the office's first person
SHOWN_LINES = 14  # lines of a message that the transcript shows


class Play:
    """The stage, the terminal, and how much of every phone was already shown."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage = stage
        self.console = console
        self._shown: dict[str, int] = {}

    def scene(self, title: str) -> None:
        """A heading with the day."""
        now = self.stage.sandbox.clock.now().astimezone(BEIJING)
        self.console.rule(
            f"[bold]{title}[/]  {now:%Y-%m-%d} 周{'一二三四五六日'[now.weekday()]} {now:%H:%M}", align="left"
        )

    def show(self, name: str, most: int = 3) -> None:
        """What is new on a phone."""
        phone = self.stage.phones[name]
        messages = phone.messages
        fresh = messages[self._shown.get(name, 0) :]
        self._shown[name] = len(messages)
        if len(fresh) > most:
            self.console.print(f"  [dim]（{name} 的手机上此前另有 {len(fresh) - most} 条）[/]")
        for message in fresh[-most:]:
            self._print(phone, message)

    def skip(self) -> None:
        """Take everything that is on the phones as seen."""
        for name, phone in self.stage.phones.items():
            self._shown[name] = len(phone.messages)

    def _print(self, phone: Phone, message: Message) -> None:
        who = f"[cyan]督办 → {phone.user.name}[/]" if message.by_bot else f"[yellow]{phone.user.name}[/]"
        sent = "（发来文件）" if message.document else "（图片）"
        lines = message.text.splitlines() or [sent]
        more = [f"……（共 {len(lines)} 行）"] if len(lines) > SHOWN_LINES else []
        self.console.print(f"  {who}", highlight=False)
        for line in (*lines[:SHOWN_LINES], *more):
            self.console.print(f"    {line}", markup=False, highlight=False)
        labels = [button.text for row in message.buttons or () for button in row]
        if labels:
            self.console.print(f"    [dim]{' '.join(f'〔{label}〕' for label in labels[:8])}[/]", highlight=False)

    async def say(self, name: str, words: str, most: int = 2) -> None:
        """Somebody writes, and is answered."""
        self.skip()
        self.stage.phones[name].say(words)
        await self.stage.settle()
        self.show(name, most + 1)

    async def press(self, name: str, label: str) -> None:
        """Somebody taps the newest button of that label."""
        phone = self.stage.phones[name]
        bearing = next(m for m in reversed(phone.messages) if label in _labels(m))
        self.console.print(f"  [yellow]{name}[/] 点〔{label}〕", highlight=False)
        phone.press(bearing, label)
        await self.stage.settle()
        self._shown[name] = min(self._shown.get(name, 0), len(phone.messages) - 1)
        self.show(name, 1)

    async def weeks(self, days: int, progress: Progress) -> None:
        """Let days go by, with a bar."""
        task = progress.add_task(f"{days} 天过去", total=days)
        for _ in range(days):
            await self.stage.pass_time(DAY)
            progress.advance(task)
        progress.remove_task(task)


def _labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons or () for button in row]


async def play(out: Path, *, phones: bool | None, port: int) -> int:
    """Play the round, write its papers into `out`, and offer the phones where somebody sits at a terminal."""
    set_up_logs("ERROR")
    console = Console(soft_wrap=True)
    bar = Progress(
        TextColumn("  {task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        async with open_stage(Path(folder), START) as stage:
            show = Play(stage, console)
            with bar:
                await _round(show, bar)
                await _papers(show, out)
            if phones or (phones is None and sys.stdin.isatty() and sys.stdout.isatty() and _wanted()):
                await show_phones(stage, port)
    return 0


def _wanted() -> bool:
    return click.confirm("打开浏览器里的手机，用同样的人继续试？", default=True)


async def _round(show: Play, bar: Progress) -> None:
    stage = show.stage
    await _import(show)
    people = await _people(stage)
    office, secretary = people[Role.OFFICE][0], people[Role.SECRETARY][0]
    owner = await _owner_of(stage, "2-3")
    late = await _owner_of(stage, "2-2")
    await _bind(show, bar, late)
    show.scene("平日")
    await show.say(owner, "我的")
    show.scene("到期前：按 20、10、3、1、0 天提醒")
    show.skip()
    await show.weeks(19, bar)
    show.show(late, 1)
    show.scene("一句话报进展")
    await show.say(late, "2-2 完成60%，还差两个镇的方案")
    await show.say(owner, "2-3差不多了，就差验收")
    await show.press(owner, "↩️ 撤回")
    await show.say(owner, "2-3 已开展1次学习，完成一半")
    await show.weeks(16, bar)
    show.scene("逾期：提醒逐级升到责任领导")
    show.show(late, 1)
    leader = await _leader_of(stage, "2-2")
    show.show(leader, 1)
    show.scene("整改办查进度")
    await show.say(office, "状态")
    await show.say(office, "逾期")
    show.scene("要延期：日期读出来，确认了才算")
    await show.say(late, "2-2 清明期间人手不足，申请延期到5月15日", 2)
    await show.press(late, "✅ 2025-05-15（周四）")
    show.scene("报完成：报的人不能自己销号")
    await show.say(owner, "2-3 已完成，两次学习都办了")
    show.show(await _leader_of(stage, "2-3"), 1)
    await show.weeks(4, bar)
    show.scene("书记的一页")
    show.show(secretary, 1)


async def _import(show: Play) -> None:
    show.scene("导入台账")
    await show.stage.appoint(OFFICE)
    await show.stage.bind(OFFICE)
    show.skip()
    phone = show.stage.phones[OFFICE]
    phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes())
    await show.stage.settle()
    show.show(OFFICE)
    await show.press(OFFICE, "✅ 确认入库")


async def _bind(show: Play, bar: Progress, one: str) -> None:
    show.scene("绑定：每人一个一次性链接")
    names = [name for name in await show.stage.people() if name not in show.stage.phones]
    task = bar.add_task("大家打开链接", total=len(names))
    for name in names:
        await show.stage.bind(name)
        bar.advance(task)
    bar.remove_task(task)
    show.show(one, 2)
    show.console.print(f"  …… 共 {len(names)} 人绑定")
    show.skip()


async def _people(stage: Stage) -> dict[Role, list[str]]:
    async with stage.app.request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, stage.app.config.unit.id)
    return {role: [p.name for p in sorted(people, key=lambda p: p.rank) if p.holds(role)] for role in Role}


async def _owner_of(stage: Stage, number: str) -> str:
    return await _named(stage, number, lambda measure: measure.owners)


async def _leader_of(stage: Stage, number: str) -> str:
    return await _named(stage, number, lambda measure: measure.leaders)


async def _named(stage: Stage, number: str, whom: Callable[[Measure], tuple[str, ...]]) -> str:
    async with stage.app.request.look() as ledger:
        (measure,) = await ledger.measures.find(MEASURES_NUMBERED, stage.app.config.unit.id, number)
        person = await ledger.people.get(whom(measure)[0])
    return person.name if person else ""


async def _papers(show: Play, out: Path) -> None:
    stage = show.stage
    people = await _people(stage)
    phone = stage.phones[people[Role.SECRETARY][0]]
    page = next(m for m in reversed(phone.inbox) if m.photo or "周报" in m.text)
    workbooks = await make_documents(stage.app.request, "ledger", stage.app.config.unit.id)
    papers = [("周报.txt", (page.text + "\n").encode()), *workbooks]
    if page.photo:
        papers.append(("周报图.png", page.photo))
    _write(out, papers)
    show.console.rule("结果", align="left")
    for paper, _ in papers:
        show.console.print(f"  {out / paper}", highlight=False)


def _write(folder: Path, papers: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in papers:
        (folder / name).write_bytes(content)
