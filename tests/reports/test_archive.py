"""The archive of a round holds what was done in it beside the measures: minutes, visits, voices, filed papers."""

import io
from dataclasses import replace
from zipfile import ZipFile

import docx

from bot.domain.plan.measure import Stage
from bot.domain.reporting.release import Release, Released, ReleaseState
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.services.core.ledger import MEASURES_OF_PLAN
from bot.services.core.request import RequestContext
from bot.services.reporting.documents import make_documents
from tests.reports.round import NOW, PLAN, TODAY
from tests.reports.test_acts import meeting, visit

ALWAYS = {"催办登记表", "批示登记表", "函件登记表", "销号登记表", "整改台账"}
OTHER = "u1/B"  # another round


async def filed(context: RequestContext, words: str) -> dict[str, bytes]:
    """The files of the archive."""
    ((_, content),) = await make_documents(context, "archive", "u1", words)
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_the_archive_holds_minutes_visits_voices_and_what_went_out(context: RequestContext) -> None:
    """Each as the office printed it; a paper whose file is lost is listed, and one still under way is none."""
    final = await context.blobs.keep(b"filed")
    release = Release(
        id="u1/r1",
        unit="u1",
        plan=PLAN.id,
        kind=Released.NOTICE,
        year=2025,
        number=1,
        by="u1/p4",
        at=NOW,
        text=(),
        state=ReleaseState.APPROVED,
        final=final,
    )
    voice = Assignment(
        id="u1/A/2/o1",
        unit="u1",
        kind=AssignmentKind.VOICE,
        subject="u1/A/2",
        measures=(),
        words="堤上堆土扬尘",
        by="u1/p4",
        at=NOW,
        to=("u1/p6",),
        answer_by=TODAY,
        about="call",
    )
    async with context.store.open() as ledger:
        for measure in await ledger.measures.find(MEASURES_OF_PLAN, PLAN.id):
            await ledger.measures.put(replace(measure, stage=Stage.CLOSED))
        await ledger.meetings.put(meeting(0, TODAY, ()))
        await ledger.visits.put(visit(0, TODAY, ()))
        await ledger.assignments.put(voice)
        await ledger.releases.put(release)
        await ledger.releases.put(replace(release, id="u1/r2", number=2, final="0" * 64))
        await ledger.releases.put(replace(release, id="u1/r3", number=3, state=ReleaseState.ASKED))
    files = await filed(context, "")
    registers = {name.partition("2025")[0].removesuffix(".xlsx") for name in files if name.endswith(".xlsx")}
    assert registers == {*ALWAYS, "会议登记表", "督办登记表", "群众意见表"}
    (minutes,) = (content for name, content in files.items() if name.startswith("会议纪要/"))
    told = [paragraph.text for paragraph in docx.Document(io.BytesIO(minutes)).paragraphs]
    assert "出席：（由整改办填写）。" in told  # nobody noted who was there
    assert sum(name.startswith("督办记录/") for name in files) == 1
    assert files["定稿/整改进展情况通报（社会公开稿2025年第1稿）定稿.docx"] == b"filed"
    assert sum(name.startswith("定稿/") for name in files) == 1
    assert "社会公开稿2025年第2稿" in files["缺失的佐证.txt"].decode("utf-8-sig")


async def test_the_archive_of_a_round_holds_nothing_of_another(context: RequestContext) -> None:
    """A meeting and a visit on the other round, and its papers, stand in neither the files nor the registers."""
    theirs = visit(1, TODAY, ())
    async with context.store.open() as ledger:
        await ledger.plans.put(replace(PLAN, id=OTHER, letter="B", team="市委第一巡察组"))
        for measure in await ledger.measures.find(MEASURES_OF_PLAN, PLAN.id):
            await ledger.measures.put(replace(measure, stage=Stage.CLOSED))
        await ledger.meetings.put(meeting(0, TODAY, (f"{OTHER}/1-1/m0",)))
        await ledger.visits.put(replace(theirs, measures=(f"{OTHER}/1-1",)))
    files = await filed(context, "第一轮")
    registers = {name.partition("2025")[0].partition("（")[0] for name in files if name.endswith(".xlsx")}
    assert {one.removesuffix(".xlsx") for one in registers} == ALWAYS
    assert not [name for name in files if name.startswith(("会议纪要/", "督办记录/", "定稿/"))]
