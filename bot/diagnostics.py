"""What `check` looks at: everything that keeps an office from relying on the bot, in words."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import utc_now
from bot.config import Config, read_token
from bot.domain.core.local_day import local_day
from bot.domain.core.refusal import BadUnit
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.evidence.evidence import Evidence
from bot.domain.history.journal import Entry, Head, breaks
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_TO_WAKE, OUTBOX_BY_STATE, PEOPLE_OF, TO_SEND
from bot.services.core.request import RequestContext
from bot.services.evidence.evidence import damaged_evidence

OLDEST = dt.date(2025, 1, 1)  # a clock before this day is wrong
LATE = dt.timedelta(hours=1)
SHOWN = 8


class Severity(StrEnum):
    """How it is with one thing."""

    GOOD = "✅ 好"
    BAD = "❌ 要处理"
    NOTE = "🔹 知悉"


@dataclass(frozen=True)
class CheckResult:
    """One thing that was looked at."""

    severity: Severity
    what: str
    words: str


async def diagnose(config: Config, unit_id: str = "") -> AsyncIterator[CheckResult]:
    """Look at configuration, clock, font, calendar, ledger, people, next reminders and the token."""
    from bot.installation import open_context
    from storage.errors import StoreError

    yield CheckResult(Severity.GOOD, "配置", f"单位“{config.unit.name}”，时区 {config.unit.zone}")
    yield _clock(config)
    yield _font()
    try:
        request = await open_context(config)
    except StoreError as trouble:
        yield CheckResult(Severity.BAD, "台账", str(trouble))
    else:
        try:
            for finding in await _ledger(request, unit_id or config.unit.id):
                yield finding
        finally:
            await request.store.close()
    yield await _token(config)


def _clock(config: Config) -> CheckResult:
    now = utc_now().astimezone(ZoneInfo(config.unit.zone))
    mark = Severity.GOOD if local_day(config.unit.zone, now) >= OLDEST else Severity.BAD
    return CheckResult(mark, "时钟", f"{now:%Y-%m-%d %H:%M}（{config.unit.zone}）")


def _font() -> CheckResult:
    from pylopdf_fonts_zh_cn import sans_path

    if Path(sans_path()).is_file():
        return CheckResult(Severity.GOOD, "图表字体", "随软件安装，已就绪")
    return CheckResult(Severity.BAD, "图表字体", "缺少字体文件，请重新安装依赖")


async def _ledger(request: RequestContext, unit: str) -> list[CheckResult]:
    async with request.look() as ledger:
        kept = await ledger.units.get(unit)
        if kept is None:
            raise BadUnit(what="unknown", name=unit)
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, unit)
        head = await ledger.heads.get(unit)
        people = [p for p in await ledger.people.find(PEOPLE_OF, unit) if p.active]
        waking = await ledger.measures.find(MEASURES_TO_WAKE, unit, limit=SHOWN)
        ready = [m for state in TO_SEND for m in await ledger.outbox.find(OUTBOX_BY_STATE, unit, state)]
    damaged = await damaged_evidence(request, unit)
    today = request.today(kept)
    return [
        CheckResult(Severity.GOOD, "单位", f"{kept.id} {kept.name}"),
        *_calendar(request.calendar, today.year),
        _history(entries, head),
        _evidence(damaged),
        *_people(people, unit),
        _outbox(ready, request.now()),
        _next(waking),
    ]


def _calendar(calendar: WorkCalendar, this_year: int) -> Iterator[CheckResult]:
    for year in (this_year, this_year + 1):
        if year in calendar.years:
            yield CheckResult(Severity.GOOD, f"{year}年日历", "法定节假日和调休已收录")
        else:
            mark = Severity.BAD if year == this_year else Severity.NOTE
            words = "尚无国务院放假安排，先按周一至周五计；公布后请升级，或在 [calendar] 里补"
            yield CheckResult(mark, f"{year}年日历", words)


def _history(entries: Sequence[Entry], head: Head | None) -> CheckResult:
    broken = list(breaks(entries, head))
    if broken:
        return CheckResult(Severity.BAD, "台账历史", f"{len(broken)} 处不符，请运行 python -m bot verify")
    return CheckResult(Severity.GOOD, "台账历史", f"{len(entries)} 条，前后相符")


def _evidence(damaged: Sequence[Evidence]) -> CheckResult:
    if damaged:
        names = "、".join(f"{evidence.measure.rpartition('/')[2]} {evidence.name}" for evidence in damaged[:SHOWN])
        return CheckResult(Severity.BAD, "佐证材料", f"{len(damaged)} 份缺失或被改动：{names}")
    return CheckResult(Severity.GOOD, "佐证材料", "都在，内容相符")


def _people(people: Sequence[Person], unit: str) -> Iterator[CheckResult]:
    if any(person.holds(Role.OFFICE) for person in people):
        yield CheckResult(Severity.GOOD, "整改办", "已登记")
    else:
        yield CheckResult(Severity.BAD, "整改办", f"还没有人：python -m bot invite --unit {unit} --office 姓名")
    unbound = [person.name for person in people if person.chat is None]
    words = f"{len(people) - len(unbound)}/{len(people)} 人已绑定"
    if unbound:
        more = "……" if len(unbound) > SHOWN else ""
        yield CheckResult(Severity.NOTE, "绑定", f"{words}；未绑定：{'、'.join(unbound[:SHOWN])}{more}")
    else:
        yield CheckResult(Severity.GOOD, "绑定", words)
    blocked = [person.name for person in people if person.blocked]
    if blocked:
        yield CheckResult(Severity.BAD, "收不到消息", f"{'、'.join(blocked)} 停用了机器人，请当面提醒")


def _outbox(ready: Sequence[Message], now: dt.datetime) -> CheckResult:
    late = sum(message.due < now - LATE for message in ready)
    if late:
        return CheckResult(Severity.BAD, "待发消息", f"{len(ready)} 条，其中 {late} 条已过一小时，请确认机器人在运行")
    return CheckResult(Severity.GOOD, "待发消息", f"{len(ready)} 条")


def _next(waking: Sequence[Measure]) -> CheckResult:
    listed = "、".join(f"{measure.number}（{measure.wake:%m-%d}）" for measure in waking if measure.wake)
    return CheckResult(Severity.NOTE, "近期要看的措施", listed or "没有")


async def _token(config: Config) -> CheckResult:
    from telegram.error import InvalidToken, TelegramError

    from bot.app import build_application

    if not read_token(config):
        return CheckResult(Severity.BAD, "令牌", "没有：请设置环境变量 DUBAN_TELEGRAM_TOKEN")
    try:
        async with build_application(config) as application:
            return CheckResult(Severity.GOOD, "令牌", f"有效，机器人是 @{application.bot.username}")
    except InvalidToken:
        return CheckResult(Severity.BAD, "令牌", "Telegram 不认，请向 BotFather 核对")
    except TelegramError as error:
        words = f"连不上 Telegram（{type(error).__name__}），没能核对；可能要设置 proxy 或 base_url"
        return CheckResult(Severity.NOTE, "令牌", words)
