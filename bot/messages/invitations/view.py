"""The message that is sent on to somebody: the link with two lines, and its picture."""

import datetime as dt
from dataclasses import dataclass

from markupsafe import escape

from bot.domain.people.person import Person
from bot.messages.body import Attachment, MessageBody
from bot.messages.text import time_in
from bot.messages.wording import Wording


@dataclass(frozen=True, kw_only=True)
class InvitationLink:
    """A link that binds whoever opens it first to the person, with the picture to be scanned."""

    person: Person
    link: str
    picture: bytes
    hours: int
    until: dt.datetime


def invitation_body(wording: Wording, one: InvitationLink, unit: str, zone: str) -> MessageBody:
    """One message for one person, as it may be forwarded: nothing in it is for the office."""
    facts = {"name": one.person.name, "unit": unit, "link": escape(one.link), "hours": one.hours}
    text = wording.say("invitations.forward", until=time_in(zone, one.until), **facts)
    picture = Attachment(f"{one.person.name}.png", one.picture, picture=True, caption=one.person.name)
    return MessageBody(text, attachments=(picture,), fleeting=True)
