"""Papers of acceptance: the sheet of what was handed in, its dossier, the register."""

from bot.documents.word.acceptance import AcceptanceSheet, acceptance_sheet
from bot.documents.word.paper import word_file
from bot.documents.workbook.acceptances import acceptances_book
from bot.domain.acceptance.acceptance import Acceptance, Acceptor
from bot.domain.core.refusal import NotFound
from bot.services.core.ledger import ACCEPTANCES_OF
from bot.services.reporting.archive import dossier_files
from bot.services.reporting.job import Finish, Job


async def _named(job: Job) -> Acceptance:
    """The record of the id, of the title or its number (报验〔2026〕3号, 3), or the latest; raises NotFound."""
    found = await job.ledger.acceptances.find(ACCEPTANCES_OF, job.register.unit.id, latest=True)
    words = job.about.strip()
    for one in found:
        if words in {"", one.id, one.title, one.title.removeprefix("报验"), str(one.count)}:
            return one
    raise NotFound(what="acceptance")


async def sheet(job: Job) -> Finish:
    """The sheet of one."""
    one, unit = await _named(job), job.register.unit
    sender = job.register.names([one.by])[0] if one.by else ""
    judge = job.register.names([one.decided_by])[0] if one.decided_by else ""
    told = AcceptanceSheet(
        one=one,
        unit=unit.name if one.acceptor is Acceptor.SHARE else f"{unit.name}整改办",
        sender=f"{unit.name}（{sender}）" if sender else unit.name,
        judge=judge,
        sent=unit.day_of(one.at),
        decided=unit.day_of(one.decided_at) if one.decided_at else None,
    )
    paper, at = acceptance_sheet(told, job.register.today), job.request.now()
    return lambda: [(f"{paper.name}.docx", word_file(paper, at))]


async def dossier(job: Job) -> Finish:
    """The dossier of one, as it was sealed."""
    files = await dossier_files(job.request.blobs, await _named(job))
    return lambda: files


async def register(job: Job) -> Finish:
    """All that was handed in, or was handed to the unit, in order."""
    found = await job.ledger.acceptances.find(ACCEPTANCES_OF, job.register.unit.id)
    return lambda: [(job.named("验收登记表"), acceptances_book(job.register, found))]
