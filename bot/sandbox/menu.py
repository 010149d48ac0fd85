"""The command menu: which commands a person is offered in which chat."""

from collections.abc import Iterable
from typing import Any

from bot.sandbox.answer import Json
from bot.sandbox.chat import Chat
from bot.sandbox.parameters import Parameters

Scope = tuple[str, int, int]
DEFAULT: Scope = ("default", 0, 0)


class Menu:
    """The commands by scope, the narrower before the wider."""

    def __init__(self) -> None:
        self._by_scope: dict[tuple[Scope, str], list[Json]] = {}

    def set(self, scope: Scope, language: str, commands: list[Json]) -> None:
        """Set the commands of a scope; none at all takes them away."""
        self._by_scope[scope, language] = commands

    def get(self, scope: Scope, language: str) -> list[Json]:
        """The commands set for exactly this scope."""
        return self._by_scope.get((scope, language), [])

    def state(self) -> list[Any]:
        """What is set, as it can be written down."""
        return [[list(scope), language, commands] for (scope, language), commands in self._by_scope.items()]

    def put_back(self, state: Iterable[Any]) -> None:
        """Set what `state` gave."""
        self._by_scope = {((kind, chat, user), language): set_ for (kind, chat, user), language, set_ in state}

    def shown(self, chat: Chat, user_id: int) -> list[Json]:
        """What a person sees in a chat."""
        wide = "all_private_chats" if chat.private else "all_group_chats"
        scopes = [("chat_member", chat.id, user_id), ("chat", chat.id, 0), (wide, 0, 0), DEFAULT]
        offers = (self.get(scope, language) for scope in scopes for language in ("zh", ""))
        return next((commands for commands in offers if commands), [])


def read_scope(raw: Json) -> Scope:
    """A BotCommandScope object as a key."""
    if not raw:
        return DEFAULT
    asked = Parameters(raw, {})
    return asked.text("type"), asked.number("chat_id"), asked.number("user_id")
