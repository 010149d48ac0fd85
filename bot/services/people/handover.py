"""Handover: a person's measures, letters and, where it is said, the office of secretary or clerk go to a successor.

What went over is kept as a list (移交清单) that both sign by a tap, and a third one beside them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import CONFIRMED, Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.plan.plan import number_order
from bot.domain.status.register import Register
from bot.messages.body import Button, MessageBody
from bot.messages.core.pending_taps import HandoverList, SignHandover
from bot.messages.people.keyboards import paper_row, signing_row
from bot.messages.wording import Wording
from bot.services.core.callback_data import written
from bot.services.core.draft_content import HandedMeasure, HandoverRecord, draft_of
from bot.services.core.ledger import (
    DRAFTS_OF,
    MEASURES_OF_PERSON,
    Draft,
    Ledger,
)
from bot.services.core.measure_context import numbered
from bot.services.core.message_content import NoticeContent, facts_of
from bot.services.core.notify import beyond_reach, notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, change, holders, note, occasion, open_reading, open_transaction
from bot.services.people.asked import Asked, asked_of_person, hand_on, instead_of
from bot.services.people.names import person_named
from bot.services.people.staff import set_role
from bot.services.people.unfinished import unfinished
from bot.services.status.register import open_register

if TYPE_CHECKING:
    from bot.documents.word.block import Paper

GIVER, TAKER, WITNESS = "giver", "taker", "witness"
SOON = 14  # days in which what is due is named in a briefing
BUTTONS = (("people.handover.button_list", HandoverList), ("people.handover.button_sign", SignHandover))


@dataclass(frozen=True)
class Handover:
    """What goes, or went, from one person to another; `role` is the office that goes with it."""

    giver: Person
    taker: Person
    measures: tuple[Measure, ...]
    asked: Asked
    role: Role | None = None


async def plan_handover(ledger: Ledger, giver: str, taker: str, by: Person, role: Role | None = None) -> Handover:
    """What a handover would move; raises NotAllowed, NotFound, or NoChange where there is nothing to hand over."""
    one, other = await person_named(ledger, by.unit, giver), await person_named(ledger, by.unit, taker)
    if one.id != by.id and not by.holds(Role.OFFICE):
        raise NotAllowed(action=Action.HAND_OVER)
    found = await ledger.measures.find(MEASURES_OF_PERSON, one.id)
    measures = tuple(measure for measure in found if not measure.is_ended)
    asked = await asked_of_person(ledger, one)
    if one.id == other.id or not (measures or asked or role):
        raise NoChange(name=giver)
    if role is not None:
        if role not in CONFIRMED or not one.holds(role):
            raise NoChange(name=giver)
        if other.chat is None:
            raise NotAllowed(why="taker_unbound", name=other.name)
    return Handover(one, other, measures, asked, role)


def _word(tx: Transaction, role: Role) -> str:
    return tx.request.wording.word(f"people.role.{role}")


async def hand_over_within(tx: Transaction, giver_id: str, taker_id: str, role: Role | None = None) -> Handover:
    """Give every open measure that a person owns or leads to a successor, in one step; what was reported stays.

    All that is asked of the giver beside goes with them: letters, instructions, shares, what others wait for. Both hear
    of it, and the successor is reminded by the ladder from the next round on. Raises as its plan does.
    """
    giver, taker = [await tx.ledger.people.get(one) for one in (giver_id, taker_id)]
    if giver is None or taker is None:
        raise NotFound(what=giver_id.rpartition("/")[2])
    moved = await plan_handover(tx.ledger, giver.name, taker.name, tx.by, role)
    register = await open_register(tx.ledger, tx.unit.id, tx.today, tx.request.calendar)
    record = await _record(tx, moved, register)
    if role is not None:
        if not taker.holds(role):
            await set_role(tx, taker.id, role, give=True)
        await set_role(tx, giver.id, role, give=False)
    for measure in moved.measures:
        new = replace(
            measure,
            owners=instead_of(measure.owners, giver, taker),
            leaders=instead_of(measure.leaders, giver, taker),
            wake=tx.today,
        )
        await change(tx, measure, new, Verb.HAND_OVER)
    await hand_on(tx, moved.asked, giver, taker)
    await _tell(tx, moved, register, record)
    return moved


async def _record(tx: Transaction, moved: Handover, register: Register) -> Draft:
    """The list of what goes over, as it stands at this moment."""
    from bot.documents.word.statement import NONE, state

    wording, giver = tx.request.wording, moved.giver.id
    rows = sorted(register.rows(moved.measures), key=lambda row: number_order(row.number))
    kept = HandoverRecord(
        giver=giver,
        taker=moved.taker.id,
        role=str(moved.role or ""),
        rows=[
            HandedMeasure(
                number=row.number,
                text=row.measure.text,
                part=wording.word(f"people.role.{Role.LEADER if giver in row.measure.leaders else Role.OWNER}"),
                state=state(row, NONE),
            )
            for row in rows
        ],
        matters=await unfinished(tx, moved.giver, moved.measures, moved.asked, role=moved.role, register=register),
    )
    id_ = f"{tx.unit.id}/h{await occasion(tx)}"
    draft = Draft(id=id_, unit=tx.unit.id, person=tx.unit.id, kind=HandoverRecord.kind, at=tx.now, facts=facts_of(kept))
    await tx.ledger.drafts.put(draft)
    return draft


async def _tell(tx: Transaction, moved: Handover, register: Register, record: Draft) -> None:
    """The giver, the newcomer with a briefing, and those one of whom is to sign beside them."""
    numbers = "、".join(measure.number for measure in await numbered(tx.ledger, *moved.measures))
    facts = {"giver": moved.giver.name, "taker": moved.taker.name, "count": len(moved.measures), "numbers": numbers}
    facts |= {"asked": len(moved.asked)}
    beside = "" if moved.measures else "_asked" if moved.asked else "_role"
    ids = [measure.id for measure in moved.measures]
    clock = replace(tx, person=None)  # whoever asked signs as well
    buttons = [[[label, *written(tap(record.id))] for label, tap in BUTTONS]]
    reason = f"handover:{record.id}"
    told = notice(f"people.handover.done{beside}", facts, ids, buttons)
    await notify(clock, (moved.giver,), reason=reason, facts=told)
    await notify(clock, (moved.taker,), reason=reason, facts=_briefing(tx, moved, register, record, buttons))
    asked = notice(f"people.handover.witness{beside}", facts, ids, buttons)
    await notify(clock, await _witnesses(tx, draft_of(record, HandoverRecord)), reason=reason, facts=asked)


def _briefing(
    tx: Transaction, moved: Handover, register: Register, record: Draft, buttons: Sequence[Sequence[Sequence[str]]]
) -> NoticeContent:
    """What the newcomer has now: what is late, what is due soon, what waits."""
    wording, rows = tx.request.wording, register.rows(moved.measures)
    late = [row.number for row in rows if row.part is Part.OVERDUE]
    soon = [row.number for row in rows if row.days is not None and 0 <= row.days <= SOON]
    kept = draft_of(record, HandoverRecord)
    nothing = wording.word("core.nobody_reached")
    lines = [f"· {one}" for one in kept.matters] or [nothing]
    facts = {
        "giver": moved.giver.name,
        "count": len(rows),
        "numbers": "、".join(row.number for row in kept.rows) or nothing,
        "late": "、".join(late) or nothing,
        "soon": "、".join(soon) or nothing,
        "matters": "\n".join(lines),
        "role": wording.word("people.handover.as_role", role=_word(tx, moved.role)) if moved.role else "",
    }
    return notice("people.handover.briefing", facts, [row.measure.id for row in rows], buttons)


async def _witnesses(tx: Transaction, kept: HandoverRecord) -> list[Person]:
    """Who may sign beside the two: others of the office, and where there are none, the secretary."""
    for role in (Role.OFFICE, Role.SECRETARY):
        others = [one for one in await holders(tx.ledger, tx.unit.id, role) if one.id not in {kept.giver, kept.taker}]
        if others:
            return others
    return []


async def sign_handover(request: RequestContext, by: Person, id_: str) -> tuple[str, bool]:
    """Sign the list as giver, as newcomer, or beside them; as what, and whether all three have.

    Raises NotFound, NotAllowed for others, or NoChange where that is signed already.
    """
    async with open_transaction(request, by) as tx:
        record = await _found(tx, id_)
        kept = draft_of(record, HandoverRecord)
        part = await _part(tx, kept)
        if not part:
            raise NotAllowed
        if part in kept.signed:
            raise NoChange(why="signed")
        signed = msgspec.structs.replace(
            kept,
            signed={**kept.signed, part: tx.today.isoformat()},
            witness=tx.by.id if part == WITNESS else kept.witness,
        )
        await tx.ledger.drafts.put(replace(record, facts=facts_of(signed)))
        await note(tx, Verb.SIGN_HANDOVER, id_, name=tx.by.name, role=part)
        return part, len(signed.signed) == len((GIVER, TAKER, WITNESS))


async def note_signed_on_paper(request: RequestContext, by: Person, id_: str) -> tuple[str, ...]:
    """Note that those whom no message reaches have signed the list by hand; their names.

    Raises NotFound, NotAllowed but for who may sign beside the two, or NoChange where nobody like that is left.
    """
    async with open_transaction(request, by) as tx:
        record = await _found(tx, id_)
        kept = draft_of(record, HandoverRecord)
        if not await _notes_paper(tx, kept):
            raise NotAllowed
        lost = await _out_of_reach(tx, kept)
        if not lost:
            raise NoChange(why="signed")
        signed = kept.signed | dict.fromkeys(lost, tx.today.isoformat())
        on_paper = kept.on_paper | dict.fromkeys(lost, tx.by.id)
        now = msgspec.structs.replace(kept, signed=signed, on_paper=on_paper)
        await tx.ledger.drafts.put(replace(record, facts=facts_of(now)))
        for part in lost:
            await note(tx, Verb.SIGN_HANDOVER, id_, name=tx.by.name, role=part, on_paper=True)
        return tuple(lost.values())


async def _notes_paper(tx: Transaction, kept: HandoverRecord) -> bool:
    """True for who may sign beside the two; where no message reaches one of these, for the office."""
    witnesses = await _witnesses(tx, kept)
    return tx.by.id in {one.id for one in witnesses} or (tx.by.holds(Role.OFFICE) and beyond_reach(witnesses))


async def _out_of_reach(tx: Transaction, kept: HandoverRecord) -> dict[str, str]:
    """The parts that nobody has signed whom a message reaches, with the names."""
    ids = {GIVER: kept.giver, TAKER: kept.taker}
    asked = {part: await tx.ledger.people.get(one) for part, one in ids.items() if part not in kept.signed}
    lost = {part: one.name for part, one in asked.items() if one and not one.reachable}
    witnesses = await _witnesses(tx, kept)
    if WITNESS not in kept.signed and beyond_reach(witnesses):
        names = "、".join(one.name for one in witnesses)
        lost[WITNESS] = names or tx.request.wording.word("people.handover.witness_word")
    return lost


async def handovers_on_paper(tx: Transaction) -> AsyncIterator[tuple[Draft, str]]:
    """The lists that wait for those whom nothing reaches, for who may note that they signed them by hand.

    Who is to sign as well does that first.
    """
    to_sign = {record.id async for record, _ in handovers_to_sign(tx)}
    for record in await tx.ledger.drafts.find(DRAFTS_OF, tx.unit.id, HandoverRecord.kind):
        kept = draft_of(record, HandoverRecord)
        if record.id in to_sign:
            continue
        if (lost := await _out_of_reach(tx, kept)) and await _notes_paper(tx, kept):
            giver, taker = await _names(tx.ledger, (kept.giver, kept.taker))
            facts = {"giver": giver, "taker": taker, "names": "、".join(lost.values())}
            yield record, tx.request.wording.word("pending.what.handover_paper", **facts)


async def _part(tx: Transaction, kept: HandoverRecord) -> str:
    """As what the person signs, "" where not at all."""
    if tx.by.id in {kept.giver, kept.taker}:
        return GIVER if tx.by.id == kept.giver else TAKER
    return WITNESS if tx.by.id in {one.id for one in await _witnesses(tx, kept)} else ""


async def _found(tx: Transaction, id_: str) -> Draft:
    record = await tx.ledger.drafts.get(id_)
    if record is None or record.unit != tx.unit.id or record.kind != HandoverRecord.kind:
        raise NotFound(what="handover")
    return record


async def handovers_to_sign(tx: Transaction) -> AsyncIterator[tuple[Draft, str]]:
    """The lists that wait for the person's signature, with the sentence that says whose they are."""
    for record in await tx.ledger.drafts.find(DRAFTS_OF, tx.unit.id, HandoverRecord.kind):
        kept = draft_of(record, HandoverRecord)
        part = await _part(tx, kept) if len(kept.signed) < len((GIVER, TAKER, WITNESS)) else ""
        if part and part not in kept.signed:
            names = await _names(tx.ledger, (kept.giver, kept.taker))
            yield record, tx.request.wording.word("pending.what.handover", giver=names[0], taker=names[1])


