"""Corrections by the office: with a reason, in the journal, told to the people before and after."""

import datetime as dt

import pytest

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable, WrongStage
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.people.person import Person
from bot.domain.plan.measure import Stage
from bot.messages.pending.act import ActDone
from bot.services.closing.steps import agree
from bot.services.core.ledger import EVIDENCE_OF
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.plan.correction import Amendment, Corrected, correct
from bot.services.progress.report import report_progress
from tests.services.acts import cancel_measure, merge_measures, only, split_measure
from tests.services.scene import (
    FIRST,
    LEADER,
    MATE,
    OBSERVER,
    OFFICE,
    OWNER,
    SECOND,
    SECRETARY,
    STANDING,
    SUPPORT,
    Scene,
    done,
)


async def test_owner_is_corrected_and_both_are_told(scene: Scene) -> None:
    """The former and the new owner, the leader and the rest of the office hear what was changed and why."""
    corrected = await correct(scene.request, OFFICE, FIRST, Amendment(owners=(MATE.id,)), "调岗")
    assert isinstance(corrected, Corrected)
    assert corrected.measure.owners == (MATE.id,)
    assert corrected.what == "经办人由“祁川”改为“翁苇”"
    for person in (OWNER, MATE, LEADER):
        assert await scene.told(person) == ["plan.corrected"]
    (entry,) = await scene.journal()
    assert (entry.verb, entry.before["owners"], entry.words) == ("correct", [OWNER.id], "调岗")


async def test_corrected_date_keeps_the_first_deadline(scene: Scene) -> None:
    """A date moved by correction shows against the first one like any other."""
    await scene.confirmed(await correct(scene.request, OFFICE, FIRST, Amendment(due=dt.date(2026, 5, 8)), "台账录错"))
    deadline = (await scene.measure()).deadline
    assert (deadline.date, deadline.first) == (dt.date(2026, 5, 8), dt.date(2026, 4, 30))


@pytest.mark.parametrize("person", [SECRETARY, LEADER, OWNER, SUPPORT, OBSERVER])
async def test_only_the_office_corrects(scene: Scene, person: Person) -> None:
    """Nobody but the office changes owners, dates or words."""
    with pytest.raises(NotAllowed):
        await correct(scene.request, person, FIRST, Amendment(text="改"), "理由")
    with pytest.raises(NotAllowed):
        await cancel_measure(scene.request, person, FIRST, "理由")


async def test_correction_needs_a_reason_a_change_and_known_people(scene: Scene) -> None:
    """Without a reason, without a difference, or with somebody unknown, nothing is changed."""
    with pytest.raises(Unreadable):
        await correct(scene.request, OFFICE, FIRST, Amendment(text="另一条"), " ")
    with pytest.raises(NoChange):
        await correct(scene.request, OFFICE, FIRST, Amendment(owners=(OWNER.id,)), "理由")
    with pytest.raises(NotFound):
        await correct(scene.request, OFFICE, FIRST, Amendment(owners=("u1/p99",)), "理由")
    assert await scene.verbs() == []


async def test_new_leader_of_what_waits_gets_the_card(scene: Scene) -> None:
    """Where the leader of a measure under review changes, the new one is asked at once."""
    await report_progress(scene.request, OWNER, [done()])
    await scene.confirmed(await correct(scene.request, OFFICE, FIRST, Amendment(leaders=(MATE.id,)), "分工调整"))
    assert await scene.messages(MATE, "review")
    await agree(scene.request, MATE, FIRST)
    with pytest.raises(NotAllowed):
        await agree(scene.request, LEADER, FIRST)


async def test_cancelled_measure_counts_for_nothing(scene: Scene) -> None:
    """A cancelled measure is ended and takes no report; a closed one cannot be cancelled."""
    gone = await cancel_measure(scene.request, OFFICE, FIRST, "与3-2重复")
    assert only(gone).stage is Stage.CANCELLED
    with pytest.raises(WrongStage):
        await report_progress(scene.request, OWNER, [done()])
    await scene.change(SECOND, stage=Stage.CLOSED)
    with pytest.raises(WrongStage):
        await cancel_measure(scene.request, OFFICE, SECOND, "重复")


async def test_split_gives_the_next_free_number(scene: Scene) -> None:
    """The part split off starts anew under 3-4, with the same people, who are told."""
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(WrongStage):
        await split_measure(scene.request, OFFICE, FIRST, text="清理", rest="建档", reason="两件事")
    corrected = await split_measure(scene.request, OFFICE, SECOND, text="清理", rest="建档", reason="两件事")
    assert isinstance(corrected, ActDone)
    assert [measure.number for measure in corrected.effects.fresh] == ["3-4"]
    fresh = await scene.measure("u1/A/3-4")
    assert (fresh.number, fresh.text, fresh.stage, fresh.owners) == ("3-4", "建档", Stage.NOT_STARTED, (MATE.id,))
    assert await scene.told(MATE) == ["plan.split"]


async def test_merge_takes_people_and_proofs_along(scene: Scene) -> None:
    """The measure merged away is cancelled; its owner, words and proofs go to the one that stays."""
    await keep_evidence(scene.request, OWNER, Upload(content=b"1", kind=EvidenceKind.PHOTO), FIRST)
    await merge_measures(scene.request, OFFICE, FIRST, SECOND, "同一件事")
    assert (await scene.measure(SECOND)).owners == (MATE.id, OWNER.id)
    assert (await scene.measure()).stage is Stage.CANCELLED
    async with scene.request.look() as ledger:
        assert len(await ledger.evidence.find(EVIDENCE_OF, SECOND)) == 1
    with pytest.raises(Unreadable, match="merge_itself"):
        await merge_measures(scene.request, OFFICE, STANDING, STANDING, "同一件事")
    assert await scene.chain_holds()
