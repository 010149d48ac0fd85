"""What the office is answered that changed the plan."""

from collections.abc import Sequence

from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.messages.text import told_names
from bot.messages.wording import Wording


def corrected_body(wording: Wording, measure: Measure, told: Sequence[str], what: str) -> MessageBody:
    """What was corrected, in words, and who was told."""
    facts = {"number": measure.number, "what": what, "names": told_names(wording, told)}
    return MessageBody(wording.say("plan.corrected_done", **facts), measures=(measure.id,))