async def _names(ledger: Ledger, ids: Iterable[str]) -> list[str]:
    return [person.name if (person := await ledger.people.get(one)) else "" for one in ids]


async def card_to_sign(tx: Transaction, id_: str) -> Callable[[], Awaitable[MessageBody]] | None:
    """What draws up the card of the list that waits for the person's signature; None where it does not."""

    async def drawn(what: str, row: Callable[[Wording, str], tuple[Button, ...]]) -> MessageBody:
        return MessageBody(Markup.escape(what), (row(tx.request.wording, id_),))

    rows = ((handovers_to_sign, signing_row), (handovers_on_paper, paper_row))
    found = [(what, row) for lists, row in rows async for record, what in lists(tx) if record.id == id_]
    return partial(drawn, *found[0]) if found else None


async def paper_of_handover(request: RequestContext, by: Person, id_: str) -> "Paper":
    """移交清单, with the signatures as they are now; for the two and for office and secretary.

    Raises NotFound, and NotAllowed for others and where papers do not go through the chat.
    """
    from bot.documents.word.handover import HandoverPaper, handover_paper

    async with open_reading(request, by) as tx:
        record = await _found(tx, id_)
        kept = draft_of(record, HandoverRecord)
        if by.id not in {kept.giver, kept.taker} and not by.holds(Role.OFFICE, Role.SECRETARY):
            raise NotAllowed
        if tx.unit.policy.confidential:
            raise NotAllowed(why="confidential")
        giver, taker, witness = await _names(tx.ledger, (kept.giver, kept.taker, kept.witness))
        return handover_paper(
            HandoverPaper(
                unit=tx.unit.name,
                day=tx.day_of(record.at),
                giver=giver,
                taker=taker,
                witness=witness,
                role=_word(tx, Role(kept.role)) if kept.role else "",
                rows=tuple((one.number, one.text, one.part, one.state) for one in kept.rows),
                matters=tuple(kept.matters),
                signed=kept.signed,
                on_paper=dict(zip(kept.on_paper, await _names(tx.ledger, kept.on_paper.values()), strict=True)),
            )
        )
