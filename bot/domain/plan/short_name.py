"""A short name beside a number, made from the text where the office has given none: 供水管网改造."""

import re

from bot.domain.core.numerals import before_figure

MOST = 12  # characters
LEADING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|进一步|立即|切实|认真|全面|严格|持续|针对|围绕|按照|根据|对照|对|将|把|就)+"
)
STOPS = re.compile(r"[，,。；;：:！!？?（(“”《\s]|(?<=[^、]{5})、")  # a list of short words is not parted
TITLED = re.compile(
    r"^[^《》“”，,。；;：:、]{0,4}[《“]([^《》“”]{2,})[》”]"
)  # 制定《干部学习计划》: what is made, not that it is


def short_name(text: str, given: str = "") -> str:
    """The name that was given, or else the first clause of the text that says something, cut where it is long."""
    name = given or whole_name(text)
    return name if given or len(name) <= MOST else f"{before_figure(name[: MOST - 1])}…"


def whole_name(text: str) -> str:
    """The first clause of the text that says something, however long."""
    titled = TITLED.match(LEADING.sub("", text.strip()))
    clauses = [titled[1]] if titled else [clause for clause in STOPS.split(text) if clause]
    bare = [shorn for clause in clauses if len(shorn := LEADING.sub("", clause)) > 1]
    return next(iter(bare), text.strip())
