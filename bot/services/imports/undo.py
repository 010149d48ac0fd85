"""Taking the last import back: what people have done since stays."""

from dataclasses import replace

from bot.domain.core.refusal import NotAllowed, NotFound
from bot.domain.imports.result import UndoneImport
from bot.domain.imports.revision import taken_over
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.services.closing.ending import settle_finding
from bot.services.core.draft_content import LastImport, draft_of
from bot.services.core.ledger import UNITS
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.imports.plan_import import LAST, note_change


async def undo_import(request: RequestContext, *, by: Person | None) -> UndoneImport:
    """Take the last import back: new measures end as cancelled, changed ones are as before.

    What people reported stays, and so do the measures on which they did. Raises NotAllowed, or NotFound where
    nothing was imported or it was taken back already.
    """
    if by is not None and not by.holds(Role.OFFICE):
        raise NotAllowed
    async with request.open() as ledger:
        unit_id = by.unit if by else (await ledger.units.find(UNITS))[0].id
        last = await ledger.drafts.get(f"{unit_id}:{LAST}")
        if last is None:
            raise NotFound(what="last_import")
        content = draft_of(last, LastImport)
        tx = Transaction(request, ledger, await unit_of(ledger, unit_id), by)
        touched: list[Measure] = []
        gone: list[Measure] = []
        restored = 0
        for id_ in content.new:
            measure = await ledger.measures.get(id_)
            if measure is None or measure.stage is not Stage.NOT_STARTED or measure.reported:
                touched += [measure] if measure else []
                continue
            gone.append(replace(measure, stage=Stage.CANCELLED, wake=None))
            await ledger.measures.put(gone[-1])
            await note_change(tx, (measure, gone[-1]), LAST)
        for before in content.changed:
            measure = await ledger.measures.get(before.id)
            if measure is None:
                continue
            back = replace(taken_over(measure, before), deadline=before.deadline, wake=tx.today)
            await ledger.measures.put(back)
            await note_change(tx, (measure, back), LAST)
            restored += 1
        for finding in dict.fromkeys(measure.finding for measure in gone):
            await settle_finding(tx, finding, LAST)
        await ledger.drafts.drop(last.id)
        plan = await ledger.plans.get(content.plan)
        if plan is None:
            raise NotFound(what="plan")
        return UndoneImport(plan, len(gone), restored, tuple(touched))
