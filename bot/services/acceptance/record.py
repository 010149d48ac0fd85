"""报验 as a record: handed in with its dossier, taken back, drawn from, accepted, returned, found at fault.

`request` is the one before all units: where the acceptor is a unit of its own, its share is written there.
"""

from dataclasses import dataclass, replace

from bot.domain.acceptance.acceptance import (
    BAD,
    FEWEST,
    GOOD,
    GRADES,
    Acceptance,
    Acceptor,
    Verdict,
    lot,
    named_by,
)
from bot.domain.core.refusal import NoChange, NotAllowed, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.services.acceptance.dossier import seal
from bot.services.acceptance.neighbours import VERBS, bring_back, call_off, pass_up
from bot.services.acceptance.sides import Above, acceptor_of, may_call_back, may_judge
from bot.services.acceptance.subject import Subject, demand_ready, found_acceptance, subject_of
from bot.services.acceptance.telling import tell
from bot.services.core.notify import Notified
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import (
    Transaction,
    next_number,
    note,
    open_reading,
    open_transaction,
    require_role,
    unit_of,
)

MOST_DRAWN = 7  # whose marks fit behind a button


@dataclass(frozen=True)
class Judged:
    """A record as it is now, and who was told of it."""

    acceptance: Acceptance
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """What the acceptor says: with which grades, what the drawn measures were found to be, and why."""

    verdict: Verdict
    given: str
    marks: str
    words: str = ""


@dataclass(frozen=True)
class Prepared:
    """What would be handed in, to whom, and the grades that one gives oneself so far."""

    subject: Subject
    above: Above
    indicators: tuple[str, ...]
    own: str
    times: int

    @property
    def is_rated(self) -> bool:
        """True where every indicator is graded."""
        return len(self.own) == len(self.indicators)


async def prepare(request: RequestContext, by: Person, subject_id: str, own: str = "", of: str = "") -> Prepared:
    """What would be handed in; grades for other indicators than there are now hold no more.

    Raises NotAllowed, NotFound, WrongStage or NoChange.
    """
    within = scoped(request, by.unit)
    async with within.look() as ledger:
        tx = Transaction(within, ledger, await unit_of(ledger, by.unit), by)
        require_role(tx, Action.HAND_UP)
        subject = await subject_of(tx, subject_id)
        before = await demand_ready(tx, subject)
    above = await _acceptor(request, tx, subject)
    indicators = above.policy.indicators
    fits = of == named_by(indicators) and len(own) <= len(indicators) and {*own} <= {*GRADES}
    return Prepared(subject, above, indicators, own if fits else "", len(before) + 1)


async def _acceptor(request: RequestContext, tx: Transaction, subject: Subject) -> Above:
    """Who accepts; of what is confidential nothing leaves the unit by itself."""
    above = await acceptor_of(request, tx.unit)
    return replace(above, id="") if subject.confidential else above


async def hand_in(request: RequestContext, by: Person, subject_id: str, own: str, of: str) -> Judged:
    """Seal the dossier and hand it in.

    Raises what `prepare` raises, and Unreadable where an indicator is not graded.
    """
    prepared = await prepare(request, by, subject_id, own, of)
    if not prepared.is_rated:
        raise Unreadable(what="not_rated")
    within, indicators, own = scoped(request, by.unit), prepared.indicators, prepared.own
    words = [request.wording.word(f"acceptance.grade.{grade}") for grade in own]
    async with within.look() as ledger:
        tx = Transaction(within, ledger, await unit_of(ledger, by.unit), by)
        sealed = await seal(tx, prepared.subject, list(zip(indicators, words, strict=True)))
    async with open_transaction(within, by) as tx:
        require_role(tx, Action.HAND_UP)
        subject = await subject_of(tx, subject_id)
        before = await demand_ready(tx, subject)
        year, count = await next_number(tx, "acceptance")
        one = Acceptance(
            id=f"{tx.unit.id}/y{year}-{count}",
            unit=tx.unit.id,
            kind=subject.kind,
            acceptor=Acceptor.ABOVE if prepared.above.id else Acceptor.OUTSIDE,
            name=prepared.above.name,
            number=subject.number,
            text=subject.text,
            year=year,
            count=count,
            at=tx.now,
            answer_by=tx.request.calendar.plus(tx.today, prepared.above.policy.acceptance_days),
            seal=sealed.seal,
            core=sealed.core,
            proofs=sealed.proofs,
            measures=tuple(measure.number for measure in subject.measures),
            subject=subject.id,
            by=tx.by.id,
            times=len(before) + 1,
            indicators=indicators,
            own=own,
        )
        told = Notified()
        if prepared.above.id:
            one, told = await pass_up(request, tx, one, prepared.above.id)
        await tx.ledger.acceptances.put(one)
        for old in before:
            if old.waits:
                await tx.ledger.acceptances.put(replace(old, done=True))
        await note(tx, Verb.HAND_UP, subject.id, acceptance=one.id, name=one.name, seal=one.seal, own=own)
        return Judged(one, told.names)


