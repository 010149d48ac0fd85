"""Health and the day's backup, on a real ledger and before the sandbox with a clock that is moved."""

import asyncio
import datetime as dt
import errno
import os
import time
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.core.refusal import NotAllowed
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.units.unit import Unit
from bot.messages.body import plain
from bot.messages.operations.metrics import metrics
from bot.messages.operations.view import Archive, Health, draw_health
from bot.messages.text import size, span
from bot.messages.wording import load_wording
from bot.scheduling.slots import CronSlots
from bot.services.core.ledger import JobRun
from bot.services.core.runtime import Runtime
from bot.services.operations.backup import back_up, daily
from bot.services.operations.health import health, health_of
from bot.services.reporting.digest import write_digest
from storage.archive.archive import disk_usage
from storage.archive.backup import delete_old_archives, verify_archive
from tests.services.scene import CLERK, OFFICE, OWNER, START, Scene
from tests.support import moment

WORDING = load_wording()
BEIJING = dt.timezone(dt.timedelta(hours=8))
DAY = dt.timedelta(days=1)


@dataclass
class Receiving:
    """A receiver as the works see it."""

    refused: str = ""
    reached: float | None = None
    silence: float = 0.0
    silence_ended: float = 0.0
    complaints: dict[str, float] = field(default_factory=dict)


async def keep(scene: Scene, id_: str, **facts: object) -> None:
    """Put a message into the outbox as a test needs it."""
    message = Message(id=id_, unit="u1", to=OWNER.id, kind="notice", due=scene.at, priority=Priority.GREEN)
    async with scene.store.open() as ledger:
        await ledger.outbox.put(replace(message, **facts))  # type: ignore[arg-type]


def said(found: Health) -> str:
    """The page as read."""
    return plain(draw_health(WORDING, found).text)


async def test_oldest_due_and_unsent_message_is_the_figure(scene: Scene) -> None:
    """What lies in the future, was sent or given up does not count; the oldest of the rest does."""
    hour = dt.timedelta(hours=1)
    await keep(scene, "a", due=scene.at - 2 * hour, priority=Priority.DIGEST)
    await keep(scene, "b", due=scene.at - hour, priority=Priority.RED, error="429")
    await keep(scene, "c", due=scene.at + hour)
    await keep(scene, "d", due=scene.at - 9 * hour, state=MessageState.SENT, sent=scene.at - 8 * hour)
    await keep(scene, "e", due=scene.at - 9 * hour, state=MessageState.GIVEN_UP)
    outbox = (await health_of(scene.request, "u1")).outbox
    assert (outbox.late, outbox.due, outbox.tried) == (2 * hour, 2, 1)
    expected = {MessageState.WAITING: 3, MessageState.SENT: 1, MessageState.GIVEN_UP: 1}
    assert {state: count for state, count in outbox.counts.items() if count} == expected


async def test_nothing_late_is_said_in_words_and_in_figures(scene: Scene) -> None:
    """Without a message there is no age, and the figure is nought."""
    found = await health_of(scene.request, "u1")
    assert found.outbox.late is None
    assert "到时未发的消息：没有" in said(found)
    assert b"duban_oldest_due_message_age_seconds 0.0\n" in metrics(found)


async def test_ended_messages_count_for_a_day(scene: Scene) -> None:
    """What was sent the day before yesterday is no part of today's figures."""
    await keep(scene, "old", state=MessageState.SENT, sent=scene.at - 2 * DAY)
    assert (await health_of(scene.request, "u1")).outbox.counts[MessageState.SENT] == 0


async def test_people_who_hear_nothing_are_named_to_the_office_and_only_counted_for_the_machine(scene: Scene) -> None:
    """Names are for the chat of the office; the figures carry none."""
    await scene.change_person(OWNER, blocked=True)
    await scene.change_person(CLERK, chat=None)
    found = await health(scene.request, by=OFFICE)
    assert f"收不到消息：{OWNER.name}" in said(found)
    assert f"还没有绑定：{CLERK.name}" in said(found)
    figures = metrics(found).decode()
    assert "duban_blocked_people 1.0" in figures
    assert OWNER.name not in figures


async def test_health_is_for_the_office(scene: Scene) -> None:
    """Nobody else hears of others' troubles, nor makes archives."""
    with pytest.raises(NotAllowed):
        await health(scene.request, by=OWNER)
    with pytest.raises(NotAllowed):
        await back_up(scene.request, by=OWNER)


async def test_refusals_of_telegram_are_told_for_an_hour(scene: Scene) -> None:
    """A second program comes and goes between polls: what was refused lately is told although it works again."""
    now = time.monotonic()
    line = Receiving(reached=now - 5, complaints={"conflict": now - 60, "token": now - 4000})
    found = await health_of(replace(scene.request, runtime=Runtime(receivers={"": line}, slots=CronSlots())), "u1")
    assert found.line.good
    assert "409" in said(found)
    assert "401" not in said(found)


