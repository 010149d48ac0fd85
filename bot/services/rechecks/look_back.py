"""What a look back found: it holds, or it relapsed and is open again."""

from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotFound, Overtaken
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.rechecks.recheck import Recheck, RecheckState
from bot.services.closing.ending import open_again
from bot.services.core.ledger import EVIDENCE_OF, RECHECKS_OF
from bot.services.core.measure_context import open_dossier, require
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, note, people, sit


@dataclass(frozen=True)
class Looked:
    """What came of a look back."""

    recheck: Recheck
    measure: Measure
    told: tuple[str, ...] = ()


async def answer_recheck(desk: Desk, by: Person, recheck_id: str, *, holds: bool, words: str = "") -> Looked:
    """Record a look back; a relapse opens the measure again, with its closing kept.

    Raises NotFound, Overtaken, NotAllowed, OwnWork, WrongStage, or Unreadable for a relapse without words.
    """
    async with sit(desk, by) as sitting:
        recheck = await sitting.ledger.rechecks.get(recheck_id)
        if recheck is None or recheck.unit != sitting.unit.id:
            raise NotFound(what=recheck_id.rpartition("/")[2])
        dossier = await open_dossier(sitting, recheck.measure)
        if recheck.state is not RecheckState.PLANNED:
            who = await people(sitting.ledger, [recheck.by])
            raise Overtaken(number=dossier.measure.number, who=who[0].name if who else "")
        await require(dossier, Action.RECHECK)
        state = RecheckState.HOLDS if holds else RecheckState.RELAPSED
        shown = await _shown(sitting, recheck)
        done = replace(recheck, state=state, by=sitting.by.id, at=sitting.now, words=words, evidence=shown)
        await sitting.ledger.rechecks.put(done)
        facts = {"recheck": recheck.id, "state": str(state), "proofs": len(shown)}
        await note(sitting, Verb.RECHECK, recheck.measure, words=words, **facts)
        if holds:
            return Looked(done, dossier.measure)
        opened, told = await open_again(dossier, words)
        return Looked(done, opened, told.names)


async def _shown(sitting: Sitting, recheck: Recheck) -> tuple[str, ...]:
    """Ids of the proofs that came since the closing, or since somebody looked before."""
    looks = await sitting.ledger.rechecks.find(RECHECKS_OF, recheck.measure)
    since = max((look.at for look in looks if look.at), default=recheck.planned)
    kept = await sitting.ledger.evidence.find(EVIDENCE_OF, recheck.measure)
    return tuple(proof.id for proof in kept if proof.stands and proof.at > max(since, recheck.planned))
