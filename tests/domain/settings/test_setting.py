"""What an office sets in chat: everything that can be set at all, read as it is written."""

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
