"""Whom a sentence may mean as the other side: somebody or something of the unit, another unit, or a bare name."""

from collections.abc import Iterable, Sequence

from bot.domain.dependencies.dependency import Dependency, Side
from bot.domain.people.names import plain_name
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding
from bot.domain.units.unit import Unit, above
from bot.readers.reply.waiting import OTHER, Waited
from bot.services.core.draft_content import OtherSide
from bot.services.core.ledger import FINDINGS_OF, MEASURES_OF_FINDING, MEASURES_OF_UNIT, PEOPLE_OF, UNITS
from bot.services.core.measure_context import measures_numbered, numbered
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import Transaction, holders

MOST = 4  # sides that are offered
ANSWERING = (Role.OFFICE, Role.SECRETARY)  # who answers for a unit
SHORTEST = 2  # signs of a name


async def known_names(tx: Transaction) -> list[str]:
    """The names of the unit's people and departments, by which a sentence may call the other side."""
    everybody = await _active(tx)
    names = {plain_name(person.name) for person in everybody} | set(await _departments(tx, everybody))
    return [name for name in names if len(name) >= SHORTEST]


async def sides_of(
    tx: Transaction, measure: Measure, said: Waited, neighbours: Sequence[OtherSide]
) -> tuple[OtherSide, ...]:
    """All that the words may mean, what is nearest first; a bare name only where it is nothing else.

    `neighbours` are the other units that bear the name.
    """
    if said.finding:
        return await _findings(tx, measure, said.finding)
    if said.number:
        found = await _measures(tx, measure, said.number)
    else:
        everybody = await _active(tx)
        found = [
            *(
                OtherSide(side=Side.PERSON, other=one.id, name=one.name)
                for one in everybody
                if plain_name(one.name) == said.name
            ),
            *(OtherSide(side=Side.DEPARTMENT, other=one, name=one) for one in await _called(tx, everybody, said.name)),
        ]
        found = found or list(neighbours)
    if not found and said.name and said.name not in {tx.unit.name, OTHER}:
        return (OtherSide(side=Side.OUTSIDE, other="", name=said.name),)
    return tuple(found[:MOST])


async def _active(tx: Transaction) -> list[Person]:
    return [one for one in await tx.ledger.people.find(PEOPLE_OF, tx.unit.id) if one.active]


async def _departments(tx: Transaction, everybody: Sequence[Person]) -> list[str]:
    measures = await tx.ledger.measures.find(MEASURES_OF_UNIT, tx.unit.id)
    named = [person.department for person in everybody] + [one for measure in measures for one in measure.departments]
    return list(dict.fromkeys(filter(None, named)))


async def _called(tx: Transaction, everybody: Sequence[Person], name: str) -> list[str]:
    """Departments of that name, or else the only one whose name ends with it."""
    known = await _departments(tx, everybody)
    ending = [one for one in known if one.endswith(name)]
    return [name] if name in known else ending if len(ending) == 1 else []


async def _findings(tx: Transaction, measure: Measure, number: str) -> tuple[OtherSide, ...]:
    """Another finding of that number in the measure's own round, where anything of it is open."""
    found = await _finding(tx, measure, number)
    if found is None or found.id == measure.finding or not await open_measures_of(tx, found.id):
        return ()
    return (OtherSide(side=Side.FINDING, other=found.id, name=finding_name(tx, number)),)


async def _finding(tx: Transaction, measure: Measure, number: str) -> Finding | None:
    known = await tx.ledger.findings.find(FINDINGS_OF, measure.plan)
    return next((one for one in known if one.number == number), None)


async def open_measures_of(tx: Transaction, finding: str) -> list[Measure]:
    """The measures of a finding that have not ended."""
    return [one for one in await tx.ledger.measures.find(MEASURES_OF_FINDING, finding) if not one.is_ended]


async def measures_waited_for(tx: Transaction, found: Iterable[Dependency]) -> dict[str, list[str]]:
    """The open measures of each finding that is waited for, by its id."""
    waited = {one.other for one in found if one.is_open and one.side is Side.FINDING}
    return {one: [measure.id for measure in await open_measures_of(tx, one)] for one in waited}


def finding_name(tx: Transaction, number: str) -> str:
    """问题4."""
    return tx.request.wording.word("dependencies.finding", number=number)


async def why_no_finding(tx: Transaction, measure: Measure, number: str) -> str:
    """Why nothing of that finding can be waited for: there is none, it is over, or the measure is of it."""
    found = await _finding(tx, measure, number)
    if found is None:
        return "unknown"
    return "own_finding" if found.id == measure.finding else "over_finding"


async def why_none(tx: Transaction, measure: Measure, number: str) -> str:
    """Why nothing of that number can be waited for: there is none, it is over, or it is the measure itself."""
    known = await measures_numbered(tx.ledger, tx.unit.id, number)
    if not known:
        return "unknown"
    return "itself" if all(one.id == measure.id for one in known) else "over"


async def _measures(tx: Transaction, measure: Measure, number: str) -> list[OtherSide]:
    """Other measures of that number that have not ended, of the same round where it has one."""
    known = await measures_numbered(tx.ledger, tx.unit.id, number)
    there = [one for one in known if one.id != measure.id and not one.is_ended]
    there = [one for one in there if one.plan == measure.plan] or there
    shown = await numbered(tx.ledger, *there)
    return [
        OtherSide(side=Side.MEASURE, other=one.id, name=seen.number) for one, seen in zip(there, shown, strict=True)
    ]


async def neighbours_called(request: RequestContext, own: Unit, name: str) -> list[OtherSide]:
    """The unit of that very name; of those below the same uppermost unit also those whose name ends with it.

    `request` is the one before all units.
    """
    async with request.look() as ledger:
        units = await ledger.units.find(UNITS)
    known = {one.id: one for one in units}

    def top(unit: Unit) -> str:
        return next((one.id for one in reversed([*above(unit, known)])), unit.id)

    meant = [one for one in units if one.id != own.id and one.name.endswith(name)]
    meant = [one for one in meant if one.name == name or top(one) == top(own)]
    return [OtherSide(side=Side.UNIT, other=one.id, name=one.name) for one in meant if await _is_answered(request, one)]


async def _is_answered(request: RequestContext, unit: Unit) -> bool:
    """True where the unit has somebody who could be asked."""
    async with scoped(request, unit.id).look() as ledger:
        found = [one for role in ANSWERING for one in await holders(ledger, unit.id, role)]
    return bool(found)
