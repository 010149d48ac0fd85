"""What a meeting decided: read from a sentence, echoed, and once that is confirmed an instruction or a new measure."""

import datetime as dt
from dataclasses import dataclass, replace

import msgspec

from bot.domain.core.refusal import NotFound, Refusal, Unreadable
from bot.domain.inspections.visit import Visit
from bot.domain.meetings.meeting import Meeting, MeetingState
from bot.domain.meetings.resolution import CalledMeeting, ReadResolution
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.messages.text import short_day
from bot.readers.meeting import what_is_done
from bot.services.core.draft_content import PendingResolution, draft_of, drafts_of, fresh_name, new_draft
from bot.services.core.ledger import MEETINGS_OF, Draft
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, open_transaction, require_role
from bot.services.meetings.adoption import adopt_fresh, adopt_instruction
from bot.services.meetings.planning import found_meeting
from bot.services.meetings.responsible import responsible_in
from bot.services.meetings.session import recorded
from bot.services.replies.named_measure import subject_named

RECENT = dt.timedelta(days=7)  # within which a meeting that is not named can be the last one


@dataclass(frozen=True)
class Proposed:
    """A decision as it was read, by the name of its draft; what it is on and who it names, in words."""

    draft: str
    kept: PendingResolution
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adopted:
    """A decision that was registered: in which meeting, under which id, who was told."""

    source: Meeting | Visit
    resolution: str
    told: tuple[str, ...]
    kept: PendingResolution
    origin: str = ""
    fresh: bool = False


async def propose_resolution(
    request: RequestContext,
    by: Person,
    called: CalledMeeting,
    read: ReadResolution,
    *,
    meeting_id: str = "",
    measure_id: str = "",
) -> Proposed | Refusal:
    """Keep a decision until it is confirmed; the refusal where what it names is not there.

    Of `meeting_id` where it was written down in a meeting; `measure_id` is meant where it names none.
    """
    subject = measure_id
    if read.number:
        try:
            subject = (await subject_named(request, by, read.number)).id
        except (NotFound, Unreadable) as refusal:
            return refusal
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        try:
            meeting, day, title = await _meant(tx, called, meeting_id)
        except (NotFound, Unreadable) as refusal:
            return refusal
        wanted = PendingResolution(
            words=read.words,
            day=day,
            title=title,
            meeting=meeting.id if meeting else "",
            subject=subject,
            fresh=read.fresh,
        )
        return await keep_resolution(tx, wanted, read)


