"""The methods of the Bot API, in the order of Telegram's own table of contents."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.sandbox.methods import bot, chats, getting_updates, sending, updating_messages

if TYPE_CHECKING:
    from bot.sandbox.parameters import Parameters
    from bot.sandbox.sandbox import Sandbox

Method = Callable[["Sandbox", "Parameters"], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getUpdates": getting_updates.get_updates,
    "setWebhook": getting_updates.set_webhook,
    "deleteWebhook": getting_updates.delete_webhook,
    "getWebhookInfo": getting_updates.get_webhook_info,
    "getMe": bot.get_me,
    "logOut": bot.log_out,
    "close": bot.log_out,
    "sendMessage": sending.send_message,
    "forwardMessage": sending.forward_message,
    "copyMessage": sending.copy_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendVoice": sending.send_voice,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "setMessageReaction": sending.set_message_reaction,
    "getFile": bot.get_file,
    "pinChatMessage": chats.pin_chat_message,
    "unpinChatMessage": chats.unpin_chat_message,
    "leaveChat": chats.leave_chat,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "answerCallbackQuery": bot.answer_callback_query,
    "setMyCommands": bot.set_my_commands,
    "deleteMyCommands": bot.delete_my_commands,
    "getMyCommands": bot.get_my_commands,
    "editMessageText": updating_messages.edit_message_text,
    "editMessageCaption": updating_messages.edit_message_caption,
    "editMessageMedia": updating_messages.edit_message_media,
    "editMessageReplyMarkup": updating_messages.edit_message_reply_markup,
    "deleteMessage": updating_messages.delete_message,
}
BY_LOWER_NAME = {name.lower(): name for name in METHODS}
