"""Telegram: receiving, sending, limits, and the machine's watchers."""
