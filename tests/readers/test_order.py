"""Sentences that order something of measures: each a command and its words, and what only looks like one is none."""

import pytest

from bot.readers.absence import SaidAbsence, absence_of_command, read_absence
from bot.readers.order import Order, read_order
from bot.readers.reply import read_message
from bot.readers.reply.measure_number import named_in


@pytest.mark.parametrize(
    ("sentence", "command", "words", "reason"),
    [
        ("2-1催一下", "nudge", "2-1", ""),
        ("催一下2-1", "nudge", "2-1", ""),
        ("请催办2-1、2-3", "nudge", "2-1、2-3", ""),
        ("２－１的时限改到4月30日，方案写错了", "correct", "2-1 时限 4月30日", "方案写错了"),
        ("2-1经办人由甲乙换成丙丁，原因：甲乙调走", "correct", "2-1 经办人 丙丁", "甲乙调走"),
        ("2-1分管领导改为丙丁", "correct", "2-1 责任领导 丙丁", ""),
        ("2-1改由丙丁负责", "correct", "2-1 经办人 丙丁", ""),
        ("取消2-1", "cancel", "2-1", ""),
        ("2-1不用办了，取消", "cancel", "2-1", ""),
        ("2-1、2-2转长期坚持", "standing", "2-1、2-2", ""),
        ("重新打开2-1。", "reopen", "2-1", ""),
        ("第二轮2-1催一下", "nudge", "第二轮2-1", ""),
        ("取消第二轮2-1，重复了", "cancel", "第二轮2-1", "重复了"),
        ("重新打开2-3，群众反映又冒烟", "reopen", "2-3", "群众反映又冒烟"),
        ("把2-1取消", "cancel", "2-1", ""),
        ("请将2-1作废，重复了", "cancel", "2-1", "重复了"),
        ("把2-1交给丙丁", "correct", "2-1 经办人 丙丁", ""),
        ("2-1由丙丁接手", "correct", "2-1 经办人 丙丁", ""),
        ("2-1换成丙丁办吧", "correct", "2-1 经办人 丙丁", ""),
        ("2-1给丙丁吧", "correct", "2-1 经办人 丙丁", ""),
        ("甲乙调走了，2-1改由丙丁办", "correct", "2-1 经办人 丙丁", "甲乙调走了"),
        ("2-1催一下，县里周五要看", "nudge", "2-1", "县里周五要看"),
        ("县里周五要看，2-1催一下", "nudge", "2-1", "县里周五要看"),
        ("2-1和2-2合并成一条", "merge", "2-1、2-2", ""),
        ("2-1、2-2合并，是一件事", "merge", "2-1、2-2", "是一件事"),
        ("把2-1并入2-2", "merge", "2-1、2-2", ""),
        ("2-1并入2-2，是一件事", "merge", "2-1、2-2", "是一件事"),
        ("2-1拆成两条", "split", "2-1", ""),
    ],
)
def test_an_order(sentence: str, command: str, words: str, reason: str) -> None:
    """Which measures, and what is wanted of them."""
    assert read_order(sentence) == Order(command, words, reason)


@pytest.mark.parametrize(
    "sentence",
    [
        "2-1催了三次没结果",
        "2-1今天已取消原招标",
        "2-1资料交给档案室了",
        "2-1已转给县财政局",
        "2-1已完成，2-2催一下",
        "2-1交给丙丁，2-2交给甲乙",
        "2-1、2-2经办人换成丙丁",
        "2-1已交给丙丁",
        "2-1交给丙丁了",
        "2-1给丙丁",
        "2-1拆了两处违建",
        "2-1合并了两个账户",
        "2-1由丙丁负责吗",
        "把2-1的材料交给丙丁",
        "丙丁的材料给甲乙",
        "甲乙调走了",
        "取消",
        "催一下",
    ],
)
def test_no_order(sentence: str) -> None:
    """A report, two orders in one, or one of nothing."""
    assert read_order(sentence) is None


AFTER = """时限改为4月30日 天天催 日常巡查做了 周边排查了 项目完成60% 个别的没做 件件有回音 次日整改
家家户户走到了 条线都通了
户外广告拆完 份额到了 名单报了 元旦前完成
米面油发了 万事俱备 台账建了 条件不具备 时间不够 日期写错了
号召大家学了 年度总结写了 点位都查了"""


