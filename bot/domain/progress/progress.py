"""What people report on a measure."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.plan.measure import MeasureState, Stage
from bot.domain.replies.figure import Figure
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a person says of one measure, as it was understood; `asked` is the day to which it is to be put off."""

    measure: str
    words: str
    intent: Intent
    percent: int | None = None
    eta: dt.date | None = None
    asked: dt.date | None = None
    figures: tuple[Figure, ...] = ()
    taker: str = ""  # who is named as the one to take the measure over
    whole: bool = False  # said of the measure as a whole, not of one stage
    alone: bool = False  # the lead hands it in, though others have not spoken
    day: dt.date | None = None  # on which it was said, where that is not today


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One reply as recorded; a corrected or undone one stays, marked."""

    id: str
    unit: str
    measure: str
    by: str
    at: dt.datetime
    words: str
    intent: Intent
    percent: int | None = None
    eta: dt.date | None = None
    message: str = ""  # "chat:message" of the reply, to find it again when it is edited
    stands: bool = True  # False once undone or replaced
    speakers: tuple[str, ...] = ()  # an owner's own word: who spoke, and for whom; empty for what others add
    was: MeasureState | None = None  # how far the measure had come before it
    handed_in: Stage | None = None  # where it went, if it was an application for closing
    entry: int = 0  # number of its entry in the journal
    messages: tuple[str, ...] = ()  # ids of what others were told because of it
    figures: tuple[Figure, ...] = ()  # taken back with it
    replaced_by: str = ""  # id of the progress that an edited message became

    @property
    def tells(self) -> bool:
        """True for an owner's own word on how the work stands: no thanks, no question, nothing that others add."""
        return self.stands and bool(self.speakers) and self.intent not in {Intent.NOTE, Intent.QUERY, Intent.MERGE}

    def undo_until(self, policy: Policy) -> dt.datetime:
        """Until when its author may undo it."""
        return self.at + dt.timedelta(minutes=policy.undo_minutes)
