"""举一反三 and 建章立制: causes, checks where the same may stand, rules that were made."""

import datetime as dt
import re
from collections.abc import Sequence

from bot.domain.core.refusal import Unreadable
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.plan.plan import Finding
from bot.messages.core.assignment_taps import CheckSimilar, NotConcerned, SetCause, ShowSimilar
from bot.messages.core.questions import CauseQuestion, NotConcernedQuestion
from bot.messages.similar.view import similar_body, summary_body
from bot.messages.supervision.assignment import given_body
from bot.messages.text import day as day_words
from bot.services.replies.named_measure import subject_named
from bot.services.similar.below import units_with_like
from bot.services.similar.comparison import places_like, similar_to
from bot.services.similar.decisions import (
    check_elsewhere,
    check_similar,
    demand_cause,
    demand_undecided,
    make_rule,
    not_concerned,
    set_cause,
)
from bot.services.similar.summary import summary_of
from bot.services.status.answers import rounds_named
from handlers.core.arguments import a_number, a_round, but_no_report, either
from handlers.core.context import Context
from handlers.core.person_and_day import person_and_day
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute

RULE = re.compile(r"^(?P<finding>\S+)\s*《(?P<name>[^《》]{2,60})》\s*(?P<rest>.*)$")


async def on_similar(context: Context) -> None:
    """Show one finding's kind, or all, of the round that is named; what follows the number is to be looked at."""
    person = await context.person()
    number, _, rest = context.words.partition(" ")
    rounds, _, left = await rounds_named(context.request, await context.unit(), number)
    if rounds and not left:  # 第二轮, or 第二轮 3
        behind, _, rest = rest.strip().partition(" ")
        number = f"{number}{behind}" if behind else ""
    if not number:
        found = await summary_of(context.request, person, rounds)
        await context.answer(summary_body(context.wording, *found, decides=allowed(Action.ASSIGN, person)))
        return
    finding = await _finding(context, person, number)
    if not rest.strip():
        await _show(context, person, finding, await places_like(context.request, person, finding))
        return
    name, day, words = await person_and_day(context, rest)
    given = await check_elsewhere(context.request, person, finding, words, name=name, day=day)
    await context.answer(given_body(context.wording, given.assignment, given.number, given.to, given.words))


async def _finding(context: Context, person: Person, number: str) -> str:
    """The finding of a number, also of one of its measures."""
    subject = await subject_named(context.request, person, number)
    return subject.id if isinstance(subject, Finding) else subject.finding


async def _show(context: Context, person: Person, finding: str, places: Sequence[str]) -> None:
    units = await units_with_like(context.unscoped, person, finding)
    view = await similar_to(context.request, person, finding, places, units)
    await context.answer(similar_body(context.wording, view, decides=allowed(Action.ASSIGN, person)))


async def on_show(context: Context, tap: ShowSimilar) -> None:
    """Show where the same may stand."""
    person = await context.person()
    await _show(context, person, tap.finding, await places_like(context.request, person, tap.finding))


async def on_cause(context: Context, tap: SetCause) -> None:
    """Ask for the line."""
    number = await demand_cause(context.request, await context.person(), tap.finding)
    kind = context.word(f"similar.cause.{tap.kind}")
    question = CauseQuestion(tap.finding, tap.kind)
    await ask(context, question, context.say("similar.ask_cause", number=number, kind=kind), variety=tap.kind)


async def take_cause(context: Context, person: Person, asked: CauseQuestion, words: str) -> None:
    """Keep the cause, and show where the same may stand."""
    places = await places_like(context.request, person, asked.about)
    number = await demand_cause(context.request, person, asked.about)
    cause = await set_cause(context.request, person, asked.about, asked.kind, words)
    kind = context.word(f"similar.cause.{cause.kind}")
    await context.answer(context.say("similar.cause_set", number=number, kind=kind, words=words))
    await _show(context, person, asked.about, places)


async def on_check(context: Context, tap: CheckSimilar) -> None:
    """查."""
    given = await check_similar(context.request, await context.person(), tap.finding, tap.other)
    await context.answer(given_body(context.wording, given.assignment, given.number, given.to, given.words))


async def on_not_concerned(context: Context, tap: NotConcerned) -> None:
    """Ask why not."""
    number = await demand_undecided(context.request, await context.person(), tap.finding, tap.other)
    await ask(context, NotConcernedQuestion(tap.finding, tap.other), context.say("similar.ask_reason", number=number))


async def take_not_concerned(context: Context, person: Person, asked: NotConcernedQuestion, words: str) -> None:
    """Keep the reason, and show what is left."""
    places = await places_like(context.request, person, asked.about, asked.other)
    done = await not_concerned(context.request, person, asked.about, asked.other, words)
    await context.answer(context.say("similar.not_concerned", number=done.words))
    await _show(context, person, asked.about, places)


async def on_rule(context: Context) -> None:
    """Enter a rule that was made."""
    person = await context.person()
    said = RULE.match(context.words)
    if said is None:
        await context.answer(context.say("similar.rule_usage"))
        return
    finding = await _finding(context, person, said["finding"])
    number, made = await _number_and_day(context, said["rest"])
    rule = await make_rule(context.request, person, finding, number=number, name=said["name"], made=made)
    day = day_words(rule.made)
    facts = {"name": rule.name, "number": rule.number or "—", "day": day, "finding": said["finding"]}
    await context.answer(context.say("similar.rule_made", **facts))


async def _number_and_day(context: Context, rest: str) -> tuple[str, dt.date]:
    """The number of the paper, and its day: today where none is said; raises Unreadable where it is in doubt."""
    from bot.readers.deadline import read_deadline

    number, _, day = rest.strip().rpartition(" ")
    today = context.request.day_said(await context.unit())
    if not day:
        return "", today
    reading = read_deadline(day, today, calendar=context.request.calendar)
    if reading.date is None:
        raise Unreadable(what=day)
    made = reading.date
    if made > today and str(today.year) not in day and made.replace(year=made.year - 1) <= today:
        made = made.replace(year=made.year - 1)
    return number, made


OFFICE = (Role.OFFICE,)
ROUTES = Routes(
    commands=(
        Command("similar", ("举一反三",), on_similar, takes=but_no_report(either(a_number, a_round)), sayable=True),
        Command("rule", ("建章立制",), on_rule, OFFICE, a_number, sayable=True, needs=(Action.MAKE_RULE,)),
    ),
    taps=(
        TapRoute(ShowSimilar, on_show),
        TapRoute(SetCause, on_cause),
        TapRoute(CheckSimilar, on_check),
        TapRoute(NotConcerned, on_not_concerned),
    ),
    answers=(AnswerRoute(CauseQuestion, take_cause), AnswerRoute(NotConcernedQuestion, take_not_concerned)),
)
