"""Random sentences of known meaning: several measures, numbers, days, negations; nothing is lost, nothing invented."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bot.domain.replies.reply import Intent, MessageReading, ReplyReading
from bot.readers.reply import read_message

KNOWN = tuple(f"{finding}-{measure}" for finding in range(1, 7) for measure in range(1, 6))
SENTENCES = 1500
NUMERALS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九")
NAMES = (
    ("清运淤泥", "吨"),
    ("查处案件", "起"),
    ("走访商户", "家"),
    ("追缴税款", "万元"),
    ("补植行道树", "棵"),
    ("更换灯具", "盏"),
    ("下达通知", "份"),
)
LEADS = ("", "", "", "", "现在", "目前", "另外", "还有", "我们", "这边", "那个")  # said before a number, and of nothing
OPENERS = ("", "", "", "领导好，", "主任，", "报告一下：", "收到，", "嗯，", "好的，", "上午好，", "不好意思才看到，")
CLOSERS = ("", "", "", "，谢谢", "，请领导放心", "🙏", "。", "！", "，辛苦了", "，特此报告", "，收到请回复")
THINGS = (("条", "道路", "修好"), ("个", "泵站", "通电"), ("户", "商户", "签约"), ("座", "公厕", "改造"))


@dataclass(frozen=True)
class Truth:
    """What a clause says; `may_ask` where a person may as well be asked."""

    words: str
    intent: Intent
    percent: int | None = None
    figures: tuple[tuple[str, float, str], ...] = ()
    may_ask: bool = False


def chinese(value: int) -> str:
    """A number from 11 to 99 in Chinese."""
    tens, ones = divmod(value, 10)
    return (NUMERALS[tens] if tens > 1 else "") + "十" + (NUMERALS[ones] if ones else "")


def percentage(chance: random.Random) -> Truth:
    """A percentage of the whole, in one of the ways in which it is said."""
    value = chance.randrange(11, 100)
    left = 100 - value
    words = chance.choice(
        (
            f"完成{value}%",
            f"进度{value}%",
            f"完成了百分之{chinese(value)}",
            f"{value}%",
            f"目前完成{value} %",
            f"还剩{left}%",
            f"总体进展{value}％",
        )
    )
    return Truth(words, Intent.PROGRESS, value)


def corrected(chance: random.Random) -> Truth:
    """What is affirmed, not what is taken back."""
    right, wrong = chance.sample(range(11, 100), 2)
    words = chance.choice(
        (
            f"是{right}%不是{wrong}%",
            f"刚才报的{wrong}%有误，实际{right}%",
            f"{right}%而不是{wrong}%",
            f"早上报的{wrong}%改为{right}%",
        )
    )
    return Truth(words, Intent.PROGRESS, right)


def moved(chance: random.Random) -> Truth:
    """From there to here: only here counts."""
    before, now = sorted(chance.sample(range(11, 100), 2))
    words = chance.choice((f"{before}%→{now}%", f"{before}%提升到{now}%", f"从{before}%推进到{now}%"))
    return Truth(words, Intent.PROGRESS, now)


def unmoved(chance: random.Random) -> Truth:
    """As before, and no share of what is left."""
    tens = chance.randrange(2, 10)
    return Truth(f"还是{NUMERALS[tens]}成没动", Intent.PROGRESS, tens * 10)


def planned(chance: random.Random) -> Truth:
    """A plan beside what is so: only the latter counts."""
    now, then = sorted(chance.sample(range(11, 100), 2))
    return Truth(f"完成{now}%，{chance.choice(('计划月底', '争取下周', '要求年底'))}达到{then}%", Intent.PROGRESS, now)


def share(chance: random.Random) -> Truth:
    """So many of so many, reckoned from both parts."""
    unit, thing, did = chance.choice(THINGS)
    whole = chance.randrange(3, 60)
    part = chance.randrange(1, whole)
    words = chance.choice(
        (
            f"{whole}{unit}{thing}{did}了{part}{unit}",
            f"已{did}{part}{unit}，还剩{whole - part}{unit}",
            f"共{whole}{unit}，已完成{part}{unit}",
            f"发现问题 {whole}个 已整改 {part}个",
            f"化解积案{part}件，剩余{whole - part}件正在协调",
        )
    )
    return Truth(words, Intent.PROGRESS, int(part / whole * 100 + 0.5))


def figures(chance: random.Random) -> Truth:
    """One or two amounts with their names, and no percentage."""
    told = [(name, chance.randrange(2, 900), unit) for name, unit in chance.sample(NAMES, chance.randrange(1, 3))]
    words = "，".join(f"{chance.choice(('', '已', '累计'))}{name}{value}{unit}" for name, value, unit in told)
    return Truth(words, Intent.PROGRESS, None, tuple(told))


def short_written(chance: random.Random) -> Truth:
    """An amount with its unit in short, in brackets, corrected, or of which only the 万 is said."""
    value, other = chance.sample(range(2, 900), 2)
    words, told = chance.choice(
        (
            (f"加固边坡{value}㎡", (("加固边坡", value, "平方米"),)),
            (f"铺设管线{value}km", (("铺设管线", value, "公里"),)),
            (f"投放鱼苗{value}万", (("投放鱼苗", value, "万"),)),
            (f"惠及群众{value}万人", (("惠及群众", value, "万人"),)),
            (f"罚没{value}万", (("罚没", value, "万元"),)),
            (f"兑付租金{value}万元（{other}户）", (("兑付租金", value, "万元"), ("兑付租金", other, "户"))),
            (f"走访商户不是{other}家是{value}家", (("走访商户", value, "家"),)),
            (f"查扣三轮车{value}辆", (("查扣三轮车", value, "辆"),)),
            (f"接种疫苗{value}剂", (("接种疫苗", value, "剂"),)),
        )
    )
    return Truth(words, Intent.PROGRESS, None, told)


def indicator(chance: random.Random) -> Truth:
    """A rate that is none of progress."""
    value = chance.randrange(11, 100)
    name = chance.choice(("出勤率", "水质达标率", "设备完好率", "群众满意度"))
    return Truth(f"{name}{value}%，正在推进", Intent.PROGRESS, None, ((name, value, "%"),))


def done(chance: random.Random) -> Truth:
    """Nothing but that the whole is done."""
    return Truth(chance.choice(("已完成", "已全部办结", "整改到位了", "都办完了")), Intent.DONE, 100)


def done_and_more(chance: random.Random) -> Truth:
    """A claim with a further clause is asked, never quietly progress."""
    more = chance.choice(("管护办法已印发", "现场已恢复", "结果已公示"))
    return Truth(f"已完成，{more}", Intent.DONE, 100, may_ask=True)


def not_done(chance: random.Random) -> Truth:
    """Denied, hedged or taken back."""
    words = ("还没完成", "没办完", "基本完成，就差验收", "已完成第一批", "完成了，就是还要返工", "快完成了")
    return Truth(chance.choice(words), Intent.PROGRESS)


def idle(chance: random.Random) -> Truth:
    """Nothing has begun."""
    return Truth(chance.choice(("还没开始", "一直没动", "尚未启动", "暂未开展")), Intent.NOT_STARTED, 0)


def stuck(chance: random.Random) -> Truth:
    """Something is in the way."""
    return Truth(chance.choice(("卡在用地手续", "资金没到位", "等上级批复", "业主不同意")), Intent.BLOCKED)


def expected(chance: random.Random) -> Truth:
    """A day that lies ahead is neither a measure nor an amount."""
    month, day = chance.randrange(1, 13), chance.randrange(1, 29)
    written = chance.choice((f"{month}月{day}日", f"{month} 月 {day} 日", f"{month}月底"))
    return Truth(f"预计{written}前完成", Intent.PROGRESS)


KINDS: tuple[Callable[[random.Random], Truth], ...] = (
    percentage,
    corrected,
    moved,
    unmoved,
    planned,
    share,
    figures,
    short_written,
    indicator,
    done,
    done_and_more,
    not_done,
    idle,
    stuck,
    expected,
)


def numbered(chance: random.Random, number: str, words: str) -> str:
    """A measure's number in one of its writings, and what is said; a digit is never glued to it."""
    finding, measure = number.split("-")
    spoken, said = NUMERALS[int(finding)], NUMERALS[int(measure)]
    ways = (number, f"{finding}—{measure}", f"{finding}杠{measure}", f"第{finding}条第{measure}项")
    plain = chance.choice(LEADS) + chance.choice((*ways, f"{spoken}杠{said}", f"{spoken}之{said}"))
    if "之" in plain:  # 完成四之一, may be a slip for a quarter
        return plain + ("：" if words[0].isdecimal() else chance.choice(("", "："))) + words
    return plain + chance.choice((" ", "：", "，") if words[0].isdecimal() else ("", " ", "：", "，")) + words


