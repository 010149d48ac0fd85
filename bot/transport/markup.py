"""Sheets as Telegram takes them: texts of at most 4,096 characters, keyboards with sealed buttons."""

import datetime as dt
import html
import re
from collections.abc import Iterator

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.constants import KeyboardButtonStyle

from bot.messages.body import Button, MessageBody
from bot.messages.core.import_taps import AcceptImport, UndoImport
from bot.messages.core.pending_taps import ConfirmAct, HandOver, RefuseAct
from bot.messages.core.taps import (
    Agree,
    DropLetter,
    GrantExtension,
    Holds,
    IssueLetter,
    RefuseExtension,
    Relapsed,
    ReturnMeasure,
    SignLetter,
)
from bot.services.core.callback_data import seal

STYLES = {  # what cannot be undone by a tap looks so, and what agrees; the words say it besides
    KeyboardButtonStyle.DANGER: (UndoImport, DropLetter, HandOver, Relapsed, ReturnMeasure, RefuseExtension, RefuseAct),
    KeyboardButtonStyle.SUCCESS: (Agree, GrantExtension, ConfirmAct, Holds, IssueLetter, SignLetter, AcceptImport),
}
TEXT = 4096  # UTF-16 units of a message
CAPTION = 1024
TAG = re.compile(r"<[^>]+>")
DAY = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)（周[一二三四五六日]）(?![^<]*</(?:a|code|pre)>)")
MOST_DAYS = 30  # of a message that can be tapped: Telegram takes a hundred entities
NOON = dt.time(4, tzinfo=dt.UTC)  # noon in China, and the same day almost everywhere else
DAY_TAG = "tg-time"


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def with_days(text: str) -> str:
    """The text with its days marked, so that apps offer to note them; what is read stays the same."""
    return DAY.sub(_tappable, text, count=MOST_DAYS)


def _tappable(found: re.Match[str]) -> str:
    try:
        moment = dt.datetime.combine(dt.date.fromisoformat(found[1]), NOON)
    except ValueError:  # somebody's own words, no day
        return found[0]
    return f'<{DAY_TAG} unix="{moment.timestamp():.0f}">{found[0]}</{DAY_TAG}>'


def parts(text: str, limit: int = TEXT) -> list[str]:
    """The text in messages of at most `limit` units, parted between lines; no tag spans lines."""
    found: list[str] = []
    held = ""
    for line in _lines(text, limit):
        joined = f"{held}\n{line}" if held else line
        if units(joined) <= limit:
            held = joined
            continue
        found.append(held)
        held = line
    return [part for part in (*found, held) if part.strip()]


def _lines(text: str, limit: int) -> Iterator[str]:
    for line in text.split("\n"):
        if units(line) <= limit:
            yield line
        else:
            yield from _chopped(html.unescape(TAG.sub("", line)), limit)


def _chopped(plain: str, limit: int) -> Iterator[str]:
    """A line that is too long by itself, without its markup."""
    held = ""
    for sign in plain:
        escaped = html.escape(sign)
        if units(held) + units(escaped) > limit:
            yield held
            held = ""
        held += escaped
    yield held


def keyboard(body: MessageBody, key: bytes, account: int, now: dt.datetime) -> InlineKeyboardMarkup | None:
    """The buttons of a body, sealed for the account; raises ValueError where one does not fit into 64 bytes."""
    rows = [[_button(button, key, account, now) for button in row] for row in body.buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button, key: bytes, account: int, now: dt.datetime) -> InlineKeyboardButton:
    if button.tap is None:
        return InlineKeyboardButton(button.label, url=button.url)
    style = next((style for style, taps in STYLES.items() if isinstance(button.tap, taps)), None)
    return InlineKeyboardButton(button.label, callback_data=seal(key, account, button.tap, now), style=style)


def choices(body: MessageBody) -> ReplyKeyboardMarkup | None:
    """The plain words under the field of entry."""
    if not body.choices:
        return None
    rows = [[KeyboardButton(word) for word in row] for row in body.choices]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True)
