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
from bot.domain.reporting.digest import overdue_rows
from bot.domain.status import query as enquiry
from bot.domain.status.query import StatusQuery
from bot.domain.status.register import Register
from bot.domain.units.unit import Unit
from bot.messages.status import facts as view
from bot.messages.status.facts import FindingView, Listing, MeasureCard, Overview, Stats, View
from bot.services.core.ledger import JOURNAL_OF, Ledger
from bot.services.core.measure_context import may, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.status.register import open_register, said, with_words

ASKED_MEASURE = re.compile(r"(?:措施)?(?:([A-Za-z])[/-]?)?(\d+(?:[-－—.．]\d+)+)")
ASKED_FINDING = re.compile(r"(?:问题|第)?(?:([A-Za-z])[/-]?)?(\d+)(?:号问题|个问题|号)?")
BY_DAY = re.compile(r"over|d|[wm]1?|[nu]\d+")
A_TIME = re.compile(r"d|[wm]1?|[nk]\d+")
ASKED_PAGE = re.compile(r"\s*第(\d{1,4})页\s*$")
MINE = ("我的", "mine")
T = TypeVar("T", Measure, Finding)


async def whole(request: RequestContext, unit: Unit) -> Overview:
    """Counts of the unit, and of each of its findings."""
    async with _open(request, unit) as (_, laid):
        return view.overview(laid)


async def of_measure(request: RequestContext, measure_id: str) -> MeasureCard:
    """One measure's card; raises NotFound."""
    async with request.look() as ledger:
        measure = await ledger.measures.get(measure_id)
        unit = await ledger.units.get(measure.unit) if measure else None
        if measure is None or unit is None:
            raise NotFound(what=measure_id.rpartition("/")[2])
        return await _card(ledger, await open_register(ledger, unit.id, request.today(unit)), measure)


async def may_report(request: RequestContext, person: Person, measure: Measure) -> bool:
    """True where the person, or whoever they stand in for today, may report on the measure, which is still open."""
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, measure.unit), person)
        context = await measure_context(tx, measure.id)
        return measure.is_open and await may(context, Action.REPORT, person)


async def of_department(request: RequestContext, unit: Unit, name: str) -> Listing:
    """What a department is responsible for; raises NotFound where the plans name no such department."""
    async with _open(request, unit) as (ledger, laid):
        if name not in enquiry.departments(laid):
            raise NotFound(what=name)
        return await _listing(ledger, laid, StatusQuery((enquiry.of_department(name),)))


async def of_person(request: RequestContext, unit: Unit, name: str) -> Listing:
    """What a person leads or owns; raises NotFound where nobody, or more than one, bears the name."""
    async with _open(request, unit) as (ledger, laid):
        if (person := enquiry.named(name, laid)) is None:
            raise NotFound(what=name)
        return await _listing(ledger, laid, StatusQuery((enquiry.of_person(person),)))


async def overdue(request: RequestContext, unit: Unit) -> Listing:
    """What is late, the longest first, each with the last words on it."""
    async with _open(request, unit) as (ledger, laid):
        return await _listing(ledger, laid, enquiry.recall("over", laid))


async def mine(request: RequestContext, person: Person) -> Listing:
    """What the person leads or owns and that has not ended."""
    async with request.look() as ledger:
        unit = await ledger.units.get(person.unit)
        if unit is None:
            raise NotFound
        laid = await open_register(ledger, unit.id, request.today(unit))
        return await _listing(ledger, laid, _own(laid, person))


async def due(request: RequestContext, unit: Unit, until: dt.date) -> Listing:
    """What is open and due by the day, today included, the nearest first."""
    async with _open(request, unit) as (ledger, laid):
        return await _listing(ledger, laid, StatusQuery((enquiry.until(until, laid.today),)))


async def due_in(request: RequestContext, unit: Unit, words: str) -> Listing:
    """What falls due in a time that is named, as in 两周内 or 本月 水生态股; raises Unreadable where none is."""
    async with _open(request, unit) as (ledger, laid):
        asked = enquiry.understand(f"{words}到期", laid)
        if not any(A_TIME.fullmatch(term.code) for term in asked.terms):
            raise Unreadable(what="due", words=words)
        return await _listing(ledger, laid, asked)


async def find(request: RequestContext, unit: Unit, words: str) -> Listing:
    """Measures whose text has all of the words."""
    async with _open(request, unit) as (ledger, laid):
        return await _listing(ledger, laid, StatusQuery(tuple(enquiry.text(word) for word in words.split())))


async def finding(request: RequestContext, unit: Unit, number: str) -> FindingView | Listing:
    """A finding with its task and measures, those of all plans where several have the number; raises NotFound."""
    async with _open(request, unit) as (ledger, laid):
        asked = ASKED_FINDING.fullmatch(number.strip())
        found = _numbered(laid, laid.findings, asked)
        if not found:
            raise NotFound(what=number)
        return await _findings(ledger, laid, found)


async def stats(request: RequestContext, unit: Unit) -> Stats:
    """The counts by responsible department."""
    async with _open(request, unit) as (_, laid):
        return view.stats(laid)