@pytest.mark.parametrize("after", AFTER.split())
@pytest.mark.parametrize("number", ["2-1", "2-3"])
def test_a_word_that_begins_as_a_unit_does_takes_no_number_away(number: str, after: str) -> None:
    """2-3时限 is of measure 2-3, not of two to three hours."""
    assert [one.number for one in named_in(number + after)] == [number]
    assert {part.number for part in read_message(number + after).parts} <= {number}


@pytest.mark.parametrize("words", ["查了3-5家", "还差2-3个", "3-5天完成", "招2-3人", "2-3日前", "2-3号报"])
def test_an_amount_between_two_is_no_measure(words: str) -> None:
    """A range rises, and has its unit behind it."""
    assert named_in(words) == []


@pytest.mark.parametrize(
    "words", ["给甲乙丙发个链接", "请给甲乙丙重新发一个绑定链接", "甲乙丙换手机了", "甲乙丙要换号", "邀请甲乙丙"]
)
def test_somebody_is_to_be_invited(words: str) -> None:
    """Whose link is wanted; whether there is such a person is the roster's to say."""
    assert read_order(words) == Order("invite", "甲乙丙", names=("甲乙丙",))


@pytest.mark.parametrize(
    "sentence",
    [
        "把甲乙丙的措施都转给丁戊庚",
        "甲乙丙的都给丁戊庚",
        "甲乙丙调走了，她的都给丁戊庚",
        "甲乙丙退休，手上的活交给丁戊庚办",
        "甲乙丙已调离，工作由丁戊庚接手",
        "由丁戊庚接替甲乙丙的工作",
    ],
)
def test_one_takes_over_from_another(sentence: str) -> None:
    """Who gives, and who takes; whether there are such people is the roster's to say."""
    assert read_order(sentence) == Order("handover", "甲乙丙 丁戊庚", names=("甲乙丙", "丁戊庚"))


@pytest.mark.parametrize(
    ("sentence", "whom"),
    [
        ("把逾期的都催一遍", "逾期"),
        ("催一下逾期的", "逾期"),
        ("逾期的都催一下", "逾期"),
        ("催甲乙丙", "甲乙丙"),
        ("催一下水环境股", "水环境股"),
        ("给甲乙丙催一下", "甲乙丙"),
        ("县里天天催", "县里天天"),
    ],
)
def test_somebody_is_to_be_urged(sentence: str, whom: str) -> None:
    """Who; whether it is anybody is the ledger's to say."""
    assert read_order(sentence) == Order("nudge", whom)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("我下周一到周三出差", SaidAbsence("我", "下周一", "周三", "")),
        ("甲乙丙请假了,24号到26号,丁戊庚代", SaidAbsence("甲乙丙", "24号", "26号", "丁戊庚")),
        ("明天请假一天", SaidAbsence("", "明天", "明天", "")),
        ("明天休年假,由丁戊庚代我", SaidAbsence("", "明天", "明天", "丁戊庚")),
        ("我4月1日至4月5日去党校学习,工作由丁戊庚代办", SaidAbsence("我", "4月1日", "4月5日", "丁戊庚")),
        ("甲乙丙从4月1日起到4月5日住院", SaidAbsence("甲乙丙", "4月1日", "4月5日", "")),
    ],
)
def test_an_absence(sentence: str, said: SaidAbsence) -> None:
    """Who, the days as they were said, and who stands in."""
    assert read_absence(sentence) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "明天能请假吗",
        "明天去培训",
        "今天去现场开会",
        "谁请假了",
        "请假",
        "出差费用已报销",
        "下周一开会研究",
        "明天请假可以吗",
    ],
)
def test_no_absence(sentence: str) -> None:
    """A question, work that a measure may be about, and no day."""
    assert read_absence(sentence) is None


def test_the_command() -> None:
    """Behind its name: who, the days joined by any dash or word, who stands in."""
    assert absence_of_command("甲乙丙 下周一到下周三 由丁戊庚代") == SaidAbsence("甲乙丙", "下周一", "下周三", "丁戊庚")
    assert absence_of_command("甲乙丙 12月1日-12月5日") == SaidAbsence("甲乙丙", "12月1日", "12月5日", "")
    assert absence_of_command("甲乙丙") is None
