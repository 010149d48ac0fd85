"""The first hour: from nothing to a reminder on a phone, by one command and its questions."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.init import qr
from bot.config import load_config, read_token
from bot.demo.stage import WORKBOOK
from bot.sandbox import Phone, Sandbox, Server, serve
from storage.archive.archive import create_backup
from tests.support.moment import living, now

ROOT = Path(__file__).parent.parent
TOKEN = "42:SANDBOX"
LINK = re.compile(r"https://t\.me/duban_bot\?start=(\S+)")


@pytest.fixture
def sandbox() -> Sandbox:
    """Telegram, at the time of the machine."""
    return Sandbox(token=TOKEN, limits=False)


@pytest.fixture
async def server(sandbox: Sandbox) -> AsyncIterator[Server]:
    """The same on a port."""
    server = await serve(sandbox)
    yield server
    await server.stop()


async def ask(server: Server, *answers: str) -> Result:
    """What the guide says to somebody who answers so."""
    arguments = ["init", "--base-url", f"{server.url}/bot"]
    return await asyncio.to_thread(CliRunner().invoke, main, arguments, input="\n".join(answers) + "\n")


async def test_from_nothing_to_a_reminder_on_a_phone(
    sandbox: Sandbox, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five answers; then the office scans, sends its ledger, invites, and whoever is late is reminded the same day."""
    monkeypatch.chdir(tmp_path)
    guided = await ask(server, TOKEN, "石桥县水务局", "", "江望舒", "闵知行", "n")
    assert guided.exit_code == 0, guided.output
    assert "机器人是 @duban_bot" in guided.output
    assert TOKEN not in guided.output
    (code,) = LINK.findall(guided.output)
    assert qr(f"https://t.me/duban_bot?start={code}") in guided.output
    for file in ("config.toml", "token"):
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600
    config = load_config(tmp_path / "config.toml", {})
    assert (config.unit.name, read_token(config)) == ("石桥县水务局", TOKEN)
    assert TOKEN not in (tmp_path / "config.toml").read_text("utf-8")
    checked = (await asyncio.to_thread(CliRunner().invoke, main, ["check"])).output
    assert "党组书记：已登记" in checked
    told = (await asyncio.to_thread(CliRunner().invoke, main, ["forecast"])).output
    assert "还没有人绑定，所以谁也收不到" in told
    assert "没有在办的文稿" in (await asyncio.to_thread(CliRunner().invoke, main, ["release"])).output
    assert "有效，机器人是 @duban_bot" in checked

    program = await asyncio.create_subprocess_exec(
        *living(sandbox.clock.now, "bot", "run"), env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    try:
        office = await opened(sandbox, 1, "江望舒", code)
        office.send_file(WORKBOOK.name, WORKBOOK.read_bytes())
        await heard(sandbox, office, "读到 9个问题 23条措施")
        office.press(office.last, "✅ 确认入库")
        await heard(sandbox, office, "已入库：新增 23 条")
        office.say("/invite 梁思远")
        (invited,) = LINK.findall(await heard(sandbox, office, "start="))
        owner = await opened(sandbox, 2, "梁思远", invited)
        office.say("催办 2-1")
        await heard(sandbox, owner, "2-1")
    finally:
        program.terminate()
        await program.wait()


async def opened(sandbox: Sandbox, number: int, name: str, code: str) -> Phone:
    """The phone of somebody who has followed a link and was greeted."""
    phone = sandbox.phone(number, name)
    phone.open_link(code)
    await heard(sandbox, phone, f"{name}，您好")
    return phone


async def heard(sandbox: Sandbox, phone: Phone, words: str) -> str:
    """The newest message with these words, when it is there."""
    await sandbox.until(lambda: any(words in message.text for message in phone.inbox), 120)
    return next(message.text for message in reversed(phone.inbox) if words in message.text)


async def test_a_wrong_token_is_asked_for_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no token, and what Telegram does not know; the third time that is the end, and nothing was written."""
    monkeypatch.chdir(tmp_path)
    guided = await ask(server, "我的令牌", "42:WRONG", "43:WRONG")
    assert guided.exit_code == 2
    assert "不像机器人令牌" in guided.output
    assert guided.output.count("Telegram 不认这个令牌") == 2  # once for each
    assert "WRONG" not in guided.output
    assert [*tmp_path.iterdir()] == []


async def test_what_is_there_is_not_written_over(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs it twice loses nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text("# mine", "utf-8")
    guided = await ask(server)
    assert guided.exit_code == 2
    assert "没有改动它" in guided.output
    assert (tmp_path / "config.toml").read_text("utf-8") == "# mine"


async def test_a_new_machine_begins_from_the_old_one_s_backup(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is invited again; the old program must be stopped."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    monkeypatch.chdir(old)
    assert (await ask(server, TOKEN, "石桥县水务局", "", "江望舒", "", "n")).exit_code == 0
    made, _ = await create_backup(str(old / "data/ledger.json"), old / "data/evidence", old / "backup", 1, now())
    monkeypatch.chdir(new)
    guided = await ask(server, TOKEN, "", str(made), "n")
    assert guided.exit_code == 0, guided.output
    assert "已恢复：" in guided.output
    assert "已经绑定的人不用重新绑定" in guided.output
    assert not LINK.search(guided.output)
    assert (new / "data/ledger.json").is_file()


@pytest.mark.parametrize(
    "answers", [("石桥县水务局", ""), ("石桥县水务局", "broken.zip", "n")], ids=["left", "broken backup"]
)
async def test_whatever_ends_it_early_leaves_it_to_be_begun_anew(
    answers: tuple[str, ...], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left in the middle, or with a backup that is none: nothing of it stays, and the second time it goes through."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.zip").write_bytes(b"no archive")
    arguments = ["init", "--base-url", f"{server.url}/bot"]
    left = await asyncio.to_thread(CliRunner().invoke, main, arguments, input="\n".join((TOKEN, *answers)) + "\n")
    assert left.exit_code in {2, 130}, left.output
    assert ("已中断。可以重新运行同一条命令。" if left.exit_code == 130 else "没有恢复任何内容") in left.output
    assert [one.name for one in tmp_path.iterdir()] == ["broken.zip"]
    assert (await ask(server, TOKEN, "", "", "江望舒", "", "n")).exit_code == 0


async def test_who_is_no_name_and_a_backup_that_is_not_there_are_asked_for_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip of the hand ends nothing, and nobody without a name gets into the ledger."""
    monkeypatch.chdir(tmp_path)
    guided = await ask(
        server, TOKEN, "", "nowhere.zip", "", "  ", "江望舒 13800000000", "江望舒", "闵知行、江望舒", "", "n"
    )
    assert guided.exit_code == 0, guided.output
    assert guided.output.count("请只写姓名") == 3
    assert "nowhere.zip" in guided.output
    assert "请 江望舒 用 Telegram 扫码" in guided.output


async def test_without_a_network_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy is asked for; one that does not answer ends it with what usually helps."""
    monkeypatch.chdir(tmp_path)
    arguments = ["init", "--base-url", "http://127.0.0.1:9/bot"]
    answers = f"{TOKEN}\nhttp://127.0.0.1:9\n"
    guided = await asyncio.to_thread(CliRunner().invoke, main, arguments, input=answers)
    assert guided.exit_code == 2
    assert "连不上 Telegram" in guided.output
    assert [*tmp_path.iterdir()] == []


async def test_check_begins_no_ledger_so_that_a_backup_can_come(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a new machine: check first, as anybody would; nothing is made by it, and the backup goes in afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUBAN_TELEGRAM_BASE_URL", f"{server.url}/bot")
    environment = {"DUBAN_STORE_URL": f"{tmp_path}/old/ledger.json", "DUBAN_STORE_EVIDENCE": f"{tmp_path}/old/evidence"}

    async def do(*command: str, **given: str) -> str:
        return (await asyncio.to_thread(CliRunner(env=given).invoke, main, command)).output

    assert "入库" in await do("import", str(WORKBOOK), "--yes", **environment)
    assert "zip" in await do("backup", "--out", "copies", **environment)
    (copy,) = (tmp_path / "copies").glob("*.zip")
    new = f"台账：还没有；第一次启动、导入或恢复备份时建在 {tmp_path / 'data' / 'ledger.json'}"
    assert new in await do("check")
    assert not (tmp_path / "data").exists()
    assert "已恢复：" in await do("restore", str(copy))
    assert new not in await do("check")
