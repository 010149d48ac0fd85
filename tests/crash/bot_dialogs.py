"""Conversations that kills interrupt: each answer is compared, word by word, with those of an unkilled control.

Every person follows a script of texts, questions, photos, albums and presses, each act after the answers to the one
before it. What the bot said is read from the calls that Telegram accepted, not from what is to be seen in the end.
"""

import asyncio
import contextlib
import datetime as dt
import html
import json
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.app import open_app
from bot.config import load_config
from bot.demo.stage import Unhurried
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.messages.wording import load_wording
from bot.sandbox import Phone, Sandbox, serve
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_OF_UNIT
from bot.services.outbox import answers
from storage.opening import open_any
from tests.crash.bot_matrix import PATIENCE, REMINDER, ROOT, Kill
from tests.crash.bot_office import UNIT, environment, found_office, telegram
from tests.crash.bot_program import DOUBT
from tests.moment import living

PHONES = 8
WITHIN = 90.0  # seconds from the last kill until everything is said and answered
FALSE = ("此前已收到", "不用重发")
LABELLED = re.compile(rf"^{re.escape(str(load_wording().say('outbox.doubtful')))}\s*")
NUMBER = re.compile(r"(?<=/[ep])\d+$")  # of a proof or a progress: they are counted in the whole unit
TAG, TIME = re.compile(r"<[^>]+>"), re.compile(r"\d{1,2}:\d{2}")
KILLED = -9
ALERT = 200  # characters of a box over a button

Act = Callable[[Phone], object]
Shown = tuple[int, str, tuple[str, ...]]  # which own message it answers (0 for none), its text, its buttons


def say(text: str) -> Act:
    """Write a text."""
    return lambda phone: phone.say(text)


def photo(content: str, caption: str = "") -> Act:
    """Send a picture."""
    return lambda phone: phone.send_photo(content.encode(), caption)


@dataclass(frozen=True)
class Album:
    """Two pictures that are sent together, and answered once."""

    content: str
    caption: str

    def __call__(self, phone: Phone) -> None:
        """Send them."""
        phone.send_album([f"{self.content}{n}".encode() for n in range(2)], self.caption)


def press(label: str) -> Act:
    """Press the newest button whose label begins so."""

    def act(phone: Phone) -> None:
        for message in reversed(phone.inbox):
            for button in (button for row in message.buttons for button in row):
                if button.text.startswith(label):
                    phone.press_button(message, button)
                    return
        raise LookupError(f"nobody shows {label}")

    return act


def script(n: int) -> list[Act]:
    """What the n-th owner does, beginning at another place than the others; every word is said once."""
    one, two = f"1-{n + 1}", f"2-{n + 1}"
    parts: list[list[Act]] = [
        [say(f"{one} 完成30%，已核对"), press("↩️ 撤回")],
        [say("第一批材料已经交上去了"), press(one)],
        [say("正在推进，第二批"), press(two)],
        [say(f"{two} 有困难：缺人手")],
        [say(f"{one} 申请延期"), say("月底")],
        [photo(f"a{n}", f"{one} 现场")],
        [photo(f"b{n}"), press(two)],
        [Album(f"c{n}", f"{two} 会议现场")],
        [Album(f"d{n}", ""), press(one)],
        [say(f"{two} 嗯嗯那个"), press("")],
        [say("9-9 完成50%")],
        [say(f"{one} 完成45%，{two} 完成55%")],
        [say(f"/status {one}")],
    ]
    start = n * 5 % len(parts)
    return [act for part in parts[start:] + parts[:start] for act in part]