async def lacks_meeting(request: RequestContext, by: Person, called: CalledMeeting) -> Unreadable | None:
    """The refusal where nothing tells which meeting is meant; raises NotAllowed."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.MEET)
        try:
            await _meant(tx, called, "")
        except Unreadable as refusal:
            return refusal
    return None


async def keep_resolution(tx: Transaction, wanted: PendingResolution, read: ReadResolution) -> Proposed | Refusal:
    """Keep what was read with its people and days; the refusal where a name is that of two."""
    try:
        named = await responsible_in(tx.ledger, tx.unit.id, read.words)
    except NotFound as refusal:
        return refusal
    ahead = tuple(one for one in read.days if one >= tx.today)
    certain = read.certain and len(ahead) == 1 and ahead == read.days
    kept = msgspec.structs.replace(
        wanted,
        to=[*named.people],
        leaders=[*named.leaders],
        departments=[*named.departments],
        due=ahead[0] if certain else None,
        days=[] if certain else [*ahead],
        matter=what_is_done(read.words, named.said),
    )
    waits = await drafts_of(tx.ledger, tx.by.id, PendingResolution)
    name, kept = next(((name, one) for name, one in waits.items() if _is_same(one, kept)), (fresh_name(), kept))
    await tx.ledger.drafts.put(new_draft(kept, tx.unit.id, tx.by.id, tx.now, name))
    return Proposed(name, kept, named.unknown)


def _is_same(waiting: PendingResolution, said: PendingResolution) -> bool:
    """True where what is said waits already: whatever was settled of it since it was said the first time stays."""
    settled = msgspec.structs.replace(
        said,
        meeting=said.meeting or waiting.meeting,
        subject=said.subject or waiting.subject,
        due=said.due or waiting.due,
        days=said.days if said.due is None and waiting.due is None else [],
    )
    return settled == waiting


async def _meant(tx: Transaction, called: CalledMeeting, meeting_id: str) -> tuple[Meeting | None, dt.date, str]:
    """The meeting that is meant, or day and name of one that is to be recorded; raises Unreadable where none is."""
    if meeting_id:
        meeting = await found_meeting(tx, meeting_id)
        return meeting, tx.today if meeting.state is MeetingState.UNDER_WAY else meeting.day, meeting.title
    if called.doubt:
        raise Unreadable(what="meeting_day")
    known = [
        one for one in await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id) if one.state is not MeetingState.CANCELLED
    ]
    fits = [one for one in known if called.title in {"", one.title}]
    under_way = [one for one in fits if one.state is MeetingState.UNDER_WAY and called.day in {None, one.day, tx.today}]
    if under_way:
        return under_way[-1], tx.today, under_way[-1].title
    if called.day:
        on = [one for one in fits if one.day == called.day]
        title = called.title or tx.request.wording.word("meetings.title")
        return (on[-1], on[-1].day, on[-1].title) if on else (None, called.day, title)
    recent = [one for one in fits if tx.today - RECENT <= one.day <= tx.today]
    if not recent:
        raise Unreadable(what="which_meeting")
    return recent[-1], recent[-1].day, recent[-1].title


async def pending_resolution(request: RequestContext, by: Person, draft: str) -> Proposed:
    """A decision that waits; raises NotFound where it was registered or dropped."""
    async with request.look() as ledger:
        return Proposed(draft, _read(await ledger.drafts.get(f"{by.id}:{draft}")))


def _read(draft: Draft | None) -> PendingResolution:
    if draft is None or draft.kind != PendingResolution.kind:
        raise NotFound(what="resolution")
    return draft_of(draft, PendingResolution)


async def set_due(request: RequestContext, by: Person, draft: str, day: dt.date) -> Proposed:
    """Say until when it is to be carried out; raises NotFound, or Unreadable for a day that is over."""
    async with open_transaction(request, by) as tx:
        kept = await _opened(tx, draft)
        if day < tx.today:
            raise Unreadable(what="past_due")
        return await _put(tx, draft, msgspec.structs.replace(kept, due=day, days=[]))


async def set_subject(request: RequestContext, by: Person, draft: str, number: str) -> Proposed:
    """Say on which measure or finding it is; raises NotFound."""
    subject = await subject_named(request, by, number)
    async with open_transaction(request, by) as tx:
        return await _put(tx, draft, msgspec.structs.replace(await _opened(tx, draft), subject=subject.id))


async def _put(tx: Transaction, draft: str, kept: PendingResolution) -> Proposed:
    await tx.ledger.drafts.put(new_draft(kept, tx.unit.id, tx.by.id, tx.now, draft))
    return Proposed(draft, kept)


async def _opened(tx: Transaction, draft: str) -> PendingResolution:
    kept = _read(await tx.ledger.drafts.get(f"{tx.by.id}:{draft}"))
    require_role(tx, Action.INSPECT if kept.visit else Action.MEET)
    return kept


async def drop_resolution(request: RequestContext, by: Person, draft: str) -> None:
    """Let it go; raises NotFound where it was registered or dropped."""
    async with open_transaction(request, by) as tx:
        await _opened(tx, draft)
        await tx.ledger.drafts.drop(f"{tx.by.id}:{draft}")


async def adopt_resolution(request: RequestContext, by: Person, draft: str, *, fresh: bool) -> Adopted:
    """Register a decision: an instruction on what it is on, or a new measure of its finding.

    Raises NotAllowed, NotFound, Unreadable where its day or its measure is still lacking, or NoChange where the same
    was registered before and is not done.
    """
    async with open_transaction(request, by) as tx:
        kept = await _opened(tx, draft)
        if not kept.subject or kept.due is None or kept.due < tx.today:
            raise Unreadable(what="resolution_lacks")
        source = await _source(tx, kept)
        key = "inspections.origin" if isinstance(source, Visit) else "meetings.origin"
        origin = request.wording.word(key, day=short_day(source.day), title=source.title)
        adopt = adopt_fresh if fresh or kept.fresh else adopt_instruction
        resolution, told = await adopt(tx, kept, source, origin)
        if isinstance(source, Visit):
            await tx.ledger.visits.put(replace(source, resolutions=(*source.resolutions, resolution)))
        else:
            await tx.ledger.meetings.put(source.deciding(resolution, kept.subject))
        await tx.ledger.drafts.drop(f"{tx.by.id}:{draft}")
        return Adopted(source, resolution, told, kept, origin, fresh or kept.fresh)


async def _source(tx: Transaction, kept: PendingResolution) -> Meeting | Visit:
    """The visit that demands it, or the meeting that decided it; raises NotFound."""
    if not kept.visit:
        return await _meeting_of(tx, kept)
    visit = await tx.ledger.visits.get(kept.visit)
    if visit is None:
        raise NotFound(what="visit")
    return visit


async def _meeting_of(tx: Transaction, kept: PendingResolution) -> Meeting:
    """The meeting, or one that was held and is recorded with its first decision."""
    if kept.meeting:
        return await found_meeting(tx, kept.meeting)
    return await recorded(tx, kept.title, kept.day)


async def may_meet(request: RequestContext, by: Person) -> bool:
    """True for whoever may register what a meeting decided."""
    async with request.look() as ledger:
        person = await ledger.people.get(by.id)
        return person is not None and allowed(Action.MEET, person)
