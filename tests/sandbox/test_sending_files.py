"""Files both ways."""

import datetime as dt

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import png

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108000300050301110002110003110000ffd9")
MEGABYTE = 1024 * 1024


async def test_a_file_from_a_phone_is_downloaded_byte_for_byte(bot: Bot, phone: Phone) -> None:
    """Line ends stay as they are."""
    content = b"\r\n--boundary\r\n\x00\xff" * 1000
    phone.send_file("台账.xlsx", content, caption="请导入")
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.document
    assert (update.message.document.file_name, update.message.caption) == ("台账.xlsx", "请导入")
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == content


async def test_a_file_from_the_bot_reaches_the_phone_byte_for_byte(bot: Bot, phone: Phone) -> None:
    """Multipart keeps every byte, and the name."""
    content = b"\r\n\r\n--x--\r\n\x00" * 999
    sent = await bot.send_document(1001, content, filename="周报.docx", caption="<i>附件</i>", parse_mode="HTML")
    assert (phone.last.document, phone.last.file_name, phone.last.html) == (content, "周报.docx", "<i>附件</i>")
    assert sent.document
    await bot.send_document(1001, sent.document.file_id)
    assert phone.last.document == content


async def test_pictures_have_their_size(bot: Bot, phone: Phone) -> None:
    """PNG and JPEG are measured; what is no picture is refused."""
    sent = await bot.send_photo(1001, png(7, 9))
    assert (sent.photo[-1].width, sent.photo[-1].height) == (7, 9)
    sent = await bot.send_photo(1001, JPEG)
    assert (sent.photo[-1].width, sent.photo[-1].height) == (5, 3)
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(1001, b"no picture")
    phone.send_photo(png(), caption="现场")
    update = (await bot.get_updates())[-1]
    assert update.message
    assert update.message.caption == "现场"
    assert bytes(await (await update.message.photo[-1].get_file()).download_as_bytearray()) == png()


async def test_voice_goes_both_ways(bot: Bot, phone: Phone) -> None:
    """With its seconds."""
    await bot.send_voice(1001, b"OggS", duration=4)
    phone.send_voice(b"OggS2", seconds=9)
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.voice
    assert update.message.voice.duration == dt.timedelta(seconds=9)
    assert phone.inbox[0].attachment
    assert phone.inbox[0].attachment.kind == "voice"


async def test_an_unknown_file_is_refused(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Ids that never were, addresses on the network, empty files, wrong paths and tokens."""
    for source in ("nonsense", "https://example.cn/a.png"):
        with pytest.raises(BadRequest):
            await bot.send_document(1001, source)
    with pytest.raises(BadRequest):
        await bot.get_file("nonsense")
    with pytest.raises(BadRequest, match="non-empty"):
        await bot.send_document(1001, b"", filename="空.txt")
    phone.send_file("a.txt", b"x")
    kept = next(iter(phone.messages)).attachment
    assert kept
    assert kept.file
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=sandbox.app), base_url="http://t") as client:
        assert (await client.get(f"/file/bot42:SANDBOX/{kept.file.path}")).content == b"x"
        assert (await client.get(f"/file/bot42:WRONG/{kept.file.path}")).status_code == 404
        assert (await client.get("/file/bot42:SANDBOX/documents/none")).status_code == 404


async def test_files_have_a_greatest_size(bot: Bot, phone: Phone) -> None:
    """20 MB can be fetched, 50 MB sent."""
    phone.send_file("大.zip", bytes(20 * MEGABYTE + 1))
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.document
    with pytest.raises(BadRequest, match="File is too big"):
        await update.message.document.get_file()
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(1001, bytes(50 * MEGABYTE + 1), filename="更大.zip")
