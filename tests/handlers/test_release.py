"""The way of a paper out of the house: draft, the office's Word, differences, the secretary, the clean copy."""

import hashlib
import io

import docx

from bot.sandbox import Message
from bot.services.history.verification import verify
from tests.handlers.conftest import LEADER, OFFICE, OWNER, SECRETARY, Chats, labels

ASK, APPROVE, RETURN, WITHDRAW = "📤 提请书记审定", "✅ 同意定稿", "↩️ 退回", "撤回提请"


def files_of(chats: Chats, name: str) -> dict[str, bytes]:
    """The documents on a phone by name, the newest of each."""
    return {one.file_name: one.document for one in chats.phone(name).inbox if one.document}


async def drawn(chats: Chats, kind: str = "公开稿") -> bytes:
    """The draft's Word."""
    await chats.say(OFFICE, f"/report {kind}")
    return next(c for n, c in reversed(files_of(chats, OFFICE).items()) if n.endswith(".docx"))


def edited(content: bytes, *changes: tuple[str, str]) -> bytes:
    """The Word with words of it replaced."""
    document = docx.Document(io.BytesIO(content))
    for old, new in changes:
        place = next(p for p in document.paragraphs if old in p.text)
        text = place.text.replace(old, new)
        for run in place.runs[1:]:
            run._r.getparent().remove(run._r)
        place.runs[0].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


async def test_try(chats: Chats) -> None:
    content = await drawn(chats)
    for m in chats.phone(OFFICE).inbox[-4:]:
        print(m.text, labels(m), m.file_name)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    print(text)
    changed = edited(content, ("9个问题、23条整改措施，实行", "8个问题、23条整改措施，实行"), ("2025年6月30日前完成；二是邀请", "2025年7月30日前完成；二是已邀请张立新主任"), ("（由发布人填写）", "0737-8811234"))
    for m in await chats.after(OFFICE, lambda phone: phone.send_file("改好.docx", changed)):
        print("OFFICE", m.text, labels(m), m.file_name)
    asked = chats.phone(OFFICE).last
    known = {m.id for m in chats.phone(SECRETARY).inbox}
    print(await chats.press(OFFICE, next(m for m in reversed(chats.phone(OFFICE).inbox) if ASK in labels(m)), ASK))
    for m in chats.phone(SECRETARY).inbox:
        if m.id not in known: print("SEC", m.text, labels(m), m.file_name)
    print((await chats.say(SECRETARY, "待办")).text)
    card = next(m for m in reversed(chats.phone(SECRETARY).inbox) if APPROVE in labels(m))
    print("PRESS", await chats.press(SECRETARY, card, APPROVE))
    for m in chats.phone(OFFICE).inbox[-3:]: print("OFFICE", m.text, labels(m), m.file_name)
    for n, c in files_of(chats, OFFICE).items(): open("/tmp/rel/" + n, "wb").write(c)
    for m in await chats.after(OFFICE, lambda phone: phone.say("/report 定稿")): print("FINAL", m.text, m.file_name)
    for m in await chats.after(OFFICE, lambda phone: phone.send_file("改好.docx", changed)): print("AGAIN", m.text)
    for v in await verify(chats.stage.app.request): print(v)
