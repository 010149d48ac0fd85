"""An account of Telegram: a person or the bot."""

from dataclasses import dataclass

from bot.sandbox.answer import Json


@dataclass(frozen=True)
class User:
    """A person, or the bot itself."""

    id: int
    name: str
    username: str = ""
    is_bot: bool = False

    def as_json(self) -> Json:
        """The User object of the Bot API."""
        username = {"username": self.username} if self.username else {}
        language = {} if self.is_bot else {"language_code": "zh-hans"}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.name, **username, **language}
