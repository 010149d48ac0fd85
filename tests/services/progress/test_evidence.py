"""Proofs: kept under their hash, named harmlessly, counted, withdrawn but never forgotten."""

import hashlib
from dataclasses import replace

import pytest

from bot.domain.core.filename import file_name
from bot.domain.core.refusal import NotAllowed, NotFound, TooLarge, TooManyLoose, Unreadable, WrongStage
from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.evidence.requirement import lacking
from bot.domain.settings.policy import Policy
from bot.messages.core.refusal import why_not
from bot.services.core import quota
from bot.services.evidence.cards import evidence_list
from bot.services.evidence.undo import undo_evidence
from bot.services.evidence.upload import Upload, assign_evidence, keep_evidence
from bot.services.progress.report import report_progress
from tests.services.scene import FIRST, MATE, OFFICE, OWNER, START, Scene, done

PHOTO = Upload(content=b"picture", kind=EvidenceKind.PHOTO, name="a.jpg", caption="北段", file="file", message="105:9")


async def test_proof_is_kept_under_its_hash_with_sender_and_name(scene: Scene) -> None:
    """The content lies outside the ledger, which knows its hash, size, sender, time and name; the first one warns."""
    kept = await keep_evidence(scene.request, OWNER, PHOTO, FIRST)
    assert kept.first
    assert kept.evidence.digest == hashlib.sha256(b"picture").hexdigest()
    assert (kept.evidence.size, kept.evidence.by, kept.evidence.at) == (7, OWNER.id, START)
    assert await scene.request.blobs.fetch(kept.evidence.digest) == b"picture"
    again = await keep_evidence(scene.request, OWNER, PHOTO, FIRST)
    assert (again.first, again.again) == (False, True)


async def test_refused_proof_leaves_nothing_on_disk(scene: Scene) -> None:
    """A stranger's, an empty or an oversize file is refused before anything is written."""
    await scene.set(evidence_mb=1)
    for person, content, refusal in (
        (MATE, b"1", NotAllowed),
        (OWNER, b"", Unreadable),
        (OWNER, bytes(1 + (1 << 20)), TooLarge),
    ):
        with pytest.raises(refusal):
            await keep_evidence(
                scene.request, person, Upload(content=content, kind=EvidenceKind.FILE, name="a.pdf"), FIRST
            )
    assert not (scene.folder / "evidence").exists()


async def test_proof_may_wait_for_its_measure(scene: Scene) -> None:
    """An album without a number is kept, and goes to the measure that its sender chooses."""
    await keep_evidence(scene.request, OWNER, PHOTO)
    await keep_evidence(scene.request, OWNER, Upload(content=b"second", kind=EvidenceKind.PHOTO, message="105:9"))
    with pytest.raises(NotFound):
        await assign_evidence(scene.request, MATE, "105:9", f"{FIRST[:-1]}2")
    kept = await assign_evidence(scene.request, OWNER, "105:9", FIRST)
    assert [one.evidence.measure for one in kept] == [FIRST, FIRST]
    with pytest.raises(NotFound):
        await assign_evidence(scene.request, OWNER, "105:9", FIRST)


async def test_what_belongs_to_no_measure_has_a_quota_by_default(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one person in a day: by count and by size; what is assigned, withdrawn or old counts no more."""
    monkeypatch.setattr(quota, "LOOSE_FILES", 2)
    for n in range(2):
        await keep_evidence(scene.request, OWNER, replace(PHOTO, content=b"%d" % n))
    with pytest.raises(TooManyLoose) as refused:
        await keep_evidence(scene.request, OWNER, replace(PHOTO, content=b"third"))
    said = str(why_not(scene.request.wording, refused.value))
    assert "还没有说明属于哪条措施的文件已有 2 份、0.0 MB，至多留 2 份、200 MB，这一份没有保存" in said
    await keep_evidence(scene.request, OWNER, replace(PHOTO, content=b"named"), FIRST)
    await keep_evidence(scene.request, MATE, replace(PHOTO, content=b"mate"))
    await assign_evidence(scene.request, OWNER, PHOTO.message, FIRST)
    await keep_evidence(scene.request, OWNER, replace(PHOTO, content=b"third"))
    monkeypatch.setattr(quota, "LOOSE_MB", 1)
    large = replace(PHOTO, content=bytes(1 << 20))
    with pytest.raises(TooManyLoose):
        await keep_evidence(scene.request, OWNER, large)
    scene.pass_by(days=1, seconds=1)
    await keep_evidence(scene.request, OWNER, large)
    assert await scene.proves_itself()


async def test_withdrawn_proof_stays_in_the_history(scene: Scene) -> None:
    """Its sender may withdraw it while he works on the measure; once handed in only the office may."""
    kept = await keep_evidence(scene.request, OWNER, PHOTO, FIRST)
    second = await keep_evidence(scene.request, OWNER, PHOTO, FIRST)
    gone = await undo_evidence(scene.request, OWNER, kept.evidence.id)
    assert not gone.stands
    await report_progress(scene.request, OWNER, [done()])
    with pytest.raises(WrongStage):
        await undo_evidence(scene.request, OWNER, second.evidence.id)
    with pytest.raises(NotAllowed):
        await undo_evidence(scene.request, MATE, second.evidence.id)
    await undo_evidence(scene.request, OFFICE, second.evidence.id)
    assert (await scene.verbs()).count("withdraw_evidence") == 2


async def test_missing_file_is_said(scene: Scene) -> None:
    """A proof whose file was altered on disk is named as such, not shown."""
    kept = await keep_evidence(scene.request, OWNER, PHOTO, FIRST)
    digest = kept.evidence.digest
    (scene.folder / "evidence" / digest[:2] / digest[2:4] / digest).write_bytes(b"retouched")
    body = await evidence_list(scene.request, OFFICE, FIRST)
    assert "缺失或已被改动" in body.text
    assert body.attachments == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\现场.jpg", "现场.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("<b>\x00图?.png", "b图.png"),
        ("...", "照片"),
        ("", "照片"),
        ("con.JPG", "照片-con.JPG"),
        ("LPT1", "照片-LPT1"),
        ("长" * 200 + ".docx", "长" * 75 + ".docx"),
    ],
)
def test_names_are_made_harmless(name: str, shown: str) -> None:
    """No path, no hidden turn of direction, no control character, no endless name."""
    assert file_name(name, "照片") == shown


def test_photo_sent_as_a_file_counts_as_a_photo() -> None:
    """Two photos are two photos however they were sent; a withdrawn one is none; a film is a proof of either sort."""
    policy = Policy(photos=2, files=1, evidence=4)

    def proof(kind: EvidenceKind, name: str, *, stands: bool = True, digest: str = "") -> Evidence:
        return Evidence(
            id="e",
            unit="u1",
            measure=FIRST,
            by=OWNER.id,
            at=START,
            kind=kind,
            name=name,
            digest=digest or name,
            size=1,
            stands=stands,
        )

    kept = [
        proof(EvidenceKind.PHOTO, "a.jpg"),
        proof(EvidenceKind.FILE, "b.JPG"),
        proof(EvidenceKind.FILE, "c.pdf", stands=False),
        proof(EvidenceKind.VIDEO, "d.mp4"),
        proof(EvidenceKind.VIDEO, "again.mp4", digest="d.mp4"),
    ]
    lack = lacking(policy, kept)
    assert (lack.photos, lack.files, lack.either) == (0, 1, 1)
