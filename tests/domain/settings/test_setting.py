"""What an office sets in chat: everything that can be set at all, read as it is written."""

import datetime as dt
from dataclasses import fields

import pytest

from bot.domain.core.refusal import Unreadable
from bot.domain.people.person import Role
from bot.domain.settings.policy import Policy
from bot.domain.settings.setting import NAMED, SETTINGS, Setting, in_words, setting


def test_everything_in_the_policy_can_be_set_in_chat() -> None:
    """No number of the policy is the machine's owner's alone."""
    assert sorted(one.field for one in SETTINGS) == sorted(field.name for field in fields(Policy))
    assert len({one.name for one in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.field)
def test_what_is_shown_can_be_written_back(one: Setting) -> None:
    """The words in which a value is shown are read as that value."""
    assert Policy().but({one.field: one.read(in_words(one, getattr(Policy(), one.field)))}) == Policy()


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("销号环节", "书记、整改办", (Role.OFFICE, Role.SECRETARY)),
        ("延期环节", "领导", (Role.LEADER,)),
        ("照片数", "2张", 2),
        ("回头看天数", "90天、30天", (30, 90)),
        ("回头看天数", "无", ()),
        ("佐证保存月数", "24个月", 24),
        ("周报星期", "星期天", 6),
        ("周报时间", "8点", "08:00:00"),
    ],
)
def test_values_are_read_as_an_office_writes_them(name: str, words: str, value: object) -> None:
    """Roles by their names in any order, numbers with their unit, days of a week."""
    one = setting(name)
    fresh = getattr(Policy().but({one.field: one.read(words)}), one.field)
    assert fresh == value or fresh.isoformat() == value
    if isinstance(value, tuple):
        assert [type(item) for item in fresh] == [type(item) for item in value]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("销号环节", "观察员"),
        ("销号环节", ""),
        ("照片数", "-1"),
        ("佐证兆数", "50"),
        ("周报星期", "周八"),
        ("周报星期", ""),
    ],
)
def test_values_that_cannot_be_are_refused(name: str, words: str) -> None:
    """No step for who may not check, no file larger than Telegram hands out."""
    with pytest.raises(Unreadable):
        setting(name).read(words)


CHOICES = [(one, words) for one in SETTINGS for words in NAMED.get(one.read, ())]


@pytest.mark.parametrize(("one", "words"), CHOICES, ids=lambda given: getattr(given, "field", given))
def test_a_choice_is_shown_by_words_that_choose_it_again(one: Setting, words: str) -> None:
    """Each of them, not only the one that an office begins with."""
    assert one.read(in_words(one, one.read(words))) == one.read(words)


BOUNDS = {
    "转黄天数": (0, 400),
    "逾期间隔": (1, 400),
    "逾期周数": (1, 60),
    "宽限工作日": (0, 30),
    "立行立改天数": (1, 400),
    "长期报告月数": (1, 12),
    "催问工作日": (0, 400),
    "重复间隔": (0, 400),
    "每周提醒条数": (1, 7),
    "办理工作日": (1, 400),
    "退回工作日": (1, 400),
    "答复工作日": (1, 400),
    "照片数": (0, 50),
    "文件数": (0, 50),
    "佐证数": (0, 50),
    "佐证兆数": (1, 20),
    "佐证保存月数": (0, 120),
    "抽查条数": (0, 50),
    "验收工作日": (1, 60),
    "撤回分钟": (1, 400),
    "链接小时": (1, 720),
    "换机小时": (1, 720),
}


def test_every_number_has_bounds() -> None:
    """What is a number in the policy, and none of the others."""
    numbers = {one.name for one in SETTINGS if type(getattr(Policy(), one.field)) is int} - {"周报星期"}
    assert numbers == {*BOUNDS}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_is_taken_from_its_least_to_its_most(name: str) -> None:
    """One less and one more are refused."""
    least, most = BOUNDS[name]
    assert [setting(name).read(str(number)) for number in (least, most)] == [least, most]
    for number in (least - 1, most + 1):
        with pytest.raises(Unreadable):
            setting(name).read(str(number))