@dataclass
class Talk:
    """An office whose owners follow their scripts before the bot that is started for them."""

    folder: Path
    sandbox: Sandbox
    phones: tuple[Phone, ...]
    environment: dict[str, str]
    control: list[list[Counter[Shown]]] = field(default_factory=list)  # by phone and act: all that was said by then
    kills: Counter[str] = field(default_factory=Counter)
    ended: list[str] = field(default_factory=list)  # steps at which the program ended otherwise than killed
    at: dict[int, int] = field(default_factory=dict)  # by account: the act whose answers are not there yet

    def heard(self, phone: Phone) -> tuple[Counter[Shown], Counter[Shown]]:
        """What the bot said to somebody: plainly, and as what may be there already."""
        own = [0, *(message.id for message in phone.messages if not message.by_bot)]
        plain, labelled = Counter[Shown](), Counter[Shown]()
        for call in self.sandbox.calls:
            asked = call.parameters
            text = str(asked.get("text") or asked.get("caption") or "")
            if call.refused or not text or REMINDER in text:
                continue
            if call.method == "answerCallbackQuery":
                chat = self.sandbox.presses[str(asked["callback_query_id"])].phone.user.id
            else:
                chat = int(asked.get("chat_id") or 0)
            if chat != phone.user.id:
                continue
            words = html.unescape(TAG.sub("", text))
            answered = json.loads(str(asked.get("reply_parameters") or "{}")).get("message_id", 0)
            rows = json.loads(str(asked.get("reply_markup") or "{}")).get("inline_keyboard", [])
            bare = TIME.sub("hh:mm", LABELLED.sub("", words))
            shown = (own.index(answered), bare[:ALERT], tuple(button["text"] for row in rows for button in row))
            (labelled if LABELLED.match(words) else plain)[shown] += 1
        return plain, labelled

    async def rehearse(self) -> None:
        """The control: the same program, unkilled, in this process; one act after the other."""
        config = load_config(None, self.environment)
        async with open_app(config, clock=self.sandbox.clock.now, limiter=Unhurried()) as app:
            stop = asyncio.Event()
            receiving = asyncio.create_task(app.receive(stop))
            for n, phone in enumerate(self.phones):
                said = []
                for act in script(n):
                    act(phone)
                    await self.sandbox.idle()
                    await app.settle()
                    if isinstance(act, Album):
                        await asyncio.sleep(answers.QUIET.total_seconds())
                        await app.settle()
                    said.append(self.heard(phone)[0])
                self.control.append(said)
            stop.set()
            await receiving

    async def talk(self, n: int) -> None:
        """Follow a script, each act when all that the control heard by then is there."""
        phone = self.phones[n]
        for k, (act, expected) in enumerate(zip(script(n), self.control[n], strict=True)):
            self.at[phone.user.id] = k
            act(phone)
            while expected - sum(self.heard(phone), Counter[Shown]()):
                await self.sandbox.on_change.wait(1)
        del self.at[phone.user.id]

    async def live(self, kill: Kill, mutation: str) -> None:
        """Start the bot and let it end at a step."""
        process = await self.start(kill, mutation)
        ended, polls = asyncio.ensure_future(process.wait()), self.polls()
        polled = asyncio.ensure_future(self.sandbox.until(lambda: self.polls() > polls, 60))
        await asyncio.wait({ended, polled}, return_when=asyncio.FIRST_COMPLETED)
        polled.cancel()
        await asyncio.gather(polled, return_exceptions=True)
        await asyncio.wait({ended}, timeout=PATIENCE)
        if not ended.done():
            process.kill()
        await ended
        self.kills[kill.step] += 1
        if process.returncode != KILLED:
            self.ended.append(kill.step)

    async def end(self, talking: "asyncio.Future[list[None]]", mutation: str) -> None:
        """Start the bot once more, until everything is said, answered, and where in doubt answered once more."""
        process = await self.start(Kill("-"), mutation)
        await asyncio.wait({talking}, timeout=WITHIN)
        await asyncio.sleep(5 * DOUBT.total_seconds())
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()

    async def start(self, kill: Kill, mutation: str) -> asyncio.subprocess.Process:
        """The command line, which ends itself at a step."""
        program = ["tests.crash.bot_program", kill.step, str(kill.at), mutation]
        with (self.folder / "bot.err").open("ab") as errors:
            return await asyncio.create_subprocess_exec(
                *living(self.sandbox.clock.now, *program, "run"),
                cwd=ROOT,
                env=os.environ | self.environment,
                stderr=errors,
            )

    def polls(self) -> int:
        """How often the bot asked for updates."""
        return sum(call.method == "getUpdates" for call in self.sandbox.calls)

    async def effects(self) -> dict[str, list[tuple[str, str, str]]]:
        """What stands in the journal, by person and in order: verb, words, measure."""
        store = await open_any(self.environment["DUBAN_STORE_URL"])
        async with store.open() as ledger:
            entries = await ledger.journal.find(JOURNAL_OF_UNIT, UNIT)
        await store.close()
        found: dict[str, list[tuple[str, str, str]]] = {}
        for entry in entries:
            subject = NUMBER.sub("", entry.subject)
            found.setdefault(entry.by or "", []).append((entry.verb, entry.words, subject))
        return found


