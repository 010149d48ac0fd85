"""How things stand: read-only answers to what an office asks, each a value that a body can be drawn from."""

import datetime as dt
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding
from bot.domain.plan.round_name import named_round, round_names, split_rounds
from bot.domain.reporting.digest import overdue_rows
from bot.domain.status import query
from bot.domain.status.coverage import stages
from bot.domain.status.query import StatusQuery
from bot.domain.status.recency import BACK
from bot.domain.status.register import Register, RegisterRow
from bot.domain.units.unit import Unit
from bot.messages.people.listing import people
from bot.messages.status import facts as view
from bot.messages.status.facts import FindingView, Listing, MeasureCard, Overview, Stats, View
from bot.services.core.ledger import JOURNAL_OF, PLANS_OF, Ledger
from bot.services.core.measure_card import waits_of
from bot.services.core.measure_context import may, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.status.figures import totals_of
from bot.services.status.register import difficult_in, open_register, proof_in, said, told_in, with_words
from bot.services.status.search import CODE, LONGEST_CODE, search
from bot.services.status.support import unsettled_in
from bot.services.status.unanswered import late_answers

ASKED_MEASURE = re.compile(r"(?:措施)?(?:([A-Za-z])[/-]?)?(\d+(?:[-－—.．]\d+)+)")
ASKED_FINDING = re.compile(r"(?:问题|第)?(?:([A-Za-z])[/-]?)?(\d+)(?:号问题|个问题|号)?")
BY_DAY = re.compile(r"over|near|o\d+|d|[wm]1?|[nuvy]\d+")
A_TIME = re.compile(r"d|[wm]1?|[nk]\d+")
ASKED_PAGE = re.compile(r"\s*第(\d{1,4})页\s*$")
MINE = ("我的", "mine")
T = TypeVar("T", Measure, Finding)


async def whole(request: RequestContext, unit: Unit) -> Overview:
    """Counts of the unit, and of each of its findings."""
    async with _open(request, unit) as (_, register):
        return view.overview(register)


async def of_measure(request: RequestContext, measure_id: str) -> MeasureCard:
    """One measure's card; raises NotFound."""
    async with request.look() as ledger:
        measure = await ledger.measures.get(measure_id)
        unit = await ledger.units.get(measure.unit) if measure else None
        if measure is None or unit is None:
            raise NotFound(what=measure_id.rpartition("/")[2])
        return await _card(ledger, await open_register(ledger, unit.id, request.today(unit), request.calendar), measure)


async def may_report(request: RequestContext, person: Person, measure: Measure) -> bool:
    """True where the person, or whoever they stand in for today, may report on the measure, which is still open."""
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, measure.unit), person)
        context = await measure_context(tx, measure.id)
        return measure.is_open and await may(context, Action.REPORT, person)


async def of_department(request: RequestContext, unit: Unit, name: str) -> Listing:
    """What a department is responsible for; raises NotFound where the plans name no such department."""
    async with _open(request, unit) as (ledger, register):
        if name not in register.departments:
            raise NotFound(what=name)
        return await _listing(ledger, register, StatusQuery((query.of_department(name),)))


async def of_person(request: RequestContext, unit: Unit, name: str) -> Listing:
    """What a person leads or owns; raises NotFound where nobody, or more than one, bears the name."""
    async with _open(request, unit) as (ledger, register):
        found = query.named(name, register)
        if len(found) > 1:
            raise NotFound(what=name, why="namesakes", names="、".join(person.name for person in found))
        if not found:
            raise NotFound(what=name)
        return await _listing(ledger, register, StatusQuery((query.of_person(*found),)))


async def overdue(request: RequestContext, unit: Unit) -> Listing:
    """What is late, the longest first, each with the last words on it."""
    async with _open(request, unit) as (ledger, register):
        return await _listing(ledger, register, query.recall(query.LATE, register))


async def mine(request: RequestContext, person: Person, words: str = "") -> Listing:
    """What the person leads or owns and that has not ended, and of it what the words name."""
    async with request.look() as ledger:
        unit = await ledger.units.get(person.unit)
        if unit is None:
            raise NotFound
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
        return await _listing(ledger, register, query.both(_own(register, person), query.understand(words, register)))


async def rounds_named(request: RequestContext, unit: Unit, words: str) -> tuple[tuple[str, ...], str, str]:
    """Ids of the rounds that the words name, what they are called where there are several, and the other words."""
    async with request.look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, unit.id)
    ids, rest = split_rounds(words, plans)
    names = round_names(plans) if len(plans) > 1 else {}
    return ids, "、".join(names[one] for one in ids if one in names), rest


async def due(request: RequestContext, unit: Unit, until: dt.date, rounds: Sequence[str] = ()) -> Listing:
    """What is open and due by the day, today included, the nearest first; of the rounds alone, where some are named."""
    async with _open(request, unit) as (ledger, register):
        of_rounds = (query.of_rounds(rounds, register),) if rounds else ()
        return await _listing(ledger, register, StatusQuery((query.until(until, register), *of_rounds)))


