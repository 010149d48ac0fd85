"""How reminders read: one daily message, number and day first, the word beside the colour."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.domain.core.colour import Colour
from bot.domain.plan.measure import Stage
from bot.domain.reminders.ladder import Rule
from bot.domain.status.coverage import CoveredPeriod
from bot.domain.status.obligation import ObligationKind
from bot.domain.status.reminder_point import Pace
from bot.messages.body import GAP, LINE, Button, MessageBody, Rows, in_rows
from bot.messages.core.keyboards import card_button
from bot.messages.core.measure import period_word
from bot.messages.core.taps import Acknowledge, AskProgress
from bot.messages.reminders.besides import Besides, besides_rows, news_paragraphs, waiting_paragraph
from bot.messages.reminders.keyboards import owner_rows, page_row, seen_row, snooze_row
from bot.messages.text import cut, day
from bot.messages.wording import Wording

SHORT = 30  # characters of a measure's text
PAGE = 8  # measures a page
LISTED = 6  # missed periods that are named in a line
GROUPS = {
    Rule.OWN: "own",
    Rule.STEP: "step",
    Rule.INSTEAD: "instead",
    Rule.LED: "led",
    Rule.HEAD: "head",
}
OFFICE = "office"
ORDER = (*GROUPS.values(), OFFICE)
FIRST = ORDER[:2]  # what one has to do oneself
WORST = (Colour.RED, Colour.YELLOW, Colour.GREEN)


@dataclass(frozen=True, kw_only=True)
class ReminderLine:
    """One measure in a reminder, with all that is said of it."""

    measure: str
    number: str
    text: str
    rule: Rule
    colour: Colour
    obligation: str
    due: dt.date | None
    days: int  # calendar days left, negative after the deadline
    working: int  # working days left
    stage: Stage
    names: tuple[str, ...] = ()
    redacted: bool = False  # number and deadline only
    silent: int = 0  # working days without an answer
    period: str = ""  # the key of the period or stage of which is spoken
    node: str = ""  # what the stage of which is spoken is about
    nodes: int = 0  # how many stages there are
    missed: tuple[str, ...] = ()  # the keys of those that are missing besides
    ahead: CoveredPeriod | None = None  # the one that comes next, spoken of with them
    pace: Pace = Pace.DAILY

    @property
    def group(self) -> str:
        """Under which heading it stands."""
        return GROUPS.get(self.rule, OFFICE)


@dataclass(frozen=True, kw_only=True)
class DailyMessage:
    """What one person is told on one day; `tail` names the message behind its buttons."""

    today: dt.date
    tail: str
    lines: tuple[ReminderLine, ...]
    besides: Besides
    missed: int = 0  # working days of downtime
    uncovered: int | None = None  # a year whose days of rest are not known
    afternoon: bool = True  # "this afternoon" is still ahead


def in_order(lines: Sequence[ReminderLine]) -> tuple[ReminderLine, ...]:
    """One's own first, then by colour and deadline; of two lines on the same measure under a heading the first."""
    ordered = sorted(
        lines, key=lambda line: (ORDER.index(line.group), WORST.index(line.colour), line.due or dt.date.max)
    )
    seen: set[tuple[str, str, dt.date | None]] = set()
    kept = []
    for line in ordered:
        key = (line.measure, line.rule if line.group == OFFICE else "", line.due)
        if key not in seen:
            seen.add(key)
            kept.append(line)
    return tuple(kept)


def draw(wording: Wording, message: DailyMessage, page: int = 1) -> MessageBody:
    """The daily message, or one page of it."""
    lines = in_order(message.lines)
    pages = [lines[start : start + PAGE] for start in range(0, len(lines), PAGE)] or [()]
    page = min(max(page, 1), len(pages))
    shown = pages[page - 1]
    besides = message.besides if page == 1 else Besides(today=message.today)
    first = [line for line in shown if line.group in FIRST]
    paragraphs = [
        _head(wording, message, len(lines)),
        *_body(wording, first),
        *waiting_paragraph(wording, besides),
        *_body(wording, shown[len(first) :]),
        *news_paragraphs(wording, besides),
    ]
    if len(pages) > 1:
        paragraphs.append(wording.say("reminders.page", page=page, count=len(pages)))
    if message.uncovered:
        paragraphs.append(wording.say("reminders.uncovered", year=message.uncovered))
    single = lines[0].measure if len({line.measure for line in lines}) == 1 else ""
    acts = _for_one(wording, lines[0]) if single else _for_many(wording, shown, message, page, len(pages))
    rests = (snooze_row(wording, message.tail, afternoon=message.afternoon),) if lines else ()
    seen = (seen_row(wording, message.tail, single),) if lines else ()
    measures = dict.fromkeys(line.measure for line in lines)
    measures |= dict.fromkeys(measure for one in besides.waiting for measure in one.measures)
    buttons = (*acts, *besides_rows(wording, besides), *seen, *rests)
    return MessageBody(GAP.join(paragraphs), buttons, measures=tuple(measures))