@asynccontextmanager
async def open_talk(folder: Path) -> AsyncIterator[Talk]:
    """An office in which every owner has two measures that are due in half a year."""
    folder.mkdir(parents=True)
    sandbox, file = telegram(), folder / "ledger.json"
    office = await found_office(str(file), sandbox)
    day = sandbox.clock.now().date() + dt.timedelta(200)
    store = await open_any(file)
    async with store.open() as ledger:
        for measure in await ledger.measures.find(MEASURES_OF_UNIT, UNIT):
            later = replace(measure, deadline=Deadline(DeadlineKind.BY_DATE, "明年", day, day))
            number = measure.number.replace("1-", "2-", 1)
            await ledger.measures.put(later)
            await ledger.measures.put(replace(later, id=f"u1/A/{number}", number=number, text=f"补齐{number}的台账"))
    await store.close()
    server = await serve(sandbox)
    try:
        yield Talk(folder, sandbox, office.repliers[:PHONES], environment(folder, server.url))
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.stop(), 10)


@dataclass
class Verdict:
    """What the kills did to the conversations. Everything that must be nothing stands in `faults`."""

    kills: int = 0
    answers: int = 0
    missing: list[Shown] = field(default_factory=list)
    other: list[Shown] = field(default_factory=list)  # words that the control never heard
    twice: list[Shown] = field(default_factory=list)  # without a label
    labelled: int = 0
    false: list[Shown] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    stuck: dict[int, int] = field(default_factory=dict)  # by account: the act that was never answered
    ended: list[str] = field(default_factory=list)  # steps at which the program failed

    @property
    def faults(self) -> dict[str, object]:
        """What must be nothing, and is not."""
        names = ("missing", "other", "twice", "false", "effects", "stuck", "ended")
        return {name: found for name in names if (found := getattr(self, name))}


async def converse(folder: Path, kills: Sequence[Kill], mutation: str = "-") -> Verdict:
    """The control, then the same conversations with these kills; what differs."""
    async with open_talk(folder / "control") as control:
        await control.rehearse()
        expected = await control.effects()
    async with open_talk(folder / "killed") as killed:
        killed.control = control.control
        talking = asyncio.gather(*(killed.talk(n) for n in range(len(killed.phones))))
        for kill in kills:
            await killed.live(kill, mutation)
        await killed.end(talking, mutation)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        verdict = Verdict(kills=killed.kills.total(), stuck=killed.at, ended=killed.ended)
        for phone, said in zip(killed.phones, control.control, strict=True):
            _compare(verdict, said[-1], *killed.heard(phone))
        found = await killed.effects()
        for who in expected.keys() | found.keys():
            if expected.get(who) != found.get(who):
                verdict.effects.append(f"{who}: {found.get(who)} instead of {expected.get(who)}")
    return verdict


def _compare(verdict: Verdict, said: Counter[Shown], plain: Counter[Shown], labelled: Counter[Shown]) -> None:
    """Put what somebody heard beside what the control heard."""
    heard = plain + labelled
    verdict.answers += said.total()
    verdict.missing += [*(said - heard).elements()]
    verdict.other += [shown for shown in heard if shown not in said]
    verdict.twice += [*(plain - said).elements()]
    verdict.labelled += labelled.total()
    verdict.false += [shown for shown in heard if any(words in shown[1] for words in FALSE)]
