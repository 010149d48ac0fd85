"""What stands below a card whose matter has a newer one, or is decided: no button that leads nowhere."""

from bot.messages.body import Button, Rows
from bot.messages.core.pending_taps import OpenMatter
from bot.messages.core.taps import ShowCard
from bot.messages.wording import Wording

DEPTH = 3  # parts of a measure's id; what hangs on one is named after it


def newer_rows(wording: Wording, matter: str) -> Rows:
    """已有新卡片, which opens it; nothing for what is no card of a matter."""
    return ((Button(wording.word("pending.card_newer"), OpenMatter(matter)),),) if matter else ()


def over_rows(wording: Wording, matter: str) -> Rows:
    """已办, which opens the measure as it is now; nothing where it is about none."""
    measure = matter.split("/")[:DEPTH]
    if len(measure) < DEPTH:
        return ()
    return ((Button(wording.word("pending.card_over"), ShowCard("/".join(measure))),),)
