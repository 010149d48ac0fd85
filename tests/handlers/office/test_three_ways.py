"""Chat, command line, page: by whichever way, the same may do the same, and the secretary hears of it."""

import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.services.core.ledger import PROPOSALS_OPEN
from bot.services.history.verification import verify
from tests.handlers.conftest import (
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OWN,
    OWNER,
    SECRETARY,
    START,
    STRANGER,
    Chats,
    open_chats,
)
from tests.handlers.status.test_board_page import KEY, asked
from tests.support.moment import now

ROUND = (OFFICE, OWNER, MATE, LEADER, SECRETARY)  # as they were bound, so that their phones are the same again
MORNING = dt.time(10, 0)


async def typed(folder: Path, *words: str, status: int = 0) -> str:
    """What the command line says, on the ledger of an office whose bot is not running."""
    config = folder / "config.toml"
    config.write_text(f'[store]\nurl = "{folder}/ledger.json"\nevidence = "{folder}/evidence"\n', "utf-8")
    ran = await asyncio.to_thread(CliRunner().invoke, main, [*words, "--config", str(config)])
    assert ran.exit_code == status, ran.output
    assert "Traceback" not in ran.output
    return ran.output


@asynccontextmanager
async def started_again(folder: Path) -> AsyncIterator[Chats]:
    """The bot on a morning after all that was typed, with the same phones."""
    morning = dt.datetime.combine(now().astimezone(START.tzinfo) + DAY, MORNING, START.tzinfo)
    async with open_stage(folder, morning) as stage:
        chats = Chats(stage)
        for name in ROUND:
            chats.phone(name).say("状态")
        await stage.tick()
        yield chats
        assert chats.failures() == []
        assert all(proof.holds for proof in await verify(stage.app.request))


def told(chats: Chats, name: str) -> str:
    """All that stands on a phone."""
    return "\n".join(message.text for message in chats.phone(name).inbox)


def put_off(number: str, words: str) -> bytes:
    """The example ledger with another deadline for one measure."""
    book = openpyxl.load_workbook(WORKBOOK)
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows()]
        heads = next(([str(one.value) for one in row] for row in rows if {"完成时限", "措施编号"} <= _words(row)), [])
        for row in rows if heads else ():
            if str(row[heads.index("措施编号")].value) == number:
                row[heads.index("完成时限")].value = words
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _words(row: Sequence[Any]) -> set[str]:
    return {str(one.value) for one in row}


async def test_what_is_typed_is_told_to_whom_it_concerns(tmp_path: Path) -> None:
    """A role given on the command line, and a deadline that a file puts off there, are heard of like those in chat."""
    async with open_chats(tmp_path) as chats:
        before = (await chats.measure(OWN)).due
    assert "已任命" in await typed(tmp_path, "appoint", MATE, "--role", "整改办")
    file = tmp_path / "新台账.xlsx"
    file.write_bytes(put_off(OWN, "2031年6月30日"))
    await typed(tmp_path, "import", str(file), "--yes", "--reason", "上级同意")
    async with started_again(tmp_path) as chats:
        assert (await chats.person(MATE)).holds(Role.OFFICE)
        assert "您已被任命为整改办（管机器的同志 办理）" in told(chats, MATE)
        assert f"告知：管机器的同志 已任命 {MATE} 为整改办" in told(chats, SECRETARY)
        assert (await chats.measure(OWN)).due != before
        assert "告知：管机器的同志 已按新文件“新台账.xlsx”推后1项措施的时限" in told(chats, SECRETARY)


