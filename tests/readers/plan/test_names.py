"""People and departments of a cell, with everything that offices write around them."""

import pytest

from bot.readers.plan.fields.bodies import Bodies, bodies_of, mixed
from bot.readers.plan.fields.names import persons

PERSONS = {
    "方敬之": ("方敬之",),
    "方敬之、苏晴": ("方敬之", "苏晴"),
    "方敬之，苏晴；倪川/谷雨": ("方敬之", "苏晴", "倪川", "谷雨"),
    "方敬之\n苏晴": ("方敬之", "苏晴"),
    "方敬之 苏晴": ("方敬之", "苏晴"),
    "苏 晴": ("苏晴",),
    "苏　晴、倪　川": ("苏晴", "倪川"),
    "苏 晴 倪 川": ("苏晴", "倪川"),
    "苏晴（办公室主任）": ("苏晴",),
    "苏晴（13800001111）、倪川 0999-1234567": ("苏晴", "倪川"),
    "苏晴13800001111": ("苏晴",),
    "副局长苏晴": ("苏晴",),
    "苏晴副局长": ("苏晴",),
    "党组成员、副局长 苏晴": ("苏晴",),
    "局党组书记、局长 方敬之": ("方敬之",),
    "责任人：苏晴": ("苏晴",),
    "欧阳修文、司马光": ("欧阳修文", "司马光"),
    "阿依古丽·买买提": ("阿依古丽·买买提",),
    "班子成员": ("班子成员",),
    "各科室负责人": ("各科室负责人",),
    "财务科 苏晴": ("苏晴",),
    "苏晴、苏晴": ("苏晴",),
    "无": (),
    "——": (),
}
DEPARTMENTS = {
    "办公室": (("办公室",), ()),
    "办公室、人事股": (("办公室", "人事股"), ()),
    "各镇（街道）": (("各镇（街道）",), ()),
    "核与辐射股": (("核与辐射股",), ()),
    "办公室\n人事股": (("办公室", "人事股"), ()),
    "综合执法\n大队": (("综合执法大队",), ()),
    "办 公 室": (("办公室",), ()),
    "办公室（牵头）、人事股（配合）": (("办公室",), ("人事股",)),
    "牵头单位：办公室\n配合单位：人事股、财务股": (("办公室",), ("人事股", "财务股")),
    "办公室（电话：0999-1234567）": (("办公室",), ()),
    "各乡镇（街道、管委会）": (("各乡镇（街道、管委会）",), ()),
    "无": ((), ()),
}


@pytest.mark.parametrize("words", PERSONS)
def test_persons_are_named_without_what_is_written_around_them(words: str) -> None:
    """Posts, brackets and telephones fall away; what is no name stays as written."""
    assert persons(words) == PERSONS[words]


def test_known_people_are_found_behind_their_department() -> None:
    """A department of the row before a name is not part of the name."""
    assert persons("办公室苏晴", frozenset({"苏晴"}), ("办公室",)) == ("苏晴",)


@pytest.mark.parametrize("words", DEPARTMENTS)
def test_departments_keep_their_own_brackets(words: str) -> None:
    """Departments are split at signs and lines; who leads and who supports is told apart."""
    bodies = bodies_of(words)
    assert (bodies.leading, bodies.supporting) == DEPARTMENTS[words]


def test_person_in_brackets_behind_a_department_is_not_lost() -> None:
    """办公室（苏晴） names a department and a person."""
    bodies = bodies_of("办公室（苏晴）")
    assert (bodies.leading, bodies.persons) == (("办公室",), ("苏晴",))


@pytest.mark.parametrize("words", ["办公室 苏晴", "办公室\n苏晴", "办公室：苏晴", "苏晴、办公室", "办公室（苏晴）"])
def test_cell_of_both_is_told_apart(words: str) -> None:
    """A cell may hold the department and its person in any order."""
    assert mixed(words) == Bodies(("办公室",), (), ("苏晴",))


def test_what_stands_before_a_colon_and_a_person_is_a_body() -> None:
    """档案馆：何田田 says where somebody works, whatever the body is called; a part played is no body."""
    assert mixed("档案馆：何田田；普法宣讲团：陆小北") == Bodies(("档案馆", "普法宣讲团"), (), ("何田田", "陆小北"))
    assert mixed("责任人：何田田") == Bodies((), (), ("何田田",))
