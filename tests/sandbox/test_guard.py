"""The sandbox's web surface: pages of others get nothing, by whatever name they come, and what was sent is no page."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox import Phone, Sandbox, Server, serve
from tests.sandbox.conftest import png, socket_bot

EVIL = b"<script>fetch('/sandbox/state')</script>"


@pytest.fixture
async def server(sandbox: Sandbox) -> AsyncIterator[Server]:
    """The sandbox on a free port."""
    server = await serve(sandbox)
    yield server
    await server.stop()


@pytest.fixture
async def stranger(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on this machine that never saw the key."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        yield client


@pytest.fixture
async def owner(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """The browser in which the page was opened by the address of the terminal."""
    async with httpx.AsyncClient(base_url=server.url, follow_redirects=True) as client:
        assert (await client.get(server.page)).status_code == 200
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/page/index.html", "/sandbox/state", "/bot42:SANDBOX/getMe", "/file/bot42:SANDBOX/x"]
)
async def test_a_name_that_leads_here_opens_nothing(owner: httpx.AsyncClient, path: str) -> None:
    """DNS rebinding: the browser believes that this is a foreign host's own port."""
    for host in ("evil.test", "127.0.0.1.evil.test", "evil.test:80", "", ":80", "127.0.0.1:80:80"):
        answer = await owner.get(path, headers={"Host": host})
        assert answer.status_code in {400, 403}, (host, path)
        assert "手机" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/say", "/bot42:SANDBOX/sendMessage"])
async def test_another_page_may_tell_nothing(
    owner: httpx.AsyncClient, phone: Phone, path: str, headers: dict[str, str]
) -> None:
    """Not even where the browser would send the cookie along, nor with the token that everybody knows."""
    said = {"phone": phone.user.id, "chat_id": phone.user.id, "text": "冒充"}
    answer = await owner.post(path, json=said, headers=headers)
    assert answer.status_code == 403
    assert phone.messages == []


async def test_the_page_opens_by_its_key_alone(
    stranger: httpx.AsyncClient, owner: httpx.AsyncClient, server: Server, phone: Phone
) -> None:
    """The key is drawn by chance, goes out of the address at once, and lies where no script can read it."""
    for path in ("/", "/?key=", "/?key=wrong", "/sandbox/state", "/sandbox/events", "/sandbox/guests"):
        assert (await stranger.get(path)).status_code == 403
    assert (await stranger.post("/sandbox/say", json={"phone": phone.user.id, "text": "一"})).status_code == 403
    opened = await stranger.get(server.page)
    assert opened.headers["location"] == "/page/index.html"
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await owner.get("/sandbox/state")).status_code == 200
    own = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    assert (
        await owner.post("/sandbox/say", json={"phone": phone.user.id, "text": "一"}, headers=own)
    ).status_code == 204
    assert Sandbox().key != Sandbox().key


async def test_every_answer_tells_the_browser_to_guess_nothing(owner: httpx.AsyncClient) -> None:
    """Which scripts may run, that no type is guessed, and that no other page frames it."""
    for path in ("/page/index.html", "/page/phones.js", "/sandbox/state"):
        headers = (await owner.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("name", ["现场.html", "现场.svg", "现场.xhtml", "现场.jpg", "现场"])
async def test_what_was_sent_is_stored_and_never_shown_as_a_page(
    owner: httpx.AsyncClient, phone: Phone, sandbox: Sandbox, name: str
) -> None:
    """A file that bears a script comes as an attachment of no type, whatever its name is; also by the Bot API."""
    phone.send_file(name, EVIL)
    kept = phone.last.attachment
    assert kept
    assert kept.file
    page = await owner.get(f"/sandbox/file/{kept.file.id}")
    assert page.content == EVIL
    assert page.headers["content-type"] == "application/octet-stream"
    for answer in (page, await owner.get(f"/file/bot{sandbox.token}/{kept.file.path}")):
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_picture_is_shown(owner: httpx.AsyncClient, phone: Phone) -> None:
    """It is known by its content."""
    phone.send_photo(png(3, 3))
    kept = phone.last.attachment
    assert kept
    assert kept.file
    answer = await owner.get(f"/sandbox/file/{kept.file.id}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline")


async def test_what_the_sandbox_does_not_have_is_said(sandbox: Sandbox, server: Server, phone: Phone) -> None:
    """A method of Telegram's that is not here is no wrong token: the library names it."""
    async with socket_bot(sandbox, server.url) as bot:
        with pytest.raises(BadRequest, match="Method sendpoll is not in the sandbox"):
            await bot.send_poll(phone.user.id, "几点开会？", ["九点", "十点"])


async def test_another_bot_has_its_own_token(phone: Phone) -> None:
    """A sandbox for any bot: the number before the colon is the bot's."""
    sandbox = Sandbox(token="77:OTHER")
    server = await serve(sandbox)
    async with Bot("77:OTHER", base_url=f"{server.url}/bot") as bot:
        assert (bot.id, bot.username) == (77, "duban_bot")
    await server.stop()
