"""The catalogue: spacing and punctuation as Chinese text wants them."""

import autocorrect_py

from bot.messages.wording import standard


def test_no_half_width_punctuation_between_chinese_words() -> None:
    """A linter of Chinese text finds nothing but the spaces that our messages leave out on purpose."""
    for key, text in standard().items():
        assert unspaced(autocorrect_py.format(text)) == unspaced(text), key


def unspaced(text: str) -> str:
    """The text without spaces, also the wide ones that indent a line."""
    return text.replace(" ", "").replace("\u3000", "")
