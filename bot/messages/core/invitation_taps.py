"""Buttons of invitations, and of those who knock without one."""

from bot.messages.core.tap import Tap


class Knock(Tap, frozen=True, tag="knock"):
    """Ask to be bound, from an account that is bound to nobody."""


class BindKnock(Tap, frozen=True, tag="kbind"):
    """Bind the account that knocked to a person."""

    matter: str
    person: str


class KnockPage(Tap, frozen=True, tag="kwho"):
    """Show on the card of one who knocked a page of the people who may be meant."""

    matter: str
    page: int


class RefuseKnock(Tap, frozen=True, tag="kno"):
    """Turn one who knocked away."""

    matter: str


class InvitePerson(Tap, frozen=True, tag="inv"):
    """Issue a link for a person."""

    person: str


class WithdrawInvitation(Tap, frozen=True, tag="uninv"):
    """Let a person's link be worthless."""

    person: str


class InvitationsPage(Tap, frozen=True, tag="invp"):
    """Turn to a page of the list of invitations."""

    page: int


class InviteAll(Tap, frozen=True, tag="invall"):
    """Issue a link for everybody who has neither a phone nor a link: one message each, or with `sheet` one to print."""

    sheet: bool = False


INVITATION_TAPS: tuple[type[Tap], ...] = (
    Knock,
    BindKnock,
    KnockPage,
    RefuseKnock,
    InvitePerson,
    WithdrawInvitation,
    InvitationsPage,
    InviteAll,
)
