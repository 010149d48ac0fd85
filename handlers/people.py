"""Binding: one-time links for people, and the first message of somebody who follows one."""

import io

from telegram import ChatMember
from telegram.ext import ChatMemberHandler

from bot.domain.people.person import Role
from bot.messages.body import Attachment
from bot.messages.people.view import Invitation, invited_body, welcome_body
from bot.services.people.binding import Invited, bind, invite, unbind, unblock
from handlers.core.request import Command, Context, TelegramApplication, at_window, open_commands
from handlers.help import menu_of


async def on_start(context: Context) -> None:
    """Bind the account by the code of the link, or greet somebody who is known."""
    code = context.words
    if not code:
        person = await context.person()
        await context.answer(context.say("people.binding.again", name=person.name))
        return
    person = await bind(context.unwalled, code, account=context.account, guard=context.window.guard)
    await menu_of(context, person)
    await context.answer(welcome_body(context.window.request.wording, person))


async def on_invite(context: Context) -> None:
    """Issue a link for the people named, or for everybody who is not bound yet."""
    person = await context.person()
    names = tuple(context.words.replace("、", " ").replace("，", " ").split())
    invited = await invite(context.request, by=person, unit=person.unit, names=names)
    links = [Invitation(one.person, link(context, one)) for one in invited]
    hours = int((invited[0].expires - context.request.now()).total_seconds() // 3600)
    pictures = [qr(one.person.name, one.link) for one in links] if names else []
    await context.answer(invited_body(context.window.request.wording, links, hours, pictures))


def link(context: Context, invited: Invited) -> str:
    """The deep link that binds whoever opens it first."""
    return f"https://t.me/{context.window.names[invited.bot]}?start={invited.code}"


def qr(name: str, address: str) -> Attachment:
    """A link as a picture to be scanned."""
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=4)
    return Attachment(f"{name}.png", picture.getvalue(), picture=True, caption=name)


async def on_member(context: Context) -> None:
    """Note that somebody who had blocked the bot lets it write again."""
    change = context.incoming.my_chat_member
    if change is not None and change.new_chat_member.status == ChatMember.MEMBER:
        await unblock(context.request, await context.person())


async def on_unbind(context: Context) -> None:
    """Let go of a person's account."""
    person = await unbind(context.request, context.words, by=await context.person())
    await context.answer(context.say("people.binding.unbound", name=person.name))


COMMANDS = (
    Command("start", (), on_start, ()),
    Command("invite", ("邀请", "绑定链接"), on_invite, (Role.OFFICE,)),
    Command("unbind", ("解绑",), on_unbind, (Role.OFFICE,)),
)


def register(application: TelegramApplication) -> None:
    """Open the door."""
    open_commands(application, COMMANDS)
    application.add_handler(ChatMemberHandler(at_window(on_member), ChatMemberHandler.MY_CHAT_MEMBER))
