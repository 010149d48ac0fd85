"""Every naughty string in every field that a person or a file can fill: nothing breaks, nothing passes for markup.

`DUBAN_HOSTILE=1 pytest tests/hostile` takes every string through every field; the short run takes others through each.
"""

import csv
import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from bot.domain.core.filename import file_name
from bot.domain.core.refusal import NotFound
from bot.domain.plan.measure import Stage
from bot.sandbox import Phone
from bot.services.history.verification import verify
from bot.services.reporting.documents import KINDS, make_documents
from tests.handlers.conftest import LEADER, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels, open_chats
from tests.hostile.naughty import strings

pytestmark = pytest.mark.long

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
COMMANDS = (
    "/status", "/due", "/find", "/finding", "/why", "/forecast", "/nudge", "/policy", "/away", "/handover",
    "/invite", "/unbind", "/start", "/history", "/report", "/export", "/chart", "/digest", "/switch", "/letter",
    "/instruct", "/reopen", "/standing", "/cancel", "/correct", "/split", "/merge", "/undo_import", "/help",
)  # fmt: skip
RETURN = "↩️ 退回"
HEAD = ("问题序号", "问题", "措施序号", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
QUESTIONS = ("/status", f"/status {OWN}", "/digest", "/people", "/stats", "/chart", "/chart 科室")
STORIES = (f"/history {OWN}", f"/history {OTHERS}")
COLUMNS = (1, 3, 4, 5, 6, 7)  # all but the numbers, by which rows are told apart
EACH = 9  # strings in the measures of a finding
LONGEST = 3_000
SLOW = "a ledger's name"  # every file is read by a process of its own
SHARE = 1 if os.environ.get("DUBAN_HOSTILE") else 6  # one string in so many, other ones in each field
PATIENCE = 400
Fill = Callable[[Phone, str], object]


def saying(form: str) -> Fill:
    """Write the string in its place of a message."""
    return lambda phone, text: phone.say(form.replace("…", text))


def share(turn: int) -> list[str]:
    """Every string in the full run; in the short one those whose turn it is."""
    return strings()[turn % SHARE :: SHARE]


FIELDS: dict[str, tuple[str, Fill]] = {
    "a bare reply": (OWNER, saying("…")),
    "a report": (OWNER, saying(f"{OWN} …")),
    "a report after its measure": (OWNER, saying(f"…{OWN}")),
    "a reply to a card": (OWNER, lambda phone, text: phone.say(text or " x", phone.inbox[-1])),
    "a caption": (OWNER, lambda phone, text: phone.send_photo(PNG, f"{OWN} {text[:900]}")),
    "a file name": (OWNER, lambda phone, text: phone.send_file(text, text[:99].encode("utf-16", "replace"), OWN)),
    "a ledger's name": (OFFICE, lambda phone, text: phone.send_file(f"{text[:200]}.xlsx", b"PK\x03\x04")),
    "a reason for more time": (OWNER, saying(f"{OWN} … 申请延到2025年7月31日")),
    "an instruction": (SECRETARY, saying(f"批示 {OWN} …")),
    "a letter": (OFFICE, saying(f"督办单 {OTHERS} …")),
    "a corrected text": (OFFICE, saying(f"更正 {OTHERS} 措施 … 理由 录错")),
    "a corrected owner": (OFFICE, saying(f"更正 {OTHERS} 经办人 … 理由 调岗")),
    "a corrected department": (OFFICE, saying(f"更正 {OTHERS} 科室 … 理由 调岗")),
    "a reason for a correction": (OFFICE, saying(f"更正 {OTHERS} 经办人 {OWNER} 理由 …")),
    "a part of a split": (OFFICE, saying(f"拆分 {OTHERS} …｜… 理由 …")),
    "a reason for reopening": (OFFICE, saying(f"重新打开 {OWN} 理由 …")),
    "a person stood in for": (OFFICE, saying("请假 … 12月1日-12月5日 由 … 代")),
    "the days of an absence": (OFFICE, saying(f"请假 {OWNER} …")),
}  # fmt: skip


async def drawn(chats: Chats) -> None:
    """Draw all that an office draws from its ledger; no cell of a workbook is a formula, every document opens."""
    request = chats.stage.app.request
    assert all(proof.holds for proof in await verify(request))
    files: list[tuple[str, bytes]] = []
    for kind in KINDS:
        with suppress(NotFound):  # nothing was closed, or no letter was written
            files = await make_documents(request, kind, "u1")
        for name, content in files:
            assert file_name(name, "") == name
            if name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(content))
                assert all(cell.data_type != "f" for body in book for row in body.iter_rows() for cell in row)
            elif name.endswith(".docx"):
                assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    for words in (
        "/status",
        f"/status {OWN}",
        f"/history {OWN}",
        f"/history {OTHERS}",
        "/digest",
        "/people",
        "/stats",
        "/chart",
        "/chart 科室",
    ):
        await chats.say(OFFICE, words)
    await chats.stage.app.tick()


