"""How the answers read to 催了谁几次, 延期批了没, 卡在谁那里, 立案多少起, 回头看几条, 哪几位领导分管的逾期."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.people.person import Person
from bot.domain.rechecks.recheck import RecheckState
from bot.domain.reporting.early_word import EarlyWord
from bot.domain.status.register import RegisterRow
from bot.domain.supervision.letter import LETTER_WORDS, Letter
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import stage_with_percent
from bot.messages.reporting.early import grounds
from bot.messages.status.counted import some_of
from bot.messages.text import day
from bot.messages.wording import Wording

SHOWN = 10
PERCENT = "%"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whose measures is asked, in words, "" for all; and of what time, None for all until today."""

    whose: str
    when: str
    of_one: bool  # of a single person's, or of measures by number
    span: tuple[dt.date, dt.date] | None
    today: dt.date
    about: str = ""  # the same where more than one's own is named


@dataclass(frozen=True, kw_only=True)
class Urging:
    """How often the measures of an owner were urged, by number, and when last."""

    owner: str
    counts: Counter[str]
    last: dt.date


@dataclass(frozen=True, kw_only=True)
class Prolonged:
    """A request for more time, and whose word it waits for."""

    number: str
    extension: Extension
    waits_for: str


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A measure, who is to check it where it `waits` for a check, and who is to grant it a `longer` time."""

    row: RegisterRow
    names: str
    waits: bool
    longer: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A figure, and what each measure adds to it."""

    name: str
    unit: str
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """How many pieces of evidence an owner's measures have, by number; which open ones have none."""

    owner: str
    counts: Counter[str]
    bare: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Measures of one leader or department, by number."""

    name: str
    numbers: tuple[str, ...]


def urged_body(wording: Wording, asked: Asked, found: Sequence[Urging], letters: Sequence[Letter]) -> MessageBody:
    """How often altogether, and a line for each owner; of one person the letters too, each kind by itself."""
    total, facts = sum(one.counts.total() for one in found), _of(wording, asked)
    lines = [wording.say("status.happened.urged_none", **facts)]
    if len(found) == 1:
        (one,) = found
        said = {"count": total, "numbers": _numbers(one), "day": day(one.last)}
        lines = [wording.say("status.happened.urged_one", **said, **facts)]
    elif found:
        lines = [wording.say("status.happened.urged", count=total, **facts)]
    if found and not asked.of_one:
        for one in sorted(found, key=lambda one: -one.counts.total())[:SHOWN]:
            said = {"count": one.counts.total(), "numbers": _numbers(one), "day": day(one.last)}
            owner = one.owner or wording.word("core.nobody")
            lines.append(wording.say("status.happened.urged_of", owner=owner, **said))
    if kinds := Counter(LETTER_WORDS[one.colour] for one in letters):
        said = {"letters": "、".join(f"{kind}{count}" for kind, count in kinds.items())}
        lines.append(wording.say("status.happened.sent", titles=some_of([one.title for one in letters]), **said))
    return MessageBody(LINE.join(lines))


def _numbers(urging: Urging) -> str:
    return "、".join(f"{number}×{count}" if count > 1 else number for number, count in urging.counts.items())


def checked_body(
    wording: Wording, asked: Asked, step: str, names: Sequence[str], found: Sequence[Urging]
) -> MessageBody:
    """How many times measures were passed or returned, and a line for each who did it, the most first."""
    facts = _of(wording, asked) | {"deed": wording.word(f"status.happened.deed.{step}"), "names": "、".join(names)}
    if not found:
        return MessageBody(wording.say("status.happened.checked_none", **facts))
    total = sum(one.counts.total() for one in found)
    lines = [wording.say("status.happened.checked", count=total, **facts)]
    for one in sorted(found, key=lambda one: -one.counts.total())[:SHOWN]:
        said = {"count": one.counts.total(), "numbers": _numbers(one), "day": day(one.last)}
        lines.append(wording.say("status.happened.urged_of", owner=one.owner or wording.word("core.nobody"), **said))
    return MessageBody(LINE.join(lines))


def at_risk_body(wording: Wording, asked: Asked, late: int, found: Sequence[EarlyWord]) -> MessageBody:
    """How many are late already, and which of the others may become so, with the counts that say it."""
    facts = _of(wording, asked) | {"late": late, "count": len(found)}
    lines = [wording.say("status.happened.at_risk" if found else "status.happened.at_risk_none", **facts)]
    shown = [(one.row.number, grounds(one)) for one in found[:SHOWN]]
    lines += [wording.say("status.happened.at_risk_of", number=number, grounds=why) for number, why in shown]
    if len(found) > SHOWN:
        lines.append(wording.say("status.happened.more", count=len(found) - SHOWN))
    return MessageBody(LINE.join(lines), measures=tuple(one.row.measure.id for one in found[:SHOWN]))


def held_by_body(wording: Wording, asked: Asked, name: str, found: Sequence[Awaited]) -> MessageBody:
    """What lies with somebody, by number; that nothing does where that is so."""
    if not found:
        return MessageBody(wording.say("status.happened.held_by_nothing", name=name))
    head = wording.say("status.happened.held_by", name=name, count=len(found))
    body = held_body(wording, asked, found)
    return MessageBody(LINE.join([head, body.text]), body.buttons, measures=body.measures)


def prolonged_body(wording: Wording, asked: Asked, found: Sequence[Prolonged]) -> MessageBody:
    """How many were granted, refused or wait; then each with its day, what waits with whom it waits for."""
    if not found:
        return MessageBody(wording.say("status.happened.prolonged_none", **_of(wording, asked)))
    counts = Counter(one.extension.state for one in found)
    facts = {str(state): counts.get(state, 0) for state in ExtensionState}
    lines = [wording.say("status.happened.prolonged", **facts, **_of(wording, asked))]
    for one in found[-SHOWN:]:
        until, who = one.extension.granted or one.extension.asked, one.waits_for or wording.word("core.nobody")
        key = f"status.happened.prolonged_{one.extension.state}"
        lines.append(wording.say(key, number=one.number, day=day(until), names=who))
    return MessageBody(LINE.join(lines), measures=tuple(dict.fromkeys(one.extension.measure for one in found)))


def looked_back_body(wording: Wording, asked: Asked, found: Sequence[tuple[str, RecheckState, dt.date]]) -> MessageBody:
    """How many are planned, late, done; then what is planned and what relapsed, by day."""
    if not found:
        return MessageBody(wording.say("status.happened.looked_none", **_of(wording, asked)))
    counts = Counter(state for _, state, _ in found)
    late = sum(state is RecheckState.PLANNED and on < asked.today for _, state, on in found)
    facts = {str(state): counts.get(state, 0) for state in RecheckState}
    lines = [wording.say("status.happened.looked", late=late, **facts, **_of(wording, asked))]
    told = [one for one in found if one[1] is not RecheckState.HOLDS]
    lines += [
        wording.say(f"status.happened.looked_{state}", number=number, day=day(on)) for number, state, on in told[:SHOWN]
    ]
    return MessageBody(LINE.join(lines))


def held_body(wording: Wording, asked: Asked, found: Sequence[Awaited]) -> MessageBody:
    """A line for each measure: whose word it waits for, or that it waits for nobody's."""
    if not found:
        return MessageBody(wording.say("status.happened.held_none", **_of(wording, asked)))
    lines = []
    for one in found[:SHOWN]:
        stage = stage_with_percent(wording, one.row.measure)
        if one.waits:
            names = one.names or wording.word("core.nobody")
            lines.append(wording.say("status.happened.held", number=one.row.number, stage=stage, names=names))
        elif one.row.measure.is_ended:
            lines.append(wording.say("status.happened.held_ended", number=one.row.number, stage=stage))
        elif not one.longer:
            lines.append(wording.say("status.happened.held_by_none", number=one.row.number, stage=stage))
        if one.longer:
            lines.append(wording.say("status.happened.held_longer", number=one.row.number, names=one.longer))
    if len(found) > SHOWN:
        lines.append(wording.say("status.happened.more", count=len(found) - SHOWN))
    return MessageBody(LINE.join(lines), measures=tuple(one.row.measure.id for one in found))


