"""What happened, or with whom it lies, of the measures that a question names: answered from what stands recorded."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.closing.transitions import CHECKING
from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NotFound
from bot.domain.extensions.extension import STEP_ACTIONS, Extension, ExtensionState
from bot.domain.history.verb import Verb
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Person
from bot.domain.plan.measure import WAITING, Measure
from bot.domain.rechecks.recheck import RecheckState
from bot.domain.reporting.early_word import early_words
from bot.domain.status.query import LATE, StatusQuery, of_person, recall, understand
from bot.domain.status.register import Register
from bot.domain.status.span import span_of
from bot.domain.status.term import Term
from bot.domain.supervision.letter import Letter
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.status import happenings as message
from bot.messages.status.happenings import Asked, Awaited, Prolonged, Urging
from bot.messages.wording import Wording
from bot.services.core.ledger import EXTENSIONS_OF, JOURNAL_OF, RECHECKS_OF
from bot.services.core.measure_context import measure_context, people_for
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading
from bot.services.status.answers import knowing
from bot.services.status.counted import FOLLOWING, issued
from bot.services.status.figures import figures_told
from bot.services.status.grouped import groups_of, proofs_by_owner
from bot.services.status.register import open_register

if TYPE_CHECKING:
    from bot.readers.question.happening_question import HappeningQuestion

DATED = frozenset(
    {"urged", "extended", "looked_back", "figures", "checked"}
)  # have a day of their own, which a time means
PASSES = frozenset({Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING})
_TIME = re.compile(r"[dwm][012]?|n14|[nkqyb]\d+")


async def happened(
    request: RequestContext, unit: Unit, person: Person, words: str, about: Sequence[Measure] = ()
) -> MessageBody | None:
    """What answers the question in normalised words; None where they are none that every word of is understood.

    `about` are the measures of the answered card, which are meant where the words name none.
    """
    from bot.readers.question.happening_question import counts, happening_question, may_ask

    if not may_ask(words):
        return None
    async with open_reading(request, person) as tx:
        register = await open_register(tx.ledger, unit.id, request.today(unit), request.calendar)
        told = await figures_told(tx, register) if counts(words) else {}
        question = happening_question(words, register, {name for name, _ in told})
        if question is None or (question.of.own_department and person.department not in register.departments):
            return None
        return await _answer(tx, register, person, question, about)


async def happened_of(
    request: RequestContext, unit: Unit, person: Person, question: "HappeningQuestion"
) -> MessageBody | None:
    """What answers a question that is understood already."""
    async with open_reading(request, person) as tx:
        register = await open_register(tx.ledger, unit.id, request.today(unit), request.calendar)
        return await _answer(tx, register, person, question, ())


async def _answer(
    tx: Transaction, register: Register, person: Person, question: "HappeningQuestion", about: Sequence[Measure]
) -> MessageBody | None:
    from bot.readers.question.happening_question import GROUPED, Happening

    wording = tx.request.wording
    if question.kind in {Happening.CHECKED, Happening.HELD_BY}:
        return await _by_people(tx, register, person, question)
    asked, measures = await _scope(tx, register, person, question, about)
    if question.kind is Happening.AT_RISK:
        late = sum(one in measures for one in recall(LATE, register).pick(register))
        words = [one for one in early_words(register) if one.row.measure in measures]
        return message.at_risk_body(wording, asked, late, words)
    if question.kind is Happening.AWAY:
        return _away(wording, register, question, person)
    if by := GROUPED.get(question.kind):
        return message.grouped_body(
            wording, asked, groups_of(register, measures, by, none=question.none), by, none=question.none
        )
    return await _counted(
        tx, register, question, asked, measures, of_each=bool(question.of.numbers or about), person=person
    )


async def _counted(
    tx: Transaction,
    register: Register,
    question: "HappeningQuestion",
    asked: Asked,
    measures: Sequence[Measure],
    *,
    of_each: bool,
    person: Person,
) -> MessageBody | None:
    """What was done, or lies where, of the measures that are meant; `of_each` where they are named one by one."""
    from bot.readers.question.happening_question import Happening

    wording = tx.request.wording
    match question.kind:
        case Happening.PROOFS:
            body = message.proofs_body(
                wording, asked, await proofs_by_owner(tx, register, measures), least=question.figure == "least"
            )
        case Happening.URGED:
            letters = await _letters(tx, asked, _one_person(register, person, question))
            body = message.urged_body(wording, asked, await _urgings(tx, register, asked, measures), letters)
        case Happening.EXTENDED:
            body = message.prolonged_body(wording, asked, await _prolonged(tx, register, asked, measures))
        case Happening.LOOKED_BACK:
            body = message.looked_back_body(wording, asked, await _looks(tx, register, asked, measures))
        case Happening.HELD:
            awaited = await _awaited(tx, register, measures, named=of_each)
            if not awaited and measures and question.of.terms:
                return None  # 土壤股两条卡在哪: the list tells how each stands
            body = message.held_body(wording, asked, awaited)
        case _:
            told = await figures_told(tx, register, measures, lambda day: _within(asked, day))
            found = [one for one in told.values() if question.figure in one.name]
            body = message.figures_body(wording, asked, question.figure, found)
    return body


async def _by_people(
    tx: Transaction, register: Register, person: Person, question: "HappeningQuestion"
) -> MessageBody | None:
    """What lies with somebody, or who passed or returned how many of all measures that are meant; whose these are."""
    from bot.readers.question.happening_question import Happening

    named = _named(question, register) or ([person] if question.of.own else [])
    others = tuple(term for term in question.of.terms if term not in {one.name for one in named})
    of_all = replace(question, of=replace(question.of, terms=others, own=False, whole=True))
    asked, measures = await _scope(tx, register, person, of_all, ())
    if question.kind is Happening.HELD_BY:
        if len(named) != 1:
            return None
        awaited = await _awaited(tx, register, measures, named=False)
        name = named[0].name
        mine = [one for one in awaited if name in f"{one.names}、{one.longer}".split("、")]
        return message.held_by_body(tx.request.wording, asked, name, mine)
    checks = await _checks(tx, register, asked, measures, question.figure)
    found = [one for one in checks if not named or one.owner in {some.name for some in named}]
    return message.checked_body(tx.request.wording, asked, question.figure, [one.name for one in named], found)


async def _checks(
    tx: Transaction, register: Register, asked: Asked, measures: Sequence[Measure], step: str
) -> list[Urging]:
    """By who did it, how often measures were passed at a step, or returned; each by its number, and when last."""
    stories = await tx.ledger.journal.find_each(JOURNAL_OF, [(one.id,) for one in measures])
    by_name: dict[str, list[tuple[str, dt.date]]] = {}
    for measure, story in zip(measures, stories, strict=True):
        for entry in story:
            passed = entry.verb in PASSES and entry.before.get("stage") == step
            day = tx.day_of(entry.at)
            if (entry.verb == Verb.SEND_BACK if step == "back" else passed) and _within(asked, day):
                name = "、".join(register.names([entry.by]))
                by_name.setdefault(name, []).append((register.number(measure), day))
    return [
        Urging(owner=name, counts=Counter(number for number, _ in some), last=max(day for _, day in some))
        for name, some in by_name.items()
    ]


async def _scope(
    tx: Transaction, register: Register, person: Person, question: "HappeningQuestion", about: Sequence[Measure]
) -> tuple[Asked, list[Measure]]:
    """Of which measures and of what time is asked; who follows no others' work asks of his own where he names none."""
    of = question.of
    terms = understand(" ".join(of.terms), register).terms if of.terms else ()
    times = [term for term in terms if question.kind in DATED and _TIME.fullmatch(term.code)]
    span, when = None, ""
    if times:
        span, when = span_of(times[0].code, register.today), times[0].words.removesuffix("到期")
    if of.numbers or (about and not terms and not of.own):
        measures = (
            _numbered(register, of.numbers) if of.numbers else [one for one in about if one.id in register.measure]
        )
        words = "、".join(of.numbers or [register.number(one) for one in measures])
        return Asked(whose=words, when=when, span=span, today=register.today, of_one=True, about=words), measures
    others = [term for term in terms if term not in times]
    own = _own_is_meant(person, question, others)
    department = understand(person.department, register).terms if of.own_department else ()
    query = StatusQuery((*((of_person(person),) if own else ()), *department, *others))
    known = recall(query.code, await knowing(tx.ledger, register, query)) if query.code else query
    measures = list(known.pick(register))
    about_words = StatusQuery((*department, *others)).words
    named = _one_person(register, person, question)
    whose = about_words
    if named:
        who = tx.request.wording.word("status.happened.own") if own else named.name
        rest = " ".join(term.words for term in others if term.words != named.name)
        whose = tx.request.wording.word("status.happened.measures_of", whose=who) + (f" {rest}" if rest else "")
    of_one = named is not None
    return Asked(whose=whose, when=when, span=span, today=register.today, of_one=of_one, about=about_words), measures


