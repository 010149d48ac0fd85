"""What became, or would become, of which records by an act, as people are told."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.domain.closing.closing_slip import Closing
from bot.domain.extensions.extension import ExtensionState
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.rechecks.recheck import RecheckState
from bot.domain.supervision.assignment import AssignmentKind
from bot.messages.history.view import changed
from bot.messages.pending.act_effects import Effects, Erased, MeasureEffect, ShareEffect
from bot.services.core.draft_content import HandoverRecord, draft_of
from bot.services.core.ledger import MEASURES_OF_PERSON
from bot.services.core.measure_context import measure_context, numbered
from bot.services.core.request import difference
from bot.services.core.transaction import Transaction, people
from bot.services.pending.trial import Trial
from bot.services.status.support import unsettled_of

WORDS = frozenset({"text", "short", "result", "support"})  # what messages may not show where it is confidential


async def effects_of(tx: Transaction, trial: Trial) -> Effects:
    """What of the trial somebody would want to know before it is kept."""
    erased = _erased(trial)
    before, after = trial.before("measures"), {} if erased else trial.after("measures")
    closings: list[Closing] = [one for one in trial.after("closings").values() if one and one.subject.count("/") > 1]
    findings = [one for one in closings if one.subject not in after]
    lists = [one for one in trial.after("drafts").values() if one and one.kind == HandoverRecord.kind]
    messages = [] if erased else trial.after("outbox").values()  # an erasure tells nobody
    to = [message.to for message in messages if message.to != (tx.person.id if tx.person else "")]
    told = await people(trial.ledger, dict.fromkeys(to))
    unbound = [one for one in trial.after("people").values() if one.chat is None]
    let_go = [one for one in unbound if (was := trial.before("people")[one.id]) and was.chat is not None]
    own = replace(tx, ledger=trial.ledger)
    return Effects(
        measures=tuple([await _of(tx, trial, before[id_], measure) for id_, measure in after.items()]),
        after=tuple(after.values()),
        fresh=tuple(one for id_, one in after.items() if before[id_] is None),
        closed=tuple(one.subject.rpartition("/")[2] for one in findings if one.reopened is None),
        opened=tuple(one.subject.rpartition("/")[2] for one in findings if one.reopened is not None),
        extensions=sum(one.state is ExtensionState.WITHDRAWN for one in trial.after("extensions").values()),
        rechecks=sum(one.state is RecheckState.DROPPED for one in trial.after("rechecks").values()),
        evidence=len(trial.after("evidence")),
        shares=() if erased else tuple([one async for one in _shares(own, trial)]),
        handed=tuple(what for one in lists for what in draft_of(one, HandoverRecord).matters),
        erased=erased,
        unbound=tuple([(one.name, await _open(tx, one)) for one in let_go]),
        told=tuple(one.name for one in told if one.reachable),
        lost=tuple(one.name for one in told if not one.reachable),
    )


def _erased(trial: Trial) -> Erased | None:
    """What an erasure rewrites, where it is one."""
    entry = next((one for one in trial.after("journal").values() if one.verb == Verb.ERASE), None)
    if entry is None:
        return None
    gone = sum(one is None for shelf in ("outbox", "drafts", "cards") for one in trial.after(shelf).values())
    return Erased(
        name=trial.before("people")[entry.subject].name,
        pseudonym=entry.after["name"],
        records=entry.after["records"],
        entries=len(entry.after["entries"]),
        gone=gone,
        unclear=entry.after["unclear"],
    )


async def _shares(tx: Transaction, trial: Trial) -> AsyncIterator[ShareEffect]:
    """What becomes of the shares of supporting bodies, and what of the new words nobody is given."""
    for id_, share in trial.after("assignments").items():
        if share and share.kind is AssignmentKind.SUPPORT:
            hidden = (await measure_context(tx, share.subject)).policy.confidential
            to = tuple(person.name for person in await people(tx.ledger, share.to))
            before = trial.before("assignments")[id_]
            what = "given" if before is None else "moved" if share.outcome is before.outcome else "dropped"
            words = "" if hidden else share.words
            yield ShareEffect(what=what, body=share.about, words=words, day=share.answer_by, to=to)
    for id_, measure in trial.after("measures").items():
        was = trial.before("measures")[id_]
        if measure and was and was.support != measure.support:
            hidden = (await measure_context(tx, id_)).policy.confidential
            for one in await unsettled_of(tx, measure):
                yield ShareEffect(what=str(one.why), body=one.body, words="" if hidden else one.words)


async def _open(tx: Transaction, person: Person) -> int:
    return sum(not one.is_ended for one in await tx.ledger.measures.find(MEASURES_OF_PERSON, person.id))


async def _of(tx: Transaction, trial: Trial, was: Measure | None, becomes: Measure) -> MeasureEffect:
    context = await measure_context(Transaction(tx.request, trial.ledger, tx.unit, tx.person), becomes.id)
    (shown,) = await numbered(trial.ledger, becomes)
    old, new = difference(was, becomes) if was else ({}, {})
    hidden = context.policy.confidential and bool(WORDS & {*new})
    if context.policy.confidential:
        old, new = ({name: one[name] for name in one if name not in WORDS} for one in (old, new))
    ids = [one for fields in (old, new) for name in ("owners", "leaders") for one in fields.get(name, ())]
    names = {person.id: person.name for person in await tx.ledger.people.get_many(ids)}
    return MeasureEffect(
        number=shown.number,
        matter="" if context.policy.confidential else becomes.text,
        what=changed(tx.request.wording, names, old, new),
        fresh=was is None,
        hidden=hidden,
    )
