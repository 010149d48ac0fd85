"""Running numbers by unit, series and year: taken in the transaction of what they number, so there are no gaps."""

from dataclasses import replace

from bot.domain.supervision.letter import Counter
from bot.services.core.transaction import Transaction


async def next_number(tx: Transaction, series: str) -> tuple[int, int]:
    """The year and the next number of the series in it."""
    year = tx.today.year
    name = f"{tx.unit.id}:{series}:{year}"
    counter = await tx.ledger.counters.get(name) or Counter(name, tx.unit.id)
    counted = replace(counter, value=counter.value + 1)
    await tx.ledger.counters.put(counted)
    return year, counted.value
