"""Acts as the product does them: shown, and done by whoever was shown them."""

from collections.abc import Mapping

from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act
from bot.domain.plan.measure import Measure
from bot.messages.pending.act import ActDone
from bot.services.core.proposals import Proposed
from bot.services.core.request import RequestContext
from bot.services.pending.acts import WantedAct, do_act, show_act
from bot.services.people.directory import ids_of


async def act(
    request: RequestContext,
    by: Person,
    what: Act,
    *subjects: str,
    words: str = "",
    facts: Mapping[str, str] | None = None,
) -> ActDone | Proposed:
    """Look at the preview, and confirm it."""
    shown = await show_act(request, by, WantedAct(act=what, subjects=subjects, words=words, facts=facts or {}))
    return await do_act(request, by, shown.matter)


async def cancel_measure(request: RequestContext, by: Person, id_: str, reason: str) -> ActDone | Proposed:
    """Cancel a measure."""
    return await act(request, by, Act.CANCEL, id_, words=reason)


async def make_standing(request: RequestContext, by: Person, id_: str, reason: str) -> ActDone | Proposed:
    """Let a measure go on for good."""
    return await act(request, by, Act.TURN_STANDING, id_, words=reason)


async def reopen_measure(request: RequestContext, by: Person, id_: str, reason: str) -> ActDone | Proposed:
    """Open an ended measure again."""
    return await act(request, by, Act.REOPEN, id_, words=reason)


async def split_measure(
    request: RequestContext, by: Person, id_: str, *, text: str, rest: str, reason: str
) -> ActDone | Proposed:
    """Part a measure in two."""
    return await act(request, by, Act.SPLIT, id_, words=reason, facts={"text": text, "rest": rest})


async def merge_measures(request: RequestContext, by: Person, id_: str, into: str, reason: str) -> ActDone | Proposed:
    """Merge a measure into another."""
    return await act(request, by, Act.MERGE, id_, into, words=reason)


async def hand_over(
    request: RequestContext, giver: str, taker: str, *, by: Person, role: Role | None = None
) -> ActDone | Proposed:
    """Give all that a person has to a successor."""
    one, other = await ids_of(request, by.unit, (giver, taker))
    facts = {"taker": other} | ({"role": str(role)} if role else {})
    return await act(request, by, Act.HAND_OVER, one, facts=facts)


async def unbind(request: RequestContext, name: str, *, by: Person) -> ActDone | Proposed:
    """Let go of a person's account."""
    return await act(request, by, Act.UNBIND, *await ids_of(request, by.unit, (name,)))


def only(done: ActDone | Proposed) -> Measure:
    """The measure as the act left it."""
    assert isinstance(done, ActDone)
    return done.effects.after[0]
