"""Telegram without Telegram: the Bot API over HTTP from memory, with phones in a browser."""
