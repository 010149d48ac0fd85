"""Title, unit, inspection team and the days of a round: from labels, title lines and running text."""

import datetime as dt
import re
from dataclasses import dataclass

from bot.readers.plan.fields.deadlines import FULL_DATE, full_days
from bot.readers.plan.layout.extracted import Section, Value
from bot.readers.plan.layout.headings import Field

TITLE_END = re.compile(
    r"(方案|台账|清单|通报|报告|情况表|一览表|推进表|任务表|责任表|明细表|汇总表|分解表|登记表|措施表|整改表)(?:[（(].*[)）])?$"
)
UNIT = re.compile(
    r"^(中共[^，。；：\s]{3,40}?(?:党组|党委|委员会|党总支|支部)|[^，。；：\s]{2,30}?(?:局|委员会|中心|分局|办公室|镇|街道|乡|院|公司|学校|厅))(?=关于|落实|巡察|整改|党组|$)"
)
TEAM = re.compile(
    r"((?:中共)?[\u4e00-\u9fff]{0,14}?第[一二三四五六七八九十\d]{1,3}巡[察视]组|[\u4e00-\u9fff]{1,10}?巡[察视]组)"
)
TEAM_LEAD = re.compile(
    r"^.*(?:根据|按照|关于|听取|落实|对照|针对|收到|接到|日|月|年|向|由|，|接受|受|至|是|安排|部署|经|对|来自|近期|期间|派出|组织|情况|工作)(?=.*巡)"
)
HANDED_OVER = re.compile(r"反馈(?:了|意见|情况|会|时间|日期|以来|会议|问题)?")
COUNTED = (
    (re.compile(r"(\d{1,4})\s*(?:个|条|项)(?:[^\d，。；、]{0,6})?问题"), "findings"),
    (re.compile(r"(\d{1,4})\s*(?:条|项|个)(?:[^\d，。；、]{0,6})?措施"), "measures"),
)


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """What was found out about the round."""

    title: str = ""
    unit: str = ""
    team: str = ""
    feedback: dt.date | None = None
    report_by: dt.date | None = None
    concentrated_until: dt.date | None = None
    drawn_up: dt.date | None = None


def round_facts_of(sections: list[Section], today: dt.date, into: Section) -> RoundFacts:
    """What labels, titles and sentences say about the round; a day counts only where it is written in full."""
    labelled: dict[Field, Value] = {}
    for section in sections:
        for kind, value in section.basics.items():
            if value.text:
                labelled.setdefault(kind, value)
    lines = [value.text for section in sections for value in section.prose]
    title = _words(labelled, Field.TITLE) or title_of(lines)
    unit = _words(labelled, Field.UNIT) or _found(UNIT, [title])
    team = _words(labelled, Field.TEAM) or team_of(lines)
    feedback = _day(labelled, Field.FEEDBACK, today, into) or _feedback_in(lines, today)
    return RoundFacts(
        title=title,
        unit=unit,
        team=team,
        feedback=feedback,
        report_by=_day(labelled, Field.REPORT_BY, today, into, last=True),
        concentrated_until=_day(labelled, Field.CONCENTRATED, today, into, last=True),
        drawn_up=_day(labelled, Field.DRAWN_UP, today, into)
        if Field.DRAWN_UP in labelled
        else _signed_on(lines, today),
    )


def _words(labelled: dict[Field, Value], kind: Field) -> str:
    return re.sub(r"\s+|[（(](?:盖?公?章|签章)[)）]", "", labelled[kind].text) if kind in labelled else ""


def _found(pattern: re.Pattern[str], lines: list[str]) -> str:
    return next((found[1] for line in lines if (found := pattern.search(line))), "")


def title_of(lines: list[str]) -> str:
    """The title that stands above everything else, put together where it runs over several lines."""
    parts: list[str] = []
    for line in lines[:6]:
        text = re.sub(r"\s+", "", line)
        if not text or re.search(r"[。：:]", text) or len(text) > 60:  # noqa: PLR2004 - a title is no paragraph
            if parts:
                break
            continue
        if re.match(r"^(附件\d*|[一二三四五六七八九十]+、.*|[（(].*[)）])$", text) and not parts:
            continue
        parts.append(text)
        if TITLE_END.search(text):
            return re.sub(r"[（(]共.*[)）]$", "", "".join(parts))
    return ""


def team_of(lines: list[str]) -> str:
    """The inspection team by its full name, as the text first gives it."""
    for line in lines[:40]:
        for found in TEAM.finditer(re.sub(r"\s+", "", line)):
            name = TEAM_LEAD.sub("", found[1])
            if len(name) > 3:  # noqa: PLR2004 - 巡察组 alone is no name
                return name
    return ""


def _day(
    labelled: dict[Field, Value], kind: Field, today: dt.date, into: Section, *, last: bool = False
) -> dt.date | None:
    value = labelled.get(kind)
    if value is None:
        return None
    if value.day:
        return value.day
    days = full_days(value.text, today)
    if not days:
        into.problem(value.where, "incomplete_day", words=value.text[:30])
        return None
    return days[-1] if last else days[0]


def _signed_on(lines: list[str], today: dt.date) -> dt.date | None:
    """The day under a document: the last line that holds nothing but a whole date."""
    days = [
        found for line in lines[-12:] if re.fullmatch(FULL_DATE, line.strip()) and (found := full_days(line, today))
    ]
    return days[-1][0] if days else None


def _feedback_in(lines: list[str], today: dt.date) -> dt.date | None:
    """The day in the sentence that tells of the feedback: the last full date before the word 反馈."""
    for line in lines:
        for sentence in re.split(r"[。；;]", line):
            handed = HANDED_OVER.search(sentence)
            if handed and "巡" in sentence + line:
                days = full_days(sentence[: handed.start()], today) or full_days(sentence, today)[:1]
                if days:
                    return days[-1]
    return None


def counts_in(lines: list[Value]) -> dict[str, tuple[int, str]]:
    """How many findings and measures the text itself speaks of, and where."""
    stated: dict[str, tuple[int, str]] = {}
    for pattern, what in COUNTED:
        for value in lines:
            found = pattern.search(value.text)
            if found and re.search(r"制定|明确|反馈|合计|共|总计|分解|细化|提出|指出", value.text):
                stated.setdefault(what, (int(found[1]), value.where))
    return stated
