"""The board in a browser: nothing without a valid link, nothing that its unit does not show, and nothing written."""

import asyncio
import contextlib
import datetime as dt
import os
import re
import signal
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.domain.core.refusal import NotFound
from bot.domain.settings.policy import Policy
from bot.transport.board_link import BoardLink, InvalidLinkError, board_key, link_of, path_of
from bot.transport.board_server import board_app
from storage.opening import open_reading
from tests.handlers.conftest import OWN, OWNER, START, Chats, open_chats
from tests.support.moment import living, now

KEY = b"a key of the test"
DAY = dt.timedelta(1)
ROOT = Path(__file__).parent.parent.parent.parent
LINK = re.compile(r"http://127\.0\.0\.1:\d+/board/\S+")


@contextlib.asynccontextmanager
async def asked(chats: Chats) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    transport = httpx.ASGITransport(app=board_app(chats.stage.app.request, KEY))
    async with httpx.AsyncClient(transport=transport, base_url="http://board") as client:
        yield client


async def test_nothing_is_shown_without_a_valid_link(chats: Chats) -> None:
    """No path, no other seal, no other unit, no later day: each the same page, without a word of the ledger."""
    path = path_of(BoardLink("u1", START + DAY), KEY)
    _, _, unit, digits, seal = path.split("/")
    later = f"{int(digits, 16) + 86400:x}"
    forged = ["/", "/board", "/board/u1", "/static/board.js", "/board/u1//", f"/board/{unit}/{digits}/", path[:-1]]
    forged += [path + "A", path + "/", f"/board/{unit}/{later}/{seal}", f"/board/u2/{digits}/{seal}"]
    forged += [
        f"/board/{unit}/{digits.upper()}x/{seal}",
        f"/board/{unit}/{'f' * 40}/{seal}",
        f"/board/{unit}/-1/{seal}",
    ]
    forged += [path_of(BoardLink("u1", START + DAY), b"another key"), path_of(BoardLink("u9", START + DAY), KEY)]
    async with asked(chats) as client:
        for one in forged:
            answer = await client.get(one)
            assert answer.status_code == 403, one
            assert "请用看板的链接打开" in answer.text
            assert "柳河" not in answer.text
            assert OWNER not in answer.text
        assert (await client.post(path)).status_code == 405
        assert (await client.get(path)).status_code == 200
        chats.stage.sandbox.clock.move(DAY)
        ended = await client.get(path)
        assert ended.status_code == 403
        assert "已到期" in ended.text
        assert "柳河" not in ended.text


async def test_answers_carry_the_walls(chats: Chats) -> None:
    """Nothing foreign is loaded or framed, nothing kept, the address told to nobody; words are never markup."""
    await chats.say(OWNER, f"{OWN} 完成60%，<img src=x onerror=alert>")
    async with asked(chats) as client:
        first, second = [await client.get(path_of(BoardLink("u1", START + DAY), KEY)) for _ in range(2)]
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert policy != second.headers["content-security-policy"]
    for name, value in {"cache-control": "no-store", "referrer-policy": "no-referrer"}.items():
        assert first.headers[name] == value
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "<img" not in first.text
    assert "&lt;img" in first.text
    assert not re.search(r"(src|href)=.?http", first.text)


async def test_confidential_measures_show_number_and_deadline_only(tmp_path: Path) -> None:
    """As in chat: neither text nor names nor words."""
    async with open_chats(tmp_path, Policy(confidential=True)) as chats, asked(chats) as client:
        text = (await chats.measure(OWN)).text
        page = (await client.get(path_of(BoardLink("u1", START + DAY), KEY))).text
    assert OWN in page
    assert text not in page
    assert OWNER not in page


def test_link_says_its_own_end_and_key_is_kept(tmp_path: Path) -> None:
    """Sealed by a key that only its owner reads, made once; without it every link is worthless."""
    key = board_key(tmp_path / "data")
    assert board_key(tmp_path / "data") == key
    assert stat.S_IMODE((tmp_path / "data" / "board.key").stat().st_mode) == 0o600
    link = BoardLink("u1", (START + DAY).astimezone(dt.UTC))
    assert link_of(path_of(link, key), key, START) == link
    (tmp_path / "data" / "board.key").unlink()
    with pytest.raises(InvalidLinkError):
        link_of(path_of(link, key), board_key(tmp_path / "data"), START)


