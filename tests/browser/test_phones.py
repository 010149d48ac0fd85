"""The page of phones in a real headless Chromium, with the real library answering behind it."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, expect
from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.sandbox import Phone, Sandbox, SandboxClock, TourStep, serve
from bot.sandbox.formatting import plain

expect.set_options(timeout=60_000)  # as long as a busy machine may need
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
MONDAY = dt.datetime(2026, 3, 9, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("收到", callback_data="ack"), InlineKeyboardButton("提醒", callback_data="alert")],
        [InlineKeyboardButton("要文件", callback_data="file")],
    ]
)


async def answer_text(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say back what was said, with buttons; keep silent about edits."""
    if message := update.message:
        kind = "照片" if message.photo else message.document.file_name if message.document else message.text
        await message.reply_html(f"<b>听到</b>：{kind}", reply_markup=BUTTONS, do_quote=True)


async def answer_press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a press with a line, an alert or a file."""
    query = update.callback_query
    assert query
    if query.data == "ack":
        await query.answer("已登记")
        await query.edit_message_text("登记好了")
    elif query.data == "alert":
        await query.answer("请在今天之内", show_alert=True)
    else:
        await query.answer()
        await query.get_bot().send_document(query.from_user.id, b"a,b\r\n", filename="清单.csv")


@pytest.fixture
def sandbox() -> Sandbox:
    """Staff, office and secretary on a Monday morning."""
    sandbox = Sandbox(clock=SandboxClock(MONDAY), limits=False)
    for number, name, role in ((1001, "宗砚秋", "经办人"), (1002, "闵知行", "整改办"), (1003, "褚怀远", "书记")):
        sandbox.phone(number, name, role).start_chat()
    return sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    """The sandbox on a port, with a bot behind it."""
    server = await serve(sandbox)
    builder = ApplicationBuilder().token(sandbox.token)
    bot = builder.base_url(f"{server.url}/bot").base_file_url(f"{server.url}/file/bot").build()
    bot.add_handler(CallbackQueryHandler(answer_press))
    bot.add_handler(MessageHandler(filters.ALL, answer_text))
    async with bot:
        await bot.bot.set_my_commands([BotCommand("mine", "我的措施")])
        await bot.bot.set_my_commands([BotCommand("invite", "邀请")], BotCommandScopeChat(1002))
        await bot.start()
        assert bot.updater
        await bot.updater.start_polling(timeout=5)
        yield server.page
        await bot.updater.stop()
        await bot.stop()
    await server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, url: str) -> AsyncIterator[Page]:
    """The page, wide; an error in its script fails the test."""
    errors: list[str] = []
    page = await browser.new_page(viewport={"width": 1360, "height": 860})
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(url)
    await expect(page.locator(".phone")).to_have_count(3)
    yield page
    await page.close()
    assert errors == []


def on(page: Page, person: int) -> Locator:
    """A person's phone on the page."""
    return page.locator(f'[data-phone="{person}"]')


async def write(phone: Locator, text: str) -> None:
    """Type a text and send it by Enter."""
    await phone.get_by_role("textbox").fill(text)
    await phone.get_by_role("textbox").press("Enter")


async def test_three_phones_stand_side_by_side(page: Page) -> None:
    """With their owners' roles and names, at one height."""
    boxes = [await phone.bounding_box() for phone in await page.locator(".phone").all()]
    places = [(box["x"], box["y"]) for box in boxes if box]
    assert places == sorted(places)
    assert len({y for _, y in places}) == 1
    assert await page.locator(".owner .role").all_inner_texts() == ["经办人", "整改办", "书记"]


async def test_what_is_typed_is_answered_without_a_reload(page: Page, sandbox: Sandbox) -> None:
    """The answer comes live, with markup as markup, and quotes the question."""
    phone = on(page, 1001)
    await write(phone, "3-2 完成80%")
    answer = phone.locator(".theirs")
    await expect(answer.locator(".text")).to_have_text("听到：3-2 完成80%")
    await expect(answer.locator(".text b")).to_have_text("听到")
    await expect(answer.locator(".quote")).to_contain_text("3-2 完成80%")
    assert sandbox.phone(1001).messages[0].text == "3-2 完成80%"
    await expect(on(page, 1002).locator(".message")).to_have_count(0)


async def test_markup_that_people_type_stays_text(page: Page) -> None:
    """Nothing that somebody writes becomes part of the page."""
    phone = on(page, 1001)
    sent = '<img src=x onerror="document.title=1"> & <b>x</b>'
    await write(phone, sent)
    await expect(phone.locator(".mine .text")).to_have_text(sent)
    assert await phone.locator(".text img").count() == 0


