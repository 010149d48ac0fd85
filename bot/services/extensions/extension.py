"""More time: asked for with a reason and a day, agreed to step by step, the first deadline kept for ever."""

import datetime as dt
from dataclasses import replace

from bot.domain.closing.transitions import LADDER, demand, route
from bot.domain.core.refusal import NotFound, Overtaken
from bot.domain.extensions.extension import STEP_ACTIONS, Answer, Extension, ExtensionState, granted, must_be_later
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.messages.text import day as day_words
from bot.services.core.ledger import EXTENSIONS_OF, Ledger
from bot.services.core.measure_context import (
    Dossier,
    checkers,
    keep,
    open_dossier,
    owners_of,
    people_for,
    quoted,
    require,
)
from bot.services.core.notify import Told, notice, tell, with_delegates
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, note, sit


async def ask_within(dossier: Dossier, day: dt.date, *, words: str, progress: str) -> tuple[Extension, Told]:
    """Ask for a later deadline, within the transaction of the reply; a former request that waits is withdrawn.

    Gives the request and who was written to. Raises Unreadable for a day that has passed, NoChange for one that is
    no later than the deadline, WrongStage, or NobodyToCheck.
    """
    measure, sitting = dossier.measure, dossier.sitting
    demand(Action.ASK_EXTENSION, measure)
    must_be_later(measure, day, sitting.today)
    roles, _ = route(dossier.policy.extension_steps, await checkers(dossier))
    former = await dossier.ledger.extensions.find(EXTENSIONS_OF, measure.id)
    for old in former:
        if old.state is ExtensionState.ASKED:
            await withdraw_within(sitting, old)
    extension = Extension(
        f"{measure.id}/x{len(former) + 1}",
        measure.unit,
        measure.id,
        sitting.by.id,
        sitting.now,
        words,
        day,
        measure.due,
        measure.is_overdue(sitting.today),
        roles[0],
        progress=progress,
    )
    await dossier.ledger.extensions.put(extension)
    facts = {"extension": extension.id, "asked": day.isoformat(), "late": extension.late}
    await note(sitting, Verb.ASK_EXTENSION, measure.id, words=words, **facts)
    return extension, await _bring(dossier, extension)


async def withdraw_within(sitting: Sitting, extension: Extension) -> None:
    """Take a request back that nobody has decided."""
    await sitting.ledger.extensions.put(replace(extension, state=ExtensionState.WITHDRAWN))
    await note(sitting, Verb.WITHDRAW_EXTENSION, extension.measure, extension=extension.id)


async def answer_extension(
    desk: Desk,
    by: Person,
    extension_id: str,
    *,
    agree: bool,
    step: Role | None = None,
    words: str = "",
    day: dt.date | None = None,
) -> tuple[Extension, Measure]:
    """Agree to a request or refuse it; who agrees may name another day.

    `step` is the one that the pressed card speaks of. Raises NotFound, Overtaken, NotAllowed, OwnWork, WrongStage,
    or NoChange and Unreadable for a day that is none.
    """
    async with sit(desk, by) as sitting:
        extension = await sitting.ledger.extensions.get(extension_id)
        if extension is None or extension.unit != sitting.unit.id:
            raise NotFound(what=extension_id.rpartition("/")[2])
        dossier = await open_dossier(sitting, extension.measure)
        if extension.state is not ExtensionState.ASKED or step not in {None, extension.step}:
            raise Overtaken(number=dossier.measure.number, who=await _decider(sitting.ledger, extension))
        await require(dossier, STEP_ACTIONS[extension.step])
        answer = Answer(sitting.by.id, sitting.now, extension.step, agree, words)
        answered = replace(extension, answers=(*extension.answers, answer), asked=day or extension.asked)
        if not agree:
            return await _refused(dossier, answered), dossier.measure
        must_be_later(dossier.measure, answered.asked, sitting.today)
        later = [role for role in dossier.policy.extension_steps if _above(role, extension.step)]
        if later:
            roles, _ = route(later, await checkers(dossier))
            return await _forwarded(dossier, replace(answered, step=roles[0])), dossier.measure
        return await _granted(dossier, answered)


def _above(role: Role, step: Role) -> bool:
    return role in LADDER and LADDER.index(role) > LADDER.index(step)


async def _decider(ledger: Ledger, extension: Extension) -> str:
    last = await ledger.people.get(extension.answers[-1].by) if extension.answers else None
    return last.name if last else ""


async def _forwarded(dossier: Dossier, extension: Extension) -> Extension:
    await dossier.ledger.extensions.put(extension)
    facts = {"extension": extension.id, "to": str(extension.step), "asked": extension.asked.isoformat()}
    words = extension.answers[-1].words
    await note(dossier.sitting, Verb.FORWARD_EXTENSION, extension.measure, words=words, **facts)
    await _bring(dossier, extension)
    return extension


async def _refused(dossier: Dossier, extension: Extension) -> Extension:
    refused = replace(extension, state=ExtensionState.REFUSED)
    await dossier.ledger.extensions.put(refused)
    words = extension.answers[-1].words
    facts = {"extension": extension.id, "asked": extension.asked.isoformat()}
    await note(dossier.sitting, Verb.REFUSE_EXTENSION, extension.measure, words=words, **facts)
    sentence = {"number": dossier.measure.number, "who": dossier.sitting.by.name, "words": quoted(dossier, words)}
    await _tell_owners(dossier, refused, notice("closing.extension_refused", sentence, [extension.measure]))
    return refused


async def _granted(dossier: Dossier, extension: Extension) -> tuple[Extension, Measure]:
    given = replace(extension, state=ExtensionState.GRANTED, granted=extension.asked)
    moved = granted(dossier.measure, extension.asked, dossier.sitting.today)
    await dossier.ledger.extensions.put(given)
    await keep(dossier, moved, Verb.EXTEND, words=extension.answers[-1].words, extension=extension.id)
    sentence = {
        "number": moved.number,
        "who": dossier.sitting.by.name,
        "day": day_words(extension.asked),
        "was": day_words(dossier.measure.due) if dossier.measure.due else dossier.measure.deadline.words,
    }
    await _tell_owners(dossier, given, notice("closing.extension_granted", sentence, [moved.id]))
    return given, moved


async def _tell_owners(dossier: Dossier, extension: Extension, facts: dict[str, object]) -> None:
    to = await with_delegates(dossier.sitting, (extension.by, *await owners_of(dossier)))
    await tell(dossier.sitting, to, reason=f"extension:{extension.id}:{extension.state}", facts=facts)


async def _bring(dossier: Dossier, extension: Extension) -> Told:
    """Write to those who may take the step at which the request waits."""
    asked = await people_for(dossier, extension.step, STEP_ACTIONS[extension.step])
    reason = f"extension:{extension.id}:{extension.step}"
    facts = {"extension": extension.id, "step": str(extension.step)}
    return await tell(dossier.sitting, asked, reason=reason, facts=facts, kind="extension", priority=Priority.RED)
