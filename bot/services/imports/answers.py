"""What the office, or the command line, answers to the preview of an import that waits."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import msgspec

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.imports.draft import FindingDraft, PlanDraft
from bot.domain.imports.identity import NEW
from bot.domain.imports.namesakes import distinguished, settled_name
from bot.domain.imports.result import Preview
from bot.domain.people.person import Person
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.services.core.draft_content import PendingImport, draft_of
from bot.services.core.ledger import PEOPLE_OF, Draft
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext
from bot.services.imports.comparison import preview_of, waiting_draft
from bot.services.imports.leavers import with_leavers_asked, without_the_erased


async def waiting(request: RequestContext, by: Person | None) -> Preview:
    """The import about which the person is being asked; raises NotFound."""
    async with request.look() as ledger:
        return await preview_of(request, ledger, await waiting_draft(ledger, by))


async def choose_round(request: RequestContext, letter: str, *, by: Person | None) -> Preview:
    """Say which round the file belongs to, or "new"; raises NotFound."""
    return await _amended(request, by, lambda _: {"plan": letter, "answers": {}, "by_file": [], "revived": None})


async def identify(request: RequestContext, number: str, known: str, *, by: Person | None) -> Preview:
    """Say which measure of the ledger, by id or "new", a measure of the file is; raises NotFound."""
    return await _amended(request, by, lambda kept: {"answers": {**kept.answers, number: known}})


async def identify_by_number(request: RequestContext, *, by: Person | None) -> Preview:
    """All doubtful measures are those that bear their number now, or new; raises NotFound."""
    shown = await waiting(request, by)
    said = {
        doubt.number: next((one.id for one in doubt.candidates if one.number == doubt.number), NEW)
        for doubt in shown.revision.doubts
    }
    return await _amended(request, by, lambda kept: {"answers": {**kept.answers, **said}})


async def prefer(request: RequestContext, measures: Collection[str], *, file: bool, by: Person | None) -> Preview:
    """Say whether the file or the ledger counts where both say different things of measures; raises NotFound."""

    def preferred(kept: PendingImport) -> dict[str, Any]:
        return {"by_file": sorted({*kept.by_file, *measures} if file else {*kept.by_file}.difference(measures))}

    return await _amended(request, by, preferred)


async def bring_back(request: RequestContext, *, revived: bool, by: Person | None) -> Preview:
    """Say whether cancelled measures that the file has come back; raises NotFound."""
    return await _amended(request, by, lambda _: {"revived": revived})


async def give_reason(request: RequestContext, reason: str, *, by: Person | None) -> Preview:
    """Say why days or people change; raises NotFound, or Unreadable without words."""
    given = given_reason(reason)
    return await _amended(request, by, lambda _: {"reason": given})


def given_reason(words: str) -> str:
    """The words as a reason; raises Unreadable where there are none."""
    if not words.strip():
        raise Unreadable(what="reason")
    return words.strip()


async def read_again(request: RequestContext, read: PlanDraft, *, by: Person | None) -> Preview:
    """The same file as it is read with what was explained since; raises NotFound."""
    async with request.look() as ledger:
        unit = (await waiting_draft(ledger, by)).unit
        people = await ledger.people.find(PEOPLE_OF, unit)
        read = distinguished(read, people)
        read = await with_leavers_asked(ledger, unit, read)

    def answered(kept: PendingImport) -> dict[str, Any]:
        told = read
        for name, two in kept.names.items():
            told = without_the_erased(settled_name(told, people, name, two=two), people)
        return _answered_before(kept, told)

    return await _amended(request, by, answered)


def _answered_before(kept: PendingImport, read: PlanDraft) -> dict[str, Any]:
    """The file as it is read now, with the days and the measures that were settled for words that stay the same."""
    same = {(one.number, one.text, one.deadline.words) for one in kept.read.measures}
    stays = {one.number: one for one in read.measures if (one.number, one.text, one.deadline.words) in same}
    for one in kept.read.measures:
        decided = one.reading is None and one.deadline.kind is not DeadlineKind.UNCLEAR
        if decided and one.number in stays and stays[one.number].deadline.kind is DeadlineKind.UNCLEAR:
            read = replace(read, findings=tuple(_settled(each, one.number, one.deadline) for each in read.findings))
    return {"read": read, "answers": {number: said for number, said in kept.answers.items() if number in stays}}


async def tell_names(request: RequestContext, name: str, *, two: bool, by: Person | None) -> Preview:
    """Say whether a name of the file is one person's or two people's; raises NotFound."""
    async with request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, (await waiting_draft(ledger, by)).unit)

    def told(kept: PendingImport) -> dict[str, Any]:
        read = without_the_erased(settled_name(kept.read, people, name, two=two), people)
        return {"read": read, "names": kept.names | {name: two}}

    return await _amended(request, by, told)


async def settle(request: RequestContext, number: str, deadline: Deadline, *, by: Person | None) -> Preview:
    """Decide an open deadline of the waiting import; raises NotFound."""

    def settled(kept: PendingImport) -> dict[str, Any]:
        if number not in {measure.number for measure in kept.read.measures}:
            raise NotFound(what=number)
        findings = tuple(_settled(finding, number, deadline) for finding in kept.read.findings)
        return {"read": replace(kept.read, findings=findings)}

    return await _amended(request, by, settled)


async def _amended(
    request: RequestContext, by: Person | None, change: Callable[[PendingImport], dict[str, Any]]
) -> Preview:
    async with request.look() as ledger:
        before = await waiting_draft(ledger, by)
        draft = _changed(before, change)
        shown = await preview_of(request, ledger, draft)
    async with request.open() as ledger:
        now = await waiting_draft(ledger, by)
        if now != before:
            draft = _changed(now, change)
            shown = await preview_of(request, ledger, draft)
        await ledger.drafts.put(draft)
    return shown


def _changed(draft: Draft, change: Callable[[PendingImport], dict[str, Any]]) -> Draft:
    kept = draft_of(draft, PendingImport)
    return replace(draft, facts=facts_of(msgspec.structs.replace(kept, **change(kept))))


def _settled(finding: FindingDraft, number: str, deadline: Deadline) -> FindingDraft:
    measures = tuple(
        replace(m, deadline=replace(deadline, words=m.deadline.words), reading=None) if m.number == number else m
        for m in finding.measures
    )
    return replace(finding, measures=measures)
