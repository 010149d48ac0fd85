"""One whole expression of time at a place in the text: point, time of day, range, and what stands behind it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.domain.core.numerals import number
from bot.domain.plan.deadline import Flag
from bot.readers.deadline import dates, festivals, numeric, periods, week
from bot.readers.deadline.durations import from_start, span_at
from bot.readers.deadline.meaning import means
from bot.readers.deadline.number_patterns import COUNT, SMALL
from bot.readers.deadline.time_expression import DAY, ReadingContext, Shapes, TimeExpression, Unit, faulty
from bot.readers.deadline.time_of_day import ALONE, clock_at, midnight, over

Found = tuple[TimeExpression, int]

IN_YEAR: Shapes = dates.IN_YEAR + periods.IN_YEAR + festivals.IN_YEAR
WITH_YEAR: Shapes = IN_YEAR + periods.AFTER_YEAR
WITHOUT_YEAR: Shapes = IN_YEAR + dates.ALONE + periods.ALONE + festivals.ALONE + numeric.SHAPES + week.SHAPES

_RANGE = re.compile(
    r"(?:延期|延长|延后|延|推迟|推后|推|顺延|调整|变更|改)[至到为成]|"
    r"(?:之?日?起,?|开始,?)?的? ?(?:至|到|-{1,3}|[—–]{1,3}|~{1,2}|ー|〜|→) ?"
)
_START = re.compile(r"(?:之?日|当日)?(?:起|后|之后|以后)(?:的|算|计算)?,?")
_NOT_END = re.compile(r"(?:之?日)?(?:起(?!草)|开始|以来|以后|之后|后(?!续)|过后)")
_MARK = re.compile(
    r"(?P<about>左右|前后|上下)|(?P<with>(?:及|或|含|和)(?:之|以)?前)|(?P<before>(?:之|以)?前)|(?P<until>为止|"
    r"截止|止)|(?P<within>(?:之|以)?内|期间|期内|之间)"
)
_TAKEN_IN = re.compile(r"\(含[^)]{0,4}\)|当天|当日")
_COUNTED = re.compile(rf" ?{COUNT}个?(?:工作日|[天日周年月]|星期|礼拜|小时)|半个?[月年]|几[天日]")
_WEEKDAY = re.compile(r" ?,?\(?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])\)?(?![一二三四五六日天])")
_MORE_DAYS = re.compile(rf"[,、和与及或] ?(?P<d>{SMALL})[日号]")


def time_at(text: str, position: int, context: ReadingContext) -> Found | None:
    """The longest expression of time at a position with its marks, and where it ends."""
    found = range_at(text, position, context) or _span_at(text, position, context) or _clock_at(text, position, context)
    if found is None:
        return None
    expression, end = found
    started = _START.match(text, end)
    if started and expression.last and expression.unit is Unit.DAY:
        span = span_at(text, started.end())
        return (from_start(span, context, expression.last), span.end) if span and span.closed else None
    if expression.unit is not Unit.SPAN and _NOT_END.match(text, end):
        return None
    return _marked(text, expression, end)


def _span_at(text: str, position: int, context: ReadingContext) -> Found | None:
    """A length of time counted from now; "three days ago" is gone."""
    span = span_at(text, position)
    if span is None:
        return None
    if not span.closed and re.compile(r"之?前|以前").match(text, span.end):
        return replace(from_start(span, context), gone=True), span.end
    return _own(text, position, (from_start(span, context), span.end), context)


def _clock_at(text: str, position: int, context: ReadingContext) -> Found | None:
    """A time of day alone is today's."""
    found = ALONE.match(text, position)
    if not found:
        return None
    expression = TimeExpression(
        first=context.today, last=context.today, unit=Unit.DAY, meaning=means("clock", words=found[0])
    )
    if over(found[0], context.now):
        expression = expression.flagged(Flag.AMBIGUOUS, alt=context.today + DAY)
    return expression, found.end()


def _points(text: str, position: int, context: ReadingContext, shapes: Shapes) -> Iterator[Found]:
    """Every reading of the text from a position on."""
    for pattern, read in shapes:
        match = pattern.match(text, position)
        if match:
            expression = read(match, context)
            if expression is not None:
                yield expression, match.end()


