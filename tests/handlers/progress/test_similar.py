"""举一反三 and 建章立制 by thumb and by sentence: cause, proposals, checks with person, day and result, rules."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.closing.closing_slip import Closing
from bot.domain.similar.cause import CauseKind
from bot.domain.supervision.assignment import Outcome
from bot.domain.units.unit import Unit
from bot.sandbox import Message
from bot.services.core.ledger import ASSIGNMENTS_OF_UNIT, CAUSES_OF, RULES_OF
from bot.services.core.tenancy import scoped
from bot.services.history.verification import verify
from bot.services.imports.plan_import import accept, preview
from bot.services.imports.repeated import repeated
from bot.services.people.binding import invite_to_office
from bot.services.units.administration import add_unit, set_unit
from tests.handlers.conftest import DAY, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats, example, labels

pytestmark = pytest.mark.usefixtures("unheld")


def card(chats: Chats, name: str, label: str) -> Message:
    """The newest message on a phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if label in labels(message))


async def holds(chats: Chats) -> None:
    """Every record can be made anew from the journal."""
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_the_cause_is_asked_once_when_a_finding_is_closed(chats: Chats) -> None:
    """Who closes the last measure is asked by four buttons; a line ends it, and it is not asked again."""
    listed = await chats.say(OFFICE, "举一反三 5")
    assert {"制度", "执行", "人员", "客观"} <= set(labels(listed))
    await chats.press(OFFICE, listed, "制度")
    answers = await chats.after(OFFICE, lambda phone: phone.say("接待、扬尘两头都没有办法可依"))
    assert "根源在制度" in answers[0].text
    assert "制度——接待、扬尘两头" in answers[1].text
    assert not {"制度", "执行", "人员", "客观"} & set(labels(answers[1]))
    async with chats.stage.app.request.look() as ledger:
        (cause,) = await ledger.causes.find(CAUSES_OF, "u1")
    assert (cause.kind, cause.words) == (CauseKind.RULES, "接待、扬尘两头都没有办法可依")
    await holds(chats)


async def test_a_proposal_is_looked_at_by_whoever_is_responsible_there(chats: Chats) -> None:
    """查 gives it to the people of the other finding with a day; the result is one tap, and both sides are told."""
    shown = await chats.say(OFFICE, "/similar 5")
    check = next(label for label in labels(shown) if label.startswith("查 "))
    said = await chats.press(OFFICE, shown, check)
    assert "已交办同类检查" in said
    async with chats.stage.app.request.look() as ledger:
        (given,) = await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, "u1", "check")
        people = [one.name for one in await ledger.people.get_many(given.to)]
    assert given.about.rpartition("/")[2] == check.removeprefix("查 ")
    await chats.press(OFFICE, card(chats, OFFICE, "改人、改日"), "改人、改日")
    moved = await chats.say(OFFICE, f"{OWNER} 4月3日")
    assert f"由{OWNER}查，2025-04-03" in moved.text, people
    asked = card(chats, OWNER, "✅ 未发现同类问题")
    assert "已登记答复" in await chats.press(OWNER, asked, "✅ 未发现同类问题")
    assert "未发现同类问题" in chats.phone(OFFICE).last.text
    assert "已" in await chats.press(OWNER, asked, "✅ 未发现同类问题")
    async with chats.stage.app.request.look() as ledger:
        (done,) = await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, "u1", "check")
    assert (done.outcome, done.asked) == (Outcome.CLEAR, given.answer_by)
    again = await chats.say(OFFICE, "/similar 5")
    assert check not in labels(again)
    assert "未发现同类问题" in again.text
    await holds(chats)


async def test_what_is_not_concerned_has_a_reason(chats: Chats) -> None:
    """不涉及 asks why, and is proposed no more."""
    shown = await chats.say(OFFICE, "举一反三 5")
    label = next(one for one in labels(shown) if one.startswith("不涉及 "))
    await chats.press(OFFICE, shown, label)
    answers = await chats.after(OFFICE, lambda phone: phone.say("那边没有工地"))
    assert "理由已留存" in answers[0].text
    assert label not in labels(answers[1])
    assert "那边没有工地" in answers[1].text
    await chats.press(OFFICE, shown, label)
    assert label not in labels(await chats.say(OFFICE, "举一反三 5"))
    await holds(chats)


async def test_a_check_elsewhere_is_a_sentence_and_late_like_all_others(chats: Chats) -> None:
    """What to look at, who, by when; past its day it stands in the list of whoever owes it, and the office hears."""
    said = await chats.say(OFFICE, f"举一反三 2 全部洗砂厂 {OWNER} 3月25日")
    assert "全部洗砂厂" in said.text
    assert OWNER in said.text
    assert "2025-03-25（周二）" in said.text
    await chats.stage.pass_time(9 * DAY)
    assert "逾期" in (await chats.say(OWNER, "/todo")).text
    assert any("同类检查（2）已超过答复期限" in one.text for one in chats.phone(OFFICE).inbox)
    assert "其中逾期1项" in (await chats.say(OFFICE, "举一反三")).text
    await chats.press(OWNER, await chats.say(OWNER, "/todo"), "2 ⚠️ 有同类问题")
    await chats.say(OWNER, "两家洗砂厂也没有沉淀池")
    summary = await chats.say(SECRETARY, "举一反三")
    assert "发现同类问题1" in summary.text
    assert "逾期" not in summary.text
    await holds(chats)


