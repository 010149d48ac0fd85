"""More time: who may ask, who grants, and what is kept for ever."""

import datetime as dt

import pytest

from bot.domain.core.refusal import NoChange, NotAllowed, Overtaken, OwnWork, WrongStage
from bot.domain.extensions.extension import ExtensionState, deadline_history
from bot.domain.people.person import Person, Role
from bot.domain.progress.report_result import Result
from bot.domain.replies.reply import Intent
from bot.services.closing.steps import agree
from bot.services.core.ledger import EXTENSIONS_OF
from bot.services.extensions.steps import answer_extension
from bot.services.outbox.composers import COMPOSERS
from bot.services.progress.report import report_progress
from bot.services.progress.undo import undo
from bot.services.supervision.follow_up import ask_again
from tests.services.scene import (
    CLERK,
    FIRST,
    LEADER,
    MATE,
    OBSERVER,
    OFFICE,
    OWNER,
    SECRETARY,
    SUPPORT,
    Scene,
    done,
    says,
)

MAY = dt.date(2026, 5, 20)
JUNE = dt.date(2026, 6, 30)
REQUEST = f"{FIRST}/x1"


async def ask(scene: Scene, day: dt.date | None = MAY) -> Result:
    """Ask for more time on the first measure."""
    (outcome,) = await report_progress(scene.request, OWNER, [says("连日下雨停工", Intent.EXTEND, asked=day)])
    return outcome.result


async def test_extension_climbs_its_ladder_and_keeps_the_first_deadline(scene: Scene) -> None:
    """Leader, then office; twice; the first deadline stays, the days add up, and who granted is known."""
    assert await ask(scene) is Result.EXTENSION_ASKED
    first, _ = await answer_extension(scene.request, LEADER, REQUEST, agree=True)
    assert (first.state, first.step) == (ExtensionState.ASKED, Role.OFFICE)
    given, moved = await answer_extension(scene.request, OFFICE, REQUEST, agree=True)
    assert (given.state, moved.due, moved.deadline.first) == (ExtensionState.GRANTED, MAY, dt.date(2026, 4, 30))
    await ask(scene, JUNE)
    await answer_extension(scene.request, LEADER, f"{FIRST}/x2", agree=True)
    _, moved = await answer_extension(scene.request, CLERK, f"{FIRST}/x2", agree=True, day=dt.date(2026, 6, 15))
    async with scene.request.look() as ledger:
        total = deadline_history(moved, await ledger.extensions.find(EXTENSIONS_OF, FIRST))
    assert (total.first, total.current, total.days, total.times) == (
        dt.date(2026, 4, 30),
        dt.date(2026, 6, 15),
        46,
        2,
    )
    assert await scene.told(OWNER) == ["extensions.granted", "extensions.granted"]
    assert await scene.chain_holds()


async def test_refused_extension_changes_nothing(scene: Scene) -> None:
    """A refusal leaves the deadline and tells the owner why."""
    await ask(scene)
    refused, measure = await answer_extension(scene.request, LEADER, REQUEST, agree=False, words="可以交叉施工")
    assert (refused.state, measure.due) == (ExtensionState.REFUSED, dt.date(2026, 4, 30))
    assert await scene.told(OWNER) == ["extensions.refused"]
    with pytest.raises(Overtaken):
        await answer_extension(scene.request, LEADER, REQUEST, agree=True)


@pytest.mark.parametrize("person", [OFFICE, SECRETARY, OWNER, MATE, SUPPORT, OBSERVER])
async def test_first_step_is_the_leaders(scene: Scene, person: Person) -> None:
    """At the leader's step nobody else can grant."""
    await ask(scene)
    with pytest.raises(NotAllowed):
        await answer_extension(scene.request, person, REQUEST, agree=True)


async def test_who_asks_never_grants(scene: Scene) -> None:
    """An owner of the office cannot grant his own request; his colleague can."""
    await scene.change(FIRST, owners=(OFFICE.id,))
    await report_progress(scene.request, OFFICE, [says("招标未完", Intent.EXTEND, asked=MAY)])
    await answer_extension(scene.request, LEADER, REQUEST, agree=True)
    with pytest.raises(OwnWork):
        await answer_extension(scene.request, OFFICE, REQUEST, agree=True)
    given, _ = await answer_extension(scene.request, CLERK, REQUEST, agree=True)
    assert given.state is ExtensionState.GRANTED


