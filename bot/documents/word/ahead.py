"""What is still to be done, by themes, as the ledger proves it: nothing is promised of what it does not hold."""

import re
from collections.abc import Iterator, Sequence

from bot.documents.word.block import clause
from bot.domain.core.numerals import chinese
from bot.domain.meetings.count import Counted
from bot.domain.plan.measure import WAITING
from bot.domain.plan.part import Part
from bot.domain.status.register import Register, RegisterRow
from bot.domain.supervision.followed import Followed
from bot.messages.text import full_day

FEW = 6  # numbers of findings in one sentence
NAMED, LONGEST = 3, 30  # measures that are called by name, and characters of such a name
UNFINISHED = (Part.OVERDUE, Part.UNDER_WAY, Part.NOT_STARTED, Part.WAITING)
CLAUSE = re.compile(r"[，。；：,;:（(]")
Theme = tuple[str, str]  # a heading, and what stands below it


def themes(register: Register, counted: tuple[Counted, Counted], followed: Followed) -> Iterator[Theme]:
    """What is under way in each category and until when, who works together, what was decided, what goes on."""
    rows = register.rows(register.measures)
    unfinished = [row for row in rows if row.part in UNFINISHED]
    for category in dict.fromkeys(register.finding[row.measure.finding].category for row in unfinished):
        own = [row for row in unfinished if register.finding[row.measure.finding].category == category]
        yield _theme(category), _remaining(register, own)
    told = (
        ("压实责任形成合力", together(unfinished)),
        ("抓好议定事项落实", decided(*counted)),
        ("深化举一反三", checks(followed)),
        ("回应群众监督", voices(followed)),
        ("坚持长效常治", _goes_on(rows)),
        ("巩固整改成果", f"{_again(rows)}{handed_up(followed)}"),
    )
    yield from ((theme, words) for theme, words in told if words)


def of_finding(number: str) -> str:
    """The number as the plan has it: （三）, or as it is where it is no whole number."""
    return f"（{chinese(int(number))}）" if number.isdecimal() else number


def steps(rows: Sequence[RegisterRow], of_these: str) -> str:
    """How many `of_these` are being checked, are to be done by a day to come, or need more haste; or that all are."""
    checked = [row for row in rows if row.measure.stage in WAITING]
    ahead = [due for row in rows if row not in checked and (due := row.measure.due) and due >= row.standing.day]
    rest = len(rows) - len(checked) - len(ahead)
    until = f"{'最迟' if len(ahead) > 1 else ''}于{full_day(max(ahead))}前完成" if ahead else ""
    counted = ((len(checked), "正在核验，通过后销号"), (len(ahead), until), (rest, "明确责任、加快办理"))
    told = [(count, words) for count, words in counted if count]
    if len(told) == 1:
        return told[0][1]
    return of_these + "，".join(f"{count}条{words}" for count, words in told)


def _theme(category: str) -> str:
    name = clause(category)
    if not name:
        return "继续推进其他问题的整改"
    return f"继续推进{name}的{'工作' if '整改' in name else '整改'}"


def _remaining(register: Register, rows: Sequence[RegisterRow]) -> str:
    """问题（二）、（三）尚未完成的4条措施中，2条最迟于2025年12月31日前完成，…. With the first of them by name."""
    numbers = dict.fromkeys(of_finding(register.finding[row.measure.finding].number) for row in rows)
    named = f"问题{'、'.join(numbers)}" if len(numbers) <= FEW else f"{len(numbers)}个问题"
    return f"{named}尚未完成的{len(rows)}条措施{steps(rows, '中，')}。{_by_name(rows)}"


def _by_name(rows: Sequence[RegisterRow]) -> str:
    """What is to be done, in the plan's own words and order: the first clause of each of the first."""
    open_ = [row for row in rows if row.measure.stage not in WAITING]
    clauses = dict.fromkeys(CLAUSE.split(clause(row.measure.text))[0].strip() for row in open_)
    names = [one for one in clauses if 1 < len(one) <= LONGEST][:NAMED]
    if not names:
        return ""
    more = "等" if len(names) < len(open_) else ""
    return f"抓好{''.join(f'“{one}”' for one in names)}{more}措施的落实。"


def together(rows: Sequence[RegisterRow]) -> str:
    """What several bodies work on, and what is under 重点督查."""
    several = sum(len(row.measure.departments) > 1 or bool(row.measure.support) for row in rows)
    key = sum(bool(row.measure.key) for row in rows)
    told = [
        f"对涉及多个科室、单位的{several}条未完成措施，由牵头科室加强协调，形成合力" if several else "",
        f"对列为重点督查的{key}条措施跟踪督办" if key else "",
    ]
    return _sentence(told)


def decided(meetings: Counted, visits: Counted) -> str:
    """What meetings and visits left open."""
    told = [
        f"会议议定的{meetings.open}项" if meetings.open else "",
        f"现场督办要求的{visits.open}项" if visits.open else "",
    ]
    words = "、".join(filter(None, told))
    return f"对{words}尚未办结的事项，逐项跟踪办理。" if words else ""


def checks(followed: Followed) -> str:
    """Same-kind checks without a result."""
    return f"对尚在开展的{followed.checks.open}项同类检查，查清后一并整改。" if followed.checks.open else ""


def voices(followed: Followed) -> str:
    """Words of the public without an answer."""
    return f"对尚在办理的{followed.voices.open}件群众监督意见，及时答复。" if followed.voices.open else ""


def handed_up(followed: Followed) -> str:
    """What waits for acceptance above."""
    return f"{followed.handed_up.open}项已报上级验收，尚待结果。" if followed.handed_up.open else ""


def _goes_on(rows: Sequence[RegisterRow]) -> str:
    standing = sum(row.part is Part.STANDING for row in rows)
    return f"对长期坚持的{standing}条措施，定期检查落实情况。" if standing else ""


def _again(rows: Sequence[RegisterRow]) -> str:
    closed = any(row.part is Part.CLOSED for row in rows)
    return "对已销号的措施适时开展回头看，防止问题反弹。" if closed else ""


def _sentence(told: Sequence[str]) -> str:
    words = "；".join(filter(None, told))
    return f"{words}。" if words else ""