async def due_in(request: RequestContext, unit: Unit, words: str) -> Listing:
    """What falls due in a time that is named, as in 两周内 or 本月 水生态股; raises Unreadable where none is."""
    async with _open(request, unit) as (ledger, register):
        asked = query.understand(f"{words}到期", register)
        if not any(A_TIME.fullmatch(term.code) for term in asked.terms):
            raise Unreadable(what="due", words=words)
        return await _listing(ledger, register, asked)


async def find(request: RequestContext, unit: Unit, words: str) -> Listing:
    """Measures of which all of the words are found: in the plan, in what was said or sent, in letters."""
    async with _open(request, unit) as (ledger, register):
        return await _searched(ledger, register, " ".join(words.split()))


async def finding(request: RequestContext, unit: Unit, number: str) -> FindingView | Listing:
    """A finding with its task and measures, those of all plans where several have the number; raises NotFound."""
    async with _open(request, unit) as (ledger, register):
        found = _numbered(register, register.findings, number.strip(), ASKED_FINDING)
        if not found:
            raise NotFound(what=number)
        return await _findings(ledger, register, found)


async def stats(request: RequestContext, unit: Unit, words: str = "") -> Stats:
    """The counts by responsible department, of the round that the words name; raises Unreadable for other words."""
    async with _open(request, unit) as (_, register):
        asked, rest = register.in_round(words)
        if rest.strip():
            raise Unreadable(what=words)
        return view.stats(asked)


async def board(request: RequestContext, unit: Unit, led: Person | None = None) -> tuple[Overview, Listing]:
    """What a pinned board shows: the counts, and what is red; of what is `led` by one person, or owned, alone."""
    async with _open(request, unit) as (ledger, register):
        own = (query.of_person(led),) if led else ()
        shown = register.only(own[0].holds) if own else register
        red = StatusQuery((*own, *query.recall(query.LATE, register).terms))
        return view.overview(shown), Listing(
            title=red.words,
            today=register.today,
            rows=overdue_rows(shown),
            code=red.code,
            again=red.words,
            beside=red.beside(register),
            unanswered=await late_answers(ledger, register, red),
        )


async def ask(request: RequestContext, unit: Unit, person: Person, words: str) -> View:
    """The answer to "3-2", "问题3", "我的", "逾期 水生态股 本月", "逾期 第2页"; nothing asked is the whole."""
    async with _open(request, unit) as (ledger, register):
        asked = ASKED_PAGE.search(words)
        answer = await _answer(ledger, register, person, ASKED_PAGE.sub("", words).strip())
        return _at(answer, int(asked[1]) if asked else 1)


def is_number(word: str) -> bool:
    """True for the number of a measure or a finding."""
    return bool(ASKED_MEASURE.fullmatch(word) or ASKED_FINDING.fullmatch(word))


async def names(request: RequestContext, unit: Unit, words: str) -> bool:
    """True where every word names a measure, a finding, a person, a department, a state or a time."""
    if is_number(words) or words in MINE:
        return True
    async with _open(request, unit) as (_, register):
        return query.is_known(words, register)


async def turn(request: RequestContext, unit: Unit, code: str, page: int = 1) -> View:
    """The view behind a page button, from the ledger as it is now."""
    async with _open(request, unit) as (ledger, register):
        return _at(await _coded(ledger, register, code), page)


@asynccontextmanager
async def _open(request: RequestContext, unit: Unit) -> AsyncIterator[tuple[Ledger, Register]]:
    async with request.look() as ledger:
        yield ledger, await open_register(ledger, unit.id, request.today(unit), request.calendar)


def _at(answer: View, page: int) -> View:
    return answer if isinstance(answer, MeasureCard) else replace(answer, page=page)


async def _answer(ledger: Ledger, register: Register, person: Person, words: str) -> View:
    if not words:
        return view.overview(register)
    if words in MINE:
        return await _listing(ledger, register, _own(register, person))
    if found := _numbered(register, register.measures, words, ASKED_MEASURE):
        return await _cards(ledger, register, found)
    if raised := _numbered(register, register.findings, words, ASKED_FINDING):
        return await _findings(ledger, register, raised)
    bare = named_round(words, register.plans)[1]
    if ASKED_MEASURE.fullmatch(bare) or ASKED_FINDING.fullmatch(bare):
        raise NotFound(what=words)
    known = await knowing(ledger, register, query.understand(words, register))
    return await _listing(ledger, known, query.understand(words, known))


