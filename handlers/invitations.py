"""Invitations: the list of them and their links, and those who knock without one."""

import asyncio
import math
from collections.abc import Iterable

from telegram.ext import filters

from bot.domain.core.refusal import NoChange, NotBound
from bot.domain.people.permission import Action
from bot.domain.people.person import Role, digits
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.invitation_taps import (
    BindKnock,
    InvitationsPage,
    InviteAll,
    InvitePerson,
    Knock,
    KnockPage,
    RefuseKnock,
    WithdrawInvitation,
)
from bot.messages.invitations.knock import unit_name
from bot.messages.invitations.listing import invitations_body
from bot.messages.invitations.view import InvitationLink, invitation_body
from bot.messages.people.view import welcome_body
from bot.messages.text import time_in
from bot.services.invitations.knock import HEARD, bind_knock, knock, knock_card, refuse_knock, say_who
from bot.services.invitations.listing import list_invitations, withdraw_invitation
from bot.services.people.binding import Invited, issue, links_for
from bot.services.people.directory import own_numbers, person_by_id
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.invitation import link, qr
from handlers.core.menu import show_menu
from handlers.core.routes import OWN, Command, MessageRoute, Routes, TapRoute


async def on_invite(context: Context) -> None:
    """Issue links for the people named, a message each; without names list who is not bound."""
    names = tuple(context.words.replace("、", " ").replace("，", " ").split())
    if not names:
        seen = await list_invitations(context.request, await context.person())
        await context.answer(invitations_body(context.wording, seen))
        return
    await _issue(context, names)


async def _issue(context: Context, names: tuple[str, ...]) -> int:
    """Hand out links, a message each, and issue them; how many. They are drawn while the ledger is not held."""
    invited, links = await _drawn(context, names)
    unit = await context.unit()
    for one in links:
        await context.answer(invitation_body(context.wording, one, unit.name, unit.zone))
    await issue(context.request, invited, by=await context.person())
    return len(links)


async def _drawn(context: Context, names: tuple[str, ...]) -> tuple[tuple[Invited, ...], list[InvitationLink]]:
    person = await context.person()
    invited = await links_for(context.request, by=person, unit=person.unit, names=names)
    return invited, await asyncio.to_thread(_links, context, invited)  # of a large office the pictures take a second


def _links(context: Context, invited: Iterable[Invited]) -> list[InvitationLink]:
    now = context.request.now()
    return [
        InvitationLink(
            person=one.person,
            link=(address := link(context, one)),
            picture=qr(one.person.name, address).content,
            hours=math.ceil((one.expires - now).total_seconds() / 3600),
            until=one.expires,
        )
        for one in invited
    ]


async def on_issue(context: Context, tap: InvitePerson) -> None:
    """Issue a link for one of the list."""
    person = await person_by_id(context.request, tap.person)
    await _issue(context, (person.name,))
    await context.answer(context.say("invitations.renewed", name=person.name))


async def on_all(context: Context, tap: InviteAll) -> None:
    """Issue links for all who have none, a message each; or for all who are not bound, on a page to print."""
    seen = await list_invitations(context.request, await context.person())
    lines = seen.unbound if tap.sheet else seen.without
    if not lines:
        raise NoChange
    names = tuple(line.person.name for line in lines)
    if not tap.sheet:
        await context.answer(context.say("invitations.all_made", count=await _issue(context, names)))
        return
    invited, links = await _drawn(context, names)
    from bot.documents.word.invitation_sheet import invitation_sheet

    unit = await context.unit()
    content = await asyncio.to_thread(invitation_sheet, unit.name, unit.zone, links)
    facts = {"count": len(links), "hours": links[0].hours, "until": time_in(unit.zone, links[0].until)}
    name = f"{context.word('invitations.sheet_title')}.docx"
    text = context.say("invitations.sheet_made", **facts)
    await context.answer(MessageBody(text, attachments=(Attachment(name, content),), fleeting=True))
    await issue(context.request, invited, by=await context.person())


async def on_withdraw(context: Context, tap: WithdrawInvitation) -> None:
    """Let somebody's link be worthless."""
    person = await withdraw_invitation(context.request, await context.person(), tap.person)
    await context.answer(context.say("invitations.withdrawn", name=person.name))


async def on_page(context: Context, tap: InvitationsPage) -> None:
    """Turn the page, in place, as things are now."""
    seen = await list_invitations(context.request, await context.person())
    await context.answer(invitations_body(context.wording, seen, tap.page), edit=True)


async def on_knock(context: Context, _: Knock) -> None:
    """A visitor asks to be bound."""
    if context.bound is not None:
        await context.alert(context.say("invitations.knock.already"))
        return
    user = context.incoming.effective_user
    unit, state = await knock(context.unscoped, context.account, user.full_name if user else "")
    await context.answer(context.say(f"invitations.knock.{state}", unit=unit_name(context.wording, unit)), edit=True)


async def on_visitor(context: Context) -> None:
    """What a visitor writes says who that is, where that was asked; anything else is met at the door."""
    said = await say_who(context.unscoped, context.account, context.message.text or "")
    if said is None:
        raise NotBound
    unit, state = said
    if state in HEARD or context.is_heard(asked=True):
        await context.answer(context.say(f"invitations.knock.{state}", unit=unit_name(context.wording, unit)))


async def on_bind(context: Context, tap: BindKnock) -> None:
    """The office says who it is who knocks: that person is welcomed there."""
    bound = await bind_knock(context.request, await context.person(), tap.matter, tap.person)
    account = bound.chat or 0
    await show_menu(context, bound)
    await context.answers.add(account, welcome_body(context.wording, bound, await own_numbers(context.request, bound)))
    facts = {"name": bound.name, "digits": digits(account)}
    await context.answer(context.say("invitations.knock.bound", **facts), edit=True)


async def on_who(context: Context, tap: KnockPage) -> None:
    """Turn the card to others who may be meant."""
    card = await knock_card(context.request, await context.person(), tap.matter, tap.page)
    if card is None:
        await context.alert(context.say("pending.gone"))
        return
    await context.answer(card, edit=True)


async def on_refuse(context: Context, tap: RefuseKnock) -> None:
    """Turn a visitor away, who is told."""
    account = await refuse_knock(context.request, await context.person(), tap.matter)
    await context.answers.add(account, MessageBody(context.say("invitations.knock.refused")))
    await context.answer(context.say("invitations.knock.turned_away"), edit=True)


ROUTES = Routes(
    commands=(
        Command("invite", ("邀请", "绑定链接"), on_invite, (Role.OFFICE,), something_named, needs=(Action.BIND,)),
    ),
    taps=(
        TapRoute(InvitePerson, on_issue),
        TapRoute(InviteAll, on_all),
        TapRoute(WithdrawInvitation, on_withdraw),
        TapRoute(InvitationsPage, on_page),
        TapRoute(Knock, on_knock),
        TapRoute(BindKnock, on_bind),
        TapRoute(KnockPage, on_who),
        TapRoute(RefuseKnock, on_refuse),
    ),
    messages=(MessageRoute(OWN & filters.TEXT & ~filters.COMMAND, on_visitor, strangers=True),),
)
