"""Numerals: what is written is read back, and what is no number is none."""

import pytest

from bot.domain.core.numerals import approximate, before_figure, chinese, number, spelled


@pytest.mark.parametrize("value", range(1, 100))
def test_a_number_comes_back_as_it_was_written(value: int) -> None:
    """Both directions agree below a hundred."""
    assert number(chinese(value)) == value
    assert number(str(value)) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("廿三", 23),
        ("一百零三", 103),
        ("两百", 200),
        ("二百三十", 230),
        ("三百二十一", 321),
        ("零", 0),
        ("○五", 5),
        ("壹", 1),
        ("贰", 2),
        ("叁", 3),
    ],
)
def test_a_numeral_has_its_value(words: str, value: int) -> None:
    """Up to the hundreds, in the usual signs."""
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "人", "三五", "两三", "十几", "十十", "百百"])
def test_what_is_no_number_is_none(words: str) -> None:
    """Neighbouring digits mean "about", and letters mean nothing."""
    assert number(words) is None


def test_digits_said_one_after_another_are_a_year() -> None:
    """二〇二五 is 2025; a number in words is not spelled."""
    assert (spelled("二〇二五"), spelled("零八"), spelled("2025"), spelled("二十")) == (2025, 8, 2025, None)


def test_neighbouring_digits_are_about() -> None:
    """三五 and 七八, not 三八."""
    assert [approximate(words) for words in ("三五", "七八", "三八")] == [True, True, False]


def test_beyond_a_hundred_figures_are_written() -> None:
    """Headings do not count so far in words."""
    assert [chinese(value) for value in (0, 100, 101, 12, -3)] == ["0", "100", "101", "十二", "-3"]


@pytest.mark.parametrize(
    ("begun", "told"),
    [
        ("投入资金3", "投入资金"),
        ("拆除违建12.", "拆除违建"),
        ("接3-", "接"),
        ("排查两百", "排查两百"),
        ("2025", "2025"),
    ],
)
def test_what_is_cut_off_ends_before_a_figure(begun: str, told: str) -> None:
    """Of 投入资金38万元 never 投入资金3 is left; what is a figure alone stays as it is."""
    assert before_figure(begun) == told
