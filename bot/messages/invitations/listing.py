"""The list of invitations, a page at a time, with the buttons that send, renew and withdraw them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from bot.domain.people.person import Person
from bot.messages.body import GAP, Button, MessageBody
from bot.messages.core.invitation_taps import InvitationsPage, InviteAll, InvitePerson, WithdrawInvitation
from bot.messages.pages import turning
from bot.messages.text import time_in
from bot.messages.wording import Wording

PAGE = 8  # people on a page
TOGETHER = 20  # links that come as one message each; of more, a page is printed


class InvitationState(StrEnum):
    """How far somebody's binding has come who is not bound, or not on this phone."""

    NONE = "none"
    SENT = "sent"
    EXPIRED = "expired"
    CLAIMED = "claimed"


@dataclass(frozen=True)
class InvitationLine:
    """Somebody with the state of their link, and until when it holds."""

    person: Person
    state: InvitationState
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Invitations:
    """The people of a unit as far as they are not bound."""

    unit: str
    zone: str
    people: int
    lines: tuple[InvitationLine, ...]

    @property
    def unbound(self) -> tuple[InvitationLine, ...]:
        """Those without a phone."""
        return tuple(line for line in self.lines if line.person.chat is None)

    @property
    def without(self) -> tuple[InvitationLine, ...]:
        """Those who have neither a phone nor a link that holds."""
        return tuple(line for line in self.unbound if line.state in {InvitationState.NONE, InvitationState.EXPIRED})


def invitations_body(wording: Wording, view: Invitations, page: int = 1) -> MessageBody:
    """Who is not bound, with the state of their links."""
    facts = {"unit": view.unit, "bound": view.people - len(view.unbound), "unbound": len(view.unbound)}
    facts |= {"sent": len(view.unbound) - len(view.without), "without": len(view.without)}
    head = wording.say("invitations.list.head", **facts)
    if not view.lines:
        return MessageBody(GAP.join([head, wording.say("invitations.list.all_bound")]))
    count = -(-len(view.lines) // PAGE)
    page = min(max(page, 1), count)
    shown = view.lines[(page - 1) * PAGE : page * PAGE]
    parts = [head, *(_line(wording, view, line) for line in shown)]
    if count > 1:
        parts.append(wording.say("core.pages.mark", page=page, pages=count))
    rows = [_row(wording, line) for line in shown]
    return MessageBody(GAP.join(parts), (*rows, *turning(wording, page, count, _turn), *_all(wording, view)))


def _turn(page: int) -> InvitationsPage:
    return InvitationsPage(page)


def _line(wording: Wording, view: Invitations, line: InvitationLine) -> Markup:
    person = line.person
    state = wording.word(f"invitations.list.{line.state}", until=time_in(view.zone, line.until))
    return wording.say(
        "invitations.list.line", name=person.name, post=person.post, department=person.department, state=state
    )


def _row(wording: Wording, line: InvitationLine) -> tuple[Button, ...]:
    key = "issue" if line.state is InvitationState.NONE else "renew"
    issue = Button(wording.word(f"invitations.list.{key}", name=line.person.name), InvitePerson(line.person.id))
    if line.state is InvitationState.NONE:
        return (issue,)
    return (issue, Button(wording.word("invitations.list.withdraw"), WithdrawInvitation(line.person.id)))


def _all(wording: Wording, view: Invitations) -> tuple[tuple[Button, ...], ...]:
    rows = []
    if 0 < len(view.without) <= TOGETHER:
        rows.append((Button(wording.word("invitations.list.all", count=len(view.without)), InviteAll()),))
    if view.unbound:
        rows.append((Button(wording.word("invitations.list.sheet", count=len(view.unbound)), InviteAll(sheet=True)),))
    return tuple(rows)
