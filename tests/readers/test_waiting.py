"""Whom a sentence waits for: an office, a person, another measure; and what only looks like it."""

import pytest

from bot.domain.dependencies.dependency import End
from bot.domain.replies.reply import Intent
from bot.readers.reply import read_message
from bot.readers.reply.waiting import read_answer, read_waits

PEOPLE = ("贺砚秋", "收储股")


@pytest.mark.parametrize(
    ("words", "name", "what"),
    [
        ("等水务局先铺主管", "水务局", "铺主管"),
        ("要等县财政局拨尾款", "县财政局", "拨尾款"),
        ("还在等财政的钱", "财政", "钱"),
        ("3-1 70%，就等供电公司迁杆线", "供电公司", "迁杆线"),
        ("管线迁改受制于燃气公司", "燃气公司", ""),
        ("等贺砚秋签完字才能报", "贺砚秋", "签完字"),
        ("目前等待收储股出地块图", "收储股", "出地块图"),
        ("林业局那边一直没批，我们进不了场", "林业局", "那边一直没批"),
        ("等城西街道办把拆迁协议签下来", "城西街道办", "把拆迁协议签下来"),
    ],
)
def test_an_office_or_a_person(words: str, name: str, what: str) -> None:
    """By its name, with what is waited for."""
    (found,) = read_waits(words, PEOPLE)
    assert (found.name, found.words) == (name, what)


@pytest.mark.parametrize(
    ("words", "own", "waited"),
    [
        ("卡在4-2没完", None, ("4-2",)),
        ("3-1等4-2完成后才能开工", "3-1", ("4-2",)),
        ("3-1 等4-2、5-1都完成了才能干", "3-1", ("4-2", "5-1")),
        ("得等2-1验收了才能干", None, ("2-1",)),
    ],
)
def test_another_measure_of_which_nothing_is_said(words: str, own: str | None, waited: tuple[str, ...]) -> None:
    """Its number is the other side; the sentence is a difficulty of the measure that waits, and of none else."""
    assert tuple(one.number for one in read_waits(words)) == waited
    (part,) = read_message(words).parts
    assert (part.number, part.reading.intent, part.reading.doubt) == (own, Intent.BLOCKED, None)


@pytest.mark.parametrize(
    "words",
    [
        "已完成，等整改办核验",
        "等雨停了再干",
        "不用等水务局了",
        "没等水务局，自己先干了",
        "水务局、财政局等部门都来看过",
        "水质由三等提到二等",
        "卡在环评",
        "还有一处没拆",
        "剩下两个站没建",
        "等一下再报",
        "等全部办完再报",
        "材料等领导看过后上报财政局",
        "平等对待外来企业",
    ],
)
def test_what_waits_for_nobody_who_is_named(words: str) -> None:
    """Nothing is offered."""
    assert read_waits(words, PEOPLE) == ()


def test_what_need_not_be_waited_for_is_no_difficulty() -> None:
    """不用等 is none."""
    (part,) = read_message("3-1 不用等水务局批复了，已经批了").parts
    assert part.reading.intent is not Intent.BLOCKED


@pytest.mark.parametrize(
    "words",
    [
        "2-3 在等闻人歌核对数据",
        "2-3 等财务核对",
        "2-3 还在等老张的数据",
        "2-3 完成20%，等三方对账",
        "2-3 一直在等评估公司出具报告",
    ],
)
def test_whoever_is_waited_for_to_act_is_a_difficulty(words: str) -> None:
    """Also somebody whom no ledger knows."""
    (part,) = read_message(words).parts
    assert (part.reading.intent, part.reading.doubt) == (Intent.BLOCKED, None)


@pytest.mark.parametrize(
    "words",
    [
        "2-3 已完成，等整改办核对",
        "2-3 发票、合同等凭证已核对",
        "2-3 水务、财政等科室核对数据",
        "2-3 平等协商评估",
        "2-3 等我核对数据",
        "2-3 待岗人员名单已报",
        "2-3 高等学校名单已报",
    ],
)
def test_what_only_looks_like_waiting_is_no_difficulty(words: str) -> None:
    """The own steps, and 等 that ends a list."""
    (part,) = read_message(words).parts
    assert part.reading.intent is not Intent.BLOCKED


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("办好了", End.FULFILLED),
        ("已经修完了", End.FULFILLED),
        ("拨到位了", End.FULFILLED),
        ("不归我们，是园林站的", End.DECLINED),
        ("这个不是我们管的", End.DECLINED),
        ("月底能办好", None),
        ("还没办好", None),
        ("4月10日前办完", None),
        ("再说吧", None),
        ("快办完了", None),
        ("差不多办好了", None),
    ],
)
def test_the_other_side_answers(words: str, how: End | None) -> None:
    """Done, not theirs, or else a day or nothing certain."""
    assert read_answer(words) is how
