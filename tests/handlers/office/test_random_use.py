"""Several people act at random on their phones, the wrong ones too: whatever they do, the ledger stays right.

The real bot stands before the sandbox. `DUBAN_RANDOM_ROUNDS=200` makes a long run of it, each time with other people.
"""

import asyncio
import datetime as dt
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.demo.stage import Stage as Office
from bot.demo.stage import open_stage
from bot.domain.closing import transitions as stage
from bot.domain.closing.hands import Hands
from bot.domain.history.verb import Verb
from bot.domain.people import permission
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.settings.policy import Policy
from bot.sandbox import Message, Phone
from bot.sandbox.keyboard import Button
from bot.services.closing import ending
from bot.services.core import measure_context as context
from bot.services.core.ledger import MEASURES_OF_UNIT
from bot.services.evidence.damaged import damaged_evidence
from bot.services.extensions import steps as extension
from bot.services.history.verification import verify
from bot.services.pending import verdict
from tests.handlers.conftest import Chats
from tests.handlers.journal_check import JournalCheck, plain
from tests.services.scene import (
    CLERK,
    FIRST,
    LEADER,
    MATE,
    OWNER,
    PEOPLE,
    SECOND,
    SECRETARY,
    STANDING,
    START,
    by_date,
    measure,
)
from tests.services.scene import OFFICE as HEAD

pytestmark = pytest.mark.long

T = TypeVar("T")
STEPS = 80
LIVED_THROUGH = (
    Verb.REPORT,
    Verb.UNDO,
    Verb.SUBMIT,
    Verb.AGREE,
    Verb.SEND_BACK,
    Verb.CLOSE,
    Verb.CLOSE_FINDING,
    Verb.REOPEN,
    Verb.REOPEN_FINDING,
    Verb.TURN_STANDING,
    Verb.KEEP_EVIDENCE,
    Verb.WITHDRAW_EVIDENCE,
    Verb.ASK_EXTENSION,
    Verb.CORRECT,
    Verb.SPLIT,
    Verb.MERGE,
    Verb.CANCEL,
    Verb.AWAY,
    Verb.INSTRUCT,
    Verb.DRAFT_LETTER,
)
OFTEN = 0.7
WAYS = {  # how often each happens in a row
    "writes": 2,
    "reports": 2,
    "commands": 3,
    "replies": 1,
    "presses": 3,
    "presses_and_answers": 5,
    "borrows": 2,
    "act_at_once": 1,
    "goes_its_way": 1,
    "everybody_approves": 1,
    "asks_for_time": 1,
    "opens_again": 1,
    "a_finding_goes_its_way": 1,
    "merges": 1,
    "splits": 1,
    "proves": 1,
    "sends": 1,
    "edits": 1,
    "is_delivered_again": 1,
    "time_passes": 1,
}
ROUNDS = int(os.environ.get("DUBAN_RANDOM_ROUNDS", "0"))
STRANGER = "路人"
ALONE, PRESSED = "u1/A/4-1", "u1/A/4-2"
NAMES = [person.name for person in PEOPLE]
ACCOUNTS = {person.name: person.chat or 0 for person in PEOPLE} | {STRANGER: 199}
DATES = ["2026年6月30日", "3月10日", "下周五", "2月30日", "过几天", "2025年1月1日"]
NUMBERS = ["3-1", "3-2", "3-3", "3-4", "4-1", "4-2", "9-9"]
SENTENCES = [
    "{n} 完成{p}%",
    "{n} 已完成",
    "{n} 已完成",
    "{n} 下雨停工，有困难",
    "{n} 材料没到，申请延到{d}",
    "{n} 请示一下，图纸找谁要？",
    "{n} 完成40%，{m} 已完成",
    "已完成",
    "完成{p}%",
    "清理河道堆放的废料完成{p}%",
    "{d}",
    "好的",
]
ASKED = ["状态", "逾期", "我的", "历史 {n}", "/status {n}", "周报", "/finding 3", "/why {n}", "/help", "/due {d}"]
COMMANDS = [
    "/reopen {n} 理由 有反弹",
    "/standing {n} 理由 要常抓",
    "/cancel {n} 理由 重复",
    "/correct {n} 经办人 {who} 理由 调岗",
    "/correct {n} 经办人 {who}、{other} 理由 调岗",
    "/correct {n} 责任领导 {who} 理由 分工",
    "/correct {n} 时限 {d} 理由 录错",
    "/correct {n} 内容 清理河道并建台账 理由 补全",
    "/correct {n} 科室 财务股 理由 职责调整",
    "/split {n} 清理河道｜建立台账 理由 两件事",
    "/merge {n} {m} 理由 同一件事",
    "/letter {n} 请说明原因",
    "提示函 {n}、{m} 请说明原因",
    "/instruct {n} 本周内办结",
    "/instruct 3 抓紧",
    "/instruct 4 抓紧",
    "/nudge {n}",
    "/nudge 逾期",
    "/policy {n} 照片数 {k}",
    "/policy 办理工作日 {k}",
    "/away {who} 今天-下周五 由{other}代",
    "/away {who} 返岗",
    "/handover {who} {other}",
    "/report 销号登记",
]
REASONS = ["缺现场照片", "又堆了废料", "工期太长，不同意", "已安排专人，下周办结", "{d}", "{n} 完成40%"]
LABELS = [
    "✅ 通过",
    "✅ 通过",
    "↩️ 退回",
    "✅ 同意延期",
    "✅ 同意延期",
    "不同意",
    "✅ 签发",
    "不发",
    "签收",
    "回复批示",
    "✅ 无反弹",
    "⚠️ 有反弹",
    "↩️ 撤回",
    "申请延期",
    "✅ 是",
    "📅 另定再报日期",
    "确认移交",
    "确认取消",
    "确认重新打开",
    "确认合并",
    "确认拆分",
    "确认转长期",
    "↩️ 撤回刚才的办理",
    "✅",
    "收到",
    "⏰ 明天再提醒",
    "批示",
]
CLERKS = [HEAD.name, CLERK.name, LEADER.name, SECRETARY.name]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 17
APPROVALS = ("✅ 通过", "✅ 审定", "✅ 同意延期")


