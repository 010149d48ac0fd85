"""A person's phone: what somebody does in a chat with the bot, and what can be seen there."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.answer import Json
from bot.sandbox.chat import Chat
from bot.sandbox.file import Upload
from bot.sandbox.formatting import MESSAGE_LENGTH, FormattedText, plain
from bot.sandbox.keyboard import Button
from bot.sandbox.message import Attachment, Message
from bot.sandbox.user import User

if TYPE_CHECKING:
    import datetime as dt

    from bot.sandbox.sandbox import Sandbox


@dataclass(eq=False)
class Press:
    """A press of an inline button, and what the bot answered to it: a line that passes, or an alert."""

    phone: "Phone"
    at: "dt.datetime"
    text: str = ""
    alert: bool = False
    given: bool = False


class Phone:
    """A phone that is open at one chat."""

    def __init__(self, sandbox: "Sandbox", user: User, chat: Chat, role: str = "") -> None:
        self.user = user
        self.chat = chat
        self.role = role
        self.answers: list[Press] = []
        self._sandbox = sandbox
        self.read_up_to = 0

    def scoped(self, group: Chat) -> "Phone":
        """The same person's phone, open at a group."""
        phone = Phone(self._sandbox, self.user, group, self.role)
        phone.answers = self.answers
        return phone

    @property
    def messages(self) -> list[Message]:
        """All that is to be seen, oldest first."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The newest message; raises IndexError in an empty chat."""
        return self.messages[-1]

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote."""
        return [message for message in self.messages if message.by_bot]

    @property
    def unread(self) -> int:
        """How many of the bot's messages came since the person last looked or wrote."""
        return sum(message.id > self.read_up_to for message in self.inbox)

    @property
    def typing(self) -> bool:
        """Whether the bot shows that it is doing something."""
        return bool(self.chat.action)

    @property
    def commands(self) -> list[Json]:
        """The command menu as this person sees it here."""
        return self._sandbox.menu.shown(self.chat, self.user.id)

    def look(self) -> None:
        """Read everything."""
        newest = max((message.id for message in self.messages), default=0)
        if newest > self.read_up_to:
            self.read_up_to = newest
            self._changed()

    def start_chat(self) -> None:
        """Open the chat without a word, so that the bot may write."""
        self.chat.opened = True

    def say(self, text: str, reply_to: Message | None = None, quote: str = "") -> int:
        """Write a text; one that is too long goes as several, as an app sends it. Gives the (last) update's id.

        `quote` is the part of the answered message that is meant.
        """
        pieces = [text[at : at + MESSAGE_LENGTH] for at in range(0, len(text), MESSAGE_LENGTH)]
        bodies = [body for body in map(plain, pieces) if body]
        if not bodies:
            raise ValueError("an app does not send an empty text")
        return [self._send(body, reply_to=reply_to, quote=quote) for body in bodies][-1]

    def exchange(self, message: Message, content: bytes) -> int:
        """Change the photo of an own message for another one."""
        message.attachment = Attachment("photo", self._sandbox.files.add("photo", Upload("photo.jpg", content)))
        return self.edit(message, message.text)

    def open_link(self, code: str) -> int:
        """Follow https://t.me/<bot>?start=<code>."""
        return self.say(f"/start {code}")

    def edit(self, message: Message, text: str) -> int:
        """Change an own message; raises ValueError for somebody else's."""
        if message.sender != self.user:
            raise ValueError("only one's own messages can be edited")
        message.body = plain(text)
        message.edited = self._sandbox.clock.now().replace(microsecond=0)
        self._sandbox.touch(message)
        return self._sandbox.queue.push("edited_message", message.as_json())

    def press(self, message: Message, label: str) -> int:
        """Press the button with that text or callback data; raises LookupError where there is none."""
        return self.press_button(message, message.button(label))

    def press_button(self, message: Message, button: Button) -> int:
        """Press a button: inline, a link to the bot, or a word of a reply keyboard."""
        if button.data is not None:
            return self.press_data(message, button.data)
        if button.url is None:
            return self.say(button.text)
        start = parse_qs(urlsplit(button.url).query).get("start")
        if not start:
            raise LookupError(f"{button.url} leads out of the chat")
        return self.open_link(start[0])

    def press_data(self, message: Message, data: str) -> int:
        """Send callback data for a message, as a forged app could."""
        number = f"press-{secrets.token_hex(8)}"  # of no press before, of a sandbox that is opened again neither
        press = Press(self, self._sandbox.clock.now())
        self._sandbox.presses[number] = press
        self.look()
        query: Json = {"id": number, "from": self.user.as_json(), "message": message.as_json(), "data": data}
        return self._sandbox.queue.push("callback_query", query | {"chat_instance": f"chat{self.chat.id}"})

    def send_photo(self, content: bytes, caption: str = "", reply_to: Message | None = None) -> int:
        """Send a picture."""
        return self._send_file("photo", Upload("photo.jpg", content), caption, reply_to)

    def send_file(self, name: str, content: bytes, caption: str = "", reply_to: Message | None = None) -> int:
        """Send a file."""
        return self._send_file("document", Upload(name, content), caption, reply_to)

    def send_voice(self, content: bytes, seconds: int = 3, reply_to: Message | None = None) -> int:
        """Send a voice message."""
        return self._send_file("voice", Upload("voice.ogg", content), "", reply_to, duration=seconds)

    def send_sticker(self, emoji: str = "👍") -> int:
        """Send a sticker."""
        facts: dict[str, str | int] = {
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
        }
        return self._send_file("sticker", Upload("sticker.webp", b"RIFF"), "", None, **facts, emoji=emoji)

    def send_contact(self, number: str, name: str) -> int:
        """Send a contact."""
        return self._send(attachment=Attachment("contact", None, {"phone_number": number, "first_name": name}))

    def send_location(self, latitude: float, longitude: float) -> int:
        """Send a place."""
        return self._send(attachment=Attachment("location", None, {"latitude": latitude, "longitude": longitude}))

    def forward(self, message: Message) -> int:
        """Forward a message into this chat."""
        return self._send(message.body, attachment=message.attachment, origin=origin_of(message))

    def send_album(self, photos: Sequence[bytes], caption: str = "") -> list[int]:
        """Send pictures as an album: one update each, the caption on the first."""
        album = secrets.token_hex(8)
        sent = []
        for number, content in enumerate(photos):
            kept = self._sandbox.files.add("photo", Upload("photo.jpg", content))
            body = plain("" if number else caption)
            sent.append(self._send(body, attachment=Attachment("photo", kept), album=album))
        return sent

    def block(self) -> int:
        """Block the bot."""
        return self._member("member", "kicked")

    def unblock(self) -> int:
        """Let the bot write again."""
        return self._member("kicked", "member")

    def _send_file(self, kind: str, upload: Upload, caption: str, reply_to: Message | None, **facts: str | int) -> int:
        kept = self._sandbox.files.add(kind, upload)
        return self._send(plain(caption), attachment=Attachment(kind, kept, facts), reply_to=reply_to)

    def _send(
        self,
        body: FormattedText | None = None,
        *,
        attachment: Attachment | None = None,
        reply_to: Message | None = None,
        quote: str = "",
        album: str | None = None,
        origin: Json | None = None,
    ) -> int:
        self.chat.opened = True
        self.look()
        message = self._sandbox.post(
            self.chat,
            self.user,
            body,
            attachment=attachment,
            reply_to=reply_to,
            quote=quote,
            album=album,
            origin=origin,
        )
        return self._sandbox.queue.push("message", message.as_json())

    def _member(self, before: str, after: str) -> int:
        self.chat.blocked = after == "kicked"
        bot = self._sandbox.bot.as_json()
        old, new = ({"user": bot, "status": s} | ({"until_date": 0} if s == "kicked" else {}) for s in (before, after))
        change: Json = {"chat": self.chat.as_json(), "from": self.user.as_json(), "date": self._sandbox.clock.stamp()}
        self._changed()
        return self._sandbox.queue.push("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})

    def _changed(self) -> None:
        self._sandbox.on_change.ring()


def origin_of(message: Message) -> Json:
    """Where a forwarded message came from."""
    date = int(message.date.timestamp())
    return message.origin or {"type": "user", "date": date, "sender_user": message.sender.as_json()}