async def test_line_is_not_good_while_telegram_refuses_or_is_silent(scene: Scene) -> None:
    """Refused now, silent for minutes, or never reached."""
    now = time.monotonic()
    for line in (Receiving("token", now), Receiving("", now - 600), Receiving()):
        found = await health_of(replace(scene.request, runtime=Runtime(receivers={"": line}, slots=CronSlots())), "u1")
        assert not found.line.good


async def test_late_tick_is_measured() -> None:
    """A tick that begins 50 seconds after the one before is 30 seconds late."""
    runtime = Runtime()
    assert runtime.tick_age is None
    runtime.expect({"remind": True})
    assert runtime.tick_age is None
    runtime.begin("remind")
    runtime.end("remind", START)
    assert (runtime.lag, runtime.ticked) == (0, START)
    state = runtime.jobs["remind"]
    assert state.began is not None
    state.began -= 50
    runtime.begin("remind")
    assert 29.9 < runtime.lag < 31


async def test_jobs_are_told_with_their_last_and_next_run(scene: Scene) -> None:
    """Those with a slot each, in the unit's zone; the others by their names, with the moment of the next run."""
    runtime = Runtime(slots=CronSlots(), daily=dt.time(2, 30), next_run=lambda _: scene.at)
    runtime.expect({"remind": True, "chase": True, "digest": True})
    request = replace(scene.request, runtime=runtime)
    await write_digest(request, "u1")
    text = said(await health_of(request, "u1"))
    assert "✅ 周报：上次2026-03-02（周一）10:00，下次2026-03-09（周一）08:00" in text
    assert "✅ 晨报：还没有做过，下次2026-03-03（周二）08:30" in text
    assert "✅ 备份：还没有做过，下次2026-03-03（周二）02:30" in text
    assert "✅ 每20秒做一次：提醒、催办；下次10:00:00" in text
    assert "单位周报" not in text


async def test_morning_line_is_foretold_for_a_working_day(scene: Scene) -> None:
    """On a Friday the next one is on Monday."""
    scene.pass_by(days=4)
    assert "晨报：还没有做过，下次2026-03-09（周一）08:30" in said(await health_of(scene.request, "u1"))


async def test_failed_job_is_named(scene: Scene) -> None:
    """In the office's words."""
    runtime = Runtime(slots=CronSlots())
    runtime.begin("backup")
    runtime.fail("backup")
    assert "出错的：备份。请看日志" in said(await health_of(replace(scene.request, runtime=runtime), "u1"))


async def test_missing_year_of_the_calendar_is_told_ahead(scene: Scene) -> None:
    """The scene's calendar knows no year: this one is missing, in December the next one too."""
    assert (await health_of(scene.request, "u1")).uncovered == (2026,)
    scene.at = dt.datetime(2026, 12, 10, tzinfo=dt.UTC)
    assert (await health_of(scene.request, "u1")).uncovered == (2026, 2027)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 秒"), (59.9, "59 秒"), (60, "1 分钟"), (7200, "2 小时"), (200000, "2 天")]
)
def test_spans_are_said_in_their_largest_unit(seconds: float, words: str) -> None:
    """Seconds, minutes, hours, days."""
    assert span(WORDING, seconds) == words


def test_sizes_are_said_as_people_read_them() -> None:
    """Bytes, kilobytes, megabytes, gigabytes."""
    assert [size(n) for n in (3, 2048, 5 << 20, 3 << 29)] == ["3 B", "2 KB", "5 MB", "1.5 GB"]


async def test_a_day_has_one_backup_and_old_ones_go(tmp_path: Path) -> None:
    """The running bot, ticking as its clock moves over six days, keeps the last three archives, each whole."""
    start = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)
    async with open_stage(tmp_path, start, keep=3) as stage:
        await stage.take_in(WORKBOOK)
        for _ in range(6):
            await stage.pass_time(DAY)
        archives = sorted((tmp_path / "backups").iterdir())
        found = await health_of(stage.app.request, "u1")
    days = [archive.name[6:14] for archive in archives]
    assert days == ["20250323", "20250324", "20250325"]  # 02:30 in Beijing is the evening before in UTC
    assert all(verify_archive(archive).counts["measures"] for archive in archives)
    assert all(archive.stat().st_mode & 0o077 == 0 for archive in archives)
    assert found.backup
    assert found.now - found.backup < DAY


async def test_missed_backup_is_made_up_for_once(tmp_path: Path) -> None:
    """After a week's stop there is one archive at the first tick, and none at the next."""
    start = dt.datetime(2025, 3, 20, 9, 0, tzinfo=BEIJING)
    async with open_stage(tmp_path, start, keep=3) as stage:
        await stage.tick()
        stage.sandbox.on_clock_moved = lambda _: asyncio.sleep(0)
        await stage.pass_time(7 * DAY)
        for _ in range(3):
            await stage.tick()
    assert len([*(tmp_path / "backups").iterdir()]) == 2


