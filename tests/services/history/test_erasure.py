"""An erasure on both stores: two people, one transaction, and both chains prove themselves afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.domain.core.refusal import NoChange, NotAllowed
from bot.domain.people.person import Person
from bot.domain.people.proposal import Act
from bot.services.core.proposals import Proposed
from bot.services.history.verification import verify
from bot.services.pending.acts import WantedAct, do_act, show_act
from bot.services.pending.proposals import decide
from bot.services.people.staff import add_person, rename_person, retire_person
from bot.services.progress.report import report_progress
from storage.opening import DocumentStore
from tests.services.scene import OFFICE, OWNER, SECRETARY, SUPPORT, Scene, open_scene, says


@pytest.fixture(params=["tinydb", pytest.param("postgres", marks=pytest.mark.postgres)])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    """The scene, on a file or on PostgreSQL."""
    address = request.getfixturevalue("postgres").database() if request.param == "postgres" else ""
    async with open_scene(tmp_path, address=address) as opened:
        yield opened


async def erase(scene: Scene, person: str) -> None:
    """Asked for by the office, confirmed by the secretary."""
    shown = await show_act(scene.request, OFFICE, WantedAct(act=Act.ERASE, subjects=(person,)))
    asked = await do_act(scene.request, OFFICE, shown.matter)
    assert isinstance(asked, Proposed)
    with pytest.raises(NotAllowed):
        await decide(scene.request, OFFICE, asked.proposal.id, agree=True)
    await decide(scene.request, SECRETARY, asked.proposal.id, agree=True)


async def test_every_name_that_somebody_bore_is_gone(office: Scene) -> None:
    """Renamed, spoken of, retired, erased: no document holds either name, and all follows from the chain."""
    added = (await add_person(office.request, OFFICE, "蔺望舒", "信息股", "科员")).person
    await report_progress(office.request, OWNER, [says("完成10%，蔺望舒已到现场")])
    await rename_person(office.request, OFFICE, "蔺望舒", "蔺望晴")
    await report_progress(office.request, OWNER, [says("完成20%，请蔺望晴核对")])
    with pytest.raises(NoChange):
        await erase(office, added.id)
    await retire_person(office.request, OFFICE, "蔺望晴")
    await erase(office, added.id)
    documents = {(shelf, id_): one async for shelf, id_, one in cast("DocumentStore", office.store).documents()}
    assert not [key for key, one in documents.items() if "蔺望".encode() in one]
    assert (await office.person(added.id)).name == "离任人员9"
    assert all(proof.holds for proof in await verify(office.request))
    with pytest.raises(NoChange):
        await erase(office, added.id)


async def test_two_are_erased_one_after_the_other(office: Scene) -> None:
    """A sentence that names both is rewritten twice, and the last one counts."""
    for name in ("蔺望舒", "荀霁月"):
        await add_person(office.request, OFFICE, name, "信息股")
    await report_progress(office.request, OWNER, [says("完成10%，蔺望舒、荀霁月已到现场")])
    for name, id_ in (("蔺望舒", "u1/p9"), ("荀霁月", "u1/p10")):
        await retire_person(office.request, OFFICE, name)
        await erase(office, id_)
        assert all(proof.holds for proof in await verify(office.request))
    entries = await office.journal()
    assert any("离任人员9、离任人员10已到现场" in one.words for one in entries)


async def test_one_sign_is_no_name_in_a_sentence(office: Scene) -> None:
    """Of a name of one sign only the whole word is replaced."""
    await add_person(office.request, OFFICE, "岑", "信息股")
    await report_progress(office.request, OWNER, [says("完成10%，岑溪段已清")])
    await retire_person(office.request, OFFICE, "岑")
    await erase(office, "u1/p9")
    assert any("岑溪段已清" in one.words for one in await office.journal())
    assert isinstance(await office.person(SUPPORT.id), Person)
