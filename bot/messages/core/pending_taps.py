"""Buttons of what waits for somebody, of acts that need two people, and of roles."""

from bot.domain.people.person import Role
from bot.messages.core.tap import Tap


class ConfirmAct(Tap, frozen=True, tag="key"):
    """Confirm an act that another person asked for."""

    matter: str


class RefuseAct(Tap, frozen=True, tag="nokey"):
    """Refuse such an act, or withdraw one's own."""

    matter: str


class DoAct(Tap, frozen=True, tag="act"):
    """Do what a preview shows."""

    matter: str


class DropAct(Tap, frozen=True, tag="noact"):
    """Leave it."""

    matter: str


class TakeBackAct(Tap, frozen=True, tag="unact"):
    """Take back what was done so."""

    matter: str


class GiveRole(Tap, frozen=True, tag="role"):
    """Give a person a role, or take it."""

    person: str
    role: Role
    give: bool = True


class MoveAccount(Tap, frozen=True, tag="moved"):
    """Let one's account move to another phone, or say that it was somebody else."""

    yes: bool


class HandOver(Tap, frozen=True, tag="give"):
    """Hand a person's measures over to another, with a role where one is named."""

    giver: str
    taker: str
    role: Role | None = None


class SignHandover(Tap, frozen=True, tag="hsign"):
    """Sign the list of a handover."""

    matter: str


class SignedOnPaper(Tap, frozen=True, tag="hpap"):
    """Note that whoever no message reaches has signed the list of a handover by hand."""

    matter: str


class HandoverList(Tap, frozen=True, tag="hlist"):
    """Hand out the list of a handover as a Word document."""

    matter: str


class OpenMatter(Tap, frozen=True, tag="todo"):
    """Open the live card of what waits, by the id of its record; `expired` where an old button led there."""

    matter: str
    expired: bool = False


class TodoPage(Tap, frozen=True, tag="todop"):
    """Turn to a page of what waits for one."""

    page: int


class RunCommand(Tap, frozen=True, tag="run"):
    """Do what a command without words does."""

    name: str


class MoreTiles(Tap, frozen=True, tag="more"):
    """Show what found no room on the first page."""


PENDING_TAPS: tuple[type[Tap], ...] = (
    *(ConfirmAct, RefuseAct, DoAct, DropAct, TakeBackAct, GiveRole, MoveAccount),
    *(HandOver, SignHandover, SignedOnPaper, HandoverList, OpenMatter, TodoPage, RunCommand, MoreTiles),
)
