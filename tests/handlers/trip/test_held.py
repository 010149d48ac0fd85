"""The ledger is held for the moment of writing alone: what takes its time comes before, or when a message is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.demo.stage import WORKBOOK
from bot.domain.imports import revision
from bot.messages.core.invitation_taps import InviteAll
from bot.messages.core.taps import UnitsWorkbook
from bot.sandbox import Phone
from bot.services.core.transaction import open_clock_transaction
from handlers import ROUTES
from handlers.reporting.papers import KINDS
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels, open_chats
from tests.handlers.imports.test_import_again import DUE, TAKE, amended
from tests.handlers.imports.test_import_again import newer as newer_file
from tests.handlers.status.test_release import APPROVE, CONTACT, asked, drawn, edited
from tests.handlers.trip.test_questions import sealed
from tests.storage.server import Server
from tests.support.held import watching

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@asynccontextmanager
async def watched(folder: Path, ledger: str = "") -> AsyncIterator[Chats]:
    """An office of which nobody may hold the ledger over what takes its time."""
    with watching() as held_over:
        async with open_chats(folder, ledger=ledger) as chats:
            yield chats
            chats.unanswered.clear()
    assert held_over == []


@pytest.mark.parametrize("name", [OFFICE, SECRETARY, LEADER, OWNER])
async def test_no_command_holds_it_over_its_answer(tmp_path: Path, name: str) -> None:
    """Whatever a role may ask for, with and without a question that is open."""
    async with watched(tmp_path) as chats:
        for command in ROUTES.commands:
            await chats.after(name, partial(Phone.say, text=f"/{command.name}"))
        await chats.say(name, "/why 2-3")
        for words in ("本周到期的有哪些", f"{OWN} 怎么样了", "/due 2月30日", "本周到期的有哪些", "取消", "我的"):
            await chats.after(name, partial(Phone.say, text=words))


async def test_no_paper_on_its_way_is_drawn_over_it(tmp_path: Path) -> None:
    """Its card with the differences, the draft for who decides, and the clean copy."""
    async with watched(tmp_path) as chats:
        card = await asked(chats, edited(await drawn(chats), CONTACT))
        await chats.press(SECRETARY, card, APPROVE)
        assert chats.phone(SECRETARY).inbox[-1].attachment is not None


async def test_no_paper_is_drawn_over_it(tmp_path: Path) -> None:
    """Every document, workbook and chart."""
    async with watched(tmp_path) as chats:
        for kind in KINDS:
            await chats.after(OFFICE, partial(Phone.say, text=f"/report {kind}"))
        for words in ("/export", "/chart", "/burden", "/forecast", "/digest", "/import 模板"):
            await chats.after(OFFICE, partial(Phone.say, text=words))


async def test_no_link_is_drawn_over_it(tmp_path: Path) -> None:
    """One, all, and all on a page to print."""
    async with watched(tmp_path) as chats:
        await chats.say(OFFICE, "/invite 唐若溪")
        for tap in (InviteAll(), InviteAll(sheet=True), UnitsWorkbook()):
            below, data = chats.phone(OFFICE).inbox[-1], await sealed(chats, OFFICE, tap)
            await chats.after(OFFICE, partial(Phone.press_data, message=below, data=data))
        assert sum("start=" in one.text or one.attachment is not None for one in chats.phone(OFFICE).inbox) > 2


async def test_no_file_is_fetched_or_read_over_it(tmp_path: Path) -> None:
    """Photos with and without words, of a visit, a plan, and what comes from somebody who had blocked the bot."""
    async with watched(tmp_path) as chats:
        await chats.after(OWNER, partial(Phone.send_photo, content=PNG, caption=f"{OWN} 完成80%"))
        await chats.after(OWNER, partial(Phone.send_photo, content=PNG + b"1"))
        await chats.after(OFFICE, partial(Phone.send_file, name="台账.xlsx", content=WORKBOOK.read_bytes()))
        page = await chats.say(LEADER, f"/visit {OWN} 今天")
        begin = next((label for label in labels(page) if "开始" in label), "")
        if begin:
            await chats.press(LEADER, page, begin)
        await chats.after(LEADER, partial(Phone.send_photo, content=PNG + b"2"))
        chats.stage.sandbox.faults.next("sendMessage", "403", chat=chats.phone(MATE).chat.id)
        await chats.after(MATE, partial(Phone.say, text="2-4 完成50%"))
        assert (await chats.person(MATE)).blocked
        await chats.after(MATE, partial(Phone.send_photo, content=PNG + b"3", caption="2-4 完成60%"))
        assert not (await chats.person(MATE)).blocked
        assert [one.percent for one in await chats.progress("2-4")] == [50, 60]


async def live(chats: Chats) -> None:
    """An office's week: what is said, sent, handed in and decided, a newer plan, and all that the clock does."""
    await chats.after(OWNER, partial(Phone.send_photo, content=PNG, caption=f"{OWN} 完成80%"))
    await chats.say(OWNER, f"{OWN} 已完成")
    for name in (LEADER, OFFICE, SECRETARY):
        await chats.say(name, "/todo")
    await chats.say(OFFICE, f"/nudge {OTHERS}")
    newer = amended("4-1", DUE, "2025年9月30日前")
    seen = (await chats.after(OFFICE, partial(Phone.send_file, name="台账.xlsx", content=newer_file(newer))))[-1]
    await chats.press(OFFICE, seen, TAKE)
    await chats.say(OFFICE, "上级同意延后")
    await chats.stage.pass_time(5 * DAY)
    assert any("周" in one.text for one in chats.phone(SECRETARY).inbox)


async def test_no_week_of_an_office_holds_it(tmp_path: Path) -> None:
    """People and the clock, on a file."""
    async with watched(tmp_path) as chats:
        await live(chats)


@pytest.mark.postgres
async def test_no_week_of_an_office_holds_it_in_a_database(tmp_path: Path, postgres: Server) -> None:
    """The same where several processes wait for it."""
    async with watched(tmp_path, postgres.database()) as chats:
        await live(chats)


async def seen_by_the_watch(chats: Chats) -> None:
    """Hold the ledger as a person and as the clock, over a thread and a comparison."""
    request = chats.stage.app.request
    async with request.open():
        await asyncio.to_thread(sorted, ())
        revision.compare((), ())
    async with open_clock_transaction(request, "u1"):
        await asyncio.to_thread(len, ())
    async with request.look():
        await asyncio.to_thread(sum, ())


async def test_the_watch_sees_who_holds_it(tmp_path: Path) -> None:
    """Whoever only looks holds nothing."""
    with watching() as done:
        async with open_chats(tmp_path) as chats:
            await seen_by_the_watch(chats)
    assert done == ["sorted", "compare", "len"]


@pytest.mark.postgres
async def test_the_watch_sees_who_holds_a_database(tmp_path: Path, postgres: Server) -> None:
    """As on a file."""
    with watching() as done:
        async with open_chats(tmp_path, ledger=postgres.database()) as chats:
            await seen_by_the_watch(chats)
    assert done == ["sorted", "compare", "len"]