def sentences(seed: int) -> Iterator[tuple[str, list[str], list[Truth]]]:
    """Sentences of one to three measures, the measures in order, and what is said of each."""
    chance = random.Random(seed)  # noqa: S311 - sentences, no secrets
    for _ in range(SENTENCES):
        measures = chance.sample(KNOWN, chance.randrange(1, 4))
        truths = [chance.choice(KINDS)(chance) for _ in measures]
        parts = [numbered(chance, one, truth.words) for one, truth in zip(measures, truths, strict=True)]
        said = chance.choice(("，", "；", "\n", "。", " ", "")).join(parts)
        yield f"{chance.choice(OPENERS)}{said}{chance.choice(CLOSERS)}", measures, truths


def told(reading: ReplyReading) -> tuple[tuple[str, float, str], ...]:
    """The figures of a reading."""
    return tuple((figure.name, figure.value, figure.unit) for figure in reading.figures)


def faults(message: MessageReading, measures: list[str], truths: list[Truth]) -> list[str]:
    """What is lost or invented; a part that is asked about loses nothing, and may propose what is so."""
    found = [part.number for part in message.parts]
    if found != measures:
        return [f"measures {found}"]
    wrong = []
    for part, truth in zip(message.parts, truths, strict=True):
        reading = part.reading
        if reading.doubt and (truth.may_ask or reading.intent is not Intent.DONE):
            continue
        if (reading.intent, reading.percent, told(reading)) != (truth.intent, truth.percent, truth.figures):
            wrong.append(f"{part.number}: {reading.intent} {reading.percent} {told(reading)} for {truth}")
    return wrong


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_and_nothing_invented(seed: int) -> None:
    """Every measure has its part, every number its place, no claim of completion is one that nobody made."""
    wrong = [
        (text, bad)
        for text, measures, truths in sentences(seed)
        if (bad := faults(read_message(text, KNOWN), measures, truths))
    ]
    assert wrong == []


