"""核定情况: what was done, in the words that outward papers may use."""

from bot.domain.core.refusal import Unreadable

MOST = 500  # characters: one to three sentences


def paper_text(words: str) -> str:
    """What a person wants papers to say, on one line; raises Unreadable where it says nothing or too much."""
    text = " ".join(words.split())
    if not text or len(text) > MOST:
        raise Unreadable(what="result", most=MOST)
    return text
