"""The weekly brief (周报) for those who meet on it: the week's page on one sheet of A4, internal."""

from collections.abc import Sequence

from bot.documents.word.block import Block, Kind, Paper, anchored, body, clause, of_round, signed, title
from bot.documents.word.paragraph import GRID_LINE
from bot.documents.word.statement import AllGrounds, numbers, sources, waited, whole
from bot.documents.word.table import WIDTHS, lines_in
from bot.domain.meetings.count import Counted
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import AgainstPlan, Digest, Held
from bot.domain.reporting.happening import Happening
from bot.domain.status.coverage import PeriodCount
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.tally import Tally
from bot.messages.core.measure import what
from bot.messages.reporting.early import grounds
from bot.messages.reporting.reductions import reduced
from bot.messages.reporting.week_parts import decision_kinds, quote
from bot.messages.text import full_day, said_on, short_day
from bot.messages.wording import official

LATE, FEW = 3, 3  # late measures in the table, and numbers in one sentence
ALL, WEIGHTY = len(Happening), 9  # kinds of changes that are told one by one
FORMS = (
    (FEW, 2, ALL),
    (1, 0, ALL),
    (0, 0, ALL),
    (0, 0, WEIGHTY),
)  # numbers in a sentence, grounds, kinds: tried in turn
QUOTE, SAID = 16, 2  # signs of a quotation, and things that are waited for in words
ROOM, ANCHOR, MARK = 470, 58, 29  # points of the sheet for the table, those of the anchor, and of the round
MOVED = (Part.OVERDUE, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED, Part.STANDING, Part.CLOSED, Part.CANCELLED)
NAMED = frozenset({Happening.CLOSED, Happening.REOPENED, Happening.SENT_BACK, Happening.SUBMITTED, Happening.STARTED})


def weekly_brief(register: Register, page: Digest, grounds: AllGrounds) -> Paper:
    """The week in a table that fits the sheet whatever happened; the rows behind it are in the ledger."""
    day = page.at.date()
    room = ROOM - (ANCHOR if page.anchor else 0) - (MARK if register.of_round else 0)
    tables = (_table(page, shown, *form) for form in FORMS for shown in range(LATE, 0, -1))
    rows = next((one for one in tables if _height(one) <= room), _table(page, 0, *FORMS[-1]))
    blocks = [
        title(register.unit.name, "巡察整改工作周报"),
        *of_round(register.of_round),
        body(f"为便于调度，现将截至{full_day(day)}的情况报告如下。"),
        Block(Kind.GRID, rows=rows, sources=sources(_all(register), grounds)),
        *anchored(page.anchor),
        *signed(register.unit.name, day)[1:],
    ]
    return Paper(f"整改工作周报（{full_day(day)}）", tuple(blocks))


def _height(rows: tuple[tuple[str, ...], ...]) -> float:
    """How many points the table takes on its sheet."""
    return sum(max(map(lines_in, row, WIDTHS[2])) * GRID_LINE + 1 for row in rows)


def _table(page: Digest, shown: int, most: int, early: int, told_kinds: int) -> tuple[tuple[str, str], ...]:
    """The rows: so much of what is late in rows of its own, numbers in a sentence, and grounds of what may be late."""
    late, rest = page.overdue[:shown], page.overdue[shown:]
    rounds = f"{_rounds(page.rounds)}。" if page.rounds else ""
    return (
        ("事项", "情况"),
        ("总体进展", f"共有{whole(page.tally)}。{_moved(page)}{rounds}"),
        *((("需要决定", told),) if (told := _decisions(page)) else ()),
        *((_head(row.number), _late(page, row)) for row in late),
        *((("其他逾期" if late else "逾期", f"{len(rest)}条：{_few(rest, FEW)}。"),) if rest else ()),
        *((("逾期", "没有逾期措施。" if page.past else "目前没有逾期措施。"),) if not page.overdue else ()),
        ("一周变化" if page.of_a_week else "期间变化", _changes(page, most, told_kinds)),
        *((("还要留意", told),) if (told := _ahead(page, most, early)) else ()),
    )


def _head(number: str) -> str:
    """逾期3-2, the number on a line of its own where it would be parted."""
    label = f"逾期{number}"
    return label if lines_in(label, WIDTHS[2][0]) == 1 else f"逾期\n{number}"


