"""How long the files of proofs are kept: no longer than the office wants, and never too short."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.word.slip import closing_slip as slip_paper
from bot.domain.core.store_error import StoreError
from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.evidence.requirement import kept_until
from bot.domain.plan.measure import Stage
from bot.domain.units.unit import Unit
from bot.messages.history.view import story_body
from bot.services.closing.steps import agree
from bot.services.core.ledger import EVIDENCE_OF
from bot.services.evidence import retention
from bot.services.evidence.cards import evidence_list
from bot.services.evidence.damaged import damaged_evidence
from bot.services.evidence.retention import clear, expire
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.history.story import history
from bot.services.history.verification import verify
from bot.services.progress.report import report_progress
from tests.services.acts import reopen_measure
from tests.services.scene import FIRST, LEADER, MATE, OFFICE, OWNER, SECOND, SECRETARY, Scene, done

PHOTO = Upload(content=b"cleared river", kind=EvidenceKind.PHOTO, name="a.jpg", caption="北段")


async def close_with_proof(scene: Scene, content: bytes = PHOTO.content) -> Evidence:
    """Close the first measure with a proof."""
    kept = await keep_evidence(scene.request, OWNER, replace(PHOTO, content=content), FIRST)
    await report_progress(scene.request, OWNER, [done()])
    for person in (LEADER, OFFICE, SECRETARY):
        await agree(scene.request, person, FIRST)
    return kept.evidence


async def proofs_of(scene: Scene, measure: str = FIRST) -> list[Evidence]:
    """The records of a measure's proofs."""
    async with scene.request.look() as ledger:
        return await ledger.evidence.find(EVIDENCE_OF, measure)


async def rounds(scene: Scene, count: int = 3) -> int:
    """Some rounds of the clock: how many proofs were marked or cleared."""
    return sum([await expire(scene.request, "u1") + await clear(scene.request) for _ in range(count)])


async def test_file_goes_when_its_time_is_over_and_its_record_stays(scene: Scene) -> None:
    """Marked with hash, name and size, then cleared; nobody calls it damaged, everybody is told why it is gone."""
    await scene.set(evidence_months=6)
    proof = await close_with_proof(scene)
    scene.at = dt.datetime(2026, 9, 2, 4, tzinfo=dt.UTC)
    assert await rounds(scene) == 0
    scene.pass_by(days=1)
    assert await expire(scene.request, "u1") == 1
    assert await scene.request.blobs.fetch(proof.digest) == PHOTO.content
    assert await rounds(scene) == 1
    assert await scene.request.blobs.fetch(proof.digest) is None
    (kept,) = await proofs_of(scene)
    assert kept == replace(proof, expired=kept.expired, cleared=True)
    entry = next(entry for entry in await scene.journal() if entry.verb == "expire_evidence")
    assert entry.by == "clock"
    assert entry.after == {
        "evidence": proof.id,
        "kind": "photo",
        "name": "a.jpg",
        "digest": proof.digest,
        "size": len(PHOTO.content),
    }
    assert await damaged_evidence(scene.request, "u1") == ()
    assert (
        "1. 照片 a.jpg（祁川 2026-03-02（周一））已按保存期限清理，记录保留。"
        in (await evidence_list(scene.request, OFFICE, FIRST)).text
    )
    paper = slip_paper((await scene.slips(FIRST))[-1])
    assert "照片a.jpg（北段，祁川，2026年3月2日，原件已按保存期限清理）" in paper.text
    story = story_body(scene.request.wording, await history(scene.request, OFFICE, FIRST))
    assert "佐证按保存期限清理：照片 a.jpg，记录保留" in story.text
    assert all(proof.holds for proof in await verify(scene.request))


async def test_without_the_setting_everything_is_kept(scene: Scene) -> None:
    """By default no file ever goes."""
    proof = await close_with_proof(scene)
    scene.pass_by(days=4000)
    assert await rounds(scene) == 0
    assert await scene.request.blobs.fetch(proof.digest) == PHOTO.content


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.CLOSED}))
async def test_nothing_goes_of_a_measure_that_is_not_closed(scene: Scene, stage: Stage) -> None:
    """Open, waiting, standing or cancelled: however old its proofs are, they stay."""
    await scene.set(evidence_months=1)
    await close_with_proof(scene)
    await scene.change(FIRST, stage=stage)
    scene.pass_by(days=900)
    assert await rounds(scene) == 0


