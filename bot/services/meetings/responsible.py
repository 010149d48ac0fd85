"""Who is made responsible by a decision: the people and departments that its words name."""

import re
from dataclasses import dataclass

from bot.domain.core.refusal import NotFound
from bot.domain.people.names import plain_name
from bot.domain.people.person import Person, Role
from bot.services.core.ledger import MEASURES_OF_UNIT, PEOPLE_OF, Ledger

TITLED = re.compile(r"([\u4e00-\u9fff])(副?书记|副?局长|副?县长|副?市长|副?主任|副?股长|副?科长|副?处长|组长|总工)")
SECRETARY = "书记"
LEADING = frozenset({Role.LEADER, Role.SECRETARY})


@dataclass(frozen=True)
class Responsible:
    """People who are to act, leaders among them apart, departments, and titles of which nobody could be told."""

    people: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # the names, departments and titles of those who were told apart, as they are written


async def responsible_in(ledger: Ledger, unit: str, words: str) -> Responsible:
    """The people and departments that the words name; raises NotFound where two bear a name and none is told apart."""
    everybody = [person for person in await ledger.people.find(PEOPLE_OF, unit) if person.active]
    named, rest = _named(everybody, words)
    departments, rest = _departments(await _all_departments(ledger, unit, everybody), rest)
    said = [*(plain_name(one.name) for one in named), *departments]
    unknown = []
    for found in TITLED.finditer(rest):
        titled = [one for one in everybody if one.name.startswith(found[1]) and _bears(one, found[2])]
        if len(titled) == 1:
            named.append(titled[0])
            said.append(found[0])
        else:
            unknown.append(found[0])
    lead = [one for one in named if one.holds(*LEADING)]
    return Responsible(
        people=tuple(dict.fromkeys(one.id for one in named if one not in lead)),
        leaders=tuple(dict.fromkeys(one.id for one in lead)),
        departments=tuple(departments),
        unknown=tuple(unknown),
        said=tuple(said),
    )


def _bears(person: Person, title: str) -> bool:
    return title in person.post or (title == SECRETARY and person.holds(Role.SECRETARY))


def _named(everybody: list[Person], words: str) -> tuple[list[Person], str]:
    by_name: dict[str, list[Person]] = {}
    for person in everybody:
        by_name.setdefault(plain_name(person.name), []).append(person)
    named, rest = [], words
    for name in sorted(by_name, key=len, reverse=True):
        if len(name) < 2 or name not in rest:  # noqa: PLR2004 - one sign names nobody
            continue
        same = by_name[name]
        meant = same if len(same) == 1 else [one for one in same if one.department and one.department in words]
        if len(meant) != 1:
            raise NotFound(what=name, why="namesakes", names="、".join(one.name for one in same))
        named.append((rest.index(name), meant[0]))
        rest = rest.replace(name, "　")
    return [person for _, person in sorted(named, key=lambda one: one[0])], rest


async def _all_departments(ledger: Ledger, unit: str, everybody: list[Person]) -> list[str]:
    measures = await ledger.measures.find(MEASURES_OF_UNIT, unit)
    found = {person.department for person in everybody} | {name for one in measures for name in one.departments}
    return sorted(filter(None, found), key=len, reverse=True)


def _departments(known: list[str], words: str) -> tuple[list[str], str]:
    found = []
    for name in known:
        if name in words:
            found.append(name)
            words = words.replace(name, "　")
    return found, words
