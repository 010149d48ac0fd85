"""What a message of several parts is as a whole."""

import pytest

from bot.domain.replies.reply import Intent, ReplyReading, message_intent


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ((), Intent.UNCLEAR),
        ((Intent.DONE,), Intent.DONE),
        ((Intent.DONE, Intent.DONE), Intent.DONE),
        ((Intent.DONE, Intent.PROGRESS), Intent.PROGRESS),
        ((Intent.DONE, Intent.EXTEND, Intent.PROGRESS), Intent.EXTEND),
    ],
)
def test_a_wish_for_more_time_comes_before_progress(said: tuple[Intent, ...], whole: Intent) -> None:
    """What all parts say, a wish for more time, or else progress; nothing said is unclear."""
    assert message_intent([ReplyReading(intent=intent) for intent in said]) == whole
