"""More ways of the people of `test_random_use`: knocks, facts before a meeting, visits, and what a unit above accepts.

Whoever may not tries too; the second reading of the journal knows who may. `DUBAN_RANDOM_ROUNDS` makes a long run.
"""

import datetime as dt
from collections import Counter
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from bot.domain.history.verb import Verb
from bot.domain.people import permission
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.sandbox import Message
from bot.services.core.tenancy import scoped
from bot.services.people.binding import invite_to_office
from bot.services.units.administration import add_unit, set_unit
from tests.handlers.conftest import labels
from tests.handlers.office.test_random_use import CLERKS, NAMES, OFTEN, PNG, ROUNDS, STRANGER, Chance, chances
from tests.services.scene import CLERK, LEADER, MATE, OWNER, SECRETARY
from tests.services.scene import OFFICE as HEAD

pytestmark = pytest.mark.long

STEPS = 24
ABOVE, REFEREE, UNBOUND = "清河市委巡察办", "梁知秋", "荀白"
MORE = ("knocks", "confirms_facts", "visits", "hands_up", "goes_its_way", "time_passes", "presses_and_answers")
LIVED_THROUGH = {
    *(Verb.KNOCK, Verb.BIND, Verb.PLAN_MEETING, Verb.CONFIRM_FACTS, Verb.BEGIN_VISIT, Verb.SEE, Verb.DEMAND),
    *(Verb.END_VISIT, Verb.SETTLE_INSTRUCTION, Verb.HAND_UP, Verb.ACCEPT, Verb.RETURN_UP, Verb.FIND_FAULT),
}
VERDICTS = {Verb.FIND_FAULT: "⚠️ 发现问题", Verb.RETURN_UP: "↩ 退回补正", Verb.ACCEPT: "✅ 通过"}  # in turn


