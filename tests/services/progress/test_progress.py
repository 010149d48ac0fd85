"""What owners report, and how it is taken back."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, TooLate, WrongStage
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.outbox.message import MessageState
from bot.domain.people.person import Absence, Person, Role
from bot.domain.plan.measure import Stage
from bot.domain.progress.report_result import Result
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
from bot.services.closing.steps import agree
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.progress.report import report_progress
from bot.services.progress.undo import amend, undo
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


async def test_report_of_progress_starts_the_measure(scene: Scene) -> None:
    """A first word with a percentage makes the measure under way, and the journal says by whom."""
    (outcome,) = await report_progress(scene.request, OWNER, [says("完成六成", percent=60)], "105:7")
    kept = await scene.measure()
    assert (outcome.result, kept.stage, kept.percent) == (Result.RECORDED, Stage.UNDER_WAY, 60)
    assert kept.reporters == (OWNER.id,)
    assert await scene.verbs() == ["report"]
    assert await scene.chain_holds()


async def test_done_is_handed_in_and_never_closed(scene: Scene) -> None:
    """已完成 brings a card to the responsible leader; the measure waits."""
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    kept = await scene.measure()
    assert (outcome.result, kept.stage, kept.submitted_by) == (Result.SUBMITTED, Stage.REVIEW, OWNER.id)
    assert outcome.told == (LEADER.name,)
    assert [m.facts["stage"] for m in await scene.messages(LEADER, "review")] == ["review"]


async def test_done_without_proof_is_no_submission(scene: Scene) -> None:
    """Where two photos are asked for, 已完成 is 100 percent with a request, and becomes a submission with them."""
    await scene.set(photos=2)
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    assert (outcome.result, outcome.lack and outcome.lack.photos) == (Result.LACKS_EVIDENCE, 2)
    kept = await scene.measure()
    assert (kept.stage, kept.percent) == (Stage.UNDER_WAY, 100)
    for number in range(2):
        await keep_evidence(scene.request, OWNER, Upload(content=b"%d" % number, kind=EvidenceKind.PHOTO), FIRST)
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    assert outcome.result is Result.SUBMITTED


async def test_step_of_the_reporter_is_passed_to_the_next(scene: Scene) -> None:
    """Where the only responsible leader is the owner, the office takes the step, and the journal says so."""
    await scene.change(FIRST, owners=(LEADER.id,))
    (outcome,) = await report_progress(scene.request, LEADER, [done()])
    assert outcome.skipped == (Role.LEADER,)
    assert (await scene.measure()).stage is Stage.VERIFY
    assert await scene.verbs() == ["submit", "skip"]


async def test_submission_without_anybody_independent_goes_to_the_office(scene: Scene) -> None:
    """Nobody stands above a secretary who owns the measure: recorded, not handed in, and the office is told."""
    await scene.change(FIRST, owners=(SECRETARY.id,))
    (outcome,) = await report_progress(scene.request, SECRETARY, [done()])
    assert outcome.result is Result.NOBODY_TO_CHECK
    assert (await scene.measure()).stage is Stage.UNDER_WAY
    assert await scene.told(OFFICE) == ["closing.nobody"]


async def test_unbound_checker_is_the_offices_business(scene: Scene) -> None:
    """A submission that reaches nobody's phone is told to the office at once."""
    await scene.change_person(LEADER, chat=None)
    await report_progress(scene.request, OWNER, [done()])
    assert await scene.told(OFFICE) == ["closing.unreachable"]


@pytest.mark.parametrize("person", [LEADER, OFFICE, SECRETARY])
async def test_others_may_only_add_a_note(scene: Scene, person: Person) -> None:
    """A leader's 已完成 is a note: stage and percentage stay, the owner hears of it, and that nothing moved."""
    (outcome,) = await report_progress(scene.request, person, [done()])
    kept = await scene.measure()
    assert (outcome.result, kept.stage, kept.percent, kept.reporters) == (Result.NOTED, Stage.NOT_STARTED, None, ())
    assert await scene.told(OWNER) == ["progress.noted_told_more"]


