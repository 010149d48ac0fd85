"""A measure's whole way played before the sandbox, as a transcript in the terminal: from the ledger to its closing."""

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bot.demo.phones import BEIJING
from bot.demo.phones import show as show_phones
from bot.demo.recording import write_recording
from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.people.person import Role
from bot.logs import set_up_logs
from bot.sandbox import Message, Phone
from bot.services.people.binding import appoint
from bot.services.reporting.documents import make_documents

START = dt.datetime(2025, 3, 24, 9, 0, tzinfo=BEIJING)
OFFICE, SECRETARY, LEADER, OWNER = "何清溪", "陆景澄", "沈知行", "梁思远"  # of the example ledger
MEASURE = "2-2"
TO_REMINDER = dt.timedelta(days=22)  # ten days before the day of the measure
TO_DIGEST = dt.timedelta(days=6)  # the Monday after
WIDTH = 96
WHOLE = 1000  # lines of a message
QUIET_KEYS = ("↩️ 撤回", "↩️ 撤回这份佐证", "看历史", "📅 另定再报日期")  # that are not used here


class Play:
    """The stage, the terminal, and how much of every phone was already shown."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage = stage
        self.console = console
        self._shown: dict[str, int] = {}

    def scene(self, title: str) -> None:
        """A heading with the day."""
        now = self.stage.sandbox.clock.now().astimezone(BEIJING)
        day = f"{now:%Y-%m-%d} 周{'一二三四五六日'[now.weekday()]} {now:%H:%M}"
        self.console.rule(Text.from_markup(f"[bold]{title}[/]  {day}"), align="left")

    def show(self, name: str, lines: int, most: int = 1) -> None:
        """What came last on a phone and was not shown yet."""
        phone = self.stage.phones[name]
        new = phone.messages[self._shown.get(name, 0) :]
        fresh = [message for message in new if message.by_bot and not message.text.endswith("……")]  # no "please wait"
        self._shown[name] = len(phone.messages)
        for message in fresh[-most:]:
            self._print(phone, message, lines)

    def _print(self, phone: Phone, message: Message, most: int) -> None:
        sent = f"（文件 {message.file_name}）" if message.document else "（图片）" if message.photo else ""
        said = [line for line in message.text.splitlines() if line.strip() and not line.endswith("…")]
        self.console.print(f"[cyan]督办 → {phone.user.name}[/][dim]{sent}[/]", highlight=False)
        for number, line in enumerate(said[:most], 1):
            more = " ……" if number == most < len(said) else ""
            self.console.print(f"    {line}{more}", markup=False, highlight=False)
        if (labels := _labels(message)) and labels[0] not in QUIET_KEYS:
            keys = " ".join(f"〔{label}〕" for label in labels[:5])
            self.console.print(f"    [dim]{keys}[/]", highlight=False)

    def does(self, name: str, what: str) -> None:
        """Show what somebody does; all that came before is seen."""
        self.console.print(f"[yellow]{name}[/]{what}", highlight=False)
        for one, phone in self.stage.phones.items():
            self._shown[one] = len(phone.messages)

    async def say(self, name: str, words: str, lines: int, *, answers: bool = False) -> None:
        """Somebody writes, where `answers` by answering the newest reminder, and is answered."""
        phone = self.stage.phones[name]
        about = next((m for m in reversed(phone.inbox) if m.buttons), None) if answers else None
        self.does(name, f"{' 回复这条提醒' if answers else ''}：{words}")
        phone.say(words, about)
        await self.stage.settle()
        self.show(name, lines)

    async def send(self, name: str, what: str, sending: Callable[[Phone], object], lines: int) -> None:
        """Somebody sends a photo or a file."""
        self.does(name, f" 发来{what}")
        sending(self.stage.phones[name])
        await self.stage.settle()
        self.show(name, lines, 2)

    async def press(self, name: str, label: str, lines: int = 1) -> None:
        """Somebody taps the newest button of that label, and sees what becomes of it."""
        phone = self.stage.phones[name]
        bearing = next(m for m in reversed(phone.messages) if label in _labels(m))
        self.does(name, f" 点〔{label}〕")
        before = bearing.text
        phone.press(bearing, label)
        await self.stage.settle()
        if bearing.text != before and not bearing.deleted:
            self._print(phone, bearing, lines)
        self.show(name, lines)

    async def wait(self, span: dt.timedelta, what: str) -> None:
        """Let time go by."""
        with Progress(
            SpinnerColumn(),
            TextColumn(what),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=self.console.record or not self.console.is_terminal,
        ) as bar:
            bar.add_task(what)
            await self.stage.pass_time(span)


def _labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons or () for button in row]


async def play(out: Path, *, phones: bool | None, port: int, svg: Path | None = None) -> int:
    """Play the way, write its papers into `out`, and offer the phones where somebody sits at a terminal.

    Raises OSError before it begins where nothing can be written there.
    """
    _demand_writable(out)
    set_up_logs("ERROR")
    console = Console(
        soft_wrap=True, width=WIDTH if svg else None, record=svg is not None, force_terminal=bool(svg) or None
    )
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        async with open_stage(Path(folder), START) as stage:
            show = Play(stage, console)
            await _way(show)
            await _papers(show, out)
            if svg:
                write_recording(console, svg)
            if phones or (phones is None and sys.stdin.isatty() and sys.stdout.isatty() and _wanted()):
                await show_phones(stage, port)
    return 0


def _wanted() -> bool:
    return click.confirm("打开浏览器里的手机，用同样的人继续试？", default=True)


async def _way(show: Play) -> None:
    await _begin(show)
    await show.wait(TO_REMINDER, "22 天过去")
    show.scene("到期前提醒，回复一句话，发一张照片")
    show.show(OWNER, 4)
    await show.say(OWNER, "完成60%，通告印发8个镇街，劝导点设了36处", 2, answers=True)
    photo = WORKBOOK.with_name("照片.png").read_bytes()
    await show.send(OWNER, f"照片：{MEASURE} 完成70%", lambda phone: phone.send_photo(photo, f"{MEASURE} 完成70%"), 1)
    show.scene("随问随答")
    await show.say(OFFICE, f"{MEASURE}到哪一步了？", 1)
    show.scene("报完成，退回，再报")
    await show.say(OWNER, f"{MEASURE} 已完成", 2)
    show.show(LEADER, 1)
    await show.press(LEADER, "↩️ 退回")
    await show.say(LEADER, "还差两个镇的上街劝导记录", 1)
    show.show(OWNER, 1)
    await show.say(OWNER, f"{MEASURE} 两个镇的记录补上了，已完成", 1)
    await show.press(OWNER, "报完成")
    show.scene("逐级审核：谁报的谁不能审，最后出销号单")
    for name in (LEADER, OFFICE, SECRETARY):
        await show.press(name, "✅ 通过")
    show.show(OWNER, 1)
    await show.say(OFFICE, f"/report 销号单 {MEASURE}", 1)
    await show.wait(TO_DIGEST, "到下周一")
    show.scene("书记的一页")
    show.show(SECRETARY, WHOLE)


async def _begin(show: Play) -> None:
    stage = show.stage
    show.scene("导入台账")
    await stage.appoint(OFFICE)
    await stage.bind(OFFICE)
    plan = WORKBOOK.read_bytes()
    await show.send(OFFICE, f"文件：{WORKBOOK.name}", lambda phone: phone.send_file(WORKBOOK.name, plan), 2)
    await show.press(OFFICE, "✅ 确认入库")
    await appoint(stage.app.request, stage.app.config.unit.id, (SECRETARY,), Role.SECRETARY)
    names = [name for name in await stage.people() if name not in stage.phones]
    await stage.bind(*names)
    done = f"管机器的同志任命书记：duban appoint {SECRETARY} --role 书记；{len(names)} 人打开各自的一次性链接"
    show.console.print(f"[dim]{done}[/]", highlight=False)


def _demand_writable(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out):
        """Nothing is kept of it."""


async def _papers(show: Play, out: Path) -> None:
    stage = show.stage
    pages = [m for m in stage.phones[SECRETARY].inbox if m.photo or "周报" in m.text]
    papers = [("周报.txt", (pages[-1].text + "\n").encode())]
    papers += [("周报图.png", m.photo) for m in pages[-1:] if m.photo]
    papers += await make_documents(stage.app.request, "ledger", stage.app.config.unit.id)
    for name, phone in stage.phones.items():
        papers += [(m.file_name or name, m.document) for m in phone.inbox if m.document and name == OFFICE]
    _write(out, papers)
    show.console.rule("结果", align="left")
    show.console.print("  " + "　".join(str(out / paper) for paper, _ in papers), highlight=False)


def _write(folder: Path, papers: Iterable[tuple[str, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in papers:
        (folder / name).write_bytes(content)
