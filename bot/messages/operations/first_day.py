"""The first day as a card: six steps, each as the ledger has it now, each with its button."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.domain.plan.measure import Measure
from bot.messages.body import GAP, LINE, Button, MessageBody, in_rows
from bot.messages.core.operations_taps import FirstDayStep, TryReminder
from bot.messages.core.pending_taps import RunCommand
from bot.messages.core.tap import Tap
from bot.messages.core.taps import ShowPage
from bot.messages.reminders.forecast import Foreseen
from bot.messages.text import day
from bot.messages.wording import Wording

STEPS = ("ledger", "roles", "deadlines", "invite", "try", "next")
SIGNS = "①②③④⑤⑥"
WIDTH = 2
TAPS: dict[str, Tap] = {
    "ledger": RunCommand("import"),
    "roles": FirstDayStep("roles"),
    "deadlines": ShowPage("vague", 0),
    "invite": RunCommand("invite"),
    "try": FirstDayStep("try"),
    "next": RunCommand("forecast"),
}


@dataclass(frozen=True)
class Arrived:
    """The newest reminder that reached a phone: whose, and when, in the unit's own zone."""

    name: str
    when: str


@dataclass(frozen=True, kw_only=True)
class FirstDay:
    """How far an office has come."""

    unit: str
    findings: int = 0
    measures: int = 0
    lacking: tuple[str, ...] = ()  # of secretary and office whom nobody is
    unled: tuple[str, ...] = ()  # numbers of the measures that nobody leads
    unclear: int = 0
    bound: int = 0
    people: int = 0
    arrived: Arrived | None = None
    next: Foreseen | None = None
    next_bound: bool = True  # whether its reader is bound
    hour_passed: bool = False  # it is of today, and its hour has passed

    def has_done(self, step: str) -> bool:
        """True where nothing is left to do for the step."""
        match step:
            case "ledger":
                return self.measures > 0
            case "roles":
                return self.measures > 0 and not self.lacking and not self.unled
            case "deadlines":
                return self.measures > 0 and not self.unclear
            case "invite":
                return self.measures > 0 and self.bound == self.people
            case "try":
                return self.arrived is not None
            case _:
                return self.measures > 0

    @property
    def left(self) -> tuple[str, ...]:
        """The steps that are not done."""
        return tuple(step for step in STEPS if not self.has_done(step))


def first_day_body(wording: Wording, seen: FirstDay) -> MessageBody:
    """The card; once everything is done the same without a button."""
    left = seen.left
    head = wording.say("operations.first_day.head", unit=seen.unit, done=len(STEPS) - len(left), all=len(STEPS))
    lines = [_line(wording, seen, step) for step in STEPS]
    foot = step_line(wording, seen) if left else wording.say("operations.first_day.done")
    return MessageBody(
        GAP.join([head, LINE.join(lines), foot]), in_rows([step_button(wording, s) for s in left], WIDTH)
    )


def step_line(wording: Wording, seen: FirstDay) -> Markup:
    """What comes next; there must be something."""
    step = seen.left[0]
    return wording.say(
        "operations.first_day.now", sign=_sign(step), how=wording.say(f"operations.first_day.how.{step}")
    )


def step_button(wording: Wording, step: str) -> Button:
    """What leads to the step."""
    return Button(f"{_sign(step)} {wording.word(f'operations.first_day.label.{step}')}", TAPS[step])


def with_next_step(wording: Wording, body: MessageBody, seen: FirstDay) -> MessageBody:
    """The same, with what comes next and its button below, where anything does."""
    if not seen.left:
        return body
    button = step_button(wording, seen.left[0])
    return replace(body, text=GAP.join([body.text, step_line(wording, seen)]), buttons=(*body.buttons, (button,)))


def _sign(step: str) -> str:
    return SIGNS[STEPS.index(step)]


def _line(wording: Wording, seen: FirstDay, step: str) -> Markup:
    state = "good" if seen.has_done(step) else "open"
    label = wording.word(f"operations.first_day.label.{step}")
    words = Markup("；").join(_words(wording, seen, step))
    return wording.say(f"operations.first_day.{state}", sign=_sign(step), label=label, words=words)


def _words(wording: Wording, seen: FirstDay, step: str) -> Iterator[Markup]:
    say = wording.say
    match step:
        case "ledger" if seen.measures:
            yield say("operations.first_day.ledger", findings=seen.findings, measures=seen.measures)
        case "ledger":
            yield say("operations.first_day.no_ledger")
        case "roles":
            yield from (say(f"operations.first_day.no_{role}") for role in seen.lacking)
            if seen.unled:
                yield say("operations.first_day.unled", count=len(seen.unled))
            elif not seen.lacking:
                yield say("operations.first_day.roles")
        case "deadlines":
            yield say("operations.first_day.unclear", count=seen.unclear)
        case "invite":
            yield say("operations.first_day.invite", bound=seen.bound, people=seen.people)
        case "try" if seen.arrived:
            yield say("operations.first_day.arrived", name=seen.arrived.name, when=seen.arrived.when)
        case "try":
            yield say("operations.first_day.none_arrived")
        case _:
            yield _next(wording, seen)


def _next(wording: Wording, seen: FirstDay) -> Markup:
    one = seen.next
    if one is None:
        return wording.say("operations.first_day.none_next")
    facts = {"day": day(one.day), "hour": "" if seen.hour_passed else f" {one.hour:%H:%M}", "name": one.reader}
    key = "next" if seen.next_bound else "next_unbound"
    return wording.say(f"operations.first_day.{key}", number=one.number, **facts)


def roles_body(wording: Wording, seen: FirstDay) -> MessageBody:
    """How whoever is missing is named, where no button can do it."""
    lines = [wording.say(f"operations.first_day.how_{role}") for role in seen.lacking]
    if seen.unled:
        numbers = "、".join(seen.unled)
        lines.append(wording.say("operations.first_day.how_unled", count=len(seen.unled), numbers=numbers))
    return MessageBody(GAP.join(lines or [wording.say("operations.first_day.roles")]))


def try_body(wording: Wording, offered: list[tuple[Measure, str]]) -> MessageBody:
    """Which measure to remind somebody of who has a phone; a tap does it."""
    if not offered:
        label = wording.word("operations.first_day.label.invite")
        return MessageBody(wording.say("operations.first_day.nobody_to_try"), ((Button(label, TAPS["invite"]),),))
    buttons = [
        Button(wording.word("operations.first_day.try_button", number=one.number, names=names), TryReminder(one.id))
        for one, names in offered
    ]
    return MessageBody(wording.say("operations.first_day.which"), in_rows(buttons, 1))