def _own_is_meant(person: Person, question: "HappeningQuestion", others: Sequence[Term]) -> bool:
    of = question.of
    return of.own or not (others or of.own_department or of.whole or person.holds(*FOLLOWING))


def _numbered(register: Register, numbers: Sequence[str]) -> list[Measure]:
    """The measures of the numbers, and those of 问题2; raises NotFound for a number that there is not."""
    found: dict[str, Measure] = {}
    for number in numbers:
        letter, _, bare = number.removeprefix("问题").rpartition("/")
        rounds = {one.id for one in register.plans if letter in {"", one.letter}}
        findings = {one.id for one in register.findings if number.startswith("问题") and one.number == bare}
        some = [m for m in register.measures if m.plan in rounds and (m.number == bare or m.finding in findings)]
        if not some:
            raise NotFound(what=number)
        found |= {one.id: one for one in some}
    return list(found.values())


def _one_person(register: Register, person: Person, question: "HappeningQuestion") -> Person | None:
    """Whose own measures are asked about, where it is one person."""
    named = _named(question, register)
    others = understand(" ".join(question.of.terms), register).terms if question.of.terms else ()
    left = [one for one in others if not _TIME.fullmatch(one.code)]
    if len(named) == 1:
        return named[0]
    return person if not question.of.numbers and not named and _own_is_meant(person, question, left) else None


