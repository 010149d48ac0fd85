"""What a letter asks for where nobody wrote it down: it says of no measure what is not so on the day."""

from collections.abc import Sequence

from bot.domain.core.colour import Colour
from bot.domain.people.person import Role
from bot.domain.status.standing import Standing
from bot.messages.supervision.letter import Pace, demanded
from bot.services.core.measure_context import MeasureContext
from bot.services.core.transaction import Transaction
from bot.services.status.coverage import standing_of


def words_for(tx: Transaction, colour: Colour, contexts: Sequence[MeasureContext]) -> str:
    """The shipped demand of a colour, by how all the measures stand today."""
    stands = [standing_of(context) for context in contexts]
    return demanded(tx.request.wording, colour, _pace(stands))


def _pace(stands: Sequence[Standing]) -> Pace:
    """Late is what its own people owe; what waits at a checker is not held against them."""
    owed = [one.late > 0 and one.holder is Role.OWNER for one in stands]
    if any(owed):
        return Pace.LATE if all(owed) else Pace.MIXED
    return Pace.NEAR if all(one.colour is Colour.YELLOW for one in stands) else Pace.OPEN
