"""The steps of closing-out: who may take them, what they do, and what stays for ever."""

import datetime as dt

import pytest

from bot.domain.core.refusal import NotAllowed, Overtaken, OwnWork, Unreadable, WrongStage
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.people.person import Absence, Person
from bot.domain.plan.measure import Stage
from bot.domain.progress.report_result import Result
from bot.domain.rechecks.recheck import RecheckState
from bot.messages.core.taps import Agree, ReturnMeasure, ShowEvidence, ShowHistory, WriteResult
from bot.messages.history.view import sentence, story_body
from bot.services.closing.steps import ShownSubmission, agree, return_measure
from bot.services.core.ledger import CLOSINGS_OF, RECHECKS_OF
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.history.story import history
from bot.services.history.verification import verify
from bot.services.outbox.composers import COMPOSERS
from bot.services.progress.report import report_progress
from bot.services.rechecks.answer import answer_recheck
from bot.services.rechecks.schedule import remind_of_rechecks
from tests.services.acts import make_standing, only, reopen_measure
from tests.services.scene import (
    CLERK,
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
    says,
)


async def close(scene: Scene, measure_id: str = FIRST) -> None:
    """Take a measure from its report to its closing."""
    measure = await scene.measure(measure_id)
    await report_progress(scene.request, await scene.person(measure.owners[0]), [done(measure_id)])
    for person in (LEADER, OFFICE, SECRETARY):
        await agree(scene.request, person, measure_id)


async def test_story_from_report_to_reopening(scene: Scene) -> None:
    """Report → returned → better proof → verified → closed → slip → look back → reopened, and nothing is forgotten."""
    await scene.set(photos=1, recheck_days=(30,))
    await keep_evidence(scene.request, OWNER, Upload(content=b"blurred", kind=EvidenceKind.PHOTO, name="a.jpg"), FIRST)
    await report_progress(scene.request, OWNER, [done()])
    back = await return_measure(scene.request, LEADER, FIRST, "照片看不清")
    assert (back.measure.stage, back.measure.percent) == (Stage.UNDER_WAY, None)
    assert back.measure.report_by == dt.date(2026, 3, 9)
    scene.pass_by(days=2)
    await keep_evidence(scene.request, OWNER, Upload(content=b"sharp", kind=EvidenceKind.PHOTO, name="b.jpg"), FIRST)
    await report_progress(scene.request, OWNER, [done()])
    for person, stage in ((LEADER, Stage.VERIFY), (OFFICE, Stage.DECIDE), (SECRETARY, Stage.CLOSED)):
        assert (await agree(scene.request, person, FIRST)).measure.stage is stage
    slip = (await scene.slips(FIRST))[-1]
    assert (slip.title, slip.number) == ("销号〔2026〕1号", "3-1")
    assert [(step.what, step.name) for step in slip.steps] == [
        ("审核退回", "段汀"),
        ("报告完成", "祁川"),
        ("审核同意", "段汀"),
        ("核验同意", "柏榆"),
        ("审定同意销号", "郭岱"),
    ]
    (told,) = slip.measures
    assert (told.reported, told.late, told.returned, told.closing) == (dt.date(2026, 3, 4), 0, 1, slip.title)
    assert [proof.name for proof in slip.evidence] == ["a.jpg", "b.jpg"]
    scene.pass_by(days=35)
    assert await remind_of_rechecks(scene.request, "u1") == 2  # thirty days after closing, and the month's sample
    daily = await scene.daily(OFFICE)
    assert daily
    assert "回头看2条" in daily.text
    looked = await answer_recheck(scene.request, OFFICE, f"{FIRST}/k1", holds=False, words="又堆了废料")
    assert looked.measure.stage is Stage.UNDER_WAY
    (old,) = await scene.slips()
    assert (old.title, old.reopened is not None) == ("销号〔2026〕1号", True)
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    assert outcome.result is Result.LACKS_EVIDENCE  # the old photos prove nothing new
    scene.pass_by(days=1)
    await keep_evidence(
        scene.request, OWNER, Upload(content=b"cleared again", kind=EvidenceKind.PHOTO, name="c.jpg"), FIRST
    )
    await close(scene)
    assert [proof.name for proof in (await scene.slips(FIRST))[-1].evidence] == ["c.jpg"]
    assert [one.title for one in await scene.slips()] == [
        "销号〔2026〕1号",
        "销号〔2026〕2号",
    ]
    (proof,) = await verify(scene.request)
    assert proof.holds
    assert proof.count == len(await scene.journal())