def away_body(
    wording: Wording, people: Sequence[Person], names: Mapping[str, str], today: dt.date, *, own: bool
) -> MessageBody:
    """Who is away today or later, from when until when, and who stands in."""
    lines = [
        wording.say(
            "status.happened.away",
            name=one.name,
            start=day(absence.start),
            end=day(absence.end),
            delegate=names.get(absence.delegate, ""),
        )
        for one in people
        for absence in one.absences
        if absence.end >= today
    ]
    none = wording.say(f"status.happened.away_none{'_own' if own else ''}")
    return MessageBody(LINE.join(lines) if lines else none)


def figures_body(wording: Wording, asked: Asked, name: str, found: Sequence[Told]) -> MessageBody:
    """Each figure of the name with its sum over the measures, percentages one by one; nothing that nobody told."""
    if not found:
        return MessageBody(wording.say("status.happened.figures_none", name=name, **_of(wording, asked)))
    lines = [wording.say("status.happened.figures", **_of(wording, asked))]
    for one in found[:SHOWN]:
        parts = "、".join(f"{number} {value:g}{one.unit}" for number, value in one.parts)
        if one.unit == PERCENT:
            lines.append(wording.say("status.happened.rate", name=one.name, parts=parts))
        else:
            value = f"{sum(value for _, value in one.parts):g}"
            lines.append(wording.say("status.happened.figure", name=one.name, value=value, unit=one.unit, parts=parts))
    return MessageBody(LINE.join(lines))


