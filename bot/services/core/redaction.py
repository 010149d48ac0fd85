"""How messages show measures: behind the round where there are several, and where without their text."""

import re
from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from bot.domain.core.refusal import Refusal
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.services.core.ledger import Ledger
from bot.services.core.measure_context import MeasureContext, measure_context, numbered
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, unit_of

BOLD = re.compile(r"<b>(?P<before>[^<]*?)(?P<number>[^<：\s]+)</b>")  # in bold stand our own words alone


async def with_rounds(ledger: Ledger, body: MessageBody) -> MessageBody:
    """The body with each number in bold, of a measure that it is about, behind the name of its round."""
    if not body.measures or not BOLD.search(body.text):
        return body
    found = await ledger.measures.get_many(body.measures)
    shown: dict[str, set[str]] = {}
    for measure, seen in zip(found, await numbered(ledger, *found), strict=True):
        shown.setdefault(measure.number, set()).add(seen.number)
    sure = {number: Markup.escape(names.pop()) for number, names in shown.items() if len(names) == 1}
    text = BOLD.sub(lambda at: f"<b>{at['before']}{sure.get(at['number'], at['number'])}</b>", body.text)
    return replace(body, text=Markup(text))  # noqa: S704 - it was marked up before


async def name_round(ledger: Ledger, refusal: Refusal) -> None:
    """Let a refusal that is about one measure give its number behind the name of its round."""
    measure = await ledger.measures.get(str(refusal.facts.get("measure", "")))
    if measure is not None:
        refusal.facts["number"] = (await numbered(ledger, measure))[0].number


async def any_confidential(request: RequestContext, person: Person, measures: Iterable[str]) -> bool:
    """True where messages may carry number and deadline only of one of the measures; raises NotFound."""
    async with open_reading(request, person) as tx:
        return any([(await measure_context(tx, one)).policy.confidential for one in measures])


async def redacted(request: RequestContext, measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """The measures as messages show them: behind the round where there are several, without text kept back."""
    async with request.look() as ledger:
        shown = []
        for measure in measures:
            tx = Transaction(request, ledger, await unit_of(ledger, measure.unit))
            policy = MeasureContext(tx, measure, await ledger.plans.get(measure.plan)).policy
            (seen,) = await numbered(ledger, measure)
            shown.append(replace(seen, text="") if policy.confidential else seen)
        return tuple(shown)