class Wider(Chance):
    """The same office, with a unit above it and somebody who has no phone yet."""

    happened: ClassVar[Counter[str]] = Counter()

    async def move_in(self) -> dict[str, dict[str, Any]]:
        """Somebody is on the roster without a phone, and a unit above has one in its office."""
        kept = await super().move_in()
        request = self.office.app.request
        async with request.store.open() as ledger:
            newcomer = Person(id="u1/p9", unit="u1", name=UNBOUND, department="河道股", roles=(Role.OWNER,))
            await ledger.people.put(newcomer)
            unit = await ledger.units.get("u1")
            assert unit
            self.unit = unit.name
        await add_unit(request, Unit(id="u9", name=ABOVE), bots=())
        await set_unit(request, "u1", bots=(), upper="u9")
        invited = await invite_to_office(scoped(request, "u9"), "u9", REFEREE, by=HEAD)
        self.phones[REFEREE] = self.office.phone(REFEREE)
        self.phones[REFEREE].open_link(invited.code)
        await self.office.settle()
        return kept

    @rule(what=st.sampled_from(MORE), luck=st.integers(0, 2**32))
    def something_happens(self, what: str, luck: int) -> None:
        """One of these ways, or of the others; who and how is a matter of luck."""
        self.something(what, luck)

    def knocks(self) -> None:
        """A stranger knocks, under the free name or another; somebody of the office decides, or nobody yet."""
        self.writes(STRANGER, "你好")
        if found := next(self.labelled(STRANGER, "申请绑定"), None):
            self.act(STRANGER, lambda phone: phone.press_button(*found))
            self.writes(STRANGER, f"{self.unit} {self.luck.choice([UNBOUND, UNBOUND, SECRETARY.name])} 河道股")
        for who in self.luck.sample([HEAD.name, CLERK.name, OWNER.name], 3):
            self.presses_one(who, self.luck.choice(["绑定为", "绑定为", "拒绝"]))

    def confirms_facts(self) -> None:
        """A meeting is called, its eve comes, and whoever is asked says that it is so, or puts it right."""
        day = self.office.sandbox.clock.now() + dt.timedelta(days=self.luck.choice([2, 3]))
        self.writes(self.luck.choice([*CLERKS, OWNER.name]), f"/meeting {day.month}月{day.day}日9点 党组会")
        for _ in range(3):
            self.time_passes_by(hours=24)
        for who in NAMES:
            if self.presses_one(who, self.luck.choice(["✅ 属实", "✅ 属实", "改困难"])):
                self.writes(who, "场地产权不清")

    def visits(self) -> None:
        """Somebody goes to a measure, sees, demands and ends; whoever is asked answers, and it is settled or not."""
        who = self.luck.choice([*CLERKS, *CLERKS, OWNER.name])
        number = self.luck.choice(self.open_numbers() or ["3-1"])
        self.writes(who, f"/visit {number} 地点 东岸闸口")
        due = self.office.sandbox.clock.now() + dt.timedelta(days=self.luck.choice([-3, 4, 6]))
        for label, words in (
            ("✍ 记发现", "值班表没有上墙"),
            ("📌 提要求", f"由{self.luck.choice([OWNER.name, MATE.name])}{due.month}月{due.day}日前清完废料"),
        ):
            if self.presses_one(who, label):
                self.writes(who, words)
        self.presses_one(who, "✅ 登记")
        self.photos += 1
        self.act(who, lambda phone: phone.send_photo(PNG + bytes([self.photos % 256]), "闸口"))
        if self.luck.random() < OFTEN:
            self.presses_one(who, "结束督办")
        for name in (OWNER.name, MATE.name, LEADER.name):
            if self.presses_one(name, "回复批示"):
                self.writes(name, "已经清完")
        for name in self.luck.sample(CLERKS, len(CLERKS)):
            if self.presses_one(name, self.luck.choice(["✅ 办结", "退回"])):
                self.writes(name, "还没有清完")

    def hands_up(self) -> None:
        """What is closed is graded and handed in; the unit above grades it and says its word, or nothing."""
        for number in ("3-1", "3-2"):
            if not self.closed_numbers():
                self.goes_its_way(number)
        ended = self.closed_numbers()
        who = self.luck.choice([HEAD.name, CLERK.name, OWNER.name])
        self.writes(who, f"报验 {self.luck.choice(ended or ['3-1'])}")
        self.grades(who)
        self.presses_one(who, "🔒 封存并报送")
        self.grades(REFEREE)
        judged = sum(counted[verb] for counted in (self.happened, self.check.verbs) for verb in VERDICTS)
        if self.presses_one(REFEREE, [*VERDICTS.values()][judged % len(VERDICTS)]):
            self.writes(REFEREE, "台账与现场不符")

    def closed_numbers(self) -> list[str]:
        """The measures that are closed."""
        return [m["number"] for m in self.check.measures.values() if m["stage"] == "closed"]

    def grades(self, who: str) -> None:
        """Press a grade of each indicator on the newest card that has them."""
        for _ in range(4):
            card = next((m for m in reversed(self.phones[who].inbox) if any("：" in one for one in labels(m))), None)
            if card:
                self.press_on(who, card, self.luck.choice([one for one in labels(card) if "：" in one]))

    def press_on(self, who: str, card: Message, label: str) -> None:
        """Press a button of a card."""
        self.act(who, lambda phone: phone.press_button(card, card.button(label)))

    def presses_one(self, who: str, label: str) -> bool:
        """Press the newest button whose label begins so; true where there is one."""
        found = next(self.labelled(who, label), None)
        if found:
            self.act(who, lambda phone: phone.press_button(*found))
        return found is not None

    def time_passes_by(self, *, hours: int) -> None:
        """The clock goes on, and does its rounds."""
        self.office.sandbox.clock.move(dt.timedelta(hours=hours))
        self.run(self.office.tick())
        self.said.clear()


def often(rounds: int) -> settings:
    """How often the office is opened, for ways that are long in themselves."""
    return settings(chances(rounds), stateful_step_count=STEPS)


@pytest.mark.timeout(0 if ROUNDS else 900)
def test_whatever_people_do_in_these_ways_the_ledger_stays_right() -> None:
    """Knocks, meetings, visits and acceptance beside all else: nobody does what another alone may."""
    Wider.happened.clear()
    run_state_machine_as_test(Wider, settings=often(ROUNDS or 10))
    assert LIVED_THROUGH - set(Wider.happened) == set()


@pytest.mark.timeout(900)
def test_these_ways_would_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where owners might visit, or hand up, the second reading finds it: the test can fail."""
    table = permission.TABLE | {
        action: permission.TABLE[action] | {Role.OWNER: permission.Scope.ANY}
        for action in (permission.Action.INSPECT, permission.Action.HAND_UP)
    }
    monkeypatch.setattr(permission, "TABLE", table)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Wider, settings=often(40))
