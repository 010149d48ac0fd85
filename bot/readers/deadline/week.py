"""Weekdays and weeks, and days counted from today: 下周五, 本周内, 周末, 明天, 今晚."""

import re
from datetime import date, timedelta

from bot.domain.plan.deadline import Flag
from bot.readers.deadline.meaning import means
from bot.readers.deadline.time_expression import DAY, ReadingContext, Shapes, TimeExpression, Unit

NEAR_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "下下": 2}
WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 7}
NAMES = "一二三四五六日"
NEAR_DAYS = {"前": -2, "昨": -1, "今": 0, "本": 0, "即": 0, "明": 1, "翌": 1, "后": 2, "大后": 3}
ASK_OTHER = frozenset({Flag.AMBIGUOUS})


def weekday_name(day: date) -> str:
    """周一 to 周日."""
    return f"周{NAMES[day.weekday()]}"


def _monday(context: ReadingContext, step: int) -> date:
    """The Monday of this week or one near it."""
    return context.today - timedelta(days=context.today.weekday() - 7 * step)


def read_weekday(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """下周五 is that of the next ISO week; a bare 周五 is the nearest on or after today."""
    index = int(match["d"]) if match["d"].isdecimal() else WEEKDAYS[match["d"]]
    which = match["which"]
    if which:
        found = _monday(context, NEAR_WEEKS[which]) + DAY * (index - 1)
        return TimeExpression(
            first=found,
            last=found,
            gone=NEAR_WEEKS[which] < 0,
            meaning=means("weekday_of_week", which=which, weekday=NAMES[index - 1], day=str(found)),
        )
    start = context.start
    found = start + DAY * ((index - 1 - start.weekday()) % 7)
    expression = TimeExpression(
        first=found, last=found, meaning=means("nearest_weekday", weekday=NAMES[index - 1], day=str(found))
    )
    if found == context.today and context.since is None:
        return expression.flagged(Flag.AMBIGUOUS, alt=context.today + DAY * 7)
    return expression


def read_week(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """本周, 下周内: Sunday, or Friday where working days are meant."""
    step = NEAR_WEEKS[match["which"] or "本"]
    monday = _monday(context, step)
    friday, sunday = monday + DAY * 4, monday + DAY * 6
    alt = friday if friday >= context.today else None
    return TimeExpression(
        first=monday,
        last=sunday,
        unit=Unit.PERIOD,
        alt=alt,
        flags=ASK_OTHER,
        gone=step < 0,
        meaning=means("week"),
    )


def read_weekend(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """周末: Sunday, or Saturday; 周末前 is Friday, or Sunday."""
    monday = _monday(context, NEAR_WEEKS[match["which"] or "本"])
    friday, saturday, sunday = (monday + DAY * n for n in (4, 5, 6))
    return TimeExpression(
        first=saturday,
        last=sunday,
        unit=Unit.FESTIVAL,
        alt=saturday,
        flags=ASK_OTHER,
        before=friday,
        meaning=means("weekend"),
    )


def read_near_day(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """今天, 明天, 后天, 大后天; 昨天 is gone."""
    step = NEAR_DAYS.get(match["which"], 0)
    found = context.today + DAY * step
    return TimeExpression(
        first=found, last=found, gone=step < 0, meaning=means("near_day", words=match[0], day=str(found))
    )


_WHICH = r"(?P<which>上上|下下|上|本|这|当|下)(?:一个|一|个)?"
_WEEK = r"(?:周|星期|礼拜)"
SHAPES: Shapes = (
    (re.compile(rf"(?:{_WHICH})?{_WEEK}(?:的?{_WEEK})?(?P<d>[一二三四五六日天1-6])(?![\d.个条项家期])"), read_weekday),
    (re.compile(rf"{_WHICH}{_WEEK}"), read_week),
    (re.compile(r"(?P<which>)周(?=[之以]?内)"), read_week),
    (re.compile(rf"(?:{_WHICH})?(?:周|星期|礼拜)末"), read_weekend),
    (re.compile(r"(?P<which>大后|今|明|后|昨|前)(?:天|日|儿)"), read_near_day),
    (re.compile(r"(?P<which>本|即|翌)日"), read_near_day),
    (re.compile(r"(?P<which>现在|目前)(?=起|到|至|开始)"), read_near_day),
    (re.compile(r"(?P<which>今|明|昨)(?=[早晚晨夜])"), read_near_day),
    (re.compile(r"(?P<which>后)(?=[早晚]上?(?:\d|$|前))"), read_near_day),
)
