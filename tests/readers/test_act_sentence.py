"""Sentences of meetings, visits and voices: what they plan, tell or ask, and those that do none of it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.voices.voice import Channel
from bot.readers.act_sentence import (
    SaidKey,
    SaidUp,
    SaidVoice,
    asked_act,
    asked_paper,
    begins_visit,
    calls_meeting,
    decides_now,
    excused_period,
    plans_visit,
    said_of_acceptance,
    said_of_agenda,
    said_of_key,
    told_voice,
)
from bot.readers.change import Change, SaidChange, read_meeting_change, read_visit_change
from bot.readers.meeting import says_resolution
from bot.readers.visit import read_visit
from tests.reports.round import PLAN

TODAY, SPRING = dt.date(2025, 4, 8), dt.date(2025, 3, 20)
ASKED = {
    "党组会开了几次": "meeting",
    "今年开了几次会": "meeting",
    "怎么开会": "meeting",
    "会开完了没有": "meeting",
    "议定的事项落实了没有": "meeting",
    "上次党组会议定的事情办完了没有": "meeting",
    "来电": "voice",
    "怎么登记群众意见": "voice",
    "群众意见还有几件没答复": "voice",
    "现场督办去了几次": "visit",
    "重点督查有哪些": "key",
    "举一反三怎么弄": "similar",
    "建章立制有几项": "similar",
    "谁在等谁": "wait",
    "上级验收怎么报": "accept",
    "上级验收结果怎么样": "accept",
    "怎么加到手机日历": "calendar",
}
NOT_ASKED = (
    *("开了三次会", "会开完了", "党组会已开", "已召开党组会研究", "开了几次会还没定下来", "没开会", "会上没有说什么"),
    *(
        "2-3验收完了",
        "3-2验收情况",
        "验收完成了吗",
        "群众意见很大",
        "群众没有意见",
        "等住建局答复",
        "制度还没有",
        "情况",
    ),
)


@pytest.mark.parametrize(("words", "command"), ASKED.items())
def test_what_asks_of_acts_leads_to_their_list(words: str, command: str) -> None:
    """Each question has its command, and no question is a decision."""
    assert asked_act(words) == command
    assert not says_resolution(words)


@pytest.mark.parametrize("words", NOT_ASKED)
def test_what_reports_asks_nothing(words: str) -> None:
    """A sentence with anything else in it stays a report."""
    assert asked_act(words) == ""


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        ("7月2日9点召开党组会", True),
        ("下周三上午9点开个调度会", True),
        ("召开党组会，7月2日9点", True),
        ("7月2日召开了党组会", False),
        ("党组会已于7月2日召开", False),
        ("3-2 7月2日召开专题会研究", False),
    ],
)
def test_a_meeting_is_called_in_a_sentence(words: str, calls: bool) -> None:  # noqa: FBT001 - of the table
    """Only where it is to come."""
    assert calls_meeting(words) is calls


def test_a_visit_is_planned_in_a_sentence() -> None:
    """Measure, day, time and who goes along; what was found or photographed on the spot plans nothing."""
    read = read_visit(plans_visit("明天上午9点去2-3现场看看，叫上孟晓川"), TODAY)
    assert (read.numbers, read.day, read.time, read.people) == (("2-3",), dt.date(2025, 4, 9), dt.time(9), "孟晓川")
    there = read_visit(plans_visit("安排4月26日到2-4现场督查"), TODAY)
    assert (there.numbers, there.day) == (("2-4",), dt.date(2025, 4, 26))
    for words in ("2-3 现场检查发现2处", "3-2 现场照片", "2-3现场已经看过", "昨天去2-3现场看了"):
        assert plans_visit(words) == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("接到群众电话，反映公务接待超标", SaidVoice(Channel.CALL, "", "公务接待超标")),
        ("收到群众来信反映问题2河边渣土车", SaidVoice(Channel.MAIL, "2", "河边渣土车")),
        ("群众来电：李建国反映2-3工地扰民", SaidVoice(Channel.CALL, "2-3", "李建国反映2-3工地扰民")),
        ("今天收到张桂兰来信说河道发臭", SaidVoice(Channel.MAIL, "", "河道发臭")),
        ("群众来电较多，2-3已增加人手", None),
        ("群众投诉减少，2-3完成80%", None),
        ("群众反映强烈的2-3已解决", None),
        ("收到2-3的投诉，已办结", None),
        ("收到材料3份", None),
        ("收到反馈意见", None),
    ],
)
def test_a_voice_is_known_in_a_sentence(words: str, told: SaidVoice | None) -> None:
    """By which way it came and what was said; what comes from anybody else is none."""
    assert told_voice(words) == told


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("月报", ("月报", "")),
        ("月报 11月", ("月报", "11月")),
        ("11月月报", ("月报", "11月")),
        ("上个月的月报", ("月报", "上个月")),
        ("出一份4月份的公开稿", ("公开稿", "4月")),
        ("第二轮公开稿。", ("公开稿", "第二轮")),
        ("公开稿 第二轮 4月", ("公开稿", "第二轮 4月")),
        ("月报已经报送，请核对", ("", "")),
        ("4月月报11月", ("", "")),
        ("2-3 月报，已完成", ("", "")),
    ],
)
def test_a_paper_is_asked_for_by_its_name(words: str, asked: tuple[str, str]) -> None:
    """Its kind, and the month or the round beside it; a sentence about one asks for none."""
    assert asked_paper(words) == asked


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("把2-3列为重点督查", SaidKey(("2-3",), "", lift=False)),
        ("将2-3、2-4列入重点督查，进展太慢", SaidKey(("2-3", "2-4"), "进展太慢", lift=False)),
        ("重点督查2-3", SaidKey(("2-3",), "", lift=False)),
        ("2-3解除重点督查，已经赶上来了", SaidKey(("2-3",), "已经赶上来了", lift=True)),
        ("把2-3的重点督查撤了", SaidKey(("2-3",), "", lift=True)),
        ("把2-3从重点督查里移出", SaidKey(("2-3",), "", lift=True)),
    ],
)
def test_what_comes_under_key_supervision_is_said_in_a_sentence(words: str, said: SaidKey) -> None:
    """Marked or lifted, each measure that is named, with the reason where one is given."""
    assert said_of_key(words) == said


@pytest.mark.parametrize(
    "words",
    [
        "2-3已列为重点督查，正在推进",
        "2-3被列为重点督查了",
        "2-3 重点督查发现3处",
        "2-3的重点督查已解除",
        "哪些是重点督查",
        "把2-3列为重点督查了吗",
    ],
)
def test_what_tells_of_key_supervision_marks_nothing(words: str) -> None:
    """A report, a question, and what is done already."""
    assert said_of_key(words) is None


@pytest.mark.parametrize(
    ("words", "place", "people"),
    [
        ("现场督办 2-3 明天9点 城东工地", "城东工地", ""),
        ("现场督办 2-3 明天9点 沈知行 城东工地", "城东工地", "沈知行"),
        ("明天上午9点去城东工地督办2-3", "城东工地", ""),
        ("后天9点去王家村现场看2-3，叫上李大山", "王家村", "李大山"),
        ("明天9点现场督办2-3 李河、王局长 住建局", "", "李河、王局长、住建局"),
    ],
)
def test_a_place_is_nobody_who_goes_along(words: str, place: str, people: str) -> None:
    """What ends like a place is one; names that end so too, posts and bodies go along."""
    read = read_visit(plans_visit(words), TODAY)
    assert (read.numbers, read.place, read.people) == (("2-3",), place, people)


def test_a_visit_is_begun_by_its_bare_words() -> None:
    """As the command is said, without a space; what tells of one begins none."""
    assert begins_visit("现场督查2-3，城东工地")
    assert not begins_visit("2-3 现场督查发现3处")


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("2-3 2月期免报，放假停产", ("2-3", "2月期", "放假停产")),
        ("2-3的11月不用报了，停工整顿", ("2-3", "11月", "停工整顿")),
        ("免报 2-3 2月期 理由是放假", ("2-3", "2月期", "放假")),
        ("第一轮 2-3 二季度免报：停工", ("第一轮2-3", "二季度", "停工")),
        ("2-3 2月期免报", ("2-3", "2月期", "")),
        ("2-3 2月期能免报吗", ("", "", "")),
        ("2-3 2月期没免报", ("", "", "")),
        ("2-3 免报", ("", "", "")),
    ],
)
def test_a_report_is_excused_in_a_sentence(words: str, read: tuple[str, str, str]) -> None:
    """Measure, period and reason; a question and what is denied excuse nothing."""
    assert excused_period(words) == read


@pytest.mark.parametrize(
    ("words", "how"),
    [
        *(("把2-3报上级验收", "hand_in"), ("2-3报验", "hand_in"), ("提请上级验收 2-3", "hand_in")),
        *(("2-3验收过了吗", "ask"), ("2-3上级验收结果怎么样", "ask"), ("2-3的上级验收情况", "ask")),
        *(("2-3通过", "judge"), ("退回 2-3 佐证照片看不清", "judge"), ("2-3 不合格，缺台账", "judge")),
        *(("2-3验收完了", ""), ("2-3已报上级验收", ""), ("2-3、2-4通过", ""), ("2-3验收材料已备齐", "")),
    ],
)
def test_what_is_said_of_an_acceptance(words: str, how: str) -> None:
    """Handed in, asked, judged; what tells of a measure's own 验收, or of several, is none of it."""
    assert said_of_acceptance(words) == (SaidUp("2-3", how) if how else None)


