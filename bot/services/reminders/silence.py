"""How long owners have not answered what reached them about a measure, read from the ledger."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.reminders.silence import silent_since
from bot.services.core.draft_content import waiting_words
from bot.services.core.ledger import REMINDERS_ARRIVED_AT, Ledger

Asked = tuple[Person, Measure]


async def silences(ledger: Ledger, asked: Sequence[Asked]) -> list[dt.datetime | None]:
    """For each person and measure since when no answer came; None for whom no message reaches.

    An answer is a report, 收到, or words that wait until their sender has chosen what they mean.
    """
    keys = [(person.id, measure.id) for person, measure in asked]
    found = await ledger.reminders.find_each(REMINDERS_ARRIVED_AT, keys)
    stands_for = {person.id: {person.id, *(one.delegate for one in person.absences)} for person, _ in asked}
    waiting = await waiting_words(ledger, sorted({one for those in stands_for.values() for one in those}))
    since = []
    for (person, measure), rows in zip(asked, found, strict=True):
        seen = [row.acknowledged for row in rows if row.acknowledged]
        words = [draft.at for draft, _ in waiting.get(measure.id, ()) if draft.person in stands_for[person.id]]
        answered = max([*seen, *words, *filter(None, [_last_word(person, measure)])], default=None)
        arrived = [row.sent for row in rows if row.sent]
        since.append(silent_since(arrived, answered) if person.reachable else None)
    return since


def _last_word(person: Person, measure: Measure) -> dt.datetime | None:
    """The person's own last word on the measure; from before shares were kept, that of any owner."""
    own = {share.owner: share.said for share in measure.shares}
    return own.get(person.id) if own else measure.reported