class AtOnce(ThreadPoolExecutor):
    """Work for threads done where it is handed in, so that the same people live the same days each time."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Do it now."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
            done.set_exception(error)
        return done


class Chance(RuleBasedStateMachine):
    """A small office on its phones, each of whom tries everything."""

    happened: ClassVar[Counter[str]] = Counter()
    policy = Policy(recheck_days=(3,), recheck_sample=1, step_days=1, answer_days=1, evidence_months=1)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.runner.get_loop().set_default_executor(AtOnce())
        self.opening = open_stage(self.folder, START, policy=self.policy)
        self.office: Office = self.run(self.opening.__aenter__())
        self.chats = Chats(self.office)
        self.phones = {name: self.office.sandbox.phone(account, name) for name, account in ACCOUNTS.items()}
        self.check = JournalCheck(self.run(self.move_in()))
        self.luck = random.Random(0)  # noqa: S311 - chance, no secret
        self.said: list[int] = []
        self.photos = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for something to be done."""
        return self.runner.run(work)

    async def move_in(self) -> dict[str, dict[str, Any]]:
        """Two findings; the office's head owns a measure, the secretary leads one, the leader is of the office too."""
        for phone in self.phones.values():
            phone.start_chat()
        async with self.office.app.request.store.open() as ledger:
            await ledger.plans.put(
                Plan(
                    id="u1/A", unit="u1", letter="A", title="巡察整改", feedback=dt.date(2026, 1, 5), imported_at=START
                )
            )
            for number in "34":
                await ledger.findings.put(
                    Finding(id=f"u1/A/{number}", unit="u1", plan="u1/A", number=number, text="河道管护不到位")
                )
            for person in PEOPLE:
                roles = (Role.LEADER, Role.OFFICE) if person is LEADER else person.roles
                await ledger.people.put(replace(person, roles=roles, bound_at=START))
            standing = Deadline(DeadlineKind.STANDING, "长期坚持")
            at_once = Deadline(DeadlineKind.AT_ONCE, "立行立改")
            for one in (
                measure(FIRST),
                measure(SECOND, owners=(HEAD.id, MATE.id), deadline=by_date(dt.date(2026, 3, 4))),
                measure(STANDING, deadline=standing),
                measure(ALONE, finding="u1/A/4", leaders=(SECRETARY.id,), policy={"photos": 1}),
                measure(PRESSED, finding="u1/A/4", owners=(), policy={"steps": ["office"]}, deadline=at_once),
            ):
                await ledger.measures.put(one)
            return {one.id: plain(one) for one in await ledger.measures.find(MEASURES_OF_UNIT, "u1")}

    @rule(what=st.sampled_from(sorted(WAYS)), luck=st.integers(0, 2**32))
    def something_happens(self, what: str, luck: int) -> None:
        """One of the ways in which people, Telegram or time act; who and how is a matter of luck."""
        self.something(what, luck)

    def something(self, what: str, luck: int) -> None:
        """Go one of the ways, as often as it comes in a row, and look at the ledger after each time."""
        self.luck = random.Random(luck)  # noqa: S311 - chance, no secret
        for _ in range(WAYS.get(what, 1)):
            getattr(self, what)()
            self.the_ledger_is_right()

    def act(self, who: str, do: Callable[[Phone], Any]) -> None:
        """Let a person do something; whoever is in a private chat gets an answer."""
        phone = self.phones[who]
        before = self.seen(phone)
        self.office.sandbox.clock.move(dt.timedelta(minutes=1))
        do(phone)
        note(f"{who}: {phone.messages[-1].text if phone.messages else ''}")
        self.run(self.office.settle())
        assert self.seen(phone) != before, (who, phone.messages[-1].text)

    def seen(self, phone: Phone) -> tuple[Any, ...]:
        """What a person sees change: messages of the bot, cards, alerts, toasts."""
        presses = [press for press in self.office.sandbox.presses.values() if press.phone is phone]
        return [message.text for message in phone.inbox], sum(press.given for press in presses)

    def anybody(self) -> str:
        """Somebody of the office; now and then a stranger."""
        return self.luck.choice([*NAMES, *NAMES, STRANGER])

    def words(self, templates: Sequence[str]) -> str:
        """A sentence of one of these shapes, with numbers, days and names that are right or wrong."""
        pick = self.luck.choice
        return pick(templates).format(
            n=pick(NUMBERS),
            m=pick(NUMBERS),
            p=pick([0, 40, 90, 100, 140]),
            d=pick(DATES),
            k=pick([0, 1, 2]),
            who=pick([*NAMES, "查无此人"]),
            other=pick(NAMES),
        )

    def writes(self, who: str = "", words: str = "") -> None:
        """Anybody writes anything."""
        said = words or self.words(SENTENCES + ASKED + COMMANDS)
        self.act(who or self.anybody(), lambda phone: self.said.append(phone.say(said)))

    def reports(self) -> None:
        """An owner reports on a measure, which may be another's."""
        self.writes(self.luck.choice([OWNER.name, MATE.name, HEAD.name]), self.words(SENTENCES))

    def commands(self) -> None:
        """Office, leader or secretary order something."""
        self.writes(self.luck.choice(CLERKS), self.words(COMMANDS))

    def replies(self) -> None:
        """Somebody replies to one of the latest messages."""
        who, said = self.anybody(), self.words(SENTENCES + ASKED + COMMANDS)
        card = self.luck.choice(self.phones[who].inbox[-5:] or [None])
        self.act(who, lambda phone: phone.say(said, card))

    def presses(self) -> None:
        """Somebody presses a button of one of the latest cards."""
        who = self.anybody()
        if found := self.button(who):
            self.act(who, lambda phone: phone.press_button(*found))

    def presses_and_answers(self) -> None:
        """Somebody who has such a button presses it, and writes a sentence after it."""
        label, names = self.luck.choice(LABELS), self.luck.sample(NAMES, len(NAMES))
        for who in names:
            if found := next(self.labelled(who, label), None):
                self.act(who, lambda phone: phone.press_button(*found))
                self.writes(who, self.words(REASONS))
                return

    def borrows(self) -> None:
        """Somebody sends what stands behind a button of another's phone: nothing comes of it."""
        who, whose = self.anybody(), self.anybody()
        found = self.button(whose)
        if found and who != whose:
            before = self.run(self.chats.ledger())
            self.act(who, lambda phone: phone.press_data(found[0], found[1].data or ""))
            assert self.run(self.chats.ledger()) == before

    def button(self, whose: str) -> tuple[Message, Button] | None:
        """A button of one of the latest cards of a phone."""
        cards = [message for message in self.phones[whose].inbox if message.buttons][-5:]
        found = [(card, button) for card in cards for row in card.buttons for button in row]
        return self.luck.choice(found) if found else None

    def labelled(self, who: str, label: str) -> Iterator[tuple[Message, Button]]:
        """Buttons on a phone whose label begins so, the newest first."""
        for message in reversed(self.phones[who].inbox):
            for row in message.buttons:
                yield from ((message, button) for button in row if button.text.startswith(label))

    def act_at_once(self) -> None:
        """Several act in the same moment."""
        for _ in range(3):
            who = self.anybody()
            found = self.button(who)
            if found and self.luck.random() < OFTEN:
                self.phones[who].press_button(*found)
            else:
                self.phones[who].say(self.words(SENTENCES + COMMANDS))
        self.run(self.office.settle())

    def a_finding_goes_its_way(self) -> None:
        """All that is open of a finding is done, one measure after the other, and then one of them is opened again."""
        for number in [m["number"] for m in self.check.measures.values() if m["finding"] == "u1/A/4"]:
            self.goes_its_way(number)
        self.opens_again()

    def goes_its_way(self, number: str = "") -> None:
        """Its owners say that it is done, one with a photo; everybody presses 通过, again and again, or 退回."""
        number = number or self.luck.choice(NUMBERS[:-1])
        told = self.check.measures.get(f"u1/A/{number}", {"owners": []})
        owners = [self.check.people[id_].name for id_ in told["owners"]] or [OWNER.name]
        self.photos += 1
        self.act(owners[0], lambda phone: phone.send_photo(PNG + bytes([self.photos % 256]), number))
        for owner in owners:
            self.writes(owner, f"{number} 已完成")
        for _ in range(self.luck.randint(0, 4)):
            self.everybody_approves()
        if self.luck.random() < OFTEN:
            return
        for who in NAMES:
            if found := next(self.labelled(who, "↩️ 退回"), None):
                self.act(who, lambda phone: phone.press_button(*found))
                self.writes(who, "缺现场照片")

    def everybody_approves(self) -> None:
        """Everybody presses 通过 on the latest card that has one, twice and all at once."""
        for who in self.luck.sample(NAMES, len(NAMES)):
            for label in APPROVALS:
                if found := next(self.labelled(who, label), None):
                    self.phones[who].press_button(*found)
                    self.phones[who].press_button(*found)
        self.run(self.office.settle())

    def asks_for_time(self) -> None:
        """An owner asks for more time, and confirms the day."""
        who = self.luck.choice([OWNER.name, MATE.name])
        self.writes(who, self.words(["{n} 材料没到，申请延到{d}"]))
        if found := next(self.labelled(who, "✅ 2026"), None):
            self.act(who, lambda phone: phone.press_button(*found))

    def opens_again(self) -> None:
        """Somebody wants a measure that has ended to be open again."""
        ended = [m["number"] for m in self.check.measures.values() if m["stage"] in {"closed", "standing", "cancelled"}]
        if ended:
            who = self.luck.choice([*CLERKS, OWNER.name])
            self.writes(who, f"/reopen {self.luck.choice(ended)} 理由 有反弹")
            self.confirms(who, "确认重新打开")

    def confirms(self, who: str, label: str) -> None:
        """Confirm what the latest preview shows, twice."""
        if found := next(self.labelled(who, label), None):
            self.act(who, lambda phone: phone.press_button(*found))
            self.act(who, lambda phone: phone.press_button(*found))

    def merges(self) -> None:
        """The office merges two measures of a finding, or a measure of one into one of the other."""
        one, other = self.luck.sample(self.open_numbers() or NUMBERS, 2)
        self.writes(HEAD.name, f"/merge {one} {other} 理由 同一件事")
        self.confirms(HEAD.name, "确认合并")
        self.second_hand()

    def splits(self) -> None:
        """The office makes two measures of one."""
        one = self.luck.choice(self.open_numbers() or NUMBERS)
        self.writes(HEAD.name, f"/split {one} 清理河道｜建立台账 理由 两件事")
        self.confirms(HEAD.name, "确认拆分")

    def open_numbers(self) -> list[str]:
        """The measures which are with their people, where there are two."""
        found = [m["number"] for m in self.check.measures.values() if m["stage"] in {"not_started", "under_way"}]
        return sorted(found) if len(found) > 1 else []

    def second_hand(self) -> None:
        """Whoever is asked to confirm what another has proposed does so, or not."""
        for who in NAMES:
            if found := next(self.labelled(who, self.luck.choice(["✅ 确认", "↩️ 不同意"])), None):
                self.act(who, lambda phone: phone.press_button(*found))

    def proves(self) -> None:
        """Somebody sends an album."""
        photos = [PNG + bytes([self.luck.randrange(256)]) for _ in range(self.luck.randint(1, 3))]
        caption = self.words(["", "", "{n} 现场", "{n} 已完成"])
        self.act(self.anybody(), lambda phone: phone.send_album(photos, caption))

    def sends(self) -> None:
        """Somebody sends something else."""

        def send(phone: Phone) -> None:
            match self.luck.randrange(4):
                case 0:
                    phone.send_voice(b"voice")
                case 1:
                    phone.send_location(29.5, 106.5)
                case 2:
                    phone.send_file("总结.docx", b"words", self.words(["{n} 总结", ""]))
                case _:
                    phone.send_sticker()

        self.act(self.anybody(), send)

    def edits(self) -> None:
        """Somebody edits the last message, or changes the last photo for another one."""
        who = self.luck.choice(NAMES)
        own = [message for message in self.phones[who].messages if not message.by_bot and message.body.text]
        photos = [message for message in self.phones[who].messages if not message.by_bot and message.photo]
        if photos and self.luck.random() > OFTEN:
            self.phones[who].exchange(photos[-1], PNG + bytes([self.luck.randrange(256)]))
            self.run(self.office.settle())
        elif own:
            self.phones[who].edit(own[-1], self.words(SENTENCES))
            self.run(self.office.settle())

    def is_delivered_again(self) -> None:
        """Telegram delivers an update once more that had its effect: it counts once."""
        if done := [update for update in self.said[-4:] if self.run(self.had_effect(update))]:
            but = frozenset({"cards", "drafts"})
            before = self.run(self.chats.ledger(but=but))
            self.office.sandbox.redeliver(self.luck.choice(done))
            self.run(self.office.settle())
            assert self.run(self.chats.ledger(but=but)) == before

    async def had_effect(self, update: int) -> bool:
        """True where the ledger was changed by the update; one that was refused may be tried again."""
        async with self.office.app.request.look() as ledger:
            return await ledger.handled.get(str(update)) is not None

    def time_passes(self) -> None:
        """Minutes, hours, days or weeks go by, and the clock does its rounds."""
        hours = self.luck.choice([0, 5, 24, 24, 24 * 4, 24 * 45])
        self.office.sandbox.clock.move(dt.timedelta(hours=hours))
        for _ in range(2):
            self.run(self.office.tick())
            self.said.clear()  # Telegram hands out for a day what nobody fetched
            self.office.sandbox.clock.move(dt.timedelta(minutes=30))

    @invariant()
    def the_ledger_is_right(self) -> None:
        """No forbidden step, no count that does not add up, no broken chain, nothing that went wrong within."""

        async def look() -> None:
            request = self.office.app.request
            async with request.look() as ledger:
                unit = await ledger.units.get("u1")
                assert unit
                await self.check.look(ledger, request.today(unit))

        self.run(look())
        assert self.chats.failures() == []
        assert self.office.app.request.runtime.failed == []
        self.happened["steps"] += 1

    def teardown(self) -> None:
        """Close the office."""
        self.happened.update(self.check.verbs)
        assert self.run(damaged_evidence(self.office.app.request, "u1")) == ()
        assert all(proof.holds for proof in self.run(verify(self.office.app.request)))
        self.run(self.opening.__aexit__(None, None, None))
        self.runner.close()
        shutil.rmtree(self.folder)


