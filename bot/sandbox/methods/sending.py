"""Sending: texts, files, albums, copies, and signs of life."""

from typing import TYPE_CHECKING

from bot.sandbox.answer import bad_request
from bot.sandbox.chat import Chat, found
from bot.sandbox.file import Upload, picture_size
from bot.sandbox.formatting import CAPTION_LENGTH, MESSAGE_LENGTH, FormattedText, plain, read_html
from bot.sandbox.formatting.markdown import read_markdown
from bot.sandbox.keyboard import read_markup
from bot.sandbox.message import Attachment, Message
from bot.sandbox.parameters import Parameters
from bot.sandbox.phone import origin_of

if TYPE_CHECKING:
    from bot.sandbox.answer import Json
    from bot.sandbox.sandbox import Sandbox

ALBUM = range(2, 11)
ACTIONS = {"typing", "upload_photo", "record_voice", "upload_voice", "upload_document", "find_location"}


async def send_message(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Send a text."""
    return _post(sandbox, asked, read_text(asked)).as_json()


async def send_photo(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Send a picture."""
    return _send_file(sandbox, asked, "photo")


async def send_document(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Send a file."""
    return _send_file(sandbox, asked, "document")


async def send_voice(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Send a voice message."""
    return _send_file(sandbox, asked, "voice")


async def send_media_group(sandbox: "Sandbox", asked: "Parameters") -> "list[Json]":
    """Send two to ten pictures or files as an album."""
    media = asked.objects("media")
    if len(media) not in ALBUM:
        raise bad_request("there must be 2-10 items in the album")
    chat = sandbox.chat(asked.text("chat_id"))
    drafts = [(read_caption(item), read_media(sandbox, asked, item)) for item in media]
    reply_to = _reply_to(chat, asked)
    _take(sandbox, chat, len(media))
    album = f"album{sandbox.on_change.count}"
    sent = [
        sandbox.post(chat, sandbox.bot, body, attachment=attachment, reply_to=reply_to, album=album)
        for body, attachment in drafts
    ]
    return [message.as_json() for message in sent]


async def forward_message(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Forward a message, with its origin."""
    source = _source(sandbox, asked, "to forward")
    chat = sandbox.chat(asked.text("chat_id"))
    _take(sandbox, chat)
    more = {"attachment": source.attachment, "origin": origin_of(source)}
    return sandbox.post(chat, sandbox.bot, source.body, **more).as_json()


async def copy_message(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Send the same as a message holds, perhaps with another caption."""
    source = _source(sandbox, asked, "to copy")
    body = read_caption(asked.values) if "caption" in asked else source.body
    return {"message_id": _post(sandbox, asked, body, source.attachment).id}


async def send_chat_action(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Show for five seconds what the bot is doing."""
    chat = sandbox.chat(asked.text("chat_id"))
    if asked.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.show_action(asked.text("action"))
    sandbox.on_change.ring()
    return True


async def set_message_reaction(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Put a sign on a message, or take it away."""
    chat = sandbox.chat(asked.text("chat_id"))
    message = found(chat.find(asked.number("message_id")), "to react")
    message.reaction = "".join(str(item.get("emoji", "")) for item in asked.objects("reaction"))
    sandbox.touch(message)
    return True


def read_text(asked: "Parameters") -> FormattedText:
    """The text of a request; raises Refused where it is empty or too long."""
    body = _formatted(asked.text("text"), asked.text("parse_mode"))
    if not body:
        raise bad_request("message text is empty")
    if len(body.text) > MESSAGE_LENGTH:
        raise bad_request("message is too long")
    return body


def read_caption(values: "Json") -> FormattedText:
    """The caption of a request or of an item of an album; raises Refused where it is too long."""
    body = _formatted(str(values.get("caption") or ""), str(values.get("parse_mode") or ""))
    if len(body.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return body


def read_media(sandbox: "Sandbox", asked: "Parameters", item: "Json") -> Attachment:
    """An InputMedia object; its file is attached to the request or known by id."""
    kind = str(item.get("type"))
    if kind not in {"photo", "document"}:
        raise bad_request(f"media of type {kind} is not carried by the sandbox")
    return _attachment(sandbox, asked, kind, str(item.get("media")))


def _send_file(sandbox: "Sandbox", asked: "Parameters", kind: str) -> "Json":
    sandbox.chat(asked.text("chat_id"))
    body = read_caption(asked.values)
    return _post(sandbox, asked, body, _attachment(sandbox, asked, kind, asked.text(kind))).as_json()


def _attachment(sandbox: "Sandbox", asked: "Parameters", kind: str, source: str) -> Attachment:
    upload = asked.uploads.get(source.removeprefix("attach://") if source else kind)
    if upload is None and not source:
        raise bad_request(f"there is no {kind} in the request")
    if upload and kind == "photo" and picture_size(upload.content) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    kept = sandbox.files.add(kind, upload) if isinstance(upload, Upload) else sandbox.files.get(source)
    return Attachment(kind, kept, {"duration": asked.number("duration")} if kind == "voice" else {})


def _post(
    sandbox: "Sandbox", asked: "Parameters", body: FormattedText, attachment: Attachment | None = None
) -> Message:
    chat = sandbox.chat(asked.text("chat_id"))
    markup = read_markup(asked.values.get("reply_markup"))
    reply_to = _reply_to(chat, asked)
    _take(sandbox, chat)
    return sandbox.post(chat, sandbox.bot, body, attachment=attachment, reply_to=reply_to, markup=markup)


def _take(sandbox: "Sandbox", chat: Chat, count: int = 1) -> None:
    if sandbox.limits:
        sandbox.limits.take(chat, count)


def _reply_to(chat: Chat, asked: "Parameters") -> Message | None:
    wanted = Parameters(asked.object("reply_parameters") or asked.values, {})
    number = wanted.number("message_id") if "reply_parameters" in asked else asked.number("reply_to_message_id")
    if not number:
        return None
    lenient = wanted.flag("allow_sending_without_reply")
    message = chat.find(number)
    return message if message or lenient else found(message, "to be replied")


def _source(sandbox: "Sandbox", asked: "Parameters", purpose: str) -> Message:
    return found(sandbox.chat(asked.text("from_chat_id")).find(asked.number("message_id")), purpose)


def _formatted(text: str, mode: str) -> FormattedText:
    if mode.upper() == "HTML":
        return read_html(text)
    if mode.upper() == "MARKDOWNV2":
        return read_markdown(text)
    if mode:
        raise bad_request(f"unsupported parse_mode {mode}: the sandbox reads HTML and MarkdownV2")
    return plain(text)