def _all(register: Register) -> Sequence[RegisterRow]:
    return register.rows(register.measures)


def _moved(page: Digest) -> str:
    """How the counts moved: 与6月2日相比，逾期增加1条，推进中减少2条."""
    if page.then is None:
        return ""
    moves = [(part, page.tally.count(part) - page.then.count(part)) for part in MOVED]
    told = [f"{_part(part)}{'增加' if by > 0 else '减少'}{abs(by)}条" for part, by in moves if by]
    if by := len(page.tally.closed_findings) - len(page.then.closed_findings):
        told.append(f"问题已销号{'增加' if by > 0 else '减少'}{abs(by)}个")
    since = short_day(page.since.date())
    return f"与{since}相比，{'，'.join(told)}。" if told else f"各项与{since}持平。"


def _part(part: Part) -> str:
    return official(f"status.part.{part}")


def _rounds(rounds: Sequence[tuple[str, Tally]]) -> str:
    return "；".join(
        f"{name}{len(counted.measures)}条，逾期{counted.count(Part.OVERDUE)}条，已销号{counted.count(Part.CLOSED)}条"
        for name, counted in rounds
    )


def _decisions(page: Digest) -> str:
    told = [f"{row.number}（{row.measure.called}）申请销号" for row in page.decisions]
    told += [
        f"{one.row.number}（{one.row.measure.called}）申请延期至{short_day(one.extension.asked)}" for one in page.asked
    ]
    if not told:
        return "" if page.past else "目前没有需要书记决定的事项。"
    more = f"等{len(told)}项（{decision_kinds(page, official)}）" if len(told) > FEW else ""
    return f"措施{'；'.join(told[:FEW])}{more}。"


def _late(page: Digest, row: RegisterRow) -> str:
    """What is late by how many days, who holds it, and the last words of its owner."""
    said = ""
    if row.said:
        on = said_on(official, short_day(row.said.day), row.said.waiting)
        said = (
            f"；最近一次{'回复' if row.said.waiting else '进展'}“{quote(row, clause(row.said.words), QUOTE)}”（{on}）"
        )
    late = f"{what(row.standing.duty)}逾期{row.standing.late}天"
    return f"{row.measure.called}：{late}{_held(page.held.get(row.measure.id))}{said}。"


def _few(rows: Sequence[RegisterRow], most: int) -> str:
    return f"{numbers(rows[:most])}{'等' if len(rows) > most else ''}" if most else ""


def _which(rows: Sequence[RegisterRow], most: int) -> str:
    """（3-2、4-1等）, where there is room for any number."""
    return f"（{_few(rows, most)}）" if rows and most else ""


def _held(held: Held | None) -> str:
    if held is None:
        return ""
    who = "、".join(held.names) or official(f"people.role.{held.role}")
    days = "" if held.working_days is None else f"{held.working_days}个工作日"
    return f"，在{who}手上{days}"


def _changes(page: Digest, most: int, told_kinds: int) -> str:
    """What happened by kinds; that nothing did only where nothing is kept."""
    late = page.changes.overdue
    told = [_kind("overdue", len(late), _which(late, most))] if late else []
    happened = list(page.changes.happened.items())
    rest = sum(len(subjects) for _, subjects in happened[told_kinds:])
    for kind, subjects in happened[:told_kinds]:
        rows = page.changes.rows.get(kind, ()) if kind in NAMED else ()
        told.append(_kind(kind, len(subjects), _which(rows, most)))
    told += [f"其他变化{rest}件"] if rest else []
    moves = [
        f"{move.row.number}由{short_day(move.old)}改为{short_day(move.new)}"
        f"（较原时限累计{(move.new - (move.first or move.old)).days}天，{move.by}批准）"
        for move in page.changes.moved[:LATE]
    ]
    dates = f"时限改动：{'；'.join(moves)}。" if moves else ""
    acts = "；".join(reduced(official, act) for act in page.reduced)
    less = f"减少和任免：{acts}。" if acts else ""
    return f"{short_day(page.since.date())}以来，{'，'.join(told) or '台账没有变化'}。{dates}{less}"


def _kind(kind: str, count: int, which: str) -> str:
    return f"{official(f'reporting.change.{kind}', count=count)}件{which}"


