"""The result of a report, as whoever reported is told."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.core.refusal import Refusal
from bot.domain.evidence.requirement import Lack
from bot.domain.extensions.extension import Extension
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure
from bot.domain.progress.figure_total import FigureTotal
from bot.domain.progress.period_choice import PeriodChoice
from bot.domain.progress.progress import Progress


class Result(StrEnum):
    """What was done with it; nothing here ever means closed."""

    RECORDED = "recorded"  # as progress, a difficulty, a question or a note: see the progress's intent
    SUBMITTED = "submitted"  # handed in for closing
    SHARE_DONE = "share_done"  # recorded as his part; others have not handed theirs in
    LACKS_EVIDENCE = "lacks_evidence"  # recorded as 100 percent, not handed in
    NOBODY_TO_CHECK = "nobody_to_check"  # recorded as 100 percent, the office was told
    WAITS_ALREADY = "waits_already"  # words recorded, it had been handed in before
    STANDS = "stands"  # words recorded on a standing measure
    EXTENSION_ASKED = "extension_asked"
    ASK_DAY = "ask_day"  # an extension without a usable day: recorded, ask for one
    NOTED = "noted"  # by a leader or the office
    COMMENTED = "commented"  # by a supporting body
    REFUSED = "refused"  # this one of several; nothing was recorded for it


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One measure of a report: how it stands now, and what was understood."""

    result: Result
    measure_id: str
    measure: Measure | None = None
    progress: Progress | None = None
    lack: Lack | None = None
    extension: Extension | None = None
    skipped: tuple[Role, ...] = ()
    told: tuple[str, ...] = ()  # names of those who were written to
    undo_until: dt.datetime | None = None
    unmoved: str = ""  # what the words of somebody who does not report it speak of, and leave as it is: extend, done, …
    refusal: Refusal | None = None
    missing: tuple[str, ...] = ()  # names of the owners, or departments, who have not handed their part in
    instructs: bool = False  # the person may make an instruction of what was added
    lead: bool = False  # the person leads it, and may hand it in without them for a reason
    periods: PeriodChoice | None = None
    against: tuple[FigureTotal, ...] = ()  # its figures that the plan sets a target for, as they stand now