async def test_supporting_body_may_only_comment(scene: Scene) -> None:
    """A supporting body's word is kept as a comment."""
    (outcome,) = await report_progress(scene.request, SUPPORT, [done()])
    assert (outcome.result, (await scene.measure()).stage) == (Result.COMMENTED, Stage.NOT_STARTED)


@pytest.mark.parametrize("person", [MATE, OBSERVER])
async def test_strangers_to_a_measure_are_refused(scene: Scene, person: Person) -> None:
    """Another's owner and an observer cannot report, and nothing is written."""
    with pytest.raises(NotAllowed):
        await report_progress(scene.request, person, [says("完成")])
    assert await scene.verbs() == []


async def test_delegate_reports_for_the_absent(scene: Scene) -> None:
    """While the owner is away his delegate reports, and then neither of them may verify."""
    away = Absence(dt.date(2026, 3, 1), dt.date(2026, 3, 5), CLERK.id)
    await scene.change_person(OWNER, absences=(away,))
    await report_progress(scene.request, CLERK, [done()])
    assert (await scene.measure()).reporters == (CLERK.id, OWNER.id)
    await agree(scene.request, LEADER, FIRST)
    assert not await scene.messages(CLERK, "review")
    assert await scene.messages(OFFICE, "review")


async def test_one_refused_of_several_leaves_the_others(scene: Scene) -> None:
    """Of two measures in one message the foreign one is refused in words, the own one recorded."""
    own, foreign = await report_progress(scene.request, OWNER, [says("推进中"), says("推进中", measure_id=SECOND)])
    assert (own.result, foreign.result) == (Result.RECORDED, Result.REFUSED)
    assert isinstance(foreign.refusal, NotAllowed)


async def test_closed_measure_takes_no_report(scene: Scene) -> None:
    """A word on a closed measure is refused."""
    await scene.change(FIRST, stage=Stage.CLOSED)
    with pytest.raises(WrongStage):
        await report_progress(scene.request, OWNER, [says("又做了一遍")])


async def test_words_on_what_waits_are_kept_and_change_nothing(scene: Scene) -> None:
    """Once handed in, further words are recorded; they neither move the measure nor hand it in again."""
    await report_progress(scene.request, OWNER, [done()])
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    kept = await scene.measure()
    assert (outcome.result, kept.stage, kept.submissions) == (Result.WAITS_ALREADY, Stage.REVIEW, 1)


async def test_standing_measure_is_reported_on_for_good(scene: Scene) -> None:
    """A report on a standing measure is heard and leaves it standing."""
    await scene.change(STANDING, stage=Stage.STANDING)
    (outcome,) = await report_progress(scene.request, OWNER, [says("本季度巡河三次", measure_id=STANDING)])
    assert (outcome.result, (await scene.measure(STANDING)).stage) == (Result.STANDS, Stage.STANDING)


async def test_difficulty_reaches_leader_and_office(scene: Scene) -> None:
    """A difficulty is told to the leader and the whole office, a question to the office alone."""
    await report_progress(scene.request, OWNER, [says("资金没有到位", Intent.BLOCKED)])
    await report_progress(scene.request, OWNER, [says("要不要公示？", Intent.QUERY)])
    assert await scene.told(LEADER) == ["progress.blocked_told"]
    assert await scene.told(OFFICE) == await scene.told(CLERK) == ["progress.blocked_told", "progress.query_told"]


async def test_undo_makes_the_measure_what_it_was(scene: Scene) -> None:
    """Within ten minutes a word is taken back: the measure is as before, the word stays, marked."""
    before = await scene.measure()
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    assert outcome.progress
    scene.pass_by(minutes=10)
    gone, restored = await undo(scene.request, OWNER, outcome.progress.id)
    assert restored.state == before.state
    assert not gone.stands
    assert await scene.verbs() == ["submit", "undo"]
    assert [m.state for m in await scene.messages(LEADER)] == [MessageState.SUPERSEDED]
    with pytest.raises(NoChange):
        await undo(scene.request, OWNER, outcome.progress.id)
    assert await scene.chain_holds()