def refused(chats: Chats) -> list[str]:
    """Messages of ours that Telegram's strict reading refused."""
    ours = ("sendMessage", "sendDocument", "sendPhoto", "editMessageText", "sendMediaGroup", "answerCallbackQuery")
    harmless = ("message is not modified", "query is too old")
    return [
        f"{call.refused}: {call.parameters}"
        for call in chats.stage.sandbox.calls
        if call.refused and call.method in ours and not any(words in call.refused for words in harmless)
    ]


async def nothing_is_broken(chats: Chats) -> None:
    """No sentence owns up to a mistake within, no message of ours was refused, and all can be drawn."""
    await chats.stage.settle(PATIENCE)
    await drawn(chats)
    assert chats.failures() == []
    assert refused(chats) == []


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("field", FIELDS)
async def test_naughty_strings_in_a_field_of_the_chat(tmp_path: Path, field: str) -> None:
    """Every one is answered in words, every answer is valid HTML, and all that an office draws can be drawn."""
    name, fill = FIELDS[field]
    async with open_chats(tmp_path) as chats:
        phone = chats.phone(name)
        texts = share(list(FIELDS).index(field))
        for text in texts[::10] if field == SLOW else texts:
            with suppress(ValueError):  # an app sends no empty text
                fill(phone, text)
        await nothing_is_broken(chats)


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("name", [OFFICE, OWNER])
async def test_naughty_strings_after_every_command(tmp_path: Path, name: str) -> None:
    """As its arguments, by whoever may and by whoever may not."""
    async with open_chats(tmp_path) as chats:
        phone = chats.phone(name)
        for n, text in enumerate(share(len(name))):
            for command in COMMANDS[n % 3 :: 3]:
                phone.say(f"{command} {text}")
        await nothing_is_broken(chats)


async def test_naughty_strings_as_callback_data(tmp_path: Path) -> None:
    """A forged app sends whatever it likes, also after the name of an action."""
    async with open_chats(tmp_path) as chats:
        card = await chats.say(OWNER, f"/status {OWN}")
        before = await chats.ledger()
        for text in share(1):
            for form in ("…", "done|…", "day|…|…|20250731", "…|x|y"):
                chats.phone(OWNER).press_data(card, form.replace("…", text)[:64])
        await chats.stage.settle(PATIENCE)
        assert await chats.ledger() == before
        await nothing_is_broken(chats)


async def test_naughty_strings_as_the_answer_to_a_question(tmp_path: Path) -> None:
    """The reason of a return, of which one is taken; the words with which an instruction is answered."""
    async with open_chats(tmp_path) as chats:
        for text in share(2)[::4]:
            if (await chats.measure(OWN)).stage is not Stage.REVIEW:
                await chats.say(OWNER, f"{OWN} 已完成")
            cards = [one for one in chats.phone(LEADER).inbox if RETURN in labels(one)]
            await chats.press(LEADER, cards[-1], RETURN)
            await chats.say(LEADER, text if text.strip() else "x")
        await chats.say(SECRETARY, f"批示 {OTHERS} 本月内办结")
        await nothing_is_broken(chats)


def ledger_file() -> bytes:
    """A ledger in which every string of the share stands in every column once."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for n, naughty_one in enumerate(share(3)):
        finding = str(1 + n // EACH)
        for column in COLUMNS:
            number = f"{finding}-{(1 + n % EACH) * 10 + column}"
            row = [finding, f"问题{finding}", number, f"整改措施{n}", LEADER, "办公室", OWNER, "2025年12月31日"]
            row[column] = naughty_one[:LONGEST]
            rows.writerow(row)
    return text.getvalue().encode("utf-8", "replace")


@pytest.mark.timeout(PATIENCE)
async def test_naughty_strings_in_every_column_of_a_ledger(tmp_path: Path) -> None:
    """The file is read with its problems listed; what is taken in can be asked for and drawn."""
    async with open_chats(tmp_path) as chats:
        chats.phone(OFFICE).send_file("台账.csv", ledger_file())
        await chats.stage.settle(PATIENCE)
        shown = chats.phone(OFFICE).last
        for label in labels(shown):
            if label.startswith("✅"):
                await chats.press(OFFICE, shown, label)
        assert await chats.ledger_holds("measures") > len(share(3)), shown.text
        await nothing_is_broken(chats)
