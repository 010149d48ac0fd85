"""File names: what is left of one, and how long it may be."""

import pytest

from bot.domain.core.filename import LENGTH, apart, file_name


@pytest.mark.parametrize("ending", ["x", "gz", "pdf", "docx", "a" * 19])
def test_a_long_name_keeps_its_ending_and_is_exactly_as_long_as_may_be(ending: str) -> None:
    """Whether the ending's length is odd or even."""
    shown = file_name("长" * 200 + "." + ending, "file")
    assert (len(shown), shown[-len(ending) - 1 :]) == (LENGTH, f".{ending}")
    assert file_name("长" * (LENGTH - len(ending) - 1) + "." + ending, "file").count("长") == LENGTH - len(ending) - 1


def test_an_ending_of_a_quarter_or_more_is_a_part_of_the_name() -> None:
    """It is cut with it."""
    assert file_name("长" * 200 + "." + "a" * 20, "file") == "长" * LENGTH


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\表\\台账.xlsx", "台账.xlsx"),
        (" .台账. ", "台账"),
        ("\u202e台\x00账<|>.xlsx", "台账.xlsx"),
        ("CON", "file-CON"),
        ("com1.txt", "file-com1.txt"),
        ("console.txt", "console.txt"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_what_is_left_of_a_name(name: str, left: str) -> None:
    """The last part, without what hides, turns round, or is a device's on Windows."""
    assert file_name(name, "file") == left


def test_no_file_is_saved_over_another() -> None:
    """Files of the same name are told apart, without losing what kind they are of; others keep theirs."""
    long = f"{'长' * (LENGTH - 5)}.docx"
    assert apart(["单.docx", "表.xlsx", "单.docx", "单.docx", "单"]) == [
        *("单.docx", "表.xlsx", "单（2）.docx", "单（3）.docx", "单"),
    ]
    first, second = apart([long, long])
    assert first != second
    assert len(second) <= LENGTH
    assert second.endswith("（2）.docx")