async def test_undo_of_an_earlier_word_keeps_the_later(scene: Scene) -> None:
    """The percentage of a later word stays when an earlier one is taken back, in whatever order."""
    (first,) = await report_progress(scene.request, OWNER, [says("三成", percent=30)])
    (second,) = await report_progress(scene.request, OWNER, [says("现场已看")])
    (third,) = await report_progress(scene.request, OWNER, [says("七成", percent=70)])
    assert first.progress
    assert second.progress
    assert third.progress
    await undo(scene.request, OWNER, first.progress.id)
    assert (await scene.measure()).percent == 70
    await undo(scene.request, OWNER, third.progress.id)
    kept = await scene.measure()
    assert (kept.percent, kept.stage) == (None, Stage.UNDER_WAY)
    await undo(scene.request, OWNER, second.progress.id)
    assert (await scene.measure()).stage is Stage.NOT_STARTED


async def test_undo_is_refused_when_late_or_anothers_or_acted_upon(scene: Scene) -> None:
    """After ten minutes, by somebody else, or after the leader agreed, a word cannot be taken back."""
    (outcome,) = await report_progress(scene.request, OWNER, [done()])
    assert outcome.progress
    with pytest.raises(NotAllowed):
        await undo(scene.request, MATE, outcome.progress.id)
    await agree(scene.request, LEADER, FIRST)
    with pytest.raises(WrongStage):
        await undo(scene.request, OWNER, outcome.progress.id)
    scene.pass_by(minutes=10, seconds=1)
    with pytest.raises(TooLate):
        await undo(scene.request, OWNER, outcome.progress.id)


async def test_who_read_a_withdrawn_word_is_told(scene: Scene) -> None:
    """Where the leader has already been told of a difficulty, he is told that it was taken back."""
    (outcome,) = await report_progress(scene.request, OWNER, [says("缺人手", Intent.BLOCKED)])
    assert outcome.progress
    (message,) = await scene.messages(LEADER)
    async with scene.store.open() as ledger:
        await ledger.outbox.put(replace(message, state=MessageState.SENT))
    await undo(scene.request, OWNER, outcome.progress.id)
    assert await scene.told(LEADER) == ["progress.blocked_told", "progress.undone_told"]


async def test_edited_message_replaces_what_it_said(scene: Scene) -> None:
    """An edit from 60 to 80 percent, and to another measure, leaves the old word marked as replaced."""
    await report_progress(scene.request, OWNER, [says("六成", percent=60)], "105:7")
    (outcome,) = await amend(scene.request, OWNER, "105:7", [says("八成", percent=80)])
    assert outcome.progress
    assert (await scene.measure()).percent == 80
    async with scene.request.look() as ledger:
        old = await ledger.progress.get(f"{FIRST}/p1")
    assert old
    assert (old.stands, old.replaced_by) == (False, outcome.progress.id)
    with pytest.raises(NotFound):
        await amend(scene.request, OWNER, "105:8", [says("九成", percent=90)])


async def test_refused_edit_leaves_the_old_word(scene: Scene) -> None:
    """Where the new words are about another's measure, the old ones stand as they were."""
    await report_progress(scene.request, OWNER, [says("六成", percent=60)], "105:7")
    with pytest.raises(NotAllowed):
        await amend(scene.request, OWNER, "105:7", [says("八成", measure_id=SECOND)])
    assert (await scene.measure()).percent == 60
    assert await scene.verbs() == ["report"]


async def test_small_office_may_merge_steps(scene: Scene) -> None:
    """Where only the office checks, a submission goes straight to it and closes there."""
    await scene.set(steps=(Role.OFFICE,))
    await report_progress(scene.request, OWNER, [done()])
    assert (await scene.measure()).stage is Stage.VERIFY
    assert (await agree(scene.request, OFFICE, FIRST)).measure.stage is Stage.CLOSED
    assert Policy().steps == (Role.LEADER, Role.OFFICE, Role.SECRETARY)
