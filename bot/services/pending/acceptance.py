"""待办 of acceptance: what waits to be accepted, and what came back and is to be handed in anew."""

from collections.abc import AsyncIterator

from bot.messages.acceptance.view import kind_words, show_row
from bot.messages.pending.matter import Matter
from bot.messages.text import day
from bot.services.acceptance.cards import days_late, must_act
from bot.services.acceptance.sides import may_judge
from bot.services.acceptance.telling import is_hidden
from bot.services.core.ledger import ACCEPTANCES_OF
from bot.services.core.transaction import Transaction


async def acceptance_matters(tx: Transaction) -> AsyncIterator[Matter]:
    """What waits to be accepted, and what came back and is to be handed in anew."""
    wording = tx.request.wording
    for one in await tx.ledger.acceptances.find(ACCEPTANCES_OF, tx.unit.id):
        judges = may_judge(one, tx.by)
        if not judges and not must_act(one, tx.by):
            continue
        since = tx.day_of(one.decided_at or one.at)
        late = days_late(tx, one)
        what = wording.word(f"pending.what.acceptance_{one.verdict or one.acceptor}", day=day(one.answer_by))
        yield Matter(
            id=one.id,
            number=kind_words(wording, one.kind, one.number),
            what=what + (wording.word("pending.what.late", days=late) if late else ""),
            matter="" if await is_hidden(tx, one) else one.words or f"{one.asker} {one.text}".strip(),
            since=since,
            days=tx.request.calendar.between(since, tx.today),
            acts=show_row(wording, one.id),
        )
