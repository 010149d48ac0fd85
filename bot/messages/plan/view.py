"""What the office is answered that changed the plan."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.plan.measure import Measure
from bot.messages.body import LINE, MessageBody
from bot.messages.text import day
from bot.messages.wording import Wording

Share = tuple[str, str, dt.date, tuple[str, ...]]  # the body, what is asked, by when, and of whom
SharesView = tuple[tuple[Share, ...], tuple[str, ...]]  # what was given, and bodies of which nobody is there


def corrected_body(
    wording: Wording, measure: Measure, told: Sequence[str], what: str, shares: SharesView = ((), ())
) -> MessageBody:
    """What was corrected, in words, and who was told; what supporting bodies are asked by a day of their own."""
    facts = {"number": measure.number, "what": what, "names": "、".join(told)}
    lines = [wording.say("plan.corrected_done", **facts)]
    given, nobody = shares
    for body, words, by, to in given:
        lines.append(wording.say("plan.share_given", body=body, words=words, day=day(by), names="、".join(to)))
    if nobody:
        lines.append(wording.say("plan.share_nobody", names="、".join(nobody)))
    return MessageBody(LINE.join(lines), measures=(measure.id,))