def test_what_holds_for_the_whole_office_is_no_measure_s_own() -> None:
    """When it is written to, who confirms, how long a link opens: a plan or a measure has no rule of its own there."""
    assert {one.name for one in SETTINGS if not one.own} == {
        "每周提醒条数",
        "答复工作日",
        "抽查条数",
        "验收工作日",
        "验收指标",
        "链接小时",
        "换机小时",
        "周报星期",
        "周报时间",
        "提醒时间",
        "免打扰开始",
        "免打扰结束",
        "两人确认",
        "线路自检",
    }


SIX, TEN = [f"指标{n}" for n in range(6)], "一二三四五六七八九十"


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("提前天数", "15、7 3天1", [15, 7, 3, 1]),
        ("提前天数", "1,15,1", [15, 1]),
        ("提前天数", "400", [400]),
        ("提前天数", "0", [0]),
        ("提前天数", "401", None),
        ("提前天数", "15,x", None),
        ("提前天数", "", None),
        ("回头看天数", "30,0,90", [30, 90]),
        ("回头看天数", "0", []),
        ("回头看天数", "401", None),
        ("照片数", " 2 张 ", 2),
        ("照片数", "2 只", None),
        ("照片数", "0003", None),
        ("照片数", "", None),
        ("延期环节", "书记→领导", ["leader", "secretary"]),
        ("延期环节", "分管领导 责任领导", ["leader"]),
        ("延期环节", "书记、股长", None),
        ("周报星期", "周一", 0),
        ("周报星期", "星期日", 6),
        ("周报星期", "一二", None),
        ("周报时间", "0:00", "00:00:00"),
        ("周报时间", "23:59", "23:59:00"),
        ("周报时间", "08：05", "08:05:00"),
        ("周报时间", "19点30分", "19:30:00"),
        ("周报时间", "24:00", None),
        ("周报时间", "8:60", None),
        ("周报时间", "8", None),
        ("按期遇休息日", "顺延", "after"),
        ("按期遇休息日", "提前", "before"),
        ("按期遇休息日", "后天", None),
        ("两人确认", "开", True),
        ("两人确认", "是", True),
        ("两人确认", "有", True),
        ("两人确认", "关", False),
        ("两人确认", "否", False),
        ("两人确认", "无", False),
        ("两人确认", "0", False),
        ("两人确认", "1", None),
        ("上级验收", "轮次", "round"),
        ("上级验收", "人", None),
        ("验收指标", "无", []),
        ("验收指标", "成效；材料/成效", ["成效", "材料"]),
        ("验收指标", "、".join(SIX), SIX),
        ("验收指标", "、".join([*SIX, SIX[0]]), SIX),
        ("验收指标", "、".join([*SIX, "七"]), None),
        ("验收指标", TEN, [TEN]),
        ("验收指标", TEN + "一", None),
        ("验收指标", "", None),
    ],
)
def test_each_kind_of_value_is_read_up_to_its_bounds(name: str, words: str, value: object) -> None:
    """Beyond them it is refused with the words."""
    if value is not None:
        assert setting(f" {name} ").read(words) == value
        return
    with pytest.raises(Unreadable) as refused:
        setting(name).read(words)
    assert refused.value.facts["what"] == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("周报星期", 0, "周一"),
        ("周报时间", dt.time(8, 5), "08:05"),
        ("两人确认", True, "开"),
        ("两人确认", False, "关"),
        ("销号环节", (Role.OFFICE, Role.SECRETARY), "整改办、党组书记"),
        ("销号环节", (), "无"),
        ("提前天数", (15, 7), "15、7"),
        ("验收指标", ["成效"], "成效"),
        ("照片数", 2, "2"),
    ],
)
def test_a_value_is_shown_as_an_office_writes_it(name: str, value: object, words: str) -> None:
    """By its kind."""
    assert in_words(setting(name), value) == words


def test_what_no_setting_is_called_is_refused_with_its_name() -> None:
    """Not with another's."""
    with pytest.raises(Unreadable) as refused:
        setting("没有的")
    assert refused.value.facts["what"] == "没有的"
