"""The card of an act that needs a second person, and its buttons."""

import datetime as dt

from markupsafe import escape

from bot.domain.people.proposal import Proposal
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.pending_taps import ConfirmAct, RefuseAct
from bot.messages.text import day
from bot.messages.wording import Wording


def proposal_row(wording: Wording, proposal: Proposal, *, confirms: bool, own: bool) -> tuple[Button, ...]:
    """确认 · 不同意 for whoever may confirm, 撤回 for whoever asked."""
    refuse = Button(wording.word(f"people.proposal.button_{'withdraw' if own else 'refuse'}"), RefuseAct(proposal.id))
    if not confirms:
        return (refuse,) if own else ()
    return (Button(wording.word("people.proposal.button_confirm"), ConfirmAct(proposal.id)), refuse)


def proposal_body(
    wording: Wording, proposal: Proposal, who: str, since: dt.date, *, confirms: bool, own: bool
) -> MessageBody:
    """Who asks for what, why, and that it takes effect only when a second person confirms it."""
    lines = [wording.say("people.proposal.head", who=who, what=proposal.what, day=day(since))]
    if proposal.words:
        lines.append(wording.say("people.proposal.words", words=proposal.words))
    lines.append(wording.say("people.proposal.effect"))
    row = proposal_row(wording, proposal, confirms=confirms, own=own)
    return MessageBody(LINE.join(lines), (row,) if row else ())


def proposed_body(wording: Wording, proposal: Proposal, deciders: tuple[str, ...], consents: str = "") -> MessageBody:
    """That an act waits, and for whom; or whose consent decides it once they are bound."""
    key = "people.proposal.asked" if deciders else "people.proposal.asked_nobody"
    if consents:
        key = "people.proposal.asked_first"
    command = {"unit": escape(proposal.unit), "number": escape(proposal.id.rpartition("/")[2])}  # to be copied
    text = wording.say(key, what=proposal.what, names="、".join(deciders), name=consents, **command)
    return MessageBody(text, (proposal_row(wording, proposal, confirms=False, own=True),))