async def board(request: RequestContext, unit: Unit) -> tuple[Overview, Listing]:
    """What the pinned board in the office's chat shows: the counts, and what is red."""
    async with _open(request, unit) as (_, laid):
        rows = overdue_rows(laid)
        return view.overview(laid), Listing(title="", today=laid.today, rows=rows, code="over", again="逾期")


async def ask(request: RequestContext, unit: Unit, person: Person, words: str) -> View:
    """The answer to "3-2", "问题3", "我的", "逾期 水生态股 本月", "逾期 第2页"; nothing asked is the whole."""
    async with _open(request, unit) as (ledger, laid):
        asked = ASKED_PAGE.search(words)
        answer = await _answer(ledger, laid, person, ASKED_PAGE.sub("", words).strip())
        return _at(answer, int(asked[1]) if asked else 1)


async def turn(request: RequestContext, unit: Unit, code: str, page: int = 1) -> View:
    """The view behind a page button, from the ledger as it is now."""
    async with _open(request, unit) as (ledger, laid):
        return _at(await _coded(ledger, laid, code), page)


@asynccontextmanager
async def _open(request: RequestContext, unit: Unit) -> AsyncIterator[tuple[Ledger, Register]]:
    async with request.look() as ledger:
        yield ledger, await open_register(ledger, unit.id, request.today(unit))


def _at(answer: View, page: int) -> View:
    return answer if isinstance(answer, MeasureCard) else replace(answer, page=page)


async def _answer(ledger: Ledger, laid: Register, person: Person, words: str) -> View:
    if not words:
        return view.overview(laid)
    if words in MINE:
        return await _listing(ledger, laid, _own(laid, person))
    if found := _numbered(laid, laid.measures, ASKED_MEASURE.fullmatch(words)):
        return await _cards(ledger, laid, found)
    if raised := _numbered(laid, laid.findings, ASKED_FINDING.fullmatch(words)):
        return await _findings(ledger, laid, raised)
    if ASKED_MEASURE.fullmatch(words) or ASKED_FINDING.fullmatch(words):
        raise NotFound(what=words)
    return await _listing(ledger, laid, enquiry.understand(words, laid))


async def _coded(ledger: Ledger, laid: Register, code: str) -> View:
    match code[:1], code[1:]:
        case _ if code == "all":
            return view.overview(laid)
        case _ if code == "ppl":
            return view.people(laid)
        case _ if code == "stat":
            return view.stats(laid)
        case "f", rest if raised := laid.finding.get(f"{laid.unit.id}/{rest}"):
            return await _findings(ledger, laid, [raised])
        case _:
            return await _listing(ledger, laid, enquiry.recall(code, laid))


def _own(laid: Register, person: Person) -> StatusQuery:
    return StatusQuery((enquiry.of_person(person), *enquiry.recall("open", laid).terms))


def _numbered(laid: Register, things: Sequence[T], asked: re.Match[str] | None) -> list[T]:
    """The measures or findings that bear the number asked for, in one plan or in all."""
    if asked is None:
        return []
    letter, number = asked[1], re.sub(r"[－—.．]", "-", asked[2])
    return [t for t in things if t.number == number and (not letter or laid.letter(t.plan) == letter.upper())]


async def _cards(ledger: Ledger, laid: Register, found: Sequence[Measure]) -> MeasureCard | Listing:
    if len(found) == 1:
        return await _card(ledger, laid, found[0])
    rows = await with_words(ledger, laid, laid.rows(found))
    return Listing(title=found[0].number, today=laid.today, rows=rows, code="", again=found[0].number)


async def _card(ledger: Ledger, laid: Register, measure: Measure) -> MeasureCard:
    entries = await ledger.journal.find(JOURNAL_OF, measure.id)
    moves = sum("deadline" in entry.before for entry in entries)
    return MeasureCard(
        row=laid.row(measure, await said(ledger, laid, measure.id)),
        today=laid.today,
        finding=laid.finding.get(measure.finding),
        plan=laid.plan.get(measure.plan),
        unit=laid.unit.name,
        extensions=moves,
    )


async def _findings(ledger: Ledger, laid: Register, found: Sequence[Finding]) -> FindingView | Listing:
    own = [m for m in laid.measures if m.finding in {f.id for f in found}]
    rows = await with_words(ledger, laid, laid.rows(own))
    if len(found) > 1:
        return Listing(
            title=f"问题{found[0].number}", today=laid.today, rows=rows, code="", again=f"问题{found[0].number}"
        )
    line = view.finding_line(laid, found[0], own)
    return FindingView(line, laid.today, rows, "f" + found[0].id.removeprefix(f"{laid.unit.id}/"))


async def _listing(ledger: Ledger, laid: Register, asked: StatusQuery) -> Listing:
    rows = await with_words(ledger, laid, laid.rows(asked.pick(laid)))
    ordered = sorted(rows, key=lambda r: (r.days is None, r.days or 0)) if _by_day(asked) else rows
    return Listing(title=asked.words, today=laid.today, rows=tuple(ordered), code=asked.code, again=asked.words)


def _by_day(asked: StatusQuery) -> bool:
    """True where the nearest day is to stand first, otherwise the order of the plan is kept."""
    return any(BY_DAY.fullmatch(term.code) for term in asked.terms)