@pytest.mark.parametrize("person", [SECRETARY, OFFICE, OWNER, MATE, SUPPORT, OBSERVER])
async def test_only_the_leader_of_the_measure_reviews(scene: Scene, person: Person) -> None:
    """At the review nobody but the measure's own leader can agree."""
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(NotAllowed):
        await agree(scene.request, person, FIRST)
    assert (await scene.measure()).stage is Stage.REVIEW


async def test_reporter_with_a_second_role_never_verifies(scene: Scene) -> None:
    """The office's head who owns the measure is refused at the office's step; her colleague may take it."""
    await scene.change(FIRST, owners=(OFFICE.id,))
    await report_progress(scene.request, OFFICE, [done()])
    await agree(scene.request, LEADER, FIRST)
    with pytest.raises(OwnWork):
        await agree(scene.request, OFFICE, FIRST)
    assert (await agree(scene.request, CLERK, FIRST)).measure.stage is Stage.DECIDE


async def test_former_owner_never_verifies(scene: Scene) -> None:
    """Who reported and was then replaced as owner still cannot verify."""
    await scene.change(FIRST, owners=(CLERK.id,))
    await report_progress(scene.request, CLERK, [says("过半", percent=60)])
    await scene.change(FIRST, owners=(OWNER.id,))
    await report_progress(scene.request, OWNER, [done()])
    await agree(scene.request, LEADER, FIRST)
    with pytest.raises(OwnWork):
        await agree(scene.request, CLERK, FIRST)


async def test_delegate_reviews_for_an_absent_leader(scene: Scene) -> None:
    """A leader's delegate gets the card and may agree; a delegate who reported gets neither."""
    away = Absence(dt.date(2026, 3, 1), dt.date(2026, 3, 31), MATE.id)
    await scene.change_person(LEADER, absences=(away,))
    await report_progress(scene.request, OWNER, [done()])
    assert await scene.messages(MATE, "review")
    assert (await agree(scene.request, MATE, FIRST)).measure.stage is Stage.VERIFY
    await report_progress(scene.request, MATE, [done(SECOND)])
    assert (await scene.measure(SECOND)).stage is Stage.REVIEW
    with pytest.raises(NotAllowed):
        await agree(scene.request, MATE, SECOND)
    assert (await scene.measure(SECOND)).reporters == (MATE.id,)
    assert (await agree(scene.request, LEADER, SECOND)).measure.stage is Stage.VERIFY


async def test_first_of_two_wins_and_the_other_is_told_who(scene: Scene) -> None:
    """Two of the office press 通过: the second is told that the first did."""
    await report_progress(scene.request, OWNER, [done()])
    await agree(scene.request, LEADER, FIRST)
    card = ShownSubmission(Stage.VERIFY, 1)
    await agree(scene.request, OFFICE, FIRST, card=card)
    with pytest.raises(Overtaken) as refused:
        await agree(scene.request, CLERK, FIRST, card=card)
    assert refused.value.facts["who"] == OFFICE.name


async def test_card_of_an_earlier_submission_decides_nothing(scene: Scene) -> None:
    """After a return and a new submission the old card's 通过 is refused: its reader has not seen the new proofs."""
    await report_progress(scene.request, OWNER, [done()])
    old = ShownSubmission(Stage.REVIEW, 1)
    await return_measure(scene.request, LEADER, FIRST, "请补照片", card=old)
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(Overtaken):
        await agree(scene.request, LEADER, FIRST, card=old)
    assert (await scene.measure()).stage is Stage.REVIEW


