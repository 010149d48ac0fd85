"""Makers for ever: whoever had a hand in a measure checks nothing of it, by whatever way they went out of its lists."""

import pytest

from bot.domain.core.refusal import HadAHand, OwnWork
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage
from bot.messages.pending.act import ActDone
from bot.services.closing.steps import agree
from bot.services.core.proposals import Proposed
from bot.services.evidence.undo import undo_evidence
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.pending.proposals import decide
from bot.services.plan.correction import Amendment, correct
from bot.services.progress.report import report_progress
from bot.services.settings.policy import set_policy
from tests.services.acts import hand_over, merge_measures, split_measure
from tests.services.scene import CLERK, FIRST, LEADER, MATE, OFFICE, OWNER, SECOND, SECRETARY, Scene, done

PHOTO = Upload(content=b"a photo", kind=EvidenceKind.PHOTO, name="a.jpg")


async def refused_at_verification(scene: Scene, person: Person, measure: str = FIRST) -> None:
    """The leader agrees; the person of the office may not verify, a colleague may."""
    await agree(scene.request, LEADER, measure)
    with pytest.raises(OwnWork):
        await agree(scene.request, person, measure)
    other = CLERK if person.id == OFFICE.id else OFFICE
    assert (await agree(scene.request, other, measure)).measure.stage is Stage.DECIDE


async def test_who_hands_over_first_stays_a_maker(scene: Scene) -> None:
    """An owner of the office gives the measure away without a word, and cannot verify it then."""
    await correct(scene.request, CLERK, FIRST, Amendment(owners=(OFFICE.id,)), "分工")
    await hand_over(scene.request, OFFICE.name, OWNER.name, by=OFFICE)
    await report_progress(scene.request, OWNER, [done()])
    await refused_at_verification(scene, OFFICE)


async def test_who_is_taken_off_the_owners_stays_a_maker(scene: Scene) -> None:
    """The same by a correction."""
    await correct(scene.request, OFFICE, FIRST, Amendment(owners=(OFFICE.id,)), "分工")
    await correct(scene.request, OFFICE, FIRST, Amendment(owners=(OWNER.id,)), "录错")
    await report_progress(scene.request, OWNER, [done()])
    await refused_at_verification(scene, OFFICE)


async def test_who_sent_a_proof_is_a_maker(scene: Scene) -> None:
    """A proof makes its sender a maker; one that was withdrawn before anything was handed in does not."""
    kept = await keep_evidence(scene.request, CLERK, PHOTO, FIRST)
    await undo_evidence(scene.request, CLERK, kept.evidence.id)
    await keep_evidence(scene.request, OFFICE, PHOTO, FIRST)
    await report_progress(scene.request, OWNER, [done()])
    await refused_at_verification(scene, OFFICE)


async def test_makers_go_with_parts_and_into_what_they_are_merged_with(scene: Scene) -> None:
    """Splitting or merging forgets nobody, and whoever merges becomes no maker by it."""
    await keep_evidence(scene.request, OFFICE, PHOTO, FIRST)
    split = await split_measure(scene.request, CLERK, FIRST, text="清理废料", rest="拍照留存", reason="两件事")
    assert isinstance(split, ActDone)
    await report_progress(scene.request, OWNER, [done(split.effects.fresh[0].id)])
    await refused_at_verification(scene, OFFICE, split.effects.fresh[0].id)
    await scene.change(SECOND, owners=(OWNER.id,))
    await merge_measures(scene.request, CLERK, FIRST, SECOND, "一件事")
    await report_progress(scene.request, OWNER, [done(SECOND)])
    await refused_at_verification(scene, OFFICE, SECOND)


async def test_one_person_takes_one_step_of_a_submission(scene: Scene) -> None:
    """Who reviewed as leader does not verify as office, in this submission; of a later one they take a step again."""
    await scene.change(FIRST, leaders=(OFFICE.id,))
    await report_progress(scene.request, OWNER, [done()])
    await agree(scene.request, OFFICE, FIRST)
    with pytest.raises(HadAHand) as refused:
        await agree(scene.request, OFFICE, FIRST)
    assert refused.value.facts["why"] == "step"
    assert (await agree(scene.request, CLERK, FIRST)).measure.stage is Stage.DECIDE


async def test_whose_word_is_needed_at_the_end_leaves_the_first_step_to_others(scene: Scene) -> None:
    """Of two leaders the one who decides at the end does not review; where he leads alone the review is left out."""
    await scene.change(FIRST, leaders=(SECRETARY.id, LEADER.id))
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(HadAHand) as refused:
        await agree(scene.request, SECRETARY, FIRST)
    assert refused.value.facts["why"] == "needed"
    await correct(scene.request, OFFICE, FIRST, Amendment(leaders=(SECRETARY.id,)), "书记牵头")
    assert (await scene.measure()).stage is Stage.VERIFY
    await agree(scene.request, CLERK, FIRST)
    await agree(scene.request, SECRETARY, FIRST)
    steps = [(step.what, step.name) for step in (await scene.slips(FIRST))[-1].steps]
    assert ("责任领导一环未办（无与此事无关的人）", OFFICE.name) in steps


async def test_who_changed_people_or_route_of_what_waits_takes_no_step(scene: Scene) -> None:
    """A clerk who names another leader, or shortens the way, while it waits, leaves the verification to another."""
    await report_progress(scene.request, OWNER, [done()])
    await scene.confirmed(await correct(scene.request, OFFICE, FIRST, Amendment(leaders=(MATE.id,)), "分工"))
    await agree(scene.request, MATE, FIRST)
    with pytest.raises(HadAHand) as refused:
        await agree(scene.request, OFFICE, FIRST)
    assert refused.value.facts["why"] == "changed"


async def test_slip_names_what_a_setting_left_out_and_who_set_it(scene: Scene) -> None:
    """A way of one step leaves two out, and the slip says so with the name of who set it."""
    asked = await set_policy(scene.request, "销号环节", "整改办", scope="3-1", by=CLERK)
    assert isinstance(asked, Proposed)
    await decide(scene.request, SECRETARY, asked.proposal.id, agree=True)
    await report_progress(scene.request, OWNER, [done()])
    await agree(scene.request, OFFICE, FIRST)
    steps = [(step.what, step.name) for step in (await scene.slips(FIRST))[-1].steps]
    assert steps[:2] == [("责任领导一环未设", CLERK.name), ("党组书记一环未设", CLERK.name)]
    assert Role.OFFICE in OFFICE.roles
