"""Every number of a reply has its place: progress of the whole, a kept figure, a day, a name; or it is asked."""

import pytest

from bot.domain.replies.reply import Asks, Doubt, Intent
from bot.readers.reply import left_out, read_message, read_reply

SAID: list[tuple[str, int | None, list[str]]] = [
    ("出勤率93%", None, ["出勤率 93%"]),
    ("出勤率93%，总体完成六成", 60, ["出勤率 93%"]),
    ("环比下降8%", None, ["环比下降 8%"]),
    ("较上季提高3个百分点，现为70%", 70, ["较上季提高 3个百分点"]),
    ("计划完成率100%，实际完成率82%", 82, []),
    ("争取月底干到八成，现在六成", 60, []),
    ("完成七成（含在办一成）", 70, []),
    ("由原来的30%提升至65%", 65, []),
    ("截止11月15日完成80%", 80, []),
    ("昨天报的70%不对，应为65%", 65, []),
    ("8个小区已通气5个", 63, []),
    ("3座桥没修，7座修好了", 70, []),
    ("一共要拆12处，拆了9处", 75, []),
    ("建成5座，在建3座", 63, []),
    ("总共45户，搬了30户，还剩15户", 67, []),
    ("7户搬走，3户没搬", 70, []),
    ("要改的16处中的12处已改好", 75, []),
    ("完成了60户里的45户", 75, []),
    ("隐患12处整改了9处", 75, []),
    ("信访件答复了四件", None, ["信访件答复 4件"]),
    ("本月支出26万元", None, ["支出 26万元"]),
    ("这个月巡查4次无异常", None, ["巡查 4次"]),
    ("进度：三成五，存在的困难：无", 35, []),
    ("刚刚到四成", 40, []),
    ("目标年底八成，眼下三成", 30, []),
    ("检查商铺42家，发现隐患15个", None, ["检查商铺 42家", "发现隐患 15个"]),
    ("发放手册2000余份", None, []),
    ("节约经费约20万元", None, []),
    ("植树1.2万株", None, ["植树 1.2万株"]),
    ("拨付专项资金500万", None, ["拨付专项资金 500万元"]),
    ("下达通知十八份", None, ["下达通知 18份"]),
    ("第三季度巡查18次", None, ["巡查 18次"]),
    ("印发第12期简报", None, []),
    ("文号〔2025〕18号已印发", None, []),
    ("今年1-10月共立案28起", None, ["立案 28起"]),
]


@pytest.mark.parametrize(("text", "percent", "figures"), SAID)
def test_each_number_has_its_place(text: str, percent: int | None, figures: list[str]) -> None:
    """What is said of the whole is progress, what has a name a figure; nothing is asked that is plain."""
    reading = read_reply(text)
    told = [f"{figure.name} {figure.value:g}{figure.unit}" for figure in reading.figures]
    assert (reading.intent, reading.percent, told, reading.doubt) == (Intent.PROGRESS, percent, figures, None)


@pytest.mark.parametrize(
    "text",
    [
        "管网70%，泵站40%",
        "一期完成30%，二期完成60%",
        "完成顺利，12345",
        "60%的点位已拆",
        "又推进了15%",
        "比上月多干了一成",
        "4-1、4-2都报100%",
    ],
)
def test_what_nobody_can_place_is_asked(text: str) -> None:
    """Two percentages that differ, a bare number, a percentage of a part, so much more, 100% that is no completion."""
    for part in read_message(text).parts:
        assert part.reading.doubt in {Doubt.NUMBERS, Doubt.UNCLEAR, Doubt.DONE_MORE}


