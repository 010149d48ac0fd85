"""The sandbox over a socket: the stock program, webhooks, stopping and starting again."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.error import BadRequest, Conflict, NetworkError
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.sandbox import Phone, Sandbox, Server, serve
from tests.sandbox.conftest import png, socket_bot


@pytest.fixture
async def server(sandbox: Sandbox) -> AsyncIterator[Server]:
    """The sandbox on a free port."""
    server = await serve(sandbox)
    yield server
    await server.stop()


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Give back what came."""
    assert update.message
    if update.message.photo:
        content = await (await update.message.photo[-1].get_file()).download_as_bytearray()
        await update.message.reply_photo(bytes(content))
    else:
        await update.message.reply_text(f"收到：{update.message.text}")


async def test_the_stock_program_runs_over_a_socket(sandbox: Sandbox, phone: Phone, server: Server) -> None:
    """Built as its users build it, with base_url and base_file_url only."""
    builder = ApplicationBuilder().token(sandbox.token)
    application = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    assert application.updater
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=5)
        phone.say("3-2 完成80%")
        await sandbox.until(lambda: phone.inbox)
        phone.send_photo(png(5, 5))
        await sandbox.until(lambda: len(phone.inbox) == 2)
        await application.updater.stop()
        await application.stop()
    assert [message.text or message.photo for message in phone.inbox] == ["收到：3-2 完成80%", png(5, 5)]


async def test_a_killed_poller_does_not_swallow_updates(sandbox: Sandbox, phone: Phone, server: Server) -> None:
    """A connection that is gone takes nothing with it; the next poll gets all."""
    client = httpx.AsyncClient(base_url=server.url)
    poll = asyncio.create_task(client.get("/bot42:SANDBOX/getUpdates?timeout=30", timeout=60))
    await asyncio.sleep(0.1)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await client.aclose()
    number = phone.say("还在")
    async with socket_bot(sandbox, server.url) as bot:
        assert [update.update_id for update in await bot.get_updates()] == [number]


async def test_stopping_ends_polls_and_frees_the_port(sandbox: Sandbox, phone: Phone) -> None:
    """A stopped sandbox refuses connections; served again it remembers everything."""
    server = await serve(sandbox)
    url = server.url
    async with socket_bot(sandbox, url) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await asyncio.wait_for(server.stop(), 20)
        assert await poll == ()
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "在吗")
        number = phone.say("断网时说的")
        again = await serve(sandbox, port=int(url.rpartition(":")[2]))
        assert [update.update_id for update in await bot.get_updates()] == [number]
        await again.stop()


async def test_a_taken_port_is_told(sandbox: Sandbox, server: Server) -> None:
    """And nothing is left open."""
    with pytest.raises(OSError, match="in use"):
        await serve(sandbox, port=int(server.url.rpartition(":")[2]))


async def test_answers_are_sent_at_once(sandbox: Sandbox, server: Server) -> None:
    """Fifty calls do not wait for a delayed acknowledgement each (40 ms)."""
    loop, took = asyncio.get_running_loop(), []
    async with socket_bot(sandbox, server.url) as bot:
        for _ in range(50):
            begin = loop.time()
            await bot.get_me()
            took.append(loop.time() - begin)
    assert min(took[1:]) < 0.03  # some may wait for the machine; with the delay all would


async def test_only_loopback_is_served(sandbox: Sandbox) -> None:
    """The sandbox is nobody else's business."""
    with pytest.raises(ValueError, match="loopback"):
        await serve(sandbox, host="0.0.0.0")  # noqa: S104 - the mistake itself


async def test_a_webhook_is_pushed_until_it_answers_well(sandbox: Sandbox, phone: Phone, server: Server) -> None:
    """With the secret in the header, one after another, again after a failure; polling is a conflict meanwhile."""
    heard: list[tuple[str, str]] = []

    async def receive(request: Request) -> Response:
        raw = await request.json()
        heard.append((raw["message"]["text"], request.headers.get("x-telegram-bot-api-secret-token", "")))
        return Response(status_code=500 if len(heard) == 1 else 200)

    config = uvicorn.Config(
        Starlette(routes=[Route("/hook", receive, methods=["POST"])]), port=0, log_config=None, lifespan="off"
    )
    hook = uvicorn.Server(config)
    serving = asyncio.create_task(hook.serve())
    while not hook.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = hook.servers[0].sockets[0].getsockname()[1]
    async with socket_bot(sandbox, server.url) as bot:
        with pytest.raises(BadRequest, match="https url must be provided"):
            await bot.set_webhook("ftp://nowhere")
        phone.say("一")
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="geheim")
        phone.say("二")
        await sandbox.idle()
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()
    hook.should_exit = True
    await serving
    assert heard == [("一", "geheim"), ("一", "geheim"), ("二", "geheim")]
    assert (info.pending_update_count, info.last_error_message is not None) == (0, True)


async def test_the_page_s_questions_are_answered(sandbox: Sandbox, phone: Phone, server: Server) -> None:
    """Only what changed comes; what cannot be done is refused in words."""
    async with httpx.AsyncClient(base_url=server.url, follow_redirects=True) as client:
        assert "手机沙盒" in (await client.get(server.page)).text
        phone.say("一")
        first = (await client.get("/sandbox/state")).json()
        assert (await client.post("/sandbox/say", json={"phone": 1001, "text": "二"})).status_code == 204
        second = (await client.get("/sandbox/state", params={"since": first["change"]})).json()
        assert [[m["text"] for m in state["phones"][0]["messages"]] for state in (first, second)] == [["一"], ["二"]]
        refused = await client.post("/sandbox/say", json={"phone": 1001, "text": " "})
        assert (refused.status_code, refused.json()["ok"]) == (400, False)
