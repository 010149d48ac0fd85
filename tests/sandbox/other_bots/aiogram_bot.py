"""An ordinary bot of aiogram, as its own documentation shows one; only the address of the Bot API is given to it."""

import asyncio
import itertools
import os

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
)

dispatcher = Dispatcher()
counts = itertools.count(1)
counter = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="加一", callback_data="plus"),
            InlineKeyboardButton(text="文件", callback_data="file"),
        ]
    ]
)
choice = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="甲"), KeyboardButton(text="乙")]])


@dispatcher.message(CommandStart())
async def start(message: Message) -> None:
    await message.answer(f"*您好*，{message.from_user.first_name}", parse_mode="MarkdownV2", reply_markup=counter)


@dispatcher.callback_query(F.data == "plus")
async def plus(query: CallbackQuery) -> None:
    await query.answer("好")
    await query.message.edit_text(f"现在 {next(counts)}", reply_markup=counter)


@dispatcher.callback_query(F.data == "file")
async def file(query: CallbackQuery) -> None:
    await query.answer("来了", show_alert=True)
    await query.message.answer_document(BufferedInputFile(b"a,b\n", "表.csv"), caption="<b>表</b>", parse_mode="HTML")


@dispatcher.message(F.photo)
async def photo(message: Message, bot: Bot) -> None:
    content = (await bot.download(message.photo[-1])).read()
    await message.answer_photo(BufferedInputFile(content, "p.png"), caption=f"收到 {len(content)}")
    await message.answer_media_group(
        [InputMediaPhoto(media=BufferedInputFile(content, f"{number}.png")) for number in (1, 2)]
    )


@dispatcher.message(F.text == "置顶")
async def pin(message: Message) -> None:
    sent = await message.reply("选一个", reply_markup=choice)
    await sent.pin()
    await message.react([ReactionTypeEmoji(emoji="👍")])


@dispatcher.message(F.text == "投票")
async def poll(message: Message) -> None:
    try:
        await message.answer_poll("?", ["a", "b"])
    except TelegramBadRequest as refused:
        await message.answer(refused.message)


@dispatcher.message(F.text)
async def echo(message: Message) -> None:
    await message.answer(f"听到：{message.text}")


@dispatcher.edited_message(F.text)
async def edited(message: Message) -> None:
    await message.answer(f"改成：{message.text}")


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["ROOT"]))
    bot = Bot(os.environ["TOKEN"], session=session)
    await bot.set_my_commands([BotCommand(command="start", description="开始")])
    await dispatcher.start_polling(bot, handle_signals=False)


asyncio.run(main())