async def test_return_needs_a_reason(scene: Scene) -> None:
    """Without one nothing is sent back."""
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(Unreadable):
        await return_measure(scene.request, LEADER, FIRST, "  ")
    assert (await scene.measure()).stage is Stage.REVIEW


async def test_returned_measure_is_told_to_its_people(scene: Scene) -> None:
    """The owner reads who sent it back and why."""
    await report_progress(scene.request, OWNER, [done()])
    await return_measure(scene.request, LEADER, FIRST, "照片看不清")
    (message,) = await scene.messages(OWNER)
    async with scene.request.look() as ledger:
        body = await COMPOSERS["notice"](scene.request, ledger, message, OWNER)
    assert body
    assert "段汀 退回：“照片看不清”" in body.text
    assert "2026-03-09（周一）前再报" in body.text


async def test_the_day_that_a_reason_sets_is_the_day(scene: Scene) -> None:
    """3月12日前再报 is not told beside another day; more time than a returned measure has stays a matter of two."""
    await report_progress(scene.request, OWNER, [done()])
    back = await return_measure(scene.request, LEADER, FIRST, "照片看不清，3月12日前再报")
    assert back.measure.report_by == dt.date(2026, 3, 12)
    (message,) = await scene.messages(OWNER)
    async with scene.request.look() as ledger:
        body = await COMPOSERS["notice"](scene.request, ledger, message, OWNER)
    assert body
    assert "于2026-03-12（周四）前再报" in body.text
    await report_progress(scene.request, OWNER, [done()])
    later = await return_measure(scene.request, LEADER, FIRST, "照片看不清，明年3月12日前再报")
    assert later.measure.report_by == dt.date(2026, 3, 9)


async def test_card_shows_what_was_asked_and_said_with_the_proofs(scene: Scene) -> None:
    """One card: the measure, the words, the proofs as an album, the deadline, what happened so far, five buttons."""
    await keep_evidence(
        scene.request, OWNER, Upload(content=b"picture", kind=EvidenceKind.PHOTO, name="a.jpg", caption="北段"), FIRST
    )
    await report_progress(scene.request, OWNER, [done()])
    (message,) = await scene.messages(LEADER, "review")
    async with scene.request.look() as ledger:
        body = await COMPOSERS["review"](scene.request, ledger, message, LEADER)
    assert body
    for words in (
        "等您审核销号：3-1",
        "清理河道",
        "2026-04-30",
        "祁川 2026-03-02（周一）报完成：“已全部完成”",
        "照片1",
    ):
        assert words in body.text
    assert [attachment.content for attachment in body.attachments] == [b"picture"]
    assert [type(button.tap) for row in body.buttons for button in row] == [
        Agree,
        ReturnMeasure,
        WriteResult,
        ShowHistory,
        ShowEvidence,
    ]
    assert body.buttons[0][0].tap == Agree(FIRST, Stage.REVIEW, 1)


async def test_card_is_dropped_once_the_step_is_taken(scene: Scene) -> None:
    """A card that waits while somebody else agrees is not sent any more."""
    await report_progress(scene.request, OWNER, [done()])
    await agree(scene.request, LEADER, FIRST)
    (message,) = await scene.messages(CLERK, "review")
    await agree(scene.request, OFFICE, FIRST)
    async with scene.request.look() as ledger:
        assert await COMPOSERS["review"](scene.request, ledger, message, CLERK) is None


async def test_finding_closes_with_its_last_measure_standing_apart(scene: Scene) -> None:
    """Two closed and one standing measure close the finding under its own number; reopening one opens it again."""
    await close(scene)
    await report_progress(scene.request, OWNER, [done(STANDING)])
    for person in (LEADER, OFFICE):
        await agree(scene.request, person, STANDING)
    last = await agree(scene.request, SECRETARY, STANDING)
    assert (last.measure.stage, last.finding) == (Stage.STANDING, None)
    await report_progress(scene.request, MATE, [done(SECOND)])
    for person in (LEADER, OFFICE):
        await agree(scene.request, person, SECOND)
    last = await agree(scene.request, SECRETARY, SECOND)
    assert last.finding
    slip = (await scene.slips("u1/A/3"))[-1]
    assert (slip.number, len(slip.measures), len(slip.steps)) == ("3", 3, 12)
    await reopen_measure(scene.request, SECRETARY, SECOND, "群众反映仍有堆放")
    async with scene.request.look() as ledger:
        (closing,) = await ledger.closings.find(CLOSINGS_OF, "u1/A/3")
    assert closing.reopened
    assert (await scene.verbs())[-1] == "reopen_finding"


