"""A chat: private with one person, or a group."""

import time
from dataclasses import dataclass, field

from bot.sandbox.answer import Json, Refused, bad_request, forbidden
from bot.sandbox.keyboard import Button, rows_of
from bot.sandbox.message import Message
from bot.sandbox.user import User

ACTION_SECONDS = 5


@dataclass(eq=False)
class Chat:
    """What everybody in it sees, and whether the bot may write."""

    id: int
    title: str
    kind: str = "private"
    members: list[User] = field(default_factory=list)
    opened: bool = False
    blocked: bool = False
    moved_to: "Chat | None" = None
    pinned: list[Message] = field(default_factory=list)
    keyboard: Json | None = None
    change: int = 0
    _messages: dict[int, Message] = field(default_factory=dict)
    _action: tuple[str, float] = ("", 0)

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.kind == "private"

    @property
    def messages(self) -> list[Message]:
        """What is to be seen, oldest first."""
        return [message for message in self._messages.values() if not message.deleted]

    @property
    def everything(self) -> list[Message]:
        """All that was ever written, with what was deleted, oldest first."""
        return list(self._messages.values())

    @property
    def action(self) -> str:
        """What the bot shows that it is doing, e.g. "typing"; for five seconds."""
        action, since = self._action
        return action if time.monotonic() - since < ACTION_SECONDS else ""

    @property
    def reply_keyboard(self) -> list[list[Button]]:
        """The keyboard in place of the letters."""
        return rows_of(self.keyboard)

    def show_action(self, action: str) -> None:
        """Show what the bot is doing."""
        self._action = (action, time.monotonic())

    def add(self, message: Message) -> None:
        """Put a message into the chat; a keyboard that comes with it takes the place of the old one."""
        self._messages[message.id] = message
        markup = message.markup or {}
        if "keyboard" in markup:
            self.keyboard = markup
        if markup.get("remove_keyboard"):
            self.keyboard = None
        if message.by_bot:
            self._action = ("", 0)

    def find(self, message_id: int) -> Message | None:
        """A message that is to be seen, by its number."""
        message = self._messages.get(message_id)
        return None if message is None or message.deleted else message

    def changed_since(self, change: int) -> list[Message]:
        """All messages, deleted ones too, that came or changed after that change."""
        return [message for message in self._messages.values() if message.change > change]

    def check_open(self, bot: User) -> None:
        """Raise Refused where the bot may not write."""
        if self.moved_to:
            reason = "group chat was upgraded to a supergroup chat"
            raise Refused(400, f"Bad Request: {reason}", migrate_to_chat_id=self.moved_to.id)
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if self.private and not self.opened:
            raise forbidden("bot can't initiate conversation with a user")
        if not self.private and bot not in self.members:
            raise forbidden("bot was kicked from the group chat")

    def as_json(self) -> Json:
        """The Chat object of the Bot API."""
        return {"id": self.id, "type": self.kind, "first_name" if self.private else "title": self.title}

    def as_full_json(self) -> Json:
        """The ChatFullInfo object of the Bot API."""
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        pinned = {"pinned_message": self.pinned[-1].as_json()} if self.pinned else {}
        accepted = {"accepted_gift_types": dict.fromkeys(gifts, False)}
        return self.as_json() | {"accent_color_id": 0, "max_reaction_count": 11} | accepted | pinned


def found(message: Message | None, purpose: str) -> Message:
    """The message, or Telegram's refusal for want of it."""
    if message is None:
        raise bad_request(f"message {purpose} not found")
    return message
