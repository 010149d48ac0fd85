"""What a document is made from: the register as it was asked for, whole or of one round."""

from collections.abc import Callable, Sequence
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
class Documents:
    """Files as (name, content), and the drafts of papers among them, which are entered nowhere yet."""

    files: list[File]
    drafts: Sequence[Release]


@dataclass(frozen=True)
class Job:
    """What a document is made from."""

    request: RequestContext
    ledger: Ledger
    register: Register
    about: str  # number of a measure or finding, or of a letter; "" is all
    told: Span
    drawn: list[Release] = field(default_factory=list)  # what may leave the house, as it is drafted

    def plans(self) -> list[tuple[Plan, Register]]:
        """Each plan that was asked for with its own part of the register."""
        asked = {measure.plan for measure in self.register.measures} if self.register.of_round else {}
        plans = [plan for plan in self.register.plans if not asked or plan.id in asked]
        return [(plan, only_plan(self.register, plan)) for plan in plans]

    def named(self, kind: str) -> str:
        """科室统计（第二轮）20250320.xlsx: a register of one round bears its name."""
        of_round = f"（{self.register.of_round}）" if self.register.of_round else ""
        return f"{kind}{of_round}{self.register.today:%Y%m%d}.xlsx"


def only_plan(register: Register, plan: Plan) -> Register:
    """The register of one plan, in which numbers need no letter; of several it keeps the round's name."""
    return replace(
        register,
        plans=(plan,),
        of_round=register.rounds[plan.id] if len(register.plans) > 1 else register.of_round,
        findings=tuple(f for f in register.findings if f.plan == plan.id),
        measures=tuple(m for m in register.measures if m.plan == plan.id),
    )