async def test_a_pressed_button_shows_its_answer_and_the_edited_message(page: Page) -> None:
    """A passing line, the new text, the edit mark, and no buttons any more."""
    phone = on(page, 1001)
    await write(phone, "在")
    await phone.get_by_role("button", name="收到").click()
    await expect(phone.locator(".toast")).to_have_text("已登记")
    answer = phone.locator(".theirs")
    await expect(answer.locator(".text")).to_have_text("登记好了")
    await expect(answer.locator(".edited")).to_be_visible()
    await expect(answer.get_by_role("button", name="收到")).to_have_count(0)


async def test_a_slow_tap_on_unread_buttons_counts(page: Page, sandbox: Sandbox) -> None:
    """What is marked as read meanwhile does not take the button away from under the finger."""
    await on(page, 1001).get_by_role("textbox").focus()
    phone = on(page, 1003)
    sandbox.phone(1003).say("在")
    await expect(phone.locator(".rule.new")).to_be_visible()
    await phone.get_by_role("button", name="收到").click(delay=1000)
    await expect(phone.locator(".theirs .text")).to_have_text("登记好了")
    await expect(phone.locator(".rule.new")).to_have_count(0)


async def test_an_alert_waits_for_a_tap(page: Page) -> None:
    """It lies over the chat until it is confirmed."""
    phone = on(page, 1001)
    await write(phone, "在")
    await phone.get_by_role("button", name="提醒").click()
    await expect(phone.get_by_role("alertdialog")).to_contain_text("请在今天之内")
    await phone.get_by_role("button", name="好", exact=True).click()
    await expect(phone.get_by_role("alertdialog")).to_be_hidden()


async def test_a_photo_goes_up_and_is_shown(page: Page, sandbox: Sandbox, tmp_path: Path) -> None:
    """With the words that were typed as its caption."""
    picture = tmp_path / "现场.png"
    picture.write_bytes(PICTURE)
    phone = on(page, 1001)
    await phone.get_by_role("textbox").fill("现场")
    await phone.locator("input[type=file]").set_input_files(picture)
    await expect(phone.locator(".mine img")).to_be_visible()
    await expect(phone.locator(".mine .text")).to_have_text("现场")
    await expect(phone.locator(".theirs .text")).to_have_text("听到：照片")
    assert sandbox.phone(1001).messages[0].photo == PICTURE


async def test_a_file_goes_up_and_another_comes_down(page: Page, sandbox: Sandbox, tmp_path: Path) -> None:
    """Byte for byte, under its name."""
    given = tmp_path / "台账.xlsx"
    given.write_bytes(b"PK\r\n\x00")
    phone = on(page, 1002)
    await phone.locator("input[type=file]").set_input_files(given)
    await expect(phone.locator(".theirs .text")).to_have_text("听到：台账.xlsx")
    assert sandbox.phone(1002).messages[0].document == b"PK\r\n\x00"
    await phone.get_by_role("button", name="要文件").click()
    card = phone.locator(".theirs a.card")
    await expect(card).to_contain_text("清单.csv")
    async with page.expect_download() as coming:
        await card.click()
    download = await coming.value
    assert (download.suggested_filename, Path(await download.path()).read_bytes()) == ("清单.csv", b"a,b\r\n")


async def test_a_file_that_cannot_go_is_told(page: Page, sandbox: Sandbox, tmp_path: Path) -> None:
    """An empty file is refused in a line over the chat."""
    empty = tmp_path / "空.txt"
    empty.touch()
    await on(page, 1001).locator("input[type=file]").set_input_files(empty)
    await expect(on(page, 1001).locator(".toast")).to_contain_text("空.txt 没有发出")
    assert sandbox.phone(1001).messages == []


async def test_an_own_message_can_be_edited_and_answered(page: Page, sandbox: Sandbox) -> None:
    """Editing keeps the place and shows the mark; answering shows what is answered."""
    phone = on(page, 1001)
    await write(phone, "完成80%")
    mine = phone.locator(".mine").first
    await mine.hover()
    await mine.get_by_role("button", name="编辑").click()
    await expect(phone.get_by_role("textbox")).to_have_value("完成80%")
    await write(phone, "完成60%")
    await expect(mine.locator(".text")).to_have_text("完成60%")
    await expect(mine.locator(".edited")).to_be_visible()
    answer = phone.locator(".theirs").first
    await answer.hover()
    await answer.get_by_role("button", name="回复").click()
    await expect(phone.locator(".about")).to_contain_text("听到")
    await write(phone, "对")
    await expect(phone.locator(".mine .quote").last).to_contain_text("听到：完成80%")
    assert [message.text for message in sandbox.phone(1001).messages if not message.by_bot] == ["完成60%", "对"]


