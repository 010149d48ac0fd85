"""The front door as it is handed out: nginx with our configuration before real receivers, one of which dies."""

import asyncio
import os
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.services.core.callback_data import WEBHOOK, own_secret
from bot.transport.webhook import MOST_BYTES, PATH, SECRET
from tests.crash.cable import to_port
from tests.crash.programs.bot_stations import Site, open_site
from tests.storage.server import Server

pytestmark = [pytest.mark.postgres, pytest.mark.long]

HERE = Path(__file__).parent.parent.parent / "deploy" / "province"
MAIN = """daemon off; pid {here}/pid; error_log {here}/error; events {{}}
http {{ {temporary} include {here}/site.conf; }}"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture
async def site(tmp_path: Path, postgres: Server) -> AsyncIterator[Site]:
    """An installation with two receivers, each a process of its own."""
    if not shutil.which("nginx"):
        if os.environ.get("CI") == "true":
            pytest.fail("CI must run the tests with nginx")
        pytest.skip("no nginx on this machine")
    async with open_site(tmp_path / "site", postgres) as opened:
        for name in ("receiver", "receiver2"):
            await opened.employ(name, "receiver")
        yield opened


async def succeed(*command: str | Path) -> None:
    """Run a program to its end, which has to be a good one."""
    pipe, same = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=same)
    words, _ = await process.communicate()
    assert process.returncode == 0, words.decode()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@asynccontextmanager
async def front_door(here: Path, receivers: list[int]) -> AsyncIterator[tuple[int, int]]:
    """Nginx with our configuration at two ports of this machine, the first without TLS, before the receivers."""
    plain, sealed = free_port(), free_port()
    subject = ["-subj", "/CN=bot.example.gov.cn", "-addext", "subjectAltName=DNS:bot.example.gov.cn"]
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *subject]
    await succeed(*made, "-keyout", here / "duban.key", "-out", here / "duban.crt")
    ours = (HERE / "nginx.conf").read_text("utf-8").replace("/etc/nginx", str(here))
    listen = f"listen 127.0.0.1:{plain}; listen 127.0.0.1:{sealed} ssl;"
    (here / "site.conf").write_text(ours.replace("listen 443 ssl;", listen) + "access_log off;\n", "utf-8")
    theirs = (HERE / "receivers.conf").read_text("utf-8")
    for example, port in zip((8443, 8444), receivers, strict=True):
        theirs = theirs.replace(str(example), str(port))
    (here / "duban-receivers.conf").write_text(theirs, "utf-8")
    temporary = "".join(f"{name}_temp_path {here}/{name}; " for name in TEMPORARY)
    (here / "main.conf").write_text(MAIN.format(here=here, temporary=temporary), "utf-8")
    command = ["nginx", "-c", str(here / "main.conf"), "-e", str(here / "error")]
    await succeed(*command, "-t")
    door = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{plain}") as client, asyncio.timeout(60):
            while True:
                try:
                    await client.get("/")
                    break
                except httpx.ConnectError:
                    await asyncio.sleep(0.05)
        yield plain, sealed
    finally:
        door.terminate()
        await door.wait()


async def test_door_lets_only_telegram_in(site: Site, tmp_path: Path) -> None:
    """Over TLS: the secret is asked for, other ways and paths are closed, what is too long is refused unread."""
    async with site.opened().open() as ledger:
        secret = await own_secret(ledger, WEBHOOK)
    known = {SECRET: secret}
    async with front_door(tmp_path, [*site.ports.values()]) as (_, sealed):
        trusting = ssl.create_default_context(cafile=tmp_path / "duban.crt")
        trusting.check_hostname = False
        async with httpx.AsyncClient(base_url=f"https://127.0.0.1:{sealed}", verify=trusting) as client:
            assert (await client.post(PATH, json={"update_id": 1})).status_code == 403
            assert (await client.post(PATH, json={"update_id": "?"}, headers=known)).status_code == 400
            assert (await client.post(PATH, json={"update_id": 900_000}, headers=known)).status_code == 200
            assert (await client.get(PATH, headers=known)).status_code == 403
            assert (await client.post(f"{PATH}/east", json={"update_id": 1}, headers=known)).status_code == 404
            for path in ("/", "/telegram/", "/telegram/../healthz/", "/metrics", "/telegramx", "/telegram/a/b"):
                assert (await client.post(path, json={"update_id": 1}, headers=known)).status_code == 404, path
            assert (await client.post(PATH, content=b" " * (MOST_BYTES + 1), headers=known)).status_code == 413
            assert (await client.get("/healthz")).text == "ok\n"


async def test_door_goes_on_while_one_receiver_is_dead(site: Site, tmp_path: Path) -> None:
    """Telegram pushes through nginx: one receiver is killed and comes back, then the other is gone for good.

    Nothing is lost or told twice, and Telegram notices nothing of it.
    """
    async with front_door(tmp_path, [*site.ports.values()]) as (plain, _):
        site.door.ends = [to_port(plain)]
        for name in ("worker", "sender", "ticks"):
            await site.employ(name, name)
        await site.talk(20)
        talking = asyncio.create_task(site.talk(120, 0.05))
        await asyncio.sleep(1)
        await site.fall("receiver")
        await asyncio.sleep(3)  # until the door asks there again
        await site.break_down("receiver2")
        await talking
        await site.until_quiet()
    assert await site.count() == {}
    assert site.tally.sent_twice == 0
    assert "last_error_message" not in site.sandbox.webhook.as_json()