async def _letters(tx: Transaction, asked: Asked, of: Person | None) -> list[Letter]:
    """The letters that a person was sent, in the time that is asked for."""
    every = [one for colour in Colour for one in await issued(tx, colour)] if of else []
    dated = [(one, tx.day_of(one.issued_at) if one.issued_at else tx.today) for one in every]
    return [one for one, day in dated if of and of.id in one.recipients and _within(asked, day)]


def _away(wording: Wording, register: Register, question: "HappeningQuestion", person: Person) -> MessageBody:
    """Who is away, those alone who are named, or for whom the person stands in who asks of his own."""
    named = {one.id for one in _named(question, register)}
    away = [one for one in register.people.values() if one.active and (not named or one.id in named)]
    if question.of.own:
        away = [one for one in away if person.id in {one.id, *(absence.delegate for absence in one.absences)}]
    names = {one.id: one.name for one in register.people.values()}
    return message.away_body(wording, away, names, register.today, own=question.of.own)


def _named(question: "HappeningQuestion", register: Register) -> list[Person]:
    return [one for one in register.people.values() if one.name in question.of.terms]


def _within(asked: Asked, day: dt.date) -> bool:
    return asked.span is None or asked.span[0] <= day <= asked.span[1]


async def _urgings(tx: Transaction, register: Register, asked: Asked, measures: Sequence[Measure]) -> list[Urging]:
    """By who owns them, how often measures were urged, each by its number, and when last."""
    stories = await tx.ledger.journal.find_each(JOURNAL_OF, [(one.id,) for one in measures])
    by_owner: dict[str, list[tuple[str, dt.date]]] = {}
    for measure, story in zip(measures, stories, strict=True):
        days = [day for entry in story if entry.verb == Verb.NUDGE and _within(asked, day := tx.day_of(entry.at))]
        owners = "、".join(register.names(measure.owners))
        by_owner.setdefault(owners, []).extend((register.number(measure), day) for day in days)
    return [
        Urging(owner=owner, counts=Counter(number for number, _ in some), last=max(day for _, day in some))
        for owner, some in by_owner.items()
        if some
    ]


async def _prolonged(tx: Transaction, register: Register, asked: Asked, measures: Sequence[Measure]) -> list[Prolonged]:
    """The requests for more time that were decided, or wait, in the time that is asked for."""
    found = await tx.ledger.extensions.find_each(EXTENSIONS_OF, [(one.id,) for one in measures])
    pairs = [(measure, one) for measure, some in zip(measures, found, strict=True) for one in some]
    return [
        Prolonged(number=register.number(measure), extension=one, waits_for=await _deciders(tx, one))
        for measure, one in pairs
        if _within(asked, tx.day_of(one.answers[-1].at if one.answers else one.at))
    ]


async def _deciders(tx: Transaction, extension: Extension) -> str:
    if extension.state is not ExtensionState.ASKED:
        return ""
    context = await measure_context(tx, extension.measure)
    return "、".join(one.name for one in await people_for(context, extension.step, STEP_ACTIONS[extension.step]))


async def _looks(
    tx: Transaction, register: Register, asked: Asked, measures: Sequence[Measure]
) -> list[tuple[str, RecheckState, dt.date]]:
    """Each look back by number, what was found, and its day."""
    found = await tx.ledger.rechecks.find_each(RECHECKS_OF, [(one.id,) for one in measures])
    looks = [
        (register.number(measure), one.state, tx.day_of(one.at) if one.at else one.due)
        for measure, some in zip(measures, found, strict=True)
        for one in some
        if one.state is not RecheckState.DROPPED
    ]
    return sorted((one for one in looks if _within(asked, one[2])), key=lambda one: one[2])


async def _awaited(tx: Transaction, register: Register, measures: Sequence[Measure], *, named: bool) -> list[Awaited]:
    """Whose word each measure waits for; one that waits for nobody's only where it is named."""
    found = []
    for measure in measures:
        context = await measure_context(tx, measure.id)
        names, asks = "", ""
        if measure.stage in WAITING:
            role = CHECKERS[measure.stage]
            names = "、".join(one.name for one in await people_for(context, role, CHECKING[measure.stage]))
        for one in await tx.ledger.extensions.find(EXTENSIONS_OF, measure.id):
            asks = await _deciders(tx, one) or asks
        if named or asks or measure.stage in WAITING:
            row = register.row(measure)
            found.append(Awaited(row=row, names=names, waits=measure.stage in WAITING, longer=asks))
    return found
