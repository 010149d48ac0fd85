"""Sending a text straight by the library's request: of the answer only the number is used.

To make the library's objects of what Telegram repeats of a message of ours costs as much as sending it.
"""

from typing import Any, cast

from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

NO_PREVIEW = '{"is_disabled":true}'


async def send_text(
    bot: Bot,
    chat: int,
    text: str,
    *,
    answering: ReplyParameters | None,
    markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | None,
    protected: bool,
) -> int:
    """Send a text that is marked up in HTML, and give Telegram's number of it; raises TelegramError."""
    asked = {"chat_id": str(chat), "text": text, "parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW}
    if answering:
        asked["reply_parameters"] = answering.to_json()
    if markup:
        asked["reply_markup"] = markup.to_json()
    if protected:
        asked["protect_content"] = "true"
    data = RequestData([RequestParameter(name, value, None) for name, value in asked.items()])
    sent = cast("dict[str, Any]", await bot.request.post(f"{bot.base_url}/sendMessage", data))
    return int(sent["message_id"])
