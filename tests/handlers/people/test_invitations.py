"""Invitations: who has none, whose holds, who came; renewed, withdrawn and printed by a tap."""

import io
import re

from docx import Document

from bot.sandbox import Message
from tests.handlers.conftest import DAY, OFFICE, OWNER, STRANGER, Chats, labels
from tests.handlers.people.test_people import LINK, UNBOUND, USED

SHEET = "🖨 打印页：未绑定8人的二维码"


async def listed(chats: Chats) -> Message:
    """The list of invitations."""
    return await chats.say(OFFICE, "/invite")


def state_of(message: Message, name: str) -> str:
    """What the list says of somebody."""
    found = re.search(rf"{name}.*\n(.*)", message.text)
    assert found
    return found[1].strip()


async def test_the_list_says_how_far_everybody_is(chats: Chats) -> None:
    """未发 · 有效 · 过期 · 绑定, as it changes."""
    assert "未绑定8人（链接有效0人，没有有效链接8人）" in (await listed(chats)).text
    assert state_of(await listed(chats), UNBOUND) == "未发链接"
    fresh = await chats.after(OFFICE, lambda phone: phone.press(phone.last, f"发链接：{UNBOUND}"))
    (code,) = [code for message in fresh for code in LINK.findall(message.text)]
    assert "没有打开（2025-03-23 09:0" in state_of(await listed(chats), UNBOUND).replace("还没有", "没有")
    await chats.stage.pass_time(4 * DAY)
    assert "链接已过期" in state_of(await listed(chats), UNBOUND)
    assert USED in (await chats.after(UNBOUND, lambda phone: phone.open_link(code)))[-1].text
    fresh = await chats.after(OFFICE, lambda phone: phone.press(phone.last, f"重发：{UNBOUND}"))
    (code,) = [code for message in fresh for code in LINK.findall(message.text)]
    await chats.after(UNBOUND, lambda phone: phone.open_link(code))
    again = await listed(chats)
    assert "已绑定6人，未绑定7人" in again.text
    assert UNBOUND not in again.text


async def test_a_link_is_withdrawn(chats: Chats) -> None:
    """作废 ends it at once; nobody else's."""
    await chats.say(OFFICE, f"/invite {UNBOUND}")
    (code,) = LINK.findall(chats.phone(OFFICE).last.text)
    assert "已作废" in await chats.press(OFFICE, await listed(chats), "作废")
    assert USED in (await chats.after(UNBOUND, lambda phone: phone.open_link(code)))[-1].text
    assert state_of(await listed(chats), UNBOUND) == "未发链接"


async def test_a_page_to_print_holds_a_code_for_each(chats: Chats) -> None:
    """A Word page with a picture for everybody who is not bound; what was sent before ends, which is said."""
    await chats.say(OFFICE, f"/invite {UNBOUND}")
    (old,) = LINK.findall(chats.phone(OFFICE).last.text)
    message = await listed(chats)
    (made,) = await chats.after(OFFICE, lambda phone: phone.press(message, SHEET))
    assert "以前发给这些人的链接全部作废" in made.text
    assert made.document
    page = Document(io.BytesIO(made.document))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells if cell.text]
    assert len(cells) == len(page.inline_shapes) == 8
    assert any(UNBOUND in cell for cell in cells)
    assert USED in (await chats.after(UNBOUND, lambda phone: phone.open_link(old)))[-1].text
    assert "链接有效8人，没有有效链接0人" in (await listed(chats)).text


async def test_others_see_no_invitations(chats: Chats) -> None:
    """An owner neither lists nor issues them."""
    before = await chats.ledger()
    for words in ("/invite", f"/invite {UNBOUND}"):
        assert "权限" in (await chats.say(OWNER, words)).text
    assert await chats.ledger() == before


async def test_a_phone_that_waits_for_the_old_one_is_shown(chats: Chats) -> None:
    """Somebody opened the link of one who is bound: the list says so, and withdraws it."""
    await chats.say(OFFICE, f"/invite {OWNER}")
    (code,) = LINK.findall(chats.phone(OFFICE).last.text)
    await chats.after(STRANGER, lambda phone: phone.open_link(code))
    message = await listed(chats)
    assert "正等原手机同意" in state_of(message, OWNER)
    assert "作废" in labels(message)
    assert "已作废" in await chats.press(OFFICE, message, "作废")
    await chats.stage.pass_time(3 * DAY)
    assert (await chats.person(OWNER)).chat == chats.phone(OWNER).user.id