async def test_a_request_is_decided_once_whichever_way(tmp_path: Path) -> None:
    """Asked for in chat, confirmed on the command line: done once, told, and no button does it again."""
    async with open_chats(tmp_path) as chats:
        await chats.say(OFFICE, f"/people 任 {MATE} 整改办")
        async with chats.stage.app.request.look() as ledger:
            (waits,) = await ledger.proposals.find(PROPOSALS_OPEN, "u1")
    number = waits.id.rpartition("/")[2]
    assert f"任命 {MATE} 为整改办" in await typed(tmp_path, "confirm")
    await typed(tmp_path, "confirm", number)
    assert "已经办过" in await typed(tmp_path, "confirm", number, status=2)
    async with started_again(tmp_path) as chats:
        assert (await chats.person(MATE)).holds(Role.OFFICE)
        assert f"管机器的同志 已确认：任命 {MATE} 为整改办" in told(chats, SECRETARY)
        assert MATE not in (await chats.say(SECRETARY, "待办")).text


async def test_a_list_that_is_typed_in_makes_no_secretary_unheard(tmp_path: Path) -> None:
    """角色=党组书记 in a file on the command line counts at once, and the one who sits there is told."""
    async with open_chats(tmp_path):
        pass
    book = openpyxl.load_workbook(WORKBOOK)
    sheet = book.create_sheet("人员名单") if "人员名单" not in book.sheetnames else book["人员名单"]
    if sheet.max_row < 2:
        sheet.append(["姓名", "职务", "科室", "角色"])
    heads = [str(cell.value) for cell in sheet[1]]
    row = {"姓名": "韦舟", "职务": "干事", "科室": "办公室", "角色": "党组书记"}
    sheet.append([row.get(head, "") for head in heads])
    file = tmp_path / "名单.xlsx"
    book.save(file)
    await typed(tmp_path, "import", str(file), "--yes", "--reason", "补名单")
    async with started_again(tmp_path) as chats:
        assert (await chats.person("韦舟")).holds(Role.SECRETARY)
        assert "告知：管机器的同志 已任命 韦舟 为党组书记" in told(chats, SECRETARY)


ACTS = (
    f"/people 任 {MATE} 整改办",
    f"/people 调离 {MATE}",
    f"/people 抹去 {MATE}",
    f"/invite {SECRETARY}",
    f"/policy {OWN} 销号环节 整改办",
    f"/cancel {OWN} 理由 重复",
    f"/handover {LEADER} {MATE}",
    f"/unbind {SECRETARY}",
    f"{OWN} 同意",
    f"{OWN} 退回 缺照片",
)


@pytest.mark.parametrize("words", ACTS)
async def test_in_chat_nobody_does_what_is_not_theirs(chats: Chats, words: str) -> None:
    """Owner, colleague, unbound phone: neither act nor request comes of it."""
    async with chats.stage.app.request.look() as ledger:
        before = await ledger.proposals.find(PROPOSALS_OPEN, "u1")
    people = {name: await chats.person(name) for name in ROUND}
    measure = await chats.measure(OWN)
    for name in (OWNER, MATE, STRANGER):
        await chats.say(name, words)
    async with chats.stage.app.request.look() as ledger:
        assert await ledger.proposals.find(PROPOSALS_OPEN, "u1") == before
    assert {name: await chats.person(name) for name in ROUND} == people
    after = await chats.measure(OWN)
    assert (after.stage, after.owners, after.leaders, after.policy) == (
        measure.stage, measure.owners, measure.leaders, measure.policy
    )  # fmt: skip


async def test_the_page_shows_what_the_chat_shows_and_does_nothing(chats: Chats) -> None:
    """By GET alone; what two keys are wanted for is not done there, and what is closed in chat is closed on it."""
    from bot.transport.board_link import BoardLink, path_of

    path = path_of(BoardLink("u1", START + DAY), KEY)
    await chats.say(OWNER, f"{OWN} 已完成")
    before = await chats.ledger()
    async with asked(chats) as client:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await client.request(method, path, content=b"stage=closed")).status_code == 405
        assert (await client.get(f"{path}?stage=closed&number={OWN}")).status_code == 200
        page = (await client.get(path)).text
    assert await chats.ledger() == before
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    assert "已报完成" in page
    for name in ROUND:
        account = (await chats.person(name)).chat
        assert account
        assert f">{account}<" not in page
