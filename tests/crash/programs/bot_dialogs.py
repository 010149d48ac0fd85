"""Conversations that kills interrupt: each answer is compared, word by word, with those of an unkilled control.

Every conversation follows a script of texts, questions, photos, albums, presses and letters, each act after the answers
to the one before it. What the bot said is read from the calls that Telegram accepted, not from what is to be seen in
the end.
"""

import asyncio
import contextlib
import datetime as dt
import html
import json
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from bot.app import open_app
from bot.config import load_config
from bot.demo.stage import Unhurried
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.messages.wording import load_wording
from bot.sandbox import Sandbox, serve
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_OF_UNIT
from bot.services.outbox import answers
from storage.opening import open_any
from tests.crash.programs.bot_matrix import ANY_MOMENT, PATIENCE, REMINDER, ROOT, WHILE_STARTING, Kill
from tests.crash.programs.bot_office import UNIT, Office, environment, found_office, telegram
from tests.crash.programs.bot_program import DOUBT
from tests.crash.programs.bot_scripts import Album, Turn, conversations, is_question
from tests.support.moment import living

PHONES = 8
WITHIN = 90.0  # seconds from the last kill, or from the last turn, until a conversation goes on
FALSE = ("此前已收到", "不用重发")
# How messages begin that time causes: the day's, and what is said after a stop that took long, as on a busy machine.
OF_THE_CLOCK = (REMINDER, "今日督办", "机器人停过一阵")
LABELLED = re.compile(rf"^{re.escape(str(load_wording().say('outbox.doubtful')))}\s*")
NUMBER = re.compile(r"(?<=/[ep])\d+$")  # of a proof or a progress: they are counted in the whole unit
TAG, TIME = re.compile(r"<[^>]+>"), re.compile(r"\d{1,2}:\d{2}")
SIGNATURES = re.compile(r"^[已未]签收：.*\n?", re.MULTILINE)
KILLED = -9
ALERT = 200  # characters of a box over a button

Shown = tuple[int, str, tuple[str, ...]]  # which own message it answers (0 for none), its text, its buttons


@dataclass
class Heard:
    """What the bot said to somebody: plainly, and as what may be there already."""

    plain: Counter[Shown] = field(default_factory=Counter)
    labelled: Counter[Shown] = field(default_factory=Counter)

    @property
    def all(self) -> Counter[Shown]:
        """Both."""
        return self.plain + self.labelled


