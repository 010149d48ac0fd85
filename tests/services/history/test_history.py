"""The story of a measure, and the chain that shows every place where somebody polished it."""

from dataclasses import replace

import pytest

from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.messages.history.view import story_body
from bot.messages.wording import load_wording
from bot.services.evidence.damaged import damaged_evidence
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.history.story import history
from bot.services.history.verification import export_journal, verified, verify, verify_export
from bot.services.progress.report import report_progress
from tests.services.scene import FIRST, OBSERVER, OWNER, Scene, says


async def written(scene: Scene, count: int = 6) -> list[Entry]:
    """A journal of some entries."""
    for number in range(count):
        await report_progress(scene.request, OWNER, [says(f"第{number}步", percent=number * 10)])
        scene.pass_by(hours=1)
    return await scene.journal()


async def test_altered_entry_is_found_with_its_place(scene: Scene) -> None:
    """One word changed in the fourth entry, in the ledger itself: the check names the fourth."""
    entries = await written(scene)
    async with scene.store.open() as ledger:
        await ledger.journal.put(replace(entries[3], words="已全部完成"))
    (found,) = await verify(scene.request)
    assert (found.holds, found.count, found.breaks) == (False, 6, ((4, "altered"),))


async def test_removed_entry_is_found_with_its_place(scene: Scene) -> None:
    """An entry taken out of the ledger leaves a gap before the next; a cut at the end shows against the last link."""
    entries = await written(scene)
    async with scene.store.open() as ledger:
        await ledger.journal.drop(entries[2].id)
    (found,) = await verify(scene.request)
    assert found.breaks == ((4, "missing"),)
    async with scene.store.open() as ledger:
        await ledger.journal.put(entries[2])
        await ledger.journal.drop(entries[5].id)
    (found,) = await verify(scene.request)
    assert found.breaks == ((6, "cut off"),)


@pytest.mark.parametrize("place", range(1, 6))
async def test_inserted_entry_is_found_wherever_it_stands(scene: Scene, place: int) -> None:
    """An entry forged with a right digest of its own still does not fit between its neighbours."""
    entries = await written(scene)
    forged = replace(entries[place], words="已核验")
    forged = replace(forged, digest=forged.computed())
    async with scene.request.look() as ledger:
        head = await ledger.heads.get("u1")
    inserted = verified("u1", [*entries[:place], forged, *entries[place:]], head)
    assert not inserted.holds
    assert inserted.breaks[0][0] == place + 1
    assert not verified("u1", [*entries[:place], forged, *entries[place + 1 :]], head).holds


async def test_export_is_checked_without_the_ledger(scene: Scene) -> None:
    """The exported file proves itself; one altered or broken line is named by its number."""
    await written(scene)
    content = await export_journal(scene.request, "u1")
    assert verify_export(content).holds
    assert verify_export(content).count == 6
    altered = content.replace("第2步".encode(), "第9步".encode())
    assert verify_export(altered).breaks == ((3, "altered"),)
    lines = content.splitlines(keepends=True)
    broken = b"".join([*lines[:2], b"{\n", *lines[3:]])
    assert (2, "unreadable") in verify_export(broken).breaks


async def test_empty_journal_holds(scene: Scene) -> None:
    """A unit in which nothing happened has nothing wrong."""
    (found,) = await verify(scene.request)
    assert (found.holds, found.count) == (True, 0)
    assert verify_export(await export_journal(scene.request, "u1")).holds


async def test_confidential_story_shows_no_words(scene: Scene) -> None:
    """Where messages carry numbers only, the story tells who did what when, and quotes nobody."""
    await scene.set(confidential=True)
    await written(scene, 1)
    body = story_body(scene.request.wording, await history(scene.request, OBSERVER, FIRST))
    assert "祁川报进展" in body.text
    assert "第0步" not in body.text
    assert "清理河道" not in body.text


async def test_damaged_proofs_are_listed(scene: Scene) -> None:
    """A proof whose file is gone is found by the check."""
    kept = await keep_evidence(scene.request, OWNER, Upload(content=b"1", kind=EvidenceKind.PHOTO), FIRST)
    await keep_evidence(scene.request, OWNER, Upload(content=b"2", kind=EvidenceKind.PHOTO), FIRST)
    digest = kept.evidence.digest
    (scene.folder / "evidence" / digest[:2] / digest[2:4] / digest).unlink()
    assert [one.id for one in await damaged_evidence(scene.request, "u1")] == [kept.evidence.id]


def test_every_verb_has_its_sentence() -> None:
    """No entry of ours is told by its English word."""
    wording = load_wording()
    several = {Verb.REPORT: "report_done", Verb.RECHECK: "recheck_holds"}
    for verb in Verb:
        assert f"history.{several.get(verb, verb)}" in wording, verb
