"""Who of several owners or departments has not handed in the part of a measure, and who leads it."""

from bot.services.core.measure_context import MeasureContext, owners_of
from bot.services.core.transaction import people


async def unspoken(context: MeasureContext) -> tuple[str, ...]:
    """Names of the active owners who have not handed their part in; of departments, where no owner is named."""
    measure = context.measure
    done = {share.owner for share in measure.shares if share.done}
    owners = [person for person in await people(context.ledger, await owners_of(context)) if person.active]
    if measure.owners:
        return tuple(person.name for person in owners if person.id not in done) if len(owners) > 1 else ()
    handed = {person.department for person in owners if person.id in done}
    staffed = {person.department for person in owners}
    return tuple(name for name in measure.departments if name in staffed and name not in handed)


async def lead_of(context: MeasureContext) -> str:
    """The id of who leads a measure: the first owner, or the first of the first department."""
    found = await owners_of(context)
    return found[0] if found else ""
