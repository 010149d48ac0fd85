"""Files: what is no ledger, what is too large, and what somebody without that office sends."""

import io
import zipfile

import pytest

from bot.demo.stage import WORKBOOK
from bot.sandbox import Message
from bot.services.core.ledger import EVIDENCE_OF_UNIT
from tests.handlers.conftest import OFFICE, OWN, OWNER, SECRETARY, Chats, labels
from tests.readers.plan.test_pdf import head, pdf, picture, row

pytestmark = pytest.mark.usefixtures("unheld")

REASONS = ("没有", "不是", "无法", "不能", "打不开", "损坏", "过大", "读不出")
BIG = 20 * 1024 * 1024 + 1
TAKE_CHANGES, DROP = "✅ 确认更新", "不要了"


def bomb() -> bytes:
    """A workbook that unpacks to far more than it weighs."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 80_000_000)
    return content.getvalue()


NO_LEDGERS = (
    ("bytes that are nothing", "台账.xlsx", b"\x00\x01\x02"),
    ("a picture named as a workbook", "台账.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    ("a workbook that unpacks without end", "台账.xlsx", bomb()),
    ("a text that says nothing", "说明.txt", "今天开会。".encode()),
    ("a table of something else", "价格.csv", "品名,价格\n笔,3\n".encode()),
    ("a document that is none", "方案.docx", b"PK\x03\x04 broken"),
    ("an old workbook that is none", "台账.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    ("a page", "台账.html", b"<html><body>404</body></html>"),
)


@pytest.mark.parametrize(("name", "content"), [row[1:] for row in NO_LEDGERS], ids=[row[0] for row in NO_LEDGERS])
async def test_files_that_are_no_ledgers_change_nothing(chats: Chats, name: str, content: bytes) -> None:
    """The office is told in a sentence why the file cannot be read."""
    before = await chats.ledger()
    answers = await chats.after(OFFICE, lambda phone: phone.send_file(name, content))
    answer = answers[-1].text
    assert answer.endswith("。")
    assert any(word in answer for word in REASONS), answer
    assert labels(answers[-1]) == []
    assert await chats.ledger() == before


@pytest.mark.parametrize("name", [OWNER, OFFICE])
async def test_a_file_beyond_what_bots_may_fetch_is_declined_by_its_size(chats: Chats, name: str) -> None:
    """More than 20 MB is refused before anything is downloaded."""
    before = await chats.ledger()
    (answer,) = await chats.after(name, lambda phone: phone.send_file("台账.xlsx", bytes(BIG)))
    assert "20 MB" in answer.text
    assert await chats.ledger() == before
    assert all(call.method != "getFile" for call in chats.stage.sandbox.calls)


async def test_a_proof_by_an_owner_is_no_import(chats: Chats) -> None:
    """A workbook from somebody who is not of the office is kept as a proof, and asked about."""
    measures = {key: document for key, document in (await chats.ledger()).items() if key[0] == "measures"}
    answers = await chats.after(OWNER, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes()))
    assert "是哪一项的佐证" in answers[-1].text
    assert {key: d for key, d in (await chats.ledger()).items() if key[0] == "measures"} == measures


async def test_a_forwarded_file_is_nobodys_proof(chats: Chats) -> None:
    """A file that somebody else made and sent on proves nothing."""
    await chats.after(SECRETARY, lambda phone: phone.send_file("名单.xlsx", b"content"))
    theirs = next(m for m in reversed(chats.phone(SECRETARY).messages) if not m.by_bot)
    before = await chats.ledger()
    (answer,) = await chats.after(OWNER, lambda phone: phone.forward(theirs))
    assert "转发" in answer.text
    assert await chats.ledger() == before


async def preview_again(chats: Chats) -> Message:
    """The preview of the same ledger, sent once more."""
    answers = await chats.after(OFFICE, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes()))
    return answers[-1]


async def test_the_same_ledger_again_changes_nothing(chats: Chats) -> None:
    """It is read, compared, and confirming it is answered with: nothing to change."""
    before = await chats.ledger(but=frozenset({"drafts"}))
    preview = await preview_again(chats)
    assert "23 条不变" in preview.text
    assert "一切照旧" in await chats.press(OFFICE, preview, TAKE_CHANGES)
    assert await chats.ledger(but=frozenset({"drafts"})) == before


async def test_a_ledger_not_wanted_is_forgotten(chats: Chats) -> None:
    """After 不要了 nothing of the file stays, and the buttons of its preview are worth nothing."""
    before = await chats.ledger()
    preview = await preview_again(chats)
    take = preview.button(TAKE_CHANGES).data or ""
    assert "已放弃" in await chats.press(OFFICE, preview, DROP)
    assert await chats.ledger() == before
    assert "没有找到" in await chats.press_data(OFFICE, preview, take)
    assert await chats.ledger() == before


async def test_a_file_that_telegram_does_not_hand_out_is_owned_up_to(chats: Chats) -> None:
    """Beyond 20 MB Telegram refuses the download: the sender is told, nothing is kept."""
    before = await chats.ledger()
    chats.stage.sandbox.faults.next("getFile", 400, description="Bad Request: file is too big")
    (answer,) = await chats.after(OWNER, lambda phone: phone.send_file("现场.zip", b"content", f"{OWN} 现场"))
    assert "20 MB" in answer.text
    assert await chats.ledger() == before


async def test_a_pdf_of_the_office_is_evidence_or_a_ledger_as_it_says(chats: Chats) -> None:
    """One tap reads what was kept as evidence; then it waits for no measure any more."""
    data = pdf([[head(), row("1", "围挡不严", "逐户摸排", "沈知行", "办公室", "孟晓川", "2025年5月1日")]])
    asked = (await chats.after(OFFICE, lambda phone: phone.send_file("台账.pdf", data)))[-1]
    await chats.press(OFFICE, asked, "📋 这是整改台账，读进来")
    preview = chats.phone(OFFICE).inbox[-1]
    assert "读到 1个问题 1条措施" in preview.text
    assert "由PDF按框线读取，请对着原文件核对一遍" in preview.text
    async with chats.stage.app.request.look() as ledger:
        (kept,) = await ledger.evidence.find(EVIDENCE_OF_UNIT, "u1")
    assert (kept.stands, kept.measure) == (False, "")


async def test_a_pdf_that_holds_no_table_stays_evidence(chats: Chats) -> None:
    """It is said why it is no ledger, and the buttons of the measures still work."""
    asked = (await chats.after(OFFICE, lambda phone: phone.send_file("合影.pdf", picture())))[-1]
    assert "扫描" in await chats.press(OFFICE, asked, "📋 这是整改台账，读进来")
    assert "4-1" in await chats.press(OFFICE, asked, next(one for one in labels(asked) if one.startswith("4-1")))
