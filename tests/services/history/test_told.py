"""No record is otherwise than the journal tells: who writes with the program's own store is found, too."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.history.journal import Entry, Head
from bot.domain.history.told import Told
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.messages.history.difference import difference_lines
from bot.services.core.transaction import open_transaction
from bot.services.history.verification import verify
from bot.services.people.account import bind_account
from bot.services.people.binding import unbind_within
from bot.services.people.staff import add_person, retire, set_role
from bot.services.progress.report import report_progress
from tests.services.history.test_proof import lived
from tests.services.scene import MATE, OFFICE, SECOND, SECRETARY, START, Scene, says


@pytest.mark.parametrize(
    ("facts", "name", "recorded"),
    [
        ({"stage": Stage.CLOSED}, "stage", "under_way"),
        ({"percent": 100}, "percent", 40),
        ({"percent": None}, "percent", 40),
        ({"reporters": ()}, "reporters", [MATE.id]),
        ({"stage": Stage.CLOSED, "policy": {"photos": 9}}, "stage", "under_way"),
    ],
)
async def test_what_the_program_s_own_store_wrote_without_an_entry_is_found(
    scene: Scene, facts: dict[str, Any], name: str, recorded: object
) -> None:
    """Who writes with the program's own store leaves a chain of changes that holds, and no word in the journal."""
    await lived(scene)
    await report_progress(scene.request, MATE, [says("完成40%", percent=40, measure_id=SECOND)])
    last = [one for one in await scene.journal() if one.subject == SECOND and name in one.after][-1]
    measure = await scene.measure(SECOND)
    async with scene.store.open() as ledger:
        await ledger.measures.put(replace(measure, **facts))
    (found,) = await verify(scene.request)
    (one,) = found.differences
    assert (one.record, one.name, one.recorded, one.entry) == (SECOND, name, recorded, last.number)
    async with scene.store.open() as ledger:
        await ledger.measures.put(replace(measure, wake=None))
    assert (await verify(scene.request))[0].holds


@pytest.mark.parametrize(
    ("facts", "name"),
    [({"roles": (Role.SECRETARY,)}, "roles"), ({"roles": ()}, "roles"), ({"chat": 918273645546}, "chat")],
)
async def test_a_role_or_an_account_that_nobody_gave_is_found(scene: Scene, facts: dict[str, Any], name: str) -> None:
    """People hold the roles and the account of which the journal tells who gave them."""
    added = (await add_person(scene.request, OFFICE, "蔺望舒", "信息股", "科员")).person
    async with open_transaction(scene.request, SECRETARY) as tx:
        appointed = await set_role(tx, added.id, Role.OFFICE, give=True)
        bound = await bind_account(tx, appointed, None, 55550199)
    assert (await verify(scene.request))[0].holds
    async with scene.store.open() as ledger:
        await ledger.people.put(replace(bound, **facts))
    (found,) = await verify(scene.request)
    assert [(one.record, one.name) for one in found.differences] == [(added.id, name)]
    assert difference_lines(scene.request.wording, found.differences, found.called)


async def test_who_is_dismissed_unbound_or_leaves_is_as_the_journal_tells(scene: Scene) -> None:
    """Each of the ways in which roles and accounts come and go holds against the journal."""
    added = (await add_person(scene.request, OFFICE, "蔺望舒", "信息股", "科员")).person
    async with open_transaction(scene.request, SECRETARY) as tx:
        await set_role(tx, added.id, Role.OFFICE, give=True)
        await bind_account(tx, await set_role(tx, added.id, Role.OWNER, give=True), None, 55550199)
        await set_role(tx, added.id, Role.OFFICE, give=False)
    assert (await verify(scene.request))[0].holds
    async with open_transaction(scene.request, OFFICE) as tx:
        await unbind_within(tx, added.id)
    assert (await verify(scene.request))[0].holds
    async with open_transaction(scene.request, OFFICE) as tx:
        await retire(tx, added.id)
    assert (await verify(scene.request))[0].holds
    async with scene.store.open() as ledger:
        await ledger.people.put(replace(added, roles=(Role.OWNER,)))
    assert [one.name for one in (await verify(scene.request))[0].differences] == ["roles"]


def test_a_later_version_may_know_more_of_a_field() -> None:
    """An entry is held to what its writer knew; what was added to a field since is no difference."""
    after = {"deadline": {"date": "2026-03-31"}}
    entry = Entry(unit="u1", at=START, by="u1/p1", verb="correct", subject="m1", after=after).after_entry(Head("u1"))
    key, told = ("measures", "m1"), Told([entry], since=0)
    assert not [*told.differences("u1", key, {"deadline": {"date": "2026-03-31", "new": [1]}, "text": "x"})]
    moved = {"deadline": {"date": "2026-04-30", "new": [1]}}
    assert [one.name for one in told.differences("u1", key, moved)] == ["deadline"]
    assert not [*Told([entry], since=1).differences("u1", key, moved)]