def grouped_body(wording: Wording, asked: Asked, found: Sequence[Group], by: str, *, none: bool) -> MessageBody:
    """A line for each leader, department or owner, with the numbers; `none` of whose measures is otherwise."""
    whose = _of(wording, asked)
    if not found:
        return MessageBody(wording.say("status.happened.grouped_none", **whose))
    count = len({number for one in found for number in one.numbers})
    key = f"status.happened.all_by_{by}" if none else f"status.happened.by_{by}"
    lines = [wording.say(key, groups=sum(bool(one.name) for one in found), count=count, **whose)]
    for one in found:
        numbers = "、".join(one.numbers[:SHOWN]) + ("…" if len(one.numbers) > SHOWN else "")
        lines.append(
            wording.say(
                "status.happened.group",
                name=one.name or wording.word("core.nobody"),
                count=len(one.numbers),
                numbers=numbers,
            )
        )
    return MessageBody(LINE.join(lines))


def proofs_body(wording: Wording, asked: Asked, found: Sequence[Proofs], *, least: bool) -> MessageBody:
    """How many pieces altogether, and a line for each owner, the most or the least first."""
    total = sum(one.counts.total() for one in found)
    lines = [wording.say("status.happened.proofs", count=total, **_of(wording, asked))]
    for one in sorted(found, key=lambda one: one.counts.total() if least else -one.counts.total())[:SHOWN]:
        numbers = "、".join(f"{number}×{count}" if count > 1 else number for number, count in one.counts.items())
        has = {"owner": one.owner or wording.word("core.nobody"), "count": one.counts.total(), "numbers": numbers}
        key = "proofs_of" if numbers else "proofs_of_none"
        bare = wording.say("status.happened.proofs_bare", numbers="、".join(one.bare[:SHOWN])) if one.bare else ""
        lines.append(wording.say(f"status.happened.{key}", bare=bare, **has))
    if len(found) > SHOWN:
        lines.append(wording.say("status.happened.more_people", count=len(found) - SHOWN))
    return MessageBody(LINE.join(lines))


def _of(wording: Wording, asked: Asked) -> dict[str, str]:
    when = asked.when or wording.word("status.happened.until_today")
    return {"when": when, "whose": asked.whose or wording.word("status.happened.all"), "about": asked.about}