async def test_reopened_measure_keeps_what_it_has(scene: Scene) -> None:
    """The months count from the last closing, and stop with a reopening."""
    await scene.set(evidence_months=1)
    proof = await close_with_proof(scene)
    scene.pass_by(days=20)
    await reopen_measure(scene.request, OFFICE, FIRST, "有反弹")
    scene.pass_by(days=400)
    assert await rounds(scene) == 0
    await close_with_proof(scene, b"cleared again")
    scene.pass_by(days=20)
    assert await rounds(scene) == 0
    assert await scene.request.blobs.fetch(proof.digest) == PHOTO.content
    scene.pass_by(days=20)
    assert await rounds(scene) == 4


@pytest.mark.parametrize("where", ["another measure", "the same measure later", "another unit"])
async def test_content_that_somebody_still_wants_stays(scene: Scene, where: str) -> None:
    """The same file for another measure, sent again between marking and clearing, or by another unit."""
    await scene.set(evidence_months=1)
    proof = await close_with_proof(scene)
    if where == "another measure":
        await keep_evidence(scene.request, MATE, PHOTO, SECOND)
    if where == "another unit":
        async with scene.store.open() as ledger:
            await ledger.units.put(Unit(id="u2", name="另一单位"))
            await ledger.evidence.put(replace(proof, id="u2/p1/e1", unit="u2", measure="u2/A/1-1"))
    scene.pass_by(days=40)
    assert await expire(scene.request, "u1") == 1
    if where == "the same measure later":
        await keep_evidence(scene.request, OFFICE, PHOTO, FIRST)
    assert await clear(scene.request) == 1
    assert (await proofs_of(scene))[0].cleared
    assert await scene.request.blobs.fetch(proof.digest) == PHOTO.content


async def test_measure_may_have_its_own_time(scene: Scene) -> None:
    """What is set for one measure goes before what the unit wants."""
    await scene.set(evidence_months=1)
    await close_with_proof(scene)
    await scene.change(FIRST, policy={"evidence_months": 0})
    scene.pass_by(days=400)
    assert await rounds(scene) == 0


async def test_one_round_takes_only_so_many(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is cleared in several rounds of the same day."""
    monkeypatch.setattr(retention, "AT_A_TIME", 3)
    await scene.set(evidence_months=1)
    for number in range(7):
        await keep_evidence(scene.request, OWNER, Upload(content=b"%d" % number, kind=EvidenceKind.PHOTO), FIRST)
    await close_with_proof(scene)
    scene.pass_by(days=40)
    assert [await rounds(scene, 1) for _ in range(4)] == [6, 6, 4, 0]
    assert all(proof.cleared for proof in await proofs_of(scene))


async def test_disk_that_refuses_is_asked_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be removed stays on the list, with its record untouched."""
    await scene.set(evidence_months=1)
    proof = await close_with_proof(scene)
    scene.pass_by(days=40)
    await expire(scene.request, "u1")
    place = scene.folder / "evidence" / proof.digest[:2] / proof.digest[2:4]
    moved = place.rename(place.with_name("away"))
    (place / proof.digest / "in the way").mkdir(parents=True)
    with pytest.raises(StoreError):
        await clear(scene.request)
    assert not (await proofs_of(scene))[0].cleared
    (place / proof.digest / "in the way").rmdir()
    (place / proof.digest).rmdir()
    place.rmdir()
    moved.rename(place)
    assert await rounds(scene) == 1
    assert not (place / proof.digest).exists()


@given(closed=st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)), months=st.integers(1, 120))
def test_files_are_kept_for_the_whole_time(closed: dt.date, months: int) -> None:
    """Never less than the months that were set, and at most the month's last day more."""
    last = kept_until(closed, months)
    assert (last.year - closed.year) * 12 + last.month - closed.month == months
    assert last.day == closed.day or (last.day < closed.day and (last + dt.timedelta(1)).day == 1)