async def draw(request: RequestContext, by: Person, acceptance: str) -> Judged:
    """Draw the measures to be looked at by the seal: the same for everybody who draws.

    Raises NotFound, NotAllowed, Overtaken, or NoChange where they are drawn, or there is nothing to choose from.
    """
    async with open_transaction(scoped(request, by.unit), by) as tx:
        one = await _judgeable(tx, acceptance)
        size = lot_size(one, tx.unit.policy.recheck_sample)
        if one.drawn or not size:
            raise NoChange(why="drawn" if one.drawn else "nothing_to_draw", drawn="、".join(one.drawn))
        now = replace(one, drawn=lot(one.seal, one.measures, size))
        await tx.ledger.acceptances.put(now)
        await note(tx, Verb.DRAW_LOT, subject_in(now), acceptance=now.id, name=now.name, drawn="、".join(now.drawn))
        told = await bring_back(request, now) if now.acceptor is Acceptor.SHARE else Notified()
        return Judged(now, told.names)


def lot_size(one: Acceptance, setting: int) -> int:
    """How many of its measures are drawn; 0 where there is nothing to choose from, or the setting is off."""
    return min(setting, MOST_DRAWN, len(one.measures) - 1) if len(one.measures) >= FEWEST else 0


async def judge(request: RequestContext, by: Person, acceptance: str, said: Word) -> Judged:
    """Accept it, return it or find fault, the latter two for a reason.

    Raises NotFound, NotAllowed, Overtaken, or Unreadable without a reason, or where something is not graded or looked
    at yet that must be before it is accepted.
    """
    async with open_transaction(scoped(request, by.unit), by) as tx:
        one = await _judgeable(tx, acceptance)
        given, marks, words = grades_of(one, said.given), marks_of(one, said.marks), said.words.strip()
        if said.verdict is Verdict.ACCEPTED:
            _demand_complete(one, given, marks)
        elif not words:
            raise Unreadable(what="reason")
        now = replace(
            one,
            given=given,
            marks=marks,
            verdict=said.verdict,
            decided_by=tx.by.id,
            decided_at=tx.now,
            words=words,
        )
        await tx.ledger.acceptances.put(now)
        facts = {"acceptance": now.id, "name": now.asker or now.name, "given": now.given, "marks": now.marks}
        entry = await note(tx, VERBS[said.verdict], subject_in(now), words=now.words, **facts)
        if now.acceptor is Acceptor.SHARE:
            return Judged(now, (await bring_back(request, now)).names)
        return Judged(now, (await tell(tx, now, entry.id, str(said.verdict))).names)


def subject_in(one: Acceptance) -> str:
    """Under which id its story is told in its unit."""
    return one.subject or one.id


def grades_of(one: Acceptance, given: str) -> str:
    """The grades that a button held, as far as they are any; raises Overtaken for those of another card."""
    if len(given) > len(one.indicators) or not {*given} <= {*GRADES}:
        raise Overtaken(why="acceptance", number=one.title)
    return given


def marks_of(one: Acceptance, marks: str) -> str:
    """The same of what the drawn measures were found to be."""
    if len(marks) > len(one.drawn) or not {*marks} <= {GOOD, BAD}:
        raise Overtaken(why="acceptance", number=one.title)
    return marks


def _demand_complete(one: Acceptance, given: str, marks: str) -> None:
    if len(given) < len(one.indicators):
        raise Unreadable(what="not_graded")
    if len(marks) < len(one.drawn):
        raise Unreadable(what="not_looked_at")
    if BAD in marks:
        raise Unreadable(what="found_bad")


async def _judgeable(tx: Transaction, acceptance: str) -> Acceptance:
    one = await found_acceptance(tx, acceptance)
    if not one.is_open:
        raise Overtaken(why="acceptance", number=one.title)
    if not may_judge(one, tx.by):
        raise NotAllowed(action=Action.ACCEPT)
    return one


async def demand_judgeable(request: RequestContext, by: Person, acceptance: str) -> Acceptance:
    """The record; raises what `judge` would raise whatever the words."""
    async with open_reading(request, by) as tx:
        return await _judgeable(tx, acceptance)


async def demand_callable(request: RequestContext, by: Person, acceptance: str) -> Acceptance:
    """The record where it may be taken back; raises NotFound, NotAllowed or Overtaken."""
    async with open_reading(request, by) as tx:
        return await _callable(tx, acceptance)


async def _callable(tx: Transaction, acceptance: str) -> Acceptance:
    one = await found_acceptance(tx, acceptance)
    if not one.is_open:
        raise Overtaken(why="acceptance", number=one.title)
    if not may_call_back(one, tx.by):
        raise NotAllowed(action=Action.HAND_UP)
    return one


async def call_back(request: RequestContext, by: Person, acceptance: str, words: str) -> Judged:
    """Take back what was handed in, for a reason; raises what `demand_callable` raises, or Unreadable without one."""
    async with open_transaction(scoped(request, by.unit), by) as tx:
        one = await _callable(tx, acceptance)
        if not words.strip():
            raise Unreadable(what="reason")
        now = await withdraw_within(tx, one, words.strip())
        return Judged(now, (await call_off(request, now)).names)


async def withdraw_within(tx: Transaction, one: Acceptance, words: str) -> Acceptance:
    """Take it back within a transaction of its unit; in the unit that accepts its share ends apart."""
    by = tx.person.id if tx.person else ""
    now = replace(one, verdict=Verdict.WITHDRAWN, decided_by=by, decided_at=tx.now, words=words)
    await tx.ledger.acceptances.put(now)
    await note(tx, Verb.CALL_BACK, now.subject, words=words, acceptance=now.id, name=now.name)
    return now
