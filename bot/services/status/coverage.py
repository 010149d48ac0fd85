"""How a measure that is open in a transaction stands, and its series."""

from bot.domain.status.coverage import Coverage
from bot.domain.status.obligation import covered_on
from bot.domain.status.register import dates_of
from bot.domain.status.standing import Standing, standing
from bot.services.core.measure_context import MeasureContext


def coverage_of(context: MeasureContext) -> Coverage | None:
    """The series of the measure today, None where it has none."""
    dates = dates_of(context.tx.unit, context.plan, context.measure)
    tx = context.tx
    return covered_on(context.measure, dates, context.policy, tx.request.calendar, tx.today)


def standing_of(context: MeasureContext) -> Standing:
    """How the measure stands today."""
    tx = context.tx
    dates = dates_of(tx.unit, context.plan, context.measure)
    return standing(context.measure, dates, context.policy, tx.request.calendar, tx.today)
