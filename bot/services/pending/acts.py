"""Acts that are not done in one tap: shown with what would become of it, done when confirmed, taken back for a day.

What the preview says is what the act does: it is tried on a ledger that keeps nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Overtaken, Refusal, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import MessageState
from bot.domain.people.person import Person
from bot.domain.people.proposal import REVERSIBLE, Act, Proposal
from bot.domain.plan.measure import Measure, Stage
from bot.messages.body import MessageBody
from bot.messages.pending.act import ActDone, act_body
from bot.messages.pending.act_effects import effect_lines
from bot.services.closing.ending import settle_finding
from bot.services.core.draft_content import PlannedAct, draft_of
from bot.services.core.ledger import JOURNAL_OF, PEOPLE_AT, SHELVES, Draft, Ledger
from bot.services.core.message_content import facts_of
from bot.services.core.notify import notice, notify
from bot.services.core.proposals import Proposed, propose
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.transaction import Transaction, change, note, open_transaction, people
from bot.services.pending.act_effects import effects_of
from bot.services.pending.act_kinds import called, second_key_for
from bot.services.pending.executing import EXECUTE
from bot.services.pending.trial import Trial
from bot.services.supervision.support import drop_share

WITHIN = dt.timedelta(days=1)
RESTORED = (
    *("measures", "findings", "extensions", "closings", "rechecks", "evidence", "letters", "people", "drafts"),
    "assignments",
)
SEEN = frozenset({Verb.ACKNOWLEDGE, Verb.SNOOZE})


@dataclass(frozen=True, kw_only=True)
class WantedAct:
    """What somebody wants to do to what, and why."""

    act: Act
    subjects: tuple[str, ...]
    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownAct:
    """The id of an act that waits for a yes, and its preview."""

    matter: str
    body: MessageBody


async def show_act(request: RequestContext, by: Person, wanted: WantedAct) -> ShownAct:
    """The preview, with the buttons that do it or leave it; nothing is done. Raises whatever doing it would raise."""
    async with open_transaction(request, by) as tx:
        several = {"subjects": " ".join(wanted.subjects)} if len(wanted.subjects) > 1 else {}
        id_ = f"{tx.unit.id}/a{int(tx.now.timestamp() * 1000):x}"
        while await tx.ledger.drafts.get(id_):
            id_ += "a"
        proposal = Proposal(
            id=id_,
            unit=tx.unit.id,
            act=wanted.act,
            subject=wanted.subjects[0],
            by=tx.by.id,
            at=tx.now,
            what="",
            words=wanted.words,
            facts={**wanted.facts, **several},
        )
        trial = await _tried(tx, proposal)
        proposal = replace(proposal, what=await called(tx, proposal))
        await _keep(tx, PlannedAct(proposal=proposal))
        return ShownAct(id_, await _preview(tx, proposal, trial))


async def shown_act(tx: Transaction, id_: str) -> PlannedAct | None:
    """The act that was shown and waits for who asked for it; None where there is none, or not any more."""
    draft = await tx.ledger.drafts.get(id_)
    if draft is None or draft.kind != PlannedAct.kind or draft.person != tx.by.id:
        return None
    kept = draft_of(draft, PlannedAct)
    return kept if kept.state == "shown" else None


async def card_of_act(tx: Transaction, kept: PlannedAct) -> MessageBody:
    """Its preview as things are now."""
    return await _preview(tx, kept.proposal, await _tried(tx, kept.proposal))


async def _preview(tx: Transaction, proposal: Proposal, trial: Trial) -> MessageBody:
    second = await second_key_for(tx, proposal)
    return act_body(tx.request.wording, proposal, await effects_of(tx, trial), second=second)


async def effects_if_confirmed(tx: Transaction, proposal: Proposal) -> tuple[str, ...]:
    """What would become of what, for whoever may confirm an act; nothing where it cannot be done any more."""
    asker = await tx.ledger.people.get(proposal.by)
    if proposal.act not in {*REVERSIBLE, Act.ERASE}:
        return ()
    try:
        trial = await _tried(replace(tx, person=asker), proposal)
    except Refusal:
        return ()
    return effect_lines(tx.request.wording, await effects_of(tx, trial))


async def _tried(tx: Transaction, proposal: Proposal) -> Trial:
    trial = Trial(tx.ledger)
    await EXECUTE[proposal.act](replace(tx, ledger=trial.ledger), proposal)
    return trial


async def do_act(request: RequestContext, by: Person, id_: str) -> ActDone | Proposed:
    """Do what the preview showed, or ask for its second key.

    Raises NotFound, NotAllowed, Overtaken where that was decided before, and whatever the act itself raises.
    """
    async with open_transaction(request, by) as tx:
        kept = await _shown(tx, id_)
        if await second_key_for(tx, kept.proposal):
            asked = kept.proposal
            proposed = await propose(tx, asked.act, asked.subject, asked.what, words=asked.words, facts=asked.facts)
            await _keep(tx, msgspec.structs.replace(kept, state="asked"))
            return proposed
        return await _carry_out(tx, kept)


async def drop_act(request: RequestContext, by: Person, id_: str) -> None:
    """Leave it; raises as `do_act` does."""
    async with open_transaction(request, by) as tx:
        await _keep(tx, msgspec.structs.replace(await _shown(tx, id_), state="dropped"))


async def _shown(tx: Transaction, id_: str) -> PlannedAct:
    kept = await _kept(tx.ledger, tx.unit.id, id_)
    if kept.proposal.by != tx.by.id:
        raise NotAllowed
    if kept.state != "shown":
        raise Overtaken(number="", why="act")
    return kept


async def confirmed_act(tx: Transaction, proposal: Proposal, confirmed_by: str) -> ActDone | None:
    """Do what a second person confirmed, in the asker's transaction; None where that cannot be taken back."""
    if proposal.act not in REVERSIBLE:
        await EXECUTE[proposal.act](tx, proposal)
        return None
    id_ = f"{tx.unit.id}/a{proposal.id.rpartition('/')[2]}"
    return await _carry_out(tx, PlannedAct(proposal=replace(proposal, id=id_), confirmed_by=confirmed_by))