def seen_body(message: MessageBody, said: Markup) -> MessageBody:
    """A daily message that was seen, as its head says: it asks for that no more."""
    rows = (tuple(one for one in row if not isinstance(one.tap, Acknowledge)) for row in message.buttons)
    return replace(message, text=GAP.join([said, message.text]), buttons=tuple(row for row in rows if row))


def _head(wording: Wording, message: DailyMessage, count: int) -> Markup:
    if message.missed:
        return wording.say("reminders.head_missed", count=count, days=message.missed, day=day(message.today))
    head = {0: "none", 1: "one"}.get(count, "many")
    return wording.say(f"reminders.head_{head}", day=day(message.today), count=count)


def _body(wording: Wording, lines: Sequence[ReminderLine]) -> list[Markup]:
    paragraphs = []
    heading = ""
    for line in lines:
        text = sentence(wording, line)
        if line.group != heading:
            heading = line.group
            text = LINE.join([wording.say(f"reminders.{heading}"), text])
        paragraphs.append(text)
    return paragraphs


def mark(wording: Wording, line: ReminderLine) -> str:
    """The colour with its word and the number of days: 红·督办·逾期5天."""
    if line.due is None:
        left = ""
    elif line.days > 0:
        left = wording.word("reminders.left", days=line.days, working=line.working)
    else:
        left = wording.word("reminders.overdue", days=-line.days) if line.days else wording.word("reminders.today")
    return wording.word("reminders.mark", colour=wording.word(f"reminders.{line.colour}"), left=left)


def sentence(wording: Wording, line: ReminderLine) -> Markup:
    """What is said of one measure."""
    names = "、".join(line.names) or wording.word("reminders.nobody_named")
    today = line.due - dt.timedelta(line.days) if line.due else dt.date.min
    period = period_word(wording, line.period, today) if line.period else ""
    facts = {
        "number": line.number,
        "mark": mark(wording, line),
        "text": cut(line.text, SHORT),
        "obligation": _duty(wording, line, period),
        "due": day(line.due) if line.due else "",
        "names": names,
        "stage": wording.word(f"status.stage.{line.stage}"),
        "days": line.silent,
        "words": cut(line.text, SHORT),
    }
    key = {Rule.STEP: "waiting", Rule.UNREACHABLE: "unreachable", Rule.NOBODY: "nobody", Rule.UNCLEAR: "unclear"}
    key |= {Rule.CHASE: "chase", Rule.STALLED: "stalled", Rule.PASSED_ON: "passed_on"}
    name = f"reminders.{key.get(line.rule, 'line')}"
    said = wording.say(f"{name}_hidden" if line.redacted and f"{name}_hidden" in wording else name, **facts)
    said = _with_periods(wording, line, said, today)
    if line.rule is Rule.OWN and line.pace is not Pace.DAILY:
        step = "next_report" if line.obligation == ObligationKind.REPORT else "next_step"
        return wording.say(f"reminders.{step}_{line.pace}", line=said)
    if line.rule in {Rule.LED, Rule.HEAD}:
        return wording.say("reminders.with_owners", line=said, names=names)
    return wording.say("reminders.line_instead", line=said, names=names) if line.rule is Rule.INSTEAD else said


def _with_periods(wording: Wording, line: ReminderLine, said: Markup, today: dt.date) -> Markup:
    """The line with the periods that are missing besides, the latest of them, and the one that comes next."""
    if line.missed:
        periods = "、".join(period_word(wording, key, today) for key in line.missed[-LISTED:])
        key = "missed" if len(line.missed) <= LISTED else "missed_many"
        said = wording.say(f"reminders.{key}", line=said, periods=periods, count=len(line.missed))
    if line.ahead is None:
        return said
    period = period_word(wording, line.ahead.key, today)
    return wording.say("reminders.ahead", line=said, period=period, due=day(line.ahead.due))


def _duty(wording: Wording, line: ReminderLine, period: str) -> str:
    """What is due, in words before its day."""
    if not line.obligation:
        return ""
    if period and line.obligation == ObligationKind.REPORT:
        return wording.word("reminders.duty_period", period=period)
    words = f" {line.node}" if line.node and not line.redacted else ""
    return wording.word(f"reminders.duty_{line.obligation}", period=period, count=line.nodes, words=words)


def _for_one(wording: Wording, line: ReminderLine) -> Rows:
    return owner_rows(wording, line.measure) if line.rule is Rule.OWN else ((_card(wording, line),),)


def _card(wording: Wording, line: ReminderLine) -> Button:
    """What one owes oneself is reported from here, so that a tap more records it; of others' the card opens."""
    if line.rule is Rule.OWN:
        return Button(wording.word("reminders.button_report_of", number=line.number), AskProgress(line.measure))
    return card_button(wording, line.measure, line.number)


def _for_many(wording: Wording, lines: Sequence[ReminderLine], message: DailyMessage, page: int, count: int) -> Rows:
    cards = list({line.measure: _card(wording, line) for line in lines}.values())
    turn = page_row(wording, message.tail, page, count)
    return (*in_rows(cards, 2), turn) if turn else in_rows(cards, 2)