@pytest.mark.parametrize("torn", [b"", b"half"])
def test_a_key_that_was_not_written_whole_seals_nothing(tmp_path: Path, torn: bytes) -> None:
    """A full disk or a kill: it is made anew, its owner's alone; links sealed with what stood there open nothing."""
    file = tmp_path / "board.key"
    file.write_bytes(torn)
    key = board_key(tmp_path)
    assert len(key) > 40
    assert file.read_bytes() == key
    assert file.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["board.key"]
    with pytest.raises(InvalidLinkError):
        link_of(path_of(BoardLink("u1", START + dt.timedelta(1)), torn), key, START)


async def test_ledger_is_read_beside_its_program_and_never_written(chats: Chats, tmp_path: Path) -> None:
    """What the bot commits is seen at the next look; a write is refused."""
    store = await open_reading(str(tmp_path / "ledger.json"))
    request = replace(chats.stage.app.request, store=store)
    from bot.services.status.board_page import board_in_browser

    before = await board_in_browser(request, "u1", START + DAY)
    await chats.say(OWNER, f"{OWN} 完成60%")
    after = await board_in_browser(request, "u1", START + DAY)
    assert [row.said.words for row in after.rows if row.said] == [f"{OWN} 完成60%"]
    assert not any(row.said for row in before.rows)
    with pytest.raises(NotFound):
        await board_in_browser(request, "u2", START + DAY)
    with pytest.raises(RuntimeError):
        async with store.open():
            pass
    async with store.read() as ledger:
        with pytest.raises(RuntimeError):
            await ledger.people.drop("u1/p1")
    with pytest.raises(FileNotFoundError):
        await open_reading(str(tmp_path / "nowhere.json"))


async def test_command_gives_a_link_beside_the_running_bot(chats: Chats, tmp_path: Path) -> None:
    """While the bot holds the ledger; the link opens, and a signal ends it."""
    assert chats
    (tmp_path / "config.toml").write_text(
        f'[store]\nurl = "{tmp_path}/ledger.json"\nevidence = "{tmp_path}/evidence"\n', "utf-8"
    )
    program = await asyncio.create_subprocess_exec(
        *living(now, "bot", "board", "--port", "8799", "--days", "2"),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout
    try:
        said = (await program.stdout.readline() + await program.stdout.readline()).decode()
        found = LINK.search(said)
        assert found, said
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(found[0])
            assert answer.status_code == 200
            assert f'data-id="u1/A/{OWN}"' in answer.text
            assert (await client.get(found[0][:-2])).status_code == 403
    finally:
        program.send_signal(signal.SIGTERM)
        assert await program.wait() == 0


async def test_a_service_shows_it_without_a_word_and_links_are_asked_for(chats: Chats, tmp_path: Path) -> None:
    """No link is written where a log would keep it; one that is asked for beside it opens, and opens no port itself."""
    assert chats
    (tmp_path / "config.toml").write_text(
        f'[store]\nurl = "{tmp_path}/ledger.json"\nevidence = "{tmp_path}/evidence"\n', "utf-8"
    )

    async def board(*arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *living(now, "bot", "board", "--port", "8798", *arguments),
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    service = await board("--no-link")
    try:
        asked = await board("--link")
        said, _ = await asked.communicate()
        assert asked.returncode == 0
        found = LINK.search(said.decode())
        assert found, said
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(300):
                with contextlib.suppress(httpx.ConnectError):
                    shown = await client.get(found[0])
                    break
                await asyncio.sleep(0.1)
        assert shown.status_code == 200
        both = await board("--link", "--no-link")
        assert "只能写一个" in (await both.communicate())[0].decode()
    finally:
        service.send_signal(signal.SIGTERM)
        quiet, _ = await service.communicate()
    assert (service.returncode, quiet) == (0, b"")
