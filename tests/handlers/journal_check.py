"""A second reading of the rules: follows the journal as it grows, and compares it with what the ledger holds."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from bot.domain.history.journal import Entry, Head
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.services.core.ledger import (
    CLOSINGS_OF_UNIT,
    INSTRUCTIONS_OPEN,
    JOURNAL_OF_UNIT,
    LETTERS_OF_UNIT,
    MEASURES_OF_UNIT,
    PEOPLE_OF,
    Ledger,
)
from bot.services.core.request import CLOCK, difference
from bot.services.status.register import open_register
from tests.domain.holidays import CALENDAR

NEW, WAY, REVIEW, VERIFY, DECIDE = Stage.NOT_STARTED, Stage.UNDER_WAY, Stage.REVIEW, Stage.VERIFY, Stage.DECIDE
CLOSED, STANDING, CANCELLED = Stage.CLOSED, Stage.STANDING, Stage.CANCELLED
WAITING = {REVIEW, VERIFY, DECIDE}
ENDED = (CLOSED, STANDING, CANCELLED)
FIGURE: dict[str, set[tuple[Stage, Stage]]] = {
    Verb.REPORT: {(NEW, WAY)},
    Verb.SUBMIT: {(old, new) for old in (NEW, WAY) for new in WAITING},
    Verb.AGREE: {(REVIEW, VERIFY), (REVIEW, DECIDE), (VERIFY, DECIDE)},
    Verb.MOVE_ON: {(REVIEW, VERIFY), (REVIEW, DECIDE), (VERIFY, DECIDE)},
    Verb.CLOSE: {(VERIFY, CLOSED), (DECIDE, CLOSED)},
    Verb.TURN_STANDING: {(old, STANDING) for old in (NEW, WAY, VERIFY, DECIDE)},
    Verb.SEND_BACK: {(old, WAY) for old in WAITING},
    Verb.REOPEN: {(old, WAY) for old in (CLOSED, STANDING, CANCELLED)},
    Verb.CANCEL: {(old, CANCELLED) for old in (NEW, WAY, *WAITING)},
    Verb.TAKE_BACK: {(old, new) for old in ENDED for new in (NEW, WAY, *WAITING)}
    | {(old, new) for old in (NEW, WAY) for new in ENDED},
    Verb.UNDO: {(WAY, NEW)} | {(old, new) for old in WAITING for new in (NEW, WAY)},
}
OFFICE = frozenset({Role.OFFICE})
EITHER = frozenset({Role.OFFICE, Role.SECRETARY})
NOBODY: frozenset[Role] = frozenset()
MAY: dict[str, tuple[frozenset[Role], bool, bool]] = {  # roles on any measure; its leaders; its owners
    Verb.REPORT: (NOBODY, False, True),
    Verb.SUBMIT: (NOBODY, False, True),
    Verb.ASK_EXTENSION: (NOBODY, False, True),
    Verb.NOTE: (EITHER, True, False),
    Verb.COMMENT: (frozenset({Role.SUPPORT}), False, False),
    Verb.KEEP_EVIDENCE: (OFFICE, True, True),
    Verb.ASSIGN_EVIDENCE: (OFFICE, True, True),
    Verb.SEND_BACK: (EITHER, True, False),
    Verb.REOPEN: (EITHER, False, False),
    Verb.CANCEL: (OFFICE, False, False),
    Verb.CORRECT: (OFFICE, False, False),
    Verb.SPLIT: (OFFICE, False, False),
    Verb.MERGE: (OFFICE, False, False),
    Verb.NUDGE: (OFFICE, False, False),
    Verb.SET_POLICY: (OFFICE, False, False),
    Verb.INSTRUCT: (frozenset({Role.SECRETARY}), False, False),
    Verb.ANSWER_INSTRUCTION: (NOBODY, True, True),
    Verb.ASK_LETTER: (frozenset({Role.SECRETARY}), False, False),
    Verb.DRAFT_LETTER: (EITHER, False, False),
    Verb.ISSUE_LETTER: (EITHER, False, False),
    Verb.DROP_LETTER: (EITHER, False, False),
    Verb.RECHECK: (OFFICE, False, False),
    Verb.HAND_OVER: (OFFICE, True, True),
    Verb.CONFIRM_FACTS: (NOBODY, True, True),
    Verb.CHANGE_AGENDA: (EITHER, False, False),
    Verb.PLAN_VISIT: (EITHER, True, False),
    Verb.BEGIN_VISIT: (EITHER, True, False),
    Verb.CANCEL_VISIT: (EITHER, True, False),
    Verb.MOVE_VISIT: (EITHER, True, False),
    Verb.SEE: (EITHER, True, False),
    Verb.DEMAND: (EITHER, True, False),
    Verb.END_VISIT: (EITHER, True, False),
    Verb.SETTLE_INSTRUCTION: (EITHER, False, False),
    Verb.RETURN_INSTRUCTION: (EITHER, False, False),
    Verb.HAND_UP: (OFFICE, False, False),
    Verb.CALL_BACK: (OFFICE, False, False),
}
ROLES: dict[str, frozenset[Role]] = {  # of what is no measure's
    Verb.PLAN_MEETING: EITHER,
    Verb.BEGIN_MEETING: EITHER,
    Verb.END_MEETING: EITHER,
    Verb.CANCEL_MEETING: EITHER,
    Verb.MOVE_MEETING: EITHER,
    Verb.REFUSE_KNOCK: OFFICE,
    Verb.BIND: OFFICE,  # of who knocked
}
FROM_ABOVE = {Verb.ACCEPT, Verb.RETURN_UP, Verb.FIND_FAULT}
STEP: dict[Stage, tuple[frozenset[Role], bool]] = {
    REVIEW: (NOBODY, True),
    VERIFY: (OFFICE, False),
    DECIDE: (frozenset({Role.SECRETARY}), False),
}
CHECKS = {Verb.AGREE, Verb.CLOSE, Verb.FORWARD_EXTENSION, Verb.EXTEND, Verb.REFUSE_EXTENSION, Verb.RECHECK}
MOVES_DEADLINE = {Verb.EXTEND, Verb.CORRECT, Verb.TURN_STANDING, Verb.TAKE_BACK}
BY_CLOCK = {
    Verb.DRAFT_LETTER,
    Verb.DROP_LETTER,
    Verb.DRAW_SAMPLE,
    Verb.EXPIRE_EVIDENCE,
    Verb.KNOCK,  # who knocks is nobody yet
    Verb.DRAW_LOT,
    Verb.ASK_FACTS,
    "set_unit",  # on the command line
    *FROM_ABOVE,
}
NOT_IN_JOURNAL = {"wake", "policy"}  # when the clock looks next, and settings, which are told by name
Plain = dict[str, Any]


def plain(measure: Measure) -> Plain:
    """A measure as plain values, without what the journal does not tell."""
    return as_told(difference(None, measure)[1])


def as_told(facts: Plain) -> Plain:
    """The fields of a measure among the facts of an entry."""
    return {one.name: facts.get(one.name) for one in fields(Measure) if one.name not in NOT_IN_JOURNAL}


@dataclass
class JournalCheck:
    """What was read so far: each measure as the journal tells it, and everybody who ever had a hand in it."""

    measures: dict[str, Plain]
    last: Head = field(default_factory=lambda: Head("u1"))
    hands: dict[str, set[str]] = field(default_factory=dict)
    verbs: Counter[str] = field(default_factory=Counter)
    people: dict[str, Person] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)  # letters that the clock drafted
    asked: dict[str, set[str]] = field(default_factory=dict)  # of whom an instruction was ever asked
    up: dict[str, str] = field(default_factory=dict)  # what was handed in above and is not judged, by its record
    phones: dict[str, int] = field(default_factory=dict)  # the account of everybody who has one
    named: dict[str, set[str]] = field(default_factory=dict)  # of whom a visit or a meeting demanded something
    begun: tuple[int | None, dict[str, Plain]] = (None, {})  # the update that is read, and the measures before it

    async def look(self, ledger: Ledger, today: dt.date) -> None:
        """Read on, and compare."""
        people = await ledger.people.find(PEOPLE_OF, "u1")
        self.people |= {person.id: person for person in people}
        for person in people:
            assert person.chat in {None, self.phones.get(person.id, person.chat)}, ("moved unseen", person.name)
            if person.chat:
                self.phones[person.id] = person.chat
        for one in await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1"):
            self.asked.setdefault(one.id, set()).update(one.to)
        for entry in await ledger.journal.find(JOURNAL_OF_UNIT, "u1", since=f"{self.last.number + 1:09d}"):
            linked = (entry.number, entry.previous, entry.digest)
            assert linked == (self.last.number + 1, self.last.digest, entry.computed())
            self.last = Head("u1", entry.number, entry.digest)
            self.verbs[entry.verb] += 1
            demanded = await ledger.instructions.get(entry.after.get("instruction", ""))
            if demanded and demanded.source:
                self.named.setdefault(demanded.id, set()).update(demanded.to)
            self._judge(entry)
        head = await ledger.heads.get("u1") or Head("u1")
        assert (head.number, head.digest) == (self.last.number, self.last.digest)
        await self._compare(ledger, today)

    def _judge(self, entry: Entry) -> None:
        if entry.update != self.begun[0] or entry.update is None:
            self.begun = (entry.update, dict(self.measures))
        was = self.measures.get(entry.subject)
        self._may(entry, was)
        self._goes_up(entry, was)
        if was is None:
            if "number" in entry.after:
                self.measures[entry.subject] = as_told(entry.after)
            return
        self._stays_on_the_figure(entry)
        self._keeps_the_first_deadline(entry, was)
        self._note_hands(entry)
        self.measures[entry.subject] = was | {name: value for name, value in entry.after.items() if name in was}

    def _may(self, entry: Entry, was: Plain | None) -> None:
        """Whoever did it was somebody who may."""
        if entry.by == CLOCK:
            assert entry.verb in BY_CLOCK, entry
            if entry.verb == Verb.DRAFT_LETTER:
                self.drafts.add(entry.after["letter"])
            assert entry.verb != Verb.DROP_LETTER or entry.after["letter"] in self.drafts, ("a person's draft", entry)
            return
        person = self.people[entry.by]
        if entry.verb in CHECKS and was is not None:
            makers = {*was["owners"], *self.hands.get(entry.subject, ())}
            assert person.id not in makers, ("who reports never verifies", entry)
        if was is not None and entry.verb in {Verb.AGREE, Verb.CLOSE, Verb.TURN_STANDING}:
            stage = Stage(was["stage"])
            roles, leads = STEP.get(stage, (OFFICE, False))
            assert person.holds(*roles) or (leads and self._stands(person, was["leaders"], entry)), entry
        elif entry.verb in ROLES and was is None:
            assert person.holds(*ROLES[entry.verb]), entry
        elif entry.verb in MAY and was is not None:
            roles, leads, owns = MAY[entry.verb]
            had = self.begun[1].get(entry.subject, was)  # a handover moves the measure, and then what is asked on it
            own = [*(had["leaders"] if leads else ()), *(had["owners"] if owns else ())]
            own += self.asked.get(entry.after.get("instruction", ""), ()) if entry.verb == Verb.HAND_OVER else ()
            own += (
                self.named.get(entry.after.get("instruction", ""), ()) if entry.verb == Verb.ANSWER_INSTRUCTION else ()
            )
            rightly = person.holds(*roles) or self._stands(person, own, entry) or (owns and not was["owners"])
            assert rightly or self._acts_instead(person, own, entry), entry

    def _goes_up(self, entry: Entry, was: Plain | None) -> None:
        """What is closed is handed in, and judged once; on the other side nobody is judged by name."""
        if entry.verb == Verb.HAND_UP:
            assert was is None or was["stage"] in ENDED, entry
            self.up[entry.after["acceptance"]] = entry.subject
        elif entry.verb in FROM_ABOVE | {Verb.CALL_BACK}:
            assert self.up.pop(entry.after["acceptance"], None) == entry.subject, entry
            assert entry.verb not in FROM_ABOVE or entry.by == CLOCK, entry

    def _acts_instead(self, person: Person, own: Iterable[str], entry: Entry) -> bool:
        """True for the office that answers for people whom nothing reaches, and the secretary who looks back for it."""
        if entry.verb == Verb.ANSWER_INSTRUCTION:
            return person.holds(Role.OFFICE) and not any(self.people[one].reachable for one in own)
        hands = self.hands.get(entry.subject, set())
        clerks = [one for one in self.people.values() if one.holds(Role.OFFICE) and one.id not in hands]
        looks_back = entry.verb == Verb.RECHECK and person.holds(Role.SECRETARY)
        return looks_back and not any(clerk.reachable for clerk in clerks)

    def _stands(self, person: Person, own: Iterable[str], entry: Entry) -> bool:
        """True for one of the people, or who stands in for one of them on that day."""
        day = (entry.at + dt.timedelta(hours=8)).date()
        return any(person.id in {one, self.people[one].stands_in(day)} for one in own)

    def _stays_on_the_figure(self, entry: Entry) -> None:
        old, new = entry.before.get("stage"), entry.after.get("stage")
        if old and new:
            assert (Stage(old), Stage(new)) in FIGURE.get(entry.verb, set()), (entry.verb, old, new)

    def _keeps_the_first_deadline(self, entry: Entry, was: Plain) -> None:
        if "deadline" in entry.after:
            assert entry.verb in MOVES_DEADLINE, entry
            first = was["deadline"]["first"] or was["deadline"]["date"]
            assert first in {None, entry.after["deadline"]["first"]}, entry

    def _note_hands(self, entry: Entry) -> None:
        """Remember whoever reported; a word that was taken back is none."""
        hands = self.hands.setdefault(entry.subject, set())
        if entry.verb == Verb.UNDO and "reporters" in entry.after:
            hands.clear()
        hands.update(entry.after.get("reporters", ()))

    async def _compare(self, ledger: Ledger, today: dt.date) -> None:
        measures = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
        kept = {measure.id: plain(measure) for measure in measures}
        assert kept == self.measures, {id_: difference_of(kept[id_], told) for id_, told in self.measures.items()}
        register = await open_register(ledger, "u1", today, CALENDAR)
        stages = Counter(measure["stage"] for measure in self.measures.values())
        counted = {part: register.tally.count(part) for part in Part}
        assert sum(counted.values()) == len(measures)
        assert counted[Part.CLOSED] == stages[CLOSED]
        assert counted[Part.CANCELLED] == stages[CANCELLED]
        handed_in = {stage: {one.id for one in register.tally.steps[stage]} for stage in WAITING}
        assert {stage: len(ids) for stage, ids in handed_in.items()} == {stage: stages[stage] for stage in WAITING}
        in_time = {one.id for one in register.tally.of(Part.WAITING)}
        late = {one.id for one in register.tally.of(Part.OVERDUE)}
        assert in_time == set().union(*handed_in.values()) - late
        closings = await ledger.closings.find(CLOSINGS_OF_UNIT, "u1")
        live = Counter(closing.subject for closing in closings if closing.reopened is None)
        assert max(live.values(), default=0) <= 1
        for finding in register.findings:
            own = {Stage(m["stage"]) for m in self.measures.values() if m["finding"] == finding.id}
            settled = own <= {CLOSED, STANDING, CANCELLED} and CLOSED in own
            assert settled is (finding.id in live), (finding.id, own)
            assert settled is (finding in register.tally.closed_findings)
        for measure in measures:
            assert (measure.id in live) is (measure.stage is CLOSED) or measure.stage is STANDING
        letters = [letter for letter in await ledger.letters.find(LETTERS_OF_UNIT, "u1") if letter.number]
        _has_no_gaps((closing.year, closing.number) for closing in closings)
        for colour in {letter.colour for letter in letters}:
            _has_no_gaps((letter.year, letter.number) for letter in letters if letter.colour is colour)


def difference_of(kept: Plain, told: Plain) -> Plain:
    """Where the ledger is not what the journal tells: as it is kept, and as it is told."""
    return {name: (value, told.get(name)) for name, value in kept.items() if value != told.get(name)}


def _has_no_gaps(given: Iterable[tuple[int, int]]) -> None:
    numbers: dict[int, list[int]] = {}
    for year, number in given:
        numbers.setdefault(year, []).append(number)
    for year, found in numbers.items():
        assert sorted(found) == list(range(1, len(found) + 1)), (year, found)
