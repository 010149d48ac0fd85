"""What a process says of the others, and that it refuses to share a ledger that only one may open."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.config import BackupSettings, Config, StoreSettings, TelegramSettings, WebhookSettings
from bot.installation import open_context
from bot.messages.body import plain
from bot.messages.operations.store_error import store_error
from bot.messages.operations.view import ProcessRecord, draw_health
from bot.messages.wording import load_wording
from bot.processes import Process, ProcessRole
from bot.services.core.shared_store import SharedStore
from bot.services.operations.health import health_of
from storage.errors import StoreNotShared
from tests.storage.server import Server


@pytest.fixture
async def shift(tmp_path: Path, postgres: Server) -> AsyncIterator[Process]:
    """The clock's process, with nobody else at work."""
    config = Config(
        telegram=TelegramSettings(token="42:SANDBOX"),
        store=StoreSettings(postgres.database(), str(tmp_path / "evidence")),
        backup=BackupSettings(keep=0),
    )
    request = await open_context(config)
    assert isinstance(request.store, SharedStore)
    shift = Process(
        config=config, request=request, store=request.store, roles=[ProcessRole.TICKS], stop=asyncio.Event()
    )
    request.runtime.team = shift.team
    yield shift
    await request.store.close()


async def said(shift: Process) -> str:
    """The office's page of health."""
    return plain(draw_health(shift.request.wording, await health_of(shift.request, "u1")).text)


@pytest.mark.hours
@pytest.mark.postgres
async def test_missing_processes_are_told_and_present_ones_counted(shift: Process) -> None:
    """Who signed in lately is at work, whoever has been silent for half a minute is not."""
    await shift.store.record_process(ProcessRecord("a:1", ("worker", "ticks"), ("clock",), shift.request.now()))
    assert "✅ 在岗的进程：worker 1、ticks 1" not in await said(shift)
    assert "❌ 没有在岗的：receiver、sender。请在运行机器上启动" in await said(shift)
    await shift.store.record_process(ProcessRecord("b:2", ("receiver", "sender"), (), shift.request.now()))
    assert "✅ 在岗的进程：receiver 1、worker 1、sender 1、ticks 1" in await said(shift)
    assert "没有在岗的" not in await said(shift)


@pytest.mark.postgres
async def test_telegram_is_heard_as_long_as_there_is_a_receiver(shift: Process) -> None:
    """Without one it is not: the silence is owned up to when it is over."""
    await shift.scheduler().run_all()
    assert shift.poll_health.reached is None
    await shift.store.record_process(ProcessRecord("b:2", ("receiver",), (), shift.request.now()))
    await shift.scheduler().run_all()
    assert shift.poll_health.reached is not None
    named = [f"operations.job.{job}" for job in shift.request.runtime.jobs]
    assert [key for key in named if key not in shift.request.wording] == []
    assert "✅ 最近一次到期检查" in await said(shift)


@pytest.mark.hours
@pytest.mark.postgres
async def test_only_one_process_is_the_clock(shift: Process) -> None:
    """The other one's tick does nothing, and leaves no trace."""
    other = await open_context(shift.config)
    assert isinstance(other.store, SharedStore)
    standby = Process(
        config=shift.config, request=other, store=other.store, roles=[ProcessRole.TICKS], stop=asyncio.Event()
    )
    await shift.scheduler().run_all()
    before = shift.request.runtime.ticked
    await standby.scheduler().run_all()
    assert (other.runtime.ticked, shift.request.runtime.ticked) == (None, before)
    await shift.store.leader_lock("clock").release()
    await standby.scheduler().run_all()
    assert isinstance(other.runtime.ticked, dt.datetime)
    await other.store.close()


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """The settings of an installation whose ledger is a file."""
    return {"DUBAN_TELEGRAM_TOKEN": "42:SANDBOX", "DUBAN_STORE_URL": str(tmp_path / "ledger.json")} | more


def refused(tmp_path: Path, roles: str, **more: str) -> str:
    """What the command line says to somebody who cannot have it so."""
    ran = CliRunner().invoke(main, ["run", "--roles", roles], env=environment(tmp_path, **more))
    assert ran.exit_code == 2
    assert "Traceback" not in ran.output
    return ran.output


def test_what_cannot_be_shared_is_refused_in_words(tmp_path: Path) -> None:
    """An unknown role, no address for Telegram, a ledger that one process opens."""
    assert "没有“cook”这样的岗位，只有：receiver、worker、sender、ticks" in refused(tmp_path, "ticks,cook")
    assert "要先设置 webhook.url" in refused(tmp_path, "ticks")
    alone = refused(tmp_path, "ticks", DUBAN_WEBHOOK_URL="https://bot.example.invalid")
    assert alone.strip() == store_error(load_wording(), StoreNotShared())


def test_the_address_for_telegram_is_checked(tmp_path: Path) -> None:
    """Telegram pushes by https, or on the machine itself."""
    assert "webhook.url 应以 https:// 开头" in refused(
        tmp_path, "ticks", DUBAN_WEBHOOK_URL="http://bot.example.invalid"
    )
    assert WebhookSettings().port == 8443
