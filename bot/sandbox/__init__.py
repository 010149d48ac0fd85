"""Telegram without Telegram: the Bot API over HTTP from memory, with phones in a browser."""

from bot.sandbox.chat import Chat
from bot.sandbox.clock import SandboxClock
from bot.sandbox.kept import Keeper, NotKept
from bot.sandbox.message import Message
from bot.sandbox.phone import Phone
from bot.sandbox.sandbox import Sandbox, TourStep
from bot.sandbox.server import Server, serve

__all__ = ["Chat", "Keeper", "Message", "NotKept", "Phone", "Sandbox", "SandboxClock", "Server", "TourStep", "serve"]
