"""Who had a hand in a measure, told by its journal: a maker stays one for ever, whatever its lists say today."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.permission import makers
from bot.domain.plan.measure import WAITING, Measure, Stage

ROUTES = frozenset({"steps", "extension_steps"})  # settings that say who must agree
PEOPLE = ("owners", "leaders", "departments")
SENT = frozenset({Verb.KEEP_EVIDENCE, Verb.ASSIGN_EVIDENCE})


@dataclass(frozen=True)
class Hands:
    """Ids of people: makers for ever; of the submission that waits, who took a step and who changed its way."""

    makers: frozenset[str]
    stepped: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Everybody who may check nothing of it now."""
        return self.makers | self.stepped | self.changed


def hands_in(measure: Measure, entries: Sequence[Entry], settings: Iterable[Entry] = ()) -> Hands:
    """From the journal of a measure, oldest first, and what was set above it since it was handed in.

    Makers are all who ever owned it, spoke for it, handed it in, sent a proof of it, or put themselves among those who
    lead it.
    """
    owners = {one for entry in entries for told in (entry.before, entry.after) for one in told.get("owners", ())}
    leading = {entry.by for entry in entries if entry.before and entry.by in _fresh(entry, "leaders")}
    made = makers(measure) | owners | leading | frozenset(_senders(entries))
    if measure.stage not in WAITING:
        return Hands(made)
    start = max((place for place, entry in enumerate(entries) if entry.verb == Verb.SUBMIT), default=0)
    since = entries[start + 1 :]
    stepped = frozenset(entry.by for entry in since if entry.verb == Verb.AGREE)
    changed = frozenset(entry.by for entry in (*since, *settings) if _changes_the_way(entry))
    return Hands(made, stepped, changed)


def _fresh(entry: Entry, field: str) -> set[str]:
    return {*entry.after.get(field, ())} - {*entry.before.get(field, ())}


def _changes_the_way(entry: Entry) -> bool:
    if entry.verb == Verb.SET_POLICY:
        return entry.after.get("setting") in ROUTES
    return bool(entry.before) and any(field in entry.after for field in PEOPLE)


def _senders(entries: Iterable[Entry]) -> Iterator[str]:
    """Who sent proofs while it was worked on; what a look back finds, or was withdrawn in time, counts for none."""
    sent: dict[str, str] = {}
    closed = False
    for entry in entries:
        if entry.verb in SENT and not closed:
            sent[entry.after.get("evidence", "")] = entry.after.get("sender", entry.by)
        elif entry.verb == Verb.WITHDRAW_EVIDENCE:
            sent.pop(entry.after.get("evidence", ""), None)
        elif entry.verb == Verb.SUBMIT:
            yield from sent.values()
        if "stage" in entry.after:
            closed = Stage(entry.after["stage"]) is Stage.CLOSED
    yield from sent.values()
