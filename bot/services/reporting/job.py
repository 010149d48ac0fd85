"""What a document is made from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.domain.plan.plan import Plan
from bot.domain.reporting.release import Release
from bot.domain.status.register import Register
from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext
from bot.services.reporting.digest import Span

File = tuple[str, bytes]
Finish = Callable[[], list[File]]


@dataclass(frozen=True)
class Job:
    """What a document is made from."""

    request: RequestContext
    ledger: Ledger
    register: Register
    about: str  # number of a measure or finding, or of a letter; "" is all
    told: Span
    drawn: list[Release] = field(default_factory=list)  # what may leave the house, as it is drafted

    async def plans(self) -> list[tuple[Plan, Register]]:
        """Each plan with its own part of the register."""
        return [(plan, only_plan(self.register, plan)) for plan in self.register.plans]


def only_plan(register: Register, plan: Plan) -> Register:
    """The register of one plan, in which numbers need no letter."""
    return replace(
        register,
        plans=(plan,),
        findings=tuple(f for f in register.findings if f.plan == plan.id),
        measures=tuple(m for m in register.measures if m.plan == plan.id),
    )
