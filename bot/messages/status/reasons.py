"""How the answer to 为什么是红的 reads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.core.colour import Colour
from bot.domain.people.person import Role
from bot.domain.status.obligation import Obligation, ObligationKind
from bot.domain.status.register import RegisterRow
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.measure import period_word
from bot.messages.core.taps import ShowPage
from bot.messages.status.view import mark
from bot.messages.text import day
from bot.messages.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Concentrated:
    """Until when the time of concentrated rectification runs in a round, what is due from today on, what is late."""

    round: str
    until: dt.date
    due: int
    late: int


def concentrated_body(wording: Wording, spans: Sequence[Concentrated], today: dt.date) -> MessageBody:
    """How many days are left of it, a line a round; buttons open what is due by the last day, and what is late."""
    if not spans:
        return MessageBody(wording.say("status.reason.concentrated_unknown"))
    lines = []
    for one in spans:
        over = one.until < today
        key = "status.reason.concentrated_over" if over else "status.reason.concentrated"
        counts = {"days": abs((one.until - today).days), "count": one.due, "late": one.late}
        lines.append(wording.say(key, round=one.round, day=day(one.until), **counts))
    return MessageBody(LINE.join(lines), (_list_buttons(wording, spans, today),))


def days_body(wording: Wording, one: Concentrated, today: dt.date) -> MessageBody:
    """How many days are left until a day; buttons open what is due by then, and what is late."""
    counts = {"days": (one.until - today).days, "count": one.due, "late": one.late}
    said = wording.say("status.reason.days_until", day=day(one.until), **counts)
    return MessageBody(said, (_list_buttons(wording, [one], today),))


def _list_buttons(wording: Wording, spans: Sequence[Concentrated], today: dt.date) -> tuple[Button, ...]:
    last = max(one.until for one in spans)
    ahead = Button(wording.word("status.reason.button_until", day=f"{last:%Y-%m-%d}"), ShowPage(f"u{last:%y%m%d}", 1))
    late = Button(wording.word("status.button_overdue", count=sum(one.late for one in spans)), ShowPage("over", 1))
    return (ahead, late) if last >= today else (late,)


def reasons_body(wording: Wording, rows: Sequence[RegisterRow], count: int, today: dt.date) -> MessageBody:
    """What each measure is late with, for how long, who has to act, and what ends it."""
    if not rows:
        return MessageBody(wording.say("status.reason.none", day=day(today)))
    blocks = [_reason(wording, row, today) for row in rows]
    if count > len(rows):
        blocks.append(wording.say("status.reason.more", count=count - len(rows)))
    return MessageBody(LINE.join(blocks), measures=tuple(row.measure.id for row in rows))


def _reason(wording: Wording, row: RegisterRow, today: dt.date) -> Markup:
    head, duty = wording.say("status.reason.head", number=row.number, mark=mark(wording, row)), row.standing.duty
    if duty is None:
        return LINE.join([head, wording.say("status.reason.nothing")])
    facts = {"what": _what(wording, duty, today), "due": day(duty.due), "days": abs((duty.due - today).days)}
    if row.colour is not Colour.RED:
        return LINE.join([head, wording.say("status.reason.ahead", **facts)])
    who = "、".join(_holders(row, duty.holder)) or wording.word(f"people.role.{duty.holder}")
    return LINE.join([head, wording.say("status.reason.late", who=who, **facts), _end(wording, duty)])


def _what(wording: Wording, duty: Obligation, today: dt.date) -> str:
    period = period_word(wording, duty.period.key, today) if duty.period else ""
    named = duty.kind is ObligationKind.STEP
    return wording.word(f"status.reason.what_{duty.holder if named else duty.kind}", period=period)


def _holders(row: RegisterRow, role: Role) -> tuple[str, ...]:
    return {Role.OWNER: row.owners, Role.LEADER: row.leaders}.get(role, ())


def _end(wording: Wording, duty: Obligation) -> Markup:
    return wording.say(f"status.reason.end_{duty.kind}")