@pytest.mark.parametrize("seed", range(4))
def test_each_of_several_has_the_share_that_stands_in_its_place(seed: int) -> None:
    """5-1和5-2进度60%和80%: no measure gets the share of another, and none is dropped."""
    chance = random.Random(seed)  # noqa: S311 - sentences, no secrets
    for _ in range(SENTENCES // 5):
        measures = sorted(chance.sample(KNOWN, chance.randrange(2, 4)))
        shares = chance.sample(range(11, 100), len(measures))
        lead = chance.choice(("", "进度", "分别完成", "各完成"))
        text = (
            f"{chance.choice('、和').join(measures)}{lead or ' '}{chance.choice('、和').join(f'{n}%' for n in shares)}"
        )
        parts = [(part.number, part.reading.percent) for part in read_message(text, KNOWN).parts]
        assert parts == list(zip(measures, shares, strict=True)), text


@pytest.mark.parametrize("seed", range(4))
def test_little_is_asked_of_what_is_plain(seed: int) -> None:
    """A question costs a tap: of sentences without a doubt of their own hardly one is asked about."""
    plain = [
        part.reading.doubt is not None
        for text, _, truths in sentences(seed)
        for part, truth in zip(read_message(text, KNOWN).parts, truths, strict=False)
        if not truth.may_ask
    ]
    assert sum(plain) / len(plain) < 0.01