async def test_unread_messages_are_marked_until_they_are_looked_at(page: Page, sandbox: Sandbox) -> None:
    """A count beside the owner and a line in the chat; touching the phone takes the count away."""
    await on(page, 1001).get_by_role("textbox").focus()
    secretary = sandbox.phone(1003)
    secretary.say("周报")
    await expect(on(page, 1003).locator(".unread")).to_have_text("1")
    await expect(on(page, 1003).locator(".rule.new")).to_be_visible()
    await on(page, 1003).locator(".chat").click()
    await expect(on(page, 1003).locator(".unread")).to_be_hidden()
    assert secretary.unread == 0


async def test_each_chat_has_its_own_command_menu(page: Page) -> None:
    """Opened by its button or by a slash; a command is sent by a click."""
    office = on(page, 1002)
    await office.get_by_role("button", name="命令菜单").click()
    await expect(office.locator(".commands")).to_have_text("/invite 邀请")
    staff = on(page, 1001)
    await staff.get_by_role("textbox").fill("/m")
    await staff.locator(".commands button").click()
    await expect(staff.locator(".mine .text")).to_have_text("/mine")


async def test_a_reply_keyboard_types_for_the_person(page: Page, sandbox: Sandbox) -> None:
    """Its words stand under the place to write."""
    phone = sandbox.phone(1001)
    rows = {"keyboard": [[{"text": "状态"}, {"text": "逾期"}]]}
    sandbox.post(phone.chat, sandbox.bot, markup=rows)
    await on(page, 1001).get_by_role("button", name="逾期").click()
    await expect(on(page, 1001).locator(".mine .text")).to_have_text("逾期")


async def test_a_start_link_opens_start_in_that_phone(page: Page) -> None:
    """Clicked in a message, or pasted and sent."""
    phone = on(page, 1001)
    await write(phone, "看 https://t.me/duban_bot?start=k3J")
    await page.wait_for_timeout(500)  # until the message is drawn as received: a click while it is drawn anew is lost
    await phone.locator(".mine a").click()
    await expect(phone.locator(".mine .text").last).to_have_text("/start k3J")
    await write(phone, "https://t.me/duban_bot?start=Z9")
    await expect(phone.locator(".mine .text").last).to_have_text("/start Z9")


async def test_the_bot_s_typing_shows_and_passes(page: Page, sandbox: Sandbox) -> None:
    """For five seconds."""
    chat = sandbox.phone(1003).chat
    chat.show_action("typing")
    sandbox.on_change.ring()
    await expect(on(page, 1003).locator(".action")).to_have_text("正在输入…")
    await expect(on(page, 1003).locator(".action")).to_have_text("机器人")


async def test_the_clock_moves_by_an_hour_a_day_a_week(page: Page, sandbox: Sandbox) -> None:
    """Date and weekday follow; while the application works, time is seen to pass."""
    gate = asyncio.Event()

    async def tick(_step: dt.timedelta) -> None:
        await gate.wait()

    now, passing = page.locator("#now"), page.locator("#passing")
    await expect(now).to_have_text("2026年3月9日 星期一 08:30")
    await page.get_by_role("button", name="＋1天").click()
    await expect(now).to_have_text("2026年3月10日 星期二 08:30")
    sandbox.on_clock_moved = tick
    await page.get_by_role("button", name="＋1小时").click()
    await expect(passing).to_be_visible()
    await expect(now).to_have_text("2026年3月10日 星期二 09:00")
    await expect(page.get_by_role("button", name="＋1周")).to_be_disabled()
    gate.set()
    await expect(now).to_have_text("2026年3月10日 星期二 09:30")
    await expect(passing).to_be_hidden()
    await page.get_by_role("button", name="＋1周").click()
    await expect(now).to_have_text("2026年3月17日 星期二 09:30")
    await write(on(page, 1001), "一周以后")
    await expect(on(page, 1001).locator(".rule.day")).to_have_text("3月17日 星期二")