async def test_card_of_the_other_step_decides_nothing(scene: Scene) -> None:
    """Someone who is leader and office cannot take both steps by pressing one card twice."""
    await scene.change_person(LEADER, roles=(Role.LEADER, Role.OFFICE))
    await ask(scene)
    await answer_extension(scene.request, LEADER, REQUEST, agree=True, step=Role.LEADER)
    with pytest.raises(Overtaken) as refused:
        await answer_extension(scene.request, LEADER, REQUEST, agree=True, step=Role.LEADER)
    assert refused.value.facts["who"] == LEADER.name


async def test_request_after_the_deadline_is_marked_late(scene: Scene) -> None:
    """Asked after the due date, the request says so for ever."""
    scene.at = dt.datetime(2026, 5, 4, 2, tzinfo=dt.UTC)
    await ask(scene)
    async with scene.request.look() as ledger:
        (request,) = await ledger.extensions.find(EXTENSIONS_OF, FIRST)
    assert request.late


async def test_day_that_is_no_extension_is_asked_for_again(scene: Scene) -> None:
    """No day, or one no later than the deadline: the wish is recorded, no request lies, the window asks."""
    assert await ask(scene, None) is Result.ASK_DAY
    (outcome,) = await report_progress(scene.request, OWNER, [says("延", Intent.EXTEND, asked=dt.date(2026, 4, 30))])
    assert (outcome.result, type(outcome.refusal)) == (Result.ASK_DAY, NoChange)
    async with scene.request.look() as ledger:
        assert await ledger.extensions.find(EXTENSIONS_OF, FIRST) == []


async def test_newer_request_takes_the_place_of_the_older(scene: Scene) -> None:
    """A second request withdraws the first, and undoing the reply withdraws its request."""
    await ask(scene)
    (outcome,) = await report_progress(scene.request, OWNER, [says("还要久", Intent.EXTEND, asked=JUNE)])
    assert outcome.progress
    await undo(scene.request, OWNER, outcome.progress.id)
    async with scene.request.look() as ledger:
        requests = await ledger.extensions.find(EXTENSIONS_OF, FIRST)
    assert [request.state for request in requests] == [ExtensionState.WITHDRAWN, ExtensionState.WITHDRAWN]


async def test_handed_in_measure_gets_no_extension(scene: Scene) -> None:
    """Once the measure is handed in, a request that lies cannot be granted."""
    await ask(scene)
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(WrongStage):
        await answer_extension(scene.request, LEADER, REQUEST, agree=True)
    await agree(scene.request, LEADER, FIRST)


async def test_request_that_lies_is_brought_again(scene: Scene) -> None:
    """Three working days without an answer: the it stands in the leader's message of the day."""
    await ask(scene)
    scene.pass_by(days=3)
    assert await ask_again(scene.request, "u1") == 0
    scene.pass_by(days=1)
    assert await ask_again(scene.request, "u1") == 1
    assert await ask_again(scene.request, "u1") == 0
    assert len(await scene.messages(LEADER, "extension")) == 1
    daily = await scene.daily(LEADER)
    assert daily
    assert "申请延期到" in daily.text


async def test_card_shows_old_and_new_day_and_the_reason(scene: Scene) -> None:
    """The leader reads from when to when, and why; the card ends with the request."""
    await ask(scene)
    (message,) = await scene.messages(LEADER, "extension")
    async with scene.request.look() as ledger:
        body = await COMPOSERS["extension"](scene.request, ledger, message, LEADER)
    assert body
    assert "由2026-04-30（周四）延到<b>2026-05-20（周三）</b>" in body.text
    assert "理由：“连日下雨停工”" in body.text
    await answer_extension(scene.request, LEADER, REQUEST, agree=False, words="不同意")
    async with scene.request.look() as ledger:
        assert await COMPOSERS["extension"](scene.request, ledger, message, LEADER) is None