async def test_backup_may_be_switched_off(tmp_path: Path) -> None:
    """With none to keep the clock makes none; a person still may."""
    async with open_stage(tmp_path, START) as stage:
        await stage.pass_time(2 * DAY)
        assert not (tmp_path / "backups").exists()
        made = await back_up(stage.app.request, by=OFFICE)
    assert Path(made.path).stat().st_size == made.size


async def test_the_whole_house_is_as_late_as_its_latest_unit(scene: Scene) -> None:
    """Figures of all units together; one unit's own page speaks of its own messages only."""
    other = replace(OFFICE, id="u2/p1", unit="u2", name="别处的人", chat=None)
    async with scene.store.open() as ledger:
        await ledger.units.put(Unit(id="u2", name="别的单位"))
        await ledger.people.put(other)
        for unit, person, hours in (("u1", OFFICE, 1), ("u2", other, 3)):
            due = scene.at - dt.timedelta(hours=hours)
            await ledger.outbox.put(Message(id=f"m:{unit}", unit=unit, to=person.id, kind="notice", due=due))
    house, own = await health_of(scene.request), await health_of(scene.request, "u1")
    assert (house.outbox.late, house.outbox.due) == (dt.timedelta(hours=3), 2)
    assert house.outbox.counts[MessageState.WAITING] == 2
    assert (own.outbox.late, own.outbox.due) == (dt.timedelta(hours=1), 1)
    assert "别处的人" in house.unbound
    assert "别处的人" not in own.unbound


@dataclass
class Disk:
    """A place for archives that is full until somebody clears it."""

    full: bool = True
    tries: int = 0

    async def archive(self, now: dt.datetime) -> Archive:
        """Make one, if there is room."""
        self.tries += 1
        if self.full:
            raise OSError(errno.ENOSPC, "磁盘已满")
        return Archive(f"backups/duban-{now:%Y%m%d}.zip", 1000)


async def test_failed_backup_is_tried_again_hourly_and_told_once_a_day(scene: Scene) -> None:
    """The office hears of it once; when there is room again the day's archive is made."""
    disk = Disk()
    runtime = Runtime(archive=disk.archive, daily=dt.time(2, 30), slots=CronSlots())

    async def tick() -> bool:
        return await daily(replace(scene.request, update=None, runtime=runtime))

    for minutes in (0, 1, 30, 31):
        scene.pass_by(minutes=minutes)
        assert not await tick()
    assert disk.tries == 2
    assert await scene.told(OFFICE) == await scene.told(CLERK) == ["operations.backup_failed"]
    disk.full = False
    scene.pass_by(hours=1)
    assert await tick()
    assert not await tick()
    assert disk.tries == 3


async def test_clock_set_back_does_not_end_the_backups(scene: Scene) -> None:
    """After the clock stood in the next year, today's archive is made all the same."""
    disk = Disk(full=False)
    async with scene.store.open() as ledger:
        ahead = scene.at + 400 * DAY
        await ledger.watches.put(JobRun(id="backup", unit="", day=ahead.date(), at=ahead))
    request = replace(
        scene.request, update=None, runtime=Runtime(archive=disk.archive, daily=dt.time(2, 30), slots=CronSlots())
    )
    assert await daily(request)


def test_half_written_archives_are_cleared_away_after_a_day(tmp_path: Path) -> None:
    """What a killed backup left is no archive; one that may still be written stays."""
    torn, fresh = tmp_path / "duban-20260101-010101.new", tmp_path / "duban-20260103-010101.new"
    for file in (torn, fresh):
        with zipfile.ZipFile(file, "w"):
            pass
    os.utime(torn, ((moment.now() - 2 * DAY).timestamp(),) * 2)
    assert delete_old_archives(tmp_path, 3) == []
    assert [*tmp_path.iterdir()] == [fresh]


def test_room_is_that_of_ledger_and_evidence(tmp_path: Path) -> None:
    """Both files of the ledger, and every file of the evidence; a database has no file."""
    (tmp_path / "ledger.json").write_bytes(b"12345")
    (tmp_path / "ledger.log").write_bytes(b"123")
    kept = tmp_path / "evidence" / "ab" / "cd" / ("ab" * 32)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"1234567")
    ledger, evidence, free = disk_usage(f"tinydb:{tmp_path / 'ledger.json'}", tmp_path / "evidence")
    assert (ledger, evidence) == (8, 7)
    assert free > 0
    assert disk_usage("postgresql://db", tmp_path / "none" / "yet")[:2] == (None, 0)