async def test_reopening_is_for_office_and_secretary_with_a_reason(scene: Scene) -> None:
    """A leader cannot reopen; the office needs a reason; what is open cannot be opened."""
    await close(scene)
    with pytest.raises(NotAllowed):
        await reopen_measure(scene.request, LEADER, FIRST, "有反弹")
    with pytest.raises(Unreadable):
        await reopen_measure(scene.request, OFFICE, FIRST, "")
    await reopen_measure(scene.request, OFFICE, FIRST, "有反弹")
    with pytest.raises(WrongStage):
        await reopen_measure(scene.request, OFFICE, FIRST, "有反弹")
    async with scene.request.look() as ledger:
        planned = await ledger.rechecks.find(RECHECKS_OF, FIRST)
    assert {one.state for one in planned} == {RecheckState.DROPPED}


async def test_measure_turned_standing_keeps_its_first_deadline(scene: Scene) -> None:
    """转入长期坚持 needs the office and a reason; the first deadline is kept, no day counts any more."""
    with pytest.raises(NotAllowed):
        await make_standing(scene.request, OWNER, FIRST, "需长期巡查")
    made = await make_standing(scene.request, OFFICE, FIRST, "需长期巡查")
    standing = only(made)
    assert (standing.stage, standing.due, standing.deadline.first) == (Stage.STANDING, None, dt.date(2026, 4, 30))


async def test_sample_is_the_same_for_everybody_and_drawn_once(scene: Scene) -> None:
    """The month's sample depends on unit and month alone, and a second tick draws nothing."""
    await scene.set(recheck_days=(), recheck_sample=1)
    await close(scene)
    await close(scene, SECOND)
    scene.at = dt.datetime(2026, 4, 1, 2, tzinfo=dt.UTC)
    assert await remind_of_rechecks(scene.request, "u1") == 1
    assert await remind_of_rechecks(scene.request, "u1") == 0
    (entry,) = [entry for entry in await scene.journal() if entry.verb == "draw_sample"]
    assert (entry.after["month"], entry.after["of"], len(entry.after["measures"])) == ("2026-04", 2, 1)


async def test_look_back_that_holds_is_recorded(scene: Scene) -> None:
    """无反弹 by one tap; the second tap is told who was first; an owner may not look back at his own work."""
    await scene.set(recheck_days=(30,), recheck_sample=0)
    await close(scene)
    id_ = f"{FIRST}/k1"
    with pytest.raises(NotAllowed):
        await answer_recheck(scene.request, OWNER, id_, holds=True)
    await answer_recheck(scene.request, OFFICE, id_, holds=True)
    with pytest.raises(Overtaken) as refused:
        await answer_recheck(scene.request, CLERK, id_, holds=False, words="有反弹")
    assert refused.value.facts["who"] == OFFICE.name
    assert (await scene.measure()).stage is Stage.CLOSED


async def test_story_is_told_in_sentences(scene: Scene) -> None:
    """/history tells each entry with its time, oldest first, and every verb of the chain has its own sentence."""
    await scene.set(recheck_days=(30,))
    await close(scene)
    story = await history(scene.request, OBSERVER, FIRST)
    told = [str(sentence(scene.request.wording, story, entry)) for entry in story.entries]
    assert told == [
        "祁川报完成、申请销号：“已全部完成”，已报完成·待审核",
        "段汀审核销号通过，已报完成·待核验",
        "柏榆核验销号通过，已报完成·待审定",
        "郭岱审定销号通过，已销号",
        "安排回头看：2026-04-01（周三）",
    ]
    body = story_body(scene.request.wording, story)
    assert "2026-03-02 10:00 祁川报完成" in body.text
