"""The keyboard under a message, checked as Telegram checks it."""

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.answer import Json, bad_request

DATA_BYTES = 64
ACTIONS = {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text"}


@dataclass(frozen=True)
class Button:
    """A button as a person sees it: inline with `data` or `url`, or a word of a reply keyboard."""

    text: str
    data: str | None = None
    url: str | None = None


def read_markup(value: str | Json | None) -> Json | None:
    """The reply_markup of a request; raises Refused where it cannot be shown."""
    if not value:
        return None
    try:
        markup = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        markup = None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    for row in _rows(markup.get("inline_keyboard", [])):
        for button in row:
            _check_inline(button)
    for row in _rows(markup.get("keyboard", [])):
        for button in row:
            if not isinstance(button, str) and not (isinstance(button, dict) and button.get("text")):
                raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return None if markup.get("inline_keyboard") == [] else markup


def rows_of(markup: Json | None) -> list[list[Button]]:
    """The buttons of a markup, row by row."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return [[_button(button) for button in row] for row in rows]


def _button(raw: Any) -> Button:
    return Button(raw) if isinstance(raw, str) else Button(raw["text"], raw.get("callback_data"), raw.get("url"))


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return rows


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(ACTIONS & set(button)) != 1:
        raise bad_request("can't parse inline keyboard button: Exactly one optional field must be used")
    data = button.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("https://", "http://", "tg://")):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
