"""Units: taken in and arranged on the command line, with quotas that change nothing where they refuse."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.config import Config, StoreSettings
from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.core.refusal import BadUnit, NoChange, OverQuota
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import MEGABYTE, Quota, Unit, above
from bot.installation import open_context
from bot.messages.body import plain
from bot.messages.operations.view import draw_health
from bot.readers.plan import read_plan
from bot.services.core.ledger import MEASURES_OF_UNIT, PEOPLE_OF
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.history.verification import verify
from bot.services.imports.plan_import import accept, preview
from bot.services.operations.backup import back_up
from bot.services.operations.health import health
from bot.services.people.binding import appoint
from bot.services.units.administration import add_unit, kept_units, set_unit
from tests.services.scene import FIRST, OFFICE, OWNER, PEOPLE, Scene

BOTS = ("", "east")
WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("id", {"id": "SW"}),
    ("id", {"id": "水务"}),
    ("id", {"id": "a/b"}),
    ("id", {"id": ""}),
    ("id", {"id": "toolongid"}),
    ("taken", {"id": "u1"}),
    ("name", {"name": " "}),
    ("name", {"name": "长" * 41}),
    ("name", {"name": "甲\n乙"}),
    ("named", {"name": "青梁县水务局"}),
    ("above", {"above": "nobody"}),
    ("circle", {"above": "u2", "id": "u2"}),
    ("bot", {"bot": "west"}),
    ("zone", {"zone": "Asia/Nowhere"}),
)


@pytest.mark.parametrize(("what", "facts"), WRONG)
async def test_a_mistake_takes_nothing_in(scene: Scene, what: str, facts: dict[str, Any]) -> None:
    """Each has its own sentence, and the ledger stays as it was."""
    with pytest.raises(BadUnit) as refused:
        await add_unit(scene.request, replace(Unit(id="u2", name="林场"), **facts), bots=BOTS)
    assert refused.value.facts["what"] == ("above" if what == "circle" else what)
    assert [kept.unit.id for kept in await kept_units(scene.request)] == ["u1"]


async def test_units_stand_above_each_other_and_never_in_a_circle(scene: Scene) -> None:
    """Three levels; the highest cannot be put below the lowest, nor below itself."""
    for id_, upper in (("sz", ""), ("x1", "sz"), ("x2", "x1")):
        await add_unit(scene.request, Unit(id=id_, name=f"单位{id_}", above=upper, bot="east"), bots=BOTS)
    for upper in ("x2", "sz"):
        with pytest.raises(BadUnit) as refused:
            await set_unit(scene.request, "sz", upper=upper, bots=BOTS)
        assert refused.value.facts["what"] == "circle"
    known = {kept.unit.id: kept.unit for kept in await kept_units(scene.request)}
    assert [unit.id for unit in above(known["x2"], known)] == ["x1", "sz"]


async def test_what_is_arranged_stands_in_the_units_own_chain(scene: Scene) -> None:
    """Every chain holds; a change of nothing is refused."""
    await add_unit(scene.request, Unit(id="u2", name="林场"), bots=BOTS)
    kept = await set_unit(scene.request, "u2", name="国有林场", people=5, evidence_mb=2, bots=BOTS)
    assert (kept.name, kept.quota) == ("国有林场", Quota(5, 0, 2))
    with pytest.raises(NoChange):
        await set_unit(scene.request, "u2", people=5, bots=BOTS)
    with pytest.raises(BadUnit):
        await set_unit(scene.request, "u3", people=5, bots=BOTS)
    found = {checked.unit: (checked.count, checked.holds) for checked in await verify(scene.request)}
    assert found == {"u1": (0, True), "u2": (2, True)}


async def test_a_plan_beyond_the_quota_is_refused_whole(scene: Scene) -> None:
    """Too many measures, or too many people: nothing of it is kept, and the sentence has the figures."""
    read = read_plan(WORKBOOK.read_bytes(), WORKBOOK.name, reference=dt.date(2026, 3, 2))
    await preview(scene.request, "u1", read, "台账.xlsx", by=OFFICE)
    cases: tuple[tuple[dict[str, Any], object], ...] = (
        ({"measures": 25}, (25, "3", "23")),
        ({"people": 20, "measures": 0}, (20, "8", "13")),
    )
    for limits, facts in cases:
        await set_unit(scene.request, "u1", bots=BOTS, **limits)
        with pytest.raises(OverQuota) as refused:
            await accept(scene.request, by=OFFICE)
        told = refused.value.facts
        assert (told["limit"], told["used"], told["more"]) == facts
        async with scene.request.look() as ledger:
            assert len(await ledger.measures.find(MEASURES_OF_UNIT, "u1")) == 3
            assert len(await ledger.people.find(PEOPLE_OF, "u1")) == len(PEOPLE)
    await set_unit(scene.request, "u1", people=21, measures=26, bots=BOTS)
    assert len((await accept(scene.request, by=OFFICE)).revision.new) == 23


async def test_the_office_cannot_grow_beyond_the_quota(scene: Scene) -> None:
    """Somebody who is on the list may join the office; a ninth person may not."""
    await set_unit(scene.request, "u1", people=8, bots=BOTS)
    await appoint(scene.request, "u1", (OWNER.name,))
    with pytest.raises(OverQuota):
        await appoint(scene.request, "u1", ("新来的",))


async def test_evidence_beyond_the_quota_is_not_kept(scene: Scene) -> None:
    """Not in the ledger, and not on the disk."""
    await set_unit(scene.request, "u1", evidence_mb=1, bots=BOTS)
    half = Upload(content=b"1" * (MEGABYTE // 2), kind=EvidenceKind.PHOTO)
    await keep_evidence(scene.request, OWNER, half, FIRST)
    with pytest.raises(OverQuota) as refused:
        await keep_evidence(
            scene.request, OWNER, Upload(content=b"2" * (MEGABYTE // 2 + 1), kind=EvidenceKind.FILE), FIRST
        )
    assert refused.value.facts == {"what": "evidence", "limit": 1, "used": "0.5", "more": "0.5"}
    assert sum(file.is_file() for file in (scene.folder / "evidence").rglob("*")) == 1
    await keep_evidence(scene.request, OWNER, half, FIRST)
    (kept,) = await kept_units(scene.request)
    assert kept.use.evidence == MEGABYTE


async def test_health_says_how_much_of_the_quota_is_used(scene: Scene) -> None:
    """Without a quota no line; with one the figures beside their limits, and bad where one is reached."""
    assert not any("限额" in line for line in await lines_of_health(scene))
    await set_unit(scene.request, "u1", people=9, evidence_mb=5, bots=BOTS)
    assert "✅ 已用（限额）：人员 8（9），措施 3，佐证 0 B（5 MB）" in await lines_of_health(scene)
    await set_unit(scene.request, "u1", people=8, bots=BOTS)
    assert "❌ 已用（限额）：人员 8（8），措施 3，佐证 0 B（5 MB）" in await lines_of_health(scene)


async def lines_of_health(scene: Scene) -> list[str]:
    """The office's page of health."""
    found = draw_health(scene.request.wording, await health(scene.request, by=OFFICE))
    return plain(found.text).split("\n")


