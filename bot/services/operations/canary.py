"""The canary: a message to the office's own phones each working morning, which one tap answers.

That Telegram takes a message is no proof that anybody sees it: where nobody has tapped in time, the line is suspect.
"""

import datetime as dt

import structlog

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.domain.settings.policy import Policy
from bot.messages.core.taps import LineSeen
from bot.messages.text import day
from bot.services.core.callback_data import written
from bot.services.core.job_runs import first_run, last_run, record_run
from bot.services.core.ledger import Ledger
from bot.services.core.notify import notice, notify, office, secretary
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_clock_transaction, open_transaction, unit_of

NOON = dt.time(12)
SENT, ANSWERED, MISSED = "canary", "canary_answered", "canary_missed"  # jobs of a unit

log = structlog.get_logger(__name__)


async def watch_line(request: RequestContext, unit_id: str) -> int:
    """Send the day's message where it is due; say of one that nobody answered it; how many are told."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
    if not unit.policy.canary:
        return 0
    async with open_clock_transaction(request, unit_id) as tx:
        told = await _suspect(tx)  # of the last that was sent, before another takes its place
        return told + await _send(tx)


def _until(policy: Policy) -> dt.time:
    """When an answer should be there: by noon, of a message of the afternoon by the end of the day."""
    return NOON if policy.send_at < NOON else dt.time.max


async def _send(tx: Transaction) -> int:
    policy, now = tx.unit.policy, tx.request.local(tx.unit).time()
    if not policy.send_at <= now < _until(policy) or not tx.request.calendar.is_working(tx.today):
        return 0
    if not await first_run(tx, SENT, tx.today):
        return 0
    seen = ("operations.button_canary", *written(LineSeen(tx.today)))
    facts = {"day": day(tx.today), "until": f"{_until(policy):%H:%M}"}
    content = notice("operations.canary", facts, buttons=[[seen]])
    return len((await notify(tx, await office(tx), reason=f"canary:{tx.unit.id}:{tx.today}", facts=content)).messages)


async def _suspect(tx: Transaction) -> int:
    """Judge the last message that was sent once its time is over, were it days later that the program runs again."""
    sent, answered = await last_run(tx.ledger, SENT, tx.unit.id), await last_run(tx.ledger, ANSWERED, tx.unit.id)
    if sent is None or (answered and answered.day >= sent.day):
        return 0
    waits = sent.day >= tx.today and tx.request.local(tx.unit).time() < _until(tx.unit.policy)
    if waits or not await first_run(tx, MISSED, sent.day):
        return 0
    log.error("canary unanswered", unit=tx.unit.id)
    content = notice("operations.canary_missed", {"day": day(sent.day)})
    to, reason = [*await office(tx), *await secretary(tx)], f"canary_missed:{tx.unit.id}:{sent.day}"
    return len((await notify(tx, to, reason=reason, facts=content)).messages)


async def answer_canary(request: RequestContext, asked: dt.date, *, by: Person) -> None:
    """Note that the message of that day was seen; raises NotAllowed for others than the office."""
    async with open_transaction(request, by) as tx:
        if not tx.by.holds(Role.OFFICE):
            raise NotAllowed
        last = await last_run(tx.ledger, ANSWERED, tx.unit.id)
        if last is None or last.day < asked <= tx.today:
            await record_run(tx.ledger, ANSWERED, tx.unit.id, asked, tx.now)


async def suspect_since(ledger: Ledger, unit_id: str) -> dt.date | None:
    """The day of the last message that nobody answered in time, and none later either; None where the line is good."""
    missed, answered = await last_run(ledger, MISSED, unit_id), await last_run(ledger, ANSWERED, unit_id)
    return missed.day if missed and (answered is None or answered.day < missed.day) else None
