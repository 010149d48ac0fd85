"""From when and until when something recurs: 2026年4月至9月, 自3月起, 年底前, 直至2026年12月底."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.core.numerals import number, spelled
from bot.domain.plan.deadline import ASK, Flag
from bot.readers.deadline import arithmetic, cross_check
from bot.readers.deadline.dates import year_at
from bot.readers.deadline.durations import from_start, span_at
from bot.readers.deadline.expressions import range_at
from bot.readers.deadline.number_patterns import FOUR, SMALL
from bot.readers.deadline.periods import TO
from bot.readers.deadline.time_expression import DAY, ReadingContext, TimeExpression, Unit

NEAR = frozenset({"nearest_month", "nearest_weekday", "near_day", "clock"})  # days that name neither month nor year


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The first and the last day on which something may be due."""

    from_: date | None = None
    until: date | None = None
    flags: frozenset[Flag] = frozenset()


_YEARS = re.compile(rf"(?P<a>{FOUR})年?{TO}(?P<b>{FOUR})年")
_MONTHS = re.compile(
    rf"(?P<a>{SMALL})月?份?{TO}(?P<y>(?:次|翌|明|第二)年)?(?P<b>{SMALL})月份?(?:[底末])?(?!\d|[一二三四五六七八九十])"
)
_SUFFIX = re.compile(
    r"(?:(?P<from>(?:之日|当日|日)?(?:起(?!草)|开始|始))(?:算|至今)?|(?P<after>(?:之|以)?后)|"
    r"(?P<until>(?:之|以)?前|为止|止|截止|结束|终止)|(?P<within>(?:之|以)?内|期间|期内|里))"
)
_RANGE = re.compile(r"至|到|-|—|~")
_OPENING = re.compile(r"自|从|由|于|在")
_UNTIL = re.compile(
    r"(?:一直)?(?:直至|直到|持续到|持续至|一直到|一直至|延续到|延续至|坚持到|坚持至|执行到|执行至|开展到|开展至|截止到|"
    r"截止至|截至到|截至|截止|止于|期限(?:为|至|到)?|至|到)"
)
_EVENT = re.compile(
    r"(?:直至|直到|持续到|持续至|至|到)[^,;。、\d]{0,14}?(?:完成|销号|验收|结束|到位|办结|清零|解决|为止|通过|见效|达标)(?:后|之日)?(?:为止|止)?"
)
_NOW = re.compile(r"(?:自|从)?(?:即日|现在|今日|今天|目前|现)(?:起|开始)")


def bound_at(text: str, position: int, context: ReadingContext) -> tuple[Bound, int] | None:
    """A stretch of time at a position with what opens or closes the series, and where it ends."""
    now = _NOW.match(text, position)
    if now:
        return Bound(from_=context.today), now.end()
    opening = _OPENING.match(text, position)
    found = _stretch_at(text, opening.end() if opening else position, context)
    if found is None:
        return None
    expression, end = found
    suffix = _SUFFIX.match(text, end)
    bound = _bound(expression, suffix, text[position:end], _doubts(expression, context))
    return (bound, suffix.end() if suffix else end) if bound else None


def _bound(
    expression: TimeExpression, suffix: re.Match[str] | None, words: str, flags: frozenset[Flag]
) -> Bound | None:
    """What a stretch of time with what follows it says of the series: where it begins, where it ends, or both."""
    if expression.last is None or _too_near(expression):
        return None
    last, first = expression.last, expression.first or expression.last
    code = expression.meaning.code if expression.meaning else ""
    if code == "year_end" and words.endswith(("内", "年")):
        first = first.replace(month=1, day=1)
    if suffix is None or suffix["within"]:
        vague = suffix is None and expression.unit is Unit.DAY and first == last
        return Bound(from_=first, until=last, flags=flags | _doubt(vague))
    if suffix["from"]:
        return Bound(from_=first, flags=frozenset() if code == "week" else flags)  # whatever the last day of a week is
    if suffix["after"]:
        return Bound(from_=last + DAY, flags=flags)
    if not suffix["until"].endswith("前") and first < last and _RANGE.search(words):
        return Bound(from_=first, until=last, flags=flags)
    vague = suffix["until"].endswith("前") and expression.unit is not Unit.DAY
    return Bound(until=last, flags=flags | _doubt(vague))