async def test_the_newest_message_stays_in_sight(page: Page, sandbox: Sandbox) -> None:
    """As messages come and as the window changes; but who has scrolled up is left alone."""
    phone = sandbox.phone(1001)
    for number in range(30):
        phone.say(f"第{number}条")
    newest = on(page, 1001).get_by_text("听到：第29条")
    await expect(newest).to_be_in_viewport()
    await page.set_viewport_size({"width": 1100, "height": 560})
    await expect(newest).to_be_in_viewport()
    await on(page, 1001).locator(".chat").evaluate("chat => chat.scrollTo(0, 0)")
    await page.wait_for_timeout(100)
    sandbox.post(phone.chat, sandbox.bot, plain("新来的"))
    await expect(on(page, 1001).get_by_text("新来的")).to_be_attached()
    await expect(on(page, 1001).get_by_text("第0条", exact=True).first).to_be_in_viewport()


async def test_one_more_phone_can_be_added(page: Page, sandbox: Sandbox) -> None:
    """It has a start button, as a new chat has."""
    await page.get_by_role("button", name="加一部手机").click()
    await page.get_by_label("机主姓名").fill("卓不凡")
    await page.get_by_role("button", name="加上").click()
    await expect(page.locator(".phone")).to_have_count(4)
    guest: Phone = sandbox.people[-1]
    await on(page, guest.user.id).get_by_role("button", name="开始").click()
    await expect(on(page, guest.user.id).locator(".theirs .text")).to_have_text("听到：/start")
    assert guest.user.name == "卓不凡"


