"""The board in a real headless Chromium: filters, one card at a time, renewed by itself, on paper."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.transport.board_link import BoardLink, path_of
from bot.transport.board_server import board_app
from bot.transport.health_server import open_port
from tests.handlers.conftest import BEIJING

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
MONDAY = dt.datetime(2025, 6, 16, 9, 0, tzinfo=BEIJING)
KEY = b"a key of the test"
SIZES = ((360, 740), (390, 844), (1440, 900))


@dataclass
class Screen:
    """The office whose board is shown, and the address of its link."""

    stage: Stage
    url: str


@pytest_asyncio.fixture(loop_scope="module")
async def screen(tmp_path: Path) -> AsyncIterator[Screen]:
    """The example ledger with two people bound, its board on a port for a day."""
    async with open_stage(tmp_path, MONDAY) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("何清溪", "孟晓川")
        link = BoardLink("u1", MONDAY + dt.timedelta(1))
        async with open_port(board_app(stage.app.request, KEY), "127.0.0.1", 0) as address:
            yield Screen(stage, address + path_of(link, KEY))


@asynccontextmanager
async def opened(browser: Browser, url: str, width: int = 1440, height: int = 900) -> AsyncIterator[Page]:
    """A page of that size; an error in its script, or anything that its policy stops, fails the test."""
    errors: list[str] = []
    page = await browser.new_page(viewport={"width": width, "height": height})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Security" in said.text else None)
    await page.goto(url)
    yield page
    await page.close()
    assert errors == []


async def test_lights_have_words_and_filters_leave_what_is_asked_for(browser: Browser, screen: Screen) -> None:
    """Colour never alone; state, department, leader and words narrow together, the count says how many."""
    async with opened(browser, screen.url) as page:
        await expect(page.locator(".row:visible")).to_have_count(23)
        for light in await page.locator(".row.red .mark").all_text_contents():
            assert light.startswith("红·")
        await page.locator(".count.overdue").click()
        late = await page.locator(".row:visible").count()
        assert 0 < late < 23
        await expect(page.locator("#shown")).to_have_text(f"显示{late}条")
        await page.locator(".count.overdue").click()
        await page.select_option("[name=department]", "水环境股")
        for row in await page.locator(".row:visible").all_text_contents():
            assert "水环境股" in row
        await page.select_option("[name=department]", "")
        await page.fill("[name=words]", "没有这样的字")
        await expect(page.locator("#nothing")).to_be_visible()
        await expect(page.locator("#meeting")).to_be_disabled()


async def test_meeting_shows_one_card_at_a_time_by_the_keyboard(browser: Browser, screen: Screen) -> None:
    """The worst first; the arrows turn, Escape ends it."""
    async with opened(browser, screen.url) as page:
        first = await page.locator(".row").first.get_attribute("data-id")
        await page.locator("#meeting").click()
        await expect(page.locator(".row:visible")).to_have_count(1)
        assert await page.locator(".row:visible").get_attribute("data-id") == first
        await page.keyboard.press("ArrowRight")
        await expect(page.locator("#place")).to_have_text("2 / 23")
        await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("#place")).to_have_text("1 / 23")
        await page.keyboard.press("Escape")
        await expect(page.locator(".row:visible")).to_have_count(23)


async def test_page_renews_itself_and_says_when_it_cannot(browser: Browser, screen: Screen) -> None:
    """What was said in chat stands there without a reload, filters stay; an old figure is never shown as a new one."""
    async with opened(browser, screen.url) as page:
        await page.select_option("[name=department]", "执法大队")
        screen.stage.phone("孟晓川").say("2-3 完成60%")
        await screen.stage.settle()
        await page.evaluate("renew()")
        await expect(page.locator('[data-id$="/2-3"] .said')).to_contain_text("完成60%")
        assert await page.locator("[name=department]").input_value() == "执法大队"
        await page.route("**/board/**", lambda route: route.abort())
        await page.evaluate("renew()")
        await expect(page.locator("#line")).to_contain_text("连不上")
        await page.unroute("**/board/**")
        screen.stage.sandbox.clock.move(dt.timedelta(2))
        await page.evaluate("renew()")
        await expect(page.locator("#line")).to_contain_text("链接已到期")
        await expect(page.locator(".row")).to_have_count(0)


async def test_page_fits_every_screen_and_paper(browser: Browser, screen: Screen) -> None:
    """Nothing is cut off at the side; what is pressed is large enough for a thumb; on paper no button stands."""
    for width, height in SIZES:
        async with opened(browser, screen.url, width, height) as page:
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            heights = await page.evaluate("[...document.querySelectorAll('button, select')].map(b => b.offsetHeight)")
            assert min(height for height in heights if height) >= 44
            await page.emulate_media(media="print")
            await expect(page.locator("#filters")).to_be_hidden()
            await expect(page.locator(".row").first).to_be_visible()
