"""The series of a measure that is open in a transaction."""

from bot.domain.status.coverage import Coverage
from bot.domain.status.obligation import covered_on
from bot.domain.status.register import dates_of
from bot.services.core.measure_context import MeasureContext


def coverage_of(context: MeasureContext) -> Coverage | None:
    """The series of the measure today, None where it has none."""
    dates = dates_of(context.tx.unit, context.plan, context.measure)
    return covered_on(context.measure, dates, context.policy, context.tx.today)
