"""Searching by words: measures, findings, what was said, sent, decided, found, assigned, waited for, accepted."""

import datetime as dt
from collections.abc import AsyncIterator

from bot.domain.plan.measure import Measure
from bot.domain.status.register import LastWords, Register
from bot.domain.supervision.assignment import Assignment
from bot.domain.supervision.instruction import Instruction
from bot.messages.status.facts import Listing
from bot.services.core.ledger import (
    ACCEPTANCES_OF,
    ASSIGNMENTS_OF_UNIT,
    CAUSES_OF,
    DEPENDENCIES_OF_UNIT,
    EVIDENCE_OF_UNIT,
    INSTRUCTIONS_ON,
    LETTERS_OF_UNIT,
    PROGRESS_OF,
    RULES_OF,
    VISITS_OF,
    Ledger,
)

CODE = "?"  # before the words, behind a button that turns the page
LONGEST_CODE = 16  # characters of words that fit behind a button


async def search(ledger: Ledger, register: Register, words: str) -> Listing:
    """Measures that all the words are found of, each with the newest that holds them of what was said of it."""
    wanted = words.split()
    quotes: dict[str, LastWords | None] = {
        measure.id: None for measure in register.measures if _holds(wanted, *_of_plan(register, measure))
    }
    async for measure, text, quote in _said(ledger, register):
        if not quotes.get(measure) and _holds(wanted, text):
            quotes[measure] = quote
    rows = tuple(register.row(one, quotes[one.id]) for one in register.measures if one.id in quotes)
    code = f"{CODE}{words}" if len(words) <= LONGEST_CODE and not set("+|") & set(words) else ""
    return Listing(title=words, today=register.today, rows=rows, code=code, again=words)


def _holds(wanted: list[str], *texts: str) -> bool:
    return all(any(word in text for text in texts) for word in wanted)


def _of_plan(register: Register, measure: Measure) -> tuple[str, ...]:
    finding = register.finding.get(measure.finding)
    return (measure.text, *((finding.text, finding.task) if finding else ()))


async def _said(ledger: Ledger, register: Register) -> AsyncIterator[tuple[str, str, LastWords]]:
    """Of each measure what was said, sent and written that stands, newest first: the text, and how it is quoted."""

    def quote(words: str, at: dt.datetime, by: str) -> LastWords:
        return LastWords(words, register.unit.day_of(at), register.names([by])[0])

    for one in register.measures:
        for progress in await ledger.progress.find(PROGRESS_OF, one.id, latest=True):
            if progress.stands:
                yield one.id, progress.words, quote(progress.words, progress.at, progress.by)
    for sent in await ledger.evidence.find(EVIDENCE_OF_UNIT, register.unit.id, latest=True):
        if sent.stands and sent.measure:
            text = f"{sent.caption} {sent.name}"
            yield sent.measure, text, quote(sent.caption or sent.name, sent.at, sent.by)
    for source in (_demanded, _followed, _handed_up, _letters):
        async for measure, text, said, at, by in source(ledger, register):
            yield measure, text, quote(said, at, by)


async def _demanded(ledger: Ledger, register: Register) -> AsyncIterator[tuple[str, str, str, dt.datetime, str]]:
    """What was demanded and found of each measure: the text that is searched, what is quoted of it, when, by whom."""
    for measure in register.measures:
        for given in await ledger.instructions.find(INSTRUCTIONS_ON, measure.id, latest=True):
            said = " ".join(filter(None, (given.origin, given.words)))
            for words, at, by in _with_answer(said, given):
                yield measure.id, words, words, at, by
    for visit in await ledger.visits.find(VISITS_OF, register.unit.id, latest=True):
        for seen in visit.seen:
            for id_ in visit.measures:
                yield id_, f"{visit.place} {seen.words}", seen.words or visit.place, seen.at, seen.by


def _with_answer(words: str, given: Assignment | Instruction) -> tuple[tuple[str, dt.datetime, str], ...]:
    """The answer as whoever gave it said it, and before it what was asked, each with when and by whom."""
    answered = [(given.answer, given.answered_at, given.answered_by)] if given.answered_at else []
    return (*answered, (words, given.at, given.by))


def _under(register: Register) -> dict[str, list[str]]:
    """The measures of each plan and finding, and each measure itself."""
    of: dict[str, list[str]] = {}
    for measure in register.measures:
        of.setdefault(measure.plan, []).append(measure.id)
        of.setdefault(measure.finding, []).append(measure.id)
        of[measure.id] = [measure.id]
    return of


async def _handed_up(ledger: Ledger, register: Register) -> AsyncIterator[tuple[str, str, str, dt.datetime, str]]:
    """The same of what was handed in for acceptance, and of what the acceptor said."""
    of = _under(register)
    for one in await ledger.acceptances.find(ACCEPTANCES_OF, register.unit.id, latest=True):
        said = " ".join(filter(None, (one.title, one.name, one.words)))
        for id_ in of.get(one.subject, ()):
            yield id_, said, said, one.at, one.by


async def _followed(ledger: Ledger, register: Register) -> AsyncIterator[tuple[str, str, str, dt.datetime, str]]:
    """The same of what was assigned, what measures wait for, causes and rules; of a finding with each measure of it."""
    of = _under(register)
    unit = register.unit.id
    for given in await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, unit, latest=True):
        for words, at, by in _with_answer(given.words, given):
            for id_ in of.get(given.subject, ()):
                yield id_, words, words, at, by
    for cause in await ledger.causes.find(CAUSES_OF, unit, latest=True):
        for id_ in of.get(cause.finding, ()):
            yield id_, cause.words, cause.words, cause.at, cause.by
    for rule in await ledger.rules.find(RULES_OF, unit, latest=True):
        said = f"《{rule.name}》{rule.number}"
        for id_ in of.get(rule.finding, ()):
            yield id_, said, said, rule.at, rule.by
    for one in await ledger.dependencies.find(DEPENDENCIES_OF_UNIT, unit, latest=True):
        said = " ".join(filter(None, (one.name, one.words, one.reason)))
        for id_ in of.get(one.measure, ()):
            yield id_, said, said, one.at, one.by


async def _letters(ledger: Ledger, register: Register) -> AsyncIterator[tuple[str, str, str, dt.datetime, str]]:
    """The same of letters."""
    for letter in await ledger.letters.find(LETTERS_OF_UNIT, register.unit.id):
        said = f"{letter.title} {letter.words}"
        for number in letter.measures:
            yield number, said, said, letter.drafted_at, letter.drafted_by
