"""What papers say of what was done."""

import pytest

from bot.domain.closing.result_text import MOST, paper_text
from bot.domain.core.refusal import Unreadable


def test_a_paper_says_something_and_no_more_than_it_holds() -> None:
    """On one line; nothing, and a sign too many, are refused."""
    assert paper_text(" 管网\n改造 12处 ") == "管网 改造 12处"
    assert paper_text("字" * MOST) == "字" * MOST
    for words in ("", " \n", "字" * (MOST + 1)):
        with pytest.raises(Unreadable):
            paper_text(words)
