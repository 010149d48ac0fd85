"""A phone is bound, moved and let go."""

from telegram import ChatMember

from bot.domain.people.invitation import Invitation
from bot.domain.people.permission import Action
from bot.domain.people.person import Role
from bot.domain.people.proposal import Act
from bot.messages.core.pending_taps import MoveAccount
from bot.messages.people.view import known_body, welcome_body
from bot.readers.correction import numbers_in
from bot.services.pending.pinned_home import pin_home
from bot.services.people.account import answer_claim
from bot.services.people.binding import bind, unblock
from bot.services.people.directory import claim_facts, ids_of, own_numbers
from handlers.core.acts import preview
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.menu import show_menu
from handlers.core.routes import Command, Routes, TapRoute

OFFICE = (Role.OFFICE,)


async def on_start(context: Context) -> None:
    """Bind the account by the code of the link, or greet somebody who is known."""
    code = context.words
    if not code:
        await context.answer(known_body(context.wording, await context.person()))
        return
    bound = await bind(context.unscoped, code, account=context.account, guard=context.state.guard)
    if isinstance(bound, Invitation):
        name, hours = await claim_facts(context.unscoped, bound)
        await context.answer(context.say("people.binding.waits", name=name, hours=hours))
        return
    person = bound
    await show_menu(context, person)
    await pin_home(context.unscoped, person, context.account)
    await context.answer(welcome_body(context.wording, person, await own_numbers(context.unscoped, person)))


async def on_move(context: Context, tap: MoveAccount) -> None:
    """The old phone lets the account move, or says that it was somebody else."""
    told = await answer_claim(context.request, await context.person(), yes=tap.yes)
    said = context.say("people.binding.let") if tap.yes else context.say("people.binding.not_me", told=told)
    await context.answer(said, edit=True)


async def on_member(context: Context) -> None:
    """Note that somebody who had blocked the bot lets it write again."""
    change = context.incoming.my_chat_member
    if change is not None and change.new_chat_member.status == ChatMember.MEMBER:
        await unblock(context.request, await context.person())


async def on_unbind(context: Context) -> None:
    """Show what letting go of people's accounts would do."""
    person, names = await context.person(), numbers_in(context.words)
    if not names:
        await context.answer(context.say("people.binding.usage_unbind"))
        return
    await preview(context, Act.UNBIND, await ids_of(context.request, person.unit, names))


ROUTES = Routes(
    commands=(
        Command("start", (), on_start, ()),
        Command("unbind", ("解绑",), on_unbind, OFFICE, something_named, needs=(Action.BIND,)),
    ),
    taps=(TapRoute(MoveAccount, on_move),),
    membership=(on_member,),
)
