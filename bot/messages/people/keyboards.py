"""Buttons of binding and handing over."""

from bot.domain.people.person import Person, Role
from bot.messages.body import Button
from bot.messages.core.pending_taps import HandoverList, SignedOnPaper, SignHandover
from bot.messages.wording import Wording

DAILY = {
    Role.SECRETARY: ("todo", "digest"),
    Role.OFFICE: ("todo", "digest"),
    Role.LEADER: ("todo", "digest"),
    Role.OWNER: ("todo", "mine"),
    Role.SUPPORT: ("todo", "status"),
    Role.OBSERVER: ("status", "digest"),  # nothing waits for who only looks
}


def words_to_type(wording: Wording, person: Person) -> tuple[tuple[str, ...], ...]:
    """The keyboard of plain words under the field of entry: what the role needs every day."""
    rows = (DAILY[person.foremost], ("overdue", "home"), ("help",))
    return tuple(tuple(wording.word(f"people.binding.button_{name}") for name in row) for row in rows)


def signing_row(wording: Wording, record: str) -> tuple[Button, ...]:
    """✍ 签字 · 📄 移交清单."""
    return (Button(wording.word("people.handover.button_sign"), SignHandover(record)), _list(wording, record))


def paper_row(wording: Wording, record: str) -> tuple[Button, ...]:
    """已在纸上签 · 📄 移交清单."""
    return (Button(wording.word("people.handover.button_paper"), SignedOnPaper(record)), _list(wording, record))


def _list(wording: Wording, record: str) -> Button:
    return Button(wording.word("people.handover.button_list"), HandoverList(record))