async def test_rules_are_listed_with_number_and_day(chats: Chats) -> None:
    """建章立制 takes name, number and day in one sentence; a day to come is no day on which a rule was made."""
    made = await chats.say(OFFICE, "建章立制 2 《公务接待管理办法》 某办〔2025〕6号 3月18日")
    assert "《公务接待管理办法》（某办〔2025〕6号，2025-03-18（周二））" in made.text
    async with chats.stage.app.request.look() as ledger:
        (rule,) = await ledger.rules.find(RULES_OF, "u1")
    assert (rule.name, rule.number, rule.made) == ("公务接待管理办法", "某办〔2025〕6号", dt.date(2025, 3, 18))
    assert "建章立制1项" in (await chats.say(SECRETARY, "举一反三")).text
    assert "请这样写" in (await chats.say(OFFICE, "建章立制 2 接待办法")).text
    await holds(chats)


async def test_the_word_is_the_list_while_an_act_waits_for_a_yes(chats: Chats) -> None:
    """No other words answer the preview of an act, so that they are not taken from the command either."""
    await chats.say(OFFICE, f"/cancel {OWN} 理由 重复")
    assert "举一反三和建章立制" in (await chats.say(OFFICE, "举一反三")).text
    assert (await chats.measure(OWN)).is_open


async def test_others_see_and_decide_nothing(chats: Chats) -> None:
    """Who is not of the office sees no button that decides, and can give nothing to anybody."""
    assert not [one for one in labels(await chats.say(MATE, "举一反三 5")) if "查" in one or "不涉及" in one]
    before = await chats.ledger_holds("assignments")
    await chats.say(MATE, f"举一反三 2 全部洗砂厂 {OWNER} 3月25日")
    await chats.say(MATE, "建章立制 2 《公务接待管理办法》 某办〔2025〕6号 3月18日")
    assert await chats.ledger_holds("assignments") == before
    assert await chats.ledger_holds("rules") == 0


async def test_a_new_round_says_what_was_closed_before(chats: Chats) -> None:
    """A finding of a kind that was closed in an earlier round is flagged in the preview; others are not."""
    request = chats.stage.app.request
    closed = {"u1/A/5", "u1/A/4"}
    async with request.store.open() as ledger:
        for id_ in closed:
            closing = Closing(id=f"{id_}/c", unit="u1", subject=id_, year=2025, number=1, at=request.now(), by="u1/p1")
            await ledger.closings.put(closing)
    first, *rest = example().findings
    again = replace(first, number="1", text="执法案卷不规范，行政处罚的自由裁量随意。")
    other = replace(rest[0], number="2", text="粮库储备轮换把关不严。")
    draft = replace(example(), title="第二轮整改方案", findings=(again, other))
    async with request.look() as ledger:
        assert await repeated(ledger, "u1", None, draft) == (("1", "5"),)


async def test_a_confidential_finding_shows_no_words(chats: Chats) -> None:
    """Where messages carry the number alone, neither lists nor notices carry what was said of it."""
    for number in ("5-1", "5-2"):
        await chats.say(OFFICE, f"/policy {number} 保密简化 是")
    await chats.say(OFFICE, f"举一反三 5 机密洗砂厂 {OWNER} 3月25日")
    await chats.say(OFFICE, f"群众意见 5 来电 机密洗砂厂扰民，由{OWNER} 3月25日")
    for name in (OFFICE, OWNER, SECRETARY):
        for words in ("举一反三 5", "/todo", "/voice"):
            assert "机密洗砂厂" not in (await chats.say(name, words)).text
    assert not [one for one in chats.phone(OWNER).inbox if "机密洗砂厂" in one.text]


async def test_find_has_what_was_assigned_caused_and_ruled(chats: Chats) -> None:
    """/find leads to the measures of the finding from a check, from its cause and from a rule."""
    await chats.say(OFFICE, "举一反三 2 全部沿江砖厂")
    await chats.say(OFFICE, "/rule 2 《错峰轮班规定》 某办〔2025〕6号 3月18日")
    for words in ("沿江砖厂", "错峰轮班规定"):
        assert OWN in (await chats.say(OWNER, f"/find {words}")).text


async def test_the_unit_above_sees_only_that_the_like_is_there(chats: Chats) -> None:
    """Its name and nothing of it; not of a unit that keeps its words to itself; and nobody below looks up or aside."""
    request = chats.stage.app.request
    await add_unit(request, Unit(id="u9", name="清河市委巡察办"), bots=())
    await set_unit(request, "u1", bots=(), upper="u9")
    invited = await invite_to_office(scoped(request, "u9"), "u9", "梁知秋", by=await chats.person(OFFICE))
    chats.stage.phone("梁知秋").open_link(invited.code)
    await chats.stage.settle()
    (finding,) = [one for one in example().findings if one.number == "2"]
    alone = replace(finding, text=f"{finding.text}（市里的话）")
    await preview(request, "u9", replace(example(), findings=(alone,)), "市级.xlsx", by=None)
    await accept(request, by=None)
    async with request.look() as ledger:
        unit = await ledger.units.get("u1")
    assert unit
    shown = (await chats.say("梁知秋", "举一反三 2")).text
    assert f"下级单位里，{unit.name}（1个）的台账里像有同类问题" in shown
    assert finding.text not in shown.replace("（市里的话）", "")[shown.index("没有找到") :]
    below = (await chats.say(OFFICE, "举一反三 2")).text
    assert "清河市委巡察办" not in below
    assert "市里的话" not in below
    async with request.open() as ledger:
        await ledger.units.put(replace(unit, policy=replace(unit.policy, confidential=True)))
    assert "下级单位" not in (await chats.say("梁知秋", "举一反三 2")).text