async def _carry_out(tx: Transaction, planned: PlannedAct) -> ActDone:
    proposal = planned.proposal
    trial = await _tried(tx, proposal)
    effects = await effects_of(tx, trial)
    await trial.keep()
    done = msgspec.structs.replace(
        planned,
        state="done",
        done_at=tx.now,
        before={name: {id_: _plain(one) for id_, one in trial.before(name).items()} for name in RESTORED},
        after={name: {id_: _plain(one) for id_, one in trial.after(name).items()} for name in RESTORED},
        told=[*trial.after("outbox")],
        entry=trial.after("heads")[tx.unit.id].number,
    )
    await _keep(tx, done)
    until = (tx.now + WITHIN).astimezone(tx.request.local(tx.unit).tzinfo)
    return ActDone(proposal=proposal, effects=effects, until=until, id=proposal.id)


async def take_back(request: RequestContext, by: Person, id_: str) -> tuple[str, tuple[str, ...]]:
    """Put everything as it was before an act; what it was, and who hears of it.

    Raises NotFound, NotAllowed but for who asked or confirmed it, Overtaken, or Unreadable after a day, where somebody
    has acted on any of it since, or where the account is somebody else's by now.
    """
    async with open_transaction(request, by) as tx:
        kept = await _kept(tx.ledger, tx.unit.id, id_)
        if tx.by.id not in {kept.proposal.by, kept.confirmed_by}:
            raise NotAllowed
        if kept.state != "done" or kept.done_at is None:
            raise Overtaken(number="", why="act")
        if tx.now - kept.done_at > WITHIN:
            raise Unreadable(what="act_late")
        await _demand_untouched(tx, kept)
        await _restore(tx, kept)
        await _keep(tx, msgspec.structs.replace(kept, state="undone"))
        return kept.proposal.what, await _tell(tx, kept)


