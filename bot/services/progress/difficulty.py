"""A difficulty that was reported: who hears of it can reply, put it on the next meeting, or ask for an instruction."""

from collections.abc import Iterable, Sequence

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.messages.core.difficulty_taps import ForwardDifficulty, PutOnAgenda, ReplyToDifficulty
from bot.messages.core.tap import Tap
from bot.messages.core.taps import Instruct, ShowCard
from bot.services.core.callback_data import written
from bot.services.core.ledger import JOURNAL_OF
from bot.services.core.measure_context import MeasureContext, may, measure_context, quoted
from bot.services.core.notify import ButtonRow, Notified, notice, notify, secretary
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_reading, open_transaction
from bot.services.meetings.agenda import last_word


async def tell_of_difficulty(context: MeasureContext, progress: Progress, to: Iterable[Person]) -> Notified:
    """Tell each of them, with what each may do about it."""
    facts = {"number": context.measure.number, "who": context.tx.by.name, "words": quoted(context, progress.words)}
    told = Notified()
    for person in {one.id: one for one in to}.values():
        content = notice("progress.blocked_told", facts, [context.measure.id], _rows(person, context.measure.id))
        told += await notify(context.tx, [person], reason=f"{progress.intent}:{progress.id}", facts=content)
    return told


def _rows(person: Person, measure: str) -> Sequence[ButtonRow]:
    """回复 · 列入会议 · 转批示 and the card; the secretary gives the instruction himself."""
    reply = _button("reply", ReplyToDifficulty(measure))
    first = (reply, _button("meet", PutOnAgenda(measure))) if allowed(Action.MEET, person) else (reply,)
    forward = _button("forward", ForwardDifficulty(measure))
    return first, (
        _instruct(measure) if allowed(Action.INSTRUCT, person) else forward,
        _button("card", ShowCard(measure)),
    )


def _instruct(measure: str) -> Sequence[str]:
    return _button("instruct", Instruct(measure))


def _button(name: str, tap: Tap) -> Sequence[str]:
    """A button as a notice keeps it."""
    return f"progress.button_{name}", *written(tap)


async def demand_difficulty(request: RequestContext, by: Person, measure_id: str) -> Measure:
    """The measure whose difficulty the person may reply to; raises NotAllowed, or NotFound where there is none now."""
    async with open_reading(request, by) as tx:
        context, _ = await _stuck(tx, measure_id)
        return context.measure


async def forward_difficulty(request: RequestContext, by: Person, measure_id: str) -> tuple[str, ...]:
    """Ask the secretary for an instruction, once a difficulty; whom it reaches.

    Raises NotAllowed, NotFound where nobody reports a difficulty any more, or Overtaken where somebody asked before.
    """
    async with open_transaction(request, by) as tx:
        context, said = await _stuck(tx, measure_id)
        entries = await tx.ledger.journal.find(JOURNAL_OF, measure_id)
        asked = [one for one in entries if one.verb == Verb.ASK_INSTRUCTION and one.after.get("progress") == said.id]
        if asked:
            who = await tx.ledger.people.get(asked[0].by)
            raise Overtaken(why="forwarded", number=context.measure.number, who=who.name if who else "")
        entry = await note(tx, Verb.ASK_INSTRUCTION, measure_id, words=said.words, progress=said.id)
        owner = await tx.ledger.people.get(said.by)
        facts = notice(
            "progress.forwarded_told",
            {
                "number": context.measure.number,
                "who": tx.by.name,
                "owner": owner.name if owner else "",
                "words": quoted(context, said.words),
            },
            [measure_id],
            ((_instruct(measure_id), _button("card", ShowCard(measure_id))),),
        )
        return (await notify(tx, await secretary(tx), reason=entry.id, facts=facts)).names


async def _stuck(tx: Transaction, measure_id: str) -> tuple[MeasureContext, Progress]:
    """The measure and the difficulty that its people reported last."""
    context = await measure_context(tx, measure_id)
    if not await may(context, Action.NOTE, tx.by):
        raise NotAllowed(number=context.measure.number, measure=measure_id, action=Action.NOTE)
    said = await last_word(tx.ledger, measure_id)
    if said is None or said.intent is not Intent.BLOCKED:
        raise NotFound(what="difficulty", number=context.measure.number)
    return context, said