@pytest.mark.parametrize("words", ["会议议定的办结了几项", "上次会议议定的落实得怎么样了", "议定事项办结几项"])
def test_what_became_of_decisions_is_asked_of_the_meetings(words: str) -> None:
    """A question of how many decisions are settled is answered by the list that counts them."""
    assert asked_act(words) == "meeting"


@pytest.mark.parametrize(
    ("words", "numbers", "people"),
    [
        ("第一轮6-2 地点 东岸闸口", ("第一轮6-2",), ""),
        ("第二轮1-2、1-3 4月11日9点 张三、李四 地点 闸口", ("第二轮1-2", "第二轮1-3"), "张三、李四"),
        ("第一轮2-3、第二轮1-1 明天 沈砚秋", ("第一轮2-3", "第二轮1-1"), "沈砚秋"),
        ("2-3 张三", ("2-3",), "张三"),
    ],
)
def test_a_round_goes_with_the_number_of_a_visit_and_along_with_nobody(
    words: str, numbers: tuple[str, ...], people: str
) -> None:
    """The name of a round is no person who takes part: it says which of two measures is meant."""
    read = read_visit(words, TODAY, [PLAN, replace(PLAN, id="u1/B", letter="B", feedback=dt.date(2025, 5, 1))])
    assert (read.numbers, read.people) == (numbers, people)


