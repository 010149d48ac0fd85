"""Binding: one-time links for people, and the first message of somebody who follows one."""

import io

from markupsafe import Markup
from telegram import ChatMember
from telegram.ext import ChatMemberHandler

from bot.domain.people.person import ROLE_WORDS, Person, Role
from bot.messages.body import Attachment, MessageBody
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
    await context.answer(
        MessageBody(
            context.say("people.binding.welcome", name=person.name, role=roles_in_words(person)),
            choices=_choices(context),
        )
    )


def _choices(context: Context) -> tuple[tuple[str, ...], ...]:
    return (
        (context.word("people.binding.button_mine"), context.word("people.binding.button_status")),
        (context.word("people.binding.button_overdue"), context.word("people.binding.button_help")),
    )


def roles_in_words(person: Person) -> str:
    """A person's roles as the office calls them."""
    return "、".join(ROLE_WORDS[role] for role in person.roles) or ROLE_WORDS[Role.OWNER]


async def on_invite(context: Context) -> None:
    """Issue a link for the people named, or for everybody who is not bound yet."""
    person = await context.person()
    names = tuple(context.words.replace("、", " ").replace("，", " ").split())
    invited = await invite(context.request, by=person, unit=person.unit, names=names)
    lines = [
        context.say("people.binding.link", name=one.person.name, post=one.person.post, link=link(context, one))
        for one in invited
    ]
    hours = int((invited[0].expires - context.request.now()).total_seconds() // 3600)
    text = context.say("people.binding.invited", count=len(invited), hours=hours) + "\n\n" + Markup("\n\n").join(lines)
    pictures = tuple(qr(one.person.name, link(context, one)) for one in invited) if names else ()
    await context.answer(MessageBody(text, attachments=pictures))


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
