"""Documents on demand: brief, report, notice, slips, ledger, statistics and registers, each as a file."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.documents.word.instruction import instruction_sheet
from bot.documents.word.letter import supervision_letter
from bot.documents.word.paper import word_file
from bot.documents.word.slip import closing_slip
from bot.documents.workbook.assigned import similar_book, voices_book
from bot.documents.workbook.closings import closings_book
from bot.documents.workbook.detail import Proven
from bot.documents.workbook.ledger import ledger_book
from bot.documents.workbook.letters import instructions_book, letters_book
from bot.documents.workbook.reminders import reminders_book
from bot.documents.workbook.statistics import statistics_book
from bot.domain.closing.closing_slip import Closing
from bot.domain.core.filename import apart, file_name
from bot.domain.core.refusal import NotAllowed, NotFound, Unreadable
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding
from bot.domain.reminders.reminder import Reminder
from bot.domain.reporting.early_word import judged
from bot.domain.reporting.handling import handling
from bot.domain.reporting.release import Release, Released
from bot.domain.similar.cause import Cause, Rule
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.services.closing.slip import slip_of
from bot.services.core.ledger import (
    ASSIGNMENTS_OF_UNIT,
    CAUSES_OF,
    CLOSINGS_OF,
    CLOSINGS_OF_UNIT,
    EVIDENCE_OF,
    INSTRUCTIONS_ON,
    JOURNAL_OF,
    LETTERS_OF_UNIT,
    RELEASES_OF,
    REMINDERS_OF,
    RULES_OF,
)
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.inspections.visits import found_visit
from bot.services.reporting import acceptance, acts
from bot.services.reporting.archive import ArchivedProof, closed_round, packed, proofs_of
from bot.services.reporting.burden import burden_paper
from bot.services.reporting.digest import span_of
from bot.services.reporting.drafting import keep_drafts
from bot.services.reporting.job import Documents, File, Finish, Job, only_plan
from bot.services.reporting.papers import outward, weekly
from bot.services.reporting.release import official_name
from bot.services.status.figures import figures_in
from bot.services.status.register import register_as_of, with_words
from bot.services.supervision.assignment import standing_of

PAPER = "文书"
MONTH = dt.timedelta(30)
MAKERS = (Role.OFFICE, Role.SECRETARY)
PERIODS = {"weekly": ("week", "days"), **dict.fromkeys(("monthly", "notice", "burden"), ("month",))}
WHOLE = ("letter", "archive", "minutes", "visit", "acceptance", "dossier")  # what they are named by is theirs to read
NAMED = ("slip", "instruction", *WHOLE)  # of what each is made, is said


async def make_documents(
    request: RequestContext, kind: str, unit_id: str, about: str = "", *, by: Person | None = None
) -> list[File]:
    """The files of a document as `draw_documents` gives them; what is a draft among them is entered."""
    made = await draw_documents(request, kind, unit_id, about, by=by)
    await keep_drafts(request, unit_id, by, made.drafts)
    return made.files


async def draw_documents(
    request: RequestContext, kind: str, unit_id: str, about: str = "", *, by: Person | None = None
) -> Documents:
    """The files of a document of one of KINDS; nothing is written.

    `about` is the number of the measure or finding of a slip, the id of a letter, or the round and the period of a
    paper or a list. Without `by` the machine's owner asks. Raises NotAllowed for other people than office and
    secretary, and for everybody in chat where messages carry number and deadline only; NotFound for what is not there;
    Unreadable for a period that is none, or not of its kind. A visit's record is made for whoever may see the visit.
    """
    seen = kind == "visit" and bool(about)
    if by is not None and not by.holds(*MAKERS) and not seen:
        raise NotAllowed
    if kind not in KINDS:
        raise NotFound(what=kind)
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        if by is not None and seen:
            await found_visit(Transaction(request, ledger, unit, by), about)
        register, told = await span_of(request, ledger, unit, "" if kind in NAMED else about)
        rest = about if kind in WHOLE else register.in_round(about)[1]
        if kind == "burden" and register.of_round:  # it is of people, not of rounds
            raise Unreadable(what=about)
        if kind not in NAMED and rest and told.period.kind not in PERIODS.get(kind, ()):
            raise Unreadable(what=about, why="period_of_kind")
        if kind in NAMED and kind not in WHOLE:
            register, _ = register.in_round(about)
        if by is not None and any(register.is_redacted(measure) for measure in register.measures):
            raise NotAllowed(what="confidential")
        job = Job(request, ledger, register, rest, told)
        finish = await KINDS[kind](job)
    made = await asyncio.to_thread(finish)
    names = apart(file_name(f"{unit.name}{name.replace('/', '-')}", PAPER) for name, _ in made)
    return Documents([(name, content) for name, (_, content) in zip(names, made, strict=True)], job.drawn)


async def _slip(job: Job) -> Finish:
    closings = await job.ledger.closings.find(CLOSINGS_OF_UNIT, job.register.unit.id)
    if job.about or job.register.of_round:
        named = _named_things(job)
        closings = [closing for closing in closings if closing.subject in named]
    if not closings:
        raise NotFound(what=job.about or "销号单")
    return await _slips(job, closings)


async def _slips(job: Job, closings: Sequence[Closing]) -> Finish:
    tx = Transaction(job.request, job.ledger, job.register.unit)
    slips = [await slip_of(tx, closing) for closing in closings]
    return lambda: [(f"{paper.name}.docx", word_file(paper, tx.now)) for paper in map(closing_slip, slips)]


def _named_things(job: Job) -> set[str]:
    """Ids of the measures and findings that bear the number, of all where none is named."""
    things: list[Measure | Finding] = [*job.register.measures, *job.register.findings]
    return {thing.id for thing in things if job.about in {"", thing.number, job.register.number(thing)}}


async def _letter(job: Job) -> Finish:
    letter = await job.ledger.letters.get(job.about)
    if letter is None or letter.unit != job.register.unit.id:
        raise NotFound(what=job.about)
    register, at = job.register, job.request.now()
    issued = register.unit.day_of(letter.issued_at) if letter.issued_at else register.today
    if issued < register.today:  # what it says of each measure is of the day that it bears
        register = await register_as_of(job.ledger, register.unit.id, issued, job.request.calendar)
    paper = supervision_letter(register, letter)
    return lambda: [(f"{paper.name}.docx", word_file(paper, at))]


async def _ledger(job: Job) -> Finish:
    bare = await asyncio.to_thread(job.register.rows, job.register.measures)
    rows = await with_words(job.ledger, job.register, bare)
    said = {row.measure.id: row for row in rows}
    proven = {one.id: await _proven(job, one) for one in job.register.measures}
    figures = await figures_in(job.ledger, job.register)
    books = [(replace(job, register=register).named("整改台账"), plan) for plan, register in job.plans()]
    return lambda: [(name, ledger_book(job.register, plan, said, proven, figures)) for name, plan in books]


async def _proven(job: Job, measure: Measure) -> Proven:
    """The closing that holds, and how many proofs stand, expired ones among them."""
    closings = await job.ledger.closings.find(CLOSINGS_OF, measure.id, latest=True, limit=1)
    proofs = sum(one.stands for one in await job.ledger.evidence.find(EVIDENCE_OF, measure.id))
    if not closings or closings[0].reopened:
        return Proven(proofs=proofs)
    return Proven(closings[0].title, job.register.unit.day_of(closings[0].at), proofs)


async def _stats(job: Job) -> Finish:
    register, calendar = job.register, job.request.calendar
    handled = {
        one.id: handling(one, await job.ledger.journal.find(JOURNAL_OF, one.id), calendar, register.unit.day_of)
        for one in register.measures
    }
    then = await register_as_of(job.ledger, register.unit.id, register.today - MONTH, calendar)
    before = judged(then.only(lambda measure: measure.id in handled), register, handled)
    return lambda: [(job.named("科室统计"), statistics_book(register, handled, before))]


async def _closings(job: Job) -> Finish:
    own = {*job.register.measure, *job.register.finding}
    found = await job.ledger.closings.find(CLOSINGS_OF_UNIT, job.register.unit.id)
    closings = [one for one in found if one.subject in own or job.register.whole]
    return lambda: [(job.named("销号登记表"), closings_book(job.register, closings))]


async def _reminders(job: Job) -> Finish:
    found: list[Reminder] = []
    for measure in job.register.measures:
        found += await job.ledger.reminders.find(REMINDERS_OF, measure.id)
    found.sort(key=lambda reminder: reminder.at)
    return lambda: [(job.named("催办登记表"), reminders_book(job.register, found))]


async def _letters(job: Job) -> Finish:
    found = await job.ledger.letters.find(LETTERS_OF_UNIT, job.register.unit.id)
    own = [one for one in found if job.register.whole or {*one.measures} & {*job.register.measure}]
    letters = sorted((one for one in own if one.issued_at), key=lambda one: (str(one.issued_at), one.number))
    arrived = {}
    for letter in letters:
        for person in letter.recipients:
            message = await job.ledger.outbox.get(f"letter:{letter.id}:issued:{person}")
            if message and message.sent:
                arrived[letter.id, person] = message.sent
    return lambda: [(job.named("函件登记表"), letters_book(job.register, letters, arrived))]


async def _similar(job: Job) -> Finish:
    _, late = await _assigned(job, AssignmentKind.CHECK)
    checks, causes, rules = await _same_kind(job)
    return lambda: [(job.named("举一反三表"), similar_book(job.register, checks, causes, rules, late))]


async def _same_kind(job: Job) -> tuple[list[Assignment], list[Cause], list[Rule]]:
    """Checks for the like, causes and rules made, on what the register holds."""
    checks, _ = await _assigned(job, AssignmentKind.CHECK)
    subjects = {*job.register.finding, *job.register.measure}
    causes = [one for one in await job.ledger.causes.find(CAUSES_OF, job.register.unit.id) if one.finding in subjects]
    rules = [one for one in await job.ledger.rules.find(RULES_OF, job.register.unit.id) if one.finding in subjects]
    return checks, causes, rules


async def _voices(job: Job) -> Finish:
    voices, late = await _assigned(job, AssignmentKind.VOICE)
    return lambda: [(job.named("群众意见表"), voices_book(job.register, voices, late))]


async def _assigned(job: Job, kind: AssignmentKind) -> tuple[list[Assignment], Callable[[Assignment], int]]:
    """What was given of a kind on what the register holds, the first first; and how late each is."""
    tx = Transaction(job.request, job.ledger, job.register.unit)
    subjects = {*job.register.finding, *job.register.measure}
    found = [
        one
        for one in await job.ledger.assignments.find(ASSIGNMENTS_OF_UNIT, tx.unit.id, kind)
        if one.subject in subjects
    ]
    return sorted(found, key=lambda one: (one.at, one.id)), lambda one: standing_of(tx, one).late


async def _instructions(job: Job) -> Finish:
    things: list[Measure | Finding] = [*job.register.measures, *job.register.findings]
    found = [one for thing in things for one in await job.ledger.instructions.find(INSTRUCTIONS_ON, thing.id)]
    own = {one.id: one for one in found if not one.source}  # what meetings and visits demand has registers of its own
    given = sorted(own.values(), key=lambda one: one.at)
    return lambda: [(job.named("批示登记表"), instructions_book(job.register, given))]


async def _instruction(job: Job) -> Finish:
    """A sheet for each instruction on what is named, or for every one; for what a meeting or a visit demands too."""
    named = _named_things(job)
    found = {one.id: one for id_ in named for one in await job.ledger.instructions.find(INSTRUCTIONS_ON, id_)}
    if not found:
        raise NotFound(what=job.about or "批示")
    sheets = [instruction_sheet(job.register, one) for one in sorted(found.values(), key=lambda one: (one.at, one.id))]
    at = job.request.now()
    return lambda: [(f"{paper.name}.docx", word_file(paper, at)) for paper in sheets]


async def _archive(job: Job) -> Finish:
    """Ledger, registers, minutes, records of visits, slips, filed papers and proofs of a round that is over.

    What there was none of in the round (meetings, visits, same-kind checks, voices) has no register in it.
    """
    plan = closed_round(job.register, job.about)
    own = replace(job, register=only_plan(job.register, plan), about="")
    subjects = {*own.register.measure, *own.register.finding}
    found = await job.ledger.closings.find(CLOSINGS_OF_UNIT, job.register.unit.id)
    makers = [_ledger, _reminders, _instructions, _letters, acts.records]
    makers += [_similar] if any(await _same_kind(own)) else []
    makers += [_voices] if (await _assigned(own, AssignmentKind.VOICE))[0] else []
    parts = [await make(own) for make in makers]
    closed = [closing for closing in found if closing.subject in subjects]
    slips = await _slips(own, closed)
    kept = [one for one in await job.ledger.releases.find(RELEASES_OF, job.register.unit.id) if one.plan == plan.id]
    final = [await _filed(job, one) for one in kept if not one.is_open]
    proofs = await proofs_of(job.ledger, job.request.blobs, own.register.measures)
    name = f"归档（{job.register.rounds[plan.id]}）{job.register.today:%Y%m%d}"

    def finish() -> list[File]:
        files = [file for part in parts for file in part()]
        files.append(("销号登记表.xlsx", closings_book(own.register, closed)))
        return packed(name, [*files, *((f"销号单/{one}", content) for one, content in slips())], [*final, *proofs])

    return finish


async def _filed(job: Job, one: Release) -> ArchivedProof:
    return ArchivedProof(f"定稿/{official_name(one)}定稿.docx", await job.request.blobs.fetch(one.final))


async def _final(job: Job) -> Finish:
    """The clean copies that were filed, the latest of each kind and round."""
    kept = await job.ledger.releases.find(RELEASES_OF, job.register.unit.id)
    latest = {(one.kind, one.plan): one for one in kept if not one.is_open}
    found = [(one, await job.request.blobs.fetch(one.final)) for one in latest.values()]
    if not found or any(content is None for _, content in found):
        raise NotFound(why="final_lost" if found else "final")
    several = len(job.register.rounds) > 1
    names = [f"{official_name(one)}{job.register.rounds[one.plan] if several else ''}定稿.docx" for one, _ in found]
    return lambda: [(name, content or b"") for name, (_, content) in zip(names, found, strict=True)]


KINDS: dict[str, Callable[[Job], Awaitable[Finish]]] = {
    "weekly": weekly,
    "monthly": lambda job: outward(job, Released.MONTHLY),
    "notice": lambda job: outward(job, Released.NOTICE),
    "slip": _slip,
    "letter": _letter,
    "minutes": acts.minutes,
    "visit": acts.visit,
    "ledger": _ledger,
    "stats": _stats,
    "closings": _closings,
    "reminders": _reminders,
    "letters": _letters,
    "instructions": _instructions,
    "meetings": acts.meetings,
    "visits": acts.visits,
    "similar": _similar,
    "voices": _voices,
    "acceptance": acceptance.sheet,
    "dossier": acceptance.dossier,
    "acceptances": acceptance.register,
    "instruction": _instruction,
    "archive": _archive,
    "final": _final,
    "burden": lambda job: burden_paper(job.request, job.ledger, job.register.unit, job.about),
}
