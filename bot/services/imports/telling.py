"""Everybody concerned is told what a newer file, or taking it back, changed for them: one message a person."""

from collections.abc import Iterable

from bot.domain.imports.revision import Change, Revision
from bot.domain.people.person import Person
from bot.domain.plan.measure import WAITING, Measure
from bot.messages.history.view import changed
from bot.messages.text import cut
from bot.services.closing.submission import moved_on
from bot.services.core.measure_context import measure_context
from bot.services.core.notify import notice, notify, with_delegates
from bot.services.core.request import difference
from bot.services.core.transaction import Transaction, people

NAMING = 24
MOST_LINES = 12


async def tell_of_revision(tx: Transaction, revision: Revision, name: str, reason: str, cause: str) -> tuple[str, ...]:
    """Write to owners and leaders of what is new or changed, before and after; the names of those who are told."""
    changes = [(change.before, change.after) for change in revision.changed]
    return await tell(tx, [*((None, new) for new in revision.new), *changes], (name, reason, cause))


async def tell(
    tx: Transaction, changes: Iterable[tuple[Measure | None, Measure]], about: tuple[str, str, str]
) -> tuple[str, ...]:
    """`about` is the file's name, the reason, and what makes the message one of its kind."""
    name, reason, cause = about
    lines: dict[str, list[str]] = {}
    theirs: dict[str, list[str]] = {}
    persons: dict[str, Person] = {}
    for before, after in changes:
        words = await _words(tx, before, after)
        hands = [one for m in (before, after) if m for one in (*m.owners, *m.leaders)]
        for person in await with_delegates(tx, dict.fromkeys(hands)) if words else []:
            persons[person.id] = person
            lines.setdefault(person.id, []).append(words)
            theirs.setdefault(person.id, []).append(after.id)
    told: list[str] = []
    for id_, person in persons.items():
        more = len(lines[id_]) - MOST_LINES
        items = [*lines[id_][:MOST_LINES], *([tx.request.wording.word("imports.more", count=more)] if more > 0 else [])]
        facts = {"name": name, "items": "\n".join(f"· {item}" for item in items), "reason": reason or "—"}
        message = notice("imports.told", facts, theirs[id_])
        told += (await notify(tx, [person], reason=f"import:{cause}", facts=message)).names
    return tuple(told)


async def _words(tx: Transaction, before: Measure | None, after: Measure) -> str:
    wording = tx.request.wording
    matter = cut(after.text, NAMING)
    if before is None:
        return wording.word("imports.told_new", number=after.number, matter=matter)
    names = {p.id: p.name for p in await people(tx.ledger, (*_hands(before), *_hands(after)))}
    said = changed(wording, names, *difference(before, after))
    return wording.word("imports.told_changed", number=after.number, matter=matter, what=said) if said else ""


def _hands(measure: Measure) -> tuple[str, ...]:
    return (*measure.owners, *measure.leaders)


async def bring_on(tx: Transaction, changes: Iterable[Change]) -> None:
    """A closing that waits goes to those who may check it now."""
    for change in changes:
        if change.after.stage in WAITING and {"leaders", "owners", "departments"} & set(change.what):
            await moved_on(await measure_context(tx, change.after.id))
