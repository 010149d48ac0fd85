"""减负情况: one page for an inspector, what each person was asked in a month, in the order of the roster."""

import datetime as dt

from bot.documents.word.block import Block, Kind, Paper, body, clause, signed, title
from bot.domain.reporting.burden import Burden, BurdenLine
from bot.messages.reporting.burden import month_words
from bot.messages.text import full_day

HEAD = ("姓名（科室）", "消息", "最多一周", "报告", "答复", "审签", "佐证")
COLUMNS = ("messages", "fullest", "reports", "answers", "decisions", "evidence")


def burden_sheet(burden: Burden, day: dt.date) -> Paper:
    """The account of a unit's month."""
    month = month_words(burden)
    until = f"截至{full_day(burden.until)}" if burden.is_running else "全月"
    total = burden.total
    over = "、".join(line.person.name for line in burden.over)
    resting = f"其中休息日{total.resting}条" if total.resting else "休息日没有发送"
    evidence = f"照片、文件的要求依据：{'；'.join(map(clause, burden.grounds))}。" if total.evidence else ""
    blocks = [
        title(burden.unit, f"{month}整改工作减负情况"),
        body(
            f"{until}的情况如下：向{len(burden.lines)}人发送消息{total.messages}条，{resting}；要求报告{total.reports}项、"
            f"答复{total.answers}项，审签{total.decisions}项，要求照片、文件{total.evidence}件。"
            f"每人每周提醒上限{burden.ceiling}条，{f'超过的：{over}' if over else '没有人超过'}。{evidence}"
            "斜线后为上月数，同一事项只计一次。按名册顺序，不排名、不考核。"
        ),
        Block(Kind.GRID, rows=(HEAD, *(_row(line) for line in burden.lines))),
        *signed(burden.unit, day),
    ]
    return Paper(f"减负情况（{month}）", tuple(blocks), draft=False)


def _row(line: BurdenLine) -> tuple[str, ...]:
    where = f"（{line.person.department}）" if line.person.department else ""
    return f"{line.person.name}{where}", *(_cell(line, name) for name in COLUMNS)


def _cell(line: BurdenLine, name: str) -> str:
    now, before = getattr(line.now, name), getattr(line.before, name) if line.before else 0
    return f"{now}" if line.before is None or not (now or before) else f"{now}/{before}"