def changed(kind: Change, *numbers: str, **said: Any) -> SaidChange:
    """What is read."""
    return SaidChange(change=kind, numbers=numbers, **said)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("督办结束", changed(Change.END)),
        ("今天的督办结束了", changed(Change.END, day=SPRING)),
        ("取消3月24日的督办", changed(Change.CANCEL, day=dt.date(2025, 3, 24))),
        ("北站的现场督办不去了，领导有会", changed(Change.CANCEL, place="北站", why="领导有会")),
        (
            "把3-2、3-3的现场督办改到明天上午9点",
            changed(Change.MOVE, "3-2", "3-3", to=dt.date(2025, 3, 21), time=dt.time(9)),
        ),
        ("我们去北站的督办改在下午3点", changed(Change.MOVE, place="北站", time=dt.time(15))),
        ("下周一的督办提前到周五", changed(Change.MOVE, day=dt.date(2025, 3, 24), to=dt.date(2025, 3, 21))),
    ],
)
def test_what_becomes_of_a_visit(words: str, wanted: SaidChange) -> None:
    """Which one is meant, the new day and hour, and why; what is not said is None."""
    assert read_visit_change(words, SPRING) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "督办结束了吗",
        "2-3的督办什么时候结束",
        "督办单取消",
        "3-2已督办完成",
        "2-3重点督查取消",
        "督办要求已办结",
        "督办",
    ],
)
def test_what_orders_nothing_of_a_visit(words: str) -> None:
    """A question, a letter, a report, the mark of 重点督查."""
    assert read_visit_change(words, SPRING) is None


def test_a_day_that_is_none_is_a_doubt() -> None:
    """Nothing is made up."""
    read = read_visit_change("督办改到2月30日", SPRING)
    assert read is not None
    assert read.doubt == "2月30日"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            "党组会改到3月31日下午3点",
            changed(Change.MOVE, title="党组会", to=dt.date(2025, 3, 31), time=dt.time(15)),
        ),
        ("周五的会不开了", changed(Change.CANCEL, day=dt.date(2025, 3, 21))),
        ("取消党组会，书记出差", changed(Change.CANCEL, title="党组会", why="书记出差")),
        ("散会", changed(Change.END)),
        ("会开完了", changed(Change.END)),
        *((words, None) for words in ("党组会结束了吗", "机会取消了", "2-3党组会取消", "督办改到3月26日")),
    ],
)
def test_what_becomes_of_a_meeting(words: str, wanted: SaidChange | None) -> None:
    """The same of meetings; what names a measure or a place is none."""
    assert read_meeting_change(words, SPRING) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *(
            (words, ("2-3", True))
            for words in ("2-3上会", "把2-3列入党组会议题", "下次会议加上2-3", "党组会加个议题：2-3")
        ),
        *((words, ("2-3", False)) for words in ("2-3不上会了", "把2-3从议题里撤下")),
        *((words, None) for words in ("2-3上会了", "把2-3列入重点督查", "2-3已提交党组会审议", "2-3上会了吗")),
    ],
)
def test_what_goes_on_the_agenda(words: str, wanted: tuple[str, bool] | None) -> None:
    """On it or off it; what was on one tells of the past."""
    assert said_of_agenda(words) == wanted


@pytest.mark.parametrize(
    ("words", "decided"),
    [
        ("2-3 由某某4月10日前完成第一期", "2-3 由某某4月10日前完成第一期"),
        ("定了，2-3月底前完工", "2-3月底前完工"),
        ("2-3完成80%", ""),
        ("2-3由某某负责，已经完成", ""),
    ],
)
def test_what_is_decided_while_a_meeting_goes_on(words: str, decided: str) -> None:
    """Who is to do it by when, or what is called decided; a report is none."""
    assert decides_now(words) == decided
