"""The list of people: who is bound, and what is open and overdue in their name."""

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.people.person import Person
from bot.domain.plan.part import Part
from bot.domain.status.register import Register
from bot.domain.supervision.followed import NONE, Count
from bot.messages.body import MessageBody
from bot.messages.pages import paged_body
from bot.messages.status.support import lent_beside
from bot.messages.wording import Wording


@dataclass(frozen=True)
class PersonLine:
    """A person with the number of measures that are open and overdue."""

    person: Person
    open: int
    overdue: int
    lent: Count = NONE  # what the person is to answer for a supporting body


@dataclass(frozen=True)
class People:
    """Who belongs to the unit."""

    unit: str
    people: tuple[PersonLine, ...]
    code: str = "ppl"
    page: int = 1


def people(register: Register) -> People:
    """Everybody active, in the order of posts, with what is open and overdue in their name."""
    open_, late = Counter[str](), Counter[str]()
    for measure in register.measures:
        for person in {*measure.owners, *measure.leaders}:
            open_[person] += not measure.is_ended
            late[person] += register.standings[measure.id].part is Part.OVERDUE
    active = sorted((p for p in register.people.values() if p.active), key=lambda p: (p.rank, p.department, p.name))
    lent = register.lent_by(lambda row: row.share.to)
    lines = (PersonLine(p, open_[p.id], late[p.id], lent.get(p.id, NONE)) for p in active)
    return People(register.unit.name, tuple(lines))


def people_body(wording: Wording, view: People) -> MessageBody:
    """The list, at its page."""
    unbound = sum(line.person.chat is None for line in view.people)
    head = wording.say("people.list.head", unit=view.unit, count=len(view.people), unbound=unbound)
    return paged_body(wording, head, [_person(wording, line) for line in view.people], code=view.code, page=view.page)


def _person(wording: Wording, line: PersonLine) -> Markup:
    person = line.person
    key = "unbound" if person.chat is None else "blocked" if person.blocked else "bound"
    return wording.say(
        "people.list.person",
        name=person.name,
        post=person.post,
        department=person.department,
        roles="、".join(wording.word(f"people.role.{role}") for role in person.roles) or wording.word("core.nobody"),
        bound=wording.word(f"people.list.{key}"),
        open=line.open,
        overdue=line.overdue,
    ) + lent_beside(wording, line.lent)
