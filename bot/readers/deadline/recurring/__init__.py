"""What comes back: 每月25日前, 此后每季度报送一次, 2026年4月至9月每周五."""

from bot.readers.deadline.recurring.reader import read_recurring

__all__ = ["read_recurring"]
