"""Leaders whom a file brings for the first time: a second person decides on them, the rest of the file comes in."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.domain.imports.revision import Change, Revision
from bot.domain.plan.measure import Measure

LEADERS = "leaders"


@dataclass(frozen=True, kw_only=True)
class Led:
    """A measure, who leads it meanwhile, and who does by the file."""

    measure: str
    number: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def holds(self, measure: Measure) -> bool:
        """False where somebody whom neither ledger nor file named leads the measure since."""
        return {*measure.leaders} <= {*self.before, *self.after}


def held_back(revision: Revision, newcomers: Collection[str]) -> tuple[Revision, tuple[Led, ...]]:
    """The revision without the leaders that wait, and the measures that they would lead."""
    kept: list[Change] = []
    led: list[Led] = []
    for one in revision.changed:
        fresh = {*one.after.leaders} - {*one.before.leaders}
        if not fresh.intersection(newcomers):
            kept.append(one)
            continue
        led.append(_led(one.after, one.before.leaders))
        rest = tuple(name for name in one.what if name != LEADERS)
        if rest:
            kept.append(Change(one.before, replace(one.after, leaders=one.before.leaders), rest))
    new: list[Measure] = []
    for measure in revision.new:
        stay = tuple(one for one in measure.leaders if one not in newcomers)
        led += [_led(measure, stay)] if stay != measure.leaders else []
        new.append(replace(measure, leaders=stay) if stay != measure.leaders else measure)
    same = revision.same + len(revision.changed) - len(kept)
    return replace(revision, new=tuple(new), changed=tuple(kept), same=same), tuple(led)


def _led(measure: Measure, before: tuple[str, ...]) -> Led:
    return Led(measure=measure.id, number=measure.number, before=before, after=measure.leaders)


def led_now(led: Led, may: Collection[str]) -> tuple[str, ...]:
    """Who leads by the file, as far as they may; those before where nobody may."""
    return tuple(one for one in led.after if one in may) or led.before