async def _demand_untouched(tx: Transaction, kept: PlannedAct) -> None:
    touched = []
    for name, records in kept.after.items():
        for id_, left in records.items():
            now = await getattr(tx.ledger, name).get(id_)
            if await (_acted_on(tx, id_, kept.entry) if name == "measures" else _differs(now, left)):
                touched.append(now)
    if touched:
        names = dict.fromkeys(
            next(filter(None, (getattr(one, key, "") for key in ("number", "name", "about"))), "") for one in touched
        )
        raise Unreadable(what="act_touched", number="、".join(str(one) for one in names if one))
    for fields in kept.before["people"].values():
        chat = fields and fields.get("chat")
        others = await tx.ledger.people.find(PEOPLE_AT, str(chat)) if chat else []
        if any(one.id != fields["id"] for one in others):
            raise NoChange(why="account_taken", name=fields["name"])


async def _restore(tx: Transaction, kept: PlannedAct) -> None:
    findings = []
    for id_, fields in kept.before["measures"].items():
        now: Measure | None = await tx.ledger.measures.get(id_)
        if now is None:
            raise NotFound(what=id_)
        was = replace(now, stage=Stage.CANCELLED, wake=None) if fields is None else _read("measures", fields)
        was = was if fields is None else replace(was, wake=tx.today)
        await change(tx, now, was, Verb.TAKE_BACK, act=str(kept.proposal.act))
        findings.append(now.finding)
    for name in RESTORED[1:]:
        for id_, fields in kept.before.get(name, {}).items():
            shelf = getattr(tx.ledger, name)
            if fields is not None:
                await shelf.put(_read(name, fields))
            elif name == "drafts":
                await shelf.drop(id_)
            elif name == "assignments":
                await drop_share(tx, await shelf.get(id_), kept.proposal.what)
    for id_, fields in kept.before["people"].items():
        await note(tx, Verb.TAKE_BACK, id_, act=str(kept.proposal.act), name=(fields or {}).get("name", ""))
    for finding in dict.fromkeys(findings):
        await settle_finding(tx, finding)


async def _tell(tx: Transaction, kept: PlannedAct) -> tuple[str, ...]:
    """What has not been sent stays unsent; whoever may have read it hears that it was taken back."""
    to = [kept.proposal.by, kept.confirmed_by, *kept.before["people"]]
    for message in await tx.ledger.outbox.get_many(kept.told):
        if message.state is MessageState.WAITING:
            await tx.ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED))
        else:
            to.append(message.to)
    facts = {"who": tx.by.name, "what": kept.proposal.what}
    told = notice("pending.act.taken_back_told", facts, kept.before["measures"])
    found = await people(tx.ledger, [one for one in to if one])
    return (await notify(tx, found, reason=f"taken_back:{kept.proposal.id}", facts=told)).names


async def _kept(ledger: Ledger, unit: str, id_: str) -> PlannedAct:
    draft = await ledger.drafts.get(id_)
    if draft is None or draft.unit != unit or draft.kind != PlannedAct.kind:
        raise NotFound(what="act")
    return draft_of(draft, PlannedAct)


async def _keep(tx: Transaction, content: PlannedAct) -> None:
    proposal = content.proposal
    draft = Draft(
        id=proposal.id,
        unit=proposal.unit,
        person=proposal.by,
        kind=content.kind,
        at=tx.now,
        facts=facts_of(content),
    )
    await tx.ledger.drafts.put(draft)


def _plain(record: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(record))


async def _acted_on(tx: Transaction, measure: str, entry: int) -> bool:
    """True where a person did something to a measure after an entry; what the clock keeps of it counts for nothing."""
    since = await tx.ledger.journal.find(JOURNAL_OF, measure, since=f"{entry + 1:09d}")
    return any(one.by != CLOCK and one.verb not in SEEN for one in since)


async def _differs(now: Any, left: Any) -> bool:
    """True where a record is not as the act left it."""
    fields = _plain(now)
    if not fields or not left:
        return bool(fields != left)
    return any(fields.get(name) != value for name, value in left.items() if name != "blocked")


def _read(name: str, fields: dict[str, Any]) -> Any:
    return msgspec.convert(fields, SHELVES[name])