async def test_archives_are_made_by_the_highest_units_only(scene: Scene) -> None:
    """An archive holds every unit, and pushes the oldest one out: an office below cannot ask for it."""
    await add_unit(scene.request, Unit(id="sz", name="市局"), bots=BOTS)
    await set_unit(scene.request, "u1", upper="sz", bots=BOTS)
    with pytest.raises(Exception, match="above"):
        await back_up(scene.request, by=OFFICE)


async def test_one_units_failure_stops_no_other(tmp_path: Path) -> None:
    """A unit whose records cannot be read is named in the log and in the works; in the next one the round is made."""
    start = dt.datetime(2025, 4, 28, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    async with open_stage(tmp_path, start) as stage:
        await stage.take_in(WORKBOOK)
        async with stage.app.request.store.open() as ledger:
            await ledger.units.put(Unit(id="a0", name="坏了的单位", zone="Nowhere/At-all"))
        await stage.tick()
        assert stage.app.request.runtime.failed[0] == "remind"
        async with stage.app.request.look() as ledger:
            assert await ledger.watches.get("tick:u1")
            assert not await ledger.watches.get("tick:a0")


@pytest.mark.hours
def test_a_prefecture_is_set_up_on_the_command_line(tmp_path: Path) -> None:
    """Units, their plans and their links; every mistake a sentence and no traceback."""
    config = tmp_path / "config.toml"
    urls = f'[store]\nurl = "{tmp_path / "ledger.json"}"\nevidence = "{tmp_path / "evidence"}"\n'
    config.write_text(f'{urls}[unit]\nid = "sz"\nname = "某某市"\n', "utf-8")

    def run(*words: str, status: int = 0) -> str:
        found = CliRunner().invoke(main, [*words, "--config", str(config)])
        assert found.exit_code == status, found.output
        assert "Traceback" not in found.output
        return found.output

    assert "已登记单位 sw01" in run("unit", "add", "sw01", "某某县水务局", "--above", "sz")
    assert "只能用小写" in run("unit", "add", "水务", "另一个局", status=2)
    assert "绕成一圈" in run("unit", "set", "sz", "--above", "sw01", status=2)
    assert "unit.name" in run("unit", "set", "sz", "--name", "别的市", status=2)
    assert "telegram.bots" in run("unit", "set", "sw01", "--bot", "east", status=2)
    assert "人员限额是 3 人" in run("unit", "set", "sw01", "--people", "3") + run(
        "import", "--unit", "sw01", str(WORKBOOK), "--yes", status=2
    )
    run("unit", "set", "sw01", "--people", "20")
    assert "新增 23 条" in run("import", "--unit", "sw01", str(WORKBOOK), "--yes")
    assert "sw01\t某某县水务局\tsz\t—\tAsia/Shanghai\t13/20\t23\t0.0" in run("unit", "list")
    assert "start=" in run("invite", "--unit", "sw01", "--bot-name", "b", "何清溪")
    assert "没有找到" in run("invite", "--bot-name", "b", "何清溪", status=2)
    assert "没有代号是“zz”的单位" in run("forecast", "--unit", "zz", status=2)
    assert "单位 sw01：共" in run("verify")
    assert "sw01 某某县水务局" in run("check", "--unit", "sw01", status=1)


async def test_every_unit_starts_with_the_policy_of_the_configuration(tmp_path: Path) -> None:
    """What an office changed in its own chat stays; the rest follows the file at the next start."""
    stored = StoreSettings(str(tmp_path / "ledger.json"), str(tmp_path / "evidence"))
    for grace in (1, 4):
        request = await open_context(Config(store=stored, policy=Policy(grace=grace)))
        if grace == 1:
            await add_unit(request, Unit(id="u2", name="林场", policy=Policy(grace=1)), bots=BOTS)
            async with request.store.open() as ledger:
                unit = await ledger.units.get("u2")
                assert unit
                await ledger.units.put(replace(unit, changes={"chase_after": 9}))
        units = {kept.unit.id: kept.unit.policy for kept in await kept_units(request)}
        await request.store.close()
    assert (units["u1"].grace, units["u2"].grace) == (4, 4)
    assert (units["u1"].chase_after, units["u2"].chase_after) == (5, 9)
