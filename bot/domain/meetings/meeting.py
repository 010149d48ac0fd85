"""A meeting on the rectification: planned, held with one matter at a time, closed under the number of its minutes."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands; one that was recorded afterwards is held from the first."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    HELD = "held"
    CANCELLED = "cancelled"


class MeetingKind(StrEnum):
    """The meetings that are called by a tap."""

    PARTY = "party"
    SPECIAL = "special"
    PROGRESS = "progress"


class Cause(StrEnum):
    """Why a measure stands on the agenda, the weightiest first."""

    LATE = "late"
    KEY = "key"  # under 重点督查
    DECISION = "decision"
    DIFFICULTY = "difficulty"
    WAITING = "waiting"  # for others
    STALLED = "stalled"
    CROSS = "cross"  # several departments have a share in it
    DUE = "due"  # before the next meeting
    ADDED = "added"  # by hand


class Fact(StrEnum):
    """The three things that a reporter confirms before the meeting."""

    PROGRESS = "progress"
    DIFFICULTY = "difficulty"
    REQUEST = "request"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A measure on the agenda, with the three facts as its reporter confirmed them; "" where none is said."""

    measure: str
    causes: tuple[Cause, ...]
    reporter: str = ""  # who is asked: id of a person
    progress: str = ""
    difficulty: str = ""
    request: str = ""
    confirmed_by: str = ""
    confirmed_at: dt.datetime | None = None
    told_by: str = ""  # who reported on the eve or later, so that nobody was asked; kept as the meeting begins
    told_at: dt.datetime | None = None

    @property
    def amended(self) -> bool:
        """True where a fact was put right by hand and the three are still to be confirmed."""
        return not self.confirmed_at and any((self.progress, self.difficulty, self.request))

    def saying(self, fact: Fact, words: str) -> "Item":
        """The item with a fact put right, to be confirmed anew."""
        bare = replace(self, confirmed_by="", confirmed_at=None, told_by="", told_at=None)
        match fact:
            case Fact.PROGRESS:
                return replace(bare, progress=words)
            case Fact.DIFFICULTY:
                return replace(bare, difficulty=words)
        return replace(bare, request=words)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One meeting; `title` is what it is called (党组会), `number` that of its minutes, 0 before."""

    id: str
    unit: str
    title: str
    day: dt.date
    time: dt.time | None = None
    by: str
    at: dt.datetime
    state: MeetingState = MeetingState.PLANNED
    agenda: tuple[Item, ...] = ()
    left_out: tuple[str, ...] = ()  # measures that were taken off the agenda by hand
    spoken: tuple[str, ...] = ()  # measures of the agenda that were shown, or decided on, while it was under way
    place: int = 0  # of the matter that is spoken of; 0 is what became of the last meeting
    asked: dt.datetime | None = None  # when the reporters were asked to confirm
    opened: dt.datetime | None = None
    closed: dt.datetime | None = None
    year: int = 0
    number: int = 0
    present: str = ""  # who attended, as written
    resolutions: tuple[str, ...] = ()  # ids of the instructions and the new measures, in order

    @property
    def is_ahead(self) -> bool:
        """True until it is closed or called off."""
        return self.state in {MeetingState.PLANNED, MeetingState.UNDER_WAY}

    @property
    def took_place(self) -> bool:
        """True for one that is over, and for a planned one of which decisions were registered without opening it."""
        return self.state is MeetingState.HELD or (self.state is MeetingState.PLANNED and bool(self.resolutions))

    def turned_to(self, place: int) -> "Meeting":
        """The meeting at another matter, which counts as spoken of."""
        turned = replace(self, place=place)
        return turned.speaking_of(self.agenda[place - 1].measure) if 0 < place <= len(self.agenda) else turned

    def speaking_of(self, measure: str) -> "Meeting":
        """The meeting once a measure of its agenda was spoken of while it was under way, by its card or a decision."""
        known = self.state is not MeetingState.UNDER_WAY or self.item(measure) is None or measure in self.spoken
        return self if known else replace(self, spoken=(*self.spoken, measure))

    def deciding(self, resolution: str, subject: str) -> "Meeting":
        """The meeting with one more decision, on a measure or a finding."""
        return replace(self.speaking_of(subject), resolutions=(*self.resolutions, resolution))

    def item(self, measure: str) -> Item | None:
        """The item of a measure."""
        return next((one for one in self.agenda if one.measure == measure), None)

    def holding(self, item: Item) -> "Meeting":
        """The meeting with an item as it is now, at the head of the agenda where it is new."""
        if self.item(item.measure) is None:
            return replace(self, agenda=(item, *self.agenda))
        return replace(self, agenda=tuple(item if one.measure == item.measure else one for one in self.agenda))
