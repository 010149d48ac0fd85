"""可能逾期 in words: the grounds of an early word, as counts."""

from bot.domain.reporting.early_word import EarlyWord
from bot.messages.wording import official


def grounds(word: EarlyWord) -> str:
    """剩18天、停在40%已23天、同科室2条平均逾期9天."""
    percent = word.row.measure.percent
    parts = [official("reporting.early.left", days=word.left)]
    if word.not_started:
        parts.append(official("reporting.early.not_started"))
    elif word.still is not None and percent is not None:
        parts.append(official("reporting.early.stalled", percent=percent, days=word.still))
    elif word.still is not None:
        parts.append(official("reporting.early.still", days=word.still))
    if word.department:
        count, days = word.department
        parts.append(official("reporting.early.department", count=count, days=days))
    return "、".join(parts)
