"""The ledger is held for the moment of writing alone: what takes its time comes before, or when a message is sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.demo.stage import WORKBOOK
from bot.messages.core.invitation_taps import InviteAll
from bot.messages.core.taps import UnitsWorkbook
from bot.sandbox import Phone
from handlers import ROUTES
from handlers.reporting.papers import KINDS
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats, labels, open_chats
from tests.handlers.test_questions import sealed
from tests.handlers.test_release import APPROVE, CONTACT, asked, drawn, edited
from tests.held import watching

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Chats]:
    """An office of which nobody may hold the ledger over what takes its time."""
    with watching() as held_over:
        async with open_chats(folder) as chats:
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