def _doubt(vague: bool) -> frozenset[Flag]:  # noqa: FBT001  a condition, not a switch
    return frozenset({Flag.AMBIGUOUS}) if vague else frozenset()


def end_at(text: str, position: int, context: ReadingContext) -> tuple[Bound, int] | None:
    """直至2026年12月底, 至整改完成为止; None where no end is named here."""
    until = _UNTIL.match(text, position)
    found = _stretch_at(text, until.end(), context) if until else None
    if found and found[0].last and not _too_near(found[0]):
        expression, end = found
        closed = re.compile(r"(?:(?:之|以)?前|为止|止|截止|结束|终止|完成)?").match(text, end)
        flags = _doubts(expression, context)
        return Bound(until=expression.last, flags=flags), closed.end() if closed else end
    event = _EVENT.match(text, position)
    return (Bound(), event.end()) if event else None


def _too_near(expression: TimeExpression) -> bool:
    """True for a bare weekday, day or month's end: no end of a series, but a day in it."""
    code = expression.meaning.code if expression.meaning else ""
    return code in NEAR or (code.startswith("month_") and expression.month is None)


def _doubts(expression: TimeExpression, context: ReadingContext) -> frozenset[Flag]:
    """What makes a person decide about an end or a beginning."""
    flags = expression.flags & ASK
    if expression.unit is Unit.FESTIVAL:
        flags |= {Flag.AMBIGUOUS}
    wrong = expression.fault is not None or expression.gone or not cross_check.agrees(expression, context)
    return flags | {Flag.AMBIGUOUS} if wrong else flags


def _stretch_at(text: str, position: int, context: ReadingContext) -> tuple[TimeExpression, int] | None:
    """Years, months, a range of them or a length of time that is closed by 内."""
    years = _YEARS.match(text, position)
    if years:
        first, last = spelled(years["a"]), spelled(years["b"])
        if first and last and first <= last:
            return _between(arithmetic.day(first, 1, 1), arithmetic.day(last, 12, 31)), years.end()
    months = _months_at(text, position, context)
    if months:
        return months
    found = range_at(text, position, context)
    span = span_at(text, position)
    if span and span.closed == "内" and (found is None or span.end >= found[1]):
        length = from_start(span, context)
        return replace(length, first=context.today).flagged(Flag.AMBIGUOUS), span.end
    if found is None or found[0].first is None or found[0].last is None:
        return found
    expression, end = found
    if expression.first and expression.last and expression.first > expression.last:
        earlier = expression.first.replace(year=expression.first.year - 1, day=1)
        expression = replace(expression, first=earlier)
    return expression, end


def _months_at(text: str, position: int, context: ReadingContext) -> tuple[TimeExpression, int] | None:
    """2026年4-9月, 11月至次年3月: the nearest that is not over where no year is written."""
    written = year_at(text, position, context)
    found = _MONTHS.match(text, written[1] if written else position)
    first, last = (number(found["a"]), number(found["b"])) if found else (None, None)
    if found is None or not first or not last or max(first, last) > arithmetic.MONTHS:
        return None
    over = bool(found["y"]) or last < first
    year = written[0] if written else context.today.year
    end = arithmetic.month_end(year + over, last)
    if not written and end and end < context.start:
        year += 1
    return _between(arithmetic.day(year, first, 1), arithmetic.month_end(year + over, last)), found.end()


def _between(first: date | None, last: date | None) -> TimeExpression:
    """All days from the first to the last."""
    return TimeExpression(first=first, last=last, unit=Unit.PERIOD)
