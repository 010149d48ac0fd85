"""A person's own data: all that the ledger keeps of somebody, handed out to that person alone."""

from bot.documents.workbook.person import Moment, PersonData
from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, digits
from bot.messages.body import plain
from bot.messages.history.view import Story, sentence
from bot.messages.text import day
from bot.services.core.ledger import EVIDENCE_BY, JOURNAL_OF_UNIT, PEOPLE_OF, REMINDERS_TO
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.people.staff import card_of


async def own_data(request: RequestContext, person: Person) -> PersonData:
    """Who they are, what they did or what was done about them, what they sent and were told.

    Raises NotAllowed where papers do not go through the chat.
    """
    wording = request.wording
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        if unit.policy.confidential:
            raise NotAllowed(why="confidential")
        tx = Transaction(request, ledger, unit, person)
        names = {one.id: one.name for one in await ledger.people.find(PEOPLE_OF, unit.id)}
        story = Story(measure="", number="", matter="", entries=(), names=names, zone=unit.zone)
        entries: list[Moment] = [
            (entry.at, _about(entry.subject, person), plain(sentence(wording, story, entry)))
            for entry in await ledger.journal.find(JOURNAL_OF_UNIT, unit.id)
            if person.id in {entry.by, entry.subject}
        ]
        evidence: list[Moment] = [
            (one.at, _about(one.measure, person), f"{one.name} {one.caption}".strip())
            for one in await ledger.evidence.find(EVIDENCE_BY, person.id)
        ]
        reminders: list[Moment] = [
            (one.at, _about(one.measure, person), day(one.due))
            for one in await ledger.reminders.find(REMINDERS_TO, person.id)
        ]
        return PersonData(
            unit=unit.name,
            zone=unit.zone,
            name=person.name,
            today=tx.today,
            facts=await _facts(tx, person),
            entries=entries,
            evidence=evidence,
            reminders=reminders,
        )


def _about(subject: str, person: Person) -> str:
    """The number of a measure or finding; the person's own name for what was done about them."""
    return person.name if subject == person.id else subject.partition("/")[2].partition("/")[2].partition("/")[0]


async def _facts(tx: Transaction, person: Person) -> list[tuple[str, str]]:
    wording = tx.request.wording
    card = await card_of(tx, person)
    roles = [
        wording.word(
            "people.card.role" if held.since and held.by else "people.card.role_file",
            role=wording.word(f"people.role.{held.role}"),
            since=day(held.since) if held.since else "",
            by=held.by,
        )
        for held in card.held
    ]
    away = [f"{one.start.isoformat()}—{one.end.isoformat()}" for one in person.absences]
    account = digits(person.chat) if person.chat else ""
    said = {
        "name": person.name,
        "post": person.post,
        "department": person.department,
        "roles": "；".join(roles),
        "account": account,
        "bound": day(card.bound) if card.bound else "",
        "absences": "；".join(away),
        "send_at": person.send_at.isoformat("minutes") if person.send_at else "",
        "muted": "、".join(person.muted),
        "open": str(card.measures),
    }
    return [
        (wording.word(f"people.own.{name}"), value or wording.word("core.nobody_reached"))
        for name, value in said.items()
    ]
