"""Numbers, headings and enumerations in the signs that offices use."""

import pytest

from bot.readers.plan.fields.enumeration import marked, measures_in, shared_out
from bot.readers.plan.fields.item_number import arabic
from bot.readers.plan.layout.headings import Field, classify, label

NUMBERS = {
    "3": "3",
    "３": "3",
    "03": "3",
    "3.0": "3",
    "3-2": "3-2",
    "3—2": "3-2",
    "３－２": "3-2",
    "3.2": "3-2",
    "三": "3",
    "（三）": "3",
    "三、": "3",
    "问题三": "3",
    "问题（十二）": "12",
    "第五项": "5",
    "三-2": "3-2",
    "（三）2": "3-2",
    "措施3-2": "3-2",
    "二十三": "23",
    "③": "3",
    "1-2-3": "1-2-3",
    "甲": "",
    "": "",
    "一致": "",
}
CELLS = {
    "1.开展排查；2.建立台账。": ["开展排查", "建立台账。"],
    "1、开展排查\n2、建立台账": ["开展排查", "建立台账"],
    "①开展排查②建立台账": ["开展排查", "建立台账"],
    "（1）开展排查。（2）建立台账。": ["开展排查。", "建立台账。"],
    "（一）开展排查。\n（二）建立台账。": ["开展排查。", "建立台账。"],
    "3-1 开展排查\n3-2 建立台账": ["开展排查", "建立台账"],
    "措施一：开展排查；措施二：建立台账": ["开展排查", "建立台账"],
    "采取以下措施：1.开展排查；2.建立台账": ["开展排查", "建立台账"],
    "开展排查。\n建立台账。": ["开展排查。", "建立台账。"],
    "1.投入1.5万元开展排查；2.2025年完成": ["投入1.5万元开展排查", "2025年完成"],
    "完成2处整改，3处验收。": ["完成2处整改，3处验收。"],
    "1.开展\n排查；\n2.建立台账": ["开展排查", "建立台账"],
}


@pytest.mark.parametrize("written", NUMBERS)
def test_number_is_brought_into_arabic_figures(written: str) -> None:
    """What is a number is normalised; what is none gives nothing."""
    assert arabic(written) == NUMBERS[written]


@pytest.mark.parametrize("text", CELLS)
def test_cell_is_cut_into_its_measures(text: str) -> None:
    """Only numbers in their order, or sentences on lines of their own, begin a measure."""
    items, certain = measures_in(text)
    assert certain
    assert [item.text for item in items] == CELLS[text]


def test_wrapped_line_is_not_taken_for_a_measure() -> None:
    """Lines without numbers and full stops may be one sentence, and that is said."""
    items, certain = measures_in("开展排查\n建立台账")
    assert (len(items), certain) == (1, False)


def test_days_go_to_the_measures_of_their_numbers() -> None:
    """A deadline cell with numbers gives each measure its own, the missing ones nothing."""
    assert shared_out("1.2025年6月底前\n3.长期坚持", 3, by_line=True) == ["2025年6月底前", "", "长期坚持"]
    assert shared_out("2025年6月底前；长期坚持", 2, by_line=True) == ["2025年6月底前", "长期坚持"]


def test_one_day_in_two_clauses_is_not_shared_out() -> None:
    """A clause that only goes on belongs to all measures."""
    assert shared_out("2025年6月底前完成；并长期坚持", 2, by_line=True) is None


def test_first_number_of_a_single_item_is_known() -> None:
    """A single numbered item keeps its number."""
    assert [(item.number, item.text) for item in marked("2.建立台账")] == [("2", "建立台账")]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("整 改 措 施", Field.MEASURE),
        ("完成时限（年月日）", Field.DEADLINE),
        ("责任领导\n（签字）", Field.LEADER),
        ("责任人", Field.RESPONSIBLE),
        ("具体责任人", Field.OWNER),
        ("牵头（责任）单位", Field.DEPARTMENT),
        ("协办单位", Field.SUPPORT),
        ("实际完成时间", Field.IGNORED),
        ("整改进展情况", Field.STATUS),
        ("责任科室：办公室", None),
        ("对河道采砂开展拉网排查", None),
    ],
)
def test_heading_is_known_under_its_usual_names(heading: str, field: Field | None) -> None:
    """Blanks, brackets and line breaks in a heading do not matter; a value is no heading."""
    assert classify(heading) is field


def test_label_may_carry_a_number() -> None:
    """整改措施一 and 问题（3） are labels of numbered things."""
    assert label("整改措施一") == (Field.MEASURE, "一")
    assert label("问题（3）") == (Field.FINDING, "3")
