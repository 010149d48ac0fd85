"""A person's own data: handed out to that person, whole, and to nobody else."""

import io
from pathlib import Path

import openpyxl

from bot.domain.settings.policy import Policy
from tests.handlers.conftest import MATE, OFFICE, OWN, OWNER, Chats, open_chats


async def sheets(chats: Chats, name: str) -> dict[str, str]:
    """What stands on each sheet of somebody's workbook."""
    message = await chats.say(name, "/people 我的信息")
    assert message.document
    book = openpyxl.load_workbook(io.BytesIO(message.document))
    return {
        sheet.title: "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        for sheet in book.worksheets
    }


async def test_everybody_gets_what_is_kept_of_them(chats: Chats) -> None:
    """Words, proofs, reminders and what the office did about them; nothing of another's words."""
    await chats.say(OWNER, f"{OWN} 完成60%，已培训两期")
    await chats.say(MATE, "2-4 完成10%，刚开始")
    await chats.after(OWNER, lambda phone: phone.send_photo(b"\x89PNG picture", f"{OWN} 第二期签到"))
    await chats.say(OFFICE, f"/people 调动 {OWNER} 人事股")
    own = await sheets(chats, OWNER)
    assert "经办人" in own["基本信息"]
    assert str(chats.phone(OWNER).user.id)[-4:] in own["基本信息"]
    assert "已培训两期" in own["办理记录"]
    assert "人事股" in own["办理记录"]
    assert "第二期签到" in own["提交的佐证"]
    assert OWN in own["提交的佐证"]
    assert "刚开始" not in "".join(own.values())
    assert "刚开始" in (await sheets(chats, MATE))["办理记录"]


async def test_a_confidential_unit_hands_out_no_files_by_chat(tmp_path: Path) -> None:
    """The setting holds for this paper as for others."""
    async with open_chats(tmp_path, Policy(confidential=True)) as chats:
        assert "不经聊天发送" in (await chats.say(OWNER, "/people 我的信息")).text
