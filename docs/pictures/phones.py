"""Take the README's pictures: phones and the board in a browser after a week of a round, and the digest's chart."""

import asyncio
import datetime as dt
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from bot.demo.phones import START
from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.sandbox import serve
from bot.transport.board_link import BoardLink, path_of
from bot.transport.board_server import board_app
from bot.transport.health_server import open_port

HERE = Path(__file__).parent
SHOWN = {"罗雨桐": "经办人", "何清溪": "整改办", "陆景澄": "党组书记"}
KEY = b"of a picture"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


async def take(folder: Path) -> None:
    """Play two weeks and photograph the page, wide and as wide as a phone."""
    async with open_stage(folder, START) as stage:
        await stage.take_in(WORKBOOK)
        for name, role in SHOWN.items():
            stage.phone(name, role)
        await stage.bind(*SHOWN)
        await stage.pass_time(dt.timedelta(days=7, hours=1))
        owner, office = stage.phone("罗雨桐"), stage.phone("何清溪")
        owner.say("9-1 本月采样已做，完成40%，数据正常")
        await stage.settle()
        office.say("状态 9-1")
        await stage.settle()
        server = await serve(stage.sandbox)
        await photograph(server.page)
        await server.stop()
        await photograph_board(stage)
        secretary = stage.phone("陆景澄")
        chart = next(message.photo for message in reversed(secretary.inbox) if message.photo)
        (HERE / "chart.png").write_bytes(chart)


async def photograph(url: str) -> None:
    """Photograph the page in a headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for name, width, height in (("phones.png", 1360, 860), ("phone.png", 390, 844)):
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(url)
            await page.wait_for_timeout(1500)
            await page.screenshot(path=HERE / name)
        await browser.close()


async def photograph_board(stage: Stage) -> None:
    """Photograph the board in a browser, as it hangs in the office."""
    link = BoardLink(stage.app.config.unit.id, stage.app.request.now() + dt.timedelta(30))
    async with (
        open_port(board_app(stage.app.request, KEY), "127.0.0.1", 0) as address,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = await browser.new_page(viewport={"width": 1360, "height": 860})
        await page.goto(address + path_of(link, KEY))
        await page.screenshot(path=HERE / "board.png")
        await browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(take(Path(scratch)))
