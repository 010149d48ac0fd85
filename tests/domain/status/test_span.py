"""Times that are asked for: a code for a day that there is, none for one that there is not."""

import pytest

from bot.domain.status.span import counted


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("2025-06-30前", "u250630"),
        ("2025-02-30前", ""),
        ("2025-05-01", "v250501250501"),
        ("2025-13-01", ""),
        ("2025-05-01至2025-05-10", "v250501250510"),
        ("2025-05-01至2025-05-40", ""),
        ("30天内", "n30"),
        ("9月", "k9"),
        ("13月", ""),
    ],
)
def test_a_day_that_there_is_not_is_no_time(words: str, code: str) -> None:
    """What has the shape of a day and is none is looked for as words, and stops nobody's message."""
    assert counted(words) == code