@dataclass
class Talk:
    """An office whose people follow their scripts before the bot that is started for them."""

    folder: Path
    sandbox: Sandbox
    office: Office
    environment: dict[str, str]
    control: list[list[dict[int, Counter[Shown]]]] = field(default_factory=list)
    """By conversation and turn: all that was said by then to those who take part, by account."""
    kills: Counter[str] = field(default_factory=Counter)
    ended: list[str] = field(default_factory=list)  # steps at which the program ended otherwise than killed
    at: dict[int, int] = field(default_factory=dict)  # by conversation: the turn whose answers are not there yet
    _heard: dict[int, Heard] = field(default_factory=dict)
    _listened: int = 0  # calls that are in `_heard`

    @cached_property
    def scripts(self) -> list[list[Turn]]:
        """Every conversation."""
        return conversations(self.office, PHONES)

    @property
    def listeners(self) -> set[int]:
        """The accounts of all who take part, or are told of what others report."""
        told = {phone for phones in self.office.told[:PHONES] for phone in phones}
        return {phone.user.id for phone in told | {turn.phone for script in self.scripts for turn in script}}

    def heard(self, account: int) -> Heard:
        """What the bot said to somebody until now."""
        for call in self.sandbox.calls[self._listened :]:
            asked = call.parameters
            text = str(asked.get("text") or asked.get("caption") or "")
            if not call.refused and text and not any(head in text for head in OF_THE_CLOCK):
                self._hear(call.method, asked, html.unescape(TAG.sub("", text)))
        self._listened = len(self.sandbox.calls)
        return self._heard.setdefault(account, Heard())

    def _hear(self, method: str, asked: dict[str, object], words: str) -> None:
        press = method == "answerCallbackQuery"
        phone = self.sandbox.presses[str(asked["callback_query_id"])].phone if press else None
        phone = phone or self.sandbox.phone(int(str(asked["chat_id"])))
        own = [0, *(message.id for message in phone.messages if not message.by_bot)]
        answered = json.loads(str(asked.get("reply_parameters") or "{}")).get("message_id", 0)
        rows = json.loads(str(asked.get("reply_markup") or "{}")).get("inline_keyboard", [])
        bare = TIME.sub("hh:mm", LABELLED.sub("", words))
        shown = (own.index(answered), bare[:ALERT], tuple(button["text"] for row in rows for button in row))
        heard = self._heard.setdefault(phone.user.id, Heard())
        (heard.labelled if LABELLED.match(words) else heard.plain)[shown] += 1

    async def rehearse(self) -> None:
        """The control: the same program, unkilled, in this process; one act after the other."""
        config = load_config(None, self.environment)
        async with open_app(config, clock=self.sandbox.clock.now, limiter=Unhurried()) as app:
            stop = asyncio.Event()
            receiving = asyncio.create_task(app.receive(stop))
            for script in self.scripts:
                said, accounts = [], _accounts(script)
                for turn in script:
                    turn.act(turn.phone)
                    await self.sandbox.idle()
                    await app.settle()
                    if isinstance(turn.act, Album):
                        await asyncio.sleep(answers.QUIET.total_seconds())
                        await app.settle()
                    said.append({account: Counter(self.heard(account).plain) for account in accounts})
                self.control.append(said)
            stop.set()
            await receiving

    async def talk(self, n: int) -> None:
        """Follow a script, each act when all that the control heard by then is there."""
        for k, (turn, expected) in enumerate(zip(self.scripts[n], self.control[n], strict=True)):
            self.at[n] = k
            turn.act(turn.phone)
            while any(said - self.heard(account).all for account, said in expected.items()):
                await self.sandbox.on_change.wait(1)
        del self.at[n]

    async def live(self, kill: Kill, mutation: str) -> None:
        """Start the bot and let it end at a step or at a moment."""
        process = await self.start(kill, mutation)
        ended, polls = asyncio.ensure_future(process.wait()), self.sandbox.queue.polls
        if kill.step != WHILE_STARTING:
            polled = asyncio.ensure_future(self.sandbox.until(lambda: self.sandbox.queue.polls > polls, 60))
            await asyncio.wait({ended, polled}, return_when=asyncio.FIRST_COMPLETED)
            polled.cancel()
            await asyncio.gather(polled, return_exceptions=True)
        await asyncio.wait({ended}, timeout=kill.after or PATIENCE)
        if not ended.done():
            process.kill()
        await ended
        self.kills[kill.step] += 1
        if process.returncode != KILLED:
            self.ended.append(kill.step)

    async def end(self, talking: "asyncio.Future[list[None]]", mutation: str) -> None:
        """Start the bot once more, until everything is said, answered, and where in doubt answered once more."""
        process = await self.start(Kill("-"), mutation)
        stood: dict[int, int] | None = None
        while not talking.done() and stood != self.at:  # on a busy machine all takes longer: that is no answer missing
            stood = dict(self.at)
            await asyncio.wait({talking}, timeout=WITHIN)
        await asyncio.sleep(5 * DOUBT.total_seconds())
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()

    async def start(self, kill: Kill, mutation: str) -> asyncio.subprocess.Process:
        """The command line, which ends itself at a step."""
        step = "-" if kill.step in {ANY_MOMENT, WHILE_STARTING} else kill.step
        program = ["tests.crash.programs.bot_program", step, str(kill.at), mutation]
        with (self.folder / "bot.err").open("ab") as errors:
            return await asyncio.create_subprocess_exec(
                *living(self.sandbox.clock.now, *program, "run"),
                cwd=ROOT,
                env=os.environ | self.environment,
                stderr=errors,
            )

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


def _accounts(script: Iterable[Turn]) -> set[int]:
    return {turn.phone.user.id for turn in script}


