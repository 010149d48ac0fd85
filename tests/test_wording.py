"""The catalogue: spacing and punctuation as Chinese text wants them."""

import autocorrect_py
import pytest

from bot.messages.wording import standard


@pytest.mark.parametrize("key", sorted(standard()))
def test_no_half_width_punctuation_between_chinese_words(key: str) -> None:
    """A linter of Chinese text finds nothing but the spaces that our messages leave out on purpose."""
    text = standard()[key]
    assert unspaced(autocorrect_py.format(text)) == unspaced(text)


def unspaced(text: str) -> str:
    """The text without spaces, also the wide ones that indent a line."""
    return text.replace(" ", "").replace("\u3000", "")
