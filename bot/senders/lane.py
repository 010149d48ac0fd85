"""The lane of an update: the chat in which order is kept."""

from typing import Any

LARGEST = 1 << 52  # Telegram's numbers are smaller


def chat_of(raw: dict[str, Any]) -> int:
    """The chat of a raw update, for a button the account that pressed it; 0 where there is none."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return _id(raw[kind], "chat")
    return _id(raw.get("callback_query"), "from")


def _id(holder: Any, name: str) -> int:
    found = holder.get(name) if isinstance(holder, dict) else None
    number = found.get("id") if isinstance(found, dict) else None
    return number if isinstance(number, int) and abs(number) < LARGEST else 0
