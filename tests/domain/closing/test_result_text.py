"""The draft of what was done: the owner's own words, nothing where they only say that it is done."""

import pytest

from bot.domain.closing.result_text import MOST, paper_text, result_draft
from bot.domain.core.refusal import Unreadable


@pytest.mark.parametrize(
    ("words", "draft"),
    [
        ("3-2 已完成", ""),
        ("3-2完成了！", ""),
        ("已全部完成", ""),
        ("都落实到位了，请审核", ""),
        ("第一轮3-2：整改完成", ""),
        ("3-2 已完成，12处管网全部改造，6月3日通水", "已完成，12处管网全部改造，6月3日通水"),
        ("3-2，清理堆场23处，清运废料410吨，全部完成", "清理堆场23处，清运废料410吨，全部完成"),
        ("13-2已完成清淤", "13-2已完成清淤"),
    ],
)
def test_a_draft_is_what_was_said_beside_the_number(words: str, draft: str) -> None:
    """Bare words are no result; nothing is added to what was said."""
    assert result_draft(words, "3-2") == draft


def test_a_paper_says_something_and_no_more_than_it_holds() -> None:
    """On one line; nothing, and a sign too many, are refused."""
    assert paper_text(" 管网\n改造 12处 ") == "管网 改造 12处"
    assert paper_text("字" * MOST) == "字" * MOST
    for words in ("", " \n", "字" * (MOST + 1)):
        with pytest.raises(Unreadable):
            paper_text(words)