async def knowing(ledger: Ledger, register: Register, asked: StatusQuery) -> Register:
    """The register with whose last word tells of a difficulty, or what lacks evidence, where that is asked for."""
    codes = {term.code for term in asked.terms}
    if "hard" in codes:
        register = replace(register, difficult=frozenset(await difficult_in(ledger, register)))
    if codes & BACK.keys():
        register = replace(register, told=await told_in(ledger, register))
    if codes & {"short", "bare"}:
        short, bare = await proof_in(ledger, register)
        register = replace(register, short=short, bare=bare)
    return register


async def _coded(ledger: Ledger, register: Register, code: str) -> View:
    match code[:1], code[1:]:
        case _ if code == "all":
            return view.overview(register)
        case _ if code == "ppl":
            return people(register)
        case "s", rest if rest.startswith("tat"):
            letters = rest.removeprefix("tat")
            return view.stats(register.in_round(" ".join(letters))[0])
        case sign, rest if sign == CODE:
            return await _searched(ledger, register, rest)
        case "f", rest if raised := register.finding.get(f"{register.unit.id}/{rest}"):
            return await _findings(ledger, register, [raised])
        case _:
            known = await knowing(ledger, register, query.recall(code, register))
            return await _listing(ledger, known, query.recall(code, known))


async def _searched(ledger: Ledger, register: Register, words: str) -> Listing:
    """What holds the words, in the round that stands among them; the answer is asked again by all of them."""
    asked, rest = register.in_round(words)
    found = await search(ledger, asked, rest or words)
    code = f"{CODE}{words}" if found.code and len(words) <= LONGEST_CODE else ""
    return replace(found, title=words, again=words, code=code)


def _own(register: Register, person: Person) -> StatusQuery:
    return StatusQuery((query.of_person(person), *query.recall("open", register).terms))


def _numbered(register: Register, things: Sequence[T], words: str, form: re.Pattern[str]) -> list[T]:
    """The measures or findings that bear the number asked for, in the round that is named or in all."""
    rounds, bare = named_round(words, register.plans)
    asked = form.fullmatch(bare)
    if asked is None or asked[1]:  # behind the letter of no round
        return []
    number = re.sub(r"[－—.．]", "-", asked[2])
    return [t for t in things if t.number == number and (not rounds or t.plan in rounds)]


async def _cards(ledger: Ledger, register: Register, found: Sequence[Measure]) -> MeasureCard | Listing:
    if len(found) == 1:
        return await _card(ledger, register, found[0])
    rows = await with_words(ledger, register, register.rows(found))
    return Listing(title=found[0].number, today=register.today, rows=rows, code="", again=found[0].number)


async def _card(ledger: Ledger, register: Register, measure: Measure) -> MeasureCard:
    entries = await ledger.journal.find(JOURNAL_OF, measure.id)
    moves = sum("deadline" in entry.before for entry in entries)
    return MeasureCard(
        covered=register.standings[measure.id].covered,
        stages=stages(measure),
        row=register.row(measure, await said(ledger, register, measure.id)),
        today=register.today,
        finding=register.finding.get(measure.finding),
        plan=register.plan.get(measure.plan),
        unit=register.unit.name,
        extensions=moves,
        figures=await totals_of(ledger, measure, register.unit.day_of),
        unsettled=unsettled_in(register.only(lambda one: one.id == measure.id)),
        waits=await waits_of(ledger, register.unit, measure.id, register.today),
    )


async def _findings(ledger: Ledger, register: Register, found: Sequence[Finding]) -> FindingView | Listing:
    own = [m for m in register.measures if m.finding in {f.id for f in found}]
    rows = await with_words(ledger, register, register.rows(own))
    if len(found) > 1:
        return Listing(
            title=f"问题{found[0].number}", today=register.today, rows=rows, code="", again=f"问题{found[0].number}"
        )
    line = view.finding_line(register, found[0], own)
    return FindingView(
        line=line, today=register.today, rows=rows, code="f" + found[0].id.removeprefix(f"{register.unit.id}/")
    )


async def _listing(ledger: Ledger, register: Register, asked: StatusQuery) -> Listing:
    rows = await with_words(ledger, register, register.rows(asked.pick(register)))
    ordered = sorted(rows, key=_nearest) if _by_day(asked) else rows
    for term in asked.terms:
        if term.code in {"slow", "fast"}:
            ordered = sorted(rows, key=_nearest)
            ordered.sort(key=lambda row: row.measure.percent or 0, reverse=term.code == "fast")
    return Listing(
        title=asked.words,
        today=register.today,
        rows=tuple(ordered),
        code=asked.code,
        again=asked.words,
        beside=asked.beside(register),
        unanswered=await late_answers(ledger, register, asked),
    )


def _nearest(row: RegisterRow) -> tuple[bool, int]:
    return row.days is None, row.days or 0


def _by_day(asked: StatusQuery) -> bool:
    """True where the nearest day is to stand first, otherwise the order of the plan is kept."""
    return any(BY_DAY.fullmatch(term.code) for term in asked.terms)