def _periods(periods: PeriodCount) -> str:
    excused = official("reporting.week.excused", count=periods.excused) if periods.excused else ""
    facts = {"asked": periods.asked, "done": periods.done, "missed": periods.missed, "excused": excused}
    return f"按期报送{official('reporting.week.periods', **facts)}"


def _waited(page: Digest) -> str:
    return "；".join(waited(row, wait) for row, wait in page.waits[:SAID]) + ("等" if len(page.waits) > SAID else "")


def _early(page: Digest, most: int) -> str:
    return "；".join(f"{one.row.number}{grounds(one)}" for one in page.early[:most])


def _lent(page: Digest) -> str:
    """The late shares of supporting bodies: （逾期1项：3-2水环境股3天）."""
    late = page.late_support
    named = "、".join(f"{row.number}{row.share.about}{row.late}天" for row in late[:FEW])
    return f"（逾期{len(late)}项：{named}{'等' if len(late) > FEW else ''}）" if late else ""


def _open(what_: str, counted: Counted) -> str:
    """会议议定未办结2项（超期1项）."""
    return f"{what_}未办结{counted.open}项{f'（超期{counted.late}项）' if counted.late else ''}"


def _targets(targets: Sequence[AgainstPlan], most: int) -> str:
    """企业排查5家（方案12家）, of the first few."""
    told = [
        f"{one.row.number}{one.name}{'未报' if one.reported is None else f'{one.reported:g}{one.unit}'}"
        f"（方案{one.planned:g}{one.unit}{'，待核对' if one.beyond else ''}）"
        for one in targets[:most]
    ]
    which = f"：{'、'.join(told)}{'等' if len(targets) > most else ''}" if told else ""
    return f"方案数据未达{len(targets)}项{which}"


def _ahead(page: Digest, most: int, early: int) -> str:
    why = f"（{_early(page, early)}）" if early else _which([one.row for one in page.early], most)
    near = (
        ("期次缺报", page.missed),
        ("一周内应报", page.reports),
        ("两周内另有到期" if page.reports else "两周内到期", page.near),
        ("困难", page.difficulties),
    )
    within = "期内" if page.past or not page.of_a_week else "本周"
    told = [_periods(page.periods)] if page.periods.asked else []
    told += [f"{words}{len(rows)}条{_which(rows, most)}" for words, rows in near if rows]
    told += [_targets(page.targets, most)] if page.targets else []
    told += [f"可能逾期{len(page.early)}条{why}"] if page.early else []
    counted = (
        ("书记牵头在办", page.secretary),
        ("缺经办人", page.gaps.unowned),
        ("时限不清", page.gaps.unclear),
        ("配合事项待明确", page.gaps.unsettled),
    )
    told += [f"{words}{len(rows)}条" for words, rows in counted if rows]
    told += [f"等别人先办{len(page.waits)}项（{_waited(page)}）"] if page.waits else []
    told += [f"批示未回复{len(page.instructions)}件"] if page.instructions else []
    told += [f"{within}开会{page.meetings.all}次、议定{page.meetings.decided}项"] if page.meetings.all else []
    told += [f"现场督办{page.visits.all}次、要求{page.visits.decided}项"] if page.visits.all else []
    told += [f"重点督查{len(page.key)}条{_which(page.key, most)}"] if page.key else []
    told += [f"群众监督意见未答复{page.followed.voices.open}件"] if page.followed.voices.open else []
    told += [f"同类检查未报结果{page.followed.checks.open}项"] if page.followed.checks.open else []
    up = page.followed.handed_up
    told += [f"等上级验收{up.open}项"] if up.open else []
    told += [f"上级验收退回或发现问题{up.back}项"] if up.back else []
    told += [f"配合事项未答复{page.followed.supports.open}项{_lent(page)}"] if page.followed.supports.open else []
    told += [_open("会议议定", page.decided)] if page.decided.open else []
    told += [_open("现场督办要求", page.demanded)] if page.demanded.open else []
    told += [f"{len(page.silent)}人有措施{page.chase_after}个工作日以上未回复"] if page.silent else []
    if told:
        return f"{'，'.join(told)}。"
    return "" if page.past else "两周内没有到期的措施，台账没有缺项。"