async def test_a_phone_wide_window_shows_one_phone_with_tabs(page: Page, sandbox: Sandbox) -> None:
    """Nothing is wider than the window; tabs carry the unread marks and open the other phones."""
    await page.set_viewport_size({"width": 390, "height": 780})
    await expect(page.locator(".phone:visible")).to_have_count(1)
    sandbox.phone(1002).say("长" * 300)
    tab = page.get_by_role("tab").nth(1)
    await expect(tab.locator("i")).to_have_text("1")
    await tab.click()
    await expect(on(page, 1002).locator(".theirs")).to_be_visible()
    await expect(tab.locator("i")).to_be_empty()
    await write(on(page, 1002), "窄屏也行")
    await expect(on(page, 1002).locator(".theirs .text").last).to_have_text("听到：窄屏也行")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_phone_is_added_in_a_narrow_window(page: Page, sandbox: Sandbox) -> None:
    """It is the one that is seen, also where the page was busy just then; nothing is ever blank."""
    await page.set_viewport_size({"width": 390, "height": 844})

    async def slowly(route: Route) -> None:
        await asyncio.sleep(0.3)
        await route.continue_()

    await page.route("**/sandbox/state*", slowly)
    for name in ("卓不凡", "段立青"):
        sandbox.on_change.ring()
        await page.get_by_role("button", name="加一部手机").click()
        await page.get_by_label("机主姓名").fill(name)
        await page.get_by_role("button", name="加上").click()
        await expect(page.get_by_role("tab", selected=True)).to_contain_text(name)
        await expect(page.locator(".phone:visible")).to_have_count(1)
        await expect(on(page, sandbox.people[-1].user.id)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.unroute_all()


async def test_the_page_comes_back_after_the_sandbox_was_away(browser: Browser, sandbox: Sandbox) -> None:
    """It says so meanwhile and goes on by itself."""
    server = await serve(sandbox)
    page = await browser.new_page()
    await page.goto(server.page)
    await expect(page.locator("#offline")).to_be_hidden()
    await server.stop()
    await expect(page.locator("#offline")).to_be_visible()
    sandbox.phone(1001).say("断线时说的")
    again = await serve(sandbox, port=int(server.url.rpartition(":")[2]))
    await expect(on(page, 1001).locator(".mine .text")).to_have_text("断线时说的")
    await expect(page.locator("#offline")).to_be_hidden()
    await page.close()
    await again.stop()


async def test_tools_let_telegram_fail_and_show_a_message_as_it_is(page: Page, sandbox: Sandbox) -> None:
    """A fault by two choices, taken back by one press; a message's raw form; phones by the keyboard; narrow as well."""
    await page.locator("#tools").click()
    await page.select_option("#toolbox [name=method]", "sendMessage")
    await page.locator("#fail").click()
    await expect(page.locator("#coming")).to_contain_text("sendMessage")
    assert len(sandbox.faults.coming) == 1
    await page.locator("#mend").click()
    await expect(page.locator("#coming li")).to_have_count(0)
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.set_viewport_size({"width": 1360, "height": 860})
    await page.keyboard.press("Escape")
    await page.keyboard.press("Alt+2")
    await page.keyboard.type("在吗")
    await page.keyboard.press("Enter")
    answer = on(page, 1002).locator(".theirs").last
    await expect(answer).to_be_visible()
    await answer.hover()
    await answer.locator(".raw").click()
    await expect(page.locator("#inspector pre")).to_contain_text('"message_id"')


async def test_the_tour_leads_through_the_phones_and_then_the_page(page: Page, sandbox: Sandbox) -> None:
    """By the keyboard alone; it writes for the visitor once, fits a phone, and Escape ends it."""
    sandbox.tour = (TourStep("说一句试试。", 1002, "在吗"), TourStep("没有手机可写的一步。", 1003))
    guide = page.locator("#guide")
    await expect(guide).to_be_hidden()
    await page.locator("#tour").press("Enter")
    await expect(guide.locator("p")).to_have_text("1/6 说一句试试。")
    await expect(page.locator(".pointed")).to_have_attribute("data-phone", "1002")
    await guide.get_by_role("button", name="替我发").press("Enter")
    await expect(on(page, 1002).locator(".theirs .text")).to_have_text("听到：在吗")
    await expect(guide.get_by_role("button", name="替我发")).to_be_hidden()
    assert len([message for message in sandbox.phone(1002).messages if not message.by_bot]) == 1
    await page.set_viewport_size({"width": 360, "height": 740})
    for _ in range(5):
        await guide.get_by_role("button", name="下一步").press("Enter")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await expect(guide.get_by_role("button", name="看完了")).to_be_visible()
    await guide.get_by_role("button", name="上一步").click()
    await expect(guide.locator("b")).to_have_text("5/6")
    await page.keyboard.press("Escape")
    await expect(guide).to_be_hidden()
    await expect(page.locator(".pointed")).to_have_count(0)


async def test_a_message_can_be_seen_as_other_clients_show_it(page: Page, sandbox: Sandbox) -> None:
    """An old phone cuts a button's words to a line; the web folds the reply keyboard; the choice stays."""
    phone = sandbox.phone(1001)
    label = "请在本周五下班以前把整改材料送到整改办公室，逾期再催一次"
    sandbox.post(
        phone.chat, sandbox.bot, plain("长按钮"), markup={"inline_keyboard": [[{"text": label, "callback_data": "x"}]]}
    )
    sandbox.post(phone.chat, sandbox.bot, plain("键盘"), markup={"keyboard": [[{"text": "状态"}, {"text": "逾期"}]]})
    long, word = on(page, 1001).locator(".buttons button"), on(page, 1001).locator(".keyboard button").first
    whole = await long.bounding_box()

    async def choose(client: str) -> None:
        await page.locator("#tools").click()
        await page.select_option("[name=client]", client)
        await page.keyboard.press("Escape")

    await choose("old")
    box, cut = await on(page, 1001).bounding_box(), await long.bounding_box()
    assert box
    assert box["width"] == 320
    assert whole
    assert cut
    assert cut["height"] < whole["height"]
    assert await long.evaluate("button => button.scrollWidth > button.clientWidth")
    await choose("web")
    await expect(word).to_be_hidden()
    await on(page, 1001).get_by_role("button", name="回复键盘").click()
    await expect(word).to_be_visible()
    await page.reload()
    await expect(page.locator("body")).to_have_attribute("data-client", "web")
    await choose("")
    await expect(word).to_be_visible()


async def test_every_message_is_reached_by_the_keyboard(page: Page) -> None:
    """The arrows go from message to message, also to one without a link or a button, and Tab to what it can do."""
    phone = on(page, 1001)
    await write(phone, "一")
    await expect(phone.locator(".theirs .text")).to_have_text("听到：一")
    await phone.locator(".chat").focus()
    await page.keyboard.press("ArrowUp")
    await expect(phone.locator(".theirs .bubble")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(phone.locator(".mine .bubble")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(phone.locator(".mine .reply")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(phone.locator(".about")).to_contain_text("一")


async def test_a_page_without_a_phone_says_how_to_begin(browser: Browser) -> None:
    """Whoever opens it for a bot of their own finds no empty page."""
    server = await serve(Sandbox(clock=SandboxClock(MONDAY)))
    page = await browser.new_page()
    await page.goto(server.page)
    await expect(page.locator("#none")).to_contain_text("加一部手机")
    await page.get_by_role("button", name="加一部手机").click()
    await page.get_by_label("机主姓名").fill("卓不凡")
    await page.get_by_label("机主姓名").press("Enter")
    await expect(page.locator(".phone")).to_have_count(1)
    await expect(page.locator("#none")).to_be_hidden()
    await page.close()
    await server.stop()