async def defer(address: str, now: dt.datetime) -> None:
    """Let every owner have two measures, which are due in half a year, so that nobody is reminded."""
    day = now.date() + dt.timedelta(200)
    store = await open_any(address)
    async with store.open() as ledger:
        for measure in await ledger.measures.find(MEASURES_OF_UNIT, UNIT):
            later = replace(measure, deadline=Deadline(DeadlineKind.BY_DATE, "明年", day, day))
            number = measure.number.replace("1-", "2-", 1)
            await ledger.measures.put(later)
            await ledger.measures.put(replace(later, id=f"u1/A/{number}", number=number, text=f"补齐{number}的台账"))
    await store.close()


@asynccontextmanager
async def open_talk(folder: Path) -> AsyncIterator[Talk]:
    """An office in which nobody is reminded, before its first start."""
    folder.mkdir(parents=True)
    sandbox, file = telegram(), str(folder / "ledger.json")
    office = await found_office(file, sandbox)
    await defer(file, sandbox.clock.now())
    server = await serve(sandbox)
    try:
        yield Talk(folder, sandbox, office, environment(folder, server.url))
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.stop(), 60)


@dataclass
class Verdict:
    """What the kills did to the conversations. Everything that must be nothing stands in `faults`."""

    kills: Counter[str] = field(default_factory=Counter)
    conversations: int = 0
    answers: int = 0
    missing: list[Shown] = field(default_factory=list)
    other: list[Shown] = field(default_factory=list)  # words that the control never heard
    twice: list[Shown] = field(default_factory=list)  # without a label
    doubled: int = 0  # copies beyond those of the control, with a label
    labelled: int = 0  # answers with a label; where the first one never arrived, it is the only one
    false: list[Shown] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    stuck: dict[int, int] = field(default_factory=dict)  # by conversation: the turn that was never answered
    ended: list[str] = field(default_factory=list)  # steps at which the program failed

    @property
    def faults(self) -> dict[str, object]:
        """What must be nothing, and is not."""
        names = ("missing", "other", "twice", "false", "effects", "stuck", "ended")
        return {name: found for name in names if (found := getattr(self, name))}

    @property
    def questions_lost(self) -> list[Shown]:
        """Those of the missing answers that ask something."""
        return [shown for shown in self.missing if is_question(shown[1])]

    def __add__(self, other: "Verdict") -> "Verdict":
        mine, theirs = vars(self), vars(other)
        together = {name: mine[name] + theirs[name] for name in mine if name != "stuck"}
        return Verdict(**together, stuck=self.stuck | other.stuck)


async def converse(folder: Path, kills: Sequence[Kill], mutation: str = "-") -> Verdict:
    """The control, then the same conversations with these kills, as long as they last; what differs."""
    async with open_talk(folder / "control") as control:
        await control.rehearse()
        expected = await control.effects()
    async with open_talk(folder / "killed") as killed:
        killed.control = control.control
        talking = asyncio.gather(*(killed.talk(n) for n in range(len(killed.scripts))))
        for kill in kills:
            if not talking.done():
                await killed.live(kill, mutation)
        await killed.end(talking, mutation)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        verdict = Verdict(killed.kills, len(killed.scripts), stuck=killed.at, ended=killed.ended)
        for account in killed.listeners:
            _compare(verdict, control.heard(account).plain, killed.heard(account))
        found = await killed.effects()
        for who in expected.keys() | found.keys():
            if expected.get(who) != found.get(who):
                verdict.effects.append(f"{who}: {found.get(who)} instead of {expected.get(who)}")
    return verdict


def _compare(verdict: Verdict, said: Counter[Shown], heard: Heard) -> None:
    """Put what somebody heard beside what the control heard."""
    verdict.answers += said.total()
    verdict.missing += [*(said - heard.all).elements()]
    verdict.other += [shown for shown in heard.plain if shown not in said]
    anew = {_unsigned(shown) for shown in said}
    verdict.other += [shown for shown in heard.labelled if _unsigned(shown) not in anew]
    verdict.twice += [*(heard.plain - said).elements()]
    verdict.doubled += (heard.all - said).total() - (heard.plain - said).total()
    verdict.labelled += heard.labelled.total()
    verdict.false += [shown for shown in heard.all if any(words in shown[1] for words in FALSE)]


def _unsigned(shown: Shown) -> Shown:
    """A letter without its signatures: a second copy of it is drawn up anew, and says who has signed meanwhile."""
    answered, text, buttons = shown
    return answered, SIGNATURES.sub("", text), tuple(label for label in buttons if label != "签收")
