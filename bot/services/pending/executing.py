"""What each act does once it is to be done, within a transaction of whoever asked for it."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.people.person import Role
from bot.domain.people.proposal import Act, Proposal
from bot.services.closing.steps import reopen_as_asked, report_day_within, standing_within
from bot.services.core.transaction import Transaction
from bot.services.imports.plan_import import lead_by_file_within, move_deadlines_within
from bot.services.imports.postponed import FILE
from bot.services.imports.undo import redo_within, undo_within
from bot.services.people.absence import stand_in_within
from bot.services.people.binding import unbind_within
from bot.services.people.erasure import erase_within
from bot.services.people.handover import hand_over_within
from bot.services.people.staff import retire, set_role
from bot.services.plan.correction import cancel_within, correct_within, lend_within
from bot.services.plan.interim import interim_within
from bot.services.plan.rearrangement import merge_within, split_within
from bot.services.settings.policy import set_within


async def _appoint(tx: Transaction, proposal: Proposal) -> None:
    if FILE in proposal.facts:
        await lead_by_file_within(tx, proposal)
        return
    await set_role(tx, proposal.subject, Role(proposal.facts["role"]), give=True)


async def _dismiss(tx: Transaction, proposal: Proposal) -> None:
    await set_role(tx, proposal.subject, Role(proposal.facts["role"]), give=False)


async def _retire(tx: Transaction, proposal: Proposal) -> None:
    await retire(tx, proposal.subject)


async def _unbind(tx: Transaction, proposal: Proposal) -> None:
    for person in proposal.subjects:
        await unbind_within(tx, person)


async def _hand_over(tx: Transaction, proposal: Proposal) -> None:
    role = proposal.facts.get("role")
    await hand_over_within(tx, proposal.subject, proposal.facts["taker"], Role(role) if role else None)


async def _set(tx: Transaction, proposal: Proposal) -> None:
    facts = proposal.facts
    await set_within(tx, facts["setting"], facts["value"], scope=facts["scope"])


async def _cancel(tx: Transaction, proposal: Proposal) -> None:
    for measure in proposal.subjects:
        await cancel_within(tx, measure, proposal.words)


async def _turn_standing(tx: Transaction, proposal: Proposal) -> None:
    for measure in proposal.subjects:
        await standing_within(tx, measure, proposal.words)


async def _reopen(tx: Transaction, proposal: Proposal) -> None:
    for measure in proposal.subjects:
        await reopen_as_asked(tx, measure, proposal.words)


async def _merge(tx: Transaction, proposal: Proposal) -> None:
    *merged, into = proposal.subjects
    for measure in merged:
        await merge_within(tx, measure, into, proposal.words)


async def _split(tx: Transaction, proposal: Proposal) -> None:
    parts = {name: proposal.facts[name] for name in ("text", "rest")}
    await split_within(tx, proposal.subject, **parts, reason=proposal.words)


async def _erase(tx: Transaction, proposal: Proposal) -> None:
    await erase_within(tx, proposal.subject)


async def _undo_import(tx: Transaction, proposal: Proposal) -> None:
    await undo_within(tx, proposal.facts["at"])


async def _redo_import(tx: Transaction, proposal: Proposal) -> None:
    await redo_within(tx, proposal.facts["at"])


EXECUTE: Mapping[Act, Callable[[Transaction, Proposal], Awaitable[object]]] = {
    Act.APPOINT: _appoint,
    Act.DISMISS: _dismiss,
    Act.RETIRE: _retire,
    Act.UNBIND: _unbind,
    Act.HAND_OVER: _hand_over,
    Act.SET: _set,
    Act.CANCEL: _cancel,
    Act.TURN_STANDING: _turn_standing,
    Act.UNDO_IMPORT: _undo_import,
    Act.REDO_IMPORT: _redo_import,
    Act.MOVE_DEADLINES: move_deadlines_within,
    Act.CORRECT: correct_within,
    Act.INTERIM: interim_within,
    Act.STAND_IN: stand_in_within,
    Act.SET_REPORT_DAY: report_day_within,
    Act.REOPEN: _reopen,
    Act.MERGE: _merge,
    Act.SPLIT: _split,
    Act.SUPPORT: lend_within,
    Act.ERASE: _erase,
}
