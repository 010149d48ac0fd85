"""Running numbers by unit, series and year: taken in the transaction of what they number, so there are no gaps."""

from dataclasses import replace

from bot.domain.supervision.letter import Counter
from bot.services.core.transaction import Sitting


async def next_number(sitting: Sitting, series: str) -> tuple[int, int]:
    """The year and the next number of the series in it."""
    year = sitting.today.year
    name = f"{sitting.unit.id}:{series}:{year}"
    counter = await sitting.ledger.counters.get(name) or Counter(name, sitting.unit.id)
    counted = replace(counter, value=counter.value + 1)
    await sitting.ledger.counters.put(counted)
    return year, counted.value


async def first_time(sitting: Sitting, what: str, stamp: int) -> bool:
    """True once for each stamp of what recurs, e.g. the ordinal of a day; a clock set back changes nothing."""
    if not await is_first_time(sitting, what, stamp):
        return False
    name = f"{sitting.unit.id}:{what}"
    counter = await sitting.ledger.counters.get(name) or Counter(name, sitting.unit.id)
    await sitting.ledger.counters.put(replace(counter, value=stamp))
    return True


async def is_first_time(sitting: Sitting, what: str, stamp: int) -> bool:
    """True where the stamp was not seen yet; nothing is written."""
    counter = await sitting.ledger.counters.get(f"{sitting.unit.id}:{what}")
    return counter is None or stamp > counter.value