@pytest.mark.parametrize(
    ("text", "own", "others"),
    [
        ("就4-2没改完其他都改完了", (Intent.PROGRESS, None), (Intent.DONE, True)),
        ("只剩4-2没动，其余的都是七成", (Intent.NOT_STARTED, 0), (Intent.PROGRESS, True)),
        ("4-2卡在招标，剩下的几条都办结了", (Intent.BLOCKED, None), (Intent.DONE, False)),
        ("其余都办结了，4-2完成六成", (Intent.PROGRESS, 60), (Intent.DONE, False)),
        ("都办完了，就4-2还差盖章", (Intent.PROGRESS, None), (Intent.DONE, True)),
        ("4-2完成了，其他都没动", (Intent.DONE, 100), (Intent.NOT_STARTED, False)),
    ],
)
def test_all_but_one_is_said_of_both(text: str, own: tuple[Intent, int | None], others: tuple[Intent, bool]) -> None:
    """What is said of the one that is left out is read, of all others it is asked; a completion beside it too."""
    read = read_message(text, ("4-1", "4-2", "4-3"))
    ((number, reading),) = [(part.number, part.reading) for part in read.parts]
    assert (number, reading.intent, reading.percent, read.doubt) == ("4-2", *own, Doubt.EXCEPT)
    assert reading.doubt is (Doubt.DONE_MORE if reading.intent is Intent.DONE else None)
    numbers, rest, marked = left_out(text)
    assert (numbers, rest.intent, marked) == (("4-2",), *others)


@pytest.mark.parametrize("text", ["4-1和其他部门都谈过了", "4-1其他都好了，就差验收", "4-1、其余的都没动"])
def test_others_that_are_no_measures_are_none(text: str) -> None:
    """Other departments, other work of the same measure."""
    assert read_message(text, ("4-1", "4-2")).doubt is None


@pytest.mark.parametrize("text", ["4-1办结了4-2的前期手续", "4-2签完了4-1的合同"])
def test_a_number_within_what_is_said_of_another_is_asked(text: str) -> None:
    """Neither is done."""
    readings = [part.reading for part in read_message(text, ("4-1", "4-2")).parts]
    assert [reading.doubt for reading in readings] == [Doubt.UNCLEAR, Doubt.UNCLEAR]
    assert all(Intent.DONE not in reading.likely for reading in readings)


@pytest.mark.parametrize(
    ("text", "cumulative"),
    [("累计立案9起", True), ("本月立案4起", False), ("10月新增立案4起", False), ("立案4起", None)],
)
def test_whether_a_figure_is_all_so_far_is_said_or_open(text: str, cumulative: bool | None) -> None:  # noqa: FBT001
    """累计 and 本月 say it, nothing else does."""
    (figure,) = read_reply(text).figures
    assert (figure.value, figure.cumulative) == (9 if cumulative else 4, cumulative)


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("这个月4-1查了12家，4-2没查", ["4-1", "4-2"]),
        ("4-1、2、3完成60%", ["4-1", "4-2", "4-3"]),
        ("4-1至3都办结了", ["4-1", "4-2", "4-3"]),
        ("4-1/4-3 推进中", ["4-1", "4-3"]),
        ("四杠一弄完了四杠二还差一点", ["4-1", "4-2"]),
        ("4一2完成八成", ["4-2"]),
        ("第4个问题整体完成七成", ["4-1", "4-2", "4-3"]),
        ("4-1完成60%4-2完成20%", ["4-1", "4-2"]),
        ("3-5家没搬", []),
        ("12-31前报", []),
    ],
)
def test_every_measure_that_is_named_is_found(text: str, measures: list[str]) -> None:
    """In lists, ranges, spoken, glued, as a whole finding; days and amounts are none."""
    parts = read_message(text, ("4-1", "4-2", "4-3")).parts
    assert [part.number for part in parts if part.number] == measures


def test_what_is_not_in_the_ledger_is_handed_back() -> None:
    """The others are read."""
    read = read_message("4-1完成60%，9-9完成20%", ("4-1",))
    assert ([part.number for part in read.parts], read.unknown, read.doubt) == (["4-1"], ("9-9",), Doubt.UNKNOWN)
    assert read_message("除4-2外都办完了", ("4-1", "4-2")).doubt is Doubt.EXCEPT