def _longest(text: str, position: int, context: ReadingContext, shapes: Shapes) -> Found | None:
    """The longest reading; of two equally long ones the first of the table."""
    best: Found | None = None
    for found in _points(text, position, context, shapes):
        if best is None or found[1] > best[1]:
            best = found
    return best


def point_at(text: str, position: int, context: ReadingContext) -> Found | None:
    """A day or a period at a position, without what may stand behind it."""
    best = _longest(text, position, context, WITHOUT_YEAR)
    written = dates.year_at(text, position, context)
    if written is None:
        return best and _own(text, position, best, context)
    year, end = written
    inner = _longest(text, end, replace(context, year=year, month=None, since=None), WITH_YEAR)
    if inner is None:
        inner = dates.whole_year(year), end - (text[end - 1] == ",")
    return _own(text, position, inner if best is None or inner[1] >= best[1] else best, context)


def _own(text: str, position: int, found: Found, context: ReadingContext) -> Found:
    """What was found, with its own characters."""
    expression, end = found
    return replace(expression, own=text[position:end], year_known=context.year is not None), end


def _day_at(text: str, position: int, context: ReadingContext) -> Found | None:
    """A point with its weekday in brackets and its time of day."""
    found = point_at(text, position, context)
    span = span_at(text, position)
    if found is None or (span and span.end > found[1]):
        return None
    expression, end = found
    if expression.unit is Unit.PERIOD:
        return found
    weekday = _WEEKDAY.match(text, end)
    if weekday and expression.last:
        end = weekday.end()
        if week.weekday_name(expression.last)[1] != weekday["d"].replace("天", "日"):
            expression = expression.flagged(Flag.AMBIGUOUS)
    more = _MORE_DAYS.match(text, end)
    while more and expression.last and (day := number(more["d"])):
        following = replace(context, year=expression.last.year, month=expression.last.month, since=expression.last)
        expression = dates.day_of_month(day, following).flagged(
            Flag.MULTI, Flag.AMBIGUOUS, alt=expression.alt or expression.last
        )
        end = more.end()
        more = _MORE_DAYS.match(text, end)
    after = clock_at(text, end)
    if after > end and expression.last and midnight(text[end:after], text[after:]):
        expression = expression.flagged(Flag.AMBIGUOUS, alt=expression.last - DAY)
    return expression, after


def range_at(text: str, position: int, context: ReadingContext) -> Found | None:
    """A point, or the end of a range that begins with it."""
    start = _day_at(text, position, context)
    if start is None:
        return None
    link = _RANGE.match(text, start[1])
    if not link:
        return start
    first = start[0]
    after = clock_at(text, link.end())
    written = first.year is not None
    onward = replace(
        context,
        year=first.year,
        month=first.month if written else None,
        since=first.first or first.last if written else None,
    )
    end = _day_at(text, link.end(), onward)
    if end is None:
        return (first, after) if after > link.end() else None
    if first.fault:
        return first, end[1]
    if written and first.first and end[0].last and end[0].last < first.first:
        return faulty("reversed"), end[1]
    return replace(end[0], first=first.first, gone=False), end[1]


def _marked(text: str, expression: TimeExpression, end: int) -> Found | None:
    """The expression with 前, 止, 内 or 左右 taken in."""
    taken_in = _TAKEN_IN.match(text, end)
    end = taken_in.end() if taken_in else end
    mark = _MARK.match(text, end)
    if not mark:
        return expression, end
    if mark["before"] and _COUNTED.match(text, mark.end()):
        return None
    if expression.gone or expression.fault:
        return expression, mark.end()
    if mark["about"]:
        return expression.flagged(Flag.AMBIGUOUS), mark.end()
    if mark["before"]:
        expression = _before(expression)
    return replace(expression, marked=mark["within"] != "期间"), mark.end()


def _before(expression: TimeExpression) -> TimeExpression:
    """What 前 makes of a day, a period and a festival."""
    if expression.unit is Unit.FESTIVAL and expression.last and expression.first:
        day = expression.before or expression.first - DAY
        alt = expression.last if expression.before else (expression.alt - DAY if expression.alt else None)
        meaning = expression.meaning and means(f"{expression.meaning.code}_eve", **expression.meaning.facts)
        return replace(expression, first=day, last=day, alt=alt, meaning=meaning)
    if expression.unit is Unit.PERIOD and expression.first:
        return expression.flagged(Flag.AMBIGUOUS, alt=expression.first - DAY)
    return expression
