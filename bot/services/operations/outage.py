"""After a silence: what people pressed or wrote while the bot was not listening may be lost, and they are told."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

from bot.domain.outbox.message import MessageState
from bot.domain.people.person import Person
from bot.messages.text import day
from bot.services.core.job_runs import last_run, record_run
from bot.services.core.ledger import OUTBOX_BY_STATE, PEOPLE_OF, moment
from bot.services.core.notify import notice, notify, office
from bot.services.core.request import RequestContext
from bot.services.core.runtime import Receiving
from bot.services.core.transaction import Transaction, open_clock_transaction, people

PRESSES_KEPT = dt.timedelta(seconds=150)  # Telegram keeps a press for so long, and any other update for a day
UPDATES_KEPT = dt.timedelta(hours=24)
AT_HAND = dt.timedelta(days=3)  # who was written to so lately before may have pressed a button
HEARD = "heard"  # the last run that found Telegram heard
LISTENING = 60.0  # seconds since Telegram was last heard, while updates are being received
LATELY = 3600.0  # seconds for which a silence within one run of the program is looked at


async def tell_of_outage(request: RequestContext, unit_id: str) -> int:
    """Note that Telegram is being heard; after a silence tell whom it concerns, at most once a day; how many.

    Silent is the program that does not run as well as the line that is cut.
    """
    async with open_clock_transaction(request, unit_id) as tx:
        line = request.runtime.receivers.get(tx.unit.bot)
        if line is None or line.reached is None or time.monotonic() - line.reached > LISTENING:
            return 0
        silence = await _silence(tx, line)
        if silence <= PRESSES_KEPT:
            return 0
        kind = "long" if silence > UPDATES_KEPT else "short"
        zone = ZoneInfo(tx.unit.zone)
        ends = [(tx.now - silence).astimezone(zone), tx.now.astimezone(zone)]
        since, until = (f"{day(end.date())}{end:%H:%M}" for end in ends)
        facts = notice(f"operations.silence_{kind}", {"since": since, "until": until})
        concerned = await (_everybody(tx) if kind == "long" else _with_buttons(tx, silence))
        told = await notify(tx, concerned, reason=f"silence:{kind}:{tx.today}", facts=facts)
        return len(told.messages)


async def _silence(tx: Transaction, line: Receiving) -> dt.timedelta:
    """How long nobody had listened: before this run of the program by the ledger, within it by the line itself."""
    last = await last_run(tx.ledger, HEARD, tx.unit.id)
    await record_run(tx.ledger, HEARD, tx.unit.id, tx.today, tx.now)
    heard = tx.request.runtime.heard
    if tx.unit.id not in heard:
        heard.add(tx.unit.id)
        return tx.now - last.at if last else dt.timedelta()
    lately = time.monotonic() - line.silence_ended < LATELY
    return dt.timedelta(seconds=line.silence if lately else 0)


async def _everybody(tx: Transaction) -> list[Person]:
    found = await tx.ledger.people.find(PEOPLE_OF, tx.unit.id)
    return [person for person in found if person.active and person.chat is not None]


async def _with_buttons(tx: Transaction, silence: dt.timedelta) -> list[Person]:
    since = moment(tx.now - silence - AT_HAND)
    sent = await tx.ledger.outbox.find(OUTBOX_BY_STATE, tx.unit.id, MessageState.SENT, since=since)
    return [*await people(tx.ledger, (message.to for message in sent)), *await office(tx)]