@pytest.mark.parametrize(
    ("text", "intent", "doubt"),
    [
        ("不归我管，归财务股", Intent.HANDOVER, Doubt.HANDOVER),
        ("现在是张伟在负责", Intent.NOTE, Doubt.HANDOVER),
        ("上面那条不算", Intent.NOTE, Doubt.RETRACT),
        ("天天催，烦死了", Intent.NOTE, None),
        ("处理信访件十七件", Intent.PROGRESS, None),
        ("办结了没有？系统显示没办结", Intent.QUERY, None),
        ("台账上写的是60%，对吗", Intent.QUERY, None),
        ("一点都没动", Intent.NOT_STARTED, None),
        ("施工方撤场了，要重新招标", Intent.BLOCKED, None),
        ("经办人换了，现在是李敏负责", Intent.NOTE, Doubt.HANDOVER),
        ("收到好的马上安排", Intent.NOTE, None),
        ("有问题我再联系您", Intent.NOTE, None),
        ("明年才动工", Intent.NOT_STARTED, None),
        ("钱没到位，还没开始", Intent.BLOCKED, None),
        ("已完成，管护办法已印发", Intent.DONE, Doubt.DONE_MORE),
        ("5个泵站全部完工", Intent.DONE, Doubt.DONE_MORE),
        ("领导说不用搞了", Intent.UNCLEAR, Doubt.UNCLEAR),
    ],
)
def test_what_is_no_plain_report_is_told_apart(text: str, intent: Intent, doubt: Doubt | None) -> None:
    """Handing over, taking back, complaints, what has not begun, and what a further clause leaves open."""
    reading = read_reply(text)
    assert (reading.intent, reading.doubt) == (intent, doubt)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("4-1啥时候截止", Asks.DUE),
        ("4-2谁牵头", Asks.OWNER),
        ("4-1", Asks.STATUS),
        ("哪些科室逾期了", Asks.OVERDUE),
        ("还有多少没完成", Asks.LIST),
        ("怎么申请延期", Asks.HOW),
    ],
)
def test_a_question_says_what_it_asks(text: str, asks: Asks) -> None:
    """A bare number asks how it stands."""
    (part,) = read_message(text, ("4-1", "4-2")).parts
    assert (part.reading.intent, part.reading.asks) == (Intent.QUERY, asks)


@pytest.mark.parametrize(
    "name",
    [
        "现场检查发现",
        "现场整改",
        "对口帮扶",
        "在建项目",
        "在册党员",
        "现金",
        "共享单车",
        "再就业",
        "还款",
        "组织部约谈",
        "实施方案",
        "均价",
        "已知隐患",
        "另案处理",
        "并网",
        "了解",
        "都市圈",
        "违规行为",
        "演出",
        "节约",
        "预约",
        "签约",
        "审计",
        "会计",
        "统计",
        "传达",
        "签到",
        "外出",
        "国有",
        "公共",
        "标的",
        "验收通过",
        "意见提出",
    ],
)
def test_no_word_is_cut_in_two(name: str) -> None:
    """What introduces a figure, or leads on to it, is taken off only where it is a word of its own."""
    (figure,) = read_reply(f"{name}2处").figures
    assert (figure.name, figure.value, figure.unit) == (name, 2, "处")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("现已检查2处", "检查"),
        ("目前共拨付2万元", "拨付"),
        ("均已整改2处", "整改"),
        ("已陆续开展业务培训2次", "业务培训"),
        ("罚款共计2万元", "罚款"),
        ("发放了2份", "发放"),
        ("任务分解为2项", "任务分解"),
        ("检查覆盖到2户", "检查覆盖"),
    ],
)
def test_what_only_introduces_a_figure_is_left_out_of_its_name(words: str, name: str) -> None:
    """So that it is one figure however it is told."""
    (figure,) = read_reply(words).figures
    assert figure.name == name


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("5-1除了补考的两个都弄完了", []),
        ("除了3个村，5-1都完成了", []),
        ("5-1除3家外都改了", []),
        ("5-1拆除违建12处", [("拆除违建", 12)]),
        ("5-1除险加固3处", [("除险加固", 3)]),
        ("5-1除了张村的2处，整改了15处", [("整改", 15)]),
    ],
)
def test_what_is_left_out_is_no_figure(words: str, figures: list[tuple[str, float]]) -> None:
    """除了3个村 counts what was not done, under no name: it is repeated in the answer."""
    (part,) = read_message(words).parts
    assert [(one.name, one.value) for one in part.reading.figures] == figures
    assert figures or part.reading.aside