def chances(rounds: int) -> settings:
    """How often the office is opened; always the same days, unless it is a long run."""
    return settings(
        max_examples=rounds,
        stateful_step_count=STEPS,
        derandomize=not ROUNDS,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.timeout(0 if ROUNDS else 900)
def test_whatever_people_do_the_ledger_stays_right() -> None:
    """Reports, cards, buttons, borrowed buttons, proofs, edits, corrections and time, in any order."""
    Chance.happened.clear()
    run_state_machine_as_test(Chance, settings=chances(ROUNDS or 25))
    assert set(LIVED_THROUGH) - set(Chance.happened) == set()


def forgetful(measure: Measure, day: dt.date, today: dt.date) -> Measure:
    """An extension after which the first deadline is the new one."""
    return replace(measure, deadline=replace(measure.deadline, date=day, first=day), wake=today)


def nobody(_: Measure) -> frozenset[str]:
    """The rule that who reports never verifies, forgotten."""
    return frozenset()


def no_hands(*_: object) -> Hands:
    """The same rule, forgotten by whoever reads the journal."""
    return Hands(frozenset())


def anybody(*_: object) -> bool:
    """The table of permissions, forgotten."""
    return True


async def nothing(*_: object) -> None:
    """A finding that does not follow its measures."""


MUTATIONS: dict[str, tuple[tuple[object, str, object], ...]] = {
    "the reporter may verify": (
        *((place, "makers", nobody) for place in (permission, stage, verdict)),
        (context, "hands_in", no_hands),
    ),
    "everybody may everything": ((context, "allowed", anybody),),
    "a finding stays as it is": ((ending, "settle_finding", nothing),),
    "the first deadline is forgotten": ((extension, "granted", forgetful),),
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_these_people_would_notice(mutation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rule broken the same people find it out: the test can fail."""
    for place, name, broken in MUTATIONS[mutation]:
        monkeypatch.setattr(place, name, broken)
    with pytest.raises((AssertionError, FlakyFailure)) as noticed:  # threads do not take turns alike each time
        run_state_machine_as_test(Chance, settings=chances(100))
    assert noticed.errisinstance(AssertionError) or noticed.group_contains(AssertionError)
